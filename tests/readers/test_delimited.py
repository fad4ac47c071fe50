import csv
import gzip
import io

import pytest
from hypothesis import given, strategies as st

from dedup.readers import Options
from dedup.readers.delimited import read_table


def test_rows_are_articles(read_back):
    """Each row is an article that is called by the line it begins on, line ends kept."""
    data = '\ufeffText,Title,source\r\n"a\r\nb",T,\r\n\r\n,,Post\r\n'

    articles, problems = read_back("t.csv", data)

    assert [(a.id, a.text, a.title, a.outlet) for a in articles] == [
        ("t.csv:2", "a\r\nb", "T", None),
        ("t.csv:5", "", None, "Post"),
    ]
    assert problems == []


def test_tabs_divide_tsv(read_back):
    """The extension tells the delimiter, also of compressed tables."""
    [article], _ = read_back("t.tsv", "id\ttext\n7\ta, b\n")

    assert (article.id, article.text) == ("7", "a, b")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["t.csv", "t.tsv"])
def test_the_header_tells_the_delimiter(read_back, name, delimiter):
    """Whatever of the four divides the header into columns with a text divides the rows."""
    rows = [["id", "text", "note, or | remark"], ["7", "a, b; c | d\te", "x"]]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)

    [article], problems = read_back(name, written.getvalue())

    assert (article.id, article.text) == ("7", "a, b; c | d\te")
    assert problems == []


def test_a_named_column_tells_the_delimiter(read_back):
    """The column that the options name is looked for, not one that looks like a text."""
    [article], _ = read_back("t.csv", "text;more|Rohtext\nx;y|z\n", Options(text_field="Rohtext"))

    assert article.text == "z"


@pytest.mark.parametrize(
    ("later", "problem"),
    [
        ([], "unexpected end of data"),
        (['say "x",T'], "',' expected after '\"'"),
    ],
)
def test_an_open_quote_swallows_nothing(read_back, later, problem):
    """The rows after a quote that nobody closes, or somebody much later, are read."""
    rows = ["text,title", '"open,T', *(f"row {n},T" for n in range(50)), *later, "last,T"]

    articles, problems = read_back("t.csv", "\n".join(rows))

    assert [f"{article.text},T" for article in articles] == rows[2:]
    assert [article.id for article in articles][:2] == ["t.csv:3", "t.csv:4"]
    assert problems == [f"t.csv:2: broken row: {problem}"]


def test_a_row_of_many_lines_says_how_far_it_goes(read_back):
    """If a quote that is closed by chance makes one row of many, the message tells its end."""
    _, [problem] = read_back("t.csv", 'text,title\n"open,T\nlost,T\nalso lost,"\nfine,T\n')

    assert problem == "t.csv:2: a row of 1 under a header of 2 fields, up to line 4"


def test_all_columns_are_kept(read_back):
    """A kept record has all columns as strings, known and unknown."""
    [article], _ = read_back("t.csv", "ID,text,x\n007,a,\n", Options(keep_records=True))

    assert article.record == '{"ID": "007", "text": "a", "x": ""}'


def test_good_rows_survive_bad_ones(read_back):
    """A row that is broken, too short, too long or wrongly encoded is one problem."""
    padding = b"x,y\n" * 20_000  # beyond what the encoding is told by
    rows = [b"text,title", b"short", b"a,b,c", b'"x"y,b', b"good,", padding + b"\xff,b", b'"open,b']

    articles, problems = read_back("t.csv", b"\n".join(rows))

    assert articles[0].text == "good"
    assert problems == [
        "t.csv:2: a row of 1 under a header of 2 fields",
        "t.csv:3: a row of 3 under a header of 2 fields",
        "t.csv:4: broken row: ',' expected after '\"'",
        "t.csv:20006: invalid characters for the encoding of the file",
        "t.csv:20007: broken row: unexpected end of data",
    ]


def test_rows_before_a_lost_end_are_read(read_back):
    """Truncated gzip gives the rows it holds, then a problem at the next."""
    whole = gzip.compress(b"text\n" + b"".join(b"%d\n" % n for n in range(100_000)))

    articles, [problem] = read_back("t.csv.gz", whole[: len(whole) // 2])

    assert [article.text for article in articles] == [str(n) for n in range(len(articles))]
    assert problem == f"t.csv.gz:{len(articles) + 2}: the compressed data end too early"


def test_missing_column_is_told_once(read_back):
    """Without a column of texts the table is one problem, not one a row."""
    articles, [problem] = read_back("t.csv", "a;b\n1;2\n3;4\n")

    assert articles == []
    assert problem.startswith("t.csv: no text field")


def test_missing_named_column_is_told_once(read_back):
    """The same holds for a column that the options name."""
    assert read_back("t.csv", "text\na\nb\n", Options(id_field="key")) == (
        [],
        ["t.csv: no id field 'key'"],
    )


def test_empty_tables_hold_nothing(read_back):
    """An empty file and a lone header are zero articles."""
    assert read_back("t.csv", "") == ([], [])
    assert read_back("t.csv", "text\n") == ([], [])


def test_old_encoding_is_a_warning(read_back):
    """A table that is not UTF-8 is read by a guess."""
    articles, [problem] = read_back("t.csv", "text\nnaïve café\n".encode("cp1252"))

    assert articles[0].text == "naïve café"
    assert "not UTF-8" in problem


def test_long_fields_are_read(read_back):
    """A field may be longer than the csv module allows by itself."""
    articles, problems = read_back("t.csv", "text\n" + "word " * 100_000 + "\n")

    assert len(articles[0].text) == 500_000
    assert problems == []


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_table_reverses_writer(texts):
    """Whatever the csv module writes comes back."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["id", "text"], *enumerate(texts)])

    file = io.BufferedReader(io.BytesIO(written.getvalue().encode()))

    assert [item[0].text for item in read_table(file, "t.csv", Options())] == texts
