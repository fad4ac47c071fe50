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

from typing import TYPE_CHECKING, Any

from dedup.article import Article
from dedup.config import SearchOptions
from dedup.errors import DedupError, InputError, MissingExtraError, UsageError
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.evidence import Alignment
    from dedup.pipeline import align, cluster, matrix, pairs, read
    from dedup.report import Cluster, ClusterTable, PairTable, SimilarityMatrix

__all__ = [
    "Alignment",
    "Article",
    "Cluster",
    "ClusterTable",
    "DedupError",
    "InputError",
    "MissingExtraError",
    "PairTable",
    "SearchOptions",
    "SimilarityMatrix",
    "UsageError",
    "__version__",
    "align",
    "cluster",
    "matrix",
    "pairs",
    "read",
]

_RESULTS = ("Cluster", "ClusterTable", "PairTable", "SimilarityMatrix")
_STAGES = ("align", "cluster", "matrix", "pairs", "read")
_HOMES = {
    "Alignment": "dedup.evidence",
    **dict.fromkeys(_RESULTS, "dedup.report"),
    **dict.fromkeys(_STAGES, "dedup.pipeline"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import the heavy parts when they are first asked for, so that `dedup --help` is instant."""
    if name not in _HOMES:
        raise AttributeError(f"module 'dedup' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
