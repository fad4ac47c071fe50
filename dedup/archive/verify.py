"""A look at all that an archive stores: damage, and parts that contradict each other."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from dedup.archive.lists import check_list, load_lists
from dedup.archive.prepare import DIGEST_BYTES, has_words, text_of
from dedup.archive.state import (
    VERSION_COLUMNS,
    latest_moment,
    load_state,
    sketch_of,
    version_of,
    view_at,
)
from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from dedup.archive.database import Database
    from dedup.archive.identity import Identity

_MOST_LINES = 20


def problems(database: Database, identity: Identity, *, keep_text: bool) -> list[str]:
    """Return what is wrong with an archive, one line each.

    Parameters
    ----------
    database : Database
    identity : Identity
    keep_text : bool
        Whether it should hold texts.
    """
    found: list[str] = []
    with database.reading():
        for check in (_sqlite, _versions, _lists(identity), _texts(keep_text), _moments):
            try:
                found += check(database)
            except InputError as error:
                found.append(str(error).removeprefix(f"{database.path}: "))
    return found


def _sqlite(database: Database) -> list[str]:
    rows = database.rows(f"PRAGMA integrity_check({_MOST_LINES})")
    return [f"SQLite: {row[0]}".replace("\n", " ") for row in rows if row[0] != "ok"]


def _versions(database: Database) -> Iterator[str]:
    """Look at the seal of every version, and whether what it copies is there."""
    keys: set[int] = set()
    sources: set[int] = set()
    for row in database.stream(f"SELECT {VERSION_COLUMNS} FROM versions AS v"):  # noqa: S608 - a constant
        version = version_of(database, row)
        keys.add(version.key)
        if version.copy_of is not None:
            sources.add(version.copy_of)
    if missing := sorted(sources - keys):
        yield f"version {missing[0]} is missing, and others are copies of it"
    if keys and max(keys) >= load_state(database).next_key:
        yield "its state is older than its articles"


def _lists(identity: Identity) -> Callable[[Database], Iterator[str]]:
    """Compare the sorted lists with the sketches that they were made of."""

    def check(database: Database) -> Iterator[str]:
        expected = _expected(database, identity)
        listed = {kind: np.zeros_like(counts) for kind, counts in expected.items()}
        for list_ in load_lists(database):
            total, counts = check_list(database, list_)
            if total != list_.entries:
                yield f"segment {list_.segment} has {total:,} entries and not {list_.entries:,}"
            size = min(len(counts), len(listed[list_.kind]))
            listed[list_.kind][:size] += counts[:size]
            if counts[size:].any():
                yield f"segment {list_.segment} names an article that is not there"
        for kind, counts in expected.items():
            wrong = np.flatnonzero(counts != listed[kind])
            if len(wrong):
                yield f"{len(wrong):,} articles are not found as they should ({kind})"

    return check


def _expected(database: Database, identity: Identity) -> dict[str, NDArray[np.int64]]:
    """Return for each list how many entries each version should have."""
    size = load_state(database).next_key
    near, content = np.zeros(size, np.int64), np.zeros(size, np.int64)
    rows = database.stream(
        "SELECT s.key, s.near, s.content, s.sentences, s.seal, v.copy_of FROM versions AS v "
        "LEFT JOIN sketches AS s ON s.key = v.key"
    )
    for *row, copy_of in rows:
        if row[0] is None:
            raise InputError("an article has no sketches")
        key, sketches = int(row[0]), sketch_of(database, tuple(row))
        near[key] = identity.bands.bands * bool(has_words(sketches.near[None, :])[0])
        content[key] = len(sketches.content) if copy_of is None else 0
    return {"near": near, "content": content}


def _texts(keep_text: bool) -> Callable[[Database], Iterator[str]]:  # noqa: FBT001 - bound once
    """Compare the texts with their digests."""

    def check(database: Database) -> Iterator[str]:
        rows = database.stream(
            "SELECT v.id, v.digest, t.text FROM versions AS v LEFT JOIN texts AS t ON t.key = v.key"
        )
        for id_, digest, data in rows:
            if (data is not None) != keep_text:
                yield f"article {id_!r} has {'no' if keep_text else 'a'} text"
            elif data is not None and _digest(data) != digest:
                yield f"the text of article {id_!r} is damaged"

    return check


def _digest(data: bytes) -> bytes | None:
    try:
        text = text_of(data).encode("utf-8", "surrogatepass")
    except ValueError:
        return None
    return hashlib.blake2b(text, digest_size=DIGEST_BYTES).digest()


def _moments(database: Database) -> Iterator[str]:
    """Compare what the last moment says with what is there."""
    last = latest_moment(database)
    versions = database.rows("SELECT count(*) FROM versions")[0][0]
    if last is None:
        if versions:
            yield "articles without a time"
        return
    view = view_at(database, last, at=None)
    if versions - len(view.ended) != last.articles:
        yield f"{versions - len(view.ended):,} articles are there and not {last.articles:,}"
