"""A candidate pair in, proof out: which sentences were copied, which reworded, what changed."""

from dedup.evidence.align import align
from dedup.evidence.credits import Relation, relation_of
from dedup.evidence.document import Document, prepare
from dedup.evidence.features import COPIED, REWORDED
from dedup.evidence.order import links_in_order
from dedup.evidence.passages import Passage, PassageRules, passages
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
from dedup.evidence.sentence_pairs import same_meaning
from dedup.evidence.verdict import LABELS, REUSE, Label, Verdict, judge, relabelled

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
