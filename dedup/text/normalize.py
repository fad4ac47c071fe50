"""Raw text to folded text, with the way back to the raw characters.

Folding makes spellings equal that a reader takes for the same: case, compatibility forms, quotes,
dashes, spaces, invisible characters, and Cyrillic or Greek letters that pose as Latin ones.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING
from unicodedata import category, combining, normalize as unicode_form

from dedup.text.characters import Table, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

# Default_Ignorable_Code_Point of Unicode 16, which the standard library does not tell.
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
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
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
_SPACING_MARK = re.compile(r" [^ ]")  # ¨ and its like decompose to a space with marks
_REPLACEMENTS = (
    dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_SINGLE_QUOTES, "'")
    | {"−": "-", "⁃": "-", "\n": "\n", "\r": "\n", "İ": "i"}  # casefold would leave a dot on i
)
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
    free-standing accents as a space or an apostrophe. Then, in words that mix Latin letters with
    Cyrillic or Greek ones, the look-alikes among the latter become Latin.

    References
    ----------
    .. [1] The Unicode Standard, section 3.13, toNFKC_Casefold.

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
    done = 0
    for match in _CLUSTER.finditer(text.translate(_FLAGS)):
        start, end = match.span()
        cluster = _fold_cluster(text[start:end])
        pieces += text[done:start].translate(_FOLDS), cluster
        offsets.extend(range(done, start))
        offsets.extend([start] * len(cluster))
        done = end
    pieces.append(text[done:].translate(_FOLDS))
    offsets.extend(range(done, len(text) + 1))
    return NormalizedText(raw=text, folded=_unmask("".join(pieces)), offsets=offsets)


def fold_char(ch: str) -> str:
    """Fold a character standing alone: none, one or several characters.

    Examples
    --------
    >>> [fold_char(ch) for ch in "Aß½—\u00ad"]
    ['a', 'ss', '1⁄2', '-', '']
    """
    return _fold(ch)


def needs_context(ch: str) -> bool:
    """Tell whether folding a character depends on the characters before it.

    So it is for combining marks, and for what else composes with its predecessor: Hangul vowels
    and tails, some Indic vowel signs, and compatibility forms of all these.

    Examples
    --------
    >>> [needs_context(ch) for ch in "e\u0301ﾞ"]
    [False, True, True]
    """
    first = unicode_form("NFKD", ch)[0]
    return combining(first) != 0 or ord(first) in _SECONDS


def _flag(ch: str) -> str:
    """Say how a character folds: ``j`` to its predecessor, ``s`` to none or many, ``.`` to one."""
    if ch in "\r\n":
        return "r" if ch == "\r" else "n"
    if ord(ch) in _IGNORABLES or needs_context(ch):
        return "j"
    return "." if len(fold_char(ch)) == 1 else "s"


_FLAGS = Table(_flag)
_FOLDS = Table(fold_char)


def _fold_cluster(cluster: str) -> str:
    if cluster[0] == "\r":
        return "\n"
    if len(cluster) > _LONG_CLUSTER:
        return _fold_until_stable(_sorted(cluster))
    return _fold(cluster)


@lru_cache(maxsize=1 << 16)
def _fold(cluster: str) -> str:
    return _fold_until_stable(cluster)


def _sorted(cluster: str) -> str:
    """Put marks in canonical order; ``unicodedata`` takes quadratic time unless they are."""
    marks = "".join(unicode_form("NFKD", ch) for ch in cluster if ord(ch) not in _IGNORABLES)
    starters = list(accumulate(combining(ch) == 0 for ch in marks))
    order = sorted(range(len(marks)), key=lambda i: (starters[i], combining(marks[i])))
    return "".join(marks[i] for i in order)


def _fold_until_stable(text: str) -> str:
    while (folded := _fold_step(text)) != text:
        text = folded
    return text


def _fold_step(text: str) -> str:
    composed = unicode_form("NFKC", "".join(map(_simplify, text)))
    return "".join(map(_simplify, composed)).casefold()


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
