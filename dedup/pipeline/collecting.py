"""Whole collections: read and sketched by all cores, their texts set aside on disk."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from dedup import search
from dedup.article import Article
from dedup.errors import InputError, UsageError
from dedup.pipeline.store import Store, Whereabouts, fetch, set_aside
from dedup.readers import (
    STDIN,
    LineRange,
    Options,
    Problem,
    id_taken,
    lines_of,
    nothing_in,
    plan,
    read_lines,
    read_unit,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import ProcessPoolExecutor

    from numpy.typing import DTypeLike, NDArray

    from dedup.readers import Item, Unit
    from dedup.search import BottomScheme, MinHashScheme, Ragged, Signatures

_ARTICLES_AT_ONCE = 512
_AHEAD = 3  # units in work or waiting for each process
_ENDING = frozenset({signal.SIGINT, signal.SIGTERM})
_PR_SET_PDEATHSIG = 1  # of linux/prctl.h
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Searches:
    """Which sketches to make; None for a search that is not wanted."""

    near: MinHashScheme | None
    rewrites: BottomScheme | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection of articles as the searches see it.

    Parameters
    ----------
    ids : list of str
        Ids of the articles; the position is the row number everywhere.
    near : Signatures or None
    content : Ragged or None
        Content sketches; a row for each article.
    whereabouts : Whereabouts
        Where each article can be read again.
    options : Options
        Names of fields, for reading again.
    """

    ids: list[str]
    near: Signatures | None
    content: Ragged | None
    whereabouts: Whereabouts = field(repr=False)
    options: Options

    def __len__(self) -> int:
        return len(self.ids)

    def articles(self, rows: Iterable[int]) -> list[Article]:
        """Fetch articles by row number."""
        return fetch(self.whereabouts.places(list(rows)), self.options)


@dataclass(slots=True)
class _Batch:
    """What a worker makes of a unit; the row number is the position in every list and array."""

    ids: list[str] = field(default_factory=list)
    origins: list[str | None] = field(default_factory=list)  # for messages: the article's path
    lines: list[int] = field(default_factory=list)  # where it begins there, or 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)  # after so many articles
    near: list[NDArray[np.uint32]] = field(default_factory=list)
    content: list[Ragged] = field(default_factory=list)
    lengths: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    starts: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    path: str = ""  # the file of `starts` and `lengths`
    is_source: bool = False  # it is the file that the articles came from


class Workers:
    """Runs tasks in this process or in several, and hands results back in order.

    Parameters
    ----------
    jobs : int
        Number of processes; 1 works here.
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        if self.jobs > 1:
            import multiprocessing  # slow to import, and one process does without
            from concurrent.futures import ProcessPoolExecutor

            # A forked worker shares what is loaded; elsewhere it loads it again.
            method = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
            self._pool = ProcessPoolExecutor(
                self.jobs,
                multiprocessing.get_context(method),
                initializer=_start_worker,
                initargs=(os.getpid(),),
            )
            try:
                with _held_back(_ENDING):
                    self._pool.submit(int)  # the first task forks all workers
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(
        self,
        function: Callable[[_Task], _Result],
        tasks: Iterable[_Task],
        *,
        here: Callable[[_Task], bool] = lambda _: False,
    ) -> Iterator[_Result]:
        """Yield the results of all tasks, in order; what is ``here`` only this process can do."""
        if self._pool is None:
            yield from map(function, tasks)
            return
        remaining = iter(tasks)
        waiting: deque[Callable[[], _Result]] = deque()
        for task in remaining:
            if here(task):
                waiting.append(partial(function, task))
            else:
                waiting.append(self._pool.submit(function, task).result)
            if len(waiting) >= self.jobs * _AHEAD:
                yield waiting.popleft()()
        while waiting:
            yield waiting.popleft()()


def default_jobs() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def temporary_store(options: Options | None = None) -> Iterator[Store]:
    """Make a private folder for set-aside articles, and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="dedup-") as folder:
        yield Store(Path(folder), options or Options())


def collect_paths(
    paths: Sequence[str],
    searches: Searches,
    store: Store,
    workers: Workers,
    *,
    on_problem: Callable[[Problem], object],
    on_progress: Callable[[int, float], object] = lambda _articles, _share: None,
) -> Collection:
    """Read and sketch the articles of files, folders and standard input.

    Parameters
    ----------
    paths : sequence of str
        As for ``readers.plan``.
    searches : Searches
    store : Store
        Keeps texts that cannot be read twice; it must live as long as the collection.
    workers : Workers
        The same collection comes out whatever their number.
    on_problem : callable
        Is given each problem, in order.
    on_progress : callable, optional
        Is given the number of articles so far and the share of the work done, in [0, 1].

    Returns
    -------
    Collection

    Raises
    ------
    InputError
        If a path does not exist, or there is no article in any.
    """
    units = plan(paths)
    tasks = [(unit, store.options, searches, store.new_file()) for unit in units]
    merged = _Merger(searches, on_problem, store.options)
    batches = workers.map(_sketch_unit, tasks, here=lambda task: _is_stdin(task[0]))
    for done, batch in enumerate(batches, start=1):
        merged.add(batch)
        on_progress(len(merged.ids), done / len(units))
    if not merged.ids:
        raise nothing_in(paths)
    return merged.collection()


def collect(articles: Iterable[Article], searches: Searches, store: Store) -> Collection:
    """Sketch articles in this process; ids must be unique.

    Raises
    ------
    InputError
        If two articles have the same id.
    UsageError
        If something is no article.
    """

    def refuse(problem: Problem) -> None:
        raise InputError(str(problem))

    merged = _Merger(searches, refuse, store.options)
    items: Iterator[Item] = ((article, None) for article in checked(articles))
    merged.add(_sketch_and_set_aside(items, searches, store.new_file()))
    return merged.collection()


def checked(articles: Iterable[Article]) -> Iterator[Article]:
    """Pass articles on.

    Raises
    ------
    UsageError
        If something is no article, such as a path or the letters of one.
    """
    advice = "read them first: dedup.read(path, …)"
    if isinstance(articles, (str, bytes, os.PathLike)):
        raise UsageError(f"articles are wanted, not the path {os.fspath(articles)!r}; {advice}")
    for article in articles:
        if not isinstance(article, Article):
            raise UsageError(f"articles are wanted, not {type(article).__name__}; {advice}")
        yield article


def _sketch_unit(task: tuple[Unit, Options, Searches, str]) -> _Batch:
    unit, options, searches, path = task
    if not isinstance(unit, LineRange):
        return _sketch_and_set_aside(read_unit(unit, options), searches, path)
    batch = _Batch(path=unit.path, is_source=True)
    found: list[int] = []
    items = read_lines(_noted(lines_of(unit), found), unit.path, unit.first_line, options)
    for _ in _sketched(items, searches, batch):
        pass
    lengths = np.array(found, np.int64)
    lines = np.array(batch.lines, np.int64) - unit.first_line
    batch.starts = (unit.start + np.cumsum(lengths) - lengths)[lines]
    batch.lengths = lengths[lines]
    return batch


def _noted(lines: Iterable[bytes], lengths: list[int]) -> Iterator[bytes]:
    for line in lines:
        lengths.append(len(line))
        yield line


def _sketch_and_set_aside(items: Iterator[Item], searches: Searches, path: str) -> _Batch:
    batch = _Batch(path=path)
    with open(path, "wb", buffering=0) as file:  # noqa: PTH123 - written in large pieces
        lengths = [set_aside(articles, file) for articles in _sketched(items, searches, batch)]
    batch.lengths = np.concatenate([batch.lengths, *lengths])
    batch.starts = np.cumsum(batch.lengths) - batch.lengths
    return batch


def _sketched(items: Iterator[Item], searches: Searches, batch: _Batch) -> Iterator[list[Article]]:
    """Sketch articles into a batch, and yield them a chunk at a time."""
    while chunk := list(islice(items, _ARTICLES_AT_ONCE)):
        articles: list[Article] = []
        for item in chunk:
            if isinstance(item, Problem):
                batch.problems.append((len(batch.ids) + len(articles), item))
            else:
                articles.append(item[0])
                batch.lines.append(item[1] or 0)
        batch.ids += [article.id for article in articles]
        batch.origins += [article.path for article in articles]
        _sketch(articles, searches, batch)
        yield articles


def _sketch(articles: Sequence[Article], searches: Searches, batch: _Batch) -> None:
    texts = [article.text for article in articles]
    if searches.near is not None:
        shingles = search.shingle_hashes(search.word_hashes(texts), width=searches.near.width)
        batch.near.append(search.signatures(shingles, searches.near).values)
    if searches.rewrites is not None:
        batch.content.append(search.content_sketches(texts, searches.rewrites))


class _Merger:
    """Puts batches together in order, refusing ids that are taken."""

    def __init__(
        self, searches: Searches, on_problem: Callable[[Problem], object], options: Options
    ) -> None:
        self.ids: list[str] = []
        self._searches = searches
        self._options = options
        self._on_problem = on_problem
        self._rows: dict[str, int] = {}
        self._origins: list[str | None] = []
        self._whereabouts = Whereabouts()
        self._near = _Growing(np.uint32)
        self._content = _Growing(np.uint32)
        self._content_lengths = _Growing(np.int64)

    def add(self, batch: _Batch) -> None:
        kept = self._claim(batch)
        self.ids += [batch.ids[row] for row in kept]
        self._origins += [batch.origins[row] for row in kept]
        lines = np.array(batch.lines, np.int64)[kept]
        self._whereabouts.add(
            batch.path,
            batch.starts[kept],
            batch.lengths[kept],
            lines,
            is_source=batch.is_source,
        )
        if batch.near:
            self._near.append(np.concatenate(batch.near)[kept])
        if batch.content:
            content = search.concatenate(batch.content)
            content = search.take_rows(content, np.array(kept, np.int64))
            self._content.append(content.values)
            self._content_lengths.append(content.lengths)

    def _claim(self, batch: _Batch) -> list[int] | range:
        """Report the batch's problems in order and return the rows whose ids are new."""
        fresh = dict(
            zip(batch.ids, range(len(self.ids), len(self.ids) + len(batch.ids)), strict=True)
        )
        if (
            not batch.problems
            and len(fresh) == len(batch.ids)
            and self._rows.keys().isdisjoint(fresh)
        ):
            self._rows |= fresh
            return range(len(batch.ids))
        return self._claim_one_by_one(batch)

    def _claim_one_by_one(self, batch: _Batch) -> list[int]:
        problems = deque(batch.problems)
        kept: list[int] = []
        for row, id_ in enumerate(batch.ids):
            while problems and problems[0][0] <= row:
                self._on_problem(problems.popleft()[1])
            number = len(self.ids) + len(kept)
            first = self._rows.setdefault(id_, number)
            if first == number:
                kept.append(row)
            else:
                self._on_problem(self._taken(batch, row, kept, first))
        for _, problem in problems:
            self._on_problem(problem)
        return kept

    def _taken(self, batch: _Batch, row: int, kept: list[int], first: int) -> Problem:
        """Say that an id is that of an earlier article, of this batch or of one before."""
        earlier = first - len(self.ids)
        if earlier >= 0:
            origin, line = batch.origins[kept[earlier]], batch.lines[kept[earlier]]
        else:
            origin, line = self._origins[first], self._whereabouts.line(first)
        return id_taken(
            batch.ids[row],
            (batch.origins[row], batch.lines[row] or None),
            (origin, line or None),
        )

    def collection(self) -> Collection:
        near = content = None
        if self._searches.near is not None:
            values = self._near.values.reshape(-1, self._searches.near.num_perm)
            near = search.Signatures(values=values, scheme=self._searches.near)
        if self._searches.rewrites is not None:
            offsets = np.concatenate(([0], np.cumsum(self._content_lengths.values)))
            content = search.Ragged(self._content.values, offsets)
        return Collection(
            ids=self.ids,
            near=near,
            content=content,
            whereabouts=self._whereabouts,
            options=self._options,
        )


class _Growing:
    """An array that grows in place: parts and their concatenation would need memory twice."""

    def __init__(self, dtype: DTypeLike) -> None:
        self.values: NDArray[Any] = np.empty(0, dtype)

    def append(self, values: NDArray[Any]) -> None:
        size = len(self.values)
        self.values.resize(size + values.size, refcheck=False)
        self.values[size:] = values.ravel()


def _is_stdin(unit: Unit) -> bool:
    return getattr(unit, "paths", None) == (STDIN,)


@contextmanager
def _held_back(signals: frozenset[signal.Signals]) -> Iterator[None]:
    """Let signals wait: what Python raises for them while it forks, it drops."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(parent: int) -> None:
    """Leave interrupts to the parent, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked to be told
            os._exit(1)
