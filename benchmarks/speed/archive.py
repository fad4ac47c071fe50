"""How fast an archive takes articles in and answers, and how large it gets.

    python -m benchmarks.speed.archive

100,000 generated articles go into an index without texts, by the command and with two processes,
and once into one with texts. Then articles of the same file are asked for: warm, in one process
that asks on and on, and cold, as whole commands from start to exit, in turns with a Python that
only imports numpy and scipy. Cold means a new process; the file is in the system's memory.
`dedup check` also judges what it finds, sentence by sentence where texts are kept, and that is in
its figure; `dedup index query` only searches and measures.
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


def cold(commands: dict[str, Sequence[str]], repeats: int) -> dict[str, Any]:
    """Return seconds of whole commands, in turns, and how many times the first one each takes."""
    quiet = {
        name: ["sh", "-c", f'"$@" >/dev/null; test $? -le {_FINDINGS}', "sh", *command]
        for name, command in commands.items()
    }
    turns = [{name: timed(run).seconds for name, run in quiet.items()} for _ in range(repeats + 1)]
    turns = turns[1:]  # the first one fills the system's memory
    first = next(iter(commands))
    result: dict[str, Any] = {}
    for name in commands:
        result[f"cold_{name}_seconds"] = spread((turn[name] for turn in turns), 3)
        if name != first:
            times = spread(turn[name] / turn[first] for turn in turns)
            result[f"cold_{name}_times_import"] = times["median"]
    return result


def measure(articles: Path, folder: Path, given: argparse.Namespace) -> dict[str, Any]:
    """Measure adding, size and questions."""
    index, whole, draft = folder / "news.index", folder / "texts.index", folder / "draft.txt"
    questions = texts(articles, given.count)
    draft.write_text(questions[-1], "utf-8")
    add = [*_DEDUP, "index", "add", str(index), str(articles), "--no-text", "--jobs", "2"]
    runs: list[Run] = []
    for _ in range(given.repeats):
        index.unlink(missing_ok=True)
        runs.append(timed(add))
    with Archive.open(index) as archive:
        segments = archive.info.segments
    with_texts = timed([*_DEDUP, "index", "add", str(whole), str(articles), "--jobs", "2"])
    result: dict[str, Any] = {"articles": given.count, "repeats": given.repeats, "processes": 2}
    result["add"] = timings(runs, given.count)
    result["add_with_texts_per_second"] = round(given.count / with_texts.seconds)
    result["bytes_per_article"] = round(index.stat().st_size / given.count)
    result["bytes_per_article_with_texts"] = round(whole.stat().st_size / given.count)
    result["segments"] = segments
    result["warm_query_milliseconds"] = warm(index, questions)
    check = [*_DEDUP, "check", str(draft), "--against"]
    commands = {
        "import": [sys.executable, "-c", "import numpy, scipy"],
        "query": [*_DEDUP, "index", "query", str(index), str(draft)],
        "check": [*check, str(index)],
        "check_with_texts": [*check, str(whole)],
    }
    result |= cold(commands, given.commands)
    index.unlink()
    result["add"]["peak_mib"] = peak_mib(add)
    return result


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=COUNT, help="articles in the index")
    parser.add_argument("--articles", type=Path, help="a generated file; else one is generated")
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of adding")
    parser.add_argument("--commands", type=int, default=15, help="timed turns of cold commands")
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
