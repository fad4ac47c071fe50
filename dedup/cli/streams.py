"""Reading with problems reported, and writing results whole."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import typer

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from rich.console import Console

    from dedup.article import Article
    from dedup.readers import Options, Problem

FAILURE = 3
_T = TypeVar("_T")


@dataclass
class Reading:
    """Reads articles, reports on standard error what could not be read, and keeps count."""

    text_field: str | None
    id_field: str | None
    errors: int = field(default=0, init=False)

    @property
    def options(self) -> Options:
        """The readers' options."""
        from dedup.readers import Options

        return Options(text_field=self.text_field, id_field=self.id_field)

    def articles(self, paths: list[str], *, at_most: int) -> list[Article]:
        """Read articles; one more than ``at_most`` are enough to know that there are too many."""
        from itertools import islice

        articles = list(islice(self.all_articles(paths), at_most + 1))
        if not articles:
            raise InputError(f"no articles in {', '.join(paths)}")
        return articles

    def all_articles(self, paths: list[str]) -> Iterator[Article]:
        """Read articles one after the other."""
        from dedup.pipeline.reading import read
        from dedup.report.progress import counted

        reading = read(
            *paths, text_field=self.text_field, id_field=self.id_field, on_problem=self.report
        )
        return counted(reading, "articles")

    def report(self, problem: Problem) -> None:
        """Print a problem."""
        self.errors += problem.severity == "error"
        say(str(problem))

    def finish(self, *, skip_errors: bool) -> None:
        """Exit with 3 if something could not be read and that matters."""
        if self.errors and not skip_errors:
            what = "1 article" if self.errors == 1 else f"{self.errors:,} articles"
            say(f"{what} could not be read (--skip-errors accepts that)")
            raise typer.Exit(FAILURE)


def write(chunks: Iterable[bytes], output: Path | None) -> None:
    """Write a result to standard output, or whole to a file."""
    from dedup.report.files import whole_file

    if output is None:
        sys.stdout.flush()
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
        return
    with whole_file(output) as stream:
        stream.writelines(chunks)


def show_page(
    show: Callable[[_T, Console | None], object], result: _T, output: Path | None
) -> None:
    """Print a page for people on the terminal, or write it to a file."""
    from dedup.report.screen import printed

    if output is None:
        show(result, None)
    else:
        write(encoded([printed(show, result)]), output)


def encoded(lines: Iterable[str]) -> Iterable[bytes]:
    """Encode text for `write`."""
    return (line.encode("utf-8", "replace") for line in lines)


def say(message: str) -> None:
    """Print a line on standard error, control characters made visible."""
    visible = "".join(char if char.isprintable() else "\ufffd" for char in message)
    print(f"dedup: {visible}", file=sys.stderr)  # noqa: T201 - the one way to standard error
