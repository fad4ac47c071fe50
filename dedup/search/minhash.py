"""MinHash signatures in the scheme of datasketch 2, a whole batch at a time."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.text import TEXT_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasketch import MinHash
    from numpy.typing import NDArray

    from dedup.search.ragged import Ragged

EMPTY = np.uint32(0xFFFFFFFF)
_SHINGLES_AT_ONCE = 1 << 15  # one permutation of this many shingles stays in a core's cache


@dataclass(frozen=True, slots=True, kw_only=True)
class MinHashScheme:
    """How signatures were made: only those of equal schemes can be compared.

    Parameters
    ----------
    num_perm : int, default=128
        Number of permutations, at least 1.
    seed : int, default=1
        Seed of the permutations, in [0, 2^32).
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
    width: int = 3
    text_version: int = TEXT_VERSION

    def __post_init__(self) -> None:
        if self.num_perm < 1:
            raise ValueError(f"a signature has at least 1 permutation, got {self.num_perm}")
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
    The upper half ``h`` of a shingle hash goes through MurmurHash3's 32-bit finaliser and
    then through ``a[p] * h + b[p]`` modulo :math:`2^{32}` with odd ``a[p]``, a bijection:
    bit for bit datasketch 2's scheme ``affine32`` for the tokens ``h``. The share of equal
    entries estimates the Jaccard similarity ``J`` with a standard error of
    :math:`\sqrt{J(1 - J) / k}` for ``k`` permutations [1]_, as a test measures; linear maps
    are only approximately min-wise independent, so this is not proven.

    References
    ----------
    .. [1] A. Z. Broder, "On the resemblance and containment of documents",
       SEQUENCES 1997. :doi:`10.1109/SEQUEN.1997.666900`

    Examples
    --------
    >>> from dedup.search import shingle_hashes, word_hashes
    >>> shingles = shingle_hashes(word_hashes(["a ferry ran aground off Tarn"]))
    >>> signatures(shingles, MinHashScheme(num_perm=4)).values.shape
    (1, 4)
    """
    factors, terms = scheme.permutations()
    minima = np.full((len(shingles), scheme.num_perm), EMPTY, np.uint32)
    hashes = _fmix32(token_hashes(shingles))
    filled = np.flatnonzero(shingles.lengths)
    starts = shingles.offsets[filled]
    first = 0
    while first < len(filled):
        end = int(np.searchsorted(starts, starts[first] + _SHINGLES_AT_ONCE))
        stop = int(starts[end]) if end < len(starts) else len(hashes)
        block = hashes[starts[first] : stop]
        minima[filled[first:end]] = _minima(
            block, starts[first:end] - starts[first], factors, terms
        )
        first = end
    return Signatures(values=minima, scheme=scheme)


def token_hashes(shingles: Ragged) -> NDArray[np.uint32]:
    """Return the 32-bit tokens that stand for shingles in signatures, shape (n_shingles,)."""
    return (shingles.values >> np.uint64(32)).astype(np.uint32)


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
        One for each article, of scheme ``affine32``.
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
        if theirs != ("affine32", scheme.seed, scheme.num_perm):
            raise ValueError(
                f"sketch {index} is (scheme, seed, num_perm) = {theirs}, "
                f"not ('affine32', {scheme.seed}, {scheme.num_perm})"
            )
    values = np.array([sketch.hashvalues for sketch in sketches], np.uint32)
    return Signatures(values=values.reshape(len(sketches), scheme.num_perm), scheme=scheme)


def _minima(
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    factors: NDArray[np.uint32],
    terms: NDArray[np.uint32],
) -> NDArray[np.uint32]:
    """Return the smallest permuted hash of each run, shape (len(starts), num_perm)."""
    minima = np.empty((len(factors), len(starts)), np.uint32)
    permuted = np.empty_like(hashes)
    for row, factor, term in zip(minima, factors, terms, strict=True):
        np.multiply(hashes, factor, out=permuted)
        permuted += term
        np.minimum.reduceat(permuted, starts, out=row)
    return minima.T


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
