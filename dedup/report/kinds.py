"""How kinds of sentences and verdicts are shown and named, in every report alike."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.evidence import Kind, Label


class Look(NamedTuple):
    """A letter, a style of the terminal and a name, each of which says the kind alone.

    ``meaning`` tells what the name stands for.
    """

    letter: str
    style: str
    name: str
    meaning: str

    @property
    def sheet(self) -> str:
        """The letter in names of a style sheet, where ``+`` cannot stand."""
        return "X" if self.letter == "+" else self.letter


# Blue to orange, apart for every kind of colour vision.
LOOKS: Mapping[Kind, Look] = MappingProxyType(
    {
        "verbatim": Look("V", "bold #d55e00", "verbatim", "word for word the same"),
        "near_verbatim": Look("N", "#d55e00", "near-verbatim", "a few words differ"),
        "paraphrased": Look("P", "#e69f00", "paraphrased", "the same sentence in other words"),
        "merged": Look("M", "#f0e442", "merged", "several sentences put into one"),
        "quote": Look("Q", "#56b4e9", "quotes", "the same quotation, which proves nothing"),
        "same_fact": Look("F", "#0072b2", "same facts", "facts of the event, told independently"),
        "boilerplate": Look("B", "grey50", "boilerplate", "page furniture, not part of the report"),
        "new": Look("+", "default", "new", "nothing like it in the other article"),
    }
)


class Wording(NamedTuple):
    """A verdict in words: a heading, and what it says."""

    heading: str
    meaning: str


VERDICTS: Mapping[Label, Wording] = MappingProxyType(
    {
        "near_duplicate": Wording(
            "Near-duplicate", "Most of both texts stands almost word for word in the other."
        ),
        "rewritten": Wording(
            "Rewritten",
            "Most of one text retells sentences of the other, often in other words.",
        ),
        "partly_reused": Wording(
            "Partly reused",
            "Part of one text retells sentences of the other; the rest is its own.",
        ),
        "same_event": Wording(
            "Same event, independent reports",
            "Both tell of one event, but their sentences do not point to a shared source.",
        ),
        "unrelated": Wording("Unrelated", "The two texts have little in common."),
    }
)
