"""The batch tokeniser against the definition it speeds up."""

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import example, given

from dedup.search import word_hashes
from dedup.text import normalize, words

AWKWARD = [
    "",
    " ",
    "word",
    "NUL\0inside",
    "two\r\nlines\rthree",
    "שלום עולם, مرحبا بالعالم",
    "cafe\u0301 and café",
    "x\u030c\u0323 marks that compose with nothing",
    "soft\u00adhyphen zero\u200bwidth \ufeffmark \u202eturned\u202c",
    "Straße STRASSE ﬁnal ½ №5 ™",
    "pаypal with a Cyrillic а; Москва; Ωmega; µm",
    "東京で火災、3人けが ﾃｽﾄ",
    "ภาษาไทยกับ English ปน",
    "🇺🇸 👩‍👩‍👧 ❤️ 𝐛𝐨𝐥𝐝 𠀀",
    "\ud800 lone surrogate",
    "don't snake_case 3.5 1,200",
    "가각 각 각",
    "हिन्दी में समाचार",
    "f\u0336i\u0336r\u0336e\u0336 \u0336and по\u0301езд, น้ำ, كَتَبَ, می\u200cروم",
]


def slow_forms(text: str) -> list[str]:
    return words(normalize(text)).forms


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6))
@example(AWKWARD)
def test_words_of_a_batch_are_the_words_of_its_texts(texts: list[str]) -> None:
    """Hashes are equal where, and only where, the definition gives equal forms, in order."""
    forms = [slow_forms(text) for text in texts]

    rows = word_hashes(texts)

    assert rows.lengths.tolist() == [len(row) for row in forms]
    flat = [form for row in forms for form in row]
    by_form = dict(zip(flat, rows.values.tolist(), strict=True))
    assert rows.values.tolist() == [by_form[form] for form in flat]
    assert len(set(by_form.values())) == len(by_form)


mixed = st.text(alphabet="fаaо́\u0335αΑ漢カ้ก१ि ß\u00adﬁ\u200dำ\n.", max_size=25)


@given(st.lists(mixed, min_size=1, max_size=4))
def test_scripts_may_meet_anywhere(texts: list[str]) -> None:
    """Scripts, marks and invisible characters in any mixture hash as the definition says."""
    alone = [word_hashes([text]) for text in texts]

    together = word_hashes(texts)

    for row, (text, single) in enumerate(zip(texts, alone, strict=True)):
        assert together.row(row).tolist() == single.values.tolist()
        assert len(single.values) == len(slow_forms(text))


@given(st.text(max_size=60))
def test_normalising_first_changes_nothing(text: str) -> None:
    """A text and its folded form have the same word hashes."""
    assert (
        word_hashes([text]).values.tolist() == word_hashes([normalize(text).folded]).values.tolist()
    )


@pytest.mark.parametrize(
    "scrawls",
    [
        "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f\ufe00\ufe0f\U000e0020\U000e007f",
        "\u200e\u200f\u202a\u202e\u2066\u2069",
        "\u0336",
        "".join(map(chr, range(0x0300, 0x0370))),
    ],
)
def test_a_disguised_copy_has_the_words_of_its_source(scrawls: str) -> None:
    """What nobody reads, behind every letter, leaves the similarity of two articles as it was."""
    text = "Ferry traffic off Tarn stopped at dawn after the third chain broke, both ports said. "
    disguised = "".join(
        char + scrawls[(3 * place) % len(scrawls)] for place, char in enumerate(text)
    )

    rows = word_hashes([text, disguised])

    assert np.array_equal(rows.row(0), rows.row(1))


@pytest.mark.parametrize("count", [1, 2, 700])
def test_batches_do_not_show(count: int) -> None:
    """A text has the same hashes alone and among so many others that it changes batches."""
    text = "The harbour master of Tarn closed the pier at dawn. " * 40

    rows = word_hashes([text] * count)

    alone = word_hashes([text]).values
    assert all(np.array_equal(rows.row(index), alone) for index in range(count))


def test_one_line_of_ten_megabytes() -> None:
    """A text far longer than a batch is cut without changing a word."""
    line = "Zürich żółw 東京 pаypal word " * 400_000

    rows = word_hashes([line, "after"])

    one = word_hashes(["Zürich żółw 東京 pаypal word"]).values
    assert rows.lengths.tolist() == [400_000 * len(one), 1]
    assert np.array_equal(rows.row(0).reshape(-1, len(one)), np.tile(one, (400_000, 1)))


def test_no_texts() -> None:
    """No texts give no rows."""
    assert len(word_hashes([])) == 0
