"""What a user can choose, and its default."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from dedup.config.ranges import SHARE, Range, refuse_outside
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_PERMUTATIONS = 65_536
MOST_IN_MATRIX = 10_000  # articles; 100 million cells of 8 bytes
Measure = Literal["source", "containment", "jaccard", "minhash", "tfidf"]
MOST_BY_SOURCE = 100  # articles whose pairs are judged unless something else is asked for
_MOST_IN_SHINGLE = 1_000  # words
_SKETCH: Mapping[str, Range] = MappingProxyType(
    {
        "shingle": Range(low=1, high=_MOST_IN_SHINGLE, whole=True),
        "num_perm": Range(low=1, high=MOST_PERMUTATIONS, whole=True),
        "seed": Range(low=0, high=2**32 - 1, whole=True),
    }
)
SEARCH_RANGES: Mapping[str, Range] = MappingProxyType(
    {
        "threshold": Range(low=0, high=1, open_low=True),
        "recall": Range(low=0, high=1, open_low=True, open_high=True),
        **_SKETCH,
        "min_containment": SHARE,
    }
)
"""What the numbers of `SearchOptions` may be, by the name of the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixOptions:
    """How a similarity matrix is measured.

    Parameters
    ----------
    measure : {"source", "containment", "jaccard", "minhash", "tfidf"}, default="containment"
        Probability of a shared source; share of the row article's shingles found in the
        column article; Jaccard similarity of the shingle sets; its MinHash estimate; cosine of
        TF-IDF word weights.
    shingle : int, default=3
        Words in a shingle, at least 1; ``source`` and ``tfidf`` take no notice of it.
    num_perm : int, default=128
        MinHash permutations, at least 1; for ``minhash`` alone.
    seed : int, default=1
        Seed of the permutations; for ``minhash`` alone.

    Raises
    ------
    UsageError
        If a number is out of its range.
    """

    measure: Measure = "containment"
    shingle: int = 3
    num_perm: int = 128
    seed: int = 1

    def __post_init__(self) -> None:
        refuse_outside(self, _SKETCH)

    def parameters(self) -> dict[str, int]:
        """Return the settings that the values of this measure depend on."""
        if self.measure in {"source", "tfidf"}:
            return {}
        if self.measure == "minhash":
            return {"shingle": self.shingle, "num_perm": self.num_perm, "seed": self.seed}
        return {"shingle": self.shingle}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchOptions:
    """How a collection is searched for pairs that share text.

    Parameters
    ----------
    near, rewrites : bool, default=True
        Which searches to run: banded MinHash-LSH for near-copies, rare shared content shingles for
        rewrites.
    threshold : float, default=0.5
        Jaccard similarity in (0, 1] from which near-copies are wanted.
    recall : float, default=0.99
        Probability in (0, 1) with which a pair at the threshold is found.
    shingle : int, default=3
        Words in a shingle, at least 1.
    num_perm : int, default=128
        MinHash permutations, at least 1.
    seed : int, default=1
        Seed of the permutations.
    min_containment : float, default=0.0
        Smallest share, in [0, 1], of the shingles of either article that the other must hold.
    judge : bool, default=False
        Whether to say of each pair if the articles share a source: about a hundred pairs a
        second on one core.

    Raises
    ------
    UsageError
        If a number is out of its range, or neither search is wanted.
    """

    near: bool = True
    rewrites: bool = True
    threshold: float = 0.5
    recall: float = 0.99
    shingle: int = 3
    num_perm: int = 128
    seed: int = 1
    min_containment: float = 0.0
    judge: bool = False

    def __post_init__(self) -> None:
        refuse_outside(self, SEARCH_RANGES)
        if not self.near and not self.rewrites:
            raise UsageError("near and rewrites are both off: nothing is left to search for")
