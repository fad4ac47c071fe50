"""The HTML reports in a real browser: what a reader can do with them.

The goldens are refreshed by ``GOLDEN=write pytest tests/report/html/test_browser.py``; look
at what they were made of before they are committed.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dedup import Article
from dedup.evidence import Verdict
from dedup.report.html import check_html, matrix_page, pair_page
from tests.report import checks
from tests.report.html.pages import (
    HOSTILE,
    OTHER,
    REWRITE,
    RIGHT_TO_LEFT,
    RIGHT_TO_LEFT_COPY,
    WIRE,
    matrix,
    pair,
)
from tests.report.html.test_pages import every_page

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
_CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
if _CHROMIUM is None:
    pytest.skip("no Chromium: apt-get install chromium", allow_module_level=True)

pytestmark = pytest.mark.slow

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_GOLDEN = Path(__file__).parent / "golden"
_WINDOWS = ((390, 2600), (900, 1600), (1400, 1200))
_FONTS = ("Liberation Serif", "Liberation Sans")
_BLOCKS = 24  # a golden is so many blocks wide
_WIDE = {"width": 1400, "height": 1000}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """One browser for all tests, with a profile of its own."""
    with sync_api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=_CHROMIUM,
            headless=True,
            args=list(_FLAGS),
            viewport=_WIDE,
        )
        yield context
        context.close()


class Opened:
    """A page in the browser, and all that it complained of or asked for."""

    def __init__(self, browser, folder: Path) -> None:
        self.page = browser.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self._file = folder / "report.html"

    def show(self, page: bytes, *, width: int = 1400, height: int = 1000, scheme: str = "light"):
        self._file.write_bytes(page)
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto(self._file.as_uri())
        return self.page


@pytest.fixture
def opened(browser, tmp_path):
    """A page that must neither complain nor ask for anything but its own file."""
    found = Opened(browser, tmp_path)
    yield found
    asked = [url for url in found.asked if not url.startswith("file://")]
    found.page.close()
    assert found.complaints == []
    assert asked == []


def steady():
    """A pair that looks the same whatever the model of the verdict says of it."""
    return replace(
        pair(),
        verdict=Verdict(
            label="rewritten",
            probability=0.97,
            relation="undetermined",
            reused_share={"a": 0.8, "b": 0.8},
            reasons=("6 runs of five or more shared words", "3 sentences copied"),
        ),
    )


def compared() -> bytes:
    others = (OTHER, RIGHT_TO_LEFT)
    second = replace(steady(), a=REWRITE, b=OTHER, alignment=pair(REWRITE, OTHER).alignment)
    return matrix_page(matrix(WIRE, REWRITE, *others), [steady(), second])


def checked() -> bytes:
    shown = steady()
    first = checks.finding(
        incoming=checks.article(shown.a.id, title=shown.a.title),
        source=checks.article(shown.b.id, title=shown.b.title),
        pair=shown,
    )
    return check_html(checks.check(first, *checks.planted().findings))


def until(page, expression: str, argument=None) -> None:
    """Wait until an expression holds: the page's policy forbids Playwright to wait inside it."""
    ends = time.monotonic() + 20
    while not page.evaluate(expression, argument):
        assert time.monotonic() < ends, f"not within 20 s: {expression}"
        page.wait_for_timeout(20)


def lit(page) -> list[str]:
    return page.eval_on_selector_all(".text .s.lit", "all => all.map(one => one.id)")


def test_pointing_lights_up_the_partner_and_brings_it(opened) -> None:
    """Pointing at a sentence lights its partners, the line between and scrolls the other text."""
    long = replace(REWRITE, text="A day went by in town. " * 150 + REWRITE.text)
    page = opened.show(pair_page(pair(WIRE, long)))
    last = page.locator(".col-a .s[data-l]").last
    assert page.locator(".lines path.lit").count() == 0
    before = page.evaluate("document.querySelector('.col-b .text').scrollTop")

    last.scroll_into_view_if_needed()
    last.hover()
    until(page, "before => document.querySelector('.col-b .text').scrollTop > before + 500", before)
    until(page, "document.querySelectorAll('.lines path.lit').length == 1")

    partner = page.locator(".col-b .s.lit").bounding_box()
    window = page.locator(".col-b .text").bounding_box()
    assert window["y"] <= partner["y"] + 2 <= window["y"] + window["height"]
    assert len(lit(page)) == 2

    page.mouse.move(2, 2)
    until(page, "!document.querySelector('.s.lit')")


def test_the_keyboard_does_what_the_mouse_does(opened) -> None:
    """A sentence that is reached by Tab lights up with its partner; Escape puts it out."""
    page = opened.show(pair_page(pair()))

    page.locator(".col-a .n").first.focus()
    page.wait_for_selector(".col-b .s.lit")
    first = lit(page)
    page.keyboard.press("Tab")
    until(page, "first => !document.getElementById(first).matches('.lit')", first[0])

    assert lit(page)
    assert page.evaluate("document.activeElement.className") == "n"
    page.keyboard.press("Escape")
    assert lit(page) == []


def test_a_click_holds_the_light(opened) -> None:
    """What was clicked stays lit while the mouse moves on, until it is clicked again."""
    page = opened.show(pair_page(pair()))
    sentence = page.locator(".col-a .s[data-l]").first

    sentence.click(position={"x": 60, "y": 8})
    page.mouse.move(2, 2)
    assert len(lit(page)) == 2

    sentence.click(position={"x": 60, "y": 8})
    page.mouse.move(2, 2)
    assert lit(page) == []


def test_a_phone_shows_both_texts_and_a_tablet_side_by_side(opened) -> None:
    """A phone has room for both windows at once; from a tablet on they stand side by side."""
    for width, beside in ((360, False), (768, True)):
        page = opened.show(pair_page(pair()), width=width, height=780)
        a, b = (page.locator(f".col-{side} .text").bounding_box() for side in "ab")

        assert (b["x"] >= a["x"] + a["width"]) is beside
        assert page.locator(".lines path").count() > 0 or not beside
        assert max(a["y"] + a["height"], b["y"] + b["height"]) - a["y"] <= 780


def test_lines_stay_with_their_sentences(opened) -> None:
    """However both texts are scrolled, a line ends at its sentence or at the edge it is behind."""
    page = opened.show(pair_page(pair()), height=500)
    page.evaluate("document.querySelector('.col-a .text').scrollTop = 160")
    page.evaluate("document.querySelector('.col-b .text').scrollTop = 60")
    page.wait_for_timeout(100)

    far = page.evaluate(
        """() => [...document.querySelectorAll('.lines path')].map((path) => {
        const room = path.ownerSVGElement.getBoundingClientRect();
        const numbers = path.getAttribute('d').match(/-?[\\d.]+/g).map(Number);
        const off = (side, end) => Math.min(...[...document.querySelectorAll(
          `.col-${side} .s[data-l~='${path.dataset.l}']`)].map((sentence) => {
          const line = sentence.getClientRects()[0];
          const frame = sentence.closest('.text').getBoundingClientRect();
          const middle = line.top + line.height / 2;
          const seen = Math.min(Math.max(middle, frame.top), frame.bottom);
          return Math.abs(seen - room.top - end);
        }));
        return Math.max(off('a', numbers[1]), off('b', numbers.at(-1)));
        })"""
    )

    assert len(far) >= 3
    assert max(far) < 1


def test_filters_take_kinds_away(opened) -> None:
    """A kind that is not wanted loses its colour and its lines."""
    page = opened.show(pair_page(pair()))
    page.wait_for_selector(".lines path")
    colour = "document.querySelector('.text .k-P').matches('.text .k-P') && getComputedStyle("
    colour += "document.querySelector('.text .k-P')).backgroundColor"
    before, lines = page.evaluate(colour), page.locator(".lines path.t-P").count()

    page.locator(".kinds input[value=P]").uncheck()
    until(page, "!document.querySelector('.lines path.t-P')")

    assert lines
    assert before != "rgba(0, 0, 0, 0)"
    assert page.evaluate(colour) == "rgba(0, 0, 0, 0)"
    assert page.locator(".lines path").count() > 0


def test_a_difference_leads_to_its_sentence(opened) -> None:
    """A detail told differently is a link to where it stands, and lights it."""
    page = opened.show(pair_page(pair()))

    page.locator(".differences a").first.click()

    target = page.locator(".differences a").first.get_attribute("href")[1:]
    assert target in lit(page)
    assert "72" in page.locator(f"#{target} mark.drift").inner_text()


def test_the_slider_and_the_search_leave_out_pairs(opened) -> None:
    """Cells below the threshold lose their colour; rows and pairs that do not match are hidden."""
    values = np.eye(4)
    values[0, 1] = values[1, 0] = 0.9
    values[2, 3] = values[3, 2] = 0.6
    page = opened.show(
        matrix_page(matrix(WIRE, REWRITE, OTHER, RIGHT_TO_LEFT, values=values), [pair()])
    )
    entries = page.locator(".entry:visible")
    assert entries.count() == 2

    page.locator(".threshold").fill("70")
    assert entries.count() == 1
    assert page.locator(".heat td.off").count() == 10
    assert page.locator(".found").inner_text() == "Pairs shown: 1 of 2"

    page.locator(".threshold").fill("0")
    page.locator(".search").fill("MARROW")
    assert entries.count() == 1
    assert page.locator(".heat tbody tr:visible").count() == 1


def test_a_search_leaves_groups_that_match(opened) -> None:
    """Above 200 articles a search hides the groups in which nothing is found."""
    many = [Article(id=f"n{i:03}", text="") for i in range(201)]
    values = np.eye(201)
    values[0, 1] = values[1, 0] = 0.7
    values[9, 8] = values[8, 9] = 0.6
    page = opened.show(matrix_page(matrix(*many, values=values)))
    assert page.locator(".group:visible").count() == 2

    page.locator(".search").fill("n008")

    assert page.locator(".group:visible").count() == 1
    assert "n008" in page.locator(".group:visible").inner_text()
    assert not page.locator(".reading").is_visible()
    page.locator(".group:visible summary").click()
    assert page.locator(".reading").is_visible()


def test_cells_are_read_and_opened_by_keyboard(opened) -> None:
    """Arrow keys walk over the heat map, Enter opens the two articles."""
    page = opened.show(compared())

    page.locator(".heat tbody td:not(.self) a").first.focus()
    assert "90 %" in page.locator(".readout").inner_text()
    assert REWRITE.title in page.locator(".readout").inner_text()
    page.keyboard.press("ArrowRight")
    assert "2 %" in page.locator(".readout").inner_text()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")

    page.wait_for_selector("#p1 .lines path")
    assert page.locator("details.entry").first.get_attribute("open") is not None
    assert page.evaluate("document.activeElement.id") == "p1"


@pytest.mark.parametrize("width", [390, 1400])
def test_an_opened_pair_says_which_it_is(opened, width: int) -> None:
    """Whoever opens a cell sees the names of the two articles above their texts."""
    page = opened.show(compared(), width=width, height=700)

    page.locator(".heat tbody td:not(.self) a").first.click()
    until(page, "document.activeElement.id == 'p1'")

    names = page.locator("details.entry[open] summary .ends").first.bounding_box()
    tools = page.locator(".tools").bounding_box()
    assert names["y"] >= max(tools["y"] + tools["height"], 0)
    assert names["y"] + names["height"] <= 350


def test_findings_can_be_chosen(opened) -> None:
    """Levels and states that are not wanted are hidden, with the articles that have no others."""
    page = opened.show(checked())
    every = page.locator(".finding:visible").count()

    page.locator("input[data-state=known]").uncheck()
    page.locator("input[data-state=ignored]").uncheck()
    assert page.locator(".finding:visible").count() == every - 2
    page.locator("input[data-level=error]").uncheck()
    assert page.locator(".finding.level-error:visible").count() == 0
    assert page.locator(".incoming:visible").count() < page.locator(".incoming").count()
    listed = page.locator(".overview li:visible").count()
    assert listed == page.locator(".incoming:visible").count()

    page.reload()
    page.get_by_text("Both articles side by side").first.click()
    page.wait_for_selector(".lines path")


def test_hostile_text_does_nothing(opened) -> None:
    """No page of a hostile article runs what the article holds, whatever is opened."""
    for rendered in every_page().values():
        page = opened.show(rendered)
        for summary in page.locator("summary").all():
            if summary.is_visible():
                summary.click()
            assert page.evaluate("window.pwned === undefined")
        assert page.locator("img, main script, iframe").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0


def test_nothing_may_be_loaded(opened) -> None:
    """The policy of the page forbids even a script that found its way in."""
    page = opened.show(pair_page(pair()))

    page.evaluate(
        """() => {
        const script = document.createElement('script');
        script.textContent = 'window.pwned = 1';
        document.body.append(script);
        const image = new Image();
        image.src = 'https://example.invalid/x.png';
        document.body.append(image);
        }"""
    )

    page.wait_for_timeout(50)
    assert page.evaluate("window.pwned === undefined")
    assert len([text for text in opened.complaints if "Content Security Policy" in text]) == 2
    opened.complaints.clear()
    opened.asked.clear()


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (390, "dark")])
def test_axe_finds_nothing(opened, width: int, scheme: str) -> None:
    """The pages pass the automated checks of axe, with everything opened and a sentence lit."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    pages = (pair_page(pair()), pair_page(pair(WIRE, OTHER)), compared(), checked())
    for rendered in pages:
        page = opened.show(rendered, width=width, scheme=scheme)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        if page.locator(".text .n").count():
            page.locator(".text .n").first.focus()  # with a light on
        page.evaluate(axe)
        found = page.evaluate("axe.run().then(found => found.violations)")
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 390, 900])
def test_nothing_sticks_out(opened, width: int) -> None:
    """No page is wider than its window, whatever the names."""
    long = Article(id="x" * 300, title="y" * 300, text="z" * 400 + ". " + WIRE.text, path="/p" * 90)
    for rendered in (
        pair_page(pair(long, WIRE)),
        matrix_page(matrix(long, WIRE), [pair(long, WIRE)]),
        pair_page(pair(RIGHT_TO_LEFT, RIGHT_TO_LEFT_COPY)),
        pair_page(pair(HOSTILE, WIRE)),
        check_html(
            checks.check(
                *(
                    checks.finding(
                        incoming=checks.article(f"{name}/" + "x" * 300, title="y" * 300),
                        source=checks.article("z" * 300, outlet="o" * 200),
                    )
                    for name in "ab"
                )
            )
        ),
        checked(),
    ):
        page = opened.show(rendered, width=width)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_right_to_left_text_runs_right_to_left(opened) -> None:
    """Arabic paragraphs begin on the right."""
    page = opened.show(pair_page(pair(RIGHT_TO_LEFT, RIGHT_TO_LEFT_COPY)))

    directions = page.eval_on_selector_all(
        ".text p", "all => all.map(one => getComputedStyle(one).direction)"
    )
    assert set(directions) == {"rtl"}


def test_paper_holds_both_texts(opened) -> None:
    """Printed, the texts stand whole, without windows to scroll in or tools to press."""
    page = opened.show(pair_page(pair(WIRE, replace(REWRITE, text=REWRITE.text * 9))))

    assert page.pdf(format="A4").startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.text')).maxHeight") == "none"
    assert not page.locator(".kinds input").first.is_visible()
    assert page.locator(".about").is_visible()


def test_without_script_everything_is_there(browser, tmp_path) -> None:
    """A browser that runs no script shows both texts whole, and opens pairs by their links."""
    page = browser.new_page()
    session = browser.new_cdp_session(page)
    session.send("Emulation.setScriptExecutionDisabled", {"value": True})
    file = tmp_path / "report.html"
    file.write_bytes(pair_page(pair()))
    page.goto(file.as_uri())

    assert "Fishermen complained" in page.locator(".col-a .text").inner_text()
    box = page.locator(".col-a .text").bounding_box()
    last = page.locator(".col-a .s").last.bounding_box()
    assert last["y"] + last["height"] <= box["y"] + box["height"]
    file.write_bytes(compared())
    page.goto(file.as_uri())
    assert not page.locator(".tools").is_visible()
    page.locator(".heat a").first.click()
    assert page.locator("#p1 .col-a .text").is_visible()
    page.close()


def _coarse(picture: bytes) -> np.ndarray:
    """Average a picture over square blocks, shape (rows, 24, 3), from 0 to 255."""
    with Image.open(io.BytesIO(picture)) as image:
        size = (_BLOCKS, round(_BLOCKS * image.height / image.width))
        colours = image.convert("RGB").resize(size, Image.Resampling.BOX)
        return np.asarray(colours, dtype=np.float64)


def _has_fonts() -> bool:
    listed = shutil.which("fc-list") and subprocess.run(
        ["fc-list", ":", "family"], capture_output=True, text=True, check=False
    )
    return bool(listed) and all(name in listed.stdout for name in _FONTS)


@pytest.mark.skipif(not _has_fonts(), reason=f"the goldens need the fonts {' and '.join(_FONTS)}")
@pytest.mark.parametrize(("width", "height"), _WINDOWS)
@pytest.mark.parametrize("name", ["pair", "matrix", "check"])
def test_pages_look_as_they_did(opened, name: str, width: int, height: int) -> None:
    """Seen from afar a page looks as it did when somebody looked at it: no part moved or went."""
    rendered = {"pair": lambda: pair_page(steady()), "matrix": compared, "check": checked}[name]()
    page = opened.show(rendered, width=width, height=height)
    page.wait_for_timeout(100)  # lines are drawn in the next frame
    found = _coarse(page.screenshot())
    golden = _GOLDEN / f"{name}-{width}.png"
    if os.environ.get("GOLDEN") == "write":
        golden.parent.mkdir(exist_ok=True)
        Image.fromarray(found.round().astype(np.uint8)).save(golden)

    expected = _coarse(golden.read_bytes())

    assert found.shape == expected.shape
    assert np.abs(found - expected).mean() < 6
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.8
