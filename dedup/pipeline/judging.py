"""Pairs of articles to verdicts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup import evidence
from dedup.pipeline.store import Place, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from dedup.article import Article
    from dedup.evidence import Alignment, Document, Verdict
    from dedup.pipeline.collecting import Collection, Workers
    from dedup.readers import Options

_PAIRS_AT_ONCE = 32


@lru_cache(maxsize=64)
def prepared(article: Article) -> Document:
    """Cut an article for the aligner, once for the several pairs it stands in."""
    return evidence.prepare(article)


def judge(a: Article, b: Article) -> Verdict:
    """Say whether two articles share a source, how sure that is, and why.

    Parameters
    ----------
    a, b : Article

    Returns
    -------
    Verdict
        Swapping the articles mirrors it.

    Examples
    --------
    >>> from dedup import Article
    >>> text = "A ferry ran aground off Tarn on Tuesday. All 212 people aboard were saved."
    >>> verdict = judge(Article(id="wire", text=text), Article(id="copy", text=text))
    >>> verdict.label, verdict.probability > 0.9
    ('near_duplicate', True)
    """
    return align_and_judge(a, b)[1]


def align_and_judge(a: Article, b: Article) -> tuple[Alignment, Verdict]:
    """Return the verdict with the alignment it rests on.

    Where it denies a common source, what honest reports tell alike is called the same fact.
    """
    first, second = prepared(a), prepared(b)
    alignment = evidence.align(first, second)
    verdict = evidence.judge(first, second, alignment, relation=evidence.relation_of(a, b))
    return evidence.relabelled(alignment, verdict.label), verdict


def judge_pairs(
    collection: Collection,
    rows: NDArray[np.int64],
    workers: Workers,
    on_progress: Callable[[int, float], object],
) -> list[Verdict]:
    """Judge pairs of a collection, given as row numbers of shape (n_pairs, 2)."""
    verdicts: list[Verdict] = []
    for found in workers.map(_judge_some, _tasks(collection, rows)):
        verdicts += found
        on_progress(len(verdicts), len(verdicts) / len(rows))
    return verdicts


class _Task(NamedTuple):
    """Articles, and the pairs of them to judge, as numbers of places."""

    places: list[Place]
    options: Options
    local: list[list[int]]


def _tasks(collection: Collection, rows: NDArray[np.int64]) -> Iterator[_Task]:
    for first in range(0, len(rows), _PAIRS_AT_ONCE):
        members, local = np.unique(rows[first : first + _PAIRS_AT_ONCE], return_inverse=True)
        places = collection.whereabouts.places(members.tolist())
        yield _Task(places, collection.options, local.reshape(-1, 2).tolist())


def _judge_some(task: _Task) -> list[Verdict]:
    articles = fetch(task.places, task.options)
    return [judge(articles[a], articles[b]) for a, b in task.local]
