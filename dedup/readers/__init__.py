"""Files, folders and streams to articles: the only room that opens articles.

`plan` divides what the user names into units that several processes can read,
`read_unit` reads one, and `FirstPlaces` finds ids that are used twice; `read`
is all three in one process. What cannot be read is a `Problem`, never a crash.
"""

from dedup.readers.arrow import articles_from_arrow
from dedup.readers.contents import STDIN
from dedup.readers.locating import FilePlace, Locator
from dedup.readers.planning import FileGroup, LineRange, Unit, find_input, plan
from dedup.readers.problems import Item, Problem, nothing_in
from dedup.readers.reading import (
    FirstPlaces,
    id_taken,
    line_reader,
    lines_of,
    read,
    read_lines,
    read_unit,
)
from dedup.readers.records import Options, Sourced, sourced

__all__ = [
    "STDIN",
    "FileGroup",
    "FilePlace",
    "FirstPlaces",
    "Item",
    "LineRange",
    "Locator",
    "Options",
    "Problem",
    "Sourced",
    "Unit",
    "articles_from_arrow",
    "find_input",
    "id_taken",
    "line_reader",
    "lines_of",
    "nothing_in",
    "plan",
    "read",
    "read_lines",
    "read_unit",
    "sourced",
]
