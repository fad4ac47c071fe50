"""Two documents in, their alignment out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from dedup.evidence.diff import marks
from dedup.evidence.drift import drifts
from dedup.evidence.links import bonds
from dedup.evidence.pairs import pairs
from dedup.evidence.records import KINDS, AlignedSentence, Alignment, Kind, Link, MarkedWord
from dedup.text import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dedup.evidence.document import Document
    from dedup.evidence.links import Bond
    from dedup.evidence.records import Mark


def align(a: Document, b: Document) -> Alignment:
    """Link the sentences of two documents that tell the same, and say how they tell it.

    Swapping the documents mirrors the alignment.

    Parameters
    ----------
    a, b : Document
        As `prepare` makes them.

    Returns
    -------
    Alignment

    Notes
    -----
    Sentences are compared by the words they share, weighted by how few sentences of the two
    documents have them: no other text is needed. Candidate pairs come from a sparse product. A
    pair counts as copied if its words, its lead over rival pairs and its linked neighbours make it
    likely, since rewriters keep the order of what they rewrite; the weights of this evidence are
    fitted on the training events of ``corpus/``. Best partners without such evidence tell the
    ``same_fact``.

    Examples
    --------
    >>> from dedup import Article
    >>> from dedup.evidence import align, prepare
    >>> a = prepare(Article(id="a", text="The ferry ran aground off Tarn at dawn."))
    >>> b = prepare(Article(id="b", text="Rain fell. The ferry ran aground off Tarn at dawn."))
    >>> [(link.a, link.b, link.kind) for link in align(a, b).links]
    [((0,), (1,), 'verbatim')]
    """
    stops = stop_words(a.language) | stop_words(b.language)
    links = tuple(_link(a, b, bond, stops) for bond in bonds(a, b, pairs(a, b)))
    return Alignment(
        a=_sentences(a, [(link.a, link.kind) for link in links]),
        b=_sentences(b, [(link.b, link.kind) for link in links]),
        links=links,
    )


def _link(a: Document, b: Document, bond: Bond, stops: frozenset[str]) -> Link:
    passages = bond.passages
    forms_a = [a.words.forms[word] for word in passages.a]
    forms_b = [b.words.forms[word] for word in passages.b]
    marks_a, marks_b = marks(forms_a, forms_b, passages.gaps, stops)
    drift = drifts(a, b, passages)
    return Link(
        a=bond.a,
        b=bond.b,
        kind="near_verbatim" if drift and bond.kind == "verbatim" else bond.kind,
        score=bond.score,
        words_a=_marked(a, passages.a, marks_a),
        words_b=_marked(b, passages.b, marks_b),
        drift=drift,
    )


def _marked(
    document: Document, words: Sequence[int], marked: Iterable[Mark]
) -> tuple[MarkedWord, ...]:
    starts, ends = document.words.starts, document.words.ends
    spans = map(starts.__getitem__, words), map(ends.__getitem__, words)
    # As ``MarkedWord._make`` does it, without a call of Python for every word.
    make = partial(tuple.__new__, MarkedWord)
    return tuple(map(make, zip(*spans, marked, strict=True)))


def _sentences(
    document: Document, linked: Sequence[tuple[tuple[int, ...], Kind]]
) -> tuple[AlignedSentence, ...]:
    """Give each sentence the first kind, in the order of ``KINDS``, that its links have."""
    kinds: list[Kind] = ["boilerplate" if flag else "new" for flag in document.boilerplate]
    for numbers, kind in linked:
        for number in numbers:
            kinds[number] = min(kinds[number], kind, key=KINDS.index)
    borders = document.borders
    return tuple(
        AlignedSentence(start=start, end=end, words=borders[at + 1] - borders[at], kind=kinds[at])
        for at, (start, end) in enumerate(document.spans)
    )
