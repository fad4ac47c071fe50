"""Sets of characters as spans, against sets of numbers."""

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import given

from dedup.evaluation.spans import shared, size, union
from tests.evaluation.strategies import spans

span_lists = st.lists(spans, max_size=6)


def characters(some: list[tuple[int, int]]) -> set[int]:
    return {place for start, end in some for place in range(start, end)}


@given(span_lists)
def test_a_union_holds_the_same_characters_in_separate_spans(some) -> None:
    """A union loses and adds no character, and its spans are sorted with gaps between them."""
    united = union(some)

    assert characters(united) == characters(some)
    assert size(united) == len(characters(some))
    assert all(left[1] < right[0] for left, right in pairwise(united))


@given(span_lists, span_lists)
def test_shared_counts_the_intersection(left, right) -> None:
    """Two unions share as many characters as the two sets have in common."""
    assert shared(union(left), union(right)) == len(characters(left) & characters(right))
