"""What a check found as a page, for an editor or a committee."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from dedup.gate import RULES
from dedup.report.html.about import Datum, about
from dedup.report.html.entries import Ends, Shelf, shelve
from dedup.report.html.looks import DRIFTS
from dedup.report.html.page import PAIRS_BUDGET, page
from dedup.report.html.pair import language_of
from dedup.report.kinds import LOOKS, VERDICTS
from dedup.report.labels import per_cent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markupsafe import Markup

    from dedup.gate import CheckedArticle, CheckResult, Finding, Pair, RuleText
    from dedup.gate.findings import Match

_MOST_MATCHES = 4
_MOST_FINDINGS = 200
_CARD = 6_500  # bytes that a finding takes without its pair, about
_ROOM = 1_750_000  # bytes for all of them: a page of them stays below 2 MB
_LEVELS = {"error": "E", "warning": "W", "note": "i"}
_STATES = {"new": "New", "known": "Known", "ignored": "Ignored"}
_RELATIONS = {
    "a_from_b": "made from the source, as the credits say",
    "b_from_a": "the source was made from it, as the credits say",
    "common_source": "both credit the same third source",
    "undetermined": "",
}
_TITLE_TELLS = frozenset(  # these rules are named after the verdict
    {"reuse/near-duplicate", "reuse/rewritten-uncredited", "reuse/partial-uncredited"}
)
_ORDER_UNKNOWN = "Which of the two came first is not told: they may change places."


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchView:
    """Reused text beside its source."""

    style: str
    letter: str
    name: str
    incoming: str
    source: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A finding as its card shows it."""

    finding: Finding
    text: RuleText
    said: str
    order: str
    languages: tuple[str, ...]
    level: str
    state: str
    failing: bool
    verdict: str
    chance: str
    threshold: str
    shares: tuple[str, str]
    relation: str
    matches: tuple[MatchView, ...]
    more: int
    repeated: bool
    changes: tuple[tuple[str, str, str], ...]
    pair: Markup | None
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleGroup:
    """The findings of an incoming article, worst first."""

    key: str
    article: CheckedArticle
    place: str
    findings: tuple[FindingView, ...]

    @property
    def settled(self) -> bool:
        """Whether all of it is known or ignored."""
        return all(view.finding.state != "new" for view in self.findings)


def check_html(result: CheckResult) -> bytes:
    """Render what a check found as a page of its own: worst first, by incoming article.

    Parameters
    ----------
    result : CheckResult
        Of more than 200 findings the worst are shown; the page says how many there are.

    Returns
    -------
    bytes
        One HTML file in UTF-8.
    """
    shown = result.findings[:_MOST_FINDINGS]
    room = min(PAIRS_BUDGET, _ROOM - _CARD * len(shown))
    shelf = shelve(_distinct_pairs(shown), budget=room)
    failing = {id(finding) for finding in result.failing}
    groups = list(_groups(shown, shelf, failing))
    found = {finding.incoming.id for finding in result.findings}
    return page(
        "findings",
        title=_title(result),
        about=about(
            "check",
            {
                "archive": result.archive,
                "as_of": result.as_of or "not told",
                "fail_on": result.fail_on,
                "fail_level": result.fail_level,
                **result.parameters,
            },
            _data(result),
        ),
        result=result,
        groups=groups,
        states=Counter(_STATES[finding.state] for finding in result.findings),
        levels=Counter(finding.level for finding in result.findings),
        clean=[article for article in result.articles if article.id not in found],
        more=len(result.findings) - len(shown),
        left_out=shelf.left_out,
    )


def _title(result: CheckResult) -> str:
    """Give the answer; what could not be read is no clean bill."""
    failing, unread = len(result.failing), result.unchecked
    if failing:
        return (
            "1 finding fails this check"
            if failing == 1
            else f"{failing:,} findings fail this check"
        )
    if result.verdict == "error":
        return f"Incomplete: {unread:,} article{'' if unread == 1 else 's'} could not be read"
    return "No finding fails this check"


def _distinct_pairs(findings: Sequence[Finding]) -> Iterator[Pair]:
    """Give each pair once: two rules may speak of the same."""
    seen = set()
    for finding in findings:
        pair = finding.pair
        if pair is not None and (pair.a.id, pair.b.id) not in seen:
            seen.add((pair.a.id, pair.b.id))
            yield pair


def _groups(findings: Sequence[Finding], shelf: Shelf, failing: set[int]) -> Iterator[ArticleGroup]:
    """Group findings by incoming article, in the order of the worst finding of each."""
    rank: dict[str, int] = {}
    for finding in findings:
        rank.setdefault(finding.incoming.id, len(rank))
    by_article = sorted(findings, key=lambda finding: rank[finding.incoming.id])
    told: set[Ends] = set()
    by_id = groupby(by_article, key=lambda finding: finding.incoming.id)
    for number, (_, members) in enumerate(by_id, start=1):
        views = [_view(found, shelf, told, failing=id(found) in failing) for found in members]
        article = views[0].finding.incoming
        yield ArticleGroup(
            key=f"i{number}", article=article, place=_place(article), findings=tuple(views)
        )


def _view(finding: Finding, shelf: Shelf, told: set[Ends], *, failing: bool) -> FindingView:
    """Prepare a finding; what an earlier one told of the same two articles is not told again."""
    ends = (finding.incoming.id, finding.source.id if finding.source else "")
    repeated = ends in told
    told.add(ends)
    matches = () if repeated else finding.matches
    return FindingView(
        finding=finding,
        text=RULES[finding.rule],
        said=_said(finding),
        order="" if finding.order_told else _ORDER_UNKNOWN,
        languages=tuple(map(language_of, (finding.pair.a, finding.pair.b))) if finding.pair else (),
        level=_LEVELS.get(finding.level, "i"),
        state=_STATES[finding.state],
        failing=failing,
        verdict=VERDICTS[finding.label].heading
        if finding.label and finding.rule not in _TITLE_TELLS
        else "",
        chance="" if finding.probability is None else per_cent(finding.probability),
        threshold="" if finding.threshold is None else per_cent(finding.threshold),
        shares=(per_cent(finding.incoming_share), per_cent(finding.source_share)),
        relation=_RELATIONS[finding.relation],
        matches=tuple(map(_match, matches[:_MOST_MATCHES])),
        more=max(len(matches) - _MOST_MATCHES, 0),
        repeated=repeated and bool(finding.matches),
        changes=tuple(
            (DRIFTS[change.what], change.incoming.text, change.source.text)
            for change in finding.changes
        ),
        pair=None if repeated else shelf.view(*ends),
        key=shelf.key(*ends),
    )


def _said(finding: Finding) -> str:
    """Say what was found: the message where it names what nothing else on the card does."""
    told = finding.rule in _TITLE_TELLS or finding.rule == "fidelity/drift"
    sure = finding.probability is not None
    return RULES[finding.rule].meaning if told and sure else finding.message


def _match(match: Match) -> MatchView:
    look = LOOKS[match.kind]
    return MatchView(
        style=look.sheet,
        letter=look.letter,
        name=look.name,
        incoming=match.incoming.text.strip(),
        source=match.source.text.strip(),
        # one record of many is on one line, which its heading tells
        place="" if match.incoming.column is None else f"line {match.incoming.line}",
    )


def _place(article: CheckedArticle) -> str:
    if article.path is None:
        return ""
    return article.path if article.line is None else f"{article.path}:{article.line}"


def _data(result: CheckResult) -> Iterator[Datum]:
    sources = (finding.source for finding in result.findings if finding.source)
    for article in (*result.articles, *sources):
        yield Datum(id=article.id, path=article.path, digest=article.digest)
