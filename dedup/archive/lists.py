"""Sorted lists on disk: which articles have a shingle or a band, found by reading a few blocks.

An entry is one uint64: ``key << 32 | version``, where the key is a 32-bit hash. A list is cut
into blocks of equal size; the first key of each block, its fence, is what must be in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.database import damaged, seal_of
from dedup.search.ragged import distinct_values, offsets_of, ranges
from dedup.search.shingles import mix64

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.archive.database import Database

PER_BLOCK = 249  # with a seal 2,000 bytes, so that four blocks fill a page
NO_ENTRY = np.uint64(0xFFFFFFFFFFFFFFFF)
_LOWER = np.uint64(0xFFFFFFFF)
_UPPER = np.uint64(32)
_BLOCKS_AT_ONCE = 8_192  # two million entries: what a merge holds in memory
_READ_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class SortedList:
    """One list of one segment.

    Parameters
    ----------
    segment, first_block, blocks, entries : int
        Number of the segment, of the list's first block, of its blocks and of its entries.
    articles : int
        How many articles the segment holds.
    kind : str
        "near" or "content".
    fence : ndarray of shape (blocks,), dtype uint32
        The first key of each block.
    """

    segment: int
    kind: str
    articles: int
    first_block: int
    blocks: int
    entries: int
    fence: NDArray[np.uint32]


class Hits(NamedTuple):
    """What was found for some keys.

    Parameters
    ----------
    counts : ndarray of shape (n_keys,), dtype int64
        Versions found for each key; 0 also for a key with more than was wanted.
    versions : ndarray of shape (sum of counts,), dtype int64
        For one key after the other, ascending.
    frequent : ndarray of shape (n_keys,), dtype bool
        Which keys surely have more versions than was wanted.
    """

    counts: NDArray[np.int64]
    versions: NDArray[np.int64]
    frequent: NDArray[np.bool_]


def entries_of(keys: NDArray[np.uint32], versions: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the sorted entries of keys and the versions that have them."""
    entries = (keys.astype(np.uint64) << _UPPER) | versions.astype(np.uint64)
    entries.sort()
    return entries


def look_up(
    database: Database,
    list_: SortedList,
    keys: NDArray[np.uint32],
    *,
    most: int | None = None,
    head: bool = False,
) -> Hits:
    """Find the versions that have some keys.

    Parameters
    ----------
    database : Database
    list_ : SortedList
    keys : ndarray of shape (n_keys,), dtype uint32
        Ascending; a key may recur.
    most : int, optional
        Keys that surely have more entries are told apart without reading them.
    head : bool, default=False
        Whether the first hundreds of versions of a key are enough.
    """
    first = np.maximum(np.searchsorted(list_.fence, keys, "left") - 1, 0)
    last = np.searchsorted(list_.fence, keys, "right") - 1
    between = (last - first - 1) * PER_BLOCK
    frequent = between > most if most is not None else np.zeros(len(keys), np.bool_)
    last = np.where(frequent, first - 1, np.minimum(last, first + 1) if head else last)
    found = _read(database, list_, _union(first, last)).ravel()
    bounds = keys.astype(np.uint64) << _UPPER
    starts = np.searchsorted(found, bounds, "left")
    counts = np.searchsorted(found, bounds | _LOWER, "right") - starts
    counts[frequent] = 0
    versions = (found[ranges(starts, counts)] & _LOWER).astype(np.int64)
    return Hits(counts, versions, frequent)


def read_range(database: Database, list_: SortedList, low: int, high: int) -> NDArray[np.uint64]:
    """Return the entries whose keys are in [low, high), sorted."""
    first = max(int(np.searchsorted(list_.fence, low, "left")) - 1, 0)
    last = int(np.searchsorted(list_.fence, high, "left"))
    found = _read(database, list_, np.arange(first, last)).ravel()
    bounds = np.array([low << 32, (high << 32) - 1], np.uint64)
    start, end = np.searchsorted(found, bounds[:1])[0], np.searchsorted(found, bounds[1:], "right")
    found = found[start : end[0]]
    kept: NDArray[np.uint64] = found[found != NO_ENTRY]
    return kept


def write_list(
    database: Database,
    pieces: Iterable[NDArray[np.uint64]],
    *,
    segment: int,
    kind: str,
    articles: int,
    first_block: int,
) -> SortedList:
    """Write a list whose entries come in order, piece by piece."""
    fences: list[NDArray[np.uint64]] = []
    entries = blocks = 0
    left = np.empty(0, np.uint64)
    for piece in _with_end(pieces):
        if piece is not None:
            entries += len(piece)
            left = np.concatenate([left, piece])
            whole = len(left) // PER_BLOCK
            matrix, left = left[: whole * PER_BLOCK], left[whole * PER_BLOCK :]
        else:
            padding = np.full(-len(left) % PER_BLOCK, NO_ENTRY)
            matrix = np.concatenate([left, padding])
        shaped = matrix.reshape(-1, PER_BLOCK)
        _insert(database, shaped, first_block + blocks)
        fences.append(shaped[:, 0] >> _UPPER)
        blocks += len(shaped)
    fence = np.concatenate(fences).astype(np.uint32)
    made = SortedList(
        segment=segment,
        kind=kind,
        articles=articles,
        first_block=first_block,
        blocks=blocks,
        entries=entries,
        fence=fence,
    )
    _register(database, made)
    return made


def merged(
    database: Database,
    lists: Sequence[SortedList],
    *,
    keep: Callable[[NDArray[np.int64]], NDArray[np.bool_]] | None = None,
    more: NDArray[np.uint64] | None = None,
) -> Iterator[NDArray[np.uint64]]:
    """Yield the entries of several lists in one order, a range of keys at a time.

    Blocks are deleted when they have been read, so that those of the new list can take their
    place in the file.

    Parameters
    ----------
    keep : callable, optional
        Tells which of some versions to keep.
    more : ndarray, dtype uint64, optional
        Further entries, sorted.
    """
    more = np.empty(0, np.uint64) if more is None else more
    for low, high in _key_ranges(lists):
        parts = [read_range(database, list_, low, high) for list_ in lists]
        for list_ in lists:
            _drop_below(database, list_, high)
        parts.append(more[(more >> _UPPER >= low) & (more >> _UPPER < high)])
        together = np.concatenate(parts)
        if keep is not None:
            together = together[keep((together & _LOWER).astype(np.int64))]
        together.sort(kind="stable")  # merges runs that are sorted already
        yield together


def load_lists(database: Database) -> list[SortedList]:
    """Return all lists of an archive, the oldest first."""
    found = []
    for row in database.rows(
        "SELECT segment, kind, articles, first_block, blocks, entries, fence, seal "
        "FROM lists ORDER BY number"
    ):
        *values, fence, seal = row
        if seal_of(*values, fence) != seal:
            raise damaged(database.path, "a list of segments")
        names = ("segment", "kind", "articles", "first_block", "blocks", "entries")
        numbers = dict(zip(names, values, strict=True))
        found.append(SortedList(**numbers, fence=np.frombuffer(fence, "<u4")))
    return found


def drop_lists(database: Database, lists: Iterable[SortedList]) -> None:
    """Delete lists and what there is of their blocks."""
    for list_ in lists:
        _drop_blocks(database, list_, list_.blocks)
        database.run(
            "DELETE FROM lists WHERE segment = ? AND kind = ?", (list_.segment, list_.kind)
        )


def sampled_frequencies(
    database: Database, lists: Sequence[SortedList], *, blocks: int
) -> tuple[NDArray[np.int64], int]:
    """Count how often shingles occur, in about so many blocks spread over the largest list.

    Returns
    -------
    frequencies : ndarray of shape (n_shingles,), dtype int64
    times : int
        For how many such samples this one stands; 1 if everything was read.
    """
    if not lists:
        return np.empty(0, np.int64), 1
    largest = max(lists, key=lambda list_: list_.blocks)
    times = max(largest.blocks // blocks, 1)
    borders = np.append(np.unique(largest.fence), 1 << 32).astype(np.int64)
    borders[0] = 0
    counts = []
    for place in range(0, len(borders) - 1, times):
        low, high = borders[place : place + 2].tolist()
        parts = [read_range(database, list_, low, high) for list_ in lists]
        keys = np.concatenate(parts) >> _UPPER
        keys.sort()
        counts.append(np.unique(keys, return_counts=True)[1])
    return np.concatenate(counts), times


def check_list(database: Database, list_: SortedList) -> tuple[int, NDArray[np.int64]]:
    """Read a whole list and return what it should hold: its entries, and each version's number.

    Raises
    ------
    InputError
        If a block is missing or damaged, or the entries are out of order.
    """
    total = 0
    counts = np.zeros(0, np.int64)
    before = np.uint64(0)
    for first in range(0, list_.blocks, _BLOCKS_AT_ONCE):
        places = np.arange(first, min(first + _BLOCKS_AT_ONCE, list_.blocks))
        matrix = _read(database, list_, places)
        if not np.array_equal(matrix[:, 0] >> _UPPER, list_.fence[places]):
            raise damaged(database.path, f"fence of segment {list_.segment}")
        flat = matrix.ravel()
        flat = flat[flat != NO_ENTRY]
        if len(flat) and (flat[0] < before or (flat[1:] <= flat[:-1]).any()):
            raise damaged(database.path, f"order of segment {list_.segment}")
        before = flat[-1] if len(flat) else before
        found = np.bincount((flat & _LOWER).astype(np.int64), minlength=len(counts))
        found[: len(counts)] += counts
        counts = found
        total += len(flat)
    return total, counts


def _read(database: Database, list_: SortedList, places: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return some blocks of a list, shape (n_blocks, PER_BLOCK), after looking at their seals."""
    numbers = (places + list_.first_block).tolist()
    data: list[bytes] = []
    for first in range(0, len(numbers), _READ_AT_ONCE):
        rows = database.some(_BLOCKS, numbers[first : first + _READ_AT_ONCE])
        data += [row[0] for row in rows]
    size = 8 * (PER_BLOCK + 1)
    if len(data) != len(numbers) or any(len(block) != size for block in data):
        raise damaged(database.path, f"blocks of segment {list_.segment} are missing")
    matrix = np.frombuffer(b"".join(data), "<u8").reshape(-1, PER_BLOCK + 1)
    wrong = np.flatnonzero(_seals(matrix[:, 1:], numbers) != matrix[:, 0])
    if len(wrong):
        raise damaged(database.path, f"block {numbers[wrong[0]]}")
    return matrix[:, 1:]


_BLOCKS = (
    "SELECT b.data FROM json_each(?1) AS wanted CROSS JOIN blocks AS b ON b.number = wanted.value"
)


def _insert(database: Database, matrix: NDArray[np.uint64], first: int) -> None:
    numbers = range(first, first + len(matrix))
    sealed = np.concatenate([_seals(matrix, numbers)[:, None], matrix], axis=1).astype("<u8")
    rows = zip(numbers, (row.tobytes() for row in sealed), strict=True)
    database.run_many("INSERT INTO blocks VALUES (?, ?)", rows)


def _seals(matrix: NDArray[np.uint64], numbers: Sequence[int]) -> NDArray[np.uint64]:
    """Sum up the entries of each block times random odd numbers, and the block's own number.

    Any one changed word changes the sum, several but for a chance of 2^-63; and one block in
    the place of another is noticed.
    """
    sums: NDArray[np.uint64] = matrix @ _factors()
    return mix64(sums + np.asarray(numbers, np.uint64))


@cache
def _factors() -> NDArray[np.uint64]:
    return mix64(np.arange(1, PER_BLOCK + 1, dtype=np.uint64)) | np.uint64(1)


def _register(database: Database, made: SortedList) -> None:
    values = (
        made.segment,
        made.kind,
        made.articles,
        made.first_block,
        made.blocks,
        made.entries,
        made.fence.astype("<u4").tobytes(),
    )
    database.run(
        "INSERT INTO lists (segment, kind, articles, first_block, blocks, entries, fence, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, seal_of(*values)),
    )


def _drop_below(database: Database, list_: SortedList, key: int) -> None:
    """Delete the blocks without an entry of a key or above; the one before it may have some."""
    _drop_blocks(database, list_, int(np.searchsorted(list_.fence, key, "left")) - 1)


def _drop_blocks(database: Database, list_: SortedList, count: int) -> None:
    database.run(
        "DELETE FROM blocks WHERE number >= ? AND number < ?",
        (list_.first_block, list_.first_block + count),
    )


def _union(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of all ranges [first, last], ascending, once."""
    lengths = np.maximum(last - first + 1, 0)
    if not offsets_of(lengths)[-1]:
        return np.empty(0, np.int64)
    return distinct_values(ranges(first, lengths))[0]


def _key_ranges(lists: Sequence[SortedList]) -> list[tuple[int, int]]:
    """Divide all keys so that each range has about as many entries as fit in memory."""
    fences = np.sort(np.concatenate([np.empty(0, np.uint32), *(list_.fence for list_ in lists)]))
    cuts = np.unique(fences[_BLOCKS_AT_ONCE::_BLOCKS_AT_ONCE]).tolist()
    borders = [0, *(cut for cut in cuts if cut), 1 << 32]
    return list(pairwise(borders))


def _with_end(
    pieces: Iterable[NDArray[np.uint64]],
) -> Iterator[NDArray[np.uint64] | None]:
    yield from pieces
    yield None
