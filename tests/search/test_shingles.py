"""Shingles against tuples of words."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dedup.search import shingle_hashes, word_hashes
from dedup.search.shingles import incidence
from tests.strategies import stories


def slow_shingles(text: str, width: int) -> list[tuple[str, ...]]:
    words = text.split()
    if not words:
        return []
    return [tuple(words[i : i + width]) for i in range(max(len(words) - width + 1, 1))]


@given(st.lists(stories, max_size=6), st.integers(1, 6))
def test_shingles_are_runs_of_words(texts: list[str], width: int) -> None:
    """Each article's shingles are its runs of words; none crosses the border of two articles."""
    slow = [slow_shingles(text, width) for text in texts]

    rows = shingle_hashes(word_hashes(texts), width=width)

    assert rows.lengths.tolist() == [len(row) for row in slow]
    flat = [shingle for row in slow for shingle in row]
    by_shingle = dict(zip(flat, rows.values.tolist(), strict=True))
    assert rows.values.tolist() == [by_shingle[shingle] for shingle in flat]
    assert len(set(by_shingle.values())) == len(by_shingle)


@given(st.lists(stories, min_size=1, max_size=6))
def test_incidence_holds_sets(texts: list[str]) -> None:
    """A row of the incidence matrix marks each distinct shingle once."""
    shingles = shingle_hashes(word_hashes(texts))

    matrix = incidence(shingles).toarray()

    assert matrix.sum(axis=1).tolist() == [len(set(slow_shingles(text, 3))) for text in texts]
    assert matrix.max(initial=0) <= 1


def test_a_shingle_has_a_word() -> None:
    """A width below one is refused with what came."""
    with pytest.raises(ValueError, match="at least 1 word, got 0"):
        shingle_hashes(word_hashes(["a"]), width=0)
