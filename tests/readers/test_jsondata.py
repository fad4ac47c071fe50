import gzip
import json
import timeit

import pytest
from hypothesis import given, strategies as st

from dedup.readers import Options
from dedup.readers.jsondata import items_of_lines
from dedup.readers.records import Records

KEEP = Options(keep_records=True)


def test_good_lines_survive_bad_ones(read_back):
    """Each broken line is one problem with its number; blank lines only count."""
    lines = [
        b'\xef\xbb\xbf{"id": "a", "text": "1"}\r',
        b"",
        b"{broken",
        b"[1]",
        b'{"title": "no text"}',
        b'{"text": "\xc3\xa9 \xff"}',
        b"[" * 100_000,
        b'{"text": "2"}',
    ]

    articles, problems = read_back("w.jsonl", b"\n".join(lines))

    assert [(article.id, article.text) for article in articles] == [("a", "1"), ("w.jsonl:8", "2")]
    assert [problem.partition(" (")[0] for problem in problems] == [
        "w.jsonl:3: broken JSON: Expecting property name enclosed in double quotes at column 2",
        "w.jsonl:4: no JSON object",
        "w.jsonl:5: no text field",
        "w.jsonl:6: invalid UTF-8",
        "w.jsonl:7: broken JSON: nested too deeply",
    ]


def test_half_a_surrogate_pair_is_replaced(read_back):
    """An escape that no encoding can write becomes U+FFFD; a whole pair is its character."""
    articles, _ = read_back("w.jsonl", r'{"text": "\ud800 \uD83D\uDE00"}')

    assert articles[0].text == "\ufffd 😀"


def test_lines_may_be_utf16(read_back):
    """A byte order mark tells the encoding of JSON Lines too."""
    articles, problems = read_back("w.jsonl", '{"text": "é"}\n{"text": "2"}\n'.encode("utf-16"))

    assert [article.id for article in articles] == ["w.jsonl:1", "w.jsonl:2"]
    assert articles[0].text == "é"
    assert problems == []


def test_an_old_encoding_is_guessed_once_for_the_file(read_back):
    """A file that begins in an old encoding is read by one guess, as plain text is."""
    text = "Der Bürgermeister äußerte sich am Dienstag über die Brücke in Straßburg."
    lines = "".join(
        json.dumps({"text": f"{text} {n}"}, ensure_ascii=False) + "\n" for n in range(9)
    )

    articles, problems = read_back("w.jsonl", lines.encode("latin-1"))

    assert [article.text for article in articles] == [f"{text} {n}" for n in range(9)]
    assert len(problems) == 1
    assert problems[0].startswith("w.jsonl: not UTF-8; read as cp125")


def test_a_line_in_an_old_encoding_is_read_with_a_warning(read_back):
    """Where the beginning was plain ASCII, each other line is a guess; damaged UTF-8 is none."""
    ascii_lines = b'{"text": "plain words"}\n' * 5_000
    late = b'{"text": "caf\xe9"}\n{"text": "caf\xc3\xa9 \xe9"}\n{"text": "\x81"}\n'

    articles, problems = read_back("w.jsonl", ascii_lines + late)

    assert len(articles) == 5_001
    assert articles[-1].text == "café"
    assert problems == [
        "w.jsonl:5001: not UTF-8; read as cp1252, which is a guess",
        "w.jsonl:5002: invalid UTF-8",
        "w.jsonl:5003: invalid UTF-8",
    ]


def test_a_null_text_is_named(read_back):
    """A text that is null is told from one that is not there."""
    assert read_back("w.jsonl", '{"text": null, "id": 1}') == (
        [],
        ["w.jsonl:1: field 'text' is null"],
    )


def test_records_come_back_as_they_were_written(read_back):
    """Kept records are the very lines of JSON Lines; of JSON they are all fields."""
    lines = ['{"id":7,  "text": "a", "x": [1.10, null]}', '{"text": null, "body": "\\ud800é"}']

    articles, _ = read_back("w.jsonl", "\ufeff" + "\r\n".join(lines), KEEP)
    [one], _ = read_back("w.json", '{"text": "\\ud800", "n": 1e3}', KEEP)

    assert [article.record for article in articles] == lines
    assert json.loads(one.record) == {"text": "\ud800", "n": 1000.0}
    assert one.record.isascii()


def test_binary_file_is_one_problem(read_back):
    """A picture called .jsonl is not told line by line."""
    assert read_back("w.jsonl", b"\x89PNG\n\0\n\0\n") == ([], ["w.jsonl: a PNG image, not text"])


def test_lines_before_a_lost_end_are_read(read_back):
    """Truncated gzip gives the lines it holds, then a problem at the next."""
    whole = gzip.compress(b"".join(b'{"text": "%d"}\n' % n for n in range(100_000)))

    articles, [problem] = read_back("w.jsonl.gz", whole[: len(whole) // 2])

    assert [article.text for article in articles] == [str(n) for n in range(len(articles))]
    assert problem == f"w.jsonl.gz:{len(articles) + 1}: the compressed data end too early"


def test_one_huge_line(read_back):
    """A line of 10 MB is an article like any other."""
    text = "word " * 2_000_000

    [article], problems = read_back("w.jsonl", json.dumps({"text": text}))

    assert article.text == text
    assert problems == []


@pytest.mark.parametrize(
    ("data", "ids"),
    [
        ('{"text": "t"}', ["w.json"]),
        ('{"id": 5, "text": "t", "tags": [{"a": 1}]}', ["5"]),
        ('[{"text": "t"}, {"id": "b", "text": "t"}]', ["w.json:1", "b"]),
        ('{"status": "ok", "articles": [{"content": "t"}]}', ["w.json:1"]),
        ("[]", []),
    ],
)
def test_json_shapes(read_back, data, ids):
    """JSON is an article, an array of them, or an object around one array of them."""
    articles, problems = read_back("w.json", data)

    assert [article.id for article in articles] == ids
    assert problems == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("", "w.json:1: broken JSON: Expecting value at column 1"),
        ('{"text":\n oops}', "w.json:2: broken JSON: Expecting value at column 2"),
        ("3", "w.json: neither an object nor an array of objects"),
        ("[3]", "w.json:1: no JSON object"),
        ("[" * 100_000, "w.json: broken JSON: nested too deeply"),
        ("9" * 5_000, "w.json: broken JSON: Exceeds the limit"),
        ("{}", "w.json: no text field (looked for"),
    ],
)
def test_bad_json(read_back, data, problem):
    """What is wrong with a JSON file is said in one line."""
    articles, [found] = read_back("w.json", data)

    assert articles == []
    assert found.startswith(problem)


@given(st.lists(st.text()))
def test_lines_reverse_dumps(texts):
    """Whatever json writes, one object a line, comes back in order."""
    lines = [json.dumps({"text": text}).encode() for text in texts]

    items = list(items_of_lines(lines, Records("f", Options()), 5))

    assert [(article.text, line) for article, line in items] == [
        (text, line) for line, text in enumerate(texts, 5)
    ]


@pytest.mark.slow
def test_articles_cost_little_more_than_their_json():
    """Making an article of a line of 4 KB costs about half as much again as parsing it.

    The bound leaves room for a busy machine and for the tracing of coverage.
    """
    line = json.dumps({"id": "a", "title": "t", "text": "a word " * 560}).encode()
    lines = [line] * 2_000

    def best(function):
        return min(timeit.repeat(function, number=1, repeat=7))

    parsing = best(lambda: [json.loads(line) for line in lines])
    reading = best(lambda: list(items_of_lines(lines, Records("f", Options()))))

    assert reading < 4 * parsing
