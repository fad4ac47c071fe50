"""Predictions beside the truth of a labelled collection, as numbers.

Nothing here knows how a prediction came about: `read_gold` reads what is true, and each
``score_…`` takes plain arrays and records.
"""

from dedup.evaluation.gold import AlignedPair, Gold, Pair, SentencePair, gold_files, read_gold
from dedup.evaluation.links import KindScore, Link, LinkScores, score_links
from dedup.evaluation.passages import Passage, PassageScore, PassageScores, score_passages
from dedup.evaluation.search import SearchScores, score_search
from dedup.evaluation.sentence_pairs import SentencePairScores, score_sentence_pairs
from dedup.evaluation.tune import Share, Tuning, choose_threshold
from dedup.evaluation.verdicts import ReliabilityBin, VerdictScores, score_verdicts

__all__ = [
    "AlignedPair",
    "Gold",
    "KindScore",
    "Link",
    "LinkScores",
    "Pair",
    "Passage",
    "PassageScore",
    "PassageScores",
    "ReliabilityBin",
    "SearchScores",
    "SentencePair",
    "SentencePairScores",
    "Share",
    "Tuning",
    "VerdictScores",
    "choose_threshold",
    "gold_files",
    "read_gold",
    "score_links",
    "score_passages",
    "score_search",
    "score_sentence_pairs",
    "score_verdicts",
]
