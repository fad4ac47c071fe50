"""CSV and TSV: a header, then one article a row."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING

from dedup.readers.contents import UNREADABLE, as_text, cannot_read, encoding_of
from dedup.readers.formats import extension
from dedup.readers.records import Options, Records

if TYPE_CHECKING:
    import _csv
    import io
    from collections.abc import Iterable, Iterator

    from dedup.readers.problems import Item

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_FIELD = 2**31 - 1  # what a C long holds everywhere


def read_table(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a table; the line of an article is its row's first.

    Its delimiter is that of ``,`` ``;`` tab and ``|`` which gives the header a column of texts and
    the most columns; if several do, that of its extension.

    Raises
    ------
    InputError
        If the file is binary, in no known encoding or without a column of texts.
    """
    head = file.peek()
    codec, problems = encoding_of(head, path, whole=False)
    yield from problems
    csv.field_size_limit(_LONGEST_FIELD)
    # Bytes that the codec does not know come through as surrogates and are found row by row.
    with as_text(file, codec, errors="surrogateescape") as text:
        records = Records(path, options)
        delimiter = _delimiter(head.decode(codec, "replace"), path, records)
        yield from _items(_Rows(text, delimiter), records)


def _delimiter(head: str, path: str, records: Records) -> str:
    usual = "\t" if extension(path) == ".tsv" else ","

    def merit(delimiter: str) -> tuple[bool, int, bool]:
        header = _first_row(head, delimiter)
        return records.has_text(header), len(header), delimiter == usual

    return max(_DELIMITERS, key=merit)


def _first_row(head: str, delimiter: str) -> list[str]:
    rows = csv.reader(head.splitlines(keepends=True), delimiter=delimiter)
    return next(filter(None, rows), [])


class _Rows:
    """Reads rows; after a broken one it goes on at the next line, however many that one took.

    A quote that nobody closes would else swallow all lines up to the next quote, or to the end.
    """

    def __init__(self, lines: Iterable[str], delimiter: str) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()  # lines to read once more
        self._row: list[str] = []  # the lines of this row
        self._delimiter = delimiter
        self._reader = self._new_reader()
        self.line = 0  # lines read so far

    def next_row(self) -> list[str] | None:
        """Return the next row, or None at the end.

        Raises
        ------
        csv.Error
            If it is broken.
        """
        self._row.clear()
        try:
            return next(self._reader, None)
        except csv.Error:
            self.line -= len(self._row) - 1
            self._again.extendleft(reversed(self._row[1:]))
            self._reader = self._new_reader()
            raise

    def _new_reader(self) -> _csv.Reader:
        return csv.reader(self._noted(), delimiter=self._delimiter, strict=True)

    def _noted(self) -> Iterator[str]:
        while True:
            line = self._again.popleft() if self._again else next(self._lines, None)
            if line is None:
                return
            self.line += 1
            self._row.append(line)
            yield line


def _items(rows: _Rows, records: Records) -> Iterator[Item]:
    header: list[str] = []
    while True:
        line = rows.line + 1
        try:
            row = rows.next_row()
        except csv.Error as error:
            yield records.problem(f"broken row: {error}", line)
            continue
        except (*UNREADABLE, UnicodeDecodeError) as error:
            yield records.problem(cannot_read(error), line)
            return
        if row is None:
            return
        if header and row:
            yield _item(header, row, records, (line, rows.line))
        elif row:
            header = row
            records.keys(header)  # one complaint about a missing column, not one a row


def _item(header: list[str], row: list[str], records: Records, lines: tuple[int, int]) -> Item:
    line, last = lines
    if len(row) != len(header):
        upto = f", up to line {last}" if last > line else ""
        message = f"a row of {len(row)} under a header of {len(header)} fields{upto}"
        return records.problem(message, line)
    if not _is_encodable("".join(row)):
        return records.problem("invalid characters for the encoding of the file", line)
    return records.item(dict(zip(header, row, strict=True)), line)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
