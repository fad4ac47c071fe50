"""Planted passages are found where they were planted."""

import pytest

from dedup import Article
from dedup.evidence import align, prepare
from dedup.evidence.passage_search import Passage, PassageRules, passages

STOLEN = (
    "The harbour master of Tarn closed both piers on Friday after divers found cracks in the "
    "oldest pillars. Repairs will cost nine million crowns and last until the herring season "
    "begins. Fishing crews must unload at Vellin, forty kilometres farther north, where freezing "
    "space is already scarce."
)
REWORDED = (
    "Both piers at Tarn were closed on Friday by the harbour master, since divers had found the "
    "oldest pillars cracked. The repairs, costing nine million crowns, will last until herring "
    "season begins. Crews fishing there must now unload forty kilometres north at Vellin, where "
    "space for freezing is scarce already."
)
BEFORE = (
    "A choir from the mountains won the national contest with a lullaby nobody had heard before. "
    "Its conductor learnt the tune from her grandmother, who sang it to the goats. "
)
AFTER = (
    " Astronomers hope that the new telescope on Mount Orrel sees its first light this winter. "
    "Snow delayed the mirror twice, and a lorry slid into a ditch with the spare one."
)
OTHER = (
    "Wheat prices rose again while exporters waited for trains. Millers blame a broken signal "
    "near the border, railway clerks blame the millers, and bakers bake rye."
)


def found(a: str, b: str) -> tuple[Passage, ...]:
    left, right = (prepare(Article(id="", text=text, language="en")) for text in (a, b))
    return passages(left, right, align(left, right))


@pytest.mark.parametrize("text", [STOLEN, REWORDED], ids=["copied", "reworded"])
def test_a_planted_passage_is_found_to_the_character(text: str) -> None:
    """A passage set between sentences of its own has the ends it was planted with."""
    a, b = BEFORE + text + AFTER, OTHER + " " + STOLEN

    start_a, start_b = len(BEFORE), len(OTHER) + 1
    assert found(a, b) == (
        Passage(a=(start_a, start_a + len(text)), b=(start_b, start_b + len(STOLEN))),
    )


def test_two_passages_far_apart_stay_two() -> None:
    """Reused passages are not joined over what lies between them."""
    filler = (BEFORE + AFTER + " ") * 2

    apart = found(STOLEN + " " + filler + OTHER, OTHER + " " + STOLEN)

    assert [passage.a[0] for passage in apart] == [0, len(STOLEN) + 1 + len(filler)]


def test_texts_that_share_nothing_have_no_passage() -> None:
    """Independent texts are left alone."""
    assert found(BEFORE + AFTER, OTHER) == ()


@pytest.mark.parametrize("text", [STOLEN, REWORDED])
def test_passages_are_mirrored_when_the_documents_are_swapped(text: str) -> None:
    """Every passage is the same from both sides."""
    a, b = BEFORE + text + AFTER, OTHER + " " + STOLEN

    mirrored = [Passage(a=passage.b, b=passage.a) for passage in found(b, a)]

    assert mirrored == list(found(a, b))


@pytest.mark.parametrize(
    "text", ["", " \n ", "?!", "One.", "\x00\r\n", "שלום עולם.", "e\u0301te\u0301", "w " * 3000]
)
def test_awkward_texts_have_spans_inside_them(text: str) -> None:
    """Whatever a text is, a passage lies inside it."""
    for a, b in ((text, STOLEN), (text, text)):
        for passage in found(a, b):
            assert 0 <= passage.a[0] < passage.a[1] <= len(a)
            assert 0 <= passage.b[0] < passage.b[1] <= len(b)


def test_shorter_than_the_rules_allow_is_no_passage() -> None:
    """The fewest words of a passage are a rule that can be set."""
    left, right = (prepare(Article(id="", text=text, language="en")) for text in (STOLEN, STOLEN))

    assert passages(left, right, align(left, right), PassageRules(length=1000)) == ()
