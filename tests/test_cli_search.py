"""`dedup pairs`, `cluster` and `curve` as a user runs them."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dedup.readers import nothing_in
from tests.test_cli import ROOT, SHARED_ARTICLES, dedup

WIRE = (
    "A passenger ferry struck a charted rock off Tarn early on Tuesday, the coast guard said. "
    "All 212 people aboard were taken off by lifeboats within two hours. Divers found a gash "
    "of eleven metres in the hull, and prosecutors opened an inquiry into the captain."
)
REWRITE = (
    "Prosecutors have opened an inquiry into the captain of a passenger ferry that hit a charted "
    "rock near Tarn. Lifeboats took all 212 people aboard to safety, and divers reported a gash "
    "of eleven metres in her hull."
)
OTHER = "The central bank held its key rate at four per cent and warned of slower growth ahead."


@pytest.fixture
def news(tmp_path: Path) -> Path:
    texts = {"wire": WIRE, "copy": WIRE + " More soon.", "rewrite": REWRITE, "other": OTHER}
    path = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": id_, "text": text}) for id_, text in texts.items()]
    path.write_text("\n".join(lines))
    return path


def test_pairs_tells_copies_from_rewrites(news: Path) -> None:
    """Each pair is a JSON line with the searches that found it and exact shares."""
    run = dedup("pairs", news)

    records = [json.loads(line) for line in run.stdout.splitlines()]
    found = {(r["a"], r["b"]): r["found_by"] for r in records}
    assert run.returncode == 0
    assert found == {
        ("copy", "rewrite"): ["rewrite"],
        ("copy", "wire"): ["near", "rewrite"],
        ("rewrite", "wire"): ["rewrite"],
    }
    assert list(records[0]) == [
        "a",
        "b",
        "found_by",
        "jaccard",
        "containment_a",
        "containment_b",
    ]


def test_one_search_alone(news: Path) -> None:
    """--near-only and --rewrite-only leave the other search out; both at once are refused."""
    near = [json.loads(line) for line in dedup("pairs", news, "--near-only").stdout.splitlines()]
    both = dedup("pairs", news, "--near-only", "--rewrite-only")

    assert [(r["a"], r["b"], r["found_by"]) for r in near] == [("copy", "wire", ["near"])]
    assert (both.returncode, both.stdout) == (2, "")
    assert "leave nothing to search for" in both.stderr


def test_pairs_can_be_judged(news: Path) -> None:
    """--measure source adds a verdict to each pair, in JSON Lines and CSV alike."""
    records = [
        json.loads(line) for line in dedup("pairs", news, "--measure", "source").stdout.splitlines()
    ]
    rows = list(
        csv.DictReader(io.StringIO(dedup("pairs", news, "--measure", "source", "-f", "csv").stdout))
    )

    (copied,) = (r for r in records if (r["a"], r["b"]) == ("copy", "wire"))
    assert copied["label"] == "near_duplicate"
    assert copied["probability"] > 0.5
    assert [row["label"] for row in rows] == [record["label"] for record in records]


def test_against_an_archive(news: Path, tmp_path: Path) -> None:
    """New articles are compared with the old ones only; `a` is the new one."""
    incoming = tmp_path / "in.txt"
    incoming.write_text(REWRITE)

    run = dedup("pairs", incoming, "--against", news, "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    assert {(row["a"], row["b"]) for row in rows} == {
        (incoming.as_posix(), id_) for id_ in ("wire", "copy", "rewrite")
    }


def test_cluster_groups_and_keeps(news: Path, tmp_path: Path) -> None:
    """Clusters name their members; --keep writes the collection without the redundant ones."""
    kept = tmp_path / "kept.jsonl"

    run = dedup("cluster", news, "--keep", kept)

    (found,) = [json.loads(line) for line in run.stdout.splitlines()]
    ids = [json.loads(line)["id"] for line in kept.read_text().splitlines()]
    assert list(found) == ["cluster", "size", "articles", "min_similarity", "representative"]
    assert found["articles"] == ["copy", "wire"]
    assert ids == [i for i in ("wire", "copy", "rewrite", "other") if i in
                   (found["representative"], "rewrite", "other")]  # fmt: skip


def test_kept_records_are_unchanged(tmp_path: Path) -> None:
    """--keep writes each line as it was: types of ids, unknown fields and spaces included."""
    lines = [
        f'{{"id": 7,  "text": "{WIRE}", "tags": ["sea", 1.10]}}',
        f'{{"id": "copy", "text": "{WIRE} More soon.", "desk": "coast"}}',
        f'{{"body": "{OTHER}", "editor": null}}',
    ]
    (tmp_path / "news.csv").write_text(f"uid;text;desk\n1;{OTHER} Analysts agree.;markets\n")
    kept = tmp_path / "kept.jsonl"

    run = dedup(
        "cluster",
        "-",
        tmp_path / "news.csv",
        "--threshold",
        "0.9",
        "--keep",
        kept,
        stdin="\n".join(lines),
    )

    *same, row = kept.read_text().splitlines()
    assert (run.returncode, len(run.stdout.splitlines())) == (0, 1)
    assert same == [lines[0], lines[2]]
    assert json.loads(row) == {"uid": "1", "text": f"{OTHER} Analysts agree.", "desk": "markets"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["cluster", "news.jsonl", "--keep", "news.jsonl"], "--keep news.jsonl would write over"),
        (["pairs", ".", "-o", "link.jsonl"], "--output link.jsonl would write over"),
        (["pairs", "x.txt", "--against", "news.jsonl", "-o", "news.jsonl"], "would write over"),
        (["matrix", "news.jsonl", "-o", "./p.svg", "--plot", "p.svg"], "name the same file: p.svg"),
        (["cluster", "news.jsonl", "--keep", "-"], "--keep needs a file"),
    ],
)
def test_an_output_that_would_destroy_something_is_refused(
    news: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    """A file that is to be read, under any name, or to be written twice is wrong usage."""
    monkeypatch.chdir(news.parent)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    Path("link.jsonl").symlink_to("news.jsonl")
    Path("x.txt").write_text(REWRITE)
    before = news.read_bytes()

    run = dedup(*arguments)

    assert (run.returncode, run.stdout) == (2, "")
    assert words in run.stderr
    assert news.read_bytes() == before


def test_an_empty_old_collection_is_told(news: Path, tmp_path: Path) -> None:
    """Nothing to compare with is no clean result: one line that names the folder, exit 3."""
    (tmp_path / "archive").mkdir()

    run = dedup("pairs", news, "--against", tmp_path / "archive")

    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr.strip() == f"dedup: {nothing_in([str(tmp_path / 'archive')])}"


def test_messages_of_one_kind_are_counted_after_twenty(tmp_path: Path) -> None:
    """A wrong --text-field on a large file is told twenty times and then summed up."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"body": "x"}\n' * 2_000 + "oops\n")

    run = dedup("pairs", path, "--text-field", "Text")

    lines = run.stderr.splitlines()
    assert run.returncode == 3
    assert lines[19] == f"dedup: {path}:20: no text field 'Text'"
    assert lines[20].startswith(f"dedup: {path}:2001: broken JSON")
    assert lines[21:] == [
        "dedup: 1,980 more like it: no text field 'Text'",
        f"dedup: {nothing_in([str(path)])}",
    ]


@pytest.mark.parametrize("output_format", ["csv", "table"])
def test_results_that_cannot_be_written_are_a_failure(news: Path, output_format: str) -> None:
    """A full device or a closed standard output is one clear line and exit 3."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = f"'{sys.executable}' -m dedup pairs '{news}' -f {output_format}"

    def run(redirection: str) -> tuple[int, str]:
        done = subprocess.run(
            ["bash", "-c", command + redirection], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr

    assert run(" > /dev/full") == (
        3,
        "dedup: standard output: cannot be written: No space left on device\n",
    )
    assert run(" >&-") == (3, "dedup: standard output is closed; --output FILE takes the result\n")


def test_a_dash_is_standard_output(news: Path) -> None:
    """``-o -`` prints the result, page or list, and writes no file called so."""
    for output_format in ("csv", "table"):
        plain = dedup("pairs", news, "-f", output_format)
        dashed = dedup("pairs", news, "-f", output_format, "-o", "-")

        assert dashed.stdout == plain.stdout != ""
    assert not Path("-").exists()


@pytest.mark.parametrize("option", ["--output", "--keep", "--html"])
def test_what_cannot_be_written_is_noticed_first(tmp_path: Path, option: str) -> None:
    """A folder that is not there is told before anything is read."""
    path = tmp_path / "a.jsonl"
    path.write_text("oops\n")

    run = dedup("cluster", path, option, tmp_path / "nowhere" / "out")

    assert run.returncode == 3
    assert run.stderr.splitlines() == [
        f"dedup: {tmp_path}/nowhere/out: cannot be written: there is no folder {tmp_path}/nowhere"
    ]


@pytest.mark.parametrize("command", ["pairs", "cluster"])
@pytest.mark.parametrize("output_format", ["jsonl", "csv", "table"])
def test_same_bytes_whatever_the_workers(news: Path, command: str, output_format: str) -> None:
    """Hash seed, order of files and number of processes do not change a byte."""
    folder = news.parent / "files"
    folder.mkdir()
    for name, text in (("a", WIRE), ("b", WIRE), ("c", REWRITE)):
        (folder / f"{name}.txt").write_text(text)
    arguments = ["--format", output_format]

    one = dedup(command, news, folder, *arguments, "-j", "1", PYTHONHASHSEED="1")
    many = dedup(command, folder, news, *arguments, "-j", "3", PYTHONHASHSEED="2")

    assert one.stdout == many.stdout != ""
    assert one.returncode == many.returncode == 0


def test_curve_prints_the_probability_of_detection(tmp_path: Path) -> None:
    """The curve of a setting comes as table, CSV and JSON; impossible settings are refused."""
    page = json.loads(dedup("curve", "--bands", "20", "--rows", "5", "-f", "json").stdout)
    table = dedup("curve").stdout
    refused = dedup("curve", "--threshold", "0.1", "--num-perm", "8")

    at_half = next(p["detection"] for p in page["points"] if p["jaccard"] == 0.5)
    assert at_half == pytest.approx(1 - (1 - 0.5**5) ** 20, abs=1e-6)
    assert "42 bands of 3 rows" in table
    assert refused.returncode == 2
    assert "8 permutations cannot find" in refused.stderr


def test_curve_plot(tmp_path: Path) -> None:
    """The curve can be drawn."""
    pytest.importorskip("matplotlib")

    dedup("curve", "--plot", tmp_path / "curve.svg")

    assert "probability that it is found" in (tmp_path / "curve.svg").read_text()


@pytest.mark.slow
def test_an_interrupt_ends_cleanly(tmp_path: Path) -> None:
    """Ctrl-C ends with status 130 and no traceback; nothing half-written stays."""
    source = tmp_path / "big.jsonl"
    line = json.dumps({"text": WIRE * 20})
    source.write_text("\n".join([line] * 30_000))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "dedup", "pairs", str(source), "-o", str(tmp_path / "out")]
    run = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(scratch)},
        start_new_session=True,
        # Whoever runs the tests in the background ignores interrupts, and so would the command.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    time.sleep(2)

    os.killpg(run.pid, signal.SIGINT)
    _, errors = run.communicate(timeout=20)

    assert run.returncode == 130
    assert "Traceback" not in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.jsonl", "scratch"]
    assert list(scratch.iterdir()) == []


@pytest.mark.skipif(not SHARED_ARTICLES.is_dir(), reason="the five real articles are not here")
def test_two_rewrites_of_one_wire_story_are_found() -> None:
    """The two real rewrites come back, with the largest shares of all."""
    run = dedup("pairs", SHARED_ARTICLES, "--rewrite-only")

    records = [json.loads(line) for line in run.stdout.splitlines()]
    best = max(records, key=lambda record: record["containment_b"])
    assert [Path(best[end]).name[:3] for end in ("a", "b")] == ["000", "001"]
