"""The screen that results are printed on."""

from __future__ import annotations

import io
import os
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_T = TypeVar("_T")
PAGE_WIDTH = 200  # where there is no terminal to fit
USUAL_WIDTH = 80


def console_for_stdout() -> Console:
    """Return a console as wide as the terminal, or wide enough where there is none."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PAGE_WIDTH
    elif console.width == 0:  # what some terminals and job runners set COLUMNS to
        console.width = USUAL_WIDTH
    return console


def fitting(columns: Sequence[tuple[str, int, int]], room: int) -> tuple[list[str], list[str]]:
    """Choose the columns that fit beside each other.

    Parameters
    ----------
    columns : sequence of (str, int, int)
        Header, width in characters and rank of each: the one of the highest rank goes first.
    room : int
        Characters there are, with one behind each column.

    Returns
    -------
    kept, left_out : list of str
        Headers, in the order given.

    Examples
    --------
    >>> fitting([("a in b", 6, 1), ("Jaccard", 7, 2), ("source", 6, 0)], 16)
    (['a in b', 'source'], ['Jaccard'])
    """
    kept = sorted(columns, key=itemgetter(2))
    while kept and sum(width + 1 for _, width, _ in kept) > room:
        kept.pop()
    names = {header for header, _, _ in kept}
    headers = [header for header, _, _ in columns]
    return [h for h in headers if h in names], [h for h in headers if h not in names]


def printed_for_stdout(show: Callable[[_T, Console | None], object], result: _T) -> str:
    """Render what ``show`` would print on standard output, as wide and coloured as there."""
    console = console_for_stdout()
    width, stream = console.width, io.StringIO()
    console.file, console.width = stream, width  # the colours stay those of standard output
    show(result, console)
    return stream.getvalue() if console.is_terminal else _unpadded(stream.getvalue())


def printed(show: Callable[[_T, Console | None], object], result: _T) -> str:
    """Render for a file what ``show`` would print on a wide terminal."""
    stream = io.StringIO()
    show(result, Console(file=stream, width=PAGE_WIDTH, highlight=False))
    return _unpadded(stream.getvalue())


def _unpadded(page: str) -> str:
    """Take off the spaces that fill the last column; on a terminal they may be coloured."""
    return "\n".join(line.rstrip(" ") for line in page.split("\n"))
