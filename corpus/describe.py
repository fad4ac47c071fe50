"""Describe the collection: documents, pairs, overlap by kind, and the second annotation."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
ORIGINALS = ("wire", "agency2")


def rows(name: str) -> list[dict[str, Any]]:
    """Read one of the collection's files."""
    return [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text("utf-8").splitlines()]


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the 3-word shingles of a text."""
    words = "".join(char if char.isalnum() else " " for char in text.casefold()).split()
    return {tuple(words[i : i + 3]) for i in range(len(words) - 2)}


def overlap() -> list[tuple[str, int, float, float, float]]:
    """Return label, kinds, number of pairs, and median, least and most 3-gram Jaccard."""
    sets = {doc["id"]: shingles(doc["text"]) for doc in rows("docs")}
    values: dict[str, list[float]] = defaultdict(list)
    for pair in rows("pairs"):
        a, b = sets[pair["a"]], sets[pair["b"]]
        kinds = [pair[end].rpartition("/")[2] for end in ("a", "b")]
        name = pair["label"]
        if kinds[0] in ORIGINALS or kinds[1] in ORIGINALS:
            name += f": {kinds[0]} and {kinds[1]}"
        else:
            name += ": two others"
        values[name].append(len(a & b) / len(a | b))
    return [(name, len(v), median(v), min(v), max(v)) for name, v in sorted(values.items())]


def kappa(pairs: list[tuple[object, object]]) -> float:
    """Cohen's kappa of two annotators' answers."""
    agreed = sum(a == b for a, b in pairs) / len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    by_chance = sum(first[answer] * second[answer] for answer in first) / len(pairs) ** 2
    return (agreed - by_chance) / (1 - by_chance)


def agreement() -> dict[str, float]:
    """Compare the writers' own links with those of the second annotation."""
    count = {row["id"]: len(row["sentences"]) for row in rows("sentences")}
    marked = ((row["id"], s) for row in rows("sentences") for s in row["sentences"])
    furniture = {(id_, sentence["i"]) for id_, sentence in marked if "furniture" in sentence}
    gold = {(row["a"], row["b"]): row["links"] for row in rows("alignments")}
    links: list[tuple[object, object]] = []
    kinds: list[tuple[object, object]] = []
    for row in rows("second_annotation"):
        a, b, sentence = row["a"], row["b"], row["sentence"]
        own = [x for x in gold[a, b] if sentence in x["b"] and x["kind"] != "quote"]
        sources = {i for link in own for i in link["a"]}
        links += [(i in sources, i in row["sources"]) for i in range(count[a])]
        nothing = "furniture" if (b, sentence) in furniture else "new"
        kinds.append((own[0]["kind"] if own else nothing, row["kind"]))
    return {
        "derived sentences": len(kinds),
        "kappa of links": round(kappa(links), 3),
        "kappa of kinds": round(kappa(kinds), 3),
    }


def main() -> None:
    """Print the tables."""
    docs = rows("docs")
    words = sum(len(doc["text"].split()) for doc in docs)
    print(f"{len({doc['event'] for doc in docs})} events, {len(docs)} documents, {words:,} words")
    print("\n| pairs | number | median | least | most |\n| --- | ---: | ---: | ---: | ---: |")
    for name, number, middle, least, most in overlap():
        print(f"| {name} | {number} | {middle:.3f} | {least:.3f} | {most:.3f} |")
    print()
    for name, value in agreement().items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
