import csv
import gzip
import io

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
