"""The sort-based join against all pairs, against datasketch's index, and its bounds."""

import hypothesis.strategies as st
import numpy as np
import pytest
from datasketch import MinHashLSH
from hypothesis import given, settings

from dedup.search import (
    Bands,
    MinHashScheme,
    Signatures,
    choose_bands,
    near_pairs,
    shingle_hashes,
    signatures,
    to_datasketch,
    word_hashes,
)
from dedup.search.minhash import EMPTY

BANDS = Bands(bands=8, rows=2)
SCHEME = MinHashScheme(num_perm=16)
# Small numbers, so that bands agree often and in every combination.
tables = st.lists(
    st.lists(st.integers(0, 2), min_size=16, max_size=16), min_size=0, max_size=12
).map(lambda rows: np.array(rows, np.uint32).reshape(-1, 16))


def signed(values: np.ndarray) -> Signatures:
    return Signatures(values=values, scheme=SCHEME)


def slow_pairs(values: np.ndarray, min_estimate: float) -> list[tuple[int, int]]:
    bands = values.reshape(len(values), BANDS.bands, BANDS.rows)
    return [
        (a, b)
        for a in range(len(values))
        for b in range(a + 1, len(values))
        if (bands[a] == bands[b]).all(axis=1).any()
        and (values[a] == values[b]).mean() >= min_estimate
    ]


@given(tables, st.sampled_from([0, 0.25, 0.5]))
def test_the_join_finds_what_comparing_all_pairs_finds(values, min_estimate: float) -> None:
    """A pair is found if some band agrees and the estimate suffices, and no other is."""
    found = near_pairs(signed(values), BANDS, min_estimate=min_estimate)

    assert [tuple(pair) for pair in found.pairs.tolist()] == slow_pairs(values, min_estimate)
    for (a, b), estimate in zip(found.pairs, found.estimates, strict=True):
        assert estimate == (values[a] == values[b]).mean()


@given(tables, st.integers(1, 11))
def test_against_an_old_collection_only_old_meets_new(values, n_old: int) -> None:
    """With old articles first, the pairs are those of all pairs that cross the border."""
    found = near_pairs(signed(values), BANDS, min_estimate=0, n_old=n_old)

    expected = [(a, b) for a, b in slow_pairs(values, 0) if a < n_old <= b]
    assert [tuple(pair) for pair in found.pairs.tolist()] == expected


@settings(max_examples=20)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=20))
def test_the_same_pairs_as_datasketch_for_the_same_bands(edits: list[int]) -> None:
    """datasketch's LSH index with the same bands returns the same candidates."""
    words = [
        "the",
        "ferry",
        "ran",
        "aground",
        "off",
        "Tarn",
        "at",
        "dawn",
        "and",
        "27",
        "were",
        "saved",
        "by",
        "boats",
    ]
    texts = [" ".join(words[k:] + ["word"] * k) for k in edits]
    sketched = signatures(shingle_hashes(word_hashes(texts)), MinHashScheme())
    index = MinHashLSH(num_perm=128, params=(42, 3))
    sketches = to_datasketch(sketched)
    for key, sketch in enumerate(sketches):
        index.insert(key, sketch)
    theirs = {
        (min(a, b), max(a, b))
        for a, sketch in enumerate(sketches)
        for b in index.query(sketch)
        if a != b
    }

    ours = near_pairs(sketched, Bands(bands=42, rows=3), min_estimate=0)

    assert {tuple(pair) for pair in ours.pairs.tolist()} == theirs


def test_empty_articles_are_not_copies_of_each_other() -> None:
    """Articles without words never meet."""
    values = np.full((3, 16), EMPTY)

    assert len(near_pairs(signed(values), BANDS, min_estimate=0).pairs) == 0


def test_a_crowd_is_counted_and_stays_connected() -> None:
    """In a crowded bucket each article still meets its followers, and the crowd is reported."""
    values = np.ones((50, 16), np.uint32)

    found = near_pairs(signed(values), BANDS, min_estimate=0, most_in_bucket=10)

    assert found.crowded == BANDS.bands
    assert {(i, i + 1) for i in range(49)} <= {tuple(pair) for pair in found.pairs.tolist()}
    assert len(found.pairs) < 50 * 10


def test_many_new_copies_of_an_old_article_are_all_paired_with_it() -> None:
    """However many new articles are copies of one old one, each is paired with it."""
    values = np.ones((60, 16), np.uint32)

    found = near_pairs(signed(values), BANDS, min_estimate=0, n_old=2, most_in_bucket=10)

    assert found.pairs.tolist() == [[old, new] for old in range(2) for new in range(2, 60)]
    assert found.crowded == 0


def test_a_new_article_among_too_many_old_copies_meets_the_first() -> None:
    """A new article is paired with the first old copies up to the bound, and that is reported."""
    values = np.ones((52, 16), np.uint32)

    found = near_pairs(signed(values), BANDS, min_estimate=0, n_old=50, most_in_bucket=10)
    alone = near_pairs(signed(values[:50]), BANDS, min_estimate=0, n_old=50, most_in_bucket=10)

    assert found.pairs.tolist() == [[old, new] for old in range(10) for new in (50, 51)]
    assert (found.crowded, alone.crowded, len(alone.pairs)) == (BANDS.bands, 0, 0)


def test_bands_must_fit() -> None:
    """Bands longer than the signature are refused."""
    with pytest.raises(ValueError, match="9 × 2 bands need more than 16 permutations"):
        near_pairs(signed(np.ones((2, 16), np.uint32)), Bands(bands=9, rows=2), min_estimate=0)


@given(
    st.integers(1, 256),
    st.floats(0.05, 1),
    st.floats(0.5, 0.999),
)
def test_chosen_bands_keep_their_promise(num_perm: int, threshold: float, recall: float) -> None:
    """The chosen bands fit, find what was asked for, and one more row would not."""
    try:
        bands = choose_bands(num_perm=num_perm, threshold=threshold, recall=recall)
    except ValueError:
        assert Bands(bands=num_perm, rows=1).detection(threshold) < recall
        return

    assert bands.bands * bands.rows <= num_perm
    assert bands.detection(threshold) >= recall
    if bands.rows < num_perm:
        rows = bands.rows + 1
        assert Bands(bands=num_perm // rows, rows=rows).detection(threshold) < recall


@pytest.mark.parametrize("jaccard", [0.2, 0.35, 0.5])
def test_detection_is_as_the_formula_says(jaccard: float) -> None:
    """The share of 2,000 pairs of known J that is found lies within four standard errors."""
    rng = np.random.default_rng(3)
    pairs, num_perm, bands = 2000, 60, Bands(bands=20, rows=3)
    same = rng.random((pairs, num_perm)) < jaccard
    left = rng.integers(0, 2**32 - 1, (pairs, num_perm), dtype=np.uint32)
    right = np.where(same, left, rng.integers(0, 2**32 - 1, left.shape, dtype=np.uint32))
    both = Signatures(values=np.concatenate([left, right]), scheme=MinHashScheme(num_perm=num_perm))

    found = near_pairs(both, bands, min_estimate=0)

    expected = float(bands.detection(jaccard))
    share = np.count_nonzero(found.pairs[:, 1] == found.pairs[:, 0] + pairs) / pairs
    assert abs(share - expected) < 4 * np.sqrt(expected * (1 - expected) / pairs)
