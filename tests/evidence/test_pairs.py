"""The pruned candidate pairs beside the full table."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given

from dedup import Article
from dedup.evidence import Document, prepare
from dedup.evidence.bags import STOP_WEIGHT, bags
from dedup.evidence.pairs import FEATURES, LEAST_SCORE, describe, pairs
from tests.evidence.strategies import articles


def document(text: str) -> Document:
    return prepare(Article(id="x", text=text, language="en"))


def full_table(a: Document, b: Document) -> dict[tuple[int, int], float]:
    """Score every pair of sentences by plain Python sets."""
    sides = [
        [
            {type_ for type_ in d.types[d.borders[s] : d.borders[s + 1]] if type_}
            if not d.boilerplate[s]
            else set()
            for s in range(len(d.spans))
        ]
        for d in (a, b)
    ]
    total = math.log(sum(map(len, sides)) + 1)
    stops = {type_ for d in (a, b) for type_, stop in zip(d.types, d.stop, strict=True) if stop}

    def weight(type_: str) -> float:
        count = sum(type_ in sentence for sentence in sides[0] + sides[1])
        return (1 - math.log(count) / total) ** 2 * (STOP_WEIGHT if type_ in stops else 1)

    def coverage(own: set[str], other: set[str]) -> float:
        begun = {type_[:5] for type_ in other if type_[0] != "#"}
        explained = sum(
            weight(t) * (1 if t in other else 0.75 * (t[0] != "#" and t[:5] in begun)) for t in own
        )
        return explained / max(sum(map(weight, own)), 1e-12)

    def score(x: set[str], y: set[str]) -> float:
        left, right = coverage(x, y), coverage(y, x)
        return 2 * left * right / (left + right) if left + right else 0.0

    numbered = itertools.product(enumerate(sides[0]), enumerate(sides[1]))
    return {(i, j): score(x, y) for (i, x), (j, y) in numbered}


@given(articles, articles)
def test_scores_are_those_of_the_full_table(a: str, b: str) -> None:
    """Each candidate has the score that plain Python gives it, and no good pair is missing."""
    left, right = document(a), document(b)

    found = pairs(left, right)

    expected = full_table(left, right)
    scores = dict(
        zip(zip(found.a.tolist(), found.b.tolist(), strict=True), found.score, strict=True)
    )
    assert scores == pytest.approx({pair: expected[pair] for pair in scores})
    assert {pair for pair, score in expected.items() if score > 0.1} <= set(scores)


@given(articles, articles)
def test_pruning_leaves_out_only_what_is_next_to_nothing(a: str, b: str) -> None:
    """Score and mass are those of the full table; the lead misses at most a pruned rival."""
    left, right = document(a), document(b)
    found = pairs(left, right)
    vocabulary, bags_a, bags_b = bags(left, right)
    shape = (len(left.spans), len(right.spans))

    everything = describe(vocabulary, bags_a, bags_b, *np.indices(shape).reshape(2, -1))

    table = everything.features.reshape(*shape, len(FEATURES))[found.a, found.b]
    lead = [FEATURES.index("lead_low"), FEATURES.index("lead_high")]
    assert np.allclose(table[:, :2], found.features[:, :2])
    assert np.allclose(table[:, lead], found.features[:, lead], atol=LEAST_SCORE + 0.01)


@given(articles, articles)
def test_pairs_are_mirrored_when_the_documents_are_swapped(a: str, b: str) -> None:
    """Every number about a pair is the same from both sides."""
    left, right = document(a), document(b)

    there, back = pairs(left, right), pairs(right, left)

    order = np.lexsort((back.a, back.b))
    assert there.a.tolist() == back.b[order].tolist()
    assert there.b.tolist() == back.a[order].tolist()
    assert np.allclose(there.features, back.features[order])
