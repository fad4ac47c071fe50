"""The JSON and CSV of a check, and what holds for every report."""

import csv
import io
import json
import subprocess
import sys
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given, settings

from dedup.config import FailOn, Level, Rule
from dedup.gate import STATES
from dedup.report.check import REPORTERS
from tests.report.checks import (
    HOSTILE,
    check,
    drift,
    finding,
    planted,
    poisoned,
    results,
    unreadable,
)

SCHEMA = json.loads(files("dedup.report").joinpath("schemas/check.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def page(result) -> dict:
    return json.loads(REPORTERS["json"](result))


@settings(max_examples=25)
@given(results)
def test_json_keeps_to_its_schema(result) -> None:
    """Every result renders to JSON of the shipped schema."""
    VALIDATOR.validate(page(result))


def test_the_schema_knows_every_name() -> None:
    """Rules, states and levels of the schema are those of the code."""
    finding_schema = SCHEMA["$defs"]["finding"]["properties"]

    assert set(SCHEMA["$defs"]["rule"]["enum"]) == set(Rule.__args__)
    assert set(finding_schema["state"]["enum"]) == set(STATES)
    assert set(finding_schema["level"]["enum"]) == set(Level.__args__) - {"off"}
    assert set(SCHEMA["properties"]["fail"]["properties"]["on"]["enum"]) == set(FailOn.__args__)


def test_json_says_all_that_is_known() -> None:
    """Findings stand in order with their evidence; what fails is marked, what there is counted."""
    found = page(planted())

    first, second, third = found["findings"][:3]
    assert (found["command"], found["schema_version"], found["verdict"]) == ("check", 1, "fail")
    assert [first["rule"], second["rule"]] == ["input/unreadable", "reuse/rewritten-uncredited"]
    assert second["probability"] == 0.976543
    assert second["shares"] == {"incoming": 0.64, "source": 0.711}
    assert second["matches"][1]["incoming"]["line"] == 2
    assert third["changes"][0]["source"]["text"] == "27 ships"
    assert [found["fails"] for found in found["findings"]] == [False, True, True, *[False] * 3]
    assert found["counts"]["states"] == {"new": 4, "known": 1, "ignored": 1}
    assert found["counts"]["failing"] == 2
    assert found["counts"]["rules"]["reuse/credited"] == 1
    assert found["absent"] == ["f" * 64]


def test_the_verdict_follows_the_policy() -> None:
    """The same findings pass where nothing may fail, and known ones fail where any does."""
    known = finding(state="known")

    assert page(check(known))["verdict"] == "pass"
    assert page(check(known, fail_on="any"))["verdict"] == "fail"
    assert page(check(finding(), fail_on="none"))["verdict"] == "pass"
    assert page(check(drift(), fail_level="error"))["verdict"] == "pass"


def test_what_was_not_read_is_an_error_and_no_finding_that_fails() -> None:
    """It decides where nothing else fails, whatever may fail, unless it is accepted."""
    assert page(check(unreadable(), fail_on="none"))["verdict"] == "error"
    assert page(check(archive_unreadable=1))["verdict"] == "error"
    assert page(check(unreadable(), finding()))["verdict"] == "fail"
    assert page(check(archive_unreadable=1, skip_errors=True))["verdict"] == "pass"
    assert page(check(archive_unreadable=2))["archive"]["unreadable"] == 2


def test_texts_are_in_the_json_as_they_are() -> None:
    """Nothing is lost but halves of surrogate pairs, which UTF-8 cannot say."""
    found = page(poisoned())["findings"][0]

    assert found["message"] == HOSTILE.replace("\ud800", "?")
    assert found["matches"][0]["incoming"]["text"] == HOSTILE.replace("\ud800", "?")


def test_parameters_of_any_kind_are_told() -> None:
    """Mappings, sets, tuples and days become what JSON knows."""
    parameters = {"day": date(2031, 1, 31), "names": {"b", "a"}, "widths": (3, 5), "rules": {}}

    assert page(check(parameters=parameters))["parameters"] == {
        "day": "2031-01-31",
        "names": ["a", "b"],
        "widths": [3, 5],
        "rules": {},
    }


def rows(result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(REPORTERS["csv"](result).decode("utf-8"))))


def test_csv_has_a_row_for_each_finding() -> None:
    """A row says state, rule, place, both articles and the measures."""
    _, reuse, changed, *rest = rows(planted())

    assert len(rest) == 3
    assert reuse["incoming_path"] == "incoming/lighthouse.txt"
    assert (reuse["line"], reuse["column"]) == ("1", "1")
    assert (reuse["source"], reuse["probability"]) == ("archive/wire.txt", "0.976543")
    assert (changed["line"], changed["column"]) == ("2", "17")
    assert changed["changes"] == "number: 27 ships → 72 ships"
    assert rest[1]["justification"].startswith("weekly column")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n+", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    """What a spreadsheet would reckon with gets an apostrophe, and only that."""
    (row,) = rows(check(finding(message=f"{start}1+1", reasons=("-5 degrees",))))

    assert row["message"] == f"'{start.strip()}1+1"
    assert row["reasons"] == "'-5 degrees"
    assert row["incoming"] == "incoming/lighthouse.txt"


@settings(max_examples=25)
@given(results)
def test_csv_is_a_line_for_each_finding(result) -> None:
    """No text breaks a line or a cell, and none starts a formula."""
    lines = REPORTERS["csv"](result).decode("utf-8").splitlines()
    table = list(csv.reader(lines))

    assert len(table) == len(result.findings) + 1
    assert {len(row) for row in table} == {len(table[0])}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_an_empty_check_has_every_report(name: str) -> None:
    """Nothing found is a report, too; alone the annotations are empty then."""
    report = REPORTERS[name](check())

    assert (report == b"") == (name == "github")


@pytest.mark.slow
def test_every_report_is_the_same_in_each_process() -> None:
    """Reports depend on nothing but the result: two hash seeds give the same bytes."""
    code = (
        "import sys; from tests.report.checks import planted, poisoned\n"
        "from dedup.report.check import REPORTERS\n"
        "for name in REPORTERS:\n"
        "    for result in (planted(), poisoned()):\n"
        "        sys.stdout.buffer.write(REPORTERS[name](result))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    ]

    assert runs[0] == runs[1] != b""
