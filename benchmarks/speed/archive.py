"""How fast an archive takes articles in and answers, and how large it gets.

    python -m benchmarks.speed.archive

100,000 generated articles go into an index without texts, by the command and with two processes.
Then articles of the same file are asked for: warm, in one process that asks on and on, and cold,
as whole commands from start to exit, beside a Python that only imports numpy and scipy. Cold means
a new process; the file may still be in the system's memory. `dedup check` also judges what it
finds, and that is in its figure; `dedup index query` only searches and measures.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.conditions import conditions, save
from benchmarks.speed.collection import generated
from benchmarks.speed.measure import Run, peak_mib, spread, timed, timings
from dedup.archive import Archive

if TYPE_CHECKING:
    from collections.abc import Sequence

COUNT = 100_000
RESULTS = Path(__file__).parent / "results" / "archive.json"
_QUESTIONS = 200
_DEDUP = [sys.executable, "-m", "dedup"]
_FINDINGS = 1  # `dedup check` found something: no failure


def texts(path: Path, count: int) -> list[str]:
    """Return every so many texts of a file of ``count`` articles."""
    with path.open(encoding="utf-8") as lines:
        some = islice(lines, 0, count, max(count // _QUESTIONS, 1))
        return [json.loads(line)["text"] for line in some]


def warm(index: Path, questions: Sequence[str]) -> dict[str, float]:
    """Return milliseconds of a question in a process that has asked before."""
    with Archive.open(index) as archive:
        for text in questions[:20]:
            archive.candidates([text])
        taken = []
        for text in questions:
            begin = time.perf_counter()
            archive.candidates([text])
            taken.append(1000 * (time.perf_counter() - begin))
    ordered = sorted(taken)
    return spread(taken) | {"percentile_95": round(ordered[int(len(ordered) * 0.95)], 2)}


def cold(command: Sequence[str], repeats: int) -> dict[str, float]:
    """Return seconds of a whole command."""
    quiet = ["sh", "-c", f'"$@" >/dev/null; test $? -le {_FINDINGS}', "sh", *command]
    timed(quiet)
    return spread((timed(quiet).seconds for _ in range(repeats)), 3)


def measure(articles: Path, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Measure adding, size and questions."""
    index, draft = folder / "news.index", folder / "draft.txt"
    questions = texts(articles, given.count)
    draft.write_text(questions[-1], "utf-8")
    add = [*_DEDUP, "index", "add", str(index), str(articles), "--no-text", "--jobs", "2"]
    runs: list[Run] = []
    for _ in range(given.repeats):
        index.unlink(missing_ok=True)
        runs.append(timed(add))
    with Archive.open(index) as archive:
        segments = archive.info.segments
    size = index.stat().st_size
    result: dict[str, Any] = {"articles": given.count, "repeats": given.repeats, "processes": 2}
    result["add"] = timings(runs, given.count)
    result["bytes_per_article"] = round(size / given.count)
    result["segments"] = segments
    result["warm_query_milliseconds"] = warm(index, questions)
    start = [sys.executable, "-c", "import numpy, scipy"]
    result["import_numpy_scipy_seconds"] = cold(start, given.commands)
    for name, command in {
        "query": [*_DEDUP, "index", "query", str(index), str(draft)],
        "check": [*_DEDUP, "check", str(draft), "--against", str(index)],
    }.items():
        result[f"cold_{name}_seconds"] = cold(command, given.commands)
        ratio = (
            result[f"cold_{name}_seconds"]["median"]
            / result["import_numpy_scipy_seconds"]["median"]
        )
        result[f"cold_{name}_times_import"] = round(ratio, 2)
    index.unlink()
    result["add"]["peak_mib"] = peak_mib(add)
    with Archive.open(index, write=True) as archive:
        archive.compact()
    result["bytes_per_article_compact"] = round(index.stat().st_size / given.count)
    result["warm_query_milliseconds_compact"] = warm(index, questions)
    return result


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT, help="articles in the index")
    parser.add_argument("--articles", type=Path, help="a generated file; else one is generated")
    parser.add_argument("--repeats", type=int, default=1, help="timed runs of adding")
    parser.add_argument("--commands", type=int, default=7, help="timed runs of cold commands")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    return parser.parse_args()


def main() -> None:
    """Measure, print and save."""
    given = arguments()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        result = measure(generated(given.articles, given.count), Path(folder), given)
    # Beside other work the figures mean little: the load before and after tells.
    result["load_before_and_after"] = [round(load, 2), round(os.getloadavg()[0], 2)]
    result["conditions"] = conditions("dedup", "numpy")
    print(json.dumps(result, indent=2))
    save(result, given.results)


if __name__ == "__main__":
    main()
