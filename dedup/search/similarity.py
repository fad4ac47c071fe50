"""Exact similarities of all pairs of a batch of articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dedup.search.shingles import incidence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.search.ragged import Ragged


def jaccard(shingles: Ragged) -> NDArray[np.float64]:
    """Jaccard similarity of the shingle sets of every two articles.

    Returns
    -------
    ndarray of shape (n_articles, n_articles), dtype float64
        ``|A ∩ B| / |A ∪ B|`` in [0, 1], symmetric, 1 on the diagonal; an article without
        words has 0 with every other.

    Examples
    --------
    >>> from dedup.search import shingle_hashes, word_hashes
    >>> texts = ["one two three four", "two three four five"]
    >>> float(jaccard(shingle_hashes(word_hashes(texts)))[0, 1].round(3))
    0.333
    """
    shared, sizes = _shared(shingles)
    return _finish(shared, sizes[:, None] + sizes - shared)


def containment(shingles: Ragged) -> NDArray[np.float64]:
    """Share of each row article's shingles that stand in the column article.

    Returns
    -------
    ndarray of shape (n_articles, n_articles), dtype float64
        ``|A ∩ B| / |A|`` in [0, 1] for row ``A`` and column ``B``, 1 on the diagonal; an
        article without words has 0 with every other. Not symmetric: a brief can lie whole
        in a long report.
    """
    shared, sizes = _shared(shingles)
    return _finish(shared, np.broadcast_to(sizes[:, None], shared.shape))


def shared_sizes(sets: Sequence[NDArray[np.uint64]], pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count what pairs of sets have in common.

    Parameters
    ----------
    sets : sequence of ndarray, dtype uint64
        Each without repetition.
    pairs : ndarray of shape (n_pairs, 2), dtype int64
        Numbers of two sets.

    Returns
    -------
    ndarray of shape (n_pairs,), dtype int64

    Examples
    --------
    >>> sets = [np.array([1, 2, 3], np.uint64), np.array([2, 3, 4], np.uint64)]
    >>> shared_sizes(sets, np.array([[0, 1]])).tolist()
    [2]
    """
    shared = np.empty(len(pairs), np.int64)
    for index, (a, b) in enumerate(pairs.tolist()):
        both = np.concatenate([sets[a], sets[b]])
        both.sort()
        shared[index] = np.count_nonzero(both[1:] == both[:-1])
    return shared


def tfidf_cosine(words: Ragged) -> NDArray[np.float64]:
    """Cosine of the TF-IDF vectors of every two articles, by scikit-learn's weighting.

    Term frequencies count ``1 + log(n)``, inverse document frequencies come from the batch.

    Returns
    -------
    ndarray of shape (n_articles, n_articles), dtype float64
        In [0, 1], symmetric, 1 on the diagonal; an article without words has 0 with every
        other.
    """
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfTransformer

    if not len(words.values):  # scikit-learn refuses an empty vocabulary
        return np.eye(len(words))
    distinct, columns = np.unique(words.values, return_inverse=True)
    counts = sparse.csr_array(
        (np.ones(len(columns)), columns, words.offsets), shape=(len(words), len(distinct))
    )
    counts.sum_duplicates()
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts)
    return _finish((weights @ weights.T).toarray(), np.ones((len(words), len(words))))


def _shared(shingles: Ragged) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Count shared shingles, shape (n_articles, n_articles), and each set's size."""
    matrix = incidence(shingles)
    shared = (matrix @ matrix.T).toarray().astype(np.float64)
    return shared, shared.diagonal().copy()


def _finish(
    numerator: NDArray[np.float64], denominator: NDArray[np.float64]
) -> NDArray[np.float64]:
    ratio = np.zeros_like(numerator)
    np.divide(numerator, denominator, out=ratio, where=denominator > 0)
    np.clip(ratio, 0, 1, out=ratio)  # a cosine can exceed 1 by rounding
    np.fill_diagonal(ratio, 1)
    return ratio
