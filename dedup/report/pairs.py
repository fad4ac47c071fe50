"""Pairs of articles that share text, as JSON Lines, CSV and a terminal table."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.report.cells import csv_line
from dedup.report.labels import cut_middle, per_cent, short_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from rich.console import Console
    from rich.table import Table

    from dedup.evidence import Verdict

_DECIMALS = 4
_MOST_ON_SCREEN = 50
_NARROWEST_NAME = 8
_COLUMNS = (  # beside the two names: header, width, and rank in which they are left out
    ("a in b", 6, 1),
    ("b in a", 6, 2),
    ("Jaccard", 7, 4),
    ("found by", 12, 5),
    ("source", 6, 0),
    ("verdict", 14, 3),
)
_FIELDS = {
    "a in b": "containment_a",
    "b in a": "containment_b",
    "Jaccard": "jaccard",
    "found by": "found_by",
    "source": "probability",
    "verdict": "label",
}
_NUMBERS = frozenset(("a in b", "b in a", "Jaccard", "source"))
_OF_VERDICTS = frozenset(("source", "verdict"))
_VERDICT_FIELDS = ["label", "probability", "relation", "reused_share_a", "reused_share_b"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairTable:
    """The pairs that a search found, measured on their texts.

    Parameters
    ----------
    ids : sequence of str
        Ids of the articles.
    pairs : ndarray of shape (n_pairs, 2), dtype int64
        ``ids[pairs[k, 0]]`` is ``a`` and ``ids[pairs[k, 1]]`` is ``b`` of pair ``k``; sorted by id.
    near, rewrite : ndarray of shape (n_pairs,), dtype bool
        Which search found the pair.
    jaccard : ndarray of shape (n_pairs,), dtype float64
        Shared shingles among all of both, in [0, 1].
    containment : ndarray of shape (n_pairs, 2), dtype float64
        Share of ``a``'s shingles found in ``b``, and of ``b``'s found in ``a``, in [0, 1].
    crowded : int
        Buckets with so many near-copies that not every pair of them is listed.
    verdicts : tuple of Verdict, or None
        What was decided about each pair, if it was judged.
    """

    ids: Sequence[str]
    pairs: NDArray[np.int64]
    near: NDArray[np.bool_]
    rewrite: NDArray[np.bool_]
    jaccard: NDArray[np.float64]
    containment: NDArray[np.float64]
    crowded: int = 0
    verdicts: tuple[Verdict, ...] | None = None

    @classmethod
    def of(
        cls,
        *,
        ids: Sequence[str],
        pairs: NDArray[np.int64],
        near: NDArray[np.bool_],
        rewrite: NDArray[np.bool_],
        shared: NDArray[np.int64],
        sizes: NDArray[np.int64],
        keep_sides: bool,
        crowded: int,
    ) -> PairTable:
        """Turn counts of shingles into similarities, and sort the pairs by id.

        Parameters
        ----------
        pairs, near, rewrite
            As above, in any order.
        shared : ndarray of shape (n_pairs,), dtype int64
            Shingles that both articles have.
        sizes : ndarray of shape (n_pairs, 2), dtype int64
            Shingles of each article.
        keep_sides : bool
            Whether ``a`` and ``b`` are what they are; else ``a`` is the one with the lesser id.
        """
        rank = np.empty(len(ids), np.int64)
        rank[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
        if not keep_sides:
            turned = rank[pairs[:, 0]] > rank[pairs[:, 1]]
            pairs = np.where(turned[:, None], pairs[:, ::-1], pairs)
            sizes = np.where(turned[:, None], sizes[:, ::-1], sizes)
        order = np.lexsort((rank[pairs[:, 1]], rank[pairs[:, 0]]))
        union = sizes.sum(axis=1) - shared
        return cls(
            ids=ids,
            pairs=pairs[order],
            near=near[order],
            rewrite=rewrite[order],
            jaccard=(shared / np.maximum(union, 1))[order],
            containment=(shared[:, None] / np.maximum(sizes, 1))[order],
            crowded=crowded,
        )

    def __len__(self) -> int:
        return len(self.pairs)

    def at_least(self, containment: float) -> PairTable:
        """Leave out pairs of which neither side holds this share of the other."""
        return self._taken(np.flatnonzero(self.containment.max(axis=1, initial=0) >= containment))

    def strongest(self, count: int) -> PairTable:
        """Return the likeliest pairs, or if none was judged, those that contain most of another."""
        strength = self.containment.max(axis=1, initial=0)
        if self.verdicts is not None:
            strength = np.array([verdict.probability for verdict in self.verdicts])
        order = np.argsort(-strength, kind="stable")
        return self._taken(order[:count])

    def _taken(self, order: NDArray[np.int64]) -> PairTable:
        return replace(
            self,
            pairs=self.pairs[order],
            near=self.near[order],
            rewrite=self.rewrite[order],
            jaccard=self.jaccard[order],
            containment=self.containment[order],
            verdicts=self.verdicts and tuple(self.verdicts[k] for k in order.tolist()),
        )

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield a record for each pair, as the JSON Lines hold it."""
        for record in self.measured():
            yield {
                name: round(value, _DECIMALS) if isinstance(value, float) else value
                for name, value in record.items()
            }

    def measured(self) -> Iterator[dict[str, Any]]:
        """Yield the same with nothing rounded."""
        columns = (
            self.pairs.tolist(),
            self.near.tolist(),
            self.rewrite.tolist(),
            self.jaccard.tolist(),
            self.containment.tolist(),
        )
        rows = zip(*columns, strict=True)
        for number, ((a, b), near, rewrite, jaccard, (of_a, of_b)) in enumerate(rows):
            searches = (("near", near), ("rewrite", rewrite))
            yield {
                "a": self.ids[a],
                "b": self.ids[b],
                "found_by": [name for name, found in searches if found],
                "jaccard": jaccard,
                "containment_a": of_a,
                "containment_b": of_b,
            } | (_verdict_fields(self.verdicts[number]) if self.verdicts else {})

    def to_jsonl(self) -> Iterator[str]:
        """Yield a line of JSON for each pair."""
        for record in self.records():
            yield json.dumps(record, ensure_ascii=False) + "\n"

    def to_csv(self) -> Iterator[str]:
        """Yield the lines (`csv_line`) of a table with a header; searches are joined by ``+``."""
        header = ["a", "b", "found_by", "jaccard", "containment_a", "containment_b"]
        yield csv_line(header + _VERDICT_FIELDS * (self.verdicts is not None))
        for record in self.records():
            yield csv_line([*(record | {"found_by": "+".join(record["found_by"])}).values()])


def _verdict_fields(verdict: Verdict) -> dict[str, object]:
    shares = (verdict.reused_share["a"], verdict.reused_share["b"])
    values = (verdict.label, verdict.probability, verdict.relation, *shares)
    return dict(zip(_VERDICT_FIELDS, values, strict=True))


def print_pairs(table: PairTable, console: Console | None = None) -> None:
    """Print the strongest pairs, at most 50, and say how many there are.

    Where the terminal is narrow the least telling columns are left out, and named.
    """
    from rich.console import Group
    from rich.text import Text

    from dedup.report.screen import console_for_stdout, fitting

    console = console or console_for_stdout()
    if not len(table):
        console.print(Text("No pairs: the search sees no text in common.", "bold"))
        return
    shown = table.strongest(_MOST_ON_SCREEN)
    judged = shown.verdicts is not None
    columns = [column for column in _COLUMNS if judged or column[0] not in _OF_VERDICTS]
    ids = sorted({table.ids[row] for row in shown.pairs.ravel().tolist()})
    names = dict(zip(ids, short_names(ids, 1000), strict=True))
    narrowest = min(max(map(len, names.values()), default=0), _NARROWEST_NAME)
    kept, left_out = fitting(columns, console.width - 2 * (narrowest + 1))
    taken = sum(width + 1 for header, width, _ in columns if header in kept)
    width = max((console.width - taken) // 2 - 1, narrowest)
    count = "1 pair" if len(table) == 1 else f"{len(table):,} pairs"
    strongest = f"; the {len(shown)} strongest" if len(shown) < len(table) else ""
    note = "Shares of shingles in per cent. A pair is a candidate to look at, not a verdict."
    if judged:
        note = "In per cent: shares of shingles, and source, the probability of a shared source."
    if left_out:
        note += f" Too narrow for: {', '.join(left_out)}."
    cut = {id_: cut_middle(name, width) for id_, name in names.items()}
    grid = _grid(shown, kept, cut, width)
    console.print(
        Group(Text(count + strongest, "bold"), Text(), grid, Text(), Text(note, "grey50"))
    )


def _grid(shown: PairTable, headers: Sequence[str], names: Mapping[str, str], width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for header in ("a", "b"):
        grid.add_column(header, no_wrap=True, max_width=width)  # in cells; some take two
    for header in headers:
        grid.add_column(header, justify="right" if header in _NUMBERS else "left", no_wrap=True)
    for record in shown.measured():
        ends = (Text(names[record[end]]) for end in ("a", "b"))
        grid.add_row(*ends, *(_cell(record, header) for header in headers))
    return grid


def _cell(record: dict[str, Any], header: str) -> str:
    value = record[_FIELDS[header]]
    return "+".join(value) if header == "found by" else _shown(value)


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else per_cent(value)
