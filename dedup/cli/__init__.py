"""The command line: arguments in, a call of the pipeline, an exit status out."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Annotated, NoReturn

import typer

from dedup.cli.streams import FAILURE, printing_failed, say
from dedup.errors import DedupError
from dedup.version import __version__

CLEAN = 0
_INTERRUPTED = 130  # 128 + SIGINT, as shells report it
_TERMINATED = 143  # 128 + SIGTERM

# Of each command the module that has it, as a function of that name, and its epilog.
_MODULES = {
    "matrix": "matrix",
    "pairs": "pairs",
    "cluster": "pairs",
    "check": "check",
    "align": "align",
    "curve": "curve",
    "evaluate": "evaluate",
    "tune": "evaluate",
}
_GROUPS = ("config", "index")


def build(only: str | None = None) -> typer.Typer:
    """Put the commands together, or one alone: all of them take a while that no check should wait.

    Parameters
    ----------
    only : str, optional
        Name of a command; what is none builds all, which know how to say so.
    """
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
    app.callback()(_options)
    known = only in {*_MODULES, *_GROUPS}
    for name, home in _MODULES.items():
        if not known or name == only:
            module = import_module(f"dedup.cli.{home}")
            app.command(name, epilog=module.EPILOGS[name])(getattr(module, name))
    for name in _GROUPS:
        if not known or name == only:
            app.add_typer(import_module(f"dedup.cli.{name}").app, name=name)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dedup {__version__}")
        raise typer.Exit


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
    # Tables of sentences are small: numpy's threads would wait for each other and for our workers.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        build(next(iter(sys.argv[1:]), None))()
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
