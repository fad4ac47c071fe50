"""Workers that are stopped."""

import subprocess
import sys

import pytest

_STOPPED_WHILE_FORKING = """
import os, signal
from dedup.pipeline.collecting import Workers
signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    with Workers(2) as workers:
        print(list(workers.map(abs, range(3))))
except KeyboardInterrupt:
    print("stopped")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked here")
def test_an_interrupt_while_workers_are_made_is_not_lost() -> None:
    """Python drops what is raised in a handler of forks; the run must end all the same."""
    done = subprocess.run(
        [sys.executable, "-c", _STOPPED_WHILE_FORKING],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert (done.returncode, done.stdout, done.stderr) == (0, "stopped\n", "")
