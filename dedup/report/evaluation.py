"""How well dedup does on a labelled collection: JSON, a terminal table and a picture."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dedup.errors import InputError
from dedup.report.labels import cut_middle
from dedup.report.plot import figure_bytes, matplotlib_figure
from dedup.report.screen import console_for_stdout
from dedup.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes
    from rich.console import Console, RenderableType

    from dedup.evaluation import (
        LinkScores,
        PassageScore,
        PassageScores,
        SearchScores,
        SentencePairScores,
        VerdictScores,
    )

_DECIMALS = 6
_SHOWN_DECIMALS = 3
_NAME_WIDTH = 26
_NARROWEST_NAME = 10
_INK, _ACCENT = "0.35", "#1f3a63"
_DRAWN_ONLY = ("curve", "reliability")  # what a verdict's JSON leaves to the picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What was measured; a part for which the collection has no data is None."""

    search: SearchScores | None = None
    verdict: VerdictScores | None = None
    passages: PassageScores | None = None
    links: LinkScores | None = None
    sentence_pairs: SentencePairScores | None = None

    def record(self) -> dict[str, Any]:
        """Return the parts as the JSON holds them, rounded."""
        parts = {
            "search": self.search and asdict(self.search),
            "verdict": self.verdict and _verdict_record(self.verdict),
            "passages": self.passages and _passages_record(self.passages),
            "links": self.links and asdict(self.links),
            "sentence_pairs": self.sentence_pairs and asdict(self.sentence_pairs),
        }
        return {name: _rounded(part) for name, part in parts.items() if part is not None}

    def to_json(self) -> str:
        """Render as JSON of the shipped schema ``dedup/report/schemas/evaluate.json``."""
        head = {
            "schema_version": 1,
            "tool": {"name": "dedup", "version": __version__},
            "command": "evaluate",
        }
        return json.dumps(head | self.record(), ensure_ascii=False, indent=2) + "\n"


def print_evaluation(evaluation: Evaluation, console: Console | None = None) -> None:
    """Print a table for each part that was measured."""
    console = console or console_for_stdout()
    blocks = list(_blocks(evaluation)) or [Text("Nothing was measured.")]
    console.print(Group(*blocks))


def draw_evaluation(evaluation: Evaluation, picture_format: str) -> bytes:
    """Draw a reliability diagram beside a precision-recall curve.

    Parameters
    ----------
    evaluation : Evaluation
    picture_format : {"png", "svg", "pdf"}

    Returns
    -------
    bytes
        The picture; the same bytes for the same evaluation and matplotlib.

    Raises
    ------
    InputError
        If no pair was measured of which it is known whether text was reused.
    MissingExtraError
        If matplotlib is not installed.
    """
    verdict = evaluation.verdict
    if verdict is None or not verdict.reliability:
        raise InputError("nothing to draw: no pairs that say whether text was reused")
    figure = matplotlib_figure(figsize=(7.2, 3.4), layout="constrained")
    reliability, curve = figure.subplots(1, 2)
    _draw_reliability(reliability, verdict)
    _draw_curve(curve, verdict)
    return figure_bytes(figure, picture_format)


def _verdict_record(verdict: VerdictScores) -> dict[str, Any]:
    fields = asdict(verdict).items()
    return {name: value for name, value in fields if name not in _DRAWN_ONLY}


def _passages_record(passages: PassageScores) -> dict[str, Any]:
    by_label = {label: asdict(score) for label, score in passages.by_label.items()}
    return asdict(passages.overall) | {"by_label": by_label}


def _rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return round(value, _DECIMALS) if isinstance(value, float) else value


def _blocks(evaluation: Evaluation) -> Iterator[RenderableType]:
    if evaluation.search:
        yield from _block("Search", _figures(_search_figures(evaluation.search)))
    if verdict := evaluation.verdict:
        title = f"Verdict: {_pairs(verdict.positives)} with reuse, {verdict.negatives:,} without"
        yield from _block(title, _figures(_verdict_figures(verdict)))
        yield from _block(f"Flagged from probability {verdict.threshold:g} on", _flagged(verdict))
    if evaluation.passages:
        yield from _block("Passages", _passages(evaluation.passages))
    if links := evaluation.links:
        title = f"Sentence links: {links.gold:,} in the gold, {links.predicted:,} predicted"
        figures = {"precision": links.precision, "recall": links.recall, "F1": links.f1}
        kinds = {f"recall: {kind}": score.recall for kind, score in links.by_kind.items()}
        yield from _block(title, _figures(figures | kinds))
    if pairs := evaluation.sentence_pairs:
        figures = {"accuracy": pairs.accuracy, "F1": pairs.f1, "AUC": pairs.auc}
        yield from _block(f"Sentence pairs: {pairs.count:,}", _figures(figures))


def _block(title: str, table: Table) -> tuple[RenderableType, ...]:
    return Text(title, "bold"), table, Text()


def _search_figures(search: SearchScores) -> dict[str, float | None]:
    return {
        "recall of pairs with reuse": search.recall,
        "candidates per article": search.candidates_per_article,
    }


def _verdict_figures(verdict: VerdictScores) -> dict[str, float | None]:
    return {
        "AUC": verdict.auc,
        "average precision": verdict.average_precision,
        "Brier score": verdict.brier,
        "calibration error (ECE)": verdict.ece,
        "recall at 1 % false alarms": verdict.recall_at_1pct_fpr,
    }


def _flagged(verdict: VerdictScores) -> Table:
    rows = {
        label: (_number(share), f"{verdict.labels[label]:,}")
        for label, share in verdict.flagged.items()
    }
    return _grid(("share", "pairs"), rows)


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count:,} pairs"


def _passages(passages: PassageScores) -> Table:
    headers = ("PlagDet", "precision", "recall", "granularity", "cases", "detections")
    rows = {"all": passages.overall, **passages.by_label}
    return _grid(headers, {name: _passage_cells(score) for name, score in rows.items()})


def _passage_cells(score: PassageScore) -> list[str]:
    figures = (score.plagdet, score.precision, score.recall, score.granularity)
    return [*map(_number, figures), f"{score.cases:,}", f"{score.detections:,}"]


def _figures(figures: Mapping[str, float | None]) -> Table:
    rows = {name: [_number(value)] for name, value in figures.items()}
    return _grid(("",), rows, show_header=False)


def _grid(
    headers: Sequence[str], rows: Mapping[str, Sequence[str]], *, show_header: bool = True
) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, show_header=show_header)
    table.add_column("", min_width=_NARROWEST_NAME)
    for header in headers:
        table.add_column(header, justify="right", no_wrap=True)
    for name, cells in rows.items():
        table.add_row(Text(f"  {cut_middle(name, _NAME_WIDTH):{_NAME_WIDTH}}"), *cells)
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.{_SHOWN_DECIMALS}f}"


def _draw_reliability(axes: Axes, verdict: VerdictScores) -> None:
    bins = verdict.reliability
    most = max(bin_.count for bin_ in bins)
    axes.plot([0, 1], [0, 1], color=_INK, linewidth=0.8, linestyle="--")
    axes.plot([bin_.probability for bin_ in bins], [bin_.share for bin_ in bins], color=_ACCENT)
    axes.scatter(
        [bin_.probability for bin_ in bins],
        [bin_.share for bin_ in bins],
        s=[8 + 72 * bin_.count / most for bin_ in bins],
        color=_ACCENT,
    )
    axes.set_title(f"Reliability: ECE {_number(verdict.ece)}", loc="left")
    _label_axes(axes, "probability (larger dots: more pairs)", "share of pairs with reuse")


def _draw_curve(axes: Axes, verdict: VerdictScores) -> None:
    base = verdict.positives / (verdict.positives + verdict.negatives)
    axes.axhline(base, color=_INK, linewidth=0.8, linestyle="--")
    axes.step(verdict.curve[:, 0], verdict.curve[:, 1], where="pre", color=_ACCENT)
    axes.set_title(f"Average precision {_number(verdict.average_precision)}", loc="left")
    _label_axes(axes, "recall", "precision (dashed: flagging every pair)")


def _label_axes(axes: Axes, across: str, up: str) -> None:
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    axes.set_aspect("equal")
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
