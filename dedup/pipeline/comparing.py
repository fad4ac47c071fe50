"""Articles to a similarity matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from dedup import search
from dedup.config import MOST_IN_MATRIX, MatrixOptions, Measure, SearchOptions
from dedup.errors import UsageError
from dedup.pipeline.collecting import Workers, checked, collect, temporary_store
from dedup.pipeline.judging import judge_pairs
from dedup.pipeline.pairing import candidate_rows, wanted_searches
from dedup.report import SimilarityMatrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from dedup.article import Article


def matrix(
    articles: Iterable[Article],
    *,
    measure: Measure = "containment",
    shingle: int = 3,
    num_perm: int = 128,
    seed: int = 1,
    workers: Workers | None = None,
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None,
) -> SimilarityMatrix:
    """Measure how much each article shares with each other one.

    Parameters
    ----------
    articles : iterable of Article
        At most 10,000.
    measure, shingle, num_perm, seed
        As in ``MatrixOptions``.
    workers : Workers, optional
        For ``source``: this process alone by default.
    on_progress : callable, optional
        For ``source``: is given the number of judged pairs and the share of the work done.

    Returns
    -------
    SimilarityMatrix
        Rows and columns in the order of ``articles``.

    Raises
    ------
    UsageError
        If there are more than 10,000 articles, a number is out of its range, or something is
        no article.

    Examples
    --------
    >>> from dedup import Article
    >>> report = Article(id="report", text="A ferry ran aground off Tarn on Tuesday.")
    >>> brief = Article(id="brief", text="A ferry ran aground.")
    >>> matrix([report, brief]).values.round(2).tolist()
    [[1.0, 0.33], [1.0, 1.0]]
    """
    if measure not in get_args(Measure):
        raise UsageError(f"no measure {measure!r}; there are {', '.join(get_args(Measure))}")
    options = MatrixOptions(measure=measure, shingle=shingle, num_perm=num_perm, seed=seed)
    rows = tuple(checked(articles))
    if len(rows) > MOST_IN_MATRIX:
        raise UsageError(f"a matrix holds at most {MOST_IN_MATRIX:,} articles; use dedup pairs")
    if measure == "source":
        values = _probabilities(rows, workers or Workers(1), on_progress)
    else:
        values = _similarities([article.text for article in rows], options)
    return SimilarityMatrix(
        articles=rows, values=values, measure=measure, parameters=options.parameters()
    )


def _probabilities(
    articles: Sequence[Article],
    workers: Workers,
    on_progress: Callable[[int, float], object],
) -> NDArray[np.float64]:
    """Judge the pairs that the search returns; of the others nothing speaks for a source."""
    options = SearchOptions()
    with temporary_store() as store:
        collection = collect(articles, wanted_searches(options), store)
        rows = candidate_rows(collection, options, threads=workers.jobs)
        verdicts = judge_pairs(collection, rows, workers, on_progress)
    values = np.eye(len(articles))
    for (a, b), verdict in zip(rows.tolist(), verdicts, strict=True):
        values[a, b] = values[b, a] = verdict.probability
    return values


def _similarities(texts: list[str], options: MatrixOptions) -> NDArray[np.float64]:
    words = search.word_hashes(texts)
    if options.measure == "tfidf":
        return search.tfidf_cosine(words)
    shingles = search.shingle_hashes(words, width=options.shingle)
    if options.measure == "jaccard":
        return search.jaccard(shingles)
    if options.measure == "containment":
        return search.containment(shingles)
    scheme = search.MinHashScheme(
        num_perm=options.num_perm, seed=options.seed, width=options.shingle
    )
    signed = search.signatures(shingles, scheme)
    values = search.estimated_jaccard(signed, signed)
    np.fill_diagonal(values, 1)
    return values
