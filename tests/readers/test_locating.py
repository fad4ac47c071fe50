"""Spans of an article's text are found again in its file."""

import gzip
import json
from pathlib import Path

import pytest

from dedup.readers import FilePlace, Locator, Options, read_unit
from dedup.readers.planning import FileGroup


def located(path: Path, words: str) -> FilePlace:
    article, line = next(iter(read_unit(FileGroup(paths=(str(path),)), Options())))
    start = article.text.index(words)
    return Locator(article, line).place(start, start + len(words))


@pytest.mark.parametrize(
    ("name", "content", "line", "column"),
    [
        ("a.txt", "One.\nTwo. Here it is.", 2, 6),
        ("a.txt", "One.\r\n\r\nHere it is.", 3, 1),
        ("a.txt", "One.\rHere it is.", 2, 1),
        ("a.txt", "\ufeffHere it is.", 1, 1),
        ("a.txt", "Ünïcödé 😀 Here it is.", 1, 11),
        ("a", "No extension.\nHere it is.", 2, 1),
        ("a.md", "---\ntitle: T\n---\n\nHere it is.", 5, 1),
        ("a.md", "---\r\ntitle: T\r\n---\r\nHere it is.", 4, 1),
        ("a.md", "# Title\n\nHere it is.", 3, 1),
    ],
)
def test_plain_files_have_exact_places(
    tmp_path: Path, name: str, content: str, line: int, column: int
) -> None:
    """Byte order marks, line ends and front matter are counted as an editor counts them."""
    path = tmp_path / name
    path.write_bytes(content.encode())

    place = located(path, "Here it is.")

    assert place == FilePlace(line=line, column=column, end_line=line, end_column=column + 11)


def test_other_encodings_and_compression(tmp_path: Path) -> None:
    """Places are those of the text that an editor would show."""
    (tmp_path / "a.txt").write_bytes("Erst.\nHier é.".encode("utf-16"))
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"One.\nTwo.\nHere."))

    assert located(tmp_path / "a.txt", "Hier").line == 2
    assert located(tmp_path / "b.txt.gz", "Here.").line == 3


def test_a_record_has_its_line_alone(tmp_path: Path) -> None:
    """Of JSON Lines and tables the line is known, and no column."""
    path = tmp_path / "a.jsonl"
    path.write_text("\n" + json.dumps({"id": "x", "text": "Here it is."}))
    assert located(path, "Here") == FilePlace(line=2)
    table = tmp_path / "a.csv"
    table.write_text('id,text\nx,"Here it is."\n')
    assert located(table, "Here") == FilePlace(line=2)


def test_positions_that_are_no_lines_are_not_told(tmp_path: Path) -> None:
    """The number of an element of an array is no line."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"id": "x", "text": "Here it is."}]))

    assert located(path, "Here") == FilePlace()


def test_a_file_that_changed_or_went_tells_nothing(tmp_path: Path) -> None:
    """A wrong place is worse than none."""
    path = tmp_path / "a.txt"
    path.write_text("Here it is.")
    article, _ = next(iter(read_unit(FileGroup(paths=(str(path),)), Options())))

    path.write_text("Something else.")
    assert Locator(article, None).place(0, 4) == FilePlace()
    path.unlink()
    assert Locator(article, None).place(0, 4) == FilePlace()
