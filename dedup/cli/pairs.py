"""`dedup pairs` and `dedup cluster`."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dedup.cli.options import (
    Html,
    IdField,
    Jobs,
    Listing,
    ListingFormat,
    NumPerm,
    Output,
    Paths,
    Recall,
    Seed,
    Shingle,
    SkipErrors,
    TextField,
    Threshold,
    a_number,
    examples,
)
from dedup.cli.streams import Reading, encoded, ready, say, show_page, write
from dedup.config import SearchOptions
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.pipeline.collecting import Collection, Workers
    from dedup.report import ClusterTable, PairTable

EPILOGS = {
    "pairs": examples(
        "dedup pairs news.jsonl.gz --format csv --output pairs.csv",
        "dedup pairs incoming/ --against archive.jsonl",
        "dedup pairs corpus/ --measure source --format table",
        "dedup pairs incoming/ --against archive.jsonl --measure source --html pairs.html",
    ),
    "cluster": examples(
        "dedup cluster news.jsonl",
        "dedup cluster news.jsonl --threshold 0.8 --keep distinct.jsonl",
        "dedup cluster news.jsonl --html clusters.html",
    ),
}


_ARTICLES_AT_ONCE = 256


class PairMeasure(StrEnum):
    """What is said of a pair."""

    shingles = "shingles"
    source = "source"


def pairs(
    paths: Paths,
    against: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH",
            help="An old collection: compare articles with it, not with each other. "
            "May be given several times.",
        ),
    ] = None,
    near_only: Annotated[
        bool, typer.Option("--near-only", help="Search for near-copies alone.")
    ] = False,
    rewrite_only: Annotated[
        bool, typer.Option("--rewrite-only", help="Search for rewrites alone.")
    ] = False,
    measure: Annotated[
        PairMeasure,
        typer.Option(
            help="shingles: what both articles have; source: also a verdict on each pair, with the "
            "probability of a shared source."
        ),
    ] = PairMeasure.shingles,
    min_containment: Annotated[
        float,
        typer.Option(
            min=0,
            max=1,
            callback=a_number,
            help="Leave out pairs in which neither holds this share of the other.",
        ),
    ] = 0.0,
    threshold: Threshold = 0.5,
    recall: Recall = 0.99,
    shingle: Shingle = 3,
    num_perm: NumPerm = 128,
    seed: Seed = 1,
    output_format: ListingFormat = Listing.jsonl,
    output: Output = None,
    html: Html = None,
    jobs: Jobs = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Find the pairs of articles that share text: near-copies and rewrites."""
    from dedup.pipeline.pairing import find_pairs
    from dedup.report.progress import shown_share

    if near_only and rewrite_only:
        raise UsageError("--near-only and --rewrite-only leave nothing to search for")
    options = SearchOptions(
        near=not rewrite_only,
        rewrites=not near_only,
        threshold=threshold,
        recall=recall,
        shingle=shingle,
        num_perm=num_perm,
        seed=seed,
        min_containment=min_containment,
        judge=measure is PairMeasure.source,
    )
    ready([*paths, *(against or [])], output, html=html)
    reading = Reading(text_field, id_field)
    with ExitStack() as stack:
        desk = _Desk(stack, options, reading, jobs)
        new = desk.collection(paths)
        old = desk.collection(against) if against else None
        with shown_share("pairs") as show:
            table = find_pairs(new, options, desk.workers, old=old, on_progress=show)
        _print_pairs(table, output_format, output)
        if html:
            write([_pairs_page(table, options, desk.workers, new, old)], html)
    reading.finish(skip_errors=skip_errors)


def cluster(
    paths: Paths,
    threshold: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            callback=a_number,
            help="Jaccard similarity of articles with the same text.",
        ),
    ] = 0.5,
    recall: Recall = 0.99,
    shingle: Shingle = 3,
    num_perm: NumPerm = 128,
    seed: Seed = 1,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Also write the collection as JSON Lines, its records unchanged, without the "
            "articles that a cluster's representative stands for.",
        ),
    ] = None,
    output_format: ListingFormat = Listing.jsonl,
    output: Output = None,
    html: Html = None,
    jobs: Jobs = None,
    text_field: TextField = None,
    id_field: IdField = None,
    skip_errors: SkipErrors = False,
) -> None:
    """Group articles with the same text."""
    from dedup.pipeline.clustering import find_clusters

    options = SearchOptions(
        rewrites=False,
        threshold=threshold,
        recall=recall,
        shingle=shingle,
        num_perm=num_perm,
        seed=seed,
    )
    ready(paths, output, keep=keep, html=html)
    reading = Reading(text_field, id_field, keep_records=keep is not None)
    with ExitStack() as stack:
        desk = _Desk(stack, options, reading, jobs)
        collection = desk.collection(paths)
        table = find_clusters(collection, options, desk.workers)
        _print_clusters(table, output_format, output)
        if html:
            write([_clusters_page(table, options, desk.workers, collection)], html)
        if keep:
            write(encoded(_kept_lines(collection, table)), keep)
    reading.finish(skip_errors=skip_errors)


class _Desk:
    """What a search works with: processes, a store for texts and a progress bar."""

    def __init__(
        self, stack: ExitStack, options: SearchOptions, reading: Reading, jobs: int | None
    ) -> None:
        from dedup.pipeline.collecting import Workers, default_jobs, temporary_store
        from dedup.pipeline.pairing import wanted_searches

        self._stack = stack
        self._searches = wanted_searches(options)
        self._reading = reading
        self._store = stack.enter_context(temporary_store(reading.options))
        self.workers: Workers = stack.enter_context(Workers(jobs or default_jobs()))

    def collection(self, paths: list[str]) -> Collection:
        from dedup.pipeline.collecting import collect_paths
        from dedup.report.progress import shown_share

        try:
            with shown_share("articles") as show:
                return collect_paths(
                    paths,
                    self._searches,
                    self._store,
                    self.workers,
                    on_problem=self._reading.report,
                    on_progress=show,
                )
        finally:
            self._reading.tell_rest()


def _print_pairs(table: PairTable, output_format: Listing, output: Path | None) -> None:
    from dedup.report.pairs import print_pairs

    if table.crowded:
        say(
            "some articles have more than 200 near-copies each, of which not every pair is listed; "
            "dedup cluster puts them all together"
        )
    if output_format is Listing.table:
        show_page(print_pairs, table, output)
    else:
        lines = table.to_csv() if output_format is Listing.csv else table.to_jsonl()
        write(encoded(lines), output)


def _print_clusters(table: ClusterTable, output_format: Listing, output: Path | None) -> None:
    from dedup.report.clusters import print_clusters

    if output_format is Listing.table:
        show_page(print_clusters, table, output)
    else:
        lines = table.to_csv() if output_format is Listing.csv else table.to_jsonl()
        write(encoded(lines), output)


def _pairs_page(
    table: PairTable,
    options: SearchOptions,
    workers: Workers,
    new: Collection,
    old: Collection | None,
) -> bytes:
    from dataclasses import asdict

    from dedup.pipeline.showing import articles_of_table, pairs_of_table
    from dedup.report.html import MOST_LISTED, pairs_page

    articles = articles_of_table(table.strongest(MOST_LISTED), new, old)
    shown = pairs_of_table(table, articles, workers)
    return pairs_page(table, articles, shown, parameters=asdict(options))


def _clusters_page(
    table: ClusterTable, options: SearchOptions, workers: Workers, collection: Collection
) -> bytes:
    from dedup.pipeline.showing import articles_of, pairs_of_clusters
    from dedup.report.html import clusters_page, listed_in_clusters

    listed = [id_ for members in listed_in_clusters(table) for id_ in members]
    articles = articles_of(listed, collection)
    parameters = {
        name: getattr(options, name)
        for name in ("threshold", "recall", "shingle", "num_perm", "seed")
    }
    shown = pairs_of_clusters(table, articles, workers)
    return clusters_page(table, articles, shown, parameters=parameters)


def _kept_lines(collection: Collection, table: ClusterTable) -> Iterator[str]:
    from dedup.readers import Sourced

    redundant = table.redundant()
    kept = [row for row, id_ in enumerate(collection.ids) if id_ not in redundant]
    for first in range(0, len(kept), _ARTICLES_AT_ONCE):
        for article in collection.articles(kept[first : first + _ARTICLES_AT_ONCE]):
            if isinstance(article, Sourced):
                yield article.record + "\n"
