"""How relations, measures and what differs are worded on a page."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.evidence import What

THIRD_TEXT = "both may come from a third text"
UNKNOWN_SOURCE = (
    f"Neither credits nor dates tell whether one of the two was made from the other: {THIRD_TEXT}."
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
