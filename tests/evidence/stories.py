"""Invented prose for the tests of this folder."""

from dedup import Article
from dedup.evidence import Alignment, align, prepare

STORY = (
    "A landslide buried part of the village of Orrest late on Monday, blocking the only road out.",
    "Rescue crews dug through the night and pulled 27 people from the mud.",
    "Two hikers are still missing, the regional governor said.",
    "Geologists had warned the council in spring that the slope above Orrest was moving.",
    "The army flew generators and blankets to a school that serves as a shelter.",
    "Heavy rain is expected to return by the weekend.",
)
OTHER = (
    "The national orchestra named its first conductor from abroad.",
    "Ticket prices for the coming season stay as they are.",
    "A new recording of the spring symphonies appears in autumn.",
)


def aligned(a: str, b: str, language: str | None = None) -> Alignment:
    """Align two texts."""
    return align(
        prepare(Article(id="a", text=a, language=language)),
        prepare(Article(id="b", text=b, language=language)),
    )


def pairs_of(alignment: Alignment) -> set[tuple[tuple[int, ...], tuple[int, ...], str]]:
    """Give the links as sentence numbers and kind."""
    return {(link.a, link.b, link.kind) for link in alignment.links}
