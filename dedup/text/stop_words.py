"""Stop words: the closed classes of a language, so that no word that tells something is lost.

Articles, pronouns, prepositions, conjunctions, auxiliaries and particles, with the verbs of
reporting ("said"). The well-known lists of over a thousand words hold "fire" and "million" too.
"""

from __future__ import annotations

from functools import cache

_CODES = "en de fr es it pt nl sv da no fi pl cs hu ro tr ru uk ar zh ja"
LANGUAGES = tuple(_CODES.split())


@cache
def stop_words(language: str) -> frozenset[str]:
    """Give the stop words of a language, folded and split as `words` does it.

    Parameters
    ----------
    language : str
        ISO 639-1 code; outside ``LANGUAGES`` there are none.

    Examples
    --------
    >>> sorted(stop_words("en") & {"the", "said", "fire", "million"})
    ['said', 'the']
    """
    if language not in LANGUAGES:
        return frozenset()
    from importlib.resources import files

    file = files("dedup.text") / "stop_words" / f"{language}.txt"
    return frozenset(file.read_text(encoding="utf-8").split())
