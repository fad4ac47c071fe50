"""A progress line on a terminal, for work that takes over a second."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PATIENCE = 1.0  # seconds without a sign of life
_T = TypeVar("_T")


def counted(items: Iterable[_T], noun: str) -> Iterator[_T]:
    """Pass items through and show their number and rate on standard error, if a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield from items
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    progress = Progress(*columns, console=console, transient=True)
    task = progress.add_task("")
    begin = time.monotonic()
    try:
        for count, item in enumerate(items, start=1):
            if (elapsed := time.monotonic() - begin) > _PATIENCE:
                progress.start()
                progress.update(task, description=f"{count:,} {noun} · {count / elapsed:,.0f}/s")
            yield item
    finally:
        progress.stop()


@contextmanager
def shown_share(noun: str) -> Iterator[Callable[[int, float], None]]:
    """Show number, rate, share of the work done and time left on standard error, if a terminal.

    Yields
    ------
    callable
        To be given the number of items and the share of the work done, in [0, 1].
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _count, _share: None
        return
    columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
    task = progress.add_task("", total=1.0)
    begin = time.monotonic()

    def show(count: int, share: float) -> None:
        if (elapsed := time.monotonic() - begin) < _PATIENCE:
            return
        progress.start()
        description = f"{count:,} {noun} · {count / elapsed:,.0f}/s"
        progress.update(task, completed=share, description=description)
        progress.refresh()

    try:
        yield show
    finally:
        progress.stop()
