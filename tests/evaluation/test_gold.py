"""Labelled collections: what is read, and how each mistake is told."""

import gzip
import json
from pathlib import Path

import pytest

from dedup.errors import InputError
from dedup.evaluation import Link, Pair, Passage, SentencePair, read_gold

CHECKOUT = Path(__file__).parents[2]
SHARED = CHECKOUT.parent / "shared" / "data"

DOCS = [
    {"id": "wire", "text": "A kiln blew up. Nobody was hurt."},
    {"id": 7, "text": "Nobody was hurt when a kiln blew up."},
]
PAIR = {"a": "wire", "b": 7, "reuse": 1, "label": "derived"}
SENTENCES = [
    {"id": "wire", "sentences": [{"start": 0, "end": 15}, {"start": 16, "end": 32}]},
    {"id": "7", "sentences": [{"start": 0, "end": 36, "text": DOCS[1]["text"]}]},
]
ALIGNMENT = {"a": "wire", "b": "7", "links": [{"a": [0, 1], "b": [0], "kind": "summary"}]}
SENTENCE_PAIR = {"a_text": "A kiln blew up.", "b_text": "A kiln burst.", "label": 1}


def folder_with(folder: Path, **files: list) -> Path:
    for name, rows in files.items():
        lines = (row if isinstance(row, str) else json.dumps(row) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


def complaint(folder: Path, **files: list) -> str:
    with pytest.raises(InputError) as caught:
        read_gold(folder_with(folder, **({"docs": DOCS} | files)))
    return str(caught.value).replace(f"{folder}", "F")


def test_a_whole_collection_is_read(tmp_path) -> None:
    """Every file becomes records; spans are half-open, and ids that are numbers are names."""
    cases = [[0, 14, 23, 12], {"a_offset": 16, "a_length": 15, "b_offset": 0, "b_length": 15}]
    files = {"docs": DOCS, "pairs": [PAIR | {"cases": cases}], "sentence_pairs": [SENTENCE_PAIR]}

    gold = read_gold(folder_with(tmp_path, **files, sentences=SENTENCES, alignments=[ALIGNMENT]))

    passages = (Passage(a=(0, 14), b=(23, 35)), Passage(a=(16, 31), b=(0, 15)))
    assert list(gold.articles) == ["wire", "7"]
    assert gold.pairs == (Pair(a="wire", b="7", reuse=1, label="derived", cases=passages),)
    assert gold.sentence_pairs == (SentencePair(**SENTENCE_PAIR),)
    assert gold.alignments[0].links == (Link(a=((0, 15), (16, 32)), b=((0, 36),), kind="summary"),)


def test_compressed_files_are_read(tmp_path) -> None:
    """Files may be gzip, each for itself."""
    folder_with(tmp_path, docs=DOCS)
    (tmp_path / "pairs.jsonl.gz").write_bytes(gzip.compress(json.dumps(PAIR).encode()))

    assert len(read_gold(tmp_path).pairs) == 1


def test_sentence_pairs_need_no_articles(tmp_path) -> None:
    """A folder of sentence pairs alone is a collection."""
    gold = read_gold(folder_with(tmp_path, sentence_pairs=[SENTENCE_PAIR]))

    assert (len(gold.sentence_pairs), gold.pairs, gold.alignments) == (1, (), ())


def test_reuse_or_label_may_be_missing(tmp_path) -> None:
    """A label without reuse is known by name only; reuse without a label gives one."""
    rows = [{"a": "wire", "b": "7", "label": "same event"}, {"a": "7", "b": "wire", "reuse": 0}]

    first, second = read_gold(folder_with(tmp_path, docs=DOCS, pairs=rows)).pairs

    assert (first.reuse, first.label, first.cases) == (None, "same event", None)
    assert (second.reuse, second.label) == (0, "not reused")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": "gone"}, "no article 'gone' in docs"),
        ({"b": None}, "b is neither text nor a whole number"),
        ({"b": "wire"}, "article 'wire' is paired with itself"),
        ({"reuse": 2}, "reuse is neither 0 nor 1"),
        ({"reuse": "1"}, "reuse is neither 0 nor 1"),
        ({"reuse": None, "label": None}, "neither reuse nor label"),
        ({"label": []}, "label is neither text nor a whole number"),
        ({"cases": 3}, "cases is no list"),
        ({"cases": [[0, 5, 0]]}, "a case is not [a_offset, a_length, b_offset, b_length]"),
        (
            {"cases": [[0, 5, 0, "5"]]},
            "a_offset, a_length, b_offset, b_length must be whole numbers",
        ),
        (
            {"cases": [{"a_offset": 0}]},
            "a_offset, a_length, b_offset, b_length must be whole numbers",
        ),
        ({"cases": [[0, 33, 0, 5]]}, "no characters [0, 33) in 'wire', which has 32"),
        ({"cases": [[0, 5, 4, 0]]}, "no characters [4, 4) in '7', which has 36"),
        ({"cases": [[0, 5, 0, 5]], "reuse": 0}, "cases of reuse, but reuse is 0"),
    ],
)
def test_a_wrong_pair_is_told_with_its_line(tmp_path, change, message) -> None:
    """The first bad line is named with file and number."""
    assert complaint(tmp_path, pairs=[PAIR, PAIR | change]) == f"F/pairs.jsonl:2: {message}"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "broken JSON: Expecting property name enclosed in double quotes at column 2"),
        ("[1]", "no JSON object"),
        ("{}", "no field a"),
        ("[" * 100_000, "broken JSON: nested too deeply"),
    ],
)
def test_a_broken_line_is_told(tmp_path, line, message) -> None:
    """What is no JSON object is named with its place; empty lines count but say nothing."""
    assert complaint(tmp_path, pairs=["", line]) == f"F/pairs.jsonl:2: {message}"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"links": [{"a": [2], "b": [0], "kind": "x"}]}, "no sentence 2 in a"),
        ({"links": [{"a": [-1], "b": [0], "kind": "x"}]}, "no sentence -1 in a"),
        ({"links": [{"a": [True], "b": [0], "kind": "x"}]}, "sentence numbers must be whole"),
        ({"links": [{"a": [], "b": [0], "kind": "x"}]}, "a link needs sentences on both sides"),
        ({"links": [{"a": [0], "b": [0]}]}, "no field kind"),
        ({"links": [3]}, "links holds something that is no object"),
        ({"b": "more"}, "no sentences of article 'more'"),
    ],
)
def test_a_wrong_alignment_is_told(tmp_path, change, message) -> None:
    """Links name sentences that the articles have."""
    docs = [*DOCS, {"id": "more", "text": "More."}]

    told = complaint(tmp_path, docs=docs, sentences=SENTENCES, alignments=[ALIGNMENT | change])

    assert told.startswith(f"F/alignments.jsonl:1: {message}")


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ({"start": 0}, "start and end must be whole numbers"),
        ({"start": 9, "end": 9}, "no characters [9, 9) in 'wire', which has 32"),
        ({"start": 1, "end": 3, "text": "kiln"}, "characters [1, 3) of 'wire' are another text"),
    ],
)
def test_a_wrong_sentence_is_told(tmp_path, sentence, message) -> None:
    """Sentences lie in their article, and their text is what stands there."""
    rows = [{"id": "wire", "sentences": [sentence]}]

    told = complaint(tmp_path, sentences=rows, alignments=[ALIGNMENT])

    assert told == f"F/sentences.jsonl:1: {message}"


def test_other_files_are_checked_too(tmp_path) -> None:
    """Articles, sentence pairs and sentences given twice are told in the same form."""
    twice = [SENTENCES[0], SENTENCES[0]]

    assert complaint(tmp_path, docs=[*DOCS, DOCS[0]], pairs=[PAIR]).startswith("F/docs.jsonl:3: id")
    told = complaint(tmp_path, sentences=twice, alignments=[ALIGNMENT], pairs=[])
    assert told == "F/sentences.jsonl:2: article 'wire' already has its sentences"
    told = complaint(tmp_path, sentence_pairs=[SENTENCE_PAIR | {"a_text": 1}], alignments=[])
    assert told == "F/sentence_pairs.jsonl:1: a_text is no text"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "nothing to measure: it has none of pairs.jsonl, sentence_pairs.jsonl, alignments"),
        ({"pairs": [PAIR]}, "pairs.jsonl needs docs.jsonl, which is missing"),
        ({"alignments": [ALIGNMENT]}, "alignments.jsonl needs docs.jsonl, which is missing"),
        (
            {"alignments": [ALIGNMENT], "docs": DOCS},
            "alignments.jsonl needs sentences.jsonl, which is missing",
        ),
    ],
)
def test_missing_files_are_told(tmp_path, files, message) -> None:
    """The folder is named with what it lacks."""
    with pytest.raises(InputError) as caught:
        read_gold(folder_with(tmp_path, **files))

    assert str(caught.value).startswith(f"{tmp_path}: {message}")


def test_a_missing_folder_and_a_cut_file_are_told(tmp_path) -> None:
    """Neither is a crash."""
    with pytest.raises(InputError, match="no such folder"):
        read_gold(tmp_path / "gone")
    packed = gzip.compress(json.dumps(PAIR).encode())
    (tmp_path / "sentence_pairs.jsonl.gz").write_bytes(packed[:-9])
    with pytest.raises(InputError, match="the compressed data end too early"):
        read_gold(tmp_path)


def test_the_projects_own_collection_is_well_formed() -> None:
    """The labelled news stories of this checkout pass every check."""
    gold = read_gold(CHECKOUT / "corpus")

    assert gold.pairs
    assert any(link.kind == "summary" for pair in gold.alignments for link in pair.links)


def test_a_published_collection_is_read() -> None:
    """A real collection with thousands of marked passages passes every check."""
    folder = SHARED / "pan13_text_alignment"
    if not folder.is_dir():
        pytest.skip("the collection is not beside this checkout")

    gold = read_gold(folder)

    assert sum(len(pair.cases or ()) for pair in gold.pairs) == 4007
