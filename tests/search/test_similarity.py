"""Exact similarities against Python sets, and their laws."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from sklearn.feature_extraction.text import TfidfVectorizer

from dedup.search import containment, jaccard, shingle_hashes, tfidf_cosine, word_hashes
from tests.search.test_shingles import slow_shingles
from tests.strategies import stories

batches = st.lists(stories, min_size=1, max_size=6)


def shingles_of(texts: list[str]):
    return shingle_hashes(word_hashes(texts))


@given(batches)
def test_similarities_are_those_of_sets(texts: list[str]) -> None:
    """Jaccard and containment are what Python sets of word tuples give."""
    sets = [set(slow_shingles(text, 3)) for text in texts]

    by_jaccard, by_containment = jaccard(shingles_of(texts)), containment(shingles_of(texts))

    for i, a in enumerate(sets):
        for j, b in enumerate(sets):
            if i != j:
                assert by_jaccard[i, j] == pytest.approx(len(a & b) / max(len(a | b), 1))
                assert by_containment[i, j] == pytest.approx(len(a & b) / max(len(a), 1))


@pytest.mark.parametrize("measure", [jaccard, containment, tfidf_cosine])
@given(texts=batches)
def test_similarity_is_a_share(measure, texts: list[str]) -> None:
    """Every value lies in [0, 1] and every article is wholly like itself."""
    values = measure(shingles_of(texts))

    assert ((values >= 0) & (values <= 1)).all()
    assert (values.diagonal() == 1).all()


@given(batches)
def test_jaccard_and_cosine_are_symmetric(texts: list[str]) -> None:
    """It does not matter which of two articles comes first."""
    for values in (jaccard(shingles_of(texts)), tfidf_cosine(word_hashes(texts))):
        assert np.allclose(values, values.T)


def test_cosine_is_scikit_learn_s() -> None:
    """TF-IDF cosine equals scikit-learn's own vectoriser on the same words."""
    texts = ["a ferry ran aground off Tarn", "the ferry ran and ran", "no news today", ""]
    vectors = TfidfVectorizer(sublinear_tf=True, token_pattern=r"\w+").fit_transform(texts)

    values = tfidf_cosine(word_hashes(texts))

    expected = (vectors @ vectors.T).toarray()
    np.fill_diagonal(expected, 1)
    assert np.allclose(values, expected)
