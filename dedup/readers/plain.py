"""Plain text and Markdown: a file is an article."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dedup.article import Article
from dedup.readers.contents import decode
from dedup.readers.problems import Problem
from dedup.readers.records import GUESS, Options, Records, described, encodable

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from dedup.readers.problems import Item

_LONGEST_HEADLINE = 150
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(?P<yaml>(?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_DATE = re.compile(
    r"(?:[\d\s,./:–-]|(?:st|nd|rd|th|of|at|am|pm|utc|gmt)\b"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:jan|febr?)(?:uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|(?:oct|nov|dec)(?:ober|ember)?)+",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^#[ \t]+(?P<title>\S.*)$", re.MULTILINE)


def read_plain(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a file as one text, headline and all.

    Raises
    ------
    InputError
        If the file is binary or in no known encoding.
    """
    text, problems = decode(file.read(), path)
    yield from problems
    yield described((Article(id=path, text=text, title=headline(text), path=path), None), options)


def headline(text: str) -> str | None:
    r"""Return the first line if it looks like a headline: short, without a final full stop.

    Nor is it one if it is a date, if nothing follows, or if the next line goes on in lower case,
    as in a paragraph broken into lines.

    Examples
    --------
    >>> headline("\nFerry runs aground\n\nA ferry struck a rock.")
    'Ferry runs aground'
    >>> headline("A ferry struck\na rock.") is None, headline("Sunday 16 June, 2024\nA") is None
    (True, True)
    """
    first, _, rest = text.lstrip().partition("\n")
    line, rest = first.rstrip(), rest.lstrip()
    is_headline = (
        len(line) <= _LONGEST_HEADLINE
        and not line.endswith(".")
        and not _DATE.fullmatch(line)
        and rest != ""
        and not rest[0].islower()
    )
    return line if is_headline else None


def read_markdown(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a file as one text, markup and all, without the YAML front matter that describes it.

    Without a title there, the first heading of level 1 is the title.

    Raises
    ------
    InputError
        If the file is binary or in no known encoding.
    """
    text, problems = decode(file.read(), path)
    yield from problems
    records = Records(path, GUESS)
    try:
        front, body = _split(text)
    except ValueError as error:
        yield records.problem(*error.args)
        return
    # "text" comes first in the shape and last in the values, so that nothing replaces the body.
    item = records.item({"text": body} | front | {"text": body}, None)
    yield described(_titled(encodable(item)), options, front)


def _split(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    front = _load(match["yaml"])
    if front is None:
        return {}, text[match.end() :]
    # What merely stands between two rules is text.
    return (front, text[match.end() :]) if isinstance(front, dict) else ({}, text)


def _load(front: str) -> Any:  # noqa: ANN401 - any YAML
    """Read YAML with all values as written: ``no`` is Norwegian, ``007`` an id, a date a string.

    Raises
    ------
    ValueError
        With message and line, if it is no YAML.
    """
    import yaml

    try:
        return yaml.load(front, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))  # noqa: S506 - makes only strings, lists and dicts
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "not YAML"
        raise ValueError(f"broken front matter: {reason}", mark and mark.line + 2) from error


def _titled(item: Item) -> Item:
    if isinstance(item, Problem) or item[0].title:
        return item
    heading = _HEADING.search(item[0].text)
    title = heading["title"].rstrip("# \t\r") if heading else ""
    return replace(item[0], title=title or None), item[1]
