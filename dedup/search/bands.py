"""Bands: which signatures meet, and how likely a pair of a given similarity is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """A division of signatures: a pair is a candidate if all rows of some band agree.

    Parameters
    ----------
    bands, rows : int
        Number of bands and of signature entries in each, at least 1.

    Raises
    ------
    ValueError
        If a number is below 1.
    """

    bands: int
    rows: int

    def __post_init__(self) -> None:
        if self.bands < 1 or self.rows < 1:
            raise ValueError(f"bands and rows are at least 1, got {self.bands} × {self.rows}")

    def detection(self, jaccard: ArrayLike) -> NDArray[np.float64]:
        r"""Return the probability that pairs of given Jaccard similarity become candidates.

        Parameters
        ----------
        jaccard : array-like
            Similarities ``J`` in [0, 1].

        Returns
        -------
        ndarray, dtype float64
            :math:`1 - (1 - J^r)^b` for ``b`` bands of ``r`` rows [1]_, in [0, 1].

        References
        ----------
        .. [1] J. Leskovec, A. Rajaraman and J. D. Ullman, *Mining of Massive Datasets*,
           section 3.4.2, Cambridge University Press 2014.

        Examples
        --------
        >>> Bands(bands=42, rows=3).detection([0.1, 0.3, 0.5]).round(3).tolist()
        [0.041, 0.683, 0.996]
        """
        return np.asarray(1 - (1 - np.asarray(jaccard, np.float64) ** self.rows) ** self.bands)


def choose_bands(*, num_perm: int, threshold: float, recall: float) -> Bands:
    """Choose the most selective bands that find enough of the pairs at a threshold.

    Parameters
    ----------
    num_perm : int
        Length of the signatures, at least 1.
    threshold : float
        Jaccard similarity in (0, 1] from which pairs are wanted.
    recall : float
        Probability in (0, 1) with which a pair at the threshold is to be found; pairs above
        it are found more often.

    Returns
    -------
    Bands
        With as many rows as possible, and as many bands as the signature then holds.

    Raises
    ------
    ValueError
        If no division of the signature finds enough.

    Examples
    --------
    >>> choose_bands(num_perm=128, threshold=0.5, recall=0.99)
    Bands(bands=42, rows=3)
    """
    for rows in range(num_perm, 0, -1):
        bands = Bands(bands=num_perm // rows, rows=rows)
        if bands.detection(threshold) >= recall:
            return bands
    raise ValueError(
        f"{num_perm} permutations cannot find {recall:.2%} of the pairs at Jaccard {threshold}: "
        "use more permutations, a higher threshold or a lower recall"
    )
