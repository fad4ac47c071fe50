"""The matrix on a terminal: a coloured table, or the strongest pairs of a large collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from dedup.report.labels import cut_middle, per_cent, short_names
from dedup.report.screen import console_for_stdout

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from dedup.report.matrix import SimilarityMatrix

MOST_IN_TABLE = 30
MOST_PAIRS = 20
_CELL_WIDTH = 4
_NARROWEST_NAME = 8
_WIDEST_NAME = 34

# Lower bound of each step and its colours: cividis, legible for every kind of colour vision.
_STEPS = (
    (0.0, "grey50"),
    (0.01, "#ffffff on #1f3a63"),
    (0.03, "#ffffff on #4b546c"),
    (0.10, "#ffffff on #75757a"),
    (0.30, "#000000 on #a69d75"),
    (0.60, "#000000 on #e0cb5b"),
)
_MEANINGS = {
    "source": "probability that the two share a source; 0 where the search sees nothing in common",
    "containment": "the row article's {shingle}-word shingles that the column article has too",
    "jaccard": "{shingle}-word shingles shared, of all that the two articles have (Jaccard)",
    "minhash": "{shingle}-word shingles shared (Jaccard), estimated by {num_perm} permutations",
    "tfidf": "cosine of TF-IDF word weights: alike in topic, not proof of copying",
}


def print_matrix(matrix: SimilarityMatrix, console: Console | None = None) -> None:
    """Print a matrix: whole up to 30 articles if there is room, else its strongest pairs."""
    console = console or console_for_stdout()
    count = len(matrix.articles)
    body = (
        _table(matrix, console.width)
        if count <= MOST_IN_TABLE
        else _pairs(matrix, console.width, "Too many articles for a table")
    )
    meaning = _MEANINGS[matrix.measure].format(**matrix.parameters)
    parts = [body, Text(), Text(f"In per cent: {meaning}.")]
    # Without colours there are none to explain: the numbers stand in the cells.
    is_coloured = console.color_system is not None and not console.no_color
    console.print(Group(*parts, *([_legend()] if is_coloured else [])))


def _table(matrix: SimilarityMatrix, width: int) -> RenderableType:
    count = len(matrix.articles)
    numbers = len(str(count))
    room = width - numbers - 3 - (_CELL_WIDTH + 1) * count
    if room < _NARROWEST_NAME:
        return _pairs(matrix, width, "The terminal is too narrow for a table")
    names = short_names(matrix.ids, min(room, _WIDEST_NAME))
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("", justify="right", style="bold", no_wrap=True)
    table.add_column("", no_wrap=True)
    for number in range(1, count + 1):
        table.add_column(str(number), justify="right", width=_CELL_WIDTH, no_wrap=True)
    for row, name in enumerate(names):
        cells = [
            Text("·", "grey50") if row == column else _cell(matrix.values[row, column])
            for column in range(count)
        ]
        table.add_row(str(row + 1), Text(name), *cells)
    return table


def _pairs(matrix: SimilarityMatrix, width: int, reason: str) -> RenderableType:
    count = len(matrix.articles)
    pairs = matrix.strongest_pairs(MOST_PAIRS)
    names = dict(zip(matrix.ids, short_names(matrix.ids, 1000), strict=True))
    name_width = max((width - 12) // 2, _NARROWEST_NAME)
    every = count * (count - 1) // 2
    title = f"{count:,} articles; {_strongest(len(pairs), every)}"
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("%", justify="right", no_wrap=True)
    for header in ("row article", "column article"):
        short = header.partition(" ")[0]
        table.add_column(header if len(header) <= name_width else short, no_wrap=True)
    for row, column in pairs:
        ends = (names[matrix.ids[row]], names[matrix.ids[column]])
        table.add_row(
            _cell(matrix.values[row, column]), *(Text(cut_middle(end, name_width)) for end in ends)
        )
    note = f"{reason}; --format csv or json has every pair, --plot draws them."
    return Group(Text(title, "bold"), Text(), table, Text(), Text(note, "grey50"))


def _strongest(shown: int, every: int) -> str:
    if every == 1:
        return "1 pair"
    if shown == every:
        return f"{every:,} pairs"
    return f"the {f'{shown} ' * (shown > 1)}strongest of {every:,} pairs"


def _cell(value: float) -> Text:
    return Text(per_cent(value).rjust(_CELL_WIDTH), _style(value))


def _style(value: float) -> str:
    return next(style for bound, style in reversed(_STEPS) if value >= bound)


def _legend() -> Text:
    legend = Text()
    for (bound, style), (above, _) in zip(_STEPS, (*_STEPS[1:], (1.0, "")), strict=True):
        legend.append(f" {bound * 100:.0f}-{above * 100:.0f} ", style)
        legend.append(" ")
    return legend
