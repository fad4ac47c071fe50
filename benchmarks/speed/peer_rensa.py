"""rensa: full-set R-MinHash of token lists by the batch, and its LSH index.

The README recommends full-set R-MinHash where the order of tokens should not matter; its rho
sketch samples positions, and gives flags of duplicates instead of pairs. The index asks for
the number of bands, which must divide the permutations: 32 of 4 come nearest to .5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rensa import RMinHash, RMinHashLSH  # type: ignore[import-not-found]  # in the peers' own environment

from benchmarks.speed.peer_input import NUM_PERM, THRESHOLD, batches, run, shingles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANDS = 32


def find(path: Path) -> Iterator[tuple[int, int]]:
    """Yield pairs of articles that share a band."""
    index = RMinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM, num_bands=BANDS)
    first = 0
    for batch in batches(path):
        tokens = [shingles(text) for text in batch]
        signatures = RMinHash.from_token_sets(tokens, num_perm=NUM_PERM, seed=42)
        index.insert_many(signatures, start_key=first)
        for number, others in enumerate(index.query_all(signatures), start=first):
            yield from ((other, number) for other in others if other != number)
        first += len(batch)


if __name__ == "__main__":
    run(find)
