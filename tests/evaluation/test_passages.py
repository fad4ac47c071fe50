"""PlagDet against a slow implementation on sets of characters, and worked by hand."""

from math import log2

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dedup.evaluation import Passage, score_passages
from tests.evaluation.strategies import passage_lists

pairs = st.lists(st.tuples(passage_lists, passage_lists, st.sampled_from("xyz")), max_size=4)


def scored(drawn):
    cases, detections, labels = ([row[i] for row in drawn] for i in range(3))
    return score_passages(cases, detections, labels)


def characters(passage: Passage, pair: int) -> set[tuple[int, str, int]]:
    """Return every character as pair, article and place, as the definition has it."""
    sides = (("a", passage.a), ("b", passage.b))
    return {(pair, side, place) for side, span in sides for place in range(*span)}


def detects(left: set, right: set) -> bool:
    return {side for _, side, _ in left & right} == {"a", "b"}


def slow_score(drawn) -> tuple[float | None, float | None, float, float | None]:
    cases = [characters(case, i) for i, (found, _, _) in enumerate(drawn) for case in found]
    detections = [characters(case, i) for i, (_, found, _) in enumerate(drawn) for case in found]

    def coverage(passages, others):
        shares = [
            len(set().union(*(one & other for other in others if detects(one, other)))) / len(one)
            for one in passages
        ]
        return sum(shares) / len(shares) if shares else None

    precision, recall = coverage(detections, cases), coverage(cases, detections)
    counts = [sum(detects(case, found) for found in detections) for case in cases]
    detected = [count for count in counts if count]
    granularity = sum(detected) / len(detected) if detected else 1
    if precision is None and recall is None:
        return None, None, granularity, None
    both = (precision or 0) + (recall or 0)
    f1 = 2 * (precision or 0) * (recall or 0) / both if both else 0
    return precision, recall, granularity, f1 / log2(1 + granularity)


@given(pairs)
def test_plagdet_is_that_of_the_definition(drawn) -> None:
    """Scores on spans equal scores on sets of characters, written down from the definition."""
    score = scored(drawn).overall

    slow = slow_score(drawn)

    assert (score.precision, score.recall, score.granularity, score.plagdet) == tuple(
        None if value is None else pytest.approx(value) for value in slow
    )


@given(pairs)
def test_a_label_is_scored_like_a_collection_of_its_pairs(drawn) -> None:
    """The score of a label is the overall score of the pairs that bear it."""
    for label, score in scored(drawn).by_label.items():
        assert score == scored([row for row in drawn if row[2] == label]).overall


@given(pairs, st.randoms())
def test_order_changes_nothing(drawn, random) -> None:
    """Pairs, cases and detections may come in any order."""
    mixed = [(random.sample(c, len(c)), random.sample(d, len(d)), label) for c, d, label in drawn]
    random.shuffle(mixed)

    score, other = scored(drawn).overall, scored(mixed).overall

    assert score.plagdet == (None if other.plagdet is None else pytest.approx(other.plagdet))
    assert score.granularity == pytest.approx(other.granularity)


@given(pairs)
def test_scores_lie_in_their_ranges(drawn) -> None:
    """Ratios lie in [0, 1], and granularity is at least 1."""
    score = scored(drawn).overall

    assert score.granularity >= 1
    assert all(0 <= (v or 0) <= 1 + 1e-9 for v in (score.precision, score.recall, score.plagdet))


def test_perfect_detections_score_one() -> None:
    """Who finds exactly the cases, which lie apart, has 1 everywhere."""
    cases = [Passage(a=(0, 10), b=(5, 25)), Passage(a=(20, 30), b=(40, 41))]

    score = score_passages([cases], [cases[::-1]], ["copy"]).overall

    assert (score.precision, score.recall, score.granularity, score.plagdet) == (1, 1, 1, 1)


def test_a_worked_example() -> None:
    """Two detections of one case, one miss and one false alarm, computed on paper.

    The first case has 100 + 100 characters; its detections cover [0, 60) and [50, 80) of a, and
    [0, 50) and [50, 100) of b: (80 + 100) / 200 = .9. The second case is missed.
    """
    cases = [
        Passage(a=(0, 100), b=(0, 100)),
        Passage(a=(500, 600), b=(500, 600)),
    ]
    detections = [
        Passage(a=(0, 60), b=(0, 50)),
        Passage(a=(50, 80), b=(50, 130)),  # 80 of its 110 characters lie in the case
        Passage(a=(0, 100), b=(300, 400)),  # right in a alone: detects nothing
    ]

    score = score_passages([cases], [detections], ["copy"]).overall

    precision, recall = (1 + 80 / 110 + 0) / 3, 0.9 / 2
    assert score.precision == pytest.approx(precision)
    assert score.recall == pytest.approx(recall)
    assert score.granularity == 2
    assert score.plagdet == pytest.approx(2 * precision * recall / (precision + recall) / log2(3))


def test_passages_of_another_pair_do_not_count() -> None:
    """The same places in other articles detect nothing."""
    passage = Passage(a=(0, 10), b=(0, 10))

    score = score_passages([[passage], []], [[], [passage]], ["copy", "none"])

    assert score.overall.plagdet == 0
    assert score.by_label["none"].recall is None
    assert score.by_label["none"].detections == 1


def test_without_cases_and_detections_there_is_no_score() -> None:
    """Nothing to find and nothing found is neither success nor failure."""
    score = score_passages([[]], [[]], ["none"]).overall

    assert (score.precision, score.recall, score.plagdet) == (None, None, None)


@pytest.mark.parametrize("span", [(3, 3), (4, 2), (-1, 2)])
def test_a_passage_has_characters(span) -> None:
    """Empty and negative spans are refused where they are made."""
    with pytest.raises(ValueError, match="no span of characters"):
        Passage(a=span, b=(0, 1))


def test_each_pair_has_cases_detections_and_a_label() -> None:
    """Lists of different lengths are refused."""
    with pytest.raises(ValueError, match="shorter"):
        score_passages([[]], [], ["none"])
