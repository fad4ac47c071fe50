"""Whom an article credits, in its data, its head, its end, its prose and its links."""

import time

import pytest

from dedup import Article
from dedup.evidence.credits import Names, crediting, names_behind, relation_of, shipped_names

BODY = "The harbour wall at Corrow gave way on Sunday, and the quay flooded within the hour."
REUTERS = Article(id="wire", text=f"CORROW, March 2 (Reuters) - {BODY}", outlet="Reuters")
MAIL = Article(id="mail", text=BODY, outlet="The Archipelago Mail", url="https://mail.example/a")


def paper(text: str, **fields: str) -> Article:
    return Article(**({"id": "paper", "text": text, "outlet": "The Quay"} | fields))


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"CORROW (Reuters) - {BODY}", "dateline"),
        (f"Wall fails\n\nCORROW, 2 March (Reuters/AFP) — {BODY}", "dateline"),
        (f"Corrow, Reuters - {BODY}", "dateline"),
        (f"Berlin (dpa/Reuters) – {BODY}", "dateline"),
        (f"Corrow (Reuters) {BODY}", "dateline"),
        (f"(Reuters) {BODY}", "dateline"),
        (f"{BODY} (Reuters)", "closing line"),
        (f"{BODY}\n(Reuters)\n", "closing line"),
        (f"{BODY}\n\n— Reuters", "closing line"),
        (f"{BODY} – AFP, Reuters", "closing line"),
        (f"{BODY}\nSource: Reuters", "closing line"),
        (f"By Reuters\n{BODY}", "closing line"),
        (f"By Reuters Staff\n\n{BODY}", "closing line"),
        (f"By Ann Lee of Reuters\n\n{BODY}", "closing line"),
        (f"By Ann Lee | Reuters\n\n{BODY}", "closing line"),
        (f"Ann Lee\nReuters\n\n{BODY}", "closing line"),
        (f"{BODY}\n\nAFP/Reuters", "closing line"),
        (f"{BODY}\n\nsource: reuters", "closing line"),
        (f"{BODY}\n(with agency inputs from Reuters)", "closing line"),
        (f"{BODY}\nMit Material von dpa und Reuters", "closing line"),
        (f"{BODY}\n(Con información de Reuters)", "closing line"),
        (f"{BODY}\nИсточник: Reuters", "closing line"),
        (f"{BODY}\n© Reuters 2026", "closing line"),
        (f"{BODY}\nCopyright 2026 Reuters. All rights reserved.", "closing line"),
        (f"{BODY}\nThis story first appeared in Reuters.", "closing line"),
        (f"{BODY}\nWith reporting from Reuters", "closing line"),
        (f"{BODY}\n© 2026 Thomson Reuters.", "closing line"),
        (f"{BODY} Nobody was hurt, according to Reuters.", "text"),
        (f"{BODY} Nobody was hurt, according to the news agency Reuters.", "text"),
        (f"{BODY} As first reported by Reuters, nobody was hurt.", "text"),
        (f"{BODY} Nobody was hurt, Reuters reported.", "text"),
        (f"{BODY} Reuters first reported the breach.", "text"),
        (f"{BODY} Reuters contributed to this report.", "text"),
        (f"{BODY} Verletzt wurde niemand, berichtet die Nachrichtenagentur Reuters.", "text"),
        (f"{BODY} Niemand wurde verletzt, laut Reuters.", "text"),
        (f"{BODY} Personne n'a été blessé, selon l’agence Reuters.", "text"),
        (f"{BODY} Nadie resultó herido, según Reuters.", "text"),
        (f"{BODY} More: https://www.reuters.com/world/corrow-wall", "link"),
    ],
)
def test_a_credit_is_found_wherever_it_stands(text: str, where: str) -> None:
    """Bylines, datelines, closing lines, attributions and links name the source."""
    credit = crediting(paper(text), REUTERS, shipped_names())

    assert credit is not None
    assert credit.where == where


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{BODY} “Nobody was hurt,” the mayor told Reuters.",
        f"{BODY} The mayor said in an interview with Reuters that nobody was hurt.",
        f"{BODY} “Nobody was hurt, according to Reuters,” the mayor said.",
        f"{BODY} A Reuters reporter saw the wall fall.",
        f"{BODY} Nobody was hurt, according to a Reuters photographer on the ground.",
        f"{BODY} Nobody was hurt, according to Reuters witnesses.",
        f"{BODY} Half the town slept, according to Reuters’ tally.",
        f"{BODY} Reuters could not verify the report.",
        f"{BODY}\nPhoto: Reuters",
        f"{BODY}\nThe quay on Sunday. (Photo by Ann Lee, Reuters)",
        f"{BODY}\nImage courtesy of Reuters",
        f"{BODY} Shares in Thomson Reuters fell.",
        f"{BODY}\n(With agency inputs)",
        f"Thomson Reuters (Reuters) said its office is dry.\n{BODY}",
        f"{BODY}\nReuters and the mayor disagree",
        "\n".join([BODY] * 7 + ["Reuters"] + [BODY] * 4),  # the menu of a page
        f"{BODY} The mayor wrote to ‘Reutersville’, according to Reutersville.",
    ],
)
def test_what_credits_no_copy_is_no_credit(text: str) -> None:
    """Who was told something, who took the picture, and who was present is not credited."""
    assert crediting(paper(text), REUTERS, shipped_names()) is None


def test_data_fields_are_credits() -> None:
    """The credit of the data counts, whatever name of the agency it uses."""
    source = Article(id="a", text=BODY, outlet="Agence France-Presse")

    credit = crediting(paper(BODY, credit="Staff, AFP"), source, shipped_names())

    assert str(credit) == "Agence France-Presse (credit line)"


@pytest.mark.parametrize(
    "credit", ["Reuters Staff", "By Ann Lee, Reuters", "own correspondent/Reuters"]
)
def test_a_byline_of_the_data_may_say_more_than_the_name(credit: str) -> None:
    """Who writes for an agency, or as its staff, credits the agency."""
    assert str(crediting(paper(BODY, credit=credit), REUTERS, NAMES)) == "Reuters (credit line)"


def test_the_common_source_is_a_credit() -> None:
    """Who credits the agency that the source credits too owes the source nothing."""
    reprint = Article(id="r", text=f"CORROW (Reuters) - {BODY}", outlet="The Morning Star")

    assert crediting(paper(f"{BODY} (Reuters)"), reprint, shipped_names()) is not None
    assert crediting(paper(f"{BODY} (AFP)"), reprint, shipped_names()) is None


def test_a_passing_mention_in_the_source_is_not_its_origin() -> None:
    """A rewriter who keeps an attribution of its source does not credit the source by it."""
    source = Article(id="s", text=f"{BODY} Nobody was hurt, according to AFP.", outlet="The Mail")

    assert crediting(paper(f"{BODY} Nobody was hurt, according to AFP."), source, NAMES) is None


NAMES = Names.with_more([("Nordlys Telegram", "Nordlys"), ("Northern Wire",)])


def test_names_can_be_added() -> None:
    """Agencies of the policy, and their aliases, are credited like those that ship."""
    source = Article(id="s", text=BODY, outlet="Nordlys Telegram")

    credit = crediting(paper(f"{BODY} Nobody was hurt, according to Nordlys."), source, NAMES)

    assert str(credit) == "Nordlys Telegram (text)"
    assert NAMES.key("nordlys") == NAMES.key("The Nordlys Telegram")


def test_an_outlet_is_credited_by_name_initials_or_host() -> None:
    """An unknown outlet is known by what its articles say of it."""
    names = shipped_names()

    assert str(
        crediting(paper(f"{BODY} According to the Archipelago Mail, it rained."), MAIL, names)
    )
    assert crediting(paper(f"{BODY} See https://mail.example/other"), MAIL, names).where == "link"
    union = Article(id="u", text=BODY, outlet="Coastal Press Union")
    assert crediting(paper(f"CORROW (CPU) - {BODY}"), union, names) is not None
    assert crediting(paper(BODY, credit="CPU"), union, names) is not None


def test_links_to_oneself_are_no_credit() -> None:
    """A link to another page of one's own site credits nobody."""
    own = paper(f"{BODY} See https://mail.example/other", url="https://www.mail.example/b")

    assert crediting(own, MAIL, shipped_names()) is None


def test_short_names_want_capitals() -> None:
    """PA is an agency, pa is not; nor is a name inside another word."""
    source = Article(id="s", text=BODY, outlet="PA Media")

    assert crediting(paper(f"{BODY} Nobody was hurt, PA reported."), source, NAMES) is not None
    assert crediting(paper(f"{BODY} Nobody was hurt, pa reported."), source, NAMES) is None
    assert crediting(paper(f"{BODY} Nobody was hurt, SPA reported."), source, NAMES) is None


def test_an_article_without_names_behind_it_cannot_be_credited() -> None:
    """A source of which nobody knows who made it is credited by nothing."""
    nobody = Article(id="n", text=BODY)

    assert names_behind(nobody, NAMES) == frozenset()
    assert crediting(paper(f"{BODY} (Reuters)", credit="AFP"), nobody, NAMES) is None


def test_a_credit_in_passing_proves_who_made_what() -> None:
    """Who attributes to the other's outlet was made from it."""
    a = paper(f"{BODY} Nobody was hurt, according to Reuters.")

    assert relation_of(a, REUTERS) == "a_from_b"
    assert relation_of(REUTERS, a) == "b_from_a"
    assert relation_of(MAIL, paper(BODY)) == "undetermined"


@pytest.mark.parametrize(
    "text", ["", "\n\n", "(", "—", "(Reuters", "http://[", "\u202e(Reuters)", "a" * 50_000]
)
def test_awkward_texts_credit_nobody(text: str) -> None:
    """Fragments, half marks and monsters neither crash nor credit."""
    crediting(paper(text), REUTERS, NAMES)
    assert crediting(paper(text), MAIL, NAMES) is None


def test_blanks_without_end_behind_a_label() -> None:
    """A line of blanks is read once, not in every way that its blanks can be shared out."""
    label = Article(id="label", text=f"by{' ' * 400}{'x' * 100}")
    began = time.perf_counter()

    assert relation_of(label, MAIL) == "undetermined"
    assert time.perf_counter() - began < 5
