"""Which articles git says have changed."""

import subprocess
from pathlib import Path

import pytest

from dedup.errors import InputError, UsageError
from dedup.gate.changed import Changed, changed_files


def git(folder: Path, *arguments: str) -> str:
    who = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main")
    run = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return run.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "news").mkdir(parents=True)
    git(tmp_path, "init", "-q", str(folder))
    for name in ("same", "edited", "renamed", "deleted", "staged"):
        (folder / "news" / f"{name}.txt").write_text(f"{name} as it was, with a line of its own\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "first")
    git(folder, "branch", "start")
    return folder


def names(found: Changed) -> set[str]:
    return {Path(path).name for path in found.files}


def test_edits_renames_and_new_files_count(repository: Path) -> None:
    """Committed, staged, unstaged and untracked changes all count; deletions and ignored do not."""
    news = repository / "news"
    (news / "edited.txt").write_text("otherwise")
    git(repository, "commit", "-qam", "second")
    git(repository, "mv", "news/renamed.txt", "news/ænglisc näme.txt")
    (news / "staged.txt").write_text("staged")
    git(repository, "add", ".")
    (news / "deleted.txt").unlink()
    (news / "untracked\nfile.txt").write_text("new")
    (repository / ".gitignore").write_text("*.log\n")
    (news / "ignored.log").write_text("x")

    found = changed_files("start", news)

    assert names(found) == {
        "edited.txt",
        "ænglisc näme.txt",
        "staged.txt",
        "untracked\nfile.txt",
        ".gitignore",
    }
    assert str(news.resolve() / "edited.txt") in found.files


def test_only_own_changes_count_on_a_branch(repository: Path) -> None:
    """What the other branch changed meanwhile is not ours."""
    git(repository, "checkout", "-q", "start")
    (repository / "news" / "same.txt").write_text("theirs")
    git(repository, "commit", "-qam", "theirs")
    git(repository, "checkout", "-q", "main")

    assert changed_files("start", repository).files == frozenset()


def test_what_git_cannot_know_has_changed(repository: Path, tmp_path: Path) -> None:
    """Standard input and files outside the repository count, files that are the same do not."""
    found = changed_files("start", repository)

    assert found.holds(None)
    assert found.holds(str(tmp_path.resolve() / "elsewhere.txt"))
    assert not found.holds(str(repository.resolve() / "news" / "same.txt"))


def test_an_unknown_revision_is_wrong_usage(repository: Path) -> None:
    """A name that git does not know, or that would be an option, is refused."""
    for name in ("nowhere", "--output=x", ""):
        with pytest.raises(UsageError, match="no revision"):
            changed_files(name, repository)


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    """Where history is cut off, the message says how to get it."""
    first = git(repository, "rev-parse", "HEAD")
    (repository / "news" / "edited.txt").write_text("otherwise")
    git(repository, "commit", "-qam", "second")
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")

    with pytest.raises(
        UsageError, match=r"shallow clone: fetch the whole history \(fetch-depth: 0\)"
    ):
        changed_files(first, tmp_path / "shallow")


def test_histories_that_never_met(repository: Path) -> None:
    """Without a common ancestor nobody can say what changed."""
    git(repository, "checkout", "-q", "--orphan", "other")
    git(repository, "commit", "-qm", "orphan")

    with pytest.raises(InputError, match="no common ancestor"):
        changed_files("start", repository)


def test_outside_a_repository(tmp_path: Path) -> None:
    """A folder that git knows nothing of is a clear failure."""
    with pytest.raises(InputError, match=r"--changed-since: in .*: not a git repository"):
        changed_files("HEAD", tmp_path)


def test_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git is missing, that is said."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(InputError, match="git, which is not installed"):
        changed_files("HEAD", tmp_path)
