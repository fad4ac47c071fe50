"""Incoming articles, an archive and a policy to findings."""

from __future__ import annotations

import os
from collections import deque
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from dedup import evidence
from dedup.article import Article
from dedup.config import Policy, SearchOptions
from dedup.config.keys import LIMITED
from dedup.evidence.credits import relation_of
from dedup.gate import CheckedArticle, CheckResult, Finding
from dedup.gate.deciding import (
    Edge,
    checked,
    decide,
    fingerprint,
    least_probability,
    names_of,
    shown_path,
)
from dedup.gate.ordering import later_of, order_of, worst_first
from dedup.gate.passages import REUSED
from dedup.pipeline.collecting import Workers, collect, temporary_store
from dedup.pipeline.judging import prepared
from dedup.pipeline.pairing import find_pairs, wanted_searches
from dedup.pipeline.sources import Candidate, CollectedSources, Found, with_lines
from dedup.text import TEXT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from dedup.evidence import Alignment, Verdict
    from dedup.gate.changed import Changed
    from dedup.pipeline.collecting import Collection
    from dedup.pipeline.sources import Sources
    from dedup.readers import Problem

_T = TypeVar("_T")
_EDGES_AT_ONCE = 32
_ARTICLES_AT_ONCE = 256
_WHOLE = 0.5  # share of reused words that makes more than a part
MOST_SOURCES = 100
"""Candidates of one incoming article that are judged, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is accepted already: see ``gate.baseline``.

    Parameters
    ----------
    mark : callable
        Turns a new finding into a known or ignored one, or returns it as it is.
    absent : callable
        Tells the fingerprints of accepted findings that none of these are, of articles checked.
    """

    mark: Callable[[Finding], Finding]
    absent: Callable[[Sequence[Finding], Sequence[CheckedArticle]], tuple[str, ...]]


NOTHING_ACCEPTED = Marks(mark=lambda finding: finding, absent=lambda _findings, _articles: ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How incoming articles are checked.

    Parameters
    ----------
    policy : Policy
    options : SearchOptions
    marks : Marks
    changed : Changed, optional
        Findings are reported of articles from these files alone.
    as_of : str, optional
        The moment at which an index is looked at.
    """

    policy: Policy = field(default_factory=Policy)
    options: SearchOptions = field(default_factory=SearchOptions)
    marks: Marks = NOTHING_ACCEPTED
    changed: Changed | None = None
    as_of: str | None = None


def check(
    incoming: Iterable[Article],
    against: Iterable[Article],
    *,
    policy: Policy | None = None,
    options: SearchOptions | None = None,
) -> CheckResult:
    """Check incoming articles for reuse of an archive's articles, and of each other.

    Parameters
    ----------
    incoming, against : iterable of Article
        An article with the id of an incoming one, or from its very place, is not its source.
    policy : Policy, optional
        By default all rules speak, and nothing is agreed with anybody.
    options : SearchOptions, optional

    Returns
    -------
    CheckResult

    Raises
    ------
    InputError
        If two articles on one side have the same id.

    Examples
    --------
    >>> from dedup import Article
    >>> text = "A ferry ran aground off Tarn on Tuesday. All 212 people aboard were saved at dawn."
    >>> result = check([Article(id="copy", text=text)], [Article(id="wire", text=text)])
    >>> [(found.rule, found.source.id) for found in result.findings]
    [('reuse/near-duplicate', 'wire')]
    """
    how = Check(policy=policy or Policy(), options=options or SearchOptions())
    searches = wanted_searches(how.options)
    with temporary_store() as store, Workers(1) as workers:
        new = collect(incoming, searches, store)
        old = collect(against, searches, store)
        sources = CollectedSources("archive", old, how.options, workers)
        return check_collection(new, sources, how, workers)


def check_collection(
    incoming: Collection,
    sources: Sources,
    how: Check,
    workers: Workers,
    *,
    problems: Sequence[Problem] = (),
    on_notice: Callable[[str], object] = lambda _: None,
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None,
) -> CheckResult:
    """Check a collection of incoming articles.

    Parameters
    ----------
    incoming : Collection
        With the sketches of ``wanted_searches``.
    sources : Sources
    how : Check
    workers : Workers
        The same result comes out whatever their number.
    problems : sequence of Problem
        Incoming articles that could not be read.
    on_notice : callable, optional
        Is given what the user ought to know besides the result.
    on_progress : callable, optional
        Is given the number of judged pairs and the share of the work done, in [0, 1].
    """
    problems = [problem for problem in problems if _is_changed(problem.path, how.changed)]
    desk = _Desk(incoming, how)
    if desk.wordless:
        hold = _several(desk.wordless, "holds", "hold")
        on_notice(f"{hold} no words: there was nothing to compare")
    edges = desk.edges(sources, workers)
    if count := len(desk.crowded):
        who = "1 incoming article has" if count == 1 else f"{count:,} incoming articles have"
        on_notice(f"{who} more than {MOST_SOURCES} possible sources: only the likeliest are judged")
    judged = _judged(edges, desk.wanted, least_probability(how.policy), workers, on_progress)
    names = names_of(how.policy)
    findings = [*_unreadable(problems, how.policy)]
    for edge in judged:
        relation = relation_of(edge.incoming, edge.source, names)
        verdict = replace(edge.verdict, relation=relation)
        findings += decide(replace(edge, verdict=verdict), how.policy, names)
    if desk.namesakes:
        have = _several(sorted(desk.namesakes), "has", "have")
        on_notice(
            f"{have} another text in {sources.name}: that is taken for an earlier version, not for "
            "a source"
        )
    marked = worst_first(map(how.marks.mark, findings))
    return CheckResult(
        findings=tuple(marked),
        articles=tuple(desk.reported()),
        absent=how.marks.absent(marked, desk.reported()),
        archive=sources.name,
        archive_articles=len(sources),
        unreadable=len(problems),
        as_of=how.as_of,
        fail_on=how.policy.fail_on,
        fail_level=how.policy.fail_level,
        parameters=parameters_of(how.policy, how.options),
    )


def parameters_of(policy: Policy, options: SearchOptions) -> dict[str, object]:
    """Return all that findings depend on besides the articles.

    Examples
    --------
    >>> parameters_of(Policy(), SearchOptions())["search.threshold"]
    0.5
    """
    rules = {
        f"rules.{rule}.{name}": value
        for rule, applied in sorted(policy.rules.items())
        for name, value in (
            ("level", applied.level),
            ("min-probability", applied.min_probability),
            ("min-share", applied.min_share),
        )
        if rule in LIMITED or name == "level"
    }
    model = (files("dedup.evidence") / "models" / "source.json").read_bytes()
    return {
        "search.threshold": options.threshold,
        "search.recall": options.recall,
        "search.shingle": options.shingle,
        "search.num-perm": options.num_perm,
        "search.seed": options.seed,
        "search.near": options.near,
        "search.rewrites": options.rewrites,
        "text-version": TEXT_VERSION,
        "model": sha256(model).hexdigest()[:12],
        **rules,
    }


class _Incoming(NamedTuple):
    """What is known of an incoming article without its text."""

    shown: CheckedArticle
    place: tuple[str, int | None] | None
    changed: bool


class _Desk:
    """Incoming articles on their way to be judged."""

    def __init__(self, incoming: Collection, how: Check) -> None:
        self._collection = incoming
        self._how = how
        self.wordless: list[str] = []  # ids of incoming articles without a letter or digit
        self.namesakes: set[str] = set()  # ids that the archive has with another text
        self._articles = list(self._look())
        self._digests = {known.shown.id: known.shown.digest for known in self._articles}
        self._places = {known.place for known in self._articles if known.place}
        self.crowded: set[int] = set()  # rows of incoming articles with too many candidates
        self.wanted = 0  # pairs to judge

    def _look(self) -> Iterator[_Incoming]:
        for first in range(0, len(self._collection), _ARTICLES_AT_ONCE):
            last = min(first + _ARTICLES_AT_ONCE, len(self._collection))
            for article, line in with_lines(self._collection, range(first, last)):
                is_changed = _is_changed(article.path, self._how.changed)
                shown = checked(article, line)
                if is_changed and not any(map(str.isalnum, article.text)):
                    self.wordless.append(shown.id)
                yield _Incoming(shown, _place(article, line), is_changed)

    def reported(self) -> list[CheckedArticle]:
        """Return the articles that are reported on, in order of path and line."""
        shown = [known.shown for known in self._articles if known.changed]
        return sorted(shown, key=lambda one: (one.path or "", one.line or 0, one.id))

    def edges(self, sources: Sources, workers: Workers) -> Iterator[_Pair]:
        """Yield the pairs to judge, each with both articles, in a fixed order."""
        wanted = [
            candidate
            for candidate in sources.candidates(self._collection)
            if self._articles[candidate.row].changed
        ]
        kept = _likeliest(wanted)
        self.crowded |= {one.row for one in set(wanted) - set(kept)}
        inner = self._inner(workers)
        self.wanted = len(kept) + len(inner)
        return self._fetched(sources, kept, inner)

    def _fetched(
        self, sources: Sources, outer: Sequence[Candidate], inner: Sequence[tuple[int, int]]
    ) -> Iterator[_Pair]:
        for some in _chunks(outer):
            incoming = self._fetch([candidate.row for candidate in some])
            found = sources.found([candidate.key for candidate in some])
            for one, other, candidate in zip(incoming, found, some, strict=True):
                # What is itself among the incoming articles is compared with them as such.
                if not self._is_incoming(other):
                    yield _Pair(one, other, candidate.near)
        for pairs in _chunks(inner):
            firsts = self._fetch([pair[0] for pair in pairs])
            seconds = self._fetch([pair[1] for pair in pairs])
            for first, second in zip(firsts, seconds, strict=True):
                later, earlier = later_of(first, second)
                order_told = order_of(first[0], second[0]) != 0
                yield _Pair(later, Found(*earlier), order_told=order_told)

    def _fetch(self, rows: Sequence[int]) -> list[tuple[Article, int | None]]:
        return with_lines(self._collection, rows)

    def _is_incoming(self, source: Found) -> bool:
        article = source.article
        if _place(article, source.line) in self._places:
            return True
        known = checked(article, source.line)
        if known.id not in self._digests:
            return False
        if source.traces is None and known.digest != self._digests[known.id]:
            self.namesakes.add(known.id)
        return True

    def _inner(self, workers: Workers) -> list[tuple[int, int]]:
        """Find pairs of incoming articles, of which one at least is reported on."""
        if len(self._collection) < 2:  # noqa: PLR2004 - a pair
            return []
        table = find_pairs(self._collection, replace(self._how.options, judge=False), workers)
        strengths = table.containment.max(axis=1, initial=0).tolist()
        first = self._first_copies()
        both = [
            Candidate(row, key, strength)
            for (a, b), strength in zip(table.pairs.tolist(), strengths, strict=True)
            if (self._articles[a].changed or self._articles[b].changed)
            and self._is_worth(a, b, first)
            for row, key in ((a, b), (b, a))
        ]
        wanted, kept = (
            {(min(one[:2]), max(one[:2])) for one in of} for of in (both, _likeliest(both))
        )
        self.crowded |= {row for pair in wanted - kept for row in pair}
        return sorted(kept)

    def _first_copies(self) -> dict[str, int]:
        """Find the first of the articles with the same text, by date and id, for each text."""
        first: dict[str, int] = {}
        ages = [(known.shown.published or "~", known.shown.id) for known in self._articles]
        for row, known in enumerate(self._articles):
            digest = known.shown.digest
            first[digest] = min(first.get(digest, row), row, key=lambda one: ages[one])
        return first

    def _is_worth(self, a: int, b: int, first: Mapping[str, int]) -> bool:
        """Tell whether to judge a pair: not a file with itself, and a copy with the first alone."""
        one, other = self._articles[a], self._articles[b]
        if one.place is not None and one.place == other.place:
            return False
        digest = one.shown.digest
        return digest != other.shown.digest or first[digest] in {a, b}


def _likeliest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Keep what is likeliest of each article."""
    by_row: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_row.setdefault(candidate.row, []).append(candidate)
    return [
        one
        for _, found in sorted(by_row.items())
        for one in sorted(found, key=lambda one: (-one.strength, one.key))[:MOST_SOURCES]
    ]


class _Pair(NamedTuple):
    """An incoming article with the line of its record, a source, and what is known of the two."""

    incoming: tuple[Article, int | None]
    source: Found
    near: float | None = None
    order_told: bool = True


class _Task(NamedTuple):
    """Pairs to judge, and the probability from which the alignment is wanted."""

    pairs: list[_Pair]
    floor: float


def _judged(
    pairs: Iterable[_Pair],
    total: int,
    floor: float,
    workers: Workers,
    on_progress: Callable[[int, float], object],
) -> Iterator[Edge]:
    """Judge pairs and yield those that some rule may speak of."""
    waiting: deque[list[_Pair]] = deque()  # few: tasks are made as workers become free

    def tasks() -> Iterator[_Task]:
        for chunk in _chunks(pairs):
            waiting.append(chunk)
            yield _Task(chunk, floor)

    done = 0
    for found in workers.map(_judge_some, tasks()):
        chunk = waiting.popleft()
        done += len(chunk)
        on_progress(done, done / max(total, 1))
        for pair, judged in zip(chunk, found, strict=True):
            if judged is not None:
                yield _edge(pair, *judged)


def _edge(pair: _Pair, alignment: Alignment, verdict: Verdict) -> Edge:
    incoming, line = pair.incoming
    return Edge(
        incoming=incoming,
        source=pair.source.article,
        incoming_line=line,
        source_line=pair.source.line,
        alignment=alignment,
        verdict=verdict,
        source_kept=pair.source.traces is None,
        order_told=pair.order_told,
    )


def _judge_some(task: _Task) -> list[tuple[Alignment, Verdict] | None]:
    return [_judge_pair(pair, task.floor) for pair in task.pairs]


def _judge_pair(pair: _Pair, floor: float) -> tuple[Alignment, Verdict] | None:
    if pair.source.traces is None:
        return _judge(pair.incoming[0], pair.source.article, floor)
    from dedup.pipeline.traces import judge_traces

    return judge_traces(pair.incoming[0].text, pair.source.traces, pair.near)


def _judge(a: Article, b: Article, floor: float) -> tuple[Alignment, Verdict] | None:
    alignment, verdict = _judge_texts(a.text, a.language, b.text, b.language)
    if verdict.probability < floor:
        return None
    if verdict.label in evidence.REUSE:
        return alignment, verdict
    # The policy listens to less than the verdict does: then it is reuse as far as it is linked.
    kinds = alignment.shares("a"), alignment.shares("b")
    share_a, share_b = (sum(shares[kind] for kind in sorted(REUSED)) for shares in kinds)
    label: evidence.Label = "rewritten" if max(share_a, share_b) >= _WHOLE else "partly_reused"
    shares = {"a": share_a, "b": share_b}
    return alignment, replace(verdict, label=label, reused_share=shares)


@lru_cache(maxsize=128)
def _judge_texts(
    text_a: str, language_a: str | None, text_b: str, language_b: str | None
) -> tuple[Alignment, Verdict]:
    """Judge two texts, once for all articles that have them."""
    first = prepared(Article(id="", text=text_a, language=language_a))
    second = prepared(Article(id="", text=text_b, language=language_b))
    alignment = evidence.align(first, second)
    return alignment, evidence.judge(first, second, alignment)


def _unreadable(problems: Iterable[Problem], policy: Policy) -> Iterator[Finding]:
    rule = policy.rules["input/unreadable"]
    if rule.level == "off":
        return
    for problem in problems:
        path = shown_path(problem.path)
        name = f"{path}:{problem.line}" if problem.line else str(path)
        yield Finding(
            rule="input/unreadable",
            level=rule.level,
            state="new",
            fingerprint=fingerprint("input/unreadable", name),
            message=f"{name}: {problem.message}",
            incoming=CheckedArticle(id=name, digest="", path=path, line=problem.line),
        )


def _is_changed(path: str | None, changed: Changed | None) -> bool:
    """Tell whether articles of a file are reported on."""
    return changed is None or changed.holds(_file(path))


def _several(ids: Sequence[str], one: str, many: str) -> str:
    """Name the first of some articles and count the others, before a verb."""
    more = len(ids) - 1
    return f"{ids[0]} and {more:,} more {many}" if more else f"{ids[0]} {one}"


def _place(article: Article, line: int | None) -> tuple[str, int | None] | None:
    """Return where an article lies, the same for all names of its file."""
    file = _file(article.path)
    return None if file is None else (file, line)


def _file(path: str | None) -> str | None:
    if not path or path == "-":
        return None
    return _real(os.path.abspath(path))  # noqa: PTH100 - links count in _real


@lru_cache(maxsize=4096)
def _real(path: str) -> str:
    return os.path.realpath(path)


def _chunks(items: Iterable[_T]) -> Iterator[list[_T]]:
    remaining = iter(items)
    while chunk := list(islice(remaining, _EDGES_AT_ONCE)):
        yield chunk
