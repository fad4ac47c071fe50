"""Which format a file has: told by its name, or else by its first bytes."""

from __future__ import annotations

import re
from enum import Enum
from posixpath import basename, splitext


class Format(Enum):
    """A family of files that one reader understands."""

    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    TABLE = "CSV or TSV"
    PARQUET = "Parquet"


EXTENSIONS = {
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".csv": Format.TABLE,
    ".tsv": Format.TABLE,
    ".parquet": Format.PARQUET,
}
COMPRESSED = frozenset({".gz", ".zst"})

_PAGE = re.compile(rb"\s*<(!doctype\s+html|html)\b", re.IGNORECASE)
_JSON_ON_ONE_LINE = re.compile(rb'\s*\{[ \t]*"')
_JSON_ON_MANY_LINES = re.compile(rb'\s*(\{\s*"|\[\s*\{)')


def format_of(path: str) -> Format | None:
    """Tell the format from the name, looking through ``.gz`` and ``.zst``.

    Examples
    --------
    >>> format_of("wire/2025.JSONL.gz")
    <Format.JSON_LINES: 'JSON Lines'>
    >>> format_of("README") is None
    True
    """
    return EXTENSIONS.get(extension(path))


def extension(path: str) -> str:
    """Return the lower-case extension, without the one that tells the compression."""
    stem, last = splitext(basename(path).lower())
    return splitext(stem)[1] if last in COMPRESSED else last


def sniff(head: bytes) -> Format:
    """Guess the format from the first bytes; what looks like nothing else is plain text.

    An object that begins on the line of its brace is JSON Lines, as one record
    a line; pretty-printed JSON breaks the line first.
    """
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    head = head.removeprefix(b"\xef\xbb\xbf")
    if _PAGE.match(head):
        return Format.HTML
    if _JSON_ON_ONE_LINE.match(head):
        return Format.JSON_LINES
    return Format.JSON if _JSON_ON_MANY_LINES.match(head) else Format.PLAIN
