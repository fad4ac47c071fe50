"""What is in force: flags before environment before file before defaults."""

import json
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, strategies as st

from dedup.config import DEFAULT_RULES, Policy, RulePolicy, SearchOptions
from dedup.config.files import read_config
from dedup.config.keys import IGNORE_KEYS, KEYS, SOURCE_KEYS, Key, shown_key
from dedup.config.options import MatrixOptions
from dedup.config.schema import schema
from dedup.config.settings import load_settings
from dedup.config.showing import as_json, as_toml
from dedup.config.writing import with_value
from dedup.errors import UsageError

FULL = """\
agencies = ["Nordlys Telegram"]
own-outlets = ["The Quay"]

[check]
against = ["wires", "/srv/archive.dedup"]
baseline = "accepted.jsonl"
fail-on = "any"

[verdict]
threshold = 0.62  # tuned in May

[rules."reuse/self"]
level = "off"
min-probability = 0.9

[[sources]]
name = "Nordlys Telegram"
aliases = ["NT"]
licensed = true
max-share = 0.4
outlets = ["The Quay"]

[[ignore]]
incoming = "drafts/*"
source = "wires/obituaries/*"
reason = "agreed"
owner = "desk"
expires = 2026-12-31
"""

VALIDATOR = jsonschema.Draft202012Validator(json.loads(schema()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dedup.toml").write_text(FULL)
    return tmp_path


def origins(settings) -> dict[str, str]:
    return {shown_key(one.name): one.origin for one in settings.values}


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("DEDUP_FAILON", "did you mean DEDUP_FAIL_ON?"),
        ("DEDUP_JOB", "did you mean DEDUP_JOBS?"),
        ("DEDUP_", "did you mean|known here: DEDUP_BASELINE, "),
    ],
)
def test_an_unknown_variable_is_refused(tmp_path: Path, name: str, hint: str) -> None:
    """A variable DEDUP_… that nobody reads, even an empty one, is told with what was meant."""
    for value in ("1", ""):
        with pytest.raises(UsageError, match=hint):
            load_settings(start=tmp_path, environ={name: value})


def test_known_variables(folder: Path) -> None:
    """Whatever the program reads may be set, and other programs' variables are not its business."""
    environ = {"DEDUP_TRACEBACK": "1", "DEDUP_HOME": "/opt/dedup", "DEDUPE": "1", "XDEDUP_A": ""}

    assert load_settings(start=folder, environ=environ) == load_settings(start=folder, environ={})


def test_each_layer_overrides_the_one_below(folder: Path) -> None:
    """A flag beats the environment, which beats the file, which beats the default."""
    plain = load_settings(start=folder, environ={})
    environ = {"DEDUP_FAIL_ON": "none", "DEDUP_JOBS": "3"}
    surrounded = load_settings(start=folder, environ=environ)
    flagged = load_settings({"--fail-on": "new"}, start=folder, environ=environ)

    assert [one.policy.fail_on for one in (plain, surrounded, flagged)] == ["any", "none", "new"]
    assert surrounded.jobs == 3
    assert origins(plain)["check.fail-on"].endswith("dedup.toml:7")
    assert origins(surrounded)["check.fail-on"] == "DEDUP_FAIL_ON"
    assert origins(flagged)["check.fail-on"] == "--fail-on"
    assert origins(flagged)["check.fail-level"] == "default"


def test_rules_without_a_limit_take_the_general_one(folder: Path) -> None:
    """verdict.threshold is the probability of every rule that sets none, and says so."""
    settings = load_settings(start=folder, environ={})

    assert settings.policy.rules["reuse/near-duplicate"].min_probability == 0.62
    assert settings.policy.rules["reuse/self"].min_probability == 0.9
    origin = origins(settings)['rules."reuse/near-duplicate".min-probability']
    assert origin.startswith("verdict.threshold, ")


def test_the_policy_is_what_the_file_says(folder: Path) -> None:
    """Lists of tables become records; paths count from the file's folder."""
    settings = load_settings(start=folder, environ={})

    source, ignored = settings.policy.sources[0], settings.policy.ignored[0]
    assert (source.name, source.aliases, source.max_share) == ("Nordlys Telegram", ("NT",), 0.4)
    assert ignored.expires == date(2026, 12, 31)
    assert settings.against == (f"{folder}/wires", "/srv/archive.dedup")
    assert settings.baseline == f"{folder}/accepted.jsonl"


@pytest.mark.parametrize(
    ("environ", "complaint"),
    [
        ({"DEDUP_JOBS": "many"}, "DEDUP_JOBS must be a whole number in"),
        ({"DEDUP_FAIL_LEVEL": "off"}, "DEDUP_FAIL_LEVEL must be one of note, warning, error"),
        ({"DEDUP_CONFIG": "nowhere.toml"}, "nowhere.toml: no such configuration file"),
    ],
)
def test_the_environment_is_checked_too(environ: dict[str, str], complaint: str) -> None:
    """A wrong variable is named, with what would be right."""
    with pytest.raises(UsageError) as caught:
        load_settings(environ=environ)

    assert complaint in str(caught.value)


def test_what_is_shown_can_be_read_back(folder: Path) -> None:
    """The page of `config show` is a configuration file that sets the same."""
    settings = load_settings(start=folder, environ={})
    copy = folder / "copy.toml"
    copy.write_text(as_toml(settings))

    again = load_settings(config=str(copy), environ={})

    assert again.policy == settings.policy
    assert (again.search, again.threshold) == (settings.search, settings.threshold)
    assert json.loads(as_json(settings))["lists"]["ignore"][0]["expires"] == "2026-12-31"


def test_the_schema_that_ships_is_that_of_the_loader() -> None:
    """The file is what the keys make of it: every key stands in both."""
    shipped = files("dedup.config").joinpath("schema.json").read_text("utf-8")

    assert shipped == schema()
    page = json.loads(shipped)
    for key in KEYS:
        table = page
        for name in key.name:
            table = table["properties"][name]
        assert table["description"] == key.meaning
    for name, keys in (("sources", SOURCE_KEYS), ("ignore", IGNORE_KEYS)):
        assert set(page["properties"][name]["items"]["properties"]) == {k.name[0] for k in keys}


def samples(key: Key) -> list[object]:
    common: list[object] = ["x", " ", "", [], ["x"], [""], True, False, 0, 1, 2, 0.5, 1.0, 7, -1]
    return [*common, *key.words, {}]


@pytest.mark.parametrize("key", KEYS, ids=lambda key: shown_key(key.name))
def test_schema_and_loader_agree_on_values(key: Key) -> None:
    """What the loader takes the schema takes, and what it refuses the schema refuses."""
    for value in samples(key):
        page: object = value
        for name in reversed(key.name):
            page = {name: page}
        valid = VALIDATOR.is_valid(page)
        # JSON has no whole 1.0: for a schema it is the integer 1.
        if isinstance(value, float) and key.range and key.range.whole and value.is_integer():
            continue
        assert key.accepts(value) == valid, (key.name, value)


def test_the_example_satisfies_the_schema() -> None:
    """A full file is valid by the schema as by the loader."""
    page = tomllib.loads(FULL)
    page["ignore"][0]["expires"] = "2026-12-31"  # JSON has no dates

    VALIDATOR.validate(page)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("threshold", value) for value in (0, 7, -0.1, float("nan"), "x", None)),
        *(("recall", value) for value in (0, 1, 2)),
        *(("shingle", value) for value in (0, 1.5, True)),
        *(("num_perm", value) for value in (0, 65_537)),
        *(("seed", value) for value in (-1, 2**32)),
        *(("min_containment", value) for value in (-0.1, 1.1)),
    ],
)
def test_numbers_of_the_search_have_ranges(name: str, value: object) -> None:
    """A number out of its range is refused by name, from Python too."""
    with pytest.raises(UsageError, match=f"^{name} must be a"):
        SearchOptions(**{name: value})


def test_other_records_refuse_nonsense() -> None:
    """Policies and matrix options are checked where they are made."""
    with pytest.raises(UsageError, match="nothing is left to search for"):
        SearchOptions(near=False, rewrites=False)
    with pytest.raises(UsageError, match="num_perm must be"):
        MatrixOptions(num_perm=0)
    with pytest.raises(UsageError, match="level must be one of"):
        RulePolicy(level="fatal")
    with pytest.raises(UsageError, match="min_share must be"):
        RulePolicy(level="note", min_share=2)
    with pytest.raises(UsageError, match="fail_level must be one of note"):
        Policy(fail_level="off")
    with pytest.raises(UsageError, match="nothing of the rule reuse/self"):
        Policy(rules={rule: DEFAULT_RULES[rule] for rule in DEFAULT_RULES if "self" not in rule})


@given(st.floats(min_value=0.0001, max_value=1))
def test_a_written_threshold_changes_nothing_else(threshold: float) -> None:
    """All other lines of the file stay byte for byte, comments and all."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dedup.toml")
        path.write_text(FULL)

        text = with_value(path, ("verdict", "threshold"), threshold)

        path.write_text(text)
        assert read_config(path).values["verdict", "threshold"][0] == threshold
    changed = zip(FULL.splitlines(), text.splitlines(), strict=True)
    assert [old for old, new in changed if old != new] in ([], ["threshold = 0.62  # tuned in May"])
    assert text.count("# tuned in May") == 1


@pytest.mark.parametrize(
    ("name", "before", "line"),
    [
        ("dedup.toml", "", "[verdict]\nthreshold = 0.7\n"),
        ("dedup.toml", 'agencies = ["N"]\n', "[verdict]\nthreshold = 0.7\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n", "[tool.dedup.verdict]\nthreshold = 0.7\n"),
        (
            "pyproject.toml",
            "[tool.dedup]\nagencies = []\n",
            "[tool.dedup.verdict]\nthreshold = 0.7",
        ),
    ],
)
def test_a_missing_table_is_made(tmp_path: Path, name: str, before: str, line: str) -> None:
    """A file without the table, or no file at all, gets it, and keeps the rest."""
    path = tmp_path / name
    if before:
        path.write_text(before)

    text = with_value(path, ("verdict", "threshold"), 0.7)

    path.write_text(text)
    assert line in text
    assert text.startswith(before)
    assert read_config(path).values["verdict", "threshold"][0] == 0.7
