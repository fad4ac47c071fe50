"""Content stems of whole batches: words without stop words, each as the hash of its stem."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.search.ragged import Ragged, distinct_values, offsets_of, ranges
from dedup.search.words import Tokens, word_hashes
from dedup.text import GUESS_WORDS, LANGUAGES, guess_language, stems, stop_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST_SLOTS, _MOST_SLOTS = 1 << 14, 1 << 20  # powers of two; memory is dear at first touch
_GROWTH = 4
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def guess_languages(tokens: Tokens) -> list[str]:
    """Guess the language of each text of a batch, as ``text.guess_language`` would.

    Returns
    -------
    list of str
        ISO 639-1 codes.
    """
    words = tokens.words
    hashes, marks = _stop_word_marks()
    first = np.minimum(words.lengths, GUESS_WORDS)
    starts = words.offsets[:-1]
    indices = ranges(starts, first)
    places = np.minimum(np.searchsorted(hashes, words.values[indices]), len(hashes) - 1)
    found = marks[places] * (hashes[places] == words.values[indices])[:, None]
    filled = np.flatnonzero(first)
    counts = np.zeros((len(first), len(LANGUAGES)), np.int16)
    if len(filled):
        counts[filled] = np.add.reduceat(found, offsets_of(first)[filled], axis=0, dtype=np.int16)
    guessed = [LANGUAGES[best] for best in counts.argmax(axis=1).tolist()]
    for row in np.flatnonzero(tokens.scripted).tolist():
        guessed[row] = guess_language(tokens.forms(starts[row] + np.arange(first[row])))
    return guessed


def content_stems(tokens: Tokens, rows: Sequence[int], language: str) -> Ragged:
    """Return the stems of the words of some texts that are not stop words.

    Parameters
    ----------
    tokens : Tokens
    rows : sequence of int
        Numbers of the texts, ascending.
    language : str
        ISO 639-1 code of the texts.

    Returns
    -------
    Ragged
        Row ``i`` holds the hashes of the content stems of text ``rows[i]``, in order.
    """
    words = tokens.words
    lengths = words.lengths[rows]
    indices = ranges(words.offsets[rows], lengths)
    found = _vocabulary(language).look_up(tokens, indices)
    kept = found != 0
    sums = np.zeros(len(found) + 1, np.int64)
    np.cumsum(kept, out=sums[1:])
    borders = sums[offsets_of(lengths)]
    return Ragged(found[kept], borders)


class _Vocabulary:
    """Remembers the stems of the words it has met, in a table indexed by the word's hash.

    A slot belongs to the word that came first, which is likely a common one; the few words
    whose slot is taken are stemmed anew each time. The table grows while it is a quarter full.
    """

    def __init__(self, language: str) -> None:
        self._language = language
        # A slot holds a word and its stem beside each other: one access to memory finds both.
        self._slots = np.zeros((_FEWEST_SLOTS, 2), np.uint64)
        self._taken = 0

    def look_up(self, tokens: Tokens, indices: NDArray[np.int64]) -> NDArray[np.uint64]:
        """Return the hashes of the stems of words, 0 for stop words."""
        words = tokens.words.values[indices]
        entries = self._slots.take(self._slots_of(words), axis=0)
        found: NDArray[np.uint64] = entries[:, 1]
        missing = np.flatnonzero(entries[:, 0] != words)
        if len(missing):
            distinct, first, back = distinct_values(words[missing])
            made = self._stem(tokens.forms(indices[missing[first]]))
            found[missing] = made[back]
            self._remember(distinct, made)
        return found

    def _slots_of(self, words: NDArray[np.uint64]) -> NDArray[np.int64]:
        bits = np.uint64(65 - len(self._slots).bit_length())
        return ((words * _GOLDEN) >> bits).astype(np.int64)

    def _stem(self, forms: list[str]) -> NDArray[np.uint64]:
        found = stems(forms, self._language)
        made = word_hashes(["\n".join(found)]).values
        if len(made) != len(forms):  # a stem is one word, but for what is made of nonsense
            made = np.array(
                [
                    word_hashes([stem, form]).values[0]
                    for stem, form in zip(found, forms, strict=True)
                ]
            )
        stops = stop_words(self._language)
        made[[form in stops for form in forms]] = 0
        return made

    def _remember(self, words: NDArray[np.uint64], made: NDArray[np.uint64]) -> None:
        if _GROWTH * (self._taken + len(words)) > len(self._slots) < _MOST_SLOTS:
            self._grow(len(words))
        slots = self._slots_of(words)
        free = self._slots[slots, 0] == 0
        self._slots[slots[free], 0] = words[free]
        # Two new words can want one slot: the stem must be that of the word that got it.
        got = self._slots[slots, 0] == words
        self._slots[slots[got], 1] = made[got]
        self._taken += int(np.count_nonzero(free & got))

    def _grow(self, more: int) -> None:
        old = self._slots[self._slots[:, 0] != 0]
        size = len(self._slots)
        while size < min(_GROWTH * (self._taken + more), _MOST_SLOTS):
            size *= _GROWTH
        self._slots = np.zeros((min(size, _MOST_SLOTS), 2), np.uint64)
        self._taken = 0
        self._remember(old[:, 0], old[:, 1])


@cache
def _vocabulary(language: str) -> _Vocabulary:
    return _Vocabulary(language)


@cache
def _stop_word_marks() -> tuple[NDArray[np.uint64], NDArray[np.int8]]:
    """Return the hashes of all stop words, sorted, and which languages each belongs to."""
    lists = [stop_words(language) for language in LANGUAGES]
    everything = sorted(set().union(*lists))
    hashes = word_hashes(everything).values
    marks = np.array([[word in words for words in lists] for word in everything], np.int8)
    order = np.argsort(hashes)
    return hashes[order], marks[order]
