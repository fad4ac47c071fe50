"""Changes of an archive, each of them one transaction: all of it stands, or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.copies import nearly_equal
from dedup.archive.database import Database, damaged
from dedup.archive.lists import (
    SortedList,
    drop_lists,
    entries_of,
    load_lists,
    merged,
    sampled_frequencies,
    write_list,
)
from dedup.archive.prepare import Prepared, band_keys, has_words
from dedup.archive.records import Added
from dedup.archive.state import (
    REMOVED,
    SUPERSEDED,
    VERSION_COLUMNS,
    Moment,
    Version,
    View,
    latest_moment,
    load_sketches,
    load_state,
    load_versions,
    sketch_seal,
    store_endings,
    store_moment,
    store_state,
    store_versions,
    version_of,
    view_at,
)
from dedup.archive.times import now, published_at, written
from dedup.errors import UsageError
from dedup.search import Ragged, frequency_cap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.archive.identity import Identity

_TIDY = 4  # articles merged once more for each one added
_FAN = 4  # segments of about one size that become one
_SAMPLED_BLOCKS = 256
_CAP_DRIFT = 0.1
_NOTHING = Moment(at=0, last_key=0, articles=0, endings=0, cap=0, cap_of=0)


class Change:
    """One change of an archive, inside a transaction.

    Parameters
    ----------
    database : Database
        Open for writing, in a transaction.
    identity : Identity
        Of the archive.
    at : int or None
        Time of the change; None reads the clock.

    Raises
    ------
    UsageError
        If the time is before that of an earlier change.
    """

    def __init__(self, database: Database, identity: Identity, at: int | None) -> None:
        self._database = database
        self._identity = identity
        self._state = load_state(database)
        self._before = latest_moment(database) or _NOTHING
        if at is not None and at < self._before.at:
            raise UsageError(
                f"--at {written(at)}: {database.path} was changed at {written(self._before.at)} "
                "already; its time does not run back"
            )
        self._at = max(now(), self._before.at) if at is None else at
        self._lists = load_lists(database)
        self._view = view_at(database, self._before, at=None)

    def add(self, batch: Prepared) -> Added:
        """Add articles: those that are not there, and other texts of those that are."""
        chosen = _chosen(self._database, self._view, batch, self._state.next_key)
        if chosen.rows:
            self._write(batch.take(chosen.rows), chosen)
            self._conclude(chosen.superseded, SUPERSEDED, chosen.new)
        return Added(
            new=chosen.new,
            versions=len(chosen.rows) - chosen.new,
            unchanged=len(batch) - len(chosen.rows),
        )

    def remove(self, keys: Sequence[int]) -> int:
        """End versions that count now."""
        if keys:
            self._conclude(sorted(keys), REMOVED, -len(keys))
        return len(keys)

    def remove_ids(self, ids: Iterable[str]) -> int:
        """Remove articles by id; unknown ids are passed over."""
        found = _current(self._database, self._view, set(ids))
        return self.remove([key for key, _ in found.values()])

    def expire(self, *, since: int | None, until: int | None, ttl: int | None) -> int:
        """Remove the articles of a time: since, until, or longer ago than ``ttl``."""
        low = since if since is not None else -(1 << 62)
        high = until if until is not None else 1 << 62
        if ttl is not None:
            high = min(high, self._at - ttl)
        rows = self._database.stream(
            f"SELECT {VERSION_COLUMNS} FROM versions AS v WHERE v.dated >= ? AND v.dated < ?",  # noqa: S608 - a constant
            (low, high),
        )
        keys = np.fromiter((version_of(self._database, row).key for row in rows), np.int64)
        return self.remove(keys[self._view.alive(keys)].tolist())

    def tidy(self, added: int) -> None:
        """Merge the small segments, as many as is cheap beside the adding of so many articles."""
        sizes = {list_.segment: list_.articles for list_ in self._lists}
        room = _TIDY * added
        small: set[int] = set()
        for segment in sorted(sizes, key=lambda segment: (sizes[segment], segment)):
            room -= sizes[segment]
            if room < 0:
                break
            small.add(segment)
        if len(small) > 1:
            self._merge(small, np.empty(0, np.int64), np.empty(0, np.uint64))
            self._touch()

    def merge_all(self, *, forget: bool) -> tuple[int, int]:
        """Make one segment of all; return how many there were, and the forgotten versions."""
        segments = len({list_.segment for list_ in self._lists})
        gone: NDArray[np.int64] = np.empty(0, np.int64)
        more = np.empty(0, np.uint64)
        if forget:
            gone = self._view.ended
            more = _promote(self._database, self._view)
        if segments > 1 or len(gone):
            self._merge({list_.segment for list_ in self._lists}, gone, more)
        if len(gone):
            _erase(self._database, gone)
            at = self._before.at
            self._database.run("DELETE FROM moments")
            store_moment(self._database, self._before._replace(endings=0))
            self._state = self._state._replace(history_from=at)
        self._touch()
        return segments, len(gone)

    def _write(self, batch: Prepared, chosen: _Chosen) -> None:
        keys = np.arange(len(batch), dtype=np.int64) + self._state.next_key
        copy_of = nearly_equal(
            self._database,
            self._lists,
            self._view,
            self._identity,
            batch.signed,
            keys,
            ended=set(chosen.superseded),
        )
        store_versions(self._database, self._versions(batch, keys, copy_of))
        _store_sketches(self._database, batch, keys)
        self._state = self._state._replace(next_key=self._state.next_key + len(keys))
        own = np.array([source is None for source in copy_of])
        self._append(batch, keys, own)
        while group := _crowded(self._lists):
            self._merge(group, np.empty(0, np.int64), np.empty(0, np.uint64))

    def _versions(
        self, batch: Prepared, keys: NDArray[np.int64], copy_of: Sequence[int | None]
    ) -> Iterator[Version]:
        for row, key in enumerate(keys.tolist()):
            facts = batch.facts[row]
            dated = published_at(facts.published)
            yield Version(
                key=key,
                facts=facts,
                dated=self._at if dated is None else dated,
                digest=batch.digests[row],
                copy_of=copy_of[row],
            )

    def _append(self, batch: Prepared, keys: NDArray[np.int64], own: NDArray[np.bool_]) -> None:
        """Write a segment; of near-copies only the first one stands for its shingles."""
        values = batch.signed.values
        filled = np.flatnonzero(has_words(values))
        bands = self._identity.bands
        hashes = band_keys(values[filled], bands.bands, bands.rows)
        near = entries_of(hashes.ravel(), np.repeat(keys[filled], bands.bands))
        content = _content_entries(batch.content, keys, own)
        self._write_segment({"near": [near], "content": [content]}, len(keys))

    def _write_segment(self, kinds: dict[str, Iterable[NDArray[np.uint64]]], articles: int) -> None:
        state = self._state
        for kind, pieces in kinds.items():
            made = write_list(
                self._database,
                pieces,
                segment=state.next_segment,
                kind=kind,
                articles=articles,
                first_block=state.next_block,
            )
            state = state._replace(next_block=state.next_block + made.blocks)
            self._lists.append(made)
        self._state = state._replace(next_segment=state.next_segment + 1)

    def _merge(self, segments: set[int], gone: NDArray[np.int64], more: NDArray[np.uint64]) -> None:
        """Write some segments as one, without some versions and with some more entries."""
        old = [list_ for list_ in self._lists if list_.segment in segments]
        self._lists = [list_ for list_ in self._lists if list_.segment not in segments]
        by_kind = {
            kind: [list_ for list_ in old if list_.kind == kind] for kind in ("near", "content")
        }
        articles = sum(list_.articles for list_ in by_kind["near"]) - len(gone)

        def kept(versions: NDArray[np.int64]) -> NDArray[np.bool_]:
            return ~np.isin(versions, gone)

        keep = kept if len(gone) else None
        self._write_segment(
            {
                "near": merged(self._database, by_kind["near"], keep=keep),
                "content": merged(self._database, by_kind["content"], keep=keep, more=more),
            },
            articles,
        )
        drop_lists(self._database, old)

    def _conclude(self, ended: Sequence[int], why: int, more: int) -> None:
        """Note which versions ended, and how the archive stands now."""
        store_endings(self._database, ended, self._at, why)
        articles = self._before.articles + more
        cap, cap_of = self._cap(articles)
        store_moment(
            self._database,
            Moment(
                at=self._at,
                last_key=self._state.next_key - 1,
                articles=articles,
                endings=self._before.endings + len(ended),
                cap=cap,
                cap_of=cap_of,
            ),
        )
        self._touch()

    def _touch(self) -> None:
        """Tell readers that something has changed."""
        store_state(self._database, self._state._replace(generation=self._state.generation + 1))

    def _cap(self, articles: int) -> tuple[int, int]:
        """Return above how many articles a shingle is not rare; anew only now and then."""
        before = self._before
        if before.cap and abs(articles - before.cap_of) <= _CAP_DRIFT * before.cap_of:
            return before.cap, before.cap_of
        lists = [list_ for list_ in self._lists if list_.kind == "content"]
        found, times = sampled_frequencies(self._database, lists, blocks=_SAMPLED_BLOCKS)
        return frequency_cap(np.repeat(found[found > 1], times), articles), articles


class _Chosen(NamedTuple):
    """Which rows of a batch to write, and which versions they replace."""

    rows: list[int]
    superseded: list[int]
    new: int


def _chosen(database: Database, view: View, batch: Prepared, next_key: int) -> _Chosen:
    """Tell new articles and texts from those that are there; the last of equal ids stays."""
    current = _current(database, view, {facts.id for facts in batch.facts})
    known = len(current)
    rows: list[int] = []
    superseded: list[int] = []
    for row, (facts, digest) in enumerate(zip(batch.facts, batch.digests, strict=True)):
        there = current.get(facts.id)
        if there is not None and there[1] == digest:
            continue
        if there is not None:
            superseded.append(there[0])
        current[facts.id] = (next_key + len(rows), digest)
        rows.append(row)
    return _Chosen(rows, superseded, len(current) - known)


def _current(database: Database, view: View, ids: set[str]) -> dict[str, tuple[int, bytes]]:
    """Return key and digest of the versions that count now."""
    found: dict[str, tuple[int, bytes]] = {}
    for id_ in sorted(ids):
        rows = database.rows(
            f"SELECT {VERSION_COLUMNS} FROM versions AS v "  # noqa: S608 - a constant
            "WHERE v.id = ? ORDER BY v.key DESC LIMIT 1",
            (id_,),
        )
        if not rows:
            continue
        version = version_of(database, rows[0])
        if version.facts.id != id_:
            raise damaged(database.path, "the list of ids")
        if view.alive(np.array([version.key]))[0]:
            found[id_] = (version.key, version.digest)
    return found


def _store_sketches(database: Database, batch: Prepared, keys: NDArray[np.int64]) -> None:
    numbers = keys.tolist()
    near = [row.tobytes() for row in batch.signed.values.astype("<u4")]
    content = [batch.content.row(row).astype("<u4").tobytes() for row in range(len(batch))]
    rows = zip(numbers, near, content, batch.sentences, strict=True)
    database.run_many(
        "INSERT INTO sketches VALUES (?, ?, ?, ?, ?)",
        ((*row, sketch_seal(*row)) for row in rows),
    )
    if batch.texts is not None:
        database.run_many("INSERT INTO texts VALUES (?, ?)", zip(numbers, batch.texts, strict=True))


def _content_entries(
    content: Ragged, keys: NDArray[np.int64], own: NDArray[np.bool_]
) -> NDArray[np.uint64]:
    wanted = np.repeat(own, content.lengths)
    versions = np.repeat(keys, content.lengths)
    return entries_of(content.values[wanted].astype(np.uint32), versions[wanted])


def _crowded(lists: Sequence[SortedList]) -> set[int]:
    """Return segments of about one size that are too many, the smallest ones first."""
    sizes = {list_.segment: list_.articles for list_ in lists}
    classes: dict[int, set[int]] = {}
    for segment, articles in sizes.items():
        classes.setdefault((max(articles, 1).bit_length() - 1) // 2, set()).add(segment)
    return next((classes[size] for size in sorted(classes) if len(classes[size]) >= _FAN), set())


def _promote(database: Database, view: View) -> NDArray[np.uint64]:
    """Let the first living near-copy stand for its group where its first article is gone.

    Returns
    -------
    ndarray, dtype uint64
        The entries of the shingles of those, sorted.
    """
    speaking = np.setdiff1d(view.ended, view.silent)
    heads: list[int] = []
    for key in speaking.tolist():
        rows = database.rows("SELECT key FROM versions WHERE copy_of = ? ORDER BY key", (key,))
        members = np.array(rows, np.int64).ravel()
        living = members[view.alive(members)].tolist()
        versions = load_versions(database, living)
        heads.append(living[0])
        store_versions(
            database,
            (
                versions[member]._replace(copy_of=living[0] if member != living[0] else None)
                for member in living
            ),
        )
    sketches = load_sketches(database, heads)
    parts = [
        entries_of(sketches[key].content, np.full(len(sketches[key].content), key)) for key in heads
    ]
    return np.sort(np.concatenate([np.empty(0, np.uint64), *parts]))


def _erase(database: Database, gone: NDArray[np.int64]) -> None:
    keys = [(key,) for key in gone.tolist()]
    for table in ("versions", "sketches", "texts", "endings"):
        database.run_many(f"DELETE FROM {table} WHERE key = ?", keys)  # noqa: S608 - a constant
