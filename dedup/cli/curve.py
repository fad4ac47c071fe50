"""`dedup curve`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import NumPerm, Output, Plot, Recall, Threshold, examples
from dedup.cli.streams import encoded, ready, write
from dedup.errors import UsageError

if TYPE_CHECKING:
    from dedup.search import Bands

EPILOGS = {
    "curve": examples(
        "dedup curve --threshold 0.5 --recall 0.99",
        "dedup curve --bands 25 --rows 10 --plot curve.svg",
    ),
}


class Format(StrEnum):
    """How a curve is printed."""

    table = "table"
    csv = "csv"
    json = "json"


def curve(
    threshold: Threshold = 0.5,
    recall: Recall = 0.99,
    num_perm: NumPerm = 128,
    bands: Annotated[
        int | None, typer.Option(min=1, help="Bands, instead of threshold and recall.")
    ] = None,
    rows: Annotated[int | None, typer.Option(min=1, help="Rows in a band.")] = None,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.table,
    output: Output = None,
    plot: Plot = None,
) -> None:
    """Print how likely a pair of each Jaccard similarity is found."""
    from dedup.report.curve import DetectionCurve, draw_curve
    from dedup.report.plot import plot_format

    picture_format = plot_format(plot) if plot else None
    ready([], output, plot=plot)
    result = DetectionCurve(_bands(threshold, recall, num_perm, bands, rows))
    renderers = {
        Format.table: result.to_text,
        Format.csv: result.to_csv,
        Format.json: result.to_json,
    }
    write(encoded([renderers[output_format]()]), output)
    if plot and picture_format:
        write([draw_curve(result, picture_format)], plot)


def _bands(
    threshold: float, recall: float, num_perm: int, bands: int | None, rows: int | None
) -> Bands:
    from dedup.search import Bands, choose_bands

    if (bands is None) != (rows is None):
        raise UsageError("--bands and --rows go together")
    try:
        if bands and rows:
            return Bands(bands=bands, rows=rows)
        return choose_bands(num_perm=num_perm, threshold=threshold, recall=recall)
    except ValueError as error:
        raise UsageError(str(error)) from error
