"""The HTML reports as text: what stands in them, and that nothing else can."""

import base64
import hashlib
import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings
from typer.testing import CliRunner

from dedup import Article
from dedup.cli import build
from dedup.evidence import KINDS, Link
from dedup.gate import RULES
from dedup.pipeline import collecting, pairing, showing
from dedup.report import Cluster, ClusterTable, PairTable
from dedup.report.check import REPORTERS
from dedup.report.html import (
    check_html,
    clusters_page,
    listed_in_clusters,
    matrix_page,
    pair_page,
    pairs_page,
)
from dedup.report.html.about import about, datum_of
from dedup.report.html.entries import shelve
from dedup.report.html.pair import pair_view
from dedup.report.html.texts import paragraphs, visible
from dedup.report.kinds import LOOKS
from dedup.report.labels import per_cent
from tests.evidence.strategies import articles
from tests.report import checks
from tests.report.html.pages import (
    HOSTILE,
    OTHER,
    POISON,
    REWRITE,
    RIGHT_TO_LEFT,
    RIGHT_TO_LEFT_COPY,
    WIRE,
    Page,
    matrix,
    pair,
)

_KNOWN_TAGS = frozenset(
    """
    a article aside b bdi body caption circle code dd defs details div dl dt fieldset figcaption
    figure footer form g h1 h2 h3 h4 head header html i input label legend li main mark meta nav
    ol output p path pattern rect script section span strong style summary svg table tbody td text
    th thead title tr ul
    """.split()  # noqa: SIM905 - a table of words reads best so
)


def every_page() -> dict[str, bytes]:
    """One page of each kind, full of poison."""
    evil = pair(HOSTILE, WIRE)
    finding = checks.finding(
        incoming=checks.article(POISON, title=POISON, credit=POISON),
        message=POISON,
        reasons=(POISON,),
        justification=POISON,
        state="known",
        matches=(
            checks.Match(
                incoming=checks.Region(start=0, end=1, text=POISON),
                source=checks.Region(start=0, end=1, text=POISON),
                kind="verbatim",
                score=1.0,
            ),
        ),
        pair=evil,
    )
    other = checks.finding(incoming=checks.article(f"other {POISON}", title=POISON))
    return {
        "align": pair_page(evil),
        "matrix": matrix_page(matrix(HOSTILE, WIRE), [evil]),
        "pairs": _pairs_page([HOSTILE, replace(HOSTILE, id="evil/copy")]),
        "clusters": _clusters_page([HOSTILE, replace(HOSTILE, id="evil/copy", text=POISON)]),
        "check": check_html(
            checks.check(finding, other, archive=POISON, parameters={POISON: POISON})
        ),
    }


def _pairs_page(found: list[Article]) -> bytes:
    table = pairing.pairs(found)
    rows = dict(enumerate(found))
    return pairs_page(table, rows, [pair(*found[:2])], parameters={"threshold": 0.5})


def _clusters_page(found: list[Article]) -> bytes:
    ids = tuple(article.id for article in found)
    cluster = Cluster(
        cluster=1, size=len(ids), articles=ids, min_similarity=0.9, representative=ids[0]
    )
    table = ClusterTable(clusters=(cluster,), n_articles=9)
    by_id = {article.id: article for article in found}
    return clusters_page(table, by_id, [pair(found[1], found[0])], parameters={})


@pytest.fixture(scope="module")
def pages() -> dict[str, bytes]:
    return every_page()


def test_hostile_text_stays_text(pages: dict[str, bytes]) -> None:
    """Whatever an article holds, the page has no tag, handler or address that is not ours."""
    for name, page in pages.items():
        found = Page(page)
        assert "alert" not in found.raw["script"]
        assert sum(tag in {"script", "style"} for tag, _ in found.tags) == 2, name
        for tag, attributes in found.tags:
            assert tag in _KNOWN_TAGS, (name, tag)
            assert not [key for key in attributes if key.startswith("on") or key == "style"]
            assert "src" not in attributes
            assert (attributes.get("href") or "#").startswith(("#p", "#", "https://wire.example/"))
        assert "window.pwned=1" in found.text
        assert "49" not in found.text.split("{{ 7*7 }}")[0][-3:]


def test_controls_and_overrides_are_shown(pages: dict[str, bytes]) -> None:
    """NUL, escape, overrides and lone surrogates never reach the page as they are."""
    for name, page in pages.items():
        text = page.decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), name
        assert "␀" in text
        assert "[U+202E]" in text


def test_pages_carry_a_policy_that_fits(pages: dict[str, bytes]) -> None:
    """The page may load nothing and run nothing but its own style and script, by their hashes."""
    for page in pages.values():
        found = Page(page)
        policy = next(a["content"] for tag, a in found.tags if a.get("http-equiv"))
        for name in ("style", "script"):
            digest = hashlib.sha256(found.raw[name].encode()).digest()
            assert f"{name}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy


def test_every_page_says_what_it_rests_on(pages: dict[str, bytes]) -> None:
    """Version, settings, digests of the texts and the limits of a verdict are in each report."""
    digest = hashlib.sha256(HOSTILE.text.encode("utf-8", "surrogatepass")).hexdigest()
    for name, page in pages.items():
        text = Page(page).text
        assert "What this does not prove" in text
        assert f"dedup {name.rstrip('s') if name == 'clusters' else name}" in text
        assert ", version " in text
        if name != "check":  # its digests come with the result
            assert digest in text


def test_there_is_a_reporter_for_checks() -> None:
    """``--report html=FILE`` writes the page of the findings."""
    result = checks.planted()

    assert REPORTERS["html"](result) == check_html(result)


def test_no_text_is_lost() -> None:
    """Both columns hold every character of their article that shows, in order."""
    found = Page(pair_page(pair()))

    for side, article in (("a", WIRE), ("b", REWRITE)):
        assert found.columns[side].split() == article.text.split()


@settings(max_examples=40)
@given(articles, articles)
def test_paragraphs_hold_the_text(a: str, b: str) -> None:
    """Whatever the texts, the runs of a side put together are its characters."""
    found = pair(Article(id="a", text=a), Article(id="b", text=b))

    for side, article in (("a", found.a), ("b", found.b)):
        cut = paragraphs(article.text, found.alignment, side)
        runs = [run.text for paragraph in cut for sentence in paragraph for run in sentence.runs]
        assert "".join("".join(runs).split()) == "".join(article.text.split())


@given(st.text())
def test_visible_text_is_harmless(text: str) -> None:
    """What is made visible encodes and holds no control character but white space."""
    shown = visible(text)

    shown.encode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert visible(shown) == shown


def test_links_changes_and_drift_are_marked() -> None:
    """A linked sentence names its partner, changed words are marked and drift says what differs."""
    found = Page(pair_page(pair()))
    partners = [a for tag, a in found.tags if tag == "a" and a.get("class") == "n"]
    targets = {a["id"] for _, a in found.tags if a.get("id")}

    assert any("72" in text for text in found.texts)
    assert partners
    assert all(link["href"][1:] in targets for link in partners)
    assert all(re.match(r".\d+.*, .+: sentence \d+", link["aria-label"]) for link in partners)
    drifts = [a["title"] for tag, a in found.tags if tag == "mark" and a.get("title")]
    assert drifts == ["Number: the other article has “27”", "Number: the other article has “72”"]
    assert "Number A 72 → B 27" in found.text
    assert any(a.get("class") == "c" for tag, a in found.tags if tag == "span")


def test_the_strip_tells_kept_from_moved() -> None:
    """The last sentence of the wire leads the rewrite: its line is one of those that moved."""
    view = pair_view(pair(), "p1")
    moved = {(thread.a, thread.b) for thread in view.threads if thread.moved}

    last = max(thread.a for thread in view.threads)
    assert (last, min(thread.b for thread in view.threads)) in moved
    assert len(moved) == 2
    assert "2 moved" in view.order


def test_the_strip_counts_what_the_reasons_count() -> None:
    """Quotations neither keep nor break the order; the strip and the verdict give one number."""
    sentences = [
        "“We sang until the morning came,” the nurse said on the pier.",
        *WIRE.text.split("\n\n"),
    ]
    quoting = replace(WIRE, id="quoting", text="\n\n".join(sentences))
    turned = replace(REWRITE, text="\n\n".join([REWRITE.text, sentences[0]]))
    shown = pair(quoting, turned)
    view = pair_view(shown, "p1")
    counted = [reason for reason in view.reasons if "in the same order" in reason]
    reused, _, in_order = counted[0].rpartition(",")
    links = sum(map(int, re.findall(r"\d+", reused)))
    (kept,) = re.findall(r"\d+", in_order)

    assert view.order.startswith(f"{links} links: {kept} in the same order in both")
    assert view.order.endswith("Not counted: quotes (1).")
    quotes = [thread for thread in view.threads if thread.style == LOOKS["quote"].sheet]
    assert [thread.moved for thread in quotes] == [False]


def test_the_strip_tells_lines_that_reach_across() -> None:
    """A link in order that also joins a sentence from afar has one line that breaks the order."""
    shown = pair()
    ends = (((0, 3), (0,)), ((1,), (1,)), ((2,), (2,)))
    links = tuple(
        Link(a=a, b=b, kind="merged", score=0.8, words_a=(), words_b=(), drift=()) for a, b in ends
    )
    view = pair_view(replace(shown, alignment=replace(shown.alignment, links=links)), "p1")

    assert [(t.link, t.moved) for t in view.threads] == [
        (1, False), (1, True), (2, False), (3, False),
    ]  # fmt: skip
    assert view.order == (
        "3 links, all in the same order in both. 1 of them joins sentences from afar (dashed)."
    )


def test_the_blocks_of_a_long_article_show() -> None:
    """Where sentences are narrower than the lines between them, those lines are left out."""
    long = replace(WIRE, id="long", text="The sea was calm off the pier. " * 121)

    for article, many in ((WIRE, 0), (long, 121)):
        found = Page(pair_page(pair(article, OTHER)))
        assert sum((a.get("class") or "").endswith(" many") for _, a in found.tags) == many


def test_the_order_of_publication_is_told() -> None:
    """Which of two came first is told by their dates, and what it leaves open; or that none do."""
    undated = replace(WIRE, published=None)

    assert "A was published before B. Whether B was made from it" in Page(pair_page(pair())).text
    turned = Page(pair_page(pair(REWRITE, WIRE))).text
    assert "B was published before A. Whether A was made from it" in turned
    for found in (pair(undated, REWRITE), pair(WIRE, replace(REWRITE, published="on Monday"))):
        assert "Neither credits nor dates tell" in Page(pair_page(found)).text
    credited = Page(pair_page(pair(WIRE, replace(REWRITE, credit="Northern Wire")))).text
    assert "B was made from A: it credits Northern Wire." in credited
    assert "was published before" not in credited
    assert "was published before" not in Page(pair_page(pair(WIRE, OTHER))).text


def test_how_much_was_reused_is_told_first() -> None:
    """The shares of both texts lead the words of a verdict, unless nothing was reused."""
    view = pair_view(pair(), "p1")
    text = Page(pair_page(pair())).text
    a, b = (f"{per_cent(column.reused)} % of {column.name}" for column in view.columns)

    assert f"{a} and {b} are reused text." in text
    assert text.index("are reused text") < text.index(view.wording.meaning)
    assert "reused text" not in Page(pair_page(pair(WIRE, OTHER))).text


def test_bars_are_whole() -> None:
    """The segments of a bar stand beside each other and fill it."""
    for column in pair_view(pair(), "p1").columns:
        ends = [round(part.start + part.width, 1) for part in column.bar]
        assert ends[-1] == 100
        assert [round(part.start, 1) for part in column.bar[1:]] == ends[:-1]


def test_every_kind_has_a_meaning_and_a_style() -> None:
    """A kind has its letter in the style sheet, its colour, its pattern and a sentence."""
    style = Page(pair_page(pair())).raw["style"]

    for kind in KINDS:
        assert LOOKS[kind].meaning
        assert f".k-{LOOKS[kind].sheet} {{ --t" in style
        assert f"--f{LOOKS[kind].sheet}: #" in style


def _light(colour: str) -> float:
    """Relative luminance of a colour, as WCAG 2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_colours_can_be_read() -> None:
    """In both schemes text on every step of a heat map and every kind has a contrast of 4.5."""
    style = Page(pair_page(pair())).raw["style"]
    schemes = [dict(re.findall(r"--(\w+): (#\w{6})", part)) for part in style.split("@media")[:2]]
    light, dark = schemes[0], schemes[0] | schemes[1]

    for scheme in (light, dark):
        steps = [("low", "mid", "high")[(step > 6) + (step > 7)] for step in range(1, 11)]
        tints = [(scheme[ink], scheme[f"h{step}"]) for step, ink in enumerate(steps, start=1)]
        tints += [(scheme["ink"], scheme[kind]) for kind in "VNPMQFB"]
        tints += [(scheme["muted"], scheme[ground]) for ground in ("paper", "card", "soft")]
        for ink, ground in tints:
            bright, dim = sorted((_light(ink), _light(ground)), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (ink, ground)


def test_a_pair_without_links_says_so() -> None:
    """Two texts with nothing in common give a page that says it, with both texts."""
    text = Page(pair_page(pair(WIRE, OTHER))).text

    assert "Nothing links these two texts" in text
    assert "The judges needed a barrow." in text


@pytest.mark.parametrize("text", ["", " \n ", "...", "\n\n\n", "One word"])
def test_odd_texts_have_pages(text: str) -> None:
    """An article without sentences or words has a page too."""
    found = Page(pair_page(pair(Article(id="odd", text=text), WIRE)))

    assert found.columns["a"].split() in (text.split(), ["This", "article", "has", "no", "text."])


def test_language_and_direction_are_told() -> None:
    """Texts carry their language, paragraphs find their direction, names are isolated."""
    found = Page(pair_page(pair(RIGHT_TO_LEFT, RIGHT_TO_LEFT_COPY)))
    texts = [a for _, a in found.tags if a.get("class") == "text"]

    assert [a["lang"] for a in texts] == ["ar", "ar"]
    assert all(a.get("dir") == "auto" for tag, a in found.tags if tag == "p" and "dir" in a)
    assert sum(a.get("dir") == "auto" for _, a in found.tags) == 3
    assert Page(pair_page(pair(replace(WIRE, language="x y"), OTHER))).tags  # no such language
    shown = pair(RIGHT_TO_LEFT, WIRE)
    checked = Page(check_html(checks.check(checks.finding(pair=shown))))
    passages = [a["lang"] for tag, a in checked.tags if tag == "td" and a.get("dir") == "auto"]
    assert passages == ["ar", "en"] * 2


def test_cells_open_pairs() -> None:
    """A cell with a pair view leads to it, from both sides of the diagonal; others lead nowhere."""
    found = Page(matrix_page(matrix(WIRE, REWRITE, OTHER), [pair()]))
    links = [a["href"] for tag, a in found.tags if tag == "a" and a.get("href") == "#p1"]

    assert len(links) == 2
    assert [a for _, a in found.tags if a.get("id") == "p1"]


def test_cells_never_round_up_to_certainty() -> None:
    """0.9996 is not shown as 100, and next to nothing not as nothing."""
    values = [[1, 0.9996, 0.0001], [0.9996, 1, 0], [0.0001, 0, 1]]

    page = matrix_page(matrix(WIRE, REWRITE, OTHER, values=values)).decode()

    cells = re.findall(r'<td class="h(\d+)">([^<]*)</td>', page)
    assert cells == [
        ("10", "&gt;99"), ("0", "&lt;1"), ("10", "&gt;99"), ("0", ""), ("0", "&lt;1"), ("0", ""),
    ]  # fmt: skip


def test_a_matrix_begins_with_its_answer() -> None:
    """The heading of a source matrix counts the likely pairs; other measures make no such claim."""
    four = (WIRE, REWRITE, OTHER, RIGHT_TO_LEFT)
    values = np.eye(4)
    none = Page(matrix_page(matrix(*four, values=values))).text
    values[0, 1] = values[1, 0] = 0.5
    values[2, 3] = values[3, 2] = 0.4999

    assert "No two articles likely share a source" in none
    assert (
        "1 of 6 pairs likely shares a source"
        in Page(matrix_page(matrix(*four, values=values))).text
    )
    two = Page(matrix_page(matrix(WIRE, REWRITE))).text
    assert "The two articles likely share a source" in two
    alike = Page(matrix_page(matrix(*four, values=values, measure="tfidf"))).text
    assert "4 articles compared" in alike
    assert "likely" not in alike.split("What this does not prove")[0]


def test_large_matrices_show_groups() -> None:
    """Above 200 articles only groups of related ones are drawn, the largest group first."""
    many = [Article(id=f"n{i:03}", text="") for i in range(201)]
    values = np.eye(201)
    values[0, 1] = values[1, 2] = values[0, 2] = 0.7
    values[9, 8] = 0.6

    text = Page(matrix_page(matrix(*many, values=values))).text

    assert "2 groups of related articles" in text
    assert "196 articles stand alone" in text
    assert text.index("n000") < text.index("n008")


def test_views_are_left_out_when_a_page_is_full() -> None:
    """The likeliest pairs find room first; the others are counted, and the page says so."""
    pairs = [pair(WIRE, replace(REWRITE, id=f"copy{i}")) for i in range(3)]

    shelf = shelve(pairs, budget=1)

    assert list(shelf.keys) == [(WIRE.id, "copy0")]
    assert shelf.left_out == 2


@pytest.mark.slow
def test_fifty_articles_stay_below_two_megabytes() -> None:
    """Fifty rewrites of one story, so that every pair is worth showing, fit into 2 MB."""
    fifty = [
        replace(REWRITE, id=f"paper{i}", text=f"{REWRITE.text} {'And that was all. ' * 9}")
        for i in range(50)
    ]
    values = np.full((50, 50), 0.9)
    shown = pair(*fifty[:2])
    pairs = [
        replace(shown, a=a, b=b) for a, b in itertools.islice(itertools.combinations(fifty, 2), 200)
    ]

    page = matrix_page(matrix(*fifty, values=values), pairs)

    assert len(page) < 2_000_000
    assert "not in this file" in page.decode()


@pytest.mark.slow
def test_very_many_findings_stay_below_two_megabytes() -> None:
    """Fifty articles with five findings each, whose passages are long, fit into 2 MB."""
    text = "The lighthouse at Corrow went dark. " * 30
    long = checks.Region(start=0, end=len(text), text=text, line=1, column=1)
    matches = (checks.Match(incoming=long, source=long, kind="verbatim", score=1.0),) * 6
    shown = pair(replace(WIRE, text=WIRE.text * 4), REWRITE)
    findings = [
        checks.finding(
            incoming=checks.article(f"a{i:02}"),
            source=checks.article(f"b{j}"),
            pair=replace(shown, a=replace(shown.a, id=f"a{i:02}"), b=replace(shown.b, id=f"b{j}")),
            matches=matches,
            reasons=("the sentences keep their order all the way through both texts",) * 8,
        )
        for i in range(50)
        for j in range(5)
    ]

    page = check_html(checks.check(*findings))

    assert 1_500_000 < len(page) < 2_000_000
    assert b"not in this file" in page


def test_old_and_new_articles_may_share_an_id() -> None:
    """Beside an old collection, a row is an article; its id may stand in both."""
    options = pairing.SearchOptions()
    wanted = pairing.wanted_searches(options)
    with collecting.temporary_store() as store, collecting.Workers(1) as workers:
        old = collecting.collect([replace(WIRE, title="Old")], wanted, store)
        new = collecting.collect([replace(WIRE, title="New")], wanted, store)
        table = pairing.find_pairs(new, options, workers, old=old)
        rows = showing.articles_of_table(table, new, old)
        shown = showing.pairs_of_table(table, rows, workers)

    assert {article.title for article in rows.values()} == {"Old", "New"}
    assert {shown[0].a.title, shown[0].b.title} == {"Old", "New"}
    assert pairs_page(table, rows, shown, parameters={})


def test_no_pairs_and_no_clusters_have_pages() -> None:
    """A search without a result gives a page that says so."""
    nothing = PairTable(
        ids=[],
        pairs=np.empty((0, 2), np.int64),
        near=np.empty(0, bool),
        rewrite=np.empty(0, bool),
        jaccard=np.empty(0),
        containment=np.empty((0, 2)),
    )

    assert "No two articles share text" in Page(pairs_page(nothing, {}, parameters={})).text
    clusters = clusters_page(ClusterTable(clusters=(), n_articles=3), {}, parameters={})
    assert "No two articles have the same text" in Page(clusters).text
    assert "There is only one article" in Page(matrix_page(matrix(WIRE))).text
    assert "No finding fails this check" in Page(check_html(checks.check())).text


def test_the_representative_leads_its_cluster() -> None:
    """Of a large cluster the representative and some of the others are listed."""
    ids = tuple(f"n{i:02}" for i in range(80))
    cluster = Cluster(cluster=1, size=80, articles=ids, min_similarity=0.5, representative="n70")

    listed = listed_in_clusters(ClusterTable(clusters=(cluster,), n_articles=80))

    assert listed[0][:3] == ["n70", "n00", "n01"]
    assert len(listed[0]) == 50


def test_findings_stand_by_article_worst_first() -> None:
    """Articles come in the order of their worst finding; what is accepted is grey and says why."""
    result = checks.planted()
    page = check_html(result).decode()
    first = list(dict.fromkeys(found.incoming.id for found in result.findings))

    places = [page.index(f'data-find="{id_} ') for id_ in first]
    assert places == sorted(places)
    assert page.count('<section class="finding ') == len(result.findings)
    assert 'state-known"' in page
    assert "agreed with Northern Wire (I. Brandt, until 2031-01-31)" in page


def test_a_check_begins_with_a_list_of_articles() -> None:
    """Each article with findings is named above them once and leads there; a single one is not."""
    result = checks.planted()
    found = Page(check_html(result))
    ids = list(dict.fromkeys(finding.incoming.id for finding in result.findings))
    places = [a["id"] for tag, a in found.tags if tag == "article"]

    leads = [a["href"] for tag, a in found.tags if tag == "a"]
    assert leads[: len(ids)] == [f"#{place}" for place in places]
    assert len(places) == len(ids)
    assert "overview" not in [a.get("class") for _, a in Page(check_html(checks.check(
        checks.finding(), checks.drift()
    ))).tags]  # fmt: skip


@pytest.mark.parametrize("told", [True, False])
def test_a_finding_says_when_nobody_knows_which_came_first(told: bool) -> None:
    """Where neither dates nor credits order the two, the card says they may change places."""
    text = Page(check_html(checks.check(checks.finding(order_told=told)))).text

    assert ("they may change places" in text) is not told


def test_a_finding_tells_what_its_message_alone_knows() -> None:
    """An agreement, the own archive and what could not be read are told in the message's words."""
    for finding in (
        checks.finding("reuse/over-licence", message="more than agreed with Northern Wire"),
        checks.finding("reuse/near-duplicate", message="by its sentences alone", probability=None),
        checks.unreadable(),
    ):
        assert finding.message in Page(check_html(checks.check(finding))).text
    plain = Page(check_html(checks.check(checks.finding(message="a/1 rewrites b/2")))).text
    assert "a/1 rewrites b/2" not in plain
    assert RULES["reuse/rewritten-uncredited"].meaning in plain


def test_a_check_that_could_not_read_all_is_not_called_clean() -> None:
    """What could not be read on either side stands in the heading, unless it was accepted."""
    one = check_html(checks.check(checks.unreadable()))
    archive = check_html(checks.check(archive_unreadable=2))
    accepted = check_html(checks.check(archive_unreadable=2, skip_errors=True))

    assert b'<h1 class="fails">Incomplete: 1 article could not be read</h1>' in one
    assert b'<h1 class="fails">Incomplete: 2 articles could not be read</h1>' in archive
    assert b'<h1 class="passes">No finding fails this check</h1>' in accepted
    for page in (archive, accepted):
        assert "2 of the archive could not be read." in Page(page).text


def test_passages_are_cut_between_words() -> None:
    """A long passage ends with a whole word."""
    text = "lighthouse " * 99
    long = checks.Region(start=0, end=len(text), text=text, line=1, column=1)
    match = checks.Match(incoming=long, source=long, kind="verbatim", score=1.0)

    found = Page(check_html(checks.check(checks.finding(matches=(match,)))))

    cut = [text for text in found.texts if text.startswith("lighthouse")]
    assert len(cut) == 2
    assert all(set(text.split()) == {"lighthouse", "…"} and len(text) <= 360 for text in cut)


def test_a_pair_of_two_rules_is_shown_once() -> None:
    """Where two rules speak of the same two articles, the second leads to the view of the first."""
    shown = pair()
    ends = {
        "incoming": checks.article(shown.a.id),
        "source": checks.article(shown.b.id),
        "pair": shown,
    }
    result = checks.check(checks.finding(**ends), checks.drift(**ends))

    found = Page(check_html(result))

    assert sum("data-pair" in a for _, a in found.tags) == 1
    assert sum(a.get("href") == "#p1" for _, a in found.tags) == 1
    assert "The passages stand above" in found.text


def test_the_worst_of_very_many_findings_are_shown() -> None:
    """A page of thousands of findings shows the first 200 and counts the others."""
    found = checks.finding()

    page = check_html(checks.check(*[replace(found, fingerprint=str(at)) for at in range(201)]))

    assert page.count(b'<section class="finding ') == 200
    assert b"1 more finding is not in this page" in page


def test_digests_and_settings() -> None:
    """A report names the SHA-256 of each text and of all together, and flattens its settings."""
    found = about("align", {"a_b": {"c": 1}, "d": ["y", "x"], "e": True}, map(datum_of, (WIRE,)))
    digest = hashlib.sha256(WIRE.text.encode()).hexdigest()

    assert found.data[0].digest == digest
    assert found.digest == hashlib.sha256(f"{digest}  {WIRE.id}\n".encode()).hexdigest()
    assert found.parameters == (("a b c", "1"), ("d", "x, y"), ("e", "yes"))


def _write(folder, *found: Article) -> list[str]:
    paths = []
    for number, article in enumerate(found):
        path = folder / f"{number}.txt"
        path.write_text(article.text, "utf-8")
        paths.append(str(path))
    return paths


def test_commands_write_pages(tmp_path) -> None:
    """``--html`` writes a page beside the usual result, for each command that has it."""
    paths = _write(tmp_path, WIRE, REWRITE, replace(WIRE, text=WIRE.text + " It is over."))
    page = tmp_path / "page.html"

    for command in (
        ["align", *paths[:2]],
        ["matrix", *paths, "-j1"],
        ["pairs", *paths, "-j1"],
        ["pairs", *paths[:1], "--against", *paths[1:2], "-j1"],
        ["pairs", *paths, "--measure", "source", "-j1"],
        ["cluster", *paths, "-j1"],
    ):
        page.unlink(missing_ok=True)
        result = CliRunner().invoke(build(), [*command, "--html", str(page)])
        assert result.exit_code == 0, result.output
        assert result.stdout
        assert "72" in Page(page.read_bytes()).text


def test_a_page_that_cannot_be_written_is_an_input_error(tmp_path) -> None:
    """A folder that is not there ends the command with one line and status 3."""
    paths = _write(tmp_path, WIRE, REWRITE)
    command = [sys.executable, "-m", "dedup", "align", *paths]

    result = subprocess.run(
        [*command, "--html", str(tmp_path / "no" / "page.html")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 3
    assert "cannot be written" in result.stderr


@pytest.mark.slow
def test_same_articles_same_bytes(tmp_path) -> None:
    """Hash seed, order of files and number of processes change nothing."""
    paths = _write(tmp_path, WIRE, REWRITE, OTHER)
    written = set()
    for seed, order, jobs in (("1", 1, "1"), ("2", -1, "2")):
        page = tmp_path / f"{seed}.html"
        command = [sys.executable, "-m", "dedup", "matrix", *paths[::order], "-j", jobs]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run([*command, "--html", str(page)], env=environment, check=True)
        written.add(page.read_bytes())

    assert len(written) == 1
