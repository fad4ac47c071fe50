"""How much two texts share: exactly where both are there, else estimated from sketches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.archive.records import Measured
from dedup.search import distinct, shared_sizes, shingle_hashes, signatures, word_hashes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.archive.state import Sketch
    from dedup.search import MinHashScheme


def exact(text: str, sources: Sequence[str], width: int) -> list[Measured]:
    """Count the shingles that a text shares with others."""
    shingles = shingle_hashes(word_hashes([text, *sources]), width=width)
    sets = [distinct(shingles.row(row)) for row in range(len(shingles))]
    pairs = np.array([[0, row] for row in range(1, len(sets))], np.int64).reshape(-1, 2)
    return [
        _measured(int(shared), len(sets[0]), len(source), estimated=False)
        for shared, source in zip(shared_sizes(sets, pairs), sets[1:], strict=True)
    ]


def estimated(
    text: str, sources: Sequence[Sketch], sizes: Sequence[int], scheme: MinHashScheme
) -> list[Measured]:
    """Estimate the same from signatures and the numbers of distinct shingles."""
    shingles = shingle_hashes(word_hashes([text]), width=scheme.width)
    own: NDArray[np.uint32] = signatures(shingles, scheme).values[0]
    size = len(distinct(shingles.row(0)))
    found = []
    for source, other in zip(sources, sizes, strict=True):
        jaccard = float(np.mean(own == source.near)) if size and other else 0.0
        # |A ∩ B| = J (|A| + |B|) / (1 + J), and no more than the smaller set.
        shared = min(jaccard * (size + other) / (1 + jaccard), size, other)
        found.append(_measured(shared, size, other, estimated=True))
    return found


def _measured(shared: float, size: int, other: int, *, estimated: bool) -> Measured:
    return Measured(
        jaccard=shared / max(size + other - shared, 1),
        of_text=shared / max(size, 1),
        of_source=shared / max(other, 1),
        estimated=estimated,
    )
