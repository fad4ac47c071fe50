"""Daft: the recipe of its MinHash tutorial, with two threads.

Text is cleaned, sketched with xxhash, and cut into bands; equal bands are grouped. Cleaning is
by a regular expression instead of the tutorial's ``normalize``, which knows ASCII punctuation
only and so loses pairs, at the same speed. The tutorial goes on to connected components; here
the articles of a group are paired. It sets bands by datasketch's formula: 25 of 5 for .5.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import daft  # type: ignore[import-not-found]  # in the peers' own environment
from daft import col

from benchmarks.speed.peer_input import SHINGLE, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANDS, ROWS, THREADS = 25, 5, 2


def find(path: Path) -> Iterator[tuple[int, int]]:
    """Yield pairs of articles that share a band."""
    daft.set_runner_native(num_threads=THREADS)
    text = col("text").lower().regexp_replace(r"[^\p{L}\p{N}]+", " ")
    signature = text.minhash(num_hashes=BANDS * ROWS, ngram_size=SHINGLE, hash_function="xxhash")
    groups = (
        daft.read_json(str(path))
        .select(col("id").cast(daft.DataType.int64()), signature.chunk(ROWS).alias("band"))
        .explode("band", index_column="number")
        .groupby("number", "band")
        .agg(col("id").list_agg())
        .where(col("id").length() > 1)
    )
    for members in groups.select("id").to_pydict()["id"]:
        yield from combinations(members, 2)


if __name__ == "__main__":
    run(find)
