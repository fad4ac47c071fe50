"""Results in, pages out; nothing here knows how a result came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.lazy import lazily

if TYPE_CHECKING:
    from dedup.report.clusters import Cluster, ClusterTable
    from dedup.report.matrix import SimilarityMatrix
    from dedup.report.pairs import PairTable

__all__ = ["Cluster", "ClusterTable", "PairTable", "SimilarityMatrix"]

_HOMES = {
    "Cluster": ".clusters",
    "ClusterTable": ".clusters",
    "PairTable": ".pairs",
    "SimilarityMatrix": ".matrix",
}


__getattr__ = lazily(__name__, _HOMES)
