"""The page on the configuration."""

import json
import re
from datetime import date
from pathlib import Path

from dedup.config import DEFAULT_RULES
from dedup.config.keys import KEYS, LISTS, PLAIN_KEYS, Key
from dedup.config.settings import CONFIG_VARIABLE, load_settings
from dedup.gate.baseline import read_baseline

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "configuration.md").read_text("utf-8")
ROWS = {
    cells[0].strip(" `"): [cell.strip() for cell in cells[1:]]
    for line in PAGE.splitlines()
    if line.startswith("| `")
    for cells in [re.split(r"(?<!\\)\|", line.strip("|"))]
}


def block(language: str) -> str:
    [text] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    return text


def told(key: Key) -> str:
    """Say what the table must give as a key's default."""
    if key.required:
        return "needed"
    if key.default in {None, ()}:
        return ""
    plain = key.default if isinstance(key.default, str) else json.dumps(key.default)
    return f"`{plain}`"


def test_every_key_has_its_row() -> None:
    """Each key is told with its default, and where else it can be set."""
    for key in PLAIN_KEYS:
        default, _, elsewhere = ROWS[".".join(key.name)]
        assert told(key) in default, key.name
        for other in filter(None, (key.flag, key.env)):
            assert f"`{other}`" in elsewhere, key.name
    for keys in LISTS.values():
        for key in keys:
            assert told(key) in ROWS[key.name[0]][0], key.name
    for key in KEYS[len(PLAIN_KEYS) :]:
        assert key.name[-1] in ROWS
    assert CONFIG_VARIABLE in PAGE


def test_every_rule_has_its_row() -> None:
    """Each rule is told with the level that it has."""
    assert {name: ROWS[name][0] for name in DEFAULT_RULES} == {
        name: f"`{rule.level}`" for name, rule in DEFAULT_RULES.items()
    }


def test_no_row_is_of_a_key_that_is_gone() -> None:
    """The tables name nothing that the configuration does not know."""
    known = {".".join(key.name) for key in PLAIN_KEYS} | {key.name[-1] for key in KEYS}
    known |= {key.name[0] for keys in LISTS.values() for key in keys} | set(DEFAULT_RULES)

    assert set(ROWS) <= known


def test_the_example_loads(tmp_path: Path) -> None:
    """The file on the page is a configuration, and says what its comments say."""
    (tmp_path / "dedup.toml").write_text(block("toml"), "utf-8")

    settings = load_settings(start=tmp_path, environ={})

    assert settings.policy.rules["reuse/partial-uncredited"].min_probability == 0.8
    assert settings.policy.rules["reuse/self"].min_probability == settings.threshold == 0.6
    assert [source.licensed for source in settings.policy.sources] == [True, True]
    assert settings.policy.ignored[0].expires == date(2031, 12, 31)
    assert settings.baseline.endswith("/accepted.jsonl")


def test_the_baseline_on_the_page_is_one(tmp_path: Path) -> None:
    """The file that is shown can be read."""
    path = tmp_path / "accepted.jsonl"
    path.write_text(block("json"), "utf-8")

    [entry] = read_baseline(path).entries

    assert (entry.owner, entry.expires) == ("Pavel Renn", "2031-06-30")


def test_pages_of_the_documentation_lead_somewhere() -> None:
    """Files that the pages point to exist, and one of them points here."""
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
    assert "](configuration.md)" in (DOCS / "ci.md").read_text("utf-8")
