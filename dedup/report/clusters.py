"""Clusters of articles with the same text, as JSON Lines, CSV and a terminal table."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dedup.report.cells import csv_line
from dedup.report.labels import cut_middle, per_cent
from dedup.report.screen import console_for_stdout, fitting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_DECIMALS = 4
_MOST_ON_SCREEN = 50
_COLUMNS = (("cluster", 7, 1), ("articles", 8, 0), ("least alike", 11, 2))  # as for `fitting`
_HEADERS = tuple(header for header, _, _ in _COLUMNS)
_REPRESENTATIVE_WIDTH = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Articles with the same text.

    Parameters
    ----------
    cluster : int
        Number of the cluster, from 1: the largest first.
    size : int
        Number of articles, at least 2.
    articles : tuple of str
        Their ids, sorted.
    min_similarity : float
        Jaccard similarity of the two articles that are least alike, in [0, 1]; measured.
    representative : str
        Id of the article that stands for all: the earliest, if all tell when they were
        published; else, and of several, the one with the least share of boilerplate; then the
        one with the least id.
    """

    cluster: int
    size: int
    articles: tuple[str, ...]
    min_similarity: float
    representative: str

    def record(self) -> dict[str, Any]:
        """Return the record that the JSON Lines hold."""
        return asdict(self) | {
            "articles": list(self.articles),
            "min_similarity": round(self.min_similarity, _DECIMALS),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterTable:
    """The clusters of a collection.

    Parameters
    ----------
    clusters : tuple of Cluster
        Largest first.
    n_articles : int
        Articles in the collection.
    """

    clusters: tuple[Cluster, ...]
    n_articles: int

    def redundant(self) -> set[str]:
        """Return the ids of the articles that a representative stands for."""
        return {
            id_
            for cluster in self.clusters
            for id_ in cluster.articles
            if id_ != cluster.representative
        }

    def to_jsonl(self) -> Iterator[str]:
        """Yield a line of JSON for each cluster."""
        for cluster in self.clusters:
            yield json.dumps(cluster.record(), ensure_ascii=False) + "\n"

    def to_csv(self) -> Iterator[str]:
        """Yield the lines (`csv_line`) of a table with a header and a row for each article."""
        yield csv_line(["cluster", "size", "article", "min_similarity", "representative"])
        for cluster in self.clusters:
            record = cluster.record()
            for id_ in cluster.articles:
                cells = (record["cluster"], record["size"], id_, record["min_similarity"])
                yield csv_line([*cells, record["representative"]])


def _title(table: ClusterTable, shown: int) -> str:
    members = sum(cluster.size for cluster in table.clusters)
    clusters = "1 cluster" if len(table.clusters) == 1 else f"{len(table.clusters):,} clusters"
    title = f"{members:,} of {table.n_articles:,} articles are in {clusters}"
    return title + (f"; the {shown} largest" if shown < len(table.clusters) else "")


def _numbers(cluster: Cluster) -> tuple[str, str, str]:
    return str(cluster.cluster), f"{cluster.size:,}", per_cent(cluster.min_similarity)


def print_clusters(table: ClusterTable, console: Console | None = None) -> None:
    """Print the largest clusters, at most 50, and how many articles they hold."""
    console = console or console_for_stdout()
    if not table.clusters:
        count = "1 article" if table.n_articles == 1 else f"{table.n_articles:,} articles"
        console.print(Text(f"No clusters: {count}, no two with the same text.", "bold"))
        return
    shown = table.clusters[:_MOST_ON_SCREEN]
    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    headers, left_out = fitting(_COLUMNS, console.width - _REPRESENTATIVE_WIDTH)
    for header in headers:
        grid.add_column(header, justify="right", no_wrap=True)
    taken = sum(width + 1 for header, width, _ in _COLUMNS if header in headers)
    room = max(console.width - taken, _REPRESENTATIVE_WIDTH)
    grid.add_column("representative", no_wrap=True, max_width=room)
    for cluster in shown:
        cells = dict(zip(_HEADERS, _numbers(cluster), strict=True))
        name = Text(cut_middle(cluster.representative, room))
        grid.add_row(*(cells[header] for header in headers), name)
    note = "Least alike: Jaccard similarity, in per cent, of the two least similar articles."
    if left_out:
        note = f"Too narrow for: {', '.join(left_out)}."
    title = _title(table, len(shown))
    console.print(Group(Text(title, "bold"), Text(), grid, Text(), Text(note, "grey50")))
