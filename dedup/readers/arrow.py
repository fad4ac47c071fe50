"""Parquet and Arrow: one article a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dedup.errors import InputError, MissingExtraError
from dedup.readers.problems import Problem
from dedup.readers.records import GUESS, Options, Records

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from dedup.article import Article
    from dedup.readers.problems import Item

_BATCH_ROWS = 1024


def articles_from_arrow(
    data: Any,  # noqa: ANN401 - pyarrow ships no types
    options: Options = GUESS,
    path: str = "",
    *,
    first_row: int = 1,
) -> Iterator[Article | Problem]:
    """Make an article of each row.

    Parameters
    ----------
    data : pyarrow.RecordBatch or pyarrow.Table
        Columns are found by name, as in any record; the others are not touched.
    options : Options
        Names of columns that are not to be guessed.
    path : str
        Where the data come from, as it is to be shown.
    first_row : int, default=1
        Number of the first row, for the ids of articles that have none.

    Yields
    ------
    Article or Problem
        One a row, in order; a single problem if there is no column of texts.
    """
    records = Records(path, options)
    try:
        for item in _items(data, records, first_row):
            yield item if isinstance(item, Problem) else item[0]
    except InputError as error:
        yield records.problem(str(error))


def read_parquet(file: io.BufferedReader, path: str, options: Options) -> Iterator[Item]:
    """Read a Parquet file batch by batch; the line of an article is its row.

    Raises
    ------
    InputError
        If the file is broken or has no column of texts.
    MissingExtraError
        If pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtraError("reading Parquet", "parquet") from None
    records = Records(path, options)
    row = 1
    try:
        table = pq.ParquetFile(file)
        columns = records.keys(table.schema_arrow.names)
        # Threads of pyarrow do not survive the fork of a worker process.
        for batch in table.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
            yield from _items(batch, records, row)
            row += batch.num_rows
    except pa.ArrowException as error:
        raise InputError(f"broken Parquet: {str(error).splitlines()[0]}") from error


def _items(data: Any, records: Records, first_row: int) -> Iterator[Item]:  # noqa: ANN401
    names = data.schema.names
    columns = records.keys(names)
    values = [_values(data.column(names.index(column))) for column in columns]
    for row, record in enumerate(zip(*values, strict=True), first_row):
        yield records.item(dict(zip(columns, record, strict=True)), row)


def _values(column: Any) -> list[Any]:  # noqa: ANN401 - pyarrow ships no types
    """Return Python values; a ``datetime`` has no nanoseconds, so they are cut."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return list(column.to_pylist())
