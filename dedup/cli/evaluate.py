"""`dedup evaluate` and `dedup tune`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import Jobs, Output, Plot, a_number, examples
from dedup.cli.settings import Config, loaded
from dedup.cli.streams import encoded, ready, say, show_page, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.evaluation import Tuning
    from dedup.report.evaluation import Evaluation

EPILOGS = {
    "evaluate": examples(
        "dedup evaluate corpus/",
        "dedup evaluate our-labelled-news/ --format json --plot quality.svg",
    ),
    "tune": examples(
        "dedup tune our-labelled-news/ --false-alarms 0.01",
        "dedup tune our-labelled-news/ --no-write",
    ),
}

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER",
        help="Holds docs.jsonl and pairs.jsonl, and perhaps alignments.jsonl with sentences.jsonl, "
        "or sentence_pairs.jsonl; each may be compressed.",
    ),
]


class Format(StrEnum):
    """How figures are printed."""

    table = "table"
    json = "json"


def evaluate(
    folder: Folder,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            callback=a_number,
            help="Probability from which a pair is flagged; default: that of the configuration.",
        ),
    ] = None,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.table,
    output: Output = None,
    plot: Plot = None,
    jobs: Jobs = None,
    config: Config = None,
) -> None:
    """Measure search, verdict and alignment on a labelled collection of yours."""
    from dedup.pipeline.collecting import Workers, default_jobs
    from dedup.pipeline.evaluating import evaluate as evaluate_folder
    from dedup.report.plot import plot_format
    from dedup.report.progress import shown_share

    picture_format = plot_format(plot) if plot else None
    ready([*_inputs(folder), *([str(config)] if config else [])], output, plot=plot)
    if threshold is None:
        threshold = loaded(config, {}).threshold
    with Workers(jobs or default_jobs()) as workers, shown_share("pairs") as show:
        result = evaluate_folder(folder, threshold=threshold, workers=workers, on_progress=show)
    _print(result, output_format, output)
    if plot and picture_format:
        from dedup.report.evaluation import draw_evaluation

        write([draw_evaluation(result, picture_format)], plot)


def tune(
    folder: Folder,
    false_alarms: Annotated[
        float,
        typer.Option(
            min=0.0001,
            max=0.5,
            callback=a_number,
            help="Share of innocent pairs that may be flagged.",
        ),
    ] = 0.01,
    write_to: Annotated[
        Path | None,
        typer.Option(
            "--write",
            metavar="FILE",
            help="Configuration that gets the threshold; by default the one in force, or "
            "dedup.toml. The rest of it stays as it is.",
        ),
    ] = None,
    no_write: Annotated[bool, typer.Option("--no-write", help="Only print the threshold.")] = False,
    jobs: Jobs = None,
) -> None:
    """Choose the threshold for a wanted false-alarm rate, and write it to the configuration.

    `dedup check` and `dedup evaluate` then go by it.
    """
    from dedup.pipeline.collecting import Workers, default_jobs
    from dedup.pipeline.evaluating import tune as tune_folder
    from dedup.report.progress import shown_share

    target = None if no_write else _configuration(write_to)
    ready(_inputs(folder), None, write=target)
    with Workers(jobs or default_jobs()) as workers, shown_share("pairs") as show:
        found = tune_folder(
            folder, false_alarm_rate=false_alarms, workers=workers, on_progress=show
        )
    write(encoded(_told(found)), None)
    if found.warning:
        say(found.warning)
    if target:
        _write_threshold(target, found.threshold)


def _inputs(folder: Path) -> list[str]:
    from dedup.evaluation import gold_files

    return [str(file) for file in gold_files(folder)]


def _told(found: Tuning) -> Iterator[str]:
    yield f"threshold {found.threshold:.4f}\n"
    for name, share in (("false alarms", found.false_alarms), ("recall", found.recall)):
        if share is not None:
            interval = f"95 % interval {share.low:.4f} to {share.high:.4f}"
            yield f"{name} {share.value:.4f} ({interval})\n"


def _configuration(write_to: Path | None) -> Path:
    """Return the file to write to, and read it before the work, as it may be broken."""
    from dedup.config.files import OWN, SHARED, find_config, read_config

    path = write_to or find_config(Path.cwd()) or Path(OWN)
    if path.exists() and (path.name != SHARED or path == find_config(path.parent.absolute())):
        read_config(path)
    return path


def _write_threshold(path: Path, threshold: float) -> None:
    from dedup.config.files import shown
    from dedup.config.keys import TUNABLE, shown_key
    from dedup.config.writing import with_value

    write(encoded([with_value(path, TUNABLE, threshold)]), path)
    say(f"{shown(path)}: {shown_key(TUNABLE)} = {threshold}")


def _print(result: Evaluation, output_format: Format, output: Path | None) -> None:
    from dedup.report.evaluation import print_evaluation

    if output_format is Format.json:
        write(encoded([result.to_json()]), output)
    else:
        show_page(print_evaluation, result, output)
