import json

import pytest

from dedup.readers import Options
from dedup.readers.plain import headline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ferry runs aground\n\nA ferry struck a rock.", "Ferry runs aground"),
        ("\r\n  Ferry runs aground \r\nA ferry struck a rock.", "Ferry runs aground"),
        ("Why did it run aground?\n“No idea.”", "Why did it run aground?"),
        ("A ferry struck a rock.\n\nAll were saved.", None),
        ("A ferry struck\na rock and sank", None),
        ("Ferry runs aground\n\n", None),
        ("word " * 40 + "\n\nmore", None),
        ("", None),
    ],
)
def test_headline(text, title):
    """A headline is a short first line without a full stop, after which a new line begins."""
    assert headline(text) == title


def test_plain_text_stays_whole(read_back):
    """The text is the file, headline and line ends included; the path is the id."""
    [article], problems = read_back("a.txt", "Ferry aground\r\n\r\nA ferry.\r\n")

    assert (article.id, article.path, article.title) == ("a.txt", "a.txt", "Ferry aground")
    assert article.text == "Ferry aground\r\n\r\nA ferry.\r\n"
    assert problems == []


@pytest.mark.parametrize("text", ["", "Word"])
def test_little_text_is_an_article(read_back, text):
    """An empty file and a single word are articles; the caller decides what to do with them."""
    [article], problems = read_back("a.txt", text)

    assert (article.text, article.title, problems) == (text, None, [])


def test_old_encoding_is_a_warning(read_back):
    """The article of a guessed encoding is read nevertheless."""
    [article], [problem] = read_back("a.txt", "Größe über alles".encode("cp1252"))

    assert article.text == "Größe über alles"
    assert problem.startswith("a.txt: not UTF-8")


def test_front_matter_describes_the_body(read_back):
    """Values of the front matter are kept as written; the rest is the text."""
    front = (
        "title: Ferry\ndate: 2025-03-04\nlang: no\nslug: 007\nauthor: [Ida, Bo]\ntext: not this\n"
    )

    [article], problems = read_back("a.md", f"---\n{front}---\n\n# Head\n*body*\n")

    assert (article.id, article.title, article.published) == ("007", "Ferry", "2025-03-04")
    assert (article.language, article.credit) == ("no", "Ida, Bo")
    assert article.text == "\n# Head\n*body*\n"
    assert problems == []


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("---\n---\nbody", "body"),
        ("---\r\nlang: en\r\n...\r\nbody", "body"),
        ("---\na rule above\n---\nbody", "---\na rule above\n---\nbody"),
        ("---\nnever: closed\n", "---\nnever: closed\n"),
        ("body", "body"),
        ("", ""),
    ],
)
def test_only_front_matter_is_cut(read_back, data, text):
    """What is no closed block of YAML fields at the very top belongs to the text."""
    [article], problems = read_back("a.md", data)

    assert (article.text, article.id, problems) == (text, "a.md", [])


def test_first_heading_is_the_title(read_back):
    """Without a title in the front matter, the first heading of level 1 is it."""
    [article], _ = read_back("a.md", "---\nlang: en\n---\n## Desk\n# Ferry aground #\n# More\n")

    assert article.title == "Ferry aground"


@pytest.mark.parametrize(
    ("front", "problem"),
    [
        ("lang: en\ntitle: [", "a.md:4: broken front matter: did not find expected node content"),
        ("a: b\x07", "a.md: broken front matter: "),
    ],
)
def test_broken_front_matter(read_back, front, problem):
    """Front matter that is no YAML is a problem, at its line where that is known."""
    articles, [found] = read_back("a.md", f"---\n{front}\n---\nbody")

    assert articles == []
    assert found.startswith(problem)


def test_what_a_file_tells_is_kept_as_a_record(read_back):
    """The record of a text file is its article; front matter that is no field comes after it."""
    keep = Options(keep_records=True)

    [plain], _ = read_back("a.txt", "A ferry.", keep)
    [marked], _ = read_back("a.md", "---\nid: x\ndesk: [a, b]\n---\nA ferry.", keep)

    assert json.loads(plain.record) == {"id": "a.txt", "text": "A ferry.", "path": "a.txt"}
    assert json.loads(marked.record) == {
        "id": "x",
        "text": "A ferry.",
        "path": "a.md",
        "desk": ["a", "b"],
    }
