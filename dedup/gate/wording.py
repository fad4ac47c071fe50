"""Numbers as findings and reports write them."""

from __future__ import annotations

_ALMOST_CERTAIN, _ALMOST_NEVER = 0.995, 0.005


def chance(probability: float) -> str:
    """Write a probability with two decimals; what is not certain is not written as 0 or 1.

    Examples
    --------
    >>> chance(0.8649), chance(0.9961), chance(1.0), chance(0.0004)
    ('0.86', '>0.99', '>0.99', '<0.01')
    """
    if probability >= _ALMOST_CERTAIN:
        return ">0.99"
    return f"{probability:.2f}" if probability >= _ALMOST_NEVER else "<0.01"
