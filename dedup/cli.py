"""The command line: arguments in, a call of the pipeline, an exit status out."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from dedup.config import Measure
from dedup.errors import DedupError, InputError
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.readers import Problem
    from dedup.report import SimilarityMatrix

CLEAN, FINDINGS, USAGE, FAILURE = 0, 1, 2, 3
_INTERRUPTED = 130  # 128 + SIGINT, as shells report it


def _examples(*commands: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


app = typer.Typer(
    name="dedup",
    no_args_is_help=True,
    rich_markup_mode=None,  # rich would double the time of --help
    pretty_exceptions_enable=False,
    help="Find rewritten copies of news stories, and prove it sentence by sentence.",
    epilog=(
        "Exit status: 0 clean, 1 findings, 2 wrong usage, 3 input or run-time failure. "
        "Results go to standard output, everything else to standard error."
    ),
)


class Format(StrEnum):
    """How a matrix is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Order(StrEnum):
    """How the articles of a matrix are ordered."""

    cluster = "cluster"
    input = "input"


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files, folders (with all below them) or - for JSON Lines on standard input.",
    ),
]
TextField = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Field of a record that holds the text (else guessed)."),
]
IdField = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Field of a record that holds the id (else guessed)."),
]
SkipErrors = Annotated[
    bool,
    typer.Option("--skip-errors", help="Do not let unreadable articles change the exit status."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write the result there, not to stdout."),
]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dedup {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and exit.",
        ),
    ] = False,
) -> None:
    """Take the options that stand before a command."""


@app.command(
    epilog=_examples(
        "dedup matrix articles/",
        "dedup matrix a.txt b.html --measure jaccard --format csv",
        "grep ferry news.jsonl | dedup matrix - --plot ferry.svg",
    )
)
def matrix(
    paths: Paths,
    measure: Annotated[
        Measure,
        typer.Option(
            help="containment: share of the row article's shingles found in the column article; "
            "jaccard: shared among all shingles of both; minhash: an estimate of it; "
            "tfidf: cosine of word weights."
        ),
    ] = "containment",
    shingle: Annotated[int, typer.Option(min=1, help="Words in a shingle.")] = 3,
    num_perm: Annotated[int, typer.Option(min=1, help="Permutations (minhash).")] = 128,
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help="Seed of the permutations (minhash).")
    ] = 1,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.table,
    order: Annotated[
        Order, typer.Option(help="cluster: related articles together; input: as read.")
    ] = Order.cluster,
    output: Output = None,
    plot: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also draw a heat map: .png, .svg or .pdf."),
    ] = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Print how much each article shares with each other one."""
    from dedup import pipeline

    if plot:
        _check_plot(plot)
    reading = _Reading(text_field, id_field)
    result = pipeline.matrix(
        reading.articles(paths), measure=measure, shingle=shingle, num_perm=num_perm, seed=seed
    )
    if order is Order.cluster:
        result = result.ordered()
    _write_matrix(result, output_format, output)
    if plot:
        _write_plot(result, plot)
    reading.finish(skip_errors=skip_errors)


@dataclass
class _Reading:
    """Reads articles, reports on standard error what could not be read, and keeps count."""

    text_field: str | None
    id_field: str | None
    errors: int = field(default=0, init=False)

    def articles(self, paths: list[str]) -> list[Article]:
        from dedup import pipeline
        from dedup.report.progress import counted

        reading = pipeline.read(
            *paths,
            text_field=self.text_field,
            id_field=self.id_field,
            on_problem=self._report,
        )
        articles = list(counted(reading, "articles"))
        if not articles:
            raise InputError(f"no articles in {', '.join(paths)}")
        return articles

    def _report(self, problem: Problem) -> None:
        self.errors += problem.severity == "error"
        _say(str(problem))

    def finish(self, *, skip_errors: bool) -> None:
        """Exit with 3 if something could not be read and that matters."""
        if self.errors and not skip_errors:
            what = "1 article" if self.errors == 1 else f"{self.errors:,} articles"
            _say(f"{what} could not be read (--skip-errors accepts that)")
            raise typer.Exit(FAILURE)


def _write_matrix(result: SimilarityMatrix, output_format: Format, output: Path | None) -> None:
    from dedup.report.terminal import print_matrix, table_text

    if output_format is Format.table and output is None:
        print_matrix(result)
        return
    renderers = {
        Format.table: table_text,
        Format.csv: type(result).to_csv,
        Format.json: type(result).to_json,
    }
    _write(renderers[output_format](result).encode(), output)


def _write(data: bytes, output: Path | None) -> None:
    from dedup.report.files import whole_file

    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    with whole_file(output) as stream:
        stream.write(data)


def _check_plot(plot: Path) -> None:
    from dedup.report.plot import plot_format

    plot_format(plot)


def _write_plot(result: SimilarityMatrix, plot: Path) -> None:
    from dedup.report.plot import draw_matrix, plot_format

    _write(draw_matrix(result, plot_format(plot)), plot)


def _say(message: str) -> None:
    print(f"dedup: {message}", file=sys.stderr)  # noqa: T201 - the one way to standard error


def main() -> NoReturn:
    """Run the command line and exit with its status; no failure looks like a finding."""
    sys.exit(_run())


def _run() -> int:
    try:
        app()
    except SystemExit as leave:
        return _status(leave)
    except DedupError as error:
        _say(str(error))
        return error.exit_status
    except Exception as error:
        if os.environ.get("DEDUP_TRACEBACK"):
            raise
        _say(f"unexpected {type(error).__name__}: {error} (DEDUP_TRACEBACK=1 shows where)")
        return FAILURE
    return CLEAN


def _status(leave: SystemExit) -> int:
    """Return the status typer leaves with, save where it would take a stop for a finding."""
    if isinstance(leave.__context__, typer.Abort):
        return _INTERRUPTED
    if isinstance(leave.__context__, BrokenPipeError):  # the reader of our output has enough
        return CLEAN
    return leave.code if isinstance(leave.code, int) else CLEAN
