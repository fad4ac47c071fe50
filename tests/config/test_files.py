"""The configuration file: found upwards, checked key by key, every complaint with its place."""

from pathlib import Path

import pytest

from dedup.config.files import find_config, lines_of_keys, read_config
from dedup.errors import UsageError


def written(folder: Path, text: str, name: str = "dedup.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[check]\nfail-onn = "any"', "2: check.fail-onn is no key of the configuration; did you"),
        ('[check]\nfail_on = "any"', "did you mean check.fail-on?"),
        ("[serch]\nthreshold = 0.5", "1: serch is no key of the configuration; did you mean sea"),
        ('agency = ["NTK"]', "did you mean agencies?"),
        ("zzz = 1", "known here: agencies, check,"),
        ('[rules."reuse/credit"]\nlevel = "off"', '1: rules."reuse/credit" is no key'),
        ('[rules."reuse/credit"]\nlevel = "off"', 'did you mean rules."reuse/credited"?'),
        ('[rules."input/unreadable"]\nmin-share = 0.1', "known here: level"),
        ("[search]\n\nthreshold = 7", "3: search.threshold must be a number in (0, 1], got 7"),
        ("[search]\nshingle = 2.5", "search.shingle must be a whole number in [1, 1000], got 2.5"),
        ("[search]\nnear = 1", "search.near must be true or false, got 1"),
        ("search = 3", "1: search must be a table, got 3"),
        (
            '[[source]]\nname = "NTK"',
            "1: source is no key of the configuration; did you mean sources?",
        ),
        ('[check]\nfail-on = "all"', 'check.fail-on must be one of any, new, none, got "all"'),
        ('agencies = "NTK"', 'agencies must be a list of texts, none of them empty, got "NTK"'),
        ('agencies = [3, ""]', 'agencies must be a list of texts, none of them empty, got [3, ""]'),
        ('sources = "NTK"', 'sources must be tables headed [[sources]], got "NTK"'),
        ('[[sources]]\naliases = ["a"]', "1: sources[1] lacks name"),
        (
            '[[sources]]\nname = "a"\n[[sources]]\nname = "b"\nshare = 1',
            "5: sources[2].share is no",
        ),
        ('[[ignore]]\nincoming = "a"\nsource = "b"\nreason = "c"', "1: ignore[1] lacks owner"),
        (
            '[[ignore]]\nincoming="a"\nsource="b"\nreason="c"\nowner="d"\nexpires="2026-01-01"',
            '6: ignore[1].expires must be a day such as 2026-12-31, without quotation marks, got "',
        ),
        ("[check", "dedup.toml: no valid TOML:"),
    ],
)
def test_a_wrong_key_or_value_is_told_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    """Each complaint names file, line, key and what would be right."""
    with pytest.raises(UsageError) as caught:
        read_config(written(tmp_path, text))

    assert complaint in str(caught.value)
    assert "dedup.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_values_come_with_their_lines(tmp_path: Path) -> None:
    """What is right is returned with file and line, whatever way TOML writes it."""
    text = 'check.fail-on = "any"  # strict\nagencies = [\n  "NTK",\n]\n[search]\n"seed" = 3\n'

    read = read_config(written(tmp_path, text))

    assert read.values["check", "fail-on"][0] == "any"
    assert read.values["check", "fail-on"][1].endswith("dedup.toml:1")
    assert read.values["agencies",] == (["NTK"], f"{tmp_path}/dedup.toml:2")
    assert read.values["search", "seed"] == (3, f"{tmp_path}/dedup.toml:6")


def test_a_pyproject_is_read_for_its_own_table(tmp_path: Path) -> None:
    """Other tables of a pyproject are nobody's business, and lines are those of the file."""
    text = '[project]\nname = "x"\n[tool.dedup.check]\nfail-level = "eror"\n'

    with pytest.raises(UsageError, match=r"pyproject.toml:4: check.fail-level must be one of"):
        read_config(written(tmp_path, text, "pyproject.toml"))


def test_the_nearest_configuration_counts_up_to_the_repository(tmp_path: Path) -> None:
    """The search goes upwards, prefers dedup.toml, and does not leave a repository."""
    outer = written(tmp_path, "")
    repository = tmp_path / "repository"
    desk = repository / "sports" / "desk"
    desk.mkdir(parents=True)

    assert find_config(desk) == outer
    (repository / ".git").mkdir()
    assert find_config(desk) is None
    written(repository, "[project]\nname = 'dedup'\n", "pyproject.toml")
    assert find_config(desk) is None
    shared = written(repository, "[tool.dedup]\n", "pyproject.toml")
    assert find_config(desk) == shared
    own = written(repository, "")
    assert find_config(desk) == own


def test_a_broken_pyproject_of_others_is_passed_over(tmp_path: Path) -> None:
    """Only a pyproject that names dedup can stop it."""
    (tmp_path / ".git").mkdir()
    path = written(tmp_path, "[broken", "pyproject.toml")
    assert find_config(tmp_path) is None

    path.write_text("[tool.dedup\n")
    with pytest.raises(UsageError, match="no valid TOML"):
        find_config(tmp_path)


def test_lines_of_quoted_and_dotted_keys() -> None:
    """Quotes, dots and lists of tables do not hide a key's line."""
    text = "a.\"b c\".d = 1\n['x'.y]\nz = 2\n[[l]]\n[[l]]\nq = 3\n"

    lines = lines_of_keys(text)

    assert lines["a", "b c", "d"] == 1
    assert lines["x", "y", "z"] == 3
    assert lines["l", 1, "q"] == 6


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_what_cannot_be_read_is_one_line(tmp_path: Path, content: bytes | None) -> None:
    """Bytes that are no text, and a folder in the place of a file, are told clearly."""
    path = tmp_path / "dedup.toml"
    path.mkdir() if content is None else path.write_bytes(content)

    with pytest.raises(UsageError, match="the configuration cannot be read"):
        read_config(path)
