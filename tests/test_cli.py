"""The command line as a user runs it: real processes, real exit statuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED_ARTICLES = ROOT.parent / "shared" / "articles"


def dedup(*arguments: str | Path, stdin: str | None = None, **environment: str):
    return subprocess.run(
        [sys.executable, "-m", "dedup", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        input=stdin,
        check=False,
        env={**os.environ, "COLUMNS": "100", **environment},
    )


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "wire.txt").write_text("A ferry ran aground off Tarn on Tuesday with 212 aboard.")
    (folder / "copy.txt").write_text("A ferry ran aground off Tarn on Tuesday, officials said.")
    (folder / "other.txt").write_text("The central bank held its key rate at four per cent.")
    return folder


def test_matrix_prints_a_table(news: Path) -> None:
    """The plain command shows the articles by name and exits with 0."""
    run = dedup("matrix", news)

    assert (run.returncode, run.stderr) == (0, "")
    assert {"wire", "copy", "other"} <= set(run.stdout.split())


def test_json_names_rows_and_columns(news: Path) -> None:
    """values[i][j] is the share of articles[i] found in articles[j]."""
    run = dedup("matrix", news, "--measure", "containment", "--format", "json")

    page = json.loads(run.stdout)
    names = [Path(article["path"]).stem for article in page["articles"]]
    wire, copy, other = (names.index(name) for name in ("wire", "copy", "other"))
    assert page["values"][wire][copy] == pytest.approx(6 / 9, abs=1e-6)
    assert page["values"][copy][wire] == pytest.approx(6 / 8, abs=1e-6)
    assert page["values"][wire][other] == 0
    assert page["parameters"] == {"shingle": 3}


@pytest.mark.parametrize("measure", ["source", "containment", "jaccard", "minhash", "tfidf"])
@pytest.mark.parametrize("output_format", ["table", "csv", "json"])
def test_same_input_same_bytes(news: Path, measure: str, output_format: str) -> None:
    """Neither the hash seed nor the order of the arguments changes a byte."""
    files = sorted(news.iterdir())
    arguments = ["--measure", measure, "--format", output_format]

    runs = [
        dedup("matrix", *files, *arguments, PYTHONHASHSEED="1"),
        dedup("matrix", *reversed(files), *arguments, PYTHONHASHSEED="2"),
    ]

    assert runs[0].stdout == runs[1].stdout != ""


def test_few_articles_are_judged_and_many_are_measured(tmp_path: Path) -> None:
    """Up to 100 articles the default is the probability of a shared source, above containment."""
    lines = [json.dumps({"id": str(i), "text": f"article {i} of many"}) for i in range(101)]

    few = dedup("matrix", "-", "--format", "json", stdin="\n".join(lines[:100]))
    many = dedup("matrix", "-", "--format", "json", stdin="\n".join(lines))

    assert json.loads(few.stdout)["measure"] == "source"
    assert json.loads(many.stdout)["measure"] == "containment"


def test_output_and_plot_are_written(news: Path, tmp_path: Path) -> None:
    """--output takes the result instead of stdout; --plot draws beside it."""
    pytest.importorskip("matplotlib")

    run = dedup(
        "matrix", news, "--format", "csv", "-o", tmp_path / "m.csv", "--plot", tmp_path / "m.png"
    )

    assert (run.returncode, run.stdout) == (0, "")
    assert (tmp_path / "m.csv").read_text().startswith("id,")
    assert (tmp_path / "m.png").read_bytes().startswith(b"\x89PNG")


def test_json_lines_come_in_by_standard_input() -> None:
    """A dash reads JSON Lines from standard input."""
    lines = '{"id": "x", "text": "one two three"}\n{"id": "y", "body": "one two three"}\n'

    run = dedup("matrix", "-", "--format", "json", stdin=lines)

    assert [article["id"] for article in json.loads(run.stdout)["articles"]] == ["x", "y"]


def test_a_bad_article_is_reported_and_the_rest_done(news: Path) -> None:
    """One unreadable file gives one line with its name, exit 3, and a matrix of the others."""
    (news / "bad.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")

    run = dedup("matrix", news, "--format", "json")
    skipped = dedup("matrix", news, "--format", "json", "--skip-errors")

    assert (run.returncode, skipped.returncode) == (3, 0)
    assert run.stdout == skipped.stdout
    assert len(json.loads(run.stdout)["articles"]) == 3
    assert "bad.txt" in run.stderr.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (["matrix", "nowhere"], 3, "nowhere"),
        (["matrix", "empty"], 3, "no articles in empty"),
        (["matrix"], 2, "Missing argument"),
        (["matrix", "empty", "--measure", "magic"], 2, "magic"),
        (["matrix", "empty", "--shingle", "0"], 2, "--shingle"),
        (["matrix", "empty", "--plot", "x.gif"], 2, "x.gif"),
        (["metrix"], 2, "metrix"),
        (["matrix", "ok", "-o", "no/such/folder.csv"], 3, "cannot be written"),
    ],
)
def test_what_goes_wrong_is_one_line_and_a_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, line: str
) -> None:
    """Wrong usage exits 2, bad input 3; nothing scanned is never 0; no traceback shows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (tmp_path / "empty").mkdir()
    (tmp_path / "ok").mkdir()
    (tmp_path / "ok" / "a.txt").write_text("some words")

    run = dedup(*arguments)

    assert run.returncode == status
    assert line in run.stderr
    assert "Traceback" not in run.stderr
    assert run.stdout == ""


def test_version_and_help() -> None:
    """--version tells the version; --help explains the command with examples."""
    import dedup as package

    assert dedup("--version").stdout == f"dedup {package.__version__}\n"
    page = dedup("matrix", "--help").stdout
    assert "containment" in page
    assert "dedup matrix articles/" in page


def test_help_imports_nothing_heavy() -> None:
    """--help starts fast: no numpy, SciPy, scikit-learn or datasketch."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "dedup", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )

    modules = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in run.stderr.splitlines()
    }
    assert not modules & {"numpy", "scipy", "sklearn", "datasketch", "Stemmer", "yaml"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("pairs", "--threshold"),
        ("pairs", "--recall"),
        ("pairs", "--min-containment"),
        ("cluster", "--threshold"),
        ("evaluate", "--threshold"),
        ("tune", "--false-alarms"),
    ],
)
def test_what_is_no_number_is_refused(news: Path, arguments: tuple[str, str]) -> None:
    """NaN passes every comparison, and is wrong usage all the same."""
    command, option = arguments

    run = dedup(command, news, option, "nan")

    assert (run.returncode, run.stdout) == (2, "")
    assert f"Invalid value for '{option}': nan is no number" in run.stderr


def test_standard_input_is_read_once(news: Path) -> None:
    """Who names it twice is told so, instead of getting nothing for the second."""
    for arguments in (("pairs", "-", "--against", "-"), ("align", "-", "-"), ("matrix", "-", "-")):
        run = dedup(*arguments, stdin='{"text": "A ferry ran aground."}')

        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr == "dedup: standard input (-) can be read only once\n"


@pytest.mark.parametrize("arguments", ["--version", "--help", "matrix --help", "curve"])
def test_help_that_cannot_be_printed_is_told_in_a_line(arguments: str) -> None:
    """A full disk is no fault of dedup, whatever was to be printed."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = [sys.executable, "-m", "dedup", *arguments.split()]

    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)

    told = b"dedup: standard output: cannot be written: No space left on device\n"
    assert (run.returncode, run.stderr) == (3, told)


def test_a_closed_pipe_is_no_error(news: Path) -> None:
    """`dedup matrix … | head` ends quietly."""
    command = f"'{sys.executable}' -m dedup matrix '{news}' --format json | true"

    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert run.stderr == ""


@pytest.mark.skipif(not SHARED_ARTICLES.is_dir(), reason="the five real articles are not here")
@pytest.mark.parametrize("measure", ["containment", "jaccard", "minhash"])
def test_two_rewrites_of_one_wire_story_stand_out(measure: str) -> None:
    """Of five reports of one event, the two with a common source are the strongest pair."""
    page = json.loads(dedup("matrix", SHARED_ARTICLES, "-f", "json", "--measure", measure).stdout)

    names = [Path(article["path"]).name[:3] for article in page["articles"]]
    cells = {
        tuple(sorted((names[i], names[j]))): max(value, page["values"][j][i])
        for i, row in enumerate(page["values"])
        for j, value in enumerate(row)
        if i < j
    }
    ranked = sorted(cells, key=cells.__getitem__, reverse=True)
    assert ranked[0] == ("000", "001")
    assert cells[ranked[0]] > 2 * cells[ranked[1]]


@pytest.mark.skipif(not SHARED_ARTICLES.is_dir(), reason="the five real articles are not here")
def test_no_honest_report_is_accused() -> None:
    """Of ten pairs of real reports of one event, only the two rewrites share a source."""
    page = json.loads(dedup("matrix", SHARED_ARTICLES, "-f", "json").stdout)

    names = [Path(article["path"]).name[:3] for article in page["articles"]]
    likely = {
        (names[i], names[j]): value
        for i, row in enumerate(page["values"])
        for j, value in enumerate(row)
        if names[i] < names[j]
    }
    assert likely.pop(("000", "001")) > 0.5
    assert max(likely.values()) < 0.3
