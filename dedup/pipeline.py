"""The order of the stages: articles in, results out."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

import numpy as np

from dedup import search
from dedup.config import MatrixOptions, Measure
from dedup.errors import UsageError
from dedup.readers import Options, Problem, read as read_articles
from dedup.report import SimilarityMatrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

    from dedup.article import Article

MOST_IN_MATRIX = 10_000  # 100 million cells of 8 bytes


def read(
    *paths: str | os.PathLike[str],
    text_field: str | None = None,
    id_field: str | None = None,
    on_problem: Callable[[Problem], None] | None = None,
) -> Iterator[Article]:
    """Read articles from files, folders and ``-`` (JSON Lines on standard input).

    Parameters
    ----------
    *paths : str or path-like
        Text, Markdown, HTML, JSON, JSON Lines, CSV, TSV or Parquet files, plain or
        compressed by gzip or zstd, and folders of them.
    text_field, id_field : str, optional
        Which field of a record holds the text and the id; guessed by default.
    on_problem : callable, optional
        Is told of each article that could not be read; by default a warning is issued.

    Yields
    ------
    Article

    Raises
    ------
    InputError
        If a path does not exist.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "ferry.txt").write_text("A ferry ran aground.")
    >>> [article.text for article in read(folder)]
    ['A ferry ran aground.']
    """
    options = Options(text_field=text_field, id_field=id_field)
    names = [os.fspath(path) for path in paths]
    yield from read_articles(names, options, on_problem=on_problem or _warn)


def matrix(
    articles: Iterable[Article],
    *,
    measure: Measure = "containment",
    shingle: int = 3,
    num_perm: int = 128,
    seed: int = 1,
) -> SimilarityMatrix:
    """Measure how much each article shares with each other one.

    Parameters
    ----------
    articles : iterable of Article
        At most 10,000.
    measure, shingle, num_perm, seed
        As in ``MatrixOptions``.

    Returns
    -------
    SimilarityMatrix
        Rows and columns in the order of ``articles``.

    Raises
    ------
    UsageError
        If there are more than 10,000 articles, or a number is out of its range.

    Examples
    --------
    >>> from dedup import Article
    >>> report = Article(id="report", text="A ferry ran aground off Tarn on Tuesday.")
    >>> brief = Article(id="brief", text="A ferry ran aground.")
    >>> matrix([report, brief]).values.round(2).tolist()
    [[1.0, 0.33], [1.0, 1.0]]
    """
    options = MatrixOptions(measure=measure, shingle=shingle, num_perm=num_perm, seed=seed)
    rows = tuple(articles)
    if len(rows) > MOST_IN_MATRIX:
        raise UsageError(f"a matrix holds at most {MOST_IN_MATRIX:,} articles, got {len(rows):,}")
    try:
        values = _similarities([article.text for article in rows], options)
    except ValueError as error:
        raise UsageError(str(error)) from error
    return SimilarityMatrix(
        articles=rows, values=values, measure=measure, parameters=options.parameters()
    )


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


def _warn(problem: Problem) -> None:
    warnings.warn(str(problem), stacklevel=2)
