"""An article, cut once into all that its alignments need."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.evidence.numbers import Number, numbers
from dedup.evidence.quotations import quotations
from dedup.evidence.types import types
from dedup.text import Words, boilerplate, guess_language, normalize, sentences, stop_words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.article import Article

_SHORTEST_SPEECH = 3  # words; below it a title, a ship, a word held at arm's length
_CAPITAL_NOUNS = frozenset({"de", "lb"})  # where a capital does not tell a name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """An article cut into sentences and words.

    Parameters
    ----------
    text, language : str
        Raw text; ISO 639-1 code, as the article says or guessed.
    spans : tuple of (int, int)
        Half-open raw spans of the sentences.
    borders : tuple of int, length ``len(spans) + 1``
        Sentence ``s`` has the words ``borders[s]`` to ``borders[s + 1]`` (exclusive).
    words : Words
        Folded forms with their raw spans.
    types : tuple of str
        Of each word; see ``dedup.evidence.types``.
    stop, named : ndarray of shape (n_words,), dtype bool
        Whether a word is a stop word; whether it is a capitalised name.
    speech : ndarray of shape (n_words,), dtype int64
        Number of the quotation a word stands in, from 1; 0 outside.
    boilerplate : ndarray of shape (n_sentences,), dtype bool
    numbers : tuple of Number
        In order.
    """

    text: str
    language: str
    spans: tuple[tuple[int, int], ...]
    borders: tuple[int, ...]
    words: Words
    types: tuple[str, ...]
    stop: NDArray[np.bool_]
    named: NDArray[np.bool_]
    speech: NDArray[np.int64]
    boilerplate: NDArray[np.bool_]
    numbers: tuple[Number, ...]


def prepare(article: Article) -> Document:
    """Cut an article into sentences and words, once for all its alignments.

    Examples
    --------
    >>> from dedup import Article
    >>> document = prepare(Article(id="a", text="A ferry ran aground. Twenty were saved."))
    >>> document.spans, document.types[-3:]
    (((0, 20), (21, 39)), ('#20', 'were', 'save'))
    """
    text = article.text
    found = words(normalize(text))
    language = (article.language or guess_language(found.forms))[:2].lower()
    spans = tuple((sentence.start, sentence.end) for sentence in sentences(text, language))
    borders = [0, *(bisect_left(found.starts, start) for start, _ in spans[1:])][: len(spans)]
    stops = stop_words(language)
    counted = tuple(numbers(found, text, language))
    return Document(
        text=text,
        language=language,
        spans=spans,
        borders=(*borders, len(found.starts)),
        words=found,
        types=tuple(types(found, counted, language)),
        stop=np.array([form in stops for form in found.forms], np.bool_),
        named=_named(text, found, borders, language, stops),
        speech=_speech(text, found.starts),
        boilerplate=_boilerplate(text, spans),
        numbers=counted,
    )


def has_speech(document: Document, words: Sequence[int]) -> bool:
    """Tell whether anything is quoted between the first and the last of some words."""
    return bool(words) and bool(document.speech[words[0] : words[-1] + 1].any())


def _speech(text: str, starts: Sequence[int]) -> NDArray[np.int64]:
    speech = np.zeros(len(starts), np.int64)
    for number, (start, end) in enumerate(quotations(text), start=1):
        first, last = bisect_left(starts, start), bisect_left(starts, end)
        if last - first >= _SHORTEST_SPEECH:
            speech[first:last] = number
    return speech


def _named(
    text: str, found: Words, firsts: Sequence[int], language: str, stops: frozenset[str]
) -> NDArray[np.bool_]:
    """Tell names: capitalised, never met in small letters, and not only at sentence heads."""
    capital = [text[start].isupper() for start in found.starts]
    if language in _CAPITAL_NOUNS:
        return np.zeros(len(capital), np.bool_)
    heads = set(firsts)
    small = {form for form, is_capital in zip(found.forms, capital, strict=True) if not is_capital}
    inside = {
        found.forms[at] for at, is_capital in enumerate(capital) if is_capital and at not in heads
    }
    names = inside - small - stops
    return np.array([form in names for form in found.forms], np.bool_)


def _boilerplate(text: str, spans: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Tell the sentences that lie by half or more in boilerplate."""
    flags = np.zeros(len(spans), np.bool_)
    starts = [start for start, _ in spans]
    for found in boilerplate(text):
        at = max(bisect_left(starts, found.start) - 1, 0)
        while at < len(spans) and spans[at][0] < found.end:
            start, end = spans[at]
            shared = min(end, found.end) - max(start, found.start)
            flags[at] |= 2 * shared >= end - start
            at += 1
    return flags
