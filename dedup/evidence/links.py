"""Pairs of sentences to links: which pairs hold, which belong together, of what kind they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.diff import Gap, gaps, in_runs, matches, similarity
from dedup.evidence.document import has_speech
from dedup.evidence.pairs import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document
    from dedup.evidence.pairs import Pairs
    from dedup.evidence.records import Kind

# Chosen on the training events of corpus/ (benchmarks/quality/links.py).
LIKELY = 0.2
"""Likelihood from which a pair counts as made of one another."""
_BEHIND = 0.05  # score by which a better partner may lead
_ALIKE = 0.5  # score that needs no neighbours to tell copying
_SAME_FACT = 0.18  # score of best partners that tell the same, without a sign of copying
_VERBATIM, _NEAR_VERBATIM = 0.95, 0.70  # share of matched words
_VERBATIM_RUNS, _NEAR_VERBATIM_RUNS = 0.95, 0.60  # share of words in exact runs
_RUN = 4  # words
_SHORTEST_COPY = 6  # words; shorter ones are inside many a sentence
_SPEECH = 0.5  # share of the common words inside quotation marks on both sides
_WORDS_BESIDE_SPEECH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """Two passages, as numbers of their documents' words, compared.

    Parameters
    ----------
    a, b : tuple of int
        Numbers of the words, ascending.
    found : tuple of (int, int)
        Places of the same words in ``a`` and ``b``.
    gaps : tuple of Gap
        What lies between them.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    found: tuple[tuple[int, int], ...]
    gaps: tuple[Gap, ...]

    @property
    def similarity(self) -> float:
        """Share of matched words, in [0, 1]."""
        return similarity(self.found, len(self.a), len(self.b))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """Sentences that belong together: numbers, kind, score and words of the link to be."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    kind: Kind
    score: float
    passages: Passages


def bonds(a: Document, b: Document, found: Pairs) -> list[Bond]:
    """Choose the pairs that hold and put those together that make one link, in order."""
    numbered = list(zip(found.a.tolist(), found.b.tolist(), strict=True))
    scores = dict(zip(numbered, found.score.tolist(), strict=True))
    copied = is_copied(found, found.likelihood())
    same = _is_same_fact(found, copied)
    compared = {
        (i, j): compare(a, b, (i,), (j,))
        for (i, j), holds in zip(numbered, (copied | same).tolist(), strict=True)
        if holds
    }
    kinds: dict[tuple[int, int], Kind] = {
        (i, j): "same_fact" if told else kind_of(a, b, compared[i, j])
        for (i, j), told in zip(numbered, same.tolist(), strict=True)
        if (i, j) in compared
    }
    made = [
        Bond(a=(i,), b=(j,), kind=kind, score=scores[i, j], passages=compared[i, j])
        for (i, j), kind in kinds.items()
        if kind != "paraphrased"
    ]
    for left, right in stars([pair for pair, kind in kinds.items() if kind == "paraphrased"]):
        several = len(left) + len(right) > 2  # noqa: PLR2004 - one of each
        made.append(Bond(
            a=left, b=right, kind="merged" if several else "paraphrased",
            score=max(scores[i, j] for i in left for j in right),
            passages=compare(a, b, left, right) if several else compared[left[0], right[0]],
        ))  # fmt: skip
    return sorted(made, key=lambda bond: (bond.a, bond.b))


def stars(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Put together the pairs of a sentence with several partners.

    Where both sentences of a pair have several, the pair goes to the one with more of them, and
    stands alone if they have equally many.
    """
    partners_a = Counter(i for i, _ in pairs)
    partners_b = Counter(j for _, j in pairs)
    at_a: dict[int, list[int]] = {}
    at_b: dict[int, list[int]] = {}
    for i, j in pairs:
        if partners_a[i] > partners_b[j]:
            at_a.setdefault(i, []).append(j)
        elif partners_a[i] < partners_b[j]:
            at_b.setdefault(j, []).append(i)
        else:
            yield (i,), (j,)
    yield from (((i,), tuple(sorted(js))) for i, js in at_a.items())
    yield from ((tuple(sorted(is_)), (j,)) for j, is_ in at_b.items())


def compare(a: Document, b: Document, left: Iterable[int], right: Iterable[int]) -> Passages:
    """Compare some sentences of ``a`` with some of ``b``, word by word."""
    words_a, words_b = _words(a, left), _words(b, right)
    forms_a = [a.words.forms[at] for at in words_a]
    forms_b = [b.words.forms[at] for at in words_b]
    found = matches(forms_a, forms_b)
    return Passages(
        a=words_a,
        b=words_b,
        found=tuple(found),
        gaps=tuple(gaps(found, len(words_a), len(words_b))),
    )


def kind_of(a: Document, b: Document, passages: Passages) -> Kind:
    """Tell speech that both have from a copy, and a copy from other words for the same."""
    alike = passages.similarity
    shorter = min(len(passages.a), len(passages.b))
    longer = max(len(passages.a), len(passages.b))
    runs = in_runs(passages.found, _RUN)
    verbatim = alike >= _VERBATIM or runs >= _VERBATIM_RUNS * longer
    spoken, beside = _speech(a, b, passages)
    if spoken >= _SPEECH and not (verbatim and beside >= _WORDS_BESIDE_SPEECH):
        return "quote"
    if verbatim:
        return "verbatim"
    inside = shorter >= _SHORTEST_COPY and runs >= _NEAR_VERBATIM_RUNS * shorter
    return "near_verbatim" if alike >= _NEAR_VERBATIM or inside else "paraphrased"


def is_copied(found: Pairs, likelihood: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which pairs hold: those likely enough, and those alike whatever their neighbours.

    Either sentence at least must have hardly a better partner.
    """
    leading = found.features[:, FEATURES.index("lead_high")] >= -_BEHIND
    return leading & ((likelihood >= LIKELY) | (found.score >= _ALIKE))


def _is_same_fact(found: Pairs, copied: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which best partners, both else without a link, tell the same."""
    free = ~np.isin(found.a, found.a[copied]) & ~np.isin(found.b, found.b[copied])
    return free & found.best & (found.score >= _SAME_FACT)


def _words(document: Document, sentences: Iterable[int]) -> tuple[int, ...]:
    borders = document.borders
    return tuple(chain.from_iterable(range(borders[s], borders[s + 1]) for s in sentences))


def _speech(a: Document, b: Document, passages: Passages) -> tuple[float, int]:
    """Give the share of the telling common words that are speech, and the count of all others.

    A name beside a quotation is the speaker's, and goes with it.
    """
    if not (has_speech(a, passages.a) and has_speech(b, passages.b) and passages.found):
        return 0.0, len(passages.found)
    left, right = (
        np.array(words)[list(places)]
        for words, places in zip(
            (passages.a, passages.b), zip(*passages.found, strict=True), strict=True
        )
    )
    quoted = (a.speech[left] > 0) & (b.speech[right] > 0)
    telling = ~(a.stop[left] | b.stop[right])
    spoken = int((quoted & telling).sum())
    rest = int((telling & ~quoted & ~a.named[left] & ~b.named[right]).sum())
    return spoken / max(spoken + rest, 1), int((~quoted).sum())
