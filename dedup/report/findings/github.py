"""A check as workflow commands of GitHub Actions, which become annotations of the files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from dedup.gate import RULES
from dedup.report.findings.words import (
    accepted_as,
    change_words,
    clip,
    counted,
    is_drift,
    open_findings,
    spot,
    utf8,
)
from dedup.report.labels import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.config import Level
    from dedup.gate import CheckResult, Finding

MOST_OF_A_KIND = 10
"""Annotations of each kind that GitHub keeps of a step."""
_COMMANDS: Mapping[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}
_MOST_IN_MESSAGE = 2000
_MOST_CHANGES = 5


def check_github(result: CheckResult) -> bytes:
    """Render as workflow commands for a job's log, worst first, ten of each kind at most.

    Findings that are accepted and fail nothing are left out. The last line tells how many more
    there are.

    Notes
    -----
    GitHub drops what is above ten errors, ten warnings and ten notices of a step; and it takes a
    column only for a region within one line.
    """
    lines: list[str] = []
    printed: Counter[str] = Counter()
    more = 0
    for finding in open_findings(result):
        command = _COMMANDS[finding.level]
        printed[command] += 1
        if printed[command] > MOST_OF_A_KIND:
            more += 1
        else:
            lines.append(_command(command, finding))
    if more:
        are = counted(more, "more finding is", "more findings are")
        lines.append(f"dedup: {are} in the job summary and the other reports\n")
    return utf8("".join(lines))


def _command(command: str, finding: Finding) -> str:
    place = spot(finding)
    properties: dict[str, object] = {"file": place.path}
    if place.line:
        properties["line"] = place.line
        properties["endLine"] = place.end_line or place.line
        if place.column and place.end_line in {None, place.line}:
            properties["col"] = place.column
    properties["title"] = f"{RULES[finding.rule].title} ({finding.rule})"
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {told}::{_data(_message(finding))}\n"


def _message(finding: Finding) -> str:
    lines = [clip(finding.message, _MOST_IN_MESSAGE)]
    lines += [clip(reason, _MOST_IN_MESSAGE) for reason in finding.reasons[:1]]
    if is_drift(finding):
        lines = [lines[0], *map(change_words, finding.changes[:_MOST_CHANGES])]
    if finding.state != "new":
        lines.append(f"{accepted_as(finding)}")
    return "\n".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(printable(str(value))).replace(":", "%3A").replace(",", "%2C")
