"""A check as JUnit XML: a test case for each incoming article."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from dedup.gate import RULES, UNREADABLE
from dedup.report.findings.words import (
    Group,
    accepted_as,
    change_words,
    clip,
    grouped,
    is_drift,
    one_line,
    outcome,
    source_name,
    spot,
)
from dedup.report.kinds import LOOKS
from dedup.report.labels import per_cent

if TYPE_CHECKING:
    from dedup.gate import CheckedArticle, CheckResult, Finding

_MOST_MATCHES = 5
_MOST_IN_PASSAGE = 300
_SUITE = "dedup check"


def check_junit(result: CheckResult) -> bytes:
    """Render as JUnit XML: a failure is told by the article's worst finding that fails.

    An article whose findings are all accepted is skipped; one that could not be read has an error.
    Findings that fail nothing stand in ``system-out``.

    Notes
    -----
    Characters that XML 1.0 forbids are replaced by U+FFFD, and so are others that do not print.
    No times are given: the same check gives the same bytes.
    """
    suites = ET.Element("testsuites", name=_SUITE)
    suite = ET.SubElement(suites, "testsuite", name=_SUITE)
    failing = set(map(id, result.failing))
    failing |= {id(found) for found in result.findings if _is_unread(found)}
    for group in _groups(result):
        _case(suite, group, failing)
    ends = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    counts = {name: len(suite.findall(f"testcase/{end}")) for name, end in ends.items()}
    for element in (suites, suite):
        for name, count in {"tests": len(suite), **counts}.items():
            element.set(name, str(count))
    ET.SubElement(suite, "system-out").text = outcome(result)
    ET.indent(suites)
    page: bytes = ET.tostring(suites, encoding="utf-8", xml_declaration=True)
    return page + b"\n"


def _groups(result: CheckResult) -> list[Group]:
    """Give each checked article with its findings, then those that were not even read."""
    found = {_key(group.article): group for group in grouped(result.findings)}
    checked = [
        found.pop(_key(article), Group(article=article, findings=())) for article in result.articles
    ]
    return checked + sorted(found.values(), key=lambda group: _key(group.article))


def _key(article: CheckedArticle) -> tuple[str, int, str]:
    return article.path or "", article.line or 0, article.id


def _case(suite: ET.Element, group: Group, failing: set[int]) -> None:
    case = ET.SubElement(
        suite, "testcase", classname="dedup.check", name=one_line(group.article.id)
    )
    place = spot(group.findings[0]) if group.findings else None
    if group.article.path:
        case.set("file", one_line(group.article.path))
    if place and place.line:
        case.set("line", str(place.line))
    failed = [finding for finding in group.findings if id(finding) in failing]
    if failed:
        worst = failed[0]
        kind = "error" if _is_unread(worst) else "failure"
        element = ET.SubElement(case, kind, message=one_line(worst.message), type=worst.rule)
        element.text = "\n\n".join(_told(finding, group) for finding in failed)
    elif group.findings and all(finding.state != "new" for finding in group.findings):
        ET.SubElement(case, "skipped", message=accepted_as(group.findings[0]))
    rest = [finding for finding in group.findings if id(finding) not in failing]
    if rest:
        ET.SubElement(case, "system-out").text = "\n\n".join(
            _told(finding, group) for finding in rest
        )


def _is_unread(finding: Finding) -> bool:
    return finding.rule == UNREADABLE and finding.state == "new"


def _told(finding: Finding, group: Group) -> str:
    """Tell a finding with its evidence in lines of plain text."""
    lines = [
        f"{spot(finding)}: {finding.level}: {RULES[finding.rule].title} ({finding.rule})",
        finding.message,
    ]
    if finding.state != "new":
        lines.append(accepted_as(finding))
    if finding.source is not None:
        lines.append(f"source: {source_name(finding)}")
        lines.append(
            f"reused: {per_cent(finding.incoming_share)} % of the article, "
            f"{per_cent(finding.source_share)} % of the source"
        )
    lines += [f"- {reason}" for reason in finding.reasons]
    lines += map(change_words, group.changes(finding))
    if is_drift(finding):
        return "\n".join(map(one_line, lines))
    for match in finding.matches[:_MOST_MATCHES]:
        lines.append(f"{LOOKS[match.kind].name}: {clip(match.incoming.text, _MOST_IN_PASSAGE)}")
        lines.append(f"source: {clip(match.source.text, _MOST_IN_PASSAGE)}")
    if len(finding.matches) > _MOST_MATCHES:
        lines.append(f"and {len(finding.matches) - _MOST_MATCHES} more passages")
    return "\n".join(map(one_line, lines))
