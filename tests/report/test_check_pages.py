"""What people read of a check: the terminal and Markdown."""

import io
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt
from rich.cells import cell_len
from rich.console import Console

from dedup.report.check import REPORTERS, print_check
from dedup.report.findings import markdown
from dedup.report.findings.screen import MOST_ARTICLES
from tests.report.checks import (
    HOSTILE,
    article,
    check,
    drift,
    finding,
    planted,
    poisoned,
    region,
    results,
)


def screen(result, width: int = 100, *, colour: bool = False) -> str:
    system = "truecolor" if colour else None
    console = Console(file=io.StringIO(), width=width, force_terminal=colour, color_system=system)
    print_check(result, console)
    return console.file.getvalue()


def test_an_editor_sees_what_was_found() -> None:
    """Article, rule, source, measures, a reason, passages side by side and what changed."""
    lines = [line.rstrip() for line in screen(planted()).splitlines()]

    at = lines.index("incoming/lighthouse.txt")
    assert lines[at + 1] == "  error  Rewritten without credit  line 1, column 1"
    assert lines[at + 2] == "    from archive/wire.txt (Northern Wire)"
    assert "probability of a shared source 0.98 (limit 0.50), 64 % of this article" in lines[at + 3]
    assert lines[at + 4] == "    because the sentences keep their order"
    assert lines[at + 6].split("  ")[2:] == [
        "P The lighthouse at Corrow went dark on Sunday.",
        "On Sunday night the Corrow lighthouse went",
    ]
    assert "    number: 27 ships → 72 ships" in lines


def test_the_last_line_counts() -> None:
    """At the end stands what was checked against what, and what came of it."""
    assert screen(planted(), 200).splitlines()[-1].rstrip() == (
        "4 articles checked against 340 of archive/; 2 findings fail, 1 more to note, 1 known, "
        "1 ignored, 1 baseline entry not found any more, 1 article could not be read."
    )
    assert screen(check()) == "0 articles checked against 340 of archive/; nothing found.\n"
    assert "; nothing fails, 1 known." in screen(check(finding(state="known")))
    assert "; 1 finding to note, none fails." in screen(check(finding(), fail_on="none"))
    assert "archive/ as of 2031-01-31; " in screen(check(as_of="2031-01-31"))


def test_passages_are_shown_of_the_worst_sources() -> None:
    """Of five sources of one article all are named, and two shown side by side."""
    sources = [article(f"archive/{n}.txt") for n in range(5)]

    page = screen(check(*(finding(source=source) for source in sources)))

    assert all(f"from {source.id}" in page for source in sources)
    assert page.count("Keepers counted 72 ships") == 2


def test_an_order_that_is_not_known_is_not_claimed() -> None:
    """Where nobody knows which came first, the line of the source says so."""
    unknown = screen(check(finding(order_told=False)))

    assert "from archive/wire.txt (Northern Wire); which of them came first is not told" in unknown
    assert "came first" not in screen(check(finding()))


def test_accepted_findings_are_greyed_with_their_reason() -> None:
    """A known finding takes a grey line that says why; its passages are not shown."""
    page = screen(check(finding(state="known", justification="agreed, I. Brandt")), colour=True)

    (line,) = [line for line in page.splitlines() if "known" in line and "from" in line]
    assert line.startswith("  \x1b[38;5;244mknown  Rewritten without credit from archive/wire.txt")
    assert "agreed, I. Brandt" in line
    assert "Keepers" not in page


def test_known_findings_that_fail_are_shown() -> None:
    """Where known findings fail the check they are shown with their evidence, and as known."""
    result = check(finding(state="known", justification="agreed"), fail_on="any")

    page = screen(result)
    assert "error  Rewritten without credit  line 1, column 1" in page
    assert "Keepers counted 72 ships" in page
    assert "known: agreed" in page
    assert "Though known: agreed" in rendered(result).text
    assert "Accepted" not in rendered(result).text


def test_a_change_is_told_once() -> None:
    """What a drift finding tells is not told again by the reuse finding of the same edge."""
    reuse = finding(changes=drift().changes)
    elsewhere = finding(changes=drift().changes, source=article("archive/second.txt"))

    assert screen(check(reuse, drift())).count("27 ships → 72 ships") == 1
    assert screen(check(reuse)).count("27 ships → 72 ships") == 1
    assert screen(check(elsewhere, drift())).count("27 ships → 72 ships") == 2


def test_the_limit_stands_by_what_it_limits() -> None:
    """A limit of the policy is told beside the probability, an agreed share beside the share."""
    over = finding("reuse/over-licence", threshold=0.3, probability=0.9996)

    assert "source 0.98 (limit 0.50), 64 % of this article, 71 %" in screen(check(finding()))
    assert "source >0.99, 64 % of this article (limit 30 %), 71 %" in screen(check(over))


def test_levels_are_words_and_colours() -> None:
    """A level is written out, in a colour of its own."""
    page = screen(planted(), colour=True)

    assert "\x1b[1;31merror\x1b[0m" in page
    assert "\x1b[1;33mwarning\x1b[0m" in page
    assert "\x1b[1;36mnote\x1b[0m" in page


def test_no_color_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """With NO_COLOR nothing is coloured, and the words say all."""
    monkeypatch.setenv("NO_COLOR", "1")
    console = Console(file=io.StringIO(), width=100, force_terminal=True)

    print_check(planted(), console)

    page = console.file.getvalue()
    assert "error" in page
    assert not re.search(r"\x1b\[[\d;]*3[0-8]", page)


@pytest.mark.parametrize("width", [24, 40, 80, 200])
def test_the_page_fits_its_terminal(width: int) -> None:
    """No line is wider than the terminal, whatever the texts."""
    wide = finding(incoming=article("x" * 300, title="渡轮" * 90), message="o" * 500)

    for result in (planted(), poisoned(), check(wide)):
        assert max(map(cell_len, screen(result, width).splitlines())) <= width


@settings(max_examples=25)
@given(results)
def test_control_characters_do_not_reach_the_terminal(result) -> None:
    """Escape sequences and marks that turn the direction show as harmless characters."""
    assert all(char.isprintable() or char == "\n" for char in screen(result, 60))


def test_long_passages_and_lists_are_cut() -> None:
    """Of many long passages the first few are shown, a few lines each, and the rest counted."""
    text = "word " * 400
    match = finding().matches[0]
    long = type(match)(
        incoming=region(text, text), source=region(text, text), kind="verbatim", score=1.0
    )

    page = screen(check(finding(matches=(long,) * 9)), 80)

    assert page.count("V") == 4  # three passages and the legend
    assert len(page.splitlines()) < 30
    assert "and 6 more passages" in page


def test_many_articles_are_cut() -> None:
    """After so many articles the page says how many more there are."""
    many = [finding(incoming=article(f"{number:03}.txt")) for number in range(MOST_ARTICLES + 2)]

    assert "2 more articles have 2 findings; --report writes them all." in screen(check(*many))


def test_a_source_without_text_is_shown() -> None:
    """Where the archive keeps no text, the passage says so."""
    match = finding().matches[0]
    bare = type(match)(incoming=match.incoming, source=region("", ""), kind="verbatim", score=1.0)

    assert "(text not kept)" in screen(check(finding(matches=(bare,))))
    assert "(not kept)" in REPORTERS["markdown"](check(finding(matches=(bare,)))).decode()


class Tags(HTMLParser):
    """Collects tags, attributes and text of rendered Markdown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(result, name: str = "markdown") -> Tags:
    renderer = MarkdownIt("commonmark", {"html": True}).enable("table")
    return Tags(renderer.render(REPORTERS[name](result).decode("utf-8")))


OURS = {
    *("h2", "h3", "p", "ul", "li", "strong", "em", "code", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


def test_markdown_tells_what_was_found() -> None:
    """The verdict is the heading; then articles, findings, passages, and what is accepted."""
    page = rendered(planted())

    assert page.text.startswith("dedup check: 2 findings fail, 1 more to note")
    assert "4 articles checked against 340 of archive/." in page.text
    assert page.text.index("lighthouse.txt") < page.text.index("Accepted")
    assert "Changed number: 27 ships → 72 ships" in page.text
    assert "Near-duplicate without credit, incoming/harbour.txt:1:1" in page.text
    assert "known: weekly column" in page.text
    assert {"table", "details"} <= page.tags <= OURS


def test_no_text_is_markup() -> None:
    """Hostile text shows as text: no tags, links, images or mentions, no cell more or less."""
    page = rendered(poisoned())

    assert page.tags <= OURS
    assert page.attributes == set()
    assert "<script>alert(1)</script> [a](javascript:b) @\u200bdesk #\u200b12" in page.text
    assert "| `code`" in page.text


@settings(max_examples=25)
@given(results)
def test_markdown_is_only_ours(result) -> None:
    """Whatever the texts, the page has our tags alone, and each row as many cells as the head."""
    page = REPORTERS["markdown"](result).decode("utf-8")

    assert rendered(result).tags <= OURS
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert all(row.count("|") == 4 for row in rows)


@pytest.mark.parametrize("text", ["www.a.example", "https://a.example", "me@a.example", "GH-1 #1"])
def test_nothing_becomes_a_link(text: str) -> None:
    """What a forge turns into links and mentions is broken up, and still reads the same."""
    escaped = markdown.escape(text)

    assert "www." not in escaped
    assert "://" not in escaped
    assert not re.search(r"@\w|#1", escaped)
    shown = MarkdownIt("commonmark").render(escaped).replace("\u200b", "")
    assert shown == f"<p>{text}</p>\n"


@pytest.mark.parametrize(("name", "most"), [("markdown", 65_536), ("github-summary", 1024 * 1024)])
def test_pages_stay_below_the_limits_of_github(name: str, most: int) -> None:
    """What does not fit is left out, the least first, and the page says how much."""
    many = [
        finding(incoming=article(f"{number:04}.txt"), message=HOSTILE * 9) for number in range(900)
    ]

    page = REPORTERS[name](check(*many))

    (left_out,) = re.findall(r"_([\d,]+) more findings did not fit here", page.decode("utf-8"))
    shown = page.decode("utf-8").count("**error&#") + page.decode("utf-8").count("**error:")
    assert most / 2 < len(page) <= most
    assert shown + int(left_out.replace(",", "")) == 900
    assert b"0000.txt" in page
