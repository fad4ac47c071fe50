"""The threshold for a wanted false-alarm rate, and whether its promise holds."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from dedup.errors import InputError
from dedup.evaluation import choose_threshold

probabilities = st.integers(0, 99).map(lambda n: n / 100)


def tuned(negatives, positives=(), rate=0.1):
    truth = [0] * len(negatives) + [1] * len(positives)
    return choose_threshold([*negatives, *positives], truth, false_alarm_rate=rate)


@given(
    st.lists(probabilities, min_size=1, max_size=60),
    st.lists(probabilities, max_size=10),
    st.sampled_from([0.01, 0.05, 0.1, 0.3]),
)
def test_the_threshold_is_the_lowest_that_keeps_to_the_rate(negatives, positives, rate) -> None:
    """The expected rate is kept if it can be; one more flagged value would break it."""
    tuning = tuned(negatives, positives, rate)

    flagged = sum(value >= tuning.threshold for value in negatives)
    below = max(value for value in negatives if value < tuning.threshold)
    lower = sum(value >= below for value in negatives)
    assert tuning.expected == (flagged + 1) / (len(negatives) + 1)
    assert tuning.expected <= rate or (flagged == 0 and tuning.warning)
    assert (lower + 1) / (len(negatives) + 1) > rate


@given(st.lists(probabilities, min_size=1), st.lists(probabilities, min_size=1), st.randoms())
def test_order_changes_nothing(negatives, positives, random) -> None:
    """Pairs may come in any order."""
    mixed = random.sample(negatives, len(negatives)), random.sample(positives, len(positives))

    assert tuned(negatives, positives) == tuned(*mixed)


def test_the_threshold_is_a_short_number_that_flags_the_same_pairs() -> None:
    """It lies above the last accepted negative and not above the next pair."""
    tuning = tuned([i / 1000 for i in range(100)], [0.0904321, 0.9], rate=0.1)

    assert tuning.threshold == 0.0901
    assert (tuning.false_alarms.count, tuning.recall.count) == (9, 2)


def test_the_promise_holds_on_average_over_samples() -> None:
    """Among fresh negatives the mean rate is the expected one, within four standard errors."""
    rng = np.random.default_rng(7)
    rates = [1 - tuned(rng.uniform(size=99), rate=0.05).threshold for _ in range(400)]
    highs = [tuned(rng.uniform(size=99), rate=0.05).false_alarms.high for _ in range(5)]

    # The rate is Beta(5, 95): mean .05, standard deviation .0217 (the rounding up is < .001).
    assert np.mean(rates) == pytest.approx(0.05, abs=4 * 0.0217 / 20 + 0.001)
    assert highs == pytest.approx([0.0998] * 5, abs=1e-3)  # Clopper-Pearson of 4 in 99


def test_too_few_negatives_are_told() -> None:
    """Where even no false alarm promises too little, the warning says what is needed."""
    tuning = tuned([0.2] * 40, rate=0.01)

    assert tuning.threshold > 0.2
    assert tuning.warning == (
        "40 pairs without reuse cannot promise a false-alarm rate of 0.01: expect 0.024 "
        "(at least 99 such pairs are needed)"
    )
    assert tuned([0.2] * 99, rate=0.01).warning is None


def test_intervals_are_those_of_clopper_and_pearson() -> None:
    """None of n has the upper bound 1 - (alpha / 2) ** (1 / n)."""
    tuning = tuned([0.1] * 50, [0.9] * 20, rate=0.02)

    assert (tuning.false_alarms.low, tuning.recall.value) == (0, 1)
    assert tuning.false_alarms.high == pytest.approx(1 - 0.025 ** (1 / 50))
    assert tuning.recall.low == pytest.approx(0.025 ** (1 / 20))


def test_without_reuse_there_is_no_recall() -> None:
    """Negatives alone give a threshold."""
    assert tuned([0.1, 0.2]).recall is None


def test_what_cannot_be_tuned_is_refused() -> None:
    """No negatives, too many sure ones, or an impossible rate are told in a line."""
    with pytest.raises(InputError, match="no pairs without reuse"):
        tuned([], [0.5])
    with pytest.raises(InputError, match="3 pairs have the probability 1"):
        tuned([1, 1, 0.5], [1])
    with pytest.raises(ValueError, match=r"in \(0, 1\)"):
        tuned([0.5], rate=1)
