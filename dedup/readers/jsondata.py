"""JSON Lines, and JSON: an object, an array of objects, or an object that holds one such array."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Any

from dedup.readers.contents import (
    UNREADABLE,
    as_text,
    cannot_read,
    decode,
    encoding_of,
    guess_warning,
)
from dedup.readers.problems import Problem
from dedup.readers.records import Options, Records, encodable

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterable, Iterator

    from dedup.readers.problems import Item

_BROKEN = (ValueError, RecursionError)
_LIKELIEST = "cp1252"
_parse = json.JSONDecoder().decode
_surrogate = re.compile(rb"\\(?=u[dD])").search  # a prefix of one byte is found by memchr


def read_json_lines(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a whole file of JSON Lines; its encoding is that of its beginning.

    Raises
    ------
    InputError
        If the file is binary or in no known encoding.
    """
    codec, problems = encoding_of(file.peek(), path, whole=False)
    yield from problems
    lines = file if codec.startswith("utf-8") else _recoded(file, codec)
    yield from items_of_lines(lines, Records(path, options))


def items_of_lines(lines: Iterable[bytes], records: Records, first_line: int = 1) -> Iterator[Item]:
    """Read lines of JSON in UTF-8, of which the first has the number ``first_line``.

    A line in another encoding is read by a guess, with a warning. Where reading breaks off,
    the last item is a problem that says so.
    """
    number = first_line - 1
    guesses: list[Problem] = []
    try:
        for number, line in enumerate(lines, first_line):
            if not line.isspace():
                item = item_of_line(line, number, records, on_guess=guesses.append)
                if guesses:
                    yield guesses.pop()
                yield item
    except (*UNREADABLE, UnicodeDecodeError) as error:
        broke_off = number + 1 if number >= first_line else None
        yield records.problem(cannot_read(error), broke_off)


def read_json(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a JSON file; the articles of an array are numbered from 1.

    Raises
    ------
    InputError
        If the file is binary or in no known encoding.
    """
    text, problems = decode(file.read(), path)
    yield from problems
    records = Records(path, options)
    try:
        value = _parse(text)
    except _BROKEN as error:
        yield records.problem(_broken(error), getattr(error, "lineno", None))
    else:
        yield from map(encodable, _items_of_value(value, records))


def _recoded(file: io.BufferedReader, codec: str) -> Iterator[bytes]:
    """Turn lines of another encoding into lines of UTF-8; bytes it does not know stay."""
    errors = "strict" if codec == "utf-16" else "surrogateescape"
    with as_text(file, codec, errors=errors) as text:
        for line in text:
            yield line.encode(errors=errors)


def item_of_line(
    line: bytes,
    number: int,
    records: Records,
    *,
    on_guess: Callable[[Problem], object] = lambda _: None,
) -> Item:
    """Read one line of JSON in UTF-8; of another encoding, ``on_guess`` is given a warning."""
    try:
        try:
            text = line.removeprefix(codecs.BOM_UTF8).decode()
        except UnicodeDecodeError:
            text = _guessed(line)
            on_guess(guess_warning(records.path, _LIKELIEST, number))
        record = _parse(text)
    except _BROKEN as error:
        return records.problem(_broken(error), number)
    if not isinstance(record, dict):
        return records.problem("no JSON object", number)
    item = records.item(record, number, written=text)
    return encodable(item) if _surrogate(line) else item


def _guessed(line: bytes) -> str:
    """Decode a line that is not UTF-8, unless it is UTF-8 that was damaged.

    A line alone is too little to tell encodings apart, so it is the most common one.
    """
    kept = line.decode(errors="ignore")
    return line.decode() if not kept.isascii() else line.decode(_LIKELIEST)


def _items_of_value(value: Any, records: Records) -> Iterator[Item]:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        for number, record in enumerate(value, 1):
            is_object = isinstance(record, dict)
            yield (
                records.item(record, number)
                if is_object
                else records.problem("no JSON object", number)
            )
    elif isinstance(value, dict):
        yield from _items_of_object(value, records)
    else:
        yield records.problem("neither an object nor an array of objects")


def _items_of_object(value: dict[str, Any], records: Records) -> Iterator[Item]:
    item = records.item(value, None)
    arrays = [field for field in value.values() if _has_objects(field)]
    if isinstance(item, Problem) and len(arrays) == 1:
        yield from _items_of_value(arrays[0], records)
    else:
        yield item


def _has_objects(value: Any) -> bool:  # noqa: ANN401 - any JSON
    return isinstance(value, list) and any(isinstance(element, dict) for element in value)


def _broken(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON: {error.msg.removesuffix(' at')} at column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "invalid UTF-8"
    return "broken JSON: " + (
        "nested too deeply" if isinstance(error, RecursionError) else str(error)
    )
