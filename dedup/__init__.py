"""Find rewritten copies of news stories, and prove it sentence by sentence.

>>> import dedup
>>> articles = [
...     dedup.Article(id="a", text="The ferry Solveig Marn ran aground off Tarn on Tuesday."),
...     dedup.Article(id="b", text="On Tuesday the ferry Solveig Marn ran aground off Tarn."),
... ]
>>> matrix = dedup.matrix(articles, measure="jaccard")
>>> matrix.ids, matrix.values.round(2).tolist()
(('a', 'b'), [[1.0, 0.6], [0.6, 1.0]])
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.article import Article
from dedup.config import SearchOptions
from dedup.errors import DedupError, InputError, MissingExtraError, UsageError
from dedup.lazy import lazily
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.evidence import Alignment, Verdict
    from dedup.gate import CheckResult
    from dedup.pipeline.aligning import align
    from dedup.pipeline.checking import check
    from dedup.pipeline.clustering import cluster
    from dedup.pipeline.comparing import matrix
    from dedup.pipeline.judging import judge
    from dedup.pipeline.pairing import pairs
    from dedup.pipeline.reading import read
    from dedup.report import Cluster, ClusterTable, PairTable, SimilarityMatrix

__all__ = [
    "Alignment",
    "Article",
    "CheckResult",
    "Cluster",
    "ClusterTable",
    "DedupError",
    "InputError",
    "MissingExtraError",
    "PairTable",
    "SearchOptions",
    "SimilarityMatrix",
    "UsageError",
    "Verdict",
    "__version__",
    "align",
    "check",
    "cluster",
    "judge",
    "matrix",
    "pairs",
    "read",
]

_HOMES = {
    "Alignment": ".evidence",
    "Verdict": ".evidence",
    "CheckResult": ".gate",
    "align": ".pipeline.aligning",
    "check": ".pipeline.checking",
    "cluster": ".pipeline.clustering",
    "judge": ".pipeline.judging",
    "matrix": ".pipeline.comparing",
    "pairs": ".pipeline.pairing",
    "read": ".pipeline.reading",
    "Cluster": ".report",
    "ClusterTable": ".report",
    "PairTable": ".report",
    "SimilarityMatrix": ".report",
}


__getattr__ = lazily(__name__, _HOMES)
