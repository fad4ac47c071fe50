"""Lines of JSON to values, with the file and line of whatever is wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from dedup.errors import InputError
from dedup.readers.contents import UNREADABLE, cannot_read, open_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_T = TypeVar("_T")


def read_rows(path: Path, parse: Callable[[dict[str, Any]], _T]) -> Iterator[_T]:
    """Read a file of JSON Lines, plain or compressed; empty lines are passed over.

    Parameters
    ----------
    path : Path
    parse : callable
        Makes a value of a line's object, or raises ``ValueError`` with what is wrong with it.

    Yields
    ------
    object
        What ``parse`` returned.

    Raises
    ------
    InputError
        If a line is no JSON object or is refused by ``parse``, or the file cannot be read.
    """
    for number, line in _lines(path):
        try:
            value = parse(_object(line))
        except ValueError as error:
            raise InputError(f"{path}:{number}: {error}") from error
        yield value


def name_in(record: dict[str, Any], field: str) -> str:
    """Return a field that holds a name; a whole number is one too."""
    value = _field(record, field)
    if isinstance(value, str) or _is_whole(value):
        return str(value)
    raise ValueError(f"{field} is neither text nor a whole number")


def text_in(record: dict[str, Any], field: str) -> str:
    """Return a field that holds text."""
    value = _field(record, field)
    if not isinstance(value, str):
        raise ValueError(f"{field} is no text")  # noqa: TRY004 - the data, not the call, is wrong
    return value


def truth_in(record: dict[str, Any], field: str) -> int:
    """Return a field that holds 0 or 1."""
    value = _field(record, field)
    if not isinstance(value, (bool, int, float)) or value not in (0, 1):
        raise ValueError(f"{field} is neither 0 nor 1")
    return int(value)


def list_in(record: dict[str, Any], field: str) -> list[Any]:
    """Return a field that holds a list."""
    value = _field(record, field)
    if not isinstance(value, list):
        raise ValueError(f"{field} is no list")  # noqa: TRY004 - the data, not the call, is wrong
    return value


def objects_in(record: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """Return a field that holds a list of objects."""
    values = list_in(record, field)
    if not all(isinstance(value, dict) for value in values):
        raise ValueError(f"{field} holds something that is no object")
    return values


def whole_numbers(values: list[Any], what: str) -> list[int]:
    """Return the values if they are whole numbers."""
    if not all(map(_is_whole, values)):
        raise ValueError(f"{what} must be whole numbers")
    return values


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Give each line that is not empty its number, from 1."""
    try:
        with open_bytes(str(path)) as file:
            numbered = enumerate(file, 1)
            yield from ((number, line) for number, line in numbered if not line.isspace())
    except UNREADABLE as error:
        raise InputError(f"{path}: {cannot_read(error)}") from error


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _field(record: dict[str, Any], field: str) -> Any:  # noqa: ANN401 - a record may hold anything
    if field not in record:
        raise ValueError(f"no field {field}")
    return record[field]


def _object(line: bytes) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"broken JSON: {error.msg} at column {error.colno}") from error
    except UnicodeDecodeError as error:
        raise ValueError("invalid UTF-8") from error
    except RecursionError as error:
        raise ValueError("broken JSON: nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - the data, not the call, is wrong
    return value
