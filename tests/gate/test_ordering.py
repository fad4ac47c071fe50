"""Which of two incoming articles is the source, and which finding is worse."""

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from dedup import Article
from dedup.gate.ordering import later_of, order_of, worst_first
from tests.gate.test_baseline import finding

TEXT = "A kite festival opened on the dunes."


def first_of(a: Article, b: Article) -> str:
    orders = {later_of((x, None), (y, None))[0][0].id for x, y in permutations((a, b))}
    assert len(orders) == 1, "the order of the two must not matter"
    return orders.pop()


@pytest.mark.parametrize(
    ("a", "b", "incoming"),
    [
        ("2026-03-01", "2026-03-02", "b"),
        ("2026-03-02T09:00:00+02:00", "2026-03-02T08:30:00Z", "b"),
        ("2026-03-02T08:30:00", "2026-03-02T08:00:00Z", "a"),
        ("2026-03-02", "2026-03-02T08:00:00Z", "b"),
        ("2026-03-03", "2026-03-02T08:00:00Z", "a"),
        ("yesterday", "2026-03-02", "b"),
        (None, "2026-03-02", "b"),
        (None, None, "b"),
    ],
)
def test_the_later_one_is_incoming(a: str | None, b: str | None, incoming: str) -> None:
    """Times count with their zones, days against times as days; else the greater id is later."""
    articles = Article(id="a", text=TEXT, published=a), Article(id="b", text=TEXT, published=b)

    assert first_of(*articles) == incoming


def test_credits_decide_where_dates_do_not() -> None:
    """Who credits the other is incoming, whatever the ids."""
    paper = Article(id="a", text=TEXT, outlet="The Dune", credit="Northern Wire")
    wire = Article(id="b", text=TEXT, outlet="Northern Wire")

    assert first_of(paper, wire) == "a"
    assert (order_of(paper, wire), order_of(wire, paper)) == (1, -1)


def test_without_dates_and_credits_nobody_knows() -> None:
    """The order of ids is an order, and no knowledge."""
    first, second = Article(id="a", text=TEXT), Article(id="b", text=TEXT)

    assert order_of(first, second) == order_of(second, first) == 0


@given(st.data())
def test_the_worst_comes_first_whatever_the_order(data: st.DataObject) -> None:
    """New before known before ignored, then level, probability, share, ids and rule."""
    ranked = [
        finding("a", "w", probability=0.9),
        finding("a", "w", probability=0.8, incoming_share=0.5),
        finding("b", "v", probability=0.8),
        finding("b", "w", "reuse/credited", probability=0.8),
        finding("b", "w", "reuse/self", probability=0.8),
        finding("u", None, "input/unreadable"),
        finding("a", "w", level="warning", probability=1.0),
        finding("a", "w", level="note", probability=1.0),
        replace(finding("a", "w", probability=1.0), state="known"),
        replace(finding("a", "w", probability=1.0), state="ignored"),
    ]

    assert worst_first(data.draw(st.permutations(ranked))) == ranked
