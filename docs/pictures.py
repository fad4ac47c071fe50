"""Draw the pictures of the README from the corpus (needs the extra `plot`).

python docs/pictures.py
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

import dedup
from dedup.report.plot import draw_matrix
from dedup.report.terminal import print_matrix

HERE = Path(__file__).parent
EVENTS = ("ferry-grounding/", "dam-vote/")


def main() -> None:
    """Write docs/matrix.svg and docs/heatmap.svg."""
    corpus = list(dedup.read(HERE.parent / "corpus"))
    articles = [article for article in corpus if article.id.startswith(EVENTS[0])]
    console = Console(record=True, width=98, file=io.StringIO(), force_terminal=True)
    print_matrix(dedup.matrix(articles).ordered(), console)
    title = "grep ferry-grounding corpus/docs.jsonl | dedup matrix -"
    svg = console.export_svg(title=title, theme=MONOKAI, unique_id="matrix")
    # The picture must not fetch a font when it is looked at.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    (HERE / "matrix.svg").write_text(svg, "utf-8")
    both = dedup.matrix(article for article in corpus if article.id.startswith(EVENTS))
    (HERE / "heatmap.svg").write_bytes(draw_matrix(both, "svg"))


if __name__ == "__main__":
    main()
