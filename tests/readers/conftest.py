"""Input is written by the tests into an empty working directory, so that its paths are short."""

from pathlib import Path

import pytest

from dedup.readers import read
from dedup.readers.records import GUESS, Options


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def read_back():
    """Write a file and read it: its articles, and its problems as text."""

    def read_back(name: str, data: bytes | str, options: Options = GUESS):
        Path(name).write_bytes(data.encode() if isinstance(data, str) else data)
        problems = []
        articles = list(read([name], options, on_problem=problems.append))
        return articles, [str(problem) for problem in problems]

    return read_back
