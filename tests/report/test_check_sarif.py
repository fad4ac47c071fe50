"""The SARIF of a check."""

import json
import re
from dataclasses import replace
from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from hypothesis import given, settings
from pydantic import BaseModel
from sarif_pydantic import Sarif

from dedup.report.check import REPORTERS
from dedup.report.findings import sarif
from tests.report.checks import (
    HOSTILE,
    article,
    check,
    finding,
    planted,
    poisoned,
    results,
    unreadable,
)

LEVELS = {"none", "note", "warning", "error"}
# Names of the standard that the model leaves to its extras.
UNMODELLED = {"baselineState", "columnKind", "suppressions", "toolExecutionNotifications"}


def log(result, name: str = "sarif") -> dict:
    return json.loads(REPORTERS[name](result))


def run(result, name: str = "sarif") -> dict:
    (only,) = log(result, name)["runs"]
    return only


def unknown_names(model: BaseModel) -> set[str]:
    """Names anywhere in a log that the model of the standard does not have."""
    found = set(model.model_extra or {})
    for value in vars(model).values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, BaseModel):
                found |= unknown_names(item)
    return found


@settings(max_examples=25)
@given(results)
def test_sarif_keeps_to_the_standard(result) -> None:
    """Every log is of the standard's model, without a name that the standard does not have."""
    page = log(result)

    assert unknown_names(Sarif.model_validate(page)) <= UNMODELLED
    for found in page["runs"][0]["results"]:
        rules = page["runs"][0]["tool"]["driver"]["rules"]
        assert rules[found["ruleIndex"]]["id"] == found["ruleId"]
        assert found["level"] in LEVELS
        assert (found["level"] == "none") == (found.get("kind", "fail") != "fail")
        assert isinstance(found["suppressions"], list)
        assert found["baselineState"] in {"new", "unchanged", "absent"}


def regions(found: dict) -> list[dict]:
    places = [*found["locations"], *found["relatedLocations"]]
    return [place["physicalLocation"].get("region", {}) for place in places]


@settings(max_examples=25)
@given(results)
def test_regions_and_links_hold(result) -> None:
    """Regions start with a line and do not end before they start; each link has its location."""
    for found in run(result, "github-sarif")["results"]:
        ids = {place["id"] for place in found["relatedLocations"]}
        links = re.findall(r"(?<!\\)\[[^\[\]]*(?<!\\)\]\((\d+)\)", found["message"]["text"])

        assert {int(link) for link in links} <= ids
        assert len(found["locations"]) == 1
        for region in regions(found):
            assert not region or region["startLine"] >= 1
            start = (region.get("startLine", 0), region.get("startColumn", 0))
            end = (region.get("endLine", start[0]), region.get("endColumn", start[1]))
            assert end >= start


def test_a_result_points_to_both_texts() -> None:
    """The first match is the location; the message links to the passages of the source."""
    found = run(planted())["results"][1]

    (place,) = found["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "incoming/lighthouse.txt"
    assert place["physicalLocation"]["region"] == {
        "startLine": 1,
        "startColumn": 1,
        "endLine": 1,
        "endColumn": 46,
    }
    assert found["message"]["text"].endswith("Passages of the source: [1](1), [2](3).")
    linked = found["relatedLocations"][3]
    assert linked["id"] == 3
    assert linked["physicalLocation"]["artifactLocation"]["uri"] == "archive/wire.txt"
    assert "27 ships" in linked["message"]["text"]


def test_states_are_marked() -> None:
    """Known and ignored findings are suppressed with their reason; absent ones are told."""
    states = [
        (found["baselineState"], len(found["suppressions"])) for found in run(planted())["results"]
    ]
    known, _, absent = run(planted())["results"][-3:]

    assert states == [*[("new", 0)] * 4, *[("unchanged", 1)] * 2, ("absent", 0)]
    assert known["suppressions"][0]["justification"].startswith("weekly column")
    assert absent["partialFingerprints"]["dedupReuseEdge/v1"] == "f" * 64


def test_github_gets_what_is_open() -> None:
    """For code scanning accepted and absent findings are left out, unless known ones fail."""
    result = planted()

    rules = [found["ruleId"] for found in run(result, "github-sarif")["results"]]
    with_known = run(replace(result, fail_on="any"), "github-sarif")["results"]

    assert rules == [
        "input/unreadable",
        "reuse/rewritten-uncredited",
        "fidelity/drift",
        "reuse/credited",
    ]
    assert len(with_known) == 5


def test_each_place_has_a_line_on_github() -> None:
    """Code scanning shows nothing without one; elsewhere a file as a whole is none."""
    page = replace(article("incoming/page.html"), line=None)
    whole = unreadable(incoming=page)

    (there,) = run(check(whole), "github-sarif")["results"]
    (here,) = run(check(whole))["results"]
    assert regions(there) == [{"startLine": 1}]
    assert regions(here) == [{}]


def test_fingerprints_name_the_edge() -> None:
    """The edge keeps its name when its text moves; two sources of one line are two alerts."""
    near = finding()
    moved = replace(near, matches=near.matches[1:], probability=0.6)
    other = finding(source=article("archive/second.txt"))

    names = [
        tuple(found["partialFingerprints"].values())
        for found in run(check(near, moved, other))["results"]
    ]

    assert names[0] == names[1]
    assert not set(names[0]) & set(names[2])


def test_no_text_makes_a_link() -> None:
    """Brackets and braces of a text are escaped, so that only our own links remain."""
    found = run(poisoned())["results"][0]

    text = found["message"]["text"]
    assert r"\[a\](javascript:b)" in text
    assert "{{0}}" in text
    assert re.findall(r"(?<!\\)\[([^\[\]]*)(?<!\\)\]\(", text) == ["1"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("news/a b.txt", "news/a%20b.txt"),
        ("c:d.txt", "c%3Ad.txt"),
        ("/srv/news/ü.txt", "file:///srv/news/%C3%BC.txt"),
        ("C:/news/a.txt", "file:///C:/news/a.txt"),
        ("odd\udcff.txt", "odd%FF.txt"),
        ("100%.txt", "100%25.txt"),
        ("", "."),
    ],
)
def test_files_have_addresses(path: str, uri: str) -> None:
    """A path becomes a URI, relative to the folder of the check where it can be."""
    found = run(check(finding(incoming=article("a", path=path))))["results"][0]

    place = found["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == (uri if path else "a")
    assert ("uriBaseId" in place) == (not uri.startswith("file:"))


def test_hostile_names_stay_addresses() -> None:
    """A URI holds nothing but what a URI may hold, and leads back to the file's name."""
    found = run(poisoned())["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]

    assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", found["uri"])
    assert unquote_to_bytes(urlsplit(found["uri"]).path) == f"a/{HOSTILE}".encode(errors="replace")


def test_articles_without_files_have_a_location() -> None:
    """An article of a stream is named by its id; GitHub refuses a result without a location."""
    found = run(check(finding(incoming=article("id 7", path=None), matches=())))["results"][0]

    place = found["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "id%207", "uriBaseId": "%SRCROOT%"}}


def test_limits_of_github_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """At most so many results and locations; the least are left out, and that is said."""
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    monkeypatch.setattr(sarif, "MOST_LOCATIONS", 5)
    many = finding(matches=finding().matches * 4)

    only = run(check(*[many] * 3, finding(state="known"), absent=("a", "b")))

    assert len(only["results"]) == 3
    assert all(len(regions(found)) == 5 for found in only["results"])
    (note,) = only["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "3 findings left out: a run holds 3 at most."


def test_the_limits_are_those_of_github() -> None:
    """25,000 results, 1,000 locations, 10 tags of a rule, 1,024 characters of a description."""
    rules = run(check())["tool"]["driver"]["rules"]

    assert (sarif.MOST_RESULTS, sarif.MOST_LOCATIONS) == (25_000, 1_000)
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in rules)
    assert all(len(rule["fullDescription"]["text"]) <= 1024 for rule in rules)


def test_long_messages_are_cut() -> None:
    """A message that goes on for pages is cut; its links stay whole."""
    found = run(check(finding(message="word " * 5000)))["results"][0]

    assert len(found["message"]["text"]) < 1200
    assert found["message"]["text"].endswith("[1](1), [2](3).")


def test_what_could_not_be_read_is_no_success() -> None:
    """The run says whether all articles were read."""
    assert run(check(unreadable()))["invocations"][0]["executionSuccessful"] is False
    assert run(check(finding()))["invocations"][0]["executionSuccessful"] is True
