"""Articles cut for alignment: numbers, quotations, types, flags."""

import pytest

from dedup import Article
from dedup.evidence import prepare
from dedup.evidence.numbers import numbers
from dedup.evidence.quotations import quotations
from dedup.evidence.types import types
from dedup.text import normalize, words


def values(line: str, language: str = "en") -> list[str]:
    return [number.value for number in numbers(words(normalize(line)), line, language)]


@pytest.mark.parametrize(
    ("line", "language", "expected"),
    [
        ("twenty-seven and 27", "en", ["27", "27"]),
        ("two hundred and five of 205", "en", ["205", "205"]),
        ("1.2 million or 1,200,000", "en", ["1200000", "1200000"]),
        ("at 06:18 the 3rd time, 15.2 knots", "en", ["6:18", "3", "15.2"]),
        ("£20m or £20 million, 20m off", "en", ["20000000", "20000000", "20"]),
        ("$1.5bn or 1.5 billion, $40k", "en", ["1500000000", "1500000000", "40000"]),
        ("7.30pm or 7:30, 3pm; 96km or 96 km", "en", ["7:30", "7:30", "3", "96", "96"]),
        ("2,5 Millionen, 1.087 Meter, drei", "de", ["2500000", "1087", "3"]),
        ("five, six and seven", "en", ["5", "6", "7"]),
        ("COVID19, B12 and 5G", "en", []),
        ("9" * 5000 + " and " + ".111" * 3000, "en", ["111" * 5] * 0),
    ],
)
def test_numbers_have_one_value_however_written(line: str, language: str, expected) -> None:
    """Words and digits, groups and scales come to the same value."""
    found = values(line, language)

    assert found == expected or len(line) > 5000


def test_quotations_end_with_their_paragraph() -> None:
    """Speech of several sentences is one quotation; an open one does not swallow the next line."""
    text = "“We came. We saw,” he said.\n“They ran\nNobody spoke. ‘I don’t know it,’ she said."

    assert [text[start:end] for start, end in quotations(text)] == [
        "“We came. We saw,”",
        "“They ran",
        "‘I don’t know it,’",
    ]


def test_types_join_forms_spellings_and_numbers() -> None:
    """Inflected forms, British and American spelling, and numbers in words are one type."""
    line = "organised organizing colours color twenty-seven 27"
    found = words(normalize(line))

    made = types(found, numbers(found, line, "en"), "en")

    assert made[0] == made[1]
    assert made[2] == made[3]
    assert made[4:] == ["#27", "", "#27"]


def test_characters_of_unspaced_scripts_are_taken_in_pairs() -> None:
    """A single Chinese character tells little; with the next one it is a type."""
    found = words(normalize("渡轮搁浅。"))

    assert types(found, [], "zh") == ["渡轮", "轮搁", "搁浅", "浅"]


def test_a_document_knows_speech_names_and_boilerplate() -> None:
    """Words in quotation marks, capitalised names and furniture are flagged."""
    text = 'Read more\n\nMayor Ida Holm said: "We will rebuild it." Then Holm left.'

    document = prepare(Article(id="a", text=text))

    flagged = [
        form for form, name in zip(document.words.forms, document.named, strict=True) if name
    ]
    spoken = [f for f, speech in zip(document.words.forms, document.speech, strict=True) if speech]
    assert flagged == ["ida", "holm", "holm"]
    assert spoken == ["we", "will", "rebuild", "it"]
    assert document.boilerplate.tolist() == [True, False, False]


def test_the_article_may_say_its_language() -> None:
    """A stated language is not guessed over; of a tag with a region the language counts."""
    assert prepare(Article(id="a", text="Die Frau sah das Haus", language="en-GB")).language == "en"
    assert prepare(Article(id="a", text="Die Frau sah das Haus nicht")).language == "de"
