"""Daft: the recipe of its MinHash tutorial, with two threads.

``normalize``, ``minhash`` with xxhash, signatures cut into bands, bands grouped. The tutorial
goes on to connected components; here the articles of a group are paired instead. It takes
bands for a threshold from datasketch's formula, which gives 25 bands of 5 for .5.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import daft
from daft import col

from benchmarks.speed.peer_input import SHINGLE, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BANDS, ROWS, THREADS = 25, 5, 2


@daft.func()
def band_numbers(bands: list[list[int]]) -> list[int]:
    """Number the bands of an article."""
    return list(range(len(bands)))


def find(path: Path) -> Iterator[tuple[int, int]]:
    """Yield pairs of articles that share a band."""
    daft.set_runner_native(num_threads=THREADS)
    text = col("text").lower().regexp_replace(r"[^\p{L}\p{N}]+", " ")
    signature = text.minhash(num_hashes=BANDS * ROWS, ngram_size=SHINGLE, hash_function="xxhash")
    groups = (
        daft.read_json(str(path))
        .select(col("id").cast(daft.DataType.int64()), signature.chunk(ROWS).alias("band"))
        .with_column("number", band_numbers(col("band")))
        .explode("band", "number")
        .groupby("number", "band")
        .agg(col("id").list_agg())
        .where(col("id").length() > 1)
    )
    for members in groups.select("id").to_pydict()["id"]:
        yield from combinations(members, 2)


if __name__ == "__main__":
    run(find)
