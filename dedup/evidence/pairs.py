"""Which sentences of two documents may tell the same, and how likely one was made of the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.bags import bags
from dedup.search.ragged import find_among, ranges

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.evidence.bags import Bags, Vocabulary
    from dedup.evidence.document import Document

_KINDRED = 0.75
"""What a word of the same family explains, where one of the same type explains 1."""
LEAST_SCORE = 0.03
"""Score below which a pair is no candidate."""
_MOST_PARTNERS = 12  # candidates that a sentence proposes
_COMMONEST = 200  # sentences; what stands in more of them proposes no candidates
_REACH = 4  # sentences to either side that count as neighbours
_STEPS = np.array([*range(-_REACH, 0), *range(1, _REACH + 1)])
_SPOKEN = 0.5  # share of a sentence in quotation marks that makes it speech
_SURE = 0.15  # score at which a neighbour gives its full support
_ENOUGH_SCORE = 0.3
_ENOUGH_MASS = 1.5
_TINY = 1e-12
_MOST_MEETINGS = 500_000  # of two sentences in a word; a list of more takes too much memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Candidate pairs of sentences, ordered by ``a``, then ``b``.

    Parameters
    ----------
    a, b : ndarray of shape (n_pairs,), dtype int64
        Numbers of the sentences.
    score : ndarray of shape (n_pairs,), dtype float64
        Harmonic mean in [0, 1] of both sides' weighted word coverage.
    best : ndarray of shape (n_pairs,), dtype bool
        Whether each sentence of the pair is the other's best partner.
    features : ndarray of shape (n_pairs, len(FEATURES)), dtype float64
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    score: NDArray[np.float64]
    best: NDArray[np.bool_]
    features: NDArray[np.float64]

    def likelihood(self) -> NDArray[np.float64]:
        """Give for each pair how likely one sentence was made of the other, in [0, 1]."""
        return np.asarray(1 / (1 + np.exp(-(_BIAS + self.features @ np.array(_WEIGHTS)))))


FEATURES = (
    "score",  # square root of the score, which counts up to 0.3
    "mass",  # logarithm of the weight of the words that explain each other, up to 1.5
    "lead_low",  # by how much the score leads over the rival pair of either sentence: the lesser
    "lead_high",  # and the greater
    "distance",  # between the places of the two in their documents, both in [0, 1]
    "order",  # linked neighbours that follow and precede in the same order
    "linked",  # share of the sentences of the better linked document that have a partner
    "near_low",  # share of the neighbours of either sentence that have a partner: the lesser
    "near_high",  # and the greater
)
# Fitted by a logistic regression on the training events of corpus/ (benchmarks/quality/links.py).
_BIAS = -12.84
_WEIGHTS = (10.33, 0.37, 1.27, 2.97, -1.11, 0.43, 13.11, -1.78, -2.80)


@lru_cache(maxsize=1)  # the verdict looks at the pairs that were just aligned
def pairs(a: Document, b: Document) -> Pairs:
    """Find the candidate pairs of two documents' sentences and tell what speaks for each.

    Everything here is symmetric: swapping the documents swaps ``a`` and ``b`` of each pair.
    """
    vocabulary, bags_a, bags_b = bags(a, b)
    left, right = candidates(vocabulary, bags_a, bags_b)
    return describe(vocabulary, bags_a, bags_b, left, right)


def candidates(
    vocabulary: Vocabulary, a: Bags, b: Bags
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Propose pairs by a sparse product: for each sentence those that share most with it."""
    left, right, mass = _shared(vocabulary, a, b)
    score = 2 * mass / (a.masses[left] + b.masses[right])
    kept = score >= LEAST_SCORE
    left, right, score = left[kept], right[kept], score[kept]
    kept = _among_best(left, score) | _among_best(right, score)
    left, right = left[kept], right[kept]
    order = np.lexsort((right, left))
    return left[order], right[order]


def _shared(
    vocabulary: Vocabulary, a: Bags, b: Bags
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Weigh the families that sentences share: numbers of both sentences, and the weight."""
    size = len(vocabulary.families)
    weights = np.zeros(size)
    np.maximum.at(weights, vocabulary.families, vocabulary.weights)
    counts = np.bincount(np.concatenate([a.family_keys, b.family_keys]) % size, minlength=size)
    weights[counts > _COMMONEST] = 0
    left, right = (bag.family_keys[weights[bag.family_keys % size] != 0] for bag in (a, b))
    meetings = np.bincount(left % size, minlength=size) * np.bincount(right % size, minlength=size)
    if meetings.sum() <= _MOST_MEETINGS:
        return _shared_listed(left, right, weights, meetings)
    return _shared_sparse(left, right, weights, (len(a), len(b)))


def _shared_listed(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weights: NDArray[np.float64],
    meetings: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Sum the weights over a list of all meetings of two sentences in a family."""
    size = len(weights)
    left, right = (keys[np.argsort(keys % size, kind="stable")] for keys in (left, right))
    families = np.repeat(np.arange(size), meetings)
    within = np.arange(len(families)) - np.repeat(np.cumsum(meetings) - meetings, meetings)
    across = np.bincount(right % size, minlength=size)[families]
    at = np.searchsorted(left % size, families) + within // np.maximum(across, 1)
    to = np.searchsorted(right % size, families) + within % np.maximum(across, 1)
    rows, columns = left[at] // size, right[to] // size
    width = int(columns.max(initial=0)) + 1
    codes, pair = np.unique(rows * width + columns, return_inverse=True)
    mass = np.bincount(pair, weights[families], len(codes)).astype(np.float64)
    return codes // width, codes % width, mass


def _shared_sparse(
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    weights: NDArray[np.float64],
    shape: tuple[int, int],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Do the same for long documents, whose meetings are too many to list."""
    from scipy.sparse import csr_array  # slow to import, and most documents do without

    size = len(weights)
    one, other = (
        csr_array((values, (keys // size, keys % size)), shape=(length, size))
        for values, keys, length in (
            (weights[left % size], left, shape[0]),
            (np.ones(len(right)), right, shape[1]),
        )
    )
    shared = (one @ other.T).tocoo()
    rows, columns = (numbers.astype(np.int64) for numbers in shared.coords)
    return rows, columns, shared.data


def _among_best(group: NDArray[np.int64], score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell the highest scores of each group, and all that equal the last of them."""
    order = np.lexsort((-score, group))
    firsts = np.searchsorted(group[order], group[order])
    last = np.minimum(firsts + _MOST_PARTNERS, len(order)) - 1
    same = group[order][last] == group[order]
    chosen = np.ones(len(order), np.bool_)
    chosen[order] = ~same | (score[order] >= score[order][last] - _TINY)
    return chosen


def describe(
    vocabulary: Vocabulary, a: Bags, b: Bags, left: NDArray[np.int64], right: NDArray[np.int64]
) -> Pairs:
    """Compute scores and features of pairs, which are ordered by ``left``, then ``right``."""
    mass_a = _explained(vocabulary, a, b, left, right)
    mass_b = _explained(vocabulary, b, a, right, left)
    cover_a = np.minimum(mass_a / np.maximum(a.masses[left], _TINY), 1)
    cover_b = np.minimum(mass_b / np.maximum(b.masses[right], _TINY), 1)
    score = 2 * cover_a * cover_b / np.maximum(cover_a + cover_b, _TINY)
    (lead_a, best_a), (lead_b, best_b) = _rivals(left, score), _rivals(right, score)
    best = best_a & best_b
    spoken = np.minimum(a.speech[left], b.speech[right]) > _SPOKEN
    support = np.where(best & ~spoken, np.minimum(score / _SURE, 1), 0.0)
    partners = _Partners(a, b, left, right, support)
    near_a, near_b = partners.near()
    columns = (
        np.sqrt(np.minimum(score, _ENOUGH_SCORE)),
        np.minimum(np.log1p((mass_a + mass_b) / 2), _ENOUGH_MASS),
        np.minimum(lead_a, lead_b),
        np.maximum(lead_a, lead_b),
        np.abs((left + 0.5) / max(len(a), 1) - (right + 0.5) / max(len(b), 1)),
        partners.order(),
        np.full(len(left), partners.linked()),
        np.minimum(near_a, near_b),
        np.maximum(near_a, near_b),
    )
    return Pairs(a=left, b=right, score=score, best=best, features=np.stack(columns, axis=1))


def _explained(
    vocabulary: Vocabulary,
    own: Bags,
    other: Bags,
    sentence: NDArray[np.int64],
    partner: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Weigh the words of sentences that their partners have too, or words kindred to them."""
    lengths = np.diff(own.offsets)[sentence]
    types = own.types[ranges(own.offsets[sentence], lengths)]
    partners = np.repeat(partner, lengths) * len(vocabulary.weights)
    _, same = find_among(other.type_keys, partners + types)
    _, kindred = find_among(other.family_keys, partners + vocabulary.families[types])
    values = vocabulary.weights[types] * np.where(same, 1, _KINDRED * kindred)
    rows = np.repeat(np.arange(len(sentence)), lengths)
    return np.bincount(rows, values, len(sentence)).astype(np.float64)


def _rivals(
    group: NDArray[np.int64], score: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Give the lead of each pair over the best other pair of its sentence, and who is best."""
    order = np.lexsort((-score, group))
    firsts = np.searchsorted(group[order], group)
    seconds = np.minimum(firsts + 1, len(order) - 1)
    has_second = (group[order[seconds]] == group) & (seconds > firsts)
    second = np.where(has_second, score[order[seconds]], 0.0)
    best = order[firsts] == np.arange(len(group))
    return score - np.where(best, second, score[order[firsts]]), best


class _Partners:
    """The best partners of all sentences, and the support that each pair gives its neighbours."""

    def __init__(
        self,
        a: Bags,
        b: Bags,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        support: NDArray[np.float64],
    ) -> None:
        self._left, self._right = left, right
        self._support = np.zeros(len(a)), np.zeros(len(b))
        self._partner = np.full(len(a), -1)
        given = np.flatnonzero(support)
        self._partner[left[given]] = right[given]
        self._support[0][left[given]] = support[given]
        self._support[1][right[given]] = support[given]
        self._prose = a.speech < _SPOKEN, b.speech < _SPOKEN

    def linked(self) -> float:
        # One more sentence, unlinked, keeps documents of a few sentences from proving too much.
        return max(float(side.sum()) / (len(side) + 1) for side in self._support)

    def order(self) -> NDArray[np.float64]:
        """Sum the support of neighbours on the same side of both sentences of a pair."""
        partner, support = (
            np.pad(self._partner, _REACH, constant_values=-1),
            np.pad(self._support[0], _REACH),
        )
        at = self._left[:, None] + _REACH + _STEPS
        met = partner[at]
        ahead = (met - self._right[:, None]) * np.sign(_STEPS)
        follows = (met >= 0) & (ahead > 0) & (ahead <= _REACH)
        return np.asarray((support[at] * follows).sum(1))

    def near(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the share of each sentence's neighbours that have a partner, speech left out."""
        shares = [_smoothed(*side) for side in zip(self._support, self._prose, strict=True)]
        return shares[0][self._left], shares[1][self._right]


def _smoothed(support: NDArray[np.float64], prose: NDArray[np.bool_]) -> NDArray[np.float64]:
    if not len(support):
        return support
    window = np.ones(2 * _REACH + 1)
    window[_REACH] = 0
    given = np.convolve(support * prose, window)[_REACH:-_REACH]
    count = np.convolve(prose.astype(np.float64), window)[_REACH:-_REACH]
    return np.asarray((given + 0.3) / (count + 1))
