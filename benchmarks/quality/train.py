"""Train the verdict on the training events of corpus/, and write its model.

    python -m benchmarks.quality.train

Two scales are fitted together, so that reuse needs one of them and its absence speaks against
both (see `dedup.evidence.verdict.Model`). Each is a logistic regression on piecewise linear
functions of the features, which may only rise: what is more alike never looks less like reuse. One
feature alone may fall, ``vocabulary`` in the passage scale: the more words two articles have in
common anyway, the less a tight passage proves. The last step, slope and offset, is fitted on
what the scales say of events they were not fitted on. The same corpus gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from benchmarks.quality.pairing import CORPUS, Case, cases, shortened, unrelated
from dedup.evaluation import score_verdicts
from dedup.evaluation.verdicts import recall_at_false_positives
from dedup.evidence.features import FEATURES
from dedup.evidence.verdict import Model, Scale, Term, combine

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MODEL = Path(__file__).parents[2] / "dedup" / "evidence" / "models" / "source.json"
WHOLE = (
    "phrases word_pairs runs copied linked_low linked_high link_score best_scores link_order"
    " follow_low follow_high order sequence numbers facts company company_of_facts company_near"
    " company_of_many one_place_low one_place_high"
)
PASSAGE = (
    "vocabulary phrases runs copied link_score best_scores company company_of_many crowded sequence"
)
SCALES = {"whole": tuple(WHOLE.split()), "passage": tuple(PASSAGE.split())}
ALL = frozenset({feature.name for feature in FEATURES})
_FALLING = frozenset({("passage", "vocabulary")})
_QUANTILES = {"whole": (0.01, 0.25, 0.5, 0.75, 0.99), "passage": (0.01, 0.99)}
_PENALTY = {"whole": 5.0, "passage": 2.0}
_DIGITS = 4
# Independent articles of an event are many, texts made from the same one often share little, and
# unrelated ones are easy.
_WEIGHTS = {
    "same_event_independent": 0.4, "follow_up": 0.4, "unrelated": 0.3,
    "short_derived": 1.0, "short_independent": 1.0,
}  # fmt: skip
_DIRECT = {"same_text": 1.0, "derived": 1.0, "partly_derived": 2.0}
_SIBLINGS = {"derived": 0.3, "partly_derived": 0.1}


def weight(case: Case) -> float:
    """Say how much a pair counts in training."""
    told = _DIRECT if case.is_direct else _SIBLINGS
    return _WEIGHTS[case.label] if case.label in _WEIGHTS else told[case.label]


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The columns of a scale: each says how far a feature has climbed one of its slopes."""

    name: str
    features: tuple[str, ...]
    knots: tuple[Array, ...]

    def columns(self, values: Array) -> Array:
        """Return shape (n_pairs, n_slopes), each from 0 to 1."""
        places = {feature.name: place for place, feature in enumerate(FEATURES)}
        return np.stack([
            np.clip((values[:, places[feature]] - low) / (high - low), 0, 1)
            for feature, knots in zip(self.features, self.knots, strict=True)
            for low, high in pairwise(knots)
        ], axis=1)  # fmt: skip

    def bounds(self) -> list[tuple[float | None, float | None]]:
        """Say which slopes may fall."""
        return [
            (None, None) if (self.name, feature) in _FALLING else (0, None)
            for feature, knots in zip(self.features, self.knots, strict=True)
            for _ in knots[1:]
        ]

    def spreads(self, columns: Array) -> Array:
        """Give the standard deviations of the columns: the penalty's units."""
        return np.asarray(columns.std(0) + 0.02)

    def scale(self, bias: float, heights: Sequence[float]) -> Scale:
        """Make the tables."""
        rest = list(heights)
        terms = []
        for feature, knots in zip(self.features, self.knots, strict=True):
            adds = [0.0, *np.cumsum([rest.pop(0) for _ in knots[1:]]).round(_DIGITS).tolist()]
            if any(adds):
                at = tuple(knots.round(_DIGITS).tolist())
                terms.append(Term(feature=feature, at=at, adds=tuple(adds)))
        return Scale(name=self.name, bias=round(bias, _DIGITS), terms=tuple(terms))


def design(name: str, values: Array, features: Collection[str]) -> Design:
    """Set the knots of a scale at quantiles of its features."""
    places = {feature.name: place for place, feature in enumerate(FEATURES)}
    kept = tuple(feature for feature in SCALES[name] if feature in features)
    knots = [
        np.unique(np.quantile(values[:, places[feature]], _QUANTILES[name]).round(_DIGITS))
        for feature in kept
    ]
    told = [(f, k) for f, k in zip(kept, knots, strict=True) if len(k) > 1]
    return Design(name=name, features=tuple(f for f, _ in told), knots=tuple(k for _, k in told))


def fit(training: Sequence[Case], features: Collection[str]) -> tuple[Scale, ...]:
    """Fit both scales together."""
    values = np.array([case.values for case in training])
    designs = [design(name, values, features) for name in SCALES]
    columns = [each.columns(values) for each in designs]
    spreads = [each.spreads(column) for each, column in zip(designs, columns, strict=True)]
    inputs = [np.column_stack([np.ones(len(training)), column / spread])
              for column, spread in zip(columns, spreads, strict=True)]  # fmt: skip
    split = inputs[0].shape[1]
    penalties = np.concatenate(
        [[0.0, *[_PENALTY[each.name]] * (part.shape[1] - 1)]
         for each, part in zip(designs, inputs, strict=True)]
    )  # fmt: skip
    bounds = [bound for each in designs for bound in [(None, None), *each.bounds()]]
    # The passage scale must begin with slopes: at none at all the whole scale explains everything.
    start = np.array([-0.5 if low is None else 0.0 for low, _ in bounds])
    start[split + 1 :][np.array([low == 0 for low, _ in bounds[split + 1 :]])] = 0.5
    start[split] = -3
    reuse = np.array([case.reuse for case in training])
    weights = np.array([weight(case) for case in training])
    found = minimize(
        _loss, start, (inputs, reuse, weights, penalties), jac=True, bounds=bounds,
        method="L-BFGS-B", options={"maxiter": 3000, "ftol": 1e-10},
    ).x  # fmt: skip
    parts = (found[:split], found[split:])
    return tuple(
        each.scale(float(part[0]), (part[1:] / spread).tolist())
        for each, part, spread in zip(designs, parts, spreads, strict=True)
    )


def _loss(
    heights: Array, inputs: Sequence[Array], reuse: Array, weights: Array, penalties: Array
) -> tuple[float, Array]:
    """Give the penalised log-loss of 1 - (1 - p)(1 - q), and its gradient."""
    split = inputs[0].shape[1]
    odds = [inputs[0] @ heights[:split], inputs[1] @ heights[split:]]
    none = -np.logaddexp(0, odds[0]) - np.logaddexp(0, odds[1])
    some = -np.expm1(none) + 1e-12
    loss = -(weights * np.where(reuse, np.log(some), none)).sum()
    pull = weights * np.where(reuse, -np.exp(none) / some, 1.0)
    slopes = [
        part.T @ (pull / (1 + np.exp(-each))) for part, each in zip(inputs, odds, strict=True)
    ]
    gradient = np.concatenate(slopes) + penalties * heights
    return float(loss + (penalties * heights**2).sum() / 2), gradient


def held_out(training: Sequence[Case], features: Collection[str]) -> Array:
    """Give the log-odds of each pair by scales fitted on the other events."""
    odds = np.zeros(len(training))
    events = np.array([case.event for case in training])
    values = np.array([case.values for case in training])
    for event in sorted(set(events.tolist())):
        rest = [case for case in training if case.event != event]
        scales = fit(rest, features)
        chosen = events == event
        odds[chosen] = combine([scale.log_odds(values[chosen]) for scale in scales])
    return odds


def calibrate(odds: Array, training: Sequence[Case]) -> tuple[float, float]:
    """Fit slope and offset."""
    from sklearn.linear_model import LogisticRegression

    reuse = [case.reuse for case in training]
    weights = [weight(case) for case in training]
    model = LogisticRegression(C=1e6).fit(odds[:, None], reuse, sample_weight=weights)
    return round(float(model.coef_[0, 0]), _DIGITS), round(float(model.intercept_[0]), _DIGITS)


def train(training: Sequence[Case], features: Collection[str] = ALL) -> tuple[Model, Array]:
    """Fit the model; give it and the held-out probabilities of the pairs."""
    odds = held_out(training, features)
    slope, offset = calibrate(odds, training)
    model = Model(scales=fit(training, features), slope=slope, offset=offset)
    return model, 1 / (1 + np.exp(-(slope * odds + offset)))


def page(model: Model, corpus: Path, count: int) -> dict[str, object]:
    """Lay a model out as JSON that a person can read."""
    meanings = {feature.name: feature for feature in FEATURES}
    digest = hashlib.sha256()
    for name in ("docs.jsonl", "pairs.jsonl", "alignments.jsonl", "sentences.jsonl", "split.json"):
        digest.update((corpus / name).read_bytes())
    return {
        "schema_version": 1,
        "gives": "probability that two articles share a source",
        "rule": "log-odds of a scale: bias + what each feature adds, on straight lines between the"
        " values given; p = 1 - (1 - p_whole)(1 - p_passage); calibrated: log-odds of p times"
        " slope + offset",
        "trained_by": "python -m benchmarks.quality.train",
        "trained_on": {"corpus_sha256": digest.hexdigest(), "part": "train", "pairs": count},
        "calibration": {"slope": model.slope, "offset": model.offset},
        "scales": [
            {
                "name": scale.name,
                "bias": scale.bias,
                "terms": [
                    {
                        "feature": term.feature, "group": meanings[term.feature].group,
                        "unit": meanings[term.feature].unit,
                        "meaning": meanings[term.feature].meaning,
                        "at": term.at, "adds": term.adds,
                    }
                    for term in scale.terms
                ],
            }
            for scale in model.scales
        ],
    }  # fmt: skip


def main() -> None:
    """Train, report what held-out events say, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, default=MODEL)
    given = parser.parse_args()
    training = [part for make in (cases, unrelated, shortened)
                for part in make(given.corpus, "train")]  # fmt: skip
    model, probabilities = train(training)
    chosen = [at for at, case in enumerate(training) if case.is_direct or not case.reuse]
    reuse = [training[at].reuse for at in chosen]
    scores = score_verdicts(probabilities[chosen], reuse, [training[at].label for at in chosen])
    recall = recall_at_false_positives(probabilities[chosen], reuse, 0.02)
    print(f"held-out events: AUC {scores.auc:.3f}, recall at 2 % false {recall:.3f}",
          f"Brier {scores.brier:.3f}, ECE {scores.ece:.3f}, flagged {scores.flagged}")  # fmt: skip
    text = json.dumps(page(model, given.corpus, len(training)), indent=1, ensure_ascii=False)
    given.output.write_text(_compact(text) + "\n", encoding="utf-8")


def _compact(text: str) -> str:
    """Set lists of numbers on one line."""
    return re.sub(r"\[\s+([-\d.,\se]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)


if __name__ == "__main__":
    main()
