"""A check on a terminal, for an editor who decides what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group as Parts
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dedup.gate import RULES, chance
from dedup.report.findings.words import (
    accepted_as,
    article_name,
    change_words,
    checked,
    clip,
    counted,
    grouped,
    is_drift,
    open_findings,
    outcome,
    source_name,
    spot,
)
from dedup.report.kinds import LOOKS
from dedup.report.labels import cut_middle, per_cent
from dedup.report.screen import console_for_stdout

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rich.console import Console, RenderableType

    from dedup.config import Level
    from dedup.gate import Change, CheckResult, Finding, Match
    from dedup.report.findings.words import Group

MOST_ARTICLES = 50
_MOST_MATCHES = 3
_MOST_WITH_PASSAGES = 2
_MOST_CHANGES = 5
_LINES_OF_PASSAGE = 4
_INDENT = 2
_MOST_IN_LINE = 400
_LEAST_WIDTH = 8  # of a column of passages
_ACCEPTED = "grey50"
_STYLES: Mapping[Level, str] = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}


def print_findings(result: CheckResult, console: Console | None = None) -> None:
    """Print what was found about each incoming article, worst first, and a line that sums up.

    New findings are shown with their evidence, and so are known ones that fail; passages are shown
    of the worst two sources of an article. Notes stand in a few lines, accepted findings greyed in
    one.
    """
    console = console or console_for_stdout()
    groups = grouped(result.findings)
    shown = set(map(id, open_findings(result)))
    for group in groups[:MOST_ARTICLES]:
        console.print(_article(group, shown, console.width), Text())
    if len(groups) > MOST_ARTICLES:
        rest = sum(len(group.findings) for group in groups[MOST_ARTICLES:])
        more = counted(len(groups) - MOST_ARTICLES, "more article has", "more articles have")
        console.print(Text(f"{more} {counted(rest, 'finding')}; --report writes them all."), Text())
    if legend := _legend(one for group in groups[:MOST_ARTICLES] for one in _proven(group, shown)):
        console.print(legend, Text())
    console.print(Text(f"{checked(result)}; {outcome(result)}.", _style_of(result)))


def _style_of(result: CheckResult) -> str:
    if result.failing:
        return _STYLES[result.failing[0].level]
    return _STYLES["error"] if result.verdict == "error" else "bold"


def _article(group: Group, shown: set[int], width: int) -> RenderableType:
    article = group.article
    name = Text(cut_middle(article_name(article), width), "bold")
    parts: list[RenderableType] = [name]
    if article.title:
        parts.append(Text(clip(article.title, width), "italic"))
    proven = set(map(id, _proven(group, shown)))
    for finding in group.findings:
        if id(finding) not in shown:
            parts.append(_indented(*_accepted(finding)))
        else:
            passages = finding.matches if id(finding) in proven else ()
            parts.append(_indented(*_finding(finding, group, passages, width)))
    return Parts(*parts)


def _proven(group: Group, shown: set[int]) -> list[Finding]:
    """Give the findings that are shown with passages."""
    fitting = [one for one in group.findings if id(one) in shown and _shows_passages(one)]
    return fitting[:_MOST_WITH_PASSAGES]


def _finding(
    finding: Finding, group: Group, passages: tuple[Match, ...], width: int
) -> Iterator[RenderableType]:
    yield _headline(finding)
    facts: list[RenderableType] = [*_facts(finding), *_changes(group.changes(finding))]
    if passages:
        facts.append(_passages(passages, width - 2 * _INDENT))
    yield _indented(*facts)


def _indented(*lines: RenderableType) -> Padding:
    return Padding(Parts(*lines), (0, 0, 0, _INDENT), expand=False)


def _shows_passages(finding: Finding) -> bool:
    """Whether passages say more than the lines above them: a drift's changes tell all."""
    return finding.level != "note" and not is_drift(finding) and bool(finding.matches)


def _headline(finding: Finding) -> Text:
    line = Text(finding.level, _STYLES[finding.level])
    line.append(f"  {RULES[finding.rule].title}", "bold default")
    place = spot(finding)
    if place.line and place.line != finding.incoming.line:  # that of a record stands above
        at = f"line {place.line}" + (f", column {place.column}" if place.column else "")
        line.append(f"  {at}", _ACCEPTED)
    return line


def _facts(finding: Finding) -> Iterator[Text]:
    if finding.source is None:
        yield Text(clip(finding.message, _MOST_IN_LINE))
        return
    order = "" if finding.order_told else "; which of them came first is not told"
    yield Text(f"from {source_name(finding)}{order}")
    if is_drift(finding):
        return
    yield Text(_measures(finding))
    if finding.state != "new":
        yield Text(accepted_as(finding))
    if finding.credit:
        yield Text(f"credit: {clip(finding.credit, _MOST_IN_LINE)}")
    if finding.reasons:
        yield Text(f"because {clip(finding.reasons[0], _MOST_IN_LINE)}")


def _changes(changes: tuple[Change, ...]) -> Iterator[Text]:
    for change in changes[:_MOST_CHANGES]:
        yield Text(change_words(change), "bold")
    if len(changes) > _MOST_CHANGES:
        yield Text(f"and {counted(len(changes) - _MOST_CHANGES, 'more change')}")


def _measures(finding: Finding) -> str:
    """Say how likely and how much, and which limit that passes: of the share if one was agreed."""
    by_share = finding.rule == "reuse/over-licence"
    of_chance = of_share = ""
    if finding.threshold is not None and by_share:
        of_share = f" (limit {per_cent(finding.threshold)} %)"
    elif finding.threshold is not None:
        of_chance = f" (limit {finding.threshold:.2f})"
    parts = []
    if finding.probability is not None:
        parts.append(f"probability of a shared source {chance(finding.probability)}{of_chance}")
    parts.append(f"{per_cent(finding.incoming_share)} % of this article{of_share}")
    parts.append(f"{per_cent(finding.source_share)} % of the source")
    return ", ".join(parts)


def _passages(matches: tuple[Match, ...], width: int) -> RenderableType:
    """Set the first passages beside those of the source, each cut to a few lines."""
    half = max((width - 4) // 2, _LEAST_WIDTH)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style=_ACCEPTED)
    table.add_column("", width=1)
    table.add_column("this article", width=half, overflow="fold")
    table.add_column("source", width=half, overflow="fold")
    for match in matches[:_MOST_MATCHES]:
        look = LOOKS[match.kind]
        most = half * _LINES_OF_PASSAGE
        sides = (clip(match.incoming.text, most), clip(match.source.text, most))
        table.add_row(
            Text(look.letter, look.style), *(Text(side or "(text not kept)") for side in sides)
        )
    if len(matches) <= _MOST_MATCHES:
        return table
    more = counted(len(matches) - _MOST_MATCHES, "more passage")
    return Parts(table, Text(f"and {more}", _ACCEPTED))


def _accepted(finding: Finding) -> Iterator[RenderableType]:
    source = f" from {source_name(finding)}" if finding.source else ""
    why = f": {clip(finding.justification, _MOST_IN_LINE)}" if finding.justification else ""
    yield Text(f"{finding.state}  {RULES[finding.rule].title}{source}{why}", _ACCEPTED)


def _legend(findings: Iterable[Finding]) -> Text:
    shown = {match.kind for finding in findings for match in finding.matches[:_MOST_MATCHES]}
    legend = Text()
    for kind, look in LOOKS.items():
        if kind in shown:
            legend.append(f"{look.letter} {look.name}  ", look.style)
    legend.rstrip()
    return legend
