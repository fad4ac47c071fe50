"""What holds for every alignment."""

from itertools import pairwise

import pytest
from hypothesis import given

from dedup.evidence import Alignment, Drift, Link
from tests.evidence.stories import aligned
from tests.evidence.strategies import articles

_SWAPPED = {"dropped": "added", "added": "dropped"}


def mirrored(alignment: Alignment) -> Alignment:
    links = sorted(map(mirrored_link, alignment.links), key=lambda link: (link.a, link.b))
    return Alignment(a=alignment.b, b=alignment.a, links=tuple(links))


def mirrored_link(link: Link) -> Link:
    def words(side):
        return tuple(word._replace(mark=_SWAPPED.get(word.mark, word.mark)) for word in side)

    drift = [Drift(what=drift.what, a=drift.b, b=drift.a) for drift in link.drift]
    drift.sort(key=lambda drift: (drift.a.start, drift.b.start, drift.what))
    return Link(
        a=link.b, b=link.a, kind=link.kind, score=pytest.approx(link.score),
        words_a=words(link.words_b), words_b=words(link.words_a), drift=tuple(drift),
    )  # fmt: skip


@given(articles, articles)
def test_swapping_the_articles_mirrors_the_alignment(a: str, b: str) -> None:
    """Neither article is the first."""
    assert aligned(b, a, "en") == mirrored(aligned(a, b, "en"))


@given(articles, articles)
def test_links_tell_the_words_of_their_sentences(a: str, b: str) -> None:
    """Words lie inside their sentences, in order, and the same ones are equally many."""
    alignment = aligned(a, b, "en")

    for link in alignment.links:
        for numbers, sentences, words in (
            (link.a, alignment.a, link.words_a), (link.b, alignment.b, link.words_b),
        ):  # fmt: skip
            assert sum(sentences[number].words for number in numbers) == len(words)
            assert all(x.end <= y.start for x, y in pairwise(words))
        same = [[word.mark for word in side].count("same") for side in (link.words_a, link.words_b)]
        assert same[0] == same[1]


@given(articles, articles)
def test_sentences_do_not_overlap_and_links_say_their_kind(a: str, b: str) -> None:
    """Spans ascend, a sentence is linked if its kind says so, and shares sum to one."""
    alignment = aligned(a, b, "en")

    linked = [{number for link in alignment.links for number in link.a},
              {number for link in alignment.links for number in link.b}]  # fmt: skip
    for sentences, numbers in zip((alignment.a, alignment.b), linked, strict=True):
        assert all(x.end <= y.start for x, y in pairwise(sentences))
        free = {
            i for i, sentence in enumerate(sentences) if sentence.kind in {"new", "boilerplate"}
        }
        assert free == set(range(len(sentences))) - numbers
    assert sum(alignment.shares("a").values()) == pytest.approx(1 if a else 0)


@given(articles)
def test_an_article_is_its_own_copy(text: str) -> None:
    """Set beside itself, each sentence that is long enough to tell something is copied."""
    alignment = aligned(text, text, "en")

    copied = {
        link.a
        for link in alignment.links
        if link.kind in {"verbatim", "quote"} and link.a == link.b
    }
    for number, sentence in enumerate(alignment.a):
        assert (number,) in copied or sentence.words <= 5 or sentence.kind == "boilerplate"
