"""The sentences of two documents as bags of words over one vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.types import family
from dedup.search.shingles import distinct

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dedup.evidence.document import Document

STOP_WEIGHT = 0.15
"""What a stop word weighs beside another word that is as rare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The word types of two documents, numbered.

    Parameters
    ----------
    weights : ndarray of shape (n_types,), dtype float64
        Of each type; see `bags`.
    families : ndarray of shape (n_types,), dtype int64
        Number of the family of each type.
    """

    weights: NDArray[np.float64]
    families: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bags:
    """The distinct types of each sentence of a document.

    Parameters
    ----------
    types : ndarray, dtype int64
        Numbers of the types, ascending within a sentence, sentence after sentence.
    offsets : ndarray of shape (n_sentences + 1,), dtype int64
        Sentence ``s`` has ``types[offsets[s]:offsets[s + 1]]``.
    type_keys, family_keys : ndarray, dtype int64, ascending
        ``sentence * size + number`` of all types and families in all sentences; ``size`` is how
        many types there are.
    masses : ndarray of shape (n_sentences,), dtype float64
        Sum of the weights of a sentence's types.
    speech : ndarray of shape (n_sentences,), dtype float64
        Share of a sentence's words that stand in quotation marks.
    """

    types: NDArray[np.int64]
    offsets: NDArray[np.int64]
    type_keys: NDArray[np.int64]
    family_keys: NDArray[np.int64]
    masses: NDArray[np.float64]
    speech: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.offsets) - 1


def bags(a: Document, b: Document) -> tuple[Vocabulary, Bags, Bags]:
    r"""Make the bags of two documents' sentences; boilerplate has empty ones.

    Notes
    -----
    A type that stands in ``d`` of all ``n`` sentences weighs
    :math:`(\ln((n + 1) / d) / \ln(n + 1))^2`, a stop word the part ``STOP_WEIGHT`` of it: the pair
    itself tells the words of its topic from those that tell its sentences apart.
    """
    # In sorted order, so that sums come out the same to the last bit when a and b are swapped.
    types = sorted({*a.types, *b.types} - {""})
    numbers = {type_: number for number, type_ in enumerate(types)}
    size = max(len(numbers), 1)
    found = [
        (side, np.array([numbers.get(type_, -1) for type_ in side.types], np.int64))
        for side in (a, b)
    ]
    keys = [distinct(sentence * size + type_) for sentence, type_ in starmap(_entries, found)]
    counts = np.bincount(np.concatenate(keys) % size, minlength=size)
    sentences = np.log(len(a.spans) + len(b.spans) + 1) or 1.0
    weights = (1 - np.log(np.maximum(counts, 1)) / sentences) ** 2
    stops = [types_[side.stop & (types_ >= 0)] for side, types_ in found]
    weights[distinct(np.concatenate(stops))] *= STOP_WEIGHT
    vocabulary = Vocabulary(weights=weights, families=_families(numbers))
    return vocabulary, _bags(a, keys[0], vocabulary), _bags(b, keys[1], vocabulary)


def _entries(
    document: Document, types: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give sentence and type of each word that counts."""
    sentence = np.repeat(np.arange(len(document.spans)), np.diff(document.borders))
    counted = (types >= 0) & ~document.boilerplate[sentence]
    return sentence[counted], types[counted]


def _families(numbers: dict[str, int]) -> NDArray[np.int64]:
    names: dict[str, int] = {}
    found = [names.setdefault(family(type_), len(names)) for type_ in numbers]
    return np.array(found or [0], np.int64)


def _bags(document: Document, keys: NDArray[np.int64], vocabulary: Vocabulary) -> Bags:
    size, count = len(vocabulary.weights), len(document.spans)
    types, sentences = keys % size, keys // size
    words = np.maximum(np.diff(document.borders), 1)
    spoken = np.repeat(np.arange(count), np.diff(document.borders))[document.speech > 0]
    return Bags(
        types=types,
        offsets=np.searchsorted(sentences, np.arange(count + 1)),
        type_keys=keys,
        family_keys=distinct(sentences * size + vocabulary.families[types]),
        masses=np.bincount(sentences, vocabulary.weights[types], count).astype(np.float64),
        speech=np.bincount(spoken, minlength=count) / words,
    )
