"""A check as CSV: a row for each finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.report.cells import csv_line
from dedup.report.findings.words import DECIMALS, change_words, one_line, spot, utf8

if TYPE_CHECKING:
    from dedup.gate import CheckResult, Finding


def check_csv(result: CheckResult) -> bytes:
    """Render as CSV in UTF-8 with a header, worst finding first.

    Notes
    -----
    What a spreadsheet would take for a formula is quoted as `csv_line` says; line breaks become
    spaces and control characters U+FFFD. The JSON report holds all texts as they are.
    """
    failing = set(map(id, result.failing))
    rows = (_row(finding, fails=id(finding) in failing) for finding in result.findings)
    lines = [csv_line(list(_HEADER)), *(csv_line(row) for row in rows)]
    return utf8("".join(lines))


_HEADER = (
    *("state", "level", "rule", "fails"),
    *("incoming", "incoming_path", "line", "column", "source", "source_path"),
    *("label", "probability", "threshold", "relation", "incoming_share", "source_share"),
    *("credit", "matches", "changes", "reasons", "message", "justification", "fingerprint"),
)


def _row(finding: Finding, *, fails: bool) -> list[object]:
    place = spot(finding)
    source = finding.source
    cells = (
        *(finding.state, finding.level, finding.rule, "yes" if fails else "no"),
        *(finding.incoming.id, finding.incoming.path, place.line, place.column),
        *(source and source.id, source and source.path),
        *(finding.label, finding.probability, finding.threshold, finding.relation),
        *(finding.incoming_share, finding.source_share),
        *(finding.credit, len(finding.matches)),
        "; ".join(map(change_words, finding.changes)),
        "; ".join(finding.reasons),
        *(finding.message, finding.justification, finding.fingerprint),
    )
    return [_cell(cell) for cell in cells]


def _cell(value: object) -> object:
    if isinstance(value, float):
        return round(value, DECIMALS)
    return one_line(value) if isinstance(value, str) else value
