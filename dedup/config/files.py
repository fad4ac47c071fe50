"""The configuration file: found, read, and checked key by key."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dedup.config.keys import KEYS, LISTS, Key, shown_key
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

OWN = "dedup.toml"
SHARED = "pyproject.toml"
_TABLE = re.compile(r"\s*(?P<brackets>\[\[?)(?P<path>[^\[\]]+)\]")
_KEY = re.compile(
    r"\s*(?P<path>(?:[\w.-]|\"[^\"\n]*\"|'[^'\n]*')(?:[\w. \t-]|\"[^\"\n]*\"|'[^'\n]*')*?)\s*="
)
_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)")
_CLOSE = 0.6
_BY_NAME = {key.name: key for key in KEYS}
_TABLES = {key.name[:depth] for key in KEYS for depth in range(1, len(key.name))}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigFile:
    """What a configuration file sets.

    Parameters
    ----------
    path : Path
    values : mapping of tuple of str to (value, origin)
        By the path of the key; the origin is file and line.
    lists : mapping of str to list of (mapping, origin)
        Entries of ``sources`` and ``ignore``, checked.
    """

    path: Path
    values: Mapping[tuple[str, ...], tuple[object, str]]
    lists: Mapping[str, Sequence[tuple[Mapping[str, object], str]]]


def find_config(start: Path) -> Path | None:
    """Look for a configuration in a folder and those above it, up to that of a repository.

    Returns
    -------
    Path or None
        The first ``dedup.toml``, or ``pyproject.toml`` with a table ``tool.dedup``.

    Raises
    ------
    UsageError
        If a ``pyproject.toml`` on the way names dedup and is no TOML.
    """
    for folder in (start, *start.parents):
        if (own := folder / OWN).is_file():
            return own
        if (shared := folder / SHARED).is_file() and _names_dedup(shared):
            return shared
        if (folder / ".git").exists():
            return None
    return None


def _names_dedup(path: Path) -> bool:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return False  # somebody else's trouble
    if not re.search(r"tool[\s.\"']+dedup", text):
        return False
    return isinstance(_parsed(text, path).get("tool", {}).get("dedup"), dict)


def read_config(path: Path) -> ConfigFile:
    """Read a configuration file and check every key.

    Parameters
    ----------
    path : Path
        A ``pyproject.toml`` is read for its table ``tool.dedup``, any other file as it is.

    Raises
    ------
    UsageError
        If there is no such file, it is no TOML, a key is unknown or a value is not what the key
        wants; with file, line and key.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UsageError(f"{shown(path)}: the configuration cannot be read: {reason}") from error
    page: Any = _parsed(text, path)
    prefix: tuple[str, ...] = ()
    if path.name == SHARED:
        prefix = ("tool", "dedup")
        page = page.get("tool", {}).get("dedup")
        if not isinstance(page, dict):
            raise UsageError(f"{shown(path)}: no table [tool.dedup]")
    return _Checker(path, text, prefix).checked(page)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{shown(path)}: no valid TOML: {error}") from error


class _Checker:
    """Checks the keys of one file, and knows their lines."""

    def __init__(self, path: Path, text: str, prefix: tuple[str, ...]) -> None:
        self._path = path
        self._lines = lines_of_keys(text)
        self._prefix = prefix
        self._values: dict[tuple[str, ...], tuple[object, str]] = {}
        self._lists: dict[str, list[tuple[dict[str, object], str]]] = {}

    def checked(self, page: dict[str, Any]) -> ConfigFile:
        self._table(page, ())
        return ConfigFile(path=self._path, values=self._values, lists=self._lists)

    def _table(self, table: dict[str, Any], path: tuple[str, ...]) -> None:
        for name, value in table.items():
            here = (*path, name)
            if here in _BY_NAME:
                self._expect(_BY_NAME[here], value, here)
                self._values[here] = value, self._origin(here)
            elif here in _TABLES:
                if not isinstance(value, dict):
                    self._refuse(here, f"must be a table, got {_kind(value)}")
                self._table(value, here)
            elif not path and name in LISTS:
                self._list(name, value)
            else:
                self._unknown(here, [*self._siblings(path)])

    def _siblings(self, path: tuple[str, ...]) -> Iterable[str]:
        depth = len(path)
        known = {key.name for key in KEYS} | _TABLES
        yield from sorted(
            {name[depth] for name in known if len(name) > depth and name[:depth] == path}
        )
        if not path:
            yield from LISTS

    def _list(self, name: str, value: object) -> None:
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            self._refuse((name,), f"must be tables headed [[{name}]], got {_kind(value)}")
        tables: list[dict[str, object]] = value
        keys = {key.name[0]: key for key in LISTS[name]}
        entries: list[tuple[dict[str, object], str]] = []
        for number, entry in enumerate(tables):
            for key, found in entry.items():
                here = (name, number, key)
                if key not in keys:
                    self._unknown(here, list(keys))
                self._expect(keys[key], found, here)
            for wanted in keys.values():
                if wanted.required and wanted.name[0] not in entry:
                    self._refuse((name, number), f"lacks {wanted.name[0]}")
            entries.append((entry, self._origin((name, number))))
        self._lists[name] = entries

    def _expect(self, key: Key, value: object, here: Sequence[str | int]) -> None:
        if not key.accepts(value):
            self._refuse(here, f"must be {key.wanted}, got {_kind(value)}")

    def _unknown(self, here: Sequence[str | int], known: Sequence[str]) -> None:
        name = str(here[-1])
        hint = suggestion(name.replace("_", "-"), known, lambda like: shown_key((*here[:-1], like)))
        self._refuse(here, f"is no key of the configuration; {hint}")

    def _refuse(self, here: Sequence[str | int], what: str) -> NoReturn:
        raise UsageError(f"{self._origin(here)}: {shown_key(here)} {what}")

    def _origin(self, here: Sequence[str | int]) -> str:
        for depth in range(len(here), 0, -1):
            line = self._lines.get((*self._prefix, *here[:depth]))
            if line:
                return f"{shown(self._path)}:{line}"
        return shown(self._path)


def suggestion(name: str, known: Sequence[str], show: Callable[[str], str] = str) -> str:
    """Say what was meant by a name that is unknown, or which names are known.

    Examples
    --------
    >>> suggestion("colour", ["color", "size"]), suggestion("x", ["color", "size"])
    ('did you mean color?', 'known here: color, size')
    """
    like = get_close_matches(name, known, 1, _CLOSE)
    return f"did you mean {show(like[0])}?" if like else f"known here: {', '.join(known)}"


def lines_of_keys(text: str) -> dict[tuple[str | int, ...], int]:
    r"""Tell the lines on which tables and keys of a TOML file stand, as far as a quick look can.

    Examples
    --------
    >>> lines_of_keys('[check]\nfail-on = "any"\n[[ignore]]\nowner = "x"\n')[("ignore", 0, "owner")]
    4
    """
    lines: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str, ...], int] = {}
    table: tuple[str | int, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _TABLE.match(line):
            path = _parts(match["path"])
            table = path
            if match["brackets"] == "[[":
                table = (*path, counts.get(path, 0))
                counts[path] = counts.get(path, 0) + 1
                lines.setdefault(path, number)
            lines.setdefault(table, number)
        elif match := _KEY.match(line):
            path = _parts(match["path"])
            for depth in range(1, len(path) + 1):
                lines.setdefault((*table, *path[:depth]), number)
    return lines


def _parts(path: str) -> tuple[str, ...]:
    return tuple(
        next(part for part in found if part) for found in _PART.findall(path) if any(found)
    )


def shown(path: Path) -> str:
    """Return a path as messages name it: from the working directory if it lies below it."""
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()


def _kind(value: object) -> str:
    """Say what a value is, short enough for a line."""
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return f"[{', '.join(map(_kind, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
