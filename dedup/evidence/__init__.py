"""A candidate pair in, proof out: which sentences were copied, which reworded, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.evidence.records import (
    COPIED,
    KINDS,
    LABELS,
    REUSE,
    REWORDED,
    AlignedSentence,
    Alignment,
    Drift,
    Kind,
    Label,
    Link,
    Mark,
    MarkedWord,
    Relation,
    Side,
    Span,
    Verdict,
    What,
)
from dedup.lazy import lazily

if TYPE_CHECKING:
    from dedup.evidence.aligning import align
    from dedup.evidence.credits import relation_of
    from dedup.evidence.document import Document, prepare
    from dedup.evidence.order import links_in_order
    from dedup.evidence.passage_search import Passage, PassageRules, passages
    from dedup.evidence.sentence_pairs import same_meaning
    from dedup.evidence.verdict import judge, relabelled

__all__ = [
    "COPIED",
    "KINDS",
    "LABELS",
    "REUSE",
    "REWORDED",
    "AlignedSentence",
    "Alignment",
    "Document",
    "Drift",
    "Kind",
    "Label",
    "Link",
    "Mark",
    "MarkedWord",
    "Passage",
    "PassageRules",
    "Relation",
    "Side",
    "Span",
    "Verdict",
    "What",
    "align",
    "judge",
    "links_in_order",
    "passages",
    "prepare",
    "relabelled",
    "relation_of",
    "same_meaning",
]

# A check against an index without texts needs none of these, and they take long to import.
_HOMES = {
    "Document": ".document",
    "Passage": ".passage_search",
    "PassageRules": ".passage_search",
    "align": ".aligning",
    "judge": ".verdict",
    "links_in_order": ".order",
    "passages": ".passage_search",
    "prepare": ".document",
    "relabelled": ".verdict",
    "relation_of": ".credits",
    "same_meaning": ".sentence_pairs",
}
__getattr__ = lazily(__name__, _HOMES)
