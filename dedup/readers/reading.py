"""From units of work to articles."""

from __future__ import annotations

from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from dedup.errors import InputError
from dedup.readers.arrow import read_parquet
from dedup.readers.contents import STDIN, UNREADABLE, cannot_read, open_bytes
from dedup.readers.delimited import read_table
from dedup.readers.formats import Format, format_of, sniff
from dedup.readers.jsondata import item_of_line, items_of_lines, read_json, read_json_lines
from dedup.readers.plain import read_markdown, read_plain
from dedup.readers.planning import LineRange, Unit, plan
from dedup.readers.problems import Problem, place
from dedup.readers.records import GUESS, Options, Records, without_surrogates
from dedup.readers.webpage import read_html

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dedup.article import Article
    from dedup.readers.problems import Item

_BUFFER = 1 << 17
READERS = {
    Format.PLAIN: read_plain,
    Format.MARKDOWN: read_markdown,
    Format.HTML: read_html,
    Format.JSON: read_json,
    Format.JSON_LINES: read_json_lines,
    Format.TABLE: read_table,
    Format.PARQUET: read_parquet,
}


Place: TypeAlias = "tuple[str | None, int | None]"


class FirstPlaces:
    """Remembers where each id was first used.

    Examples
    --------
    >>> places = FirstPlaces()
    >>> places.claim("a1", "wire.jsonl", 3)
    >>> print(places.claim("a1", "more.jsonl", 7))
    more.jsonl:7: id 'a1' is already that of wire.jsonl:3
    """

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def claim(self, identity: str, path: str | None, line: int | None) -> Problem | None:
        """Take an id for the article at a place; a problem names both places if it is taken."""
        here = (path, line)
        first = self._places.setdefault(identity, here)
        if first is here:
            return None
        return id_taken(identity, here, first)


def id_taken(identity: str, here: Place, first: Place) -> Problem:
    """Say that the id of the article at one place is that of an article at another.

    Places are a path and a line, of which either may be unknown.
    """
    message = f"id {identity!r} is already that of {place(*first)}"
    return Problem(path=here[0] or "", line=here[1], message=message)


def read_unit(unit: Unit, options: Options = GUESS) -> Iterator[Item]:
    """Read one unit of work.

    Parameters
    ----------
    unit : Unit
        From `plan`; units are read in any order and by any process.
    options : Options
        Names of fields that are not to be guessed.

    Yields
    ------
    tuple of (Article, int or None), or Problem
        In the order of the file. The number is the line on which the article
        begins (Parquet: row; JSON array: position), None for a file that is
        one article. Lines count from the start of the file. Ids are unique
        only as far as the data go: see `FirstPlaces`.
    """
    if isinstance(unit, LineRange):
        return _read_range(unit, options)
    return chain.from_iterable(_read_file(path, options) for path in unit.paths)


def read(
    paths: Sequence[str],
    options: Options = GUESS,
    *,
    on_problem: Callable[[Problem], object],
) -> Iterator[Article]:
    """Read files, folders and standard input in this process.

    Parameters
    ----------
    paths : sequence of str
        As for `plan`.
    options : Options
        Names of fields that are not to be guessed.
    on_problem : callable
        Is given each problem where it occurs; the articles go on.

    Returns
    -------
    iterator of Article
        In the order of the paths, with unique ids: the first article with an
        id is kept, later ones are problems.

    Raises
    ------
    InputError
        If a path does not exist, before anything is read.
    """
    items = chain.from_iterable(read_unit(unit, options) for unit in plan(paths))
    return _unique(items, on_problem)


def _unique(items: Iterable[Item], on_problem: Callable[[Problem], object]) -> Iterator[Article]:
    places = FirstPlaces()
    for item in items:
        if isinstance(item, Problem):
            on_problem(item)
            continue
        article, line = item
        if problem := places.claim(article.id, article.path, line):
            on_problem(problem)
        else:
            yield article


def _read_file(path: str, options: Options) -> Iterator[Item]:
    shown = without_surrogates(path)
    try:
        with open_bytes(path) as file:
            yield from READERS[_format(path, file)](file, shown, options)
    except InputError as error:
        yield Problem(path=shown, message=str(error))
    except UNREADABLE as error:
        yield Problem(path=shown, message=cannot_read(error))


def _format(path: str, file: io.BufferedReader) -> Format:
    known = Format.JSON_LINES if path == STDIN else format_of(path)
    return known or sniff(file.peek())


def read_lines(
    lines: Iterable[bytes], path: str, first_line: int, options: Options = GUESS
) -> Iterator[Item]:
    """Read some lines of a JSON Lines file.

    Parameters
    ----------
    lines : iterable of bytes
        Whole lines in UTF-8, as `lines_of` gives them.
    path : str
        The file they come from, for ids and problems.
    first_line : int
        Number of the first of them, from 1.
    options : Options
        Names of fields that are not to be guessed.

    Yields
    ------
    tuple of (Article, int or None), or Problem
        As `read_unit`.
    """
    return items_of_lines(lines, Records(without_surrogates(path), options), first_line)


def line_reader(path: str, options: Options = GUESS) -> Callable[[bytes, int], Item]:
    """Return a function that reads one line of a JSON Lines file, given its number from 1."""
    return partial(item_of_line, records=Records(without_surrogates(path), options))


def lines_of(unit: LineRange) -> Iterator[bytes]:
    """Yield the lines of a range, each with its end.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    left = unit.end - unit.start
    # A small buffer that is used again: memory that is new costs more than the reading.
    with Path(unit.path).open("rb", _BUFFER) as file:
        file.seek(unit.start)
        for line in file:
            yield line
            left -= len(line)
            if left <= 0:
                return


def _read_range(unit: LineRange, options: Options) -> Iterator[Item]:
    return read_lines(lines_of(unit), unit.path, unit.first_line, options)
