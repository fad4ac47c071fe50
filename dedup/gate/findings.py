"""What a check found: findings with their evidence, as every report shows them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from dedup.config.policy import LEVELS as LEVELS  # noqa: PLC0414 - reports know it from here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.config import FailOn, Level, Rule
    from dedup.evidence import Alignment, Kind, Label, Relation, Verdict, What

State = Literal["new", "known", "ignored"]
STATES: tuple[State, ...] = ("new", "known", "ignored")
"""``known`` findings stand in the baseline, ``ignored`` ones in the policy."""
UNREADABLE: Rule = "input/unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A half-open span of an article's raw text, and where it lies in the article's file.

    Parameters
    ----------
    start, end : int
        Characters of the article's text.
    text : str
        What stands there; empty if the text is not kept.
    line, column, end_line, end_column : int or None
        Place in the file, counted from 1, columns in characters, the end exclusive. None where
        the file is not the text itself: one record among many has a line alone.
    """

    start: int
    end: int
    text: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A detail told differently inside reused text."""

    what: What
    incoming: Region
    source: Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Text of the incoming article that comes from the source.

    Neighbouring sentences of one kind from neighbouring sentences are one match.

    Parameters
    ----------
    incoming, source : Region
    kind : str
        ``verbatim``, ``near_verbatim``, ``paraphrased`` or ``merged``.
    score : float
        In [0, 1].
    """

    incoming: Region
    source: Region
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedArticle:
    """An article as a report names it.

    Parameters
    ----------
    id : str
    path : str or None
        Its file, relative to the working directory where it lies below it, with ``/``.
    line : int or None
        Line of the file on which its record begins, from 1; None if the file is one article.
    title, outlet, published, credit, language : str or None
        As the data say.
    digest : str
        SHA-256 of its text in UTF-8, hexadecimal.
    """

    id: str
    digest: str
    path: str | None = None
    line: int | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    credit: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two aligned articles, ``a`` the incoming one, for reports that draw them."""

    a: Article
    b: Article
    alignment: Alignment
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One edge from an incoming article to a source, under one rule.

    Parameters
    ----------
    rule : str
    level : {"note", "warning", "error"}
    state : {"new", "known", "ignored"}
    fingerprint : str
        SHA-256 of rule and both ids, hexadecimal: the same for the same edge in any run.
    message : str
        One sentence that names both articles, the rule's measure and the limit it passed.
    incoming : CheckedArticle
    source : CheckedArticle or None
        None for ``input/unreadable``.
    label : str or None
        Of ``evidence.LABELS``.
    probability : float or None
        Of a shared source, in [0, 1].
    threshold : float or None
        The limit that was passed.
    relation : str
    incoming_share, source_share : float
        Share of either article's words in reused text, in [0, 1].
    reasons : tuple of str
        What speaks for the verdict, the weightiest first.
    credit : str or None
        The credit that was found, and where: ``Reuters (dateline)``.
    order_told : bool
        Whether it is known that the source came first: it is of the archive, or dates or credits
        say so. If not, the two may change places.
    matches : tuple of Match
        In order of the incoming text.
    changes : tuple of Change
        In order of the incoming text.
    justification : str or None
        Why it is known or ignored, by whom and until when.
    pair : Pair or None
        None if a text is not kept.
    """

    rule: Rule
    level: Level
    state: State
    fingerprint: str
    message: str
    incoming: CheckedArticle
    source: CheckedArticle | None = None
    label: Label | None = None
    probability: float | None = None
    threshold: float | None = None
    relation: Relation = "undetermined"
    incoming_share: float = 0.0
    source_share: float = 0.0
    reasons: tuple[str, ...] = ()
    credit: str | None = None
    order_told: bool = True
    matches: tuple[Match, ...] = ()
    changes: tuple[Change, ...] = ()
    justification: str | None = None
    pair: Pair | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """All that a check did.

    Parameters
    ----------
    findings : tuple of Finding
        Worst first: new before known before ignored, then by level, reuse before what could not be
        read, then by probability and share; ties in order of ids and rule.
    articles : tuple of CheckedArticle
        All incoming articles that were checked, in order of path and line.
    absent : tuple of str
        Fingerprints of the baseline that no finding of this check has.
    archive : str
        What was checked against, as the user named it.
    archive_articles : int
    unreadable : int
        Incoming articles that could not be read; each is also a finding.
    archive_unreadable : int, default=0
        Articles of the archive that could not be read.
    skip_errors : bool, default=False
        Whether what could not be read is accepted.
    as_of : str or None
        The moment the archive was looked at.
    fail_on, fail_level : str
        What the policy lets fail.
    parameters : mapping of str to value
        What the findings depend on: thresholds, limits of the search, version of the model.
    """

    findings: tuple[Finding, ...]
    articles: tuple[CheckedArticle, ...]
    absent: tuple[str, ...]
    archive: str
    archive_articles: int
    unreadable: int
    as_of: str | None
    fail_on: FailOn
    fail_level: Level
    parameters: Mapping[str, object]
    archive_unreadable: int = 0
    skip_errors: bool = False

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that fail the check, worst first; what was not read is no such finding."""
        states = {"any": {"new", "known"}, "new": {"new"}, "none": set()}[self.fail_on]
        least = LEVELS.index(self.fail_level)
        return tuple(
            finding
            for finding in self.findings
            if finding.state in states
            and finding.rule != UNREADABLE
            and LEVELS.index(finding.level) >= least
        )

    @property
    def unchecked(self) -> int:
        """Articles of either side that could not be read, and that nobody accepted."""
        if self.skip_errors:
            return 0
        new = (found.rule == UNREADABLE and found.state == "new" for found in self.findings)
        return self.archive_unreadable + sum(new)

    @property
    def verdict(self) -> Literal["pass", "fail", "error"]:
        """What the check comes to: findings fail it, or else something could not be read."""
        if self.failing:
            return "fail"
        return "error" if self.unchecked else "pass"
