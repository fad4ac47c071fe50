"""Folded text to words, with their places in the raw text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.text.characters import kinds

if TYPE_CHECKING:
    from dedup.text.normalize import NormalizedText

_WORD = re.compile("um*|[wm]+")
# Without marks and unspaced scripts a word is what ``re`` takes for one, underscores apart.
_PLAIN = re.compile("[\x00-\u02ff\u0370-\u0482\u048a-\u052f\u2000-\u20cf]*")
_PLAIN_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a text in order; the three lists are as long as each other.

    Parameters
    ----------
    forms : list of str
        Folded words, never empty.
    starts, ends : list of int
        Half-open spans of the words in the raw text.
    """

    forms: list[str]
    starts: list[int]
    ends: list[int]


def words(text: NormalizedText) -> Words:
    """Cut a folded text into words.

    A word is a maximal run of word characters (letters, numbers, combining marks), except that
    each character for which `is_unspaced` holds is a word of its own with the marks behind it.
    So apostrophes, hyphens and underscores part words, and Chinese words are single characters.

    Examples
    --------
    >>> from dedup.text.normalize import normalize
    >>> words(normalize("Don’t: 東京 in 2024")).forms
    ['don', 't', '東', '京', 'in', '2024']
    """
    folded = text.folded
    found = (
        _PLAIN_WORD.finditer(folded) if _PLAIN.fullmatch(folded) else _WORD.finditer(kinds(folded))
    )
    spans = [match.span() for match in found]
    forms = [folded[start:end] for start, end in spans]
    if not isinstance(text.offsets, range):
        spans = [text.raw_span(start, end) for start, end in spans]
    return Words(forms=forms, starts=[span[0] for span in spans], ends=[span[1] for span in spans])
