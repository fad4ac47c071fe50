"""Sets of characters, written as half-open spans of an article's raw text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

Span: TypeAlias = "tuple[int, int]"
"""Half-open ``[start, end)`` in raw characters."""


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Unite spans; the result is sorted, and its spans neither touch nor overlap.

    Examples
    --------
    >>> union([(5, 9), (0, 3), (2, 4)])
    ((0, 4), (5, 9))
    """
    united: list[Span] = []
    for start, end in sorted(spans):
        if united and start <= united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return tuple(united)


def shared(left: Iterable[Span], right: Iterable[Span]) -> int:
    """Count the characters that lie in both of two unions (see ``union``).

    Examples
    --------
    >>> shared(((0, 4), (5, 9)), ((3, 6),))
    2
    """
    right = tuple(right)
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in left
        for other_start, other_end in right
    )


def size(spans: Iterable[Span]) -> int:
    """Count the characters of a union (see ``union``).

    Examples
    --------
    >>> size(((0, 4), (5, 9)))
    8
    """
    return sum(end - start for start, end in spans)


def require_filled(spans: Iterable[Span]) -> None:
    """Raise ``ValueError`` unless each span holds at least one character from 0 on."""
    for start, end in spans:
        if not 0 <= start < end:
            raise ValueError(f"[{start}, {end}) is no span of characters")
