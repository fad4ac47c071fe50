"""CSV that spreadsheets show and do not run, and that can be read back."""

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import given, strategies as st

from dedup.article import Article
from dedup.report.cells import csv_line
from dedup.report.clusters import Cluster, ClusterTable
from dedup.report.matrix import SimilarityMatrix
from dedup.report.pairs import PairTable

STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
IDS = ('=HYPERLINK("x")', "@home/a", "-1", "plain")
texts = st.text(st.sampled_from("'=+-@\t\r\n,\"a1")) | st.text(st.characters(codec="utf-8"))


def read_back(text: str) -> list[list[str]]:
    """Read CSV as the docstring of `csv_line` says."""
    rows = csv.reader(io.StringIO(text, newline=""))
    return [
        [cell[1:] if re.match("'+[=+\\-@＝＋－＠\t\r\n]", cell) else cell for cell in row]
        for row in rows
    ]


@given(st.lists(texts, min_size=2))
def test_no_text_is_a_formula_and_each_can_be_read_back(cells: list[str]) -> None:
    """No cell begins as a formula does, and taking off the apostrophe gives the text again."""
    line = csv_line(cells)

    assert not any(
        cell.startswith(STARTS) for row in csv.reader(io.StringIO(line, newline="")) for cell in row
    )
    assert read_back(line) == [cells]


@given(st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_numbers_stay_numbers(cells: list[float]) -> None:
    """A negative number is no formula."""
    assert csv_line(cells) == ",".join(map(repr, cells)) + "\n"


def _pairs() -> str:
    table = PairTable.of(
        ids=IDS,
        pairs=np.array([[0, 1], [2, 3]]),
        near=np.array([True, True]),
        rewrite=np.array([False, True]),
        shared=np.array([1, 2]),
        sizes=np.array([[2, 2], [2, 2]]),
        keep_sides=True,
        crowded=0,
    )
    return "".join(table.to_csv())


def _clusters() -> str:
    cluster = Cluster(cluster=1, size=4, articles=IDS, min_similarity=0.5, representative="@home/a")
    return "".join(ClusterTable(clusters=(cluster,), n_articles=4).to_csv())


def _matrix() -> str:
    articles = tuple(Article(id=id_, text="text") for id_ in IDS)
    return SimilarityMatrix(
        articles=articles, values=np.eye(4), measure="jaccard", parameters={}
    ).to_csv()


@pytest.mark.parametrize("make", [_pairs, _clusters, _matrix])
def test_ids_in_tables(make) -> None:
    """Every table writes ids so, in its header too, and gives them back."""
    written = [cell for row in csv.reader(io.StringIO(make())) for cell in row]
    back = {cell for row in read_back(make()) for cell in row}

    assert not any(cell.startswith(STARTS) for cell in written)
    assert set(IDS) <= back
