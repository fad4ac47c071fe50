"""Measure everything that labelled data can tell, and print it beside the published figures.

    python -m benchmarks.quality DATA [--jobs N]

Each part is a module of this package that can be run alone; each saves its figures with their
conditions in ``results``. A collection that DATA does not hold is left out, and its last figures
stay as they are.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).parent / "results"


class Figure(NamedTuple):
    """A figure: what it is measured on, where it is saved, what is known or wanted."""

    measured_on: str
    name: str
    file: str
    path: tuple[str, ...]
    published: str


FIGURES = (
    Figure("corpus/, test events: rewrites, independents", "AUC", "verdict",
           ("test_events", "auc"), "wanted .98"),
    Figure("the same", "recall of heavy rewrites at 2 %", "verdict",
           ("test_events", "recall_by_kind", "heavy", "2%"), "wanted .90"),
    Figure("the same", "expected calibration error", "verdict",
           ("test_events", "ece"), "wanted .03"),
    Figure("corpus/, test events: sentence links", "F1", "links",
           ("test", "all", "f1"), "wanted .90"),
    Figure("the same: light rewrites, a number changed", "share told as drift", "drift",
           ("test", "light", "told"), "-"),
    Figure("Clough-Stevenson, leave one task out", "accuracy, four levels", "clough",
           ("accuracy", "levels"), ".842"),
    Figure("the same", "accuracy, reuse or not", "clough",
           ("accuracy", "binary"), ".947"),
    Figure("MSRP, training part, ten-fold", "accuracy", "msrp",
           ("cross_validated", "accuracy"), ".774; transductive .804"),
    Figure("the same", "F1", "msrp",
           ("cross_validated", "f1"), ".841; transductive .859"),
    Figure("PAN 2013 training corpus, reported half", "PlagDet", "pan",
           ("scores", "all", "plagdet"), ".878 (another test set)"),
    Figure("MixSet, GPT-4 rewrites of news", "recall at 2 % of ECB+ same event", "verdict",
           ("sets", "news_gpt4_against_same_event", "recall_at_2pct"), "wanted .90"),
)  # fmt: skip


def _steps(data: Path, jobs: int) -> list[tuple[list[str], Path]]:
    """Give the commands of all parts, each with the folder it needs."""
    several = ["--jobs", str(jobs)]
    corpus = RESULTS.parents[2] / "corpus"
    return [
        (["search", str(data)], data),
        (["links"], corpus),
        (["links", "--events", "test"], corpus),
        (["verdict", str(data)], corpus),
        (["drift"], corpus),
        (["clough", str(data / "clough_stevenson_2009"), *several], data / "clough_stevenson_2009"),
        (["msrp", str(data / "msrp"), *several], data / "msrp"),
        (["pan", str(data / "pan13_text_alignment"), *several], data / "pan13_text_alignment"),
    ]


def print_figures() -> None:
    """Print what the result files hold, beside what is published or wanted."""
    print(f"{'measured on':46} {'figure':34} {'dedup':>6}  best known")
    for figure in FIGURES:
        file = RESULTS / f"{figure.file}.json"
        value = json.loads(file.read_text("utf-8")) if file.is_file() else {}
        for key in figure.path:
            value = value.get(key, {})
        told = f"{value:6.3f}" if isinstance(value, int | float) else f"{'-':>6}"
        print(f"{figure.measured_on:46} {figure.name:34} {told}  {figure.published}")


def main() -> None:
    """Run every part, then print all figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    for arguments, needed in _steps(given.data, given.jobs):
        if needed.is_dir():
            print(f"\n# {' '.join(arguments)}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.quality.{arguments[0]}", *arguments[1:]]
            subprocess.run(command, check=True)
    print()
    print_figures()


if __name__ == "__main__":
    main()
