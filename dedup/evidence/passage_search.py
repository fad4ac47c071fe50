"""Sentences that tell the same to passages: the stretches of two texts that share one source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from dedup.evidence.bags import bags
from dedup.evidence.pairs import candidates, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document
    from dedup.evidence.records import Alignment, Kind

    Seeds: TypeAlias = "NDArray[np.int64]"  # (n, 4): a box each
    Box: TypeAlias = "tuple[int, int, int, int]"  # words [start, end) of a, then of b

_COPIED: tuple[Kind, ...] = ("verbatim", "near_verbatim")
_MOST = 0.8  # share of a summary that makes a plain passage of it
_ROUNDS = 3  # of finding the ends of a passage; more of them hardly move it
_SUREST = 0.97  # share of words alike that even a copy is not trusted to exceed
_RAREST = 0.02  # and that even texts apart are not trusted to fall below


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of ``a`` and one of ``b`` that share text: half-open spans in raw characters."""

    a: tuple[int, int]
    b: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageRules:
    """When sentences make a passage.

    Chosen on half of the suspicious documents of PAN 2013 (``benchmarks/quality/pan.py``).

    Parameters
    ----------
    score, weight : float
        Least score of a pair of sentences that a passage grows from, and least weight of the
        words they share.
    gap : int
        Words that may lie between two such pairs, in either text.
    reach : int
        Words by which a passage can grow beyond its sentences.
    length, passage_weight : int, float
        Fewest words of a passage in either text, and least weight of the words it shares.
    alike : float
        Least share of the weight of a passage's words that both texts have, in [0, 1].
    rival : float
        Share of a passage that a weightier one may cover, in [0, 1].
    summary_length, summary_ratio : int, float
        Fewest words of a summary, and how many times as long its source is at least.
    summary_cover, summary_contrast : float
        Least share in [0, 1] of the weight of a summary's words that its source has, and how many
        times it exceeds that of the other words of its text.
    """

    score: float = 0.25
    weight: float = 0.8
    gap: int = 50
    reach: int = 40
    length: int = 22
    passage_weight: float = 6.0
    alike: float = 0.35
    rival: float = 0.4
    summary_length: int = 60
    summary_ratio: float = 3.0
    summary_cover: float = 0.6
    summary_contrast: float = 3.0


RULES = PassageRules()


def passages(
    a: Document, b: Document, alignment: Alignment, rules: PassageRules = RULES
) -> tuple[Passage, ...]:
    r"""Find the passages that two documents share, whether copied, reworded or summarised.

    Swapping the documents mirrors the passages. Texts of one or two sentences have none, for
    what they share cannot be told from their topic.

    Parameters
    ----------
    a, b : Document
        As `prepare` makes them.
    alignment : Alignment
        Of ``a`` and ``b``, as `align` makes it.
    rules : PassageRules

    Returns
    -------
    tuple of Passage
        In order of ``a``, then of ``b``.

    Notes
    -----
    After Sanchez-Perez et al. [1]_: sentences alike are seeds, seeds near each other in both texts
    make a passage, a passage must be alike as a whole or is split at smaller gaps, and a stretch
    whose seeds lie close in one text and far apart in the other is a summary. The ends are found
    anew, word by word: let a share :math:`p` of the words inside and :math:`q` of those outside
    stand on the other side; then the passage is the stretch with the greatest sum of
    :math:`\ln(p/q)` for each word that does and :math:`\ln((1-p)/(1-q))` for each that does not.
    So a copy ends with its last common word, and loose wording is given room.

    References
    ----------
    .. [1] M. Sanchez-Perez, G. Sidorov, A. Gelbukh, "A winning approach to text alignment for
       text reuse detection at PAN 2014", CLEF 2014 working notes, 1004-1011.

    Examples
    --------
    >>> from dedup import Article
    >>> from dedup.evidence import align, prepare
    >>> story = (
    ...     "A ferry with forty passengers ran aground off Tarn at dawn on Friday. Lifeboats "
    ...     "brought everyone ashore before the harbour froze over, said the coast guard. Divers "
    ...     "will search the hull for cracks."
    ... )
    >>> a, b = (prepare(Article(id="", text=text)) for text in (story, "Rain fell. " + story))
    >>> passages(a, b, align(a, b))
    (Passage(a=(0, 196), b=(11, 207)),)
    """
    seeds = _seeds(a, b, alignment, rules)
    if not len(seeds):
        return ()
    texts = _Texts.of(a, b)
    found = _unrivalled(texts, _united(_grown(texts, seeds, rules.gap, rules)), rules)
    for summary in _summaries_both_ways(texts, seeds, rules):
        found = _with_summary(found, summary)
    return tuple(
        Passage(a=_span(a, box[0], box[1]), b=_span(b, box[2], box[3])) for box in sorted(found)
    )


def _seeds(a: Document, b: Document, alignment: Alignment, rules: PassageRules) -> Seeds:
    """Give the pairs of sentences alike, and all that the alignment calls copied, as boxes."""
    vocabulary, bags_a, bags_b = bags(a, b)
    found = describe(vocabulary, bags_a, bags_b, *candidates(vocabulary, bags_a, bags_b))
    shared = found.score * (bags_a.masses[found.a] + bags_b.masses[found.b]) / 2
    alike = (found.score >= rules.score) & (shared >= rules.weight)
    pairs = {*zip(found.a[alike].tolist(), found.b[alike].tolist(), strict=True)}
    copied = (link for link in alignment.links if link.kind in _COPIED)
    pairs.update((i, j) for link in copied for i in link.a for j in link.b)
    return np.array(
        [(*a.borders[i : i + 2], *b.borders[j : j + 2]) for i, j in sorted(pairs)], np.int64
    ).reshape(-1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """The types of the words of ``a`` and ``b``, and the weight of each type."""

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, a: Document, b: Document) -> _Texts:
        # A word that only continues a number has the type "", which bags leave out.
        names = ["", *sorted({*a.types, *b.types} - {""})]
        numbers = {name: number for number, name in enumerate(names)}
        return cls(
            a=np.array([numbers[name] for name in a.types], np.int64),
            b=np.array([numbers[name] for name in b.types], np.int64),
            weights=np.append(0.0, bags(a, b)[0].weights),
        )

    def shared(self, box: Box) -> tuple[float, float]:
        """Give the weight of the types that both sides have, and its share of all."""
        left, right = np.unique(self.a[box[0] : box[1]]), np.unique(self.b[box[2] : box[3]])
        common = float(self.weights[np.intersect1d(left, right)].sum())
        total = float(self.weights[left].sum() + self.weights[right].sum())
        return common, 2 * common / total if total else 0.0


def _groups(seeds: Seeds, gap: float) -> Iterator[Seeds]:
    """Part seeds until none lies farther than a gap from the others of its group."""
    for side in (0, 2):
        parts = _parts(seeds, side, gap)
        if len(parts) > 1:
            for part in parts:
                yield from _groups(part, gap)
            return
    yield seeds


def _parts(seeds: Seeds, side: int, gap: float) -> list[Seeds]:
    """Part seeds where nothing of them stands in one text for more than a gap."""
    ordered = seeds[np.argsort(seeds[:, side], kind="stable")]
    reached = np.maximum.accumulate(ordered[:, side + 1])
    return np.split(ordered, np.flatnonzero(ordered[1:, side] - reached[:-1] > gap) + 1)


def _grown(texts: _Texts, seeds: Seeds, gap: float, rules: PassageRules) -> Iterator[Box]:
    """Give the passages of the groups of seeds; a group not alike is parted at smaller gaps."""
    for group in _groups(seeds, gap):
        box = _fitted(texts, _hull(group), rules)
        weight, alike = texts.shared(box)
        if alike >= rules.alike:
            if weight >= rules.passage_weight and min(_lengths(box)) >= rules.length:
                yield box
        elif len(group) > 1 and gap > rules.gap / 4:
            yield from _grown(texts, group, gap / 2, rules)


def _fitted(texts: _Texts, box: Box, rules: PassageRules) -> Box:
    """Find both ends of a passage in both texts."""
    for _ in range(_ROUNDS):
        a, b = slice(*box[:2]), slice(*box[2:])
        box = (
            *_Words.of(texts.a, texts.b[b], texts.weights).ends(a, rules.reach),
            *_Words.of(texts.b, texts.a[a], texts.weights).ends(b, rules.reach),
        )
    return box


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Whether each word of a text stands on the other side, and what it counts."""

    found: NDArray[np.bool_]
    counted: NDArray[np.float64]

    @classmethod
    def of(
        cls, own: NDArray[np.int64], other: NDArray[np.int64], weights: NDArray[np.float64]
    ) -> _Words:
        # Words are not independent: the root keeps a few rare ones from deciding alone.
        return cls(found=np.isin(own, other), counted=np.sqrt(weights[own]))

    def shares(self, inside: slice) -> tuple[float, float]:
        """Give the share of the words inside, and of those outside, that are found, smoothed."""
        hits = self.counted * self.found
        within, counted = float(hits[inside].sum()), float(self.counted[inside].sum())
        without, rest = float(hits.sum()) - within, float(self.counted.sum()) - counted
        return (within + 0.5) / (counted + 1), (without + 0.5) / (rest + 1)

    def ends(self, inside: slice, reach: int) -> tuple[int, int]:
        """Find the stretch with the greatest sum of evidence, within reach of a given one."""
        within, without = self.shares(inside)
        within, without = min(within, _SUREST), max(without, _RAREST)
        if within <= without:
            return inside.start, inside.stop
        first = max(inside.start - reach, 0)
        near = slice(first, inside.stop + reach)
        kept, dropped = np.log(within / without), np.log((1 - within) / (1 - without))
        evidence = self.counted[near] * np.where(self.found[near], kept, dropped)
        start, end = _heaviest(evidence)
        return (first + start, first + end) if start < end else (inside.start, inside.stop)


def _heaviest(values: NDArray[np.float64]) -> tuple[int, int]:
    """Find the stretch with the greatest sum."""
    sums = np.append(0.0, np.cumsum(values))
    end = int(np.argmax(sums - np.minimum.accumulate(sums)))
    return int(np.argmin(sums[: end + 1])), end


def _summaries_both_ways(texts: _Texts, seeds: Seeds, rules: PassageRules) -> Iterator[Box]:
    yield from _summaries(texts, seeds, rules)
    mirrored = _Texts(a=texts.b, b=texts.a, weights=texts.weights)
    for box in _summaries(mirrored, seeds[:, [2, 3, 0, 1]], rules):
        yield (*box[2:], *box[:2])


def _summaries(texts: _Texts, seeds: Seeds, rules: PassageRules) -> Iterator[Box]:
    """Give the stretches of ``a`` that sum up a far longer one of ``b``."""
    for run in _parts(seeds, 0, rules.gap):
        box = _hull(run)
        words = _Words.of(texts.a, texts.b[box[2] : box[3]], texts.weights)
        start, end = words.ends(slice(box[0], box[1]), rules.reach)
        cover, beside = words.shares(slice(start, end))
        if (
            rules.summary_length <= end - start <= (box[3] - box[2]) / rules.summary_ratio
            and cover >= rules.summary_cover
            and cover >= rules.summary_contrast * beside
        ):
            yield (start, end, box[2], box[3])


def _with_summary(found: Sequence[Box], summary: Box) -> list[Box]:
    """Put a summary in the place of passages inside it, unless one of them is most of it."""
    side = 0 if summary[1] - summary[0] < summary[3] - summary[2] else 2
    inside = [box for box in found if _overlap(box, summary)]
    if any(_common(box, summary, side) > _MOST * _lengths(summary)[side // 2] for box in inside):
        return [*found]
    return [*(box for box in found if box not in inside), summary]


def _united(found: Iterable[Box]) -> list[Box]:
    """Unite passages that overlap in both texts."""
    united: list[Box] = []
    for box in found:
        whole = box
        while touching := [other for other in united if _overlap(whole, other)]:
            united = [other for other in united if other not in touching]
            whole = _hull(np.array([whole, *touching]))
        united.append(whole)
    return united


def _unrivalled(texts: _Texts, found: Sequence[Box], rules: PassageRules) -> list[Box]:
    """Leave out passages that weightier ones cover in one of the texts."""
    kept: list[Box] = []
    for box in sorted(found, key=lambda box: (-np.prod(texts.shared(box)), box)):
        if not any(
            _common(box, other, side) > rules.rival * _lengths(box)[side // 2]
            for other in kept
            for side in (0, 2)
        ):
            kept.append(box)
    return kept


def _hull(boxes: Seeds) -> Box:
    low, high = boxes.min(axis=0).tolist(), boxes.max(axis=0).tolist()
    return low[0], high[1], low[2], high[3]


def _lengths(box: Box) -> tuple[int, int]:
    return box[1] - box[0], box[3] - box[2]


def _common(left: Box, right: Box, side: int) -> int:
    return min(left[side + 1], right[side + 1]) - max(left[side], right[side])


def _overlap(left: Box, right: Box) -> bool:
    return _common(left, right, 0) > 0 and _common(left, right, 2) > 0


def _span(document: Document, first: int, last: int) -> tuple[int, int]:
    """Give the raw span of words; marks around a sentence go with its outer words."""
    words = document.words
    start, end = words.starts[first], words.ends[last - 1]
    at = bisect_right(document.borders, first) - 1
    if document.borders[at] == first:
        start = document.spans[at][0]
    at = bisect_left(document.borders, last)
    if document.borders[at] == last:
        end = document.spans[at - 1][1]
    return start, end
