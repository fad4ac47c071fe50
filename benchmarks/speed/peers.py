"""dedup beside its peers: from JSON Lines to pairs of near-copies.

    python -m benchmarks.speed.peers --python PEERS/bin/python

Every system runs in a process of its own over the same generated articles; the clock runs from
its start to its end, reading and import included. They take turns, so that a busy moment
of the machine does not fall on one alone. ``--python`` is the interpreter of an environment
with ``requirements.txt``; dedup itself runs with the one that runs this.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.conditions import conditions, save
from benchmarks.speed.collection import found, generated, head, planted, recalls, strangers
from benchmarks.speed.measure import Run, last_line, peak_mib, timed, timings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PEERS = ("datasketch", "rensa", "gaoya", "daft")
RESULTS = Path(__file__).parent / "results" / "peers.json"
_VERSIONS = (
    "import json, sys; from importlib.metadata import version;"
    "print(json.dumps({name: version(name) for name in sys.argv[1:]}))"
)


def near_search(jobs: int) -> list[str]:
    """Return the command of dedup's search for near-copies, but for its output and input."""
    options = ["--near-only", "--jobs", str(jobs), "--output"]
    return [sys.executable, "-m", "dedup", "pairs", *options]


def systems(python: str) -> dict[str, list[str]]:
    """Return the command of every system; the pairs' file and the articles' come after it."""
    ours = {"dedup, one process": near_search(1), "dedup, two processes": near_search(2)}
    return ours | {name: [python, "-m", f"benchmarks.speed.peer_{name}"] for name in PEERS}


def versions(python: str) -> dict[str, str]:
    """Return the versions of the peers."""
    asked = subprocess.run(
        [python, "-c", _VERSIONS, *PEERS], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise SystemExit(f"{python}: {last_line(asked.stderr)}")
    return dict(json.loads(asked.stdout))


def take_turns(commands: Mapping[str, Sequence[str]], repeats: int) -> dict[str, list[Run]]:
    """Time every command so many times."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(repeats):
        for name, command in commands.items():
            runs[name].append(timed(command))
            print(f"{name}, run {turn + 1}: {runs[name][-1].seconds:.1f} s", file=sys.stderr)
    return runs


def measure(
    articles: Path, count: int, repeats: int, commands: Mapping[str, list[str]]
) -> dict[str, Any]:
    """Measure the systems on the first ``count`` articles of a generated file."""
    truth = planted(articles, count)
    with tempfile.TemporaryDirectory() as folder:
        part = head(articles, count, Path(folder))
        outs = {name: Path(folder) / f"{name}.jsonl" for name in commands}
        whole = {name: [*start, str(outs[name]), str(part)] for name, start in commands.items()}
        runs = take_turns(whole, repeats)
        return {
            name: timings(runs[name], count)
            | {"peak_mib": peak_mib(command), "pairs": len(pairs := found(outs[name]))}
            | {"recall": recalls(truth, pairs), "others": strangers(part, truth, pairs)}
            for name, command in whole.items()
        }


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000, help="articles to search")
    parser.add_argument("--articles", type=Path, help="a generated file; else one is generated")
    parser.add_argument("--repeats", type=int, default=3, help="timed runs of each system")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the figures go")
    return parser.parse_args()


def main() -> None:
    """Measure and save."""
    given = arguments()
    peers = versions(given.python)
    articles = generated(given.articles, given.count)
    measured = measure(articles, given.count, given.repeats, systems(given.python))
    result = {"articles": given.count, "repeats": given.repeats, "systems": measured}
    save(result | {"peers": peers, "conditions": conditions("dedup", "numpy")}, given.results)


if __name__ == "__main__":
    main()
