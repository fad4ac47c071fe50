"""Word hashes of a whole batch of articles at once.

The definition of a word is ``text.words`` of ``text.normalize``; this module computes the
hashes of those words for many articles together, without a Python step per word. Text
travels as one array of code points; a word's hash is a difference of prefix sums of
``value × B^position``, times ``B^-start``, modulo 2^64 with ``B`` odd, so that the
wrap-around of uint64 is the modulo and ``B`` has an inverse [1]_.

References
----------
.. [1] R. M. Karp and M. O. Rabin, "Efficient randomized pattern-matching algorithms",
   IBM J. Res. Dev. 31(2), 1987. :doi:`10.1147/rd.312.0249`
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dedup.search.characters import (
    GREEK_OR_CYRILLIC,
    LATIN,
    MARK,
    SCRIPTED,
    UNFOLDED,
    UNSPACED,
    CharacterTable,
)
from dedup.search.ragged import Ragged, concatenate, offsets_of
from dedup.text import fold_char, needs_context, normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# Arrays of this many characters stay in a core's cache: twice as fast as a thousand articles.
_CHARACTERS_AT_ONCE = 1 << 18
_BASE = 0x9E3779B97F4A7C15
_TABLE = CharacterTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The words of a batch of texts that fits a core's cache.

    Parameters
    ----------
    words : Ragged
        Word hashes; a row for each text.
    scripted : ndarray of shape (n_texts,), dtype bool
        Whether a text holds characters of a script that tells its language.
    places : ndarray of shape (n_words,), dtype int64, or None
        Where each word begins in the raw texts, put one after the other with one character
        between them; None where folding has moved them.
    """

    words: Ragged
    scripted: NDArray[np.bool_]
    places: NDArray[np.int64] | None
    _joined: str
    _starts: NDArray[np.int64]
    _ends: NDArray[np.int64]

    def forms(self, indices: NDArray[np.int64]) -> list[str]:
        """Return the folded forms of some words, numbered as in ``words.values``."""
        starts, ends = (self._starts[indices] + 1).tolist(), (self._ends[indices] + 1).tolist()
        spelt = [self._joined[start:end] for start, end in zip(starts, ends, strict=True)]
        return normalize("\n".join(spelt)).folded.split("\n") if spelt else []


def word_hashes(texts: Sequence[str]) -> Ragged:
    """Hash every word of every text.

    Parameters
    ----------
    texts : sequence of str, or Arrow array of strings
        Raw texts, in any number and of any length.

    Returns
    -------
    Ragged
        Row ``i`` holds the hashes of the words of ``texts[i]``, in order. Two words have
        equal hashes if and (but for a chance of about 2^-57) only if they fold to the same
        characters. The hashes are not well mixed in their low bits: mix before use.

    Examples
    --------
    >>> rows = word_hashes(["Fire at sea", "FIRE!", ""])
    >>> rows.lengths.tolist(), bool(rows.row(0)[0] == rows.row(1)[0])
    ([3, 1, 0], True)
    """
    batches = [(rows, tokenize(pieces).words) for rows, pieces in batches_of(texts)]
    return join_pieces(batches, len(texts))


def batches_of(texts: Sequence[str]) -> Iterator[tuple[list[int], list[str]]]:
    """Divide texts into batches that fit a core's cache.

    Yields
    ------
    rows : list of int
        For each piece, the number of its text; a text far longer than a batch is cut at
        spaces into several pieces, all others are one piece.
    pieces : list of str
    """
    rows: list[int] = []
    pieces: list[str] = []
    size = 0
    # An Arrow column yields its own scalars unless it is asked for Python strings.
    for row, text in enumerate(getattr(texts, "to_pylist", lambda: texts)()):
        for piece in _cut(text or ""):  # a null is an article without words
            if size and size + len(piece) > _CHARACTERS_AT_ONCE:
                yield rows, pieces
                rows, pieces, size = [], [], 0
            rows.append(row)
            pieces.append(piece)
            size += len(piece) + 1
    if pieces:
        yield rows, pieces


def join_pieces(batches: Sequence[tuple[list[int], Ragged]], n_texts: int) -> Ragged:
    """Put the rows of batches together, those of one text's pieces into one row."""
    whole = concatenate([ragged for _, ragged in batches])
    if len(whole) == n_texts:  # no text is in pieces
        return whole
    rows = np.array([row for rows, _ in batches for row in rows], np.int64)
    lengths = np.zeros(n_texts, np.int64)
    np.add.at(lengths, rows, whole.lengths)
    return Ragged(whole.values, offsets_of(lengths))


def tokenize(texts: Sequence[str], *, folded: bool = False) -> Tokens:
    """Find and hash the words of a batch of texts.

    Parameters
    ----------
    texts : sequence of str
        A batch of ``batches_of``: at least one text.
    folded : bool, default=False
        Whether the texts have been folded, so that no character depends on its neighbours.
    """
    joined, borders = _join(texts)
    code_points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    values, classes = _TABLE.look_up(code_points)
    if classes & UNFOLDED and not folded:
        unfolded = code_points[(values & np.uint64(UNFOLDED)) != 0]
        return replace(tokenize(_fold_by_hand(texts, unfolded), folded=True), places=None)
    starts, ends = _word_borders(values, classes)
    if classes & GREEK_OR_CYRILLIC and classes & LATIN:
        mixed = starts[_mixes_scripts(values, starts, ends)]
        if len(mixed) and (settled := _normalize_rows(texts, borders, mixed)) != list(texts):
            return replace(tokenize(settled, folded=folded), places=None)
    scripted = _texts_with(values, borders, SCRIPTED if classes & SCRIPTED else 0)
    words = Ragged(_hash_words(values, starts, ends), np.searchsorted(starts, borders))
    # The joined text has one character before the first text: an index before a word's first
    # character in the one is that of the first character in the other.
    return Tokens(
        words=words, scripted=scripted, places=starts, _joined=joined, _starts=starts, _ends=ends
    )


def _cut(text: str) -> list[str]:
    """Cut a long text at spaces, which no word and no folding crosses."""
    if len(text) <= _CHARACTERS_AT_ONCE:
        return [text]
    cuts = [0]
    while len(text) - cuts[-1] > _CHARACTERS_AT_ONCE:
        cut = text.rfind(" ", cuts[-1] + 1, cuts[-1] + _CHARACTERS_AT_ONCE)
        if cut < 0:
            break
        cuts.append(cut)
    return [text[a:b] for a, b in pairwise([*cuts, len(text)])]


def _texts_with(
    values: NDArray[np.uint64], borders: NDArray[np.int64], wanted: int
) -> NDArray[np.bool_]:
    if not wanted:
        return np.zeros(len(borders) - 1, np.bool_)
    return np.asarray(np.bitwise_or.reduceat(values, borders[:-1]) & np.uint64(wanted) != 0)


def _join(texts: Sequence[str]) -> tuple[str, NDArray[np.int64]]:
    """Join texts by line feeds; text ``i`` lies at ``borders[i]:borders[i + 1]``."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return "\n".join(["", *texts, ""]), offsets_of(lengths + 1)


def _fold_by_hand(texts: Sequence[str], code_points: NDArray[np.uint32]) -> list[str]:
    """Replace what the table cannot fold, in the few texts that hold it."""
    chars = [chr(code) for code in sorted(set(code_points.tolist()))]
    joining = [char for char in chars if needs_context(char)]
    alone = [(char, fold_char(char)) for char in chars if not needs_context(char)]
    folded = []
    for text in texts:
        if any(char in text for char in joining):
            folded.append(normalize(text).folded)
            continue
        for char, fold in alone:
            text = text.replace(char, fold)  # noqa: PLW2901 - in turn
        folded.append(text)
    return folded


def _word_borders(
    values: NDArray[np.uint64], classes: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each word the index before its first character and that of its last one."""
    in_word = values != 0
    if classes & UNSPACED:
        return _unspaced_word_borders(values, in_word)
    edges = np.flatnonzero(in_word[1:] != in_word[:-1])
    return edges[::2], edges[1::2]


def _unspaced_word_borders(
    values: NDArray[np.uint64], in_word: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    mark = (values & np.uint64(MARK)) != 0
    # A mark belongs to the character before it, so it takes that character's class.
    base = np.maximum.accumulate(np.where(mark & np.roll(in_word, 1), 0, np.arange(len(values))))
    unspaced = (values[base] & np.uint64(UNSPACED)) != 0
    begins = in_word & ~np.roll(in_word, 1)
    begins |= in_word & ~mark & (unspaced | np.roll(unspaced & in_word, 1))
    starts = np.flatnonzero(begins)
    last = in_word & (np.roll(begins, -1) | ~np.roll(in_word, -1))
    return starts - 1, np.flatnonzero(last)


def _mixes_scripts(
    values: NDArray[np.uint64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which words hold Latin letters beside Greek or Cyrillic ones."""
    letters = np.bitwise_or.reduceat(values, np.stack([starts + 1, ends + 1], 1).ravel())[::2]
    both = np.uint64(LATIN | GREEK_OR_CYRILLIC)
    return np.asarray((letters & both) == both)


def _normalize_rows(
    texts: Sequence[str], borders: NDArray[np.int64], positions: NDArray[np.int64]
) -> list[str]:
    rows = set((np.searchsorted(borders, positions, side="right") - 1).tolist())
    return [normalize(text).folded if row in rows else text for row, text in enumerate(texts)]


def _hash_words(
    values: NDArray[np.uint64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.uint64]:
    powers, inverses = _POWERS.up_to(len(values))
    values *= powers
    np.cumsum(values, out=values)
    hashes = values.take(ends) - values.take(starts)
    hashes *= inverses.take(starts)
    return hashes


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    return np.cumprod(np.full(count, base, np.uint64), dtype=np.uint64)


class _Powers:
    """Powers of the base and of its inverse modulo 2^64, as many as were ever needed."""

    def __init__(self) -> None:
        self._powers: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._inverses = self._powers

    def up_to(self, count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        if len(self._powers) < count:
            self._powers = _powers(_BASE, count)
            self._inverses = _powers(pow(_BASE, -1, 1 << 64), count)
        return self._powers[:count], self._inverses


_POWERS = _Powers()
