"""Pairs and clusters from the library: exact measures, two collections, honest clusters."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from dedup import Article, InputError, SearchOptions, UsageError, cluster, matrix, pairs
from dedup.pipeline.collecting import Searches, Workers, collect_paths, temporary_store
from dedup.pipeline.pairing import find_pairs, wanted_searches
from tests.search.test_shingles import slow_shingles
from tests.strategies import stories


def articles_of(texts: list[str]) -> list[Article]:
    return [Article(id=f"a{number:02d}", text=text) for number, text in enumerate(texts)]


@settings(max_examples=30)
@given(st.lists(stories, max_size=8))
def test_pairs_are_measured_exactly(texts: list[str]) -> None:
    """Jaccard and containment of every pair are those of Python sets of word tuples."""
    articles = articles_of(texts)
    sets = {a.id: set(slow_shingles(a.text, 3)) for a in articles}

    for record in pairs(articles).records():
        a, b = sets[record["a"]], sets[record["b"]]
        assert record["a"] < record["b"]
        assert record["jaccard"] == pytest.approx(len(a & b) / len(a | b), abs=1e-4)
        assert record["containment_a"] == pytest.approx(len(a & b) / len(a), abs=1e-4)
        assert record["containment_b"] == pytest.approx(len(a & b) / len(b), abs=1e-4)


def test_against_an_old_collection_a_is_new() -> None:
    """New articles meet old ones and not each other, even under the id of an old one."""
    text = "A ferry ran aground off Tarn on Tuesday with 212 people aboard."
    new = [Article(id="x", text=text), Article(id="y", text=text)]
    old = [Article(id="b", text=text), Article(id="x", text=text)]

    records = list(pairs(new, against=old).records())

    met = [(record["a"], record["b"]) for record in records]
    assert met == [("x", "b"), ("x", "x"), ("y", "b"), ("y", "x")]


def test_the_smallest_containment_leaves_out_weak_pairs() -> None:
    """A pair stays if either article holds enough of the other."""
    long = " ".join(f"w{i}" for i in range(400))
    brief = " ".join(f"w{i}" for i in range(60))
    articles = articles_of([long, brief])

    assert len(pairs(articles)) == 1
    assert len(pairs(articles, options=SearchOptions(min_containment=0.9))) == 1
    diluted = articles_of([long, brief + " y z" * 60])
    assert len(pairs(diluted)) == 1
    assert len(pairs(diluted, options=SearchOptions(min_containment=0.99))) == 0


@pytest.mark.parametrize("options", [SearchOptions(), SearchOptions(near=False)])
def test_many_reprints_do_not_hide_the_rewrites_of_a_story(options: SearchOptions) -> None:
    """Forty papers print a story nearly word for word: two rewrites are found with all of them."""
    rng = random.Random(8)
    beats = [f"{a}{b}{c}" for a in "bdfgk" for b in ("alo", "eri", "umi") for c in "nrs"]
    vocabulary = [first + second for first in beats for second in beats]
    wire = rng.choices(vocabulary, k=300)
    texts = [
        *(" ".join([*wire, f"printed{paper}", f"by{paper}"]) for paper in range(40)),
        *(" ".join(rewritten(wire, rng, vocabulary)) for _ in range(2)),
        *(" ".join(rng.choices(vocabulary, k=300)) for _ in range(60)),
    ]
    articles = articles_of(texts)
    backwards = list(reversed(articles))

    records = list(pairs(articles, options=options).records())

    met = {(record["a"], record["b"]) for record in records}
    for rewrite in ("a40", "a41"):
        assert {(f"a{paper:02d}", rewrite) for paper in range(40)} <= met
    assert ("a40", "a41") in met
    assert not any(record["b"] >= "a42" for record in records)
    assert list(pairs(backwards, options=options).records()) == records


def rewritten(wire: list[str], rng: random.Random, vocabulary: list[str]) -> list[str]:
    """Keep two words in a row of every five, in another order."""
    parts = [[*wire[at : at + 2], *rng.choices(vocabulary, k=3)] for at in range(0, 300, 5)]
    rng.shuffle(parts)
    return [word for part in parts for word in part]


def test_every_copy_of_an_old_article_is_listed() -> None:
    """However many new articles are copies of one old one, each is paired with it."""
    text = "A ferry ran aground off Tarn on Tuesday with 212 people aboard."
    new = [Article(id=f"n{i:03d}", text=text) for i in range(450)]

    table = pairs(new, against=[Article(id="old", text=text)])

    assert [(r["a"], r["b"]) for r in table.records()] == [(article.id, "old") for article in new]
    assert table.crowded == 0


def test_what_is_no_collection_of_articles_is_wrong_usage() -> None:
    """A path or a string is not taken for articles; nothing old to compare with is an error."""
    one = [Article(id="a", text="words")]

    for call in (pairs, cluster, matrix):
        with pytest.raises(UsageError, match="not the path 'news'; read them first"):
            call("news")
        with pytest.raises(UsageError, match="articles are wanted, not str"):
            call(["news"])
    with pytest.raises(InputError, match="no articles to compare with"):
        pairs(one, against=[])


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
def test_workers_end_with_a_parent_that_is_killed() -> None:
    """When the parent gets SIGKILL no worker stays behind."""
    code = (
        "import os, time\n"
        "from dedup.pipeline.collecting import Workers\n"
        "def idle(_):\n    os.write(1, b'%d\\n' % os.getpid())\n    time.sleep(60)\n"
        "with Workers(2) as workers:\n    list(workers.map(idle, range(2)))\n"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        workers = [int(parent.stdout.readline()) for _ in range(2)]

        parent.kill()

        deadline = time.monotonic() + 20
        while any(map(is_alive, workers)):
            assert time.monotonic() < deadline
            time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_two_articles_cannot_share_an_id() -> None:
    """A repeated id is refused by name."""
    with pytest.raises(InputError, match="'a' is already"):
        pairs([Article(id="a", text="x"), Article(id="a", text="y")])


def test_bands_that_cannot_be_are_wrong_usage() -> None:
    """A recall that the signature cannot give is refused in one line."""
    with pytest.raises(UsageError, match="4 permutations cannot find"):
        pairs([], options=SearchOptions(num_perm=4, threshold=0.1))


@pytest.mark.parametrize("measure", ["source", "containment", "jaccard", "minhash", "tfidf"])
def test_a_matrix_of_nothing_is_no_error(measure: str) -> None:
    """Articles without words, one article and none have a matrix like any others."""
    for texts in ([], [""], ["", "..."], ["word"]):
        values = matrix(articles_of(texts), measure=measure).values

        assert values.shape == (len(texts), len(texts))
        assert ((values >= 0) & (values <= 1)).all()


@pytest.mark.parametrize(
    ("measure", "stage"),
    [("containment", "containment"), ("tfidf", "tfidf_cosine"), ("source", "rewrite_pairs")],
)
def test_what_goes_wrong_inside_is_no_wrong_usage(measure: str, stage: str, monkeypatch) -> None:
    """An error in a stage is not taken for one of the caller's; the command line leaves with 3."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("operands could not be broadcast")

    monkeypatch.setattr(f"dedup.search.{stage}", broken)

    with pytest.raises(ValueError, match="broadcast"):
        matrix(articles_of(["one two three four"] * 2), measure=measure)


def test_one_weak_link_does_not_merge_two_groups() -> None:
    """Two groups of copies stay apart though one article of each pairs above the threshold."""
    left = [f"l{i}" for i in range(100)]
    right = [f"r{i}" for i in range(100)]
    bridge_left, bridge_right = left[:50] + right[:50], left[:25] + right[:75]
    texts = [" ".join(part) for part in [left] * 4 + [bridge_left, bridge_right] + [right] * 4]

    table = cluster(articles_of(texts), options=SearchOptions(threshold=0.3))

    for found in table.clusters:
        assert not {"a00", "a09"} <= set(found.articles)


def test_clusters_name_their_worst_pair_and_a_representative() -> None:
    """The least similarity is measured; without times the representative is the least id."""
    base = [f"w{i}" for i in range(102)]
    texts = [" ".join(base[:k] + ["new"] * (102 - k)) for k in (102, 92, 82)]

    (found,) = cluster(articles_of([*texts, "something else entirely here"])).clusters

    sets = [set(slow_shingles(text, 3)) for text in texts]
    assert found.articles == ("a00", "a01", "a02")
    assert found.representative == "a00"
    worst = len(sets[0] & sets[2]) / len(sets[0] | sets[2])
    assert found.min_similarity == pytest.approx(worst, abs=1e-4)


@pytest.mark.parametrize(
    ("times", "representative"),
    [
        (["2025-03-04", "2025-03-03T23:00:00-05:00", "2025-03-04T03:00:00Z"], "a00"),
        (["2025-03-04T12:00", "Tue, 04 Mar 2025 11:59:00 GMT", "2025-03-05"], "a01"),
        (["2025-03-04", "2025-03-04", "2025-03-05"], "a01"),
        (["2025-03-04", None, "2025-03-05"], "a02"),
        (["2025-03-04", "yesterday", "2025-03-05"], "a02"),
    ],
)
def test_the_earliest_stands_for_a_cluster(times, representative: str) -> None:
    """The earliest if all tell a time; among equals, or else, the one of the least boilerplate."""
    story = " ".join(f"w{i}" for i in range(60)) + "."
    menus = ["Subscribe to our newsletter\nShare this article\n", "Share this article\n", ""]
    articles = [
        Article(id=f"a{number:02d}", text=menu + story, published=time)
        for number, (menu, time) in enumerate(zip(menus, times, strict=True))
    ]

    (found,) = cluster(articles).clusters

    assert (found.size, found.representative) == (3, representative)


def test_a_thousand_copies_are_one_cluster() -> None:
    """Copies of one page become one cluster, though not every pair of them is listed."""
    copies = [Article(id=f"c{i:04d}", text="the same short page of words") for i in range(1000)]

    (found,) = cluster(copies).clusters

    assert (found.size, found.min_similarity, found.representative) == (1000, 1.0, "c0000")


@pytest.fixture
def collection(tmp_path: Path) -> list[str]:
    """Articles in a divided JSON Lines file, a compressed stream and single files."""
    text = " ".join(f"w{i}" for i in range(300))
    lines = [
        json.dumps({"id": f"n{i:03d}", "text": f"{text[: 900 + i]} “é” {i}"}) for i in range(400)
    ]
    lines[17] = "{broken"
    lines[30] = lines[29]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))
    folder = tmp_path / "files"
    folder.mkdir()
    for i in range(5):
        (folder / f"{i}.txt").write_text(f"{text} {i}")
    return [str(tmp_path / "a.jsonl"), str(folder)]


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_workers_do_not_show(collection: list[str], jobs: int, monkeypatch) -> None:
    """Pairs and messages are the same whatever the number of processes and units."""
    monkeypatch.setattr("dedup.readers.planning.UNIT_BYTES", 1 << 14)

    def run(jobs: int) -> tuple[list[dict], list[str]]:
        options, problems = SearchOptions(), []
        with temporary_store() as store, Workers(jobs) as workers:
            found = collect_paths(
                collection,
                wanted_searches(options),
                store,
                workers,
                on_problem=lambda problem: problems.append(str(problem)),
            )
            return list(find_pairs(found, options, workers).records()), problems

    records, problems = run(jobs)

    assert (records, problems) == run(1)
    assert len(problems) == 2
    assert "a.jsonl:18: broken JSON" in problems[0]
    assert "a.jsonl:31: id 'n029' is already that of" in problems[1]


def test_a_file_that_changes_meanwhile_is_noticed(tmp_path: Path, monkeypatch) -> None:
    """An article that is no longer where it was is an error that names the file."""
    path = tmp_path / "a.jsonl"
    line = json.dumps({"id": "x", "text": "words " * 50}) + "\n"
    path.write_text(line * 1 + line.replace('"x"', '"y"'))
    monkeypatch.setattr("dedup.readers.planning.UNIT_BYTES", 100)
    with temporary_store() as store, Workers(1) as workers:
        searches = Searches(near=None, rewrites=None)
        found = collect_paths([str(path)], searches, store, workers, on_problem=print)
        path.write_text("x" * len(line) * 2)

        with pytest.raises(InputError, match=r"a\.jsonl:1: changed while it was read"):
            found.articles([0])
