"""How well the verdict tells rewrites from independent reports, and how honest its odds are.

    python -m benchmarks.quality.verdict [DATA] [--articles FOLDER] [--ablate]

Measured are the test events of corpus/ and the labelled sets in DATA, on none of which the model
was trained: ``mixset_llm_rewrites``, ``ecbplus_same_event``, ``clough_stevenson_2009`` and
``onestopenglish``, of which a missing one is left out; and all events of corpus/, by models of nine
tenths of them. ``--ablate`` trains again without each group of features, and shows what held-out
training events say then.
"""

from __future__ import annotations

import argparse
import hashlib
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.conditions import conditions, save
from benchmarks.quality.pairing import CORPUS, Case, values_of
from benchmarks.quality.search import label_of, rows
from benchmarks.quality.train import measured, train
from dedup import Article, text
from dedup.evaluation import score_verdicts
from dedup.evaluation.verdicts import auc, expected_calibration_error, recall_at_false_positives
from dedup.evidence import prepare
from dedup.evidence.features import FEATURES
from dedup.evidence.unquoted import grams
from dedup.evidence.verdict import LIKELY, shipped_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HERE = Path(__file__).parent
SETS = ("mixset_llm_rewrites", "ecbplus_same_event", "clough_stevenson_2009", "onestopenglish")
REWRITES = ("light", "heavy", "model", "extreme", "brief", "partial", "mix")
_GOAL_KINDS = ("light", "heavy", "brief", "partial")
_INDEPENDENT = frozenset({"same_event_independent", "follow_up"})
_FALSE = (0.01, 0.02)
_REAL_COPY = 0.03  # containment of 5-grams from which an ECB+ pair may be a wire copy
_NEWS, _SAME_EVENT = "news gpt4_rewrite", "same_event"
_SAMPLED = {
    "same_topic_other_event": 8,
    "different_topic": 8,
    _SAME_EVENT: 2,
}  # one pair in so many


def on_corpus(found: Sequence[Case], probabilities: Array) -> dict[str, Any]:
    """Score the pairs of events: made from an agency's story, or independent of each other."""
    told = [case.is_direct or case.label in _INDEPENDENT for case in found]
    direct = np.flatnonzero(told).tolist()
    scores = score_verdicts(
        probabilities[direct],
        [found[at].reuse for at in direct],
        [found[at].label for at in direct],
    )
    negatives = np.array([probabilities[at] for at in direct if not found[at].reuse])
    goal = np.concatenate([_of_kind(found, probabilities, kind) for kind in _GOAL_KINDS])
    by_kind = {
        kind: {f"{rate:.0%}": _recall(_of_kind(found, probabilities, kind), negatives, rate)
               for rate in _FALSE}
        for kind in REWRITES
    }  # fmt: skip
    return {
        "pairs": {"reuse": scores.positives, "independent": scores.negatives},
        "auc": scores.auc, "auc_light_heavy_brief_partial": _auc(goal, negatives),
        "average_precision": scores.average_precision, "brier": scores.brier, "ece": scores.ece,
        "ece_all_pairs": expected_calibration_error(probabilities, [case.reuse for case in found]),
        "recall_at_2pct": _recall(
            np.array([probabilities[at] for at in direct if found[at].reuse]), negatives, 0.02
        ),
        "recall_by_kind": by_kind, "flagged": scores.flagged,
        "siblings_flagged": _of_siblings(found, probabilities),
    }  # fmt: skip


def _of_siblings(found: Sequence[Case], probabilities: Array) -> dict[str, float]:
    """Give the flagged share of pairs made from one unseen story, whole ones and others."""
    flagged: dict[str, list[bool]] = {"whole": [], "partial or mix": []}
    for case, p in zip(found, probabilities.tolist(), strict=True):
        if case.reuse and not case.is_direct:
            kind = "partial or mix" if {"partial", "mix"} & set(case.kinds) else "whole"
            flagged[kind].append(p >= LIKELY)
    return {kind: float(np.mean(each)) for kind, each in flagged.items() if each}


def _of_kind(found: Sequence[Case], probabilities: Array, kind: str) -> Array:
    return np.array([p for case, p in zip(found, probabilities.tolist(), strict=True)
                     if set(case.kinds) == {"wire", kind} and case.reuse])  # fmt: skip


def _recall(positives: Array, negatives: Array, rate: float) -> float | None:
    scores = np.concatenate([positives, negatives])
    truth = np.arange(len(scores)) < len(positives)
    return recall_at_false_positives(scores, truth, rate)


def _auc(positives: Array, negatives: Array) -> float | None:
    scores = np.concatenate([positives, negatives])
    return auc(scores, np.arange(len(scores)) < len(positives))


def on_set(folder: Path) -> dict[str, Array]:
    """Give the probabilities of a labelled set's pairs, by label."""
    texts = {row["id"]: row["text"] for row in rows(folder, "docs")}
    documents: dict[str, Any] = {}
    values: dict[str, list[Array]] = defaultdict(list)
    for pair in rows(folder, "pairs"):
        label, ids = label_of(pair), (pair["a"], pair["b"])
        if not _is_measured(pair, label, [texts[id_] for id_ in ids]):
            continue
        for id_ in ids:
            if id_ not in documents:
                documents[id_] = prepare(Article(id=id_, text=texts[id_]))
        values[label].append(values_of(documents[ids[0]], documents[ids[1]]))
    model = shipped_model()
    return {label: model.probability(np.array(rows_)) for label, rows_ in sorted(values.items())}


def _is_measured(pair: Mapping[str, Any], label: str, texts: Sequence[str]) -> bool:
    digest = hashlib.sha256(f"{pair['a']} {pair['b']}".encode()).digest()[0]
    if digest % _SAMPLED.get(label, 1) or label == "mispaired_in_corpus":
        return False
    if "complete" in label:  # machines went on from the first words: most of it is no rewrite
        return False
    return label != _SAME_EVENT or _containment(*texts) <= _REAL_COPY


def _containment(a: str, b: str) -> float:
    left, right = (grams([tuple(text.words(text.normalize(each)).forms)], 5) for each in (a, b))
    return len(left & right) / max(min(len(left), len(right)), 1)


def on_sets(data: Path) -> dict[str, Any]:
    """Measure the sets that are there, each alone, and the calibration over all of them."""
    found = {name: on_set(data / name) for name in SETS if (data / name).is_dir()}
    result: dict[str, Any] = {
        name: {label: _summary(values) for label, values in labels.items()}
        for name, labels in found.items()
    }
    everything = [(p, _is_reuse(name, label)) for name, labels in found.items()
                  for label, values in labels.items() for p in values.tolist()]  # fmt: skip
    if everything:
        result["ece_of_all_sets"] = expected_calibration_error(
            [p for p, _ in everything], [truth for _, truth in everything]
        )
    rewrites = found.get("mixset_llm_rewrites", {}).get(_NEWS)
    reports = found.get("ecbplus_same_event", {}).get(_SAME_EVENT)
    if rewrites is not None and reports is not None:
        result["news_gpt4_against_same_event"] = {
            "recall_at_2pct": _recall(rewrites, reports, 0.02), "auc": _auc(rewrites, reports)
        }  # fmt: skip
    return result


def _summary(probabilities: Array) -> dict[str, float]:
    flagged = float((probabilities >= LIKELY).mean())
    return {"pairs": len(probabilities), "mean": float(probabilities.mean()), "flagged": flagged}


def _is_reuse(name: str, label: str) -> bool:
    apart = ("different", "non_plagiarised")
    return name != "ecbplus_same_event" and not any(word in label for word in apart)


def on_articles(folder: Path) -> dict[str, float]:
    """Give the probability of each pair of a folder's text files."""
    documents = {path.stem[:3]: prepare(Article(id=path.stem, text=path.read_text("utf-8")))
                 for path in sorted(folder.glob("*.txt"))}  # fmt: skip
    model = shipped_model()
    return {
        f"{x}-{y}": float(model.probability(values_of(documents[x], documents[y])[None])[0])
        for x, y in combinations(documents, 2)
    }


def on_events() -> dict[str, Any]:
    """Score the test events by the model that ships, and all events held out."""
    training, rest = measured(CORPUS, "train"), measured(CORPUS, "test")
    found = [rest[at] for at in _within_events(rest)]
    told = shipped_model().probability(np.array([case.values for case in found]))
    everything = training + rest
    _, probabilities = train(everything)
    within = _within_events(everything)
    return {
        "test_events": on_corpus(found, told),
        "all_events_held_out": on_corpus([everything[at] for at in within], probabilities[within]),
    }


def _within_events(found: Sequence[Case]) -> list[int]:
    """Give the numbers of the labelled pairs of whole articles of one event."""
    return [at for at, case in enumerate(found)
            if case.label != "unrelated" and not case.label.startswith("short")]  # fmt: skip


def ablation() -> dict[str, Any]:
    """Train without each group of features; score held-out training events."""
    training = measured(CORPUS, "train")
    within = _within_events(training)
    groups = [None, *dict.fromkeys(feature.group for feature in FEATURES)]
    result = {}
    for group in groups:
        kept = {feature.name for feature in FEATURES if feature.group != group}
        _, probabilities = train(training, kept)
        scores = on_corpus([training[at] for at in within], probabilities[within])
        result[f"without {group}" if group else "all"] = {
            "auc": scores["auc"], "recall_at_2pct": scores["recall_at_2pct"],
            "ece_all_pairs": scores["ece_all_pairs"],
            **{kind: scores["recall_by_kind"][kind]["2%"] for kind in REWRITES},
        }  # fmt: skip
    return result


def _print(name: str, found: object, depth: int = 0) -> None:
    if isinstance(found, dict):
        print(f"{'  ' * depth}{name}")
        for key, value in found.items():
            _print(key, value, depth + 1)
    else:
        shown = f"{found:.3f}" if isinstance(found, float) else found
        print(f"{'  ' * depth}{name:32s} {shown}")


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--without-events", action="store_true", help="leave corpus/ out")
    parser.add_argument("--output", type=Path, default=HERE / "results" / "verdict.json")
    given = parser.parse_args()
    result: dict[str, Any] = {}
    if not given.without_events:
        result |= on_events()
    if given.data:
        result["sets"] = on_sets(given.data)
    if given.articles and given.articles.is_dir():
        result["articles"] = on_articles(given.articles)
    if given.ablate:
        result["held_out_training_events"] = ablation()
    _print("verdict", result)
    save({**result, "conditions": conditions("numpy", "scipy", "scikit-learn")}, given.output)


if __name__ == "__main__":
    main()
