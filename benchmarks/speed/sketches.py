"""How fast articles become MinHash signatures, beside datasketch's own loop.

    python -m benchmarks.speed.sketches

100,000 generated articles are shingled (3 words) and signed (128 permutations) in one
process, in batches as a reader would hand them over. datasketch signs the first 3,000 of
them as its documentation recommends: ``update_batch`` on the encoded shingles of an article.
Texts are in memory before the clock starts. Medians of five runs.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from datasketch import MinHash

from benchmarks.articles import write
from benchmarks.conditions import conditions, save
from dedup.search import MinHashScheme, shingle_hashes, signatures, word_hashes
from dedup.text import normalize, words

if TYPE_CHECKING:
    from collections.abc import Callable

COUNT, SAMPLE, BATCH, REPEATS = 100_000, 3_000, 1_000, 5


def sign_in_batches(texts: list[str]) -> None:
    """Sign texts a batch at a time."""
    scheme = MinHashScheme()
    for first in range(0, len(texts), BATCH):
        signatures(shingle_hashes(word_hashes(texts[first : first + BATCH])), scheme)


def sign_by_datasketch(tokens: list[list[str]]) -> None:
    """Shingle and sign one article after the other; the words are given."""
    for words_ in tokens:
        shingles = {" ".join(words_[i : i + 3]) for i in range(len(words_) - 2)}
        MinHash(num_perm=128).update_batch([shingle.encode() for shingle in shingles])


def rate(task: Callable[[], None], count: int) -> dict[str, float]:
    """Return articles a second: the median, least and most of the runs."""
    rates = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        task()
        rates.append(count / (time.perf_counter() - begin))
    return {
        "median": round(statistics.median(rates)),
        "min": round(min(rates)),
        "max": round(max(rates)),
    }


def main() -> None:
    """Measure, print and save."""
    path = Path(tempfile.gettempdir()) / f"dedup-articles-{COUNT}.jsonl"
    write(COUNT, path)
    with path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    sign_in_batches(texts[:BATCH])
    ours = rate(lambda: sign_in_batches(texts), COUNT)
    # datasketch is not charged for finding the words: only its own loop is timed.
    tokens = [words(normalize(text)).forms for text in texts[:SAMPLE]]
    theirs = rate(lambda: sign_by_datasketch(tokens), SAMPLE)
    result = {
        "articles_per_second": {"dedup": ours, "datasketch": theirs},
        "ratio_of_medians": round(ours["median"] / theirs["median"], 1),
        "conditions": conditions("datasketch", "numpy"),
    }
    print(json.dumps(result, indent=2))
    save(result, Path(__file__).parent / "results" / "sketches.json")


if __name__ == "__main__":
    main()
