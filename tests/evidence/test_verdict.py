"""Planted pairs, and what holds for every verdict."""

import json
from importlib.resources import files
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

from dedup import Article
from dedup.evidence import LABELS, align, judge, prepare, relabelled, relation_of
from dedup.evidence.features import FEATURES
from dedup.evidence.records import Verdict
from dedup.evidence.verdict import Model, Term, model_from
from tests.evidence.stories import OTHER, STORY
from tests.evidence.strategies import articles

_SHARED = Path(__file__).parents[2].parent / "shared" / "articles"
_REWRITE = (
    "Late on Monday part of the village of Orrest was buried by a landslide that cut its only road."
    " All night rescue crews kept digging, and pulled 27 people alive out of the mud."
    " According to the region's governor, two hikers had still not been found."
    " In spring geologists had told the council that the slope above Orrest was on the move."
    " Generators and blankets came with the army, by air, to a school that is now a shelter."
    " By the weekend heavy rain is expected to be back."
)
_REPORT = (
    "For Ida Holm the night began with a rumble. “We ran with nothing but our coats and the dog,”"
    " said the baker, whose house in Orrest is gone. Twenty-seven neighbours were saved by hand."
    " The road to the valley stays closed. A helicopter circled above the school on Tuesday, where"
    " the governor promised help and would not speak of the missing hikers. “Nobody told us that"
    " the hill could come down on our heads,” Holm said. Meteorologists forecast more rain."
)
_SPOKEN = (
    "A mountain village mourned on Tuesday. “We ran with nothing but our coats and the dog,” baker"
    " Ida Holm recalled outside the town hall. Volunteers cooked soup for the homeless. “Nobody"
    " told us that the hill could come down on our heads,” she added. The parliament will debate"
    " a fund for hillside towns in the new year, ministers announced."
)


def verdict(a: str, b: str, **options) -> Verdict:
    left, right = (prepare(Article(id="x", text=text, language="en")) for text in (a, b))
    return judge(left, right, align(left, right), **options)


@pytest.mark.parametrize(
    ("a", "b", "labels"),
    [
        (" ".join(STORY), " ".join(STORY), {"near_duplicate"}),
        (" ".join(STORY), _REWRITE, {"rewritten"}),
        (" ".join(STORY), " ".join([*OTHER, *STORY[1:5], *OTHER]), {"partly_reused", "rewritten"}),
        (_REPORT, _SPOKEN, {"same_event", "unrelated"}),
        (" ".join(STORY), _REPORT, {"same_event", "unrelated"}),
        (" ".join(STORY), " ".join(OTHER), {"unrelated"}),
    ],
    ids=["copy", "rewrite", "partial", "quotes", "independent", "unrelated"],
)
def test_planted_pairs(a: str, b: str, labels: set[str]) -> None:
    """A copy, a rewrite and a part are reuse; the same event or speech alone is not."""
    assert verdict(a, b).label in labels


def test_reasons_tell_numbers() -> None:
    """What speaks for a rewrite is counted in plain words."""
    reasons = "; ".join(verdict(" ".join(STORY), _REWRITE).reasons)

    assert "sentences reworded" in reasons
    assert "in the same order" in reasons


@given(articles, articles)
def test_swapping_mirrors_the_verdict(a: str, b: str) -> None:
    """The shares change places, all else stays."""
    one, other = verdict(a, b), verdict(b, a)

    assert one.probability == pytest.approx(other.probability, abs=1e-5)
    assert (one.label, one.reasons) == (other.label, other.reasons)
    assert one.reused_share == {"a": other.reused_share["b"], "b": other.reused_share["a"]}


@given(articles, articles)
def test_a_verdict_is_complete(a: str, b: str) -> None:
    """Probability and shares lie in [0, 1]; the label is a known one and fits the probability."""
    found = verdict(a, b)

    assert 0 <= found.probability <= 1
    assert all(0 <= share <= 1 for share in found.reused_share.values())
    assert (LABELS.index(found.label) < 3) == (found.probability >= 0.5)


@pytest.mark.parametrize("a", ["", "Aground", "... !!!", "\x00", "渡轮周二在塔恩附近搁浅。"])
@pytest.mark.parametrize("b", ["", "Alight", " ".join(STORY)])
def test_awkward_input_has_a_verdict(a: str, b: str) -> None:
    """What hardly has words shares no source that could be proven."""
    assert verdict(a, b).label in {"same_event", "unrelated"}


@pytest.mark.parametrize("text", ["Aground", "Ferry aground.", _REPORT, "渡轮周二在塔恩附近搁浅。"])
def test_the_same_words_are_the_same_text(text: str) -> None:
    """However few words there are, an article and its copy share a source, sure enough."""
    found = verdict(text, f"{text.upper()} …")

    assert found.label == "near_duplicate"
    assert found.probability >= 0.99
    assert found.reasons[0] == "all words are the same"


def test_links_of_independent_articles_are_facts() -> None:
    """Without a shared source nothing is called paraphrased; with one the alignment stays."""
    left, right = (prepare(Article(id="x", text=text)) for text in (" ".join(STORY), _REWRITE))
    alignment = align(left, right)

    told = relabelled(alignment, "same_event")

    assert {link.kind for link in told.links} == {"same_fact"}
    assert {sentence.kind for sentence in told.a + told.b} <= {"same_fact", "new"}
    assert relabelled(alignment, "rewritten") is alignment


def test_relation_comes_from_credits_alone() -> None:
    """Who credits whom decides; who credits nobody, or both, leaves it open."""
    wire = Article(id="w", text="OSLO, Nov 11 (Nordhav) - A ferry sank.", outlet="Nordhav")
    paper = Article(id="p", text="A ferry sank.", outlet="Mail", credit="Nordhav, Other")
    web = Article(id="s", text="OSLO (Nordhav) – A ferry sank.", outlet="Site")
    silent = Article(id="n", text="A ferry sank.", outlet="Post", published="2020-01-01")

    assert relation_of(paper, wire) == "a_from_b"
    assert relation_of(wire, web) == "b_from_a"
    assert relation_of(paper, web) == relation_of(web, paper) == "common_source"
    assert relation_of(silent, wire) == relation_of(silent, silent) == "undetermined"


def test_an_agency_is_also_known_by_its_initials() -> None:
    """Who credits "NKN" credits the outlet Northern Kelp News, and no third one beside it."""
    text = "TARN, Aug. 21 (NKN) — The ferry ran aground."
    wire = Article(id="wire", text=text, outlet="Northern Kelp News", credit="Northern Kelp News")
    brief = Article(id="brief", text="The ferry ran aground.", outlet="The Mail", credit="NKN")

    assert relation_of(wire, brief) == "b_from_a"
    assert relation_of(brief, wire) == "a_from_b"


def test_a_relation_needs_reuse() -> None:
    """Two stories that credit one agency need not be the same story."""
    told = [verdict(" ".join(STORY), b, relation="common_source").relation
            for b in (_REWRITE, " ".join(OTHER))]  # fmt: skip

    assert told == ["common_source", "undetermined"]


def test_the_shipped_model_is_well_formed() -> None:
    """Every term names a feature with its meaning; what shows copying never speaks against it."""
    page = json.loads((files("dedup.evidence") / "models/source.json").read_text("utf-8"))
    meanings = {feature.name: feature.meaning for feature in FEATURES}

    assert model_from(page).slope > 0
    assert len(page["trained_on"]["rows_sha256"]) == 64
    for term in page["terms"]:
        assert term["meaning"] == meanings[term["feature"]]
        assert len(term["at"]) == len(term["adds"])
        assert (np.diff(term["at"]) > 0).all()
        if not term["may_fall"]:
            assert (np.diff(term["adds"]) >= 0).all()


def test_a_strange_model_is_refused() -> None:
    """Another version, or a feature that there is not, is an error that says so."""
    term = {"feature": "colour", "at": [0, 1], "adds": [0, 1], "usual": 0}

    with pytest.raises(ValueError, match="no feature 'colour'"):
        model_from({"schema_version": 2, "bias": 0, "terms": [term]})
    with pytest.raises(ValueError, match="schema_version is 1, expected 2"):
        model_from({"schema_version": 1})


def test_a_model_is_a_sum_of_tables() -> None:
    """Log-odds are read off the tables by hand, flat outside them, then calibrated."""
    term = Term(feature="phrases", at=(0.0, 0.5), adds=(0.0, 4.0), usual=1.0)
    model = Model(bias=-1.0, terms=(term,), slope=2.0, offset=0.5)
    values = np.zeros((3, len(FEATURES)))
    values[:, 0] = 0.0, 0.25, 0.9

    assert model.log_odds(values).tolist() == [-1, 1, 3]
    assert model.probability(values) == pytest.approx(1 / (1 + np.exp([1.5, -2.5, -6.5])))
    assert model.weigh(values[1]) == {"phrases": 2.0}


def test_reasons_name_what_weighs_most() -> None:
    """A rewrite is told by what speaks for it, an independent report by what speaks against."""
    rewritten = verdict(" ".join(STORY), _REWRITE).reasons
    reported = verdict(" ".join(STORY), _REPORT).reasons

    assert any(reason.startswith("for a shared source: ") for reason in rewritten)
    assert any(reason.startswith("against a shared source: ") for reason in reported)


@pytest.mark.skipif(not _SHARED.is_dir(), reason="needs the articles beside the checkout")
def test_real_reports_of_one_event() -> None:
    """Of ten pairs of real articles one shares a source; the others are not called so."""
    texts = [path.read_text("utf-8") for path in sorted(_SHARED.glob("*.txt"))]

    first, *others = [verdict(a, b) for a, b in combinations(texts, 2)]

    assert first.label == "rewritten"
    assert max(other.probability for other in others) <= 0.3
