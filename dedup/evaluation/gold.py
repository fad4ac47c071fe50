"""A labelled collection: articles, and what people say about pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dedup.errors import InputError
from dedup.evaluation.links import Link
from dedup.evaluation.passages import Passage
from dedup.evaluation.rows import (
    list_in,
    name_in,
    objects_in,
    read_rows,
    text_in,
    truth_in,
    whole_numbers,
)
from dedup.readers import Problem, read

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from dedup.article import Article
    from dedup.evaluation.spans import Span

_ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")
_MEASURED = ("pairs", "sentence_pairs", "alignments")
_CASE = ("a_offset", "a_length", "b_offset", "b_length")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two articles and what is true of them.

    Parameters
    ----------
    a, b : str
        Ids of articles.
    reuse : {0, 1, None}
        Whether text was reused; None if nobody says.
    label : str
        The kind of pair; ``reused`` or ``not reused`` where the file has none.
    cases : tuple of Passage, or None
        All passages that the two share; None if nobody marked them.
    """

    a: str
    b: str
    reuse: int | None
    label: str
    cases: tuple[Passage, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentencePair:
    """Two sentences, and whether they say the same (1) or not (0)."""

    a_text: str
    b_text: str
    label: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedPair:
    """Two articles by id, and all links between their sentences."""

    a: str
    b: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A labelled collection; what its folder does not have is empty.

    Parameters
    ----------
    articles : mapping of str to Article
        By id, in the order of the file.
    pairs : tuple of Pair
    sentence_pairs : tuple of SentencePair
    alignments : tuple of AlignedPair
        All in the order of their files.
    """

    articles: Mapping[str, Article]
    pairs: tuple[Pair, ...]
    sentence_pairs: tuple[SentencePair, ...]
    alignments: tuple[AlignedPair, ...]


def read_gold(folder: str | os.PathLike[str]) -> Gold:
    """Read and check a labelled collection.

    Parameters
    ----------
    folder : str or path-like
        Holds at least one of ``pairs``, ``sentence_pairs`` and ``alignments``. The first and the
        last need ``docs``, the last ``sentences`` too. Each is a file of JSON Lines with the
        ending ``.jsonl``, ``.jsonl.gz`` or ``.jsonl.zst``; fields not named here are ignored.

        - ``docs``: articles, as dedup reads them anywhere;
        - ``pairs``: ``a``, ``b``, ``reuse`` (0 or 1), ``label``, of which one of the last two
          can be missing, and ``cases``: a list of ``[a_offset, a_length, b_offset, b_length]``
          or of objects with these fields;
        - ``sentence_pairs``: ``a_text``, ``b_text``, ``label`` (0 or 1);
        - ``sentences``: ``id``, ``sentences``: a list of objects with ``start``, ``end`` and,
          to be checked, ``text``;
        - ``alignments``: ``a``, ``b``, ``links``: a list of objects with ``a`` and ``b``, the
          numbers of sentences from 0, and ``kind``.

        Offsets count raw characters of the article's text.

    Returns
    -------
    Gold

    Raises
    ------
    InputError
        If a file is missing or cannot be read, if there is nothing to measure, or for the first
        line that is malformed, names an unknown article or sentence, or marks characters that
        the article does not have.
    """
    root = Path(folder)
    if not root.is_dir():
        raise InputError(f"{root}: not a folder" if root.exists() else f"{root}: no such folder")
    files = _files(root)
    present = [file for name in _MEASURED if (file := files[name])]
    if not present:
        names = ", ".join(f"{name}.jsonl" for name in _MEASURED)
        raise InputError(f"{root}: nothing to measure: it has none of {names}")
    gold = _read_files(root, files)
    if not (gold.pairs or gold.sentence_pairs or gold.alignments):
        names = ", ".join(file.name for file in present)
        raise InputError(f"{root}: nothing to measure: no lines in {names}")
    return gold


def gold_files(folder: str | os.PathLike[str]) -> list[Path]:
    """Return the files that ``read_gold`` would read, sorted; of no folder there are none."""
    return sorted(file for file in _files(Path(folder)).values() if file is not None)


def _files(root: Path) -> dict[str, Path | None]:
    return {name: _find(root, name) for name in (*_MEASURED, "docs", "sentences")}


def _find(root: Path, name: str) -> Path | None:
    paths = (root / f"{name}{ending}" for ending in _ENDINGS)
    return next((path for path in paths if path.is_file()), None)


def _read_files(root: Path, files: Mapping[str, Path | None]) -> Gold:
    def required(name: str, asking: str) -> Path:
        path = files[name]
        if path is None:
            raise InputError(f"{root}: {asking}.jsonl needs {name}.jsonl, which is missing")
        return path

    articles: dict[str, Article] = {}
    pairs: tuple[Pair, ...] = ()
    sentence_pairs: tuple[SentencePair, ...] = ()
    alignments: tuple[AlignedPair, ...] = ()
    if path := files["pairs"] or files["alignments"]:
        articles = _read_articles(required("docs", path.name.partition(".")[0]))
    if path := files["pairs"]:
        pairs = tuple(read_rows(path, partial(_pair, articles=articles)))
    if path := files["sentence_pairs"]:
        sentence_pairs = tuple(read_rows(path, _sentence_pair))
    if path := files["alignments"]:
        sentences = _read_sentences(required("sentences", "alignments"), articles)
        parse = partial(_alignment, articles=articles, sentences=sentences)
        alignments = tuple(read_rows(path, parse))
    return Gold(
        articles=articles, pairs=pairs, sentence_pairs=sentence_pairs, alignments=alignments
    )


def _read_articles(path: Path) -> dict[str, Article]:
    return {article.id: article for article in read([str(path)], on_problem=_refuse)}


def _refuse(problem: Problem) -> None:
    if problem.severity == "error":
        raise InputError(str(problem))


def _read_sentences(path: Path, articles: Mapping[str, Article]) -> dict[str, tuple[Span, ...]]:
    sentences: dict[str, tuple[Span, ...]] = {}

    def parse(record: dict[str, Any]) -> None:
        article = _article(record, "id", articles)
        if article.id in sentences:
            raise ValueError(f"article {article.id!r} already has its sentences")
        spans = (_sentence(value, article) for value in objects_in(record, "sentences"))
        sentences[article.id] = tuple(spans)

    for _ in read_rows(path, parse):
        pass
    return sentences


def _sentence(record: dict[str, Any], article: Article) -> Span:
    start, end = whole_numbers([record.get("start"), record.get("end")], "start and end")
    span = _span(start, end, article)
    if record.get("text") not in (None, article.text[start:end]):
        raise ValueError(f"characters [{start}, {end}) of {article.id!r} are another text")
    return span


def _pair(record: dict[str, Any], articles: Mapping[str, Article]) -> Pair:
    a, b = _two_articles(record, articles)
    reuse = None if record.get("reuse") is None else truth_in(record, "reuse")
    cases = None if record.get("cases") is None else _cases(record, a, b)
    if cases and reuse == 0:
        raise ValueError("cases of reuse, but reuse is 0")
    return Pair(a=a.id, b=b.id, reuse=reuse, label=_label(record, reuse), cases=cases)


def _label(record: dict[str, Any], reuse: int | None) -> str:
    if record.get("label") is not None:
        return name_in(record, "label")
    if reuse is None:
        raise ValueError("neither reuse nor label")
    return "reused" if reuse else "not reused"


def _cases(record: dict[str, Any], a: Article, b: Article) -> tuple[Passage, ...]:
    return tuple(_case(case, a, b) for case in list_in(record, "cases"))


def _case(case: object, a: Article, b: Article) -> Passage:
    numbers = [case.get(name) for name in _CASE] if isinstance(case, dict) else case
    if not isinstance(numbers, list) or len(numbers) != len(_CASE):
        raise ValueError(f"a case is not [{', '.join(_CASE)}]")
    a_offset, a_length, b_offset, b_length = whole_numbers(numbers, ", ".join(_CASE))
    return Passage(
        a=_span(a_offset, a_offset + a_length, a), b=_span(b_offset, b_offset + b_length, b)
    )


def _sentence_pair(record: dict[str, Any]) -> SentencePair:
    return SentencePair(
        a_text=text_in(record, "a_text"),
        b_text=text_in(record, "b_text"),
        label=truth_in(record, "label"),
    )


def _alignment(
    record: dict[str, Any],
    articles: Mapping[str, Article],
    sentences: Mapping[str, tuple[Span, ...]],
) -> AlignedPair:
    a, b = _two_articles(record, articles)
    if missing := [article.id for article in (a, b) if article.id not in sentences]:
        raise ValueError(f"no sentences of article {missing[0]!r}")
    links = tuple(
        Link(
            a=_picked(link, "a", sentences[a.id]),
            b=_picked(link, "b", sentences[b.id]),
            kind=name_in(link, "kind"),
        )
        for link in objects_in(record, "links")
    )
    return AlignedPair(a=a.id, b=b.id, links=links)


def _picked(link: dict[str, Any], side: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    numbers = sorted(set(whole_numbers(list_in(link, side), "sentence numbers")))
    if unknown := [number for number in numbers if not 0 <= number < len(sentences)]:
        raise ValueError(f"no sentence {unknown[0]} in {side}")
    return tuple(sentences[number] for number in numbers)


def _two_articles(
    record: dict[str, Any], articles: Mapping[str, Article]
) -> tuple[Article, Article]:
    a, b = (_article(record, side, articles) for side in ("a", "b"))
    if a is b:
        raise ValueError(f"article {a.id!r} is paired with itself")
    return a, b


def _article(record: dict[str, Any], field: str, articles: Mapping[str, Article]) -> Article:
    identity = name_in(record, field)
    if identity not in articles:
        raise ValueError(f"no article {identity!r} in docs")
    return articles[identity]


def _span(start: int, end: int, article: Article) -> Span:
    if not 0 <= start < end <= len(article.text):
        length = len(article.text)
        raise ValueError(f"no characters [{start}, {end}) in {article.id!r}, which has {length:,}")
    return start, end
