"""How well the passages that two documents share are found.

    python -m benchmarks.quality.pan DATA              report on one half
    python -m benchmarks.quality.pan DATA --half chosen --sample 600

DATA holds the PAN 2013 training corpus of text alignment as ``docs.jsonl.gz`` and
``pairs.jsonl.gz``. A hash of its id puts each suspicious document in one of two halves: all
numbers of ``dedup.evidence.passage_search`` were chosen on the first, the table is of the other.
The labels of obfuscation are not shown to the detector.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.conditions import conditions, save
from dedup.evaluation import Passage, read_gold, score_passages
from dedup.evidence import align, prepare
from dedup.evidence.passage_search import passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup import Article
    from dedup.evaluation import Gold, Pair

RESULTS = Path(__file__).parent / "results" / "pan.json"
WINNER = {"all": 0.878, "no-obfuscation": 0.900, "random-obfuscation": 0.884,
          "translation-obfuscation": 0.887, "summary-obfuscation": 0.561}  # fmt: skip
"""PlagDet of the winner of PAN 2014 (Sanchez-Perez et al.): all of the PAN 2014 test corpus, and
the classes of PAN 2013."""
HALVES = ("chosen", "reported")


def half(id_: str) -> str:
    """Give the half that a suspicious document belongs to."""
    return HALVES[hashlib.sha256(id_.encode()).digest()[0] % 2]


def detect(group: tuple[Article, Sequence[Article]]) -> list[list[Passage]]:
    """Find the passages that an article shares with each of some others."""
    a = prepare(group[0])
    others = (prepare(article) for article in group[1])
    return [
        [Passage(a=found.a, b=found.b) for found in passages(a, b, align(a, b))] for b in others
    ]


def measure(gold: Gold, pairs: Sequence[Pair], jobs: int) -> dict[str, object]:
    """Detect and score."""
    by_a: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_a[pair.a].append(pair)
    groups = [
        (gold.articles[a], [gold.articles[pair.b] for pair in group]) for a, group in by_a.items()
    ]
    begun = time.perf_counter()
    with ProcessPoolExecutor(jobs) as pool:
        found = [each for group in pool.map(detect, groups, chunksize=8) for each in group]
    seconds = time.perf_counter() - begun
    ordered = [pair for group in by_a.values() for pair in group]
    scores = score_passages(
        [pair.cases or () for pair in ordered], found, [pair.label for pair in ordered]
    )
    rows = {"all": scores.overall, **scores.by_label}
    return {
        "pairs": len(pairs),
        "seconds": round(seconds, 1),
        "jobs": jobs,
        "scores": {label: asdict(score) for label, score in rows.items()},
        "published": WINNER,
    }


def show(result: dict) -> None:
    """Print the table."""
    names = ("precision", "recall", "granularity", "plagdet")
    print(f"{'':24} {'cases':>6}", *(f"{name:>11}" for name in names), f"{'PAN 2014':>9}")
    for label, score in result["scores"].items():
        values = ("-" if score[name] is None else f"{score[name]:.3f}" for name in names)
        best = result["published"].get(label, "-")
        print(f"{label:24} {score['cases']:6}", *(f"{value:>11}" for value in values), f"{best:>9}")
    print(f"{result['pairs']:,} pairs in {result['seconds']} s, {result['jobs']} processes")


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--half", choices=HALVES, default="reported")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--sample", type=int, help="pairs; nothing is saved")
    given = parser.parse_args()
    gold = read_gold(given.data)
    pairs = [pair for pair in gold.pairs if half(pair.a) == given.half]
    if given.sample:  # every nth, for the file is sorted by label
        pairs = pairs[:: max(len(pairs) // given.sample, 1)]
    result = measure(gold, pairs, given.jobs)
    show(result)
    if not given.sample and given.half == "reported":
        save({**result, "conditions": conditions("numpy", "scipy")}, RESULTS)


if __name__ == "__main__":
    main()
