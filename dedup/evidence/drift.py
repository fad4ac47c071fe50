"""Details that a link tells differently: numbers, dates, names, negations, quoted words.

A detail that one side leaves out is no drift: there must be another in its place. What the place
is, the words beside it tell, so that of two numbers in a sentence no wrong pair is made.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.evidence.dates import dates
from dedup.evidence.document import has_speech
from dedup.evidence.records import Drift, Span, What
from dedup.evidence.types import american, family

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from dedup.evidence.diff import Gap
    from dedup.evidence.document import Document
    from dedup.evidence.links import Passages

_COMPANY = 2  # words that must be near both details
_NEIGHBOURS = 2  # words that tell something, to either side of a detail
_FIRST = attrgetter("first")
_MOST_REPLACED = 3  # words; a longer passage was rewritten, not one detail
_CLOSE = 0.5  # similarity from which a place is taken for granted
_AGE = frozenset({"year", "old"})  # said of everyone, so they tell no place
_THOUSAND = 1000
_UNITS_TABLE = "hour hours minute minutes day days week weeks month months year years"
_UNITS = frozenset(_UNITS_TABLE.split())
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d")
_LARGE = 5  # digits, so that no year is among them
_TELLING = 2  # digits
_ROUNDING = 0.1  # relative difference that a hedge excuses
_HEDGE_REACH = 3  # words
_HEDGES_TABLE = (
    "about almost approximately around roughly nearly some over under than least most estimated"
    " close circa half dozen"
)
_HEDGES = frozenset(_HEDGES_TABLE.split())
_RELATIVE_REACH = 2  # words
# Beside one of these a number may be what another one leaves: "all but 4", "10 more".
_RELATIVE = frozenset({"but", "except", "more", "less", "fewer", "higher", "lower", "than"})
_NEGATIONS_TABLE = "not no never none nobody nothing neither nor cannot without"
_NEGATIONS = frozenset(_NEGATIONS_TABLE.split())
# Words that may say "no" in their own way: where one of them stands, nothing is sure.
_NEGATIVE_TABLE = (
    "deny denies denied denying refuse refuses refused refusing reject rejects rejected decline"
    " declines declined fail fails failed failing failure lack lacks lacked lacking unable hardly"
    " barely rarely ruled avoid avoids avoided stop stopped prevent prevented absent absence"
    " impossible unlikely little few fewer less non zero ban banned only just unless except until"
    " yet nowhere instead rather still missing free clear short out off dismiss dismissed"
    " against oppose opposed opposes last"
)
_NEGATING = _NEGATIONS | {"t"}  # "t" of "didn't"
_MAY_NEGATE = _NEGATING | frozenset(_NEGATIVE_TABLE.split())
_NOT_NEGATED_TABLE = "only just merely least less fewer more later longer one doubt"
_NOT_NEGATED = frozenset(_NOT_NEGATED_TABLE.split())
_NEGATED_REACH = 3  # words
_ROOT = 5  # letters that names of one root share
_FAITHFUL = 0.6  # share of the shorter quotation that must be the same


class _Detail(NamedTuple):
    """Words ``first`` to ``last`` (inclusive) of a document, what they are and say."""

    first: int
    last: int
    what: What
    value: str


@dataclass(frozen=True, kw_only=True)
class _Side:
    """One side of a link: its words, and for each its match on the other side, if it has one."""

    document: Document
    words: tuple[int, ...]
    partner: dict[int, int]

    @cached_property
    def places(self) -> dict[int, int]:
        return {word: place for place, word in enumerate(self.words)}

    @cached_property
    def forms(self) -> list[str]:
        return [self.document.words.forms[word] for word in self.words]

    def beside(self, word: int, step: int) -> int | None:
        """Give the word before or after one, None at the end of the passage."""
        place = self.places[word] + step
        return self.words[place] if 0 <= place < len(self.words) else None

    def telling(self, word: int, step: int) -> list[str]:
        """Give the families of the nearest words to one side that tell something."""
        found: list[str] = []
        at = self.beside(word, step)
        while at is not None and len(found) < _NEIGHBOURS:
            type_ = self.document.types[at]
            if type_[:1] not in {"", "#"} and type_ not in _AGE and not self.document.stop[at]:
                found.append(family(type_))
            at = self.beside(at, step)
        return found

    def span(self, first: int, last: int) -> Span:
        start, end = self.document.words.starts[first], self.document.words.ends[last]
        return Span(start=start, end=end, text=self.document.text[start:end])


def drifts(a: Document, b: Document, passages: Passages) -> tuple[Drift, ...]:
    """Find the details that two passages tell differently, in order of ``a``.

    The law of symmetry holds: swapping the documents swaps the sides of each drift.
    """
    pairs = [(passages.a[i], passages.b[j]) for i, j in passages.found]
    left = _Side(document=a, words=passages.a, partner=dict(pairs))
    right = _Side(document=b, words=passages.b, partner={j: i for i, j in pairs})
    replaced = [gap for gap in passages.gaps if _is_replacement(gap)]
    close = passages.similarity >= _CLOSE
    found = list(_replaced_details(left, right, close=close))
    found += _lost_negations(left, right)
    found += [Drift(what=d.what, a=d.b, b=d.a) for d in _lost_negations(right, left)]
    for further in (_replaced_names(left, right, replaced, close=close),
                    _replaced_speech(left, right, replaced)):  # fmt: skip
        told = [
            {place for span in spans for place in range(span.start, span.end)}
            for spans in ([drift.a for drift in found], [drift.b for drift in found])
        ]
        found += [d for d in further if d.a.start not in told[0] and d.b.start not in told[1]]
    return tuple(sorted(found, key=lambda drift: (drift.a.start, drift.b.start, drift.what)))


def _is_replacement(gap: Gap) -> bool:
    (start, end), (begin, stop) = gap
    return 0 < end - start <= _MOST_REPLACED and 0 < stop - begin <= _MOST_REPLACED


def _replaced_details(left: _Side, right: _Side, *, close: bool) -> Iterator[Drift]:
    """Find dates and numbers of which exactly one on either side has the same place."""
    ours = _details(left)
    theirs = _details(right) if ours else []
    if not theirs:
        return
    values = [{(d.what, d.value) for d in details} for details in (ours, theirs)]
    common = {value for _, value in values[0]} & {value for _, value in values[1]}
    ours = [detail for detail in ours if (detail.what, detail.value) not in values[1]]
    theirs = [detail for detail in theirs if (detail.what, detail.value) not in values[0]]
    if not (ours and theirs):
        return
    pairs = [(x, y) for x in ours for y in theirs if _same_place(x, y, left, right, close=close)]
    if not pairs and _are_alone(ours, theirs, left, right):
        pairs = [(ours[0], theirs[0])]
    uses = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    for x, y in pairs:
        excused = _rounded(x, y, left, right) or _reckoned(x, y, left, right, common)
        if uses[0][x] == uses[1][y] == 1 and not excused:
            what: What = "date" if "date" in (x.what, y.what) else "number"
            yield Drift(what=what, a=left.span(x.first, x.last), b=right.span(y.first, y.last))


def _details(side: _Side) -> list[_Detail]:
    document, forms = side.document, side.document.words.forms
    first, last = (
        bisect_left(document.numbers, word, key=_FIRST)
        for word in (side.words[0], side.words[-1] + 1)
    )
    inside = [
        number
        for number in document.numbers[first:last]
        if number.first in side.places and number.last in side.places
    ]
    days = [
        _Detail(day.first, day.last, "date", day.value)
        for day in dates(forms, inside, side.words, document.language)
        if day.first in side.places and day.last in side.places
    ]
    dated = {word for day in days for word in range(day.first, day.last + 1)}
    return days + [
        _Detail(number.first, number.last, "number", _comparable(number.value))
        for number in inside
        if number.first not in dated
    ]


def _comparable(value: str) -> str:
    """Write alike what may be the same: "6:18" and "18:18", "80" (to 95 million) and "80000000"."""
    hour, colon, minute = value.partition(":")
    if colon:  # not all that has one is a time: "Mark 10.2:14"
        return f"{int(hour or 0) % 12}:{minute}" if (hour or "0").isdecimal() else value
    amount = float(value)
    while amount >= _THOUSAND:
        amount /= _THOUSAND
    return f"{amount:.12g}"


def _same_place(x: _Detail, y: _Detail, left: _Side, right: _Side, *, close: bool) -> bool:
    shapes = [(detail.what, ":" in detail.value, "-" in detail.value) for detail in (x, y)]
    if shapes[0] != shapes[1] or _is_summand(x, left) or _is_summand(y, right):
        return False
    before = left.telling(x.first, -1), right.telling(y.first, -1)
    after = left.telling(x.last, 1), right.telling(y.last, 1)
    company = len({*before[0], *after[0]} & {*before[1], *after[1]})
    beside = _are_matched(left.beside(x.first, -1), right.beside(y.first, -1), left)
    if beside and _are_matched(left.beside(x.last, 1), right.beside(y.last, 1), left):
        return close or company >= _COMPANY
    if "1" in {x.value, y.value}:  # "one" is a pronoun too
        return False
    if x.what == "date":
        return company > 0
    return after[0][:1] == after[1][:1] != [] and company >= _COMPANY


def _are_matched(word: int | None, other: int | None, left: _Side) -> bool:
    if word is None or other is None:
        return word is other
    return left.partner.get(word) == other


def _are_alone(
    ours: Sequence[_Detail], theirs: Sequence[_Detail], left: _Side, right: _Side
) -> bool:
    """Tell whether the only two numbers in question are of the same thing, however it is told.

    Neither may stand anywhere in the other document. The same word must follow both, or be near
    both if they have the same number of digits, unless these are many: small numbers that count
    something else are too common.
    """
    if len(ours) != 1 or len(theirs) != 1 or {ours[0].what, theirs[0].what} != {"number"}:
        return False
    x, y = ours[0], theirs[0]
    if ":" in x.value + y.value or _is_summand(x, left) or _is_summand(y, right):
        return False
    if _holds(right.document, x.value) or _holds(left.document, y.value):
        return False
    before = left.telling(x.first, -1), right.telling(y.first, -1)
    after = left.telling(x.last, 1), right.telling(y.last, 1)
    if after[0][:1] == after[1][:1] != []:
        return True
    digits = _digits_of_both(x, y, left, right)
    company = {*before[0], *after[0]} & {*before[1], *after[1]}
    return digits >= _LARGE or bool(digits >= _TELLING and company)


def _is_summand(detail: _Detail, side: _Side) -> bool:
    """Tell the second part of a number like "an hour and 25 minutes"."""
    place, behind = side.places[detail.first], side.places[detail.last] + 1
    before, after = side.forms[max(place - 2, 0) : place], side.forms[behind : behind + 1]
    return before[1:] == ["and"] and before[0] in _UNITS and not _UNITS.isdisjoint(after)


def _holds(document: Document, value: str) -> bool:
    return value in _values(document)


@lru_cache(maxsize=2)  # the documents that are being aligned
def _values(document: Document) -> frozenset[str]:
    return frozenset(_comparable(number.value) for number in document.numbers)


def _digits_of_both(x: _Detail, y: _Detail, left: _Side, right: _Side) -> int:
    """Count the digits of two whole numbers, 0 if one has more."""
    digits = [
        number.value
        for detail, side in ((x, left), (y, right))
        for number in side.document.numbers
        if number.first == detail.first
    ]
    lengths = {len(value) if value.isdecimal() else 0 for value in digits}
    return lengths.pop() if len(digits) == len((x, y)) and len(lengths) == 1 else 0


def _rounded(x: _Detail, y: _Detail, left: _Side, right: _Side) -> bool:
    """Tell whether one number may be the other, rounded and said to be, or an hour written else."""
    if x.what == "date" or ":" in x.value:
        return False
    if _is_clock(left.span(x.first, x.last).text, right.span(y.first, y.last).text):
        return True
    ours, theirs = float(x.value), float(y.value)
    near = abs(ours - theirs) <= _ROUNDING * max(ours, theirs)
    return near and (_is_hedged(x, left) or _is_hedged(y, right))


def _reckoned(x: _Detail, y: _Detail, left: _Side, right: _Side, common: Collection[str]) -> bool:
    """Tell "all but four of the 33" from "29 of the 33", and "10 more than the 20" from "30"."""
    if x.what == "date" or ":" in x.value or not (_is_relative(x, left) or _is_relative(y, right)):
        return False
    ours, theirs = float(x.value), float(y.value)
    return any(f"{value:.12g}" in {"100", *common} for value in (ours + theirs, abs(ours - theirs)))


def _is_relative(detail: _Detail, side: _Side) -> bool:
    first, last = side.places[detail.first], side.places[detail.last]
    around = side.forms[max(first - _RELATIVE_REACH, 0) : last + 1 + _RELATIVE_REACH]
    return not _RELATIVE.isdisjoint(around)


def _is_clock(text: str, other: str) -> bool:
    """Tell one hour from its writings: "1142 GMT" and "11.42 GMT"."""
    bare, dotted = sorted((text, other), key=lambda written: "." in written)
    return bool(_CLOCK.fullmatch(dotted)) and dotted.replace(".", "") == bare


def _is_hedged(detail: _Detail, side: _Side) -> bool:
    place = side.places[detail.first]
    return not _HEDGES.isdisjoint(side.forms[max(place - _HEDGE_REACH, 0) : place])


def _replaced_names(
    left: _Side, right: _Side, replaced: Sequence[Gap], *, close: bool
) -> Iterator[Drift]:
    """Find gaps where names, and nothing else, stand on both sides, each missing on the other."""
    for gap in replaced:
        ours = [left.words[place] for place in range(*gap.a)]
        theirs = [right.words[place] for place in range(*gap.b)]
        if not (_are_names(left, ours) and _are_names(right, theirs)):
            continue
        known = _knows(left, theirs, right) or _knows(right, ours, left)
        if (close or not known) and _are_other_names(ours, theirs, left, right):
            spans = left.span(ours[0], ours[-1]), right.span(theirs[0], theirs[-1])
            if not any(map(_in_dateline, (left, right), spans)):
                yield Drift(what="name", a=spans[0], b=spans[1])


def _are_names(side: _Side, words: Sequence[int]) -> bool:
    return all(side.document.named[word] for word in words)


def _knows(side: _Side, words: Sequence[int], other: _Side) -> bool:
    """Tell whether a document has a name of the other one somewhere."""
    names = {other.document.words.forms[word] for word in words}
    return not names.isdisjoint(side.document.words.forms)


def _in_dateline(side: _Side, span: Span) -> bool:
    """Tell the town or agency at the head of a report: "TARN, Nov 11 (SPB) - A ferry"."""
    before = side.document.text[max(span.start - 1, 0) : span.start]
    return span.text.isupper() and before in {"", "(", "\n"}


def _are_other_names(ours: Sequence[int], theirs: Sequence[int], left: _Side, right: _Side) -> bool:
    """Tell whether two names are not forms of one: other spellings, initials, abbreviations."""
    sides = ((left, ours), (right, theirs))
    types = [side.document.types[word] for side, words in sides for word in words]
    names = [[_plain(side.document.words.forms[word]) for word in words] for side, words in sides]
    elsewhere = set(names[0]) & set(right.forms) or set(names[1]) & set(left.forms)
    kindred = any(
        x[:_ROOT] == y[:_ROOT] or x.startswith(y) or y.startswith(x)
        for x in names[0]
        for y in names[1]
    )
    initials = ["".join(name[0] for name in side) for side in names]
    short = any(
        len(letters) > 1 and any(name.startswith(letters) for name in other)
        for letters, other in zip(initials, names[::-1], strict=True)
    )
    dated = any(type_[:1] in {"", "#"} for type_ in types)
    return not (elsewhere or kindred or short or dated)


def _plain(form: str) -> str:
    decomposed = unicodedata.normalize("NFD", form)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _lost_negations(left: _Side, right: _Side) -> Iterator[Drift]:
    """Find what is negated on the left and stands without any negation on the right."""
    if left.document.language != "en" or _NEGATING.isdisjoint(left.forms):
        return
    if not _MAY_NEGATE.isdisjoint(right.forms):
        return
    for word in left.words:
        negated = _negated(word, left)
        if negated is None:
            continue
        before = _last_telling(word, left)
        if _stand_together(before, negated, left, right):
            there = left.partner[negated]
            yield Drift(what="negation", a=left.span(word, negated), b=right.span(there, there))


def _negated(word: int, side: _Side) -> int | None:
    """Give the word that a negation is about, None if it is no negation or that is not clear."""
    forms, stop = side.document.words.forms, side.document.stop
    if forms[word] not in _NEGATIONS and not (forms[word] == "t" and forms[word - 1][-1:] == "n"):
        return None
    at = side.beside(word, 1)
    for _ in range(_NEGATED_REACH):
        if at is None or forms[at] in _NOT_NEGATED:
            return None
        if not stop[at]:
            return at
        at = side.beside(at, 1)
    return None


def _last_telling(word: int, side: _Side) -> int | None:
    at = side.beside(word, -1)
    while at is not None and side.document.stop[at]:
        at = side.beside(at, -1)
    return at


def _stand_together(before: int | None, negated: int, left: _Side, right: _Side) -> bool:
    """Tell whether the words around a negation have matches with nothing telling between them."""
    there = left.partner.get(negated)
    if there is None:
        return False
    previous = _last_telling(there, right)
    if before is None or previous is None:
        return before is previous
    return left.partner.get(before) == previous


def _replaced_speech(left: _Side, right: _Side, replaced: Sequence[Gap]) -> Iterator[Drift]:
    """Find words that stand in for others inside a quotation that is else the same."""
    spoken = all(has_speech(side.document, side.words) for side in (left, right))
    if not (replaced and left.partner and spoken):
        return
    speech_a, speech_b = left.document.speech, right.document.speech
    same = (speech_a[list(left.partner)] > 0) & (speech_b[list(right.partner)] > 0)
    counts = [np.count_nonzero(side.document.speech[list(side.words)]) for side in (left, right)]
    if np.count_nonzero(same) < _FAITHFUL * min(counts):
        return
    for gap in replaced:
        sides = _around(gap.a, left), _around(gap.b, right)
        if not all(map(_in_one_quotation, (left, right), sides)):
            continue
        ours, theirs = (words[1:-1] for words in sides)
        if _wording(ours, left) != _wording(theirs, right):
            yield Drift(
                what="quote", a=left.span(ours[0], ours[-1]), b=right.span(theirs[0], theirs[-1])
            )


def _around(places: tuple[int, int], side: _Side) -> tuple[int, ...]:
    """Give the words of a gap with one to either side, none at the end of the passage."""
    start, end = places[0] - 1, places[1] + 1
    return side.words[start:end] if start >= 0 and end <= len(side.words) else ()


def _in_one_quotation(side: _Side, words: Sequence[int]) -> bool:
    numbers = set(side.document.speech[list(words)].tolist())
    return len(numbers) == 1 and 0 not in numbers


def _wording(words: Sequence[int], side: _Side) -> list[str]:
    """Spell words so that only other words differ, not the same ones in another form."""
    return [
        side.document.types[word] or american(side.document.words.forms[word]) for word in words
    ]
