"""Rewrites: rare content shingles that two articles share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.search.ragged import Ragged, offsets_of, run_starts
from dedup.search.shingles import shingle_hashes
from dedup.search.stems import content_stems, guess_languages
from dedup.search.words import batches_of, join_pieces, tokenize
from dedup.text import TEXT_VERSION, boilerplate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from scipy import sparse

    from dedup.search.words import Tokens

_UNSPACED_LANGUAGES = frozenset(("ja", "km", "lo", "my", "th", "zh"))
_UNSPACED_WIDTH = 4  # characters, about two words
_SHARE_KEPT = 4  # of an article's shingles every fourth is kept, if that is more than `size`
_ROWS_AT_ONCE = 1024
_LEAST_CAP = 16  # the versions of one story in a small collection
_CAP_SHARE = 500
_MEETINGS = 256
_MOST_REQUIRED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class BottomScheme:
    """How content sketches were made: only those of equal schemes can be compared.

    Parameters
    ----------
    size : int, default=128
        Shingles kept of an article, at least 1; of an article with more than four times as
        many, a quarter, so that a brief can still be found in a long document.
    width : int, default=2
        Stems in a shingle, at least 1; four characters in scripts without spaces.
    text_version : int
        Version of normalisation, word borders and stems.
    """

    size: int = 128
    width: int = 2
    text_version: int = TEXT_VERSION


def content_sketches(texts: Sequence[str], scheme: BottomScheme) -> Ragged:
    """Sketch the content of articles: the smallest hashes of their stemmed word pairs.

    Stop words and boilerplate do not enter; languages are guessed one article at a time.

    Parameters
    ----------
    texts : sequence of str, or Arrow array of strings
    scheme : BottomScheme

    Returns
    -------
    Ragged
        Row ``i`` holds the distinct 32-bit hashes kept of ``texts[i]``, ascending: a bottom-k
        sketch [1]_, so that two articles keep the same ones of what they share.

    References
    ----------
    .. [1] A. Z. Broder, "On the resemblance and containment of documents",
       SEQUENCES 1997. :doi:`10.1109/SEQUEN.1997.666900`
    """
    strings = getattr(texts, "to_pylist", lambda: texts)()  # of an Arrow array
    stems, languages = _content([without_boilerplate(text) for text in strings])
    unspaced = np.array([language in _UNSPACED_LANGUAGES for language in languages], np.bool_)
    spaced = _shingles_of(stems, ~unspaced, scheme.width)
    if not unspaced.any():
        return _smallest(spaced, scheme.size)
    return _smallest(_merged(spaced, _shingles_of(stems, unspaced, _UNSPACED_WIDTH)), scheme.size)


def without_boilerplate(text: str) -> str:
    r"""Return a text with its boilerplate cut out.

    Examples
    --------
    >>> without_boilerplate("Rebels took the town.\nRead more: Who are the rebels?")
    'Rebels took the town.\n'
    """
    spans = boilerplate(text)
    if not spans:
        return text
    starts = [0, *(span.end for span in spans)]
    ends = [*(span.start for span in spans), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _content(texts: Sequence[str]) -> tuple[Ragged, list[str]]:
    """Return the content stems and the language of each text."""
    languages: dict[int, str] = {}
    batches = []
    for rows, pieces in batches_of(texts):
        tokens = tokenize(pieces)
        for row, language in zip(rows, guess_languages(tokens), strict=True):
            languages.setdefault(row, language)  # a long text has the language of its beginning
        batches.append((rows, _stems_of(tokens, [languages[row] for row in rows])))
    return join_pieces(batches, len(texts)), [languages[row] for row in range(len(texts))]


def _stems_of(tokens: Tokens, languages: list[str]) -> Ragged:
    if len(set(languages)) == 1:
        return content_stems(tokens, range(len(languages)), languages[0])
    rows: dict[int, NDArray[np.uint64]] = {}
    for language in sorted(set(languages)):
        members = [row for row, code in enumerate(languages) if code == language]
        found = content_stems(tokens, members, language)
        rows |= {row: found.row(index) for index, row in enumerate(members)}
    in_order = [rows[row] for row in range(len(languages))]
    return Ragged(np.concatenate(in_order), offsets_of(np.array([len(row) for row in in_order])))


def _shingles_of(stems: Ragged, wanted: NDArray[np.bool_], width: int) -> Ragged:
    """Return the shingles of the wanted texts and none of the others."""
    lengths = np.where(wanted, stems.lengths, 0)
    kept = np.repeat(wanted, stems.lengths)
    return shingle_hashes(Ragged(stems.values[kept], offsets_of(lengths)), width=width)


def _merged(a: Ragged, b: Ragged) -> Ragged:
    """Put two batches together of which each row is empty in one."""
    values = np.concatenate([a.values, b.values])
    rows = np.concatenate([a.rows_of_values(), b.rows_of_values()])
    return Ragged(values[np.argsort(rows, kind="stable")], offsets_of(a.lengths + b.lengths))


def _smallest(shingles: Ragged, size: int) -> Ragged:
    """Keep of each row the smallest distinct values, cut to 32 bits."""
    upper = np.uint64(32)
    packed = (shingles.rows_of_values().astype(np.uint64) << upper) | (shingles.values >> upper)
    packed.sort()
    packed = packed[run_starts(packed)]
    rows = (packed >> upper).astype(np.int64)
    lengths = np.bincount(rows, minlength=len(shingles))
    offsets = offsets_of(lengths)
    rank = np.arange(len(packed)) - offsets[rows]
    kept = rank < np.maximum(size, lengths // _SHARE_KEPT)[rows]
    values = packed[kept].astype(np.uint32)  # the lower half
    return Ragged(values, offsets_of(np.bincount(rows[kept], minlength=len(shingles))))


class RewritePairs(NamedTuple):
    """What the search for rewrites found.

    Parameters
    ----------
    pairs : ndarray of shape (n_pairs, 2), dtype int64
        Row numbers ``a < b``, sorted.
    shared : ndarray of shape (n_pairs,), dtype int64
        Number of rare shingles that the two sketches share.
    weights : ndarray of shape (n_pairs,), dtype float64
        How telling they are: the sum of ``log(n / document frequency)``.
    """

    pairs: NDArray[np.int64]
    shared: NDArray[np.int64]
    weights: NDArray[np.float64]


def rewrite_pairs(
    sketches: Ragged,
    *,
    n_old: int = 0,
    min_shared: int = 3,
    min_share: float = 0.025,
    most: int = 50,
    most_frequent: int | None = None,
) -> RewritePairs:
    """Find the pairs of articles that share rare content shingles.

    Parameters
    ----------
    sketches : Ragged
        Of all articles, by ``content_sketches``.
    n_old : int, default=0
        As for ``near_pairs``.
    min_shared : int, default=3
        Rare shingles a pair must share, at least 1.
    min_share : float, default=0.025
        The same as a share, in [0, 1], of the shorter sketch; ten are always enough, so that
        long documents may share a passage.
    most : int, default=50
        Best partners kept of an article; a pair stays if it is among those of either.
    most_frequent : int, optional
        Number of articles above which a shingle is not rare; by default ``frequency_cap``.

    Returns
    -------
    RewritePairs
    """
    postings = _Postings.of(sketches)
    cap = most_frequent or frequency_cap(postings.frequencies, len(sketches))
    index = postings.rare_index(cap)
    required = np.clip(min_share * sketches.lengths, min_shared, max(min_shared, _MOST_REQUIRED))
    blocks = _shared(index, n_old, required)
    return _united([_best(block, most) for block in blocks], len(sketches))


def frequency_cap(frequencies: NDArray[np.int64], n_articles: int) -> int:
    """Choose the number of articles above which a shingle is not rare.

    Parameters
    ----------
    frequencies : ndarray of shape (n_shingles,), dtype int64
        In how many articles each distinct shingle stands.
    n_articles : int

    Returns
    -------
    int
        At least 16, the versions of one story in a small collection; at most every 500th; so
        low that meetings of two articles in a shingle, whose number decides the time of the
        search, number at most 256 an article on average.
    """
    most = max(_LEAST_CAP, n_articles // _CAP_SHARE)
    counts = np.bincount(np.minimum(frequencies, most + 1), minlength=most + 1)[: most + 1]
    counts[:2] = 0  # a shingle of one article brings nobody together
    meetings = np.cumsum(counts * np.arange(most + 1) ** 2)
    affordable = int(np.searchsorted(meetings, _MEETINGS * n_articles, side="right")) - 1
    return max(_LEAST_CAP, affordable)


class _Postings(NamedTuple):
    """The sketch entries that several articles have, sorted by shingle and then by article."""

    rows: NDArray[np.uint32]  # shape (n_entries,): the article of each entry
    frequencies: NDArray[np.int64]  # shape (n_shingles,): in how many articles each stands
    n_articles: int

    @classmethod
    def of(cls, sketches: Ragged) -> _Postings:
        # The arrays are as large as the collection's sketches: as few as possible at a time.
        packed = sketches.values.astype(np.uint64)
        packed <<= np.uint64(32)
        packed |= np.repeat(np.arange(len(sketches), dtype=np.uint32), sketches.lengths)
        packed.sort()
        starts = run_starts((packed >> np.uint64(32)).astype(np.uint32))
        frequencies = np.diff(starts, append=len(packed))
        several = frequencies > 1
        packed = packed[np.repeat(several, frequencies)]
        return cls(packed.astype(np.uint32), frequencies[several], len(sketches))

    def rare_index(self, cap: int) -> sparse.csc_array:
        """Return which article has which rare shingle, shape (n_articles, n_rare).

        An entry is ``1 + weight·i``: a product with ones then counts in its real part and
        weighs in its imaginary part, in one pass.
        """
        from scipy import sparse  # slow to import, and the other search does without

        rare = self.frequencies <= cap
        frequencies = self.frequencies[rare]
        weights = np.log(max(self.n_articles, 1) / frequencies)
        entries = np.repeat((1 + 1j * weights).astype(np.complex64), frequencies)
        rows = self.rows[np.repeat(rare, self.frequencies)].astype(np.int32)
        borders = offsets_of(frequencies)
        shape = (self.n_articles, len(frequencies))
        return sparse.csc_array((entries, rows, borders), shape=shape)


class _Block(NamedTuple):
    """Pairs of some articles with any others: article, partner, shared shingles, weight."""

    rows: NDArray[np.int64]
    partners: NDArray[np.int64]
    shared: NDArray[np.int64]
    weights: NDArray[np.float64]


def _shared(index: sparse.csc_array, n_old: int, required: NDArray[np.float64]) -> Iterator[_Block]:
    """Multiply the index with itself, a block of articles at a time."""
    ones = index.real.tocsr()
    ones.data[:] = 1
    partners = index[:n_old].T if n_old else index.T
    for first in range(n_old, index.shape[0], _ROWS_AT_ONCE):
        product = (ones[first : first + _ROWS_AT_ONCE] @ partners).tocoo()
        rows = product.row.astype(np.int64) + first
        shared = product.data.real.astype(np.int64)
        enough = np.minimum(required[rows], required[product.col])
        kept = (shared >= enough) & (rows != product.col)
        yield _Block(
            rows[kept],
            product.col[kept].astype(np.int64),
            shared[kept],
            product.data.imag[kept],
        )


def _best(block: _Block, most: int) -> _Block:
    """Keep each article's partners with the most telling shingles, ties by row number."""
    order = np.lexsort((block.partners, -block.weights, block.rows))
    rows = block.rows[order]
    begins = run_starts(rows)
    rank = np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))
    kept = order[rank < most]
    return _Block(
        rows=block.rows[kept],
        partners=block.partners[kept],
        shared=block.shared[kept],
        weights=block.weights[kept],
    )


def _united(blocks: Sequence[_Block], n_articles: int) -> RewritePairs:
    """Bring each pair into one order, once."""
    if not blocks:
        return RewritePairs(np.empty((0, 2), np.int64), np.empty(0, np.int64), np.empty(0))
    rows, partners, shared, weights = (
        np.concatenate(columns) for columns in zip(*blocks, strict=True)
    )
    codes = np.minimum(rows, partners) * n_articles + np.maximum(rows, partners)
    codes, first = np.unique(codes, return_index=True)
    pairs = np.stack(np.divmod(codes, max(n_articles, 1)), axis=1)
    return RewritePairs(pairs, shared[first], weights[first])
