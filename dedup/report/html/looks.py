"""How kinds, verdicts, relations and measures are shown and worded."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from dedup.report.kinds import LOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.evidence import Kind, Label, What


MEANINGS: Mapping[Kind, str] = MappingProxyType(
    {
        "verbatim": "word for word the same",
        "near_verbatim": "a few words differ",
        "paraphrased": "the same sentence in other words",
        "merged": "several sentences put into one",
        "quote": "the same quotation, which proves nothing",
        "same_fact": "facts of the event, told independently",
        "boilerplate": "page furniture, not part of the report",
        "new": "nothing like it in the other article",
    }
)
"""What a kind means; its letter and name are in `dedup.report.kinds`."""

STYLES: Mapping[Kind, str] = MappingProxyType(
    {kind: "X" if kind == "new" else look.letter for kind, look in LOOKS.items()}
)
"""The letter of a kind in the style sheet, where ``+`` cannot stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A verdict in words: a heading, and what it says."""

    heading: str
    meaning: str


VERDICTS: Mapping[Label, Wording] = MappingProxyType(
    {
        "near_duplicate": Wording(
            heading="Near-duplicate",
            meaning="Most of both texts stands almost word for word in the other.",
        ),
        "rewritten": Wording(
            heading="Rewritten",
            meaning="Most of one text retells sentences of the other, often in other words.",
        ),
        "partly_reused": Wording(
            heading="Partly reused",
            meaning="Part of one text retells sentences of the other; the rest is its own.",
        ),
        "same_event": Wording(
            heading="Same event, independent reports",
            meaning="Both tell of one event, but their sentences do not point to a shared source.",
        ),
        "unrelated": Wording(
            heading="Unrelated",
            meaning="The two texts have little in common.",
        ),
    }
)

UNKNOWN_SOURCE = (
    "The credits do not tell which of the two was made from the other, or whether both were made "
    "from a third text."
)

MEASURES: Mapping[str, str] = MappingProxyType(
    {
        "source": "Probability that the two articles share a source",
        "containment": "Share of the row article’s word runs that the column article has too",
        "jaccard": "Share of word runs that both articles have, of all they have",
        "minhash": "Estimated share of word runs that both articles have, of all they have",
        "tfidf": "Cosine of word weights: alike in topic, no proof of copying",
    }
)

DRIFTS: Mapping[What, str] = MappingProxyType(
    {
        "number": "Number",
        "date": "Date",
        "name": "Name",
        "negation": "Negation",
        "quote": "Quotation",
    }
)

NOT_PROVEN = (
    "The probability tells how often pairs with such traces share a source in the labelled news "
    "it was calibrated on. It does not prove who wrote first, that anyone copied knowingly, or "
    "that a credit or licence is missing: two papers may both have used one agency’s text with "
    "every right. Shared facts, names and quotations are no proof of copying. Read the passages "
    "before you accuse anybody."
)
