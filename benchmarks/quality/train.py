"""Train the verdict on the training events of corpus/, and write its model.

    python -m benchmarks.quality.train

A logistic regression on piecewise linear functions of the features. What shows copying may only
rise: what is more alike never looks less like reuse. What tells how much two articles have in
common anyway, which quotations they chose, how long they are and how far apart partners stand may
fall (``MAY_FALL``): the more words and facts two reports share, the less a given arrangement of
them proves. The last step, slope and offset, is fitted on what models say of events that they were
not fitted on, and on the pairs that the figures are about: agency stories with what was made from
them, and independent reports. The same corpus gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from benchmarks.quality.pairing import (
    CORPUS,
    Case,
    Part,
    cases,
    events_of,
    shortened,
    unrelated,
)
from dedup.evaluation import score_verdicts
from dedup.evaluation.verdicts import recall_at_false_positives
from dedup.evidence.features import FEATURES
from dedup.evidence.verdict import Model, Term

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MODEL = Path(__file__).parents[2] / "dedup" / "evidence" / "models" / "source.json"
ALL = frozenset({feature.name for feature in FEATURES})
INDEPENDENT = frozenset({"same_event_independent", "follow_up"})
_FALLING = (
    "vocabulary plain_low plain_high known_low known_high shared_facts quotations_low"
    " quotations_high quotation_extent quotation_order quotations size size_ratio"
    " partner_mass_low partner_mass_high partner_distance_low partner_distance_high"
)
MAY_FALL = frozenset(_FALLING.split())
_QUANTILES = (0.01, 0.25, 0.5, 0.75, 0.99)
_PENALTY = 10.0
_FOLDS = 10
_DIGITS = 4
# What two derived stories share is often little, and the truth about short texts is coarse.
_SIBLINGS, _UNRELATED, _SHORT = 0.15, 0.3, 0.4


def is_told(case: Case) -> bool:
    """Say whether a pair is what the figures are about: a direct derivative, or independent."""
    whole = not case.label.startswith("short")
    return whole and (case.is_direct or case.label in INDEPENDENT)


def weight(case: Case) -> float:
    """Say how much a pair counts in training."""
    if is_told(case):
        return 1.0
    if case.label.startswith("short"):
        return _SHORT
    return _SIBLINGS if case.reuse else _UNRELATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The columns of the regression: each says how far a feature has climbed one of its slopes."""

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
            (None, None) if feature in MAY_FALL else (0, None)
            for feature, knots in zip(self.features, self.knots, strict=True)
            for _ in knots[1:]
        ]

    def terms(self, heights: Sequence[float], values: Array, reuse: Array) -> tuple[Term, ...]:
        """Make the tables."""
        places = {feature.name: place for place, feature in enumerate(FEATURES)}
        rest = list(heights)
        terms = []
        for feature, knots in zip(self.features, self.knots, strict=True):
            adds = [0.0, *np.cumsum([rest.pop(0) for _ in knots[1:]]).round(_DIGITS).tolist()]
            if any(adds):
                added = np.interp(values[:, places[feature]], knots, adds)
                usual = round((added[reuse == 1].mean() + added[reuse == 0].mean()) / 2, _DIGITS)
                at = tuple(knots.round(_DIGITS).tolist())
                terms.append(Term(feature=feature, at=at, adds=tuple(adds), usual=float(usual)))
        return tuple(terms)


def design(values: Array, features: Collection[str]) -> Design:
    """Set the knots at quantiles of the features."""
    places = {feature.name: place for place, feature in enumerate(FEATURES)}
    kept = [feature.name for feature in FEATURES if feature.name in features]
    knots = [
        np.unique(np.quantile(values[:, places[feature]], _QUANTILES).round(_DIGITS))
        for feature in kept
    ]
    told = [(f, k) for f, k in zip(kept, knots, strict=True) if len(k) > 1]
    return Design(features=tuple(f for f, _ in told), knots=tuple(k for _, k in told))


def fit(training: Sequence[Case], features: Collection[str]) -> Model:
    """Fit a model that is not yet calibrated."""
    values = np.array([case.values for case in training])
    told = np.array([is_told(case) for case in training])
    made = design(values[told], features)
    columns = made.columns(values)
    spread = columns[told].std(0) + 0.02
    inputs = np.column_stack([np.ones(len(training)), columns / spread])
    reuse = np.array([case.reuse for case in training])
    weights = np.array([weight(case) for case in training])
    found = minimize(
        _loss, np.zeros(inputs.shape[1]), (inputs, reuse, weights), jac=True,
        bounds=[(None, None), *made.bounds()],
        method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-9},
    ).x  # fmt: skip
    return Model(
        bias=round(float(found[0]), _DIGITS),
        terms=made.terms((found[1:] / spread).tolist(), values[told], reuse[told]),
        slope=1.0,
        offset=0.0,
    )


def _loss(heights: Array, inputs: Array, reuse: Array, weights: Array) -> tuple[float, Array]:
    """Give the penalised log-loss and its gradient."""
    odds = inputs @ heights
    slopes = heights.copy()
    slopes[0] = 0.0  # the constant is free
    loss = (weights * (np.logaddexp(0, odds) - reuse * odds)).sum()
    gradient = inputs.T @ (weights * (1 / (1 + np.exp(-odds)) - reuse)) + _PENALTY * slopes
    return float(loss + _PENALTY * (slopes**2).sum() / 2), gradient


def held_out(training: Sequence[Case], features: Collection[str]) -> Array:
    """Give the log-odds of each pair by models fitted on other events, a tenth left out."""
    odds = np.zeros(len(training))
    names = sorted({case.event for case in training})
    fold = np.array([names.index(case.event) % _FOLDS for case in training])
    values = np.array([case.values for case in training])
    for part in sorted(set(fold.tolist())):
        rest = [case for case, at in zip(training, fold.tolist(), strict=True) if at != part]
        odds[fold == part] = fit(rest, features).log_odds(values[fold == part])
    return odds


def calibrate(odds: Array, training: Sequence[Case]) -> tuple[float, float]:
    """Fit slope and offset."""
    from sklearn.linear_model import LogisticRegression

    told = [at for at, case in enumerate(training) if is_told(case)]
    reuse = [training[at].reuse for at in told]
    model = LogisticRegression(C=1e6).fit(odds[told][:, None], reuse)
    return round(float(model.coef_[0, 0]), _DIGITS), round(float(model.intercept_[0]), _DIGITS)


def train(training: Sequence[Case], features: Collection[str] = ALL) -> tuple[Model, Array]:
    """Fit the model; give it and the held-out probabilities of the pairs."""
    odds = held_out(training, features)
    slope, offset = calibrate(odds, training)
    model = replace(fit(training, features), slope=slope, offset=offset)
    return model, 1 / (1 + np.exp(-(slope * odds + offset)))


def measured(corpus: Path, part: Part) -> list[Case]:
    """Measure all pairs that a model is trained on."""
    return [case for make in (cases, unrelated, shortened) for case in make(corpus, part)]


def page(model: Model, corpus: Path, count: int) -> dict[str, object]:
    """Lay a model out as JSON that a person can read."""
    meanings = {feature.name: feature for feature in FEATURES}
    return {
        "schema_version": 2,
        "gives": "probability that two articles share a source",
        "rule": "log-odds: bias + what each feature adds, on straight lines between the values"
        " given; calibrated: log-odds times slope + offset",
        "trained_by": "python -m benchmarks.quality.train",
        "trained_on": {
            "rows_sha256": digest(corpus), "part": "train", "pairs": count,
        },
        "calibration": {"slope": model.slope, "offset": model.offset},
        "bias": model.bias,
        "terms": [
            {
                "feature": term.feature, "group": meanings[term.feature].group,
                "unit": meanings[term.feature].unit, "meaning": meanings[term.feature].meaning,
                "at": term.at, "adds": term.adds, "usual": term.usual,
                "may_fall": term.feature in MAY_FALL,
            }
            for term in model.terms
        ],
    }  # fmt: skip


def digest(corpus: Path) -> str:
    """Hash the rows of the training events: other events change nothing."""
    events = set(events_of(corpus, "train"))
    found = hashlib.sha256()
    for name in ("docs", "pairs", "alignments", "sentences"):
        for line in (corpus / f"{name}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("id", row.get("a")).split("/")[0] in events:
                found.update(line.encode() + b"\n")
    return found.hexdigest()


def main() -> None:
    """Train, report what held-out events say, and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, default=MODEL)
    given = parser.parse_args()
    training = measured(given.corpus, "train")
    model, probabilities = train(training)
    told = [at for at, case in enumerate(training) if is_told(case)]
    reuse = [training[at].reuse for at in told]
    scores = score_verdicts(probabilities[told], reuse, [training[at].label for at in told])
    recall = recall_at_false_positives(probabilities[told], reuse, 0.02)
    print(f"held-out events: AUC {scores.auc:.3f}, recall at 2 % false {recall:.3f}",
          f"Brier {scores.brier:.3f}, ECE {scores.ece:.3f}, flagged {scores.flagged}")  # fmt: skip
    text = json.dumps(page(model, given.corpus, len(training)), indent=1, ensure_ascii=False)
    given.output.write_text(_compact(text) + "\n", encoding="utf-8")


def _compact(text: str) -> str:
    """Set lists of numbers on one line."""
    return re.sub(r"\[\s+([-\d.,\se]+?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)


if __name__ == "__main__":
    main()
