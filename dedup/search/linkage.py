"""Groups of articles whose similarities are all known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def linked_groups(similarity: NDArray[np.float64], threshold: float) -> list[NDArray[np.int64]]:
    """Divide articles by average linkage.

    Two groups become one only if the mean similarity of all pairs between them reaches the
    threshold, so that one pair, or a chain of pairs, does not merge what has nothing else in
    common.

    Parameters
    ----------
    similarity : ndarray of shape (n, n), dtype float64
        Symmetric, in [0, 1], with 1 on the diagonal.
    threshold : float
        In (0, 1].

    Returns
    -------
    list of ndarray of dtype int64
        Ascending row numbers of each group; every row is in one, perhaps alone.

    Examples
    --------
    >>> chain = np.array([[1, 0.6, 0], [0.6, 1, 0.5], [0, 0.5, 1]])
    >>> [rows.tolist() for rows in linked_groups(chain, 0.5)]
    [[0, 1], [2]]
    """
    from scipy.cluster import hierarchy  # slow to import, and not every search clusters
    from scipy.spatial.distance import squareform

    if len(similarity) == 1:
        return [np.zeros(1, np.int64)]
    tree = hierarchy.linkage(squareform(1 - similarity, checks=False), method="average")
    labels = hierarchy.fcluster(tree, t=1 - threshold, criterion="distance")
    return [np.flatnonzero(labels == label) for label in np.unique(labels)]
