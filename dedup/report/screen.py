"""The screen that results are printed on."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
PAGE_WIDTH = 200  # where there is no terminal to fit


def console_for_stdout() -> Console:
    """Return a console as wide as the terminal, or wide enough where there is none."""
    console = Console(highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PAGE_WIDTH
    return console


def printed(show: Callable[[_T, Console | None], object], result: _T) -> str:
    """Render for a file what ``show`` would print on a wide terminal."""
    stream = io.StringIO()
    show(result, Console(file=stream, width=PAGE_WIDTH, highlight=False))
    return stream.getvalue()
