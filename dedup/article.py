"""The article: what every reader gives and every stage starts from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article with what its file told about it.

    Parameters
    ----------
    id : str
        Unique in a collection; a path, or the id that the data carries.
    text : str
        The raw text. Every span that dedup reports is a half-open range of its characters.
    title, published, outlet, credit, language, path, url : str or None
        Headline; time of publication as found, ISO 8601 where the format allows; who
        published it; whom it credits; ISO 639-1 code; the file it came from; its address.
    """

    id: str
    text: str
    title: str | None = None
    published: str | None = None
    outlet: str | None = None
    credit: str | None = None
    language: str | None = None
    path: str | None = None
    url: str | None = None
