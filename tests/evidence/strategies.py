"""Articles for property tests: sentences that recur within and between them."""

import hypothesis.strategies as st

_words = st.sampled_from(
    ["the", "of", "not", "ferry", "aground", "harbour", "27", "three", "Tarn", "Holm", "captain",
     "storm", "rescued", "engine", "Tuesday", "“the", "mayor”", "bridge"]
)  # fmt: skip
_sentences = st.lists(_words, min_size=3, max_size=12).map(
    lambda words: " ".join(words).capitalize() + "."
)
_known = st.sampled_from(
    ["The ferry ran aground off Tarn.", "Captain Holm left the bridge last.", "Read more",
     "“We were lucky to get out alive,” Holm said."]
)  # fmt: skip
articles = st.lists(st.one_of(_sentences, _known), max_size=8).map("\n".join)
