"""Paths and settings to what a check found: the run behind ``dedup check``."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.archive import is_archive
from dedup.config.policy import LEVELS
from dedup.errors import InputError, UsageError
from dedup.gate.baseline import Accepted, Baseline, parameters_hash, read_baseline, updated
from dedup.gate.changed import changed_files
from dedup.gate.ordering import worst_first
from dedup.pipeline.checking import Check, Marks, check_collection, parameters_of
from dedup.pipeline.collecting import Workers, collect_paths, default_jobs, temporary_store
from dedup.pipeline.pairing import wanted_searches
from dedup.pipeline.sources import CollectedSources, IndexedSources
from dedup.readers import Options, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dedup.config.settings import Settings
    from dedup.gate import CheckResult
    from dedup.pipeline.collecting import Collection, Searches
    from dedup.pipeline.sources import Sources
    from dedup.pipeline.store import Store
    from dedup.readers import Problem

_TEXTS_AT_ONCE = 16
_FEW = 4  # incoming articles, for which starting processes takes longer than judging


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """Who is told what happens during a check.

    Parameters
    ----------
    on_problem : callable
        Is given each problem of reading, in order.
    on_notice : callable
        Is given what the user ought to know besides the result.
    on_progress : callable
        Is given the number of judged pairs and the share of the work done, in [0, 1].
    """

    on_problem: Callable[[Problem], object] = lambda _: None
    on_notice: Callable[[str], object] = lambda _: None
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None


_NOBODY = Listener()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a check found, and what its caller may do with it.

    Parameters
    ----------
    result : CheckResult
    baseline : Baseline
        As it is to be written, if it is to be updated.
    """

    result: CheckResult
    baseline: Baseline


def check_paths(
    paths: Sequence[str],
    settings: Settings,
    *,
    changed_since: str | None = None,
    as_of: str | None = None,
    update_baseline: bool = False,
    skip_errors: bool = False,
    listener: Listener = _NOBODY,
) -> Run:
    """Check the articles of files, folders and standard input.

    Parameters
    ----------
    paths : sequence of str
        Incoming articles.
    settings : Settings
        With the archive and the policy.
    changed_since : str, optional
        A revision of git: findings are reported of articles in files changed since.
    as_of : str, optional
        The moment, ISO 8601, at which an index is looked at, and whose day decides which
        acceptances have expired; by default the present.
    update_baseline : bool, default=False
        Whether to accept what fails.
    skip_errors : bool, default=False
        Whether to accept what could not be read.
    listener : Listener, optional

    Returns
    -------
    Run
        The baseline is not written here.

    Raises
    ------
    UsageError
        If there is nothing to check against, or a revision or moment makes no sense.
    InputError
        If a path does not exist, either side holds no article, or the baseline is damaged.
    """
    baseline = _baseline(settings, update_baseline=update_baseline)
    today = _day(as_of)
    accepted = Accepted(baseline, settings.policy.ignored, today, skip_errors=skip_errors)
    for said in accepted.expired():
        listener.on_notice(said)
    how = Check(
        policy=settings.policy,
        options=settings.search,
        marks=Marks(mark=accepted.mark, absent=accepted.absent),
        changed=None if changed_since is None else changed_files(changed_since),
        as_of=as_of,
    )
    parameters = parameters_hash(parameters_of(how.policy, how.options))
    if baseline.parameters not in {"", parameters} and not update_baseline:
        listener.on_notice(
            f"{settings.baseline} was written with other settings or another version of dedup"
        )
    hall = _Hall(settings, how, listener)
    result = replace(hall.check(paths), skip_errors=skip_errors)
    for said in _hints(result, accepted, settings.baseline, changed_since):
        listener.on_notice(said)
    if update_baseline:
        levels = LEVELS[LEVELS.index(settings.policy.fail_level) :]
        baseline = updated(baseline, result.findings, parameters=parameters, levels=levels)
        result = _marked_again(result, Accepted(baseline, settings.policy.ignored, today))
    return Run(result=result, baseline=baseline)


def _baseline(settings: Settings, *, update_baseline: bool) -> Baseline:
    if settings.baseline is None:
        if update_baseline:
            raise UsageError("--update-baseline needs a file: name it with --baseline")
        return Baseline()
    path = Path(settings.baseline)
    return Baseline() if update_baseline and not path.exists() else read_baseline(path)


def _day(as_of: str | None) -> date:
    if as_of is None:
        return datetime.now(UTC).date()
    try:
        moment = datetime.fromisoformat(as_of)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).date()
    except ValueError as error:
        raise UsageError(
            f"--as-of must be a time such as 2026-03-01T12:00:00Z, got {as_of!r}"
        ) from error


def _hints(
    result: CheckResult, accepted: Accepted, baseline: str | None, changed_since: str | None
) -> Iterator[str]:
    """Say what explains a result that may surprise."""
    if changed_since is not None and not result.articles:
        yield f"no article has changed since {changed_since}, so there is nothing to report"
    for old, new in accepted.renamed(result.findings):
        if not Path(old).exists():
            yield (
                f"{old} is accepted in {baseline} but not there any more: if it is now {new}, "
                "give it that name in the baseline"
            )


def _marked_again(result: CheckResult, accepted: Accepted) -> CheckResult:
    marked = worst_first(
        accepted.mark(found) if found.state == "new" else found for found in result.findings
    )
    absent = accepted.absent(marked, result.articles)
    return replace(result, findings=tuple(marked), absent=absent)


def _refuse_wordless(collection: Collection, paths: Sequence[str]) -> None:
    """Refuse articles that are all empty: a check of them would pass for nothing."""
    for first in range(0, len(collection), _TEXTS_AT_ONCE):
        rows = range(first, min(first + _TEXTS_AT_ONCE, len(collection)))
        if any(char.isalnum() for article in collection.articles(rows) for char in article.text):
            return
    raise InputError(f"no words in any article of {', '.join(paths)}: there is nothing to compare")


@dataclass
class _Hall:
    """Where incoming articles meet the archive."""

    settings: Settings
    how: Check
    listener: Listener
    problems: list[Problem] = field(default_factory=list)
    archive_unreadable: int = 0

    def check(self, paths: Sequence[str]) -> CheckResult:
        settings = self.settings
        self._refuse_nothing()
        options = Options(text_field=settings.text_field, id_field=settings.id_field)
        searches = wanted_searches(settings.search)
        with ExitStack() as stack:
            sources = self._index(stack)  # first, as one that cannot be used needs no reading
            store = stack.enter_context(temporary_store(options))
            incoming = self._collect(paths, searches, store, self._incoming_problem)
            _refuse_wordless(incoming, paths)
            is_light = sources is not None and len(incoming) <= _FEW
            workers = stack.enter_context(Workers(1 if is_light else self._jobs))
            if sources is None:
                old = self._collect(settings.against, searches, store, self._source_problem)
                _refuse_wordless(old, settings.against)
                name = ", ".join(settings.against)
                sources = CollectedSources(name, old, settings.search, workers)
            result = check_collection(
                incoming,
                sources,
                self.how,
                workers,
                problems=self.problems,
                on_notice=self.listener.on_notice,
                on_progress=self.listener.on_progress,
            )
            return replace(result, archive_unreadable=self.archive_unreadable)

    @property
    def _jobs(self) -> int:
        return self.settings.jobs or default_jobs()

    def _refuse_nothing(self) -> None:
        if not self.settings.against:
            raise UsageError(
                "nothing to check against: name an index, files or folders with --against, "
                "or as against in [check] of dedup.toml"
            )

    def _index(self, stack: ExitStack) -> Sources | None:
        against = self.settings.against
        indexes = [path for path in against if is_archive(path)]
        if not indexes:
            if self.how.as_of is not None:
                raise UsageError(f"--as-of needs an index, and {against[0]} is none")
            return None
        if len(against) > 1:
            raise UsageError(f"{indexes[0]} is an index: check against it alone")
        from dedup.archive import Archive

        archive = stack.enter_context(Archive.open(indexes[0], options=self.settings.search))
        sources = IndexedSources(
            indexes[0], archive, as_of=self.how.as_of, on_notice=self.listener.on_notice
        )
        stack.enter_context(archive.snapshot())  # others may write and compact meanwhile
        if not len(sources):
            raise InputError(f"{indexes[0]}: {self._emptiness}")
        if not archive.keep_text:
            self.listener.on_notice(
                f"{indexes[0]} keeps no texts: of its articles only sentences with the same words "
                "can be found, not rewrites"
            )
        return sources

    @property
    def _emptiness(self) -> str:
        if self.how.as_of is None:
            return "the index holds no articles; dedup index add fills it"
        return f"the index held no articles at {self.how.as_of}; ask for another time"

    def _collect(
        self,
        paths: Sequence[str],
        searches: Searches,
        store: Store,
        on_problem: Callable[[Problem], object],
    ) -> Collection:
        left_out: list[str] = []
        one_unit = len(plan(paths, on_skip=left_out.append)) <= 1
        if left_out:
            more = f" and {len(left_out) - 1:,} more" if len(left_out) > 1 else ""
            self.listener.on_notice(
                f"{left_out[0]}{more} left out: by their names no files that articles are read from"
            )
        with Workers(1 if one_unit else self._jobs) as workers:
            return collect_paths(paths, searches, store, workers, on_problem=on_problem)

    def _incoming_problem(self, problem: Problem) -> None:
        if problem.severity == "error":
            self.problems.append(problem)
        self.listener.on_problem(problem)

    def _source_problem(self, problem: Problem) -> None:
        self.archive_unreadable += problem.severity == "error"
        self.listener.on_problem(problem)
