"""Where a span of an article's text lies in the file that the article came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dedup.errors import InputError
from dedup.readers.contents import STDIN, UNREADABLE, decode, open_bytes
from dedup.readers.formats import Format, format_of

if TYPE_CHECKING:
    from dedup.article import Article

_LINE_END = re.compile(r"\r\n|\r|\n")
_IN_LINES = frozenset({Format.JSON_LINES, Format.TABLE})
_AS_THEY_ARE = frozenset({Format.PLAIN, Format.MARKDOWN, None})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlace:
    """A place in a file: lines and columns from 1, columns in characters, the end exclusive.

    Parameters
    ----------
    line, column, end_line, end_column : int or None
        None as far as the file does not tell.
    """

    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


class Locator:
    r"""Turns spans of one article's text into places of its file.

    Parameters
    ----------
    article : Article
    line : int or None
        The line its record begins on, as a reader tells it; None if the file is one article.

    Notes
    -----
    A file of text, Markdown after its front matter too, ends with the article's text: there each
    span has its very place. A record of JSON Lines or of a table has a line alone. Elsewhere,
    and where the file has changed or is gone, nothing is known.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from dedup import Article
    >>> path = pathlib.Path(tempfile.mkdtemp(), "a.md")
    >>> _ = path.write_text("---\ntitle: T\n---\nOne.\nTwo.\n")
    >>> article = Article(id="a", text="One.\nTwo.\n", path=str(path))
    >>> Locator(article, None).place(5, 9)
    FilePlace(line=5, column=1, end_line=5, end_column=5)
    """

    def __init__(self, article: Article, line: int | None) -> None:
        self.line = _record_line(article.path, line)
        self._starts: list[int] | None = None
        self._offset = 0
        if line is None:
            content = _content(article.path)
            if content is not None and content.endswith(article.text):
                self._offset = len(content) - len(article.text)
                self._starts = [0, *(match.end() for match in _LINE_END.finditer(content))]

    def place(self, start: int, end: int) -> FilePlace:
        """Return the place of a half-open span of the article's text."""
        if self._starts is None:
            return FilePlace(line=self.line)
        line, column = self._line_column(start)
        end_line, end_column = self._line_column(end)
        return FilePlace(line=line, column=column, end_line=end_line, end_column=end_column)

    def _line_column(self, at: int) -> tuple[int, int]:
        starts = self._starts or [0]
        at += self._offset
        line = bisect_right(starts, at)
        return line, at - starts[line - 1] + 1


def _record_line(path: str | None, line: int | None) -> int | None:
    """Return the number of a record if it counts lines; elsewhere it counts rows or elements."""
    if line is None or path is None:
        return None
    return line if path == STDIN or format_of(path) in _IN_LINES else None


def _content(path: str | None) -> str | None:
    """Read a file that may be one article as its reader does; None if that cannot be."""
    if path is None or path == STDIN or format_of(path) not in _AS_THEY_ARE:
        return None
    try:
        if not Path(path).is_file():
            return None
        with open_bytes(path) as file:
            return decode(file.read(), path)[0]
    except (InputError, *UNREADABLE):
        return None
