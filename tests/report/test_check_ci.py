"""What build servers read: JUnit XML, GitHub's workflow commands, GitLab's Code Quality."""

import json
import re
from collections import Counter
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from junitparser import JUnitXml

from dedup.report.check import REPORTERS
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
    unreadable,
)


def junit(result) -> dict[str, ET.Element]:
    return {case.get("name"): case for case in ET.fromstring(REPORTERS["junit"](result))[0][:-1]}


def outcome(case: ET.Element) -> set[str]:
    return {child.tag for child in case}


def test_each_article_is_a_test_case() -> None:
    """Clean passes, reuse fails, unread is an error, accepted is skipped, notes are output."""
    cases = {name: outcome(case) for name, case in junit(planted()).items()}

    assert cases == {
        "incoming/clean.txt": set(),
        "incoming/harbour.txt": {"skipped", "system-out"},
        "incoming/lighthouse.txt": {"failure"},
        "incoming/tide.txt": {"system-out"},
        "incoming/broken.json": {"error"},
    }


def test_a_failure_is_told_by_the_worst_finding() -> None:
    """The message is of the finding that stands first; its evidence and the rest follow."""
    failure = junit(check(finding(), drift()))["incoming/lighthouse.txt"].find("failure")

    assert failure.get("type") == "reuse/rewritten-uncredited"
    assert failure.get("message") == "incoming/lighthouse.txt: Rewritten without credit"
    assert "source: archive/wire.txt (Northern Wire)" in failure.text
    assert "paraphrased: The lighthouse at Corrow" in failure.text
    assert "number: 27 ships → 72 ships" in failure.text


def test_known_findings_fail_where_any_does() -> None:
    """With ``any`` a known finding is a failure, not a skipped test."""
    result = check(finding(state="known"), fail_on="any")

    assert outcome(junit(result)["incoming/lighthouse.txt"]) == {"failure"}


@settings(max_examples=25)
@given(results)
def test_junit_is_read_by_others(result) -> None:
    """Whatever the texts, a library that knows the format reads the report and its counts."""
    suites = JUnitXml.fromstring(REPORTERS["junit"](result))

    (suite,) = suites
    cases = list(suite)
    ends = Counter(type(end).__name__ for case in cases for end in case.result)
    assert (suite.tests, suites.tests) == (len(cases), len(cases))
    assert (suite.failures, suite.errors) == (ends["Failure"], ends["Error"])
    assert suite.skipped == ends["Skipped"]
    assert bool(suite.failures + suite.errors) == (result.verdict != "pass")


def commands(result) -> list[str]:
    return REPORTERS["github"](result).decode("utf-8").splitlines()


def test_annotations_stand_at_the_reused_text() -> None:
    """A command names level, file, line and column, and says what was found."""
    _, reuse, changed, note = commands(planted())

    assert reuse.startswith(
        "::error file=incoming/lighthouse.txt,line=1,endLine=1,col=1,"
        "title=Rewritten without credit (reuse/rewritten-uncredited)::"
    )
    assert changed.startswith("::warning file=incoming/lighthouse.txt,line=2,endLine=2,col=17,")
    assert changed.endswith("%0Anumber: 27 ships → 72 ships")
    assert note.startswith("::notice file=incoming/tide.txt,")


def test_a_column_is_told_within_one_line_alone() -> None:
    """GitHub takes no column for a region of several lines."""
    text = "One line.\nAnother line.\n"
    match = replace(finding().matches[0], incoming=region(text, "line.\nAnother"))

    (line,) = commands(check(finding(matches=(match,))))

    assert "line=1,endLine=2,title=" in line


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does."""
    name, properties, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    fields = dict(pair.split("=", 1) for pair in properties.split(","))
    escapes = {"%0A": "\n", "%0D": "\r", "%3A": ":", "%2C": ",", "%25": "%"}

    def plain(text: str, known: list[str]) -> str:
        return re.sub("|".join(known), lambda found: escapes[found.group()], text)

    fields = {name: plain(value, list(escapes)) for name, value in fields.items()}
    return name, fields, plain(message, ["%0A", "%0D", "%25"])


def test_no_text_is_a_command() -> None:
    """A hostile text stays in its place: one command a line, with the text as its message."""
    first, second = commands(poisoned())

    name, fields, message = parsed(first)
    assert (name, set(fields)) == ("error", {"file", "line", "endLine", "col", "title"})
    assert "%0A , :" in fields["file"]
    assert message.startswith("::error file=x::owned ##[add-mask]x")
    assert "%0A , :" in message
    assert parsed(second)[0] == "warning"


@settings(max_examples=25)
@given(results)
def test_each_line_is_a_command(result) -> None:
    """Whatever the texts, no line is anything but an annotation with known fields."""
    for line in REPORTERS["github"](result).decode("utf-8").split("\n")[:-1]:
        name, fields, _ = parsed(line)
        assert name in {"error", "warning", "notice"}
        assert set(fields) <= {"file", "line", "endLine", "col", "title"}
        assert not re.search(r"[\x00-\x08\x1b]", line)


def test_ten_of_each_kind_and_the_rest_counted() -> None:
    """Worst first within GitHub's limits; the last line tells how many more there are."""
    many = [finding(incoming=article(f"{number:02}.txt")) for number in range(12)]
    drifts = [drift(incoming=article(f"{number:02}.txt")) for number in range(11)]

    lines = commands(check(*many, *drifts))

    kinds = Counter(line.split()[0] for line in lines)
    assert kinds == {"::error": 10, "::warning": 10, "dedup:": 1}
    assert "file=00.txt" in lines[0]
    assert lines[-1] == "dedup: 3 more findings are in the job summary and the other reports"


def test_accepted_findings_are_not_announced() -> None:
    """Known and ignored findings annotate nothing, unless they fail the check."""
    known = finding(state="known", justification="agreed")
    ignored = finding(state="ignored")

    assert commands(check(known, ignored)) == []
    (line,) = commands(check(known, ignored, fail_on="any"))
    assert line.endswith("%0Aknown: agreed")


def quality(result) -> list[dict]:
    return json.loads(REPORTERS["gitlab"](result))


def test_gitlab_gets_severity_and_lines() -> None:
    """An entry has what GitLab asks for; what is accepted is left out."""
    _, reuse, changed, note = quality(planted())

    assert reuse == {
        "description": "incoming/lighthouse.txt: Rewritten without credit",
        "check_name": "reuse/rewritten-uncredited",
        "fingerprint": finding().fingerprint,
        "severity": "critical",
        "location": {"path": "incoming/lighthouse.txt", "lines": {"begin": 1, "end": 1}},
    }
    assert (changed["severity"], note["severity"]) == ("major", "info")


@settings(max_examples=25)
@given(results)
def test_gitlab_entries_are_whole(result) -> None:
    """Every entry has a path, a first line of 1 or more and a severity that GitLab knows."""
    for entry in quality(result):
        lines = entry["location"]["lines"]
        assert 1 <= lines["begin"] <= lines["end"]
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert "\n" not in entry["description"] + entry["location"]["path"]


@pytest.mark.parametrize("name", ["junit", "gitlab", "github"])
def test_control_characters_are_gone(name: str) -> None:
    """No report holds what moves a cursor, turns the direction of text, or breaks XML."""
    page = REPORTERS[name](poisoned()).decode("utf-8")

    assert not re.search(r"[\x00-\x08\x0b\x1b\u202e\u2066\ufffe]", page)
    assert re.search(r"[\x00\x1b\u202e\ufffe]", HOSTILE)


def test_an_article_not_read_is_told_once() -> None:
    """A file that could not be read is a case though it is not among the checked articles."""
    cases = junit(check(unreadable(), articles=()))

    assert outcome(cases["incoming/broken.json"]) == {"error"}
    assert cases["incoming/broken.json"].get("line") == "3"
