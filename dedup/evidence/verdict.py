"""The verdict: whether two articles share a source, how sure that is, and what speaks for it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.features import FEATURES, evidence
from dedup.evidence.records import (
    COPIED,
    KINDS,
    REUSE,
    REWORDED,
    AlignedSentence,
    Alignment,
    Verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document
    from dedup.evidence.features import Evidence
    from dedup.evidence.records import Kind, Label, Link, Relation, Side

SIDES: tuple[Side, Side] = ("a", "b")
LIKELY = 0.5
"""Probability from which the articles are said to share a source."""
_NEAR_DUPLICATE = 0.75  # share of copied words, of the article with less of them
_WHOLE = 0.5  # share of reused words that makes more than a part, of the article with more of them
_SAME_EVENT = 0.5  # shares of content words and of facts in common, added
_SAME_WORDS = 0.99  # probability of a source where all words are the same
_MODEL = "models/source.json"
_SCHEMA = 2
_MOST_GROUPS = 2  # that the reasons name
_WEIGHTY = 0.5  # log-odds from which a group of features is worth naming
_UNDISPUTED = 0.95  # probability from which what speaks against it is not worth naming
_GROUPS = {
    "wording": ("much of the wording is shared", "little of the wording is shared"),
    "links": ("many sentences correspond closely", "few sentences correspond closely"),
    "order": ("what is told comes in one order", "what is told comes in another order"),
    "facts": (
        "most names and numbers of one are in the other",
        "many names and numbers of either are missing in the other",
    ),
    "company": (
        "the same details stand together in a sentence",
        "details are put together in other sentences",
    ),
    "partners": (
        "sentences that correspond hold the same details",
        "sentences that correspond hold other details besides",
    ),
    "choice": (
        "the articles have little in common but what is told alike",
        "with so much in common, some likeness is to be expected",
    ),
}
"""What a group of features says for a shared source and against it; lengths are no reason."""
_QUOTATIONS = ("the same is quoted", "something else is quoted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a feature adds to the log-odds: given at some values, between them on straight lines.

    Below the first value and above the last it adds no less and no more. ``usual`` is halfway
    between what it adds, on average, to reuse and to independent reports.
    """

    feature: str
    at: tuple[float, ...]
    adds: tuple[float, ...]
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Log-odds as a constant and what each feature adds, then calibrated.

    Notes
    -----
    Slope and offset of the calibration [1]_ are fitted on what models say of events that they were
    not fitted on.

    References
    ----------
    .. [1] J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    bias: float
    terms: tuple[Term, ...]
    slope: float
    offset: float

    def log_odds(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the log-odds before calibration, shape (n_pairs,), from a row of features each."""
        return np.asarray(self.bias + _added(self, values).sum(1))

    def probability(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the calibrated probability of a shared source of pairs, one row of features each."""
        log_odds = self.slope * self.log_odds(values) + self.offset
        return np.asarray(1 / (1 + np.exp(-log_odds)))

    def weigh(self, values: NDArray[np.float64]) -> dict[str, float]:
        """Give what each feature of one pair adds beyond the usual, calibrated, in log-odds."""
        added = _added(self, values[None, :])[0].tolist()
        return {
            term.feature: self.slope * (adds - term.usual)
            for term, adds in zip(self.terms, added, strict=True)
        }


def _added(model: Model, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Read what each term adds off its table, shape (n_pairs, n_terms), all tables at once."""
    places, at, adds = _tables(model)
    found = np.maximum(values[:, places], at[:, 0])
    terms = np.arange(len(places))
    low = (found[:, :, None] >= at).sum(2) - 1
    high = np.minimum(low + 1, at.shape[1] - 1)
    width = at[terms, high] - at[terms, low]
    part = np.divide(found - at[terms, low], width, out=np.zeros_like(found), where=width > 0)
    return np.asarray(adds[terms, low] + part * (adds[terms, high] - adds[terms, low]))


@lru_cache(maxsize=4)
def _tables(
    model: Model,
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Set the terms' tables below each other; what is short goes on flat, without end."""
    most = max(len(term.at) for term in model.terms)
    at = np.full((len(model.terms), most), np.inf)
    adds = np.zeros((len(model.terms), most))
    for row, term in enumerate(model.terms):
        at[row, : len(term.at)] = term.at
        adds[row] = [*term.adds, *[term.adds[-1]] * (most - len(term.adds))]
    return np.array([_places()[term.feature] for term in model.terms]), at, adds


@cache
def _places() -> dict[str, int]:
    return {feature.name: place for place, feature in enumerate(FEATURES)}


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
    if page.get("schema_version") != _SCHEMA:
        found = page.get("schema_version")
        raise ValueError(f"{_MODEL}: schema_version is {found!r}, expected {_SCHEMA}")
    terms = tuple(
        Term(
            feature=term["feature"],
            at=tuple(term["at"]),
            adds=tuple(term["adds"]),
            usual=term["usual"],
        )
        for term in page["terms"]  # type: ignore[attr-defined]
    )
    for term in terms:
        if term.feature not in _places():
            raise ValueError(f"{_MODEL}: no feature {term.feature!r}")
    calibration: Mapping[str, float] = page["calibration"]  # type: ignore[assignment]
    return Model(
        bias=page["bias"],  # type: ignore[arg-type]
        terms=terms,
        slope=calibration["slope"],
        offset=calibration["offset"],
    )


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
    same = a.words.forms == b.words.forms and len(a.words.forms) > 0
    model = shipped_model()
    probability = float(model.probability(shown.values[None, :])[0])
    if same:
        probability = max(probability, _SAME_WORDS)
    label: Label = "near_duplicate" if same else _label(probability, shown, alignment)
    told = relabelled(alignment, label)
    return Verdict(
        label=label,
        probability=probability,
        relation=relation if label in REUSE else "undetermined",
        reused_share={"a": _reused(told, "a"), "b": _reused(told, "b")},
        reasons=tuple(_reasons(label, shown, probability, None if same else model)),
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
        told = bool(alignment.links) or bool(shown.runs)
        common = shown["vocabulary"] + shown["facts"]
        return "same_event" if told and common >= _SAME_EVENT else "unrelated"
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


def _reasons(
    label: Label, shown: Evidence, probability: float, model: Model | None
) -> Iterator[str]:
    """Say what counts, then what it speaks for; without a model, that nothing differs."""
    if model is None:
        yield "all words are the same"
    reworded = shown.reworded if label in REUSE else 0
    counted = [(shown.copied, "copied"), (reworded, "reworded")]
    told = [f"{count} {how}" for count, how in sorted(counted, reverse=True) if count]
    if told:
        reused = shown.copied + reworded
        noun = "sentence" if reused == 1 else "sentences"
        number, _, rest = " and ".join(told).partition(" ")
        order = "all" if shown.in_order == reused else f"{shown.in_order} of them"
        yield f"{number} {noun} {rest}" + (f", {order} in the same order" if reused > 1 else "")
    if shown.runs:
        yield f"{_count(shown.runs, 'run')} of five or more shared words outside quotations"
    if shown.reworded and label not in REUSE:
        yield f"{_count(shown.reworded, 'sentence')} with the facts of one event in other words"
    if shown.quotations:
        prove = "proves" if shown.quotations == 1 else "prove"
        yield f"{_count(shown.quotations, 'quotation')} in common, which {prove} nothing"
    if model and label != "unrelated":
        yield from _weightiest(model.weigh(shown.values), probability)


def _weightiest(odds: Mapping[str, float], probability: float) -> Iterator[str]:
    """Say what the weightiest groups of features show: two for the verdict, one against it.

    What speaks against a verdict beyond doubt would only confuse.
    """
    direction = 1 if probability >= LIKELY else -1
    disputed = 1 - _UNDISPUTED < probability < _UNDISPUTED
    sums = dict.fromkeys(_GROUPS, 0.0)
    leading = dict.fromkeys(_GROUPS, (0.0, ""))
    for feature in FEATURES:
        if feature.group in sums:
            # Rounded, so that the last digits of a swapped pair change nothing.
            weight = round(odds.get(feature.name, 0.0), 3)
            sums[feature.group] += weight
            leading[feature.group] = max(leading[feature.group], (abs(weight), feature.name))
    for sign, most in ((direction, _MOST_GROUPS), (-direction, int(disputed))):
        words = "for" if sign > 0 else "against"
        told = sorted((-sign * round(weight, 2), group) for group, weight in sums.items())
        for weight, group in told[:most]:
            if -weight >= _WEIGHTY:
                yield f"{words} a shared source: {_said(group, leading[group][1], sign)}"


def _said(group: str, feature: str, sign: int) -> str:
    spoken = _QUOTATIONS if feature.startswith("quotation") else _GROUPS[group]
    return spoken[0 if sign > 0 else 1]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
