"""Short names."""

import hypothesis.strategies as st
from hypothesis import example, given

from dedup.report.labels import cut_middle, short_names


@given(st.lists(st.text(max_size=40), max_size=5), st.integers(3, 20))
@example(["", "/"], 3)
def test_names_fit(ids: list[str], width: int) -> None:
    """A short name is never wider than asked, and there is one for each id."""
    names = short_names(ids, width)

    assert len(names) == len(ids)
    assert all(len(name) <= width for name in names)


def test_shared_folders_and_endings_go_first() -> None:
    """What all ids have in common says nothing; what tells them apart stays."""
    assert short_names(["x/a/1.txt", "x/b/1.txt"], 20) == ["a/1", "b/1"]
    assert short_names(["x/a.txt", "x/a.md"], 20) == ["a.txt", "a.md"]
    assert short_names(["1", "2"], 20) == ["1", "2"]


def test_a_cut_keeps_both_ends() -> None:
    """Names differ at their ends more often than in the middle."""
    assert cut_middle("reuters-ferry-aground-tarn", 11) == "reute…-tarn"
