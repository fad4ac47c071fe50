"""CSV and TSV: a header, then one article a row."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from dedup.readers.contents import UNREADABLE, as_text, cannot_read, encoding_of
from dedup.readers.formats import extension
from dedup.readers.records import Options, Records

if TYPE_CHECKING:
    import _csv
    import io
    from collections.abc import Iterator

    from dedup.readers.problems import Item

_LONGEST_FIELD = 2**31 - 1  # what a C long holds everywhere


def read_table(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a table whose delimiter its extension tells; the line of an article is its row's first.

    Raises
    ------
    InputError
        If the file is binary, in no known encoding or without a column of texts.
    """
    codec, problems = encoding_of(file.peek(), path, whole=False)
    yield from problems
    csv.field_size_limit(_LONGEST_FIELD)
    # Bytes that the codec does not know come through as surrogates and are found row by row.
    with as_text(file, codec, errors="surrogateescape") as text:
        delimiter = "\t" if extension(path) == ".tsv" else ","
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        yield from _items(rows, Records(path, options))


def _items(rows: _csv.Reader, records: Records) -> Iterator[Item]:
    header: list[str] = []
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows, None)
        except csv.Error as error:  # the reader goes on at the next line
            yield records.problem(f"broken row: {error}", line)
            continue
        except (*UNREADABLE, UnicodeDecodeError) as error:
            yield records.problem(cannot_read(error), line)
            return
        if row is None:
            return
        if header and row:
            yield _item(header, row, records, line)
        elif row:
            header = row
            records.keys(header)  # one complaint about a missing column, not one a row


def _item(header: list[str], row: list[str], records: Records, line: int) -> Item:
    if len(row) != len(header):
        return records.problem(f"a row of {len(row)} under a header of {len(header)} fields", line)
    if not _is_encodable("".join(row)):
        return records.problem("invalid characters for the encoding of the file", line)
    return records.item(dict(zip(header, row, strict=True)), line)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
