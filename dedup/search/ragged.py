"""Rows of different lengths in one array: how a batch of articles travels through this room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """A batch of rows, stored end to end.

    Parameters
    ----------
    values : ndarray of shape (n_values,), dtype uint64 or uint32
        All rows, one after the other; uint32 in content sketches, else uint64.
    offsets : ndarray of shape (n_rows + 1,), dtype int64
        Row ``i`` is ``values[offsets[i]:offsets[i + 1]]``.
    """

    values: NDArray[Any]
    offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Number of values in each row, shape (n_rows,), dtype int64."""
        # np.diff would take longer than everything else, where a batch is one article.
        return self.offsets[1:] - self.offsets[:-1]

    def row(self, index: int) -> NDArray[Any]:
        """Return one row as a view, shape (lengths[index],)."""
        return self.values[self.offsets[index] : self.offsets[index + 1]]

    def rows_of_values(self) -> NDArray[np.int64]:
        """Return, for each value, the number of its row; shape (n_values,), dtype int64."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.lengths)


def concatenate(batches: Sequence[Ragged]) -> Ragged:
    """Put the rows of several batches one below the other.

    Examples
    --------
    >>> a = Ragged(np.array([1, 2], np.uint64), np.array([0, 2]))
    >>> b = Ragged(np.array([3], np.uint64), np.array([0, 0, 1]))
    >>> concatenate([a, b]).lengths.tolist()
    [2, 0, 1]
    """
    if not batches:
        return Ragged(np.empty(0, np.uint64), np.zeros(1, np.int64))
    if len(batches) == 1:
        return batches[0]
    lengths = np.concatenate([batch.lengths for batch in batches])
    return Ragged(np.concatenate([batch.values for batch in batches]), offsets_of(lengths))


def take_rows(ragged: Ragged, rows: NDArray[np.int64]) -> Ragged:
    """Return some rows of a batch, in the order asked for.

    Examples
    --------
    >>> rows = Ragged(np.array([1, 2, 3], np.uint64), np.array([0, 2, 2, 3]))
    >>> take_rows(rows, np.array([2, 0])).values.tolist()
    [3, 1, 2]
    """
    lengths = ragged.lengths[rows]
    return Ragged(ragged.values[ranges(ragged.offsets[rows], lengths)], offsets_of(lengths))


def ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers ``starts[i]`` to ``starts[i] + lengths[i]`` of all ``i``, end to end."""
    offsets = offsets_of(lengths)
    return np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)


def run_starts(values: NDArray[Any]) -> NDArray[np.int64]:
    """Return where each run of equal values begins, shape (n_runs,), dtype int64.

    Examples
    --------
    >>> run_starts(np.array([7, 7, 2, 9, 9])).tolist()
    [0, 2, 3]
    """
    changed = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return np.flatnonzero(changed)


def distinct_values(
    values: NDArray[Any],
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct values, sorted, where each is first, and the number of each value's own.

    As ``np.unique`` with indices and inverse, which would first import all of ``numpy.ma``.

    Examples
    --------
    >>> [part.tolist() for part in distinct_values(np.array([7, 2, 7]))]
    [[2, 7], [1, 0], [1, 0, 1]]
    """
    order = np.argsort(values, kind="stable")
    in_order = values[order]
    starts = run_starts(in_order)
    numbers = np.empty(len(values), np.int64)
    numbers[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(values)))
    return in_order[starts], order[starts], numbers


def find_among(
    keys: NDArray[np.int64], wanted: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Look numbers up among ascending keys: their places, and whether they are there.

    Examples
    --------
    >>> [part.tolist() for part in find_among(np.array([2, 7]), np.array([7, 3]))]
    [[1, 1], [True, False]]
    """
    if not len(keys):
        return np.zeros(len(wanted), np.int64), np.zeros(len(wanted), np.bool_)
    places = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return places, keys[places] == wanted


def offsets_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Turn row lengths, shape (n_rows,), into row offsets, shape (n_rows + 1,)."""
    offsets = np.zeros(len(lengths) + 1, np.int64)
    lengths.cumsum(out=offsets[1:])
    return offsets
