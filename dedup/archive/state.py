"""How an archive stands, and stood: versions, endings, moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.database import damaged, seal_of
from dedup.archive.prepare import Facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from dedup.archive.database import Database

SUPERSEDED, REMOVED = 1, 2


class State(NamedTuple):
    """What the next write counts from; ``generation`` rises with every write."""

    generation: int
    next_key: int
    next_block: int
    next_segment: int
    history_from: int | None


class Moment(NamedTuple):
    """How the archive stood after a write.

    ``articles`` counts those that could be found, ``cap`` says above how many articles a shingle
    was not rare, ``cap_of`` for how many articles that was found out.
    """

    at: int
    last_key: int
    articles: int
    endings: int
    cap: int
    cap_of: int


class Version(NamedTuple):
    """One text of an article, as stored."""

    key: int
    facts: Facts
    dated: int
    digest: bytes
    copy_of: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """An archive as it stood at some time.

    Parameters
    ----------
    moment : Moment
    ended : ndarray of shape (n_ended,), dtype int64
        Versions up to ``moment.last_key`` that did not count any more, ascending.
    silent : ndarray of shape (n_silent,), dtype int64
        Those of them that no living near-copy stands behind.
    """

    moment: Moment
    ended: NDArray[np.int64]
    silent: NDArray[np.int64]

    def alive(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which versions counted."""
        return (keys <= self.moment.last_key) & ~_in(keys, self.ended)

    def voting(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which versions counted themselves or stood for near-copies that did."""
        return (keys <= self.moment.last_key) & ~_in(keys, self.silent)


def load_state(database: Database) -> State:
    """Return the state."""
    rows = database.rows(
        "SELECT generation, next_key, next_block, next_segment, history_from, seal FROM state"
    )
    if len(rows) != 1 or seal_of(*rows[0][:-1]) != rows[0][-1]:
        raise damaged(database.path, "its state")
    return State(*rows[0][:-1])


def store_state(database: Database, state: State) -> None:
    """Write the state."""
    database.run(
        "UPDATE state SET generation = ?, next_key = ?, next_block = ?, next_segment = ?, "
        "history_from = ?, seal = ?",
        (*state, seal_of(*state)),
    )


def latest_moment(database: Database, at: int | None = None) -> Moment | None:
    """Return the last moment, or the last one up to a time."""
    where, values = ("", ()) if at is None else ("WHERE at <= ?", (at,))
    rows = database.rows(
        f"SELECT at, last_key, articles, endings, cap, cap_of, seal FROM moments {where} "  # noqa: S608 - a constant
        "ORDER BY at DESC, number DESC LIMIT 1",
        values,
    )
    if not rows:
        return None
    if seal_of(*rows[0][:-1]) != rows[0][-1]:
        raise damaged(database.path, "a moment")
    return Moment(*rows[0][:-1])


def store_moment(database: Database, moment: Moment) -> None:
    """Add a moment."""
    database.run(
        "INSERT INTO moments (at, last_key, articles, endings, cap, cap_of, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*moment, seal_of(*moment)),
    )


def view_at(database: Database, moment: Moment, *, at: int | None) -> View:
    """Return the archive as it stood at a moment, the last one up to ``at``."""
    rows = database.rows("SELECT key, at, why, seal FROM endings ORDER BY key")
    table = np.array(rows, np.int64).reshape(-1, 4)
    keys, times = table[:, 0], table[:, 1]
    if not np.array_equal(ending_seals(keys, times, table[:, 2]), table[:, 3]):
        raise damaged(database.path, "an ending")
    in_time = times <= (np.iinfo(np.int64).max if at is None else at)
    if np.count_nonzero(in_time) != moment.endings:
        raise damaged(database.path, "endings are missing")
    ended = keys[in_time]
    if not len(ended):
        return View(moment=moment, ended=ended, silent=ended)
    spoken = database.rows(_STILL_SPEAKING, (moment.at if at is None else at, moment.last_key))
    silent = np.setdiff1d(ended, np.array(spoken, np.int64).ravel(), assume_unique=True)
    return View(moment=moment, ended=ended, silent=silent)


_STILL_SPEAKING = """
SELECT DISTINCT gone.key FROM endings AS gone
CROSS JOIN versions AS copy ON copy.copy_of = gone.key AND copy.key <= ?2
LEFT JOIN endings AS own ON own.key = copy.key
WHERE gone.at <= ?1 AND (own.at IS NULL OR own.at > ?1)
"""


def ending_seals(
    keys: NDArray[np.int64], times: NDArray[np.int64], why: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the check sums of endings."""
    mixed = keys * 0x9E3779B1 ^ times * 0x2545F491 ^ why * 0x4F6CDD1D
    return np.asarray((mixed ^ (mixed >> 29)) & 0x7FFFFFFFFFFFFFFF)


def store_endings(database: Database, keys: Iterable[int], at: int, why: int) -> None:
    """End versions."""
    ended = np.array(list(keys), np.int64)
    seals = ending_seals(ended, np.full_like(ended, at), np.full_like(ended, why))
    rows = ((key, at, why, seal) for key, seal in zip(ended.tolist(), seals.tolist(), strict=True))
    database.run_many("INSERT INTO endings VALUES (?, ?, ?, ?)", rows)


VERSION_COLUMNS = (
    "v.key, v.id, v.title, v.published, v.outlet, v.credit, v.language, v.path, v.url, v.dated, "
    "v.digest, v.copy_of, v.seal"
)


def version_of(database: Database, row: tuple[object, ...]) -> Version:
    """Return the version of a row of ``VERSION_COLUMNS``, after looking at its seal."""
    *values, seal = row
    if seal_of(*values) != seal:
        raise damaged(database.path, f"article {values[1]!r}")
    key, facts, (dated, digest, copy_of) = values[0], values[1:9], values[9:]
    return Version(key, Facts(*facts), dated, digest, copy_of)  # type: ignore[arg-type]


def store_versions(database: Database, versions: Iterable[Version]) -> None:
    """Write versions, replacing those with the same key."""
    rows = ((v.key, *v.facts, v.dated, v.digest, v.copy_of) for v in versions)
    database.run_many(
        f"INSERT OR REPLACE INTO versions VALUES ({', '.join('?' * 13)})",  # noqa: S608 - a constant
        ((*row, seal_of(*row)) for row in rows),
    )


def load_versions(database: Database, keys: Iterable[int]) -> dict[int, Version]:
    """Return versions by key.

    Raises
    ------
    InputError
        If one is missing: something that is sure to be there points to it.
    """
    wanted = sorted(set(keys))
    rows = database.some(
        f"SELECT {VERSION_COLUMNS} FROM json_each(?1) AS wanted "  # noqa: S608 - a constant
        "CROSS JOIN versions AS v ON v.key = wanted.value",
        wanted,
    )
    found = {row[0]: version_of(database, row) for row in rows}
    if len(found) != len(wanted):
        raise damaged(database.path, "articles are missing")
    return found


def copies_of(database: Database, keys: Iterable[int], *, most: int) -> dict[int, list[int]]:
    """Return for articles the versions that are near-copies of them, the earliest first.

    At most so many of each.
    """
    found: dict[int, list[int]] = {}
    for key in keys:
        rows = database.rows(
            "SELECT key FROM versions WHERE copy_of = ? ORDER BY key LIMIT ?", (key, most)
        )
        if rows:
            found[key] = [row[0] for row in rows]
    return found


class Sketch(NamedTuple):
    """The stored sketches of one version."""

    near: NDArray[np.uint32]
    content: NDArray[np.uint32]
    sentences: bytes


def load_sketches(database: Database, keys: Iterable[int]) -> Mapping[int, Sketch]:
    """Return sketches by key.

    Raises
    ------
    InputError
        If one is missing or damaged.
    """
    wanted = sorted(set(keys))
    rows = database.some(
        "SELECT s.key, s.near, s.content, s.sentences, s.seal FROM json_each(?1) AS wanted "
        "CROSS JOIN sketches AS s ON s.key = wanted.value",
        wanted,
    )
    if len(rows) != len(wanted):
        raise damaged(database.path, "sketches are missing")
    return {row[0]: sketch_of(database, row) for row in rows}


def sketch_of(database: Database, row: tuple[int, bytes, bytes, bytes, int]) -> Sketch:
    """Return the sketches of a row, after looking at its seal."""
    key, near, content, sentences, seal = row
    if sketch_seal(key, near, content, sentences) != seal:
        raise damaged(database.path, f"sketches of version {key}")
    return Sketch(np.frombuffer(near, "<u4"), np.frombuffer(content, "<u4"), sentences)


def sketch_seal(key: int, near: bytes, content: bytes, sentences: bytes) -> int:
    """Return the check sum of a row of sketches."""
    import zlib

    return zlib.crc32(sentences, zlib.crc32(content, zlib.crc32(near, key & 0xFFFFFFFF)))


def _in(keys: NDArray[np.int64], some: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which keys are among some that are sorted."""
    if not len(some):
        return np.zeros(len(keys), np.bool_)
    places = np.minimum(np.searchsorted(some, keys), len(some) - 1)
    return np.asarray(some[places] == keys)
