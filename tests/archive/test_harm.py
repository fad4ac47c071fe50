"""What happens to an archive: kills, damage, full disks, other versions, other programs."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from dedup import Article, InputError
from dedup.archive import Archive, database
from dedup.archive.database import seal_of
from tests.archive.stories import WIRE, story

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a closed archive of forty articles, one of them removed."""
    path = tmp_path / "news.index"
    rng = random.Random(6)
    with Archive.create(path) as archive:
        archive.add([Article(id=f"a{n}", text=story(rng)) for n in range(39)], at="2025-01-01")
        archive.add([Article(id="wire", text=WIRE)], at="2025-01-02")
        archive.remove(["a3"], at="2025-01-03")
    return path


@pytest.mark.slow
def test_kill_9_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    """A process that is killed 25 times leaves a sound archive with all it said it had added."""
    command = [sys.executable, "-m", "tests.archive.killed", str(tmp_path / "x.index"), "25"]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )

    assert run.returncode == 0, run.stderr
    # The first batch names one before it: two articles of each batch replace earlier ones.
    articles = 60 * 4 + 2
    wanted = {"killed": 25, "lost": 0, "problems": [], "articles": articles}
    assert json.loads(run.stdout) == wanted


@pytest.mark.slow
def test_damage_never_gives_a_wrong_answer(path: Path, tmp_path: Path) -> None:
    """Whatever bytes are overwritten: the right answer or one clear line, nothing else."""
    rng = random.Random(8)
    texts = [story(random.Random(6)), WIRE]
    right = _everything(path, texts)
    clean = path.read_bytes()
    broken = tmp_path / "broken.index"
    refused = noticed = 0
    said: list[str] = []

    for _ in range(120):
        place = rng.randrange(len(clean) - 64)
        broken.write_bytes(clean[:place] + rng.randbytes(64) + clean[place + 64 :])
        try:
            assert _everything(broken, texts) == right
        except InputError as error:
            refused += 1
            said.append(str(error))
        noticed += _is_noticed(broken)

    assert refused > 30
    assert noticed >= refused
    assert all(line.startswith(f"{broken}: ") and "\n" not in line for line in said)


def _everything(path: Path, texts: list[str]) -> object:
    with Archive.open(path) as archive:
        candidates = archive.candidates(texts)
        past = archive.candidates(texts, as_of="2025-01-01")
        return candidates, past, archive.articles(range(1, 41))


def _is_noticed(path: Path) -> bool:
    try:
        with Archive.open(path) as archive:
            return bool(archive.verify())
    except InputError:
        return True


@pytest.mark.parametrize("left", [0, 50, 4096, 100_000])
def test_a_truncated_file_is_refused(path: Path, left: int) -> None:
    """Half a file is no archive, or a damaged one."""
    os.truncate(path, left)

    with pytest.raises(InputError, match=r"not an index|damaged|disk"):
        _everything(path, [WIRE])


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("blocks", "number = 3"),
        ("blocks", "number = (SELECT max(number) FROM blocks)"),
        ("sketches", "key = 40"),
        ("versions", "key = 40"),
        ("texts", "key = 40"),
        ("endings", "key = 4"),
        ("lists", "kind = 'near'"),
    ],
)
def test_missing_rows_are_found(path: Path, table: str, where: str) -> None:
    """Verify tells of what is missing, even where SQLite sees nothing wrong."""
    with sqlite3.connect(path) as connection:
        assert connection.execute(f"DELETE FROM {table} WHERE {where}").rowcount
    connection.close()

    with Archive.open(path) as archive:
        problems = archive.verify()

    assert problems
    assert not any(str(path) in problem for problem in problems)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 2}, "made with index format 2"),
        ({"text_version": 99}, "made with text rules 99"),
        ({"unicode": "3.0.0"}, "made with Unicode 3.0.0"),
        ({"bands": [2, 2]}, "does not know"),
        ({"near": {"method": "magic", "num_perm": 1}}, "does not know"),
        ({"rewrites": None}, "does not know"),
    ],
)
def test_an_archive_of_another_version_is_refused(path: Path, change: dict, said: str) -> None:
    """What made the sketches is compared before they are."""
    with sqlite3.connect(path) as connection:
        about = {
            name: json.loads(value) for name, value in connection.execute("SELECT * FROM about")
        }
        del about["seal"]
        about["identity"] |= change
        about["seal"] = seal_of(*sorted(about.items()))
        rows = [(json.dumps(value), name) for name, value in about.items()]
        connection.executemany("UPDATE about SET value = ? WHERE name = ?", rows)
    connection.close()

    with pytest.raises(InputError, match=said):
        Archive.open(path)


@pytest.mark.slow
def test_a_full_disk_is_one_clear_line(path: Path) -> None:
    """What was committed stands, and the rest can be added when there is room."""
    rng = random.Random(1)
    articles = [Article(id=f"b{n}", text=story(rng)) for n in range(200)]
    with Archive.open(path, write=True) as archive:
        (pages,) = archive._database.rows("PRAGMA page_count")[0]
        archive._database.rows(f"PRAGMA max_page_count = {pages + 4}")
        with pytest.raises(InputError, match="the disk is full"):
            archive.add(articles)
        assert archive.info.articles == 39
        assert archive.verify() == []
        archive._database.rows("PRAGMA max_page_count = 1000000")
        assert archive.add(articles).new == 200
        assert archive.verify() == []


@pytest.mark.slow
def test_a_limit_on_file_size_is_one_clear_line(path: Path, tmp_path: Path) -> None:
    """The system's own refusal to write ends with status 3, and adding again completes it."""
    rng = random.Random(2)
    news = tmp_path / "news.jsonl"
    lines = [json.dumps({"id": f"b{n}", "text": story(rng)}) for n in range(900)]
    news.write_text("\n".join(lines))
    command = [sys.executable, "-m", "dedup", "index", "add", str(path), str(news), "--jobs", "1"]

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    short = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)

    assert (short.returncode, short.stdout) == (3, "")
    assert short.stderr.startswith(f"dedup: {path}: ")
    assert len(short.stderr.splitlines()) == 1
    with Archive.open(path, write=True) as archive:
        assert archive.verify() == []
        assert archive.info.articles == 39


def test_a_read_only_file_can_be_asked_but_not_changed() -> None:
    """Questions work where nothing can be written, changes are refused in one line."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "x.index"
    with Archive.create(path) as archive:
        archive.add([Article(id="wire", text=WIRE)])
    path.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    try:
        if user == 0:  # to whom rights mean nothing
            os.seteuid(65534)
        with Archive.open(path) as archive:
            assert [found.id for found in archive.candidates([WIRE])[0]] == ["wire"]
        with pytest.raises(InputError, match="cannot be written"):
            Archive.open(path, write=True)
    finally:
        os.seteuid(user)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_second_writer_waits_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one writes, another waits, and then tells why it gives up."""
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    with Archive.open(path, write=True) as one, Archive.open(path, write=True) as two:
        with one._database.writing():
            with pytest.raises(InputError, match="another program is writing"):
                two.add([Article(id="b", text=WIRE)])
            with Archive.open(path) as reader:  # who reads need not wait
                assert reader.info.articles == 39
        assert two.add([Article(id="b", text=WIRE)]).new == 1


def test_two_writers_take_turns(path: Path) -> None:
    """Batches of two programs follow each other; nothing is lost."""
    rng = random.Random(3)
    with Archive.open(path, write=True) as one, Archive.open(path, write=True) as two:
        for number in range(6):
            one.add([Article(id=f"one{number}", text=story(rng, 60))])
            two.add([Article(id=f"two{number}", text=story(rng, 60))])

        assert one.info.articles == two.info.articles == 39 + 12
        assert two.verify() == []
