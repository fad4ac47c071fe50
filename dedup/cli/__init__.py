"""The command line: arguments in, a call of the pipeline, an exit status out."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, NoReturn

import typer

from dedup.cli import (
    align as align_command,
    check as check_command,
    config as config_command,
    curve as curve_command,
    evaluate as evaluate_command,
    index as index_command,
    matrix as matrix_command,
    pairs as pairs_command,
)
from dedup.cli.options import examples
from dedup.cli.streams import FAILURE, printing_failed, say
from dedup.errors import DedupError
from dedup.version import __version__

CLEAN = 0
_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_TERMINATED = 143  # 128 + SIGTERM

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
app.command(epilog=examples(*matrix_command.EXAMPLES))(matrix_command.matrix)
app.command(epilog=examples(*pairs_command.PAIRS_EXAMPLES))(pairs_command.pairs)
app.command(epilog=examples(*pairs_command.CLUSTER_EXAMPLES))(pairs_command.cluster)
app.command(epilog=f"{check_command.STATUS}\n\n{examples(*check_command.EXAMPLES)}")(
    check_command.check
)
app.add_typer(config_command.app, name="config")
app.add_typer(index_command.app, name="index")
app.command(epilog=examples(*align_command.EXAMPLES))(align_command.align)
app.command(epilog=examples(*curve_command.EXAMPLES))(curve_command.curve)
app.command(epilog=examples(*evaluate_command.EVALUATE_EXAMPLES))(evaluate_command.evaluate)
app.command(epilog=examples(*evaluate_command.TUNE_EXAMPLES))(evaluate_command.tune)


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


def main() -> NoReturn:
    """Run the command line and leave with its exit status."""
    status = run()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None is one that the shell closed
            stream.flush()
    except OSError:
        sys.exit(status)
    # Everything is written and closed: to take numpy apart would make a check a sixth longer.
    os._exit(status)


def run() -> int:
    """Run the command line and return its exit status; no failure looks like a finding."""
    # A batch queue or `timeout` ends us so: leave through the same door as any error, which
    # stops the workers and removes what was set aside.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    try:
        app()
    except SystemExit as leave:
        return _status(leave)
    except DedupError as error:
        say(str(error))
        return error.exit_status
    except Exception as error:
        if isinstance(error, OSError) and printing_failed(error):
            say(f"standard output: cannot be written: {error.strerror or error}")
            return FAILURE
        if os.environ.get("DEDUP_TRACEBACK"):
            raise
        say(f"unexpected {type(error).__name__}: {error} (DEDUP_TRACEBACK=1 shows where)")
        return FAILURE
    return CLEAN


def _status(leave: SystemExit) -> int:
    """Return the status typer leaves with, save where it would take a stop for a finding."""
    if isinstance(leave.__context__, typer.Abort):
        return _INTERRUPTED
    if isinstance(leave.__context__, BrokenPipeError):  # the reader of our output has enough
        return CLEAN
    return leave.code if isinstance(leave.code, int) else CLEAN
