"""Rewrites: rare content shingles that two articles share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.search.groups import common_entries, copy_groups, members_of
from dedup.search.ragged import Ragged, offsets_of, ranges, run_starts
from dedup.search.shingles import shingle_hashes
from dedup.search.stems import content_stems, guess_languages
from dedup.search.words import batches_of, join_pieces, tokenize
from dedup.text import TEXT_VERSION, boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

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
MIN_SHARED = 3
_MIN_SHARE = 0.025
_MOST_REQUIRED = 10
MOST_PARTNERS = 50


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
    strings = getattr(texts, "to_pylist", lambda: texts)()  # of an Arrow array, with nulls
    stems, languages = _content([without_boilerplate(text or "") for text in strings])
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
        How telling they are: the sum of ``log(n / document frequency)``, near-copies counting
        as one document.
    """

    pairs: NDArray[np.int64]
    shared: NDArray[np.int64]
    weights: NDArray[np.float64]


def rewrite_pairs(
    sketches: Ragged,
    *,
    n_old: int = 0,
    min_shared: int = MIN_SHARED,
    min_share: float = _MIN_SHARE,
    most: int = MOST_PARTNERS,
    most_frequent: int | None = None,
    threads: int = 1,
) -> RewritePairs:
    """Find the pairs of articles that share rare content shingles.

    Near-copies have one vote on how frequent a shingle is: a story that fifty papers print is
    still one story, and its rewrites share what is rare. The search is between groups of
    near-copies; its pairs are then counted anew for the articles of both groups.

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
        Best partners kept of an article; a pair stays if it is among those of either. The second
        of several near-copies comes after the first ones of all others, so that reprints of one
        source do not hide another.
    most_frequent : int, optional
        Number of groups of near-copies above which a shingle is not rare; by default
        ``frequency_cap``.
    threads : int, default=1
        At least 1; the result does not depend on it.

    Returns
    -------
    RewritePairs
    """
    groups = copy_groups(sketches)
    postings = _Postings.of(sketches, groups)
    cap = most_frequent or frequency_cap(postings.frequencies, postings.n_groups)
    required = required_shared(sketches.lengths, min_shared, min_share)
    sides = _Sides.of(groups, n_old)
    meetings = _Meetings.of(postings.rare_index(cap), sides, _least(required, groups))

    def search(first: int) -> NDArray[np.int64]:
        return _spread(_best(meetings.block(first), most), sides, most)

    # SciPy multiplies without holding the interpreter's lock.
    with ThreadPoolExecutor(threads) as pool:
        found = list(pool.map(search, range(0, len(meetings.seeking), _ROWS_AT_ONCE)))
    return _counted(sketches, _united(found, len(sketches)), postings, cap, required)


def required_shared(
    sizes: NDArray[np.int64], min_shared: int = MIN_SHARED, min_share: float = _MIN_SHARE
) -> NDArray[np.float64]:
    """Return how many rare shingles a pair must share, given the sizes of one's sketches."""
    return np.clip(min_share * sizes, min_shared, max(min_shared, _MOST_REQUIRED))


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
    """The sketch entries that several groups have, sorted by shingle and then by group."""

    groups: NDArray[np.uint32]  # shape (n_entries,): the group of each entry
    shingles: NDArray[np.uint32]  # shape (n_shingles,), ascending
    frequencies: NDArray[np.int64]  # shape (n_shingles,): in how many groups each stands
    n_groups: int

    @classmethod
    def of(cls, sketches: Ragged, groups: NDArray[np.int64]) -> _Postings:
        # The arrays are as large as the collection's sketches: as few as possible at a time.
        n_groups = int(groups.max(initial=-1)) + 1
        packed = sketches.values.astype(np.uint64)
        packed <<= np.uint64(32)
        packed |= np.repeat(groups.astype(np.uint32), sketches.lengths)
        packed.sort()
        if n_groups < len(sketches):
            packed = packed[run_starts(packed)]
        shingles = (packed >> np.uint64(32)).astype(np.uint32)
        starts = run_starts(shingles)
        frequencies = np.diff(starts, append=len(packed))
        several = frequencies > 1
        packed = packed[np.repeat(several, frequencies)]
        return cls(
            packed.astype(np.uint32), shingles[starts[several]], frequencies[several], n_groups
        )

    def rare_index(self, cap: int) -> sparse.csc_array:
        """Return which article has which rare shingle, shape (n_articles, n_rare).

        An entry is ``1 + weight·i``: a product with ones then counts in its real part and
        weighs in its imaginary part, in one pass.
        """
        from scipy import sparse  # slow to import, and the other search does without

        rare = self.frequencies <= cap
        frequencies = self.frequencies[rare]
        weights = np.log(self.n_groups / frequencies)
        entries = np.repeat((1 + 1j * weights).astype(np.complex64), frequencies)
        groups = self.groups[np.repeat(rare, self.frequencies)].astype(np.int32)
        borders = offsets_of(frequencies)
        shape = (self.n_groups, len(frequencies))
        return sparse.csc_array((entries, groups, borders), shape=shape)

    def frequencies_of(self, shingles: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return in how many groups shingles stand; what is in no posting stands in one."""
        if not len(self.shingles):
            return np.ones(len(shingles), np.int64)
        places = np.minimum(np.searchsorted(self.shingles, shingles), len(self.shingles) - 1)
        return np.where(self.shingles[places] == shingles, self.frequencies[places], 1)


class _Sides(NamedTuple):
    """Who looks for partners, and among whom: the new and the old, or everybody twice."""

    seekers: Ragged  # row numbers of the articles of each group
    sought: Ragged
    are_same: bool

    @classmethod
    def of(cls, groups: NDArray[np.int64], n_old: int) -> _Sides:
        rows = np.arange(len(groups))
        n_groups = int(groups.max(initial=-1)) + 1
        if not n_old:
            everybody = members_of(groups, rows, n_groups)
            return cls(everybody, everybody, are_same=True)
        new, old = rows[n_old:], rows[:n_old]
        seekers, sought = (members_of(groups, some, n_groups) for some in (new, old))
        return cls(seekers, sought, are_same=False)


def _least(required: NDArray[np.float64], groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what the least demanding article of each group requires."""
    least = np.full(int(groups.max(initial=-1)) + 1, np.inf)
    np.minimum.at(least, groups, required)
    return least


class _Block(NamedTuple):
    """Pairs of some groups with any others: group, partner, weight."""

    rows: NDArray[np.int64]
    partners: NDArray[np.int64]
    weights: NDArray[np.float64]


class _Meetings(NamedTuple):
    """The index with itself: who meets whom in which shingles, a block of groups at a time."""

    shingles: sparse.csr_array  # of ones, shape (n_groups, n_rare)
    partners: sparse.csr_array  # shape (n_rare, n_sought)
    sides: _Sides
    required: NDArray[np.float64]  # shape (n_groups,)
    seeking: NDArray[np.int64]  # the groups that seek

    @classmethod
    def of(cls, index: sparse.csc_array, sides: _Sides, required: NDArray[np.float64]) -> _Meetings:
        ones = index.real.tocsr()
        ones.data[:] = 1
        # Groups are numbered by their first articles, so those with old ones come first.
        last = np.flatnonzero(sides.sought.lengths).max(initial=-1)
        partners = index.T if last + 1 == len(required) else index[: last + 1].T
        return cls(ones, partners, sides, required, np.flatnonzero(sides.seekers.lengths))

    def block(self, first: int) -> _Block:
        """Multiply some groups with all; a group of near-copies is its own best partner."""
        some = self.seeking[first : first + _ROWS_AT_ONCE]
        product = (self.shingles[some] @ self.partners).tocoo()
        rows = some[product.row]
        enough = np.minimum(self.required[rows], self.required[product.col])
        kept = (product.data.real >= enough) & (rows != product.col)
        itself = some[self.sides.sought.lengths[some] > (1 if self.sides.are_same else 0)]
        return _Block(
            np.concatenate([itself, rows[kept]]),
            np.concatenate([itself, product.col[kept].astype(np.int64)]),
            np.concatenate([np.full(len(itself), np.inf), product.data.imag[kept]]),
        )


def _best(block: _Block, most: int) -> _Block:
    """Keep each group's partners with the most telling shingles, ties by number."""
    order = np.lexsort((block.partners, -block.weights, block.rows))
    kept = order[_ranks(block.rows[order]) < most]
    return _Block(block.rows[kept], block.partners[kept], block.weights[kept])


def _spread(block: _Block, sides: _Sides, most: int) -> NDArray[np.int64]:
    """Turn pairs of groups into pairs of their articles, ``most`` for each that seeks.

    An article's partners are first one article of each group, then a second of each, and so on.
    """
    itself = block.rows == block.partners
    sizes = sides.sought.lengths[block.partners] - (itself if sides.are_same else 0)
    each = np.minimum(sizes, most)
    which, turn = np.repeat(np.arange(len(each)), each), ranges(np.zeros_like(each), each)
    groups, partners = block.rows[which], block.partners[which]
    order = np.lexsort((partners, -block.weights[which], turn, groups))
    kept = order[_ranks(groups[order]) < most]
    seeking = sides.seekers.lengths[groups[kept]]
    seekers = ranges(sides.seekers.offsets[groups[kept]], seeking)
    # Inside a group each begins behind itself, so that not all meet the same ones.
    place = seekers - sides.seekers.offsets[groups[kept]].repeat(seeking)
    steps = turn[kept].repeat(seeking) + np.where(itself[which[kept]].repeat(seeking), place + 1, 0)
    partners = partners[kept].repeat(seeking)
    found = sides.sought.offsets[partners] + steps % sides.sought.lengths[partners]
    return np.stack([sides.seekers.values[seekers], sides.sought.values[found]], axis=1)


def _ranks(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count the entries of each run of equal rows from 0."""
    begins = run_starts(rows)
    return np.arange(len(rows)) - np.repeat(begins, np.diff(begins, append=len(rows)))


def _united(blocks: Sequence[NDArray[np.int64]], n_articles: int) -> NDArray[np.int64]:
    """Bring each pair into one order, once."""
    pairs = np.sort(np.concatenate([np.empty((0, 2), np.int64), *blocks]), axis=1)
    codes = np.sort(pairs[:, 0] * n_articles + pairs[:, 1])
    return np.stack(np.divmod(codes[run_starts(codes)], max(n_articles, 1)), axis=1)


def _counted(
    sketches: Ragged,
    pairs: NDArray[np.int64],
    postings: _Postings,
    cap: int,
    required: NDArray[np.float64],
) -> RewritePairs:
    """Count what each pair shares, as its groups may share more, and keep what shares enough."""
    shared, weights = np.zeros(len(pairs), np.int64), np.zeros(len(pairs))
    for some, numbers, entries in common_entries(sketches, pairs):
        frequencies = postings.frequencies_of(entries)
        rare = frequencies <= cap
        telling = np.log(postings.n_groups / frequencies[rare])
        count = some.stop - some.start
        shared[some] = np.bincount(numbers[rare], minlength=count)
        weights[some] = np.bincount(numbers[rare], telling, count)
    kept = shared >= required[pairs].min(axis=1, initial=np.inf)
    return RewritePairs(pairs[kept], shared[kept], weights[kept])
