"""What can be said of a source whose text is not kept: its sentences' fingerprints remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.archive import sentence_fingerprints, verbatim
from dedup.evidence import AlignedSentence, Alignment, Link, Verdict
from dedup.evidence.quotations import quotations

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from dedup.archive import SentenceFingerprints
    from dedup.evidence import Label

_NEAR_DUPLICATE = 0.75  # estimated Jaccard similarity, or share of both texts in equal sentences
_PART = 0.1  # share of the incoming article's words in equal sentences that makes a part
_FEWEST = 2  # equal sentences that prove a common text: one may be a formula
_Spans = tuple[tuple[int, int], tuple[int, int]]


def judge_traces(
    text: str, source: SentenceFingerprints, near: float | None
) -> tuple[Alignment, Verdict] | None:
    """Say whether an article holds sentences of a source whose text is not kept.

    Parameters
    ----------
    text : str
        Of the incoming article.
    source : SentenceFingerprints
    near : float or None
        Estimated Jaccard similarity of the two, in [0, 1].

    Returns
    -------
    tuple of (Alignment, Verdict), or None
        Equal sentences outside quotation marks, as verbatim links; the label is
        ``near_duplicate`` or ``partly_reused``, and the probability 1 stands for a judgement that
        has none. None if nothing can be said: a rewrite shows in no fingerprint.
    """
    own = sentence_fingerprints(text)
    pairs = [pair for pair in verbatim(own, source) if not _is_quoted(text, pair[0])]
    words = len(text.split())
    copied = sum(_words(text, span) for span, _ in pairs)
    share_a = min(copied / max(words, 1), 1.0)
    share_b = _share_of_spans([span for _, span in pairs], source)
    label: Label | None = None
    if (near or 0) >= _NEAR_DUPLICATE or min(share_a, share_b) >= _NEAR_DUPLICATE:
        label = "near_duplicate"
    elif len(pairs) >= _FEWEST and share_a >= _PART:
        label = "partly_reused"
    if label is None:
        return None
    verdict = Verdict(
        label=label,
        probability=1.0,
        relation="undetermined",
        reused_share={"a": share_a, "b": share_b},
        reasons=tuple(_reasons(len(pairs), near)),
    )
    return _alignment(text, own, source, pairs), verdict


def _is_quoted(text: str, span: tuple[int, int]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in quotations(text))


def _words(text: str, span: tuple[int, int]) -> int:
    return len(text[slice(*span)].split())


def _share_of_spans(spans: Sequence[tuple[int, int]], source: SentenceFingerprints) -> float:
    total = int((source.spans[:, 1] - source.spans[:, 0]).sum())
    return min(sum(end - start for start, end in set(spans)) / max(total, 1), 1.0)


def _reasons(count: int, near: float | None) -> list[str]:
    said = [f"{count} {'sentence' if count == 1 else 'sentences'} with the same words"]
    if near is not None:
        said.append(f"about {100 * near:.0f} % of the word sequences of both are in common")
    return [*said, "the text of the source is not kept, so no probability can be given"]


def _alignment(
    text: str,
    own: SentenceFingerprints,
    source: SentenceFingerprints,
    pairs: Sequence[_Spans],
) -> Alignment:
    spans_a, spans_b = _sorted(own), _sorted(source)
    places_a = {span: place for place, span in enumerate(spans_a)}
    places_b = {span: place for place, span in enumerate(spans_b)}
    links = sorted((places_a[a], places_b[b]) for a, b in pairs)
    return Alignment(
        a=_sentences(spans_a, {a for a, _ in links}, text),
        b=_sentences(spans_b, {b for _, b in links}, ""),
        links=tuple(
            Link(a=(a,), b=(b,), kind="verbatim", score=1.0, words_a=(), words_b=(), drift=())
            for a, b in links
        ),
    )


def _sorted(found: SentenceFingerprints) -> list[tuple[int, int]]:
    return sorted({(start, end) for start, end in found.spans.tolist()})


def _sentences(
    spans: Sequence[tuple[int, int]], linked: Collection[int], text: str
) -> tuple[AlignedSentence, ...]:
    return tuple(
        AlignedSentence(
            start=span[0],
            end=span[1],
            words=_words(text, span),
            kind="verbatim" if place in linked else "new",
        )
        for place, span in enumerate(spans)
    )
