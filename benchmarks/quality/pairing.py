"""Labelled pairs of corpus/ as features: what the verdict is trained and tested on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dedup import Article
from dedup.evidence import align, prepare
from dedup.evidence.features import evidence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from dedup.evidence import Document

CORPUS = Path(__file__).parents[2] / "corpus"
FROM_WIRE = ("reprint", "light", "heavy", "model", "extreme", "brief", "partial", "mix")
FROM_AGENCY2 = ("agency2_rewrite", "agency2_extreme", "mix")
Part = Literal["train", "test", "all"]
_LEADING = 7  # sentences of a shortened article
_PROOF = 2  # links that make two shortened articles reuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair of articles: event, kinds in sorted order, label, truth, and features."""

    event: str
    kinds: tuple[str, str]
    label: str
    reuse: int
    values: NDArray[np.float64]

    @property
    def is_direct(self) -> bool:
        """Whether one was made from the other, an agency's story."""
        return bool(self.reuse) and any(
            source in self.kinds and set(self.kinds) & set(derived)
            for source, derived in (("wire", FROM_WIRE), ("agency2", FROM_AGENCY2))
        )


def values_of(a: Document, b: Document) -> NDArray[np.float64]:
    """Align two articles and measure the features."""
    return evidence(a, b, align(a, b)).values


def cases(corpus: Path, part: Part) -> list[Case]:
    """Measure all labelled pairs within the events of a part."""
    events = events_of(corpus, part)
    documents = _documents(corpus, events)
    return [
        _case(row["a"], row["b"], row["label"], row["reuse"], documents)
        for row in _rows(corpus, "pairs", "a", events)
    ]


def unrelated(corpus: Path, part: Part) -> list[Case]:
    """Measure pairs of different events: each article with one of the next event."""
    events = events_of(corpus, part)
    documents = _documents(corpus, events)
    by_event = {event: sorted(id_ for id_ in documents if id_.split("/")[0] == event)
                for event in events}  # fmt: skip
    pairs = [
        pair
        for event, after in zip(events, events[1:] + events[:1], strict=True)
        for pair in zip(by_event[event], by_event[after][3:] + by_event[after][:3], strict=True)
    ]
    return [_case(a, b, "unrelated", 0, documents) for a, b in pairs]


def shortened(corpus: Path, part: Part) -> list[Case]:
    """Measure the leading sentences of agency stories and others: short articles are news too.

    They are reuse if the corpus links two or more of these sentences; those with one link are
    left out.
    """
    events = events_of(corpus, part)
    texts = {row["id"]: row["text"] for row in _rows(corpus, "docs", "id", events)}
    ends = {
        row["id"]: row["sentences"][:_LEADING][-1]["end"]
        for row in _rows(corpus, "sentences", "id", events)
    }
    documents = {
        id_: prepare(Article(id=id_, text=text[: ends[id_]])) for id_, text in texts.items()
    }
    found = []
    for row in _rows(corpus, "alignments", "a", events):
        links = sum(
            link["kind"] != "quote" and min(link["a"]) < _LEADING and min(link["b"]) < _LEADING
            for link in row["links"]
        )
        if links == 0 or links >= _PROOF:
            label = "short_derived" if links else "short_independent"
            found.append(_case(row["a"], row["b"], label, int(links > 0), documents))
    return found


def _case(a: str, b: str, label: str, reuse: int, documents: Mapping[str, Document]) -> Case:
    event, *_ = a.split("/")
    first, second = sorted(id_.partition("/")[2] for id_ in (a, b))
    return Case(
        event=event, kinds=(first, second), label=label, reuse=reuse,
        values=values_of(documents[a], documents[b]),
    )  # fmt: skip


def events_of(corpus: Path, part: Part) -> list[str]:
    """Return the names of a part's events, sorted: their order must not change a model."""
    split: dict[str, list[str]] = json.loads((corpus / "split.json").read_text("utf-8"))
    return sorted(event for name, events in split.items() if part in {name, "all"}
                  for event in events)  # fmt: skip


def _documents(corpus: Path, events: list[str]) -> dict[str, Document]:
    return {
        row["id"]: prepare(Article(id=row["id"], text=row["text"]))
        for row in _rows(corpus, "docs", "id", events)
    }


def _rows(corpus: Path, name: str, key: str, events: list[str]) -> Iterator[dict[str, Any]]:
    with (corpus / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row[key].split("/")[0] in events:
                yield row
