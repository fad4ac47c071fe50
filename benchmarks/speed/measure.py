"""Time and memory of a command in processes of its own (on Linux).

Memory is taken in a run that is not timed, because looking at it slows a process down.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ROOT = Path(__file__).parents[2]
_INTERVAL = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Seconds that a command took: by the clock, and of its processes in user mode."""

    seconds: float
    user_seconds: float


def timed(command: Sequence[str]) -> Run:
    """Run a command; its children count if it waits for them. Raises SystemExit if it fails."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = _start(command, errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        _check(command, process.returncode, errors)
    return Run(seconds=seconds, user_seconds=usage.ru_utime)


def peak_mib(command: Sequence[str]) -> float:
    """Run a command and return its largest proportional set size in MiB, of all its processes.

    Pages that processes share are counted once. Raises SystemExit if the command fails.
    """
    peak = 0
    with tempfile.TemporaryFile() as errors:
        process = _start(command, errors)
        while process.poll() is None:
            peak = max(peak, _session_kib(process.pid))
            time.sleep(_INTERVAL)
        _check(command, process.returncode, errors)
    return round(peak / 1024, 1)


def spread(values: Iterable[float], digits: int | None = 2) -> dict[str, float]:
    """Return median, least and most."""
    ordered = sorted(values)
    parts = {"median": statistics.median(ordered), "min": ordered[0], "max": ordered[-1]}
    return {name: round(value, digits) for name, value in parts.items()}


def last_line(text: str) -> str:
    """Return the last line of what a failing command said."""
    return text.strip().rpartition("\n")[2]


def timings(runs: Sequence[Run], count: int) -> dict[str, object]:
    """Return the figures of repeated runs over ``count`` articles."""
    return {
        "seconds": spread(run.seconds for run in runs),
        "user_seconds": spread(run.user_seconds for run in runs),
        "articles_per_second": spread((count / run.seconds for run in runs), None),
    }


def _start(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
    )


def _check(command: Sequence[str], status: int | None, errors: IO[bytes]) -> None:
    if status:
        errors.seek(0)
        said = last_line(errors.read().decode(errors="replace"))
        raise SystemExit(f"{' '.join(command)}: exit status {status}: {said}")


def _session_kib(leader: int) -> int:
    """Add up the proportional set sizes of the processes that one has started."""
    return sum(_pss_kib(entry, leader) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _pss_kib(entry: Path, leader: int) -> int:
    try:
        session = (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[3]
        if int(session) != leader:
            return 0
        rollup = (entry / "smaps_rollup").read_text("utf-8")
    except OSError:  # the process has just ended
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
