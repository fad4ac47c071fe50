"""`dedup align`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import Html, IdField, Output, TextField, examples
from dedup.cli.streams import Reading, encoded, ready, show_page, write
from dedup.errors import InputError, UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from dedup.article import Article
    from dedup.evidence import Alignment

EPILOGS = {
    "align": examples(
        "dedup align wire.txt rewrite.txt",
        "dedup align ferry-grounding/wire ferry-grounding/heavy --in corpus/",
        "dedup align a.html b.html --format json --output alignment.json",
        "dedup align wire.txt rewrite.txt --html side-by-side.html",
    ),
}


class Format(StrEnum):
    """How an alignment is printed."""

    text = "text"
    json = "json"


def align(
    a: Annotated[str, typer.Argument(metavar="A", help="A file with one article, or an id.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another one.")],
    collection: Annotated[
        list[str] | None,
        typer.Option(
            "--in", metavar="PATH", help="Files or folders in which A and B are ids of articles."
        ),
    ] = None,
    output_format: Annotated[
        Format, typer.Option("--format", "-f", help="What to print.")
    ] = Format.text,
    output: Output = None,
    html: Html = None,
    text_field: TextField = None,
    id_field: IdField = None,
) -> None:
    """Show sentence by sentence what two articles have in common."""
    from dedup.pipeline.judging import align_and_judge
    from dedup.report.alignment import alignment_json, print_alignment

    ready(collection or [a, b], output, html=html)
    reading = Reading(text_field, id_field)
    first, second = _by_id(reading, collection, a, b) if collection else _by_path(reading, a, b)
    result, verdict = align_and_judge(first, second)
    if output_format is Format.json:
        write(encoded([alignment_json(result, first, second, verdict=verdict)]), output)
    else:

        def show(found: Alignment, console: Console | None) -> None:
            print_alignment(found, first, second, verdict=verdict, console=console)

        show_page(show, result, output)
    if html:
        from dedup.report.html import Pair, pair_page

        write([pair_page(Pair(a=first, b=second, alignment=result, verdict=verdict))], html)
    reading.finish(skip_errors=False)


def _by_path(reading: Reading, *paths: str) -> list[Article]:
    found = [reading.articles([path], at_most=1) for path in paths]
    for path, articles in zip(paths, found, strict=True):
        if len(articles) > 1:
            raise UsageError(f"{path} holds several articles: name two ids and --in {path}")
    return [articles[0] for articles in found]


def _by_id(reading: Reading, collection: list[str], *ids: str) -> list[Article]:
    wanted = frozenset(ids)  # a large collection need not be held to find two
    found = (article for article in reading.all_articles(collection) if article.id in wanted)
    articles = {article.id: article for article in found}
    if missing := [id_ for id_ in ids if id_ not in articles]:
        raise InputError(f"no article {missing[0]!r} in {', '.join(collection)}")
    return [articles[id_] for id_ in ids]
