"""`dedup index` as a user runs it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from dedup import read
from dedup.archive import Archive
from dedup.pipeline import archiving
from dedup.pipeline.archiving import add_units, open_for_adding, planned
from dedup.pipeline.collecting import Workers
from dedup.readers import Options, Problem
from tests.archive.stories import FILLER, REWRITE, WIRE
from tests.test_cli import dedup
from tests.test_cli_config import dedup_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    texts = {"wire": WIRE, "rewrite": REWRITE, "other": FILLER}
    lines = [
        json.dumps({"id": id_, "text": text, "published": f"2025-01-0{n}"})
        for n, (id_, text) in enumerate(texts.items(), start=1)
    ]
    path.write_text("\n".join(lines))
    return path


@pytest.mark.slow
def test_the_life_of_an_index(news: Path, tmp_path: Path) -> None:
    """Add, add again, ask, look, remove, compact, verify: each says what it did."""
    index, draft = tmp_path / "news.index", tmp_path / "draft.txt"
    draft.write_text(WIRE + " More soon.")

    added = dedup("index", "add", index, news, "--at", "2025-02-01")
    again = dedup("index", "add", index, news, "--ttl", "30d", "--at", "2025-02-02")
    asked = dedup("index", "query", index, draft)
    past = dedup("index", "query", index, draft, "--as-of", "2025-02-01", "--format", "csv")
    info = dedup("index", "info", index, "--format", "json")
    removed = dedup("index", "remove", index, "rewrite", "nobody", "--at", "2025-02-03")
    compacted = dedup("index", "compact", index, "--forget")
    verified = dedup("index", "verify", index)

    assert (added.stdout, added.stderr) == ("3 new, 0 changed, 0 unchanged\n", "")
    assert again.stdout == "0 new, 0 changed, 3 unchanged, 2 expired\n"
    assert [json.loads(line)["archived"] for line in asked.stdout.splitlines()] == []
    rows = list(csv.DictReader(io.StringIO(past.stdout)))
    assert [(row["archived"], row["found_by"]) for row in rows] == [
        ("wire", "near+rewrite"),
        ("rewrite", "rewrite"),
    ]
    told = json.loads(info.stdout)
    assert (told["articles"], told["versions"], told["removed"]) == (1, 3, 2)
    assert told["schema_version"] == 1
    assert removed.stdout == "0 removed\n"
    assert "2 of the ids are not in" in removed.stderr
    assert "2 versions forgotten" in compacted.stdout
    assert verified.stdout == f"{index}: sound, 1 article\n"
    for run in (added, again, asked, past, info, removed, compacted, verified):
        assert run.returncode == 0


@pytest.mark.slow
def test_query_measures_what_it_finds(news: Path, tmp_path: Path) -> None:
    """A record says which search found the article and how much both share, best first."""
    index = tmp_path / "news.index"
    dedup("index", "add", index, news, "--no-text")
    run = dedup("index", "query", index, news)

    records = [json.loads(line) for line in run.stdout.splitlines()]
    first = records[0]
    assert (first["incoming"], first["archived"]) == ("wire", "wire")
    assert (first["jaccard"], first["containment_incoming"], first["estimated"]) == (1, 1, True)
    assert {(r["incoming"], r["archived"]) for r in records} == {
        *((id_, id_) for id_ in ("wire", "rewrite", "other")),
        ("wire", "rewrite"),
        ("rewrite", "wire"),
    }


@pytest.mark.slow
def test_wrong_use_and_failures_have_their_status(news: Path, tmp_path: Path) -> None:
    """2 for a wrong call, 3 for what the data or the machine refuse; one line each."""
    index, other = tmp_path / "news.index", tmp_path / "other.txt"
    other.write_text("No index.")
    dedup("index", "add", index, news)

    runs = {
        "neither": (2, dedup("index", "remove", index)),
        "both": (2, dedup("index", "remove", index, "wire", "--ttl", "1d")),
        "time": (2, dedup("index", "query", index, news, "--as-of", "soon")),
        "back": (2, dedup("index", "add", index, other, "--at", "2001-01-01")),
        "kind": (3, dedup("index", "info", other)),
        "missing": (3, dedup("index", "query", tmp_path / "no.index", news)),
        "path": (3, dedup("index", "add", tmp_path / "new.index", tmp_path / "no.txt")),
        "seed": (3, dedup("index", "add", index, news, "--seed", "9")),
        "texts": (3, dedup("index", "add", index, news, "--no-text")),
    }

    for name, (status, run) in runs.items():
        assert (run.returncode, run.stdout) == (status, ""), name
        assert len(run.stderr.splitlines()) == 1, name
    assert not (tmp_path / "new.index").exists()


@pytest.mark.slow
def test_unreadable_articles_are_reported_and_the_rest_is_added(tmp_path: Path) -> None:
    """A bad line and an id used twice are named with their places; the exit status is 3."""
    lines = ['{"id": "a", "text": "One two three."}', "{", '{"id": "a", "text": "Four five."}']
    news = tmp_path / "news.jsonl"
    news.write_text("\n".join(lines))
    run = dedup("index", "add", tmp_path / "x.index", news)

    assert run.returncode == 3
    assert run.stdout == "1 new, 0 changed, 0 unchanged\n"
    said = run.stderr.splitlines()
    assert said[0].startswith(f"dedup: {news}:2: ")
    assert said[1] == f"dedup: {news}:3: id 'a' is already that of {news}:1"
    assert said[2].startswith("dedup: 2 articles could not be read")


@pytest.mark.slow
def test_a_damaged_index_is_told(news: Path, tmp_path: Path) -> None:
    """Verify names what is wrong and ends with 3."""
    index = tmp_path / "news.index"
    dedup("index", "add", index, news)
    data = bytearray(index.read_bytes())
    place = data.index(b"wire")
    data[place : place + 4] = b"wide"
    index.write_bytes(data)
    run = dedup("index", "verify", index)

    assert run.returncode == 3
    assert run.stdout.startswith(f"{index}: ")
    assert (
        run.stderr
        == f"dedup: {index}: damaged; restore a copy, or add the articles to a new index\n"
    )


@pytest.mark.slow
def test_any_number_of_processes_makes_the_same_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process and three, files that workers read and one that is too long for that."""
    lines = [
        json.dumps({"id": f"a{n}", "text": f"{WIRE} Item {n}."}) if n % 97 else "{"
        for n in range(1300)
    ]
    plain, packed = tmp_path / "plain.jsonl", tmp_path / "packed.jsonl.gz"
    plain.write_text("\n".join(lines[:700]))
    packed.write_bytes(gzip.compress("\n".join(lines[600:]).encode()))
    monkeypatch.setattr(archiving, "UNIT_BYTES", 1000)
    outcomes = []
    for jobs in (1, 3):
        problems: list[Problem] = []
        path = str(tmp_path / f"{jobs}.index")
        units = planned([str(plain), str(packed)])
        with Workers(jobs) as workers, open_for_adding(path) as archive:
            added = add_units(
                archive, units, Options(), workers, at="2025-01-01", on_problem=problems.append
            )
            dump = [
                archive._database.rows(f"SELECT * FROM {table} ORDER BY 1")
                for table in ("moments", "versions", "sketches", "texts", "lists", "blocks")
            ]
        outcomes.append((added, [str(problem) for problem in problems], dump))

    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0].new == 1300 - 14
    assert len([line for line in outcomes[0][1] if "already" in line]) == 100 - 1


def test_asking_needs_no_heavy_library(news: Path, tmp_path: Path) -> None:
    """A question loads neither scikit-learn nor datasketch nor SciPy's matrices."""
    with Archive.create(tmp_path / "x.index") as archive:
        archive.add(read(news))
    code = (
        "import sys; from dedup.archive import Archive\n"
        f"with Archive.open({str(tmp_path / 'x.index')!r}) as archive:\n"
        f"    print(archive.candidates([{WIRE!r}])[0][0].id)\n"
        "print([m for m in ('sklearn', 'datasketch', 'scipy', 'rich', 'multiprocessing') "
        "if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "wire\n[]\n"


@pytest.mark.slow
def test_the_table_fits_a_page(news: Path, tmp_path: Path) -> None:
    """The table names the articles and says what its numbers are."""
    index = tmp_path / "news.index"
    dedup("index", "add", index, news)
    page = dedup("index", "query", index, news, "--format", "table").stdout
    told = dedup("index", "info", index).stdout

    assert page.startswith("3 incoming, 5 candidates\n")
    assert "A candidate is to be looked at, not a verdict." in page
    assert max(map(len, page.splitlines())) <= 100
    assert "articles     3, of them near-copies of another: 0\n" in told
    assert "history      complete\n" in told


@pytest.mark.parametrize("option", ["--threshold", "--recall"])
@pytest.mark.parametrize("value", ["nan", "-nan", "inf", "-inf", "-1", "0", "1e400"])
def test_what_is_no_share_is_refused(news: Path, tmp_path: Path, option: str, value: str) -> None:
    """A number that is none, or lies outside its range, is wrong usage; no index is made of it."""
    ended = dedup_in(tmp_path, "index", "add", "news.index", news, f"{option}={value}")

    assert (ended.returncode, ended.stdout) == (2, "")
    told = [line for line in ended.stderr.splitlines() if value.strip("-") in line or "inf" in line]
    assert len(told) == 1
    assert option.strip("-") in told[0]
    assert not (tmp_path / "news.index").exists()
