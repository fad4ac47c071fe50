"""Links that follow each other in the same order."""

import itertools

import hypothesis.strategies as st
from hypothesis import given

from dedup.evidence import COPIED, REWORDED, Alignment, Link, links_in_order

ENDS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8)
REUSED = COPIED | REWORDED


def linked(ends, kind="paraphrased") -> Alignment:
    links = (
        Link(a=(a,), b=(b,), kind=kind, score=1.0, words_a=(), words_b=(), drift=())
        for a, b in ends
    )
    return Alignment(a=(), b=(), links=tuple(links))


def goes_forward(ends) -> bool:
    return all(one[0] < two[0] and one[1] < two[1] for one, two in itertools.pairwise(ends))


@given(ENDS)
def test_no_choice_of_links_in_order_is_larger(ends) -> None:
    """The chosen links go forward on both sides, and no larger choice of them does."""
    chosen = links_in_order(linked(ends), REUSED)
    sizes = (
        len(some)
        for size in range(len(ends) + 1)
        for some in itertools.combinations(sorted(ends), size)
        if goes_forward(some)
    )

    assert goes_forward(sorted(ends[number] for number in chosen))
    assert len(chosen) == max(sizes)


@given(ENDS)
def test_the_count_does_not_depend_on_which_article_is_first(ends) -> None:
    """As many links keep their order if the articles are swapped."""
    swapped = [(b, a) for a, b in ends]

    assert len(links_in_order(linked(ends), REUSED)) == len(links_in_order(linked(swapped), REUSED))


def test_links_of_other_kinds_do_not_count() -> None:
    """A quotation keeps no order and breaks none."""
    ends = [(0, 0), (1, 1)]

    assert links_in_order(linked(ends, "quote"), REUSED) == frozenset()
    assert links_in_order(linked(ends), {"paraphrased"}) == {0, 1}
