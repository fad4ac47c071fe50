"""What an aligned pair of articles shows, as named numbers: the evidence of the verdict.

Everything is symmetric in the two articles. Boilerplate does not count, and quoted speech only in
what was chosen of it, for two honest reports quote the same speech. Words stand for their types
(see `types`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.evidence.choices import choices
from dedup.evidence.company import company, crowds, sequence, shared_words
from dedup.evidence.order import links_in_order
from dedup.evidence.pairs import pairs
from dedup.evidence.partners import MEASURES, partners
from dedup.evidence.records import COPIED, REWORDED
from dedup.evidence.unquoted import grams, numbered, runs, unquoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document
    from dedup.evidence.pairs import Pairs
    from dedup.evidence.records import AlignedSentence, Alignment, Kind
    from dedup.evidence.unquoted import Gram, Numbered, Unquoted

RUN = 5
"""Words from which a shared run counts."""
_REUSED = COPIED | REWORDED
_ASIDE: frozenset[Kind] = frozenset({"boilerplate", "quote"})
_ROUNDING = 1e-9
_AHEAD = range(-1, 4)  # steps from a sentence's partner to that of the next sentence


class Feature(NamedTuple):
    """Name, group and unit of a feature, and what it measures."""

    name: str
    group: str
    unit: str
    meaning: str


_LINES = """
phrases          | wording | share | five words in a row that both have: of the article with fewer
word_pairs | wording | share | neighbouring content words that both have: of the article with fewer
vocabulary       | wording | share | content words that both have: of the article with fewer
runs             | wording | root of a count per 100 words | runs of five or more shared words
copied           | links   | share | words in copied sentences: the lesser share
linked_low       | links   | share | words in copied or reworded sentences: the lesser share
linked_high      | links   | share | words in copied or reworded sentences: the greater share
link_score       | links   | score | mean score of links of copied or reworded sentences
best_scores      | links   | score | mean score of the three best pairs of sentences
link_order       | order   | share | links that follow each other in the same order
follow_low       | order   | share | sentences whose best partners follow on: the lesser
follow_high      | order   | share | sentences whose best partners follow on: the greater
order | order | correlation | sentences that stand where their partners stand: the lesser
sequence         | order   | share | rare shared words that are near neighbours in both
numbers          | facts   | share | numbers that the other has too: the greater share
facts            | facts   | share | names and numbers that the other has too: the greater share
company          | company | share | pairs of shared words that share a sentence in both
company_of_facts | company | share | pairs of shared names and numbers that share a sentence in both
company_near     | company | share | pairs of shared words within 20 words in both
company_of_many  | company | ratio | shared words that come many to a pair of sentences
one_place_low    | company | share | a sentence's shared words that one other has: the lesser mean
one_place_high   | company | share | a sentence's shared words that one other has: the greater mean
crowded          | company | weighted words | shared words of the three best pairs, by rarity
partner_cover      | partners | share | of a sentence's words, by rarity, that its best partner has
partner_mass | partners | logarithm of a weight | words that a sentence shares with its partner
partner_facts      | partners | share | of a sentence's names and numbers that its partner has
partner_facts_back | partners | share | of the partner's names and numbers that the sentence has
partner_words      | partners | share | of a sentence's other words that its partner has
partner_words_back | partners | share | of the partner's other words that the sentence has
partner_phrases | partners | share | of a sentence's neighbouring words that are so in its partner
partner_word_order | partners | share | of the words that both have, in the same order
partner_follow     | partners | weighted sentences | neighbours whose partners are neighbours too
partner_distance   | partners | share | how far apart sentence and partner stand in their articles
fact_order         | order   | share | shared names and numbers that come up in one order
fact_neighbours | order | share | shared names and numbers that come up one after another in both
word_order         | order   | share | other shared words that come up in one order
loose_pairs        | wording | root of a share | words close to each other, not both facts, in both
triples_low        | wording | root of a share | three words close together in both: the lesser
triples_high       | wording | root of a share | three words close together in both: the greater
quotations_low | choice | share | quoted words that the other quotes too: the lesser share
quotations_high | choice | share | quoted words that the other quotes too: the greater share
quotation_extent   | choice  | share | of the words of a quotation in common that both quote
quotation_order    | choice  | share | quotations in common that come in one order
quotations         | choice  | logarithm of a count | quotations in common
plain_low | choice | share | words but names and numbers that the other has: the lesser share
plain_high | choice | share | words but names and numbers that the other has: the greater share
known_low          | choice  | share | words that the other has, quoted or not: the lesser share
known_high | choice | share | words that the other has, quoted or not: the greater share
shared_facts       | choice  | logarithm of a count | names and numbers in common
size               | length  | logarithm of words | of the shorter article
size_ratio         | length  | ratio | words of the shorter to those of the longer article
"""


def _read(lines: str) -> Iterator[Feature]:
    """Read the table; what is a mean over sentences has a lesser and a greater side."""
    for line in lines.strip().splitlines():
        name, group, unit, meaning = (cell.strip() for cell in line.split("|"))
        if name in MEASURES:
            meaning = f"{meaning}: mean over sentences"
            yield Feature(f"{name}_low", group, unit, f"{meaning}, the lesser")
            yield Feature(f"{name}_high", group, unit, f"{meaning}, the greater")
        else:
            yield Feature(name, group, unit, meaning)


FEATURES: tuple[Feature, ...] = tuple(_read(_LINES))
"""All features, in the order of the array in `Evidence`. Shares are in [0, 1].

Of two shares, one a side, the lesser and the greater are taken, so that no article is the first.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The features of a pair, and what a reader can count.

    Parameters
    ----------
    values : ndarray of shape (len(FEATURES),), dtype float64
    runs : int
        Separate runs of five or more words that both have outside quotations.
    quotations : int
        Quotations that both have.
    copied, reworded : int
        Links of copied and of reworded sentences.
    in_order : int
        Most of these links that follow each other in the same order.
    """

    values: NDArray[np.float64]
    runs: int
    quotations: int
    copied: int
    reworded: int
    in_order: int

    def __getitem__(self, name: str) -> float:
        return float(self.values[_PLACES[name]])


_PLACES = {feature.name: place for place, feature in enumerate(FEATURES)}


def evidence(a: Document, b: Document, alignment: Alignment) -> Evidence:
    """Measure the features of an aligned pair.

    Parameters
    ----------
    a, b : Document
    alignment : Alignment
        Of ``a`` and ``b``.

    Returns
    -------
    Evidence
        The same if ``a`` and ``b`` are swapped, to the last digits.
    """
    own_a, own_b = unquoted(a), unquoted(b)
    kinds = [link.kind for link in alignment.links]
    in_order = len(links_in_order(alignment, _REUSED))
    grams_a, grams_b = grams(own_a.pieces, RUN), grams(own_b.pieces, RUN)
    count = min(runs(own.pieces, grams_a & grams_b, RUN) for own in (own_a, own_b))
    names = _names(a) | _names(b)
    told = names | {type_ for type_ in {*own_a.types, *own_b.types} if type_[0] == "#"}
    words = numbered(own_a, own_b, told)
    values = (
        _wording(own_a, own_b, count)
        | {"phrases": _contained(grams_a, grams_b, 20)}
        | _links(alignment, in_order)
        | _partners(own_a, own_b, pairs(a, b))
        | _facts(a, b, own_a, own_b, names)
        | _company(own_a, own_b, words)
        | partners(own_a, own_b, words)
        | choices(a, b, own_a, own_b, words)
    )
    return Evidence(
        values=np.array([values[feature.name] for feature in FEATURES]),
        runs=count,
        quotations=kinds.count("quote"),
        copied=sum(kind in COPIED for kind in kinds),
        reworded=sum(kind in REWORDED for kind in kinds),
        in_order=in_order,
    )


def _wording(a: Unquoted, b: Unquoted, count: int) -> dict[str, float]:
    size = min(a.size, b.size)
    types_a, types_b = set(a.types), set(b.types)
    return {
        "word_pairs": _contained(grams(a.content, 2), grams(b.content, 2), 5),
        "vocabulary": (len(types_a & types_b) + 3) / (min(len(types_a), len(types_b)) + 10),
        "runs": float(np.sqrt(100 * count / (size + 50))),
    }


def _contained(a: set[Gram], b: set[Gram], more: int) -> float:
    """Give the share of the smaller set, made larger, that the other has too."""
    return len(a & b) / (min(len(a), len(b)) + more)


def _links(alignment: Alignment, in_order: int) -> dict[str, float]:
    scores = [link.score for link in alignment.links if link.kind in _REUSED]
    copied = [_word_share(side, COPIED) for side in (alignment.a, alignment.b)]
    linked = [_word_share(side, _REUSED) for side in (alignment.a, alignment.b)]
    return {
        "copied": min(copied),
        "linked_low": min(linked),
        "linked_high": max(linked),
        "link_score": sum(scores) / (len(scores) + 0.5),
        "link_order": in_order / (len(scores) + 2),
    }


def _word_share(sentences: Sequence[AlignedSentence], kinds: Collection[Kind]) -> float:
    """Give the share of kinds in the words that are neither quoted nor boilerplate."""
    counted = [sentence for sentence in sentences if sentence.kind not in _ASIDE]
    words = sum(sentence.words for sentence in counted if sentence.kind in kinds)
    return words / (sum(sentence.words for sentence in counted) + 20)


def _partners(a: Unquoted, b: Unquoted, found: Pairs) -> dict[str, float]:
    """Look at the best partner of each sentence that is prose, however weak."""
    prose = a.prose[found.a] & b.prose[found.b]
    left, right, score = found.a[prose], found.b[prose], found.score[prose]
    best = [_best(left, right, score, len(a.prose)), _best(right, left, score, len(b.prose))]
    follow = [_follow(partner, own.prose) for (partner, _), own in zip(best, (a, b), strict=True)]
    mutual = np.sort(found.score[prose & found.best])[::-1][:3]
    return {
        "best_scores": float(mutual.sum() / 3),
        "follow_low": min(follow),
        "follow_high": max(follow),
        "order": min(_correlation(*side) for side in best),
    }


def _best(
    left: NDArray[np.int64], right: NDArray[np.int64], score: NDArray[np.float64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give for each sentence the number of its best partner, -1 for none, and its score."""
    partner, scores = np.full(size, -1), np.zeros(size)
    order = np.lexsort((-right, score))
    partner[left[order]] = right[order]  # the last one stays
    scores[left[order]] = score[order]
    return partner, scores


def _follow(partner: NDArray[np.int64], prose: NDArray[np.bool_]) -> float:
    """Give the share of sentences whose partner comes with or soon after that of the one before."""
    chosen = partner[prose]
    step = np.diff(chosen)
    follows = (chosen[1:] >= 0) & (chosen[:-1] >= 0) & np.isin(step, _AHEAD)
    return float((follows.sum() + 0.5) / (len(follows) + 3))


def _correlation(partner: NDArray[np.int64], scores: NDArray[np.float64]) -> float:
    """Correlate the places of sentences and of their partners, weighted by squared scores."""
    at = np.flatnonzero(partner >= 0)
    if not len(at):
        return 0.0
    weights = scores[at] ** 2 / (scores[at] ** 2).sum()
    x, y = at - weights @ at, partner[at] - weights @ partner[at]
    spread = np.sqrt((weights @ x**2) * (weights @ y**2))
    if spread < _ROUNDING:
        return 0.0
    return float(weights @ (x * y) / spread * len(at) / (len(at) + 4))


def _names(document: Document) -> set[str]:
    """Give the types that are names; one article may have lost its capitals."""
    return {document.types[at] for at in np.flatnonzero(document.named).tolist()}


def _facts(
    a: Document, b: Document, own_a: Unquoted, own_b: Unquoted, names: set[str]
) -> dict[str, float]:
    """Give the share of an article's facts that the other has too, quoted or not."""
    all_a, all_b = set(a.types), set(b.types)
    sides = ((set(own_a.types), all_b), (set(own_b.types), all_a))
    numbers = (({t for t in own if t[0] == "#"}, other) for own, other in sides)
    facts = (({t for t in own if t[0] == "#" or t in names}, other) for own, other in sides)
    return {
        "numbers": max((len(own & other) + 0.5) / (len(own) + 1.5) for own, other in numbers),
        "facts": max((len(own & other) + 1) / (len(own) + 3) for own, other in facts),
    }


def _company(a: Unquoted, b: Unquoted, words: Numbered) -> dict[str, float]:
    words_a, words_b, facts = shared_words(a, b, words)
    of_all, of_facts, near = company(words_a, words_b, facts)
    of_many, low, high, crowded = crowds(words_a, words_b)
    return {
        "company": of_all,
        "company_of_facts": of_facts,
        "company_near": near,
        "company_of_many": of_many,
        "one_place_low": low,
        "one_place_high": high,
        "crowded": crowded,
        "sequence": sequence(words_a, words_b),
    }
