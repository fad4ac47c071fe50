"""The baseline file: edges that were accepted, one a line."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.config import LEVELS
from dedup.errors import InputError
from dedup.gate import CheckedArticle, Finding
from dedup.gate.baseline import (
    Accepted,
    Baseline,
    Entry,
    baseline_lines,
    parameters_hash,
    read_baseline,
    updated,
)
from dedup.gate.deciding import fingerprint

TODAY = date(2026, 5, 1)
RULE = "reuse/near-duplicate"


def finding(incoming: str, source: str | None, rule: str = RULE, **fields) -> Finding:
    values = {"level": "error", "state": "new", "message": ""} | fields
    return Finding(
        rule=rule,
        fingerprint=fingerprint(rule, incoming, source or ""),
        incoming=CheckedArticle(id=incoming, digest=""),
        source=None if source is None else CheckedArticle(id=source, digest=""),
        **values,
    )


def saved(folder: Path, baseline: Baseline) -> Path:
    path = folder / "accepted.jsonl"
    path.write_bytes(b"".join(baseline_lines(baseline)))
    return path


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
days = st.one_of(st.just(""), st.dates().map(date.isoformat))
entries = st.builds(
    Entry,
    incoming=words.filter(bool),
    source=words,
    rule=st.sampled_from([RULE, "reuse/self"]),
    reason=words,
    owner=words,
    expires=days,
)


@given(st.lists(entries, max_size=5, unique_by=lambda one: one.fingerprint))
def test_what_is_written_is_read(some: list[Entry]) -> None:
    """Any entries survive, sorted, each on one line, in whatever order they came."""
    import tempfile

    lines = list(baseline_lines(Baseline(entries=tuple(some), parameters="p")))
    with tempfile.TemporaryDirectory() as folder:
        read = read_baseline(saved(Path(folder), Baseline(entries=tuple(some), parameters="p")))

    assert read == Baseline(entries=tuple(sorted(some)), parameters="p")
    assert lines == list(baseline_lines(Baseline(entries=tuple(reversed(some)), parameters="p")))
    assert len(lines) == 1 + len(some)
    assert all(line.count(b"\n") == 1 for line in lines)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", ":1: broken JSON in the baseline"),
        ("[]", ":1: no JSON object"),
        ('{"dedup-baseline": 2}', ":1: no baseline of version 1, got 2"),
        ('{"schema": 1}', ":1: no baseline of version 1, got None"),
        ('{"dedup-baseline": 1}\n{', ":2: broken JSON"),
        ('{"dedup-baseline": 1}\n<<<<<<< HEAD\n', ":2: a merge left its marks in the baseline"),
        (
            '{"dedup-baseline": 1}\n\n{"incoming": "a"}',
            ":3: the entry of the baseline lacks 'rule'",
        ),
        (
            '{"dedup-baseline": 1}\n{"rule": "r", "incoming": "a", "why": 1}',
            ":2: unknown field 'why'",
        ),
        (
            '{"dedup-baseline": 1}\n{"rule": "reuse/sefl", "incoming": "a"}',
            ":2: no rule is called 'reuse/sefl'; did you mean reuse/self?",
        ),
        (
            '{"dedup-baseline": 1}\n{"rule": "reuse/self", "incoming": "a", "owner": 1}',
            "'owner' of the base",
        ),
        (
            '{"dedup-baseline": 1}\n{"rule": "reuse/self", "incoming": "a", "expires": "May"}',
            "is no day",
        ),
    ],
)
def test_a_damaged_baseline_is_refused_with_its_line(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """Whatever is no baseline of this version stops the check; nothing is guessed."""
    path = tmp_path / "accepted.jsonl"
    path.write_text(text)

    with pytest.raises(InputError) as caught:
        read_baseline(path)

    assert complaint in str(caught.value)
    assert "accepted.jsonl" in str(caught.value)


def test_a_missing_or_unreadable_baseline_says_what_to_do(tmp_path: Path) -> None:
    """No file: how to make it. Bytes that are no text: what is wrong."""
    with pytest.raises(InputError, match="--update-baseline makes it"):
        read_baseline(tmp_path / "none.jsonl")
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="not UTF-8"):
        read_baseline(tmp_path / "bytes.jsonl")


def test_an_update_keeps_reasons_and_adds_what_is_new() -> None:
    """Old entries stay as they were, found or not; quieter and unreadable ones do not enter."""
    kept = Entry(incoming="a", source="w", rule=RULE, reason="agreed", owner="lk")
    gone = Entry(incoming="z", source="w", rule=RULE)
    late = Entry(incoming="b", source="w", rule=RULE, reason="for now", expires="2026-04-30")
    found = [
        finding("a", "w", state="known"),
        finding("b", "w"),
        finding("c", "w"),
        finding("d", "w", level="note"),
        finding("e", "w", state="ignored"),
        finding("f", None, "input/unreadable"),
    ]

    after = updated(Baseline(entries=(kept, gone, late)), found, parameters="p", levels=LEVELS[2:])

    assert after.entries == (
        kept,
        Entry(incoming="b", source="w", rule=RULE, reason="for now"),
        Entry(incoming="c", source="w", rule=RULE),
        gone,
    )
    assert after.parameters == "p"


def test_an_accepted_edge_accepts_no_other() -> None:
    """A third copy, another source and another rule are new; an expired entry counts no more."""
    entry = Entry(
        incoming="a", source="w", rule=RULE, reason="agreed", owner="lk", expires="2026-05-01"
    )
    accepted = Accepted(Baseline(entries=(entry,)), (), TODAY)
    others = [finding("b", "w"), finding("a", "x"), finding("a", "w", "fidelity/drift")]

    known = accepted.mark(finding("a", "w"))

    assert (known.state, known.justification) == ("known", "agreed (lk, until 2026-05-01)")
    assert [accepted.mark(one).state for one in others] == ["new"] * 3
    later = Accepted(Baseline(entries=(entry,)), (), date(2026, 5, 2))
    assert later.mark(finding("a", "w")).state == "new"
    assert later.expired() == [
        "the baseline no longer accepts reuse/near-duplicate of a from w: it expired on 2026-05-01"
    ]
    assert accepted.expired() == []


def test_absent_entries_are_those_of_checked_articles() -> None:
    """Only of articles that were looked at can be said that a finding is gone."""
    rows = [Entry(incoming=one, source="w", rule=RULE) for one in ("a", "b", "c")]
    accepted = Accepted(Baseline(entries=tuple(rows)), (), TODAY)
    looked_at = [CheckedArticle(id=one, digest="") for one in ("a", "b")]

    assert accepted.absent([finding("a", "w")], looked_at) == (rows[1].fingerprint,)


def test_the_hash_of_parameters_ignores_their_order() -> None:
    """The same settings have the same hash; another value another one."""
    assert parameters_hash({"a": 1, "b": 2}) == parameters_hash({"b": 2, "a": 1})
    assert parameters_hash({"a": 1}) != parameters_hash({"a": 2})
    assert json.loads(next(iter(baseline_lines(Baseline()))))["dedup-baseline"] == 1


def test_an_empty_file_accepts_nothing(tmp_path: Path) -> None:
    """Who makes the file by hand may begin with an empty one."""
    path = tmp_path / "accepted.jsonl"
    path.write_text("\n")

    assert read_baseline(path) == Baseline()


@pytest.mark.skipif(not Path("/dev/zero").is_char_device(), reason="no such device here")
def test_a_device_is_no_baseline() -> None:
    """What never ends is not read."""
    with pytest.raises(InputError, match="/dev/zero: a device is no baseline"):
        read_baseline(Path("/dev/zero"))


def test_an_accepted_article_that_was_renamed_is_guessed() -> None:
    """A new finding of a file, where the same rule and source are accepted of another one."""
    accepted = Accepted(
        Baseline(entries=(Entry(incoming="old.txt", source="w", rule="reuse/near-duplicate"),)),
        (),
        date(2026, 3, 1),
    )
    new = finding("new.txt", "w")
    of_file = replace(new, incoming=replace(new.incoming, path="new.txt"))
    of_record = replace(new, incoming=replace(new.incoming, path="news.jsonl", line=3))

    assert accepted.renamed([of_file]) == [("old.txt", "new.txt")]
    assert accepted.renamed([of_record, replace(of_file, state="known")]) == []
    assert accepted.renamed([replace(of_file, source=replace(new.source, id="v"))]) == []
