"""Reading with problems reported, and writing results whole."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from dedup.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.console import Console

    from dedup.article import Article
    from dedup.readers import Options, Problem

FAILURE = 3
STDIN = STDOUT = Path("-")
MOST_OF_A_KIND = 20  # messages that differ only in names and numbers
_PARTICULARS = re.compile(r"'(?:[^'\\]|\\.)*'|\d+")
_T = TypeVar("_T")


@dataclass
class Reading:
    """Reads articles, reports on standard error what could not be read, and keeps count."""

    text_field: str | None
    id_field: str | None
    keep_records: bool = False
    errors: int = field(default=0, init=False)
    _told: Counter[str] = field(default_factory=Counter, init=False)
    _untold: Counter[str] = field(default_factory=Counter, init=False)
    _examples: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def options(self) -> Options:
        """The readers' options."""
        from dedup.readers import Options

        return Options(
            text_field=self.text_field, id_field=self.id_field, keep_records=self.keep_records
        )

    def articles(self, paths: list[str], *, at_most: int) -> list[Article]:
        """Read articles; one more than ``at_most`` are enough to know that there are too many."""
        from itertools import islice

        articles = list(islice(self.all_articles(paths), at_most + 1))
        self.tell_rest()
        if not articles:
            from dedup.readers import nothing_in

            raise nothing_in(paths)
        return articles

    def all_articles(self, paths: list[str]) -> Iterator[Article]:
        """Read articles one after the other."""
        from dedup.pipeline.reading import read

        reading = read(
            *paths, text_field=self.text_field, id_field=self.id_field, on_problem=self.report
        )
        if not sys.stderr.isatty():  # what draws progress takes its time to load
            return reading
        from dedup.report.progress import counted

        return counted(reading, "articles")

    def report(self, problem: Problem) -> None:
        """Print a problem, unless there were enough of its kind."""
        self.errors += problem.severity == "error"
        kind = self._examples.setdefault(_PARTICULARS.sub("…", problem.message), problem.message)
        if self._told[kind] < MOST_OF_A_KIND:
            self._told[kind] += 1
            say(str(problem))
        else:
            self._untold[kind] += 1

    def tell_rest(self) -> None:
        """Print how many problems of each kind were not shown."""
        for kind, count in self._untold.items():
            say(f"{count:,} more like it: {kind}")
        self._untold.clear()

    def finish(self, *, skip_errors: bool) -> None:
        """Exit with 3 if something could not be read and that matters."""
        self.tell_rest()
        if self.errors and not skip_errors:
            what = "1 article" if self.errors == 1 else f"{self.errors:,} articles"
            say(f"{what} could not be read (--skip-errors accepts that)")
            raise typer.Exit(FAILURE)


def ready(inputs: Sequence[str], output: Path | None, **others: Path | None) -> None:
    """Look before the work at what is to be written after it.

    Parameters
    ----------
    inputs : sequence of str
        Files and folders to read.
    output : Path or None
        The value of ``--output``.
    **others : Path or None
        The values of other options that name a file, by the names of the options.

    Raises
    ------
    UsageError
        If a file is one of the inputs, or named twice, or standard input is read twice.
    InputError
        If something cannot be written.
    """
    from dedup.report.files import check_writable

    if list(inputs).count(str(STDIN)) > 1:
        raise UsageError("standard input (-) can be read only once")
    if _is_stdout(output):
        _check_stdout()
        output = None
    files = {name: file for name, file in {"output": output, **others}.items() if file is not None}
    names: dict[Path, str] = {}
    for name, file in files.items():
        if file == STDOUT:
            raise UsageError(f"--{name} needs a file; only --output can be standard output")
        first = names.setdefault(file.resolve(), name)
        if first != name:
            raise UsageError(f"--{first} and --{name} name the same file: {file}")
        _refuse_input(file, f"--{name}", inputs)
        check_writable(file)


def _refuse_input(file: Path, option: str, inputs: Sequence[str]) -> None:
    if not file.is_file():  # what is not there yet cannot be read
        return
    from dedup.readers import find_input

    if found := find_input(inputs, str(file)):
        raise UsageError(f"{option} {file} would write over {found}, which is to be read")


def write(chunks: Iterable[bytes], output: Path | None) -> None:
    """Write a result to standard output (``-`` or None), or whole to a file.

    Raises
    ------
    InputError
        If it cannot be written; a reader that has enough is left to `main`.
    """
    from dedup.report.files import whole_file

    if output is None or output == STDOUT:
        _write_stdout(chunks)
        return
    with whole_file(output) as stream:
        stream.writelines(chunks)


def _is_stdout(output: Path | None) -> bool:
    return output is None or output == STDOUT


def _check_stdout() -> None:
    if sys.stdout is None:  # as it is if the shell has closed it
        raise InputError("standard output is closed; --output FILE takes the result")


def _write_stdout(chunks: Iterable[bytes]) -> None:
    _check_stdout()
    try:
        sys.stdout.flush()
        for chunk in chunks:
            sys.stdout.buffer.write(chunk)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _give_up_stdout()
        raise InputError(
            f"standard output: cannot be written: {error.strerror or error}"
        ) from error


def printing_failed(error: OSError) -> bool:
    """Tell whether it was typer that failed, printing help or version on standard output."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    failed = bool(frames) and frames[-1].f_code is typer.echo.__code__
    if failed:
        _give_up_stdout()
    return failed


def _give_up_stdout() -> None:
    """Let what is still buffered go nowhere: Python would try again at its end, and complain."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a device
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def show_page(
    show: Callable[[_T, Console | None], object], result: _T, output: Path | None
) -> None:
    """Print a page for people on the terminal, or write it to a file."""
    from dedup.report.screen import printed, printed_for_stdout

    if _is_stdout(output):
        _check_stdout()
        write(encoded([printed_for_stdout(show, result)]), None)
    else:
        write(encoded([printed(show, result)]), output)


def encoded(lines: Iterable[str]) -> Iterable[bytes]:
    """Encode text for `write`."""
    return (line.encode("utf-8", "replace") for line in lines)


def say(message: str) -> None:
    """Print a line on standard error, control characters made visible."""
    visible = "".join(char if char.isprintable() else "\ufffd" for char in message)
    print(f"dedup: {visible}", file=sys.stderr)  # noqa: T201 - the one way to standard error
