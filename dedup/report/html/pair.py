"""Two aligned articles as the pair view shows them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from dedup.evidence import COPIED, KINDS, LABELS, REUSE, REWORDED, links_in_order
from dedup.gate.ordering import order_of
from dedup.report.html.looks import DRIFTS, THIRD_TEXT, UNKNOWN_SOURCE
from dedup.report.html.texts import paragraphs
from dedup.report.kinds import LOOKS, VERDICTS
from dedup.report.labels import per_cent, short_names
from dedup.text import guess_language, normalize, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.article import Article
    from dedup.evidence import AlignedSentence, Alignment, Kind, Relation, Side
    from dedup.gate import Pair
    from dedup.report.html.texts import Sentence
    from dedup.report.kinds import Wording

_LETTER_ROOM = 0.045  # share of a bar below which a letter does not fit into it
_TITLE_WIDTH = 100
_STRIP = 1000  # width of the strip in its own units


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Part of a bar, in per cent of its width."""

    style: str
    letter: str
    start: float
    width: float
    told: str

    @property
    def middle(self) -> float:
        """Where its letter stands."""
        return round(self.start + self.width / 2, 2)

    @property
    def roomy(self) -> bool:
        """Whether a letter fits into it."""
        return self.width >= 100 * _LETTER_ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A line of the strip from a sentence of A to one of B; ``moved`` if it breaks the order.

    A link in order may join sentences that stand far apart: the lines to these break it.
    """

    link: int
    style: str
    a: float
    b: float
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A sentence on the strip."""

    style: str
    start: float
    width: float
    links: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One article of a pair."""

    side: Side
    article: Article
    title: str
    language: str
    words: int
    sentences: int
    paragraphs: tuple[tuple[Sentence, ...], ...]
    bar: tuple[Segment, ...]
    blocks: tuple[Block, ...]
    reused: float

    @property
    def name(self) -> str:
        """``A`` or ``B``."""
        return self.side.upper()

    @property
    def told(self) -> str:
        """The bar in words."""
        return ", ".join(segment.told for segment in self.bar) or "no words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How much of both sides is of a kind, for the legend."""

    letter: str
    name: str
    meaning: str
    style: str
    a: str
    b: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A detail told differently, and the numbers of the sentences it stands in."""

    what: str
    a: str
    b: str
    sentence_a: int
    sentence_b: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """All that the pair view shows; ``key`` is unique in its page."""

    key: str
    columns: tuple[Column, Column]
    wording: Wording
    label: str
    probability: float
    gist: str
    relation: str
    reasons: tuple[str, ...]
    counts: tuple[Count, ...]
    threads: tuple[Thread, ...]
    order: str
    differences: tuple[Difference, ...]
    links: int


def pair_view(pair: Pair, key: str) -> PairView:
    """Prepare a pair for its view.

    Parameters
    ----------
    pair : Pair
        Two articles, their alignment and what was decided about them.
    key : str
        Tells it from the other pairs of the page.
    """
    alignment, verdict = pair.alignment, pair.verdict
    columns = (_column(pair, "a"), _column(pair, "b"))
    threads = _threads(alignment)
    return PairView(
        key=key,
        columns=columns,
        wording=VERDICTS[verdict.label],
        label=verdict.label,
        probability=verdict.probability,
        gist=_gist(*(per_cent(column.reused) for column in columns)),
        relation=_relation(verdict.relation, pair) if verdict.label in REUSE else "",
        reasons=verdict.reasons,
        counts=_counts(alignment),
        threads=threads,
        order=_order(alignment, threads),
        differences=tuple(_differences(alignment)),
        links=len(alignment.links),
    )


def language_of(article: Article) -> str:
    """Give the language of an article, as it says or as its words show."""
    said = article.language or ""
    if said.replace("-", "").replace("_", "").isalnum() and said.isascii() and said[:1].isalpha():
        return said.replace("_", "-")
    return guess_language(words(normalize(article.text)).forms)


def worst_first(pair: Pair) -> tuple[float, int, str, str]:
    """Sort pairs by it: the likeliest first, of equals the more serious, then by id."""
    verdict = pair.verdict
    return (-verdict.probability, LABELS.index(verdict.label), pair.a.id, pair.b.id)


def _column(pair: Pair, side: Side) -> Column:
    article = pair.a if side == "a" else pair.b
    sentences = pair.alignment.a if side == "a" else pair.alignment.b
    return Column(
        side=side,
        article=article,
        title=article.title or short_names([pair.a.id, pair.b.id], _TITLE_WIDTH)[side == "b"],
        language=language_of(article),
        words=sum(sentence.words for sentence in sentences),
        sentences=len(sentences),
        paragraphs=paragraphs(article.text, pair.alignment, side),
        bar=_bar(pair.alignment, side),
        blocks=_blocks(pair.alignment, side),
        reused=pair.verdict.reused_share[side],
    )


def _bar(alignment: Alignment, side: Side) -> tuple[Segment, ...]:
    shares = alignment.shares(side)
    start = 0.0
    found = []
    for kind in KINDS:
        if shares[kind]:
            width = 100 * shares[kind]
            found.append(
                Segment(
                    style=LOOKS[kind].sheet,
                    letter=LOOKS[kind].letter,
                    start=round(start, 2),
                    width=round(width, 2),
                    told=f"{per_cent(shares[kind])} % {LOOKS[kind].name}",
                )
            )
            start += width
    return tuple(found)


def _counts(alignment: Alignment) -> tuple[Count, ...]:
    a, b = alignment.shares("a"), alignment.shares("b")
    return tuple(
        Count(
            letter=LOOKS[kind].letter,
            name=LOOKS[kind].name,
            meaning=LOOKS[kind].meaning,
            style=LOOKS[kind].sheet,
            a=per_cent(a[kind]),
            b=per_cent(b[kind]),
        )
        for kind in KINDS
        if a[kind] or b[kind]
    )


def _blocks(alignment: Alignment, side: Side) -> tuple[Block, ...]:
    sentences = alignment.a if side == "a" else alignment.b
    borders = _borders(sentences)
    links: dict[int, list[int]] = {}
    for number, link in enumerate(alignment.links, start=1):
        for sentence in link.a if side == "a" else link.b:
            links.setdefault(sentence, []).append(number)
    return tuple(
        Block(
            style=LOOKS[sentence.kind].sheet,
            start=borders[at],
            width=round(borders[at + 1] - borders[at], 1),
            links=tuple(links.get(at, ())),
        )
        for at, sentence in enumerate(sentences)
    )


def _borders(sentences: Sequence[AlignedSentence]) -> list[float]:
    """Give where the sentences begin on the strip, each as wide as it has words."""
    sums = [0, *accumulate(sentence.words for sentence in sentences)]
    return [round(_STRIP * at / (sums[-1] or 1), 1) for at in sums]


def _threads(alignment: Alignment) -> tuple[Thread, ...]:
    counted = _ordered_kinds(alignment)
    kept = links_in_order(alignment, counted)
    spine = [(alignment.links[number].a[0], alignment.links[number].b[0]) for number in kept]
    borders_a, borders_b = _borders(alignment.a), _borders(alignment.b)
    return tuple(
        Thread(
            link=number + 1,
            style=LOOKS[link.kind].sheet,
            a=_middle(borders_a, i),
            b=_middle(borders_b, j),
            moved=link.kind in counted
            and (number not in kept or any((i - p) * (j - q) < 0 for p, q in spine)),
        )
        for number, link in enumerate(alignment.links)
        for i in link.a
        for j in link.b
    )


def _ordered_kinds(alignment: Alignment) -> frozenset[Kind]:
    """Give the kinds whose order tells something, as the reasons of a verdict count them.

    That is what was reused; where nothing was, the facts told alike.
    """
    reused = COPIED | REWORDED
    found = {link.kind for link in alignment.links}
    return reused if found & reused else frozenset(found - {"quote"})


def _middle(borders: Sequence[float], at: int) -> float:
    return round((borders[at] + borders[at + 1]) / 2, 1)


def _order(alignment: Alignment, threads: Sequence[Thread]) -> str:
    """Say in words what the strip shows."""
    counted = _ordered_kinds(alignment)
    links = sum(link.kind in counted for link in alignment.links)
    others = Counter(link.kind for link in alignment.links if link.kind not in counted)
    kept = links_in_order(alignment, counted)
    told = [_kept(links, len(kept))] if links else []
    if far := len({thread.link for thread in threads if thread.moved and thread.link - 1 in kept}):
        told.append(
            f"{far} of them {'joins' if far == 1 else 'join'} sentences from afar (dashed)."
        )
    if others:
        kinds = ", ".join(f"{LOOKS[kind].name} ({others[kind]})" for kind in KINDS if others[kind])
        told.append(f"{'Not counted' if links else 'Links'}: {kinds}.")
    return " ".join(told) or "No sentence of A is linked to one of B."


def _kept(links: int, kept: int) -> str:
    if links == 1:
        return "1 link."
    if kept == links:
        return f"{links} links, all in the same order in both."
    return f"{links} links: {kept} in the same order in both, {links - kept} moved (dashed)."


def _differences(alignment: Alignment) -> list[Difference]:
    return [
        Difference(
            what=DRIFTS[drift.what],
            a=drift.a.text.strip(),
            b=drift.b.text.strip(),
            sentence_a=_sentence_at(alignment.a, link.a, drift.a.start),
            sentence_b=_sentence_at(alignment.b, link.b, drift.b.start),
        )
        for link in alignment.links
        for drift in link.drift
    ]


def _sentence_at(sentences: Sequence[AlignedSentence], members: Sequence[int], at: int) -> int:
    """Give the number, from 1, of the sentence of a link that holds a character."""
    return next((i for i in members if at < sentences[i].end), members[-1]) + 1


def _gist(a: str, b: str) -> str:
    """Say how much was reused, if anything was."""
    shares = f"{a} % of A and {b} % of B".replace(" %", "\N{NO-BREAK SPACE}%")
    return "" if a == b == "0" else f"{shares} are reused text."


def _relation(relation: Relation, pair: Pair) -> str:
    """Say which of the two came from the other, as far as credits tell, or which came first."""
    names = {"a": pair.a.outlet or "A", "b": pair.b.outlet or "B"}
    told: dict[Relation, str] = {
        "a_from_b": f"A was made from B: it credits {names['b']}.",
        "b_from_a": f"B was made from A: it credits {names['a']}.",
        "common_source": "Both credit the same third source.",
        "undetermined": _first_of(order_of(pair.a, pair.b)),
    }
    return told[relation]


def _first_of(order: int) -> str:
    """Say which was published first, and what that leaves open."""
    if not order:
        return UNKNOWN_SOURCE
    first, second = ("B", "A") if order > 0 else ("A", "B")
    return (
        f"{first} was published before {second}. Whether {second} was made from it, credits do not "
        f"tell: {THIRD_TEXT}."
    )
