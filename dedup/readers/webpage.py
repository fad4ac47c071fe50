"""HTML: the article in a web page."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from dedup.errors import InputError, MissingExtraError
from dedup.readers.contents import decode
from dedup.readers.records import GUESS, Options, Records, described, encodable

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from dedup.readers.problems import Item

_LANGUAGE = re.compile(r"""<html\b[^>]{,500}?\blang=["']?(?P<tag>[\w-]+)""", re.IGNORECASE)
# As the page says, and not as a year in its text suggests; whatever today's date is.
_DATES = {"original_date": True, "extensive_search": False, "max_date": "9999-12-31"}
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


def read_html(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read the main text of a page, and what the page says about it.

    Raises
    ------
    InputError
        If the file is binary, in no known encoding or holds no article.
    MissingExtraError
        If trafilatura is not installed.
    """
    page, problems = decode(file.read(), path)
    yield from problems
    record = _extract(page)
    if not record["text"]:
        raise InputError("no article found in the page")
    yield described(encodable(Records(path, GUESS).item(record, None)), options)


def _extract(page: str) -> dict[str, Any]:
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise MissingExtraError("reading HTML", "html") from None
    for library in ("trafilatura", "htmldate"):
        logging.getLogger(library).addHandler(logging.NullHandler())  # problems are told once, here
    # lxml refuses a declared encoding in what is decoded already.
    found: Any = bare_extraction(
        _DECLARATION.sub("", page, count=1),
        with_metadata=True,
        include_comments=False,
        date_extraction_params=_DATES,
    )
    language = _LANGUAGE.search(page)
    return {
        "text": found and found.text,
        "title": found and found.title,
        "published": found and found.date,
        "outlet": found and found.sitename,
        "credit": found and found.author,
        "language": language and language["tag"],
        "url": found and found.url,
    }
