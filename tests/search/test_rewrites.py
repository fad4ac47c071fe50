"""The search for rewrites against slow code, planted rewrites, and the languages' stems."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given

from dedup.search import (
    BottomScheme,
    Ragged,
    content_sketches,
    frequency_cap,
    rewrite_pairs,
    word_hashes,
)
from dedup.search.groups import copy_groups
from dedup.search.rewrites import without_boilerplate
from dedup.search.stems import content_stems, guess_languages
from dedup.search.words import tokenize
from dedup.text import boilerplate, guess_language, normalize, stems, stop_words, words

TEXTS = {
    "en": "The harbour master said on Tuesday that the ferry had struck a rock off the island.",
    "de": "Der Hafenmeister sagte am Dienstag, dass die Fähre vor der Insel auf einen Felsen lief.",
    "fr": "Le capitaine du port a déclaré que le navire avait heurté un rocher près de l'île.",
    "ru": "Капитан порта сообщил во вторник, что паром столкнулся со скалой у острова.",
    "el": "Ο λιμενάρχης είπε την Τρίτη ότι το πλοίο χτύπησε σε βράχο κοντά στο νησί.",
    "ja": "港長は火曜日、フェリーが島の沖で岩に衝突したと述べた。",
}


def slow_stems(text: str, language: str) -> list[str]:
    kept = [form for form in words(normalize(text)).forms if form not in stop_words(language)]
    return stems(kept, language)


def slow_pairs(sketches: list[set[int]], min_shared: int, cap: int) -> set[tuple[int, int]]:
    voters: dict[int, set[int]] = {}
    for sketch, group in zip(sketches, copy_groups(ragged(sketches)).tolist(), strict=True):
        for shingle in sketch:
            voters.setdefault(shingle, set()).add(group)
    rare = {shingle for shingle, groups in voters.items() if len(groups) <= cap}
    return {
        (a, b)
        for b in range(len(sketches))
        for a in range(b)
        if len(sketches[a] & sketches[b] & rare) >= min_shared
    }


def ragged(sketches: list[set[int]]) -> Ragged:
    values = [shingle for sketch in sketches for shingle in sorted(sketch)]
    lengths = [len(sketch) for sketch in sketches]
    return Ragged(np.array(values, np.uint32), np.cumsum([0, *lengths]))


@given(st.lists(st.sets(st.integers(0, 12), max_size=9), max_size=9), st.integers(1, 6))
def test_the_search_finds_what_comparing_all_pairs_finds(sketches, cap: int) -> None:
    """A pair is found if it shares three shingles that no more than ``cap`` groups have."""
    found = rewrite_pairs(ragged(sketches), min_shared=3, most_frequent=cap)

    assert {tuple(pair) for pair in found.pairs.tolist()} == slow_pairs(sketches, 3, cap)
    assert found.pairs.tolist() == sorted(found.pairs.tolist())


@given(st.lists(st.sets(st.integers(0, 9), max_size=9), min_size=2, max_size=9), st.data())
def test_against_an_old_collection_only_old_meets_new(sketches, data) -> None:
    """With old articles first, the pairs are those of all pairs that cross the border."""
    n_old = data.draw(st.integers(1, len(sketches) - 1))

    found = rewrite_pairs(ragged(sketches), n_old=n_old, most_frequent=99)

    expected = {(a, b) for a, b in slow_pairs(sketches, 3, 99) if a < n_old <= b}
    assert {tuple(pair) for pair in found.pairs.tolist()} == expected


def story(rng: np.random.Generator, size: int = 100) -> set[int]:
    return set(rng.integers(0, 2**32 - 1, size).tolist())


@given(st.lists(st.sets(st.integers(0, 30), max_size=12), max_size=12), st.randoms())
def test_groups_do_not_depend_on_the_order(sketches, random) -> None:
    """Equal sketches are one group, a group hangs together, and another order gives the same."""
    groups = copy_groups(ragged(sketches)).tolist()
    order = random.sample(range(len(sketches)), len(sketches))
    turned = copy_groups(ragged([sketches[row] for row in order])).tolist()

    assert list(dict.fromkeys(groups)) == list(range(len(set(groups))))
    for a, left in enumerate(sketches):
        mates = [row for row in range(len(sketches)) if groups[row] == groups[a] and row != a]
        alike = [
            row
            for row, right in enumerate(sketches)
            if row != a and left and len(left & right) >= 2 / 3 * max(len(left), len(right))
        ]
        assert set(alike) & set(mates) or not mates
        assert all(groups[row] == groups[a] for row in alike if sketches[row] == left)
        assert {order.index(row) for row in mates} == {
            row for row in range(len(turned)) if turned[row] == turned[order.index(a)]
        } - {order.index(a)}


def test_near_copies_are_one_group_and_others_are_not() -> None:
    """A hundred versions with a tenth of a story changed are one group; half a story is not."""
    rng = np.random.default_rng(7)
    base = story(rng, 120)
    copies = [set(sorted(base, key=hash)[i % 12 :]) | story(rng, 6) for i in range(100)]
    half = set(sorted(base)[::2]) | story(rng, 60)

    groups = copy_groups(ragged([*copies, half, story(rng, 120), set(), set()])).tolist()

    assert groups == [0] * 100 + [1, 2, 3, 4]


@pytest.mark.parametrize("reprints", [1, 20, 40, 300])
def test_reprints_do_not_hide_the_rewrites_of_a_story(reprints: int) -> None:
    """However many papers print a story, its two rewrites are found with it and each other."""
    rng = np.random.default_rng(3)
    wire = story(rng)
    passage = set(sorted(wire)[::4])
    copies = [wire | story(rng, 3) for _ in range(reprints)]
    rewrites = [passage | story(rng, 75) for _ in range(2)]
    others = [story(rng) for _ in range(60)]

    found = rewrite_pairs(ragged([*others, *copies, *rewrites])).pairs.tolist()

    met = {row: {a + b - row for a, b in found if row in (a, b)} for row in range(62 + reprints)}
    printed = set(range(60, 60 + reprints))
    first, second = 60 + reprints, 61 + reprints
    assert all(not met[row] for row in range(60))
    assert second in met[first]
    assert met[first] - {second} == met[second] - {first} == printed
    assert all(len(met[row] & printed) >= min(50, reprints) - 2 for row in printed)


def test_reprints_of_one_source_do_not_hide_another() -> None:
    """Among an article's best partners the second of several copies comes after all others."""
    rng = np.random.default_rng(4)
    wire, other = story(rng), story(rng)
    mix = set(sorted(wire)[:40]) | set(sorted(other)[:20])
    copies = [wire | story(rng, 2) for _ in range(9)]

    found = rewrite_pairs(ragged([mix, *copies, other]), n_old=1, most=3).pairs.tolist()
    sought = rewrite_pairs(ragged([*copies, other, mix]), n_old=10, most=3).pairs.tolist()

    assert [0, 10] in found
    assert sought == [[0, 10], [1, 10], [9, 10]]


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_do_not_show(threads: int, monkeypatch) -> None:
    """The pairs, counts and weights are the same however many threads search."""
    monkeypatch.setattr("dedup.search.rewrites._ROWS_AT_ONCE", 3)
    rng = np.random.default_rng(5)
    pool = sorted(story(rng, 300))
    sketches = ragged([set(rng.choice(pool, 60).tolist()) for _ in range(40)])

    alone, together = rewrite_pairs(sketches), rewrite_pairs(sketches, threads=threads)

    assert len(alone.pairs) > 40
    for ours, theirs in zip(alone, together, strict=True):
        assert ours.tolist() == theirs.tolist()


def test_the_most_telling_partners_are_kept() -> None:
    """Of its partners an article keeps those with the rarest shared shingles, ties by row."""
    common, rare = {1, 2, 3}, {10, 11, 12}
    sketches = [common | rare, rare, *({*common, 100 + i, 200 + i} for i in range(8))]

    found = rewrite_pairs(ragged(sketches), most=1, most_frequent=99)

    # Article 2 is the first of eight equals, so it is the choice of the other seven.
    assert found.pairs.tolist() == [[0, 1], [0, 2], *([0, i] for i in range(3, 10))]


@pytest.mark.parametrize("language", TEXTS)
def test_content_stems_are_those_of_the_definition(language: str) -> None:
    """Batch stems are equal where, and only where, stemming word by word gives equal stems."""
    other = "Une phrase" if language == "fr" else "another sentence of the batch"
    tokens = tokenize([other, TEXTS[language]])

    found = content_stems(tokens, [1], language)
    again = content_stems(tokenize([TEXTS[language] * 2]), [0], language)

    expected = slow_stems(TEXTS[language], language)
    assert found.lengths.tolist() == [len(expected)]
    assert len(set(found.values.tolist())) == len(set(expected))
    assert again.values.tolist()[: len(expected)] == found.values.tolist()


def test_stems_do_not_depend_on_what_was_read_before() -> None:
    """However many words have been met, and whichever share a slot, stems stay the same."""
    tokens = tokenize([TEXTS["en"]])
    before = content_stems(tokens, [0], "en").values
    many = tokenize([" ".join(f"{number:o}ing" for number in range(40_000))])

    first, second = (content_stems(many, [0], "en").values for _ in range(2))

    expected = stems([f"{number:o}ing" for number in range(40_000)], "en")
    assert first.tolist() == second.tolist() == word_hashes(["\n".join(expected)]).values.tolist()
    assert content_stems(tokens, [0], "en").values.tolist() == before.tolist()


@given(
    st.lists(st.sampled_from([*TEXTS.values(), "", "4 5 6", "Ω only", "x"]), min_size=1, max_size=5)
)
def test_guessed_languages_are_those_of_the_definition(texts: list[str]) -> None:
    """The whole-batch guess equals the guess for each text alone."""
    guessed = guess_languages(tokenize(texts))

    assert guessed == [guess_language(words(normalize(text)).forms) for text in texts]


def test_a_sketch_does_not_depend_on_its_batch() -> None:
    """Languages, lengths and neighbours in a batch leave an article's sketch alone."""
    texts = [*TEXTS.values(), "", "one word", " ".join(f"w{i}" for i in range(3000))] * 40
    scheme = BottomScheme(size=8)

    together = content_sketches(texts, scheme)

    for row in range(len(TEXTS) + 3):
        alone = content_sketches([texts[row]], scheme)
        assert together.row(row).tolist() == alone.values.tolist()


def test_a_rewrite_is_found_and_an_independent_report_ranks_below() -> None:
    """Reworded sentences in another order share rare word pairs; the weight tells them apart."""
    wire = (
        "The passenger ferry Solveig Marn struck a charted rock off Tarn early on Tuesday. "
        "All 212 people aboard were taken off by lifeboats within two hours, the coast guard "
        "said. Divers found a gash of eleven metres in the hull. Prosecutors opened an inquiry."
    )
    rewrite = (
        "A gash of eleven metres was found in the hull by divers after the passenger ferry "
        "Solveig Marn hit a charted rock. Lifeboats took off all 212 people aboard within two "
        "hours. An inquiry has been opened by prosecutors."
    )
    honest = "Islanders woke to sirens. The ferry Solveig Marn lay on her side off Tarn, empty."
    other = "The central bank held its key rate at four per cent and warned of slow growth."

    found = rewrite_pairs(content_sketches([wire, rewrite, honest, other], BottomScheme()))

    assert [0, 1] in found.pairs.tolist()
    assert not any(3 in pair for pair in found.pairs.tolist())
    assert found.weights.argmax() == found.pairs.tolist().index([0, 1])


def test_the_shorter_sketch_says_how_much_must_be_shared() -> None:
    """Three shingles are enough of a brief, not of two long reports; ten always are."""
    brief, long = set(range(40)), set(range(200))
    three, ten = set(range(1000, 1003)), set(range(1000, 1010))

    def found(a: set[int], b: set[int]) -> bool:
        apart = {shingle + 5000 for shingle in b}
        shared = three if len(a) < 100 else ten
        return len(rewrite_pairs(ragged([a | shared, apart | shared])).pairs) == 1

    assert found(brief, long)
    assert found(long, long)
    sketches = ragged([long | three, {shingle + 5000 for shingle in long} | three])
    assert not len(rewrite_pairs(sketches).pairs)


def test_boilerplate_does_not_enter() -> None:
    """Two pages of one site with the same menus are not candidates because of them."""
    menu = "Home\nNews\nSubscribe to our newsletter\nRead more: Ten things to know\n"
    share = "\nShare this article\nCopyright 2025 Tarn Online. All rights reserved.\n"
    pages = [
        menu + text + share for text in (TEXTS["en"], "The mayor denied all charges in court.")
    ]

    assert all(boilerplate(page) for page in pages)
    assert without_boilerplate("Rain.\nShare this article\nSun.") == "Rain.\n\nSun."
    assert not len(rewrite_pairs(content_sketches(pages, BottomScheme())).pairs)


def test_a_brief_is_found_in_a_long_document() -> None:
    """A long document keeps a quarter of its shingles, so that a short excerpt still meets it."""
    rng = np.random.default_rng(5)
    vocabulary = [f"w{i}" for i in range(5000)]
    long = rng.choice(vocabulary, 8000).tolist()
    excerpt = " ".join(long[4000:4120])

    found = rewrite_pairs(content_sketches([" ".join(long), excerpt], BottomScheme()))

    assert found.pairs.tolist() == [[0, 1]]


@given(st.lists(st.integers(1, 300), max_size=200), st.integers(0, 200_000))
def test_the_cap_is_affordable(frequencies: list[int], n_articles: int) -> None:
    """The cap is at least 16, at most every 500th article, and bounds the meetings."""
    cap = frequency_cap(np.array(frequencies, np.int64), n_articles)

    meetings = sum(count**2 for count in frequencies if 1 < count <= cap)
    assert 16 <= cap <= max(16, n_articles // 500)
    assert cap == 16 or meetings <= 256 * n_articles


def test_texts_may_be_an_arrow_column() -> None:
    """A distributed driver can hand over a column as it is; a null has no words."""
    pyarrow = pytest.importorskip("pyarrow")
    texts = [TEXTS["en"], TEXTS["ja"], ""]
    column = pyarrow.array([*texts[:2], None])

    assert word_hashes(column).values.tolist() == word_hashes(texts).values.tolist()
    ours, theirs = (content_sketches(given_, BottomScheme()) for given_ in (texts, column))
    assert ours.values.tolist() == theirs.values.tolist()
