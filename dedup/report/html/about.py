"""What a report says of itself: the parameters, and the texts it rests on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dedup.article import Article

_MOST_LISTED = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """An article the report rests on: its id, its file, and the SHA-256 of its text."""

    id: str
    path: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The foot of a report.

    Parameters
    ----------
    command : str
        Of dedup.
    parameters : tuple of (str, str)
        What the result depends on.
    data : tuple of Datum
        In order of id; at most 500.
    count : int
        How many articles there are.
    digest : str
        SHA-256 over the lines ``SHA-256, two spaces, id`` of all of them, in order of id.
    """

    command: str
    parameters: tuple[tuple[str, str], ...]
    data: tuple[Datum, ...]
    count: int
    digest: str


def about(command: str, parameters: Mapping[str, object], data: Iterable[Datum]) -> About:
    """Put together what a report says of itself."""
    known = sorted(set(data), key=lambda datum: (datum.id, datum.digest, datum.path or ""))
    lines = "".join(f"{datum.digest}  {datum.id}\n" for datum in known)
    return About(
        command=command,
        parameters=tuple(_flat(parameters)),
        data=tuple(known[:_MOST_LISTED]),
        count=len(known),
        digest=_sha256(lines),
    )


def datum_of(article: Article) -> Datum:
    """Name an article with the SHA-256 of its text in UTF-8."""
    return Datum(id=article.id, path=article.path, digest=_sha256(article.text))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _flat(parameters: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """Write groups of parameters as one list, the group before the name."""
    for name, value in parameters.items():
        words = f"{above}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from _flat(value, f"{words} ")
        else:
            yield words, _told(value)


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(sorted(map(str, value))) or "none"
    return str(value)
