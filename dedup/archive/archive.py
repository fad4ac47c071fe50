"""The archive as its users see it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Self

from dedup.archive.database import Database, damaged, seal_of, size_of
from dedup.archive.identity import Identity, check_options, identity_from
from dedup.archive.lists import load_lists
from dedup.archive.measure import estimated, exact
from dedup.archive.prepare import prepare, text_of, unpacked_sentences
from dedup.archive.query import Question, answer
from dedup.archive.records import Added, Answer, ArchiveInfo, Compacted
from dedup.archive.state import (
    REMOVED,
    SUPERSEDED,
    latest_moment,
    load_sketches,
    load_state,
    load_versions,
    view_at,
)
from dedup.archive.times import moment, span, written
from dedup.article import Article
from dedup.config import SearchOptions
from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dedup.archive.lists import SortedList
    from dedup.archive.prepare import Prepared
    from dedup.archive.records import Candidate, Measured, SentenceFingerprints
    from dedup.archive.state import Moment, View
    from dedup.archive.writing import Change

BATCH = 4_096
"""Articles that are committed together."""


class Archive:
    """Articles and their sketches in one SQLite file; a context manager.

    One program at a time writes, any number read meanwhile and see the archive as it stood when
    their question began. What was added stays there: an article that changed gets a new version,
    one that was removed or has expired is only marked, so that the past can still be asked.

    Made by ``create`` or ``open``.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "news.index"
    >>> wire = Article(id="wire", text="A ferry ran aground off Tarn on Tuesday with 212 aboard.")
    >>> with Archive.create(path) as archive:
    ...     added = archive.add([wire])
    ...     found = archive.candidates(["A ferry ran aground off Tarn with 212 aboard."])
    >>> added.new, [candidate.id for candidate in found[0]]
    (1, ['wire'])
    """

    def __init__(self, database: Database, options: SearchOptions | None) -> None:
        self._database = database
        about = _about(database)
        self.identity: Identity = identity_from(about["identity"], database.path)  # type: ignore[arg-type]
        if options is not None:
            check_options(self.identity, options, database.path)
        self._options = options or SearchOptions()
        self._keep_text = bool(about["keep_text"])
        self._generation = -1
        self._lists: list[SortedList] = []
        self._written = 0
        self._history_from: int | None = None
        self._views: dict[int | None, View | None] = {}

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        keep_text: bool = True,
        options: SearchOptions | None = None,
    ) -> Self:
        """Make a new, empty archive and open it for writing.

        Parameters
        ----------
        path : str or path-like
            The file to be.
        keep_text : bool, default=True
            Whether to keep texts; without them only sketches and sentence fingerprints are kept.
        options : SearchOptions, optional
            How near-copies are to be searched, once and for all.

        Raises
        ------
        InputError
            If the path exists or cannot be written.
        UsageError
            If an option is out of its range.
        """
        identity = Identity.of(options or SearchOptions()).record()
        about = {"identity": identity, "keep_text": keep_text}
        Database.create(os.fspath(path), about | {"seal": seal_of(*sorted(about.items()))})
        return cls.open(path, write=True, options=options)

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        write: bool = False,
        options: SearchOptions | None = None,
    ) -> Self:
        """Open an archive.

        Parameters
        ----------
        path : str or path-like
        write : bool, default=False
            Whether it is going to be changed.
        options : SearchOptions, optional
            ``num_perm``, ``seed``, ``shingle``, ``threshold`` and ``recall`` must be those of the
            archive; ``near`` and ``rewrites`` say which searches answer; the others do not matter.

        Raises
        ------
        InputError
            If there is none, if it was made by another version or otherwise, or is damaged.
        """
        database = Database.open(os.fspath(path), write=write)
        try:
            return cls(database, options)
        except BaseException:
            database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    @property
    def path(self) -> str:
        """The file."""
        return self._database.path

    @property
    def keep_text(self) -> bool:
        """Whether texts are kept."""
        return self._keep_text

    @property
    def info(self) -> ArchiveInfo:
        """What stands in the archive now."""
        database = self._database
        with database.reading():
            self._refresh()
            last = latest_moment(database)
            ends = dict(database.rows("SELECT why, count(*) FROM endings GROUP BY why"))
            versions = database.rows("SELECT count(*) FROM versions")[0][0]
            copies = database.rows(_LIVING_COPIES)[0][0]
        return ArchiveInfo(
            path=database.path,
            articles=last.articles if last else 0,
            versions=versions,
            superseded=ends.get(SUPERSEDED, 0),
            removed=ends.get(REMOVED, 0),
            copies=copies,
            segments=len({list_.segment for list_ in self._lists}),
            bytes=size_of(database.path),
            keep_text=self._keep_text,
            last_change=written(last.at) if last else None,
            history_from=None if self._history_from is None else written(self._history_from),
            identity=self.identity.record(),
        )

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all questions inside be answered as the archive stands when the first is asked.

        Otherwise what one question has found may be gone at the next: replaced, and forgotten.
        """
        with self._database.reading():
            yield

    def count(self, *, as_of: str | None = None) -> int:
        """Return the number of articles, now or at a time, ISO 8601.

        Raises
        ------
        InputError
            If the archive is damaged, or has forgotten that time.
        UsageError
            If the time cannot be read.
        """
        with self._database.reading():
            self._refresh()
            last = self._moment(None if as_of is None else moment(as_of, name="--as-of"))
        return last.articles if last else 0

    def add(self, articles: Iterable[Article], *, at: str | None = None) -> Added:
        """Add articles, 4,096 at a time; each batch is there for good when the next one begins.

        Parameters
        ----------
        articles : iterable of Article
            One that is there with the same text changes nothing; one with another text becomes
            a new version, which takes the place of the older one.
        at : str, optional
            Time of the change, ISO 8601; by default the clock is read.

        Raises
        ------
        InputError
            If the file cannot be written. What was added before stays.
        UsageError
            If the time is before that of an earlier change.
        """
        return self.add_prepared(self._prepared(articles), at=at)

    def add_prepared(self, batches: Iterable[Prepared], *, at: str | None = None) -> Added:
        """Add what ``prepare`` made, each batch in a transaction of its own."""
        new = versions = unchanged = 0
        for batch in batches:
            with self._database.writing():
                done = self._change(at).add(batch)
            new += done.new
            versions += done.versions
            unchanged += done.unchanged
        if new + versions:
            with self._database.writing():
                self._change(at).tidy(new + versions)
        return Added(new=new, versions=versions, unchanged=unchanged)

    def remove(self, ids: Iterable[str], *, at: str | None = None) -> int:
        """Remove articles by id, and return how many; unknown ids are passed over."""
        with self._database.writing():
            return self._change(at).remove_ids(ids)

    def expire(
        self,
        *,
        since: str | None = None,
        until: str | None = None,
        ttl: str | None = None,
        at: str | None = None,
    ) -> int:
        """Remove articles by their time: that of publication, or of adding where it is unknown.

        Parameters
        ----------
        since, until : str, optional
            Articles from the one time on and before the other, ISO 8601.
        ttl : str, optional
            Articles that are older than this at the time of the change, such as ``90d``.
        at : str, optional
            Time of the change, as for ``add``.

        Returns
        -------
        int
            How many were removed; none where no bound was given.
        """
        if since is None and until is None and ttl is None:
            return 0
        bounds = {
            "since": None if since is None else moment(since, name="--since"),
            "until": None if until is None else moment(until, name="--until"),
            "ttl": None if ttl is None else span(ttl, name="--ttl"),
        }
        with self._database.writing():
            return self._change(at).expire(**bounds)

    def candidates(
        self, texts: Sequence[str], *, as_of: str | None = None
    ) -> list[list[Candidate]]:
        """Return the candidates of each text, the best first; see ``search``."""
        return [list(found.candidates) for found in self.search(texts, as_of=as_of)]

    def search(self, texts: Sequence[str], *, as_of: str | None = None) -> list[Answer]:
        """Find the articles that texts may share text with.

        Each text is looked for alone, as the searches of a whole collection would: near-copies
        by bands and estimated similarity, rewrites by rare content shingles, with document
        frequencies of the archive. Near-copies of a rewritten article are listed with it.

        Parameters
        ----------
        texts : sequence of str
        as_of : str, optional
            Answer as the archive stood at that time, ISO 8601; by default as it stands.

        Returns
        -------
        list of Answer
            One for each text.

        Raises
        ------
        InputError
            If the archive is damaged, or has forgotten that time.
        UsageError
            If the time cannot be read.
        """
        at = None if as_of is None else moment(as_of, name="--as-of")
        with self._database.reading():
            self._refresh()
            view = self._view(at)
            if view is None:
                return [Answer(candidates=(), left_out=0) for _ in texts]
            question = Question(
                database=self._database,
                identity=self.identity,
                lists=self._lists,
                view=view,
                written=self._written,
                near=self._options.near,
                rewrites=self._options.rewrites,
            )
            return answer(question, texts)

    def articles(self, keys: Sequence[int]) -> list[Article]:
        """Return articles by the key of a candidate; text "" where texts are not kept.

        Raises
        ------
        InputError
            If a key is unknown or an article is damaged.
        """
        with self._database.reading():
            versions = load_versions(self._database, keys)
            texts = self._texts(keys)
        return [Article(**versions[key].facts._asdict(), text=texts[key]) for key in keys]

    def fingerprints(self, key: int) -> SentenceFingerprints:
        """Return the sentence fingerprints of an article, kept with its text and without.

        Raises
        ------
        InputError
            If the key is unknown or the article is damaged.
        """
        with self._database.reading():
            return unpacked_sentences(load_sketches(self._database, [key])[key].sentences)

    def measure(self, text: str, keys: Sequence[int]) -> list[Measured]:
        """Measure how much a text shares with archived ones, or estimate it without their text.

        Raises
        ------
        InputError
            If a key is unknown or an article is damaged.
        """
        with self._database.reading():
            if self._keep_text:
                texts = self._texts(keys)
                return exact(text, [texts[key] for key in keys], self.identity.near.width)
            sketches = load_sketches(self._database, keys)
        sizes = [unpacked_sentences(sketches[key].sentences).shingles for key in keys]
        return estimated(text, [sketches[key] for key in keys], sizes, self.identity.near)

    def verify(self) -> list[str]:
        """Look at everything that is stored, and return what is wrong; [] if nothing is."""
        from dedup.archive.verify import problems  # who only asks need not wait for it

        return problems(self._database, self.identity, keep_text=self._keep_text)

    def compact(self, *, forget: bool = False) -> Compacted:
        """Make one segment of all, and give free space back.

        Parameters
        ----------
        forget : bool, default=False
            Also drop for good all that was replaced, removed or has expired. Times before the
            latest change cannot be asked for any more.
        """
        before = size_of(self.path)
        with self._database.writing():
            segments, forgotten = self._change(None).merge_all(forget=forget)
        self._database.shrink()
        return Compacted(
            segments=segments,
            forgotten=forgotten,
            bytes_before=before,
            bytes_after=size_of(self.path),
        )

    def _change(self, at: str | None) -> Change:
        from dedup.archive.writing import Change  # who only asks need not wait for it

        when = None if at is None else moment(at, name="--at")
        return Change(self._database, self.identity, when)

    def _prepared(self, articles: Iterable[Article]) -> Iterator[Prepared]:
        remaining = iter(articles)
        while batch := list(islice(remaining, BATCH)):
            yield prepare(batch, self.identity, keep_text=self._keep_text)

    def _refresh(self) -> None:
        """Look whether something was written since the last question."""
        state = load_state(self._database)
        if state.generation != self._generation:
            self._lists = load_lists(self._database)
            self._views = {}
            self._written = state.next_key - 1
            self._history_from = state.history_from
            self._generation = state.generation

    def _moment(self, at: int | None) -> Moment | None:
        if at is not None and self._history_from is not None and at < self._history_from:
            raise InputError(
                f"{self.path}: what stood there before {written(self._history_from)} is "
                "forgotten; ask for a later time"
            )
        return latest_moment(self._database, at)

    def _view(self, at: int | None) -> View | None:
        """Return the archive at a time, or None if there was nothing yet."""
        if at not in self._views:
            last = self._moment(at)
            self._views[at] = last and view_at(self._database, last, at=at)
        return self._views[at]

    def _texts(self, keys: Sequence[int]) -> dict[int, str]:
        if not self._keep_text:
            return dict.fromkeys(keys, "")
        rows = self._database.some(
            "SELECT t.key, t.text FROM json_each(?1) AS wanted "
            "CROSS JOIN texts AS t ON t.key = wanted.value",
            sorted(set(keys)),
        )
        try:
            texts = {key: text_of(data) for key, data in rows}
            return {key: texts[key] for key in keys}
        except (ValueError, KeyError) as error:
            raise damaged(self.path, "a text") from error


_LIVING_COPIES = (
    "SELECT count(*) FROM versions AS v LEFT JOIN endings AS e ON e.key = v.key "
    "WHERE v.copy_of IS NOT NULL AND e.key IS NULL"
)


def _about(database: Database) -> dict[str, object]:
    """Return what an archive says of itself."""
    import json

    rows = dict(database.rows("SELECT name, value FROM about"))
    try:
        about = {name: json.loads(value) for name, value in rows.items()}
        seal = about.pop("seal")
        sound = seal == seal_of(*sorted(about.items())) and {"identity", "keep_text"} <= set(about)
    except (ValueError, KeyError):
        sound = False
    if not sound:
        raise damaged(database.path, "what it says of itself")
    return about
