import gzip
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.errors import InputError
from dedup.readers import STDIN, FileGroup, LineRange, plan
from dedup.readers.planning import _ranges


def write(*paths, data="text"):
    for path in paths:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(data, newline="")


def planned(*paths):
    return [path for unit in plan(paths) for path in unit.paths]


def test_folders_are_walked_in_the_order_of_paths():
    """All articles of a folder and its folders are found, sorted, hidden ones left out."""
    write("f/b.txt", "f/a/z.md", "f/a.csv", "f/.hidden.txt", "f/.git/a.txt", "f/c/d/e.json.gz")

    found = planned("f")

    assert found == sorted(found) == ["f/a.csv", "f/a/z.md", "f/b.txt", "f/c/d/e.json.gz"]


def test_other_files_of_folders_are_skipped_and_told():
    """A folder is no list of articles only, but a file that is named is meant."""
    write("f/a.txt", "f/b.jpg", "f/style.css", "f/LICENSE")
    skipped = []

    units = plan(["f"], on_skip=skipped.append)

    assert units == [FileGroup(paths=("f/a.txt",))]
    assert skipped == ["f/LICENSE", "f/b.jpg", "f/style.css"]
    assert planned("f/LICENSE") == ["f/LICENSE"]


@pytest.mark.parametrize("name", ["docs.jsonl", "docs.jsonl.gz", "docs.jsonl.zst"])
def test_labelled_collection_is_one_file(name):
    """A folder that holds docs.jsonl is read by that file alone, at any depth."""
    write(f"f/g/{name}", "f/g/pairs.jsonl", "f/g/h/a.txt", "f/b.txt")

    assert planned("f") == ["f/b.txt", f"f/g/{name}"]


def test_a_file_is_planned_once():
    """A file that is named again, or lies in a folder named again, stays where it came first."""
    write("f/a.txt", "b.txt")

    assert planned("b.txt", "f", "./b.txt", "f/a.txt", "f/../f") == ["b.txt", "f/a.txt"]
    assert planned("f", str(Path("f").absolute())) == ["f/a.txt"]


def test_loops_of_links_end():
    """A folder is visited once, however many links lead to it; a dangling link is kept."""
    write("f/g/a.txt")
    Path("f/g/loop").symlink_to(Path("f").absolute())
    Path("f/same").symlink_to("g")
    Path("f/lost.txt").symlink_to("nowhere")

    assert planned("f") == ["f/g/a.txt", "f/lost.txt"]


def test_missing_path_is_an_error_at_once():
    """Nothing that was asked for is left out in silence."""
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file or folder"):
        plan([STDIN, "nowhere.txt"])


def test_empty_folder_gives_nothing():
    """Whether nothing to read is an error is for the caller to say."""
    Path("f").mkdir()

    assert plan(["f"]) == []


def test_small_files_share_a_unit():
    """Neighbours are grouped up to a size and a number; standard input is alone."""
    write(*(f"f/{number:03}.txt" for number in range(300)))
    write("big.txt", data="x" * 100)

    units = plan(["f", STDIN, "big.txt", "f/000.txt"], unit_bytes=50_000)
    by_size = plan(["f", "big.txt"], unit_bytes=50)

    assert [len(unit.paths) for unit in units] == [256, 44, 1, 1]
    assert [len(unit.paths) for unit in by_size] == [12] * 25 + [1]


def test_long_json_lines_are_divided():
    """Only what can be cut at line ends is cut: no compressed, UTF-16 or binary file."""
    lines = '{"text": "x"}\n' * 100
    write("a.jsonl", data=lines)
    Path("b.jsonl").write_bytes(lines.encode("utf-16"))
    Path("c.jsonl").write_bytes(gzip.compress(os.urandom(2_000)))
    Path("d.jsonl").write_bytes(b"\0" * 1_000)
    write("e.txt", data=lines)

    units = plan(["a.jsonl", "b.jsonl", "c.jsonl", "d.jsonl", "e.txt"], unit_bytes=500)

    assert [type(unit) for unit in units] == [LineRange] * 3 + [FileGroup] * 4
    assert units[1] == LineRange(path="a.jsonl", start=490, end=994, first_line=36)


@given(st.lists(st.binary(max_size=9), max_size=9), st.integers(1, 20))
def test_ranges_are_whole_lines(tmp_path_factory, pieces, unit_bytes):
    """Ranges follow each other, begin with a line, know its number and cover the file."""
    data = b"\n".join(pieces)
    path = tmp_path_factory.getbasetemp() / "ranges"
    path.write_bytes(data)

    ranges = list(_ranges(str(path), unit_bytes))

    borders = [0, *(unit.end for unit in ranges)]
    assert [unit.start for unit in ranges] == borders[:-1]
    assert borders[-1] == len(data)
    for unit in ranges:
        assert data[: unit.start].endswith(b"\n") or unit.start == 0
        assert unit.first_line == data[: unit.start].count(b"\n") + 1


@pytest.mark.slow
def test_many_files_are_planned_fast(tmp_path):
    """Planning 100,000 files takes seconds at most."""
    for number in range(100):
        (tmp_path / f"{number:02}").mkdir()
    for number in range(100_000):
        (tmp_path / f"{number % 100:02}" / f"{number}.txt").touch()

    start = time.perf_counter()
    files = planned(str(tmp_path))

    assert len(files) == 100_000
    assert time.perf_counter() - start < 5
