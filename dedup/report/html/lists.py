"""Pairs and clusters of a collection as pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.evidence import REUSE
from dedup.report.html.about import about, datum_of
from dedup.report.html.entries import Entry, headlines, likely_pairs, shelve, shown_names
from dedup.report.html.page import page
from dedup.report.html.pair import worst_first
from dedup.report.kinds import VERDICTS
from dedup.report.labels import per_cent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dedup.article import Article
    from dedup.gate import Pair
    from dedup.report.clusters import Cluster, ClusterTable
    from dedup.report.pairs import PairTable

MOST_LISTED = 500
"""Pairs or clusters that a page lists, the strongest or largest; it says how many there are."""
MOST_MEMBERS = 50
"""Articles that a cluster lists; it says how many it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of a cluster; ``key`` opens it beside the representative, if not empty."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A cluster: its representative first."""

    cluster: Cluster
    alike: str
    members: tuple[Member, ...]
    names: str


def pairs_page(
    table: PairTable,
    articles: Mapping[int, Article],
    pairs: Sequence[Pair] = (),
    *,
    parameters: Mapping[str, object],
) -> bytes:
    """Render the pairs of a collection, the strongest first.

    Parameters
    ----------
    table : PairTable
    articles : mapping of row number to Article
        The articles of ``table.strongest(MOST_LISTED)``.
    pairs : sequence of Pair
        The pairs that are shown whole, as far as the page has room.
    parameters : mapping of str to value
        What the search depended on.

    Returns
    -------
    bytes
        One HTML file in UTF-8.
    """
    judged = table.verdicts is not None
    shown = table.strongest(MOST_LISTED)
    names = shown_names(articles[row].id for row in shown.pairs.ravel().tolist())
    found = list(zip(_strengths(shown), shown.pairs.tolist(), shown.measured(), strict=True))
    values = {(record["a"], record["b"]): value for value, _, record in found}
    shelf = shelve(
        sorted(pairs, key=lambda p: (-values.get((p.a.id, p.b.id), 0.0), worst_first(p)))
    )
    verdicts = {(pair.a.id, pair.b.id): pair.verdict for pair in pairs}
    entries = []
    for value, (row_a, row_b), record in found:
        a, b = record["a"], record["b"]
        label = record.get("label") or ((a, b) in verdicts and verdicts[a, b].label)
        entries.append(
            Entry(
                a=a,
                b=b,
                names=(names[a], names[b]),
                headlines=headlines(articles[row_a], articles[row_b]),
                value=value,
                told=VERDICTS[label].heading if label else "",
                facts=_facts(record),
                key=shelf.key(a, b),
                markup=shelf.view(a, b),
            )
        )
    return page(
        "pairs",
        title=_pairs_title(table),
        about=about("pairs", parameters, map(datum_of, articles.values())),
        entries=entries,
        total=len(table),
        crowded=table.crowded,
        judged=judged,
        left_out=shelf.left_out,
    )


def clusters_page(
    table: ClusterTable,
    articles: Mapping[str, Article],
    pairs: Sequence[Pair] = (),
    *,
    parameters: Mapping[str, object],
) -> bytes:
    """Render the clusters of a collection, the largest first.

    Parameters
    ----------
    table : ClusterTable
    articles : mapping of id to Article
        The articles that the page lists: see ``listed_in_clusters``.
    pairs : sequence of Pair
        Articles beside the representative of their cluster, which is ``b``.
    parameters : mapping of str to value
        What the search depended on.

    Returns
    -------
    bytes
        One HTML file in UTF-8.
    """
    shelf = shelve(pairs)
    listed = listed_in_clusters(table)
    names = shown_names(articles)
    groups = [
        Group(
            cluster=cluster,
            alike=per_cent(cluster.min_similarity),
            members=tuple(
                Member(
                    id=id_,
                    title=articles[id_].title,
                    outlet=articles[id_].outlet,
                    published=articles[id_].published,
                    key=shelf.key(id_, cluster.representative),
                )
                for id_ in members
            ),
            names=" ".join(f"{id_} {articles[id_].title or ''}" for id_ in members),
        )
        for cluster, members in zip(table.clusters, listed, strict=False)
    ]
    return page(
        "clusters",
        title=_clusters_title(table),
        about=about("cluster", parameters, map(datum_of, articles.values())),
        groups=groups,
        total=len(table.clusters),
        count=table.n_articles,
        members=sum(cluster.size for cluster in table.clusters),
        views=[
            (names[a], names[b], headlines(articles[a], articles[b]), shelf.markup[a, b])
            for a, b in shelf.markup
        ],
        left_out=shelf.left_out,
    )


def listed_in_clusters(table: ClusterTable) -> list[list[str]]:
    """Give the ids that the page lists of each cluster it lists, the representative first."""
    return [
        [
            cluster.representative,
            *(id_ for id_ in cluster.articles if id_ != cluster.representative),
        ][:MOST_MEMBERS]
        for cluster in table.clusters[:MOST_LISTED]
    ]


def _pairs_title(table: PairTable) -> str:
    """Give the answer, where the pairs were judged."""
    if table.verdicts is None:
        return (
            "1 pair that shares text"
            if len(table) == 1
            else f"{len(table):,} pairs that share text"
        )
    return likely_pairs(sum(found.label in REUSE for found in table.verdicts), len(table))


def _clusters_title(table: ClusterTable) -> str:
    count = len(table.clusters)
    return "1 cluster of articles" if count == 1 else f"{count:,} clusters of articles"


def _strengths(table: PairTable) -> list[float]:
    """Give the probability of each pair, or the larger share if none was judged."""
    if table.verdicts is not None:
        return [verdict.probability for verdict in table.verdicts]
    return [float(share) for share in table.containment.max(axis=1, initial=0)]


def _facts(record: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    shares = (record["containment_a"], record["containment_b"])
    a, b = (per_cent(float(str(share))) for share in shares)
    return (("first in second", f"{a} %"), ("second in first", f"{b} %"))
