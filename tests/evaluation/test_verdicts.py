"""Figures of probabilities, against slow implementations and worked by hand."""

from itertools import product

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from sklearn.calibration import calibration_curve

from dedup.evaluation import score_verdicts
from dedup.evaluation.verdicts import (
    auc,
    expected_calibration_error,
    precision_recall_points,
    recall_at_false_positives,
    reliability_bins,
)

probabilities = st.integers(0, 20).map(lambda n: n / 20)  # many ties, and every bin edge
judged = st.lists(st.tuples(probabilities, st.integers(0, 1)), min_size=1, max_size=40)


def columns(drawn):
    return [row[0] for row in drawn], [row[1] for row in drawn]


def scores_of(drawn, **options):
    values, truth = columns(drawn)
    return score_verdicts(values, truth, ["all"] * len(truth), **options)


@given(judged)
def test_auc_is_the_share_of_pairs_in_order(drawn) -> None:
    """AUC counts the positives above each negative, ties as one half."""
    values, truth = columns(drawn)
    positives = [value for value, true in drawn if true]
    negatives = [value for value, true in drawn if not true]

    wins = [(p > n) + (p == n) / 2 for p, n in product(positives, negatives)]

    assert auc(values, truth) == (pytest.approx(np.mean(wins)) if wins else None)


@given(judged, st.sampled_from([0, 0.01, 0.1, 0.5]))
def test_recall_at_false_positives_tries_every_threshold(drawn, rate) -> None:
    """No threshold that keeps to the rate finds more."""
    positives = np.array([value for value, true in drawn if true])
    negatives = np.array([value for value, true in drawn if not true])

    found = recall_at_false_positives(*columns(drawn), rate)

    if not len(positives) or not len(negatives):
        assert found is None
    else:
        thresholds = [threshold / 20 for threshold in range(22)]
        kept = [t for t in thresholds if np.mean(negatives >= t) <= rate]
        assert found == pytest.approx(max(np.mean(positives >= t) for t in kept))


@given(judged)
def test_bins_are_those_of_scikit_learn(drawn) -> None:
    """Ten bins of equal width, each with its mean probability and share of positives."""
    values, truth = columns(drawn)

    bins = reliability_bins(values, truth)

    shares, means = calibration_curve(truth, values, n_bins=10, strategy="uniform")
    assert [bin_.share for bin_ in bins] == pytest.approx(shares.tolist())
    assert [bin_.probability for bin_ in bins] == pytest.approx(means.tolist())
    assert sum(bin_.count for bin_ in bins) == len(drawn)


def test_calibration_error_by_hand() -> None:
    """Three bins: 0.2 twice against a share of 0, then 0.7 and 0.8 each against 1."""
    error = expected_calibration_error([0.2, 0.2, 0.7, 0.8], [0, 0, 1, 1])

    assert error == pytest.approx((2 * 0.2 + 0.3 + 0.2) / 4)
    assert expected_calibration_error([], []) == 0


@given(judged)
def test_perfect_probabilities_score_perfectly(drawn) -> None:
    """The truth itself as probability has AUC, average precision and recall 1, errors 0."""
    truth = [true for _, true in drawn]

    scores = scores_of([(true, true) for true in truth])

    both = len(set(truth)) == 2
    assert (scores.brier, scores.ece) == (0, 0)
    assert (scores.auc, scores.recall_at_1pct_fpr) == ((1, 1) if both else (None, None))
    assert scores.average_precision == (1 if any(truth) else None)


@given(judged, st.randoms())
def test_order_changes_nothing(drawn, random) -> None:
    """Pairs may come in any order."""
    scores, mixed = scores_of(drawn), scores_of(random.sample(drawn, len(drawn)))

    assert (scores.auc, scores.flagged) == (mixed.auc, mixed.flagged)
    assert scores.ece == pytest.approx(mixed.ece)
    np.testing.assert_allclose(scores.curve, mixed.curve)


@given(judged)
def test_the_curve_runs_from_sure_to_all(drawn) -> None:
    """Recall rises from 0 to 1, where precision is at most what flagging all would give."""
    values, truth = columns(drawn)

    points = precision_recall_points(values, truth)

    if any(truth):
        assert points[0].tolist() == [0, 1]
        assert (np.diff(points[:, 0]) >= 0).all()
        assert points[-1].tolist() == pytest.approx([1, np.mean(truth)])
    else:
        assert points.shape == (0, 2)


def test_pairs_that_say_nothing_of_reuse_are_only_flagged() -> None:
    """A label without reuse has its flagged share and touches no other figure."""
    scores = score_verdicts([0.9, 0.1, 0.5, 0.4], [1, 0, None, None], ["y", "n", "event", "event"])

    assert scores.flagged == {"event": 0.5, "n": 0.0, "y": 1.0}
    assert scores.labels == {"event": 2, "n": 1, "y": 1}
    assert (scores.positives, scores.negatives) == (1, 1)
    assert scores.brier == pytest.approx(0.01)


def test_without_any_truth_there_are_only_flagged_shares() -> None:
    """Figures that need the truth are None, and nothing warns."""
    scores = score_verdicts([0.7], [None], ["event"], threshold=0.7)

    assert scores.flagged == {"event": 1.0}
    assert {scores.auc, scores.brier, scores.ece, scores.recall_at_1pct_fpr} == {None}
    assert scores.reliability == ()


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_what_is_no_probability_is_refused(value) -> None:
    """Probabilities are numbers in [0, 1]."""
    with pytest.raises(ValueError, match=r"in \[0, 1\]"):
        score_verdicts([value], [1], ["y"])


def test_each_pair_has_a_probability_and_a_label() -> None:
    """Lists of different lengths are refused."""
    with pytest.raises(ValueError, match="2 pairs"):
        score_verdicts([0.5], [1, 0], ["y", "n"])
    with pytest.raises(ValueError, match=r"longer|shorter"):
        score_verdicts([0.5, 0.6], [1, 0], ["y"])
