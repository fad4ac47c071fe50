"""Ranges that numbers must lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """Numbers from ``low`` to ``high``.

    Parameters
    ----------
    low, high : float
    open_low, open_high : bool, default=False
        Whether the end itself is left out.
    whole : bool, default=False
        Whether only whole numbers count.

    Examples
    --------
    >>> str(Range(low=0, high=1, open_low=True)), 0 in Range(low=0, high=1, open_low=True)
    ('a number in (0, 1]', False)
    """

    low: float
    high: float
    open_low: bool = False
    open_high: bool = False
    whole: bool = False

    def __contains__(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        if self.whole and not isinstance(value, int):
            return False
        above = value > self.low if self.open_low else value >= self.low
        below = value < self.high if self.open_high else value <= self.high
        return above and below

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        left, right = "(" if self.open_low else "[", ")" if self.open_high else "]"
        return f"{kind} in {left}{self.low:g}, {_shown(self.high)}{right}"


def _shown(high: float) -> str:
    return str(high) if isinstance(high, int) else f"{high:g}"


SHARE = Range(low=0, high=1)


def refuse_outside(record: object, ranges: Mapping[str, Range]) -> None:
    """Raise `UsageError` if a field of a record lies outside its range."""
    for name, wanted in ranges.items():
        value = getattr(record, name)
        # Numbers of numpy and the like are as good as Python's own.
        plain = value.item() if hasattr(value, "item") else value
        if plain not in wanted:
            raise UsageError(f"{name} must be {wanted}, got {value!r}")
