"""Incoming articles against an archive: which edges are judged, and that nothing else matters."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import dedup
from dedup import Article, SearchOptions
from dedup.archive import Archive
from dedup.config import DEFAULT_RULES, Policy
from dedup.pipeline import checking
from dedup.pipeline.checking import Check, check, check_collection
from dedup.pipeline.collecting import Workers, collect, temporary_store
from dedup.pipeline.pairing import wanted_searches
from dedup.pipeline.sources import CollectedSources, IndexedSources

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "articles"
EVENT = "wildfire-valley"


def story(event: str = EVENT) -> dict[str, Article]:
    lines = (ROOT / "corpus" / "docs.jsonl").read_text("utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if row["event"] == event]
    fields = ("id", "text", "outlet", "credit", "published")
    return {row["kind"]: Article(**{name: row[name] or None for name in fields}) for row in rows}


STORY = story()


def edges(result: dedup.CheckResult) -> set[tuple[str, str, str]]:
    return {
        (found.rule, found.incoming.id, found.source.id)
        for found in result.findings
        if found.rule.startswith("reuse/")
    }


def test_a_rewrite_is_found_and_a_reprint_is_credited() -> None:
    """The heavy rewrite owes the wire a credit; the reprint gives it; the bank story is silent."""
    bank = Article(id="bank", text="The central bank held its key rate at four per cent on Monday.")

    result = check([STORY["heavy"], STORY["reprint"], bank], [STORY["wire"]])

    assert {
        ("reuse/rewritten-uncredited", f"{EVENT}/heavy", f"{EVENT}/wire"),
        ("reuse/credited", f"{EVENT}/reprint", f"{EVENT}/wire"),
    } <= edges(result)
    assert not any("bank" in edge for edge in edges(result))
    assert (result.archive_articles, len(result.articles), result.unreadable) == (1, 3, 0)


def test_incoming_articles_are_compared_once_the_later_being_incoming() -> None:
    """Two drafts make one edge, from the later to the earlier, in whatever order they come."""
    pair = [STORY["heavy"], STORY["wire"]]
    other = [Article(id="x", text="Nothing to do with it.")]

    results = [check(order, other) for order in (pair, pair[::-1])]

    assert edges(results[0]) == {("reuse/rewritten-uncredited", f"{EVENT}/heavy", f"{EVENT}/wire")}
    assert results[0] == results[1]


def test_an_article_is_not_its_own_source(tmp_path: Path) -> None:
    """Neither by its id nor by its file is an article in the archive compared with itself."""
    wire, path = STORY["wire"], tmp_path / "wire.txt"
    path.write_text(wire.text)
    here = Article(id="here", text=wire.text, path=str(path))
    there = Article(id="there", text=wire.text, path=f"{tmp_path}/./wire.txt")

    assert check([wire], [wire]).findings == ()
    assert check([here], [there]).findings == ()
    assert len(check([here], [replace(there, path=None)]).findings) == 1


def test_a_folder_against_itself_has_each_edge_once() -> None:
    """Where all sources are incoming too, each pair is one edge."""
    articles = [STORY[kind] for kind in ("wire", "reprint", "heavy")]

    found = check(articles, articles)
    pairs = [frozenset(edge[1:]) for edge in edges(found)]

    assert len(pairs) == len(set(pairs)) == 3


def test_number_of_workers_and_order_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process and three, in any order of the articles, find the same."""
    monkeypatch.setattr(checking, "_EDGES_AT_ONCE", 2)
    incoming = [STORY[kind] for kind in ("heavy", "light", "brief", "paper1", "partial")]
    archive = [STORY[kind] for kind in ("wire", "agency2", "reprint")]
    options = SearchOptions()

    def run(jobs: int, step: int) -> dedup.CheckResult:
        searches = wanted_searches(options)
        with temporary_store() as store, Workers(jobs) as workers:
            new = collect(incoming[::step], searches, store)
            old = collect(archive[::step], searches, store)
            sources = CollectedSources("archive", old, options, workers)
            return check_collection(new, sources, Check(), workers)

    assert run(1, 1) == run(3, -1)
    assert len(run(1, 1).findings) > 5


def test_an_index_finds_what_a_folder_finds(tmp_path: Path) -> None:
    """The same archive, in memory or in an index, gives the same findings."""
    incoming = [STORY[kind] for kind in ("heavy", "extreme", "reprint", "paper2")]
    archive = [STORY[kind] for kind in ("wire", "agency2", "mix")]
    with Archive.create(tmp_path / "a.dedup") as index:
        index.add(archive)

    options = SearchOptions()
    with (
        Archive.open(tmp_path / "a.dedup") as index,
        temporary_store() as store,
        Workers(1) as workers,
    ):
        new = collect(incoming, wanted_searches(options), store)
        indexed = check_collection(new, IndexedSources("archive", index), Check(), workers)

    assert indexed == check(incoming, archive)


def test_without_texts_only_equal_sentences_are_found(tmp_path: Path) -> None:
    """An index without texts finds copies, says so, and accuses no rewrite."""
    wire = STORY["wire"]
    undated = wire.text.split(" - ", 1)[1].replace("\n\n", "\n")
    copy = Article(id="copy", text=undated, outlet="The Quay")
    part = Article(
        id="part",
        text=" ".join(wire.text.split("\n\n")[-2:]) + "\nThe library opens at nine on Monday.",
        outlet="The Quay",
    )
    with Archive.create(tmp_path / "n.dedup", keep_text=False) as index:
        index.add([wire])

    with (
        Archive.open(tmp_path / "n.dedup") as index,
        temporary_store() as store,
        Workers(1) as workers,
    ):
        new = collect([copy, STORY["heavy"], part], wanted_searches(SearchOptions()), store)
        policy = Policy(rules=DEFAULT_RULES)
        result = check_collection(new, IndexedSources("n", index), Check(policy=policy), workers)

    from_wire = {edge[:2] for edge in edges(result) if edge[2] == wire.id}
    assert from_wire == {("reuse/near-duplicate", "copy"), ("reuse/partial-uncredited", "part")}
    for found in result.findings:
        if found.source.id == wire.id:
            assert (found.probability, found.pair) == (None, None)
            assert found.matches
            assert {match.source.text for match in found.matches} == {""}
            assert found.matches[0].incoming.text in copy.text + part.text


def test_very_many_copies_are_capped_with_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Exact copies cost no judgement each, and too many are cut to the likeliest, aloud."""
    monkeypatch.setattr(checking, "MOST_SOURCES", 10)
    calls = []
    judge = checking.evidence.judge
    monkeypatch.setattr(
        checking.evidence, "judge", lambda *a, **k: calls.append(1) or judge(*a, **k)
    )
    copies = [replace(STORY["wire"], id=f"copy{number:02}") for number in range(30)]
    notices: list[str] = []
    options = SearchOptions()
    checking._judge_texts.cache_clear()

    with temporary_store() as store, Workers(1) as workers:
        new = collect([STORY["heavy"]], wanted_searches(options), store)
        old = collect(copies, wanted_searches(options), store)
        sources = CollectedSources("archive", old, options, workers)
        result = check_collection(new, sources, Check(), workers, on_notice=notices.append)

    assert len(edges(result)) == 10
    assert len(calls) == 1
    assert notices == [
        "1 incoming article has more than 10 possible sources: only the likeliest are judged"
    ]


def test_copies_of_one_text_make_a_star() -> None:
    """Each incoming copy leads to the archive and to the first copy, not to all others."""
    copies = [
        replace(STORY["heavy"], id=f"c{n}", outlet=f"Site {n}", published=f"2026-01-0{9 - n}")
        for n in range(8)
    ]

    found = edges(check(copies, [STORY["wire"]]))

    assert {edge for edge in found if edge[2] == STORY["wire"].id} == {
        ("reuse/rewritten-uncredited", copy.id, STORY["wire"].id) for copy in copies
    }
    assert {edge[1:] for edge in found if edge[2] != STORY["wire"].id} == {
        (f"c{n}", "c7") for n in range(7)
    }


def test_a_low_limit_listens_to_weak_evidence() -> None:
    """A policy that asks for less than the verdict does gets a finding with its matches."""
    rules = {name: replace(rule, min_probability=0.0) for name, rule in DEFAULT_RULES.items()}
    quiet = check([STORY["paper2"]], [STORY["wire"]])
    loud = check([STORY["paper2"]], [STORY["wire"]], policy=Policy(rules=rules))

    assert len(edges(quiet)) == 0
    assert len(edges(loud)) == 1
    assert loud.findings[-1].matches


def test_the_parameters_tell_what_findings_depend_on() -> None:
    """Search, model and limits of the rules are told, and another limit is another value."""
    result = check([STORY["paper2"]], [STORY["wire"]])

    assert result.parameters["rules.reuse/self.level"] == "note"
    assert "rules.input/unreadable.min-share" not in result.parameters
    assert len(str(result.parameters["model"])) == 12


@pytest.mark.skipif(not SHARED.is_dir(), reason="the five real articles are not here")
def test_the_five_real_articles() -> None:
    """Of five honest and less honest reports, 001 reuses 000 and no other."""
    articles = {Path(article.id).name[:3]: article for article in dedup.read(SHARED)}

    result = check([articles["001"]], [articles[name] for name in ("000", "002", "003", "004")])

    reuse = [found for found in result.findings if found.rule.startswith("reuse/")]
    assert [Path(found.source.id).name[:3] for found in reuse] == ["000"]
    assert {Path(found.source.id).name[:3] for found in result.findings} == {"000"}
