"""How long two articles take to be aligned and judged, and two documents of 20,000 words.

    python -m benchmarks.speed.align [--pairs FOLDER]

Stories of corpus/ beside their rewrites and the second agency's story: milliseconds, in a process
that has aligned before and uses one core, of each pair the least of nine turns, for cutting both
articles up, for aligning and for judging them. Then two documents that are forty such stories
each, in a process of its own: seconds and peak memory.
``--pairs`` times ``dedup evaluate`` with two processes on a labelled collection.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.conditions import conditions, save
from benchmarks.quality.pairing import CORPUS, events_of
from benchmarks.speed.measure import peak_mib, spread, timed
from dedup import Article
from dedup.evaluation import read_gold
from dedup.evidence import align, judge, prepare

RESULTS = Path(__file__).parent / "results" / "align.json"
_KINDS = ("light", "heavy", "extreme", "agency2")
_REPEATS = 3
_TURNS = 9  # whose least time is the code's own; the rest is what else the machine does
_STORIES = 40  # in a document of some 20,000 words


def texts() -> dict[str, str]:
    """Return the texts of the corpus by id."""
    with (CORPUS / "docs.jsonl").open(encoding="utf-8") as lines:
        return {row["id"]: row["text"] for row in map(json.loads, lines)}


def of_articles(known: dict[str, str]) -> dict[str, Any]:
    """Return the milliseconds of each step: of each pair the least of some turns."""
    pairs = [(f"{event}/wire", f"{event}/{kind}")
             for event in events_of(CORPUS, "train") for kind in _KINDS]  # fmt: skip
    taken = np.array([[_of_pair(known[a], known[b]) for a, b in pairs] for _ in range(_TURNS)])
    least = taken.min(0)
    steps = zip(("prepare", "align", "judge"), least.T.tolist(), strict=True)
    return {
        "pairs": len(pairs),
        "turns": _TURNS,
        "words": spread(len(known[name].split()) for pair in pairs for name in pair),
        "all_milliseconds": spread(least.sum(1).tolist()),
        **{f"{name}_milliseconds": spread(step) for name, step in steps},
    }


def _of_pair(first: str, second: str) -> tuple[float, float, float]:
    begin = time.perf_counter()
    a, b = (prepare(Article(id="", text=text)) for text in (first, second))
    cut = time.perf_counter()
    alignment = align(a, b)
    aligned = time.perf_counter()
    judge(a, b, alignment)
    judged = time.perf_counter()
    return 1000 * (cut - begin), 1000 * (aligned - cut), 1000 * (judged - aligned)


def of_documents(known: dict[str, str], folder: Path) -> dict[str, Any]:
    """Return the time and memory of ``dedup align`` on two long documents."""
    events = events_of(CORPUS, "all")[:_STORIES]
    files = []
    for kind in ("wire", "heavy"):
        files.append(folder / f"{kind}.txt")
        files[-1].write_text("\n\n".join(known[f"{event}/{kind}"] for event in events), "utf-8")
    command = [sys.executable, "-m", "dedup", "align", *map(str, files)]
    command += ["--format", "json", "--output", str(folder / "alignment.json")]
    return {
        "words": [len(file.read_text("utf-8").split()) for file in files],
        "seconds": spread([timed(command).seconds for _ in range(_REPEATS)]),
        "peak_mib": peak_mib(command),
    }


def of_collection(folder: Path) -> dict[str, Any]:
    """Return how long ``dedup evaluate`` takes with two processes."""
    run = timed([sys.executable, "-m", "dedup", "evaluate", str(folder), "--jobs", "2"])
    count = len(read_gold(folder).pairs)
    return {"folder": folder.name, "pairs": count, "seconds": round(run.seconds, 1)}


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=Path, help="a labelled collection")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    given = parser.parse_args()
    known = texts()
    with threadpool_limits(1):
        result: dict[str, Any] = {"articles": of_articles(known)}
    with tempfile.TemporaryDirectory() as folder:
        result["documents"] = of_documents(known, Path(folder))
    if given.pairs:
        result["evaluate"] = of_collection(given.pairs)
    result |= {"repeats": _REPEATS, "conditions": conditions("dedup", "numpy", "scipy")}
    print(json.dumps(result, indent=2))
    save(result, given.results)


if __name__ == "__main__":
    main()
