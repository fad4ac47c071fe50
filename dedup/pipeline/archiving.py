"""Files into an archive, and questions to it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dedup.archive import Archive
from dedup.archive.archive import BATCH
from dedup.archive.identity import check_options
from dedup.archive.prepare import joined, prepare
from dedup.config import SearchOptions
from dedup.errors import InputError
from dedup.readers import STDIN, FileGroup, Problem, id_taken, nothing_in, plan, read_unit
from dedup.readers.planning import UNIT_BYTES
from dedup.report.archive import QueryRow, QueryTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dedup.archive import Added, Answer
    from dedup.archive.identity import Identity
    from dedup.archive.prepare import Prepared
    from dedup.article import Article
    from dedup.pipeline.collecting import Workers
    from dedup.readers import Item, Options, Unit

_ARTICLES_AT_ONCE = 512
_QUESTIONS_AT_ONCE = 128


def open_for_adding(
    path: str, *, keep_text: bool = True, given: dict[str, float] | None = None
) -> Archive:
    """Open an archive to add to, or make it.

    Parameters
    ----------
    path : str
    keep_text : bool, default=True
        Whether to keep texts in a new archive; an old one must not be asked to stop it.
    given : dict, optional
        Settings of the search by their names in ``SearchOptions``, where the user gave them; an
        old archive must have been made with the same.

    Raises
    ------
    InputError
        If the archive cannot be opened or made, or was made otherwise.
    UsageError
        If a setting is out of its range.
    """
    given = given or {}
    if not os.path.lexists(path):
        options = SearchOptions(**given)  # type: ignore[arg-type]
        return Archive.create(path, keep_text=keep_text, options=options)
    archive = Archive.open(path, write=True)
    with ExitStack() as stack:
        stack.callback(archive.close)
        _refuse_another(archive, keep_text, given)
        stack.pop_all()
    return archive


def planned(paths: Sequence[str]) -> list[Unit]:
    """Divide files, folders and standard input into units, before anything is made or changed.

    Raises
    ------
    InputError
        If a path does not exist, or there is nothing to read.
    """
    units = plan(paths)
    if not units:
        raise nothing_in(paths)
    return units


def add_units(
    archive: Archive,
    units: Sequence[Unit],
    options: Options,
    workers: Workers,
    *,
    at: str | None = None,
    on_problem: Callable[[Problem], object],
    on_progress: Callable[[int, float], object] = lambda _articles, _share: None,
) -> Added:
    """Add the articles of units of work, sketched by several processes.

    About 4,096 articles at a time are committed; a run that was stopped goes on where it was
    when it is started again. Memory holds a few batches, however many articles there are.

    Parameters
    ----------
    archive : Archive
        Open for writing.
    units : sequence of Unit
        Of ``planned``.
    options : Options
        Names of fields.
    workers : Workers
        The same file comes out whatever their number.
    at : str, optional
        Time of the change, ISO 8601; by default the clock is read.
    on_problem : callable
        Is given each problem, in order; of articles with one id the first is added.
    on_progress : callable, optional
        Is given the number of articles so far and the share of the work done, in [0, 1].

    Returns
    -------
    Added

    Raises
    ------
    InputError
        If the archive cannot be written.
    """
    work = _Work(identity=archive.identity, keep_text=archive.keep_text, options=options)
    results = workers.map(_sketch, _tasks(units, work))
    with closing(_Ids()) as ids:
        batches = _claimed(results, ids, on_problem, len(units), on_progress)
        return archive.add_prepared(_grouped(batches), at=at)


def query(archive: Archive, articles: Iterable[Article], *, as_of: str | None = None) -> QueryTable:
    """Ask an archive for what each of some articles may share text with, and measure it.

    Parameters
    ----------
    archive : Archive
    articles : iterable of Article
    as_of : str, optional
        Answer as the archive stood at that time, ISO 8601.

    Returns
    -------
    QueryTable
        In the order of the articles, the best candidates of each first.
    """
    rows: list[QueryRow] = []
    left_out = asked = 0
    remaining = iter(articles)
    while some := list(islice(remaining, _QUESTIONS_AT_ONCE)):
        answers = archive.search([article.text for article in some], as_of=as_of)
        for article, found in zip(some, answers, strict=True):
            rows += _measured(archive, article, found)
            left_out += found.left_out
        asked += len(some)
    return QueryTable(rows=tuple(rows), asked=asked, left_out=left_out)


def _measured(archive: Archive, article: Article, found: Answer) -> Iterator[QueryRow]:
    measures = archive.measure(article.text, [one.key for one in found.candidates])
    for candidate, measured in zip(found.candidates, measures, strict=True):
        yield QueryRow(
            incoming=article.id,
            archived=candidate.id,
            found_by=candidate.found_by,
            jaccard=measured.jaccard,
            of_incoming=measured.of_text,
            of_archived=measured.of_source,
            estimated=measured.estimated,
            shared_rare=candidate.shared,
            weight=candidate.weight,
        )


def _refuse_another(archive: Archive, keep_text: bool, given: dict[str, float]) -> None:  # noqa: FBT001 - called once
    """Refuse an archive that was not made as the user asks for."""
    check_options(archive.identity, _options_of(archive.identity, given), archive.path)
    if archive.keep_text and not keep_text:
        raise InputError(f"{archive.path}: keeps texts; --no-text is for a new index")


def _options_of(identity: Identity, given: dict[str, float]) -> SearchOptions:
    return SearchOptions(
        **{  # type: ignore[arg-type]
            "num_perm": identity.near.num_perm,
            "seed": identity.near.seed,
            "shingle": identity.near.width,
            "threshold": identity.threshold,
            "recall": identity.recall,
        }
        | given
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What every task needs to know."""

    identity: Identity
    keep_text: bool
    options: Options


class _Task(NamedTuple):
    """A unit for a worker to read, or what was read of one that is too large for that."""

    work: _Work
    unit: Unit
    number: int  # of the unit, from 1
    items: list[Item] | None


@dataclass(slots=True)
class _Result:
    """What a worker makes of a task; the row number is the position in both lists."""

    number: int
    batches: list[Prepared] = field(default_factory=list)
    places: list[tuple[str | None, int | None]] = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)  # after so many articles


def _tasks(units: Sequence[Unit], work: _Work) -> Iterator[_Task]:
    for number, unit in enumerate(units, start=1):
        if not _is_long(unit):
            yield _Task(work, unit, number, None)
            continue
        items = read_unit(unit, work.options)
        while some := list(islice(items, _ARTICLES_AT_ONCE)):
            yield _Task(work, unit, number, some)


def _is_long(unit: Unit) -> bool:
    """Tell what a worker should not hold as a whole, or cannot read: it is read here."""
    if not isinstance(unit, FileGroup):
        return False
    return unit.paths == (STDIN,) or sum(map(_size, unit.paths)) > UNIT_BYTES


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:  # its reader will say so
        return 0


def _sketch(task: _Task) -> _Result:
    result = _Result(task.number)
    items = iter(read_unit(task.unit, task.work.options) if task.items is None else task.items)
    while some := list(islice(items, _ARTICLES_AT_ONCE)):
        articles: list[Article] = []
        for item in some:
            if isinstance(item, Problem):
                result.problems.append((len(result.places), item))
            else:
                articles.append(item[0])
                result.places.append((item[0].path, item[1]))
        if articles:
            work = task.work
            result.batches.append(prepare(articles, work.identity, keep_text=work.keep_text))
    return result


class _Ids:
    """Remembers on disk where each id of a run was first used."""

    def __init__(self) -> None:
        self.count = 0
        self._database = sqlite3.connect("", isolation_level=None)  # a file without a name
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("CREATE TABLE ids (id TEXT PRIMARY KEY, path, line) WITHOUT ROWID")
        self._database.execute("BEGIN")

    def claim(self, id_: str, place: tuple[str | None, int | None]) -> Problem | None:
        """Take an id for the article at a place, or say who has it."""
        row = (id_.encode("utf-8", "surrogatepass"), *place)
        if self._database.execute("INSERT OR IGNORE INTO ids VALUES (?, ?, ?)", row).rowcount:
            self.count += 1
            return None
        found = self._database.execute("SELECT path, line FROM ids WHERE id = ?", row[:1])
        return id_taken(id_, place, found.fetchone())

    def close(self) -> None:
        self._database.close()


def _claimed(
    results: Iterable[_Result],
    ids: _Ids,
    on_problem: Callable[[Problem], object],
    n_units: int,
    on_progress: Callable[[int, float], object],
) -> Iterator[Prepared]:
    """Report problems in order, and yield the articles whose ids are new in this run."""
    for result in results:
        kept = _kept_rows(result, ids, on_problem)
        if result.batches and kept:
            whole = joined(result.batches)
            yield whole if len(kept) == len(whole) else whole.take(kept)
        on_progress(ids.count, result.number / n_units)


def _kept_rows(result: _Result, ids: _Ids, on_problem: Callable[[Problem], object]) -> list[int]:
    names = [facts.id for batch in result.batches for facts in batch.facts]
    problems = iter([*result.problems, (len(names), None)])
    after, problem = next(problems)
    kept: list[int] = []
    for row, (name, place) in enumerate(zip(names, result.places, strict=True)):
        while problem is not None and after <= row:
            on_problem(problem)
            after, problem = next(problems)
        if taken := ids.claim(name, place):
            on_problem(taken)
        else:
            kept.append(row)
    while problem is not None:
        on_problem(problem)
        after, problem = next(problems)
    return kept


def _grouped(batches: Iterable[Prepared]) -> Iterator[Prepared]:
    """Put batches together that are worth a transaction."""
    waiting: list[Prepared] = []
    for batch in batches:
        waiting.append(batch)
        if sum(map(len, waiting)) >= BATCH:
            yield joined(waiting)
            waiting = []
    if waiting:
        yield joined(waiting)
