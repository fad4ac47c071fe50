"""The parts of the archive against slow, obvious code."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from dedup import InputError, UsageError
from dedup.archive import sentence_fingerprints, verbatim
from dedup.archive.database import Database
from dedup.archive.lists import (
    PER_BLOCK,
    check_list,
    entries_of,
    load_lists,
    look_up,
    merged,
    sampled_frequencies,
    write_list,
)
from dedup.archive.prepare import band_keys, packed_sentences, unpacked_sentences
from dedup.archive.sentences import fingerprint_all
from dedup.archive.times import moment, published_at, span, written
from dedup.search import word_hashes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def database(tmp_path: Path):
    Database.create(str(tmp_path / "x.index"), {})
    made = Database.open(str(tmp_path / "x.index"), write=True)
    yield made
    made.close()


def written_list(database: Database, pairs: list[tuple[int, int]], segment: int = 1):
    keys, versions = (np.array(column) for column in zip(*pairs, strict=True))
    entries = entries_of(keys.astype(np.uint32), versions)
    pieces = np.array_split(entries, 3)
    first = 1 + sum(list_.blocks for list_ in load_lists(database))
    return write_list(database, pieces, segment=segment, kind="near", articles=1, first_block=first)


PAIRS = st.lists(
    st.tuples(st.integers(0, 40) | st.just(0xFFFFFFFF), st.integers(1, 2000)),
    min_size=1,
    max_size=3 * PER_BLOCK,
    unique=True,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(pairs=PAIRS, more=PAIRS)
def test_a_list_answers_like_a_dictionary(tmp_path_factory, pairs, more) -> None:
    """What is looked up is what was written, in one list, in another, and in both merged."""
    more = [(key, version + 5000) for key, version in more]  # a version is in one segment
    path = str(tmp_path_factory.mktemp("list") / "x.index")
    Database.create(path, {})
    database = Database.open(path, write=True)
    one, two = written_list(database, pairs), written_list(database, more, 2)
    both = write_list(
        database,
        merged(database, [one, two], keep=lambda versions: versions % 7 != 0),
        segment=3,
        kind="near",
        articles=2,
        first_block=1 + one.blocks + two.blocks,
    )
    wanted = np.array([0, 3, 3, 17, 40, 41, 0xFFFFFFFF], np.uint32)

    together = [pair for pair in pairs + more if pair[1] % 7]
    for list_, content in ((one, pairs), (two, more), (both, together)):
        hits = look_up(database, list_, wanted)
        expected = [sorted(v for k, v in content if k == key) for key in wanted.tolist()]
        found = hits.versions[hits.versions < 0xFFFFFFFF]
        assert found.tolist() == [version for versions in expected for version in versions]
        assert hits.counts[:-1].tolist() == [len(versions) for versions in expected[:-1]]
        assert check_list(database, list_)[0] == list_.entries == len(content)
    database.close()


def test_frequent_keys_are_told_without_reading(database: Database) -> None:
    """A key with surely more entries than wanted is told apart; its head can be had."""
    pairs = [(5, version) for version in range(1, 6 * PER_BLOCK)] + [(4, 1), (6, 9)]
    list_ = written_list(database, pairs)
    keys = np.array([4, 5, 6], np.uint32)

    hits = look_up(database, list_, keys, most=3 * PER_BLOCK)
    head = look_up(database, list_, keys, head=True)

    assert hits.frequent.tolist() == [False, True, False]
    assert hits.counts.tolist() == [1, 0, 1]
    assert PER_BLOCK <= head.counts[1] < 6 * PER_BLOCK - 1
    assert head.versions[1] == 1


def test_frequencies_are_counted_or_sampled(database: Database) -> None:
    """With few blocks the frequencies are exact, over all lists; with many they are a sample."""
    one = written_list(database, [(key, 1 + n) for key in range(900) for n in range(key % 4)])
    two = written_list(database, [(key, 5) for key in range(900)], 2)

    exact, times = sampled_frequencies(database, [one, two], blocks=1000)
    some, often = sampled_frequencies(database, [one, two], blocks=2)

    assert times == 1
    assert sorted(exact.tolist()) == sorted(1 + key % 4 for key in range(900))
    assert often > 1
    assert len(some) * often == pytest.approx(900, rel=0.5)


def test_a_changed_block_is_noticed(database: Database) -> None:
    """One bit in a block, or one block in the place of another, is damage."""
    list_ = written_list(database, [(key, 1) for key in range(3 * PER_BLOCK)])
    keys = np.array([1, PER_BLOCK + 1], np.uint32)
    (first,), (second,) = database.rows("SELECT data FROM blocks ORDER BY number LIMIT 2")

    for data in (second, bytes([first[0] ^ 1]) + first[1:], first[:-1] + bytes([first[-1] ^ 1])):
        database.run("UPDATE blocks SET data = ? WHERE number = 1", (data,))
        with pytest.raises(InputError, match="block 1"):
            look_up(database, list_, keys)
    database.run("DELETE FROM blocks WHERE number = 1")
    with pytest.raises(InputError, match="missing"):
        look_up(database, list_, keys)


def test_band_keys_agree_where_bands_agree() -> None:
    """A band has the key of an equal band at the same place, and of no other."""
    a = np.arange(12, dtype=np.uint32)
    b = a.copy()
    b[4] = 99

    keys = band_keys(np.stack([a, b, np.zeros(12, np.uint32)]), 4, 3)

    assert (keys[0] == keys[1]).tolist() == [True, False, True, True]
    assert len(set(keys[2].tolist())) == 4  # equal bands at other places differ


def test_sentences_are_found_verbatim() -> None:
    """Sentences of the same words meet wherever they stand; spans are exact in the raw text."""
    source = (
        "He said so. The ferry ran aground off Tarn at 3.5 knots!  “All 212 people were saved.”"
    )
    copy = "New lead\nALL 212 PEOPLE — were saved. Other words entirely stand in here.\nThe ferry"
    a, b = sentence_fingerprints(copy), sentence_fingerprints(source)

    pairs = [(copy[slice(*x)], source[slice(*y)]) for x, y in verbatim(a, b)]

    assert pairs == [("ALL 212 PEOPLE — were saved.", "“All 212 people were saved.”")]
    assert [source[s:e] for s, e in b.spans.tolist()] == [
        "The ferry ran aground off Tarn at 3.5 knots!",
        "“All 212 people were saved.”",
    ]
    assert sentence_fingerprints("").shingles == 0


def test_the_order_of_words_counts() -> None:
    """A sentence of the same words in another order is another sentence."""
    a = sentence_fingerprints("the cat and the dog slept")
    b = sentence_fingerprints("the dog and the cat slept")

    assert a.hashes.tolist() != b.hashes.tolist()


def _cut_slowly(text: str) -> list[tuple[int, int]]:
    """Cut behind each mark and the closing marks that follow it, one mark after the other."""
    spans = []
    start = 0
    marks = re.finditer(r"[.!?…。！？\n\r\u2028\u2029]+[\"'”’»)\]]*", text)
    for mark in chain(marks, (None,)):
        end = len(text) if mark is None else mark.end()
        firm = mark is None or re.search(r"[。！？\n\r\u2028\u2029]", mark[0])
        if not firm and not text[end : end + 1].isspace():
            continue
        piece = text[start:end].lstrip()
        if piece:
            spans.append((end - len(piece), end - len(piece) + len(piece.rstrip())))
        start = end
    return spans


_PIECES = [
    "one two three four five",
    "A",
    "3.5",
    "é",
    "e\u0301",
    "ß",
    "Σ",
    "漢字仮名交じり文",
    ". ",
    ".",
    "…",
]
_MARKS = ["\n", "\r\n", "\u2028", "。", "！", "?", '"', "”", ")", "\u00ad", " ", "\u3000"]


@given(texts=st.lists(st.lists(st.sampled_from(_PIECES + _MARKS), max_size=30).map("".join)))
def test_sentences_of_many_texts_are_those_of_each(texts: list[str]) -> None:
    """Cutting a whole batch at once gives what cutting each text by its marks gives."""
    prints, shingles = fingerprint_all(texts)

    for text, made, row in zip(texts, prints, range(len(texts)), strict=True):
        pieces = [(start, end, word_hashes([text[start:end]])) for start, end in _cut_slowly(text)]
        long = [(start, end) for start, end, words in pieces if len(words.values) >= 5]
        alone = [sentence_fingerprints(text[start:end]).hashes.tolist() for start, end in long]
        assert [tuple(span) for span in made.spans.tolist()] == long
        assert [[hash_] for hash_ in made.hashes.tolist()] == alone
        assert made.shingles == len(set(shingles.row(row).tolist()))


@given(text=st.text(max_size=300))
def test_fingerprints_survive_storage(text: str) -> None:
    """Spans are half-open, ascending and inside the text, and come back as they were."""
    made = sentence_fingerprints(text)
    back = unpacked_sentences(packed_sentences(made))

    flat = made.spans.ravel().tolist()
    assert flat == sorted(flat)
    assert all(0 <= place <= len(text) for place in flat)
    assert back.hashes.tolist() == made.hashes.tolist()
    assert back.spans.tolist() == made.spans.tolist()
    assert back.shingles == made.shingles


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-02", 86_400),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1970-01-01T00:00:01.5", 1.5),
        ("Thu, 01 Jan 1970 00:01:00 GMT", 60),
        ("last week", None),
        ("", None),
        (None, None),
    ],
)
def test_times_of_publication(text: str | None, seconds: float | None) -> None:
    """ISO 8601 and the form of e-mail are read, in UTC if they do not say; others are unknown."""
    found = published_at(text)

    assert found == (None if seconds is None else seconds * 1_000_000)


def test_times_and_spans_of_users() -> None:
    """A user's time is ISO 8601; lengths have a unit; else the message names the option."""
    assert written(moment("2025-03-01T12:00:00+02:00", name="--at")) == "2025-03-01T10:00:00Z"
    assert [span(text, name="x") for text in ("1m", "2h", "1d", "1 w")] == [
        seconds * 1_000_000 for seconds in (60, 7_200, 86_400, 604_800)
    ]
    with pytest.raises(UsageError, match="--at: 'Mon, 1 Jan 2024' is no time"):
        moment("Mon, 1 Jan 2024", name="--at")
    with pytest.raises(UsageError, match="--ttl: '90' is no length"):
        span("90", name="--ttl")
