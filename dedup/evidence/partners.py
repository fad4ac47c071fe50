"""How sentences answer each other: what each shares with its best partner in the other article.

Who rewrites a sentence keeps its facts and some of its words together, in one place. Who reports
the same event finds the same facts, and deals them out anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.search.ragged import find_among
from dedup.search.shingles import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.evidence.unquoted import Numbered, Unquoted

    Array = NDArray[np.float64]
    Places = NDArray[np.int64]

_LITTLE = 0.5  # weight that is added, so that a sentence of one word proves little
_REACH = 2  # sentences to either side whose partners count
_FAR = 4  # sentences by which their partners may lie apart
_NEAR = 2
_FEW = 1.5  # sentences that are added to those of an article
_DIGITS = 9
_MOST_CELLS = 4_000_000
MEASURES = (
    "partner_cover", "partner_mass", "partner_facts", "partner_facts_back", "partner_words",
    "partner_words_back", "partner_phrases", "partner_word_order", "partner_follow",
    "partner_distance",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentences:
    """The own words of an article's sentences; types are numbered alike in both articles.

    Parameters
    ----------
    keys : ndarray of shape (n_keys,), dtype int64, ascending
        ``sentence * n_types + type`` of all types in all sentences.
    order : ndarray of shape (n_keys,), dtype int64
        Numbers of the keys in the order in which they come up.
    phrases : ndarray of shape (n_phrases,), dtype int64, ascending
        ``(sentence * n_types + type) * n_types + type`` of neighbouring words.
    bags : ndarray of shape (n_sentences, n_shared), dtype float64
        1 where a sentence has a shared type.
    mass, facts : ndarray of shape (n_sentences,), dtype float64
        Weight of all a sentence's types, and of its names and numbers.
    prose : ndarray of shape (n_sentences,), dtype bool
    """

    keys: Places
    order: Places
    phrases: Places
    bags: Array
    mass: Array
    facts: Array
    prose: NDArray[np.bool_]


def partners(a: Unquoted, b: Unquoted, words: Numbered) -> dict[str, float]:
    r"""Measure how the sentences of two articles answer each other.

    Parameters
    ----------
    a, b : Unquoted
    words : Numbered
        Their words.

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
    types, told = words.types, words.facts
    keys = [own.sentences * len(types) + found for own, found in ((a, words.a), (b, words.b))]
    counts = [
        np.bincount(distinct(found) % max(len(types), 1), minlength=len(types)) for found in keys
    ]
    sentences = float(np.log(len(a.prose) + len(b.prose) + 1)) or 1.0
    weights = (1 - np.log(counts[0] + counts[1]) / sentences) ** 2
    shared = np.flatnonzero((counts[0] > 0) & (counts[1] > 0))
    left, right = (
        _sentences(own.prose, found, weights, told, shared)
        for own, found in zip((a, b), keys, strict=True)
    )
    means = [
        _means(own, other, weights[shared], told[shared].astype(np.float64), len(types))
        for own, other in ((left, right), (right, left))
    ]
    return {
        f"{name}_{side}": float(choose(x, y))
        for name, x, y in zip(MEASURES, *means, strict=True)
        for side, choose in (("low", min), ("high", max))
    }


def _sentences(
    prose: NDArray[np.bool_],
    words: Places,
    weights: Array,
    facts: NDArray[np.bool_],
    shared: Places,
) -> _Sentences:
    size = len(weights)
    keys, firsts = np.unique(words, return_index=True)
    sentences, types = np.divmod(keys, max(size, 1))
    of_shared = np.zeros(size, np.int64)
    of_shared[shared] = np.arange(1, len(shared) + 1)
    bags = np.zeros((len(prose), len(shared) + 1))
    bags[sentences, of_shared[types]] = 1
    beside = words[1:] // max(size, 1) == words[:-1] // max(size, 1)
    return _Sentences(
        keys=keys,
        order=np.argsort(firsts),
        phrases=distinct(words[:-1][beside] * size + words[1:][beside] % max(size, 1)),
        bags=bags[:, 1:],
        mass=np.bincount(sentences, weights[types], len(prose)).astype(np.float64),
        facts=np.bincount(sentences, (weights * facts)[types], len(prose)).astype(np.float64),
        prose=prose,
    )


def _means(own: _Sentences, other: _Sentences, weights: Array, facts: Array, size: int) -> Array:
    """Average the measures of the sentences that are prose, an article of few towards 0."""
    counted = own.prose & (own.mass > 0)
    if not counted.any() or not len(other.mass):
        return np.zeros(len(MEASURES))
    measured = np.stack(_measures(own, other, weights, facts, size))[:, counted]
    return np.asarray(measured.sum(1) / (counted.sum() + _FEW))


def _measures(
    own: _Sentences, other: _Sentences, weights: Array, facts: Array, size: int
) -> list[Array]:
    best, found = _best(own, other, weights)
    rows = np.arange(len(best))
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
        *_inside(own, other, partner, size),
        _follow(partner, cover, own.prose),
        apart,
    ]


def _best(own: _Sentences, other: _Sentences, weights: Array) -> tuple[Places, Array]:
    """Choose each sentence's partner; give its number and the weight of what both share."""
    # The table of all sentences is made piece by piece: of books it would not fit the memory.
    step = max(_MOST_CELLS // len(other.mass), 1)
    pieces = []
    for start in range(0, len(own.mass), step):
        shared = (own.bags[start : start + step] * weights) @ other.bags.T * other.prose
        best = (shared / np.sqrt(other.mass + 1)).round(_DIGITS).argmax(1)
        pieces.append((best, shared[np.arange(len(best)), best]))
    best, found = (np.concatenate(side) for side in zip(*pieces, strict=True))
    return best, found


def _inside(own: _Sentences, other: _Sentences, partner: Places, size: int) -> tuple[Array, Array]:
    """Give shares of neighbouring words that partners share, and of shared words in one order."""
    count = len(partner)
    sentences = own.phrases // size**2
    there = own.phrases + (partner[sentences] - sentences) * size**2
    both = (partner[sentences] >= 0) & find_among(other.phrases, there)[1]
    phrases = np.bincount(sentences, both, count) / (np.bincount(sentences, minlength=count) + 2)

    keys = own.keys[own.order]
    sentences = keys // size
    places, found = find_among(other.keys, keys + (partner[sentences] - sentences) * size)
    found &= partner[sentences] >= 0
    comes = np.argsort(other.order)[places[found]]
    sentences = sentences[found]
    rises = (np.diff(comes) > 0) & (np.diff(sentences) == 0)
    shared = np.bincount(sentences, minlength=count)
    rising = np.bincount(sentences[1:], rises, count)
    order = np.where(shared > 1, (rising + 0.5) / (shared + 1), 0.5)
    return np.where(partner >= 0, phrases, 0), np.where(partner >= 0, order, 0)


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
