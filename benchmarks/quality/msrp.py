"""How well two sentences are told to say the same.

    python -m benchmarks.quality.msrp DATA           cross-validate
    python -m benchmarks.quality.msrp DATA --train   and write the model anew

DATA holds the training part of the Microsoft Research Paraphrase Corpus as ``train.jsonl.gz``:
``a_text``, ``b_text``, ``label``, ``id_a``, ``id_b``. Ten folds; pairs that share a sentence stay
in one fold; vocabulary, rarity and coefficients are made from the other nine. Three numbers below
shape the word table and were chosen on such folds too, so the figures are a little optimistic.
The model keeps word types and coefficients, no sentence of the data.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.conditions import conditions, save
from dedup.evaluation import score_sentence_pairs
from dedup.evaluation.rows import read_rows
from dedup.evidence.sentence_pairs import SentencePairModel, Word, features, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.evidence import Document

RESULTS = Path(__file__).parent / "results" / "msrp.json"
MODEL = Path(__file__).parents[2] / "dedup" / "evidence" / "models" / "sentence_pairs.json"
FOLDS = 10
PUBLISHED = {
    "Madnani 2012, lexical": (0.774, 0.841),
    "Ji & Eisenstein 2013, transductive": (0.804, 0.859),
    "neural, about": (0.907, 0.930),
}
_LEAST_SENTENCES = 15  # that a word of the model stands in
_WORD_SCALE = 0.8  # beside features of standard deviation 1
_INVERSE_PENALTY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A prepared pair of sentences."""

    a: Document
    b: Document
    label: int
    ids: tuple[str, str]


def read_case(row: dict) -> Case:
    return Case(
        a=sentence(row["a_text"]),
        b=sentence(row["b_text"]),
        label=row["label"],
        ids=(row["id_a"], row["id_b"]),
    )


def fit(cases: Sequence[Case]) -> SentencePairModel:
    """Fit a model."""
    from scipy.sparse import csr_array, hstack
    from sklearn.linear_model import LogisticRegression

    counts = Counter(
        type_ for case in cases for side in (case.a, case.b) for type_ in {*side.types}
    )
    total = 2 * len(cases)
    names = sorted(
        type_
        for type_, count in counts.items()
        if count >= _LEAST_SENTENCES and type_ and type_[0] != "#"
    )
    rarity = {name: round(float(np.log(total / counts[name])), 3) for name in names}
    empty = SentencePairModel(
        bias=0.0,
        weights={},
        words={name: Word(rarity=rarity[name], alone=0, shared=0) for name in names},
        unknown_rarity=round(float(np.log(total / 8)), 3),
    )
    told = [features(case.a, case.b, empty.rarities(case.a.types + case.b.types)) for case in cases]
    dense = np.array([list(each.values()) for each in told], float)
    mean, scale = dense.mean(axis=0), np.maximum(dense.std(axis=0), 1e-9)
    sparse = hstack([csr_array((dense - mean) / scale), _WORD_SCALE * _marked(cases, names)])
    regression = LogisticRegression(C=_INVERSE_PENALTY, max_iter=3000)
    regression.fit(sparse.tocsr(), [case.label for case in cases])
    weights = regression.coef_[0][: len(mean)] / scale
    alone, shared = _WORD_SCALE * regression.coef_[0][len(mean) :].reshape(2, -1)
    return SentencePairModel(
        bias=round(float(regression.intercept_[0] - weights @ mean), 4),
        weights=dict(zip(told[0], weights.round(4).tolist(), strict=True)),
        words={
            name: Word(rarity=rarity[name], alone=round(float(x), 3), shared=round(float(y), 3))
            for name, x, y in zip(names, alone, shared, strict=True)
        },
        unknown_rarity=empty.unknown_rarity,
    )


def _marked(cases: Sequence[Case], names: Sequence[str]):  # noqa: ANN202 - a sparse array
    """Mark for each pair the words that one sentence has, then those that both have."""
    from scipy.sparse import csr_array

    columns = {name: at for at, name in enumerate(names)}
    entries = [
        (row, columns[type_] + shift)
        for row, case in enumerate(cases)
        for shift, types in (
            (0, {*case.a.types} ^ {*case.b.types}),
            (len(names), {*case.a.types} & {*case.b.types}),
        )
        for type_ in types
        if type_ in columns
    ]
    rows, at = np.array(entries).T
    return csr_array((np.ones(len(rows)), (rows, at)), shape=(len(cases), 2 * len(names)))


def folds(cases: Sequence[Case]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Divide the cases; those that share a sentence stay together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from sklearn.model_selection import StratifiedGroupKFold

    numbers: dict[str, int] = {}
    ends = np.array([[numbers.setdefault(id_, len(numbers)) for id_ in case.ids] for case in cases])
    graph = coo_array((np.ones(len(ends)), ends.T), shape=(len(numbers),) * 2)
    groups = connected_components(graph, directed=False)[1][ends[:, 0]]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    return list(splitter.split(ends, [case.label for case in cases], groups))


def held_out(cases: Sequence[Case], fold: tuple[np.ndarray, np.ndarray]) -> list[float]:
    """Give the probabilities of the cases of a fold, by a model of the others."""
    fitted = fit([cases[at] for at in fold[0]])
    return [fitted.probability(cases[at].a, cases[at].b) for at in fold[1]]


def cross_validate(cases: Sequence[Case], jobs: int) -> dict[str, object]:
    """Score the probabilities of all cases, each by a model that has not seen it."""
    divided = folds(cases)
    scores = np.zeros(len(cases))
    with ProcessPoolExecutor(jobs) as pool:
        for fold, found in zip(divided, pool.map(partial(held_out, cases), divided), strict=True):
            scores[fold[1]] = found
    return asdict(score_sentence_pairs(scores, [case.label for case in cases]))


def write(fitted: SentencePairModel) -> None:
    """Write a model, a word to a line."""
    words = {name: [word.rarity, word.alone, word.shared] for name, word in fitted.words.items()}
    lines = ",\n    ".join(f"{json.dumps(name)}: {values}" for name, values in words.items())
    head = {
        "trained_on": "MSRP, training part; python -m benchmarks.quality.msrp DATA --train",
        "words_are": "stem: [rarity, log-odds if one has it, log-odds if both have it]",
        "bias": fitted.bias,
        "unknown_rarity": fitted.unknown_rarity,
        "weights": fitted.weights,
    }
    opening = json.dumps(head, indent=2).removesuffix("\n}")
    MODEL.parent.mkdir(exist_ok=True)
    MODEL.write_text(f'{opening},\n  "words": {{\n    {lines}\n  }}\n}}\n', encoding="utf-8")


def main() -> None:
    """Cross-validate, print and save; train if asked."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    cases = list(read_rows(given.data / "train.jsonl.gz", read_case))
    scores = cross_validate(cases, given.jobs)
    print(f"{'':47} {'accuracy':>8} {'F1':>6}")
    print(f"{f'dedup, {FOLDS} folds':47} {scores['accuracy']:8.3f} {scores['f1']:6.3f}")
    for name, (accuracy, f1) in PUBLISHED.items():
        print(f"{name + ' (test part)':47} {accuracy:8.3f} {f1:6.3f}")
    published = {name: {"accuracy": two[0], "f1": two[1]} for name, two in PUBLISHED.items()}
    used = conditions("numpy", "scipy", "scikit-learn")
    save({"cross_validated": scores, "published": published, "conditions": used}, RESULTS)
    if given.train:
        write(fit(cases))


if __name__ == "__main__":
    main()
