"""A check as a Code Quality report of GitLab."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from dedup.report.findings.words import clip, one_line, open_findings, spot, utf8

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.config import Level
    from dedup.gate import CheckResult, Finding
    from dedup.report.findings.words import Place

_SEVERITIES: Mapping[Level, str] = {"error": "critical", "warning": "major", "note": "info"}
_MOST_IN_DESCRIPTION = 1000


def check_gitlab(result: CheckResult) -> bytes:
    """Render as JSON for GitLab's ``artifacts:reports:codequality``.

    Findings that are accepted and fail nothing are left out, since the format has no state; what
    is new in a merge request GitLab finds by the fingerprints.
    """
    entries = [_entry(finding) for finding in open_findings(result)]
    return utf8(json.dumps(entries, ensure_ascii=False, indent=2) + "\n")


def _entry(finding: Finding) -> dict[str, object]:
    return {
        "description": clip(finding.message, _MOST_IN_DESCRIPTION),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITIES[finding.level],
        "location": _location(spot(finding)),
    }


def _location(place: Place) -> dict[str, object]:
    """Give file and lines; a place whose line is not known is the file's first."""
    begin = place.line or 1
    path = one_line(place.path).removeprefix("./")
    return {"path": path, "lines": {"begin": begin, "end": place.end_line or begin}}
