"""A check as SARIF 2.1.0, whole for archives and dashboards, or as GitHub's code scanning takes it.

References
----------
OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", 2020.
"""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from dedup.config import DEFAULT_RULES
from dedup.gate import RULES, RuleText
from dedup.report.findings.words import (
    DECIMALS,
    clip,
    counted,
    evidence_of,
    open_findings,
    place_of,
    plain,
    utf8,
)
from dedup.report.kinds import LOOKS
from dedup.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.config import Rule
    from dedup.gate import CheckedArticle, CheckResult, Finding, Match, Region, State

MOST_RESULTS = 25_000
"""Results of a run that GitHub takes; it shows the first 5,000."""
MOST_LOCATIONS = 1_000
"""Locations of a result that GitHub takes; it shows the first 100."""
_MOST_LINKED = 10
_MOST_IN_MESSAGE = 1000
_MOST_IN_NOTE = 1000
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "dedupReuseEdge/v1"
_BASELINE: dict[State, str] = {"new": "new", "known": "unchanged", "ignored": "unchanged"}
_ORDER: tuple[Rule, ...] = tuple(RULES)
_GONE = "baseline/absent"
_GONE_TEXT = RuleText(
    title="Accepted finding not found any more",
    meaning="The baseline holds a finding that this check did not make.",
    advice="Update the baseline if the finding is gone for good.",
)


def check_sarif(result: CheckResult) -> bytes:
    """Render as SARIF 2.1.0 with every finding, accepted ones suppressed, and what is absent.

    Notes
    -----
    Findings above 25,000 are left out, the least first, which a notification of the run tells; so
    are locations of a finding above 1,000.
    """
    return _log(result, result.findings, absent=result.absent)


def check_github_sarif(result: CheckResult) -> bytes:
    """Render as SARIF 2.1.0 for GitHub's code scanning: what is new or fails.

    Accepted and absent findings are left out, since GitHub opens an alert for each result, whether
    it is suppressed or not. A place whose line is not known is the file's first, since GitHub shows
    no result without a line.
    """
    return _log(result, open_findings(result), absent=(), needs_line=True)


def _log(
    result: CheckResult,
    findings: Sequence[Finding],
    *,
    absent: Sequence[str],
    needs_line: bool = False,
) -> bytes:
    results = [_result(finding) for finding in findings[:MOST_RESULTS]]
    if needs_line:
        for found in results:
            for place in (*found["locations"], *found["relatedLocations"]):
                place["physicalLocation"].setdefault("region", {"startLine": 1})
    results += [_absent(print_) for print_ in absent[: MOST_RESULTS - len(results)]]
    left_out = len(findings) + len(absent) - len(results)
    run: dict[str, Any] = {
        "tool": {"driver": _driver()},
        "automationDetails": {"id": "dedup/check/"},
        "invocations": [_invocation(result, left_out)],
        "originalUriBaseIds": {
            _ROOT: {"description": {"text": "The folder in which the check was run."}}
        },
        "columnKind": "unicodeCodePoints",
        "language": "en",
        "results": results,
        "properties": _run_properties(result),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return utf8(json.dumps(log, ensure_ascii=False, indent=2) + "\n")


def _driver() -> dict[str, object]:
    return {
        "name": "dedup",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [*(_rule(rule, RULES[rule]) for rule in _ORDER), _rule(_GONE, _GONE_TEXT)],
    }


def _rule(rule: str, text: RuleText) -> dict[str, object]:
    level = next((found.level for name, found in DEFAULT_RULES.items() if name == rule), "none")
    return {
        "id": rule,
        "name": "".join(part.capitalize() for part in re.split(r"\W", rule)),
        "shortDescription": {"text": f"{text.title}."},
        "fullDescription": {"text": text.meaning},
        "help": {"text": text.advice},
        "defaultConfiguration": {"level": level},
        "properties": {"tags": ["news", rule.partition("/")[0]]},
    }


def _invocation(result: CheckResult, left_out: int) -> dict[str, object]:
    notes = []
    if left_out:
        what = counted(left_out, "finding", "findings")
        text = f"{what} left out: a run holds {MOST_RESULTS:,} at most."
        notes.append({"level": "warning", "message": {"text": text}})
    if unread := result.unreadable + result.archive_unreadable:
        text = f"{counted(unread, 'article')} could not be read."
        notes.append({"level": "error", "message": {"text": text}})
    return {"executionSuccessful": not unread, "toolExecutionNotifications": notes}


def _run_properties(result: CheckResult) -> dict[str, object]:
    return {
        "archive": result.archive,
        "archiveArticles": result.archive_articles,
        "asOf": result.as_of,
        "articles": len(result.articles),
        "parameters": plain(result.parameters),
    }


def _result(finding: Finding) -> dict[str, Any]:
    related, links = _related(finding)
    page: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": _ORDER.index(finding.rule),
        "level": finding.level,
        "message": {"text": _message(finding, links)},
        "locations": [_location(finding.incoming, next(iter(evidence_of(finding)), None))],
        "relatedLocations": related,
        "partialFingerprints": _fingerprints(finding.fingerprint),
        "baselineState": _BASELINE[finding.state],
        "suppressions": _suppressions(finding),
        "properties": _properties(finding),
    }
    if finding.probability is not None:
        page["rank"] = round(finding.probability * 100, 2)
    return page


def _absent(fingerprint: str) -> dict[str, object]:
    """Give a result for an accepted finding that is no more; only its fingerprint is known."""
    return {
        "ruleId": _GONE,
        "ruleIndex": len(_ORDER),
        "kind": "notApplicable",
        "level": "none",
        "message": {"text": f"{_GONE_TEXT.title}."},
        "partialFingerprints": _fingerprints(fingerprint),
        "baselineState": "absent",
        "suppressions": [],
    }


def _fingerprints(fingerprint: str) -> dict[str, str]:
    """Give the edge's name, and once more under the only key that GitHub looks at.

    Without that key GitHub would take two sources of one line for the same alert.
    """
    return {_FINGERPRINT: fingerprint, "primaryLocationLineHash": f"{fingerprint[:16]}:1"}


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    if finding.state == "new":
        return []
    accepted = {"kind": "external", "status": "accepted"}
    return [accepted | ({"justification": finding.justification} if finding.justification else {})]


def _properties(finding: Finding) -> dict[str, object]:
    return {
        "state": finding.state,
        "incoming": finding.incoming.id,
        "incomingDigest": finding.incoming.digest,
        "source": finding.source and finding.source.id,
        "sourceDigest": finding.source and finding.source.digest,
        "label": finding.label,
        "probability": finding.probability and round(finding.probability, DECIMALS),
        "incomingShare": round(finding.incoming_share, DECIMALS),
        "sourceShare": round(finding.source_share, DECIMALS),
        "relation": finding.relation,
        "reasons": list(finding.reasons),
        "credit": finding.credit,
    }


def _related(finding: Finding) -> tuple[list[dict[str, object]], list[int]]:
    """Give the matched regions of both articles, and the numbers of those of the source.

    With the one primary location they keep to the most that a result may have.
    """
    related: list[dict[str, object]] = []
    links = []
    for match in finding.matches[: (MOST_LOCATIONS - 1) // 2]:
        related.append(_noted(finding.incoming, match.incoming, match, "in this article", related))
        if finding.source is not None:
            links.append(len(related))
            related.append(_noted(finding.source, match.source, match, "in the source", related))
    return related, links


def _noted(
    article: CheckedArticle,
    region: Region,
    match: Match,
    where: str,
    before: Sequence[object],
) -> dict[str, object]:
    text = f"{LOOKS[match.kind].name} {where}: {region.text}"
    return {
        "id": len(before),
        "message": {"text": _literal(clip(text, _MOST_IN_NOTE))},
        **_location(article, region),
    }


def _location(article: CheckedArticle, region: Region | None) -> dict[str, object]:
    place = place_of(article, region)
    physical: dict[str, object] = {"artifactLocation": _artifact(place.path)}
    numbers = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    known = {name: number for name, number in numbers.items() if number is not None}
    if known:
        physical["region"] = known
    logical = {"fullyQualifiedName": article.id, "kind": "article"}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _artifact(path: str) -> dict[str, str]:
    """Give the address of a file, relative to the folder of the check where it can be."""
    try:
        raw = path.encode("utf-8", "surrogateescape")  # as the file system has it
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    if PurePosixPath(path).is_absolute():
        return {"uri": f"file://{quote(raw)}"}
    if PureWindowsPath(path).is_absolute():
        return {"uri": "file:///" + quote(raw.replace(b"\\", b"/"), safe="/:")}
    return {"uri": quote(raw) or ".", "uriBaseId": _ROOT}


def _message(finding: Finding, links: Sequence[int]) -> str:
    parts = [_literal(clip(finding.message, _MOST_IN_MESSAGE))]
    if links:
        shown = ", ".join(f"[{k}]({link})" for k, link in enumerate(links[:_MOST_LINKED], 1))
        more = f" and {len(links) - _MOST_LINKED} more" if len(links) > _MOST_LINKED else ""
        parts.append(f"Passages of the source: {shown}{more}.")
    return ". ".join(parts)


def _literal(text: str) -> str:
    """Escape what a SARIF message would take for a link or a placeholder."""
    return re.sub(r"([\\\[\]])", r"\\\1", text).replace("{", "{{").replace("}", "}}")
