"""Average linkage."""

import hypothesis.strategies as st
import numpy as np
from hypothesis import given
from hypothesis.extra.numpy import arrays

from dedup.search import linked_groups


@given(st.integers(1, 7).flatmap(lambda n: arrays(np.float64, (n, n), elements=st.floats(0, 1))))
def test_every_row_is_in_one_group_and_groups_hold_together(drawn) -> None:
    """Each row is in one group; no two whole groups are as alike, on average, as the threshold."""
    similarity = np.maximum(drawn, drawn.T)
    np.fill_diagonal(similarity, 1)

    groups = linked_groups(similarity, 0.5)

    assert sorted(row for group in groups for row in group.tolist()) == list(range(len(drawn)))
    for number, one in enumerate(groups):
        for other in groups[:number]:
            assert similarity[np.ix_(one, other)].mean() < 0.5 + 1e-9
        if len(one) > 1:
            apart = similarity[np.ix_(one, one)][np.triu_indices(len(one), 1)]
            assert apart.mean() >= 0.5 - 1e-9


def test_equal_articles_are_one_group() -> None:
    """At a threshold of 1 only what is the same stays together."""
    similarity = np.array([[1, 1, 0.99], [1, 1, 0.99], [0.99, 0.99, 1]])

    assert [group.tolist() for group in linked_groups(similarity, 1.0)] == [[0, 1], [2]]
