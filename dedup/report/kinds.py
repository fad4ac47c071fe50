"""How each kind of sentence is shown: a letter, a colour and a name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dedup.evidence import Kind


class Look(NamedTuple):
    """A letter, a style of the terminal, and a name; each says the kind alone."""

    letter: str
    style: str
    name: str


# Blue to orange, apart for every kind of colour vision.
LOOKS: Mapping[Kind, Look] = MappingProxyType(
    {
        "verbatim": Look("V", "bold #d55e00", "verbatim"),
        "near_verbatim": Look("N", "#d55e00", "near-verbatim"),
        "paraphrased": Look("P", "#e69f00", "paraphrased"),
        "merged": Look("M", "#f0e442", "merged"),
        "quote": Look("Q", "#56b4e9", "quotes"),
        "same_fact": Look("F", "#0072b2", "same facts"),
        "boilerplate": Look("B", "grey50", "boilerplate"),
        "new": Look("+", "default", "new"),
    }
)
