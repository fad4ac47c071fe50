"""Fingerprints of sentences: what an archive can prove of a text that it does not keep."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.records import SentenceFingerprints
from dedup.search import Ragged, concatenate, distinct, shingle_hashes, word_hashes
from dedup.search.ragged import offsets_of
from dedup.search.shingles import mix64
from dedup.search.words import tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

_FEWEST_WORDS = 5  # "He declined to comment." stands in half of all reports
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
# Where a text is cut need not be where a reader would cut it, only the same in both texts; and
# finding the sentences properly takes longer than all sketches together.
_END, _END_ANYWHERE, _CLOSER, _SPACE = 1, 2, 4, 8
_ENDS = ".!?…"
_ENDS_ANYWHERE = "。！？\n\r\u2028\u2029"
_CLOSERS = "\"'”’»)]"
_LAST_SPACE = 0x3000
_N_KINDS = 0x10000  # all of these characters are below
_CHARACTERS_AT_ONCE = 1 << 18  # arrays of so many stay in a core's cache


def sentence_fingerprints(text: str, *, width: int = 3) -> SentenceFingerprints:
    """Fingerprint the sentences of a text that have at least five words.

    A text is cut behind full stops, question and exclamation marks, and at line breaks: not
    always where a reader would, but everywhere alike.

    Parameters
    ----------
    text : str
        Raw text.
    width : int, default=3
        Words in the shingles that are counted.

    Returns
    -------
    SentenceFingerprints

    Examples
    --------
    >>> a = sentence_fingerprints("It rained. The ferry ran aground off Tarn.")
    >>> b = sentence_fingerprints("THE FERRY RAN AGROUND, OFF TARN!")
    >>> a.hashes.tolist() == b.hashes.tolist(), a.spans.tolist()
    (True, [[11, 42]])
    """
    return fingerprint_all([text], width=width)[0][0]


def fingerprint_all(
    texts: Sequence[str], *, width: int = 3
) -> tuple[list[SentenceFingerprints], Ragged]:
    """Fingerprint many texts, as `sentence_fingerprints` does one.

    Returns
    -------
    prints : list of SentenceFingerprints
    shingles : Ragged
        The word shingles of each text, which are found on the way.
    """
    batches = [_sentences(some) for some in _batches(texts)]
    shingles = shingle_hashes(concatenate([batch.words for batch in batches]), width=width)
    sentences = ((batch, row) for batch in batches for row in range(len(batch.rows) - 1))
    prints = []
    for number, (batch, row) in enumerate(sentences):
        part = slice(batch.rows[row], batch.rows[row + 1])
        prints.append(
            SentenceFingerprints(
                hashes=batch.hashes[part],
                spans=batch.spans[part],
                shingles=len(distinct(shingles.row(number))),
            )
        )
    return prints, shingles


def verbatim(
    text: SentenceFingerprints, source: SentenceFingerprints
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Pair the sentences of a text with the same ones of another, each with its first likeness.

    Returns
    -------
    list of tuple
        ``((start, end), (start, end))`` in the raw characters of the text and of the source, in
        the order of the text.
    """
    places: dict[int, tuple[int, int]] = {}
    for hash_, (start, end) in zip(source.hashes.tolist(), source.spans.tolist(), strict=True):
        places.setdefault(hash_, (start, end))
    return [
        ((start, end), places[hash_])
        for hash_, (start, end) in zip(text.hashes.tolist(), text.spans.tolist(), strict=True)
        if hash_ in places
    ]


class _Sentences(NamedTuple):
    """The sentences of some texts that are long enough, and the words of the texts."""

    words: Ragged
    hashes: NDArray[np.uint64]
    spans: NDArray[np.int64]  # shape (n_sentences, 2), in the characters of their own text
    rows: NDArray[np.int64]  # the sentences of text i are rows[i]:rows[i + 1]


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Divide texts into batches that fit a core's cache, but for texts that do not fit alone."""
    first = size = 0
    for row, text in enumerate(texts):
        if size and size + len(text) > _CHARACTERS_AT_ONCE:
            yield texts[first:row]
            first, size = row, 0
        size += len(text) + 1
    if first < len(texts):
        yield texts[first:]


def _sentences(texts: Sequence[str]) -> _Sentences:
    tokens = tokenize(texts)
    joined = "\n".join([*texts, ""])
    borders = offsets_of(np.fromiter(map(len, texts), np.int64, len(texts)) + 1)
    starts, ends = _pieces(joined, borders)
    if tokens.places is None:
        bounds = zip(starts.tolist(), ends.tolist(), strict=True)
        words = word_hashes([joined[start:end] for start, end in bounds])
    else:
        offsets = np.searchsorted(tokens.places, np.append(starts, len(joined)))
        words = Ragged(tokens.words.values, offsets)
    kept = words.lengths >= _FEWEST_WORDS
    starts, ends = starts[kept], ends[kept]
    rows = np.searchsorted(starts, borders)
    begins = np.repeat(borders[:-1], np.diff(rows))
    spans = np.stack([starts - begins, ends - begins], axis=1)
    return _Sentences(tokens.words, _hashes(words)[kept], spans, rows)


def _pieces(joined: str, borders: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut texts behind each end of a sentence; white space at the ends belongs to no piece."""
    code_points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), "<u4")
    kinds = _kinds().take(np.minimum(code_points, _N_KINDS - 1))
    kinds[borders[1:] - 1] = _SPACE  # what joins two texts ends no sentence: it is none's
    cuts = np.concatenate([borders, _cuts(kinds)])
    cuts.sort()
    seen = np.flatnonzero(kinds & _SPACE == 0)
    places = np.searchsorted(seen, cuts)
    filled = np.flatnonzero(places[1:] > places[:-1])
    return seen[places[filled]], seen[places[filled + 1] - 1] + 1


def _cuts(kinds: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the index behind each full stop or the like and the closing marks that follow it."""
    starts, ends = _runs(kinds & (_END | _END_ANYWHERE) != 0)
    closing, closed = _runs(kinds & _CLOSER != 0)
    behind = np.append(closed, 0)[np.searchsorted(closing, ends)]
    cuts = np.where(kinds[ends] & _CLOSER != 0, behind, ends)
    # "3.5" and "dedup.py" go on behind their full stop, "3.\n" and "。" do not.
    anywhere = np.flatnonzero(kinds & _END_ANYWHERE)
    firm = np.searchsorted(anywhere, ends) > np.searchsorted(anywhere, starts)
    return np.asarray(cuts[firm | (kinds[cuts] & _SPACE != 0)])


def _runs(wanted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each run of wanted characters begins, and the index behind it."""
    places = np.flatnonzero(wanted)
    apart = np.flatnonzero(np.diff(places) > 1)
    first = places[np.append(0, apart + 1)] if len(places) else places
    last = places[np.append(apart, len(places) - 1)] if len(places) else places
    return first, last + 1


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return what each character can do to a sentence: end it, close it, part it from others."""
    kinds = np.zeros(_N_KINDS, np.uint8)
    for characters, kind in ((_ENDS, _END), (_ENDS_ANYWHERE, _END_ANYWHERE), (_CLOSERS, _CLOSER)):
        kinds[list(map(ord, characters))] = kind
    spaces = [number for number in range(_LAST_SPACE + 1) if chr(number).isspace()]
    kinds[spaces] |= _SPACE
    return kinds


def _hashes(words: Ragged) -> NDArray[np.uint64]:
    """Hash the words of each row and their order; 0 for a row without words."""
    places = np.arange(len(words.values)) - np.repeat(words.offsets[:-1], words.lengths)
    mixed = mix64(words.values + mix64(places.astype(np.uint64) * _GOLDEN))
    sums = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=sums[1:])
    return mix64(sums[words.offsets[1:]] - sums[words.offsets[:-1]])
