"""Spans, passages and links for property tests."""

import hypothesis.strategies as st

from dedup.evaluation import Link, Passage

LONGEST = 30  # characters: small, so that spans overlap often

spans = st.tuples(st.integers(0, LONGEST - 1), st.integers(1, 12)).map(
    lambda drawn: (drawn[0], min(drawn[0] + drawn[1], LONGEST))
)
passages = st.builds(Passage, a=spans, b=spans)
passage_lists = st.lists(passages, max_size=4)
links = st.builds(
    Link,
    a=st.lists(spans, min_size=1, max_size=3, unique=True).map(tuple),
    b=st.lists(spans, min_size=1, max_size=3, unique=True).map(tuple),
    kind=st.sampled_from(["light", "summary"]),
)
link_lists = st.lists(links, max_size=4)
