"""`dedup align` as a user runs it."""

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.test_cli import SHARED_ARTICLES, dedup
from tests.test_cli_search import OTHER, REWRITE, WIRE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wire.txt").write_text(WIRE)
    (tmp_path / "rewrite.txt").write_text(REWRITE + "\n\nShare this article\n")
    lines = [json.dumps({"id": id_, "text": text}) for id_, text in (("w", WIRE), ("o", OTHER))]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    return tmp_path


def test_two_files_are_set_beside_each_other(folder: Path) -> None:
    """The page shows both texts, a letter for the kind of each sentence, and a summary."""
    run = dedup("align", folder / "wire.txt", folder / "rewrite.txt")

    assert (run.returncode, run.stderr) == (0, "")
    assert "B 3 Share this article" in run.stdout
    assert "paraphrased" in run.stdout


def test_json_points_into_the_raw_texts(folder: Path) -> None:
    """The JSON keeps to its schema, and its offsets cut sentences out of the files."""
    schema = json.loads(files("dedup.report").joinpath("schemas/align.json").read_text())

    page = json.loads(
        dedup("align", folder / "wire.txt", folder / "rewrite.txt", "-f", "json").stdout
    )

    jsonschema.validate(page, schema)
    first = page["a"]["sentences"][0]
    assert WIRE[first["start"] : first["end"]].startswith("A passenger ferry struck")
    assert WIRE[first["end"] - 1] == "."


def test_articles_of_a_collection_go_by_id(folder: Path, tmp_path: Path) -> None:
    """--in names the collection; an unknown id and a path of several articles say what to do."""
    news, out = folder / "news.jsonl", tmp_path / "page.txt"

    found = dedup("align", "w", "o", "--in", news, "-o", out)
    missing = dedup("align", "w", "nobody", "--in", news)
    several = dedup("align", news, news)

    assert (found.returncode, found.stdout) == (0, "")
    assert "new" in out.read_text()
    assert (missing.returncode, several.returncode) == (3, 2)
    assert "no article 'nobody' in" in missing.stderr
    assert "holds several articles: name two ids and --in" in several.stderr


@pytest.mark.skipif(not SHARED_ARTICLES.is_dir(), reason="the five real articles are not here")
def test_a_real_rewrite_is_shown_sentence_by_sentence() -> None:
    """Most sentences of the shorter real rewrite are linked to the other one, in order."""
    one, two = sorted(SHARED_ARTICLES.iterdir())[:2]

    page = json.loads(dedup("align", one, two, "-f", "json").stdout)

    reworded = page["shares"]["b"]["paraphrased"] + page["shares"]["b"]["merged"]
    firsts = [link["b"][0] for link in page["links"]]
    assert reworded > 0.7
    assert firsts[:10] == sorted(firsts[:10])
