"""A progress line on a terminal, for work that takes over a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
