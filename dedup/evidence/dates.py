"""Days of the week and of the year in a text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.evidence.numbers import Number

_DAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}
_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
_SHORT = {"sept": "9"} | {
    month[:3]: str(number)
    for number, month in enumerate(_MONTHS["en"].split(), start=1)
    if month not in {"may", "march"}
}
_LAST_DAY = 31


class Date(NamedTuple):
    """A day: its words ``first`` to ``last`` (inclusive), and "tuesday", or "11-9" of a year."""

    first: int
    last: int
    value: str


def dates(
    forms: Sequence[str], numbers: Sequence[Number], at: Sequence[int], language: str
) -> list[Date]:
    """Find weekdays, and days of a month by name, among some words.

    A month without a day in digits is none: "may" and "march" are verbs, as in "no one may".

    Parameters
    ----------
    forms : sequence of str
        All words of a document.
    numbers : sequence of Number
        Those among the words.
    at : sequence of int
        Numbers of the words to look at.
    language : str
        ISO 639-1 code.

    Examples
    --------
    >>> from dedup.evidence.numbers import Number
    >>> dates(["on", "nov", "11"], [Number(2, 2, "11")], range(3), "en")
    [Date(first=1, last=2, value='11-11')]
    """
    days, months = _calendar(language)
    named = [word for word in at if forms[word] in days or forms[word] in months]
    if not named:
        return []
    day_at = {n.first: n for n in numbers if _is_day(n) and forms[n.first][0].isdecimal()}
    found: list[Date] = []
    for word in named:
        if forms[word] in days:
            found.append(Date(word, word, forms[word]))
        elif day := day_at.get(word + 1) or day_at.get(word - 1):
            first, last = min(word, day.first), max(word, day.last)
            found.append(Date(first, last, f"{months[forms[word]]}-{day.value}"))
    return found


def _is_day(number: Number) -> bool:
    return number.value.isdecimal() and 0 < int(number.value) <= _LAST_DAY


@cache
def _calendar(language: str) -> tuple[frozenset[str], dict[str, str]]:
    """Give the names of the days, and the number of each name of a month."""
    names = _MONTHS.get(language, "").split()
    months = {name: str(number) for number, name in enumerate(names, start=1)}
    days = frozenset(_DAYS.get(language, "").split())
    return days, months | _SHORT if language == "en" else months
