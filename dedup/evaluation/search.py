"""How many of the pairs with reuse a search returns, and at what price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.evaluation.ratios import mean

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchScores:
    """What a search returned.

    Parameters
    ----------
    recall : float or None
        Share of the pairs with reuse that are candidates, in [0, 1]; None without such pairs.
    candidates_per_article : float
        Mean number of other articles that an article was paired with.
    """

    recall: float | None
    candidates_per_article: float


def score_search(
    reused: Iterable[tuple[str, str]], candidates: Iterable[tuple[str, str]], *, n_articles: int
) -> SearchScores:
    """Compare candidate pairs with the pairs that reuse text.

    Parameters
    ----------
    reused, candidates : iterable of (str, str)
        Pairs of ids; order within and between pairs and repetition do not matter.
    n_articles : int
        Articles searched, at least 1.

    Returns
    -------
    SearchScores

    Examples
    --------
    >>> score_search([("a", "b"), ("a", "c")], [("b", "a")], n_articles=4)
    SearchScores(recall=0.5, candidates_per_article=0.5)
    """
    wanted = {frozenset(pair) for pair in reused}
    returned = {frozenset(pair) for pair in candidates}
    return SearchScores(
        recall=mean([pair in returned for pair in wanted]),
        candidates_per_article=2 * len(returned) / n_articles,
    )
