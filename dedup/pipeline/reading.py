"""Paths to articles."""

from __future__ import annotations

import os
import warnings
from typing import TYPE_CHECKING

from dedup.readers import Options, Problem, read as read_articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dedup.article import Article


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


def _warn(problem: Problem) -> None:
    warnings.warn(str(problem), stacklevel=2)
