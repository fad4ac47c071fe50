"""`dedup index`: articles in one lasting file."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import (
    IdField,
    Jobs,
    Listing,
    ListingFormat,
    Output,
    Paths,
    SkipErrors,
    TextField,
    examples,
)
from dedup.cli.streams import FAILURE, Reading, encoded, say, show_page, write
from dedup.config import MOST_PERMUTATIONS
from dedup.errors import UsageError

if TYPE_CHECKING:
    from dedup.report.archive import QueryTable

ADD_EXAMPLES = (
    "dedup index add news.index archive/2024.jsonl.zst archive/2025/",
    "dedup index add news.index today/ --ttl 90d",
    "dedup index add partner.index feed.jsonl --no-text",
)
REMOVE_EXAMPLES = (
    "dedup index remove news.index wire/2025/ferry-grounding",
    "dedup index remove news.index --until 2024-01-01",
)
QUERY_EXAMPLES = (
    "dedup index query news.index incoming/ --format table",
    "dedup index query news.index draft.txt --as-of 2025-03-01T12:00:00Z",
)
INFO_EXAMPLES = ("dedup index info news.index --format json",)
VERIFY_EXAMPLES = ("dedup index verify news.index",)
COMPACT_EXAMPLES = ("dedup index compact news.index --forget",)


class InfoFormat(StrEnum):
    """How the state of an index is printed."""

    table = "table"
    json = "json"


Index = Annotated[str, typer.Argument(metavar="INDEX", help="The index: one file.")]
At = Annotated[
    str | None,
    typer.Option(
        metavar="TIME", help="Time of the change, ISO 8601 (default: now). It never runs back."
    ),
]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Keep articles and their sketches in one file that lasts, and ask it.",
    epilog=examples(ADD_EXAMPLES[0], QUERY_EXAMPLES[0], INFO_EXAMPLES[0]),
)


@app.command(epilog=examples(*ADD_EXAMPLES))
def add(
    index: Index,
    paths: Paths,
    no_text: Annotated[
        bool,
        typer.Option(
            "--no-text", help="Of a new index: keep sketches and sentence fingerprints, no texts."
        ),
    ] = False,
    ttl: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Then remove articles that are older than this, such as 90d."
        ),
    ] = None,
    at: At = None,
    threshold: Annotated[
        float | None,
        typer.Option(min=0.01, max=1, help="Of a new index: as for `dedup pairs`."),
    ] = None,
    recall: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.9999, help="Of a new index: as for `dedup pairs`."),
    ] = None,
    shingle: Annotated[
        int | None, typer.Option(min=1, help="Of a new index: words in a shingle.")
    ] = None,
    num_perm: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_PERMUTATIONS, help="Of a new index: MinHash permutations."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=2**32 - 1, help="Of a new index: seed of the permutations."),
    ] = None,
    jobs: Jobs = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Add articles; make the index if there is none.

    An article that is there with the same text changes nothing, one with another text gets a new
    version. What is stopped goes on where it was when it is run again.
    """
    from dedup.pipeline.archiving import add_units, open_for_adding, planned
    from dedup.pipeline.collecting import Workers, default_jobs
    from dedup.report.progress import shown_share

    settings = {
        "threshold": threshold,
        "recall": recall,
        "shingle": shingle,
        "num_perm": num_perm,
        "seed": seed,
    }
    given = {name: value for name, value in settings.items() if value is not None}
    reading = Reading(text_field, id_field)
    units = planned(paths)
    with ExitStack() as stack:
        archive = open_for_adding(index, keep_text=not no_text, given=given)
        stack.enter_context(archive)
        workers = stack.enter_context(Workers(jobs or default_jobs()))
        with shown_share("articles") as show:
            added = add_units(
                archive,
                units,
                reading.options,
                workers,
                at=at,
                on_problem=reading.report,
                on_progress=show,
            )
        expired = archive.expire(ttl=ttl, at=at)
    expiry = f", {expired:,} expired" if ttl else ""
    if not added.new + added.versions + added.unchanged:
        from dedup.readers import nothing_in

        raise nothing_in(paths)
    _tell(f"{added.new:,} new, {added.versions:,} changed, {added.unchanged:,} unchanged{expiry}")
    reading.finish(skip_errors=skip_errors)


@app.command(epilog=examples(*REMOVE_EXAMPLES))
def remove(
    index: Index,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Ids of articles.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Articles published at or after this time, ISO 8601."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Articles published before this time, ISO 8601."),
    ] = None,
    ttl: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Articles that are older than this, such as 90d or 12h."),
    ] = None,
    at: At = None,
) -> None:
    """Remove articles by id or by age.

    Age counts from publication, or from adding where that is unknown. What is removed is not found
    any more, but for questions --as-of an earlier time; `compact --forget` drops it for good.
    """
    from dedup.archive import Archive

    bounds = since is not None or until is not None or ttl is not None
    if bool(ids) == bounds:
        raise UsageError("say what to remove: either ids, or --since, --until and --ttl")
    with Archive.open(index, write=True) as archive:
        if ids:
            removed = archive.remove(ids, at=at)
        else:
            removed = archive.expire(since=since, until=until, ttl=ttl, at=at)
    _tell(f"{removed:,} removed")
    if ids and (missing := len(set(ids)) - removed):
        are = "1 of the ids is" if missing == 1 else f"{missing:,} of the ids are"
        say(f"{are} not in {index}")


@app.command(epilog=examples(*QUERY_EXAMPLES))
def query(
    index: Index,
    paths: Paths,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="Answer as the index stood at that time, ISO 8601."),
    ] = None,
    output_format: ListingFormat = Listing.jsonl,
    output: Output = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Ask what incoming articles may share text with: near-copies and rewrites."""
    from dedup.archive import Archive
    from dedup.pipeline.archiving import query as ask

    reading = Reading(text_field, id_field)
    with Archive.open(index) as archive, archive.snapshot():
        table = ask(archive, reading.all_articles(paths), as_of=as_of)
    if not table.asked:
        from dedup.readers import nothing_in

        raise nothing_in(paths)
    _print_query(table, output_format, output)
    reading.finish(skip_errors=skip_errors)


@app.command(epilog=examples(*INFO_EXAMPLES))
def info(
    index: Index,
    output_format: Annotated[
        InfoFormat, typer.Option("--format", "-f", help="What to print.")
    ] = InfoFormat.table,
    output: Output = None,
) -> None:
    """Tell how many articles stand in an index, and how it was made."""
    from dedup.archive import Archive
    from dedup.report.archive import info_json, info_lines

    with Archive.open(index) as archive:
        found = archive.info
    page = info_json if output_format is InfoFormat.json else info_lines
    write(encoded([page(found)]), output)


@app.command(epilog=examples(*VERIFY_EXAMPLES))
def verify(index: Index) -> None:
    """Look at everything in an index, and say what is damaged."""
    from dedup.archive import Archive

    with Archive.open(index) as archive:
        found = archive.verify()
        count = archive.count() if not found else 0
    for problem in found:
        _tell(f"{index}: {problem}")
    if found:
        say(f"{index}: damaged; restore a copy, or add the articles to a new index")
        raise typer.Exit(FAILURE)
    _tell(f"{index}: sound, {'1 article' if count == 1 else f'{count:,} articles'}")


@app.command(epilog=examples(*COMPACT_EXAMPLES))
def compact(
    index: Index,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget",
            help="Also drop for good what was replaced, removed or has expired; earlier times "
            "cannot be asked for any more.",
        ),
    ] = False,
) -> None:
    """Make an index small and quick again: one segment, no free space.

    Takes as much free disk space as the index is large.
    """
    from dedup.archive import Archive

    with Archive.open(index, write=True) as archive:
        done = archive.compact(forget=forget)
    dropped = f", {done.forgotten:,} versions forgotten" if forget else ""
    segments = "1 segment" if done.segments == 1 else f"{done.segments:,} segments"
    _tell(f"{segments} became 1{dropped}; {done.bytes_before:,} → {done.bytes_after:,} bytes")


def _print_query(table: QueryTable, output_format: Listing, output: Path | None) -> None:
    from dedup.report.archive import print_query

    if table.left_out:
        say(f"{table.left_out:,} further near-copies of the articles found are not listed")
    if output_format is Listing.table:
        show_page(print_query, table, output)
    else:
        lines = table.to_csv() if output_format is Listing.csv else table.to_jsonl()
        write(encoded(lines), output)


def _tell(line: str) -> None:
    write(encoded([line + "\n"]), None)
