"""Draw the pictures of the README from the corpus (needs the extra `plot`).

python docs/pictures.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.terminal_theme import MONOKAI

import dedup
from dedup.report.plot import draw_matrix
from dedup.report.terminal import print_matrix

if TYPE_CHECKING:
    from dedup.config import Measure

HERE = Path(__file__).parent
EVENTS = ("wildfire-valley/", "comet-probe/")


def screen(articles: list[dedup.Article], measure: Measure, name: str) -> None:
    """Draw what a terminal shows."""
    console = Console(record=True, width=98, file=io.StringIO(), force_terminal=True)
    print_matrix(dedup.matrix(articles, measure=measure).ordered(), console)
    title = f"grep wildfire-valley corpus/docs.jsonl | dedup matrix - --measure {measure}"
    svg = console.export_svg(title=title, theme=MONOKAI, unique_id=measure)
    # The picture must not fetch a font when it is looked at.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (HERE / name).write_text(svg, "utf-8")


def main() -> None:
    """Write the pictures."""
    corpus = list(dedup.read(HERE.parent / "corpus"))
    articles = [article for article in corpus if article.id.startswith(EVENTS[0])]
    screen(articles, "containment", "containment.svg")
    screen(articles, "source", "source.svg")
    both = dedup.matrix(article for article in corpus if article.id.startswith(EVENTS))
    (HERE / "heatmap.svg").write_bytes(draw_matrix(both, "svg"))


if __name__ == "__main__":
    main()
