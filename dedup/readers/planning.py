"""From the paths that a user names to units of work, each of which one process can read alone."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from posixpath import abspath
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from dedup.errors import InputError
from dedup.readers.contents import STDIN, encoding_mark, is_compressed, is_utf8, refuse_binary
from dedup.readers.formats import Format, format_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

UNIT_BYTES = 8 << 20
GROUP_FILES = 256
COLLECTION = ("docs.jsonl", "docs.jsonl.gz", "docs.jsonl.zst")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGroup:
    """Whole files to read one after another.

    Parameters
    ----------
    paths : tuple of str
        At least one; standard input (``-``) is alone in its group, and only
        the process that owns it can read it.
    """

    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Whole lines of a JSON Lines file.

    Parameters
    ----------
    path : str
        An uncompressed file in UTF-8.
    start, end : int
        Half-open range of bytes; both are where a line begins, or the end of the file.
    first_line : int
        Number of the line at ``start``, from 1.
    """

    path: str
    start: int
    end: int
    first_line: int


Unit: TypeAlias = FileGroup | LineRange


class _File(NamedTuple):
    path: str
    size: int


def plan(
    paths: Sequence[str],
    *,
    unit_bytes: int | None = None,
    on_skip: Callable[[str], object] = lambda _: None,
) -> list[Unit]:
    """Divide files, folders and standard input into units of work.

    Folders are read with all their folders, in the order of the paths, without
    hidden files and files that are no articles by their extension. A folder
    with a ``docs.jsonl`` (or ``.gz``, ``.zst``) is read by that file alone. A
    file that is named twice is read once.

    Parameters
    ----------
    paths : sequence of str
        Files, folders, and ``-`` for JSON Lines on standard input.
    unit_bytes : int, optional
        8 MiB by default. About how much to put into a unit. A longer JSON Lines file is divided,
        which reads it once to count its lines (0.3 s a GB).
    on_skip : callable
        Is given the path of each file of a folder that is left out for its extension.

    Returns
    -------
    list of Unit
        In the order of the paths; empty if the folders hold no articles.

    Raises
    ------
    InputError
        If a path does not exist, or a folder cannot be listed.
    """
    files: dict[str, _File] = {}
    for path in paths:
        for file in _expand(_posix(path), on_skip):
            files.setdefault(abspath(file.path), file)
    unit_bytes = unit_bytes or UNIT_BYTES
    groups = _groups(files.values(), unit_bytes)
    return [unit for group in groups for unit in _units(group, unit_bytes)]


def find_input(paths: Sequence[str], file: str) -> str | None:
    """Find the input that a file is, by any name and through links.

    Parameters
    ----------
    paths : sequence of str
        As for `plan`.
    file : str
        A file that exists.

    Returns
    -------
    str or None
        The name under which it would be read, or None if it would not.

    Raises
    ------
    InputError
        As `plan`.
    """
    target = Path(file).stat()
    for path in paths:
        for found in _expand(_posix(path), lambda _: None):
            if found.path != STDIN and _is_same(found.path, target):
                return found.path
    return None


def _is_same(path: str, target: os.stat_result) -> bool:
    try:
        return os.path.samestat(Path(path).stat(), target)
    except OSError:  # a dangling link
        return False


def _expand(path: str, on_skip: Callable[[str], object]) -> Iterator[_File]:
    if path == STDIN:
        yield _File(path, sys.maxsize)
        return
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            yield from _walk(path, set(), on_skip)
        else:
            yield _File(path, status.st_size)
    except FileNotFoundError as error:
        where = error.filename or path
        raise InputError(f"{where}: no such file or folder; - is standard input") from error
    except OSError as error:
        raise InputError(f"{error.filename or path}: {error.strerror}") from error


def _walk(
    folder: str, visited: set[tuple[int, int]], on_skip: Callable[[str], object]
) -> Iterator[_File]:
    """Walk a folder in the order of the paths; a folder behind several links is visited once."""
    status = Path(folder).stat()
    if (status.st_dev, status.st_ino) in visited:
        return
    visited.add((status.st_dev, status.st_ino))
    with os.scandir(folder) as listing:
        entries = {entry.name: entry for entry in listing if not entry.name.startswith(".")}
    collection = next((entries[name] for name in COLLECTION if name in entries), None)
    for entry in [collection] if collection else sorted(entries.values(), key=_order):
        path = _posix(entry.path)
        if entry.is_dir():
            yield from _walk(path, visited, on_skip)
        elif _is_article(entry):
            yield _File(path, _size(entry))
        else:
            on_skip(path)


def _order(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir() else entry.name


def _is_article(entry: os.DirEntry[str]) -> bool:
    """Tell articles from the rest; a dangling link is one that cannot be read."""
    return format_of(entry.name) is not None and (entry.is_file() or entry.is_symlink())


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return 0


def _groups(files: Iterable[_File], unit_bytes: int) -> Iterator[list[_File]]:
    """Put neighbouring files together as long as there is room."""
    group: list[_File] = []
    room = unit_bytes
    for file in files:
        if group and (file.size > room or len(group) == GROUP_FILES):
            yield group
            group, room = [], unit_bytes
        group.append(file)
        room -= file.size
    if group:
        yield group


def _units(group: list[_File], unit_bytes: int) -> Iterator[Unit]:
    first = group[0]
    if first.size > unit_bytes and _is_divisible(first.path):
        yield from _ranges(first.path, unit_bytes)
    else:
        yield FileGroup(paths=tuple(file.path for file in group))


def _is_divisible(path: str) -> bool:
    if format_of(path) is not Format.JSON_LINES:
        return False
    try:
        with Path(path).open("rb") as file:
            head = file.peek()
        refuse_binary(head)
    except (OSError, InputError):  # its reader will say so
        return False
    return not is_compressed(head) and encoding_mark(head) != "utf-16" and is_utf8(head)


def _ranges(path: str, unit_bytes: int) -> Iterator[LineRange]:
    """Cut after the last line end of each ``unit_bytes`` bytes; a longer line stays whole."""
    start, first_line, read = 0, 1, 0
    with Path(path).open("rb", 0) as file:
        while chunk := file.read(unit_bytes):
            if cut := chunk.rfind(b"\n") + 1:
                end = read + cut
                yield LineRange(path=path, start=start, end=end, first_line=first_line)
                start, first_line = end, first_line + chunk.count(b"\n")
            read += len(chunk)
    if start < read:
        yield LineRange(path=path, start=start, end=read, first_line=first_line)


def _posix(path: str) -> str:
    return path.replace(os.sep, "/")
