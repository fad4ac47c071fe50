"""What the search for rewrites finds on labelled collections, beside MinHash-LSH as usual.

    python -m benchmarks.quality.search DATA

DATA holds folders with ``docs.jsonl[.gz]`` and, but for ``reuters21578``, ``pairs.jsonl[.gz]``:
``mixset_llm_rewrites``, ``clough_stevenson_2009``, ``onestopenglish``, ``ecbplus_same_event``,
``wikipedia_versions``; a missing one is left out. Of each label the share of pairs that come
back is printed; for Reuters-21578, the share of all pairs of stories with topics of which
they have none in common. The search was set on `corpus/` alone.

The usual MinHash-LSH: word 5-grams, 25 bands of 10 rows, a common default of deduplication
pipelines; and the bands that dedup chooses for near-copies at Jaccard 0.5.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.conditions import conditions, save
from dedup import search

if TYPE_CHECKING:
    from collections.abc import Iterator

SETS = (
    "mixset_llm_rewrites",
    "clough_stevenson_2009",
    "onestopenglish",
    "ecbplus_same_event",
    "wikipedia_versions",
)
HERE = Path(__file__).parent
Pairs = set[tuple[int, int]]


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a JSON Lines file, compressed or not."""
    packed = folder / f"{name}.jsonl.gz"
    data = gzip.decompress(packed.read_bytes()) if packed.exists() else None
    lines = (data or (folder / f"{name}.jsonl").read_bytes()).splitlines()
    yield from map(json.loads, lines)


def label_of(pair: dict[str, Any]) -> str:
    """Name a pair's label, news apart from other categories."""
    kind = "news " if pair.get("category") == "news" else ""
    return f"{kind}{pair['label']}"


def lsh(texts: list[str], width: int, num_perm: int, bands: search.Bands, cut: float) -> Pairs:
    """Return the pairs that MinHash-LSH finds."""
    scheme = search.MinHashScheme(num_perm=num_perm, width=width)
    shingles = search.shingle_hashes(search.word_hashes(texts), width=width)
    found = search.near_pairs(search.signatures(shingles, scheme), bands, min_estimate=cut)
    return set(map(tuple, found.pairs.tolist()))


def searches(texts: list[str]) -> dict[str, Pairs]:
    """Return what each search finds among texts."""
    sketches = search.content_sketches(texts, search.BottomScheme())
    rewritten = search.rewrite_pairs(sketches)
    chosen = search.choose_bands(num_perm=128, threshold=0.5, recall=0.99)
    return {
        "rewrites": set(map(tuple, rewritten.pairs.tolist())),
        "lsh 5-grams 25x10": lsh(texts, 5, 250, search.Bands(bands=25, rows=10), 0),
        "near-copies (J >= .5)": lsh(texts, 3, 128, chosen, 0.35),
    }


def labelled(folder: Path) -> dict[str, Any]:
    """Measure one labelled collection."""
    docs = list(rows(folder, "docs"))
    numbers = {doc["id"]: number for number, doc in enumerate(docs)}
    found = searches([doc["text"] for doc in docs])
    pairs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for pair in rows(folder, "pairs"):
        a, b = sorted((numbers[pair["a"]], numbers[pair["b"]]))
        pairs[label_of(pair)].append((a, b))
    return {
        label: {"pairs": len(members)}
        | {
            name: round(float(np.mean([pair in hits for pair in members])), 4)
            for name, hits in found.items()
        }
        for label, members in sorted(pairs.items())
    }


def unrelated_topics(folder: Path) -> dict[str, Any]:
    """Measure which share of the pairs of stories without a common topic comes back."""
    docs = list(rows(folder, "docs"))
    topics = [frozenset(doc.get("topics") or ()) for doc in docs]
    found = searches([doc["text"] for doc in docs])
    told = [topic for topic in topics if topic]
    total = sum(1 for i, a in enumerate(told) for b in told[:i] if not a & b)
    result: dict[str, Any] = {"pairs": total}
    for name, hits in found.items():
        apart = sum(1 for a, b in hits if topics[a] and topics[b] and not topics[a] & topics[b])
        result[name] = apart / total
    return {"no common topic": result}


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    data: Path = parser.parse_args().data
    result: dict[str, Any] = {}
    for name in SETS:
        if (data / name).is_dir():
            result[name] = labelled(data / name)
    if (data / "reuters21578").is_dir():
        result["reuters21578"] = unrelated_topics(data / "reuters21578")
    for name, labels in result.items():
        print(name)
        for label, figures in labels.items():
            cells = "  ".join(f"{key} {value:.4g}" for key, value in figures.items())
            print(f"  {label:32s} {cells}")
    save({"recall": result, "conditions": conditions("numpy")}, HERE / "results" / "search.json")


if __name__ == "__main__":
    main()
