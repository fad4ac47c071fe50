"""What all reports of a check say alike: counts, names, places and changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dedup.gate import UNREADABLE
from dedup.report.labels import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.gate import Change, CheckedArticle, CheckResult, Finding, Region

DECIMALS = 6
_ELLIPSIS = "…"
_MOST_IN_ARCHIVE = 200
_MOST_IN_NAME = 200
_MOST_IN_DETAIL = 60
_MOST_IN_REASON = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where to look: a file, and what of it is known; counted from 1, the end exclusive."""

    path: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None

    def __str__(self) -> str:
        numbers = (self.line, self.column if self.line else None)
        return ":".join([self.path, *(str(number) for number in numbers if number)])


def article_name(article: CheckedArticle) -> str:
    """Name an article by its id, and by its file where the id does not tell that.

    Examples
    --------
    >>> from dedup.gate import CheckedArticle
    >>> article_name(CheckedArticle(id="ferry", digest="", path="news.jsonl", line=3))
    'ferry in news.jsonl:3'
    >>> article_name(CheckedArticle(id="ferry.txt", digest="", path="ferry.txt"))
    'ferry.txt'
    """
    if article.path is None or article.id.startswith(article.path):
        return article.id
    return f"{article.id} in {Place(path=article.path, line=article.line)}"


def place_of(article: CheckedArticle, region: Region | None = None) -> Place:
    """Say where a region of an article lies, or the article if the region is not known to a line.

    An article without a file is named by its id.
    """
    path = article.path or article.id
    if region is None or region.line is None:
        return Place(path=path, line=article.line)
    return Place(
        path=path,
        line=region.line,
        column=region.column,
        end_line=region.end_line,
        end_column=region.end_column,
    )


def is_drift(finding: Finding) -> bool:
    """Whether a finding is about details that changed, not about reuse as such."""
    return finding.rule == "fidelity/drift"


def evidence_of(finding: Finding) -> tuple[Region, ...]:
    """Give the regions of the incoming article that a finding rests on, in order of the text."""
    if is_drift(finding) and finding.changes:
        return tuple(change.incoming for change in finding.changes)
    return tuple(match.incoming for match in finding.matches)


def spot(finding: Finding) -> Place:
    """Say where a finding is to be shown: at the first region it rests on."""
    return place_of(finding.incoming, next(iter(evidence_of(finding)), None))


def open_findings(result: CheckResult) -> list[Finding]:
    """Give the findings somebody should look at: new ones, and known ones that fail the check."""
    failing = set(map(id, result.failing))
    return [found for found in result.findings if found.state == "new" or id(found) in failing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An incoming article and its findings, worst first."""

    article: CheckedArticle
    findings: tuple[Finding, ...]

    def changes(self, finding: Finding) -> tuple[Change, ...]:
        """Give the changes to tell with a finding; those of an edge are told once, as drift."""
        if is_drift(finding):
            return finding.changes
        drifts = (found for found in self.findings if is_drift(found))
        told = any(found.source == finding.source for found in drifts)
        return () if told else finding.changes


def grouped(findings: Iterable[Finding]) -> list[Group]:
    """Put the findings of one incoming article together, the article with the worst one first."""
    found: dict[tuple[str, str | None, int | None], list[Finding]] = {}
    for finding in findings:
        article = finding.incoming
        found.setdefault((article.id, article.path, article.line), []).append(finding)
    return [
        Group(article=members[0].incoming, findings=tuple(members)) for members in found.values()
    ]


def one_line(text: str) -> str:
    r"""Write on one line what cannot move a cursor or turn the direction of text.

    Examples
    --------
    >>> one_line("27\n\tkilled \x1b[2J")
    '27 killed \ufffd[2J'
    """
    return " ".join(printable(text).split())


def clip(text: str, most: int) -> str:
    """Cut a text to ``most`` characters on one line, between words where that is possible.

    Examples
    --------
    >>> clip("A ferry ran aground off Tarn", 15)
    'A ferry ran…'
    """
    text = one_line(text)
    if len(text) <= most:
        return text
    cut = text[: most - len(_ELLIPSIS) + 1]
    whole, space, _ = cut.rpartition(" ")
    return (whole if space and len(whole) > most // 2 else cut[:-1]).rstrip() + _ELLIPSIS


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> counted(1, "finding"), counted(1200, "finding"), counted(2, "fails", "fail")
    ('1 finding', '1,200 findings', '2 fail')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def checked(result: CheckResult) -> str:
    """Say in a few words what was checked against what."""
    articles = counted(len(result.articles), "article")
    as_of = f" as of {clip(result.as_of, 40)}" if result.as_of else ""
    archive = f"{result.archive_articles:,} of {clip(result.archive, _MOST_IN_ARCHIVE)}"
    return f"{articles} checked against {archive}{as_of}"


def outcome(result: CheckResult) -> str:
    """Say how many findings fail, and what else there is.

    Each finding is counted once: where known findings fail the check, they count among those. What
    could not be read is told apart.
    """
    failing = set(map(id, result.failing))
    about = [finding for finding in result.findings if finding.rule != UNREADABLE]
    rest = [finding for finding in about if id(finding) not in failing]
    states = Counter(finding.state for finding in rest)
    parts = [f"{counted(len(failing), 'finding fails', 'findings fail')}"] if failing else []
    if states["new"]:
        parts.append(
            f"{states['new']:,} more to note"
            if failing
            else f"{counted(states['new'], 'finding')} to note, none fails"
        )
    parts += [f"{states[state]:,} {state}" for state in ("known", "ignored") if states[state]]
    if result.absent:
        entries = counted(len(result.absent), "baseline entry", "baseline entries")
        parts.append(f"{entries} not found any more")
    if not failing and not states["new"]:
        parts.insert(0, "nothing fails" if parts else "nothing found")
    for count, of_archive in (
        (result.unreadable, ""),
        (result.archive_unreadable, " of the archive"),
    ):
        if count:
            parts.append(f"{counted(count, 'article')}{of_archive} could not be read")
    return ", ".join(parts)


def change_words(change: Change, most: int = 80) -> str:
    """Tell a change in the order it was made: what the source says, then the incoming article."""
    told = (clip(region.text, most) or "nothing" for region in (change.source, change.incoming))
    return f"{change.what}: {' → '.join(told)}"


def accepted_as(finding: Finding) -> str:
    """Say that a finding is known or ignored, and why."""
    why = clip(finding.justification or "no reason given", _MOST_IN_REASON)
    return f"{finding.state}: {why}"


def source_name(finding: Finding) -> str:
    """Name the source of a finding, and who published it."""
    if finding.source is None:
        return ""
    name = clip(article_name(finding.source), _MOST_IN_NAME)
    details = (finding.source.outlet, finding.source.published)
    about = ", ".join(clip(detail, _MOST_IN_DETAIL) for detail in details if detail)
    return f"{name} ({about})" if about else name


def plain(value: object) -> object:
    """Turn a parameter into what JSON knows; what it does not know, into a string."""
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def utf8(text: str) -> bytes:
    """Encode a page; half a surrogate pair, as odd file names have, becomes a question mark."""
    return text.encode("utf-8", "replace")
