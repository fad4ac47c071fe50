"""The walk-through is walked, block by block."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "walkthrough.md").read_text("utf-8")
# A shell block, the exit status it announces, and the block of output that may follow.
BLOCK = re.compile(
    r"^```sh(?: exit (?P<status>\d))?\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """A shell block with what the page says of it."""

    code: str
    status: int
    lines: tuple[str, ...]


STEPS = [
    Step(
        code=found["code"],
        status=int(found["status"] or 0),
        lines=tuple((found["output"] or "").splitlines()),
    )
    for found in BLOCK.finditer(PAGE)
]


def walk(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    here = Path(sys.executable).parent
    return subprocess.run(
        [shutil.which("bash") or "bash", "-euo", "pipefail", "-c", step.code],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={
            "PATH": f"{here}:{os.environ['PATH']}",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "120",
            "NO_COLOR": "1",
        },
    )


def missing(lines: tuple[str, ...], output: str) -> list[str]:
    """Lines of the page that the output does not have, in this order; ``…`` stands for anything."""
    printed = iter([" ".join(line.split()) for line in output.splitlines()])
    wanted = [re.escape(" ".join(line.split())).replace("…", ".*") for line in lines]
    return [line for line in wanted if not any(re.fullmatch(line, found) for found in printed)]


@pytest.mark.slow
def test_the_walkthrough_is_what_happens(tmp_path: Path) -> None:
    """Each block ends with the status the page tells, and prints the lines it shows."""
    for step in STEPS:
        run = walk(step, tmp_path)

        told = f"{step.code}\n{run.stdout}\n{run.stderr}"
        assert run.returncode == step.status, told
        assert missing(step.lines, run.stdout) == [], told
        assert "courier" not in run.stdout, told


def test_the_walkthrough_has_every_end() -> None:
    """The page shows checks that pass and checks that fail, and their output."""
    checks = [step for step in STEPS if "dedup check" in step.code]

    assert [step.status for step in checks] == [1, 0, 0, 0, 1]
    assert sum(bool(step.lines) for step in checks) == 4


def test_missing_lines_are_noticed() -> None:
    """The comparison is strict about words and order, not about space."""
    assert missing(("a  b", "c …"), " a b \nx\nc d\n") == []
    assert missing(("c d", "a b"), "a b\nc d\n") == ["a\\ b"]
    assert missing(("a",), "a b\n") == ["a"]


def test_links_of_the_pages_lead_somewhere() -> None:
    """Files that the pages on checking point to exist."""
    for page in ("walkthrough.md", "ci.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (DOCS / page).read_text("utf-8")):
            assert (DOCS / target).exists(), f"{page}: {target}"
