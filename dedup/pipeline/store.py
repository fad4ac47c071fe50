"""Articles set aside on disk, so that memory holds sketches and keys, never all texts."""

from __future__ import annotations

import marshal
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import numpy as np

from dedup.article import Article
from dedup.errors import InputError
from dedup.readers import Problem, Sourced, line_reader, sourced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from dedup.readers import Item, Options

_OTHERS = [field.name for field in fields(Article) if field.name != "text"]
_others = attrgetter(*_OTHERS)


class Place(NamedTuple):
    """Where an article lies: a range of the bytes of a file.

    The file is one of the store, or, with a ``line`` number, the JSON Lines file that the
    article came from, which is then read again.
    """

    path: str
    start: int
    length: int
    line: int = 0


class Whereabouts:
    """Where the articles of a collection lie, in a few bytes each."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._is_source: list[bool] = []
        self._borders = [0]  # file `f` holds articles `borders[f]:borders[f + 1]`
        self._table = np.empty((0, 3), np.int64)  # start, length, line

    def add(
        self,
        path: str,
        starts: NDArray[np.int64],
        lengths: NDArray[np.int64],
        lines: NDArray[np.int64],
        *,
        is_source: bool,
    ) -> None:
        """Note the articles of one file, which may be the one they came from."""
        count = len(self._table)
        self._paths.append(path)
        self._is_source.append(is_source)
        self._table.resize((count + len(starts), 3), refcheck=False)
        self._table[count:] = np.stack([starts, lengths, lines], axis=1)
        self._borders.append(len(self._table))

    def line(self, row: int) -> int:
        """Return the line on which an article begins, 0 if unknown."""
        return int(self._table[row, 2])

    def places(self, rows: Sequence[int]) -> list[Place]:
        """Return the places of some articles."""
        files = np.searchsorted(self._borders, rows, side="right") - 1
        return [
            Place(self._paths[file], start, length, line if self._is_source[file] else 0)
            for file, (start, length, line) in zip(
                files.tolist(), self._table[rows].tolist(), strict=True
            )
        ]

    def followed_by(self, other: Whereabouts) -> Whereabouts:
        """Return the whereabouts of two collections as one."""
        both = Whereabouts()
        both._paths = self._paths + other._paths
        both._is_source = self._is_source + other._is_source
        both._borders = self._borders + [len(self._table) + border for border in other._borders[1:]]
        both._table = np.concatenate([self._table, other._table])
        return both


class Store:
    """A private folder for texts that cannot be read twice.

    Parameters
    ----------
    folder : Path
        An empty folder of its own.
    options : Options
        Names of fields, for what is read again.
    """

    def __init__(self, folder: Path, options: Options) -> None:
        self.options = options
        self._folder = folder
        self._files = 0

    def new_file(self) -> str:
        """Name a file that no one else writes to."""
        self._files += 1
        return str(self._folder / str(self._files))


def set_aside(articles: Iterable[Article], file: BinaryIO) -> NDArray[np.int64]:
    """Append articles to a file of a store.

    Returns
    -------
    ndarray of shape (n_articles,), dtype int64
        How many bytes each article takes, one behind the other.
    """
    records = [
        marshal.dumps(
            (
                article.text.encode("utf-8", "surrogatepass"),
                _others(article),
                article.record if isinstance(article, Sourced) else None,
            )
        )
        for article in articles
    ]
    file.write(b"".join(records))
    return np.fromiter(map(len, records), np.int64, len(records))


def fetch(places: Sequence[Place], options: Options) -> list[Article]:
    """Read articles back, in the order of their places.

    Raises
    ------
    InputError
        If a file has changed meanwhile.
    """
    articles: dict[Place, Article] = {}
    by_file: dict[str, list[Place]] = {}
    for place in sorted(set(places)):
        by_file.setdefault(place.path, []).append(place)
    for path, members in by_file.items():
        read_line = line_reader(path, options)
        with open(path, "rb") as file:  # noqa: PTH123 - byte ranges, not a whole file
            articles |= {place: _read(file, place, read_line) for place in members}
    return [articles[place] for place in places]


def _read(file: BinaryIO, place: Place, read_line: Callable[[bytes, int], Item]) -> Article:
    file.seek(place.start)
    data = file.read(place.length)
    if not place.line:
        text, others, record = marshal.loads(data)  # noqa: S302 - written by `set_aside`
        fields_ = dict(zip(_OTHERS, others, strict=True))
        article = Article(text=text.decode("utf-8", "surrogatepass"), **fields_)
        return article if record is None else sourced(article, record)
    item = read_line(data, place.line)
    if isinstance(item, Problem):
        raise InputError(f"{item.path}:{place.line}: changed while it was read")
    return item[0]
