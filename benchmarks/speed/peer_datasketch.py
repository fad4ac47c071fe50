"""datasketch: ``MinHash.generator`` over encoded shingles, each query before its insert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datasketch import MinHash, MinHashLSH

from benchmarks.speed.peer_input import NUM_PERM, THRESHOLD, batches, run, shingles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def find(path: Path) -> Iterator[tuple[int, int]]:
    """Yield pairs of articles that share a band."""
    index = MinHashLSH(threshold=THRESHOLD, num_perm=NUM_PERM)
    encoded = (
        [shingle.encode() for shingle in shingles(text)]
        for batch in batches(path)
        for text in batch
    )
    for number, signature in enumerate(MinHash.generator(encoded, num_perm=NUM_PERM)):
        yield from ((other, number) for other in index.query(signature))
        index.insert(number, signature, check_duplication=False)


if __name__ == "__main__":
    run(find)
