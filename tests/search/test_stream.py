"""One by one: the index of datasketch against the batch join."""

import pytest
from hypothesis import given, strategies as st

from dedup.search import (
    Bands,
    MinHashScheme,
    NearIndex,
    near_pairs,
    shingle_hashes,
    signatures,
    word_hashes,
)

BANDS = Bands(bands=42, rows=3)
WORDS = [
    "the",
    "ferry",
    "ran",
    "aground",
    "off",
    "Tarn",
    "at",
    "dawn",
    "and",
    "all",
    "27",
    "people",
    "aboard",
    "were",
    "saved",
]
edited = st.integers(0, len(WORDS)).map(lambda k: " ".join(WORDS[k:] + [f"new{k}"] * k))


@pytest.mark.parametrize("method", ["affine32", "one-permutation"])
@given(texts=st.lists(st.one_of(st.just(""), edited), max_size=8))
def test_it_finds_the_pairs_of_the_batch_join(texts: list[str], method) -> None:
    """Articles that arrive singly meet exactly those the batch search pairs them with."""
    scheme = MinHashScheme(method=method)
    index = NearIndex(scheme, BANDS)

    met = set()
    for row, text in enumerate(texts):
        met |= {(int(key), row) for key in index.query(text)}
        index.add(str(row), text)

    signed = signatures(shingle_hashes(word_hashes(texts)), scheme)
    joined = near_pairs(signed, BANDS, min_estimate=0)
    assert met == {tuple(pair) for pair in joined.pairs.tolist()}


def test_keys_are_bytes_and_can_go() -> None:
    """Keys of any script are kept as UTF-8, membership is told, and removal works."""
    index = NearIndex(MinHashScheme(), BANDS)
    index.add("пожар/東京", " ".join(WORDS))

    assert "пожар/東京" in index
    assert index.query(" ".join(WORDS)) == ["пожар/東京"]
    index.remove("пожар/東京")
    assert index.query(" ".join(WORDS)) == []
