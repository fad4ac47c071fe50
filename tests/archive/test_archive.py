"""The archive as a library: what is added is found, as the batch searches find it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import dedup
from dedup import Article, InputError, SearchOptions, UsageError
from dedup.archive import Archive, is_archive
from tests.archive.stories import FILLER, REWRITE, WIRE, reprint, story

if TYPE_CHECKING:
    from pathlib import Path

KEEP = [True, False]


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.create(tmp_path / "news.index") as made:
        yield made


def found(archive: Archive, text: str, **how) -> list[str]:
    return [candidate.id for candidate in archive.candidates([text], **how)[0]]


@pytest.mark.slow
@pytest.mark.parametrize("keep_text", KEEP)
def test_an_archive_answers_as_the_batch_search(tmp_path: Path, keep_text: bool) -> None:
    """Each incoming article meets those that it meets in `pairs --against`, by the same search."""
    rng = random.Random(5)
    old = [Article(id=f"old{number}", text=story(rng)) for number in range(300)]
    incoming = [
        Article(id="copy", text=reprint(old[7].text, rng, 0.06)),
        Article(id="rewrite", text=reprint(old[90].text, rng, 0.35)),
        Article(id="both", text=old[11].text[:900] + old[12].text[:900]),
        Article(id="new", text=story(rng)),
        Article(id="empty", text=""),
        Article(id="short", text="No news."),
    ]
    expected = {
        (row["a"], row["b"]): tuple(row["found_by"])
        for article in incoming
        for row in dedup.pairs([article], against=old).records()
    }

    with Archive.create(tmp_path / "news.index", keep_text=keep_text) as archive:
        for first in range(0, 300, 70):  # several segments
            archive.add(old[first : first + 70])
        answers = archive.candidates([article.text for article in incoming])

    got = {
        (article.id, candidate.id): candidate.found_by
        for article, candidates in zip(incoming, answers, strict=True)
        for candidate in candidates
    }
    assert {"copy", "rewrite", "both"} <= {a for a, _ in got}
    assert got == expected


def test_the_best_candidate_comes_first(archive: Archive) -> None:
    """Candidates are sorted by similarity; a rewrite comes behind a copy."""
    archive.add([Article(id="rewrite", text=REWRITE), Article(id="wire", text=WIRE)])

    (candidates,) = archive.candidates([WIRE])

    assert [candidate.id for candidate in candidates] == ["wire", "rewrite"]
    assert candidates[0].near == 1
    assert candidates[1].found_by == ("rewrite",)
    assert candidates[1].near is None
    assert candidates[1].shared >= 3


def test_adding_again_changes_nothing(archive: Archive) -> None:
    """An id with the same text adds nothing, with another text a version; the last one counts."""
    first = archive.add([Article(id="a", text=WIRE), Article(id="b", text=FILLER)])
    again = archive.add([Article(id="a", text=WIRE), Article(id="b", text=FILLER)])
    changed = archive.add([Article(id="a", text=FILLER + " And more of it.")])

    assert (first.new, first.versions, first.unchanged) == (2, 0, 0)
    assert (again.new, again.versions, again.unchanged) == (0, 0, 2)
    assert (changed.new, changed.versions, changed.unchanged) == (0, 1, 0)
    assert found(archive, WIRE) == []
    assert sorted(found(archive, FILLER)) == ["a", "b"]
    info = archive.info
    assert (info.articles, info.versions, info.superseded) == (2, 3, 1)
    assert archive.verify() == []


def test_one_id_twice_in_one_call(archive: Archive) -> None:
    """Of two texts under one id the last one counts, the first was never visible."""
    added = archive.add([Article(id="a", text=WIRE), Article(id="a", text=FILLER)], at="2025-01-01")

    assert (added.new, added.versions) == (1, 1)
    assert found(archive, WIRE) == []
    assert found(archive, FILLER) == ["a"]
    assert found(archive, WIRE, as_of="2025-01-01") == []
    assert archive.verify() == []


def test_removed_articles_are_not_found_but_can_come_back(archive: Archive) -> None:
    """Removing is by id, unknown ids count nothing, and the same text can be added anew."""
    archive.add([Article(id="a", text=WIRE)])

    assert archive.remove(["a", "nobody"]) == 1
    assert archive.remove(["a"]) == 0
    assert found(archive, WIRE) == []
    assert archive.info.removed == 1
    assert archive.add([Article(id="a", text=WIRE)]).new == 1
    assert found(archive, WIRE) == ["a"]
    assert archive.verify() == []


def test_the_past_can_be_asked(archive: Archive) -> None:
    """--as-of answers as the index stood then, whatever happened since."""
    archive.add([Article(id="a", text=WIRE)], at="2025-01-01")
    archive.add([Article(id="b", text=WIRE + " More soon.")], at="2025-01-02")
    archive.add([Article(id="a", text=FILLER)], at="2025-01-03")
    archive.remove(["b"], at="2025-01-04")

    days = {day: sorted(found(archive, WIRE, as_of=f"2025-01-0{day}")) for day in range(1, 6)}

    assert days == {1: ["a"], 2: ["a", "b"], 3: ["b"], 4: [], 5: []}
    assert found(archive, WIRE, as_of="2024-12-31T23:59:59Z") == []
    assert found(archive, FILLER, as_of="2025-01-03T01:00:00+01:00") == ["a"]


def test_weights_of_the_past_do_not_change(archive: Archive) -> None:
    """Document frequencies are those of the time that is asked for."""
    archive.add([Article(id="a", text=WIRE)], at="2025-01-01")
    before = archive.candidates([REWRITE], as_of="2025-01-01")
    archive.add(
        [Article(id=f"b{n}", text=WIRE + " " + story(random.Random(n))) for n in range(20)],
        at="2025-01-02",
    )
    archive.compact()

    assert before[0]
    assert archive.candidates([REWRITE], as_of="2025-01-01") == before


def test_time_does_not_run_back(archive: Archive) -> None:
    """A change cannot be dated before an earlier one; the same time is allowed."""
    archive.add([Article(id="a", text=WIRE)], at="2025-01-02")
    archive.add([Article(id="b", text=WIRE)], at="2025-01-02")

    with pytest.raises(UsageError, match="does not run back"):
        archive.add([Article(id="c", text=WIRE)], at="2025-01-01")
    with pytest.raises(UsageError, match="is no time"):
        archive.candidates([WIRE], as_of="yesterday")


def test_articles_expire_by_their_time(archive: Archive) -> None:
    """The time is that of publication in any common form, or of adding where it is unknown."""
    dates = {"iso": "2025-01-05", "rss": "Mon, 06 Jan 2025 10:00:00 GMT", "none": None, "odd": "?"}
    archive.add(
        [Article(id=id_, text=WIRE, published=when) for id_, when in dates.items()],
        at="2025-02-01",
    )

    assert archive.expire(at="2025-02-01") == 0
    assert archive.expire(until="2025-01-05", at="2025-02-01") == 0
    assert archive.expire(until="2025-01-06", at="2025-02-01") == 1  # iso
    assert archive.expire(ttl="20d", at="2025-02-01") == 1  # rss
    assert sorted(found(archive, WIRE)) == ["none", "odd"]
    assert archive.expire(since="2025-02-01", at="2025-02-01") == 2
    with pytest.raises(UsageError, match="no length of time"):
        archive.expire(ttl="soon")


@pytest.mark.parametrize("keep_text", KEEP)
def test_what_is_known_of_an_article_is_kept(tmp_path: Path, keep_text: bool) -> None:
    """Articles come back as they were added, without texts if those are not kept."""
    article = Article(
        id="a\u00e9/1",
        text="Line one.\r\nLine \ud800 two\x00.",
        title="T",
        published="2025",
        outlet="The Tarn Post",
        credit="Northern Wire",
        language="en",
        path="a.txt",
        url="https://example.org/a",
    )
    with Archive.create(tmp_path / "x.index", keep_text=keep_text) as archive:
        archive.add([article, Article(id="b", text="")])
        first, second = archive.articles([1, 2])

        with pytest.raises(InputError, match="articles are missing"):
            archive.articles([3])

    assert archive.keep_text is keep_text
    text = article.text if keep_text else ""
    assert first == Article(
        **{name: getattr(article, name) for name in Article.__slots__ if name != "text"}, text=text
    )
    assert second == Article(id="b", text="")


@pytest.mark.parametrize("keep_text", KEEP)
def test_shares_are_exact_or_estimated(tmp_path: Path, keep_text: bool) -> None:
    """With texts the shares are exact; without them estimates, within four standard errors."""
    rng = random.Random(3)
    text = story(rng)
    part = text[: len(text) // 2]
    with Archive.create(tmp_path / "x.index", keep_text=keep_text) as archive:
        archive.add([Article(id="whole", text=text)])
        (same,) = archive.measure(text, [1])
        (half,) = archive.measure(part, [1])
        (none,) = archive.measure("", [1])

    assert (same.jaccard, same.of_text, same.of_source) == (1, 1, 1)
    assert same.estimated is not keep_text
    error = 0 if keep_text else 4 * (0.5 * 0.5 / 128) ** 0.5
    assert half.jaccard == pytest.approx(0.5, abs=0.02 + error)
    assert half.of_text == pytest.approx(1, abs=0.02 + 2 * error)
    assert (none.jaccard, none.of_text, none.of_source) == (0, 0, 0)


def test_a_popular_story_stays_visible(archive: Archive) -> None:
    """Forty reprints of a story are one vote: its rewrite still finds it, and them."""
    rng = random.Random(1)
    archive.add([Article(id=f"x{n}", text=story(rng)) for n in range(30)])
    copies = [f"{WIRE} {FILLER} Reprint number {n} of the Tarn Post." for n in range(41)]
    for first in range(0, 41, 10):
        archive.add(
            [
                Article(id=f"copy{first + n}", text=text)
                for n, text in enumerate(copies[first : first + 10])
            ]
        )

    (answer,) = archive.search([REWRITE])

    assert archive.info.copies == 40
    assert {candidate.id for candidate in answer.candidates} == {f"copy{n}" for n in range(41)}
    assert all("rewrite" in candidate.found_by for candidate in answer.candidates)
    weights = [candidate.weight for candidate in answer.candidates]
    assert weights == sorted(weights, reverse=True)
    assert answer.left_out == 0
    assert archive.verify() == []


def test_too_many_reprints_are_counted_not_listed(archive: Archive) -> None:
    """Of more copies than fit, the others are left out with their number, no other source is."""
    archive.add([Article(id="other", text=f"{REWRITE} The mayor kept silent.")])
    archive.add(
        [Article(id=f"copy{n}", text=f"{WIRE} {FILLER} Edition {n} of it.") for n in range(70)]
    )

    (answer,) = archive.search([REWRITE + " So said the Post."])

    shown = [c for c in answer.candidates if "rewrite" in c.found_by]
    assert answer.candidates[0].id == "other"
    assert len(shown) == 50
    assert answer.left_out == 21


@pytest.mark.parametrize("forget", [False, True])
def test_reprints_outlive_the_first_of_them(archive: Archive, forget: bool) -> None:
    """Who stands for a group may be removed and forgotten: the others are still found."""
    texts = [f"{WIRE} {FILLER} Edition {n} of the Post." for n in range(4)]
    archive.add([Article(id=f"copy{n}", text=text) for n, text in enumerate(texts)])
    archive.remove(["copy0"])

    assert sorted(found(archive, REWRITE)) == ["copy1", "copy2", "copy3"]
    done = archive.compact(forget=forget)

    assert done.forgotten == (1 if forget else 0)
    assert sorted(found(archive, REWRITE)) == ["copy1", "copy2", "copy3"]
    assert archive.verify() == []
    assert archive.info.articles == 3


def test_what_is_forgotten_cannot_be_asked(archive: Archive) -> None:
    """Forgetting drops ended versions and with them the times before."""
    archive.add([Article(id="a", text=WIRE), Article(id="b", text=REWRITE)], at="2025-01-01")
    archive.remove(["a"], at="2025-01-05")
    done = archive.compact(forget=True)

    assert done.forgotten == 1
    assert archive.info.versions == 1
    assert archive.info.history_from == "2025-01-05T00:00:00Z"
    with pytest.raises(InputError, match="forgotten; ask for a later time"):
        archive.candidates([WIRE], as_of="2025-01-04")
    assert found(archive, WIRE, as_of="2025-01-05") == ["b"]
    with pytest.raises(InputError, match="articles are missing"):
        archive.articles([1])
    archive.add([Article(id="c", text=WIRE)], at="2025-01-06")
    assert found(archive, WIRE) == ["c", "b"]
    assert [article.id for article in archive.articles([3])] == ["c"]  # no key is used twice


@pytest.mark.slow
def test_segments_are_merged_as_they_grow_many(archive: Archive) -> None:
    """However small the additions, few segments remain, and all is found."""
    rng = random.Random(2)
    texts = [story(rng, 60) for _ in range(64)]
    for number, text in enumerate(texts):
        archive.add([Article(id=f"a{number}", text=text)])

    assert archive.info.segments <= 10
    assert [found(archive, text)[0] for text in texts] == [f"a{n}" for n in range(64)]
    assert archive.verify() == []
    assert archive.compact().segments >= 1
    assert archive.info.segments == 1
    assert [found(archive, text)[0] for text in texts] == [f"a{n}" for n in range(64)]
    assert archive.verify() == []


def test_readers_see_one_state_while_one_writes(archive: Archive) -> None:
    """A reader that was open before sees additions with its next question."""
    with Archive.open(archive.path) as reader:
        assert found(reader, WIRE) == []
        archive.add([Article(id="a", text=WIRE)])
        assert found(reader, WIRE) == ["a"]
        archive.compact(forget=True)
        assert found(reader, WIRE) == ["a"]


def test_a_reader_cannot_write(archive: Archive) -> None:
    """An archive that was opened to be read refuses changes in one line."""
    with (
        Archive.open(archive.path) as reader,
        pytest.raises(InputError, match="cannot be written"),
    ):
        reader.add([Article(id="a", text=WIRE)])


def test_one_search_alone_may_answer(tmp_path: Path) -> None:
    """The options choose which searches answer; the archive holds both."""
    path = tmp_path / "x.index"
    with Archive.create(path) as archive:
        archive.add([Article(id="wire", text=WIRE), Article(id="rewrite", text=REWRITE)])

    with Archive.open(path, options=SearchOptions(rewrites=False)) as archive:
        assert found(archive, WIRE) == ["wire"]
    with Archive.open(path, options=SearchOptions(near=False)) as archive:
        assert {c.near for c in archive.candidates([WIRE])[0]} == {None}
        assert sorted(found(archive, WIRE)) == ["rewrite", "wire"]


@pytest.mark.parametrize(
    "options",
    [
        SearchOptions(seed=2),
        SearchOptions(num_perm=64, threshold=0.8),
        SearchOptions(shingle=4),
        SearchOptions(threshold=0.6),
        SearchOptions(recall=0.9),
    ],
)
def test_other_parameters_are_refused(archive: Archive, options: SearchOptions) -> None:
    """Sketches made otherwise are not compared; the line names the difference."""
    with pytest.raises(InputError, match=r"made with .* and not "):
        Archive.open(archive.path, options=options)


def test_other_parameters_at_creation_are_kept(tmp_path: Path) -> None:
    """An archive is searched as it was made, without being told."""
    options = SearchOptions(num_perm=64, threshold=0.8, seed=7, shingle=2)
    with Archive.create(tmp_path / "x.index", options=options) as archive:
        archive.add([Article(id="wire", text=WIRE)])
    with Archive.open(tmp_path / "x.index") as archive:
        assert found(archive, WIRE) == ["wire"]
        assert archive.identity.threshold == 0.8
    with pytest.raises(UsageError, match="cannot find"):
        Archive.create(tmp_path / "y.index", options=SearchOptions(num_perm=1, threshold=0.1))
    assert not (tmp_path / "y.index").exists()


def test_an_archive_is_known_by_its_head(archive: Archive, tmp_path: Path) -> None:
    """Archives are told from other files, before and after anything was added."""
    other = tmp_path / "other.txt"
    other.write_text("SQLite format 3")

    assert is_archive(archive.path)
    assert not is_archive(other)
    assert not is_archive(tmp_path)
    assert not is_archive(tmp_path / "nothing")
    with pytest.raises(InputError, match="no such index"):
        Archive.open(tmp_path / "nothing")
    with pytest.raises(InputError, match="not an index"):
        Archive.open(other)
    with pytest.raises(InputError, match="exists already"):
        Archive.create(other)
    with pytest.raises(InputError, match="cannot be made"):
        Archive.create(tmp_path / "no" / "folder")


@pytest.mark.slow
def test_a_snapshot_outlasts_what_others_write(archive: Archive) -> None:
    """What was found can still be fetched when a writer has meanwhile replaced and forgotten it."""
    archive.add([Article(id="wire", text=WIRE)])
    with Archive.open(archive.path) as reader, reader.snapshot():
        [[candidate]] = reader.candidates([WIRE])
        archive.add([Article(id="wire", text=f"{WIRE} More soon.")])
        archive.compact(forget=True)

        assert [one.text for one in reader.articles([candidate.key])] == [WIRE]
    assert archive.articles([archive.candidates([WIRE])[0][0].key])[0].text != WIRE


def test_an_archive_counts_its_articles_at_any_time(archive: Archive) -> None:
    """None before the first, and those that were there at a moment."""
    archive.add([Article(id="wire", text=WIRE)], at="2026-03-01")
    archive.add([Article(id="filler", text=FILLER)], at="2026-03-02")
    archive.remove(["wire"], at="2026-03-03")

    days = ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03")
    assert [archive.count(as_of=day) for day in days] == [0, 1, 2, 1]
    assert archive.count() == 1


def test_an_empty_archive_answers_nothing(archive: Archive) -> None:
    """Nothing is found in an empty archive, and nothing is wrong with it."""
    assert archive.candidates([WIRE, ""]) == [[], []]
    assert archive.candidates([]) == []
    assert archive.verify() == []
    assert archive.info.articles == 0
    assert archive.compact().segments == 0
    assert archive.remove(["a"]) == 0


def test_the_same_additions_give_the_same_archive(tmp_path: Path) -> None:
    """With the time given, two archives of the same articles are equal, row by row."""
    rng = random.Random(9)
    articles = [Article(id=f"a{n}", text=story(rng)) for n in range(40)]
    dumps = []
    for name in ("one", "two"):
        with Archive.create(tmp_path / name) as archive:
            archive.add(articles, at="2025-01-01")
            dumps.append([archive._database.rows(f"SELECT * FROM {t} ORDER BY 1") for t in _TABLES])

    assert dumps[0] == dumps[1]


_TABLES = ("about", "state", "moments", "versions", "sketches", "texts", "lists", "blocks")
