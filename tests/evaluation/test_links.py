"""Sentence links, matched through their characters."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dedup.evaluation import Link, LinkScores, score_links
from tests.evaluation.strategies import link_lists

pairs = st.lists(st.tuples(link_lists, link_lists), max_size=3)

# Three sentences on each side, of 40, 60 and 50 characters.
S = ((0, 40), (41, 101), (102, 152))


def link(a: list[int], b: list[int], kind: str = "light") -> Link:
    return Link(a=tuple(S[i] for i in a), b=tuple(S[j] for j in b), kind=kind)


def spans(a: list[tuple[int, int]], b: list[tuple[int, int]]) -> Link:
    return Link(a=tuple(a), b=tuple(b), kind="predicted")


def scored(gold: list[Link], predicted: list[Link]) -> tuple[float | None, float | None]:
    scores = score_links([gold], [predicted])
    return scores.precision, scores.recall


def slow_counts(gold: list[Link], predicted: list[Link]) -> tuple[int, int, int, int]:
    """Return right, predicted, found and gold parts, on sets of characters."""

    def characters(some) -> set[int]:
        return {place for start, end in some for place in range(start, end)}

    def parts(one: Link) -> list[tuple[set[int], set[int]]]:
        if len(one.a) >= len(one.b):
            return [(characters([span]), characters(one.b)) for span in one.a]
        return [(characters(one.a), characters([span])) for span in one.b]

    def agree(mine: set[int], yours: set[int]) -> bool:
        common = len(mine & yours)
        return common >= min(len(mine), len(yours)) / 2 and common >= len(mine) / 4

    right, found, total = set(), 0, 0
    mine = [part for one in predicted for part in parts(one)]
    for one in gold:
        sides = characters(one.a), characters(one.b)
        matched = [i for i, part in enumerate(mine) if all(map(agree, part, sides))]
        right |= set(matched)
        cover = [set().union(*(mine[i][side] for i in matched)) for side in (0, 1)]
        for part in parts(one):
            found += all(len(part[i] & cover[i]) >= len(part[i]) / 2 for i in (0, 1))
            total += 1
    return len(right), len(mine), found, total


@given(pairs)
def test_scores_are_those_of_the_definition(drawn) -> None:
    """Scores on spans equal scores on sets of characters."""
    scores = score_links([gold for gold, _ in drawn], [found for _, found in drawn])

    right, predicted, found, gold = map(
        sum, zip((0, 0, 0, 0), *(slow_counts(*row) for row in drawn), strict=True)
    )
    assert scores.precision == (right / predicted if predicted else None)
    assert scores.recall == (found / gold if gold else None)
    assert (scores.predicted, scores.gold) == (predicted, gold)


@given(link_lists)
def test_perfect_predictions_score_one(gold) -> None:
    """Who predicts the gold links has precision and recall 1, whatever the links."""
    assert scored(gold, gold) == ((1, 1) if gold else (None, None))


@given(link_lists, link_lists, st.randoms())
def test_order_changes_nothing(gold, predicted, random) -> None:
    """Links may come in any order."""
    mixed = random.sample(gold, len(gold)), random.sample(predicted, len(predicted))

    assert scored(gold, predicted) == scored(*mixed)


@given(link_lists, link_lists)
def test_kinds_make_up_the_whole(gold, predicted) -> None:
    """The kinds' recalls, weighted by their parts, give the recall of all."""
    scores = score_links([gold], [predicted])

    found = sum(kind.recall * kind.gold for kind in scores.by_kind.values())

    assert sum(kind.gold for kind in scores.by_kind.values()) == scores.gold
    assert found == pytest.approx((scores.recall or 0) * scores.gold)


def test_one_merged_link_is_worth_two_single_ones() -> None:
    """Two sentences to one may be predicted as one link or as two."""
    assert scored([link([0, 1], [2])], [link([0], [2]), link([1], [2])]) == (1, 1)
    assert scored([link([0], [2]), link([1], [2])], [link([0, 1], [2])]) == (1, 1)


def test_half_a_merged_link_is_half_found() -> None:
    """Of two merged sentences, finding one is recall 1/2; a wrong third is precision 2/3."""
    assert scored([link([0, 1], [2])], [link([1], [2])]) == (1, 0.5)
    assert scored([link([0, 1], [2])], [link([0, 1, 2], [2])]) == (pytest.approx(2 / 3), 1)


def test_another_segmentation_is_no_error() -> None:
    """Sentences cut in pieces, run together or trimmed at the ends match all the same."""
    gold = [link([0], [0]), link([1], [1])]

    pieces = [spans([(0, 20)], [(0, 40)]), spans([(20, 40)], [(0, 40)]), link([1], [1])]
    together = [spans([(0, 101)], [(0, 101)])]
    trimmed = [spans([(3, 38)], [(1, 40)]), spans([(45, 101)], [(41, 95)])]

    assert [scored(gold, some) for some in (pieces, together, trimmed)] == [(1, 1)] * 3


def test_a_piece_alone_does_not_find_its_sentence() -> None:
    """A quarter of a sentence is right as far as it goes, but the link is not found by it."""
    assert scored([link([0], [0])], [spans([(0, 10)], [(0, 40)])]) == (1, 0)


def test_a_block_over_everything_is_wrong() -> None:
    """Linking whole articles is not aligning sentences."""
    sentences = [(100 * i, 100 * i + 99) for i in range(10)]
    gold = [spans([span], [span]) for span in sentences]

    assert scored(gold, [spans([(0, 999)], [(0, 999)])]) == (0, 0)


def test_both_sides_must_match() -> None:
    """The right sentence linked to the wrong one is neither right nor found."""
    assert scored([link([0], [0])], [link([0], [1])]) == (0, 0)


def test_links_of_another_pair_do_not_count() -> None:
    """The same places in other articles match nothing; nothing at all has no score."""
    assert score_links([[link([0], [0])], []], [[], [link([0], [0])]]).f1 == 0
    assert score_links([], []) == LinkScores(
        precision=None, recall=None, f1=None, predicted=0, gold=0, by_kind={}
    )


def test_a_link_has_sentences_on_both_sides() -> None:
    """Half a link is refused where it is made."""
    with pytest.raises(ValueError, match="both sides"):
        Link(a=(), b=((0, 1),), kind="light")
