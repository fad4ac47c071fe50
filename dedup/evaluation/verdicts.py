"""How good and how honest the probabilities of a shared source are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

_FALSE_POSITIVES = 0.01
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """Pairs whose probabilities lie close together.

    Parameters
    ----------
    probability : float
        Mean probability, in [0, 1].
    share : float
        Share of the pairs that reuse text indeed, in [0, 1].
    count : int
        Number of pairs, at least 1.
    """

    probability: float
    share: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictScores:
    """How well probabilities tell reuse from its absence.

    What needs reuse, or its absence, or either, and finds none is None.

    Parameters
    ----------
    auc : float or None
        Probability that a pair with reuse stands above one without, in [0, 1].
    average_precision : float or None
        Mean precision over the steps of recall, in [0, 1].
    brier : float or None
        Mean squared difference of probability and truth, in [0, 1].
    ece : float or None
        Expected calibration error (see ``expected_calibration_error``), in [0, 1].
    recall_at_1pct_fpr : float or None
        See ``recall_at_false_positives``, in [0, 1].
    threshold : float
        Probability from which a pair is flagged, in [0, 1].
    flagged : mapping of str to float
        Share of the pairs of each label that are flagged, in [0, 1], sorted by label.
    labels : mapping of str to int
        Number of pairs of each label, sorted by label.
    positives, negatives : int
        Pairs with and without reuse; others count in ``flagged`` alone.
    curve : ndarray of shape (n_points, 2), dtype float64
        Recall and precision at falling thresholds (see ``precision_recall_points``).
    reliability : tuple of ReliabilityBin
        The bins of ``ece`` that are not empty, by rising probability.
    """

    auc: float | None
    average_precision: float | None
    brier: float | None
    ece: float | None
    recall_at_1pct_fpr: float | None
    threshold: float
    flagged: Mapping[str, float]
    labels: Mapping[str, int]
    positives: int
    negatives: int
    curve: NDArray[np.float64]
    reliability: tuple[ReliabilityBin, ...]


def score_verdicts(
    probabilities: ArrayLike,
    reuse: Sequence[int | None],
    labels: Sequence[str],
    *,
    threshold: float = 0.5,
) -> VerdictScores:
    """Compare the probabilities of pairs with what is true of them.

    Parameters
    ----------
    probabilities : array of shape (n_pairs,)
        Probability that pair ``i`` has a shared source, in [0, 1].
    reuse : sequence of n_pairs {0, 1, None}
        Whether text was reused; None if nobody said.
    labels : sequence of n_pairs str
        The label of pair ``i``.
    threshold : float, default=0.5
        Probability from which a pair is flagged, in [0, 1].

    Returns
    -------
    VerdictScores

    Raises
    ------
    ValueError
        If lengths differ, or a probability is not in [0, 1].

    Examples
    --------
    >>> scores = score_verdicts([0.9, 0.2, 0.6], [1, 0, None], ["copy", "other", "unclear"])
    >>> scores.auc, scores.flagged
    (1.0, {'copy': 1.0, 'other': 0.0, 'unclear': 1.0})
    """
    values = _checked(probabilities, reuse)
    known = np.array([truth is not None for truth in reuse], dtype=bool)
    told = values[known]
    truth = np.array([value for value in reuse if value is not None], dtype=np.int64)
    return VerdictScores(
        auc=auc(told, truth),
        average_precision=average_precision(told, truth),
        brier=float(np.mean((told - truth) ** 2)) if len(told) else None,
        ece=expected_calibration_error(told, truth) if len(told) else None,
        recall_at_1pct_fpr=recall_at_false_positives(told, truth, _FALSE_POSITIVES),
        threshold=threshold,
        flagged=flagged_shares(values, labels, threshold),
        labels=dict(sorted(Counter(labels).items())),
        positives=int(truth.sum()),
        negatives=int(len(truth) - truth.sum()),
        curve=precision_recall_points(told, truth),
        reliability=reliability_bins(told, truth),
    )


def auc(scores: ArrayLike, truth: ArrayLike) -> float | None:
    """Return the area under the ROC curve, in [0, 1], or None if either class is absent.

    Parameters
    ----------
    scores : array of shape (n,)
        Higher means likelier.
    truth : array of shape (n,) of {0, 1}
    """
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(truth, scores)) if _both_classes(truth) else None


def average_precision(scores: ArrayLike, truth: ArrayLike) -> float | None:
    """Return the average precision, in [0, 1], or None without positives (see ``auc``)."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores)) if np.any(truth) else None


def recall_at_false_positives(scores: ArrayLike, truth: ArrayLike, rate: float) -> float | None:
    """Return the largest recall at which at most a share ``rate`` of the negatives is flagged.

    With fewer than ``1 / rate`` negatives not one may be. The threshold is chosen on the very
    pairs it is measured on; ``choose_threshold`` says what to expect of others.

    Returns
    -------
    float or None
        In [0, 1]; None if either class is absent.

    Examples
    --------
    >>> recall_at_false_positives([0.9, 0.8, 0.7, 0.1], [1, 0, 1, 0], 0.01)
    0.5
    """
    from sklearn.metrics import roc_curve

    if not _both_classes(truth):
        return None
    false_positives, recalls, _ = roc_curve(truth, scores, drop_intermediate=False)
    return float(recalls[false_positives <= rate].max())


def flagged_shares(
    probabilities: ArrayLike, labels: Sequence[str], threshold: float
) -> dict[str, float]:
    """Return the share of each label's pairs that reach the threshold, sorted by label.

    Examples
    --------
    >>> flagged_shares([0.5, 0.2, 0.1], ["copy", "copy", "other"], 0.5)
    {'copy': 0.5, 'other': 0.0}
    """
    flagged: dict[str, list[bool]] = {label: [] for label in sorted(set(labels))}
    for probability, label in zip(np.asarray(probabilities).tolist(), labels, strict=True):
        flagged[label].append(probability >= threshold)
    return {label: sum(flags) / len(flags) for label, flags in flagged.items()}


def precision_recall_points(scores: ArrayLike, truth: ArrayLike) -> NDArray[np.float64]:
    """Return the precision-recall curve.

    Returns
    -------
    ndarray of shape (n_points, 2), dtype float64
        Recall and precision, both in [0, 1], by rising recall; the first point is (0, 1). No
        points without positives.
    """
    from sklearn.metrics import precision_recall_curve

    if not np.any(truth):
        return np.empty((0, 2))
    precision, recall, _ = precision_recall_curve(truth, scores)
    return np.column_stack([recall[::-1], precision[::-1]])


def expected_calibration_error(probabilities: ArrayLike, truth: ArrayLike) -> float:
    """Return how far probabilities are from observed shares, on average over pairs.

    Pairs go into 10 bins of equal width; each bin's difference between mean probability and
    share of positives is weighted by its pairs [1]_.

    Returns
    -------
    float
        In [0, 1]; 0 of no pairs.

    References
    ----------
    .. [1] M. P. Naeini, G. F. Cooper, M. Hauskrecht, "Obtaining well calibrated probabilities
       using Bayesian binning", AAAI 2015.

    Examples
    --------
    >>> round(expected_calibration_error([0.25, 0.25, 0.75, 0.75], [0, 0, 1, 1]), 3)
    0.25
    """
    bins = reliability_bins(probabilities, truth)
    errors = (bin_.count * abs(bin_.probability - bin_.share) for bin_ in bins)
    return sum(errors) / max(sum(bin_.count for bin_ in bins), 1)


def reliability_bins(probabilities: ArrayLike, truth: ArrayLike) -> tuple[ReliabilityBin, ...]:
    """Put pairs into 10 bins of equal width, [0, 0.1], (0.1, 0.2] … (0.9, 1].

    Returns
    -------
    tuple of ReliabilityBin
        The bins that are not empty, by rising probability.
    """
    values, outcomes = np.asarray(probabilities, float), np.asarray(truth, float)
    inner_edges = np.linspace(0, 1, _BINS + 1)[1:-1]
    places = np.searchsorted(inner_edges, values)
    counts, sums, positives = (
        np.bincount(places, weights, _BINS) for weights in (None, values, outcomes)
    )
    return tuple(
        ReliabilityBin(
            probability=float(sums[i] / counts[i]),
            share=float(positives[i] / counts[i]),
            count=int(counts[i]),
        )
        for i in np.flatnonzero(counts)
    )


def _checked(probabilities: ArrayLike, reuse: Sequence[int | None]) -> NDArray[np.float64]:
    values = np.asarray(probabilities, dtype=np.float64)
    if values.shape != (len(reuse),):
        raise ValueError(f"{len(reuse)} pairs, but probabilities of shape {values.shape}")
    if not np.all((values >= 0) & (values <= 1)):  # not a number is refused too
        raise ValueError("probabilities must be in [0, 1]")
    return values


def _both_classes(truth: ArrayLike) -> bool:
    return len(np.unique(np.asarray(truth))) > 1
