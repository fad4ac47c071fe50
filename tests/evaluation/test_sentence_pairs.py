"""Sentence pairs that say the same or not."""

import pytest

from dedup.evaluation import score_sentence_pairs


def test_figures_by_hand() -> None:
    """Three of five right; one hit, one false alarm, one miss: F1 = 2 / (2 + 1 + 1)."""
    scores = score_sentence_pairs([0.9, 0.5, 0.4, 0.3, 0.1], [1, 0, 1, 0, 0])

    assert scores.accuracy == pytest.approx(3 / 5)
    assert scores.f1 == pytest.approx(1 / 2)
    assert scores.auc == pytest.approx(5 / 6)


def test_one_label_alone_has_no_auc() -> None:
    """Where all sentences differ there is nothing to rank, and nothing warns."""
    scores = score_sentence_pairs([0.1, 0.2], [0, 0])

    assert (scores.accuracy, scores.f1, scores.auc) == (1, 0, None)


@pytest.mark.parametrize(("scores", "labels"), [([], []), ([0.5], [1, 0])])
def test_scores_and_labels_come_in_pairs(scores, labels) -> None:
    """No pairs, or lists of different lengths, are refused."""
    with pytest.raises(ValueError, match="shape"):
        score_sentence_pairs(scores, labels)
