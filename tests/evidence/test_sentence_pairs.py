"""Sentences that say the same, and sentences that only share words."""

import pytest
from hypothesis import given, settings

from dedup.evidence.sentence_pairs import features, model, same_meaning, sentence
from tests.evidence.strategies import articles

BASE = "The harbour master of Tarn closed both piers on Friday after divers found cracks."


@given(articles, articles)
@settings(max_examples=40)
def test_the_order_of_the_sentences_does_not_matter(a: str, b: str) -> None:
    """The probability is symmetric and in [0, 1]."""
    there, back = same_meaning(a, b), same_meaning(b, a)

    assert there == pytest.approx(back, abs=1e-12)
    assert 0 <= there <= 1


def test_the_closer_the_likelier() -> None:
    """The same sentence leads a rewording, that one leads a sentence on something else."""
    reworded = (
        "Both piers were closed on Friday by the harbour master of Tarn as divers saw cracks."
    )
    other = "Divers from Tarn won the relay on Friday."

    scores = [same_meaning(BASE, text) for text in (BASE, reworded, other)]

    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 0.8
    assert scores[1] > 0.5 > scores[2]


def test_a_negation_makes_it_less_likely() -> None:
    """The same words with a "not" between them hardly say the same."""
    negated = BASE.replace("closed", "has not closed")
    plain = BASE.replace("closed", "has now closed")

    assert same_meaning(BASE, negated) < same_meaning(BASE, plain)


@pytest.mark.parametrize("text", ["", "?!", "\x00", "…\r\n"])
def test_without_words_nothing_is_said(text: str) -> None:
    """A side without words is no paraphrase of anything."""
    assert same_meaning(text, BASE) == same_meaning(BASE, text) == same_meaning(text, text) == 0


@pytest.mark.parametrize("text", ["Yes.", "27", "שלום עולם", "東京", "one"])
def test_awkward_sentences_have_a_probability(text: str) -> None:
    """A word, a number, another script: all give a number in [0, 1]."""
    assert 0 <= same_meaning(text, BASE) <= 1
    assert 0 <= same_meaning(text, text) <= 1


def test_however_unlike_a_probability() -> None:
    """Thousands of words beside one are as unlike as can be, and nothing overflows."""
    assert same_meaning("word " * 3_000, "other ") == pytest.approx(0)


def test_the_model_weighs_just_the_features_there_are() -> None:
    """Names in the model's file are those of the code."""
    a = sentence(BASE)

    assert set(model().weights) == set(features(a, a, model().rarities(a.types)))
