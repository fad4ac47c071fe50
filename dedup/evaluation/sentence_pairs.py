"""How well pairs of sentences are told to say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.evaluation.verdicts import auc

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePairScores:
    """How well scores of sentence pairs agree with their labels.

    Parameters
    ----------
    accuracy, f1 : float
        Share of right answers, and harmonic mean of precision and recall of label 1, both in
        [0, 1], where the answer is 1 from the threshold on.
    auc : float or None
        Probability that a pair of label 1 scores above one of label 0, in [0, 1]; None if either
        label is absent.
    count : int
        Number of pairs, at least 1.
    """

    accuracy: float
    f1: float
    auc: float | None
    count: int


def score_sentence_pairs(
    scores: ArrayLike, labels: ArrayLike, *, threshold: float = 0.5
) -> SentencePairScores:
    """Compare the scores of sentence pairs with their labels.

    Parameters
    ----------
    scores : array of shape (n_pairs,)
        Higher means likelier to say the same.
    labels : array of shape (n_pairs,) of {0, 1}
    threshold : float, default=0.5
        Score from which the answer is 1.

    Returns
    -------
    SentencePairScores

    Raises
    ------
    ValueError
        If there are no pairs, or the two differ in length.

    Examples
    --------
    >>> score_sentence_pairs([0.9, 0.4, 0.6, 0.1], [1, 1, 0, 0])
    SentencePairScores(accuracy=0.5, f1=0.5, auc=0.75, count=4)
    """
    values, truth = np.asarray(scores, float), np.asarray(labels)
    if not len(truth) or values.shape != truth.shape:
        raise ValueError(f"scores of shape {values.shape} for labels of shape {truth.shape}")
    from sklearn.metrics import accuracy_score, f1_score

    answers = (values >= threshold).astype(int)
    return SentencePairScores(
        accuracy=float(accuracy_score(truth, answers)),
        f1=float(f1_score(truth, answers, zero_division=0)),
        auc=auc(values, truth),
        count=len(truth),
    )
