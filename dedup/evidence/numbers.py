"""Numbers in a text, in digits and in words, by their value."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dedup.text import Words

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
    " fifteen sixteen seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn"
    " fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
    " seize",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
    " dieciséis diecisiete dieciocho diecinueve",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici"
    " quattordici quindici sedici diciassette diciotto diciannove",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze"
    " dezesseis dezessete dezoito dezenove",
    "nl": "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien"
    " vijftien zestien zeventien achttien negentien",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
}
_SCALES = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12}
    | {"mn": 10**6, "bn": 10**9, "tn": 10**12},
    "de": {"tausend": 1000, "millionen": 10**6, "million": 10**6, "milliarden": 10**9},
    "fr": {"cent": 100, "mille": 1000, "million": 10**6, "millions": 10**6, "milliards": 10**9},
    "es": {"cien": 100, "mil": 1000, "millón": 10**6, "millones": 10**6},
    "it": {"cento": 100, "mila": 1000, "milioni": 10**6, "miliardi": 10**9},
    "pt": {"cem": 100, "mil": 1000, "milhão": 10**6, "milhões": 10**6, "bilhões": 10**9},
    "nl": {"honderd": 100, "duizend": 1000, "miljoen": 10**6, "miljard": 10**9},
}
_POINT = frozenset({"en", "zh", "ja", "ko", "th", "he", "hi"})  # languages with a decimal point
# What is written to the digits: "11th", "96km", "3pm"; and "20m" of money is 20 million.
_JOINED = "st|nd|rd|th|am|pm|mm|cm|m|km|ft|mg|kg|ml|mph|kph|kmh|mn|bn|tn|k"
_DIGITS = re.compile(rf"(\d{{1,15}})({_JOINED})?")
_HALF_DAYS = frozenset({"am", "pm"})
_OF_MONEY = {"k": 1000, "m": 10**6}
_MONEY = frozenset("$£€¥₹₩₽₦")
_MARKS = frozenset({".", ",", ":", "\u202f"})
_MOST_PIECES = 9  # beyond it, no number that a person wrote
_MOST = 10**18  # beyond it no further scale is read: "million million million ..."
_GAPS = frozenset({" ", "-", "\u00a0", "\u2010", "\u2011"})


class Number(NamedTuple):
    """A number: its words ``first`` to ``last`` (inclusive) and its value as text.

    Equal values have equal texts: "27" for "twenty-seven", "1200000" for "1.2 million", "6:18"
    for "06:18".
    """

    first: int
    last: int
    value: str


def numbers(words: Words, text: str, language: str) -> list[Number]:
    """Find the numbers of a text, in order.

    Parameters
    ----------
    words : Words
        The words of ``text``.
    text : str
        Raw text.
    language : str
        ISO 639-1 code: decides on the words for numbers and on what a comma means.

    Examples
    --------
    >>> from dedup.text import normalize, words
    >>> line = "Twenty-seven of 1,200 left at 06:18; 1.5 million stayed."
    >>> [number.value for number in numbers(words(normalize(line)), line, "en")]
    ['27', '1200', '6:18', '1500000']
    """
    reader = _Reader(words, text, language)
    begins = {form for form in set(words.forms) if form in reader.small or form[0].isdecimal()}
    found: list[Number] = []
    behind = 0
    for at in [at for at, form in enumerate(words.forms) if form in begins]:
        if at >= behind and (number := reader.number_at(at)):
            found.append(number)
            behind = number.last + 1
    return found


class _Reader:
    """Reads the number that begins at a word."""

    def __init__(self, words: Words, text: str, language: str) -> None:
        self._forms, self._starts, self._ends = words.forms, words.starts, words.ends
        self._text = text
        self._point = "." if language in _POINT else ","
        ones, tens = _UNITS.get(language, "").split(), _TENS.get(language, "").split()
        self.small = {word: value for value, word in enumerate(ones)}
        self.small |= {word: 10 * value for value, word in enumerate(tens, start=2)}
        self._scales = _SCALES.get(language, {})

    def number_at(self, at: int) -> Number | None:
        form = self._forms[at]
        if form in self.small:
            last, value = self._small_at(at)
            return self._scaled(at, last, Fraction(value))
        digits = _DIGITS.fullmatch(form)
        return self._in_digits(at, *digits.groups("")) if digits else None

    def _small_at(self, at: int) -> tuple[int, int]:
        """Read a number below a hundred; give its last word and its value."""
        value = self.small[self._forms[at]]
        if value >= 20 and value % 10 == 0 and self._gap(at) in _GAPS:  # noqa: PLR2004 - tens
            one = self.small.get(self._forms[at + 1], 0)
            if 0 < one < 10:  # noqa: PLR2004 - ones
                return at + 1, value + one
        return at, value

    def _scaled(self, at: int, last: int, value: Fraction) -> Number:
        """Multiply by the scales behind a number, and add what stands behind a hundred."""
        while value < _MOST and (scale := self._scales.get(self._following(last))):
            value *= scale
            last += 1
            rest = last + 1 + (self._following(last) == "and")
            if scale == 100 and self._following(rest - 1) in self.small:  # noqa: PLR2004 - hundred
                last, small = self._small_at(rest)
                value += small
        return Number(at, last, str(value if value.denominator == 1 else float(value)))

    def _in_digits(self, at: int, digits: str, joined: str) -> Number:
        """Read digits with what groups them: "1,200", "15.2", "06:18", "1.5 million", "$1.5bn"."""
        last = at
        pieces = [digits]
        while not joined and len(pieces) < _MOST_PIECES and self._gap(last) in _MARKS:
            more = _DIGITS.fullmatch(self._forms[last + 1])
            if not more:
                break
            pieces += self._gap(last), more[1]
            joined = more[2] or ""
            last += 1
        if joined in _HALF_DAYS:
            pieces[1:2] = [":"] * (len(pieces) > 1)  # "7.30pm"
        if last == at and not joined and self._following(at) not in self._scales:
            return Number(at, at, str(int(digits)))  # most of them
        if ":" in pieces:
            return Number(at, last, "".join(pieces).lstrip("0") or "0")
        return self._scaled(at, last, self._value(pieces) * self._scale(at, joined))

    def _scale(self, at: int, joined: str) -> int:
        if joined in _OF_MONEY:
            before = self._text[self._starts[at] - 1 : self._starts[at]]
            return _OF_MONEY[joined] if before in _MONEY else 1
        return self._scales.get(joined, 1)

    def _value(self, pieces: list[str]) -> Fraction:
        """Decide what the marks between digits mean: three digits behind one make a thousand."""
        whole, fraction = pieces[0], ""
        for mark, group in zip(pieces[1::2], pieces[2::2], strict=True):
            if mark != self._point and len(group) == 3:  # noqa: PLR2004 - thousands
                whole += group
            else:
                fraction += group
        return Fraction(int(whole + fraction), 10 ** len(fraction))

    def _gap(self, at: int) -> str:
        """Give what stands between a word and the next; a line break if there is none."""
        if at + 1 >= len(self._starts):
            return "\n"
        return self._text[self._ends[at] : self._starts[at + 1]]

    def _following(self, at: int) -> str:
        return self._forms[at + 1] if self._gap(at) in _GAPS else ""
