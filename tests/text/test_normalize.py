import sys
from dataclasses import FrozenInstanceError
from itertools import accumulate, pairwise
from unicodedata import combining, name, normalize as unicode_form

import pytest
from hypothesis import given, strategies as st

from dedup.text import fold_char, is_word_char, needs_context, normalize, words
from dedup.text.normalize import _PLAIN, _SECONDS

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]
ANY_TEXT = st.text(st.characters(exclude_categories=()))
MARKS = st.sampled_from("\u0301\u0308\u0345\u0323\u3099\u200d\u00ad\u0344\u0335\u0489\u0e31\u064e")
TRICKY = st.text(MARKS | st.sampled_from("aeαуοЕßﬁİΣςfǰΐกबا\r\n “½ｶﾞᄀ\u1161\u11a8각1_\u3164"))
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f\ufe0f\U000e0041\u200e\u202e\u2066"


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("", ""),
        ("News", "news"),
        ("“Don’t” «go» ‚now‘ „ja“ ‹x›", '"don\'t" "go" \'now\' "ja" \'x\''),
        ("1914–18 — −5 ‐ co\u00adop", "1914-18 - -5 - coop"),
        ("a\u00a0b\u3000c\td\x00e\x85f", "a b c d e f"),
        ("a\r\nb\rc\nd\u2028e\u2029f", "a\nb\nc\nd\ne\nf"),
        ("\ufeffzero\u200bwidth \u202bbidi\u202c ❤\ufe0f \U000e0041", "zerowidth bidi ❤ "),
        ("Straße ﬁn ½ Ⅷ ＡＢ ς", "strasse fin 1⁄2 viii ab σ"),
        ("e\u0301 E\u200b\u0301 ｶﾞ \u1112\u1161\u11ab", "é é ガ 한"),
        ("İstanbul I\u0307", "istanbul i"),
        ("don´t a¨b", "don't a b"),
        ("\ud800 lone", "\ud800 lone"),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_folding(raw, folded):
    """Spellings that a reader takes for the same become the same."""
    assert normalize(raw).folded == folded


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Вank оf Аmerica", "bank of america"),
        ("ρaypal", "paypal"),
        ("Москва и ОАО", "москва и оао"),
        ("ΑΒΓ", "αβγ"),
        ("μg kΩ", "μg kω"),
        ("xЖy", "xжy"),
    ],
)
def test_lookalikes(raw, folded):
    """Cyrillic and Greek letters become Latin only beside Latin ones, and only if they look so."""
    assert normalize(raw).folded == folded


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("f\u0335i\u0338r\u20dde\u0489", "fire"),
        ("F\u034f\u0335\u200di\u0335re", "fire"),
        ("a\u0336 \u0336b\u0336 1\u03362\u0336 \u0336", "a b 12 "),
        ("\u0336start", "start"),
        ("f\u064ei\u05b0r\u0e31e\u0902", "fire"),
        ("b\u0430\u0335nk", "bank"),
        ("за\u0301мок и й", "замок и й"),
        ("t\u0301ra\u0301i\u0301n ra\u0301in", "train ráin"),
        ("ẹ\u0300kọ\u0301", "ẹkọ"),
        ("ẹ\u030akọ\u0301", "eko"),
        ("t\u0335\u00e0", "ta"),
        ("I\u0307çin e\u0323\u0302é", "için ệé"),
        ("t\u0308a\u0301", "tá"),
        ("t\u0308\u0335a\u0301", "ta"),
    ],
)
def test_strays(raw, folded):
    """A mark that makes no letter of a Latin, Greek or Cyrillic one is scrawled over it, and
    unless it is a tone over an accented letter, the accents of its word are no better."""
    assert normalize(raw).folded == folded


@pytest.mark.parametrize(
    "text",
    [
        "كَتَبَ الدَّرْسَ",
        "שָׁלוֹם",
        "ที่นี่ น้ำ",
        "हिन्दी में क्षत्रिय",
        "বাংলা",
        "தமிழ்",
        "가각",
    ],
)
def test_marks_that_write(text):
    """In scripts written with marks each of them stays."""
    assert normalize(text).folded == unicode_form("NFKC", text)


def test_joiners_inside_a_word():
    """A joiner or its opposite changes how a Persian or Hindi word looks, not where it ends."""
    found = words(normalize("می\u200cروم خانه\u200cها क्\u200dष क्\u200cष"))

    assert found.forms == ["میروم", "خانهها", "क्ष", "क्ष"]


def test_blanks_that_are_letters():
    """The Hangul fillers part words, as a reader sees a space in their place."""
    assert normalize("fire\u3164broke\uffa0out").folded == "fire broke out"


@given(
    st.lists(
        st.tuples(
            st.sampled_from("fbqdt hv, 12"),
            st.text(INVISIBLE + "\u0332\u0335\u0336\u0338\u0489\u20dd", max_size=4),
        ),
        max_size=40,
    )
)
def test_disguise(letters):
    """What is scrawled over or hidden in words changes no word, and each leads to its letters."""
    plain = "".join(letter for letter, _ in letters)
    raw = "".join(letter + scrawl for letter, scrawl in letters)
    at = [0, *accumulate(1 + len(scrawl) for _, scrawl in letters)]

    found, bare = words(normalize(raw)), words(normalize(plain))

    assert found.forms == bare.forms
    assert found.starts == [at[start] for start in bare.starts]
    assert found.ends == [at[end] for end in bare.ends]


@pytest.mark.slow
def test_one_character():
    """For every character, folding it as a text is the same, and final."""
    wrong = [
        ch
        for ch in EVERY_CHARACTER
        if normalize(ch).folded != fold_char(ch) or normalize(fold_char(ch)).folded != fold_char(ch)
    ]

    assert wrong == []


@pytest.mark.slow
def test_context_comes_from_the_raw_character():
    """What folds without context never begins with a character that needs it."""
    folds = {ch: fold_char(ch) for ch in EVERY_CHARACTER if not needs_context(ch)}

    assert [ch for ch, fold in folds.items() if fold and needs_context(fold[0])] == []


def test_seconds_are_complete():
    """Each character that composes with the one before it is known to need context."""
    composed = [ch for ch in EVERY_CHARACTER if len(unicode_form("NFD", ch)) > 1]
    composed = [ch for ch in composed if unicode_form("NFC", ch) == ch]
    seconds = {ord(part) for ch in composed for part in unicode_form("NFD", ch)[1:]}

    assert {code for code in seconds if combining(chr(code)) == 0} <= _SECONDS


def test_short_cut():
    """The characters of the short cut fold to one character, without context."""
    plain = [ch for ch in EVERY_CHARACTER if _PLAIN.fullmatch(ch)]

    assert all(len(fold_char(ch)) == 1 and not needs_context(ch) for ch in plain)


def _mixes_scripts(folded):
    scripts = {name(ch, "").split(" ")[0] for ch in folded}
    return "LATIN" in scripts and scripts & {"GREEK", "CYRILLIC"}


@given(ANY_TEXT | TRICKY)
def test_law_of_characters(text):
    """Without context, mixed words and CR, a text folds character by character."""
    text = "".join(ch for ch in text if not needs_context(ch) and ch != "\r")
    folded = "".join(map(fold_char, text))

    assert normalize(text).folded == folded or _mixes_scripts(folded)


@given(ANY_TEXT | TRICKY)
def test_idempotent(text):
    """Folding what is folded changes nothing."""
    folded = normalize(text).folded

    assert normalize(folded).folded == folded


@given(ANY_TEXT | TRICKY)
def test_offsets(text):
    """Offsets never fall, stay in the text, and end at its end."""
    normal = normalize(text)

    assert len(normal.offsets) == len(normal.folded) + 1
    assert normal.offsets[-1] == len(text)
    assert all(0 <= a <= b for a, b in pairwise(normal.offsets))


@given(ANY_TEXT | TRICKY)
def test_canonical_equivalence(text):
    """Composed and decomposed spellings of a text fold alike."""
    composed, decomposed = unicode_form("NFC", text), unicode_form("NFD", text)

    assert normalize(composed).folded == normalize(decomposed).folded


@given(TRICKY, TRICKY)
def test_pieces(left, right):
    """A text folds like its lines, and each offset points into the same line."""
    normal = normalize(f"{left}|{right}")
    at = normal.folded.index("|", len(normalize(left).folded))

    assert normal.folded[:at] == normalize(left).folded
    assert normal.offsets[at] == len(left)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii(text):
    """ASCII folds to small letters, printable characters keeping their places."""
    printable = "".join(ch if ch.isprintable() or ch == "\n" else " " for ch in text)

    assert normalize(printable).folded == printable.lower()
    assert list(normalize(printable).offsets) == list(range(len(text) + 1))


@pytest.mark.parametrize(
    ("raw", "piece", "span"),
    [
        ("Maß und", "s", (2, 3)),
        ("a\u00adb c", "ab", (0, 3)),
        ("x e\u0301 y", "é", (2, 4)),
        ("a\r\nb", "\n", (1, 3)),
        ("\u200bword", "word", (1, 5)),
    ],
)
def test_raw_span(raw, piece, span):
    """A piece of folded text leads to the whole raw characters that it comes from."""
    normal = normalize(raw)
    start = normal.folded.index(piece)

    assert normal.raw_span(start, start + len(piece)) == span


def test_empty_span():
    """An empty piece has an empty span."""
    assert normalize("ab").raw_span(1, 1) == (1, 1)


def test_frozen():
    """A normalised text cannot be changed."""
    with pytest.raises(FrozenInstanceError):
        normalize("a").raw = "b"


@pytest.mark.slow
@pytest.mark.parametrize("piece", ["word ", "\u0301\u0316", "a\r\n", "аa", "e\u0301 "])
def test_one_huge_line(piece):
    """Ten million characters are a matter of seconds, whatever they are."""
    text = piece * (10_000_000 // len(piece))

    assert normalize(text).offsets[-1] == len(text)


def test_word_characters():
    """Letters, numbers and marks make words; the underscore does not."""
    assert [ch for ch in "aé字ก7½\u0301\u0e31_-' " if is_word_char(ch)] == list(
        "aé字ก7½\u0301\u0e31"
    )
