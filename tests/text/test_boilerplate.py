import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from dedup.text import boilerplate

SHARED = Path(__file__).parents[2].parent / "shared" / "articles"

MARKED = {
    "menu": [
        "Home",
        "Skip to main content",
        "ADVERTISEMENT",
        "Home > World > Asia",
        "News | Sport | Weather | Culture",
        "HomeSecurityFlashpointsRebels launch offensive",
        "Tags: flood, rescue",
        "4 min read",
        "Anzeige",
        "Publicité",
    ],
    "share": [
        "Share",
        "Share this article",
        "Share on Facebook",
        "Facebook Twitter WhatsApp Email",
        "Follow us on Twitter @daily",
        "Teilen",
        "Partager sur Facebook",
    ],
    "related": [
        "Read more",
        "READ MORE: Who are the rebels?",
        "Also read | Ten things to know",
        "related articles",
        "You may also like",
        "Lesen Sie auch: Wer sind die Rebellen?",
        "À lire aussi",
        "Lea también: La crisis",
        "Leggi anche",
        "Leia também: A crise",
        "Lees ook",
    ],
    "credit": [
        "(Reporting by Ann Hale in Oslo; Editing by Jan de Vries)",
        "Reporting by Ann Hale and Bo Lee, Editing by Cy Fox",
        "Additional reporting by Ann Hale",
        "By Ann Hale",
        "By Ann Hale and Bo Lee, Senior Correspondent",
        "(With inputs from PTI)",
        "News Desk",
        "Contact: press@example.org",
        "Send press releases to:",
        "Photo: Ann Hale",
        "Source: Reuters",
        "(AFP)",
        "Quelle: dpa",
    ],
    "copyright": [
        "© 2024 Daily Star",
        "Copyright 2024 Daily Star",
        "(c) 2024 Daily Star",
        "The Daily Star. All rights reserved.",
        "Alle Rechte vorbehalten.",
    ],
    "newsletter": [
        "Subscribe to our channel",
        "Sign up for our daily newsletter",
        "Get the news in your inbox",
        "Newsletter",
        "Suscríbete a nuestro boletín",
    ],
    "comment": [
        "Comments",
        "12 comments",
        "Leave a reply",
        "Comments (3)",
        "Your email address will not be published.",
        "Kommentare",
    ],
    "heading": ["Frequently Asked Questions (FAQ)\n\nWhy did the dam fail?", "Häufige Fragen\nFAQ"],
    "disclaimer": [
        f"(Disclaimer: The information in this article {'may change at any time ' * 6})",
        "The views expressed here are the author's own.",
        f"The comments posted here are not from Star Live. {'Be kind. ' * 9}".strip(),
        "This article was originally published in The Star.",
        "This story has not been edited by our staff and is auto-generated from a feed.",
    ],
    "date": [
        "Sunday 16 June, 2024",
        "June 16, 2024",
        "Published: 2024-06-16 10:30",
        "Last updated on 16 June 2024 at 10:30 am GMT",
        "16.06.2024, 10:30 Uhr",
        "16 juin 2024 à 10h30",
        "16 de junio de 2024",
    ],
}
PROSE = [
    "Rebels take border town",
    "The town fell on Sunday.",
    "Share prices fell on Monday.",
    "Share of renewables rises",
    "Home sales fell in May.",
    "HomePod sales fall again",
    "Read my lips, he said.",
    "Related charges were dropped.",
    "Contact with the boat was lost at noon.",
    "Copyright law changed.",
    "Reporting by the BBC found abuse in nine homes.",
    "By Friday the water had gone.",
    "By then it was over",
    "Follow him on his journey across Asia",
    "Register to vote by Friday",
    "Get the facts right, judge tells lawyers",
    "May 16 was a Thursday.",
    "In June 2024 it rained.",
    "Comments by the minister angered Paris.",
    "The views from the tower were splendid.",
    "The opinions expressed in the survey shocked the ministers.",
    "This article of the constitution was never used.",
    "Sources: Striker to leave in June",
    "Video shows man pulled from river",
    "“Why did the dam fail?”",
    '"Read more: books save lives," the poster said',
    "Why did the dam fail?",
    "But will it hold?",
    "Three questions remain",
    "What we know so far",
    "Next, the rebels turned north.",
    "12 people died.",
    "2024 was the hottest year.",
    "(A fourth is missing.)",
]


@pytest.mark.parametrize(("reason", "line"), [(r, line) for r in MARKED for line in MARKED[r]])
def test_marked(reason, line):
    """Each line is marked whole and for its reason."""
    text = f"Rebels took the town.\n\n  {line}\r\nThe town fell on Sunday."
    found = boilerplate(text)

    assert {span.reason for span in found} == {reason}
    assert [text[start:end] for start, end, _ in found] == [p for p in line.split("\n") if p]


@pytest.mark.parametrize("line", PROSE)
def test_prose(line):
    """Headlines, crossheads, short sentences and quoted lines are of the story."""
    assert boilerplate(f"Rebels took the town.\n{line}\nThe town fell on Sunday.") == []


@pytest.mark.parametrize(
    "credit",
    [
        "(Reporting by Ann Hale)",
        "Reporting by Al Fox; editing by Bo Lee",
        "Reporting by J.J. Fox and The Desk. Editing By Bo van der Lee, Writing by Ed O’Hara.",
    ],
)
def test_closing_credit(credit):
    """A credit behind the last sentence is marked alone."""
    text = f"The talks go on, the minister said. {credit}\n"
    at = text.index(credit)

    assert boilerplate(text) == [(at, at + len(credit), "credit")]


def test_questions_of_an_faq():
    """Several plain questions on lines of their own are headings."""
    text = "Why did it fail?\nIt was old.\nWho pays?\nNobody knows."

    assert [text[a:b] for a, b, _ in boilerplate(text)] == ["Why did it fail?", "Who pays?"]


def test_long_prose():
    """A long line is prose, however it begins."""
    assert boilerplate("Share this article " + "and the story goes on " * 10) == []


@given(st.text() | st.lists(st.sampled_from([*PROSE, "Home", "\r", "", "Why?"])).map("\n".join))
def test_spans(text):
    """Spans are trimmed, full, in order and apart."""
    found = boilerplate(text)

    assert all(text[a:b] == text[a:b].strip() != "" for a, b, _ in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@pytest.mark.parametrize("text", ["", "word", "\n\n", "\x00", "\ud800", "שלום", "?", "(", "¿"])
def test_awkward(text):
    """Odd texts hold no boilerplate."""
    assert boilerplate(text) == []


@pytest.mark.parametrize("head", ["word ", "The views ", "Reporting by A ", "Home > "])
def test_one_huge_line(head):
    """Ten million characters on a line are passed over."""
    assert boilerplate(head * (10_000_000 // len(head)) + "end of it") == []


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by " + "The " * 25 + "!",
        "He left. Reporting by " + "De " * 5_000 + "!",
        "He left. Reporting by Ann" + ". Editing By Ann" * 2_000 + "!",
        "He left. Reporting by Ann" + ".Editing By Ann" * 2_000 + "!",
        "He left. Reporting by Ann" + ", Editing By Bo" * 2_000 + "!",
    ],
)
def test_names_without_end(line):
    """Names that may be read in many ways are read in one: the time does not double with each."""
    began = time.perf_counter()

    assert boilerplate(line) == []
    assert time.perf_counter() - began < 2


@pytest.mark.skipif(not SHARED.is_dir(), reason="articles lie beside some checkouts only")
def test_real_articles():
    """In real articles what is not of the story is found, and nothing else."""
    reasons = {
        path.name[:3]: [span.reason for span in boilerplate(path.read_text(encoding="utf-8"))]
        for path in SHARED.glob("*.txt")
    }

    assert reasons["000"] == ["heading"] * 7 + ["disclaimer"]
    assert reasons["001"] == ["date", "menu", "credit", "credit", "credit", "related", "related"]
    assert reasons["002"] == reasons["003"] == []
    assert reasons["004"] == ["disclaimer"]
