"""Means that say None where there is nothing to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean, or None of no values."""
    return sum(values) / len(values) if values else None


def f_score(precision: float | None, recall: float | None) -> float | None:
    """Return the harmonic mean of precision and recall.

    Returns
    -------
    float or None
        In [0, 1]; 0 if only one of the two is undefined (nothing was found, or all of what was
        found is false), None if both are.

    Examples
    --------
    >>> f_score(1.0, 0.5), f_score(None, 0.0), f_score(None, None)
    (0.6666666666666666, 0.0, None)
    """
    if precision is None and recall is None:
        return None
    if not precision or not recall:
        return 0.0
    return 2 * precision * recall / (precision + recall)
