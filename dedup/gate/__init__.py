"""Verdicts and a policy to findings, marked new or known."""

from dedup.gate.findings import (
    STATES,
    UNREADABLE,
    Change,
    CheckedArticle,
    CheckResult,
    Finding,
    Match,
    Pair,
    Region,
    State,
)
from dedup.gate.rules import RULES, RuleText
from dedup.gate.wording import chance

__all__ = [
    "RULES",
    "STATES",
    "UNREADABLE",
    "Change",
    "CheckResult",
    "CheckedArticle",
    "Finding",
    "Match",
    "Pair",
    "Region",
    "RuleText",
    "State",
    "chance",
]
