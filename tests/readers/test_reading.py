import io
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import dedup
from dedup.errors import InputError
from dedup.readers import FirstPlaces, Problem, plan, read, read_unit

HEAVY = {"numpy", "pyarrow", "trafilatura", "yaml", "zstandard", "charset_normalizer"}


def test_units_give_what_the_whole_gives():
    """However a file is divided, ids, lines and messages are those of the file read at once."""
    lines = [json.dumps({"text": f"text {number}"}) for number in range(200)]
    lines[50], lines[150] = "", "{broken"
    Path("w.jsonl").write_text("\ufeff" + "\n".join(lines), encoding="utf-8")

    divided = [item for unit in plan(["w.jsonl"], unit_bytes=100) for item in read_unit(unit)]
    [whole] = plan(["w.jsonl"])

    assert divided == list(read_unit(whole))
    assert divided[-1][1] == 200


def test_units_travel_between_processes():
    """A unit and what it gives survive pickling."""
    Path("w.jsonl").write_text('{"text": "t"}\nbroken\n' * 100)
    units = plan(["w.jsonl"], unit_bytes=500)
    items = [item for unit in units for item in read_unit(unit)]

    assert pickle.loads(pickle.dumps([units, items])) == [units, items]


def test_first_article_with_an_id_wins(read_back):
    """A second article with the id is a problem that names both places."""
    articles, problems = read_back(
        "w.jsonl", '{"id": 1, "text": "a"}\n\n{"id": "1", "text": "b"}\n{"id": 1, "text": "c"}\n'
    )

    assert [article.text for article in articles] == ["a"]
    assert problems == [
        "w.jsonl:3: id '1' is already that of w.jsonl:1",
        "w.jsonl:4: id '1' is already that of w.jsonl:1",
    ]


def test_ids_are_compared_across_files():
    """An id may be that of an article in another file; a file without lines is named alone."""
    places = FirstPlaces()

    assert places.claim("x", "a.md", None) is None
    assert places.claim("y", "b.jsonl", 1) is None
    assert str(places.claim("x", "b.jsonl", 2)) == "b.jsonl:2: id 'x' is already that of a.md"


def test_formats_of_a_folder():
    """A folder may hold every format; what cannot be read does not stop the rest."""
    Path("f").mkdir()
    Path("f/a.txt").write_text("A")
    Path("f/b.txt").write_bytes(b"\0")
    Path("f/c.csv").write_text("text\nC\n")
    Path("f/d.json").write_text('{"text": "D"}')
    Path("f/e.txt").symlink_to("nowhere")
    Path("f/f.md").write_text("F")
    problems = []

    articles = list(read(["f"], on_problem=problems.append))

    assert [article.text for article in articles] == ["A", "C", "D", "F"]
    assert [str(problem) for problem in problems] == [
        "f/b.txt: binary data, not text",
        "f/e.txt: cannot be read: No such file or directory",
    ]


def test_unreadable_files_are_problems(monkeypatch):
    """Without permission a file is a problem, whole or in part."""

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    Path("a.jsonl").write_text('{"text": "a"}\n' * 2)
    units = plan(["a.jsonl"], unit_bytes=20) + plan(["a.jsonl"])
    monkeypatch.setattr(io, "FileIO", refuse)
    monkeypatch.setattr(Path, "open", refuse)

    items = [item for unit in units for item in read_unit(unit)]

    expected = Problem(path="a.jsonl", message="cannot be read: Permission denied")
    assert items == [expected] * len(units)
    assert plan(["a.jsonl"], unit_bytes=20) == plan(["a.jsonl"])


def test_unknown_extension_is_sniffed(read_back):
    """A file that is named is read whatever it is called."""
    [plain], _ = read_back("LICENSE", "Some text")
    [line], _ = read_back("feed.dump", '{"text": "a"}\n')

    assert (plain.id, line.id) == ("LICENSE", "feed.dump:1")


def test_standard_input_is_json_lines(monkeypatch):
    """A dash reads standard input and leaves it open."""
    stdin = io.TextIOWrapper(io.BytesIO(b'{"text": "a"}\n{"text": "b"}\n'))
    monkeypatch.setattr(sys, "stdin", stdin)

    articles = list(read(["-"], on_problem=pytest.fail))

    assert [article.id for article in articles] == ["-:1", "-:2"]
    assert not stdin.closed


def test_missing_path_is_an_error_before_reading():
    """The error comes with the call, not with the first article."""
    with pytest.raises(InputError):
        read(["nowhere"], on_problem=pytest.fail)


@pytest.mark.skipif(sys.platform != "linux", reason="needs names that are any bytes")
def test_undecodable_name_is_shown():
    """A file whose name is no Unicode is read, and its id can be written."""
    Path(os.fsdecode(b"\xff.txt")).write_text("a")

    [article] = read(["."], on_problem=pytest.fail)

    assert article.id == article.path == "./\ufffd.txt"


def test_import_is_light():
    """Importing the room loads no heavy library."""
    code = "import sys, dedup.readers; print(*sys.modules)"

    root = Path(dedup.__file__).parents[1]
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True, cwd=root).split()

    assert HEAVY.isdisjoint(loaded)
