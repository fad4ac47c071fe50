"""What an alignment and a verdict consist of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "verbatim", "near_verbatim", "paraphrased", "merged", "quote", "same_fact", "boilerplate", "new"
]
KINDS: tuple[Kind, ...] = (
    "verbatim",
    "near_verbatim",
    "paraphrased",
    "merged",
    "quote",
    "same_fact",
    "boilerplate",
    "new",
)
"""Kinds of a sentence; where it has several links the kind that stands first here counts."""

COPIED: frozenset[Kind] = frozenset({"verbatim", "near_verbatim"})
REWORDED: frozenset[Kind] = frozenset({"paraphrased", "merged"})

Mark = Literal["same", "changed", "moved", "added", "dropped"]
What = Literal["number", "date", "name", "negation", "quote"]
Side = Literal["a", "b"]
Relation = Literal["a_from_b", "b_from_a", "common_source", "undetermined"]
Label = Literal["near_duplicate", "rewritten", "partly_reused", "same_event", "unrelated"]
LABELS: tuple[Label, ...] = (
    "near_duplicate",
    "rewritten",
    "partly_reused",
    "same_event",
    "unrelated",
)
REUSE: frozenset[Label] = frozenset(LABELS[:3])
"""The labels that say the articles share a source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open span of an article's raw text, and what stands there."""

    start: int
    end: int
    text: str


class MarkedWord(NamedTuple):
    """A word of a link: half-open raw span, and what became of it on the other side.

    Words of ``a`` alone are ``dropped``, of ``b`` alone ``added``; a ``changed`` word stands where
    the other side has another one, a ``moved`` word is found there in another place.
    """

    start: int
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A detail that two linked passages tell differently."""

    what: What
    a: Span
    b: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Sentences of ``a`` and ``b`` that tell the same; on one side at least it is a single one.

    Parameters
    ----------
    a, b : tuple of int
        Numbers of the sentences, ascending, never empty.
    kind : str
        Of ``KINDS``, but neither ``boilerplate`` nor ``new``.
    score : float
        Harmonic mean in [0, 1] of both sides' weighted word coverage.
    words_a, words_b : tuple of MarkedWord
        All words of the sentences, in order.
    drift : tuple of Drift
        In order of ``a``.
    """

    a: tuple[int, ...]
    b: tuple[int, ...]
    kind: Kind
    score: float
    words_a: tuple[MarkedWord, ...]
    words_b: tuple[MarkedWord, ...]
    drift: tuple[Drift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedSentence:
    """A sentence: half-open raw span, how many words it has, and its kind."""

    start: int
    end: int
    words: int
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Two articles, sentence by sentence.

    Parameters
    ----------
    a, b : tuple of AlignedSentence
        The sentences of either article, in order.
    links : tuple of Link
        In order of their sentences in ``a``, then in ``b``.
    """

    a: tuple[AlignedSentence, ...]
    b: tuple[AlignedSentence, ...]
    links: tuple[Link, ...]

    def shares(self, side: Side) -> dict[Kind, float]:
        """Give the share of each kind in the words of a side.

        Returns
        -------
        dict
            Every kind of ``KINDS``; the shares are in [0, 1] and sum to 1, or are all 0 if the
            article has no words.
        """
        counts = dict.fromkeys(KINDS, 0)
        for sentence in self.a if side == "a" else self.b:
            counts[sentence.kind] += sentence.words
        total = sum(counts.values()) or 1
        return {kind: count / total for kind, count in counts.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided about two articles.

    Parameters
    ----------
    label : str
        Of ``LABELS``.
    probability : float
        Calibrated probability that they share a source, in [0, 1].
    relation : {"a_from_b", "b_from_a", "common_source", "undetermined"}
    reused_share : mapping of {"a", "b"} to float
        Share of each article's words in copied or reworded sentences, in [0, 1].
    reasons : tuple of str
        What speaks for the verdict, in plain words, the weightiest first.
    """

    label: Label
    probability: float
    relation: Relation
    reused_share: Mapping[str, float]
    reasons: tuple[str, ...]
