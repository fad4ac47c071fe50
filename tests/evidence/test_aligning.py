"""Planted copies, rewrites and quotations, and what is awkward."""

import pytest

from dedup.evidence import KINDS
from tests.evidence.stories import OTHER, STORY, aligned, pairs_of


def test_copied_sentences_are_found_wherever_they_went() -> None:
    """Verbatim copies in another order link one to one; what is not of the source is new."""
    b = " ".join([OTHER[0], STORY[3], STORY[0], OTHER[1], STORY[4]])

    alignment = aligned(" ".join(STORY), b)

    assert pairs_of(alignment) == {
        ((3,), (1,), "verbatim"), ((0,), (2,), "verbatim"), ((4,), (4,), "verbatim"),
    }  # fmt: skip
    assert [sentence.kind for sentence in alignment.b][::3] == ["new", "new"]


def test_a_lightly_edited_sentence_is_near_verbatim() -> None:
    """A few words replaced leave most of the words as they were."""
    edited = STORY[3].replace("in spring", "in April").replace("moving", "sliding")

    assert pairs_of(aligned(STORY[3], edited)) == {((0,), (0,), "near_verbatim")}


def test_reworded_sentences_in_order_are_paraphrased() -> None:
    """The same sentences told anew, one after the other, are linked one by one."""
    b = (
        "Late on Monday the village of Orrest was partly buried when a landslide came down."
        " All night rescue crews kept digging, and out of the mud came 27 people alive."
        " According to the governor of the region, two hikers had not been found."
        " In spring the council had been warned by geologists about the slope above Orrest."
    )

    alignment = aligned(" ".join(STORY), b)

    assert {(link.a, link.b) for link in alignment.links} == {((i,), (i,)) for i in range(4)}
    assert {sentence.kind for sentence in alignment.b} == {"paraphrased"}


def test_merged_and_split_sentences_link_to_all_their_parts() -> None:
    """Two sentences made one, or one made two, are one link of the kind merged."""
    merged = (
        "Rescue crews dug through the night in the mud for 27 people while two hikers are missing,"
        " the governor of the region said."
    )
    a = " ".join(STORY)
    b = " ".join([STORY[0], merged, *STORY[3:]])

    assert ((1, 2), (1,), "merged") in pairs_of(aligned(a, b))
    assert ((1,), (1, 2), "merged") in pairs_of(aligned(b, a))


def test_a_public_quotation_is_told_apart_from_copying() -> None:
    """Speech that both have inside quotation marks is a quote, several sentences long or not."""
    speech = '"We shall not leave a single house in the dark. Not one of them, I promise you,"'
    a = f"{OTHER[0]} {speech} the mayor of Orrest told reporters on Tuesday."
    b = f"{speech} said Ida Holm, who has led the town for years. {OTHER[1]}"

    assert {kind for *_, kind in pairs_of(aligned(a, b))} == {"quote"}


def test_speech_that_one_side_reports_indirectly_is_no_quote() -> None:
    """Quotation marks on one side only make a paraphrase."""
    a = '"The bridge will be open again by Christmas at the latest," Holm told the council.'
    b = "Holm told the council that the bridge would be open again by Christmas at the latest."

    assert {kind for *_, kind in pairs_of(aligned(a, b))} <= {"paraphrased", "near_verbatim"}


def test_boilerplate_is_never_linked() -> None:
    """Furniture that both pages have is boilerplate on both."""
    page = f"Share this article\n\n{STORY[0]}\n\nAll rights reserved"

    alignment = aligned(page, page)

    assert [sentence.kind for sentence in alignment.a] == ["boilerplate", "verbatim", "boilerplate"]
    assert pairs_of(alignment) == {((1,), (1,), "verbatim")}


def test_unrelated_stories_have_no_copied_sentence() -> None:
    """Nothing of the one is called a copy of the other."""
    alignment = aligned(" ".join(STORY), " ".join(OTHER))

    assert {sentence.kind for sentence in alignment.a + alignment.b} <= {"new", "same_fact"}


@pytest.mark.parametrize(
    ("a", "b", "language"),
    [
        ("渡轮周二在塔恩附近搁浅。二十名乘客获救。",
         "二十名乘客获救。渡轮周二在塔恩附近搁浅。", "zh"),
        ("フェリーは火曜日に座礁した。乗客は全員救助された。",
         "乗客は全員救助された。フェリーは火曜日に座礁した。", "ja"),
        ("Die Fähre lief am Dienstag vor Tarn auf Grund. Zwanzig Menschen wurden gerettet.",
         "Zwanzig Menschen wurden gerettet. Die Fähre lief am Dienstag vor Tarn auf Grund.", "de"),
        ("جنحت العبارة يوم الثلاثاء قرب الميناء. تم إنقاذ عشرين راكبا.",
         "تم إنقاذ عشرين راكبا. جنحت العبارة يوم الثلاثاء قرب الميناء.", "ar"),
    ],
)  # fmt: skip
def test_other_languages_align(a: str, b: str, language: str) -> None:
    """Two sentences that change places are found in any script."""
    assert pairs_of(aligned(a, b)) == {((0,), (1,), "verbatim"), ((1,), (0,), "verbatim")}


_AWKWARD = {
    "empty": "",
    "one word": "Aground",
    "punctuation": "... !!! -- *** ???",
    "nul": "A ferry\x00ran aground.\x00 It sank.",
    "crlf": "A ferry ran aground.\r\n\r\nIt sank off Tarn.\r\n",
    "right to left": "\u202eجنحت العبارة قرب الميناء. غرقت.",
    "marks": "Cafe\u0301 e\u0301te\u0301 \u0301\u0301. Zwei\u0308.",
    "surrogate": "A ferry \ud800 ran aground.",
    "one line": "the ferry ran aground and " * 400,
}


@pytest.mark.parametrize("a", _AWKWARD.values(), ids=_AWKWARD)
@pytest.mark.parametrize("b", _AWKWARD.values(), ids=_AWKWARD)
def test_awkward_input_aligns(a: str, b: str) -> None:
    """Whatever the text, spans lie inside it and shares sum to one, or to zero without words."""
    alignment = aligned(a, b)

    for text, side in ((a, "a"), (b, "b")):
        sentences = getattr(alignment, side)
        assert all(0 <= s.start < s.end <= len(text) for s in sentences)
        total = sum(alignment.shares(side).values())
        assert total == pytest.approx(1 if any(s.words for s in sentences) else 0)
        assert set(alignment.shares(side)) == set(KINDS)


@pytest.mark.slow
def test_long_documents_align() -> None:
    """A thousand sentences a side, each with its own words, find each other in reverse order."""
    made = [
        f"The w{i}x and the q{i}z met beside v{i}n for reasons n{i}r knew." for i in range(1000)
    ]

    alignment = aligned(" ".join(made), " ".join(reversed(made)))

    assert {(link.a[0], link.b[0]) for link in alignment.links} == {
        (i, 999 - i) for i in range(1000)
    }
