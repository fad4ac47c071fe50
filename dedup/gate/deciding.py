"""A judged pair and a policy to findings."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.config.policy import LEVELS
from dedup.evidence.credits import Names, crediting, names_behind
from dedup.gate.findings import CheckedArticle, Finding, Pair
from dedup.gate.passages import Sides, changes_of, matches_of
from dedup.gate.wording import chance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.config import Level, Policy, Rule, RulePolicy, Source
    from dedup.evidence import Alignment, Label, Verdict
    from dedup.gate.findings import Change

_BY_LABEL: Mapping[Label, Rule] = {
    "near_duplicate": "reuse/near-duplicate",
    "rewritten": "reuse/rewritten-uncredited",
    "partly_reused": "reuse/partial-uncredited",
}
_WORDS: Mapping[Rule, str] = {
    "reuse/near-duplicate": "is nearly the same text as {source}, which it does not credit",
    "reuse/rewritten-uncredited": "{likely} rewrites {source}, or what that was made of, "
    "without credit",
    "reuse/partial-uncredited": "{likely} takes part of its text from {source} without credit",
    "reuse/self": "reuses {source} of {owner}",
    "reuse/credited": "reuses {source} {credit}",
}
_LIKELY = ((0.9, "very likely"), (0.7, "likely"), (0.0, "perhaps"))
_CHANGES_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """An incoming article and a source, aligned and judged.

    Parameters
    ----------
    incoming, source : Article
    incoming_line, source_line : int or None
        Line of the file on which the record begins; None if the file is one article.
    alignment : Alignment
        With the incoming article as ``a``.
    verdict : Verdict
        Likewise.
    source_kept : bool, default=True
        Whether the source's text is kept. If not, the verdict rests on equal sentences and has no
        probability.
    order_told : bool, default=True
        Whether it is known that the source came first.
    """

    incoming: Article
    source: Article
    incoming_line: int | None = None
    source_line: int | None = None
    alignment: Alignment
    verdict: Verdict
    source_kept: bool = True
    order_told: bool = True


def least_probability(policy: Policy) -> float:
    """Return the probability below which no rule speaks.

    Examples
    --------
    >>> from dedup.config import Policy
    >>> least_probability(Policy())
    0.5
    """
    return min(
        rule.min_probability for name, rule in policy.rules.items() if name.startswith("reuse/")
    )


def names_of(policy: Policy) -> Names:
    """Return the names by which credits are known: those that ship, and the policy's.

    Examples
    --------
    >>> from dedup.config import Policy
    >>> names_of(Policy(agencies=("Northern Wire",))).canonical("northern wire")
    'Northern Wire'
    """
    groups = [(source.name, *source.aliases) for source in policy.sources]
    return Names.with_more([*((name,) for name in policy.agencies), *groups])


def decide(edge: Edge, policy: Policy, names: Names) -> list[Finding]:
    """Apply the policy to a judged pair.

    Parameters
    ----------
    edge : Edge
    policy : Policy
    names : Names
        Of `names_of`.

    Returns
    -------
    list of Finding
        At most one of the ``reuse`` rules, and ``fidelity/drift`` if details differ; all new.
    """
    ruled = _ruling(edge, policy, names)
    if ruled is None:
        return []
    sides = Sides(edge.incoming, edge.source, edge.incoming_line, edge.source_line)
    changes = changes_of(edge.alignment, sides)
    reuse = _finding(edge, policy, ruled, sides, changes)
    findings = [reuse] if policy.rules[ruled.rule].level != "off" else []
    drift = policy.rules["fidelity/drift"]
    if changes and drift.level != "off" and _passes(edge.verdict, drift):
        findings.append(_drift(reuse, drift))
    return findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ruling:
    """The rule that speaks, the limit that was passed, and whom the article credits."""

    rule: Rule
    threshold: float
    credit: str | None = None
    agreement: Source | None = None
    same_outlet: bool = False


def _ruling(edge: Edge, policy: Policy, names: Names) -> _Ruling | None:
    ruled = _rule_for(edge, policy, names)
    return ruled if ruled and _passes(edge.verdict, policy.rules[ruled.rule]) else None


def _rule_for(edge: Edge, policy: Policy, names: Names) -> _Ruling | None:
    verdict = edge.verdict
    if verdict.label not in _BY_LABEL:
        return None
    agreement = _agreement(edge, policy, names)
    credit = crediting(edge.incoming, edge.source, names)
    told = None if credit is None else str(credit)
    same_outlet = _is_of_outlet(edge, names)
    if same_outlet or _is_own(edge.source, policy):
        return _Ruling(
            rule="reuse/self",
            threshold=_limit(policy, "reuse/self"),
            credit=told,
            same_outlet=same_outlet,
        )
    if agreement and verdict.reused_share["a"] > agreement.max_share:
        return _Ruling(
            rule="reuse/over-licence",
            threshold=agreement.max_share,
            credit=told,
            agreement=agreement,
        )
    if told or (agreement and agreement.licensed):
        rule: Rule = "reuse/credited"
    else:
        rule = _BY_LABEL[verdict.label]
    return _Ruling(rule=rule, threshold=_limit(policy, rule), credit=told, agreement=agreement)


def _limit(policy: Policy, rule: Rule) -> float:
    return policy.rules[rule].min_probability


def _passes(verdict: Verdict, rule: RulePolicy) -> bool:
    enough = verdict.reused_share["a"] >= rule.min_share
    return enough and verdict.probability >= rule.min_probability


def _is_of_outlet(edge: Edge, names: Names) -> bool:
    """Tell whether both articles are of one outlet, which owes itself no credit."""
    outlet = names.key(edge.incoming.outlet)
    return bool(outlet) and outlet == names.key(edge.source.outlet)


def _is_own(source: Article, policy: Policy) -> bool:
    own = {name.casefold() for name in policy.own_outlets}
    return source.outlet is not None and source.outlet.casefold() in own


def _agreement(edge: Edge, policy: Policy, names: Names) -> Source | None:
    """Return what is agreed with the source: the first entry that names the outlet, or any."""
    behind = names_behind(edge.source, names)
    outlet = (edge.incoming.outlet or "").casefold()
    fitting = [
        agreed
        for agreed in policy.sources
        if (not agreed.outlets or outlet in {name.casefold() for name in agreed.outlets})
        and (names.key(agreed.name) in behind or _is_among(edge.source, agreed.articles))
    ]
    return min(fitting, key=lambda agreed: not agreed.outlets, default=None)


def _is_among(article: Article, patterns: tuple[str, ...]) -> bool:
    known_as = [article_id(article), shown_path(article.path) or ""]
    return any(fits(name, pattern) for name in known_as for pattern in patterns)


def fits(name: str, pattern: str) -> bool:
    """Tell whether an id or path fits a pattern of the policy: ``*`` and ``?`` alone are special.

    Examples
    --------
    >>> fits("archive/1987/wire[2].md", "archive/*/wire[2].md"), fits("wire2.md", "wire[2].md")
    (True, False)
    """
    return fnmatchcase(name, pattern.replace("[", "[[]"))


def _finding(
    edge: Edge, policy: Policy, ruled: _Ruling, sides: Sides, changes: tuple[Change, ...]
) -> Finding:
    rule, verdict = ruled.rule, edge.verdict
    incoming, source = _both(edge)
    return Finding(
        rule=rule,
        level=_level(edge, policy, ruled),
        state="new",
        fingerprint=fingerprint(rule, incoming.id, source.id),
        message=_message(edge, ruled, incoming.id, source.id),
        incoming=incoming,
        source=source,
        label=verdict.label,
        probability=verdict.probability if edge.source_kept else None,
        threshold=ruled.threshold if edge.source_kept else None,
        relation=verdict.relation,
        incoming_share=verdict.reused_share["a"],
        source_share=verdict.reused_share["b"],
        reasons=verdict.reasons,
        credit=ruled.credit,
        order_told=edge.order_told,
        matches=matches_of(edge.alignment, sides),
        changes=changes,
        pair=_pair(edge),
    )


def _level(edge: Edge, policy: Policy, ruled: _Ruling) -> Level:
    """Return the rule's level; a part of a text that is not kept is a warning at most."""
    level = policy.rules[ruled.rule].level
    sure = edge.source_kept or edge.verdict.label == "near_duplicate"
    return level if sure or level == "off" else min(level, "warning", key=LEVELS.index)


def _message(edge: Edge, ruled: _Ruling, incoming: str, source: str) -> str:
    share, agreed = 100 * edge.verdict.reused_share["a"], ruled.agreement
    if ruled.rule == "reuse/over-licence" and agreed is not None:
        return (
            f"{incoming} takes {share:.3g} % of its words from {source}: "
            f"more than the {100 * agreed.max_share:.3g} % agreed with {agreed.name}"
        )
    if ruled.credit:
        credit = f"and credits {ruled.credit}"
    else:
        credit = f"by agreement with {agreed.name}" if agreed else ""
    chance_of = edge.verdict.probability
    likely = next(words for least, words in _LIKELY if chance_of >= least)
    words = _WORDS[ruled.rule].format(
        source=source,
        credit=credit,
        likely=likely,
        owner=f"its own outlet, {edge.source.outlet}" if ruled.same_outlet else "the own archive",
    )
    if edge.source_kept:
        sure = f"probability {chance(chance_of)}, limit {ruled.threshold:.2f}"
    else:
        sure = "by its sentences alone, as the text of the source is not kept"
    order = "" if edge.order_told else "; which of them came first is not told"
    return f"{incoming} {words} ({sure}; {share:.0f} % of its words{order})"


def _drift(reuse: Finding, rule: RulePolicy) -> Finding:
    """Make the finding on what changed of the one on where it was taken from."""
    incoming, source = reuse.incoming.id, reuse.source.id if reuse.source else ""
    told = [
        f"{_short(change.incoming.text)} for {_short(change.source.text)}"
        for change in reuse.changes
    ]
    more = f" and {len(told) - _CHANGES_NAMED} more" if len(told) > _CHANGES_NAMED else ""
    count = "1 detail" if len(told) == 1 else f"{len(told)} details"
    return replace(
        reuse,
        rule="fidelity/drift",
        level=rule.level,
        fingerprint=fingerprint("fidelity/drift", incoming, source),
        message=f"{incoming} tells {count} otherwise than {source} in reused text: "
        + ", ".join(told[:_CHANGES_NAMED])
        + more,
        threshold=rule.min_probability,
    )


_LONGEST = 60  # characters of a detail in a message


def _short(text: str) -> str:
    """Quote a detail on one line, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line[: _LONGEST - 1]}…”" if len(line) > _LONGEST else f"“{line}”"


def _both(edge: Edge) -> tuple[CheckedArticle, CheckedArticle]:
    return checked(edge.incoming, edge.incoming_line), checked(edge.source, edge.source_line)


def _pair(edge: Edge) -> Pair | None:
    if not edge.source_kept:
        return None
    return Pair(a=edge.incoming, b=edge.source, alignment=edge.alignment, verdict=edge.verdict)


def checked(article: Article, line: int | None) -> CheckedArticle:
    """Name an article for a report.

    Parameters
    ----------
    article : Article
    line : int or None
        Line of its file on which its record begins; None if the file is one article.
    """
    return CheckedArticle(
        id=article_id(article),
        digest=sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest(),
        path=shown_path(article.path),
        line=line,
        title=article.title,
        outlet=article.outlet,
        published=article.published,
        credit=article.credit,
        language=article.language,
    )


def article_id(article: Article) -> str:
    """Return the id of an article, however its file was named on the command line.

    An id that the data do not carry is the file's path; it is given as `shown_path` gives it, so
    that ``./a.txt`` and its absolute path are one article to a baseline.
    """
    path = article.path
    if path and article.id.startswith(path):
        return (shown_path(path) or "") + article.id[len(path) :]
    return article.id


def shown_path(path: str | None) -> str | None:
    """Return a path relative to the working directory, if it lies below it or was so given."""
    if not path or path == "-":
        return path
    here = Path.cwd()
    absolute = Path(path) if Path(path).is_absolute() else here / path
    parts: list[str] = []
    for part in absolute.parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part != "..":
            parts.append(part)
    plain = Path(*parts)
    if plain.is_relative_to(here):
        return plain.relative_to(here).as_posix()
    # As it was named: what lies beside the working directory may do so on other machines, too.
    return (plain if Path(path).is_absolute() else Path(os.path.relpath(plain, here))).as_posix()


def fingerprint(rule: str, incoming: str, source: str = "") -> str:
    """Return what stays the same for an edge in any run: SHA-256 of rule and ids, hexadecimal.

    Examples
    --------
    >>> fingerprint("reuse/self", "a", "b") == fingerprint("reuse/self", "b", "a")
    False
    """
    return sha256(json.dumps([rule, incoming, source]).encode()).hexdigest()
