"""A judged pair and a policy become findings: which rule speaks, how loudly, and in what words."""

from dataclasses import replace
from datetime import date

import pytest

from dedup import Article
from dedup.config import DEFAULT_RULES, Ignored, Policy, RulePolicy, Source
from dedup.evidence import Alignment, Verdict, align, prepare
from dedup.gate.baseline import Accepted, Baseline
from dedup.gate.deciding import Edge, decide, fingerprint, names_of, shown_path

WIRE = (
    "A crane collapsed at the port of Velm on Friday, killing 27 dockers. "
    "The operator had warned of cracks in its base twice this year. "
    "All loading stopped while divers searched the basin for survivors."
)
PAPER = (
    "A crane collapsed at the port of Velm on Friday, killing 72 dockers. "
    "The operator had warned of cracks in its base twice this year. "
    "Our reporter counted nine ships waiting in the roads."
)
LABELS = {
    "near_duplicate": "reuse/near-duplicate",
    "rewritten": "reuse/rewritten-uncredited",
    "partly_reused": "reuse/partial-uncredited",
}


def aligned(a: Article, b: Article) -> Alignment:
    return align(prepare(a), prepare(b))


def edge(label: str = "rewritten", probability: float = 0.8, share: float = 0.6, **fields) -> Edge:
    incoming = Article(**({"id": "paper", "text": PAPER, "outlet": "The Quay"} | fields))
    source = Article(id="wire", text=WIRE, outlet="Northern Wire")
    verdict = Verdict(
        label=label,
        probability=probability,
        relation="undetermined",
        reused_share={"a": share, "b": 0.7},
        reasons=("2 sentences copied",),
    )
    return Edge(
        incoming=incoming, source=source, alignment=aligned(incoming, source), verdict=verdict
    )


def decided(one: Edge, policy: Policy | None = None) -> list:
    policy = policy or Policy()
    return decide(one, policy, names_of(policy))


def rules(**changed: RulePolicy) -> dict:
    return {**DEFAULT_RULES, **{name.replace("__", "/"): rule for name, rule in changed.items()}}


@pytest.mark.parametrize(("label", "rule"), LABELS.items())
def test_each_label_has_its_rule(label: str, rule: str) -> None:
    """Uncredited reuse is named by its extent, at the rule's level, beside its drift."""
    reuse, drift = decided(edge(label))

    assert (reuse.rule, reuse.level, reuse.state) == (rule, DEFAULT_RULES[rule].level, "new")
    assert (reuse.incoming.id, reuse.source.id) == ("paper", "wire")
    assert (reuse.probability, reuse.threshold, reuse.incoming_share) == (0.8, 0.5, 0.6)
    assert reuse.pair.a.id == "paper"
    assert "probability 0.80, limit 0.50; 60 % of its words" in reuse.message
    assert drift.rule == "fidelity/drift"


@pytest.mark.parametrize("label", ["same_event", "unrelated"])
def test_honest_reports_are_no_finding(label: str) -> None:
    """Without reuse there is nothing to say, and no drift to complain of."""
    assert decided(edge(label, probability=0.3)) == []


def test_drift_names_what_changed() -> None:
    """The changed number is told with its place in both, and where the text came from."""
    _, drift = decided(edge())

    assert [(one.what, one.incoming.text, one.source.text) for one in drift.changes] == [
        ("number", "72", "27")
    ]
    assert drift.message == (
        "paper tells 1 detail otherwise than wire in reused text: “72” for “27”"
    )
    assert PAPER[drift.changes[0].incoming.start : drift.changes[0].incoming.end] == "72"


def test_matches_join_neighbouring_sentences() -> None:
    """The matches are spans of both texts; neighbours of one kind are one."""
    incoming = Article(id="copy", text=WIRE + " More soon.")
    source = Article(id="wire", text="Harbour news. " + WIRE)
    one = replace(edge(), incoming=incoming, source=source, alignment=aligned(incoming, source))

    reuse = decided(one)[0]

    assert [(match.kind, match.incoming.text, match.source.text) for match in reuse.matches] == [
        ("verbatim", WIRE, WIRE)
    ]


def test_limits_silence_a_rule() -> None:
    """A rule speaks from its probability and share on, and both are inclusive."""
    exact = RulePolicy(level="error", min_probability=0.8, min_share=0.6)
    above = RulePolicy(level="error", min_probability=0.81)
    more = RulePolicy(level="error", min_share=0.61)
    name = "reuse__rewritten-uncredited"

    assert [
        len(decided(edge(), Policy(rules=rules(**{name: rule})))) for rule in (exact, above, more)
    ] == [2, 0, 0]


def test_a_silenced_rule_still_shows_drift() -> None:
    """Whoever switches a reuse rule off may still want to know of changed numbers."""
    policy = Policy(rules=rules(**{"reuse__rewritten-uncredited": RulePolicy(level="off")}))

    assert [found.rule for found in decided(edge(), policy)] == ["fidelity/drift"]


def test_a_credit_turns_reuse_into_a_note() -> None:
    """A credited source is a note that names the credit."""
    found = decided(edge(text=PAPER + " (Northern Wire)"))[0]

    assert (found.rule, found.level) == ("reuse/credited", "note")
    assert found.credit == "Northern Wire (closing line)"
    assert "and credits Northern Wire (closing line)" in found.message


def test_a_licence_allows_use_without_credit() -> None:
    """A licensed source needs no credit, for the outlets it is licensed to."""
    here = Policy(sources=(Source(name="northern wire", licensed=True, outlets=("the quay",)),))
    elsewhere = Policy(sources=(Source(name="Northern Wire", licensed=True, outlets=("Mail",)),))

    assert decided(edge(), here)[0].rule == "reuse/credited"
    assert decided(edge(), here)[0].credit is None
    assert "by agreement with northern wire" in decided(edge(), here)[0].message
    assert decided(edge(), elsewhere)[0].rule == "reuse/rewritten-uncredited"


@pytest.mark.parametrize("text", [PAPER, PAPER + " (Northern Wire)"])
def test_more_than_agreed_is_too_much_credited_or_not(text: str) -> None:
    """The share of the agreement is a limit whether or not the source is credited."""
    tight = Policy(sources=(Source(name="NW", aliases=("Northern Wire",), max_share=0.5),))
    wide = Policy(sources=(Source(name="NW", aliases=("Northern Wire",), max_share=0.6),))

    over = decided(edge(text=text), tight)[0]

    assert (over.rule, over.level, over.threshold) == ("reuse/over-licence", "error", 0.5)
    assert over.message == (
        "paper takes 60 % of its words from wire: more than the 50 % agreed with NW"
    )
    assert decided(edge(text=text), wide)[0].rule != "reuse/over-licence"


def test_an_agreement_can_name_articles() -> None:
    """Where the archive tells no outlets, patterns of ids and paths say whose an article is."""
    policy = Policy(sources=(Source(name="Nordlys", licensed=True, articles=("wi*",)),))

    assert decided(edge(), policy)[0].rule == "reuse/credited"


def test_the_narrower_agreement_counts() -> None:
    """An entry for the outlet goes before one for all."""
    general = Source(name="Northern Wire", max_share=0.1)
    special = Source(name="Northern Wire", licensed=True, outlets=("The Quay",))

    assert decided(edge(), Policy(sources=(general, special)))[0].rule == "reuse/credited"


def test_the_own_archive_has_its_own_rule() -> None:
    """Reuse of an own outlet is a note of its own, whatever is credited or agreed."""
    policy = Policy(
        own_outlets=("northern wire",), sources=(Source(name="Northern Wire", max_share=0),)
    )

    assert (decided(edge(), policy)[0].rule, decided(edge(), policy)[0].level) == (
        "reuse/self",
        "note",
    )


def test_an_outlet_owes_itself_no_credit() -> None:
    """An article of the source's outlet, by any of its names, reuses its own text."""
    policy = Policy(sources=(Source(name="Northern Wire", aliases=("NW",)),))

    found = decided(edge(outlet="NW"), policy)[0]

    assert (found.rule, found.level) == ("reuse/self", "note")
    assert "reuses wire of its own outlet, Northern Wire" in found.message
    assert decided(edge(outlet=""), policy)[0].rule == "reuse/rewritten-uncredited"


def test_who_came_first_is_not_made_up() -> None:
    """Where neither dates nor credits tell the order, the message and the finding say so."""
    found = decided(replace(edge(), order_told=False))[0]

    assert not found.order_told
    assert found.message.endswith("60 % of its words; which of them came first is not told)")
    assert decided(edge())[0].order_told


def test_no_message_is_certain() -> None:
    """Not even a probability that rounds to 1 is told as 1."""
    assert "probability >0.99, limit 0.50" in decided(edge(probability=1.0))[0].message


def test_a_fingerprint_is_of_edge_and_rule_alone() -> None:
    """Text, probability and policy change nothing; ids and rule do."""
    one, other = decided(edge())[0], decided(edge(probability=0.99, share=0.9))[0]

    assert one.fingerprint == other.fingerprint == fingerprint(one.rule, "paper", "wire")
    assert (
        len(
            {
                fingerprint("r", "a", "b"),
                fingerprint("r", "b", "a"),
                fingerprint("s", "a", "b"),
                fingerprint("r", "a,b"),
            }
        )
        == 4
    )


def test_a_source_without_text_is_judged_by_its_sentences() -> None:
    """No probability is made up, nothing is drawn, and a part of a text is a warning at most."""
    for label, level in (("near_duplicate", "error"), ("partly_reused", "note")):
        strict = Policy(rules=rules(**{"reuse__partial-uncredited": RulePolicy(level="note")}))
        found = decided(replace(edge(label, probability=1.0), source_kept=False), strict)[0]

        assert (found.level, found.probability, found.threshold, found.pair) == (
            level,
            None,
            None,
            None,
        )
        assert "as the text of the source is not kept" in found.message
    loud = Policy(rules=rules(**{"reuse__partial-uncredited": RulePolicy(level="error")}))
    assert decided(replace(edge("partly_reused"), source_kept=False), loud)[0].level == "warning"


def test_an_ignored_pair_is_marked_not_dropped() -> None:
    """Reason, owner and last day stand by the finding; the day after it is new again."""
    ignored = Ignored(
        incoming="pap*", source="wire", reason="pooled", owner="desk", expires=date(2026, 5, 1)
    )

    def states(today: date) -> set[tuple[str, str | None]]:
        accepted = Accepted(Baseline(), (ignored,), today)
        return {(found.state, found.justification) for found in map(accepted.mark, decided(edge()))}

    assert states(date(2026, 5, 1)) == {("ignored", "pooled (desk, until 2026-05-01)")}
    assert states(date(2026, 5, 2)) == {("new", None)}


def test_paths_are_shown_from_the_working_directory(tmp_path, monkeypatch) -> None:
    """However a file is named, a baseline knows it again."""
    monkeypatch.chdir(tmp_path)
    names = ("a/b.txt", "./a/b.txt", f"{tmp_path}/a/b.txt", "a/../a/b.txt")

    assert {shown_path(name) for name in names} == {"a/b.txt"}
    assert shown_path("/elsewhere/c.txt") == "/elsewhere/c.txt"
    assert shown_path("../up.txt") == "../up.txt"
    assert shown_path("a/../../up/./c.txt") == "../up/c.txt"
    assert (shown_path("-"), shown_path(None)) == ("-", None)
