"""Which files git says have changed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dedup.errors import InputError, UsageError

_PATIENCE = 60  # seconds for one call of git


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What git says has changed.

    Parameters
    ----------
    root : str
        Real path of the repository.
    files : frozenset of str
        Real paths of the files that differ.
    """

    root: str
    files: frozenset[str]

    def holds(self, path: str | None) -> bool:
        """Tell whether a file, by its real path, has changed; what is not in reach of git has."""
        if path is None or not Path(path).is_relative_to(self.root):
            return True
        return path in self.files


def changed_files(since: str, folder: Path | None = None) -> Changed:
    """Find the files that differ from a revision of the repository.

    Parameters
    ----------
    since : str
        A branch, tag or commit. Files count that were changed since the common ancestor of this
        revision and the present one, committed or not; so do renamed and untracked files.
    folder : Path, optional
        A folder of the repository; the working directory by default.

    Raises
    ------
    UsageError
        If the revision is unknown.
    InputError
        If there is no git, no repository, or history is too short to tell.
    """
    folder = folder or Path.cwd()
    root = _git(folder, "rev-parse", "--show-toplevel").removesuffix("\n")
    base = _base(folder, since)
    listed = _git(
        folder, "diff", "--name-only", "-z", "--no-renames", "--diff-filter=d", base, "--"
    )
    untracked = _git(
        folder, "ls-files", "--others", "--exclude-standard", "-z", "--full-name", ":/"
    )
    names = [name for name in (listed + untracked).split("\0") if name]
    files = frozenset(os.path.realpath(Path(root, name)) for name in names)
    return Changed(root=os.path.realpath(root), files=files)


def _base(folder: Path, since: str) -> str:
    shallow = _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"
    deepen = (
        "; this is a shallow clone: fetch the whole history (fetch-depth: 0)" if shallow else ""
    )
    if since.startswith("-"):
        raise UsageError(f"--changed-since: no revision {since!r}")
    commit = _ask(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}"
    )
    if commit.returncode:
        raise UsageError(f"--changed-since: git knows no revision {since!r}{deepen}")
    found = _ask(folder, "merge-base", commit.stdout.strip(), "HEAD")
    if found.returncode:
        raise InputError(
            f"--changed-since: {since} and the present commit have no common ancestor{deepen}"
        )
    return found.stdout.strip()


def _git(folder: Path, *arguments: str) -> str:
    run = _ask(folder, *arguments)
    if run.returncode:
        reason = run.stderr.strip().splitlines() or ["git failed"]
        raise InputError(f"--changed-since: in {folder}: {reason[0].removeprefix('fatal: ')}")
    return run.stdout


def _ask(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments, and a revision git has to verify
            ["git", "-c", "core.quotepath=off", *arguments],  # noqa: S607 - the user's git
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
            timeout=_PATIENCE,
            stdin=subprocess.DEVNULL,
        )
    except FileNotFoundError as error:
        raise InputError("--changed-since needs git, which is not installed") from error
    except subprocess.TimeoutExpired as error:
        raise InputError(f"--changed-since: git took over {_PATIENCE} seconds") from error
