"""Options that set keys of the configuration, and the settings that come of them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.config.settings import Settings


class FailOnWord(StrEnum):
    """Which findings fail a check."""

    any = "any"
    new = "new"
    none = "none"


class FailLevelWord(StrEnum):
    """The least level that fails a check."""

    note = "note"
    warning = "warning"
    error = "error"


Against = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PATH",
        help="An index, or files and folders, to check against. May be given several times.",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The configuration (else dedup.toml, or pyproject.toml with [tool.dedup], here or in "
        "a folder above).",
    ),
]
BaselineFile = Annotated[
    Path | None, typer.Option("--baseline", metavar="FILE", help="The file of accepted findings.")
]
FailOnOption = Annotated[
    FailOnWord | None,
    typer.Option("--fail-on", help="Whether accepted findings fail too; default: new."),
]
FailLevelOption = Annotated[
    FailLevelWord | None,
    typer.Option("--fail-level", help="The least level that fails; default: warning."),
]
MinProbability = Annotated[
    float | None,
    typer.Option(
        min=0,
        max=1,
        help="Probability of a shared source from which rules speak that set none themselves; "
        "default: 0.5.",
    ),
]
CheckJobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, max=256, help="Processes; all processors if not given."),
]


def loaded(config: Path | None, flags: Mapping[str, object]) -> Settings:
    """Put together what is in force: flags before environment before file before defaults."""
    from dedup.config.settings import load_settings

    plain = {
        name: str(value) if isinstance(value, StrEnum) else value for name, value in flags.items()
    }
    return load_settings(plain, config=None if config is None else str(config))
