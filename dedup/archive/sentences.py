"""Fingerprints of sentences: what an archive can prove of a text that it does not keep."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from dedup.archive.records import SentenceFingerprints
from dedup.search import Ragged, distinct, shingle_hashes, word_hashes
from dedup.search.shingles import mix64

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST_WORDS = 5  # "He declined to comment." stands in half of all reports
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
# Where a text is cut need not be where a reader would cut it, only the same in both texts; and
# finding the sentences properly takes longer than all sketches together.
# One set of characters to look for: alternatives would take five times as long.
_MARKS = re.compile(r"[.!?…。！？\n\r\u2028\u2029]+[\"'”’»)\]]*")
_ENDS_ANYWHERE = frozenset("。！？\n\r\u2028\u2029")


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
    shingles = shingle_hashes(word_hashes([text]), width=width)
    return fingerprint_all([text], shingles)[0]


def fingerprint_all(texts: Sequence[str], shingles: Ragged) -> list[SentenceFingerprints]:
    """Fingerprint many texts, as `sentence_fingerprints` does one, given their word shingles."""
    spans = [_spans(text) for text in texts]
    pieces = [
        text[start:end] for text, found in zip(texts, spans, strict=True) for start, end in found
    ]
    words = word_hashes(pieces)
    hashes = _hashes(words)
    long_enough = words.lengths >= _FEWEST_WORDS
    prints = []
    first = 0
    for row, found in enumerate(spans):
        last = first + len(found)
        kept = long_enough[first:last]
        prints.append(
            SentenceFingerprints(
                hashes=hashes[first:last][kept],
                spans=np.array(found, np.int64).reshape(-1, 2)[kept],
                shingles=len(distinct(shingles.row(row))),
            )
        )
        first = last
    return prints


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


def _spans(text: str) -> list[tuple[int, int]]:
    """Cut a text behind each border; white space at the ends belongs to no piece."""
    spans = []
    start = 0
    for marks in chain(_MARKS.finditer(text), (None,)):
        end = len(text) if marks is None else marks.end()
        # "3.5" and "dedup.py" go on behind their full stop, "3.\n" and "。" do not.
        if marks and not text[end : end + 1].isspace() and _ENDS_ANYWHERE.isdisjoint(marks[0]):
            continue
        piece = text[start:end].lstrip()
        if piece:
            begin = end - len(piece)
            spans.append((begin, begin + len(piece.rstrip())))
        start = end
    return spans


def _hashes(words: Ragged) -> NDArray[np.uint64]:
    """Hash the words of each row and their order; 0 for a row without words."""
    places = np.arange(len(words.values)) - np.repeat(words.offsets[:-1], words.lengths)
    mixed = mix64(words.values + mix64(places.astype(np.uint64) * _GOLDEN))
    sums = np.zeros(len(mixed) + 1, np.uint64)
    np.cumsum(mixed, out=sums[1:])
    return mix64(sums[words.offsets[1:]] - sums[words.offsets[:-1]])
