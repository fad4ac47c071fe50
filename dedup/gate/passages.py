"""What an alignment shows of reuse: matches and changes, with their places in the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dedup.gate.findings import Change, Match, Region
from dedup.readers import Locator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.article import Article
    from dedup.evidence import AlignedSentence, Alignment, Drift, Kind, Span

REUSED: frozenset[Kind] = frozenset({"verbatim", "near_verbatim", "paraphrased", "merged"})


class Sides:
    """Two aligned articles, ``a`` the incoming one, and where their texts lie in their files."""

    def __init__(self, a: Article, b: Article, line_a: int | None, line_b: int | None) -> None:
        self._texts = a.text, b.text
        self._locators = Locator(a, line_a), Locator(b, line_b)

    def incoming(self, start: int, end: int) -> Region:
        """Return a region of the incoming article."""
        return self._region(0, start, end)

    def source(self, start: int, end: int) -> Region:
        """Return a region of the source."""
        return self._region(1, start, end)

    def _region(self, side: int, start: int, end: int) -> Region:
        place = self._locators[side].place(start, end)
        return Region(
            start=start,
            end=end,
            text=self._texts[side][start:end],
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            end_column=place.end_column,
        )


class _Piece(NamedTuple):
    """Runs of sentences of either side that tell the same; first and last sentence of each."""

    a: tuple[int, int]
    b: tuple[int, int]
    kind: Kind
    scores: tuple[float, ...]


def matches_of(alignment: Alignment, sides: Sides) -> tuple[Match, ...]:
    """Return what the incoming article took over, in order of its text.

    Neighbouring sentences of one kind that come from neighbouring sentences, in the same order,
    make one match.
    """
    pieces = sorted(
        _Piece(run_a, run_b, link.kind, (link.score,))
        for link in alignment.links
        if link.kind in REUSED
        for run_a in _runs(link.a)
        for run_b in _runs(link.b)
    )
    return tuple(
        Match(
            incoming=sides.incoming(*_span(alignment.a, piece.a)),
            source=sides.source(*_span(alignment.b, piece.b)),
            kind=piece.kind,
            score=sum(piece.scores) / len(piece.scores),
        )
        for piece in _joined(pieces)
    )


def changes_of(alignment: Alignment, sides: Sides) -> tuple[Change, ...]:
    """Return the details told differently inside reused text, in order of the incoming text."""
    found = {
        (drift.a.start, drift.a.end, drift.b.start, drift.b.end, drift.what): drift
        for link in alignment.links
        if link.kind in REUSED
        for drift in link.drift
    }
    return tuple(_change(found[key], sides) for key in sorted(found))


def _change(drift: Drift, sides: Sides) -> Change:
    def bounds(span: Span) -> tuple[int, int]:
        return span.start, span.end

    return Change(
        what=drift.what,
        incoming=sides.incoming(*bounds(drift.a)),
        source=sides.source(*bounds(drift.b)),
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Divide ascending numbers into runs without a gap.

    Examples
    --------
    >>> _runs((3, 4, 6))
    [(3, 4), (6, 6)]
    """
    runs = [(numbers[0], numbers[0])]
    for number in numbers[1:]:
        if number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


def _joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.kind == piece.kind and _follow(last, piece):
            joined[-1] = _Piece(
                (last.a[0], piece.a[1]),
                (last.b[0], piece.b[1]),
                piece.kind,
                last.scores + piece.scores,
            )
        else:
            joined.append(piece)
    return joined


def _follow(first: _Piece, second: _Piece) -> bool:
    return second.a[0] == first.a[1] + 1 and second.b[0] == first.b[1] + 1


def _span(sentences: Sequence[AlignedSentence], run: tuple[int, int]) -> tuple[int, int]:
    return sentences[run[0]].start, sentences[run[1]].end
