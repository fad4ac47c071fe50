"""Details that a rewrite tells differently."""

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from tests.evidence.stories import aligned

_FRAME = "Rescue crews said that {} after the landslide in the mountain village of Orrest."


def drifts(a: str, b: str) -> list[tuple[str, str, str]]:
    alignment = aligned(a, b)
    for link in alignment.links:
        for drift in link.drift:
            assert a[drift.a.start : drift.a.end] == drift.a.text
            assert b[drift.b.start : drift.b.end] == drift.b.text
    return [(d.what, d.a.text, d.b.text) for link in alignment.links for d in link.drift]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("27 people were killed", "72 people were killed", ("number", "27", "72")),
        ("two people were killed", "three people were killed", ("number", "two", "three")),
        ("1,200 people were safe", "1.3 million people were safe",
         ("number", "1,200", "1.3 million")),
        ("the train left at 06:18 sharp", "the train left at 07:18 sharp",
         ("number", "06:18", "07:18")),
        ("the dig began on Tuesday evening", "the dig began on Wednesday evening",
         ("date", "Tuesday", "Wednesday")),
        ("the dig ended on Nov 11 at noon", "the dig ended on Nov 12 at noon",
         ("date", "Nov 11", "Nov 12")),
        ("engineer Ida Holm led the dig", "engineer Ada Holm led the dig", ("name", "Ida", "Ada")),
        ("the council did not approve the plan", "the council did approve the plan",
         ("negation", "not approve", "approve")),
        ("1.5 million crowns were lost", "15 million crowns were lost",
         ("number", "1.5 million", "15 million")),
        ("27 people were treated for shock", "72 people needed care for shock",
         ("number", "27", "72")),
        ("it rose last year, and 41 of 57 were lost", "it rose last year, and 43 of 57 were lost",
         ("number", "41", "43")),
        ("118 farms were lost", "the loss was that of 125 old farms", ("number", "118", "125")),
        ("repairs would cost £90m", "repairs would cost £80m", ("number", "90m", "80m")),
        ("repairs would cost 90,000 crowns", "the repair bill may come to 80,000 in crowns",
         ("number", "90,000", "80,000")),
    ],
)  # fmt: skip
def test_a_replaced_detail_is_drift(a: str, b: str, expected: tuple[str, str, str]) -> None:
    """A changed number, date, name or negation is listed with its text on both sides."""
    assert drifts(_FRAME.format(a), _FRAME.format(b)) == [expected]
    what, left, right = expected
    assert drifts(_FRAME.format(b), _FRAME.format(a)) == [(what, right, left)]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("27 people were killed", "twenty-seven people were killed"),
        ("27 people were killed", "people were killed"),
        ("27 people were killed and four hurt", "27 people were killed"),
        ("1.2 million people fled", "1,200,000 people fled"),
        ("80 million to 95 million crowns were lost", "80 to 95 million crowns were lost"),
        ("1,087 metres were dug", "nearly 1,100 metres were dug"),
        ("the train left at 6:18 sharp", "the train left at 18:18 sharp"),
        ("the dig began on Tuesday evening", "the dig began in the evening"),
        ("Col. Ida Holm led the dig", "Colonel Ida Holm led the dig"),
        ("engineer Ida Holm led the dig", "engineer Holm led the dig"),
        ("the council did not approve the plan", "the council refused to approve the plan"),
        ("nobody was found alive", "no one was found alive"),
        ("the train left at 1142 GMT", "the train left at 11.42 GMT"),
        ("an hour and 25 minutes went by", "85 minutes went by"),
        ("27 people were treated for shock", "four rescuers were treated for shock"),
        ("29 of the 33 sites held plastic", "all but four of the 33 sites held plastic"),
        ("the dig lost 310 crowns after 220", "the dig lost 310 crowns, 90 more than it did"),
        ("the dig ended on May 2 at noon", "the dig ended, which no two may forget, at noon"),
        ("the colour of the water changed", "the color of the water changed"),
    ],
)  # fmt: skip
def test_another_form_or_a_left_out_detail_is_no_drift(a: str, b: str) -> None:
    """The same value written otherwise, rounding, omission and addition are not listed."""
    assert drifts(_FRAME.format(a), _FRAME.format(b)) == []
    assert drifts(_FRAME.format(b), _FRAME.format(a)) == []


def test_a_replaced_word_in_a_quotation_is_drift() -> None:
    """Inside quotation marks every other word matters; outside they may be chosen freely."""
    a = 'Holm said angrily: "The council has betrayed the people of this quiet valley."'
    b = 'Holm said bitterly: "The council has abandoned the people of this quiet valley."'

    assert drifts(a, b) == [("quote", "betrayed", "abandoned")]


def test_a_shortened_quotation_is_no_drift() -> None:
    """Words left out of a quotation are an omission."""
    a = 'Holm said: "The council has, as always, betrayed the people of this quiet valley."'
    b = 'Holm said: "The council has betrayed the people of this quiet valley."'

    assert drifts(a, b) == []


_SCALES = (" hundred ", " thousand ", " trillion " * 30)
_NUMERALS = st.lists(
    st.sampled_from(
        ["7", "06", "341", "9" * 15, *".,:- $%", "pm", "bn", " and ", " May ", *_SCALES]
    ),
    min_size=1,
    max_size=6,
).map("".join)


@settings(max_examples=200, deadline=None)
@example(a="341.9:20", b="341.9:30")
@example(a="7" + " trillion" * 40, b="6" + " trillion" * 40)
@given(a=_NUMERALS, b=_NUMERALS)
def test_no_way_of_writing_numbers_stops_the_alignment(a: str, b: str) -> None:
    """Digits and marks in any order are numbers or not, and the law of symmetry holds."""
    frame = "The old keeper of the tower at Corrow lighthouse counted {} ships before the storm."
    there = aligned(frame.format(a), frame.format(b))
    back = aligned(frame.format(b), frame.format(a))

    told = sorted((d.what, d.a.text, d.b.text) for link in there.links for d in link.drift)
    assert told == sorted((d.what, d.b.text, d.a.text) for link in back.links for d in link.drift)


def test_drift_told_of_either_side_is_told_once() -> None:
    """A number misspelt inside a quotation is the same drift whichever text comes first."""
    speech = (
        "“The dam held one {}undred and seventy-one boats through the long winter storm,” Hale told"
        " the council."
    )
    there = aligned(speech.format("h"), speech.format(""))
    back = aligned(speech.format(""), speech.format("h"))

    told = [(d.what, d.a.text, d.b.text) for link in there.links for d in link.drift]
    assert told == [(d.what, d.b.text, d.a.text) for link in back.links for d in link.drift]
    assert len(told) == 1
