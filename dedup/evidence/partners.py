"""How sentences answer each other: what each shares with its best partner in the other article.

Who rewrites a sentence keeps its facts and some of its words together, in one place. Who reports
the same event finds the same facts, and deals them out anew.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.unquoted import Unquoted

    Array = NDArray[np.float64]

_LITTLE = 0.5  # weight that is added, so that a sentence of one word proves little
_REACH = 2  # sentences to either side whose partners count
_FAR = 4  # sentences by which their partners may lie apart
_NEAR = 2
_FEW = 1.5  # sentences that are added to those of an article
_DIGITS = 9
MEASURES = (
    "partner_cover", "partner_mass", "partner_facts", "partner_facts_back", "partner_words",
    "partner_words_back", "partner_phrases", "partner_word_order", "partner_follow",
    "partner_distance",
)  # fmt: skip


class _Weights(NamedTuple):
    """Weight of each type of two articles; the number of each shared one; which types are facts."""

    all: Mapping[str, float]
    shared: Mapping[str, int]
    facts: Collection[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentences:
    """The own words of an article's sentences.

    Parameters
    ----------
    bags : ndarray of shape (n_sentences, n_shared), dtype float64
        1 where a sentence has a shared type.
    mass, facts : ndarray of shape (n_sentences,), dtype float64
        Weight of all a sentence's types, and of its names and numbers.
    order : sequence of mapping of str to int
        Place of each type in its sentence.
    phrases : sequence of set of (str, str)
        Neighbouring types of each sentence.
    prose : ndarray of shape (n_sentences,), dtype bool
    """

    bags: Array
    mass: Array
    facts: Array
    order: Sequence[Mapping[str, int]]
    phrases: Sequence[set[tuple[str, str]]]
    prose: NDArray[np.bool_]


def partners(a: Unquoted, b: Unquoted, facts: Collection[str]) -> dict[str, float]:
    r"""Measure how the sentences of two articles answer each other.

    Parameters
    ----------
    a, b : Unquoted
    facts : collection of str
        The types that are names or numbers.

    Returns
    -------
    dict of str to float
        For each of ``MEASURES`` the mean over an article's sentences, of both articles the lesser
        with ``_low`` added to its name and the greater with ``_high``.

    Notes
    -----
    A type that stands in ``d`` of all ``n`` sentences weighs
    :math:`(1 - \ln d / \ln(n + 1))^2`.
    """
    weights = _weigh(a, b, facts)
    left, right = _sentences(a, weights), _sentences(b, weights)
    each = np.array([weights.all[type_] for type_ in weights.shared])
    told = np.array([type_ in facts for type_ in weights.shared], np.float64)
    means = [_means(own, other, each, told) for own, other in ((left, right), (right, left))]
    return {
        f"{name}_{side}": float(choose(x, y))
        for name, x, y in zip(MEASURES, *means, strict=True)
        for side, choose in (("low", min), ("high", max))
    }


def _weigh(a: Unquoted, b: Unquoted, facts: Collection[str]) -> _Weights:
    kinds = [
        Counter(type_ for _, type_ in set(zip(own.sentences.tolist(), own.types, strict=True)))
        for own in (a, b)
    ]
    sentences = float(np.log(len(a.prose) + len(b.prose) + 1)) or 1.0
    counts = sorted((kinds[0] + kinds[1]).items())
    found = (1 - np.log([count for _, count in counts]) / sentences) ** 2
    return _Weights(
        all=dict(zip((type_ for type_, _ in counts), found.tolist(), strict=True)),
        shared={type_: at for at, type_ in enumerate(sorted(kinds[0].keys() & kinds[1].keys()))},
        facts=facts,
    )


def _sentences(own: Unquoted, weights: _Weights) -> _Sentences:
    count = len(own.prose)
    bags = np.zeros((count, len(weights.shared)))
    mass, facts = [0.0] * count, [0.0] * count
    order: list[dict[str, int]] = [{} for _ in range(count)]
    words = list(zip(own.sentences.tolist(), own.types, strict=True))
    for sentence, type_ in words:
        if type_ in order[sentence]:
            continue
        order[sentence][type_] = len(order[sentence])
        mass[sentence] += weights.all[type_]
        if type_ in weights.facts:
            facts[sentence] += weights.all[type_]
        if (at := weights.shared.get(type_)) is not None:
            bags[sentence, at] = 1
    phrases: list[set[tuple[str, str]]] = [set() for _ in range(count)]
    for (sentence, type_), (after, other) in pairwise(words):
        if sentence == after:
            phrases[sentence].add((type_, other))
    return _Sentences(
        bags=bags,
        mass=np.array(mass, np.float64),
        facts=np.array(facts, np.float64),
        order=order,
        phrases=phrases,
        prose=own.prose,
    )


def _means(own: _Sentences, other: _Sentences, weights: Array, facts: Array) -> Array:
    """Average the measures of the sentences that are prose, an article of few towards 0."""
    counted = own.prose & (own.mass > 0)
    if not counted.any() or not len(other.mass):
        return np.zeros(len(MEASURES))
    measured = np.stack(_measures(own, other, weights, facts))[:, counted]
    return np.asarray(measured.sum(1) / (counted.sum() + _FEW))


def _measures(own: _Sentences, other: _Sentences, weights: Array, facts: Array) -> list[Array]:
    shared = (own.bags * weights) @ other.bags.T * other.prose
    best = (shared / np.sqrt(other.mass + 1)).round(_DIGITS).argmax(1)
    rows = np.arange(len(best))
    found = shared[rows, best]
    told = (own.bags * other.bags[best]) @ (weights * facts) * (found > 0)
    partner = np.where(found > 0, best, -1)
    cover = found / (own.mass + _LITTLE)
    plain, others_plain = own.mass - own.facts, (other.mass - other.facts)[best]
    apart = np.abs((rows + 0.5) / len(rows) - (best + 0.5) / len(other.mass))
    return [
        cover,
        np.log1p(found),
        told / (own.facts + _LITTLE),
        told / (other.facts[best] + _LITTLE),
        (found - told) / (plain + _LITTLE),
        (found - told) / (others_plain + _LITTLE),
        *_inside(own, other, partner.tolist()),
        _follow(partner, cover, own.prose),
        apart,
    ]


def _inside(own: _Sentences, other: _Sentences, partner: Sequence[int]) -> tuple[Array, Array]:
    """Give shares of neighbouring words that partners share, and of shared words in one order."""
    phrases, order = np.zeros(len(partner)), np.zeros(len(partner))
    for at, best in enumerate(partner):
        if best < 0:
            continue
        mine, theirs = own.phrases[at], other.phrases[best]
        phrases[at] = len(mine & theirs) / (len(mine) + 2)
        places = [other.order[best][type_] for type_ in own.order[at] if type_ in other.order[best]]
        rising = sum(after > before for before, after in pairwise(places))
        order[at] = (rising + 0.5) / (len(places) + 1) if len(places) > 1 else 0.5
    return phrases, order


def _follow(partner: NDArray[np.int64], cover: Array, prose: NDArray[np.bool_]) -> Array:
    """Add up the cover of neighbours whose partners stand in the same order, and near."""
    places = np.flatnonzero(prose)
    total = np.zeros(len(partner))
    chosen, weight = partner[places], cover[places]
    for step in range(1, _REACH + 1):
        here, there = slice(None, -step or None), slice(step, None)
        ahead = chosen[there] - chosen[here]
        known = (chosen[there] >= 0) & (chosen[here] >= 0) & (ahead >= 0) & (ahead <= _FAR)
        counts = known * np.where(ahead <= _NEAR, 1.0, 0.5)
        total[places[here]] += counts * weight[there]
        total[places[there]] += counts * weight[here]
    return total
