"""Two sentences in, the probability that they paraphrase each other out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.article import Article
from dedup.evidence.diff import gaps, in_runs, matches
from dedup.evidence.document import prepare
from dedup.evidence.types import family

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document

_KINDRED = 0.75  # what a word of the same family explains
_RUN = 4  # words
_MOST_ODDS = 700.0  # whose exponential is a number still
_CHARACTERS = (3, 4, 5)  # lengths of character n-grams
_NEGATIONS_TABLE = "not no never none nobody nothing neither nor cannot without t"
_NEGATIONS = frozenset(_NEGATIONS_TABLE.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a model knows of a word type.

    Parameters
    ----------
    rarity : float
        Logarithm of the sentences of the training data per sentence with the word.
    alone, shared : float
        What the word adds to the log-odds where one sentence or both have it.
    """

    rarity: float
    alone: float
    shared: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePairModel:
    """A logistic regression in plain numbers.

    Parameters
    ----------
    bias : float
    weights : mapping of str to float
        What one unit of each feature adds to the log-odds; see `features`.
    words : mapping of str to Word
        Frequent types; all others add nothing, and are as rare as ``unknown_rarity``.
    unknown_rarity : float
    """

    bias: float
    weights: Mapping[str, float]
    words: Mapping[str, Word]
    unknown_rarity: float

    def probability(self, a: Document, b: Document) -> float:
        """Give the probability in [0, 1] that two sentences say the same."""
        told = features(a, b, self.rarities([*a.types, *b.types]))
        odds = self.bias + sum(self.weights[name] * value for name, value in told.items())
        left, right = set(a.types), set(b.types)
        known = self.words.keys()
        odds += sum(self.words[type_].alone for type_ in sorted((left ^ right) & known))
        odds += sum(self.words[type_].shared for type_ in sorted(left & right & known))
        return float(1 / (1 + np.exp(min(-odds, _MOST_ODDS))))

    def rarities(self, types: Iterable[str]) -> dict[str, float]:
        """Give the rarity of each type."""
        known = self.words
        return {
            type_: known[type_].rarity if type_ in known else self.unknown_rarity for type_ in types
        }


def same_meaning(a_text: str, b_text: str) -> float:
    """Tell how likely two English sentences paraphrase each other.

    Parameters
    ----------
    a_text, b_text : str
        In either order. A pair without words on one side at least is no paraphrase.

    Returns
    -------
    float
        Probability in [0, 1], as judged on the news pairs of MSRP [1]_, where two thirds of the
        pairs, all of them much alike, are paraphrases.

    References
    ----------
    .. [1] B. Dolan, C. Brockett, "Automatically constructing a corpus of sentential paraphrases",
       IWP 2005.

    Examples
    --------
    >>> near = same_meaning("The ferry sank off Tarn on Monday.", "On Monday the ferry sank.")
    >>> near > same_meaning("The ferry sank off Tarn on Monday.", "The mayor resigned.")
    True
    """
    a, b = (sentence(text) for text in (a_text, b_text))
    if not (any(a.types) and any(b.types)):
        return 0.0
    return model().probability(a, b)


def sentence(text: str) -> Document:
    """Prepare a sentence; one alone is too short to guess its language."""
    return prepare(Article(id="", text=text, language="en"))


@cache
def model() -> SentencePairModel:
    """Read the model; trained by ``python -m benchmarks.quality.msrp DATA --train``."""
    path = files("dedup.evidence") / "models" / "sentence_pairs.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    return SentencePairModel(
        bias=raw["bias"],
        weights=raw["weights"],
        words={
            type_: Word(rarity=rarity, alone=alone, shared=shared)
            for type_, (rarity, alone, shared) in raw["words"].items()
        },
        unknown_rarity=raw["unknown_rarity"],
    )


def features(a: Document, b: Document, rarity: Mapping[str, float]) -> dict[str, float]:
    """Compare two sentences; swapping them changes nothing.

    Parameters
    ----------
    a, b : Document
        Sentences with at least one word.
    rarity : mapping of str to float
        Of all types of both.

    Returns
    -------
    dict
        Features by name; ``_low`` and ``_high`` are the lesser and the greater of both sides.
    """
    left, right = _types(a), _types(b)
    return {
        **_coverage(a, b, rarity),
        **_common_grams(left, right),
        **_order(left, right),
        **_details(a, b),
        **_characters(a.text, b.text),
    }


def _types(document: Document) -> list[str]:
    return [type_ for type_ in document.types if type_]


def _coverage(a: Document, b: Document, rarity: Mapping[str, float]) -> dict[str, float]:
    """Tell how much of each sentence the other explains, and the rarest words it does not."""
    sides = [_explained(a, b, rarity), _explained(b, a, rarity)]
    told: dict[str, float] = {}
    for name, of in (("rare", 0), ("all", 1), ("telling", 2), ("stop", 3)):
        low, high = sorted(_share(side[4], side[of]) for side in sides)
        told |= {f"{name}_low": low, f"{name}_high": high}
    lost = [np.append(np.sort((1 - side[4]) * side[0])[::-1], [0.0, 0.0]) for side in sides]
    less, more = sorted(lost, key=lambda values: (values.sum(), *values))
    told |= {"lost_first": more[0], "lost_second": more[1], "lost_other": less[0]}
    return told | {
        "lost_high": float(np.log1p(more.sum())),
        "lost_low": float(np.log1p(less.sum())),
    }


def _explained(
    own: Document, other: Document, rarity: Mapping[str, float]
) -> tuple[NDArray[np.float64], ...]:
    """Give rarity, one, telling, stop and how far it is explained, of each word."""
    types, families = set(other.types), {family(type_) for type_ in other.types if type_}
    counted = [(type_, stop) for type_, stop in zip(own.types, own.stop, strict=True) if type_]
    explained = [
        1.0 if type_ in types else _KINDRED * (family(type_) in families) for type_, _ in counted
    ]
    stop = np.array([float(stop) for _, stop in counted])
    rare = np.array([rarity[type_] for type_, _ in counted])
    return rare, np.ones(len(counted)), 1 - stop, stop, np.array(explained)


def _share(explained: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    return float(explained @ weights / max(weights.sum(), 1e-9))


def _common_grams(left: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    told: dict[str, float] = {}
    for width in (2, 3, 4):
        grams = [
            Counter(tuple(side[at : at + width]) for at in range(len(side) - width + 1))
            for side in (left, right)
        ]
        common = (grams[0] & grams[1]).total()
        low, high = sorted(common / max(side.total(), 1) for side in grams)
        told |= {f"grams{width}_low": low, f"grams{width}_high": high}
    return told


def _order(left: Sequence[str], right: Sequence[str]) -> dict[str, float]:
    """Tell what a longest common subsequence holds, and what lies around it."""
    found = matches(left, right)
    short, long = sorted((len(left), len(right)))
    between = gaps(found, len(left), len(right))
    heads = [gap for gap in between if gap.a[0] == gap.b[0] == 0]
    tails = [gap for gap in between if (gap.a[1], gap.b[1]) == (len(left), len(right))]
    return {
        "order_low": len(found) / long,
        "order_high": len(found) / short,
        "runs": in_runs(found, _RUN) / long,
        "longest_run": _longest_run(found) / short,
        "changes": sum(gap.a[0] < gap.a[1] and gap.b[0] < gap.b[1] for gap in between),
        "head": max((_extent(*gap) for gap in heads), default=0),
        "tail": max((_extent(*gap) for gap in tails), default=0),
        "length_ratio": short / long,
        "length_difference": long - short,
        "length_low": float(np.log1p(short)),
        "length_high": float(np.log1p(long)),
    }


def _longest_run(found: Sequence[tuple[int, int]]) -> int:
    longest = run = min(len(found), 1)
    for before, after in pairwise(found):
        run = run + 1 if after == (before[0] + 1, before[1] + 1) else 1
        longest = max(longest, run)
    return longest


def _extent(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(a[1] - a[0], b[1] - b[0])


def _details(a: Document, b: Document) -> dict[str, float]:
    """Compare numbers, capitalised words, negation and speech."""
    numbers_a, numbers_b = ({number.value for number in side.numbers} for side in (a, b))
    names_a, names_b = _capitals(a), _capitals(b)
    forms_a, forms_b = set(a.words.forms), set(b.words.forms)
    common = len(names_a & names_b)
    return {
        "numbers_equal": numbers_a == numbers_b,
        "numbers_conflict": bool(numbers_a - numbers_b and numbers_b - numbers_a),
        "numbers_within": numbers_a < numbers_b or numbers_b < numbers_a,
        "names_jaccard": common / max(len(names_a | names_b), 1),
        "names_shared": common / max(min(len(names_a), len(names_b)), 1),
        "names_alone": len(names_a ^ names_b),
        "names_conflict": bool(names_a - forms_b and names_b - forms_a),
        "negation_differs": forms_a.isdisjoint(_NEGATIONS) != forms_b.isdisjoint(_NEGATIONS),
        "speech_differs": bool(a.speech.any()) != bool(b.speech.any()),
    }


def _capitals(document: Document) -> set[str]:
    words = zip(document.words.forms, document.words.starts, document.stop, strict=True)
    return {form for form, start, stop in words if document.text[start].isupper() and not stop}


def _characters(a_text: str, b_text: str) -> dict[str, float]:
    left, right = _character_grams(a_text), _character_grams(b_text)
    norms = sum(count**2 for count in left.values()) * sum(count**2 for count in right.values())
    inner = sum(count * right[gram] for gram, count in left.items())
    common = (left & right).total()
    low, high = sorted(common / max(side.total(), 1) for side in (left, right))
    cosine = inner / max(norms, 1) ** 0.5
    return {"characters": cosine, "characters_low": low, "characters_high": high}


def _character_grams(text: str) -> Counter[str]:
    plain = " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())
    return Counter(
        plain[at : at + width] for width in _CHARACTERS for at in range(len(plain) - width + 1)
    )
