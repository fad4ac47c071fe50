"""Results to the aligned pairs that their reports show."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dedup.gate import Pair
from dedup.pipeline.judging import align_and_judge

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dedup.article import Article
    from dedup.pipeline.collecting import Collection, Workers
    from dedup.report import ClusterTable, PairTable, SimilarityMatrix

MOST_SHOWN = 200
"""Pairs that are aligned for one report, the strongest; a page has room for fewer."""
_LEAST_PROBABILITY = 0.5
_LEAST_SIMILARITY = 0.1  # below it, measures of shared words show little worth reading


class _Ends(NamedTuple):
    a: Article
    b: Article


def aligned(pairs: Iterable[tuple[Article, Article]], workers: Workers) -> list[Pair]:
    """Align and judge pairs of articles, in their order.

    Parameters
    ----------
    pairs : iterable of (Article, Article)
    workers : Workers

    Returns
    -------
    list of Pair
    """
    return list(workers.map(_aligned, (_Ends(a, b) for a, b in pairs)))


def _aligned(ends: _Ends) -> Pair:
    alignment, verdict = align_and_judge(ends.a, ends.b)
    return Pair(a=ends.a, b=ends.b, alignment=alignment, verdict=verdict)


def pairs_of_matrix(matrix: SimilarityMatrix, workers: Workers) -> list[Pair]:
    """Align the pairs of a matrix that are worth opening: likely ones, or the most alike."""
    least = _LEAST_PROBABILITY if matrix.measure == "source" else _LEAST_SIMILARITY
    strongest = matrix.strongest_pairs(MOST_SHOWN)
    shown = [(i, j) for i, j in strongest if matrix.values[i, j] >= least]
    return aligned(((matrix.articles[i], matrix.articles[j]) for i, j in shown), workers)


def articles_of_table(
    table: PairTable, new: Collection, old: Collection | None = None
) -> dict[int, Article]:
    """Fetch the articles of a search by row number; those of the old collection come first."""
    border = 0 if old is None else len(old)
    rows = sorted(set(table.pairs.ravel().tolist()))
    before, after = ([row for row in rows if (row < border) is first] for first in (True, False))
    found = dict(zip(after, new.articles(row - border for row in after), strict=True))
    if old is not None:
        found |= zip(before, old.articles(before), strict=True)
    return found


def pairs_of_table(
    table: PairTable, articles: Mapping[int, Article], workers: Workers
) -> list[Pair]:
    """Align the strongest pairs of a search, if they were judged the likely ones alone."""
    shown = table.strongest(MOST_SHOWN)
    likely = [True] * len(shown)
    if shown.verdicts is not None:
        likely = [verdict.probability >= _LEAST_PROBABILITY for verdict in shown.verdicts]
    ends = [pair for pair, is_likely in zip(shown.pairs.tolist(), likely, strict=True) if is_likely]
    return aligned(((articles[a], articles[b]) for a, b in ends), workers)


def pairs_of_clusters(
    table: ClusterTable, articles: Mapping[str, Article], workers: Workers
) -> list[Pair]:
    """Align articles with the representative of their cluster, ``b``: first one of each cluster.

    Copies that are the same to the letter are left out, for there is nothing to read.
    """
    found = []
    for cluster in table.clusters:
        centre = articles.get(cluster.representative)
        members = [articles[id_] for id_ in cluster.articles if id_ in articles]
        if centre is not None:
            others = [a for a in members if a.text != centre.text]
            found += [(rank, cluster.cluster, a, centre) for rank, a in enumerate(others)]
    found.sort(key=lambda item: item[:2])
    return aligned(((a, b) for _, _, a, b in found[:MOST_SHOWN]), workers)


def articles_of(ids: Iterable[str], collection: Collection) -> dict[str, Article]:
    """Fetch articles of a collection by id."""
    wanted = set(ids)
    rows = [row for row, id_ in enumerate(collection.ids) if id_ in wanted]
    return {article.id: article for article in collection.articles(rows)}
