"""`dedup check` as a user runs it: rules, states, reports and every exit status."""

import json
import os
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from dedup.archive import Archive
from dedup.pipeline.gating import _day
from dedup.pipeline.reading import read
from tests.gate.test_changed import git
from tests.test_cli_config import Ended, dedup_in, process_in

FACTS = (
    "Two trams collided on the Alder Bridge in Morrowby shortly after seven on Thursday morning.",
    "Paramedics treated 27 passengers at the scene, and four were taken to hospital.",
    "A signal that should have held the second tram had been out of order since Monday.",
    "The operator, Morrowby Transit, closed the bridge for the day and ran buses instead.",
    "Investigators removed the recorders of both trams before noon.",
    "Councillors had asked for a second track over the bridge in each of the last three budgets.",
)
WIRE = "\n\n".join(FACTS)
INDEPENDENT = (
    "The bakers of Pell Street opened an hour late. Flour had run short after the mill at Corrin "
    "stopped for repairs, and two of the five ovens stayed cold until the delivery came at nine."
)
COLUMN = (
    "My grandfather drove a milk cart through Morrowby when the river still froze every winter.",
    "He kept a notebook of everything that went wrong on the roads, from lost wheels to lost dogs.",
    "It fills eleven volumes, and I have been reading them aloud to my daughter since spring.",
    "She laughs at the weather, which he described in the words of a man who feared only hail.",
    "What he would make of a town that cannot keep its rails apart is easy to imagine.",
    "This week I open the latest volume, my own, and copy into it what the wires said.",
)
NEAR = "reuse/near-duplicate"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with an archive of one wire story and one draft that has nothing to do with it."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "drafts").mkdir()
    article(tmp_path / "archive" / "wire.md", WIRE, "Northern Wire")
    article(tmp_path / "drafts" / "bakers.md", INDEPENDENT, "The Quay")
    return tmp_path


def article(path: Path, text: str, outlet: str, **more: str) -> None:
    front = "".join(f"{name}: {value}\n" for name, value in {"outlet": outlet, **more}.items())
    path.write_text(f"---\n{front}---\n{text}\n", encoding="utf-8")


def copy(desk: Path, name: str = "copy", text: str = WIRE, **more: str) -> None:
    article(desk / "drafts" / f"{name}.md", text, "The Quay", **more)


def check(desk: Path, *arguments: str | Path, **more):
    return dedup_in(desk, "check", "drafts", "--against", "archive", "-j", "1", *arguments, **more)


def findings(run: Ended) -> list[dict]:
    return json.loads(run.stdout)["findings"]


def summary(run: Ended) -> list[tuple[str, str, str]]:
    return [
        (one["rule"], one["state"], Path(one["incoming"]["id"]).stem)
        for one in findings(run)
        if one["rule"] != "fidelity/drift"
    ]


def test_nothing_reused_is_clean(desk: Path) -> None:
    """Independent drafts end with 0, and the page says what was checked."""
    run = check(desk)

    assert (run.returncode, run.stderr) == (0, "")
    assert "1 article checked against 1 of archive" in run.stdout


def test_an_uncredited_copy_fails(desk: Path) -> None:
    """The finding names both files, the place in the draft, and the exit status is 1."""
    copy(desk)

    run = check(desk, "-f", "json")

    assert (run.returncode, run.stderr) == (1, "")
    page = json.loads(run.stdout)
    schema = json.loads(files("dedup.report").joinpath("schemas/check.json").read_text("utf-8"))
    jsonschema.validate(page, schema)
    assert summary(run) == [(NEAR, "new", "copy")]
    [found] = findings(run)
    assert found["message"].startswith("drafts/copy.md is nearly the same text as archive/wire.md")
    match = found["matches"][0]
    assert (match["incoming"]["line"], match["incoming"]["column"]) == (4, 1)
    assert match["incoming"]["text"] == WIRE


def test_a_credited_copy_passes(desk: Path) -> None:
    """A credit in the data makes a note of it, which does not fail."""
    copy(desk, credit="Northern Wire")

    run = check(desk, "-f", "json")

    assert run.returncode == 0
    assert summary(run) == [("reuse/credited", "new", "copy")]


def test_a_quotation_given_to_the_agency_is_no_credit(desk: Path) -> None:
    """Who told the agency something is not where the draft's text comes from."""
    copy(desk, text=WIRE + "\n\nThe bridge will reopen on Friday, the mayor told Northern Wire.")

    assert check(desk).returncode == 1


def test_a_changed_number_is_a_finding_of_its_own(desk: Path) -> None:
    """Inside credited text a changed number is still told, with its line."""
    copy(desk, text=WIRE.replace("27 passengers", "72 passengers"), credit="Northern Wire")

    run = check(desk, "-f", "json")

    drift = next(one for one in findings(run) if one["rule"] == "fidelity/drift")
    assert run.returncode == 1
    assert "“72” for “27”" in drift["message"]
    assert drift["changes"][0]["incoming"]["line"] == 7


def test_a_partial_copy_is_a_warning(desk: Path) -> None:
    """Some sentences of the wire in a story of its own are partial reuse."""
    copy(desk, text="\n\n".join([*COLUMN, *FACTS[:2]]))

    run = check(desk, "-f", "json")

    assert summary(run) == [("reuse/partial-uncredited", "new", "copy")]
    assert findings(run)[0]["level"] == "warning"
    assert run.returncode == 1
    assert check(desk, "--fail-level", "error").returncode == 0


def test_the_policy_decides(desk: Path) -> None:
    """Licences, shares, own outlets, ignored pairs and levels come from dedup.toml."""
    copy(desk)
    cases = {
        '[[sources]]\nname = "Northern Wire"\nlicensed = true': ("reuse/credited", "new", 0),
        '[[sources]]\nname = "Northern Wire"\nmax-share = 0.3': ("reuse/over-licence", "new", 1),
        'own-outlets = ["Northern Wire"]': ("reuse/self", "new", 0),
        '[[ignore]]\nincoming="drafts/c*"\nsource="*"\nreason="r"\nowner="o"': (NEAR, "ignored", 0),
        '[[ignore]]\nincoming="drafts/c*"\nsource="*"\nreason="r"\nowner="o"\nexpires=2020-01-01': (
            (NEAR, "new", 1)
        ),
        '[rules."reuse/near-duplicate"]\nlevel = "note"': (NEAR, "new", 0),
        "[verdict]\nthreshold = 1.0": None,
        '[check]\nfail-level = "note"\n[rules."reuse/near-duplicate"]\nlevel = "note"': (
            NEAR,
            "new",
            1,
        ),
        '[check]\nfail-on = "none"': (NEAR, "new", 0),
    }
    for text, wanted in cases.items():
        (desk / "dedup.toml").write_text(text)

        run = check(desk, "-f", "json")

        if wanted is None:
            assert (summary(run), run.returncode) == ([], 0), text
        else:
            rule, state, status = wanted
            assert (summary(run), run.returncode) == ([(rule, state, "copy")], status), text


def test_a_baseline_accepts_edges_and_no_third_copy(desk: Path) -> None:
    """What is accepted is known and passes; a further copy of the same passage fails."""
    copy(desk)
    missing = check(desk, "--baseline", "accepted.jsonl")
    assert missing.returncode == 3
    assert "--update-baseline makes it" in missing.stderr

    made = check(desk, "--baseline", "accepted.jsonl", "--update-baseline", "-f", "json")
    assert (made.returncode, summary(made)) == (0, [(NEAR, "known", "copy")])
    again = check(desk, "--baseline", "accepted.jsonl", "-f", "json")
    assert (again.returncode, summary(again)) == (0, [(NEAR, "known", "copy")])
    assert check(desk, "--baseline", "accepted.jsonl", "--fail-on", "any").returncode == 1

    copy(desk, "third")
    third = check(desk, "--baseline", "accepted.jsonl", "-f", "json")
    states = {(state, name) for _, state, name in summary(third)}
    assert third.returncode == 1
    assert ("known", "copy") in states
    assert ("new", "third") in states


def test_the_baseline_keeps_what_people_wrote(desk: Path) -> None:
    """Reasons survive an update, and the file is the same if nothing changed."""
    copy(desk)
    update = ("--baseline", "accepted.jsonl", "--update-baseline")
    check(desk, *update)
    path = desk / "accepted.jsonl"
    path.write_text(
        path.read_text()
        .replace("}\n", ', "reason": "pooled"}\n')
        .replace(', "reason": "pooled"}', "}", 1)
    )
    before = path.read_bytes()

    check(desk, *update)

    assert path.read_bytes() == before
    run = check(desk, "--baseline", "accepted.jsonl", "-f", "json")
    assert findings(run)[0]["justification"] == "pooled"
    copy(desk, "copy", text="\n\n".join(COLUMN))
    gone = check(desk, *update)
    assert "no longer found" in gone.stderr
    assert path.read_bytes() == before


def test_other_settings_are_told(desk: Path) -> None:
    """A baseline that was made with other settings still counts, with a word of warning."""
    copy(desk)
    check(desk, "--baseline", "b.jsonl", "--update-baseline")

    run = check(desk, "--baseline", "b.jsonl", "--min-probability", "0.6")

    assert run.returncode == 0
    assert "b.jsonl was written with other settings" in run.stderr


def test_only_changed_articles_are_reported(desk: Path) -> None:
    """Old drafts are not reported, but a new one is found to copy an old one."""
    archive = desk / "archive" / "wire.md"
    copy(desk, "old")
    dedup_in(desk, "--version")  # makes the folder .git, which git then fills
    (desk / ".git").rmdir()
    git(desk, "init", "-q", ".")
    git(desk, "add", ".")
    git(desk, "commit", "-qm", "first")
    nothing = check(desk, "--changed-since", "HEAD")
    assert (nothing.returncode, nothing.stderr) == (
        0,
        "dedup: no article has changed since HEAD, so there is nothing to report\n",
    )
    article(archive, INDEPENDENT.replace("bakers", "smiths"), "Northern Wire")
    article(desk / "drafts" / "young.md", WIRE + "\n\nMore soon.", "The Jetty")

    run = check(desk, "--changed-since", "HEAD", "-f", "json")

    assert run.returncode == 1
    assert summary(run) == [(NEAR, "new", "young")]
    assert findings(run)[0]["source"]["id"] == "drafts/old.md"
    assert [one["id"] for one in json.loads(run.stdout)["articles"]] == ["drafts/young.md"]
    unknown = check(desk, "--changed-since", "nowhere")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "git knows no revision 'nowhere'" in unknown.stderr


def test_an_index_is_an_archive(desk: Path) -> None:
    """The same findings come from an index, also as it stood at a moment."""
    copy(desk)
    with Archive.create(desk / "a.dedup") as index:
        index.add(read(desk / "archive" / "wire.md"), at="2026-03-01T12:00:00Z")
    against = ("check", "drafts", "--against", "a.dedup", "-f", "json")

    now = dedup_in(desk, *against)
    then = dedup_in(desk, *against, "--as-of", "2026-03-02T00:00:00Z")
    before = dedup_in(desk, *against, "--as-of", "2026-02-01T00:00:00Z")

    assert (now.returncode, summary(now)) == (1, [(NEAR, "new", "copy")])
    assert (then.returncode, summary(then)) == (1, [(NEAR, "new", "copy")])
    assert (before.returncode, before.stdout) == (3, "")
    assert before.stderr == (
        "dedup: a.dedup: the index held no articles at 2026-02-01T00:00:00Z; ask for another time\n"
    )
    assert json.loads(then.stdout)["archive"]["as_of"] == "2026-03-02T00:00:00Z"
    assert check(desk, "--as-of", "2026-02-01").returncode == 2
    assert dedup_in(desk, *against, "--as-of", "soon").returncode == 2
    assert dedup_in(desk, *against, "--against", "archive").returncode == 2


def test_a_moment_counts_as_its_day_in_utc() -> None:
    """The last day of what is accepted is one of UTC, wherever the moment was written."""
    assert _day("2026-03-01T00:30:00+05:00") == date(2026, 2, 28)
    assert _day("2026-03-01T00:30:00") == _day("2026-03-01") == date(2026, 3, 1)


def test_an_empty_or_damaged_index_is_a_failure(desk: Path) -> None:
    """An index without articles says what to do, a cut one that it is damaged."""
    with Archive.create(desk / "a.dedup"):
        pass
    run = dedup_in(desk, "check", "drafts", "--against", "a.dedup")
    assert (run.returncode, run.stdout) == (3, "")
    assert "dedup index add fills it" in run.stderr

    (desk / "a.dedup").write_bytes((desk / "a.dedup").read_bytes()[:5000])
    run = dedup_in(desk, "check", "drafts", "--against", "a.dedup")
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (3, "", 1)


def test_several_reports_in_one_run(desk: Path) -> None:
    """Each report is written whole to its file, and the terminal page is printed besides."""
    copy(desk)

    run = check(desk, "--report", "sarif=out.sarif", "--report", "csv=out.csv", "-o", "page.txt")

    assert (run.returncode, run.stdout) == (1, "")
    assert json.loads((desk / "out.sarif").read_text())["version"] == "2.1.0"
    assert (desk / "out.csv").read_text().startswith("state,")
    assert "1 finding fails" in (desk / "page.txt").read_text()


@pytest.mark.parametrize(
    ("arguments", "status", "complaint"),
    [
        (("--report", "sarfi=x"), 2, "no report is called 'sarfi'; did you mean sarif?"),
        (("--report", "sarif"), 2, "--report wants NAME=FILE"),
        (("--format", "yaml"), 2, "no report is called 'yaml'"),
        (("--report", "csv=no/such/x.csv"), 3, "x.csv: cannot be written: there is no folder"),
        (("--report", "csv=drafts"), 3, "drafts: cannot be written: it is a folder"),
        (("--report", "csv=archive"), 3, "archive: cannot be written: it is a folder"),
        (
            ("--report", "csv=x", "--report", "json=x"),
            2,
            "--report csv and --report json name the same file: x",
        ),
        (("--report", "json=-"), 2, "only --output can be standard output"),
        (("--report", "csv=x", "-o", "x"), 2, "name the same file: x"),
        (("-o", "no/such/page.txt"), 3, "cannot be written: there is no folder"),
        (("--update-baseline",), 2, "--update-baseline needs a file"),
        (("--config", "none.toml"), 2, "none.toml: no such configuration file"),
        (("nowhere",), 3, "nowhere: no such file or folder"),
        (("--min-probability", "2"), 2, "--min-probability"),
    ],
)
def test_what_cannot_work_is_told_before_the_work(
    desk: Path, arguments: tuple[str, ...], status: int, complaint: str
) -> None:
    """Wrong usage is 2, what cannot be read or written 3, each with one clear line and no page."""
    (desk / "drafts" / "broken.jsonl").write_text("{")

    run = check(desk, *arguments)

    assert (run.returncode, run.stdout) == (status, "")
    assert complaint in " ".join(run.stderr.replace("│", " ").split())
    assert "broken.jsonl" not in run.stderr


@pytest.mark.parametrize(
    "file", ["drafts/bakers.md", "archive/wire.md", "a.dedup", "dedup.toml", "accepted.jsonl"]
)
def test_no_result_is_written_over_what_is_read(desk: Path, file: str) -> None:
    """Articles of either side, an index, the configuration and the baseline stay what they are."""
    (desk / "dedup.toml").write_text('[check]\nfail-on = "none"\n')
    check(desk, "--baseline", "accepted.jsonl", "--update-baseline")
    with Archive.create(desk / "a.dedup") as index:
        index.add(read(desk / "archive" / "wire.md"), at="2026-03-01T12:00:00Z")
    before = (desk / file).read_bytes()
    against = "a.dedup" if file == "a.dedup" else "archive"
    run = ("check", "drafts", "--against", against, "--baseline", "accepted.jsonl")

    for option in (("--report", f"json={file}"), ("-f", "json", "-o", file)):
        refused = dedup_in(desk, *run, *option)

        assert (refused.returncode, refused.stdout) == (2, "")
        assert f"would write over {file}, which is to be read" in refused.stderr
    assert (desk / file).read_bytes() == before


def test_a_file_of_another_kind_is_told(desk: Path) -> None:
    """A draft that is not read for its name does not pass in silence; hidden files do."""
    for name in ("story.docx", "photo.jpg", ".swap"):
        (desk / "drafts" / name).write_bytes(b"PK\x03\x04")

    run = check(desk)

    assert run.returncode == 0
    assert run.stderr == (
        "dedup: drafts/photo.jpg and 1 more left out: "
        "by their names no files that articles are read from\n"
    )


@pytest.mark.parametrize("side", ["drafts", "archive"])
def test_articles_without_words_are_nothing_to_check(desk: Path, side: str) -> None:
    """One empty article among others is read; where all are, a check would pass for nothing."""
    (desk / side / "empty.txt").write_text("\n")
    assert check(desk).returncode == 0
    for path in (desk / side).glob("*.md"):
        path.write_text("---\ntitle: To come\n---\n…\n")

    run = check(desk)

    assert (run.returncode, run.stdout) == (3, "")
    assert run.stderr == f"dedup: no words in any article of {side}: there is nothing to compare\n"


def test_a_file_by_two_names_is_one_article(desk: Path) -> None:
    """Named relatively and absolutely, or through a link, no edge is found twice."""
    copy(desk)
    once = findings(check(desk, "-f", "json"))
    (desk / "drafts" / "link.md").symlink_to("copy.md")

    twice = check(desk, desk / "drafts", "--against", desk / "archive", "-f", "json")

    edges = [(one["incoming"]["id"], one["source"]["id"]) for one in findings(twice)]
    assert edges == [
        ("drafts/copy.md", "archive/wire.md"),
        ("drafts/link.md", "archive/wire.md"),
    ]
    assert findings(twice)[0] == once[0]


def test_records_of_a_file_are_told_apart(desk: Path) -> None:
    """An article and a source that stand in files of many are named by id and line."""
    for side, name in (("drafts", "feed"), ("archive", "wires")):
        rows = [{"id": f"{name}-{n}", "text": text} for n, text in enumerate((INDEPENDENT, WIRE))]
        (desk / side / f"{name}.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    (desk / "archive" / "wire.md").unlink()

    page, markdown = check(desk).stdout, check(desk, "-f", "markdown").stdout

    assert "feed-1 in drafts/feed.jsonl:2" in page
    assert "from wires-1 in archive/wires.jsonl:2" in page
    assert "feed-1 in drafts/feed.jsonl&#58;2" in markdown


def test_an_accepted_draft_that_was_renamed(desk: Path) -> None:
    """It fails, since its name is new, and a line says what the baseline has in its place."""
    copy(desk)
    check(desk, "--baseline", "b.jsonl", "--update-baseline")
    (desk / "drafts" / "copy.md").rename(desk / "drafts" / "final.md")

    run = check(desk, "--baseline", "b.jsonl")

    assert run.returncode == 1
    assert (
        "drafts/copy.md is accepted in b.jsonl but not there any more: if it is now" in run.stderr
    )


def test_nothing_to_check_or_to_check_against(desk: Path) -> None:
    """No archive named is wrong usage; an empty one, a missing one and no articles fail."""
    (desk / "empty").mkdir()

    def status(*arguments: str) -> tuple[int, int]:
        run = dedup_in(desk, "check", *arguments)
        return run.returncode, run.stderr.count("\n")

    assert status("drafts") == (2, 1)
    assert status("drafts", "--against", "empty") == (3, 1)
    assert status("drafts", "--against", "nowhere") == (3, 1)
    assert status("empty", "--against", "archive") == (3, 1)


def test_one_bad_article_among_many(desk: Path) -> None:
    """It is a finding, the rest is checked, and the status is 3 unless findings ask for 1."""
    (desk / "drafts" / "broken.jsonl").write_text('{"id": 1}\n')

    clean = check(desk, "-f", "json")
    assert clean.returncode == 3
    assert summary(clean) == [("input/unreadable", "new", "broken")]
    assert json.loads(clean.stdout)["counts"]["articles"] == 1
    assert "1 article could not be read" in clean.stderr
    assert check(desk, "--skip-errors", "--fail-level", "error").returncode == 0
    assert check(desk, "--fail-on", "none").returncode == 3
    junit = check(desk, "--skip-errors", "-f", "junit").stdout
    assert 'errors="0" skipped="1"' in junit
    skipped = check(desk, "--skip-errors")
    assert "ignored  Article not read: --skip-errors" in skipped.stdout
    assert skipped.stdout.endswith("; nothing found, 1 article could not be read.\n")
    assert "accepts that" not in skipped.stderr
    off = '[rules."input/unreadable"]\nlevel = "off"'
    (desk / "dedup.toml").write_text(off)
    assert check(desk).returncode == 0
    (desk / "dedup.toml").unlink()

    copy(desk)
    both = check(desk, "-f", "json")
    assert both.returncode == 1
    assert {rule for rule, _, _ in summary(both)} == {"input/unreadable", NEAR}


def test_an_unreadable_source_is_a_failure_too(desk: Path) -> None:
    """A check against half an archive is not a clean one."""
    (desk / "archive" / "broken.jsonl").write_text("{\n")

    assert check(desk).returncode == 3
    assert check(desk).stdout.endswith(
        "; nothing found, 1 article of the archive could not be read.\n"
    )
    assert check(desk, "--skip-errors").returncode == 0


def test_an_empty_article_among_others_is_told(desk: Path) -> None:
    """Nothing can be said of it, so the check does not keep quiet about it."""
    (desk / "drafts" / "zero.txt").touch()

    run = check(desk)

    assert run.returncode == 0
    assert run.stderr == "dedup: drafts/zero.txt holds no words: there was nothing to compare\n"


def test_an_id_that_the_archive_has_with_another_text_is_told(desk: Path) -> None:
    """It may be an earlier version, or two feeds that both count from one: the user knows."""
    for name, text in (("drafts", f"{WIRE} More soon."), ("archive", WIRE)):
        (desk / f"{name}.jsonl").write_text(json.dumps({"id": "17", "text": text}))

    run = dedup_in(desk, "check", "drafts.jsonl", "--against", "archive.jsonl")

    assert run.returncode == 0
    assert run.stderr == (
        "dedup: 17 has another text in archive.jsonl: that is taken for an earlier version, not "
        "for a source\n"
    )


def test_an_unchanged_article_that_cannot_be_read_is_not_reported(desk: Path) -> None:
    """``--changed-since`` limits what is said of unreadable articles, too."""
    (desk / "drafts" / "noise.txt").write_bytes(bytes(range(256)))
    git(desk, "init", "-q")
    git(desk, "add", ".")
    git(desk, "commit", "-qm", "first")

    assert check(desk).returncode == 3
    assert check(desk, "--changed-since", "HEAD").returncode == 0
    (desk / "drafts" / "noise.txt").write_bytes(bytes(range(255)))
    assert check(desk, "--changed-since", "HEAD").returncode == 3


def test_the_terminal_page_is_a_report_like_others(desk: Path) -> None:
    """A job's log may have annotations, and a file what an editor reads."""
    copy(desk)

    run = check(desk, "-f", "github", "--report", "terminal=page.txt")

    assert run.stdout.startswith("::error ")
    assert "Near-duplicate without credit" in (desk / "page.txt").read_text("utf-8")


def test_standard_input_is_checked(desk: Path) -> None:
    """JSON Lines on standard input are incoming articles."""
    line = json.dumps({"id": "x", "text": WIRE, "outlet": "The Quay"})

    run = dedup_in(desk, "check", "-", "--against", "archive", "-f", "json", stdin=line)

    assert (run.returncode, findings(run)[0]["incoming"]["id"]) == (1, "x")


@pytest.mark.slow
def test_exit_statuses_of_real_processes(desk: Path) -> None:
    """0 clean, 1 findings, 2 usage, 3 unreadable, as the shell sees them."""
    against = ("--against", "archive")
    assert process_in(desk, "check", "drafts", *against).returncode == 0
    assert process_in(desk, "check", "drafts").returncode == 2
    (desk / "drafts" / "broken.jsonl").write_text("{\n")
    assert process_in(desk, "check", "drafts", *against).returncode == 3
    copy(desk)
    assert process_in(desk, "check", "drafts", *against).returncode == 1


@pytest.mark.slow
def test_the_same_bytes_whatever_the_seed_and_the_jobs(desk: Path) -> None:
    """Hash seed and number of processes change no byte of the page."""
    copy(desk)
    copy(desk, "again", text=WIRE + "\n\nMore soon.")
    pages = {
        process_in(
            desk,
            "check",
            "drafts",
            "--against",
            "archive",
            "-f",
            "json",
            "-j",
            jobs,
            PYTHONHASHSEED=seed,
        ).stdout
        for jobs, seed in (("1", "1"), ("2", "2"))
    }

    assert len(pages) == 1


def test_names_do_not_depend_on_how_a_path_is_written(desk: Path) -> None:
    """A baseline made with relative paths holds for absolute ones."""
    copy(desk)
    check(desk, "--baseline", "b.jsonl", "--update-baseline")

    run = dedup_in(
        desk, "check", desk / "drafts", "--against", f"{desk}/./archive", "--baseline", "b.jsonl"
    )

    assert run.returncode == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(desk: Path) -> None:
    """A report that may not be written is told before the work."""
    (desk / "locked").mkdir(mode=0o555)

    run = check(desk, "--report", "csv=locked/x.csv")

    assert run.returncode == 3
    assert "Permission denied" in run.stderr
