"""Pairs to groups of articles with the same text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup import search
from dedup.config import SearchOptions
from dedup.pipeline.collecting import Workers, collect, temporary_store
from dedup.pipeline.pairing import find_pairs, wanted_searches
from dedup.pipeline.store import fetch
from dedup.report import Cluster, ClusterTable
from dedup.text import boilerplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.pipeline.collecting import Collection
    from dedup.pipeline.store import Place
    from dedup.readers import Options

_MOST_TOGETHER = 3_000  # articles whose similarities are all measured at once
_STEP = 0.1


def cluster(articles: Iterable[Article], *, options: SearchOptions | None = None) -> ClusterTable:
    """Group articles with the same text.

    Parameters
    ----------
    articles : iterable of Article
    options : SearchOptions, optional
        ``threshold`` is the Jaccard similarity from which two articles have the same text.

    Returns
    -------
    ClusterTable

    Examples
    --------
    >>> from dedup import Article
    >>> text = "A ferry ran aground off Tarn on Tuesday with 212 aboard."
    >>> copies = [Article(id=id_, text=text) for id_ in ("a", "b")]
    >>> other = Article(id="c", text="The central bank held its key rate at four per cent.")
    >>> [found.articles for found in cluster([*copies, other]).clusters]
    [('a', 'b')]
    """
    options = options or SearchOptions()
    with temporary_store() as store, Workers(1) as workers:
        collection = collect(articles, wanted_searches(options), store)
        return find_clusters(collection, options, workers)


def find_clusters(collection: Collection, options: SearchOptions, workers: Workers) -> ClusterTable:
    """Search a collection for pairs and group what has the same text.

    Every pair is measured on its texts before it joins anything. Articles that hang together
    by such pairs are then divided by average linkage: two groups become one only if the mean
    similarity of all pairs between them reaches the threshold, so one weak link does not
    merge them.

    Parameters
    ----------
    collection : Collection
    options : SearchOptions
    workers : Workers

    Returns
    -------
    ClusterTable
    """
    pairs = find_pairs(collection, options, workers)
    joined = pairs.jaccard >= options.threshold
    edges = _Edges(pairs.pairs[joined], pairs.jaccard[joined])
    components = edges.components(len(collection), options.threshold)
    by_id = (sorted(rows, key=collection.ids.__getitem__) for rows in components)
    tasks = (
        _Component(
            collection.whereabouts.places(rows),
            collection.options,
            rows,
            options.shingle,
            options.threshold,
        )
        for rows in by_id
    )
    groups = [group for found in workers.map(_divide, tasks) for group in found]
    return ClusterTable(clusters=tuple(_named(groups, collection.ids)), n_articles=len(collection))


class _Edges:
    """Measured pairs above the threshold, as the edges of a graph."""

    def __init__(self, pairs: NDArray[np.int64], similarities: NDArray[np.float64]) -> None:
        self._pairs = pairs
        self._similarities = similarities

    def components(self, n_articles: int, threshold: float) -> Iterator[list[int]]:
        """Yield the rows that hang together; what is too large is cut at a higher threshold."""
        from scipy import sparse  # slow to import, and not every search clusters
        from scipy.sparse import csgraph

        pairs = self._pairs[self._similarities >= threshold]
        graph = sparse.coo_array(
            (np.ones(len(pairs), np.int8), (pairs[:, 0], pairs[:, 1])),
            shape=(n_articles, n_articles),
        )
        _, labels = csgraph.connected_components(graph, directed=False)
        members = np.unique(pairs)
        order = members[np.argsort(labels[members], kind="stable")]
        borders = np.flatnonzero(np.diff(labels[order])) + 1
        for rows in np.split(order, borders):
            if len(rows) > _MOST_TOGETHER and threshold + _STEP < 1:
                inside = np.isin(self._pairs[:, 0], rows)
                part = _Edges(self._pairs[inside], self._similarities[inside])
                yield from part.components(n_articles, threshold + _STEP)
            elif len(rows):
                yield rows.tolist()


class _Group(NamedTuple):
    """Rows with the same text, least similarity among them, and the row that stands for all."""

    rows: list[int]
    least: float
    representative: int


class _Component(NamedTuple):
    """Articles that hang together, in order of id."""

    places: list[Place]
    options: Options
    rows: list[int]
    width: int
    threshold: float


def _divide(component: _Component) -> list[_Group]:
    """Divide articles that hang together into groups by average linkage."""
    places, options, rows, width, threshold = component
    articles = fetch(places, options)
    texts = [article.text for article in articles]
    shingles = search.shingle_hashes(search.word_hashes(texts), width=width)
    twins = _twins(shingles)
    similarity = search.jaccard(search.take_rows(shingles, np.array([same[0] for same in twins])))
    groups = []
    for linked in search.linked_groups(similarity, threshold):
        members = sorted(twin for member in linked for twin in twins[member])
        if len(members) > 1:
            least = float(similarity[np.ix_(linked, linked)].min())
            first = members[_original([articles[member] for member in members])]
            groups.append(_Group(sorted(rows[member] for member in members), least, rows[first]))
    return groups


def _original(articles: Sequence[Article]) -> int:
    """Choose the article to stand for all: the earliest, or of the least boilerplate.

    Times count only if all articles tell one. Ties go to the first in order of id.
    """
    times = [_time_of(article.published) for article in articles]
    known = [time for time in times if time is not None]
    earliest = min(known) if len(known) == len(articles) else None
    left = [row for row, time in enumerate(times) if earliest is None or time == earliest]
    if len(left) == 1:
        return left[0]
    return min(left, key=lambda row: (_boilerplate_share(articles[row].text), articles[row].id))


def _time_of(published: str | None) -> datetime | None:
    """Read a time in ISO 8601 or as mail writes it; without a zone it is UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = read(published or "")
        except (ValueError, TypeError):
            continue
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    return None


@lru_cache(maxsize=1024)
def _boilerplate_share(text: str) -> float:
    return sum(span.end - span.start for span in boilerplate(text)) / max(len(text), 1)


def _twins(shingles: search.Ragged) -> list[list[int]]:
    """Put articles with the very same shingles together, so that their pairs need no cells."""
    twins: dict[bytes, list[int]] = {}
    for row in range(len(shingles)):
        twins.setdefault(search.distinct(shingles.row(row)).tobytes(), []).append(row)
    return list(twins.values())


def _named(groups: Sequence[_Group], ids: Sequence[str]) -> Iterator[Cluster]:
    """Name the articles of groups, the largest group first, then in order of id."""
    named = [(sorted(ids[row] for row in group.rows), group) for group in groups]
    named.sort(key=lambda item: (-len(item[0]), item[0]))
    for number, (members, group) in enumerate(named, start=1):
        yield Cluster(
            cluster=number,
            size=len(members),
            articles=tuple(members),
            min_similarity=group.least,
            representative=ids[group.representative],
        )
