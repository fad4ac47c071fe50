"""`dedup check`."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import IdField, Output, Paths, SkipErrors, TextField, examples
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
from dedup.cli.streams import FAILURE, Reading, ready, say, show_page, write
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dedup.config.settings import Settings
    from dedup.gate import CheckResult
    from dedup.pipeline.gating import Run

_STATUS = (
    "Exit status: 0 nothing fails, 1 findings fail the check, 2 wrong usage or configuration, "
    "3 something could not be read or written. If findings fail and articles could not be read, "
    "the status is 1. --skip-errors lets unreadable articles pass, --fail-on none lets findings."
)
EPILOGS = {
    "check": _STATUS
    + "\n\n"
    + examples(
        "dedup check drafts/ --against archive.dedup",
        "dedup check draft.md --against wires/ --report sarif=reuse.sarif --report junit=reuse.xml",
        "dedup check drafts/ --baseline accepted.jsonl --update-baseline",
        "dedup check drafts/ --changed-since origin/main --format github",
    )
}
FINDINGS = 1
TERMINAL = "terminal"


def check(
    paths: Paths,
    against: Against = None,
    config: Config = None,
    baseline: BaselineFile = None,
    update_baseline: Annotated[
        bool,
        typer.Option(
            "--update-baseline",
            help="Accept what fails now: write it to the baseline, which keeps its entries.",
        ),
    ] = False,
    changed_since: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Report only on articles in files that git says have changed since then; "
            "they are still compared with everything.",
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Look at an index as it stood then (ISO 8601)."),
    ] = None,
    fail_on: FailOnOption = None,
    fail_level: FailLevelOption = None,
    min_probability: MinProbability = None,
    report: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=FILE",
            help="Also write a report, such as sarif=reuse.sarif. May be given several times.",
        ),
    ] = None,
    output_format: Annotated[
        str,
        typer.Option(
            "--format", "-f", metavar="NAME", help="What to print: terminal, or a report's name."
        ),
    ] = TERMINAL,
    output: Output = None,
    jobs: CheckJobs = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Check incoming articles for reuse of an archive's articles, and of each other.

    An article of the archive with the id of an incoming one, or from its very file, is that
    article and not its source.
    """
    settings = loaded(
        config,
        {
            "--against": against,
            "--baseline": None if baseline is None else str(baseline),
            "--fail-on": fail_on,
            "--fail-level": fail_level,
            "--min-probability": min_probability,
            "--jobs": jobs,
            "--text-field": text_field,
            "--id-field": id_field,
        },
    )
    reports = _reports(report or ())
    _refuse_unknown([name for name, _ in reports], output_format)
    _look_ahead(paths, settings, reports, output, update_baseline=update_baseline)
    run = _run(
        paths,
        settings,
        changed_since,
        as_of,
        update_baseline=update_baseline,
        skip_errors=skip_errors,
    )
    if update_baseline:
        _write_baseline(run, Path(settings.baseline or ""))
    for name, file in (*reports, (output_format, output)):
        _print(run.result, name, file)
    _leave(run.result)


def _run(
    paths: Sequence[str],
    settings: Settings,
    changed_since: str | None,
    as_of: str | None,
    *,
    update_baseline: bool,
    skip_errors: bool,
) -> Run:
    from dedup.pipeline.gating import Listener, check_paths

    reading = Reading(settings.text_field, settings.id_field)
    with _shown_pairs() as show:
        run = check_paths(
            paths,
            settings,
            changed_since=changed_since,
            as_of=as_of,
            update_baseline=update_baseline,
            skip_errors=skip_errors,
            listener=Listener(on_problem=reading.report, on_notice=say, on_progress=show),
        )
    reading.tell_rest()
    return run


def _shown_pairs() -> AbstractContextManager[Callable[[int, float], object]]:
    """Show progress on a terminal; elsewhere what draws it is not even loaded."""
    if not sys.stderr.isatty():
        return nullcontext(lambda _pairs, _share: None)
    from dedup.report.progress import shown_share

    return shown_share("pairs")


def _reports(wanted: Sequence[str]) -> list[tuple[str, Path]]:
    reports = []
    for one in wanted:
        name, _, file = one.partition("=")
        if not name or not file:
            raise UsageError(f"--report wants NAME=FILE, such as sarif=reuse.sarif, got {one!r}")
        reports.append((name, Path(file)))
    return reports


def _refuse_unknown(names: Sequence[str], output_format: str) -> None:
    from dedup.config.files import suggestion
    from dedup.report.check import REPORTERS

    known = [TERMINAL, *REPORTERS]
    for option, name in (("--format", output_format), *(("--report", name) for name in names)):
        if name not in known:
            hint = suggestion(name, known)
            raise UsageError(f"{option}: no report is called {name!r}; {hint}")


def _look_ahead(
    paths: Sequence[str],
    settings: Settings,
    reports: Sequence[tuple[str, Path]],
    output: Path | None,
    *,
    update_baseline: bool,
) -> None:
    """Refuse, before any work, what could not be written after it, or would destroy its input."""
    from dedup.config.files import shown

    written: dict[str, Path | None] = {}
    for name, file in reports:
        option = f"report {name}"
        written[f"{option}={file}" if option in written else option] = file
    if settings.baseline and update_baseline:
        written["baseline"] = Path(settings.baseline)
    read = [*paths, *settings.against]
    if settings.file:
        read.append(shown(settings.file))
    if settings.baseline and not update_baseline and Path(settings.baseline).is_file():
        read.append(settings.baseline)
    ready(read, output, **written)


def _write_baseline(run: Run, path: Path) -> None:
    from dedup.gate.baseline import baseline_lines

    write(baseline_lines(run.baseline), path)
    count = len(run.baseline.entries)
    say(f"{path}: {count} accepted {'finding' if count == 1 else 'findings'}")
    if absent := len(run.result.absent):
        say(f"{absent} of them no longer found: such lines can be deleted from {path}")


def _print(result: CheckResult, output_format: str, output: Path | None) -> None:
    from dedup.report.check import REPORTERS, print_check

    if output_format == TERMINAL:
        show_page(print_check, result, output)
    else:
        write([REPORTERS[output_format](result)], output)


def _leave(result: CheckResult) -> None:
    """Exit with the status that the findings and the unreadable articles ask for."""
    if result.unchecked:
        what = "1 article" if result.unchecked == 1 else f"{result.unchecked:,} articles"
        say(f"{what} could not be read (--skip-errors accepts that)")
    if status := {"pass": 0, "fail": FINDINGS, "error": FAILURE}[result.verdict]:
        raise typer.Exit(status)
