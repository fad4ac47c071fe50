"""The character table: one number per code point that folds, classifies and randomises it.

A gather from this table does for a whole batch what ``text.normalize`` and
``text.words`` do character by character. The value of a code point is

- 0 for whatever separates words,
- a random 57-bit number, equal for characters that fold to the same one, above seven
  class bits, for a character that stands in a word.

The table covers all of Unicode and is filled when a text first uses a character, since
building it whole takes seconds: the characters alone if they are few of a block of 256,
or the whole block, as more of it will be met.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from dedup.search.ragged import distinct_values
from dedup.text import fold_char, is_unspaced, is_word_char, needs_context, script_language

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = 1  # its block has not been filled yet
UNFOLDED = 2  # folds to nothing or to several characters, or folds with its neighbours
LATIN = 4
GREEK_OR_CYRILLIC = 8
UNSPACED = 16  # of a script written without spaces: a word of its own
MARK = 32  # a combining mark: belongs to the character before it
SCRIPTED = 64  # of a script that tells the language
CLASSES = 127

_BLOCK = 256
_FEW = 48  # characters of a block; a language's alphabet in a few texts
_N_CODE_POINTS = 0x110000
_FIRST_CODE_POINTS = 0x3100  # what most texts need; memory is dear at first touch
_TOP_BIT = 1 << 63  # keeps the value of a word character from being zero
_WEYL = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


class CharacterTable:
    """Values of all code points, filled on demand.

    Attributes
    ----------
    values : ndarray of shape (n,), dtype uint64
        Indexed by code point; ``n`` is 0x110000 once a text has used a code point from 0x3100 on.
    """

    def __init__(self) -> None:
        self.values: NDArray[np.uint64] = np.full(_FIRST_CODE_POINTS, UNKNOWN, np.uint64)

    def look_up(self, code_points: NDArray[np.uint32]) -> tuple[NDArray[np.uint64], int]:
        """Return the values of code points, and the class bits that occur among them.

        Parameters
        ----------
        code_points : ndarray of shape (n,), dtype uint32

        Returns
        -------
        values : ndarray of shape (n,), dtype uint64
            A fresh array.
        classes : int
            The bitwise or of all class bits.
        """
        try:
            values = self.values.take(code_points)
        except IndexError:
            more = np.full(_N_CODE_POINTS - len(self.values), UNKNOWN, np.uint64)
            self.values = np.concatenate([self.values, more])
            values = self.values.take(code_points)
        classes = int(np.bitwise_or.reduce(values, initial=0)) & CLASSES
        if classes & UNKNOWN:
            self._fill(distinct_values(code_points[(values & np.uint64(UNKNOWN)) != 0])[0])
            return self.look_up(code_points)
        return values, classes

    def _fill(self, new: NDArray[np.uint32]) -> None:
        blocks, _, numbers = distinct_values(new // _BLOCK)
        whole = blocks[np.bincount(numbers) > _FEW]
        for block in whole.tolist():
            self._write(np.arange(block * _BLOCK, (block + 1) * _BLOCK))
        self._write(new[~np.isin(new // _BLOCK, whole)])

    def _write(self, code_points: NDArray[np.uint32] | NDArray[np.int64]) -> None:
        self.values[code_points] = np.array(
            [_character_value(chr(code_point)) for code_point in code_points.tolist()], np.uint64
        )


def _character_value(char: str) -> int:
    # A mark standing alone folds to nothing; behind a letter that bears it, it stays itself.
    folded = char if needs_context(char) and is_word_char(char) else fold_char(char)
    if len(folded) == 1:
        value = _word_character_value(folded) if is_word_char(folded) else 0
        return value | UNFOLDED * (needs_context(char) or needs_context(folded))
    if not folded or any(is_word_char(part) for part in folded):
        return _TOP_BIT | UNFOLDED
    return 0


def _word_character_value(folded: str) -> int:
    classes = UNSPACED * is_unspaced(folded) | MARK * unicodedata.category(folded).startswith("M")
    name = unicodedata.name(folded, "")
    if name.startswith("LATIN "):
        classes |= LATIN
    elif name.startswith(("GREEK ", "CYRILLIC ")):
        classes |= GREEK_OR_CYRILLIC
    if script_language(folded):
        classes |= SCRIPTED
    return (_mix(ord(folded)) & ~CLASSES) | _TOP_BIT | classes


def _mix(number: int) -> int:
    """Scatter a small number over 64 bits (the finaliser of SplitMix64)."""
    z = (number + 1) * _WEYL & _MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)
