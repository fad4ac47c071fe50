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
    frequency: dict[int, int] = {}
    for sketch in sketches:
        for shingle in sketch:
            frequency[shingle] = frequency.get(shingle, 0) + 1
    rare = {shingle for shingle, count in frequency.items() if count <= cap}
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
    """A pair is found if it shares three shingles that no more than ``cap`` articles have."""
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


def test_the_most_telling_partners_are_kept() -> None:
    """Of its partners an article keeps those with the rarest shared shingles, ties by row."""
    common, rare = {1, 2, 3}, {10, 11, 12}
    sketches = [common | rare, rare, *({*common, 100 + i} for i in range(8))]

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
    """A distributed driver can hand over a column as it is."""
    pyarrow = pytest.importorskip("pyarrow")
    texts = [TEXTS["en"], TEXTS["ja"], ""]
    column = pyarrow.array(texts)

    assert word_hashes(column).values.tolist() == word_hashes(texts).values.tolist()
    ours, theirs = (content_sketches(given_, BottomScheme()) for given_ in (texts, column))
    assert ours.values.tolist() == theirs.values.tolist()
