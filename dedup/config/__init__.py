"""What a user can choose, and its default."""

from dedup.config.options import (
    MOST_BY_SOURCE,
    MOST_IN_MATRIX,
    MOST_PERMUTATIONS,
    MatrixOptions,
    Measure,
    SearchOptions,
)
from dedup.config.policy import (
    DECISION_THRESHOLD,
    DEFAULT_RULES,
    LEVELS,
    FailOn,
    Ignored,
    Level,
    Policy,
    Rule,
    RulePolicy,
    Source,
)

__all__ = [
    "DECISION_THRESHOLD",
    "DEFAULT_RULES",
    "LEVELS",
    "MOST_BY_SOURCE",
    "MOST_IN_MATRIX",
    "MOST_PERMUTATIONS",
    "FailOn",
    "Ignored",
    "Level",
    "MatrixOptions",
    "Measure",
    "Policy",
    "Rule",
    "RulePolicy",
    "SearchOptions",
    "Source",
]
