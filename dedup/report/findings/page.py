"""A check as JSON: all that is known of it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from dedup.gate import STATES
from dedup.report.findings.words import DECIMALS, plain, utf8
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.config import Level
    from dedup.gate import Change, CheckedArticle, CheckResult, Finding, Match, Region

_LEVELS: tuple[Level, ...] = ("error", "warning", "note")


def check_json(result: CheckResult) -> bytes:
    """Render as JSON of the shipped schema ``dedup/report/schemas/check.json``.

    Parameters
    ----------
    result : CheckResult

    Returns
    -------
    bytes
        UTF-8, with a line break at the end.
    """
    failing = set(map(id, result.failing))
    page: dict[str, object] = {
        "schema_version": 1,
        "tool": {"name": "dedup", "version": __version__},
        "command": "check",
        "parameters": plain(result.parameters),
        "fail": {"on": result.fail_on, "level": result.fail_level},
        "archive": {
            "name": result.archive,
            "articles": result.archive_articles,
            "unreadable": result.archive_unreadable,
            "as_of": result.as_of,
        },
        "verdict": result.verdict,
        "counts": _counts(result),
        "articles": [_article(article) for article in result.articles],
        "findings": [_finding(found, fails=id(found) in failing) for found in result.findings],
        "absent": list(result.absent),
    }
    return utf8(json.dumps(page, ensure_ascii=False, indent=2) + "\n")


def _counts(result: CheckResult) -> dict[str, object]:
    states = Counter(finding.state for finding in result.findings)
    levels = Counter(finding.level for finding in result.findings)
    rules = Counter(finding.rule for finding in result.findings)
    return {
        "articles": len(result.articles),
        "unreadable": result.unreadable,
        "findings": len(result.findings),
        "failing": len(result.failing),
        "absent": len(result.absent),
        "states": {state: states[state] for state in STATES},
        "levels": {level: levels[level] for level in _LEVELS},
        "rules": {rule: rules[rule] for rule in sorted(rules)},
    }


def _article(article: CheckedArticle) -> dict[str, object]:
    return asdict(article)


def _finding(finding: Finding, *, fails: bool) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "state": finding.state,
        "fails": fails,
        "fingerprint": finding.fingerprint,
        "message": finding.message,
        "incoming": _article(finding.incoming),
        "source": finding.source and _article(finding.source),
        "label": finding.label,
        "probability": _rounded(finding.probability),
        "threshold": _rounded(finding.threshold),
        "relation": finding.relation,
        "shares": {
            "incoming": _rounded(finding.incoming_share),
            "source": _rounded(finding.source_share),
        },
        "reasons": list(finding.reasons),
        "credit": finding.credit,
        "order_told": finding.order_told,
        "matches": [_match(match) for match in finding.matches],
        "changes": [_change(change) for change in finding.changes],
        "justification": finding.justification,
    }


def _match(match: Match) -> dict[str, object]:
    return {
        "kind": match.kind,
        "score": _rounded(match.score),
        "incoming": _region(match.incoming),
        "source": _region(match.source),
    }


def _change(change: Change) -> dict[str, object]:
    return {
        "what": change.what,
        "incoming": _region(change.incoming),
        "source": _region(change.source),
    }


def _region(region: Region) -> dict[str, object]:
    return asdict(region)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
