"""The company that shared words keep: which stand together in both articles, and in what order.

Independent reports of one event share its facts but not their arrangement: who writes anew puts
other facts into one sentence. A rewriter changes the words around them and leaves them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.search.ragged import ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.evidence.unquoted import Numbered, Unquoted

_MOST_TYPES = 3000  # shared types; beyond it the commonest are left out
_NEAR = 20  # words
_NEIGHBOURS = 12  # words
_RARE = 2  # times
_FEWEST = 3  # rare shared words that have an order
_PAIRS = 10.0  # unshared pairs that are added, so that a few shared words prove little
_ROUNDING = 1e-6
_SENTENCES = 3  # that a passage has at least


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWords:
    """The shared types of two articles' own words, numbered, as one article uses them.

    Parameters
    ----------
    types : ndarray of shape (n_words,), dtype int64
        Numbers of the types, in order of the words.
    places, sentences : ndarray of shape (n_words,), dtype int64
        Of the words; see `Unquoted`.
    counts : ndarray of shape (n_types,), dtype int64
        How often the article uses each type.
    bags : ndarray of shape (n_sentences, n_types), dtype float32
        1 where a sentence has a type.
    """

    types: NDArray[np.int64]
    places: NDArray[np.int64]
    sentences: NDArray[np.int64]
    counts: NDArray[np.int64]
    bags: NDArray[np.float32]


def shared_words(
    a: Unquoted, b: Unquoted, words: Numbered
) -> tuple[SharedWords, SharedWords, NDArray[np.bool_]]:
    """Put numbers to the types that both have, and tell which are names or numbers."""
    counts = [np.bincount(found, minlength=len(words.types)) for found in (words.a, words.b)]
    common = np.flatnonzero((counts[0] > 0) & (counts[1] > 0))
    if len(common) > _MOST_TYPES:
        used = (counts[0] + counts[1])[common]
        common = np.sort(common[np.argsort(used, kind="stable")[:_MOST_TYPES]])
    numbers = np.full(len(words.types), -1)
    numbers[common] = np.arange(len(common))
    sides = [_used(own, numbers[found], len(common))
             for own, found in ((a, words.a), (b, words.b))]  # fmt: skip
    return sides[0], sides[1], words.facts[common]


def _used(own: Unquoted, found: NDArray[np.int64], count: int) -> SharedWords:
    kept = found >= 0
    types, sentences = found[kept], own.sentences[kept]
    bags = np.zeros((len(own.prose), count), np.float32)
    bags[sentences, types] = 1
    return SharedWords(
        types=types,
        places=own.places[kept],
        sentences=sentences,
        counts=np.bincount(types, minlength=count),
        bags=bags,
    )


def company(a: SharedWords, b: SharedWords, facts: NDArray[np.bool_]) -> tuple[float, float, float]:
    """Compare which shared words stand together in both articles.

    Returns
    -------
    company, company_of_facts, company_near : float
        Pairs of shared words that share a sentence in both articles, of those that do in either;
        the same of names and numbers alone; pairs that lie near each other in both, of those in
        the article with fewer. In [0, 1].

    Notes
    -----
    A pair weighs the more the rarer its words are, the fourth root of how often either is used.
    """
    weights = (np.maximum(a.counts * b.counts, 1) ** -0.25).astype(np.float32)
    in_a, in_b = _together(a), _together(b)
    return (
        _jaccard(in_a, in_b, weights),
        _jaccard(in_a, in_b, weights * facts),
        _containment(_near(a), _near(b), weights),
    )


def _together(side: SharedWords) -> NDArray[np.float32]:
    """Mark the pairs of types that share a sentence."""
    return (side.bags.T @ side.bags > 0).astype(np.float32)


def _near(side: SharedWords) -> NDArray[np.float32]:
    """Mark the pairs of types that lie near each other."""
    size = len(side.counts)
    near = np.zeros((size, size), np.float32)
    after = np.arange(1, len(side.places) + 1)
    counts = np.searchsorted(side.places, side.places + _NEAR, side="right") - after
    near[np.repeat(side.types, counts), side.types[ranges(after, counts)]] = 1
    return np.maximum(near, near.T)


def _mass(pairs: NDArray[np.float32], weights: NDArray[np.float32]) -> float:
    """Weigh the pairs of different types that are marked."""
    return float(weights @ pairs @ weights - weights**2 @ pairs.diagonal())


def _jaccard(a: NDArray[np.float32], b: NDArray[np.float32], weights: NDArray[np.float32]) -> float:
    both = _mass(a * b, weights)
    return both / (_mass(a, weights) + _mass(b, weights) - both + _PAIRS)


def _containment(
    a: NDArray[np.float32], b: NDArray[np.float32], weights: NDArray[np.float32]
) -> float:
    return _mass(a * b, weights) / (min(_mass(a, weights), _mass(b, weights)) + _PAIRS)


def crowds(a: SharedWords, b: SharedWords) -> tuple[float, float, float, float]:
    """Compare what single pairs of sentences share with what the articles share.

    Returns
    -------
    company_of_many : float
        Cubes of what the pairs of sentences share, beside the cubes of what the sentences could.
    one_place_low, one_place_high : float
        Mean share of a sentence's shared words that stand in one sentence of the other article:
        of the articles the lesser and the greater. In [0, 1].
    crowded : float
        Mean weight of what the three best partners share.
    """
    weights = np.maximum(a.counts * b.counts, 1) ** -0.25
    both = (a.bags * weights) @ b.bags.T
    mass_a, mass_b = a.bags @ weights, b.bags @ weights
    possible = np.sqrt((mass_a**3).sum() * (mass_b**3).sum())
    best_a, best_b = both.max(1, initial=0), both.max(0, initial=0)
    low, high = sorted(
        float((best.sum() + 1) / (mass.sum() + 6))
        for best, mass in ((best_a, mass_a), (best_b, mass_b))
    )
    least = np.maximum(best_a[:, None], best_b) - _ROUNDING
    mutual = both[(both >= least) & (both > _ROUNDING)]
    crowded = np.sort(mutual)[::-1][:_SENTENCES].sum() / _SENTENCES
    return float((both**3).sum() / (possible + _PAIRS)), low, high, float(crowded)


def sequence(a: SharedWords, b: SharedWords) -> float:
    """Give the share of rare shared words' near neighbours that are so in both articles."""
    rare = np.flatnonzero((a.counts <= _RARE) & (b.counts <= _RARE))
    if len(rare) < _FEWEST:
        return 0.0
    first_a, first_b = _firsts(a)[rare], _firsts(b)[rare]
    (near_a, both_a), (near_b, both_b) = _following(first_a, first_b), _following(first_b, first_a)
    return ((both_a + both_b) / 2 + 0.5) / (min(near_a, near_b) + 4)


def _firsts(side: SharedWords) -> NDArray[np.int64]:
    """Give the place where each type first stands."""
    firsts = np.zeros(len(side.counts), np.int64)
    firsts[side.types[::-1]] = side.places[::-1]
    return firsts


def _following(places: NDArray[np.int64], others: NDArray[np.int64]) -> tuple[int, int]:
    """Count the neighbours that lie near each other in one article, and in the other too."""
    order = np.argsort(places)
    near = np.diff(places[order]) <= _NEIGHBOURS
    return int(near.sum()), int((near & (np.abs(np.diff(others[order])) <= _NEIGHBOURS)).sum())
