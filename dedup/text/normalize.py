"""Raw text to folded text, with the way back to the raw characters.

Folding makes spellings equal that a reader takes for the same: case, compatibility forms, quotes,
dashes, spaces, invisible characters, and Cyrillic or Greek letters that pose as Latin ones.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from string import ascii_letters
from typing import TYPE_CHECKING
from unicodedata import category, combining, name, normalize as unicode_form

from dedup.text.characters import Table, is_mark, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

# Default_Ignorable_Code_Point of Unicode 16, which the standard library does not tell; without the
# Hangul fillers U+3164 and U+FFA0, which readers see as a space.
_IGNORABLES = frozenset(
    code
    for first, last in (
        (0x00AD, 0x00AD),
        (0x034F, 0x034F),
        (0x061C, 0x061C),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFF0, 0xFFF8),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)
# Second elements of canonical compositions with combining class zero, up to Unicode 16.
_SECONDS = frozenset(
    [
        *range(0x1161, 0x1176),  # Hangul vowels
        *range(0x11A8, 0x11C3),  # Hangul tails
        *(0x9BE, 0x9D7, 0xB3E, 0xB56, 0xB57, 0xBBE, 0xBD7, 0xCC2, 0xCD5, 0xCD6, 0xD3E, 0xD57),
        *(0xDCF, 0xDDF, 0x102E, 0x1B35, 0x11127, 0x1133E, 0x11357, 0x113B8, 0x113BB, 0x113C2),
        *(0x113C9, 0x114B0, 0x114BA, 0x114BD, 0x115AF, 0x11930, 0x1611E, 0x1611F, 0x16120),
        *(0x16129, 0x16D67),
    ]
)
_DOUBLE_QUOTES = "“”„‟«»〝〞〟❝❞❠⹂″״「」『』"
_SINGLE_QUOTES = "‘’‚‛‹›❛❜❟′´ʹʻʼʽ׳"
_UNMARKED = ("LATIN ", "GREEK ", "CYRILLIC ")  # their accented letters are characters themselves
_TONES = "\u0300\u0301\u0303\u0304"  # a second mark in Yoruba, Navajo or a Lithuanian dictionary
_SPACING_MARK = re.compile(r" [^ ]")  # ¨ and its like decompose to a space with marks
_REPLACEMENTS = (
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | {"−": "-", "⁃": "-", "\n": "\n", "\r": "\n", "\u3164": " ", "\uffa0": " "}
)
_SMALL = str.maketrans("İǰẖẗẘẙ", "ijhtwy")  # casefold would leave their marks behind them
_CATEGORIES = {"Pd": "-", "Zs": " ", "Zl": "\n", "Zp": "\n", "Cc": " "}
_CONTROLS = dict.fromkeys((*range(10), *range(11, 32), 127), " ")

# Folded Cyrillic and Greek letters that look like Latin ones as capitals or small letters. Greek
# mu and omega are left out: "μg" and "kΩ" are honest mixtures.
_LOOKALIKES = str.maketrans(
    "авекмнорстухіјѕһԁԛԝαβεζηικνορτυχϳ", "abekmhopctyxijshdqwabezhikvoptuxj"
)
_LATIN = re.compile("[a-z\u00e0-\u00f6\u00f8-\u024f\u1e00-\u1eff]")
_LOOKALIKE = re.compile(f"[{''.join(map(chr, _LOOKALIKES))}]")
_WORD = re.compile("[wm]+")
# The common characters that fold to one character whatever stands before them: a short cut.
_PLAIN = re.compile(
    "[\x00-\x0c\x0e-\xac\xae-\xbb\xbf-\xde\xe0-\u0131\u0391-\u03a1\u03b1-\u03c9"
    "\u0400-\u0482\u048a-\u052f\u2010-\u2022\u20ac]*"
)
# On the flags of a text: a character with its marks, one that folds to none or many, a line break.
_CLUSTER = re.compile(r"[^rj]?j+|s|rn?")
_LONG_CLUSTER = 32  # above it, an attack


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalizedText:
    """A text, its folded form, and the way from the one to the other.

    Parameters
    ----------
    raw, folded : str
        The text as given, and folded for comparison.
    offsets : sequence of int, length ``len(folded) + 1``
        ``folded[i]`` comes from the raw characters that begin at ``offsets[i]``; never falling.
        The last entry is ``len(raw)``.
    """

    raw: str
    folded: str
    offsets: Sequence[int]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the raw characters that ``folded[start:end]`` comes from, as a half-open span.

        A raw character that folds to several counts whole, and invisible characters belong to
        what they follow.

        Examples
        --------
        >>> normalize("Maß nehmen").raw_span(0, 3)
        (0, 3)
        """
        if start >= end:
            return self.offsets[start], self.offsets[start]
        last = self.offsets[end - 1]
        while self.offsets[end] == last:
            end += 1
        return self.offsets[start], self.offsets[end]


def normalize(text: str) -> NormalizedText:
    r"""Fold a text for comparison and remember where each folded character comes from.

    Parameters
    ----------
    text : str
        Any characters, lone surrogates among them.

    Returns
    -------
    NormalizedText
        ``normalize(t.folded).folded == t.folded``.

    Notes
    -----
    The unit is a cluster: a character with the combining marks and invisible characters behind it.
    Each is brought to NFKC and case-folded until nothing changes [1]_, with invisible characters
    (Default_Ignorable_Code_Point) deleted, quotes as ``"`` and ``'``, dashes as ``-``, line breaks
    (CRLF, CR, LF, U+2028, U+2029) as ``\n``, other spaces and control characters as a space, and
    free-standing accents as a space or an apostrophe.

    A mark that does not compose stays only on a letter or number of a script other than Latin,
    Greek and Cyrillic, since Arabic or Hindi is written with them: elsewhere it is scrawled over
    the text, and deleted. Words in which a letter bore such a mark lose the accents of their other
    letters, too, as some of many marks happen to compose; a tone over an accented letter (Yoruba)
    does not count. Joiners do not part words [2]_: parts of a Persian word with U+200C between
    them are one word.

    Then, in words that mix Latin letters with Cyrillic or Greek ones, the look-alikes among the
    latter become Latin.

    References
    ----------
    .. [1] The Unicode Standard, section 3.13, toNFKC_Casefold.
    .. [2] Unicode Standard Annex 29, rule WB4.

    Examples
    --------
    >>> normalize("“ﬁve\u00ad–Ten”").folded
    '"five-ten"'
    """
    if text.isascii() and "\r" not in text:
        folded = text.lower().translate(_CONTROLS)
        return NormalizedText(raw=text, folded=folded, offsets=range(len(text) + 1))
    if _PLAIN.fullmatch(text):
        folded = _unmask(text.translate(_FOLDS))
        return NormalizedText(raw=text, folded=folded, offsets=range(len(text) + 1))
    pieces: list[str] = []
    offsets = array("I")
    scrawled: list[int] = []  # where folded clusters end whose marks give their word away
    done = 0
    for match in _CLUSTER.finditer(text.translate(_FLAGS)):
        start, end = match.span()
        cluster, is_scrawled = _fold_cluster(text[start:end])
        pieces += text[done:start].translate(_FOLDS), cluster
        offsets.extend(range(done, start))
        offsets.extend([start] * len(cluster))
        if is_scrawled:
            scrawled.append(len(offsets))
        done = end
    pieces.append(text[done:].translate(_FOLDS))
    offsets.extend(range(done, len(text) + 1))
    folded = _unmask(_bared("".join(pieces), scrawled))
    return NormalizedText(raw=text, folded=folded, offsets=offsets)


def fold_char(ch: str) -> str:
    """Fold a character standing alone: none, one or several characters.

    Examples
    --------
    >>> [fold_char(ch) for ch in "Aß½—\u00ad"]
    ['a', 'ss', '1⁄2', '-', '']
    """
    return _fold(ch)[0]


def needs_context(ch: str) -> bool:
    """Tell whether folding a character depends on the characters before it.

    So it is for combining marks, invisible ones apart, and for what else composes with its
    predecessor: Hangul vowels and tails, and compatibility forms of all these.

    Examples
    --------
    >>> [needs_context(ch) for ch in "e\u0301ﾞ"]
    [False, True, True]
    """
    if ord(ch) in _IGNORABLES:
        return False
    first = unicode_form("NFKD", ch)[0]
    return is_mark(first) or ord(first) in _SECONDS


def _flag(ch: str) -> str:
    """Say how a character folds: ``j`` to its predecessor, ``s`` to none or many, ``.`` to one."""
    if ch in "\r\n":
        return "r" if ch == "\r" else "n"
    if ord(ch) in _IGNORABLES or needs_context(ch):
        return "j"
    return "." if len(fold_char(ch)) == 1 else "s"


def _bare(ch: str) -> str:
    """Take the accents off a letter that is an ASCII one below them."""
    letter = unicode_form("NFD", ch)[0]
    return letter if letter in ascii_letters else ch


_FLAGS = Table(_flag)
_FOLDS = Table(fold_char)
_BARE = Table(_bare)


def _fold_cluster(cluster: str) -> tuple[str, bool]:
    """Fold a cluster, and tell whether it was scrawled over."""
    if cluster[0] == "\r":
        return "\n", False
    if len(cluster) > _LONG_CLUSTER:
        return _fold_until_stable(_sorted(cluster))
    return _fold(cluster)


@lru_cache(maxsize=1 << 16)
def _fold(cluster: str) -> tuple[str, bool]:
    return _fold_until_stable(cluster)


def _sorted(cluster: str) -> str:
    """Put marks in canonical order; ``unicodedata`` takes quadratic time unless they are."""
    marks = "".join(unicode_form("NFKD", ch) for ch in cluster if ord(ch) not in _IGNORABLES)
    starters = list(accumulate(combining(ch) == 0 for ch in marks))
    order = sorted(range(len(marks)), key=lambda i: (starters[i], combining(marks[i])))
    return "".join(marks[i] for i in order)


def _fold_until_stable(text: str) -> tuple[str, bool]:
    scrawled = False
    while True:
        composed = unicode_form("NFKC", "".join(map(_simplify, text)))
        composed, is_scrawled = _without_strays(composed)
        scrawled |= is_scrawled
        folded = "".join(map(_simplify, composed)).translate(_SMALL).casefold()
        if folded == text:
            return folded, scrawled
        text = folded


def _without_strays(composed: str) -> tuple[str, bool]:
    """Leave out marks that are part of no letter, and tell whether one cannot be honest."""
    kept: list[str] = []
    letter, wanted, scrawled = "", False, False
    for ch in composed:
        if not is_mark(ch):
            letter, wanted = ch, _bears_marks(ch)
        elif not wanted:
            scrawled |= letter.isalpha() and (letter.isascii() or ch not in _TONES)
            continue
        kept.append(ch)
    return "".join(kept), scrawled


@lru_cache(maxsize=1 << 12)
def _bears_marks(ch: str) -> bool:
    """Tell whether marks that do not compose with a character change what it says."""
    return ch.isalnum() and not ch.isascii() and not name(ch, "").startswith(_UNMARKED)


def _bared(folded: str, scrawled: list[int]) -> str:
    """Take the accents, too, off the letters of words that were scrawled over.

    Among many marks thrown over a word some happen to compose.
    """
    if not scrawled:
        return folded
    pieces: list[str] = []
    done = 0
    for match in _WORD.finditer(kinds(folded)):
        start, end = match.span()
        if bisect_right(scrawled, start) < bisect_right(scrawled, end):
            pieces += folded[done:start], folded[start:end].translate(_BARE)
            done = end
    return "".join(pieces) + folded[done:]


@lru_cache(maxsize=1 << 16)
def _simplify(ch: str) -> str:
    """Replace a character by what it stands for, case and compatibility apart."""
    if ord(ch) in _IGNORABLES:
        return ""
    if _SPACING_MARK.match(unicode_form("NFKD", ch)):
        return _REPLACEMENTS.get(ch, " ")
    return _REPLACEMENTS.get(ch) or _CATEGORIES.get(category(ch), ch)


def _unmask(folded: str) -> str:
    """Make look-alikes Latin in the words that mix them with Latin letters."""
    if not (_LATIN.search(folded) and _LOOKALIKE.search(folded)):
        return folded
    pieces: list[str] = []
    done = 0
    for match in _WORD.finditer(kinds(folded)):
        start, end = match.span()
        word = folded[start:end]
        if _LATIN.search(word) and _LOOKALIKE.search(word):
            pieces += folded[done:start], _as_latin(word)
            done = end
    return "".join(pieces) + folded[done:]


def _as_latin(word: str) -> str:
    # A letter with a mark stays: as a Latin one it might compose, and folding would not be stable.
    return "".join(
        ch if needs_context(after) else ch.translate(_LOOKALIKES)
        for ch, after in pairwise(word + " ")
    )
