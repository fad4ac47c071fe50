"""How often a changed number is reported, and how often one is reported that nobody changed.

    python -m benchmarks.quality.drift

In each rewrite of corpus/ that the verdict takes for one, up to ten numbers of two or three
digits that the agency's story has too are changed, one at a time and by more than a tenth: their
digits are turned round, or something is added. Told is the share of these changes that come back
as drift. Raised is how many other details are listed for each pair as it stands; the writers were
to keep the facts, so hardly any of these is one. The rules of drift were chosen on the training
events, with changes drawn by other seeds.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.conditions import conditions, save
from benchmarks.quality.pairing import CORPUS, FROM_WIRE, Part, events_of
from dedup import Article
from dedup.evidence import REUSE, align, judge, prepare, relabelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.evidence import Document, Drift

RESULTS = Path(__file__).parent / "results" / "drift.json"
_NUMBER = re.compile(r"(?<![\d.,:-])\d{2,3}(?![\d.,:%-])")
_STEPS = (7, 10, 20, 50)
_LEAST = 0.1  # relative; a change of less may be rounding
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_MOST = 10  # changes of one article
_SEED = 20_131


def changed(text: str, source: str, random_: random.Random) -> Iterator[tuple[int, str]]:
    """Yield where a number was changed, and the whole text with that change."""
    known = set(re.findall(r"\d+", source)) | set(re.findall(r"\d+", text))
    found = [match for match in _NUMBER.finditer(text) if match[0] in source]
    random_.shuffle(found)
    for match in found[:_MOST]:
        turned, more = match[0][::-1], str(int(match[0]) + random_.choice(_STEPS))
        new = turned if random_.random() < 1 / 2 and turned[0] != "0" else more
        beside = text[: match.start()].split()[-1:] + text[match.end() :].split()[:1]
        in_date = any(word[:3].lower() in _MONTHS.split() for word in beside)  # there is no May 38
        by = abs(int(new) - int(match[0])) / max(int(new), int(match[0]))
        if new not in known and not in_date and by > _LEAST:
            yield match.start(), text[: match.start()] + new + text[match.end() :]


def drifts(a: Document, b: Document) -> list[Drift]:
    """Return the drift that a report on two articles lists, none if they share no source."""
    alignment = align(a, b)
    verdict = judge(a, b, alignment)
    if verdict.label not in REUSE:
        return []
    return [
        drift
        for link in relabelled(alignment, verdict.label).links
        if link.kind not in {"same_fact", "quote"}
        for drift in link.drift
    ]


def measure(corpus: Path, part: Part) -> dict[str, dict[str, float]]:
    """Change numbers in the rewrites of agency stories, and count by kind of rewrite."""
    events = events_of(corpus, part)
    with (corpus / "docs.jsonl").open(encoding="utf-8") as lines:
        texts = {row["id"]: row["text"] for row in map(json.loads, lines)}
    random_ = random.Random(_SEED)
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in FROM_WIRE}
    for event in events:
        source = prepare(Article(id="source", text=texts[f"{event}/wire"]))
        for kind, count in counts.items():
            text = texts[f"{event}/{kind}"]
            count["pairs"] += 1
            count["raised"] += len(drifts(source, prepare(Article(id="copy", text=text))))
            for at, other in changed(text, source.text, random_):
                found = drifts(source, prepare(Article(id="copy", text=other)))
                count["changes"] += 1
                count["told"] += any(drift.b.start <= at < drift.b.end for drift in found)
    return {
        kind: {
            "changes": count["changes"],
            "told": count["told"] / max(count["changes"], 1),
            "raised_per_pair": count["raised"] / max(count["pairs"], 1),
        }
        for kind, count in counts.items()
    }


def main() -> None:
    """Measure, print and save."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    given = parser.parse_args()
    parts: tuple[Part, ...] = ("train", "test")
    result = {part: measure(given.corpus, part) for part in parts}
    print(f"{'events':8} {'rewrite':8} {'changes':>8} {'told':>6} {'raised a pair':>14}")
    for part, kinds in result.items():
        for kind, row in kinds.items():
            raised = row["raised_per_pair"]
            print(f"{part:8} {kind:8} {row['changes']:8.0f} {row['told']:6.2f} {raised:14.3f}")
    save({**result, "conditions": conditions("numpy")}, RESULTS)


if __name__ == "__main__":
    main()
