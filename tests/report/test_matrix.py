"""The matrix as JSON and CSV, its order, and its strongest pairs."""

import csv
import io
import json
from importlib.resources import files

import hypothesis.strategies as st
import jsonschema
import numpy as np
from hypothesis import given

from dedup import Article, matrix
from dedup.report.order import related_groups, related_order
from tests.strategies import stories


def articles_of(texts: list[str]) -> list[Article]:
    return [Article(id=f"a{number}", text=text) for number, text in enumerate(texts)]


@given(
    st.lists(stories, max_size=5), st.sampled_from(["containment", "jaccard", "minhash", "tfidf"])
)
def test_json_keeps_to_its_schema(texts: list[str], measure) -> None:
    """Every matrix renders to JSON of the shipped schema, with a value for each cell."""
    schema = json.loads(files("dedup.report").joinpath("schemas/matrix.json").read_text())

    page = json.loads(matrix(articles_of(texts), measure=measure).to_json())

    jsonschema.validate(page, schema)
    assert [len(row) for row in page["values"]] == [len(texts)] * len(texts)


def test_csv_has_ids_as_header_and_first_column() -> None:
    """A spreadsheet can look up any cell by two ids, commas and quotes in them notwithstanding."""
    articles = [
        Article(id='a,"1"', text="one two three"),
        Article(id="b", text="one two three four"),
    ]

    rows = list(csv.reader(io.StringIO(matrix(articles).to_csv())))

    assert rows == [["id", 'a,"1"', "b"], ['a,"1"', "1.0", "1.0"], ["b", "0.5", "1.0"]]


@given(st.permutations(range(6)))
def test_related_articles_stand_together_whatever_the_input_order(order: list[int]) -> None:
    """The clustered order puts copies side by side and does not depend on the order of input."""
    texts = ["ferry aground off the coast of Tarn", "mayor convicted of taking bribes in court"]
    articles = [
        Article(id=f"{k}{i}", text=texts[k] + f" {i} {k}") for i in range(3) for k in (0, 1)
    ]

    ids = matrix([articles[i] for i in order]).ordered().ids

    assert ids == matrix(articles).ordered().ids
    assert [id_[0] for id_ in ids] in (list("000111"), list("111000"))


def test_a_huge_matrix_is_ordered_by_id() -> None:
    """Beyond what clustering can hold, the order is that of the ids."""
    ids = [f"{i:05d}" for i in reversed(range(5001))]

    order = related_order(np.broadcast_to(np.float64(0), (5001, 5001)), ids)

    assert order == list(reversed(range(5001)))


@given(st.permutations(range(6)))
def test_a_chain_of_pairs_makes_no_group(order: list[int]) -> None:
    """Two events that one article links stay apart, whatever the order of the rows."""
    values = np.eye(6)
    for rows in ((0, 1, 2), (3, 4, 5)):
        values[np.ix_(rows, rows)] = np.maximum(values[np.ix_(rows, rows)], 0.8)
    values[2, 3] = 0.75  # in one direction only, as containment may be
    ids = [f"a{row}" for row in order]

    groups = related_groups(values[np.ix_(order, order)], ids, least=0.5)

    assert sorted(sorted(ids[row] for row in group) for group in groups) == [
        ["a0", "a1", "a2"],
        ["a3", "a4", "a5"],
    ]
    assert related_groups(np.eye(2), ["a", "b"], least=0.5) == []


def test_strongest_pairs_come_strongest_first() -> None:
    """Pairs sort by their larger cell, then by id, and pairs that share nothing are left out."""
    articles = articles_of(["a b c d", "a b c", "x y z", "x y z w v", "nothing here"])

    result = matrix(articles)

    assert result.strongest_pairs(5) == [(1, 0), (2, 3)]
    assert result.strongest_pairs(1) == [(1, 0)]
