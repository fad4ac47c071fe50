"""An order of articles in which related ones stand together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.search import linked_groups

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

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


def related_groups(
    values: NDArray[np.float64], ids: Sequence[str], *, least: float
) -> list[list[int]]:
    """Divide articles into groups of related ones; see ``search.linked_groups``.

    Parameters
    ----------
    values, ids
        As for ``related_order``.
    least : float
        In (0, 1].

    Returns
    -------
    list of list of int
        Ascending row numbers of each group of two or more articles, in order of the first; a
        group is the same whatever the order of the rows.
    """
    from scipy import sparse
    from scipy.sparse import csgraph

    related = sparse.csr_array((np.maximum(values, values.T) >= least).astype(np.int8))
    # What shares no such pair cannot have such a mean: the parts are small, and divided alone.
    _, labels = csgraph.connected_components(related, directed=False)
    parts: dict[int, list[int]] = {}
    for row in _by_id(ids):
        parts.setdefault(int(labels[row]), []).append(row)
    groups = [group for rows in parts.values() for group in _divided(values, rows, least)]
    return sorted(group for group in groups if len(group) > 1)


def _divided(values: NDArray[np.float64], rows: Sequence[int], least: float) -> Iterator[list[int]]:
    similarity = values[np.ix_(rows, rows)]
    similarity = np.maximum(similarity, similarity.T)
    np.fill_diagonal(similarity, 1)
    for group in linked_groups(similarity, least):
        yield sorted(rows[at] for at in group.tolist())


def _by_id(ids: Sequence[str]) -> list[int]:
    return sorted(range(len(ids)), key=lambda row: ids[row])
