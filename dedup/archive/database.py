"""The file: how it is known, made and opened, and what its failures are called."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
import zlib
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

APPLICATION_ID = 0x64656475  # "dedu", at offset 68 of the file
PAGE_BYTES = 8_192  # four blocks, or five articles' sketches, with hardly any waste
PATIENCE = 60.0  # seconds that a writer waits for another
_MAGIC = b"SQLite format 3\0"
_CACHE_KIB = 65_536
_LOG_BYTES = 64 << 20  # what is left of the log after a large merge

_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
-- One row: what the next write counts from.
CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1), generation INTEGER NOT NULL,
    next_key INTEGER NOT NULL, next_block INTEGER NOT NULL, next_segment INTEGER NOT NULL,
    history_from INTEGER, seal INTEGER NOT NULL);
-- How the archive stood after each write: times never fall.
CREATE TABLE moments (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, last_key INTEGER NOT NULL,
    articles INTEGER NOT NULL, endings INTEGER NOT NULL, cap INTEGER NOT NULL,
    cap_of INTEGER NOT NULL, seal INTEGER NOT NULL);
CREATE INDEX moments_by_time ON moments (at, number);
-- One row for each text that an article ever had; `copy_of` is the article it nearly equals.
CREATE TABLE versions (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, title TEXT, published TEXT, outlet TEXT,
    credit TEXT, language TEXT, path TEXT, url TEXT, dated INTEGER NOT NULL, digest BLOB NOT NULL,
    copy_of INTEGER, seal INTEGER NOT NULL);
CREATE INDEX versions_by_id ON versions (id);
CREATE INDEX versions_by_copy ON versions (copy_of) WHERE copy_of IS NOT NULL;
-- When a version stopped being the one that counts, and why: 1 superseded, 2 removed.
CREATE TABLE endings (
    key INTEGER PRIMARY KEY, at INTEGER NOT NULL, why INTEGER NOT NULL, seal INTEGER NOT NULL);
CREATE TABLE sketches (
    key INTEGER PRIMARY KEY, near BLOB NOT NULL, content BLOB NOT NULL, sentences BLOB NOT NULL,
    seal INTEGER NOT NULL);
CREATE TABLE texts (key INTEGER PRIMARY KEY, text BLOB NOT NULL);
-- Sorted lists of `shingle or band << 32 | version`, cut into blocks of equal size.
CREATE TABLE lists (
    number INTEGER PRIMARY KEY, segment INTEGER NOT NULL, kind TEXT NOT NULL,
    articles INTEGER NOT NULL, first_block INTEGER NOT NULL, blocks INTEGER NOT NULL,
    entries INTEGER NOT NULL, fence BLOB NOT NULL, seal INTEGER NOT NULL);
CREATE TABLE blocks (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
"""


def is_archive(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is an archive of dedup; never raises.

    Examples
    --------
    >>> is_archive("no such file")
    False
    """
    try:
        with Path(path).open("rb") as file:
            head = file.read(72)
    except (OSError, ValueError):
        return False
    return head.startswith(_MAGIC) and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def damaged(path: str, what: str) -> InputError:
    """Return the error for content that is not what was written."""
    return InputError(
        f"{path}: the index is damaged ({what}); restore a copy, or add the articles to a new one"
    )


def seal_of(*values: object) -> int:
    """Return the check sum of a row, which tells a damaged one."""
    return zlib.crc32(repr(values).encode("utf-8", "surrogatepass"))


class Database:
    """A connection that answers in rows and fails in one clear line.

    Parameters
    ----------
    path : str
        The file, as it is shown in messages.
    connection : sqlite3.Connection
        In autocommit mode.
    """

    def __init__(self, path: str, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def create(cls, path: str, about: dict[str, object]) -> None:
        """Make an empty archive, which appears whole or not at all.

        Raises
        ------
        InputError
            If the path exists or cannot be written.
        """
        target = Path(path)
        if os.path.lexists(path):
            raise InputError(f"{path}: exists already and is not an index of dedup")
        try:
            handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        except OSError as error:
            raise InputError(f"{path}: cannot be made: {error.strerror}") from error
        os.close(handle)
        try:
            with _translated(path):
                _fill(temporary, about)
            _publish(temporary, path)
        finally:
            for end in ("", "-wal", "-shm", "-journal"):
                Path(temporary + end).unlink(missing_ok=True)

    @classmethod
    def open(cls, path: str, *, write: bool) -> Self:
        """Open an archive.

        Raises
        ------
        InputError
            If the file is missing, no archive, or cannot be opened.
        """
        if not Path(path).exists():
            raise InputError(f"{path}: no such index; dedup index add makes it")
        if not is_archive(path):
            raise InputError(f"{path}: not an index of dedup")
        if write and not _is_writable(path):
            raise InputError(f"{path}: {_MESSAGES['SQLITE_READONLY']}")
        with _translated(path):
            return cls(path, _connect(path, write=write))

    def close(self) -> None:
        """Close the file; what was not committed is undone."""
        with _translated(self.path):
            self._connection.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with _translated(self.path):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def some(self, sql: str, numbers: Iterable[int], *others: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query that joins ``json_each(?1)``, a list of integers."""
        listed = "[" + ",".join(map(str, numbers)) + "]"
        return self.rows(sql, (listed, *others))

    def stream(self, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one."""
        with _translated(self.path):
            yield from self._connection.execute(sql, tuple(values))

    def run(self, sql: str, values: Sequence[object] = ()) -> None:
        """Run a statement."""
        with _translated(self.path):
            self._connection.execute(sql, tuple(values))

    def run_many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        """Run a statement for each row."""
        with _translated(self.path):
            self._connection.executemany(sql, rows)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """See the archive as it stands now, whatever is written meanwhile."""
        if self._connection.in_transaction:
            yield
            return
        self.run("BEGIN")
        try:
            yield
        finally:
            self._give_up()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write all or nothing; wait for another writer up to a minute."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        finally:
            self._give_up()

    def shrink(self) -> None:
        """Write the file anew without free space, and empty its log if nobody reads from it."""
        self.run("VACUUM")
        self.rows("PRAGMA busy_timeout = 1000")  # else the next writer empties it
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        self.rows(f"PRAGMA busy_timeout = {1000 * PATIENCE:.0f}")

    def _give_up(self) -> None:
        if self._connection.in_transaction:
            with suppress(sqlite3.Error):  # the error that led here is the one to tell
                self._connection.execute("ROLLBACK")


def _fill(path: str, about: dict[str, object]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        rows = [(name, json.dumps(value)) for name, value in about.items()]
        connection.executemany("INSERT INTO about VALUES (?, ?)", rows)
        first = (0, 1, 1, 1, None)
        connection.execute(
            "INSERT INTO state VALUES (1, ?, ?, ?, ?, ?, ?)", (*first, seal_of(*first))
        )
        connection.execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()


def _publish(temporary: str, path: str) -> None:
    """Give a finished file its name, unless someone else was faster."""
    mask = os.umask(0)
    os.umask(mask)
    Path(temporary).chmod(0o666 & ~mask)
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise InputError(f"{path}: another program made it at the same time") from None
    except OSError:  # a file system without links
        Path(temporary).replace(path)


def _connect(path: str, *, write: bool) -> sqlite3.Connection:
    connection = _opened(path, write=write)
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if write:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = OFF")  # `compact` rewrites the file anyway
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")
    else:
        connection.execute("PRAGMA query_only = ON")
    return connection


def _opened(path: str, *, write: bool) -> sqlite3.Connection:
    """Open a file to write or read; where nothing can be written, without any log."""
    modes = ["rw"] if write or _is_writable(path) else ["ro", "ro&immutable=1"]
    for mode in modes:
        uri = f"file:{quote(os.fspath(Path(path).absolute()))}?mode={mode}"
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("SELECT one FROM state").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            has_log = _size(f"{path}-wal") > 0
            if mode == modes[-1] or has_log:
                raise
        except sqlite3.Error:
            connection.close()
            raise
        else:
            return connection
    raise AssertionError("unreachable")  # pragma: no cover - the last mode returns or raises


def _is_writable(path: str) -> bool:
    """Tell whether the file and its folder, which holds the log, can be written."""
    how = {"effective_ids": True} if os.access in os.supports_effective_ids else {}
    return os.access(path, os.W_OK, **how) and os.access(
        Path(path).absolute().parent, os.W_OK | os.X_OK, **how
    )


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def size_of(path: str) -> int:
    """Return the bytes of an archive and its log."""
    return _size(path) + _size(f"{path}-wal")


@contextmanager
def _translated(path: str) -> Iterator[None]:
    """Say in one line what SQLite complains about."""
    try:
        yield
    except sqlite3.Error as error:
        raise _clear(path, error) from error


def _clear(path: str, error: sqlite3.Error) -> InputError:
    name = getattr(error, "sqlite_errorname", "")
    for start, message in _MESSAGES.items():
        if name.startswith(start):
            return InputError(f"{path}: {message}")
    return damaged(path, str(error).replace("\n", " "))


_MESSAGES = {
    "SQLITE_BUSY": f"another program is writing to it; waited {PATIENCE:.0f} seconds, try later",
    "SQLITE_LOCKED": "another program is using it; try later",
    "SQLITE_FULL": "the disk is full: what was committed stands, make room and run it again",
    "SQLITE_READONLY": "cannot be written: the file or its folder is read-only",
    "SQLITE_CANTOPEN": "cannot be opened: look at the rights of the file and of its folder",
    "SQLITE_PERM": "cannot be opened: look at the rights of the file and of its folder",
    "SQLITE_IOERR_WRITE": "cannot be written: the disk is full or a limit on file size was met",
    "SQLITE_IOERR_SHMSIZE": "cannot be written: the disk is full or a limit on file size was met",
    "SQLITE_IOERR": "the disk cannot read or write it; look at the disk, and at dedup index verify",
    "SQLITE_NOMEM": "memory ran out",
    "SQLITE_TOOBIG": "an article is too large for an index",
}
