import pytest
from hypothesis import given, strategies as st

from dedup.text import LANGUAGES, STEMMED_LANGUAGES, normalize, stems, words


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "ministers", "minister"),
        ("de", "regierungen", "regierung"),
        ("fr", "présidents", "président"),
        ("es", "elecciones", "eleccion"),
        ("ru", "законы", "закона"),
        ("fi", "talossa", "talon"),
    ],
)
def test_same_stem(language, one, other):
    """Inflected forms of a word share their stem."""
    assert len(set(stems([one, other], language))) == 1


def test_unknown_language():
    """Words of a language without a stemmer stay as they are."""
    assert stems(("ministers", "rats"), "xx") == ["ministers", "rats"]


def test_empty():
    """No words have no stems."""
    assert stems([], "en") == []


@given(st.text(), st.sampled_from(sorted(STEMMED_LANGUAGES)))
def test_one_for_one(text, language):
    """Each word of any text has one stem."""
    forms = words(normalize(text)).forms

    assert len(stems(forms, language)) == len(forms)


def test_languages():
    """Languages have codes of two letters, and most that we know can be stemmed."""
    assert all(len(code) == 2 for code in STEMMED_LANGUAGES)
    assert set(LANGUAGES) - STEMMED_LANGUAGES == {"pl", "uk", "zh", "ja"}
