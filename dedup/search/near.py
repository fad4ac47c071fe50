"""Near-copies: banded MinHash-LSH as a self-join by sorting."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.search.minhash import EMPTY
from dedup.search.ragged import offsets_of, ranges, run_starts
from dedup.search.shingles import mix64

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from dedup.search.bands import Bands
    from dedup.search.minhash import Signatures

SLACK = 0.15
"""By how much an estimate may be below a threshold: more than three standard errors."""
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PAIRS_AT_ONCE = 1 << 16


class NearPairs(NamedTuple):
    """What the search for near-copies found.

    Parameters
    ----------
    pairs : ndarray of shape (n_pairs, 2), dtype int64
        Row numbers ``a < b``, sorted.
    estimates : ndarray of shape (n_pairs,), dtype float64
        Estimated Jaccard similarities in [0, 1].
    crowded : int
        Number of bands in which an article shares its bucket with more than ``most_in_bucket``
        others that it could be paired with, so that its pairs are incomplete.
    """

    pairs: NDArray[np.int64]
    estimates: NDArray[np.float64]
    crowded: int


def near_pairs(
    signed: Signatures,
    bands: Bands,
    *,
    min_estimate: float,
    n_old: int = 0,
    most_in_bucket: int = 200,
) -> NearPairs:
    """Find the pairs of articles whose signatures agree in a band.

    Parameters
    ----------
    signed : Signatures
        Of all articles; empty ones take no part.
    bands : Bands
        At most ``num_perm`` entries in all.
    min_estimate : float
        Smallest estimated Jaccard similarity, in [0, 1], of the pairs to return.
    n_old : int, default=0
        The first ``n_old`` articles are an old collection: only pairs with a new article count,
        and if there are old ones, only pairs of an old and a new one.
    most_in_bucket : int, default=200
        In a bucket of more articles, each is paired only with so many that follow it, or a new
        one with the first so many old ones: ten thousand copies of one page need not become
        fifty million pairs.

    Returns
    -------
    NearPairs

    Raises
    ------
    ValueError
        If the bands need longer signatures.
    """
    num_perm = signed.scheme.num_perm
    if bands.bands * bands.rows > num_perm:
        raise ValueError(
            f"{bands.bands} × {bands.rows} bands need more than {num_perm} permutations"
        )
    filled = np.flatnonzero((signed.values != EMPTY).any(axis=1))
    codes = np.empty(0, np.int64)
    crowded = 0
    for keys in _band_keys(signed.values, filled, bands):
        rows, buckets = _sorted_buckets(keys, filled)
        if n_old:
            found, is_crowded = _across(rows, buckets, n_old, most_in_bucket)
        else:
            found = _neighbours(rows, buckets, most_in_bucket)
            is_crowded = bool((buckets[most_in_bucket:] == buckets[:-most_in_bucket]).any())
        crowded += is_crowded
        codes = np.concatenate(
            [codes, *(pairs[:, 0] * len(signed) + pairs[:, 1] for pairs in found)]
        )
        codes.sort()
        codes = codes[run_starts(codes)]
    pairs = np.stack(np.divmod(codes, max(len(signed), 1)), axis=1)
    estimates = _estimates(signed.values, pairs)
    kept = estimates >= min_estimate
    return NearPairs(pairs[kept], estimates[kept], crowded)


def _band_keys(
    values: NDArray[np.uint32], filled: NDArray[np.int64], bands: Bands
) -> Iterator[NDArray[np.uint64]]:
    """Yield for each band a 64-bit key of every filled article, equal where all rows agree."""
    for first in range(0, bands.bands * bands.rows, bands.rows):
        keys = np.zeros(len(filled), np.uint64)
        for column in range(first, first + bands.rows):
            keys ^= values[filled, column]
            keys *= _GOLDEN
            keys ^= keys >> np.uint64(32)
        yield mix64(keys)


def _sorted_buckets(
    keys: NDArray[np.uint64], rows: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    """Sort articles by bucket; inside a bucket they stand in order of row.

    A row number takes the place of the lowest key bits, so that one plain sort does both;
    the bits that are left keep a million articles' chance meetings below one in a band.
    """
    bits = np.uint64(max(int(rows[-1]) if len(rows) else 0, 1).bit_length())
    mask = (np.uint64(1) << bits) - np.uint64(1)
    packed = (keys & ~mask) | rows.astype(np.uint64)
    packed.sort()
    return (packed & mask).astype(np.int64), packed >> bits


def _neighbours(
    rows: NDArray[np.int64], buckets: NDArray[np.uint64], most_in_bucket: int
) -> Iterable[NDArray[np.int64]]:
    """Yield pairs of articles one, two, … places apart in the same bucket, ``a < b``."""
    places = np.arange(len(rows))
    for step in range(1, most_in_bucket + 1):
        places = places[places + step < len(rows)]
        places = places[buckets[places + step] == buckets[places]]
        if not len(places):
            return
        yield np.stack([rows[places], rows[places + step]], axis=1)


def _across(
    rows: NDArray[np.int64], buckets: NDArray[np.uint64], n_old: int, most_in_bucket: int
) -> tuple[Iterable[NDArray[np.int64]], bool]:
    """Pair each new article with old ones of its bucket; say whether with fewer than there are."""
    begins = run_starts(buckets)
    is_new = rows >= n_old
    # Old articles stand first in their bucket.
    new = np.diff(offsets_of(is_new.astype(np.int64))[np.append(begins, len(rows))])
    old = np.diff(begins, append=len(rows)) - new
    counts = np.minimum(old, most_in_bucket).repeat(new)
    found = rows[ranges(begins.repeat(new), counts)]
    pairs = np.stack([found, rows[is_new].repeat(counts)], axis=1)
    return [pairs], bool((old[new > 0] > most_in_bucket).any())


def _estimates(values: NDArray[np.uint32], pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    shares = np.empty(len(pairs))
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        a, b = pairs[first : first + _PAIRS_AT_ONCE].T
        shares[first : first + len(a)] = (values[a] == values[b]).mean(axis=1)
    return shares
