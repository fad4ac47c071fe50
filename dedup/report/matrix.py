"""The similarity matrix as a result: its values, its JSON and its CSV."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.report.cells import csv_line
from dedup.report.order import related_order
from dedup.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article

_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityMatrix:
    """How much each article shares with each other one.

    Parameters
    ----------
    articles : tuple of Article
        ``articles[i]`` is row and column ``i``.
    values : ndarray of shape (n_articles, n_articles), dtype float64
        ``values[i, j]`` in [0, 1] for row ``i`` and column ``j``.
    measure : str
        ``containment``, ``jaccard``, ``minhash`` or ``tfidf``.
    parameters : mapping
        The settings the values depend on.
    """

    articles: tuple[Article, ...]
    values: NDArray[np.float64]
    measure: str
    parameters: Mapping[str, Any]

    @property
    def ids(self) -> tuple[str, ...]:
        """The articles' ids, in the order of rows and columns."""
        return tuple(article.id for article in self.articles)

    def ordered(self) -> SimilarityMatrix:
        """Return the matrix with related articles beside each other (see ``related_order``)."""
        return self._taken(related_order(self.values, self.ids))

    def _taken(self, order: Sequence[int]) -> SimilarityMatrix:
        articles = tuple(self.articles[i] for i in order)
        return replace(self, articles=articles, values=self.values[np.ix_(order, order)])

    def strongest_pairs(self, count: int) -> list[tuple[int, int]]:
        """Return the row numbers of the ``count`` pairs with the largest value above 0.

        Of the two cells of a pair the larger counts; it is ``values[i, j]`` of the returned
        ``(i, j)``. Strongest first, ties in order of id.
        """
        upper, lower = np.triu_indices(len(self.articles), 1)
        forward, backward = self.values[upper, lower], self.values[lower, upper]
        rows = np.where(forward >= backward, upper, lower)
        columns = np.where(forward >= backward, lower, upper)
        strength = np.maximum(forward, backward)
        if len(strength) > count:  # ties at the border must all come to the sort
            border = np.partition(strength, -count)[-count]
            rows, columns = rows[strength >= border], columns[strength >= border]
        pairs = [(i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)]
        pairs = [(i, j) for i, j in pairs if self.values[i, j] > 0]
        ids = self.ids
        return sorted(pairs, key=lambda ij: (-self.values[ij], ids[ij[0]], ids[ij[1]]))[:count]

    def to_json(self) -> str:
        """Render as JSON of the shipped schema ``dedup/report/schemas/matrix.json``."""
        head = {
            "schema_version": 1,
            "tool": {"name": "dedup", "version": __version__},
            "command": "matrix",
            "measure": self.measure,
            "parameters": dict(self.parameters),
        }
        articles = [
            {"id": article.id, "title": article.title, "path": article.path}
            for article in self.articles
        ]
        # One row a line: a diff of two matrices shows the articles that changed.
        lines = json.dumps(head, ensure_ascii=False, indent=2)[:-2]
        lines += ',\n  "articles": ' + _json_rows(articles)
        return (
            lines + ',\n  "values": ' + _json_rows(self.values.round(_DECIMALS).tolist()) + "\n}\n"
        )

    def to_csv(self) -> str:
        """Render as CSV (`csv_line`) with a header row and a first column of ids."""
        rows = self.values.round(_DECIMALS).tolist()
        lines = (csv_line([id_, *row]) for id_, row in zip(self.ids, rows, strict=True))
        return csv_line(["id", *self.ids]) + "".join(lines)


def _json_rows(rows: Sequence[object]) -> str:
    if not rows:
        return "[]"
    lines = ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n    {lines}\n  ]"
