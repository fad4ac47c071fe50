from dataclasses import asdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from dedup.readers import Options, Problem
from dedup.readers.records import NAMES, Records, encodable, without_surrogates


def article_of(record, line=1, **options):
    item = Records("f", Options(**options)).item(record, line)
    return item if isinstance(item, Problem) else item[0]


@pytest.mark.parametrize("name", sorted(set().union(*NAMES.values())))
def test_every_name_serves(name):
    """Each name in the table gives the first field that lists it."""
    field = next(field for field, names in NAMES.items() if name in names)
    text = {} if field == "text" else {"text": "t"}

    assert getattr(article_of(text | {name: "xy"}), field) == "xy"


def test_spelling_of_names_is_free():
    """Case, spaces and hyphens of a name do not matter."""
    article = article_of({" Body Text": "t", "pubDate": "d", "Site-Name": "o"})

    assert (article.text, article.published, article.outlet) == ("t", "d", "o")


def test_source_is_credited_if_the_outlet_is_named():
    """`source` is the outlet, unless another name tells the outlet: then it is the credit."""
    alone = article_of({"text": "t", "source": "AFP"})
    beside = article_of({"text": "t", "source": "AFP", "publisher": "Post"})

    assert (alone.outlet, alone.credit) == ("AFP", None)
    assert (beside.outlet, beside.credit) == ("Post", "AFP")


def test_article_without_id_is_called_by_its_place():
    """An absent, null or empty id is replaced by path and line."""
    assert [
        article_of({"text": "t"} | extra, 7).id for extra in ({}, {"id": None}, {"id": ""})
    ] == ["f:7"] * 3


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, "7"),
        (0, "0"),
        ("", None),
        (date(2025, 3, 4), "2025-03-04"),
        (datetime(2025, 3, 4, 9, 20, tzinfo=UTC), "2025-03-04T09:20:00+00:00"),
        (["Ida", {"name": "Bo"}, None], "Ida, Bo"),
        ({"id": None, "name": "BBC"}, "BBC"),
        ({"id": None}, None),
    ],
)
def test_values_become_strings(value, expected):
    """Whatever a field holds is written as one string, or is absent."""
    assert article_of({"text": "t", "published": value}).published == expected


@pytest.mark.parametrize(("tag", "code"), [("en-GB", "en"), ("PT_br", "pt"), ("", None), (3, None)])
def test_language_is_a_code(tag, code):
    """Of a language tag only the language stays."""
    assert article_of({"text": "t", "lang": tag}).language == code


def test_named_fields_win():
    """The names that the options give are taken as they stand."""
    article = article_of(
        {"id": 1, "Text": "no", "text": "no", "raw": "yes", "key": 2},
        text_field="raw",
        id_field="key",
    )

    assert (article.text, article.id) == ("yes", "2")


def test_null_text_gives_way():
    """A name without a value does not hide the next one; empty text is text."""
    assert article_of({"text": None, "body": "t"}).text == "t"
    assert article_of({"text": "", "body": "t"}).text == ""


@pytest.mark.parametrize(
    ("record", "options", "message"),
    [
        ({}, {}, "no text field (looked for text, body, content, article, body_text, maintext)"),
        ({"text": None}, {}, "field 'text' is null"),
        ({"text": ["a"]}, {}, "field 'text' is no text but list"),
        ({"text": "t"}, {"text_field": "raw"}, "no text field 'raw'"),
        ({"text": "t"}, {"id_field": "key"}, "no id field 'key'"),
    ],
)
def test_lack_is_named(record, options, message):
    """A record that is no article says what it lacks."""
    problem = article_of(record, **options)

    assert str(problem).startswith(f"f:1: {message}")


@given(st.text(st.characters()))
def test_without_surrogates_is_encodable(text):
    """Every string can be encoded afterwards, and only surrogates are replaced."""
    clean = without_surrogates(text)

    clean.encode()
    assert len(clean) == len(text)
    assert all(new in (old, "\ufffd") for new, old in zip(clean, text, strict=True))


def test_encodable_reaches_every_field():
    """No field of an article keeps half a surrogate pair."""
    record = {names[0]: "\ud800" for names in NAMES.values()}

    article, _ = encodable(Records("f", Options()).item(record, 1))

    assert {value for field, value in asdict(article).items() if field != "path"} == {"\ufffd"}
