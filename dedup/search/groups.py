"""Groups of near-copies among content sketches, so that many reprints of a story count as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.search.ragged import Ragged, offsets_of, ranges, run_starts, take_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

COPY_SHARE = 2 / 3  # of the longer sketch; about a Jaccard similarity of one half
_KEYS = 8
_HEAD = 32  # entries that the keys are taken from
_NO_KEY = np.uint32(0xFFFFFFFF)
_PAIRS_AT_ONCE = 1 << 13
_UPPER = np.uint64(32)


def copy_groups(sketches: Ragged) -> NDArray[np.int64]:
    """Find the articles that are near-copies of each other.

    Two sketches are near-copies if they share two thirds of the entries of the longer one; what
    hangs together by such pairs is a group. Pairs are looked for as neighbours in eight orders,
    each by two of an article's smallest hashes and then by its whole sketch, so that equal
    sketches always meet and alike ones nearly always, in a time that does not grow with the
    size of a group. Which articles are grouped does not depend on their order.

    Parameters
    ----------
    sketches : Ragged
        Of all articles, by ``content_sketches``; an empty one is a group of its own.

    Returns
    -------
    ndarray of shape (n_articles,), dtype int64
        The group of each article; groups are numbered from 0 by their first articles.

    Examples
    --------
    >>> values = [*range(9), *range(20, 29), *range(9)]
    >>> sketches = Ragged(np.array(values, np.uint32), np.array([0, 9, 18, 27]))
    >>> copy_groups(sketches).tolist()
    [0, 1, 0]
    """
    from scipy import sparse  # slow to import, and the other search does without
    from scipy.sparse import csgraph

    pairs = _alike(sketches, _neighbours(sketches))
    shape = (len(sketches), len(sketches))
    graph = sparse.coo_array((np.ones(len(pairs), np.int8), tuple(pairs.T)), shape=shape)
    _, labels = csgraph.connected_components(graph, directed=False)
    _, first, numbers = np.unique(labels, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int64)
    order[np.argsort(first)] = np.arange(len(first))
    return order[numbers]


def common_entries(
    sketches: Ragged, pairs: NDArray[np.int64]
) -> Iterator[tuple[slice, NDArray[np.int64], NDArray[np.uint32]]]:
    """Yield what pairs of sketches have in common, some pairs at a time.

    Parameters
    ----------
    sketches : Ragged
    pairs : ndarray of shape (n_pairs, 2), dtype int64
        Row numbers.

    Yields
    ------
    some : slice
        Which pairs.
    numbers : ndarray of shape (n_common,), dtype int64
        Whose each entry is, counted from the first of these pairs.
    entries : ndarray of shape (n_common,), dtype uint32
        What both of its sketches hold.
    """
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[first : first + _PAIRS_AT_ONCE]
        both = take_rows(sketches, some.T.ravel())
        tags = np.tile(np.arange(len(some), dtype=np.uint64) << _UPPER, 2)
        packed = np.repeat(tags, both.lengths) | both.values
        packed.sort()
        twice = packed[:-1][packed[1:] == packed[:-1]]
        numbers = (twice >> _UPPER).astype(np.int64)
        yield slice(first, first + len(some)), numbers, twice.astype(np.uint32)


def _alike(sketches: Ragged, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs that share enough of their entries."""
    shared = np.zeros(len(pairs), np.int64)
    for some, numbers, _ in common_entries(sketches, pairs):
        shared[some] = np.bincount(numbers, minlength=some.stop - some.start)
    enough = shared >= COPY_SHARE * sketches.lengths[pairs].max(axis=1, initial=0)
    return pairs[np.flatnonzero(enough)]


def _neighbours(sketches: Ragged) -> NDArray[np.int64]:
    """Return pairs of articles that stand beside each other in some order, shape (n_pairs, 2)."""
    filled = np.flatnonzero(sketches.lengths)
    keys = _keys(sketches, filled)
    sums = np.add.reduceat(sketches.values, sketches.offsets[filled], dtype=np.uint64)
    codes = [np.empty(0, np.int64)]
    for column in range(_KEYS):
        key = (keys[:, column] << _UPPER) | keys[:, (column + 1) % _KEYS]
        order = np.lexsort((sums, key))
        beside = np.flatnonzero(key[order[1:]] == key[order[:-1]])
        a, b = filled[order[beside]], filled[order[beside + 1]]
        codes.append(np.minimum(a, b) * len(sketches) + np.maximum(a, b))
    every = np.sort(np.concatenate(codes))
    every = every[run_starts(every)]
    return np.stack(np.divmod(every, max(len(sketches), 1)), axis=1)


def _keys(sketches: Ragged, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return for each sketch its smallest entry of each remainder, shape (n_rows, _KEYS)."""
    lengths = np.minimum(sketches.lengths[rows], _HEAD)
    values = sketches.values[ranges(sketches.offsets[rows], lengths)]
    cells = np.repeat(np.arange(len(rows)) * _KEYS, lengths) + values % _KEYS
    keys = np.full(len(rows) * _KEYS, _NO_KEY, np.uint32)
    keys[cells[::-1]] = values[::-1]  # entries ascend, and the last one written stays
    return keys.reshape(-1, _KEYS).astype(np.uint64)


def members_of(groups: NDArray[np.int64], rows: NDArray[np.int64], n_groups: int) -> Ragged:
    """Return for each group those of the given articles that are in it, ascending."""
    rows = rows[np.argsort(groups[rows], kind="stable")]
    return Ragged(rows, offsets_of(np.bincount(groups[rows], minlength=n_groups)))
