"""Batches of texts in, sketches and similarities out; rows are numbers, never articles."""

from dedup.search.bands import Bands, choose_bands
from dedup.search.linkage import linked_groups
from dedup.search.minhash import (
    MinHashScheme,
    Signatures,
    estimated_jaccard,
    from_datasketch,
    signatures,
    to_datasketch,
)
from dedup.search.near import SLACK, NearPairs, near_pairs
from dedup.search.ragged import Ragged, concatenate, take_rows
from dedup.search.rewrites import (
    BottomScheme,
    RewritePairs,
    content_sketches,
    frequency_cap,
    rewrite_pairs,
)
from dedup.search.shingles import distinct, incidence, shingle_hashes
from dedup.search.similarity import containment, jaccard, shared_sizes, tfidf_cosine
from dedup.search.stream import NearIndex
from dedup.search.words import word_hashes

__all__ = [
    "SLACK",
    "Bands",
    "BottomScheme",
    "MinHashScheme",
    "NearIndex",
    "NearPairs",
    "Ragged",
    "RewritePairs",
    "Signatures",
    "choose_bands",
    "concatenate",
    "containment",
    "content_sketches",
    "distinct",
    "estimated_jaccard",
    "frequency_cap",
    "from_datasketch",
    "incidence",
    "jaccard",
    "linked_groups",
    "near_pairs",
    "rewrite_pairs",
    "shared_sizes",
    "shingle_hashes",
    "signatures",
    "take_rows",
    "tfidf_cosine",
    "to_datasketch",
    "word_hashes",
]
