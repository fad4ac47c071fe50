"""The words of an article that are its own: neither quoted speech nor boilerplate."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.evidence.document import Document

Gram = tuple[str, ...]

_SHORTEST = 4  # words of a sentence that tells something
_SPOKEN = 0.5  # share of a sentence in quotation marks that makes it speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Unquoted:
    """An article without its quotations and boilerplate.

    Parameters
    ----------
    pieces : tuple of tuple of str
        Folded words that stand together.
    content : tuple of tuple of str
        Types of the pieces, without stop words.
    places, sentences : ndarray of shape (n_words,), dtype int64
        Number of each content word in its document, and of its sentence.
    types : tuple of str, length n_words
        Type of each content word.
    prose : ndarray of shape (n_sentences,), dtype bool
        Sentences of four words or more that are neither boilerplate nor speech.
    size : int
        Number of words, stop words included.
    """

    pieces: tuple[Gram, ...]
    content: tuple[Gram, ...]
    places: NDArray[np.int64]
    sentences: NDArray[np.int64]
    types: tuple[str, ...]
    prose: NDArray[np.bool_]
    size: int


def unquoted(document: Document) -> Unquoted:
    """Take quotations and boilerplate out of an article."""
    lengths = np.diff(document.borders)
    sentence = np.repeat(np.arange(len(document.spans)), lengths)
    own = (document.speech == 0) & ~document.boilerplate[sentence]
    told = np.array([type_ != "" for type_ in document.types], np.bool_)
    places = np.flatnonzero(own & told & ~document.stop)
    spoken = np.bincount(sentence[document.speech > 0], minlength=len(document.spans))
    return Unquoted(
        pieces=tuple(_pieces(document.words.forms, own)),
        content=tuple(_content(document, own)),
        places=places,
        sentences=sentence[places],
        types=tuple(document.types[place] for place in places.tolist()),
        prose=(lengths >= _SHORTEST)
        & ~document.boilerplate
        & (spoken < _SPOKEN * np.maximum(lengths, 1)),
        size=int(own.sum()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """The types of two articles' own words, numbered.

    Parameters
    ----------
    types : list of str
        All types, ascending; a type's number is its place.
    a, b : ndarray of shape (n_words,), dtype int64
        Number of the type of each content word.
    facts : ndarray of shape (n_types,), dtype bool
        Which types are names or numbers.
    """

    types: list[str]
    a: NDArray[np.int64]
    b: NDArray[np.int64]
    facts: NDArray[np.bool_]


def numbered(a: Unquoted, b: Unquoted, facts: Collection[str]) -> Numbered:
    """Give each type of two articles a number; ``facts`` are those that are names or numbers."""
    types = sorted({*a.types, *b.types})
    numbers = {type_: number for number, type_ in enumerate(types)}
    left, right = (
        np.fromiter(map(numbers.__getitem__, own.types), np.int64, len(own.types)) for own in (a, b)
    )
    told = np.fromiter(map(facts.__contains__, types), np.bool_, len(types))
    return Numbered(types=types, a=left, b=right, facts=told)


def grams(pieces: Sequence[Gram], width: int) -> set[Gram]:
    """Give the runs of ``width`` words of all pieces."""
    return {piece[at : at + width] for piece in pieces for at in range(len(piece) - width + 1)}


def runs(pieces: Sequence[Gram], shared: Collection[Gram], width: int) -> int:
    """Count the separate stretches of pieces that consist of shared runs, repeats once.

    Examples
    --------
    >>> runs([tuple("abcdxyz")], {("a", "b"), ("b", "c"), ("y", "z")}, 2)
    2
    """
    met: set[Gram] = set()
    count = 0
    for piece in pieces:
        before = -2
        for at in range(len(piece) - width + 1):
            gram = piece[at : at + width]
            if gram in shared and gram not in met:
                met.add(gram)
                count += at != before + 1
                before = at
    return count


def _pieces(words: Sequence[str], kept: NDArray[np.bool_]) -> Iterator[Gram]:
    """Give the stretches of words that are kept."""
    edges = np.flatnonzero(np.diff(kept, prepend=False, append=False)).tolist()
    for start, end in pairwise(edges):
        if kept[start]:
            yield tuple(words[start:end])


def _content(document: Document, own: NDArray[np.bool_]) -> Iterator[Gram]:
    """Give the types of each stretch; a stop word between two does not part them."""
    edges = np.flatnonzero(np.diff(own, prepend=False, append=False)).tolist()
    for start, end in pairwise(edges):
        if own[start]:
            yield tuple(
                document.types[at]
                for at in range(start, end)
                if document.types[at] and not document.stop[at]
            )
