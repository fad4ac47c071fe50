"""Invented texts that the tests of the archive share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

WIRE = (
    "A passenger ferry struck a charted rock off Tarn early on Tuesday, the coast guard said. "
    "All 212 people aboard were taken off by lifeboats within two hours. Divers found a gash "
    "of eleven metres in the hull, and prosecutors opened an inquiry into the captain."
)
REWRITE = (
    "Prosecutors have opened an inquiry into the captain of a passenger ferry that hit a charted "
    "rock near Tarn. Lifeboats took all 212 people aboard to safety, and divers reported a gash "
    "of eleven metres in her hull."
)
FILLER = (
    "Salvage crews from Brenn will try to tow the vessel on the next spring tide. The owner, "
    "Marn Line, runs four older boats on the route and has cancelled all crossings until Friday. "
    "Hotels on the island offered beds to stranded travellers, and the school gave out soup. "
    "Fishermen had warned for years that the buoy north of the skerries was unlit in winter. "
    "A spokeswoman for the harbour board promised a report before the end of the month."
)
_LETTERS = ("bdfgklmnprstv", "aeiou")


def word(rng: random.Random) -> str:
    return "".join(rng.choice(_LETTERS[place % 2]) for place in range(rng.randint(4, 9)))


def story(rng: random.Random, count: int = 250) -> str:
    """Write invented words in sentences of ten."""
    words = [word(rng) for _ in range(count)]
    return " ".join(
        " ".join(words[first : first + 10]).capitalize() + "." for first in range(0, count, 10)
    )


def reprint(text: str, rng: random.Random, edits: float) -> str:
    """Replace a share of the words."""
    return " ".join(word(rng) if rng.random() < edits else old for old in text.split(" "))
