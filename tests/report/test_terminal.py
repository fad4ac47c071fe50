"""What a person sees on a terminal."""

import io

import pytest
from rich.console import Console

from dedup import Article, matrix
from dedup.report.terminal import print_matrix


def screen(texts: dict[str, str], width: int = 80, **options) -> str:
    articles = [Article(id=id_, text=text) for id_, text in texts.items()]
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_matrix(matrix(articles, **options), console)
    return console.file.getvalue()


def test_a_small_matrix_is_a_table() -> None:
    """Each article has a numbered row of per-cent cells; a legend explains them."""
    page = screen({"news/brief.txt": "a b c", "news/wire.txt": "a b c d e"})

    assert page.splitlines()[:3] == [
        "           1    2",
        "1 brief    ·  100",
        "2 wire    33    ·",
    ]
    assert "In per cent: the row article's 3-word shingles that the column article has too." in page


def test_a_large_matrix_shows_its_strongest_pairs_and_says_so() -> None:
    """Above 30 articles the page lists at most 20 pairs and tells how to get them all."""
    texts = {f"n{i:02d}": f"common words here {i % 3} {i}" for i in range(31)}

    page = screen(texts)

    assert "31 articles; the 20 strongest of 465 pairs" in page
    assert "--format csv or json" in page


@pytest.mark.parametrize("width", [20, 40, 80, 200])
@pytest.mark.parametrize("count", [1, 5, 30, 40])
def test_the_page_fits_its_terminal(width: int, count: int) -> None:
    """No line is wider than the terminal, whatever the length of the names."""
    texts = {f"a-rather-long-name-of-an-article-{i}": f"a b c {i}" for i in range(count)}

    page = screen(texts, width)

    assert max(map(len, page.splitlines())) <= width


def test_control_characters_do_not_reach_the_terminal() -> None:
    """An id with an escape sequence or markup shows as text."""
    page = screen({"\x1b[31mred[bold]": "a b c", "b": "a b c"})

    assert "\x1b" not in page
    assert "[bold]" in page
