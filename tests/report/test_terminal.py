"""What a person sees on a terminal."""

import io

import numpy as np
import pytest
from rich.cells import cell_len
from rich.console import Console

from dedup import Article, SearchOptions, cluster, matrix, pairs
from dedup.evidence import Verdict
from dedup.report import PairTable
from dedup.report.clusters import print_clusters
from dedup.report.pairs import print_pairs
from dedup.report.screen import printed, printed_for_stdout
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


def test_a_narrow_terminal_is_not_called_a_large_matrix() -> None:
    """The page says why it is no table: too many articles, or too little room."""
    few, many = ({f"n{i:02d}": f"a b c {i}" for i in range(count)} for count in (9, 40))

    assert "too narrow for a table" in " ".join(screen(few, 40).split())
    assert "Too many articles for a table" in screen(many)


def test_colours_are_explained_where_there_are_any() -> None:
    """The legend of colours stands only on a screen that has them."""
    found = matrix([Article(id="a", text="a b c"), Article(id="b", text="a b c d")])

    def page(**options) -> str:
        console = Console(file=io.StringIO(), width=80, **options)
        print_matrix(found, console)
        return console.file.getvalue()

    coloured = {"force_terminal": True, "color_system": "truecolor"}
    assert " 30-60 " in page(**coloured)
    assert "30-60" not in page(force_terminal=True, no_color=True)
    assert "30-60" not in page()


def test_a_terminal_that_says_it_has_no_width_gets_the_usual_one(monkeypatch) -> None:
    """Where COLUMNS is 0 the result is printed all the same."""
    monkeypatch.setenv("COLUMNS", "0")
    found = matrix([Article(id="a", text="a b c"), Article(id="b", text="a b c d")])

    page = printed_for_stdout(print_matrix, found)

    assert page.splitlines()[1].split() == ["1", "a", "·", "100"]


def test_no_line_ends_in_spaces_but_on_a_terminal(monkeypatch) -> None:
    """What goes into a pipe or a file is not filled up; on a terminal the filling has colours."""
    text = "A ferry ran aground off Tarn on Tuesday with 212 people aboard."
    found = pairs([Article(id=name, text=text) for name in ("wire", "a-longer-name")])

    def filled(result: str, console: Console | None) -> None:
        console.print(result)

    for render in (printed_for_stdout, printed):
        page = render(print_pairs, found)
        assert page.splitlines()[3].split()[:2] == ["a-longer-name", "wire"]
        assert [line for line in page.splitlines() if line.endswith(" ")] == []
        assert page.endswith(".\n")
        assert render(filled, "  a b  \n\nc ") == "  a b\n\nc\n"
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert printed_for_stdout(filled, "a  ") == "a  \n"


def listing(table, show, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    show(table, console)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize("judge", [False, True])
@pytest.mark.parametrize("width", [30, 40, 50, 60, 80, 200])
def test_headers_of_pairs_are_whole_or_left_out(width: int, judge: bool) -> None:
    """No header is cut; the columns for which there is no room are named."""
    text = "A ferry ran aground off Tarn on Tuesday with 212 people aboard."
    names = ["a-rather-long-name-of-an-article", "船が座礁したという長い名前の記事"]
    articles = [Article(id=name, text=text) for name in names]

    lines = listing(pairs(articles, options=SearchOptions(judge=judge)), print_pairs, width)

    note = " ".join(" ".join(lines[4:]).split())
    for header in ("a in b", "b in a", "Jaccard", "found by", "source", "verdict")[: 4 + 2 * judge]:
        assert (header in lines[2]) != (header in note.partition("Too narrow for: ")[2])
    assert "…" not in lines[2]
    assert max(map(cell_len, lines)) <= width


def test_only_all_is_written_as_100_per_cent() -> None:
    """A share or a probability just below 1 is not rounded up on the screen."""
    verdict = Verdict(
        label="rewritten",
        probability=0.99998,
        relation="undetermined",
        reused_share={"a": 1.0, "b": 1.0},
        reasons=(),
    )
    table = PairTable(
        ids=["a", "b"],
        pairs=np.array([[0, 1]]),
        near=np.array([True]),
        rewrite=np.array([False]),
        jaccard=np.array([0.99996]),
        containment=np.array([[0.99997, 1.0]]),
        verdicts=(verdict,),
    )

    lines = listing(table, print_pairs, 120)

    assert lines[3].split() == ["a", "b", ">99", "100", ">99", "near", ">99", "rewritten"]


def test_nothing_found_is_said_in_a_line() -> None:
    """Without pairs and clusters there is no empty table to puzzle over."""
    alone = [Article(id="a", text="A ferry ran aground off Tarn on Tuesday with 212 aboard.")]

    assert listing(pairs(alone), print_pairs, 80) == [
        "No pairs: the search sees no text in common."
    ]
    assert listing(cluster(alone), print_clusters, 80) == [
        "No clusters: 1 article, no two with the same text."
    ]


@pytest.mark.parametrize("width", [30, 60])
def test_one_cluster_is_one(width: int) -> None:
    """The title counts in words that fit, and no header is cut."""
    text = "A ferry ran aground off Tarn on Tuesday with 212 people aboard."
    table = cluster([Article(id=f"{name} " * 9, text=text) for name in "ab"])

    lines = listing(table, print_clusters, width)

    assert " ".join(" ".join(lines[:2]).split()) == "2 of 2 articles are in 1 cluster"
    assert "representative" in "".join(lines)
    assert not any("…" in line for line in lines if "representative" in line)
    assert max(map(cell_len, lines)) <= width


def test_control_characters_do_not_reach_the_terminal() -> None:
    """An id with an escape sequence or markup shows as text."""
    page = screen({"\x1b[31mred[bold]": "a b c", "b": "a b c"})

    assert "\x1b" not in page
    assert "[bold]" in page
