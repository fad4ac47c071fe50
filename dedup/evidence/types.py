"""Words to what is compared: a type (equal stems, spellings, numbers) and a family (kindred words).

Words of one type are the same word in another form; words of one family begin alike, as a country
and its people do. A table of 200 groups of news synonyms was tried: it added at most 0.002 to the
F1 of links, and was left out.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from dedup.text import is_unspaced, stems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.evidence.numbers import Number
    from dedup.text import Words

_PREFIX = 5  # letters of a stem that make a family
# British spellings to American ones; that an innocent word changes too does no harm.
_SPELLINGS = (
    (re.compile(r"(?<=\w\w\w)is(?=(?:e[drs]?|ing|ations?|er|ers)$)"), "iz"),
    (re.compile(r"ys(?=(?:e[drs]?|ing)$)"), "yz"),
    (re.compile(r"(?<=[a-z][a-z])our(?=s?$|ed$|ing$|able$|ite|hood|ers?$|al$)"), "or"),
    (re.compile(r"(?<=[bt])re(?=s?$)"), "er"),
    (re.compile(r"(?<=\w[aeiou])ll(?=(?:ed|ing|ers?)$)"), "l"),
    (re.compile(r"(?<=[ef]en)c(?=es?$)"), "s"),
    (re.compile(r"ogue(?=s?$)"), "og"),
    (re.compile(r"amme(?=s?$)"), "am"),
    (re.compile(r"^(?:an)?ae(?=[a-z]{3})"), "e"),
)
_ODD_SPELLINGS = {"grey": "gray", "tyre": "tire", "tyres": "tires", "jewellery": "jewelry",
                  "kerb": "curb", "cheque": "check", "plough": "plow", "sceptical": "skeptical",
                  "aluminium": "aluminum", "manoeuvre": "maneuver", "lorries": "lorry"}  # fmt: skip


def types(words: Words, numbers: Sequence[Number], language: str) -> list[str]:
    """Give the type of each word; ``""`` for a word that only continues a number.

    Numbers are ``#`` and their value. A character of a script without spaces is taken with the
    next one, for single characters tell too little.
    """
    stemmed = _stems_by_form(set(words.forms), language)
    found = [stemmed[form] for form in words.forms]
    if not all(map(str.isascii, stemmed)):
        _pair_unspaced(found, words)
    for number in numbers:
        if number.first == number.last and words.forms[number.first] == "one":
            continue  # far more often a pronoun
        found[number.first : number.last + 1] = [""] * (number.last - number.first + 1)
        found[number.first] = f"#{number.value}"
    return found


def family(type_: str) -> str:
    """Give the family of a type: its own if it is short or a number.

    Examples
    --------
    >>> family("carpenter") == family("carpentri"), family("#270000")
    (True, '#270000')
    """
    return type_ if type_[0] == "#" else type_[:_PREFIX]


@lru_cache(maxsize=1 << 16)
def american(form: str) -> str:
    """Spell an English word the American way.

    Examples
    --------
    >>> [american(form) for form in ("colour", "organised", "kilometres", "travelled")]
    ['color', 'organized', 'kilometers', 'traveled']
    """
    for pattern, spelling in _SPELLINGS:
        form = pattern.sub(spelling, form)
    return _ODD_SPELLINGS.get(form, form)


def _stems_by_form(forms: set[str], language: str) -> dict[str, str]:
    several = list(forms)
    spelt = list(map(american, several)) if language == "en" else several
    # A stemmer may leave nothing of a word it does not know.
    made = zip(several, stems(spelt, language), strict=True)
    return {form: stem or form for form, stem in made}


def _pair_unspaced(found: list[str], words: Words) -> None:
    for at in range(len(found) - 1):
        form, after = words.forms[at], words.forms[at + 1]
        if words.ends[at] == words.starts[at + 1] and _alone(form) and _alone(after):
            found[at] = form + after


@cache
def _alone(form: str) -> bool:
    return is_unspaced(form[0])
