"""How well linked sentences are found, whoever cut the sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dedup.evaluation.ratios import f_score, mean
from dedup.evaluation.spans import Span, require_filled, shared, size, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Sentences of article ``a`` and the sentences of article ``b`` that they belong to.

    Parameters
    ----------
    a, b : tuple of (int, int)
        Half-open spans of the sentences in raw characters; at least one a side, none empty.
    kind : str
        What the link is; the kinds of gold and prediction need not be the same.

    Raises
    ------
    ValueError
        If a side has no sentence, or a sentence no characters.
    """

    a: tuple[Span, ...]
    b: tuple[Span, ...]
    kind: str

    def __post_init__(self) -> None:
        if not self.a or not self.b:
            raise ValueError("a link needs sentences on both sides")
        require_filled((*self.a, *self.b))


@dataclass(frozen=True, slots=True, kw_only=True)
class KindScore:
    """Share of the gold links of a kind that were found, in [0, 1], and their number of parts."""

    recall: float
    gold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkScores:
    """How well the links of some pairs were found.

    Parameters
    ----------
    precision : float or None
        Share of the predicted parts of links that are right, in [0, 1]; None without any.
    recall : float or None
        Share of the gold parts of links that were found, in [0, 1]; None without any.
    f1 : float or None
        Their harmonic mean (see ``f_score``).
    predicted, gold : int
        Numbers of parts.
    by_kind : mapping of str to KindScore
        Recall by the gold kind, sorted by kind. A wrong link has no gold kind, so there is no
        precision by kind.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    predicted: int
    gold: int
    by_kind: Mapping[str, KindScore]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    right: tuple[bool, ...]
    found: tuple[tuple[str, bool], ...]


def score_links(gold: Sequence[Sequence[Link]], predicted: Sequence[Sequence[Link]]) -> LinkScores:
    """Compare predicted sentence links with the gold ones, pair by pair.

    Parameters
    ----------
    gold, predicted : sequence of n_pairs sequences of Link
        The links of pair ``i``; order does not matter.

    Returns
    -------
    LinkScores

    Raises
    ------
    ValueError
        If the two differ in length.

    Notes
    -----
    Links are compared as characters, so that sentences cut otherwise are no error:

    1. A link of ``n`` and ``m`` sentences counts as ``max(n, m)`` *parts*: each sentence of the
       side that has more, with the whole of the other side. One link of two sentences to one is
       thus worth the same as two links of one to one.
    2. A predicted part *matches* a gold link if on each side the two share at least half of the
       characters of the shorter one, and at least a quarter of the part's. The half lets pieces
       of a sentence and sentences run together pass; the quarter stops a block that links whole
       paragraphs from being right everywhere. A part that matches any link is *right*.
    3. A gold part is *found* if the predicted parts that match its link cover, together, at
       least half of its characters on each side.
    """
    tallies = [_tally(*pair) for pair in zip(gold, predicted, strict=True)]
    right = [verdict for tally in tallies for verdict in tally.right]
    found = [kind_and_verdict for tally in tallies for kind_and_verdict in tally.found]
    precision = mean(right)
    recall = mean([verdict for _, verdict in found])
    return LinkScores(
        precision=precision,
        recall=recall,
        f1=f_score(precision, recall),
        predicted=len(right),
        gold=len(found),
        by_kind={kind: _kind_score(found, kind) for kind in sorted({kind for kind, _ in found})},
    )


def _kind_score(found: Iterable[tuple[str, bool]], kind: str) -> KindScore:
    verdicts = [verdict for its_kind, verdict in found if its_kind == kind]
    return KindScore(recall=sum(verdicts) / len(verdicts), gold=len(verdicts))


def _tally(gold: Sequence[Link], predicted: Sequence[Link]) -> _Tally:
    wholes = [_whole(link) for link in gold]
    parts = [part for link in predicted for part in _parts(link)]
    matching = [[part for part in parts if _matches(part, whole)] for whole in wholes]
    right = {part for matched in matching for part in matched}
    found = [
        (link.kind, _is_found(part, matched))
        for link, matched in zip(gold, matching, strict=True)
        for part in _parts(link)
    ]
    return _Tally(right=tuple(part in right for part in parts), found=tuple(found))


def _whole(link: Link) -> Link:
    return replace(link, a=union(link.a), b=union(link.b))


def _parts(link: Link) -> list[Link]:
    if len(link.a) >= len(link.b):
        return [replace(link, a=(span,), b=union(link.b)) for span in link.a]
    return [replace(link, a=union(link.a), b=(span,)) for span in link.b]


def _matches(part: Link, gold: Link) -> bool:
    return _side_matches(part.a, gold.a) and _side_matches(part.b, gold.b)


def _side_matches(part: Sequence[Span], gold: Sequence[Span]) -> bool:
    common = shared(part, gold)
    return 2 * common >= min(size(part), size(gold)) and 4 * common >= size(part)


def _is_found(part: Link, predicted: Sequence[Link]) -> bool:
    in_a = union(span for link in predicted for span in link.a)
    in_b = union(span for link in predicted for span in link.b)
    return _half_covered(part.a, in_a) and _half_covered(part.b, in_b)


def _half_covered(spans: Sequence[Span], cover: Sequence[Span]) -> bool:
    return 2 * shared(spans, cover) >= size(spans)
