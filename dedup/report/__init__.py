"""Results in, pages out; nothing here knows how a result came about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dedup.report.clusters import Cluster, ClusterTable
    from dedup.report.matrix import SimilarityMatrix
    from dedup.report.pairs import PairTable

__all__ = ["Cluster", "ClusterTable", "PairTable", "SimilarityMatrix"]

_HOMES = {
    "Cluster": "clusters",
    "ClusterTable": "clusters",
    "PairTable": "pairs",
    "SimilarityMatrix": "matrix",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import a page when it is first asked for: what draws it takes its time."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dedup.report' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"dedup.report.{_HOMES[name]}"), name)
