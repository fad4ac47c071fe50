"""An evaluation as JSON, table and picture."""

import io
import json
from importlib.resources import files

import jsonschema
import pytest
from rich.console import Console

from dedup.errors import InputError
from dedup.evaluation import (
    Link,
    Passage,
    score_links,
    score_passages,
    score_search,
    score_sentence_pairs,
    score_verdicts,
)
from dedup.report.evaluation import Evaluation, draw_evaluation, print_evaluation

CASE = Passage(a=(0, 90), b=(0, 90))
HALVES = [Passage(a=(0, 45), b=(0, 45)), Passage(a=(45, 90), b=(45, 90))]
LINK = Link(a=((0, 9),), b=((0, 9),), kind="light")

WHOLE = Evaluation(
    search=score_search([("a", "b"), ("c", "d"), ("e", "f")], [("a", "b")], n_articles=6),
    verdict=score_verdicts([0.9, 0.2, 0.6], [1, 0, None], ["copy", "\x1b[31mred[bold]", "event"]),
    passages=score_passages([[CASE], []], [HALVES, []], ["copy", "none"]),
    links=score_links([[LINK]], [[LINK]]),
    sentence_pairs=score_sentence_pairs([0.9, 0.1], [1, 0]),
)
UNKNOWN = Evaluation(
    search=score_search([], [], n_articles=1),
    verdict=score_verdicts([0.9], [None], ["event"]),
    passages=score_passages([[]], [[]], ["none"]),
    links=score_links([[]], [[]]),
    sentence_pairs=score_sentence_pairs([0.9], [1]),
)


def screen(evaluation: Evaluation, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_evaluation(evaluation, console)
    return console.file.getvalue()


@pytest.mark.parametrize("evaluation", [WHOLE, UNKNOWN, Evaluation()])
def test_json_keeps_to_its_schema(evaluation) -> None:
    """Whole, without any truth, or empty: JSON of the shipped schema, without NaN."""
    schema = json.loads(files("dedup.report").joinpath("schemas/evaluate.json").read_text())

    page = json.loads(evaluation.to_json(), parse_constant=pytest.fail)

    jsonschema.validate(page, schema)


def test_json_has_the_parts_that_were_measured() -> None:
    """A part that was not measured is absent, not null; numbers are rounded."""
    page = Evaluation(search=WHOLE.search).record()

    assert page == {"search": {"recall": 0.333333, "candidates_per_article": 0.333333}}


def test_passages_stand_flat_with_their_labels_below() -> None:
    """The figures of all pairs stand beside those by label."""
    passages = WHOLE.record()["passages"]

    assert (passages["granularity"], passages["plagdet"]) == (2, 0.63093)
    assert passages["by_label"]["none"]["precision"] is None


def test_the_table_shows_every_part() -> None:
    """Each part has a title and its figures; what is undefined is a dash."""
    lines = [" ".join(line.split()) for line in screen(WHOLE).splitlines()]

    assert "Verdict: 1 pair with reuse, 1 without" in lines
    assert "copy 1.000 1" in lines
    assert "AUC 1.000" in lines
    assert "all 0.631 1.000 1.000 2.000 1 2" in lines
    assert "none – – – 1.000 0 0" in lines
    assert "recall: light 1.000" in lines


@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_page_fits_its_terminal(width: int) -> None:
    """No line is wider than the terminal."""
    assert max(map(len, screen(WHOLE, width).splitlines())) <= width


def test_control_characters_do_not_reach_the_terminal() -> None:
    """A label with an escape sequence or markup shows as text."""
    assert "\x1b" not in screen(WHOLE)
    assert "[bold]" in screen(WHOLE)


def test_nothing_measured_is_said() -> None:
    """An empty evaluation is not an empty page."""
    assert screen(Evaluation()) == "Nothing was measured.\n"


@pytest.mark.parametrize("picture_format", ["png", "svg", "pdf"])
def test_the_same_evaluation_gives_the_same_bytes(picture_format: str) -> None:
    """Pictures carry neither clock nor random names."""
    pytest.importorskip("matplotlib")

    assert draw_evaluation(WHOLE, picture_format) == draw_evaluation(WHOLE, picture_format)


def test_the_picture_says_what_it_shows() -> None:
    """Both diagrams name their figure."""
    pytest.importorskip("matplotlib")

    picture = draw_evaluation(WHOLE, "svg").decode()

    assert "Reliability: ECE 0.150" in picture
    assert "Average precision 1.000" in picture


def test_negatives_alone_can_be_drawn() -> None:
    """Without positives there is no curve, but still a reliability diagram."""
    pytest.importorskip("matplotlib")
    verdict = score_verdicts([0.1, 0.2], [0, 0], ["n", "n"])

    assert draw_evaluation(Evaluation(verdict=verdict), "png").startswith(b"\x89PNG")


@pytest.mark.parametrize("evaluation", [UNKNOWN, Evaluation()])
def test_without_truth_there_is_nothing_to_draw(evaluation) -> None:
    """The refusal says what is missing."""
    with pytest.raises(InputError, match="nothing to draw"):
        draw_evaluation(evaluation, "png")
