"""How well passages of reuse are found: the PlagDet of the PAN workshops."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from math import log2
from typing import TYPE_CHECKING

from dedup.evaluation.ratios import f_score, mean
from dedup.evaluation.spans import Span, require_filled, shared, size, union

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of article ``a`` and the stretch of article ``b`` that it shares text with.

    Parameters
    ----------
    a, b : tuple of (int, int)
        Half-open spans in raw characters, not empty.

    Raises
    ------
    ValueError
        If a span is empty or begins below 0.
    """

    a: Span
    b: Span

    def __post_init__(self) -> None:
        require_filled((self.a, self.b))


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageScore:
    """How well the passages of some pairs were found.

    Parameters
    ----------
    precision : float or None
        Mean over detections of the share of their characters that lie in a case they detect,
        in [0, 1]; None without detections.
    recall : float or None
        Mean over cases of the share of their characters that lie in a detection of them, in
        [0, 1]; None without cases.
    granularity : float
        Mean number of detections of a case that is detected at all, at least 1.
    plagdet : float or None
        Harmonic mean of precision and recall over ``log2(1 + granularity)``, in [0, 1]; None
        without cases and detections.
    cases, detections : int
        How many there are.
    """

    precision: float | None
    recall: float | None
    granularity: float
    plagdet: float | None
    cases: int
    detections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageScores:
    """The score of all pairs, and of the pairs of each label, sorted by label."""

    overall: PassageScore
    by_label: Mapping[str, PassageScore]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tally:
    """What one pair adds: a number for each of its detections and cases."""

    precisions: tuple[float, ...]
    recalls: tuple[float, ...]
    detectors: tuple[int, ...]


def score_passages(
    cases: Sequence[Sequence[Passage]],
    detections: Sequence[Sequence[Passage]],
    labels: Sequence[str],
) -> PassageScores:
    """Compare detected passages with the true cases, pair by pair.

    Parameters
    ----------
    cases, detections : sequence of n_pairs sequences of Passage
        The true and the detected passages of pair ``i``; order does not matter.
    labels : sequence of n_pairs str
        The label of pair ``i``.

    Returns
    -------
    PassageScores

    Raises
    ------
    ValueError
        If the three differ in length.

    Notes
    -----
    A detection detects a case if the two overlap in both articles. Characters of both articles
    count alike, those that several detections cover count once; averages run over passages, long
    or short ("macro"), as in the definition [1]_.

    References
    ----------
    .. [1] M. Potthast, B. Stein, A. Barrón-Cedeño, P. Rosso, "An evaluation framework for
       plagiarism detection", COLING 2010, posters, 997-1005.

    Examples
    --------
    >>> case = Passage(a=(0, 100), b=(0, 100))
    >>> halves = [Passage(a=(0, 50), b=(0, 50)), Passage(a=(50, 100), b=(50, 100))]
    >>> score = score_passages([[case]], [halves], ["copy"]).overall
    >>> score.precision, score.recall, score.granularity, round(score.plagdet, 3)
    (1.0, 1.0, 2.0, 0.631)
    """
    tallies = [_tally(*pair) for pair in zip(cases, detections, strict=True)]
    by_label: dict[str, list[_Tally]] = {label: [] for label in sorted(set(labels))}
    for label, tally in zip(labels, tallies, strict=True):
        by_label[label].append(tally)
    return PassageScores(
        overall=_score(tallies),
        by_label={label: _score(of_label) for label, of_label in by_label.items()},
    )


def _tally(cases: Sequence[Passage], detections: Sequence[Passage]) -> _Tally:
    return _Tally(
        precisions=tuple(_covered(detection, cases) for detection in detections),
        recalls=tuple(_covered(case, detections) for case in cases),
        detectors=tuple(
            sum(_overlap(case, detection) for detection in detections) for case in cases
        ),
    )


def _score(tallies: Sequence[_Tally]) -> PassageScore:
    precisions = list(chain.from_iterable(tally.precisions for tally in tallies))
    recalls = list(chain.from_iterable(tally.recalls for tally in tallies))
    detectors = [count for tally in tallies for count in tally.detectors if count]
    precision, recall, granularity = mean(precisions), mean(recalls), mean(detectors) or 1.0
    f1 = f_score(precision, recall)
    return PassageScore(
        precision=precision,
        recall=recall,
        granularity=granularity,
        plagdet=None if f1 is None else f1 / log2(1 + granularity),
        cases=len(recalls),
        detections=len(precisions),
    )


def _covered(passage: Passage, others: Sequence[Passage]) -> float:
    """Return the share of a passage's characters that overlapping passages cover."""
    touching = [other for other in others if _overlap(passage, other)]
    in_a = shared((passage.a,), union(other.a for other in touching))
    in_b = shared((passage.b,), union(other.b for other in touching))
    return (in_a + in_b) / size((passage.a, passage.b))


def _overlap(left: Passage, right: Passage) -> bool:
    return shared((left.a,), (right.a,)) > 0 and shared((left.b,), (right.b,)) > 0
