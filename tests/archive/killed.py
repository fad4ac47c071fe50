"""Add articles in a process that is killed again and again; what it prints is judged by a test.

python -m tests.archive.killed INDEX KILLS
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from dedup import Article
from dedup.archive import Archive
from tests.archive.stories import story

PER_BATCH = 6
BATCHES = 60


def articles(batch: int) -> list[Article]:
    """Return the articles of a batch; every third one is another text of one before."""
    rng = random.Random(batch)
    ids = [f"{batch - 1}/{n - 2}" if n % 3 == 2 else f"{batch}/{n}" for n in range(PER_BATCH)]
    return [Article(id=id_, text=story(rng, 80)) for id_ in ids]


def add_all(path: str, said: int) -> None:
    """Add every batch from the beginning, and say which one is there for good."""
    with Archive.open(path, write=True) as archive:
        for batch in range(BATCHES):
            archive.add(articles(batch), at="2025-01-01")
            os.write(said, bytes([batch]))


def one_life(path: str, seconds: float) -> tuple[int, bool]:
    """Return the last batch that was said to be there, and whether the process was killed."""
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            add_all(path, said)
            status = 0
        finally:
            os._exit(status)
    os.close(said)
    select.select([heard], [], [], 10)  # it has begun; now let it work for a while
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    batches = os.read(heard, 4096)
    os.close(heard)
    return max(batches, default=-1), os.WIFSIGNALED(status)


def main() -> None:
    """Kill so often, and print what was lost."""
    path, kills = sys.argv[1], int(sys.argv[2])
    rng = random.Random(4)
    Archive.create(path).close()
    lost, problems, killed, last = 0, [], 0, -1
    while killed < kills:
        batch, was_killed = one_life(path, rng.uniform(0, 0.08))
        killed += was_killed
        last = max(last, batch)
        with Archive.open(path) as archive:
            problems += archive.verify()
            ids = {row[0] for row in archive._database.rows("SELECT DISTINCT id FROM versions")}
        lost += sum(a.id not in ids for b in range(last + 1) for a in articles(b))
        if not was_killed:
            Path(path).unlink()
            Archive.create(path).close()
            last = -1
    _, said = os.pipe()
    add_all(path, said)
    with Archive.open(path) as archive:
        problems += archive.verify()
        info = archive.info
    result = {"killed": killed, "lost": lost, "problems": problems[:3], "articles": info.articles}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
