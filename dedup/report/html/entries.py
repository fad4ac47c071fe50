"""Lists of pairs: which are shown whole, and which are only named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dedup.report.html.page import PAIRS_BUDGET, pair_markup
from dedup.report.html.pair import pair_view
from dedup.report.labels import cut_middle, per_cent, short_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    from dedup.article import Article
    from dedup.gate import Pair

_NAME_WIDTH = 80
_TITLE_WIDTH = 140
Ends = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A pair in a list.

    Parameters
    ----------
    a, b : str
        Ids.
    names : tuple of (str, str)
        Ids as they are shown.
    headlines : tuple of (str, str), or empty
        What both are called, if one at least has a title.
    value : float
        What the list is sorted by, in [0, 1].
    told : str
        What is known of it in words; empty if that is not known.
    facts : tuple of (str, str)
        Further columns.
    key : str
        Of its view in the page; empty if the page has none.
    markup : Markup or None
        The view.
    """

    a: str
    b: str
    names: tuple[str, str]
    headlines: tuple[str, ...]
    value: float
    told: str
    facts: tuple[tuple[str, str], ...]
    key: str
    markup: Markup | None

    @property
    def shown(self) -> str:
        """The value in per cent."""
        return per_cent(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The pair views that found room in a page."""

    keys: Mapping[Ends, str]
    markup: Mapping[Ends, Markup]
    left_out: int

    def key(self, a: str, b: str) -> str:
        """Give the key of the view of ``a`` beside ``b``; empty if there is none."""
        return self.keys.get((a, b), "")

    def view(self, a: str, b: str) -> Markup | None:
        """Give the view of ``a`` beside ``b``."""
        return self.markup.get((a, b))


def shown_names(ids: Iterable[str]) -> dict[str, str]:
    """Shorten ids for a list, all in the same way: without the folder that they share."""
    known = sorted(set(ids))
    return dict(zip(known, short_names(known, _NAME_WIDTH), strict=True))


def headlines(a: Article, b: Article) -> tuple[str, ...]:
    """Give both titles; nothing if both have none."""
    if not a.title and not b.title:
        return ()
    first, second = (cut_middle(x.title, _TITLE_WIDTH) if x.title else "(no title)" for x in (a, b))
    return (first, second)


def likely_pairs(likely: int, pairs: int) -> str:
    """Say how many of the pairs likely share a source, as a heading.

    Examples
    --------
    >>> likely_pairs(0, 10), likely_pairs(1, 10)
    ('No two articles likely share a source', '1 of 10 pairs likely shares a source')
    """
    if not likely:
        return "No two articles likely share a source"
    if pairs == 1:
        return "The two articles likely share a source"
    return f"{likely:,} of {pairs:,} pairs likely {'shares' if likely == 1 else 'share'} a source"


def shelve(pairs: Iterable[Pair], *, budget: int = PAIRS_BUDGET) -> Shelf:
    """Render pair views in the order given until the page has no more room.

    Parameters
    ----------
    pairs : iterable of Pair
        The ones that matter most first.
    budget : int, optional
        Bytes that all views together may take. The first pair is shown whatever its size.
    """
    keys: dict[Ends, str] = {}
    markup: dict[Ends, Markup] = {}
    left_out = 0
    for number, pair in enumerate(pairs, start=1):
        if left_out:  # a smaller pair must not overtake one that matters more
            left_out += 1
            continue
        key = f"p{number}"
        rendered = pair_markup(pair_view(pair, key))
        size = len(rendered.encode())
        if markup and size > budget:
            left_out += 1
            continue
        budget -= size
        keys[pair.a.id, pair.b.id] = key
        markup[pair.a.id, pair.b.id] = rendered
    return Shelf(keys=keys, markup=markup, left_out=left_out)
