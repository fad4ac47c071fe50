"""The detection curve of a banding: how likely a pair of each similarity is found."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dedup.report.cells import csv_line
from dedup.report.plot import figure_bytes, matplotlib_figure
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.search import Bands

_BAR = 40  # characters
_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class DetectionCurve:
    """The probability of detection at Jaccard similarities 0, 0.05, … 1.

    Parameters
    ----------
    bands : Bands
    """

    bands: Bands

    def points(self, steps: int = 20) -> list[tuple[float, float]]:
        """Return similarities and probabilities, both in [0, 1]."""
        similarities = np.linspace(0, 1, steps + 1)
        found = self.bands.detection(similarities).round(_DECIMALS)
        return list(zip(similarities.round(_DECIMALS).tolist(), found.tolist(), strict=True))

    def to_text(self) -> str:
        """Render as a table with bars."""
        title = f"{self.bands.bands} bands of {self.bands.rows} rows: share of pairs found"
        lines = [
            f"  J = {jaccard:4.2f}  {found:8.2%}  {'█' * round(found * _BAR)}".rstrip()
            for jaccard, found in self.points()
        ]
        return "\n".join([title, "", *lines, ""])

    def to_csv(self) -> str:
        """Render as CSV with a header."""
        return "".join(map(csv_line, [("jaccard", "detection"), *self.points(100)]))

    def to_json(self) -> str:
        """Render as JSON."""
        page = {
            "schema_version": 1,
            "tool": {"name": "dedup", "version": __version__},
            "command": "curve",
            "parameters": {"bands": self.bands.bands, "rows": self.bands.rows},
            "points": [{"jaccard": x, "detection": y} for x, y in self.points(100)],
        }
        return json.dumps(page, indent=2) + "\n"


def draw_curve(curve: DetectionCurve, picture_format: str) -> bytes:
    """Draw the curve; raises MissingExtraError without matplotlib."""
    figure = matplotlib_figure(figsize=(4.2, 2.8))
    axes = figure.add_subplot()
    axes.plot(*zip(*curve.points(400), strict=True), color="#1f3a63")
    axes.set_xlabel("Jaccard similarity of a pair")
    axes.set_ylabel("probability that it is found")
    axes.set_title(f"{curve.bands.bands} bands of {curve.bands.rows} rows", loc="left")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1.02)
    axes.grid(color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
    return figure_bytes(figure, picture_format)
