"""What a search finds, and how much else it returns."""

from dedup.evaluation import score_search


def test_sides_and_repetition_do_not_matter() -> None:
    """A pair is the same the other way round, and is counted once."""
    scores = score_search([("a", "b"), ("c", "d")], [("b", "a"), ("a", "b")], n_articles=4)

    assert (scores.recall, scores.candidates_per_article) == (0.5, 0.5)


def test_without_reuse_there_is_no_recall() -> None:
    """Nothing to find is neither success nor failure."""
    assert score_search([], [("a", "b")], n_articles=2).recall is None
