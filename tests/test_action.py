"""The ways into CI: the GitHub action, run as a runner would, and the pre-commit hook."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS = ACTION["runs"]["steps"]
WIRE = (
    "HOLM, May 2 (Dune Press) - The pier at Holm burnt down in the night to Friday. "
    "Nobody was hurt, but 14 stalls and the old carousel were lost, the fire service said. "
    "The blaze broke out at 02:40 in a storeroom and spread within minutes in the dry wind.\n\n"
    "Inspectors had asked for sprinklers in two reports, the harbour office confirmed. "
    "The owner, Greta Amsel, said she would build the pier again before next summer.\n"
)
OTHER = (
    "A choir of forty sang in the market hall of Tarn on Saturday. The programme reached from "
    "madrigals to a new work by Ole Finn, who turned ninety in the spring.\n"
)
# Names that would be commands, options or several words, were they not handled as values.
HOSTILE_NAMES = ["$(touch owned).txt", "-x; touch owned.txt", "::error::a b.txt", "##[error]c.txt"]


class Runner:
    """A runner's files and folders, and the step that checks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.outputs = folder / "outputs"
        self.summary = folder / "summary"
        for name in ("drafts", "archive", "temp"):
            (folder / name).mkdir()
        (folder / "archive" / "wire.txt").write_text(WIRE)

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        given = {"paths": "drafts", "against": "archive"} | inputs
        variables = {f"INPUT_{name.upper()}": value for name, value in given.items()}
        return subprocess.run(
            [ROOT / "action" / "check.sh"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            env={
                "PATH": os.environ["PATH"],
                "DEDUP_HOME": str(Path(sys.executable).parents[1]),
                "LC_ALL": "C.UTF-8",
                "RUNNER_TEMP": str(self.folder / "temp"),
                "GITHUB_OUTPUT": str(self.outputs),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                **variables,
            },
        )

    def output(self) -> dict[str, str]:
        return dict(line.split("=", 1) for line in self.outputs.read_text("utf-8").splitlines())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.slow
def test_reuse_fails_the_step(runner: Runner) -> None:
    """A copy is annotated, told in the summary and the outputs, and the status is 1."""
    (runner.folder / "drafts" / "copy.txt").write_text(WIRE.replace("Dune Press", "own report"))

    run = runner.check(sarif_file="reuse.sarif")

    assert run.returncode == 1, run.stdout
    assert run.stdout.startswith("::error file=drafts/copy.txt,line=1,endLine=")
    output = runner.output()
    assert (output["verdict"], output["new-findings"]) == ("fail", "1")
    report = json.loads(Path(output["report-path"]).read_text("utf-8"))
    assert int(output["findings"]) == len(report["findings"]) >= 1
    assert "drafts/copy.txt" in runner.summary.read_text("utf-8")
    sarif = json.loads((runner.folder / "reuse.sarif").read_text("utf-8"))
    assert sarif["runs"][0]["results"][0]["level"] == "error"


@pytest.mark.slow
def test_a_clean_check_passes_with_hostile_names(runner: Runner) -> None:
    """File names are values: none is run, taken for an option, or obeyed by the runner."""
    for name in HOSTILE_NAMES:
        (runner.folder / "drafts" / name).write_text(f"{OTHER}{name}\n")
    (runner.folder / "-dash").mkdir()
    (runner.folder / "-dash" / "a.txt").write_text(OTHER)
    every = "".join(f"drafts/{name}\r\n" for name in HOSTILE_NAMES)

    run = runner.check(paths=f"{every}\n  \n-dash", fail_on="none")

    assert run.returncode == 0, run.stdout
    assert runner.output()["verdict"] == "pass"
    assert not list(runner.folder.rglob("owned*"))
    assert not re.search(r"^::error::", run.stdout, re.MULTILINE)
    assert "5 articles checked against 1 of archive." in runner.summary.read_text("utf-8")


@pytest.mark.slow
def test_an_unreadable_article_is_an_error(runner: Runner) -> None:
    """What could not be read is annotated and counted; the verdict is neither pass nor fail."""
    (runner.folder / "drafts" / "ok.txt").write_text(OTHER)
    (runner.folder / "drafts" / "broken.json").write_text("{")

    run = runner.check()

    assert run.returncode == 3
    assert "::error file=drafts/broken.json" in run.stdout
    output = runner.output()
    assert (output["verdict"], output["findings"]) == ("error", "1")


@pytest.mark.slow
def test_a_check_that_cannot_be_done_is_an_error(runner: Runner) -> None:
    """Without articles there is a message and no report; the runner obeys nothing in between."""
    name = "##[error]missing::set-output"

    run = runner.check(paths=name)

    assert run.returncode in {2, 3}
    assert runner.output() == {"verdict": "error"}
    first, *lines, last = run.stdout.split("\n")[:-1]
    token = first.removeprefix("::stop-commands::")
    assert (len(token), last) == (32, f"::{token}::")
    assert any(name in line for line in lines)


def test_inputs_come_through_the_environment() -> None:
    """No script has an expression of the workflow in it, and each input reaches a script."""
    scripts = [step["run"] for step in STEPS if "run" in step]
    given = {value for step in STEPS for value in step.get("env", {}).values()}

    assert scripts
    assert not any("${{" in script for script in scripts)
    for name in ACTION["inputs"]:
        used = f"${{{{ inputs.{name} }}}}"
        assert used in given or name == "python", name


def test_the_scripts_know_their_variables() -> None:
    """Each variable that a step hands over is read by its script, which can be run."""
    for step in STEPS:
        if "run" not in step:
            continue
        script = ROOT / step["run"].strip('"').removeprefix("$GITHUB_ACTION_PATH/")
        text = script.read_text("utf-8")
        assert script.stat().st_mode & stat.S_IXUSR
        assert all(name in text for name in step["env"]), script.name


def test_each_output_is_written() -> None:
    """What the action promises, the script writes."""
    text = (ROOT / "action" / "check.sh").read_text("utf-8")

    for name in ACTION["outputs"]:
        assert f"'{name}=%s" in text


def test_the_inputs_are_documented() -> None:
    """The page on CI names every input, output and report."""
    from dedup.report.check import REPORTERS

    page = (ROOT / "docs" / "ci.md").read_text("utf-8")

    for name in (*ACTION["inputs"], *ACTION["outputs"], *REPORTERS):
        assert f"`{name}`" in page, name


def test_workflows_on_the_page_are_yaml() -> None:
    """Each YAML block of the page can be read; those with inputs know what they are called."""
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    blocks = [
        yaml.safe_load(block.partition("# …\n")[2] or block)
        for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    ]

    def steps(value: object) -> list[dict]:
        if isinstance(value, dict):
            found = [value] if "OWNER/dedup" in str(value.get("uses", "")) else []
            return found + [step for inner in value.values() for step in steps(inner)]
        return [step for inner in value for step in steps(inner)] if isinstance(value, list) else []

    used = [step for block in blocks for step in steps(block)]
    assert len(used) == 2
    assert all(set(step["with"]) <= set(ACTION["inputs"]) for step in used)


def test_the_hook_is_one_that_pre_commit_runs() -> None:
    """The hook installs the package, passes file names and runs in one process."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))

    assert (hook["id"], hook["entry"], hook["language"]) == ("dedup-check", "dedup check", "python")
    assert hook["require_serial"] is True
    assert hook.get("pass_filenames", True) is True
