"""What an aligned pair shows."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from dedup import Article
from dedup.evidence import align, prepare
from dedup.evidence.choices import _longest, _quotations
from dedup.evidence.features import FEATURES, Evidence, evidence
from dedup.evidence.unquoted import grams, runs, unquoted
from tests.evidence.stories import OTHER, STORY
from tests.evidence.strategies import articles


def shown(a: str, b: str) -> Evidence:
    left, right = (prepare(Article(id="x", text=text, language="en")) for text in (a, b))
    return evidence(left, right, align(left, right))


@pytest.mark.slow
@settings(max_examples=40)
@given(articles, articles)
def test_neither_article_is_the_first(a: str, b: str) -> None:
    """Swapping the articles changes no feature and no count; every feature is a number."""
    one, other = shown(a, b), shown(b, a)

    assert one.values == pytest.approx(other.values, abs=1e-6)
    assert np.isfinite(one.values).all()
    assert (one.runs, one.quotations, one.copied, one.reworded, one.in_order) == (
        other.runs, other.quotations, other.copied, other.reworded, other.in_order,
    )  # fmt: skip


@pytest.mark.slow
@settings(max_examples=40)
@given(articles, articles)
def test_shares_are_shares(a: str, b: str) -> None:
    """What is called a share lies in [0, 1], and the lesser one is not the greater one."""
    found = shown(a, b)

    for feature in FEATURES:
        if feature.unit == "share":
            assert -1e-6 <= found[feature.name] <= 1 + 1e-6
    paired = [feature.name[:-4] for feature in FEATURES if feature.name.endswith("_low")]
    assert {"linked", "follow", "one_place", "partner_cover", "plain"} <= set(paired)
    for name in paired:
        assert found[f"{name}_low"] <= found[f"{name}_high"]


def test_a_copy_shows_more_of_everything_than_another_story() -> None:
    """Every feature rises from an unrelated to the same story, but distances and lengths."""
    copy, other = shown(" ".join(STORY), " ".join(STORY)), shown(" ".join(STORY), " ".join(OTHER))

    counted = [not feature.name.startswith(("partner_distance", "size")) for feature in FEATURES]
    assert (copy.values >= other.values)[counted].all()
    assert (copy.values > other.values)[counted].mean() > 0.8


def test_quoted_speech_is_no_evidence() -> None:
    """Two reports that share quotations alone share no run and no wording."""
    speech = "“We shall not leave a single house in the dark, not one of them, I promise you,”"
    found = shown(f"{speech} the mayor said. {STORY[0]}", f"{speech} Holm told us. {OTHER[0]}")

    assert found.quotations == 1
    assert found.runs == 0
    assert found["phrases"] == found["copied"] == 0


def test_words_that_stay_together_are_company() -> None:
    """The same words in the same sentences keep more company than dealt out anew."""
    words = [f"w{i}x" for i in range(40)]
    sentences = [words[i : i + 8] for i in range(0, 40, 8)]
    dealt = [words[i::5] for i in range(5)]

    def text(groups):
        return " ".join(" ".join(group).capitalize() + "." for group in groups)

    reversed_inside = [group[::-1] for group in sentences]
    assert (
        shown(text(sentences), text(reversed_inside))["company"]
        > 5 * shown(text(sentences), text(dealt))["company"]
    )


def test_runs_equal_a_slow_count() -> None:
    """A run is a stretch of shared grams; the slow way marks words one by one."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        a, b = (tuple(rng.choice(list("abcdefgh"), 40)) for _ in range(2))
        shared = grams([a], 3) & grams([b], 3)

        slow, met, before = 0, set(), False
        for at in range(len(a) - 2):
            is_new = a[at : at + 3] in shared and a[at : at + 3] not in met
            met.add(a[at : at + 3])
            slow += is_new and not before
            before = is_new

        assert runs([a], shared, 3) == slow


def test_own_words_leave_out_speech_and_furniture() -> None:
    """What stands in quotation marks or in a menu is not the article's own."""
    page = "Share this article\n\nThe bridge fell. “Nobody had expected that,” she said."

    own = unquoted(prepare(Article(id="x", text=page, language="en")))

    assert own.pieces == (("the", "bridge", "fell"), ("she", "said"))
    assert own.size == 5


def test_every_feature_is_explained() -> None:
    """Names are unique; group, unit and meaning are told."""
    assert len({feature.name for feature in FEATURES}) == len(FEATURES)
    assert all(all(feature) for feature in FEATURES)


def test_partners_are_found_wherever_they_stand() -> None:
    """Sentences in another order cover as much as before, and follow each other less."""
    told, turned = (
        shown(" ".join(STORY), " ".join(STORY)),
        shown(" ".join(STORY), " ".join(STORY[::-1])),
    )

    assert turned["partner_cover_low"] == pytest.approx(told["partner_cover_low"])
    assert turned["partner_follow_high"] < told["partner_follow_low"]
    assert turned["partner_distance_low"] > told["partner_distance_high"]


def test_cut_quotations_are_a_choice() -> None:
    """One quotation cut short is inside the other; quotations of others are not."""
    whole = "“We shall not leave a single house in the dark, not one of them, I promise you,”"
    short = "“We shall not leave a single house in the dark,”"
    other = "“Nobody had told us that the hill was coming down on our heads,”"

    cut = shown(f"{whole} he said. {STORY[0]}", f"{short} he said. {OTHER[0]}")
    apart = shown(f"{whole} he said. {STORY[0]}", f"{other} he said. {OTHER[0]}")

    assert cut["quotations_high"] >= 0.9 > cut["quotations_low"] > apart["quotations_high"]
    assert cut["quotations"] == pytest.approx(np.log(2))
    assert apart["quotations"] == 0
    assert cut["quotation_extent"] < 1


def test_a_chain_equals_a_slow_one() -> None:
    """The most values in rising order, counted by trying all selections."""
    rng = np.random.default_rng(5)
    for _ in range(20):
        values = rng.permutation(8).tolist()

        slow = max(
            len(chosen)
            for size in range(9)
            for chosen in combinations(values, size)
            if list(chosen) == sorted(chosen)
        )

        assert _longest(values) == slow


def test_quotations_match_as_a_slow_comparison_says() -> None:
    """Of many quotations those count as common that share two runs of three words."""
    rng = np.random.default_rng(11)
    for _ in range(30):
        sides = [
            list(dict.fromkeys(tuple(rng.choice(list("abcde"), 6).tolist()) for _ in range(8)))
            for _ in "ab"
        ]

        slow = sum(len(grams([x], 3) & grams([y], 3)) >= 2 for x in sides[0] for y in sides[1])

        assert _quotations(*sides)["quotations"] == pytest.approx(np.log1p(slow))
