import sys

import pytest

BODY = (
    "<p>A ferry struck a rock off Tarn on Tuesday and all who were on board were rescued.</p>" * 4
)
PAGE = f"""<?xml version="1.0" encoding="utf-8"?>
<!doctype html><html lang="en-GB"><head><title>Ferry runs aground</title>
<meta property="og:site_name" content="Norrland Post"><meta name="author" content="Ida Rehn">
<meta property="article:published_time" content="2025-03-04T09:20:00Z">
<link rel="canonical" href="https://example.org/ferry"></head>
<body><nav><a href="/">Menu</a></nav><article><h1>Ferry runs aground</h1>{BODY}</article>
<footer>Terms of use</footer></body></html>"""


def test_page_is_an_article(read_back):
    """The main text is kept, the furniture is not, and the head describes the article."""
    pytest.importorskip("trafilatura")

    [article], problems = read_back("p.html", PAGE)

    assert "struck a rock" in article.text
    assert "Menu" not in article.text
    assert (article.id, article.title) == ("p.html", "Ferry runs aground")
    assert (article.published, article.language) == ("2025-03-04", "en")
    assert (article.outlet, article.credit) == ("Norrland Post", "Ida Rehn")
    assert article.url == "https://example.org/ferry"
    assert problems == []


def test_a_date_is_the_page_s_own(read_back):
    """A year in the text is no date of publication, and what the head says may lie ahead."""
    pytest.importorskip("trafilatura")
    undated = PAGE.replace("2025-03-04T09:20:00Z", "").replace("on Tuesday", "from 2016 to 2021")
    ahead = PAGE.replace("2025-03-04", "2093-03-04")

    assert read_back("p.html", undated)[0][0].published is None
    assert read_back("p.html", ahead)[0][0].published == "2093-03-04"


@pytest.mark.parametrize("page", ["", "<html></html>"])
def test_page_without_text_is_a_problem(read_back, page):
    """A page in which no article is found is told."""
    pytest.importorskip("trafilatura")

    assert read_back("p.html", page) == ([], ["p.html: no article found in the page"])


def test_missing_extra_is_a_problem(read_back, monkeypatch):
    """Without trafilatura each page is a problem that says what to install."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)

    assert read_back("p.html", PAGE) == (
        [],
        ["p.html: reading HTML needs an extra package: pip install 'dedup[html]'"],
    )
