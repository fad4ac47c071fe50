"""The matrix as a picture."""

import sys
from pathlib import Path

import pytest

from dedup import Article, MissingExtraError, UsageError, matrix
from dedup.report.plot import draw_matrix, plot_format

TEXTS = ["a b c d e f", "a b c d e", "x y z", "x y z w", "$ money $ talks"]


def drawn(count: int, picture_format: str) -> bytes:
    pytest.importorskip("matplotlib")
    articles = [Article(id=f"news/{i}$.txt", text=TEXTS[i % 5]) for i in range(count)]
    return draw_matrix(matrix(articles), picture_format)


@pytest.mark.parametrize("count", [1, 2, 5, 25])
def test_any_number_of_articles_can_be_drawn(count: int) -> None:
    """One article, two without a tree, and many all give a PNG."""
    assert drawn(count, "png").startswith(b"\x89PNG")


def test_names_are_text_in_an_svg() -> None:
    """An SVG keeps the names as text, so that an editor can search and restyle them."""
    picture = drawn(3, "svg").decode()

    assert ">0$<" in picture
    assert "3-word shingles" in picture


@pytest.mark.parametrize("picture_format", ["png", "svg", "pdf"])
def test_the_same_matrix_gives_the_same_bytes(picture_format: str) -> None:
    """Pictures carry neither clock nor random names."""
    assert drawn(4, picture_format) == drawn(4, picture_format)


def test_names_in_any_script_are_drawn_or_written_by_number() -> None:
    """What no installed font has stands by number in a picture and as it is in an SVG."""
    pytest.importorskip("matplotlib")
    rune = "\U0010fffd"  # a private character: no font has it
    articles = [Article(id=name, text="a b c") for name in (f"ферма{rune}", "船が座礁", "ship")]
    found = matrix(articles)

    assert draw_matrix(found, "png").startswith(b"\x89PNG")
    assert draw_matrix(found, "pdf").startswith(b"%PDF")
    assert "船が座礁" in draw_matrix(found, "svg").decode()


def test_a_character_without_a_font_is_escaped() -> None:
    """A name keeps what can be drawn; the rest is its number."""
    pytest.importorskip("matplotlib")
    from dedup.report.plot import _escaped, _fonts_for

    families, drawable = _fonts_for("aж\U0010fffd")

    assert families[0] == "sans-serif"
    assert _escaped("aж\U0010fffdb", drawable | {"b"}) == "aжU+10FFFD b"


def test_unknown_formats_are_refused() -> None:
    """The formats that can be drawn are named."""
    with pytest.raises(UsageError, match=r"matrix\.gif: a plot is written as \.png, \.svg, \.pdf"):
        plot_format(Path("matrix.gif"))


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing extra is named with the command that installs it."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'dedup\[plot\]'"):
        draw_matrix(matrix([Article(id="a", text="a")]), "png")
