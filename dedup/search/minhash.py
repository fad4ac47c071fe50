"""MinHash signatures, a whole batch at a time: datasketch 2's scheme, and a faster one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from dedup.config import MOST_PERMUTATIONS
from dedup.search.shingles import mix64
from dedup.text import TEXT_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasketch import MinHash
    from numpy.typing import NDArray

    from dedup.search.ragged import Ragged

EMPTY = np.uint32(0xFFFFFFFF)
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1
_SHINGLES_AT_ONCE = 1 << 16  # one permutation of this many shingles stays in a core's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class MinHashScheme:
    """How signatures were made: only those of equal schemes can be compared.

    Parameters
    ----------
    num_perm : int, default=128
        Number of permutations, or of bins of the one permutation, in [1, 65536].
    seed : int, default=1
        Seed of the permutations, in [0, 2^32).
    method : {"affine32", "one-permutation"}, default="affine32"
        ``affine32`` is datasketch 2's scheme. ``one-permutation`` takes a tenth of the time
        and estimates as well from about a hundred shingles on.
    width : int, default=3
        Words in a shingle, at least 1.
    text_version : int
        Version of normalisation and word borders.

    Raises
    ------
    ValueError
        If a number is out of its range.
    """

    num_perm: int = 128
    seed: int = 1
    method: Literal["affine32", "one-permutation"] = "affine32"
    width: int = 3
    text_version: int = TEXT_VERSION

    def __post_init__(self) -> None:
        if not 1 <= self.num_perm <= MOST_PERMUTATIONS:
            raise ValueError(f"permutations are 1 to {MOST_PERMUTATIONS:,}, got {self.num_perm}")
        if not 0 <= self.seed < 1 << 32:
            raise ValueError(f"a seed is in [0, 2^32), got {self.seed}")
        if self.width < 1:
            raise ValueError(f"a shingle has at least 1 word, got {self.width}")

    def permutations(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Return the factors ``a`` (odd) and terms ``b``, each of shape (num_perm,), dtype uint32.

        They are the ones that ``datasketch.MinHash(num_perm, seed)`` draws for its scheme
        ``affine32``, drawn the same way, so that datasketch need not be imported.
        """
        draw = np.random.RandomState(self.seed).randint
        factors = draw(0, 1 << 31, self.num_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
        return factors, draw(0, 1 << 32, self.num_perm, dtype=np.uint32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """The signatures of a batch of articles, with their identity.

    Parameters
    ----------
    values : ndarray of shape (n_articles, num_perm), dtype uint32
        ``values[i, p]`` is the smallest hash of article ``i`` under permutation ``p``;
        ``EMPTY`` throughout where the article has no words.
    scheme : MinHashScheme
    """

    values: NDArray[np.uint32]
    scheme: MinHashScheme

    def __len__(self) -> int:
        return len(self.values)


def signatures(shingles: Ragged, scheme: MinHashScheme) -> Signatures:
    r"""Sketch the shingle sets of a batch of articles.

    Parameters
    ----------
    shingles : Ragged
        Shingle hashes, as ``shingle_hashes`` gives them; order and repetition change nothing.
    scheme : MinHashScheme
        Its ``width`` must be the one the shingles were made with.

    Returns
    -------
    Signatures

    Notes
    -----
    ``affine32``: the upper half ``h`` of a shingle hash goes through MurmurHash3's 32-bit
    finaliser and then through ``a[p] * h + b[p]`` modulo :math:`2^{32}` with odd ``a[p]``, a
    bijection: bit for bit datasketch 2's scheme for the tokens ``h``. The share of equal
    entries estimates the Jaccard similarity ``J`` with a standard error of
    :math:`\sqrt{J(1 - J) / k}` for ``k`` permutations [1]_, as a test measures; linear maps
    are only approximately min-wise independent, so this is not proven.

    ``one-permutation``: each hash falls into one of ``k`` bins, and a bin keeps its smallest
    [2]_. An empty bin takes the value of another one, tried in an order of its own, the same
    for all articles, which keeps the estimate unbiased [3]_.

    References
    ----------
    .. [1] A. Z. Broder, "On the resemblance and containment of documents",
       SEQUENCES 1997. :doi:`10.1109/SEQUEN.1997.666900`
    .. [2] P. Li, A. Owen and C.-H. Zhang, "One permutation hashing", NIPS 2012.
    .. [3] A. Shrivastava, "Optimal densification for fast and accurate minwise hashing",
       ICML 2017.

    Examples
    --------
    >>> from dedup.search import shingle_hashes, word_hashes
    >>> shingles = shingle_hashes(word_hashes(["a ferry ran aground off Tarn"]))
    >>> signatures(shingles, MinHashScheme(num_perm=4)).values.shape
    (1, 4)
    """
    make = _one_permutation if scheme.method == "one-permutation" else _many_permutations
    minima = np.full((len(shingles), scheme.num_perm), EMPTY, np.uint32)
    filled = np.flatnonzero(shingles.lengths)
    starts = np.append(shingles.offsets[filled], len(shingles.values))
    first = 0
    while first < len(filled):
        last = int(np.searchsorted(starts, starts[first] + _SHINGLES_AT_ONCE))
        last = min(max(last, first + 1), len(filled))
        hashes = shingles.values[starts[first] : starts[last]]
        minima[filled[first:last]] = make(hashes, starts[first : last + 1] - starts[first], scheme)
        first = last
    return Signatures(values=minima, scheme=scheme)


def token_hashes(shingles: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the 32-bit tokens that stand for shingle hashes in ``affine32`` signatures."""
    return (shingles >> np.uint64(32)).astype(np.uint32)


def estimated_jaccard(a: Signatures, b: Signatures) -> NDArray[np.float64]:
    """Estimate the Jaccard similarity of every article of one batch with every one of another.

    Returns
    -------
    ndarray of shape (len(a), len(b)), dtype float64
        Shares of equal entries, in [0, 1]; 0 where either article is empty.

    Raises
    ------
    ValueError
        If the signatures were made by different schemes.
    """
    if a.scheme != b.scheme:
        raise ValueError(f"signatures of different schemes: {_difference(a.scheme, b.scheme)}")
    shares = np.empty((len(a), len(b)))
    for row, signature in enumerate(a.values):
        shares[row] = np.count_nonzero(b.values == signature, axis=1)
    shares /= a.scheme.num_perm
    shares[(a.values == EMPTY).all(axis=1)] = 0
    return shares


def to_datasketch(signed: Signatures) -> list[MinHash]:
    """Hand signatures over to datasketch, ready for its ``MinHashLSH`` and the like.

    Returns
    -------
    list of datasketch.MinHash
        One for each article, called scheme ``affine32``. Made by ``one-permutation`` they compare
        with each other as any do, but must not be updated or compared with datasketch's own.
    """
    from datasketch import MinHash

    permutations = np.stack(signed.scheme.permutations())
    return [
        MinHash(
            hashvalues=row, permutations=permutations, seed=signed.scheme.seed, scheme="affine32"
        )
        for row in signed.values
    ]


def from_datasketch(sketches: Sequence[MinHash], scheme: MinHashScheme) -> Signatures:
    """Take over sketches that datasketch made of shingles like ours.

    Parameters
    ----------
    sketches : sequence of datasketch.MinHash
    scheme : MinHashScheme
        What the caller vouches for: datasketch does not know how its tokens were made.

    Raises
    ------
    ValueError
        If a sketch has another scheme, seed or number of permutations.
    """
    for index, sketch in enumerate(sketches):
        theirs = (sketch.scheme, sketch.seed, len(sketch.hashvalues))
        if theirs != (scheme.method, scheme.seed, scheme.num_perm):
            raise ValueError(
                f"sketch {index} is (scheme, seed, num_perm) = {theirs}, "
                f"not {(scheme.method, scheme.seed, scheme.num_perm)}"
            )
    values = np.array([sketch.hashvalues for sketch in sketches], np.uint32)
    return Signatures(values=values.reshape(len(sketches), scheme.num_perm), scheme=scheme)


def _many_permutations(
    shingles: NDArray[np.uint64], offsets: NDArray[np.int64], scheme: MinHashScheme
) -> NDArray[np.uint32]:
    """Return the smallest permuted hash of each row, shape (n_rows, num_perm); no row is empty."""
    hashes = _fmix32(token_hashes(shingles))
    minima = np.empty((scheme.num_perm, len(offsets) - 1), np.uint32)
    permuted = np.empty_like(hashes)
    for row, factor, term in zip(minima, *scheme.permutations(), strict=True):
        np.multiply(hashes, factor, out=permuted)
        permuted += term
        np.minimum.reduceat(permuted, offsets[:-1], out=row)
    return minima.T


def _one_permutation(
    shingles: NDArray[np.uint64], offsets: NDArray[np.int64], scheme: MinHashScheme
) -> NDArray[np.uint32]:
    """Return the smallest hash in each bin of each row, shape (n_rows, num_perm)."""
    n_rows, bins = len(offsets) - 1, np.uint64(scheme.num_perm)
    hashes = mix64(shingles ^ np.uint64(scheme.seed * _GOLDEN & _MASK))
    places = ((hashes >> np.uint64(32)) * bins) >> np.uint64(32)
    places += np.repeat(np.arange(n_rows, dtype=np.uint64) * bins, np.diff(offsets))
    minima = np.full(n_rows * scheme.num_perm, EMPTY, np.uint32)
    values = np.minimum(hashes.astype(np.uint32), EMPTY - np.uint32(1))
    np.minimum.at(minima, places.astype(np.int64), values)
    return _densified(minima.reshape(n_rows, scheme.num_perm), scheme.seed)


def _densified(minima: NDArray[np.uint32], seed: int) -> NDArray[np.uint32]:
    """Let empty bins borrow from others, each trying them in an order of its own."""
    rows, bins = np.nonzero(minima == EMPTY)
    full = minima.copy()
    orders = _borrowing_orders(minima.shape[1], seed)
    for attempt in range(minima.shape[1]):
        if not len(rows):
            break
        values = minima[rows, orders[bins, attempt]]
        full[rows, bins] = values
        left = values == EMPTY
        rows, bins = rows[left], bins[left]
    return full


@cache
def _borrowing_orders(count: int, seed: int) -> NDArray[np.int64]:
    """Return for each bin a random order of all bins, shape (count, count)."""
    # By hashes of their numbers: to import numpy.random takes longer than to sketch an article.
    numbers = np.arange(1, count * count + 1, dtype=np.uint64) * np.uint64(_GOLDEN)
    hashes = mix64(numbers ^ np.uint64(seed)).reshape(count, count)
    return np.argsort(hashes, axis=1, kind="stable")


def _fmix32(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's 32-bit finaliser, in place."""
    hashes ^= hashes >> np.uint32(16)
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    hashes ^= hashes >> np.uint32(16)
    return hashes


def _difference(a: MinHashScheme, b: MinHashScheme) -> str:
    left, right = asdict(a), asdict(b)
    return ", ".join(
        f"{key} {left[key]} and {right[key]}" for key in left if left[key] != right[key]
    )
