"""An article's text cut into paragraphs, sentences and marked runs of characters."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from dedup.report.html.looks import DRIFTS
from dedup.report.kinds import LOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from dedup.evidence import AlignedSentence, Alignment, Drift, Link, Mark, MarkedWord, Side

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_STRENGTH: Mapping[Mark, int] = {"dropped": 0, "added": 0, "changed": 0, "moved": 1, "same": 2}
_PICTURES = 0x2400  # U+2400 is the picture of U+0000
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Characters with one mark: empty, ``changed``, ``moved`` or ``drift`` with what it is of."""

    text: str
    mark: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence as it is shown.

    Parameters
    ----------
    number : int
        From 1; 0 for text between sentences.
    style : str
        Letter of its kind in the style sheet; empty for text between sentences.
    label : str
        Letter and number of its first link, as ``P3``.
    told : str
        The same in words, with the sentences it is linked to.
    links : tuple of int
        Numbers of its links, from 1.
    partner : int
        Number of the first sentence it is linked to; 0 if there is none.
    runs : tuple of Run
    """

    number: int
    style: str
    label: str
    told: str
    links: tuple[int, ...]
    partner: int
    runs: tuple[Run, ...]


def visible(text: str) -> str:
    r"""Replace what cannot be seen and could deceive: control characters and overrides.

    Examples
    --------
    >>> visible("a\x00b\u202ec")
    'a␀b[U+202E]c'
    """
    if text.isprintable():
        return text
    return "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char in "\t\n\r" or char.isprintable():
        return char
    if char in _DIRECTIONS or "\x7f" <= char < "\xa0":
        return f"[U+{ord(char):04X}]"
    if char < " ":
        return chr(_PICTURES + ord(char))
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char


def paragraphs(text: str, alignment: Alignment, side: Side) -> tuple[tuple[Sentence, ...], ...]:
    """Cut a side of an alignment into paragraphs of sentences; no character that shows is lost.

    A blank line ends a paragraph; where a text has none, each line is one.
    """
    spans = alignment.a if side == "a" else alignment.b
    links = _links_by_sentence(alignment, side)
    breaks = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else re.compile("\n")
    found: list[list[Sentence]] = [[]]
    at = 0
    for number, span in enumerate(spans):
        _between(text[at : span.start], found, breaks)
        found[-1].append(_sentence(text, span, number, links[number], side))
        at = span.end
    _between(text[at:], found, breaks)
    return tuple(tuple(paragraph) for paragraph in found if paragraph)


def _between(gap: str, found: list[list[Sentence]], breaks: re.Pattern[str]) -> None:
    """Keep what stands between sentences, and begin a paragraph where the text does."""
    if gap.strip():
        found[-1].append(
            Sentence(
                number=0,
                style="",
                label="",
                told="",
                links=(),
                partner=0,
                runs=(Run(text=gap, mark=""),),
            )
        )
    if breaks.search(gap):
        found.append([])


def _links_by_sentence(alignment: Alignment, side: Side) -> Mapping[int, list[tuple[int, Link]]]:
    """Give each sentence its links with their numbers, from 1."""
    found: dict[int, list[tuple[int, Link]]] = defaultdict(list)
    for number, link in enumerate(alignment.links, start=1):
        for sentence in link.a if side == "a" else link.b:
            found[sentence].append((number, link))
    return found


def _sentence(
    text: str,
    span: AlignedSentence,
    number: int,
    links: Sequence[tuple[int, Link]],
    side: Side,
) -> Sentence:
    look = LOOKS[span.kind]
    other = "B" if side == "a" else "A"
    partners = sorted({p + 1 for _, link in links for p in (link.b if side == "a" else link.a)})
    label = look.letter + "·".join(str(at) for at, _ in links)
    where = f": sentence {' and '.join(map(str, partners))} of {other}" if partners else ""
    return Sentence(
        number=number + 1,
        style=look.sheet,
        label=label,
        told=f"{label}, {look.name}{where}",
        links=tuple(at for at, _ in links),
        partner=partners[0] if partners else 0,
        runs=tuple(_runs(text, span, [link for _, link in links], side)),
    )


def _runs(text: str, span: AlignedSentence, links: Sequence[Link], side: Side) -> Iterator[Run]:
    """Cut a sentence where a mark begins or ends."""
    marks: list[tuple[str, str]] = [("", "")] * (span.end - span.start)
    words = _best_marks(span, links, side)
    for word in words:
        _put(marks, span, word.start, word.end, (_shown(word.mark), ""))
    for one, other in pairwise(words):
        if _shown(one.mark) == _shown(other.mark):
            _put(marks, span, one.end, other.start, (_shown(one.mark), ""))
    for link in links:
        for drift in link.drift:
            here, there = (drift.a, drift.b) if side == "a" else (drift.b, drift.a)
            _put(marks, span, here.start, here.end, ("drift", drift_note(drift, there.text)))
    at = span.start
    for (mark, note), members in groupby(marks):
        end = at + sum(1 for _ in members)
        yield Run(text=text[at:end], mark=mark, note=note)
        at = end


def _best_marks(span: AlignedSentence, links: Sequence[Link], side: Side) -> list[MarkedWord]:
    """Give the words of a sentence; of one in several links, where it is kept best."""
    best: dict[int, MarkedWord] = {}
    for link in links:
        for word in link.words_a if side == "a" else link.words_b:
            if span.start <= word.start < span.end:
                found = best.setdefault(word.start, word)
                if _STRENGTH[word.mark] > _STRENGTH[found.mark]:
                    best[word.start] = word
    return [best[start] for start in sorted(best)]


def _shown(mark: Mark) -> str:
    return {2: "", 1: "moved", 0: "changed"}[_STRENGTH[mark]]


def _put(
    marks: list[tuple[str, str]], span: AlignedSentence, start: int, end: int, mark: tuple[str, str]
) -> None:
    first, last = max(start - span.start, 0), min(end - span.start, len(marks))
    for at in range(first, last):
        marks[at] = mark


def drift_note(drift: Drift, there: str) -> str:
    """Say what the other article tells instead."""
    return f"{DRIFTS[drift.what]}: the other article has “{there.strip() or 'nothing'}”"
