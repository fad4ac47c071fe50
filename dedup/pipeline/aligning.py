"""Two articles to their alignment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup import evidence

if TYPE_CHECKING:
    from dedup.article import Article
    from dedup.evidence import Alignment


def align(a: Article, b: Article) -> Alignment:
    """Show which sentences of two articles were copied, reworded or are new.

    Parameters
    ----------
    a, b : Article
        Their language is guessed if they do not tell it.

    Returns
    -------
    Alignment
        A kind for each sentence of both, and links between them; swapping the articles
        mirrors it.

    Examples
    --------
    >>> from dedup import Article
    >>> wire = Article(id="wire", text="A ferry ran aground off Tarn. All 212 people were saved.")
    >>> copy = Article(id="copy", text="A ferry ran aground off Tarn. Fishermen saw it happen.")
    >>> [sentence.kind for sentence in align(wire, copy).b]
    ['verbatim', 'new']
    """
    return evidence.align(evidence.prepare(a), evidence.prepare(b))
