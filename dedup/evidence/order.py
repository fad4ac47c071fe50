"""Which links follow each other in the same order in both articles."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from dedup.evidence.records import Alignment, Kind


def links_in_order(alignment: Alignment, kinds: Collection[Kind]) -> frozenset[int]:
    """Choose the most links whose first sentences go forward in both articles.

    Parameters
    ----------
    alignment : Alignment
    kinds : collection of Kind
        The kinds of links that count; others are passed over.

    Returns
    -------
    frozenset of int
        Numbers of links, from 0. Swapping the articles leaves their count as it is.

    Examples
    --------
    >>> from dedup.evidence import Alignment, Link
    >>> ends = ((0, 2), (1, 0), (2, 1))
    >>> links = tuple(
    ...     Link(a=(a,), b=(b,), kind="verbatim", score=1.0, words_a=(), words_b=(), drift=())
    ...     for a, b in ends
    ... )
    >>> sorted(links_in_order(Alignment(a=(), b=(), links=links), {"verbatim"}))
    [1, 2]
    """
    links = enumerate(alignment.links)
    firsts = {number: (link.a[0], link.b[0]) for number, link in links if link.kind in kinds}
    # Of links that begin with the same sentence of `a` the last in `b` comes first: one is taken.
    counted = sorted(firsts, key=lambda number: (firsts[number][0], -firsts[number][1], number))
    tops: list[int] = []  # sentence of `b` that ends the best chain of each length
    holders: list[int] = []  # the link it belongs to
    before: dict[int, int | None] = {}
    for number in counted:
        at = bisect_left(tops, firsts[number][1])
        before[number] = holders[at - 1] if at else None
        tops[at : at + 1] = [firsts[number][1]]
        holders[at : at + 1] = [number]
    chain: list[int] = []
    last = holders[-1] if holders else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return frozenset(chain)
