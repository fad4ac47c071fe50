"""The documentation is executed."""

import re
from pathlib import Path

import pytest

from dedup.cli import build
from tests.test_cli import dedup

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_python_in_the_readme_runs(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Every Python block of the README runs, from the folder it speaks of."""
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_each_command_is_in_the_readme() -> None:
    """No command hides from the reader."""
    names = [command.name or command.callback.__name__ for command in build().registered_commands]

    assert names
    for name in names:
        assert f"`dedup {name}" in README, name


def test_each_help_page_has_examples() -> None:
    """The help of each command explains itself with examples."""
    names = [command.name or command.callback.__name__ for command in build().registered_commands]

    for name in names:
        assert f"  dedup {name} " in dedup(name, "--help").stdout, name


def test_links_lead_somewhere() -> None:
    """Files that the documentation points to exist."""
    for page in ROOT.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
