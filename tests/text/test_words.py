import re

import pytest
from hypothesis import given, strategies as st

from dedup.text import is_unspaced, is_word_char, normalize, words
from dedup.text.characters import is_mark
from dedup.text.words import _PLAIN, _PLAIN_WORD


def forms(text):
    return words(normalize(text)).forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("word", ["word"]),
        (" ...!? ", []),
        ("Don’t stop_me now", ["don", "t", "stop", "me", "now"]),
        ("U.S.-led, 3.4%", ["u", "s", "led", "3", "4"]),
        ("nul\x00byte\r\nend", ["nul", "byte", "end"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ("cafe\u0301 x\u0327y", ["café", "xy"]),
        ("שלום, עולם", ["שלום", "עולם"]),
        ("東京2024年", ["東", "京", "2024", "年"]),
        ("カﾀｶナー", ["カ", "タ", "カ", "ナ", "ー"]),
        ("ไทยๆ ๒๕", ["ไ", "ท", "ย", "ๆ", "๒๕"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("한국어 뉴스", ["한국어", "뉴스"]),
        ("\ud800a", ["a"]),
    ],
)
def test_forms(text, expected):
    """A word is a run of word characters; scripts without spaces go character by character."""
    assert forms(text) == expected


def _slow_forms(folded):
    """The definition, character by character."""
    found = []
    joins = alone = False
    for ch in folded:
        if not is_word_char(ch):
            joins = False
            continue
        if joins and (is_mark(ch) or not (alone or is_unspaced(ch))):
            found[-1] += ch
        else:
            found.append(ch)
            alone = is_unspaced(ch)
        joins = True
    return found


@given(st.text() | st.text("ab1_-' éж\u0301字カที่\u00ad"))
def test_oracle(text):
    """Words equal those of the plain loop over the definition."""
    normal = normalize(text)

    assert words(normal).forms == _slow_forms(normal.folded)


@given(st.text())
def test_spans(text):
    """Raw spans are full, in order, and fold to text that holds the word."""
    found = words(normalize(text))

    assert len(found.forms) == len(found.starts) == len(found.ends)
    assert found.starts == sorted(found.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(found.starts, found.ends, strict=True))


def test_raw_places():
    """Spans lead to the word as it is written."""
    text = "«Die Straße», E\u0301T\u00adE\u0301\r\nﬁn"
    found = words(normalize(text))

    assert [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)] == [
        "Die",
        "Straße",
        "E\u0301T\u00adE\u0301",
        "ﬁn",
    ]


def test_short_cut():
    """In plain text the pattern of ``re`` and the definition of a word agree."""
    plain = [ch for ch in map(chr, range(0x3000)) if _PLAIN.fullmatch(ch)]

    assert all(bool(_PLAIN_WORD.fullmatch(ch)) == is_word_char(ch) for ch in plain)
    assert not any(is_unspaced(ch) or is_mark(ch) for ch in plain)


@pytest.mark.parametrize("ch", "漢𠀀豈々〇ひカｶーกກကក")
def test_unspaced(ch):
    """Han, kana, Thai, Lao, Myanmar and Khmer have no spaces between words."""
    assert is_unspaced(ch)


@pytest.mark.parametrize("ch", "aжα한๒ั、・฿")
def test_spaced(ch):
    """Other scripts do, and digits, marks and signs are no letters."""
    assert not is_unspaced(ch)


@pytest.mark.slow
def test_one_huge_line():
    """Ten million characters are a matter of seconds."""
    text = "слово word " * 900_000

    assert len(words(normalize(text)).forms) == len(re.findall(r"\S+", text))
