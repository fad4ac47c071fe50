"""Whole files or none."""

from contextlib import suppress
from pathlib import Path

import pytest

from dedup import InputError
from dedup.report.files import check_writable, whole_file


def test_a_failure_leaves_the_old_file_alone(tmp_path: Path) -> None:
    """If writing breaks off, the older file keeps its content and no other file appears."""
    path = tmp_path / "out.json"
    path.write_text("old")

    with suppress(RuntimeError), whole_file(path) as stream:
        stream.write(b"half")
        raise RuntimeError

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_success_replaces_the_file_and_keeps_its_mode(tmp_path: Path) -> None:
    """A new version appears at once under the old name and rights."""
    path = tmp_path / "out.json"
    path.write_text("old")
    path.chmod(0o640)

    with whole_file(path) as stream:
        stream.write(b"new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    """A file that cannot be written is named."""
    with (
        pytest.raises(InputError, match=r"nowhere/out\.json: cannot be written"),
        whole_file(tmp_path / "nowhere" / "out.json"),
    ):
        pass


def test_what_can_be_written_is_known_before(tmp_path: Path) -> None:
    """The look ahead changes nothing, passes devices and files, and names what will fail."""
    path = tmp_path / "out.json"
    path.write_text("old")

    for fine in (path, tmp_path / "new", Path("/dev/null")):
        check_writable(fine)

    for wrong in (tmp_path, path / "below", tmp_path / "nowhere" / "out"):
        with pytest.raises(InputError, match="cannot be written"):
            check_writable(wrong)
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "old"


def test_a_link_is_followed_and_a_device_written_to(tmp_path: Path) -> None:
    """Output to a link changes what it points at; a device stays a device."""
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    link.symlink_to(target)

    with whole_file(link) as stream:
        stream.write(b"new")
    with whole_file(Path("/dev/null")) as stream:
        stream.write(b"gone")

    assert link.is_symlink()
    assert target.read_text() == "new"
    assert Path("/dev/null").is_char_device()
