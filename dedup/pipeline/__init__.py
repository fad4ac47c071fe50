"""The order of the stages: articles in, results out."""

from dedup.pipeline.aligning import align
from dedup.pipeline.clustering import cluster
from dedup.pipeline.collecting import Collection, Searches, collect, collect_paths
from dedup.pipeline.comparing import matrix
from dedup.pipeline.pairing import find_pairs, pairs
from dedup.pipeline.reading import read

__all__ = [
    "Collection",
    "Searches",
    "align",
    "cluster",
    "collect",
    "collect_paths",
    "find_pairs",
    "matrix",
    "pairs",
    "read",
]
