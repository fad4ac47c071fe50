"""An alignment as a page of two columns on a terminal, and as JSON."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dedup.gate import chance
from dedup.report.kinds import LOOKS, VERDICTS
from dedup.report.labels import cut_middle, per_cent, short_names
from dedup.report.screen import console_for_stdout
from dedup.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rich.console import Console, RenderableType

    from dedup.article import Article
    from dedup.evidence import (
        AlignedSentence,
        Alignment,
        Drift,
        Kind,
        Mark,
        MarkedWord,
        Relation,
        Side,
        Span,
        Verdict,
    )

    _Row = tuple[list[int], list[int]]  # sentences of a, and those of b beside them

_DECIMALS = 6
# More is not read on a terminal, and takes minutes to set in columns.
_MOST_ROWS = 2_000
_MOST_IN_SENTENCE = 20_000  # characters
_MOST_DRIFTS = 500
_WHOLE = "--format json has everything."
_RELATIONS: dict[Relation, str] = {
    "a_from_b": "a was made from b, as the credits say",
    "b_from_a": "b was made from a, as the credits say",
    "common_source": "both were made from the same third source, as the credits say",
    "undetermined": "",
}
_MARKS: dict[Mark, str] = {
    "same": "",
    "changed": "underline",
    "moved": "italic",
    "added": "underline",
    "dropped": "underline",
}


def alignment_json(
    alignment: Alignment, a: Article, b: Article, *, verdict: Verdict | None = None
) -> str:
    """Render as JSON of the shipped schema ``dedup/report/schemas/align.json``.

    Parameters
    ----------
    alignment : Alignment
    a, b : Article
        The articles that were aligned.
    verdict : Verdict, optional
        What was decided about the pair; left out of the page if it is not given.
    """
    page: dict[str, Any] = {
        "schema_version": 1,
        "tool": {"name": "dedup", "version": __version__},
        "command": "align",
        "a": {"id": a.id, "sentences": _sentences(alignment.a)},
        "b": {"id": b.id, "sentences": _sentences(alignment.b)},
        "links": [
            {
                "a": list(link.a),
                "b": list(link.b),
                "kind": link.kind,
                "score": round(link.score, _DECIMALS),
                "drift": [_drift(drift) for drift in link.drift],
            }
            for link in alignment.links
        ],
        "shares": {"a": _shares(alignment, "a"), "b": _shares(alignment, "b")},
    }
    if verdict is not None:
        page["verdict"] = _verdict_page(verdict)
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def print_alignment(
    alignment: Alignment,
    a: Article,
    b: Article,
    *,
    verdict: Verdict | None = None,
    console: Console | None = None,
) -> None:
    """Print what was decided about two articles, then both beside each other.

    Each sentence of ``a`` stands once, in order; beside it those of ``b`` that are linked to it,
    each once too; where one stands elsewhere, its number is told. A letter tells the kind, as the
    colour does. Underlined words are changed, added or dropped, those in italics moved.

    Of very long articles 2,000 rows are shown, those with a counterpart before the others, and of a
    sentence 20,000 characters; the page says what it leaves out.
    """
    console = console or console_for_stdout()
    parts: list[RenderableType] = [*_verdict(verdict), Text()] if verdict else []
    rows = _rows(alignment)
    shown = _shown(rows, alignment)
    parts += [_table(alignment, a, b, shown, console.width), Text()]
    if len(shown) < len(rows):
        count = f"{len(shown):,} of {len(rows):,} rows are shown, linked sentences first."
        parts += [Text(f"{count} {_WHOLE}"), Text()]
    parts += [_summary(name, alignment.shares(name)) for name in ("a", "b")]
    parts += [_legend(), *_drifts(alignment)]
    console.print(Group(*parts))


def _verdict_page(verdict: Verdict) -> dict[str, object]:
    return {
        "label": verdict.label,
        "probability": round(verdict.probability, _DECIMALS),
        "relation": verdict.relation,
        "reused_share": {
            side: round(share, _DECIMALS) for side, share in verdict.reused_share.items()
        },
        "reasons": list(verdict.reasons),
    }


def _verdict(verdict: Verdict) -> list[Text]:
    """Say what was decided, who made which from whose, and what speaks for it."""
    heading = VERDICTS[verdict.label].heading
    told = f"{heading}: probability of a shared source {chance(verdict.probability)}"
    lines = [Text(told, "bold")]
    if verdict.relation != "undetermined":
        lines.append(Text(_RELATIONS[verdict.relation]))
    return [*lines, *(Text(f"- {reason}") for reason in verdict.reasons)]


def _sentences(sentences: Iterable[AlignedSentence]) -> list[dict[str, object]]:
    return [{"start": found.start, "end": found.end, "kind": found.kind} for found in sentences]


def _drift(drift: Drift) -> dict[str, object]:
    return {"what": drift.what, "a": _span(drift.a), "b": _span(drift.b)}


def _span(span: Span) -> dict[str, object]:
    return {"start": span.start, "end": span.end, "text": span.text}


def _shares(alignment: Alignment, side: Side) -> dict[Kind, float]:
    return {kind: round(share, _DECIMALS) for kind, share in alignment.shares(side).items()}


def _shown(rows: Sequence[_Row], alignment: Alignment) -> list[_Row]:
    """Choose the rows that there is room for; those with linked sentences go first."""
    if len(rows) <= _MOST_ROWS:
        return list(rows)
    linked = {i for link in alignment.links for i in link.a}  # what is linked in b stands beside
    order = sorted(range(len(rows)), key=lambda k: linked.isdisjoint(rows[k][0]))
    return [rows[k] for k in sorted(order[:_MOST_ROWS])]


def _table(alignment: Alignment, a: Article, b: Article, rows: Iterable[_Row], width: int) -> Table:
    half = max((width - 1) // 2, 1)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for name in _names(a, b, max(half - 1, 2)):
        table.add_column(Text(name), width=half - 1, overflow="fold")
    words_a, words_b = _words_by_start(alignment)
    partners: dict[int, set[int]] = defaultdict(set)
    for link in alignment.links:
        for i in link.a:
            partners[i].update(link.b)
    marked_a, marked_b = _Marked(a.text, words_a), _Marked(b.text, words_b)
    for left, right in rows:
        cells_a = [marked_a.cell(i, alignment.a[i]) for i in left]
        cells_b = [marked_b.cell(j, alignment.b[j]) for j in right]
        for i, cell in zip(left, cells_a, strict=True):
            elsewhere = sorted(partners[i] - set(right))
            if elsewhere:
                cell.append(f" [= b {_numbers(elsewhere)}]", "default")
        table.add_row(Text("\n").join(cells_a), Text("\n").join(cells_b))
    return table


def _names(a: Article, b: Article, width: int) -> list[str]:
    """Give both ids, without the folder that they share where there is no room for it."""
    if max(len(a.id), len(b.id)) <= width:
        return [cut_middle(article.id, width) for article in (a, b)]
    return short_names([a.id, b.id], width)


def _rows(alignment: Alignment) -> list[_Row]:
    """Set the sentences of ``b`` beside the first of ``a`` that they are linked to.

    One without a link follows the sentence before it.
    """
    homes: dict[int, int] = {}
    for link in alignment.links:
        for j in link.b:
            homes[j] = min(homes.get(j, link.a[0]), link.a[0])
    beside: dict[int, list[int]] = defaultdict(list)
    after: dict[int, list[int]] = defaultdict(list)
    last = -1
    for j in range(len(alignment.b)):
        last = homes.get(j, last)
        (beside if j in homes else after)[last].append(j)
    rows: list[_Row] = [([], [j]) for j in after[-1]]
    for i in range(len(alignment.a)):
        rows.append(([i], beside[i]))
        rows += [([], [j]) for j in after[i]]
    return rows


def _words_by_start(alignment: Alignment) -> tuple[dict[int, MarkedWord], dict[int, MarkedWord]]:
    """Give the words to be marked; of a sentence with several links, as its last link says."""
    found: tuple[dict[int, MarkedWord], dict[int, MarkedWord]] = {}, {}
    for link in alignment.links:
        for words, side in zip((link.words_a, link.words_b), found, strict=True):
            side.update((word.start, word) for word in words)
    return found


class _Marked:
    """A text with its marked words, from which sentences are cut."""

    def __init__(self, text: str, words: Mapping[int, MarkedWord]) -> None:
        self._text = text
        self._words = words
        self._starts = sorted(words)

    def cell(self, index: int, sentence: AlignedSentence) -> Text:
        look = LOOKS[sentence.kind]
        head = f"{look.letter} {index + 1} "
        end = min(sentence.end, sentence.start + _MOST_IN_SENTENCE)
        cell = Text(head + _clean(self._text[sentence.start : end]), look.style)
        shift = len(head) - sentence.start
        first, last = (bisect_left(self._starts, place) for place in (sentence.start, end))
        for start in self._starts[first:last]:
            word = self._words[start]
            cell.stylize(_MARKS[word.mark], word.start + shift, word.end + shift)
        if end < sentence.end:
            cell.append(f" [and {sentence.end - end:,} more characters; {_WHOLE}]", "default")
        return cell


def _clean(text: str) -> str:
    """Replace what could move the cursor, character for character, so that spans still hold."""
    return "".join(
        " " if char.isspace() else char if char.isprintable() else "\ufffd" for char in text
    )


def _summary(name: str, shares: Mapping[Kind, float]) -> Text:
    """Say how much of a side is of which kind, most first, what is new at the end."""
    found = [kind for kind in shares if shares[kind]]
    found.sort(key=lambda kind: (kind == "new", -shares[kind]))
    parts = [f"{per_cent(shares[kind])} % {LOOKS[kind].name}" for kind in found]
    return Text(f"{name}: {', '.join(parts) or 'no words'}")


def _legend() -> Text:
    legend = Text()
    for look in LOOKS.values():
        legend.append(f"{look.letter} {look.name}", look.style)
        legend.append("  ")
    legend.rstrip()
    return legend


def _drifts(alignment: Alignment) -> list[Text]:
    found = [(link, drift) for link in alignment.links for drift in link.drift]
    if not found:
        return []
    lines = []
    for link, drift in found[:_MOST_DRIFTS]:
        at = f"{_numbers(link.a)} / {_numbers(link.b)}"
        told = f"{_clean(drift.a.text)} -> {_clean(drift.b.text)}"
        lines.append(Text(f"{at}  {drift.what}: {told}"))
    if len(found) > len(lines):
        lines.append(Text(f"and {len(found) - len(lines):,} more; {_WHOLE}"))
    return [Text(), Text("Told differently:", "bold"), *lines]


def _numbers(sentences: Iterable[int]) -> str:
    return "+".join(str(number + 1) for number in sentences)
