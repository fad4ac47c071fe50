"""What the archive says: records, each of them frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An archived article that an incoming text may share text with: a guess, not a verdict.

    Parameters
    ----------
    key : int
        Number of the version in its archive; stays the same as long as the archive lives.
    id : str
        Id of the article.
    near : float or None
        Estimated Jaccard similarity of the word shingles in [0, 1]; None if the search for
        near-copies did not find it.
    shared : int
        Rare content shingles that the two sketches share; 0 if the search for rewrites did not
        find it.
    weight : float
        How telling those are: the sum of ``log(articles / document frequency)``.
    found_by : tuple of str
        "near" and "rewrite": the searches that found it.
    """

    key: int
    id: str
    near: float | None
    shared: int
    weight: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an archive holds for one incoming text.

    Parameters
    ----------
    candidates : tuple of Candidate
        The best first: by estimated similarity, then by the weight of the shared shingles.
    left_out : int
        Near-copies of candidates that were left out because there are so many.
    """

    candidates: tuple[Candidate, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What adding articles did.

    Parameters
    ----------
    new, versions, unchanged : int
        Articles that were not there; other texts of articles that were; articles that were there
        with the same text.
    """

    new: int
    versions: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveInfo:
    """What stands in an archive.

    Parameters
    ----------
    path : str
    articles : int
        Articles that can be found now.
    versions : int
        All texts that were ever added and not forgotten.
    superseded, removed : int
        Versions that a later one replaced, and those that were removed or expired.
    copies : int
        Of the articles, how many are known as near-copies of another one.
    segments : int
        Sorted pieces of the index; ``compact`` makes one of them.
    bytes : int
        Size of the file and of its log.
    keep_text : bool
        Whether texts are kept.
    last_change : str or None
        Time of the latest change, ISO 8601 in UTC; None in an empty archive.
    history_from : str or None
        The earliest time that can be asked for; None if nothing was forgotten.
    identity : dict
        How the sketches were made.
    """

    path: str
    articles: int
    versions: int
    superseded: int
    removed: int
    copies: int
    segments: int
    bytes: int
    keep_text: bool
    last_change: str | None
    history_from: str | None
    identity: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compacted:
    """What compacting did.

    Parameters
    ----------
    segments : int
        Segments that became one.
    forgotten : int
        Versions that are gone for good.
    bytes_before, bytes_after : int
        Size of the file.
    """

    segments: int
    forgotten: int
    bytes_before: int
    bytes_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceFingerprints:
    """The sentences of one text as hashes of their folded words.

    Parameters
    ----------
    hashes : ndarray of shape (n_sentences,), dtype uint64
        Equal for two sentences of the same words, however they are spelt and punctuated.
    spans : ndarray of shape (n_sentences, 2), dtype int64
        Half-open ranges of the characters of the raw text.
    shingles : int
        Number of distinct word shingles of the whole text.
    """

    hashes: NDArray[np.uint64]
    spans: NDArray[np.int64]
    shingles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How much of its word shingles an incoming text shares with an archived one.

    Parameters
    ----------
    jaccard : float
        Jaccard similarity in [0, 1].
    of_text, of_source : float
        Share in [0, 1] of the shingles of the incoming text that the archived one has, and the
        other way round.
    estimated : bool
        Whether these are estimates, since the archive keeps no text.
    """

    jaccard: float
    of_text: float
    of_source: float
    estimated: bool
