"""What a newsroom allows: the policy by which verdicts become findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from dedup.config.ranges import SHARE, refuse_outside
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Level = Literal["off", "note", "warning", "error"]
FailOn = Literal["any", "new", "none"]
Rule = Literal[
    "reuse/near-duplicate",
    "reuse/rewritten-uncredited",
    "reuse/partial-uncredited",
    "reuse/over-licence",
    "reuse/self",
    "reuse/credited",
    "fidelity/drift",
    "input/unreadable",
]
LEVELS: tuple[Level, ...] = get_args(Level)
FAIL_ON: tuple[FailOn, ...] = get_args(FailOn)
RULE_NAMES: tuple[Rule, ...] = get_args(Rule)
DECISION_THRESHOLD = 0.5
"""Probability of a shared source from which a rule speaks, unless the user says otherwise."""


def _refuse_other(value: str, wanted: tuple[str, ...], name: str) -> None:
    if value not in wanted:
        raise UsageError(f"{name} must be one of {', '.join(wanted)}, got {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePolicy:
    """How one rule is applied.

    Parameters
    ----------
    level : {"off", "note", "warning", "error"}
    min_probability : float, default=0.5
        Probability of a shared source, in [0, 1], from which the rule speaks.
    min_share : float, default=0.0
        Share of the incoming article's words, in [0, 1], that must be reused.

    Raises
    ------
    UsageError
        If the level is none, or a number is out of its range.
    """

    level: Level
    min_probability: float = DECISION_THRESHOLD
    min_share: float = 0.0

    def __post_init__(self) -> None:
        _refuse_other(self.level, LEVELS, "level")
        refuse_outside(self, {"min_probability": SHARE, "min_share": SHARE})


DEFAULT_RULES: Mapping[Rule, RulePolicy] = MappingProxyType(
    {
        "reuse/near-duplicate": RulePolicy(level="error"),
        "reuse/rewritten-uncredited": RulePolicy(level="error"),
        "reuse/partial-uncredited": RulePolicy(level="warning"),
        "reuse/over-licence": RulePolicy(level="error"),
        "reuse/self": RulePolicy(level="note"),
        "reuse/credited": RulePolicy(level="note"),
        "fidelity/drift": RulePolicy(level="warning"),
        "input/unreadable": RulePolicy(level="error"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is agreed with one source of copy.

    Parameters
    ----------
    name : str
        The agency or outlet, as articles credit it.
    aliases : tuple of str
        Other names that it goes by.
    licensed : bool, default=False
        Whether its copy may be used without a credit.
    max_share : float, default=1.0
        Largest share of an article, in [0, 1], that may come from it.
    outlets : tuple of str
        Outlets the agreement holds for; empty means all.
    articles : tuple of str
        Patterns, with ``*`` and ``?``, of ids or paths of articles that are its, for archives
        that do not say who published what.

    Raises
    ------
    UsageError
        If the share is out of its range.
    """

    name: str
    aliases: tuple[str, ...] = ()
    licensed: bool = False
    max_share: float = 1.0
    outlets: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_outside(self, {"max_share": SHARE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A pair of articles that is known and allowed, for a reason, by somebody, until a day.

    Parameters
    ----------
    incoming, source : str
        Ids, or patterns of ids with ``*`` and ``?``.
    reason, owner : str
    expires : date or None
        The last day it holds.
    """

    incoming: str
    source: str
    reason: str
    owner: str
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """All that decides which verdicts are findings, and which findings fail a check.

    Parameters
    ----------
    rules : mapping of rule to RulePolicy
        A rule for each name of ``Rule``.
    agencies : tuple of str
        Names to be known as credits besides those that ship.
    sources : tuple of Source
    own_outlets : tuple of str
        Outlets that are the newsroom's own: reuse of their articles is ``reuse/self``.
    ignored : tuple of Ignored
    fail_on : {"any", "new", "none"}
        Whether known findings fail a check, only new ones, or none.
    fail_level : {"note", "warning", "error"}
        The least level that fails a check.

    Raises
    ------
    UsageError
        If a rule is missing, or a word is none of its kind.
    """

    rules: Mapping[Rule, RulePolicy] = field(default_factory=lambda: DEFAULT_RULES)
    agencies: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    own_outlets: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    fail_on: FailOn = "new"
    fail_level: Level = "warning"

    def __post_init__(self) -> None:
        if missing := [rule for rule in RULE_NAMES if rule not in self.rules]:
            raise UsageError(f"the policy says nothing of the rule {missing[0]}")
        _refuse_other(self.fail_on, FAIL_ON, "fail_on")
        _refuse_other(self.fail_level, LEVELS[1:], "fail_level")
