"""The language of a text, from the scripts and stop words of its first words."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from dedup.text.stop_words import LANGUAGES, stop_words

if TYPE_CHECKING:
    from collections.abc import Sequence

GUESS_WORDS = 100

# Blocks of scripts that belong, in the news, to one language. Kana are told from Han here.
_BLOCKS = (
    (0x0370, 0x03FF, "el"),
    (0x0531, 0x058F, "hy"),
    (0x0591, 0x05F4, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0750, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x139F, "am"),
    (0x1780, 0x17FF, "km"),
    (0x1F00, 0x1FFF, "el"),
    (0x3005, 0x3007, "zh"),
    (0x3041, 0x30FF, "ja"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7FF, "ko"),
    (0xF900, 0xFAFF, "zh"),
    (0x20000, 0x3FFFF, "zh"),
)
_FIRSTS = [first for first, _, _ in _BLOCKS]
_KANA_SHARE = 10  # one kana in so many characters of Han and kana makes a text Japanese


def script_language(ch: str) -> str | None:
    """Name the language that the script of a character decides on, if it does.

    Han counts as Chinese here; Latin and Cyrillic letters and digits decide nothing.

    Examples
    --------
    >>> script_language("한"), script_language("ж")
    ('ko', None)
    """
    at = bisect(_FIRSTS, ord(ch)) - 1
    if at < 0 or ord(ch) > _BLOCKS[at][1]:
        return None
    return _BLOCKS[at][2]


def guess_language(forms: Sequence[str]) -> str:
    """Guess the language of a text from its first ``GUESS_WORDS`` words.

    First the scripts: every word counts for the `script_language` of its first character. If more
    than half of the words count, the language with the most wins (of equals, the alphabetically
    first), Han with at least one kana in ten being Japanese. Otherwise the language of
    ``LANGUAGES`` wins that has the most of the words in its stop list; of equals, the first.

    Parameters
    ----------
    forms : sequence of str
        Words as `words` gives them.

    Returns
    -------
    str
        ISO 639-1 code; "en" if nothing tells.

    Examples
    --------
    >>> guess_language("die ministerin hat das nicht gesagt".split())
    'de'
    """
    first = forms[:GUESS_WORDS]
    return _by_script(first) or _by_stop_words(first)


def _by_script(forms: Sequence[str]) -> str | None:
    counts: Counter[str] = Counter()
    for first, count in Counter(form[0] for form in forms).items():
        if code := script_language(first):
            counts[code] += count
    if 2 * counts.total() <= len(forms):
        return None
    if counts["ja"] * _KANA_SHARE >= counts["ja"] + counts["zh"]:
        counts["ja"] += counts.pop("zh", 0)
    return min(counts, key=lambda code: (-counts[code], code))


def _by_stop_words(forms: Sequence[str]) -> str:
    known = _languages_of_stop_words()
    counts = Counter(code for form in forms for code in known.get(form, ()))
    return max(LANGUAGES, key=counts.__getitem__)


@cache
def _languages_of_stop_words() -> dict[str, list[str]]:
    """Give the languages of each stop word."""
    languages: dict[str, list[str]] = {}
    for code in LANGUAGES:
        for word in stop_words(code):
            languages.setdefault(word, []).append(code)
    return languages
