"""A check as Markdown, for a comment on a pull request or the summary of a job."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dedup.gate import RULES, chance
from dedup.report.findings.words import (
    Group,
    accepted_as,
    article_name,
    change_words,
    checked,
    clip,
    counted,
    grouped,
    is_drift,
    one_line,
    open_findings,
    outcome,
    source_name,
    spot,
    utf8,
)
from dedup.report.kinds import LOOKS
from dedup.report.labels import per_cent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.gate import Change, CheckResult, Finding

MOST_IN_COMMENT = 65_000
"""Bytes; GitHub takes 65,536 characters in a comment."""
MOST_IN_SUMMARY = 1_000_000
"""Bytes; GitHub takes 1 MiB in the summary of a step."""
_ROOM_AT_THE_END = 500
_MOST_MATCHES = 5
_MOST_CHANGES = 10
_MOST_IN_PASSAGE = 400
_MOST_IN_NAME = 200
_SPECIAL = re.compile(r"[\\`*_\[\]<>&|~$!^{}@#]|:(?=\S)|(?<=www)\.")
_LIMIT = (
    "A finding is evidence for an editor to weigh, not proof of intent: two articles can share "
    "passages because both quote the same third text."
)


def check_markdown(result: CheckResult) -> bytes:
    """Render as Markdown short enough for a comment on a pull request.

    What does not fit is left out, the least first, and the last line says how much.

    Notes
    -----
    Texts of articles cannot become markup, links or mentions; control characters and marks
    that turn the direction of text are replaced by U+FFFD.
    """
    return _within(result, MOST_IN_COMMENT)


def check_github_summary(result: CheckResult) -> bytes:
    """Render as `check_markdown` does, with the room that the summary of a job has."""
    return _within(result, MOST_IN_SUMMARY)


def _within(result: CheckResult, most: int) -> bytes:
    """Join as many sections as fit; the findings are sorted, so the least stay out."""
    head = f"## dedup check: {escape(outcome(result))}\n\n{escape(checked(result))}.\n"
    page = utf8(head)
    left_out = 0
    for count, section in _sections(result):
        more = utf8(f"\n{section}\n")
        if left_out or len(page) + len(more) > most - _ROOM_AT_THE_END:
            left_out += count
        else:
            page += more
    if left_out:
        are = counted(left_out, "more finding", "more findings")
        page += utf8(f"\n_{are} did not fit here; the other reports hold all._\n")
    return page + (utf8(f"\n_{_LIMIT}_\n") if result.findings else b"")


def _sections(result: CheckResult) -> Iterable[tuple[int, str]]:
    """Yield the sections, each with the number of findings it is about."""
    shown = open_findings(result)
    for group in grouped(shown):
        yield from _article(group)
    ids = set(map(id, shown))
    accepted = [finding for finding in result.findings if id(finding) not in ids]
    if accepted:
        yield 0, f"### Accepted\n\n{_ACCEPTED_HEAD}"
        for finding in accepted:
            yield 1, _accepted(finding)


_ACCEPTED_HEAD = "Findings that the baseline or the policy allows."


def _article(group: Group) -> Iterable[tuple[int, str]]:
    title = group.article.title
    name = _code(article_name(group.article))
    heading = f"### {name}" + (f": {escape(clip(title, _MOST_IN_NAME))}" if title else "")
    for number, finding in enumerate(group.findings):
        yield 1, (f"{heading}\n\n" if number == 0 else "") + _finding(finding, group)


def _finding(finding: Finding, group: Group) -> str:
    lines = [
        f"**{finding.level}: {RULES[finding.rule].title}**, {_code(str(spot(finding)))}",
        "",
        f"Found: {escape(clip(finding.message, 1000))}",
        "",
    ]
    if finding.source is not None:
        lines.append(f"- Source: {escape(source_name(finding))}")
    lines += _changes(group.changes(finding))
    if is_drift(finding):
        return "\n".join(lines)
    return "\n".join([*lines, *_measures(finding), *_matches(finding)])


def _changes(changes: tuple[Change, ...]) -> list[str]:
    lines = [f"- Changed {escape(change_words(change))}" for change in changes[:_MOST_CHANGES]]
    if len(changes) > _MOST_CHANGES:
        lines.append(f"- Changed: {len(changes) - _MOST_CHANGES:,} more")
    return lines


def _measures(finding: Finding) -> list[str]:
    lines = []
    if finding.state != "new":
        lines.append(f"- Though {escape(accepted_as(finding))}")
    if finding.source is not None:
        lines.append(f"- Reused: {_shares(finding)}")
    if finding.probability is not None:
        lines.append(f"- Probability of a shared source: {escape(chance(finding.probability))}")
    if finding.credit:
        lines.append(f"- Credit: {escape(clip(finding.credit, _MOST_IN_NAME))}")
    lines += [f"- Reason: {escape(clip(reason, 1000))}" for reason in finding.reasons]
    return [*lines, f"- What to do: {RULES[finding.rule].advice}"]


def _shares(finding: Finding) -> str:
    shares = (finding.incoming_share, finding.source_share)
    here, there = (escape(per_cent(share)) for share in shares)
    return f"{here} % of the article, {there} % of the source"


def _matches(finding: Finding) -> list[str]:
    if not finding.matches:
        return []
    shown = finding.matches[:_MOST_MATCHES]
    count = counted(len(finding.matches), "passage")
    first = f", the first {len(shown)}" if len(shown) < len(finding.matches) else ""
    rows = [
        f"| {LOOKS[match.kind].name} | {_passage(match.incoming.text)} "
        f"| {_passage(match.source.text)} |"
        for match in shown
    ]
    return [
        "",
        f"<details><summary>{count} side by side{first}</summary>",
        "",
        "| | this article | source |",
        "| --- | --- | --- |",
        *rows,
        "",
        "</details>",
    ]


def _passage(text: str) -> str:
    return escape(clip(text, _MOST_IN_PASSAGE)) or "(not kept)"


def _accepted(finding: Finding) -> str:
    source = escape(source_name(finding))
    return (
        f"- {RULES[finding.rule].title}, {_code(str(spot(finding)))}"
        f"{f' from {source}' if source else ''}, {escape(accepted_as(finding))}"
    )


def _code(text: str) -> str:
    return f"<code>{escape(clip(text, _MOST_IN_NAME))}</code>"


def escape(text: str) -> str:
    r"""Write a text so that Markdown shows it as it is, within a line.

    Character references are used throughout, since they never become markup; a zero-width space
    after ``@`` and ``#`` keeps a forge from mentioning people and linking issues. Addresses do
    not become links.

    Examples
    --------
    >>> escape("| <b> @desk")
    '&#124; &#60;b&#62; &#64;&#8203;desk'
    """
    return _SPECIAL.sub(_reference, one_line(text))


def _reference(found: re.Match[str]) -> str:
    char = found.group()
    return f"&#{ord(char)};" + "&#8203;" * (char in "@#")
