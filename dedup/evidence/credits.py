"""Who made an article from whose: what its credits prove, and nothing more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dedup.article import Article

Relation = Literal["a_from_b", "b_from_a", "common_source", "undetermined"]

_SEVERAL = re.compile(r"\s*(?:[,;/&+]|\band\b|\bwith\b|\bund\b|\bet\b|\by\b)\s*", re.IGNORECASE)
# "OSLO, Nov 11 (Reuters) - ": a place and a date, an agency, a dash.
_DATELINE = re.compile(r"\s*[^\n()]{0,60}\(([^()\n]{2,30})\)\s*[-–—:]")
_LETTERS = re.compile(r"\W+")


def relation_of(a: Article, b: Article) -> Relation:
    """Say which article was made from which, if credits prove it.

    If one credits the outlet of the other, and not the other way round, it was made from it. If
    both credit the same third one, that is their common source. Dates prove nothing: a page may
    be dated months after its text.

    Examples
    --------
    >>> from dedup import Article
    >>> wire = Article(id="w", text="OSLO (NTK) - A ferry sank.", outlet="NTK")
    >>> paper = Article(id="p", text="A ferry sank.", outlet="The Mail", credit="NTK")
    >>> relation_of(paper, wire), relation_of(paper, paper)
    ('a_from_b', 'common_source')
    """
    credited_a, credited_b = _credited(a), _credited(b)
    outlet_a, outlet_b = _key(a.outlet), _key(b.outlet)
    a_owes, b_owes = outlet_b in credited_a, outlet_a in credited_b
    if outlet_a != outlet_b and a_owes != b_owes:
        return "a_from_b" if a_owes else "b_from_a"
    third = (credited_a & credited_b) - {outlet_a, outlet_b}
    return "common_source" if third and not (a_owes or b_owes) else "undetermined"


def _credited(article: Article) -> set[str]:
    """Give whom the article credits, in its data or its dateline."""
    names = _SEVERAL.split(article.credit or "")
    dateline = _DATELINE.match(article.text)
    if dateline:
        names.append(dateline[1])
    return {key for name in names if (key := _key(name))}


def _key(name: str | None) -> str:
    """Spell a name for comparison; of nobody, in a way that equals no other."""
    return _LETTERS.sub("", name or "").casefold()
