"""Fill the tables of ``benchmarks/README.md`` from the saved figures.

python -m benchmarks.speed.tables
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.articles import EDITS
from benchmarks.speed.collection import NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

README = Path(__file__).parents[1] / "README.md"
RESULTS = Path(__file__).parent / "results"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Set a Markdown table, all columns but the first to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def speed(peers: dict[str, Any]) -> str:
    """Return throughput, processor time, memory and recall of every system."""
    header = ["system", "articles/s", "user s", "peak MiB", "pairs", "recall, J ≥ .5", "far apart"]
    rows = [
        [
            _named(name, peers),
            _rate(row),
            row["user_seconds"]["median"],
            f"{row['peak_mib']:,.0f}",
            f"{row['pairs']:,}",
            _share(row["recall"][f"jaccard >= {NEAR}"]),
            "{far:,} of {sampled:,}".format(**row["others"]),
        ]
        for name, row in peers["systems"].items()
    ]
    return table(header, rows)


def ratios(peers: dict[str, Any]) -> str:
    """Return how many times the articles per second of each peer dedup reaches."""
    rates = {name: row["articles_per_second"]["median"] for name, row in peers["systems"].items()}
    ours = [name for name in rates if name.startswith("dedup")]
    rows = [
        [name, *(f"{rates[own] / rate:.1f} ×" for own in ours)]
        for name, rate in rates.items()
        if name not in ours
    ]
    return table(["beside", *ours], rows)


def recall(peers: dict[str, Any]) -> str:
    """Return the share of planted pairs found, by share of words replaced."""
    header = ["words replaced", *(f"{edits:.0%}" for edits in EDITS)]
    rows = [
        [name, *(_share(row["recall"][f"edits {edits}"]) for edits in EDITS)]
        for name, row in peers["systems"].items()
    ]
    return table(header, rows)


def growth(figures: dict[str, Any]) -> str:
    """Return time and memory by size of the collection."""
    rows = [
        [f"{row['articles']:,}", row["seconds"]["median"], _rate(row), f"{row['peak_mib']:,.0f}"]
        for row in figures["near"]
    ]
    exponents = (figures[name] or "–" for name in ("exponent", "exponent_from_100000"))
    said = "Growth exponent: {}; from 100,000 articles on: {}.".format(*exponents)
    return table(["articles", "s", "articles/s", "peak MiB"], rows) + "\n\n" + said


def rewrite(figures: dict[str, Any]) -> str:
    """Return what the search for rewrites takes beside that for near-copies."""
    row = figures["rewrite"]
    return (
        f"{row['articles']:,} articles: {row['seconds']['median']} s, {_rate(row)} articles/s, "
        f"{row['times_near']} × the time of the near-copy search, "
        f"{row['peak_mib']:,.0f} MiB at the peak."
    )


def archive(figures: dict[str, Any]) -> str:
    """Return how fast an archive is filled and asked."""
    warm = figures["warm_query_milliseconds"]
    add = figures["add"]["articles_per_second"]["median"]
    rows = [
        ["added with two processes", f"{add:,} articles/s", "3,000"],
        ["– and their texts kept", f"{figures['add_with_texts_per_second']:,} articles/s", ""],
        ["peak memory of all processes", f"{figures['add']['peak_mib']:,.0f} MiB", ""],
        ["size", f"{figures['bytes_per_article']:,} bytes an article", "4,096"],
        ["– with texts", f"{figures['bytes_per_article_with_texts']:,} bytes an article", ""],
        ["a question, warm", f"{warm['median']} ms (95 %: {warm['percentile_95']})", "5 ms"],
        ["`index query`, cold", _times(figures, "query"), ""],
        ["`check` of one article, cold", _times(figures, "check"), "3 ×"],
        ["– with texts", _times(figures, "check_with_texts"), ""],
    ]
    return table(["100,000 articles", "here", "wanted"], rows)


def aligning(figures: dict[str, Any]) -> str:
    """Return how long two articles, two long documents and a collection take."""
    articles, documents = figures["articles"], figures["documents"]
    whole = articles["all_milliseconds"]
    parts = (
        f"{articles[f'{step}_milliseconds']['median']:.1f}"
        for step in ("prepare", "align", "judge")
    )
    said = "{} ms cutting up, {} aligning, {} judging".format(*parts)
    words = " and ".join(f"{count:,}" for count in documents["words"])
    rows = [
        [f"two articles of {articles['words']['median']:.0f} words, warm, one process",
         f"{whole['median']:.1f} ms ({said})", "15 ms"],
        [f"`align` of documents of {words} words",
         f"{documents['seconds']['median']} s, {documents['peak_mib']:,.0f} MiB", "500 MiB"],
    ]  # fmt: skip
    if evaluated := figures.get("evaluate"):
        rows.append([f"`evaluate` of {evaluated['pairs']:,} pairs of PAN 2013, two processes",
                     f"{evaluated['seconds']:.0f} s", "600 s"])  # fmt: skip
    return table(["", "here", "wanted"], rows)


def _times(figures: dict[str, Any], name: str) -> str:
    seconds = figures[f"cold_{name}_seconds"]["median"]
    return f"{seconds} s, {figures[f'cold_{name}_times_import']} × `import numpy, scipy`"


def conditions(figures: dict[str, Any]) -> str:
    """Return on what it was measured."""
    had = figures["conditions"]
    packages = ", ".join(f"{name} {version}" for name, version in had["packages"].items())
    return (
        f"Medians of {figures['repeats']} runs; {had['processor']}, {had['cores']} cores, "
        f"Python {had['python']}, {packages}, commit {had['commit']}."
    )


def fill(text: str, name: str, content: str) -> str:
    """Put content between ``<!-- name -->`` and ``<!-- end -->``; both must be there once."""
    whole = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    filled, count = whole.subn(lambda marks: f"{marks[1]}{content}\n{marks[2]}", text)
    if count != 1:
        raise SystemExit(f"{README}: <!-- {name} --> … <!-- end --> stands there {count} times")
    return filled


def main() -> None:
    """Fill the tables."""
    peers = json.loads((RESULTS / "peers.json").read_text("utf-8"))
    figures = json.loads((RESULTS / "growth.json").read_text("utf-8"))
    stored = json.loads((RESULTS / "archive.json").read_text("utf-8"))
    aligned = json.loads((RESULTS / "align.json").read_text("utf-8"))
    text = README.read_text("utf-8")
    for name, content in {
        "speed": speed(peers),
        "ratios": ratios(peers),
        "recall": recall(peers),
        "peers conditions": conditions(peers),
        "growth": growth(figures),
        "rewrite": rewrite(figures),
        "growth conditions": conditions(figures),
        "archive": archive(stored),
        "archive conditions": conditions(stored),
        "aligning": aligning(aligned),
        "aligning conditions": conditions(aligned),
    }.items():
        text = fill(text, name, content)
    README.write_text(text, "utf-8")


def _named(name: str, peers: dict[str, Any]) -> str:
    return f"{name} {peers['peers'][name]}" if name in peers["peers"] else name


def _rate(row: dict[str, Any]) -> str:
    return f"{row['articles_per_second']['median']:,}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share:.3f}".removeprefix("0")


if __name__ == "__main__":
    main()
