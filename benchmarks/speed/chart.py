"""Draw articles per second against the size of the collection, from the saved figures.

python -m benchmarks.speed.chart
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

RESULTS = Path(__file__).parent / "results"
_STYLE: Any = {"font.size": 9, "svg.fonttype": "none", "svg.hashsalt": "dedup"}


def draw(folder: Path = RESULTS) -> None:
    """Draw ``growth.svg`` from ``growth.json`` and, if it is there, ``peers.json``."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(6.4, 3.8), layout="constrained")
        axes = figure.add_subplot()
        _curve(axes, json.loads((folder / "growth.json").read_text("utf-8")))
        if (folder / "peers.json").exists():
            _points(axes, json.loads((folder / "peers.json").read_text("utf-8")))
        axes.set(xscale="log", xlabel="articles in the collection", ylabel="articles per second")
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
        # Without a date the same figures give the same file.
        figure.savefig(folder / "growth.svg", metadata={"Date": None})


def _curve(axes: Axes, growth: dict[str, Any]) -> None:
    counts = [row["articles"] for row in growth["near"]]
    rates = [row["articles_per_second"]["median"] for row in growth["near"]]
    axes.plot(counts, rates, "o-", label=f"dedup, {growth['processes']} processes")


def _points(axes: Axes, peers: dict[str, Any]) -> None:
    marks = iter("sDv^P*")
    for name, row in peers["systems"].items():
        if not name.startswith("dedup"):
            rate = row["articles_per_second"]["median"]
            axes.plot(peers["articles"], rate, next(marks), linestyle="none", label=name)


if __name__ == "__main__":
    draw()
