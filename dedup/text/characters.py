"""What one character is: the facts that folding and word-splitting share."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Callable

# Scripts written without spaces between words: Han, kana, Thai, Lao, Myanmar, Khmer (Unicode 16).
_UNSPACED = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x2E80, 0x2FDF),  # radicals
    (0x3005, 0x3007),  # iteration mark, closing mark, ideographic zero
    (0x3021, 0x3029),  # Hangzhou numerals
    (0x3031, 0x3035),  # kana repeat marks
    (0x3038, 0x303C),
    (0x3041, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),  # small Katakana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA9E0, 0xA9FF),  # Myanmar
    (0xAA60, 0xAA7F),  # Myanmar
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFF66, 0xFF9D),  # half-width Katakana
    (0x116D0, 0x116FF),  # Myanmar
    (0x16FE0, 0x16FFF),  # ideographic marks
    (0x1AFF0, 0x1B16F),  # kana
    (0x20000, 0x3FFFF),  # ideographic planes
)


def is_mark(ch: str) -> bool:
    """Tell whether a character is a combining mark (category M)."""
    return category(ch)[0] == "M"


def is_word_char(ch: str) -> bool:
    """Tell whether a character can be part of a word: letter, number or combining mark.

    The underscore cannot.

    Examples
    --------
    >>> [is_word_char(ch) for ch in "é9_-"]
    [True, True, False, False]
    """
    return ch.isalnum() or is_mark(ch)


def is_unspaced(ch: str) -> bool:
    """Tell whether a character is a word of its own, as its script has no spaces between words.

    True for letters and signs of Han, Hiragana, Katakana, Thai, Lao, Khmer and Myanmar; not for
    their decimal digits, which make numbers, nor for marks, which belong to what they follow.

    Examples
    --------
    >>> [is_unspaced(ch) for ch in "字カกa"]
    [True, True, True, False]
    """
    code = ord(ch)
    return (
        any(first <= code <= last for first, last in _UNSPACED)
        and ch.isalnum()
        and not ch.isdecimal()
    )


def _kind(ch: str) -> str:
    if is_unspaced(ch):
        return "u"
    if is_mark(ch):
        return "m"
    return "w" if ch.isalnum() else " "


class Table(dict[int, str]):
    """A table for ``str.translate`` that asks its rule once for each character it meets."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        value = self[code] = self._rule(chr(code))
        return value


_KINDS = Table(_kind)


def kinds(text: str) -> str:
    """Give a letter a character: ``u`` unspaced, ``m`` mark, ``w`` other of words, or a space."""
    return text.translate(_KINDS)
