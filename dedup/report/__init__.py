"""Results in, pages out; nothing here knows how a result came about."""

from dedup.report.matrix import SimilarityMatrix

__all__ = ["SimilarityMatrix"]
