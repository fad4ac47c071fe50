import json
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dedup.readers import Options, articles_from_arrow, read

KEEP = Options(keep_records=True)
TABLE = pa.table(
    {
        "body": ["a", None, "c"],
        "uid": [1, 2, None],
        "published_at": pa.array([1, 2, None], pa.timestamp("ns", "UTC")),
        "source": [{"name": "Post"}, None, None],
        "embedding": [[0.5], [0.5], [0.5]],
    }
)


def test_rows_are_articles():
    """Rows are records: guessed names, places for ids, a problem for a row whose text is null."""
    first, second, third = articles_from_arrow(TABLE, path="t", first_row=11)

    assert (first.id, first.text, first.outlet) == ("1", "a", "Post")
    assert first.published == datetime(1970, 1, 1, tzinfo=UTC).isoformat()
    assert str(second) == "t:12: field 'body' is null"
    assert (third.id, third.text) == ("t:13", "c")


def test_batches_are_parts_of_the_table():
    """Batches that are handed over one by one give what the table gives."""
    first, second = TABLE.slice(0, 1).to_batches()[0], TABLE.slice(1).to_batches()[0]

    parts = [*articles_from_arrow(first), *articles_from_arrow(second, first_row=2)]

    assert parts == list(articles_from_arrow(TABLE))


def test_null_column_gives_way():
    """A null in one column of texts does not hide the other."""
    [article] = articles_from_arrow(pa.table({"text": pa.nulls(1, pa.string()), "body": ["t"]}))

    assert article.text == "t"


def test_named_columns_win():
    """The options name columns as they name any field."""
    options = Options(text_field="x", id_field="y")

    [article] = articles_from_arrow(pa.table({"text": ["no"], "x": ["yes"], "y": [3]}), options)

    assert (article.text, article.id) == ("yes", "3")


def test_missing_column_is_told_once():
    """Without a column of texts there is one problem."""
    [problem] = articles_from_arrow(pa.table({"a": [1, 2]}), path="t")

    assert str(problem).startswith("t: no text field")


def test_parquet_is_read_by_batches():
    """Rows count through the whole file."""
    texts = [f"text {row}" for row in range(3_000)]
    pq.write_table(pa.table({"text": texts, "vector": [[0.0]] * 3_000}), "t.parquet")

    articles = list(read(["t.parquet"], on_problem=pytest.fail))

    assert [article.text for article in articles] == texts
    assert articles[-1].id == "t.parquet:3000"


def test_broken_parquet_is_a_problem(read_back):
    """A file that only begins as Parquet is told in one line."""
    articles, [problem] = read_back("t.parquet", b"PAR1 and no more")

    assert articles == []
    assert problem.startswith("t.parquet: broken Parquet: ")


def test_missing_extra_is_a_problem(read_back, monkeypatch):
    """Without pyarrow the file is a problem that says what to install."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert read_back("t.parquet", b"PAR1") == (
        [],
        ["t.parquet: reading Parquet needs an extra package: pip install 'dedup[parquet]'"],
    )


def test_all_columns_of_a_row_are_kept(read_back):
    """A kept record has every column, dates as ISO 8601."""
    table = pa.table(
        {
            "text": ["a"],
            "words": [[1, 2]],
            "at": [datetime(2025, 3, 4, tzinfo=UTC)],
            "sum": [Decimal("1.50")],
        }
    )
    pq.write_table(table, "t.parquet")

    [article], _ = read_back("t.parquet", Path("t.parquet").read_bytes(), KEEP)

    assert json.loads(article.record) == {
        "text": "a",
        "words": [1, 2],
        "at": "2025-03-04T00:00:00+00:00",
        "sum": "1.50",
    }


def test_columns_of_nulls_are_told_row_by_row():
    """Neither a null among texts nor a column of nothing else breaks off the reading."""
    some = articles_from_arrow(pa.table({"text": ["a", None]}), path="t")
    none = articles_from_arrow(pa.table({"text": pa.nulls(1)}), path="t")

    assert [str(item) for item in some][1] == "t:2: field 'text' is null"
    assert [str(item) for item in none] == ["t:1: field 'text' is null"]
