"""What an archive holds, and what it answers, as JSON, CSV and tables for a terminal."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from dedup.report.labels import cut_middle, per_cent, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from dedup.archive import ArchiveInfo

_DECIMALS = 4
_MOST_ON_SCREEN = 50
_NUMBERS_WIDTH = 46  # the columns beside the two names
_FIELDS = (
    *("incoming", "archived", "found_by", "jaccard", "containment_incoming"),
    *("containment_archived", "estimated", "shared_rare", "weight"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRow:
    """An incoming article and an archived one that it may share text with.

    Parameters
    ----------
    incoming, archived : str
        Ids of the articles.
    found_by : tuple of str
        The searches that found it.
    jaccard, of_incoming, of_archived : float
        Jaccard similarity of the word shingles, and the share of those of the one article that
        the other has, in [0, 1].
    estimated : bool
        Whether these are estimates, for want of the archived text.
    shared_rare : int
        Rare content shingles that the sketches share.
    weight : float
        How telling they are.
    """

    incoming: str
    archived: str
    found_by: tuple[str, ...]
    jaccard: float
    of_incoming: float
    of_archived: float
    estimated: bool
    shared_rare: int
    weight: float

    def record(self) -> dict[str, Any]:
        """Return the row as the JSON Lines hold it."""
        values = (
            self.incoming,
            self.archived,
            list(self.found_by),
            round(self.jaccard, _DECIMALS),
            round(self.of_incoming, _DECIMALS),
            round(self.of_archived, _DECIMALS),
            self.estimated,
            self.shared_rare,
            round(self.weight, _DECIMALS),
        )
        return dict(zip(_FIELDS, values, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTable:
    """The answers to a query.

    Parameters
    ----------
    rows : tuple of QueryRow
        In the order of the incoming articles, the best candidates of each first.
    asked : int
        Number of incoming articles.
    left_out : int
        Near-copies of candidates that were left out because there are so many.
    """

    rows: tuple[QueryRow, ...]
    asked: int
    left_out: int

    def to_jsonl(self) -> Iterator[str]:
        """Yield a line of JSON for each row."""
        for row in self.rows:
            yield json.dumps(row.record(), ensure_ascii=False) + "\n"

    def to_csv(self) -> Iterator[str]:
        """Yield the lines of a CSV table with a header; searches are joined by ``+``."""
        from dedup.report.cells import csv_line

        yield csv_line(_FIELDS)
        for row in self.rows:
            yield csv_line([*(row.record() | {"found_by": "+".join(row.found_by)}).values()])


def print_query(table: QueryTable, console: Console | None = None) -> None:
    """Print the answers that contain most of another article, at most 50."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    from dedup.report.screen import console_for_stdout

    console = console or console_for_stdout()
    strength = [max(row.of_incoming, row.of_archived) for row in table.rows]
    order = sorted(range(len(strength)), key=lambda place: (-strength[place], place))
    shown = [table.rows[place] for place in sorted(order[:_MOST_ON_SCREEN])]
    width = max((console.width - _NUMBERS_WIDTH) // 2, 8)
    grid = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for header in ("incoming", "archived"):
        grid.add_column(header, no_wrap=True)
    for header in ("inc in arch", "arch in inc", "Jaccard"):
        grid.add_column(header, justify="right", no_wrap=True)
    grid.add_column("found by", no_wrap=True)
    for row in shown:
        names = (Text(cut_middle(name, width)) for name in (row.incoming, row.archived))
        shares = (row.of_incoming, row.of_archived, row.jaccard)
        grid.add_row(*names, *map(per_cent, shares), "+".join(row.found_by))
    title = f"{table.asked:,} incoming, {len(table.rows):,} candidates"
    strongest = f"; the {len(shown)} strongest" if len(shown) < len(table.rows) else ""
    kind = "Estimated shares" if any(row.estimated for row in shown) else "Shares"
    note = f"{kind} of shingles in per cent. A candidate is to be looked at, not a verdict."
    console.print(
        Group(Text(title + strongest, "bold"), Text(), grid, Text(), Text(note, "grey50"))
    )


def info_json(info: ArchiveInfo) -> str:
    """Write what an archive holds as indented JSON with a schema version."""
    return json.dumps({"schema_version": 1} | asdict(info), indent=2, ensure_ascii=False) + "\n"


def info_lines(info: ArchiveInfo) -> str:
    """Write what an archive holds for people."""
    per_article = f" ({info.bytes / info.versions:,.0f} a version)" if info.versions else ""
    near: Any = info.identity["near"]
    bands: Any = info.identity["bands"]
    pairs = {
        "index": printable(info.path),
        "articles": f"{info.articles:,}, of them near-copies of another: {info.copies:,}",
        "versions": f"{info.versions:,} (replaced {info.superseded:,}, removed {info.removed:,})",
        "texts": "kept" if info.keep_text else "not kept",
        "size": f"{info.bytes:,} bytes{per_article}",
        "segments": f"{info.segments:,}",
        "last change": info.last_change or "never",
        "history": f"from {info.history_from}" if info.history_from else "complete",
        "near-copies": f"threshold {info.identity['threshold']}, recall {info.identity['recall']}, "
        f"{near['width']}-word shingles, {near['num_perm']} permutations, seed {near['seed']}, "
        f"{bands[0]} × {bands[1]} bands",
        "made with": f"format {info.identity['format']}, text rules "
        f"{info.identity['text_version']}, Unicode {info.identity['unicode']}",
    }
    width = max(map(len, pairs))
    return "".join(f"{name.ljust(width)}  {value}\n" for name, value in pairs.items())
