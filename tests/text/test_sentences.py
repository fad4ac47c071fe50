import re
import time
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given, strategies as st

from dedup.text import sentences
from dedup.text.sentences import _WINDOW

# A line: language, tab, text in which "|" is a border and "¦" one that may be there or not.
GOLD = Path(__file__).with_name("sentences_gold.txt").read_text(encoding="utf-8").splitlines()
SHARED = Path(__file__).parents[2].parent / "shared" / "articles"


def _marked(line):
    """Give a gold line's language, text, and the starts of sentences that must and that may be."""
    language, marked = line.split("\t")
    text = re.sub("[|¦]", "", marked)
    borders = {"|": set(), "¦": set()}
    for done, match in enumerate(re.finditer(r"([|¦])\s*", marked)):
        borders[match[1]].add(match.end() - done - 1)
    return language, text, borders["|"], borders["¦"]


def _f1(gold):
    true = false = missed = 0
    for language, text, must, may in gold:
        starts = {sentence.start for sentence in sentences(text, language)} - {0}
        true += len(starts & must)
        false += len(starts - must - may)
        missed += len(must - starts)
    return 2 * true / (2 * true + false + missed)


def test_accuracy():
    """At least 97 in 100 borders of the gold are found and right, English and others apart."""
    gold = [_marked(line) for line in GOLD]

    assert len(gold) > 150
    assert _f1(case for case in gold if case[0] == "en") >= 0.97
    assert _f1(case for case in gold if case[0] != "en") >= 0.94


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("word", ["word"]),
        ("Dam breaks\n\nWater rose. We ran.", ["Dam breaks", "Water rose.", "We ran."]),
        ("One\r\nTwo\rThree\u2029Four", ["One", "Two", "Three", "Four"]),
        ("a\x00b. Next one.", ["a\x00b.", "Next one."]),
        ("Plan A\u00a0.", ["Plan A\u00a0."]),
        ("Oui\u00a0! Non\u202f!", ["Oui\u00a0!", "Non\u202f!"]),
        ("Bad \ud800 one. Good one.", ["Bad \ud800 one.", "Good one."]),
        ("“We saw it. We ran,” she said.", ["“We saw it.", "We ran,” she said."]),
        ("(It rained. It poured.) He left.", ["(It rained.", "It poured.)", "He left."]),
        ("הוא הלך. היא נשארה.", ["הוא הלך.", "היא נשארה."]),
        ("1. Boil the water.", ["1. Boil the water."]),
    ],
)
def test_sentences(text, expected):
    """Line breaks are borders, and sentences keep their quotes and brackets."""
    assert [sentence.text for sentence in sentences(text)] == expected


@given(
    st.text() | st.text("Ab .?!”“\"'»()\n1,\u00a0\ud800字。"), st.sampled_from(["en", "fr", "xx"])
)
def test_spans(text, language):
    """Spans are exact, trimmed and in order, with nothing but white space between them."""
    found = sentences(text, language)

    assert all(text[start:end] == piece == piece.strip() for start, end, piece in found)
    assert all(piece for _, _, piece in found)
    rest = list(text)
    for start, end, _ in reversed(found):
        del rest[start:end]
    assert not "".join(rest).strip()
    assert found == sorted(found)


@given(st.lists(st.sampled_from(GOLD), min_size=20, max_size=120))
def test_windows(lines):
    """A long line is cut as if it were seen at once."""
    text = " ".join(text for _, text, *_ in map(_marked, lines))

    with patch.dict(sentences.__globals__, _WINDOW=10**9):
        at_once = sentences(text)
    with patch.dict(sentences.__globals__, _WINDOW=300):
        assert sentences(text) == at_once


def test_no_border_in_a_window():
    """A sentence longer than a window stays whole."""
    long = "word " * _WINDOW + "end."

    assert [s.text for s in sentences(f"{long} Next one.")] == [long, "Next one."]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["He said no. Then he left. ", "word ", "总理辞职了。", '"Yes. ', "a.b "]
)
def test_one_huge_line(piece):
    """Ten million characters on a line take seconds, not a quadratic time."""
    text = piece * (10_000_000 // len(piece))
    began = time.perf_counter()
    found = sentences(text)

    assert found[-1].end == len(text.rstrip())
    assert time.perf_counter() - began < 60


@pytest.mark.parametrize("marks", [".", "?", "?!…", "…"])
def test_marks_without_end(marks):
    """Many marks in a row take no quadratic time, and what follows them still decides."""
    many = marks * (100_000 // len(marks))
    began = time.perf_counter()

    assert [s.text for s in sentences(f"“What{many}” he asked. It fell.")][-1] == "It fell."
    assert sentences(many)[-1].end == len(many)
    assert time.perf_counter() - began < 10


@pytest.mark.skipif(not SHARED.is_dir(), reason="articles lie beside some checkouts only")
def test_real_articles():
    """No sentence of a real article is a fragment or begins with a small letter."""
    for path in SHARED.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        paragraphs = [s for s in sentences(text) if s.text.endswith(".")]

        assert all(len(s.text.split()) > 3 and not s.text[0].islower() for s in paragraphs[1:])
