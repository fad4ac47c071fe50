"""`dedup evaluate` and `dedup tune` as a user runs them."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.test_cli import dedup
from tests.test_cli_search import OTHER, REWRITE, WIRE


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    texts = {"wire": WIRE, "copy": WIRE + " More soon.", "rewrite": REWRITE, "other": OTHER}
    docs = [{"id": id_, "text": text} for id_, text in texts.items()]
    pairs = [
        {"a": "wire", "b": "copy", "reuse": 1, "label": "copied"},
        {"a": "wire", "b": "other", "reuse": 0, "label": "unrelated"},
        {"a": "rewrite", "b": "other", "reuse": 0, "label": "unrelated"},
    ]
    for name, rows in (("docs", docs), ("pairs", pairs)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return tmp_path


def test_evaluate_measures_what_the_folder_has(labelled: Path) -> None:
    """Search and verdict are measured, the parts without data are left out."""
    schema = json.loads(files("dedup.report").joinpath("schemas/evaluate.json").read_text())

    one = dedup("evaluate", labelled, "--format", "json", "-j", "1")
    two = dedup("evaluate", labelled, "--format", "json", "-j", "2")

    page = json.loads(one.stdout)
    jsonschema.validate(page, schema)
    assert one.stdout == two.stdout
    assert page["search"]["recall"] == 1
    assert page["verdict"]["auc"] == 1
    assert "links" not in page


def test_tune_says_what_to_expect(labelled: Path) -> None:
    """The threshold comes with intervals, and too few pairs are told on standard error."""
    run = dedup("tune", labelled, "--false-alarms", "0.01", "--no-write")

    assert run.returncode == 0
    assert run.stdout.startswith("threshold 0.")
    assert "cannot promise a false-alarm rate of 0.01" in run.stderr


def test_a_malformed_collection_is_one_line(labelled: Path) -> None:
    """A pair that names no article is refused with file and line."""
    (labelled / "pairs.jsonl").write_text('{"a": "wire", "b": "nobody", "reuse": 1}')

    run = dedup("evaluate", labelled)

    assert (run.returncode, run.stdout) == (3, "")
    assert "pairs.jsonl:1" in run.stderr


@pytest.mark.parametrize("command", ["evaluate", "tune"])
def test_an_empty_collection_is_no_success(labelled: Path, command: str) -> None:
    """A file of pairs without lines is told, with exit status 3."""
    (labelled / "pairs.jsonl").write_text("\n")

    run = dedup(command, labelled)

    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr == f"dedup: {labelled}: nothing to measure: no lines in pairs.jsonl\n"


@pytest.mark.parametrize("option", ["--output", "--plot", "--write"])
def test_labels_are_not_written_over(labelled: Path, option: str) -> None:
    """A file that is to be read is no place for the result, by whatever name."""
    (labelled / "pairs.svg").symlink_to("pairs.jsonl")
    before = (labelled / "pairs.jsonl").read_bytes()
    command = "tune" if option == "--write" else "evaluate"
    (labelled / "docs.jsonl").write_text("")  # what could be a configuration, too
    file = "docs.jsonl" if option == "--write" else "pairs.svg"

    run = dedup(command, labelled, option, labelled / file)

    assert run.returncode == 2
    assert f"{option} {labelled / file} would write over" in run.stderr
    assert (labelled / "pairs.jsonl").read_bytes() == before


@pytest.mark.parametrize("arguments", [("evaluate", "--plot", "x.svg"), ("tune", "--write", "x")])
def test_a_place_that_cannot_be_written_is_told_before_the_work(
    labelled: Path, arguments: tuple[str, str, str]
) -> None:
    """Nothing is measured, and a broken collection not even read, if there is no place for it."""
    (labelled / "pairs.jsonl").write_text("broken")
    command, option, name = arguments

    run = dedup(command, labelled, option, labelled / "missing" / name)

    assert run.returncode == 3
    assert "cannot be written" in run.stderr


def test_a_file_is_no_folder(labelled: Path) -> None:
    """A collection is a folder; its file alone is refused by name."""
    run = dedup("evaluate", labelled / "pairs.jsonl")

    assert (run.returncode, run.stdout) == (3, "")
    assert "pairs.jsonl: not a folder" in run.stderr
