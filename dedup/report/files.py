"""Results on their way to a file: whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside ``path`` that takes its place when the block ends well.

    A link is followed; a device or pipe is written to as it is.

    Raises
    ------
    InputError
        If the file cannot be written; nothing is left behind, and an older file is untouched.
    """
    temporary: str | None = None
    try:
        path = path.resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as stream:
                yield stream
            return
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(temporary).chmod(_usual_mode(path))
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


def check_writable(path: Path) -> None:
    """Find out, before the work, whether a file can be written; it is left as it is.

    Raises
    ------
    InputError
        If it cannot.
    """
    try:
        real = path.resolve()
        if real.is_dir():
            raise InputError(f"{path}: cannot be written: it is a folder")
        if real.exists() and not real.is_file():
            os.close(os.open(real, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
        elif not real.parent.is_dir():
            raise InputError(f"{path}: cannot be written: there is no folder {path.parent}")
        else:
            with tempfile.NamedTemporaryFile(dir=real.parent, prefix=f".{real.name}."):
                pass
    except OSError as error:
        if error.errno != errno.ENXIO:  # a pipe that nobody reads yet
            reason = error.strerror or error
            raise InputError(f"{path}: cannot be written: {reason}") from error


def _usual_mode(path: Path) -> int:
    """Return the mode the file has, or that a new file would get (mkstemp's is private)."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
