"""What incoming articles are checked against: files, articles in memory, or an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from dedup.pipeline.pairing import find_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dedup.archive import Archive, SentenceFingerprints
    from dedup.article import Article
    from dedup.config import SearchOptions
    from dedup.pipeline.collecting import Collection, Workers

_TEXTS_AT_ONCE = 256


class Candidate(NamedTuple):
    """A source that an incoming article may have reused.

    ``row`` is the incoming article's, ``key`` the archive's number of the source, ``strength``
    how much speaks for it, to be compared within an article, and ``near`` an estimate of their
    Jaccard similarity, if there is one.
    """

    row: int
    key: int
    strength: float
    near: float | None = None


class Found(NamedTuple):
    """A source as an archive gives it.

    ``line`` is that of its record, None for a file of its own; ``traces`` are the fingerprints
    of its sentences where its text is not kept.
    """

    article: Article
    line: int | None
    traces: SentenceFingerprints | None = None


class Sources(Protocol):
    """An archive as a check sees it."""

    @property
    def name(self) -> str:
        """As the user calls it."""

    def __len__(self) -> int:
        """Return the number of articles."""

    def candidates(self, incoming: Collection) -> Iterable[Candidate]:
        """Yield what the searches propose for each incoming article."""

    def found(self, keys: Sequence[int]) -> list[Found]:
        """Return sources by key."""


class CollectedSources:
    """Files, or articles in memory, as an archive.

    Parameters
    ----------
    name : str
        As the user calls it.
    collection : Collection
        Sketched as the incoming articles are.
    options : SearchOptions
    workers : Workers
    """

    def __init__(
        self, name: str, collection: Collection, options: SearchOptions, workers: Workers
    ) -> None:
        self.name = name
        self._collection = collection
        self._options = options
        self._workers = workers

    def __len__(self) -> int:
        return len(self._collection)

    def candidates(self, incoming: Collection) -> Iterator[Candidate]:
        """Search for near-copies and rewrites, and measure what each pair shares."""
        table = find_pairs(incoming, self._options, self._workers, old=self._collection)
        strengths = table.containment.max(axis=1, initial=0).tolist()
        for (row, key), strength in zip(table.pairs.tolist(), strengths, strict=True):
            yield Candidate(row - len(self), key, strength)

    def found(self, keys: Sequence[int]) -> list[Found]:
        """Read articles again."""
        return [Found(*one) for one in with_lines(self._collection, keys)]


class IndexedSources:
    """An index as an archive.

    Parameters
    ----------
    name : str
        As the user calls it.
    archive : Archive
        Open for reading.
    as_of : str, optional
        The moment at which it is looked at.
    on_notice : callable, optional
        Is told how many near-copies are left out because there are so many.
    """

    def __init__(
        self,
        name: str,
        archive: Archive,
        *,
        as_of: str | None = None,
        on_notice: Callable[[str], object] = lambda _: None,
    ) -> None:
        self.name = name
        self._archive = archive
        self._as_of = as_of
        self._on_notice = on_notice
        self._count: int | None = None

    def __len__(self) -> int:
        if self._count is None:
            self._count = self._archive.count(as_of=self._as_of)
        return self._count

    def candidates(self, incoming: Collection) -> Iterator[Candidate]:
        """Look up every incoming text; the archive's order tells which are the likeliest."""
        left_out = 0
        for first in range(0, len(incoming), _TEXTS_AT_ONCE):
            rows = range(first, min(first + _TEXTS_AT_ONCE, len(incoming)))
            texts = [article.text for article in incoming.articles(rows)]
            answers = self._archive.search(texts, as_of=self._as_of)
            for row, answer in zip(rows, answers, strict=True):
                left_out += answer.left_out
                for place, candidate in enumerate(answer.candidates):
                    yield Candidate(row, candidate.key, 1 / (1 + place), candidate.near)
        if left_out:
            self._on_notice(
                f"{left_out:,} near-copies of sources are left out: {self.name} holds too many"
            )

    def found(self, keys: Sequence[int]) -> list[Found]:
        """Return articles as they were added, or what is kept of them."""
        articles = self._archive.articles(keys)
        if self._archive.keep_text:
            return [Found(article, None) for article in articles]
        return [
            Found(article, None, self._archive.fingerprints(key))
            for key, article in zip(keys, articles, strict=True)
        ]


def with_lines(
    collection: Collection, rows: Sequence[int] | range
) -> list[tuple[Article, int | None]]:
    """Fetch articles with the lines of their files on which their records begin."""
    whereabouts = collection.whereabouts
    return [
        (article, whereabouts.line(row) or None)
        for row, article in zip(rows, collection.articles(rows), strict=True)
    ]
