"""A collection to the pairs of articles that share text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup import search
from dedup.config import SearchOptions
from dedup.errors import InputError, UsageError
from dedup.pipeline.collecting import Collection, Searches, Workers, collect, temporary_store
from dedup.pipeline.store import Place, fetch
from dedup.report import PairTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.readers import Options

_PAIRS_AT_ONCE = 256


def pairs(
    articles: Iterable[Article],
    *,
    against: Iterable[Article] | None = None,
    options: SearchOptions | None = None,
) -> PairTable:
    """Find the pairs of articles that share text.

    Parameters
    ----------
    articles : iterable of Article
        Texts are set aside on disk; memory holds sketches.
    against : iterable of Article, optional
        An old collection: articles are then compared with it and not with each other.
    options : SearchOptions, optional

    Returns
    -------
    PairTable

    Raises
    ------
    InputError
        If two articles have the same id, or the old collection is empty.
    UsageError
        If a number is out of its range, or something is no article.

    Examples
    --------
    >>> from dedup import Article
    >>> wire = Article(id="wire", text="A ferry ran aground off Tarn on Tuesday with 212 aboard.")
    >>> copy = Article(id="copy", text="A ferry ran aground off Tarn on Tuesday with 212 on board.")
    >>> [(row["a"], row["b"], row["found_by"]) for row in pairs([wire, copy]).records()]
    [('copy', 'wire', ['near', 'rewrite'])]
    """
    options = options or SearchOptions()
    searches = wanted_searches(options)
    with temporary_store() as store, Workers(1) as workers:
        new = collect(articles, searches, store)
        old = None if against is None else collect(against, searches, store)
        if old is not None and not len(old):
            raise InputError("there are no articles to compare with")
        return find_pairs(new, options, workers, old=old)


def wanted_searches(options: SearchOptions) -> Searches:
    """Return the sketches that the wanted searches need.

    Raises
    ------
    UsageError
        If a number is out of its range.
    """
    try:
        near = search.MinHashScheme(
            num_perm=options.num_perm,
            seed=options.seed,
            method="one-permutation",
            width=options.shingle,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error
    return Searches(
        near=near if options.near else None,
        rewrites=search.BottomScheme() if options.rewrites else None,
    )


def find_pairs(
    new: Collection,
    options: SearchOptions,
    workers: Workers,
    *,
    old: Collection | None = None,
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None,
) -> PairTable:
    """Search a collection and measure every candidate pair on its texts.

    Parameters
    ----------
    new : Collection
        With the sketches of ``wanted_searches``.
    options : SearchOptions
    workers : Workers
    old : Collection, optional
        If given, only pairs of a new and an old article count.
    on_progress : callable, optional
        Is given the number of judged pairs and the share of the work done, in [0, 1].

    Returns
    -------
    PairTable
        Measured exactly, without pairs below ``options.min_containment``.
    """
    # A new article can have the id of an old one: it is then compared with it as well.
    everything = new if old is None else _joined(old, new)
    n_old = 0 if old is None else len(old)
    near, rewrites, crowded = _candidates(everything, options, n_old, threads=workers.jobs)
    codes = np.union1d(near, rewrites)
    first, second = np.divmod(codes, max(len(everything), 1))
    shared, sizes = _measure(everything, np.stack([first, second], axis=1), options, workers)
    table = PairTable.of(
        ids=everything.ids,
        # The new article is `a`; without an old collection the ids decide.
        pairs=np.stack([second, first] if old is not None else [first, second], axis=1),
        near=np.isin(codes, near),
        rewrite=np.isin(codes, rewrites),
        shared=shared,
        sizes=sizes[:, ::-1] if old is not None else sizes,
        keep_sides=old is not None,
        crowded=crowded,
    )
    table = table.at_least(options.min_containment)
    if not options.judge:
        return table
    from dedup.pipeline.judging import judge_pairs  # who does not ask need not wait for it

    verdicts = judge_pairs(everything, table.pairs, workers, on_progress)
    return replace(table, verdicts=tuple(verdicts))


def candidate_ids(collection: Collection, options: SearchOptions) -> list[tuple[str, str]]:
    """Return the pairs of ids that the searches propose, before any is measured."""
    ids = collection.ids
    return [(ids[a], ids[b]) for a, b in candidate_rows(collection, options).tolist()]


def candidate_rows(
    collection: Collection, options: SearchOptions, *, threads: int = 1
) -> NDArray[np.int64]:
    """Return the same as row numbers, shape (n_pairs, 2), sorted."""
    near, rewrites, _ = _candidates(collection, options, 0, threads=threads)
    codes = np.union1d(near, rewrites)
    return np.stack(np.divmod(codes, max(len(collection), 1)), axis=1)


def _candidates(
    collection: Collection, options: SearchOptions, n_old: int, *, threads: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Return the candidates of both searches as ``row * n + row``, and the crowded buckets."""
    none = np.empty(0, np.int64)
    near, rewrites, crowded = none, none, 0
    if collection.near is not None:
        found = search.near_pairs(
            collection.near,
            _bands(options),
            min_estimate=max(options.threshold - search.SLACK, 0),
            n_old=n_old,
        )
        near, crowded = _codes(found.pairs, len(collection)), found.crowded
    if collection.content is not None:
        rewritten = search.rewrite_pairs(collection.content, n_old=n_old, threads=threads)
        rewrites = _codes(rewritten.pairs, len(collection))
    return near, rewrites, crowded


def _bands(options: SearchOptions) -> search.Bands:
    try:
        return search.choose_bands(
            num_perm=options.num_perm, threshold=options.threshold, recall=options.recall
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def _codes(pairs_: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    return pairs_[:, 0] * count + pairs_[:, 1]


class _MeasureTask(NamedTuple):
    """Articles, and the pairs of them to measure, as numbers of places."""

    places: list[Place]
    options: Options
    local: NDArray[np.int64]
    width: int


def _measure(
    collection: Collection, rows: NDArray[np.int64], options: SearchOptions, workers: Workers
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count shared and own shingles of candidate pairs, from their texts."""
    results = list(workers.map(_measure_some, _measure_tasks(collection, rows, options.shingle)))
    shared = np.concatenate([np.empty(0, np.int64), *(some for some, _ in results)])
    sizes = np.concatenate([np.empty((0, 2), np.int64), *(some for _, some in results)])
    return shared, sizes


def _measure_tasks(
    collection: Collection, rows: NDArray[np.int64], width: int
) -> Iterator[_MeasureTask]:
    for first in range(0, len(rows), _PAIRS_AT_ONCE):
        members, local = np.unique(rows[first : first + _PAIRS_AT_ONCE], return_inverse=True)
        places = collection.whereabouts.places(members.tolist())
        yield _MeasureTask(places, collection.options, local.reshape(-1, 2), width)


def _measure_some(task: _MeasureTask) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    places, options, local, width = task
    texts = [article.text for article in fetch(places, options)]
    shingles = search.shingle_hashes(search.word_hashes(texts), width=width)
    sets = [search.distinct(shingles.row(row)) for row in range(len(shingles))]
    sizes = np.array([len(distinct) for distinct in sets])
    return search.shared_sizes(sets, local), sizes[local]


def _joined(old: Collection, new: Collection) -> Collection:
    near = content = None
    if old.near is not None and new.near is not None:
        values = np.concatenate([old.near.values, new.near.values])
        near = replace(new.near, values=values)
    if old.content is not None and new.content is not None:
        content = search.concatenate([old.content, new.content])
    return replace(
        new,
        ids=old.ids + new.ids,
        near=near,
        content=content,
        whereabouts=old.whereabouts.followed_by(new.whereabouts),
    )
