"""`dedup config` and `dedup tune` as a user runs them."""

import io
import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from dedup.cli import run
from tests.test_cli_search import OTHER, REWRITE, WIRE

PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("DEDUP_")}


class Ended(NamedTuple):
    """How a run ended, named as `subprocess` names it."""

    returncode: int
    stdout: str
    stderr: str


def process_in(folder: Path, *arguments: str | Path, stdin: str | None = None, **environment: str):
    """Run dedup in a process and a folder of its own, with no configuration above it."""
    (folder / ".git").mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "dedup", *map(str, arguments)],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        check=False,
        env={**PLAIN, "COLUMNS": "100", **environment},
    )


def dedup_in(folder: Path, *arguments: str | Path, stdin: str = "", **environment: str) -> Ended:
    """Do the same in this process, which saves a second a run."""
    (folder / ".git").mkdir(exist_ok=True)
    streams = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in set(os.environ) - set(PLAIN):
            patch.delenv(name)
        for name, value in {"COLUMNS": "100", **environment}.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["dedup", *map(str, arguments)])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        patch.setattr(sys, "stdout", streams[0])
        patch.setattr(sys, "stderr", streams[1])
        patch.setattr(signal, "signal", lambda *_: None)
        status = run()
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return Ended(status, out, err)


def test_show_tells_values_and_origins(tmp_path: Path) -> None:
    """Each value stands with where it came from: default, file, environment or flag."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.dedup]\nagencies = ["Nordlys"]\n[tool.dedup.check]\nfail-on = "any"\n'
    )

    run = dedup_in(
        tmp_path, "config", "show", "--fail-level", "error", DEDUP_JOBS="2", DEDUP_FAIL_ON=""
    )

    assert (run.returncode, run.stderr) == (0, "")
    lines = {
        line.split("#")[0].strip(): line.split("#")[-1].strip() for line in run.stdout.splitlines()
    }
    assert lines['agencies = ["Nordlys"]'] == "pyproject.toml:2"
    assert lines['fail-on = "any"'] == "pyproject.toml:4"
    assert lines['fail-level = "error"'] == "--fail-level"
    assert lines["jobs = 2"] == "DEDUP_JOBS"
    assert lines["recall = 0.99"] == "default"
    assert tomllib.loads(run.stdout)["check"]["fail-on"] == "any"


def test_show_as_json(tmp_path: Path) -> None:
    """The JSON page names every key with value and origin, and the file."""
    (tmp_path / "news.toml").write_text("[verdict]\nthreshold = 0.7\n")

    run = dedup_in(tmp_path, "config", "show", "--config", "news.toml", "-f", "json")

    page = json.loads(run.stdout)
    found = {one["key"]: (one["value"], one["origin"]) for one in page["settings"]}
    assert page["file"] == "news.toml"
    assert found["verdict.threshold"] == (0.7, "news.toml:2")
    assert found['rules."reuse/self".min-probability'] == (0.7, "verdict.threshold, news.toml:2")


def test_a_wrong_configuration_is_one_line_and_2(tmp_path: Path) -> None:
    """An unknown key stops every command that reads the configuration."""
    (tmp_path / "dedup.toml").write_text("[check]\nfail-lvel = 'note'\n")
    (tmp_path / "a.txt").write_text(WIRE)

    for command in (
        ("config", "show"),
        ("check", "a.txt", "--against", "a.txt"),
        ("evaluate", "."),
    ):
        run = dedup_in(tmp_path, *command)

        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == (
            "dedup: dedup.toml:2: check.fail-lvel is no key of the configuration; "
            "did you mean check.fail-level?\n"
        )


def test_the_schema_is_printed(tmp_path: Path) -> None:
    """An editor can be given the schema."""
    run = dedup_in(tmp_path, "config", "schema")

    jsonschema.Draft202012Validator.check_schema(json.loads(run.stdout))


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    texts = {"wire": WIRE, "copy": WIRE + " More soon.", "rewrite": REWRITE, "other": OTHER}
    docs = [{"id": id_, "text": text} for id_, text in texts.items()]
    pairs = [
        {"a": "wire", "b": "copy", "reuse": 1, "label": "copied"},
        {"a": "wire", "b": "other", "reuse": 0, "label": "unrelated"},
        {"a": "rewrite", "b": "other", "reuse": 0, "label": "unrelated"},
    ]
    folder = tmp_path / "labelled"
    folder.mkdir()
    for name, rows in (("docs", docs), ("pairs", pairs)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return folder


@pytest.mark.slow
def test_tune_writes_what_check_and_evaluate_go_by(labelled: Path, tmp_path: Path) -> None:
    """The threshold goes into the configuration, the rest of which stays; others then use it."""
    config = tmp_path / "dedup.toml"
    config.write_text('# ours\nagencies = ["N"]  # wires\n')

    run = dedup_in(tmp_path, "tune", labelled, "-j", "1")

    threshold = float(run.stdout.split()[1])
    assert run.returncode == 0
    assert f"dedup.toml: verdict.threshold = {threshold}" in run.stderr
    assert config.read_text().startswith('# ours\nagencies = ["N"]  # wires\n')
    assert tomllib.loads(config.read_text())["verdict"]["threshold"] == threshold
    shown = dedup_in(tmp_path, "evaluate", labelled, "-f", "json", "-j", "1")
    assert json.loads(shown.stdout)["verdict"]["threshold"] == pytest.approx(threshold)
    shown = dedup_in(tmp_path, "config", "show").stdout
    assert f"min-probability = {threshold}" in shown


@pytest.mark.slow
def test_tune_writes_where_it_is_told_or_not_at_all(labelled: Path, tmp_path: Path) -> None:
    """--write names another file, --no-write none; without a configuration dedup.toml is made."""
    assert dedup_in(tmp_path, "tune", labelled, "--no-write", "-j", "1").returncode == 0
    assert not (tmp_path / "dedup.toml").exists()
    dedup_in(tmp_path, "tune", labelled, "--write", "other.toml", "-j", "1")
    assert "[verdict]" in (tmp_path / "other.toml").read_text()
    assert not (tmp_path / "dedup.toml").exists()
    dedup_in(tmp_path, "tune", labelled, "-j", "1")
    assert "[verdict]" in (tmp_path / "dedup.toml").read_text()


def test_tune_refuses_a_broken_configuration_before_the_work(
    labelled: Path, tmp_path: Path
) -> None:
    """A file that could not be read again is not written to."""
    (tmp_path / "dedup.toml").write_text("[verdict\n")

    run = dedup_in(tmp_path, "tune", labelled)

    assert (run.returncode, run.stdout) == (2, "")
    assert "dedup.toml: no valid TOML" in run.stderr
    assert (tmp_path / "dedup.toml").read_text() == "[verdict\n"
