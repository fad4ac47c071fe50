"""Photograph two reports for the README, from the corpus (needs the extra `test` and Chromium).

python docs/screenshots.py
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

import dedup
from dedup.pipeline.collecting import Workers
from dedup.pipeline.showing import aligned, pairs_of_matrix
from dedup.report.html import matrix_page, pair_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = Path(__file__).parent
EVENT = "wildfire-valley/"
PAIR = (EVENT + "wire", EVENT + "heavy")
COLOURS = 256  # a palette keeps the files small


def photograph(page: Page, html: bytes, folder: Path, *, height: int) -> None:
    """Open a report in a window of a given height."""
    file = folder / "report.html"
    file.write_bytes(html)
    page.set_viewport_size({"width": 1240, "height": height})
    page.goto(file.as_uri())


def save(page: Page, name: str) -> None:
    """Write what the window shows, from its top."""
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(500)  # the other text has come, the lines are drawn
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        palette = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        palette.save(HERE / "pictures" / name, optimize=True)


def main() -> None:
    """Write the pictures."""
    os.chdir(HERE.parent)  # the reports name files as they were given
    articles = {
        article.id: article for article in dedup.read("corpus") if article.id.startswith(EVENT)
    }
    matrix = dedup.matrix(articles.values(), measure="source").ordered()
    with Workers(1) as workers:
        pair = aligned([(articles[PAIR[0]], articles[PAIR[1]])], workers)[0]
        compared = matrix_page(matrix, pairs_of_matrix(matrix, workers))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            Path(folder) / "profile",
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
            reduced_motion="reduce",
        )
        page = browser.new_page()
        photograph(page, pair_page(pair), Path(folder), height=1400)
        page.locator(".col-a .s[data-l]").nth(2).click()  # stays lit
        save(page, "pair.png")
        photograph(page, compared, Path(folder), height=1020)
        page.locator(f".heat tr[data-find^='{PAIR[1]} '] td a").last.hover()
        save(page, "matrix.png")
        browser.close()


if __name__ == "__main__":
    main()
