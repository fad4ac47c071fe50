"""Which of two incoming articles came later, and which finding is worse."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from dedup.evidence.credits import relation_of
from dedup.gate.findings import LEVELS, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.article import Article
    from dedup.gate.findings import Finding

_Line = TypeVar("_Line")
_DAY = 10  # characters of YYYY-MM-DD


def later_of(
    first: tuple[Article, _Line], second: tuple[Article, _Line]
) -> tuple[tuple[Article, _Line], tuple[Article, _Line]]:
    """Order two incoming articles: the one to be called incoming, then its possible source.

    The later published one is incoming; if that is not told, the one that credits the other; else
    the one with the greater id, so that it is the same in every run.

    Examples
    --------
    >>> from dedup import Article
    >>> early = Article(id="b", text="", published="2025-03-01"), None
    >>> late = Article(id="a", text="", published="2025-03-02T08:00:00Z"), None
    >>> [article.id for article, _ in later_of(early, late)]
    ['a', 'b']
    """
    a, b = first[0], second[0]
    order = order_of(a, b) or (1 if a.id > b.id else -1)
    return (first, second) if order > 0 else (second, first)


def order_of(a: Article, b: Article) -> int:
    """Tell which of two articles came later, by their dates or else by their credits.

    Parameters
    ----------
    a, b : Article

    Returns
    -------
    int
        1 if ``a`` came later, -1 if ``b`` did, 0 if nobody knows.
    """
    order = _compared(a.published, b.published)
    return order or {"a_from_b": 1, "b_from_a": -1}.get(relation_of(a, b), 0)


def _compared(a: str | None, b: str | None) -> int:
    """Compare two times of publication: 1 if ``a`` is later, -1 if earlier, 0 if nobody knows."""
    if not a or not b:
        return 0
    if len(a.strip()) == _DAY or len(b.strip()) == _DAY:  # one tells the day alone
        a, b = a.strip()[:_DAY], b.strip()[:_DAY]
    try:
        first, second = _moment(a), _moment(b)
    except ValueError:
        return 0
    return (first > second) - (first < second)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings: new, known, ignored; then by level, probability, share, ids and rule.

    What could not be read comes last of its level, so that it takes no findings' room.
    """
    return sorted(
        findings,
        key=lambda found: (
            STATES.index(found.state),
            -LEVELS.index(found.level),
            found.source is None,
            -(1.0 if found.probability is None else found.probability),
            -found.incoming_share,
            found.incoming.id,
            "" if found.source is None else found.source.id,
            found.rule,
        ),
    )
