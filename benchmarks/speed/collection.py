"""The generated articles that are measured on, and how well pairs match what was planted."""

from __future__ import annotations

import json
import random
import tempfile
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.articles import EDITS, jaccard, write

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR, FAR = 0.5, 0.3
_SAMPLE = 1_000

Pair = tuple[int, int]


def generated(given: Path | None, count: int) -> Path:
    """Return the file given, or one of ``count`` articles generated in the temporary folder."""
    if given is not None:
        return given
    path = Path(tempfile.gettempdir()) / f"dedup-articles-{count}.jsonl"
    write(count, path)
    return path


def head(path: Path, count: int, folder: Path) -> Path:
    """Copy the first ``count`` articles into ``folder``; fewer are an error."""
    part = folder / f"{count}.jsonl"
    with path.open("rb") as lines, part.open("wb") as out:
        written = sum(1 for line in islice(lines, count) if out.write(line))
    if written < count:
        raise SystemExit(f"{path}: {written} articles, but {count} are to be measured")
    return part


def planted(path: Path, count: int) -> list[dict[str, Any]]:
    """Return the true pairs among the first ``count`` articles of a generated file."""
    with path.with_suffix(".truth.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row for row in rows if int(row["b"]) < count]


def as_pair(row: dict[str, Any]) -> Pair:
    """Return the numbers of two articles, the smaller one first."""
    a, b = sorted((int(row["a"]), int(row["b"])))
    return a, b


def found(path: Path) -> set[Pair]:
    """Read the pairs that a system wrote."""
    with path.open(encoding="utf-8") as lines:
        return {as_pair(json.loads(line)) for line in lines}


def recalls(truth: Iterable[dict[str, Any]], pairs: set[Pair]) -> dict[str, float | None]:
    """Return the share found of the planted pairs: by share of words replaced, and of the near."""
    groups = {f"edits {edits}": [r for r in truth if r["edits"] == edits] for edits in EDITS}
    groups[f"jaccard >= {NEAR}"] = [row for row in truth if (row["jaccard"] or 0) >= NEAR]
    return {
        name: round(sum(as_pair(row) in pairs for row in rows) / len(rows), 4) if rows else None
        for name, rows in groups.items()
    }


def strangers(path: Path, truth: Iterable[dict[str, Any]], pairs: set[Pair]) -> dict[str, int]:
    """Count in a sample of the pairs that were not planted those far apart.

    Two copies of one article may be near each other and yet are not planted as a pair; so a
    pair counts as far apart by its exact Jaccard similarity, below .3.
    """
    others = sorted(pairs - {as_pair(row) for row in truth})
    sample = random.Random(1).sample(others, min(_SAMPLE, len(others)))
    texts = _texts(path, {number for pair in sample for number in pair})
    far = sum(jaccard(texts[a], texts[b]) < FAR for a, b in sample)
    return {"not_planted": len(others), "sampled": len(sample), "far": far}


def _texts(path: Path, numbers: set[int]) -> dict[int, str]:
    with path.open(encoding="utf-8") as lines:
        return {n: json.loads(line)["text"] for n, line in enumerate(lines) if n in numbers}
