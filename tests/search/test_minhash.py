"""Signatures against datasketch, against theory, and across schemes."""

import hypothesis.strategies as st
import numpy as np
import pytest
from datasketch import MinHash, MinHashLSH
from hypothesis import given

from dedup.search import (
    MinHashScheme,
    Ragged,
    estimated_jaccard,
    from_datasketch,
    shingle_hashes,
    signatures,
    to_datasketch,
    word_hashes,
)
from dedup.search.minhash import EMPTY, _borrowing_orders, token_hashes
from tests.strategies import stories

SCHEME = MinHashScheme()


def sign(texts: list[str], scheme: MinHashScheme = SCHEME):
    return signatures(shingle_hashes(word_hashes(texts), width=scheme.width), scheme)


def sketch_by_datasketch(shingles: Ragged, row: int, scheme: MinHashScheme) -> MinHash:
    sketch = MinHash(scheme.num_perm, seed=scheme.seed, hashfunc=int, scheme="affine32")
    first, last = shingles.offsets[row : row + 2]
    sketch.update_batch(token_hashes(shingles.values)[first:last].tolist())
    return sketch


@given(st.lists(stories, min_size=1, max_size=5), st.integers(1, 200), st.integers(0, 2**32 - 1))
def test_signatures_are_datasketch_s(texts: list[str], num_perm: int, seed: int) -> None:
    """Permutations and signatures equal datasketch's affine32 bit for bit."""
    scheme = MinHashScheme(num_perm=num_perm, seed=seed)
    shingles = shingle_hashes(word_hashes(texts))

    ours = signatures(shingles, scheme).values

    for row in range(len(texts)):
        theirs = sketch_by_datasketch(shingles, row, scheme)
        assert np.array_equal(ours[row], theirs.hashvalues)
        assert np.array_equal(np.stack(scheme.permutations()), theirs.permutations)


def test_signatures_convert_both_ways() -> None:
    """Signatures survive the way to datasketch and back, and work in its LSH index."""
    texts = ["the ferry ran aground off Tarn at dawn and 27 were saved"] * 2 + ["no ferry today"]
    signed = sign(texts)

    sketches = to_datasketch(signed)

    index = MinHashLSH(threshold=0.5, num_perm=128)
    for key, sketch in enumerate(sketches):
        index.insert(key, sketch)
    assert sorted(index.query(sketches[0])) == [0, 1]
    back = from_datasketch(sketches, SCHEME)
    assert np.array_equal(back.values, signed.values)
    with pytest.raises(ValueError, match=r"sketch 0 is .* not \('affine32', 2, 128\)"):
        from_datasketch(sketches, MinHashScheme(seed=2))


@given(stories, stories)
def test_the_signature_of_a_union_is_the_minimum(a: str, b: str) -> None:
    """Order and repetition change nothing; the signature of a union is the entrywise minimum."""
    left, right = (shingle_hashes(word_hashes([text])).values for text in (a, b))
    union = np.concatenate([right, left, left])
    rows = Ragged(
        np.concatenate([left, right, union]),
        np.cumsum([0, len(left), len(right), len(union)]),
    )

    signed = signatures(rows, SCHEME).values

    assert np.array_equal(signed[2], np.minimum(signed[0], signed[1]))


def slow_one_permutation(hashes: list[int], scheme: MinHashScheme) -> list[int]:
    """The one-permutation signature of one article, by Python integers."""
    mask, bins = (1 << 64) - 1, {}
    for value in hashes:
        mixed = value ^ (scheme.seed * 0x9E3779B97F4A7C15 & mask)
        for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            mixed = (mixed ^ mixed >> 33) * factor & mask
        mixed ^= mixed >> 33
        place = (mixed >> 32) * scheme.num_perm >> 32
        small = min(mixed & 0xFFFFFFFF, 0xFFFFFFFE)
        bins[place] = min(bins.get(place, small), small)
    orders = _borrowing_orders(scheme.num_perm, scheme.seed)
    lenders = [[j, *orders[j].tolist()] for j in range(scheme.num_perm)]
    return [next((bins[k] for k in row if k in bins), int(EMPTY)) for row in lenders]


@given(st.lists(stories, min_size=1, max_size=5), st.integers(1, 64), st.integers(0, 2**32 - 1))
def test_one_permutation_is_what_it_says(texts: list[str], num_perm: int, seed: int) -> None:
    """Bins keep their smallest hash, and empty ones borrow in their own order."""
    scheme = MinHashScheme(num_perm=num_perm, seed=seed, method="one-permutation")
    shingles = shingle_hashes(word_hashes(texts))

    ours = signatures(shingles, scheme).values

    for row in range(len(texts)):
        assert ours[row].tolist() == slow_one_permutation(shingles.row(row).tolist(), scheme)


@pytest.mark.parametrize("method", ["affine32", "one-permutation"])
@pytest.mark.parametrize("jaccard", [0.08, 0.3, 0.5, 0.8])
def test_the_estimate_keeps_to_theory(jaccard: float, method) -> None:
    """The mean estimate of 400 pairs of known J lies within four standard errors of J."""
    rng = np.random.default_rng(7)
    pairs, size, num_perm = 400, 500, 128
    shared = round(2 * size * jaccard / (1 + jaccard))
    true = shared / (2 * size - shared)
    tokens = rng.integers(0, 2**64, (pairs, 2 * size - shared), dtype=np.uint64)
    rows = np.concatenate([tokens[:, :size], tokens[:, size - shared :]])
    batch = Ragged(rows.ravel(), np.arange(2 * pairs + 1) * size)

    signed = signatures(batch, MinHashScheme(num_perm=num_perm, method=method)).values

    estimates = (signed[:pairs] == signed[pairs:]).mean(axis=1)
    standard_error = np.sqrt(true * (1 - true) / num_perm)
    assert abs(estimates.mean() - true) < 4 * standard_error / np.sqrt(pairs)
    assert estimates.std() == pytest.approx(standard_error, rel=4 / np.sqrt(2 * pairs))


def test_an_empty_article_is_like_nothing() -> None:
    """An article without words has an empty signature and no similarity, not even to its like."""
    signed = sign(["", "the ferry ran aground", ""])

    assert (signed.values[0] == EMPTY).all()
    assert estimated_jaccard(signed, signed).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]


def test_other_schemes_are_refused() -> None:
    """Signatures of different schemes are not compared, and the difference is named."""
    with pytest.raises(ValueError, match="different schemes: seed 1 and 2"):
        estimated_jaccard(sign(["a b c"]), sign(["a b c"], MinHashScheme(seed=2)))


@pytest.mark.parametrize(("field", "value"), [("num_perm", 0), ("seed", -1), ("width", 0)])
def test_a_scheme_out_of_range_is_refused(field: str, value: int) -> None:
    """A number out of range is named."""
    with pytest.raises(ValueError, match=f"got {value}"):
        MinHashScheme(**{field: value})


@pytest.mark.parametrize("method", ["affine32", "one-permutation"])
def test_blocks_do_not_show(method) -> None:
    """Articles longer and shorter than a block of shingles are signed as if alone."""
    scheme = MinHashScheme(method=method)
    texts = ["word " * 3 + " ".join(map(str, range(n))) for n in (5, 90_000, 0, 7, 40_000, 3)]

    together = sign(texts, scheme).values

    for row, text in enumerate(texts):
        assert np.array_equal(together[row], sign([text], scheme).values[0])
