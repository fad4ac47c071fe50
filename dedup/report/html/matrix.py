"""The similarity matrix as a heat map whose cells open the pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from dedup.report.html.about import about, datum_of
from dedup.report.html.entries import (
    Entry,
    Shelf,
    headlines,
    likely_pairs,
    shelve,
    shown_names,
)
from dedup.report.html.looks import MEASURES
from dedup.report.html.page import page
from dedup.report.html.pair import worst_first
from dedup.report.kinds import VERDICTS
from dedup.report.labels import per_cent, short_names
from dedup.report.order import related_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.article import Article
    from dedup.gate import Pair
    from dedup.report.matrix import SimilarityMatrix

_T = TypeVar("_T")
MOST_IN_HEAT_MAP = 200
_MOST_IN_GROUP = 40
_MOST_GROUPS = 200
_MOST_LISTED = 300
_RELATED = 0.5
_STEPS = 10
_LEAST = 0.005  # a value that has a colour and a number
_NAME_WIDTH = 28
_WIDE = 26  # articles from which the cells have no room for numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its text, its colour from 0 to 10, and the key of the pair it opens."""

    text: str
    step: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a heat map; ``cells[j]`` is None where the article meets itself."""

    article: Article
    name: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """A heat map of some articles; ``total`` is how many there are of them."""

    rows: tuple[Row, ...]
    total: int

    @property
    def dense(self) -> bool:
        """Whether the cells are too small for numbers."""
        return len(self.rows) > _WIDE


def matrix_page(matrix: SimilarityMatrix, pairs: Sequence[Pair] = ()) -> bytes:
    """Render a similarity matrix as a page of its own.

    Parameters
    ----------
    matrix : SimilarityMatrix
        In the order of its rows; more than 200 articles are shown as groups of related ones.
    pairs : sequence of Pair
        The pairs to be opened from their cells. Those with the largest values come first and the
        last are left out where the page would grow too large; the page says so.

    Returns
    -------
    bytes
        One HTML file in UTF-8.
    """
    rows = {id_: row for row, id_ in enumerate(matrix.ids)}

    def value(pair: Pair) -> float:
        i, j = rows[pair.a.id], rows[pair.b.id]
        return float(max(matrix.values[i, j], matrix.values[j, i]))

    shelf = shelve(sorted(pairs, key=lambda pair: (-value(pair), worst_first(pair))))
    count = len(matrix.articles)
    names = short_names(matrix.ids, _NAME_WIDTH)
    grouped = count > MOST_IN_HEAT_MAP
    groups = _groups(matrix) if grouped else [list(range(count))]
    return page(
        "matrix",
        title=_title(matrix),
        about=about(
            "matrix",
            {"measure": matrix.measure, **matrix.parameters},
            map(datum_of, matrix.articles),
        ),
        measure=matrix.measure,
        meaning=MEASURES[matrix.measure],
        maps=[_heat_map(matrix, names, members, shelf) for members in groups[:_MOST_GROUPS]],
        grouped=grouped,
        numbered=count <= _WIDE,
        groups=len(groups),
        alone=count - sum(map(len, groups)),
        count=count,
        related=_RELATED,
        entries=_entries(matrix, shelf, pairs),
        listed=_MOST_LISTED,
        openable=bool(shelf.keys),
        left_out=shelf.left_out,
    )


def _title(matrix: SimilarityMatrix) -> str:
    """Give the answer, where the measure gives one."""
    count = len(matrix.articles)
    if matrix.measure != "source" or count == 1:
        return f"{count:,} articles compared" if count != 1 else "1 article, compared with none"
    values = np.maximum(matrix.values, matrix.values.T)
    likely = int((values >= _RELATED)[np.triu_indices(count, 1)].sum())
    return likely_pairs(likely, count * (count - 1) // 2)


def _heat_map(
    matrix: SimilarityMatrix, names: Sequence[str], members: Sequence[int], shelf: Shelf
) -> HeatMap:
    shown = members if len(members) <= MOST_IN_HEAT_MAP else members[:_MOST_IN_GROUP]
    return HeatMap(
        rows=tuple(
            Row(
                article=matrix.articles[i],
                name=names[i],
                cells=tuple(None if i == j else _cell(matrix, i, j, shelf) for j in shown),
            )
            for i in shown
        ),
        total=len(members),
    )


def _cell(matrix: SimilarityMatrix, i: int, j: int, shelf: Shelf) -> Cell:
    value = float(matrix.values[i, j])
    return Cell(
        text="" if value == 0 else "<1" if value < _LEAST else _whole(value),
        step=0 if value < _LEAST else int(np.ceil(min(value, 1) * _STEPS - 1e-9)),
        key=_either(shelf.key, matrix.ids[i], matrix.ids[j]),
    )


def _either(find: Callable[[str, str], _T], a: str, b: str) -> _T:
    """Find what is known of two articles, whichever is named first."""
    return find(a, b) or find(b, a)


def _whole(value: float) -> str:
    """Write a share as whole per cent; only all is 100."""
    return per_cent(value) if value >= 0.1 else f"{100 * value:.0f}"  # noqa: PLR2004


def _groups(matrix: SimilarityMatrix) -> list[list[int]]:
    """Give the rows of related articles, the largest group first."""
    found = related_groups(matrix.values, matrix.ids, least=_RELATED)
    return sorted(found, key=lambda rows: (-len(rows), min(matrix.ids[row] for row in rows)))


def _entries(matrix: SimilarityMatrix, shelf: Shelf, pairs: Sequence[Pair]) -> list[Entry]:
    """List the strongest pairs, and among them all that are shown whole."""
    verdicts = {frozenset((pair.a.id, pair.b.id)): pair.verdict for pair in pairs}
    names = shown_names(matrix.ids)
    found = []
    for i, j in matrix.strongest_pairs(_MOST_LISTED):
        a, b = matrix.articles[i], matrix.articles[j]
        value = float(matrix.values[i, j])
        verdict = verdicts.get(frozenset((a.id, b.id)))
        if verdict is None and value < _RELATED:
            continue
        found.append(
            Entry(
                a=a.id,
                b=b.id,
                names=(names[a.id], names[b.id]),
                headlines=headlines(a, b),
                value=value,
                told=VERDICTS[verdict.label].heading if verdict else "",
                facts=(),
                key=_either(shelf.key, a.id, b.id),
                markup=_either(shelf.view, a.id, b.id),
            )
        )
    return found
