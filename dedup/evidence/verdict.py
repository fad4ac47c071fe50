"""The verdict: whether two articles share a source, how sure that is, and what speaks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.evidence.features import COPIED, FEATURES, REWORDED, RUN, evidence
from dedup.evidence.records import KINDS, AlignedSentence, Alignment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.credits import Relation
    from dedup.evidence.document import Document
    from dedup.evidence.features import Evidence
    from dedup.evidence.records import Kind, Link, Side

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
SIDES: tuple[Side, Side] = ("a", "b")
LIKELY = 0.5
"""Probability from which the articles are said to share a source."""
_NEAR_DUPLICATE = 0.75  # share of copied words, of the article with less of them
_WHOLE = 0.5  # share of reused words that makes more than a part, of the article with more of them
_SAME_EVENT = 0.5  # shares of content words and of facts in common, added
_SAME_WORDS = 0.99  # probability of a source where all words are the same
_MODEL = "models/source.json"
_LEAST = 1e-6  # no article proves more


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a feature adds to the log-odds: given at some values, between them on straight lines.

    Below the first value and above the last it adds no less and no more.
    """

    feature: str
    at: tuple[float, ...]
    adds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One way to share a source: log-odds as a constant and what each feature adds."""

    name: str
    bias: float
    terms: tuple[Term, ...]

    def log_odds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the log-odds of pairs, shape (n_pairs,), from their features, one row each."""
        places = {feature.name: place for place, feature in enumerate(FEATURES)}
        added = (np.interp(values[:, places[t.feature]], t.at, t.adds) for t in self.terms)
        return np.asarray(self.bias + sum(added))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Two scales, of which either may prove a source, and the calibration of both together.

    Notes
    -----
    Scale ``i`` says :math:`p_i`; together :math:`p = 1 - (1 - p_1)(1 - p_2)`, whose log-odds are
    calibrated by a slope and an offset [1]_. One scale looks at the whole articles, the other at
    how tight the passages in common are, whatever stands around them.

    References
    ----------
    .. [1] J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    scales: tuple[Scale, ...]
    slope: float
    offset: float

    def probability(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the calibrated probability of a shared source of pairs, one row of features each."""
        log_odds = self.slope * combine([scale.log_odds(values) for scale in self.scales])
        return np.asarray(1 / (1 + np.exp(-(log_odds + self.offset))))


def combine(log_odds: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Give the log-odds that at least one of several things holds, each with log-odds of its own.

    Examples
    --------
    >>> combine([np.array([0.0]), np.array([0.0])]).round(4)  # 3 to 1
    array([1.0986])
    """
    none = -sum(np.logaddexp(0, each) for each in log_odds)
    return np.asarray(np.log(-np.expm1(none) + _LEAST) - none)


@cache
def shipped_model() -> Model:
    """Read the model that ships with dedup."""
    return model_from(json.loads((files("dedup.evidence") / _MODEL).read_text("utf-8")))


def model_from(page: Mapping[str, object]) -> Model:
    """Make a model of its JSON page; see ``benchmarks/quality/train.py``.

    Raises
    ------
    ValueError
        If the page is of another version or names a feature that there is not.
    """
    if page.get("schema_version") != 1:
        raise ValueError(f"{_MODEL}: schema_version is {page.get('schema_version')!r}, expected 1")
    scales = tuple(
        Scale(
            name=scale["name"],
            bias=scale["bias"],
            terms=tuple(
                Term(feature=term["feature"], at=tuple(term["at"]), adds=tuple(term["adds"]))
                for term in scale["terms"]
            ),
        )
        for scale in page["scales"]  # type: ignore[attr-defined]
    )
    known = {feature.name for feature in FEATURES}
    for scale in scales:
        for term in scale.terms:
            if term.feature not in known:
                raise ValueError(f"{_MODEL}: scale {scale.name}: no feature {term.feature!r}")
    calibration: Mapping[str, float] = page["calibration"]  # type: ignore[assignment]
    return Model(scales=scales, slope=calibration["slope"], offset=calibration["offset"])


def judge(
    a: Document, b: Document, alignment: Alignment, *, relation: Relation = "undetermined"
) -> Verdict:
    """Say whether two articles share a source, how sure that is, and why.

    Parameters
    ----------
    a, b : Document
    alignment : Alignment
        Of ``a`` and ``b``.
    relation : str, default="undetermined"
        What the articles' credits prove, from `relation_of`; told if the verdict is reuse.

    Returns
    -------
    Verdict
        Swapping the articles swaps the shares, and changes nothing else.
    """
    shown = evidence(a, b, alignment)
    same = a.words.forms == b.words.forms and len(a.words.forms) >= RUN
    probability = float(shipped_model().probability(shown.values[None, :])[0])
    if same:
        probability = max(probability, _SAME_WORDS)
    label: Label = "near_duplicate" if same else _label(probability, shown, alignment)
    told = relabelled(alignment, label)
    return Verdict(
        label=label,
        probability=probability,
        relation=relation if label in REUSE else "undetermined",
        reused_share={"a": _reused(told, "a"), "b": _reused(told, "b")},
        reasons=tuple(_reasons(label, shown, same=same)),
    )


def relabelled(alignment: Alignment, label: Label) -> Alignment:
    """Call reworded sentences ``same_fact`` where the articles do not share a source.

    What two honest reports tell alike is no copy; without the verdict the aligner cannot know.
    """
    if label in REUSE:
        return alignment
    links = tuple(_as_fact(link) for link in alignment.links)
    return Alignment(
        a=_told(alignment.a, [(link.a, link.kind) for link in links]),
        b=_told(alignment.b, [(link.b, link.kind) for link in links]),
        links=links,
    )


def _as_fact(link: Link) -> Link:
    return replace(link, kind="same_fact") if link.kind in REWORDED else link


def _told(
    sentences: Sequence[AlignedSentence], links: Sequence[tuple[tuple[int, ...], Kind]]
) -> tuple[AlignedSentence, ...]:
    """Give linked sentences the first kind, in the order of ``KINDS``, of their links."""
    kinds: dict[int, Kind] = {}
    for numbers, kind in links:
        for number in numbers:
            kinds[number] = min(kinds.get(number, kind), kind, key=KINDS.index)
    return tuple(
        replace(sentence, kind=kinds.get(number, sentence.kind))
        for number, sentence in enumerate(sentences)
    )


def _label(probability: float, shown: Evidence, alignment: Alignment) -> Label:
    if probability < LIKELY:
        common = shown["vocabulary"] + shown["facts"]
        return "same_event" if common >= _SAME_EVENT else "unrelated"
    # Shares as they are: the features of the same name lean towards 0 in short articles.
    if min(_share(alignment, side, COPIED) for side in SIDES) >= _NEAR_DUPLICATE:
        return "near_duplicate"
    reused = max(_reused(alignment, side) for side in SIDES)
    return "rewritten" if reused >= _WHOLE else "partly_reused"


def _reused(alignment: Alignment, side: Side) -> float:
    return _share(alignment, side, COPIED | REWORDED)


def _share(alignment: Alignment, side: Side, kinds: frozenset[Kind]) -> float:
    shares = alignment.shares(side)
    return sum(shares[kind] for kind in sorted(kinds))


def _reasons(label: Label, shown: Evidence, *, same: bool) -> Iterator[str]:
    """Say what counts, for or against."""
    if same:
        yield "all words are the same"
    if shown.runs:
        yield f"{_count(shown.runs, 'run')} of five or more shared words outside quotations"
    if shown.copied:
        yield f"{_count(shown.copied, 'sentence')} copied"
    if shown.reworded and label in REUSE:
        reused = shown.copied + shown.reworded
        order = f", {shown.in_order} of all {reused} in the same order"
        yield f"{_count(shown.reworded, 'sentence')} reworded{order}"
    elif shown.reworded:
        yield f"{_count(shown.reworded, 'sentence')} with the facts of one event in other words"
    share = round(100 * shown["company"])
    yield f"{share} % of the shared words' companions in a sentence are the same in both"
    if shown.quotations:
        yield f"{_count(shown.quotations, 'quotation')} in common, which prove nothing"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
