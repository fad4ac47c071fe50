"""A candidate pair in, proof out: which sentences were copied, which reworded, what changed."""

from dedup.evidence.align import align
from dedup.evidence.document import Document, prepare
from dedup.evidence.records import (
    KINDS,
    AlignedSentence,
    Alignment,
    Drift,
    Kind,
    Link,
    Mark,
    MarkedWord,
    Side,
    Span,
    What,
)

__all__ = [
    "KINDS",
    "AlignedSentence",
    "Alignment",
    "Document",
    "Drift",
    "Kind",
    "Link",
    "Mark",
    "MarkedWord",
    "Side",
    "Span",
    "What",
    "align",
    "prepare",
]
