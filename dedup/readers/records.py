"""From a record (JSON object, table row, front matter) to an article."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from datetime import date, time
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from dedup.article import Article
from dedup.errors import InputError
from dedup.readers.problems import Problem, place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dedup.readers.problems import Item

# Which names of a record give which field of an article, the likeliest first. Case, "-" and " "
# for "_" do not matter, and a name serves only one field, in the order of this table: `source` is
# the outlet, unless the record names its outlet otherwise; then it is who is credited. A byline
# is a credit ("By Reuters"), never the outlet.
NAMES = {
    "id": ("id", "_id", "uid", "guid", "uuid", "article_id", "doc_id", "slug"),
    "text": ("text", "body", "content", "article", "body_text", "maintext"),
    "title": ("title", "headline"),
    "published": (
        *("published", "date", "date_publish", "published_at", "publishedat", "pubdate"),
        *("publish_date", "date_published", "datepublished", "datetime", "timestamp"),
    ),
    "outlet": (
        *("outlet", "publisher", "publication", "sitename", "site_name", "site"),
        *("source", "source_domain", "domain"),
    ),
    "credit": ("credit", "agency", "source", "byline", "author", "authors"),
    "language": ("language", "lang"),
    "url": ("url", "link", "canonical", "canonical_url"),
}
_KNOWN = frozenset(chain.from_iterable(NAMES.values()))
_ABSENT = "\0absent"  # stands for "no such name"; no record has it
_SHAPES_KEPT = 256
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Names that the caller knows better than a guess.

    Parameters
    ----------
    text_field, id_field : str or None
        The very name of the field in JSON, CSV and Parquet records; None guesses by `NAMES`.
    keep_records : bool, default=False
        Whether articles carry the records they were made of, as `Sourced`.
    """

    text_field: str | None = None
    id_field: str | None = None
    keep_records: bool = False


GUESS = Options()
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced(Article):
    """An article with the record it was made of.

    Parameters
    ----------
    record : str
        One line of JSON without its end: of JSON Lines the very line, else all fields.
    """

    record: str


class _Keys(NamedTuple):
    """The name under which records of one shape keep each field of an article."""

    id: str
    text: str
    title: str
    published: str
    outlet: str
    credit: str
    language: str
    url: str


class Records:
    """Turns the records of one file into articles.

    Parameters
    ----------
    path : str
        The file, as it is shown.
    options : Options
        Names of fields that are not to be guessed.
    """

    def __init__(self, path: str, options: Options) -> None:
        self.path = path
        self._options = options
        self._keys = lru_cache(_SHAPES_KEPT)(self._find_keys)

    def item(
        self, record: Mapping[str, Any], line: int | None, *, written: str | None = None
    ) -> Item:
        """Make an article of a record, or say what it lacks.

        An article without an id of its own is called by its place. Where the record stands as a
        line of JSON, that is what is ``written``.
        """
        keys = self._keys(tuple(record))
        get = record.get
        text = get(keys.text)
        if not isinstance(text, str):
            return self._without_text(record, line, written)
        identity = _string(get(keys.id))
        if identity is None:
            if self._options.id_field:
                return self.problem(self._no_id(), line)
            identity = place(self.path, line)
        article = Article(
            id=identity,
            text=text,
            title=_string(get(keys.title)),
            published=_string(get(keys.published)),
            outlet=_string(get(keys.outlet)),
            credit=_string(get(keys.credit)),
            language=_language(get(keys.language)),
            path=self.path,
            url=_string(get(keys.url)),
        )
        if self._options.keep_records:
            return sourced(article, written or record_line(record)), line
        return article, line

    def keys(self, names: Sequence[str]) -> list[str]:
        """Return those names that articles may be made of; all, if records are kept.

        Raises
        ------
        InputError
            If the text or a field named in the options is not among them.
        """
        keys = self._keys(tuple(names))
        if keys.text == _ABSENT:
            raise InputError(self._no_text())
        if self._options.id_field and keys.id == _ABSENT:
            raise InputError(self._no_id())
        if self._options.keep_records:
            return list(names)
        return [name for name in names if name in keys or _folded(name) in _KNOWN]

    def has_text(self, names: Sequence[str]) -> bool:
        """Tell whether one of some names is that of a text."""
        return self._keys(tuple(names)).text != _ABSENT

    def problem(self, message: str, line: int | None = None) -> Problem:
        """Say what is wrong with a record."""
        return Problem(path=self.path, line=line, message=message)

    def _find_keys(self, shape: tuple[str, ...]) -> _Keys:
        named = {"id": self._options.id_field, "text": self._options.text_field}
        left = {_folded(key): key for key in reversed(shape)}
        left |= {key: key for key in shape if key in named.values()}
        wanted = NAMES | {field: (name,) for field, name in named.items() if name}
        return _Keys(*(_take(left, wanted[field]) for field in _Keys._fields))

    def _without_text(
        self, record: Mapping[str, Any], line: int | None, written: str | None
    ) -> Item:
        """Look again without the empty fields, as `text` may be null and `body` the text."""
        key = self._keys(tuple(record)).text
        filled = {name: value for name, value in record.items() if value is not None}
        if len(filled) < len(record):
            if key in record and self._keys(tuple(filled)).text == _ABSENT:
                return self.problem(f"field {key!r} is null", line)
            if written is None and self._options.keep_records:
                written = record_line(record)  # with the empty fields
            return self.item(filled, line, written=written)
        if key == _ABSENT:
            return self.problem(self._no_text(), line)
        return self.problem(f"field {key!r} is no text but {type(record[key]).__name__}", line)

    def _no_text(self) -> str:
        if self._options.text_field:
            return f"no text field {self._options.text_field!r}"
        return f"no text field (looked for {', '.join(NAMES['text'])}); name it with --text-field"

    def _no_id(self) -> str:
        return f"no id field {self._options.id_field!r}"


def sourced(article: Article, record: str) -> Sourced:
    """Give an article the record it was made of."""
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    return Sourced(**values, record=record.rstrip("\r\n"))


def described(item: Item, options: Options, more: Mapping[str, Any] = _NOTHING) -> Item:
    """Give an article that was no record one: what it is made of, and what else its file told."""
    if isinstance(item, Problem) or not options.keep_records:
        return item
    known = {field.name: getattr(item[0], field.name) for field in fields(Article)}
    told = {name: value for name, value in known.items() if value is not None}
    rest = {name: value for name, value in more.items() if name not in known}
    return sourced(item[0], record_line(told | rest)), item[1]


def record_line(record: Mapping[str, Any]) -> str:
    """Write a record as a line of JSON without its end; a date as ISO 8601, bytes as hex.

    Examples
    --------
    >>> record_line({"id": 7, "date": date(2025, 3, 4)})
    '{"id": 7, "date": "2025-03-04"}'
    """
    line = json.dumps(record, ensure_ascii=False, default=_plain_value)
    return json.dumps(record, default=_plain_value) if _SURROGATE.search(line) else line


def _plain_value(value: Any) -> Any:  # noqa: ANN401 - a record may hold anything
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else str(value)


def without_surrogates(text: str) -> str:
    r"""Replace halves of surrogate pairs, which no encoding can write, by U+FFFD.

    Examples
    --------
    >>> without_surrogates("\ud800!") == "\ufffd!"
    True
    """
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def encodable(item: Item) -> Item:
    """Rid an article of halves of surrogate pairs, which a JSON escape can smuggle in."""
    if isinstance(item, Problem):
        return item
    article, line = item
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    return replace(
        article, **{name: value and without_surrogates(value) for name, value in values.items()}
    ), line


def _folded(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _take(left: dict[str, str], names: Iterable[str]) -> str:
    return next((left.pop(name) for name in names if name in left), _ABSENT)


def _string(value: Any) -> str | None:  # noqa: ANN401 - a record may hold anything
    """Write a value: a date as ISO 8601, a list as its names, an object as its name."""
    if isinstance(value, str):
        return value or None
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name, value))) or None
    return _name(value) if isinstance(value, dict) else str(value)


def _name(value: Any) -> str | None:  # noqa: ANN401 - a record may hold anything
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def _language(value: Any) -> str | None:  # noqa: ANN401 - a record may hold anything
    """Shorten a language tag such as ``en-GB`` to its ISO 639-1 code."""
    if not isinstance(value, str) or not value:
        return None
    return value.replace("_", "-").partition("-")[0].lower()
