"""Results in, pages out; nothing here knows how a result came about."""

from dedup.report.clusters import Cluster, ClusterTable
from dedup.report.matrix import SimilarityMatrix
from dedup.report.pairs import PairTable

__all__ = ["Cluster", "ClusterTable", "PairTable", "SimilarityMatrix"]
