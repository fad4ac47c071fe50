"""How well the aligner finds the sentences that a writer drew on.

    python -m benchmarks.quality.links                 the training events
    python -m benchmarks.quality.links --events test   the others
    python -m benchmarks.quality.links --fit           fit the weights anew

Two tables on ``corpus/``. The first: precision, recall and F1 of sentence links by how the article
was derived, counted in pairs of the corpus's sentences, on which ours are laid by their spans
(half of the shorter one must be shared). Links of the kind same_fact do not count; gold links of
public quotations are no reuse, so a link of kind quote there is neither right nor wrong. The
second: the mean share of the words of each kind, in derived articles and in independent ones.
``--fit`` fits the likelihood on half of the events and counts on the other half, both ways round,
then prints the weights fitted on all of them.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.conditions import conditions, save
from dedup import Article
from dedup.evidence import KINDS, align, prepare
from dedup.evidence.links import is_copied
from dedup.evidence.pairs import FEATURES, Pairs, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from dedup.evidence import Document

    Links = set[tuple[int, int]]

RESULTS = Path(__file__).parent / "results" / "links.json"
CORPUS = Path(__file__).parents[2] / "corpus"
DERIVED = ("reprint", "light", "heavy", "model", "extreme", "brief", "partial", "mix",
           "agency2_rewrite", "agency2_extreme")  # fmt: skip
INDEPENDENT = ("agency2", "paper1", "paper2")
_INVERSE_PENALTY = 0.3
_INDEPENDENT_WEIGHT = 3.0  # there are three derived articles to each independent one


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair of articles with its gold links, as pairs of the corpus's sentences."""

    event: str
    kind: str
    a: Document
    b: Document
    laid_a: list[list[int]]
    laid_b: list[list[int]]
    reuse: Links
    quotes: Links

    def laid(self, links: Iterable[tuple[int, int]]) -> Links:
        """Lay links of our sentences on those of the corpus."""
        return {(x, y) for i, j in links for x in self.laid_a[i] for y in self.laid_b[j]}


def cases(corpus: Path, *, test: bool) -> Iterator[Case]:
    """Yield the derived and the independent articles, each with the story it is set beside."""
    texts = {row["id"]: row["text"] for row in _rows(corpus, "docs", test=test)}
    gold = {row["id"]: row["sentences"] for row in _rows(corpus, "sentences", test=test)}
    prepared = {id_: prepare(Article(id=id_, text=text)) for id_, text in texts.items()}
    laid = {id_: _laid(document, gold[id_]) for id_, document in prepared.items()}
    for row in _rows(corpus, "alignments", test=test):
        event, source = row["a"].split("/")
        kind = row["b"].split("/")[1]
        if not _is_case(source, kind):
            continue
        links = [
            (link["kind"] == "quote", (i, j))
            for link in row["links"] for i in link["a"] for j in link["b"]
        ]  # fmt: skip
        yield Case(
            event=event, kind=kind, a=prepared[row["a"]], b=prepared[row["b"]],
            laid_a=laid[row["a"]], laid_b=laid[row["b"]],
            reuse={pair for quote, pair in links if not quote},
            quotes={pair for quote, pair in links if quote},
        )  # fmt: skip


def counts(case: Case, found: Links, quotes: Links) -> NDArray[np.int64]:
    """Count right, found and wanted links; see above for quotations."""
    counted = (found | quotes) - (case.quotes - found)
    return np.array([len(counted & case.reuse), len(counted), len(case.reuse)])


def print_links(rows: Iterable[tuple[str, NDArray[np.int64]]]) -> dict[str, dict[str, float]]:
    """Print and return precision, recall and F1 by kind and over all."""
    sums: dict[str, NDArray[np.int64]] = defaultdict(lambda: np.zeros(3, np.int64))
    for kind, count in rows:
        sums[kind] += count
        sums["all"] += count
    figures: dict[str, dict[str, float]] = {}
    print(f"{'links':16} {'gold':>6} {'P':>6} {'R':>6} {'F1':>6}")
    for kind in (*DERIVED, "all"):
        if kind in sums:
            right, found, wanted = sums[kind].tolist()
            precision, recall = right / max(found, 1), right / max(wanted, 1)
            f1 = 2 * right / max(found + wanted, 1)
            print(f"{kind:16} {wanted:6} {precision:6.3f} {recall:6.3f} {f1:6.3f}")
            figures[kind] = {"gold": wanted, "precision": precision, "recall": recall, "f1": f1}
    return figures


def measure(chosen: Sequence[Case]) -> dict[str, dict[str, float]]:
    """Align all cases, print both tables and return the first."""
    rows, shares = [], defaultdict(list)
    for case in chosen:
        alignment = align(case.a, case.b)
        shares[case.kind].append(alignment.shares("b"))
        links = [
            (link.kind, (i, j)) for link in alignment.links for i in link.a for j in link.b
            if link.kind != "same_fact"
        ]  # fmt: skip
        found = case.laid(pair for kind, pair in links if kind != "quote")
        quotes = case.laid(pair for kind, pair in links if kind == "quote")
        if case.kind in DERIVED:
            rows.append((case.kind, counts(case, found, quotes)))
    figures = print_links(rows)
    print(f"\n{'words, per cent':16}", " ".join(f"{kind:>13}" for kind in KINDS))
    for kind in (*DERIVED, *INDEPENDENT):
        if kind in shares:
            means = (np.mean([share[name] for share in shares[kind]]) for name in KINDS)
            print(f"{kind:16}", " ".join(f"{100 * mean:13.1f}" for mean in means))
    return figures


def fit(chosen: Sequence[Case]) -> None:
    """Fit on half of the events, count on the other; then print the weights of all."""
    found = [(case, pairs(case.a, case.b)) for case in chosen]
    events = sorted({case.event for case in chosen})
    rows = []
    for half in (0, 1):
        fitted = [item for item in found if events.index(item[0].event) % 2 == half]
        bias, weights = _weights(fitted)
        for case, candidates in found:
            if events.index(case.event) % 2 == half or case.kind not in DERIVED:
                continue
            likelihood = 1 / (1 + np.exp(-(bias + candidates.features @ weights)))
            held = is_copied(candidates, likelihood)
            links = case.laid(
                zip(candidates.a[held].tolist(), candidates.b[held].tolist(), strict=True)
            )
            rows.append((case.kind, counts(case, links - case.quotes, set())))
    print("fitted on half of the events, counted on the other half")
    print_links(rows)
    bias, weights = _weights(found)
    print("bias", round(bias, 2), dict(zip(FEATURES, weights.round(2).tolist(), strict=True)))


def _weights(found: Sequence[tuple[Case, Pairs]]) -> tuple[float, NDArray[np.float64]]:
    from sklearn.linear_model import LogisticRegression

    labels = np.concatenate([_labels(*item) for item in found])
    features = np.concatenate([candidates.features for _, candidates in found])[labels >= 0]
    each = [1.0 if case.kind in DERIVED else _INDEPENDENT_WEIGHT for case, _ in found]
    counted = np.repeat(each, [len(candidates.a) for _, candidates in found])[labels >= 0]
    scale, mean = features.std(0), features.mean(0)
    model = LogisticRegression(max_iter=3000, C=_INVERSE_PENALTY)
    model.fit((features - mean) / scale, labels[labels >= 0], sample_weight=counted)
    weights = model.coef_[0] / scale
    return float(model.intercept_[0] - weights @ mean), weights


def _labels(case: Case, candidates: Pairs) -> NDArray[np.int64]:
    """Give 1 for each pair that is a gold link, -1 for a public quotation, else 0."""
    numbered = zip(candidates.a.tolist(), candidates.b.tolist(), strict=True)
    laid = [case.laid([pair]) for pair in numbered]
    return np.array([1 if at & case.reuse else -bool(at & case.quotes) for at in laid], np.int64)


def _rows(corpus: Path, name: str, *, test: bool) -> Iterator[dict[str, Any]]:
    split = json.loads((corpus / "split.json").read_text("utf-8"))
    events = frozenset(split["test" if test else "train"])
    with (corpus / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            event = row.get("id", row.get("a")).split("/")[0]
            if event in events:
                yield row


def _is_case(source: str, kind: str) -> bool:
    if kind in INDEPENDENT:
        return source == "wire"
    drawn_on = {"mix": ("wire", "agency2")}.get(kind, (kind.partition("_")[0],))
    return kind in DERIVED and source in (drawn_on if "agency2" in drawn_on else ("wire",))


def _laid(document: Document, gold: Sequence[dict[str, Any]]) -> list[list[int]]:
    """Give for each of our sentences those of the corpus that share half of the shorter one."""
    return [
        [
            row["i"] for row in gold
            if 2 * (min(end, row["end"]) - max(start, row["start"]))
            >= min(end - start, row["end"] - row["start"])
        ]
        for start, end in document.spans
    ]  # fmt: skip


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--events", choices=("training", "test"), default="training")
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    chosen = list(cases(given.corpus, test=given.events == "test"))
    if given.fit:
        fit(chosen)
    else:
        known = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {}
        figures = {given.events: measure(chosen), "conditions": conditions("numpy", "scipy")}
        save({**known, **figures}, RESULTS)


if __name__ == "__main__":
    main()
