"""The threshold for a wanted rate of false alarms, and what it can promise."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from dedup.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_MOST_DIGITS = 17  # as many as tell any two floats apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of some pairs, and where it may lie among all pairs like them.

    Parameters
    ----------
    count, total : int
        ``count`` of ``total`` pairs, at least 1.
    low, high : float
        Clopper-Pearson interval, in [0, 1].
    """

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, in [0, 1]."""
        return self.count / self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Tuning:
    """A threshold and what to expect of it.

    Parameters
    ----------
    threshold : float
        Probability from which a pair is to be flagged, in (0, 1].
    wanted : float
        The wanted false-alarm rate, in (0, 1).
    expected : float
        Rate to expect among new pairs without reuse, in (0, 1].
    false_alarms : Share
        Pairs without reuse that are flagged.
    recall : Share or None
        Pairs with reuse that are flagged; None if there are none at all.
    """

    threshold: float
    wanted: float
    expected: float
    false_alarms: Share
    recall: Share | None

    @property
    def warning(self) -> str | None:
        """What to tell the user where the pairs are too few to promise the wanted rate."""
        if self.expected <= self.wanted:
            return None
        return (
            f"{self.false_alarms.total:,} pairs without reuse cannot promise a false-alarm rate "
            f"of {self.wanted:g}: expect {self.expected:.2g} "
            f"(at least {ceil(_exact(1 / self.wanted)) - 1:,} such pairs are needed)"
        )


def choose_threshold(
    probabilities: ArrayLike,
    reuse: ArrayLike,
    *,
    false_alarm_rate: float,
    confidence: float = 0.95,
) -> Tuning:
    r"""Choose the lowest threshold that keeps to a false-alarm rate among new pairs.

    Parameters
    ----------
    probabilities : array of shape (n_pairs,)
        Probability that pair ``i`` has a shared source, in [0, 1].
    reuse : array of shape (n_pairs,) of {0, 1}
        Whether text was reused.
    false_alarm_rate : float
        Wanted share of pairs without reuse that are flagged, in (0, 1).
    confidence : float, default=0.95
        Of the intervals, in (0, 1).

    Returns
    -------
    Tuning
        If the pairs are too few for the rate, the threshold lies above all pairs without reuse,
        and ``warning`` says so.

    Raises
    ------
    ValueError
        If the rate is not in (0, 1).
    InputError
        If there are no pairs without reuse, or so many of them have the probability 1 that no
        threshold keeps to the rate.

    Notes
    -----
    If :math:`n` pairs without reuse and a new one are exchangeable, the new one lies above the
    :math:`(k + 1)`-th highest of the :math:`n` with a probability of at most
    :math:`(k + 1) / (n + 1)` [1]_. This is ``expected``, and :math:`k` is the largest number for
    which it keeps to the wanted rate. The rate of such a threshold, over all samples, is at most
    Beta-distributed with parameters :math:`k + 1` and :math:`n - k` [2]_, the distribution that
    gives the upper bound of Clopper and Pearson's interval [3]_; so that bound holds although
    the threshold was chosen on the same pairs. All this is about pairs *like these*: a
    collection of easy negatives promises nothing about hard ones.

    References
    ----------
    .. [1] V. Vovk, A. Gammerman, G. Shafer, "Algorithmic learning in a random world", 2005.
    .. [2] S. S. Wilks, "Determination of sample sizes for setting tolerance limits", Annals of
       Mathematical Statistics 12, 1941.
    .. [3] C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in
       the case of the binomial", Biometrika 26, 1934.

    Examples
    --------
    >>> tuning = choose_threshold([0.9, 0.62, 0.31, 0.2], [1, 1, 0, 0], false_alarm_rate=0.4)
    >>> tuning.threshold, tuning.recall.value, round(tuning.expected, 2), tuning.warning
    (0.4, 1.0, 0.33, None)
    """
    if not 0 < false_alarm_rate < 1:
        raise ValueError(f"a false-alarm rate is in (0, 1), got {false_alarm_rate}")
    values, truth = np.asarray(probabilities, float), np.asarray(reuse)
    negatives, positives = np.sort(values[truth == 0])[::-1], values[truth == 1]
    allowed = _allowed(len(negatives), false_alarm_rate)
    threshold = _threshold_above(float(negatives[allowed]), values)
    false_alarms = _share(negatives >= threshold, confidence)
    return Tuning(
        threshold=threshold,
        wanted=false_alarm_rate,
        expected=(false_alarms.count + 1) / (len(negatives) + 1),
        false_alarms=false_alarms,
        recall=_share(positives >= threshold, confidence) if len(positives) else None,
    )


def _allowed(negatives: int, rate: float) -> int:
    """Return how many of the negatives may be flagged."""
    if not negatives:
        raise InputError("no pairs without reuse: a false-alarm rate cannot be measured")
    return max(floor(_exact(rate * (negatives + 1))) - 1, 0)


def _exact(value: float) -> float:
    """Undo the rounding that makes 0.07 * 100 more than 7."""
    return round(value, 9)


def _threshold_above(low: float, values: NDArray[np.float64]) -> float:
    """Return the shortest decimal above ``low`` up to the next higher value, or up to 1."""
    if low >= 1:
        raise InputError(
            "no threshold keeps to this false-alarm rate: "
            f"{np.sum(values >= 1):,} pairs have the probability 1, too many of them without reuse"
        )
    high = float(np.min(values[values > low], initial=1))
    decimals = ((floor(low * 10**digits) + 1) / 10**digits for digits in range(1, _MOST_DIGITS + 1))
    return next((decimal for decimal in decimals if low < decimal <= high), high)


def _share(flags: NDArray[np.bool_], confidence: float) -> Share:
    from scipy.stats import binomtest

    count, total = int(flags.sum()), len(flags)
    interval = binomtest(count, total).proportion_ci(confidence, method="exact")
    return Share(count=count, total=total, low=float(interval.low), high=float(interval.high))
