r"""Raw text to sentences, by the library ``sentencex`` with a few rules for the prose of news.

The library sees each line in disguise: a copy of the same length, so that every border it finds
is exact. Quotation marks and brackets are blanks there, since it would not part what they hold,
and a full stop that ends nothing ("p.m. Friday", ``"Why now?" Holt asked``) is a comma.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_CLOSERS = r"[\"'”“‟’‘«»‹›)\]}」』]"
# What still belongs to a sentence behind its full stop; French sets a space before its quotes.
_TAIL = re.compile(rf"{_CLOSERS}*(?:\s[»”](?=\s|$|[,.]))?")
# White space beyond ASCII is blanked too: the library panics on "A\u00a0." (version 1.0.32).
_SPACES = "\x85\xa0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_BLANKS = re.compile(f"[\"“”„‟«»‹›()\\[\\]{{}}「」『』'‘’‚‛{_SPACES}]")
_SURROGATE = re.compile("[\ud800-\udfff]")  # which the library cannot encode
_NUMBER = re.compile(r"\s*[(\[]?\d{1,3}[.)]\s*")  # "1." is the head of a list item

# Runs of marks are met from their beginning and whole: thousands of them take no longer so.
_QUOTED = re.compile(rf"(?<![.?!…])[.?!…]++(?=(?:\s»|{_CLOSERS}+)\s*(\w|[,;:–—-]))")
# The patterns begin with the full stop, which is rare, and look back: that is much faster.
_CLOCK = re.compile(
    r"\.(?<=\b[apAP]\.)\s?[mM]\.(?=\s+(?:[a-z]|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{1,3}T\b"
    r"|UTC|Eastern|Central|Mountain|Pacific|Greenwich))"
)
_PARTY = re.compile(r"\.(?<=\b[DRI]-[A-Z]\.)(?=[A-Z][.,])")  # Ann Hale, D-N.Y.
_SAID = "said|says|asked|asks|shouted|wrote|told|added|cried|replied|demanded|wondered|tweeted"
_REPORTING = re.compile(
    rf"(?<![?!])[?!]++(?={_CLOSERS}+\s+(?:[A-Z]\S{{0,30}}\s+){{1,4}}(?:{_SAID})\b)"
)


def _stops_behind(forms: str, ahead: str) -> re.Pattern[str]:
    """Match the full stop behind a word; one may look back at words of one length at a time."""
    lengths: dict[int, list[str]] = {}
    for form in forms.split():
        lengths.setdefault(len(form), []).append(form)
    behind = (rf"(?<=\b(?:{'|'.join(same)})\.)" for same in lengths.values())
    return re.compile(rf"\.(?:{'|'.join(behind)})(?={ahead})")


# Abbreviations that the library does not know.
_ABBREVIATIONS = {
    "en": _stops_behind("Ms Ft Approx approx Vol Cat Atty Dep Pte Spc Ofc Insp incl Profs", r"\s"),
    "fr": _stops_behind("M MM Mme Mlle Dr Me", r"\s"),
    "it": _stops_behind("sig Sig dott Dott prof", r"\s"),
    "nl": _stops_behind("Mevr mevr Dhr dhr", r"\s"),
    "pt": _stops_behind("Sr Sra Dr Dra", r"\s"),
}
# English words that the library takes for abbreviations (of Maine, number, Arkansas, ...).
_ORDINARY = _stops_behind(
    "no may me art miss ill id ark ok OK fed con arc ore min May Me Ken LA DC IE WEF etc",
    r"[\"”’)]*\s+[\"“‘(]?[A-Z]",
)
_WINDOW = 1_000  # characters; the library takes quadratic time on long lines of some scripts
_MARGIN = 100  # a border this near the end of a window might fall otherwise with more to see


class Sentence(NamedTuple):
    """A sentence and its half-open span in the raw text."""

    start: int
    end: int
    text: str


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """Cut a raw text into sentences.

    Line breaks are hard borders. Sentences neither overlap nor begin or end with white space, and
    nothing but white space lies between them.

    Parameters
    ----------
    text : str
        Raw text.
    language : str, default="en"
        ISO 639-1 code; an unknown one is treated as English.

    Examples
    --------
    >>> [s.text for s in sentences("It fell at 8 p.m. Friday. “Why now?” Mr. Holt asked.")]
    ['It fell at 8 p.m. Friday.', '“Why now?” Mr. Holt asked.']
    """
    found: list[Sentence] = []
    for line in _LINE.finditer(text):
        for start, end in _spans(line[0], language):
            at = line.start() + start
            found.append(Sentence(at, line.start() + end, line[0][start:end]))
    return found


def _spans(line: str, language: str) -> Iterator[tuple[int, int]]:
    """Give the spans of a line's sentences, without the white space around them."""
    disguised = _disguise(line, language)
    start = 0
    for border in _borders(disguised, language):
        stop = start + len(disguised[start:border].rstrip())
        end = _end_of_tail(line, stop)
        if end <= start or _NUMBER.fullmatch(line, start, end):
            continue
        yield from _stripped(line, start, end)
        start = end
    yield from _stripped(line, start, len(line))


def _end_of_tail(line: str, stop: int) -> int:
    tail = _TAIL.match(line, stop)
    return tail.end() if tail else stop


def _stripped(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give a span without the white space at its ends, if anything is left."""
    piece = line[start:end]
    left = piece.lstrip()
    if left:
        start = end - len(left)
        yield start, start + len(left.rstrip())


def _disguise(line: str, language: str) -> str:
    """Give a line of the same length that the library parts as we wish."""
    line = _SURROGATE.sub("\ufffd", line)
    line = _CLOCK.sub(_with_comma, line)
    line = _QUOTED.sub(_with_comma_before_small, line)
    if language == "en":
        line = _PARTY.sub(",", line)
        line = _REPORTING.sub(_with_comma, line)
        line = _ORDINARY.sub("!", line)
    if language in _ABBREVIATIONS:
        line = _ABBREVIATIONS[language].sub(_with_comma, line)
    return _BLANKS.sub(" ", line)


def _with_comma(match: re.Match[str]) -> str:
    return match[0].rstrip(".?!…").ljust(len(match[0]), ",")


def _with_comma_before_small(match: re.Match[str]) -> str:
    following = match[1]
    return match[0] if following.isupper() or following.isdigit() else _with_comma(match)


def _borders(line: str, language: str) -> Iterator[int]:
    """Give the ends of the library's sentences, asking it window by window."""
    from sentencex import segment

    start, width = 0, _WINDOW
    while start < len(line):
        window = line[start : start + width]
        limit = width if start + width >= len(line) else width - _MARGIN
        done = 0
        for piece in segment(language, window):
            if done + len(piece) > limit:
                break
            done += len(piece)
            yield start + done
        start += done
        width = _WINDOW if done else 2 * width
