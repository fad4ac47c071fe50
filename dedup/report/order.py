"""An order of articles in which related ones stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_FEWEST_CLUSTERED = 3
_MOST_OPTIMAL = 500  # optimal leaf ordering takes time cubic in the number of articles
_MOST_CLUSTERED = 5_000  # the linkage holds a distance for every pair


def related_order(values: NDArray[np.float64], ids: Sequence[str]) -> list[int]:
    """Order articles so that similar ones are neighbours.

    Parameters
    ----------
    values : ndarray of shape (n, n), dtype float64
        Similarities in [0, 1]; of the two cells of a pair the larger counts.
    ids : sequence of str
        Ids of the rows; the order depends on them and on the values, not on the order in
        which the rows were given.

    Returns
    -------
    list of int
        Row numbers: the leaves of ``related_tree``, or in order of id where there is none.
    """
    from scipy.cluster import hierarchy  # slow to import, and not every result is ordered

    by_id = _by_id(ids)
    tree = related_tree(values, ids)
    return by_id if tree is None else [by_id[leaf] for leaf in hierarchy.leaves_list(tree)]


def related_tree(values: NDArray[np.float64], ids: Sequence[str]) -> NDArray[np.float64] | None:
    """Cluster articles by average linkage.

    Returns
    -------
    ndarray of shape (n - 1, 4), dtype float64, or None
        SciPy's linkage of the articles in order of id, its leaves turned so that neighbours
        are as similar as possible [1]_ up to 500 articles. None for fewer than three
        articles and for more than 5,000, whose distances would not fit in memory.

    References
    ----------
    .. [1] Z. Bar-Joseph, D. K. Gifford and T. S. Jaakkola, "Fast optimal leaf ordering for
       hierarchical clustering", Bioinformatics 17, 2001.
       :doi:`10.1093/bioinformatics/17.suppl_1.S22`
    """
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    by_id = _by_id(ids)
    if not _FEWEST_CLUSTERED <= len(by_id) <= _MOST_CLUSTERED:
        return None
    similarity = values[np.ix_(by_id, by_id)]
    distance = 1 - np.maximum(similarity, similarity.T)
    np.fill_diagonal(distance, 0)
    return hierarchy.linkage(
        squareform(distance, checks=False),
        method="average",
        optimal_ordering=len(by_id) <= _MOST_OPTIMAL,
    )


def _by_id(ids: Sequence[str]) -> list[int]:
    return sorted(range(len(ids)), key=lambda row: ids[row])
