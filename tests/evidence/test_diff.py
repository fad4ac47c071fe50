"""Two passages word by word."""

import hypothesis.strategies as st
from hypothesis import given

from dedup.evidence.diff import gaps, in_runs, marks, matches

_passages = st.lists(st.sampled_from("abcdef"), max_size=12)


def table_length(a: list[str], b: list[str]) -> int:
    """Length of a longest common subsequence by the plain table."""
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = (
                table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])
            )
    return table[-1][-1]


@given(_passages, _passages)
def test_matches_are_a_longest_common_subsequence(a: list[str], b: list[str]) -> None:
    """The matches ascend on both sides, are equal words, and no more could be had."""
    found = matches(a, b)

    assert all(a[i] == b[j] for i, j in found)
    assert found == sorted(set(found))
    assert [j for _, j in found] == sorted({j for _, j in found})
    assert len(found) == table_length(a, b)


@given(_passages, _passages)
def test_swapping_the_passages_swaps_the_matches(a: list[str], b: list[str]) -> None:
    """Of several longest subsequences the same one is found from both sides."""
    assert matches(b, a) == [(j, i) for i, j in matches(a, b)]


@given(_passages, _passages)
def test_every_word_is_matched_or_in_a_gap(a: list[str], b: list[str]) -> None:
    """Matches and gaps together hold each word once."""
    found = matches(a, b)
    between = gaps(found, len(a), len(b))

    for side, length in ((0, len(a)), (1, len(b))):
        words = [pair[side] for pair in found]
        words += [at for gap in between for at in range(*gap[side])]
        assert sorted(words) == list(range(length))


def test_words_are_marked_by_what_became_of_them() -> None:
    """Replaced words changed, lone ones came or went, a known word elsewhere has moved."""
    a = ["yesterday", "the", "big", "red", "boat", "sank", "off", "tarn"]
    b = ["the", "blue", "boat", "quietly", "sank", "off", "tarn", "yesterday"]

    left, right = marks(a, b, gaps(matches(a, b), len(a), len(b)), {"the", "off"})

    assert dict(zip(a, left, strict=True)) == {
        "yesterday": "moved", "the": "same", "big": "changed", "red": "changed",
        "boat": "same", "sank": "same", "off": "same", "tarn": "same",
    }  # fmt: skip
    assert dict(zip(b, right, strict=True)) == {
        "the": "same", "blue": "changed", "boat": "same", "quietly": "added",
        "sank": "same", "off": "same", "tarn": "same", "yesterday": "moved",
    }  # fmt: skip


def test_runs_count_only_where_both_sides_run_on() -> None:
    """A run breaks where a word was put in or left out."""
    assert in_runs([(0, 0), (1, 1), (2, 2), (3, 3)], 4) == 4
    assert in_runs([(0, 0), (1, 1), (2, 3), (3, 4)], 4) == 0
    assert in_runs([], 4) == 0
