"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from math import isnan
from pathlib import Path
from typing import Annotated

import typer

from dedup.config import MOST_PERMUTATIONS


class Listing(StrEnum):
    """How a list of results is printed."""

    jsonl = "jsonl"
    csv = "csv"
    table = "table"


def examples(*commands: str) -> str:
    """Set examples as the end of a help page."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


def a_number(value: float | None) -> float | None:
    """Refuse what is no number: it is neither below the least nor above the largest one allowed.

    Raises
    ------
    typer.BadParameter
    """
    if value is not None and isnan(value):
        raise typer.BadParameter("nan is no number")
    return value


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH...",
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
Plot = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Also draw it: .png, .svg or .pdf."),
]
Html = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Also write it as a page for a browser."),
]
ListingFormat = Annotated[Listing, typer.Option("--format", "-f", help="What to print.")]
Shingle = Annotated[int, typer.Option(min=1, help="Words in a shingle.")]
NumPerm = Annotated[int, typer.Option(min=1, max=MOST_PERMUTATIONS, help="MinHash permutations.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of the permutations.")]
Threshold = Annotated[
    float,
    typer.Option(
        min=0.01,
        max=1,
        callback=a_number,
        help="Jaccard similarity from which near-copies are wanted.",
    ),
]
Recall = Annotated[
    float,
    typer.Option(
        min=0.01,
        max=0.9999,
        callback=a_number,
        help="Share of the pairs at the threshold to be found.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, max=256, help="Processes; all processors if not given."),
]
