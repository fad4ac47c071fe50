"""gaoya: ``MinHashStringIndex`` with its parallel batch calls, 42 bands of 3 as in its README.

Its own analyser, which its documentation calls the faster one, makes the shingles but takes
punctuation for a part of a word; so it is handed the words with single blanks between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gaoya.minhash import MinHashStringIndex  # type: ignore[import-not-found]  # in the peers' own environment

from benchmarks.speed.peer_input import SHINGLE, THRESHOLD, batches, run, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANDS, ROWS = 42, 3


def find(path: Path) -> Iterator[tuple[int, int]]:
    """Yield pairs of articles whose estimated similarity is at least the threshold."""
    index = MinHashStringIndex(
        hash_size=32,
        jaccard_threshold=THRESHOLD,
        num_bands=BANDS,
        band_size=ROWS,
        num_hashes=BANDS * ROWS,
        analyzer="word",
        ngram_range=(SHINGLE, SHINGLE),
        id_container="smallvec",
    )
    first = 0
    for batch in batches(path):
        texts = [" ".join(words(text)) for text in batch]
        index.par_bulk_insert_docs(list(range(first, first + len(texts))), texts)
        for number, others in enumerate(index.par_bulk_query(texts), start=first):
            yield from ((other, number) for other in others if other != number)
        first += len(texts)


if __name__ == "__main__":
    run(find)
