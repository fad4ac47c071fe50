"""Lines of CSV that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMULA = re.compile("'*[=+\\-@＝＋－＠\t\r\n]")


def csv_line(cells: Iterable[object]) -> str:
    r"""Write one line of CSV.

    Parameters
    ----------
    cells : iterable of object
        Texts, numbers, and None for an empty cell.

    Notes
    -----
    A spreadsheet takes a text for a formula if it begins with ``=``, ``+``, ``-``, ``@``, their
    full-width forms, a tab or a line break [1]_. Such a text gets an apostrophe before it, and so
    does one that begins so behind apostrophes of its own. Numbers stay as they are. To read a
    text back, take off the first apostrophe of any that matches ``'+[=+\-@＝＋－＠\t\r\n]``.

    References
    ----------
    .. [1] OWASP, "CSV Injection".

    Examples
    --------
    >>> csv_line(["a, b", 0.5, -1, "=1+1", "'tis"])
    '"a, b",0.5,-1,\'=1+1,\'tis\n'
    """
    stream = io.StringIO()
    # What is in the terminator is quoted in cells: before Python 3.13 nothing else is.
    csv.writer(stream, lineterminator="\r\n").writerow(map(_cell, cells))
    return stream.getvalue().removesuffix("\r\n") + "\n"


def _cell(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value
