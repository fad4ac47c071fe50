"""Word shingles: runs of neighbouring words, as sets of 64-bit hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.search.ragged import Ragged, offsets_of, run_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

_STEP = np.uint64(0x9DDFEA08EB382D69)
_MURMUR_1 = np.uint64(0xFF51AFD7ED558CCD)
_MURMUR_2 = np.uint64(0xC4CEB9FE1A85EC53)


def shingle_hashes(words: Ragged, *, width: int = 3) -> Ragged:
    """Hash the runs of ``width`` neighbouring words of each article.

    An article of fewer words gives one shingle of all its words; an empty one gives none.

    Parameters
    ----------
    words : Ragged
        Word hashes, as ``word_hashes`` gives them.
    width : int, default=3
        Words in a shingle, at least 1.

    Returns
    -------
    Ragged
        Row ``i`` holds the well-mixed shingle hashes of article ``i`` in the order of the
        text; a shingle that recurs is repeated.

    Raises
    ------
    ValueError
        If ``width`` is below 1.

    Examples
    --------
    >>> from dedup.search.words import word_hashes
    >>> words = word_hashes(["a ferry ran aground", "no news", ""])
    >>> shingle_hashes(words, width=3).lengths.tolist()
    [2, 1, 0]
    """
    if width < 1:
        raise ValueError(f"a shingle has at least 1 word, got {width}")
    words = _pad(words, width)
    count = max(len(words.values) - width + 1, 0)
    hashes = words.values[:count].copy()
    for position in range(1, width):
        hashes *= _STEP
        hashes ^= hashes >> np.uint64(29)
        hashes += words.values[position : position + count]
    within = _starts_within_article(words, width, count)
    return Ragged(mix64(hashes[within]), offsets_of(np.maximum(words.lengths - width + 1, 0)))


def mix64(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter 64-bit values in place by MurmurHash3's finaliser, a bijection, and return them."""
    hashes ^= hashes >> np.uint64(33)
    hashes *= _MURMUR_1
    hashes ^= hashes >> np.uint64(33)
    hashes *= _MURMUR_2
    hashes ^= hashes >> np.uint64(33)
    return hashes


def distinct(values: NDArray[Any]) -> NDArray[Any]:
    """Return the distinct values, sorted (faster than ``np.unique``)."""
    values = np.sort(values)
    return values[run_starts(values)]


def incidence(shingles: Ragged) -> sparse.csr_array:
    """Tell which article has which shingle.

    Returns
    -------
    csr_array of shape (n_articles, n_distinct_shingles), dtype int64
        1 where the article has the shingle; columns in order of hash.
    """
    from scipy import sparse  # slow to import, and few need it

    distinct, columns = np.unique(shingles.values, return_inverse=True)
    entries = np.ones(len(columns), np.int64)
    matrix = sparse.csr_array(
        (entries, columns, shingles.offsets), shape=(len(shingles), len(distinct))
    )
    matrix.sum_duplicates()
    matrix.data[:] = 1
    return matrix


def _pad(words: Ragged, width: int) -> Ragged:
    """Fill articles of one to ``width - 1`` words up with zeros, so that each has a shingle."""
    lengths = words.lengths
    missing = np.where(lengths > 0, np.maximum(width - lengths, 0), 0)
    if not missing.any():
        return words
    offsets = offsets_of(lengths + missing)
    padded = np.zeros(offsets[-1], np.uint64)
    shift = np.repeat(offsets[:-1] - words.offsets[:-1], lengths)
    padded[np.arange(len(words.values)) + shift] = words.values
    return Ragged(padded, offsets)


def _starts_within_article(words: Ragged, width: int, count: int) -> NDArray[np.bool_]:
    """Tell which of the ``count`` runs of words do not cross the border of two articles."""
    within = np.ones(count, np.bool_)
    borders = words.offsets[1:-1]
    for step in range(1, width):
        crossing = borders - step
        within[crossing[(crossing >= 0) & (crossing < count)]] = False
    return within
