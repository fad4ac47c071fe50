"""Batches of texts in, sketches and similarities out; rows are numbers, never articles."""

from dedup.search.bands import Bands, choose_bands
from dedup.search.minhash import (
    MinHashScheme,
    Signatures,
    estimated_jaccard,
    from_datasketch,
    signatures,
    to_datasketch,
)
from dedup.search.near import NearPairs, near_pairs
from dedup.search.ragged import Ragged, concatenate
from dedup.search.shingles import shingle_hashes
from dedup.search.similarity import containment, jaccard, tfidf_cosine
from dedup.search.words import word_hashes

__all__ = [
    "Bands",
    "MinHashScheme",
    "NearPairs",
    "Ragged",
    "Signatures",
    "choose_bands",
    "concatenate",
    "containment",
    "estimated_jaccard",
    "from_datasketch",
    "jaccard",
    "near_pairs",
    "shingle_hashes",
    "signatures",
    "tfidf_cosine",
    "to_datasketch",
    "word_hashes",
]
