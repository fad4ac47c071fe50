"""Articles for property tests."""

import hypothesis.strategies as st

# Few words, so that shingles recur within and between articles.
_words = st.sampled_from(
    ["the", "ferry", "ran", "aground", "off", "Tarn", "and", "27", "were", "saved"]
)
stories = st.lists(_words, max_size=30).map(" ".join)
