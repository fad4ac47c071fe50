"""`dedup config`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from dedup.cli.options import examples
from dedup.cli.settings import (
    Against,
    BaselineFile,
    CheckJobs,
    Config,
    FailLevelOption,
    FailOnOption,
    MinProbability,
    loaded,
)
from dedup.cli.streams import encoded, write

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Show the configuration that is in force, or the schema of its file.",
)
SHOW_EXAMPLES = (
    "dedup config show",
    "dedup config show --config newsroom.toml --format json",
)


class Format(StrEnum):
    """How settings are printed."""

    toml = "toml"
    json = "json"


@app.command(epilog=examples(*SHOW_EXAMPLES))
def show(
    config: Config = None,
    against: Against = None,
    baseline: BaselineFile = None,
    fail_on: FailOnOption = None,
    fail_level: FailLevelOption = None,
    min_probability: MinProbability = None,
    jobs: CheckJobs = None,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.toml,
) -> None:
    """Print what is in force and where each value comes from: default, file, environment, flag."""
    from dedup.config.showing import as_json, as_toml

    settings = loaded(
        config,
        {
            "--against": against,
            "--baseline": None if baseline is None else str(baseline),
            "--fail-on": fail_on,
            "--fail-level": fail_level,
            "--min-probability": min_probability,
            "--jobs": jobs,
        },
    )
    write(encoded([as_json(settings) if output_format is Format.json else as_toml(settings)]), None)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the configuration file."""
    from dedup.config.schema import schema as schema_page

    write(encoded([schema_page()]), None)
