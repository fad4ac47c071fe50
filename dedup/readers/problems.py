"""What a reader says about input that it cannot use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.article import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One file or record that could not be read, or only with a guess.

    Parameters
    ----------
    path : str
        The file, or ``-`` for standard input.
    message : str
        What is wrong, in one line.
    line : int or None
        Line, Parquet row or position in a JSON array, from 1; None for a whole file.
    severity : {"error", "warning"}
        After an error something is missing; after a warning everything was read.

    Examples
    --------
    >>> print(Problem(path="wire.jsonl", line=3, message="invalid UTF-8"))
    wire.jsonl:3: invalid UTF-8
    """

    path: str
    message: str
    line: int | None = None
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        return f"{place(self.path, self.line)}: {self.message}"


Item: TypeAlias = "tuple[Article, int | None] | Problem"
"""What a reader yields: an article and the line it begins on (as `Problem.line`), or a problem."""


def nothing_in(paths: Iterable[str]) -> InputError:
    """Say that files and folders hold no article, and what would be one.

    Examples
    --------
    >>> print(nothing_in(["news/"]))
    no articles in news/: they are read from text, Markdown, HTML, JSON, JSON Lines, CSV and Parquet
    """
    kinds = "text, Markdown, HTML, JSON, JSON Lines, CSV and Parquet"
    return InputError(f"no articles in {', '.join(paths)}: they are read from {kinds}")


def place(path: str | None, line: int | None) -> str:
    """Name a place as ``path:line``, or by the part that is known.

    Examples
    --------
    >>> place("wire.jsonl", 3), place("a.txt", None), place("", 3)
    ('wire.jsonl:3', 'a.txt', '3')
    """
    return ":".join(str(part) for part in (path, line) if part)
