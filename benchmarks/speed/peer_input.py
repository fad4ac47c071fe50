"""What the peers share: articles in, words and shingles of them, pairs out.

A peer runs as ``python -m benchmarks.speed.peer_NAME PAIRS ARTICLES``, with an interpreter
that need not have dedup installed. Texts become words as the users of these libraries do it:
one regular expression over the casefolded text.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

NUM_PERM = 128
THRESHOLD = 0.5
SHINGLE = 3
_BATCH = 1_000
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Return the casefolded words of a text."""
    return _WORD.findall(text.casefold())


def shingles(text: str) -> list[str]:
    """Return the 3-word shingles of a text, repetitions among them."""
    found = words(text)
    return list(map(" ".join, zip(*(found[i:] for i in range(SHINGLE)), strict=False)))


def batches(path: Path) -> Iterator[list[str]]:
    """Yield the texts of a JSON Lines file, a thousand at a time."""
    with path.open(encoding="utf-8") as lines:
        while batch := [json.loads(line)["text"] for line in islice(lines, _BATCH)]:
            yield batch


def run(find: Callable[[Path], Iterable[tuple[int, int]]]) -> None:
    """Write the pairs of article numbers that ``find`` yields, each once, with ``a < b``."""
    out, articles = map(Path, sys.argv[1:])
    pairs = sorted({(min(pair), max(pair)) for pair in find(articles)})
    rows = (json.dumps({"a": str(a), "b": str(b)}) + "\n" for a, b in pairs)
    out.write_text("".join(rows), encoding="utf-8")
