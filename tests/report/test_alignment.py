"""An alignment on a terminal and as JSON."""

import io
import json
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given, settings
from rich.cells import cell_len
from rich.console import Console

from dedup import Article
from dedup.evidence import AlignedSentence, align, judge, prepare
from dedup.gate import chance
from dedup.report.alignment import alignment_json, print_alignment
from tests.evidence.strategies import articles

_A = Article(
    id="news/wire.txt",
    text="The bridge at Orrest fell on Monday. Police said 27 people were hurt in the fall.",
)
_B = Article(
    id="news/site.txt",
    text="Share\nPolice said 72 people were hurt in the fall. A choir sang. It was late.",
)


def screen(a: Article, b: Article, width: int = 80, *, colour: bool = False, **options) -> str:
    system = "truecolor" if colour else None
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=system)
    print_alignment(align(prepare(a), prepare(b)), a, b, console=console, **options)
    return console.file.getvalue()


def test_the_page_tells_kinds_shares_and_drift() -> None:
    """Letters stand before the sentences, below them the summary of each side and what changed."""
    page = screen(_A, _B)

    lines = [line.split() for line in page.splitlines()]
    assert lines[0] == ["news/wire.txt", "news/site.txt"]
    assert lines[4][:5] == ["N", "2", "Police", "said", "27"]
    assert "a: 56 % near-verbatim, 44 % new" in page
    assert "2 / 2  number: 27 -> 72" in page


def test_colours_go_with_the_letters() -> None:
    """On a terminal kinds are coloured and changed words underlined."""
    page = screen(_A, _B, colour=True)

    assert "\x1b[4;38;2;213;94;0m27\x1b[0m" in page


def test_what_is_not_certain_is_not_written_as_1() -> None:
    """A probability just below 1 is told as above .99, as everywhere."""
    document = prepare(_A)
    verdict = judge(document, document, align(document, document))
    verdict = replace(verdict, probability=0.9999)

    page = screen(_A, _A, verdict=verdict)

    assert page.splitlines()[0].endswith("probability of a shared source >0.99")


def test_names_that_do_not_fit_lose_their_folder_first() -> None:
    """Two articles of one long folder can be told apart on a narrow screen."""
    folder = "agency/stories/of/the/month/"
    long = [replace(article, id=folder + article.id) for article in (_A, _B)]

    assert screen(*long, 200).split()[:2] == [article.id for article in long]
    assert screen(*long, 60).split()[:2] == ["wire", "site"]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_the_page_fits_its_terminal(width: int) -> None:
    """No line is wider than the terminal, whatever the words."""
    long_word = Article(id="a" * 300, text=f"{'o' * 500} fell. {_A.text} 渡轮周二在塔恩附近搁浅。")

    page = screen(long_word, _B, width)

    assert max(map(cell_len, page.splitlines())) <= width


def test_control_characters_do_not_reach_the_terminal() -> None:
    """Escape sequences, tabs and marks that turn the direction show as harmless characters."""
    nasty = "The \x1b[31mbridge\x07 fell\x0b on\x85 Monday\u202e \x00 27 \x9b1m times."

    page = screen(Article(id="\x1b[2J", text=nasty), Article(id="b", text=nasty))

    assert all(char.isprintable() or char == "\n" for char in page)


def test_empty_articles_have_a_page() -> None:
    """Nothing to align is said, not an error."""
    page = screen(Article(id="a", text=""), Article(id="b", text=""))

    assert "a: no words" in page


@settings(max_examples=40)
@given(articles, articles)
def test_json_keeps_to_its_schema(a: str, b: str) -> None:
    """Every alignment renders to JSON of the shipped schema, with spans of the raw text."""
    schema = json.loads(files("dedup.report").joinpath("schemas/align.json").read_text())
    left, right = Article(id="a", text=a), Article(id="b", text=b)

    page = json.loads(alignment_json(align(prepare(left), prepare(right)), left, right))

    jsonschema.validate(page, schema)
    assert all(
        text[drift[side]["start"] : drift[side]["end"]] == drift[side]["text"]
        for link in page["links"]
        for drift in link["drift"]
        for side, text in (("a", a), ("b", b))
    )


def test_the_verdict_is_told_if_there_is_one() -> None:
    """The page and the JSON say label, probability and reasons; without a verdict nothing."""
    schema = json.loads(files("dedup.report").joinpath("schemas/align.json").read_text())
    a, b = prepare(_A), prepare(_B)
    alignment = align(a, b)
    verdict = judge(a, b, alignment, relation="b_from_a")

    bare = json.loads(alignment_json(alignment, _A, _B))
    told = json.loads(alignment_json(alignment, _A, _B, verdict=verdict))
    page = screen(_A, _B, verdict=verdict)

    jsonschema.validate(told, schema)
    assert "verdict" not in bare
    assert told["verdict"]["label"] == verdict.label
    assert told["verdict"]["reasons"] == list(verdict.reasons)
    assert page.splitlines()[0].endswith(f"source {chance(verdict.probability)}")
    unwrapped = " ".join(page.split())
    assert all(f"- {reason}" in unwrapped for reason in verdict.reasons)


def _numbered(count: int) -> list[str]:
    return [
        f"Boat {n} of the fleet came in at pier {n} with {n} crates of herring."
        for n in range(count)
    ]


@pytest.mark.slow
def test_a_long_page_is_cut_and_says_so() -> None:
    """Of very many sentences the linked ones are shown, then the first others, in order."""
    lines = _numbered(2_400)
    long = Article(id="long", text="\n".join(lines))
    short = Article(id="short", text=lines[2_345])
    alignment = align(prepare(long), prepare(short))
    assert 0 < len(alignment.links) < 1_000

    page = screen(long, short, width=200)

    assert "2,000 of 2,400 rows are shown, linked sentences first. --format json has every" in page
    rows = [line.split()[1] for line in page.splitlines() if " of the fleet came in" in line[:80]]
    assert len(rows) == 2_000
    assert rows == sorted(rows, key=int)
    assert "2346" in rows
    assert "2400" not in rows


def test_a_short_page_is_whole() -> None:
    """Nothing is said of a cut where there is none."""
    assert "--format json" not in screen(_A, _B)


def test_an_endless_sentence_is_cut_and_says_so() -> None:
    """Of a sentence without an end the beginning is shown, and how much more there is."""
    endless = Article(id="endless", text="herring " * 5_000 + "cod")

    page = " ".join(screen(endless, _B, width=200).split())

    assert "[and 20,003 more characters; --format json has everything.]" in page
    assert "cod" not in page


@pytest.mark.slow
def test_ten_megabytes_are_printed_in_seconds() -> None:
    """What is printed does not grow with the articles."""
    text = "\n".join(_numbered(30_000)) + " and so on" * 700_000
    long, short = Article(id="long", text=text), Article(id="short", text=_A.text)
    unit = AlignedSentence(start=0, end=0, words=1, kind="new")
    ends = [place for place, char in enumerate(text) if char == "\n"] + [len(text)]
    sentences = [
        replace(unit, start=start, end=end) for start, end in zip([0, *ends], ends, strict=False)
    ]
    alignment = replace(align(prepare(_A), prepare(_B)), a=tuple(sentences), links=())
    console = Console(file=io.StringIO(), width=80)

    print_alignment(alignment, long, short, console=console)

    assert len(console.file.getvalue()) < 2_000_000
