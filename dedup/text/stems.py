"""Words to stems, by the Snowball stemmers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from Stemmer import Stemmer

_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "cs": "czech",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}
STEMMED_LANGUAGES = frozenset(_ALGORITHMS)


def stems(forms: Sequence[str], language: str) -> list[str]:
    """Reduce folded words to stems, one for one.

    Parameters
    ----------
    forms : sequence of str
        Words as `words` gives them.
    language : str
        ISO 639-1 code; words of a language outside ``STEMMED_LANGUAGES`` stay as they are.

    Examples
    --------
    >>> stems(["ministers", "resigned"], "en")
    ['minist', 'resign']
    """
    if language not in _ALGORITHMS:
        return list(forms)
    return list(_stemmer(language).stemWords(forms))


@cache
def _stemmer(language: str) -> Stemmer:
    from Stemmer import Stemmer

    # On distinct words, which is what a batch brings, the stemmer's own cache doubles the time.
    return Stemmer(_ALGORITHMS[language], maxCacheSize=0)
