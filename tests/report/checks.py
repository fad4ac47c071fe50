"""Checks with planted findings, and strategies that make up others."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import hypothesis.strategies as st

from dedup.config import DEFAULT_RULES
from dedup.gate import (
    RULES,
    STATES,
    Change,
    CheckedArticle,
    CheckResult,
    Finding,
    Match,
    Region,
)

INCOMING = (
    "The lighthouse at Corrow went dark on Sunday.\n"
    "Keepers counted 72 ships that had to wait, one of them for nine hours.\n"
)
SOURCE = (
    "On Sunday night the Corrow lighthouse went dark.\n"
    "Its keepers counted 27 ships that had to wait outside the harbour.\n"
)
HOSTILE = (
    "::error file=x::owned\n##[add-mask]x\r\x1b[31m\x07\x00\u202eevil\u2066\ufffe\ud800 | `code` "
    "<script>alert(1)</script> [a](javascript:b) @desk #12 {0} [1](1) ]]> %0A , : "
    "https://evil.example www.evil.example $x$ &amp; \\ *b* _i_ :tada: </details>"
)
"""What an article might hold to hurt a report."""


def region(text: str, words: str, **numbers: int | None) -> Region:
    """The first place where the words stand in a text that is a file of its own."""
    start = text.index(words)
    end = start + len(words)
    found = {
        "line": text.count("\n", 0, start) + 1,
        "column": start - (text.rfind("\n", 0, start) + 1) + 1,
        "end_line": text.count("\n", 0, end) + 1,
        "end_column": end - (text.rfind("\n", 0, end) + 1) + 1,
    }
    return Region(start=start, end=end, text=words, **(found | numbers))


def article(name: str, **fields: object) -> CheckedArticle:
    digest = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return CheckedArticle(**({"id": name, "digest": digest, "path": name} | fields))


def finding(rule: str = "reuse/rewritten-uncredited", **fields: object) -> Finding:
    """A finding with plausible evidence, whatever is not given."""
    incoming = fields.pop("incoming", article("incoming/lighthouse.txt"))
    source = fields.pop("source", article("archive/wire.txt", outlet="Northern Wire"))
    names = f"{rule} {incoming.id} {source.id if source else ''}"
    planted = {
        "rule": rule,
        "level": DEFAULT_RULES[rule].level,
        "state": "new",
        "fingerprint": sha256(names.encode("utf-8", "surrogatepass")).hexdigest(),
        "message": f"{incoming.id}: {RULES[rule].title}",
        "incoming": incoming,
        "source": source,
        "label": "rewritten",
        "probability": 0.976543219,
        "threshold": 0.5,
        "incoming_share": 0.64,
        "source_share": 0.711,
        "reasons": ("the sentences keep their order", "a rare phrase is shared"),
        "matches": (
            Match(
                incoming=region(INCOMING, "The lighthouse at Corrow went dark on Sunday."),
                source=region(SOURCE, "On Sunday night the Corrow lighthouse went dark."),
                kind="paraphrased",
                score=0.81,
            ),
            Match(
                incoming=region(INCOMING, "Keepers counted 72 ships that had to wait"),
                source=region(SOURCE, "Its keepers counted 27 ships that had to wait"),
                kind="near_verbatim",
                score=0.9,
            ),
        ),
    }
    return Finding(**(planted | fields))


def drift(**fields: object) -> Finding:
    changes = (
        Change(
            what="number", incoming=region(INCOMING, "72 ships"), source=region(SOURCE, "27 ships")
        ),
    )
    return finding("fidelity/drift", **({"changes": changes} | fields))


def unreadable(name: str = "incoming/broken.json", **fields: object) -> Finding:
    nothing = {
        "source": None,
        "label": None,
        "probability": None,
        "threshold": None,
        "incoming_share": 0.0,
        "source_share": 0.0,
        "reasons": (),
        "matches": (),
        "message": f"{name}: line 3: not JSON",
        "incoming": article(name, line=3),
    }
    return finding("input/unreadable", **(nothing | fields))


def check(*findings: Finding, **fields: object) -> CheckResult:
    """A result with these findings, in this order; their articles are those that were checked."""
    articles = {found.incoming.id: found.incoming for found in findings if found.source is not None}
    planted = {
        "findings": findings,
        "articles": tuple(sorted(articles.values(), key=lambda found: found.id)),
        "absent": (),
        "archive": "archive/",
        "archive_articles": 340,
        "unreadable": sum(found.rule == "input/unreadable" for found in findings),
        "as_of": None,
        "fail_on": "new",
        "fail_level": "warning",
        "parameters": {"min_probability": 0.5, "search": {"shingle": 3}},
    }
    return CheckResult(**(planted | fields))


def planted() -> CheckResult:
    """One finding of each state, a drift, a note, a file not read and a clean article."""
    harbour = article("incoming/harbour.txt", title="Harbour dues to rise")
    known = finding(
        "reuse/near-duplicate",
        incoming=harbour,
        state="known",
        justification="weekly column, agreed with Northern Wire (I. Brandt, until 2031-01-31)",
    )
    ignored = replace(
        finding("reuse/partial-uncredited", incoming=harbour),
        state="ignored",
        justification="shared press release (desk)",
    )
    credited = finding(
        "reuse/credited", incoming=article("incoming/tide.txt"), credit="Northern Wire (dateline)"
    )
    result = check(unreadable(), finding(), drift(), credited, known, ignored, absent=("f" * 64,))
    clean = article("incoming/clean.txt")
    return replace(result, articles=(clean, *result.articles))


def poisoned() -> CheckResult:
    """Hostile text in every place that a text can have."""
    bad = Region(start=0, end=9, text=HOSTILE, line=2, column=1, end_line=2, end_column=9)
    match = Match(incoming=bad, source=bad, kind="merged", score=0.5)
    change = Change(what="quote", incoming=bad, source=bad)
    told = {
        "title": HOSTILE,
        "outlet": HOSTILE,
        "published": HOSTILE,
        "credit": HOSTILE,
        "language": HOSTILE,
    }
    texts = {
        "message": HOSTILE,
        "reasons": (HOSTILE,),
        "credit": HOSTILE,
        "matches": (match,),
        "changes": (change,),
        "justification": HOSTILE,
        "incoming": article(f"a/{HOSTILE}", **told),
        "source": article(f"=b/{HOSTILE}", **told),
    }
    findings = [
        finding(rule, state=state, **texts)
        for state in STATES
        for rule in ("reuse/near-duplicate", "fidelity/drift")
    ]
    return check(*findings, archive=HOSTILE, as_of=HOSTILE, parameters={HOSTILE: HOSTILE})


_texts = st.one_of(
    st.text(max_size=30),
    st.text(st.characters(), max_size=10),
    st.sampled_from([HOSTILE, "=1+1", "-", "::error::", "  ", "a b c d " * 300]),
)
_shares = st.floats(0, 1)
_lines = st.none() | st.integers(1, 10**6)


@st.composite
def regions(draw: st.DrawFn) -> Region:
    """Regions with as much of a place as is known of one: nothing, a line, or all."""
    start = draw(st.integers(0, 10**6))
    line = draw(_lines)
    place = {"line": line}
    if line is not None and draw(st.booleans()):
        end_line = line + draw(st.integers(0, 5))
        column = draw(st.integers(1, 500))
        longer = draw(st.integers(0, 500))
        place |= {
            "column": column,
            "end_line": end_line,
            "end_column": column + longer if end_line == line else longer + 1,
        }
    text = draw(_texts)
    return Region(start=start, end=start + len(text), text=text, **place)


_articles = st.builds(
    CheckedArticle,
    id=_texts,
    digest=st.just("0" * 64),
    path=st.none() | _texts,
    line=_lines,
    title=st.none() | _texts,
    outlet=st.none() | _texts,
    published=st.none() | _texts,
    credit=st.none() | _texts,
)
_matches = st.builds(
    Match,
    incoming=regions(),
    source=regions(),
    kind=st.sampled_from(["verbatim", "near_verbatim", "paraphrased", "merged"]),
    score=_shares,
)
_changes = st.builds(
    Change,
    what=st.sampled_from(["number", "date", "name", "negation", "quote"]),
    incoming=regions(),
    source=regions(),
)
findings = st.builds(
    Finding,
    rule=st.sampled_from(sorted(RULES)),
    level=st.sampled_from(["note", "warning", "error"]),
    state=st.sampled_from(STATES),
    fingerprint=st.text("0123456789abcdef", min_size=64, max_size=64),
    message=_texts,
    incoming=_articles,
    source=st.none() | _articles,
    label=st.sampled_from([None, "near_duplicate", "rewritten", "partly_reused"]),
    probability=st.none() | _shares,
    threshold=st.none() | _shares,
    relation=st.sampled_from(["a_from_b", "b_from_a", "common_source", "undetermined"]),
    incoming_share=_shares,
    source_share=_shares,
    reasons=st.lists(_texts, max_size=3).map(tuple),
    credit=st.none() | _texts,
    matches=st.lists(_matches, max_size=4).map(tuple),
    changes=st.lists(_changes, max_size=3).map(tuple),
    justification=st.none() | _texts,
)
results = st.builds(
    CheckResult,
    findings=st.lists(findings, max_size=4).map(tuple),
    articles=st.lists(_articles, max_size=3).map(tuple),
    absent=st.lists(st.just("a" * 64), max_size=2).map(tuple),
    archive=_texts,
    archive_articles=st.integers(0, 10**6),
    unreadable=st.integers(0, 3),
    as_of=st.none() | _texts,
    fail_on=st.sampled_from(["any", "new", "none"]),
    fail_level=st.sampled_from(["note", "warning", "error"]),
    parameters=st.dictionaries(_texts, st.integers() | _texts | _shares, max_size=2),
)
"""Any result of a check; hypothesis shrinks it to what matters."""
