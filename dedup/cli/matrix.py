"""`dedup matrix`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import (
    Html,
    IdField,
    Jobs,
    NumPerm,
    Output,
    Paths,
    Plot,
    Seed,
    Shingle,
    SkipErrors,
    TextField,
    examples,
)
from dedup.cli.streams import Reading, encoded, ready, show_page, write
from dedup.config import MOST_BY_SOURCE, MOST_IN_MATRIX, Measure

if TYPE_CHECKING:
    from pathlib import Path

    from dedup.pipeline.collecting import Workers
    from dedup.report import SimilarityMatrix

EPILOGS = {
    "matrix": examples(
        "dedup matrix articles/",
        "dedup matrix a.txt b.html --measure jaccard --format csv",
        "dedup matrix articles/ --html report.html",
        "grep ferry news.jsonl | dedup matrix - --plot ferry.svg",
    ),
}


class Format(StrEnum):
    """How a matrix is printed."""

    table = "table"
    csv = "csv"
    json = "json"


class Order(StrEnum):
    """How the articles of a matrix are ordered."""

    cluster = "cluster"
    input = "input"


def matrix(
    paths: Paths,
    measure: Annotated[
        Measure | None,
        typer.Option(
            help="source: probability of a shared source (default up to 100 articles); "
            "containment: share of the row article's shingles found in the column article "
            "(default above); jaccard: shared among all shingles of both; minhash: an "
            "estimate of it; tfidf: cosine of word weights."
        ),
    ] = None,
    shingle: Shingle = 3,
    num_perm: NumPerm = 128,
    seed: Seed = 1,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.table,
    order: Annotated[
        Order, typer.Option(help="cluster: related articles together; input: as read.")
    ] = Order.cluster,
    output: Output = None,
    plot: Plot = None,
    html: Html = None,
    jobs: Jobs = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Print how much each article shares with each other one."""
    from dedup.pipeline import comparing
    from dedup.pipeline.collecting import Workers, default_jobs
    from dedup.report.progress import shown_share

    if plot:
        _check_plot(plot)
    ready(paths, output, plot=plot, html=html)
    reading = Reading(text_field, id_field)
    articles = reading.articles(paths, at_most=MOST_IN_MATRIX)
    if measure is None:
        measure = "source" if len(articles) <= MOST_BY_SOURCE else "containment"
    with Workers(jobs or default_jobs()) as workers, shown_share("pairs") as show:
        result = comparing.matrix(
            articles,
            measure=measure,
            shingle=shingle,
            num_perm=num_perm,
            seed=seed,
            workers=workers,
            on_progress=show,
        )
    if order is Order.cluster:
        result = result.ordered()
    _print(result, output_format, output)
    if plot:
        _draw(result, plot)
    if html:
        with Workers(jobs or default_jobs()) as workers:
            _write_html(result, html, workers)
    reading.finish(skip_errors=skip_errors)


def _print(result: SimilarityMatrix, output_format: Format, output: Path | None) -> None:
    from dedup.report.terminal import print_matrix

    if output_format is Format.table:
        show_page(print_matrix, result, output)
    else:
        text = result.to_csv() if output_format is Format.csv else result.to_json()
        write(encoded([text]), output)


def _check_plot(plot: Path) -> None:
    from dedup.report.plot import plot_format

    plot_format(plot)


def _draw(result: SimilarityMatrix, plot: Path) -> None:
    from dedup.report.plot import draw_matrix, plot_format

    write([draw_matrix(result, plot_format(plot))], plot)


def _write_html(result: SimilarityMatrix, html: Path, workers: Workers) -> None:
    from dedup.pipeline.showing import pairs_of_matrix
    from dedup.report.html import matrix_page

    write([matrix_page(result, pairs_of_matrix(result, workers))], html)
