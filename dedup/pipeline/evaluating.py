"""A labelled collection to figures: search, verdict, passages, links and sentence pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dedup import evaluation, evidence
from dedup.config import SearchOptions
from dedup.errors import InputError
from dedup.pipeline.collecting import Workers, collect, temporary_store
from dedup.pipeline.judging import prepared
from dedup.pipeline.pairing import candidate_ids, wanted_searches
from dedup.report.evaluation import Evaluation

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from dedup.article import Article
    from dedup.evaluation import Gold

_PAIRS_AT_ONCE = 16


class _Task(NamedTuple):
    """Pairs of articles to look at, and whether their passages are wanted."""

    pairs: list[tuple[Article, Article]]
    with_passages: bool


class _Seen(NamedTuple):
    """What the evidence says of a pair."""

    probability: float
    links: tuple[evaluation.Link, ...]
    passages: tuple[evaluation.Passage, ...]


def evaluate(
    folder: str | os.PathLike[str],
    *,
    threshold: float = 0.5,
    workers: Workers | None = None,
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None,
) -> Evaluation:
    """Measure dedup on a labelled collection.

    Parameters
    ----------
    folder : str or path-like
        As for ``evaluation.read_gold``.
    threshold : float, default=0.5
        Probability in [0, 1] from which a pair is flagged.
    workers : Workers, optional
        This process alone by default; the figures are the same.
    on_progress : callable, optional
        Is given the number of pairs so far and the share of the work done, in [0, 1].

    Returns
    -------
    Evaluation
        Each part for which the collection has the data.

    Raises
    ------
    InputError
        If a file is missing or malformed.
    """
    gold = evaluation.read_gold(folder)
    wanted = _wanted_pairs(gold)
    seen: dict[tuple[str, str], _Seen] = {}
    tasks = _tasks(gold, wanted)
    for done, found in enumerate((workers or Workers(1)).map(_look_at, tasks), start=1):
        first = (done - 1) * _PAIRS_AT_ONCE
        seen.update(zip(wanted[first : first + _PAIRS_AT_ONCE], found, strict=True))
        on_progress(len(seen), len(seen) / len(wanted))
    return Evaluation(
        search=_search(gold) if gold.pairs else None,
        verdict=_verdict(gold, seen, threshold),
        passages=_passages(gold, seen),
        links=_links(gold, seen),
        sentence_pairs=_sentence_pairs(gold),
    )


def tune(
    folder: str | os.PathLike[str],
    *,
    false_alarm_rate: float,
    workers: Workers | None = None,
    on_progress: Callable[[int, float], object] = lambda _pairs, _share: None,
) -> evaluation.Tuning:
    """Choose the threshold for a wanted false-alarm rate from a labelled collection.

    Parameters
    ----------
    folder, workers, on_progress
        As for ``evaluate``.
    false_alarm_rate : float
        Wanted share of pairs without reuse that are flagged, in (0, 1).

    Returns
    -------
    Tuning

    Raises
    ------
    InputError
        If a file is missing or malformed, or no pair is labelled as free of reuse.
    """
    gold = evaluation.read_gold(folder)
    told = [pair for pair in gold.pairs if pair.reuse is not None]
    if not told:
        raise InputError(f"{folder}: no pair says whether text was reused")
    articles = [(gold.articles[pair.a], gold.articles[pair.b]) for pair in told]
    probabilities: list[float] = []
    for found in (workers or Workers(1)).map(_look_at, _chunks(articles, with_passages=False)):
        probabilities += [pair.probability for pair in found]
        on_progress(len(probabilities), len(probabilities) / len(told))
    reuse = [pair.reuse or 0 for pair in told]
    return evaluation.choose_threshold(probabilities, reuse, false_alarm_rate=false_alarm_rate)


def _wanted_pairs(gold: Gold) -> list[tuple[str, str]]:
    pairs = [(pair.a, pair.b) for pair in gold.pairs]
    pairs += [(pair.a, pair.b) for pair in gold.alignments]
    return sorted(set(pairs))


def _tasks(gold: Gold, wanted: Sequence[tuple[str, str]]) -> Iterator[_Task]:
    articles = [(gold.articles[a], gold.articles[b]) for a, b in wanted]
    return _chunks(articles, with_passages=any(pair.cases is not None for pair in gold.pairs))


def _chunks(pairs: list[tuple[Article, Article]], *, with_passages: bool) -> Iterator[_Task]:
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        yield _Task(pairs[first : first + _PAIRS_AT_ONCE], with_passages)


def _look_at(task: _Task) -> list[_Seen]:
    return [_look_at_pair(a, b, with_passages=task.with_passages) for a, b in task.pairs]


def _look_at_pair(a: Article, b: Article, *, with_passages: bool) -> _Seen:
    first, second = prepared(a), prepared(b)
    alignment = evidence.align(first, second)
    links = tuple(
        evaluation.Link(
            a=tuple((alignment.a[i].start, alignment.a[i].end) for i in link.a),
            b=tuple((alignment.b[j].start, alignment.b[j].end) for j in link.b),
            kind=link.kind,
        )
        for link in alignment.links
        if link.kind != "same_fact"
    )
    found = evidence.passages(first, second, alignment) if with_passages else ()
    return _Seen(
        probability=evidence.judge(first, second, alignment).probability,
        links=links,
        passages=tuple(evaluation.Passage(a=passage.a, b=passage.b) for passage in found),
    )


def _search(gold: Gold) -> evaluation.SearchScores:
    options = SearchOptions()
    with temporary_store() as store:
        collection = collect(gold.articles.values(), wanted_searches(options), store)
        candidates = candidate_ids(collection, options)
    return evaluation.score_search(
        [(pair.a, pair.b) for pair in gold.pairs if pair.reuse],
        candidates,
        n_articles=len(gold.articles),
    )


def _verdict(
    gold: Gold, seen: dict[tuple[str, str], _Seen], threshold: float
) -> evaluation.VerdictScores | None:
    if not gold.pairs:
        return None
    return evaluation.score_verdicts(
        [seen[pair.a, pair.b].probability for pair in gold.pairs],
        [pair.reuse for pair in gold.pairs],
        [pair.label for pair in gold.pairs],
        threshold=threshold,
    )


def _passages(gold: Gold, seen: dict[tuple[str, str], _Seen]) -> evaluation.PassageScores | None:
    told = [pair for pair in gold.pairs if pair.cases is not None]
    if not told:
        return None
    return evaluation.score_passages(
        [pair.cases or () for pair in told],
        [seen[pair.a, pair.b].passages for pair in told],
        [pair.label for pair in told],
    )


def _links(gold: Gold, seen: dict[tuple[str, str], _Seen]) -> evaluation.LinkScores | None:
    if not gold.alignments:
        return None
    return evaluation.score_links(
        [pair.links for pair in gold.alignments],
        [seen[pair.a, pair.b].links for pair in gold.alignments],
    )


def _sentence_pairs(gold: Gold) -> evaluation.SentencePairScores | None:
    if not gold.sentence_pairs:
        return None
    return evaluation.score_sentence_pairs(
        [evidence.same_meaning(pair.a_text, pair.b_text) for pair in gold.sentence_pairs],
        [pair.label for pair in gold.sentence_pairs],
    )
