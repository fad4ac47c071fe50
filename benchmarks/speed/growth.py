"""How dedup's time and memory grow with the collection, and what the search for rewrites costs.

    python -m benchmarks.speed.growth

The heads of one generated file are searched for near-copies; time grows as count^exponent, by
least squares on logarithms. Start-up, a good part of a small run, makes the exponent over all
sizes look better than it is; so the one from 100,000 articles on stands beside it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.conditions import conditions, save
from benchmarks.speed.chart import draw
from benchmarks.speed.collection import generated, head
from benchmarks.speed.measure import peak_mib, timed, timings

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
LARGE = 100_000
RESULTS = Path(__file__).parent / "results" / "growth.json"


def search(articles: Path, count: int, kind: str, given: argparse.Namespace) -> dict[str, Any]:
    """Measure the search for ``near`` copies or for ``rewrite``s."""
    out = articles.with_suffix(".pairs")
    options = [f"--{kind}-only", "--jobs", str(given.jobs), "--output", str(out)]
    command = [sys.executable, "-m", "dedup", "pairs", *options, str(articles)]
    runs = [timed(command) for _ in range(given.repeats)]
    print(f"{count} articles, {kind}: {runs[-1].seconds:.1f} s", file=sys.stderr)
    return {"articles": count} | timings(runs, count) | {"peak_mib": peak_mib(command)}


def exponent(rows: Sequence[dict[str, Any]]) -> float | None:
    """Return the slope of log time over log count, if there are two sizes to take it from."""
    if len(rows) < 2:
        return None
    counts = np.log([row["articles"] for row in rows])
    seconds = np.log([row["seconds"]["median"] for row in rows])
    return round(float(np.polyfit(counts, seconds, 1)[0]), 3)


def measure(articles: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Measure every size, and the search for rewrites at the largest up to 100,000 articles."""
    near, rewrite = [], {}
    at = max((size for size in given.sizes if size <= LARGE), default=min(given.sizes))
    for size in sorted(given.sizes):
        with tempfile.TemporaryDirectory() as folder:  # one copy at a time: they are large
            part = head(articles, size, Path(folder))
            near.append(search(part, size, "near", given))
            if size == at:
                rewrite = search(part, size, "rewrite", given)
                ratio = rewrite["seconds"]["median"] / near[-1]["seconds"]["median"]
                rewrite["times_near"] = round(ratio, 2)
    large = [row for row in near if row["articles"] >= LARGE]
    exponents = {"exponent": exponent(near), "exponent_from_100000": exponent(large)}
    return {"near": near, **exponents, "rewrite": rewrite}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="articles to search")
    parser.add_argument("--articles", type=Path, help="a generated file; else one is generated")
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each size")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    return parser.parse_args()


def main() -> None:
    """Measure, save and draw."""
    given = arguments()
    result = measure(generated(given.articles, max(given.sizes)), given)
    settings = {"repeats": given.repeats, "processes": given.jobs}
    save(result | settings | {"conditions": conditions("dedup", "numpy")}, given.results)
    draw(given.results.parent)


if __name__ == "__main__":
    main()
