"""What the writers of two articles chose: quotations and their extent, words, and their order."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.unquoted import grams
from dedup.search.shingles import distinct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document
    from dedup.evidence.unquoted import Gram, Numbered, Unquoted

_SPOKEN = 3  # words that two quotations share
_MATCHED = 2  # such runs from which they are one quotation
_WIDE_PAIR, _WIDE_TRIPLE = 5, 8  # places in which two or three loose words lie
_PAIRS = ((0, 1), (0, 2), (0, 3))
_TRIPLES = ((0, 1, 2), (0, 1, 3), (0, 2, 3))
_STEP = 2  # places by which neighbours may lie apart
_MORE_WORDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """An article's own words: types, those that are facts, first places, and quotations."""

    types: set[str]
    facts: set[str]
    first: Mapping[str, int]
    quoted: Sequence[Gram]
    everything: set[str]


def choices(
    a: Document, b: Document, own_a: Unquoted, own_b: Unquoted, words: Numbered
) -> dict[str, float]:
    """Compare what two writers chose.

    Parameters
    ----------
    a, b : Document
    own_a, own_b : Unquoted
        The same without quotations and boilerplate.
    words : Numbered
        Their words.

    Returns
    -------
    dict of str to float
        Values of the features of the groups ``choice`` and ``length``, and of some others.
    """
    facts = {words.types[number] for number in np.flatnonzero(words.facts).tolist()}
    left, right = _side(a, own_a, facts), _side(b, own_b, facts)
    low, high = sorted((own_a.size, own_b.size))
    return (
        _quotations(left.quoted, right.quoted)
        | _order(left, right)
        | _words(left, right)
        | _loose(own_a, own_b, words)
        | {
            "size": float(np.log(low + _MORE_WORDS)),
            "size_ratio": (low + _MORE_WORDS) / (high + _MORE_WORDS),
        }
    )


def _side(document: Document, own: Unquoted, facts: set[str]) -> _Side:
    types = set(own.types)
    quoted: dict[int, list[str]] = {}
    for number, type_ in zip(document.speech.tolist(), document.types, strict=True):
        if number and type_:
            quoted.setdefault(number, []).append(type_)
    places = zip(reversed(own.types), reversed(own.places.tolist()), strict=True)
    return _Side(
        types=types,
        facts=types & facts,
        first=dict(places),
        quoted=list(dict.fromkeys(tuple(words) for words in quoted.values())),
        everything=set(document.types),
    )


def _quotations(a: Sequence[Gram], b: Sequence[Gram]) -> dict[str, float]:
    """Compare quotations: who reports alone picks others, and cuts them elsewhere."""
    spoken_a, spoken_b = [grams([x], _SPOKEN) for x in a], [grams([y], _SPOKEN) for y in b]
    all_a, all_b = set().union(*spoken_a), set().union(*spoken_b)
    both = len(all_a & all_b)
    low, high = sorted((both + 1) / (len(each) + 2) for each in (all_a, all_b))
    holders: dict[Gram, list[int]] = {}
    for j, y in enumerate(spoken_b):
        for gram in y & all_a:
            holders.setdefault(gram, []).append(j)
    met = Counter(
        (i, j) for i, x in enumerate(spoken_a) for gram in x for j in holders.get(gram, ())
    )
    matched = [
        (i, j, count / (len(spoken_a[i]) + len(spoken_b[j]) - count))
        for (i, j), count in sorted(met.items())
        if count >= _MATCHED
    ]
    chain = _longest(j for i, j, _ in sorted(matched, key=lambda match: (match[0], -match[1])))
    return {
        "quotations_low": low,
        "quotations_high": high,
        "quotation_extent": (sum(share for *_, share in matched) + 0.5) / (len(matched) + 1),
        "quotation_order": (chain + 0.5) / (len(matched) + 1),
        "quotations": float(np.log1p(len(matched))),
    }


def _order(a: _Side, b: _Side) -> dict[str, float]:
    """Compare the order in which shared facts, and other shared words, come up first."""
    shared = sorted(a.types & b.types, key=a.first.__getitem__)
    is_fact = a.facts | b.facts
    facts = [b.first[type_] for type_ in shared if type_ in is_fact]
    words = [b.first[type_] for type_ in shared if type_ not in is_fact]
    return {
        "fact_order": (_longest(facts) + 1) / (len(facts) + 4),
        "fact_neighbours": (_following(facts) + 0.5) / (len(facts) + 3),
        "word_order": (_longest(words) + 1) / (len(words) + 4),
        "shared_facts": float(np.log1p(len(facts))),
    }


def _following(places: Sequence[int]) -> float:
    """Count neighbours that stand soon after one another in the other article: mean of both."""
    there = np.argsort(np.array(places, np.int64))
    steps = np.diff(there), np.diff(np.argsort(there))
    return float(sum(((step > 0) & (step <= _STEP)).sum() for step in steps) / 2)


def _longest(values: Iterable[int]) -> int:
    """Count the most values that rise one after another.

    Both directions agree: the longest rising chain of a permutation is that of its inverse.
    """
    ends: list[int] = []
    for value in values:
        at = bisect_left(ends, value)
        ends[at : at + 1] = [value]
    return len(ends)


def _words(a: _Side, b: _Side) -> dict[str, float]:
    is_fact = a.facts | b.facts
    plain = sorted(
        _lean(len((own.types - is_fact) & other.types), len(own.types - is_fact))
        for own, other in ((a, b), (b, a))
    )
    known = sorted(
        _lean(len(own.types & other.everything), len(own.types)) for own, other in ((a, b), (b, a))
    )
    names = ("plain_low", "plain_high", "known_low", "known_high")
    return dict(zip(names, (*plain, *known), strict=True))


def _lean(shared: int, count: int) -> float:
    return (shared + 3) / (count + 10)


def _loose(a: Unquoted, b: Unquoted, words: Numbered) -> dict[str, float]:
    """Compare which words lie loosely together, two (not both facts) and three."""
    size = len(words.types)
    pairs, triples = [], []
    for own, found in ((a, words.a), (b, words.b)):
        two = _close(found, own.places, _PAIRS, _WIDE_PAIR)
        two = two[(two[:, 0] != two[:, 1]) & ~words.facts[two].all(1)]
        pairs.append(_keys(two, size))
        triples.append(_keys(_close(found, own.places, _TRIPLES, _WIDE_TRIPLE), size))
    both, fewer = len(np.intersect1d(pairs[0], pairs[1], assume_unique=True)), min(map(len, pairs))
    three = len(np.intersect1d(triples[0], triples[1], assume_unique=True))
    low, high = sorted(float(np.sqrt(three / (len(each) + 10))) for each in triples)
    return {
        "loose_pairs": float(np.sqrt(both / (fewer + 10))),
        "triples_low": low,
        "triples_high": high,
    }


def _close(
    types: NDArray[np.int64],
    places: NDArray[np.int64],
    shapes: Sequence[tuple[int, ...]],
    width: int,
) -> NDArray[np.int64]:
    """Give the words, shape (n_found, n_words), that have a shape and lie in ``width`` places."""
    found = []
    for shape in shapes:
        count = max(len(types) - shape[-1], 0)
        near = places[shape[-1] :] - places[:count] <= width
        found.append(np.stack([types[step : step + count][near] for step in shape], axis=1))
    return np.concatenate(found)


def _keys(words: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Give a number to each set of words, whatever their order, once."""
    # Three words of 2 million types still fit 63 bits.
    return distinct(np.sort(words, axis=1) @ (size ** np.arange(words.shape[1])))
