"""Incoming texts to candidates: what the batch searches would find, read from a few blocks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dedup.archive.lists import look_up
from dedup.archive.prepare import band_keys, has_words, sketch
from dedup.archive.records import Answer, Candidate
from dedup.archive.state import copies_of, load_sketches, load_versions
from dedup.search.near import SLACK
from dedup.search.ragged import distinct_values, run_starts
from dedup.search.rewrites import MIN_SHARED, MOST_PARTNERS, required_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from dedup.archive.database import Database
    from dedup.archive.identity import Identity
    from dedup.archive.lists import SortedList
    from dedup.archive.state import Version, View
    from dedup.search import Ragged

MOST_IN_BUCKET = 200
_MOST_COPIES_READ = 1_000
_TEXTS_AT_ONCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of an archive.

    Parameters
    ----------
    database : Database
    identity : Identity
    lists : sequence of SortedList
        All lists of the archive.
    view : View
        The archive as it stood.
    written : int
        Number of the version written last, now.
    near, rewrites : bool
        Which searches are to answer.
    """

    database: Database
    identity: Identity
    lists: Sequence[SortedList]
    view: View
    written: int
    near: bool
    rewrites: bool


class _Shared(NamedTuple):
    """What a text shares with an article: rare shingles, and their weight."""

    shared: int
    weight: float


class _Rare(NamedTuple):
    """The rare shingles of one text, ascending, and how much each weighs."""

    shingles: NDArray[np.uint32]
    weights: NDArray[np.float64]
    n_sketch: int  # shingles of the whole sketch


class _Links(NamedTuple):
    """Which text met which version in which key; shape (n_links,) each, sorted by the key."""

    places: NDArray[np.int64]  # of the key among those asked for
    versions: NDArray[np.int64]


def answer(question: Question, texts: Sequence[str]) -> list[Answer]:
    """Return the candidates of each text."""
    answers: list[Answer] = []
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        answers += _answer_some(question, texts[first : first + _TEXTS_AT_ONCE])
    return answers


def _answer_some(question: Question, texts: Sequence[str]) -> list[Answer]:
    signed, content = sketch(texts, question.identity)
    near: list[dict[int, float]] = [{} for _ in texts]
    if question.near:
        near = _near(question, signed.values)
    rewrites, left_out = _rewrites(question, content)
    keys = set(chain.from_iterable(near)) | set(chain.from_iterable(rewrites))
    versions = load_versions(question.database, keys)
    return [
        Answer(
            candidates=tuple(_candidates(alike, sharing, versions)),
            left_out=left,
        )
        for alike, sharing, left in zip(near, rewrites, left_out, strict=True)
    ]


def _candidates(
    near: Mapping[int, float], sharing: Mapping[int, _Shared], versions: Mapping[int, Version]
) -> list[Candidate]:
    found = []
    for key in near.keys() | sharing.keys():
        shared, weight = sharing.get(key, _Shared(0, 0.0))
        searches = (("near", key in near), ("rewrite", key in sharing))
        found.append(
            Candidate(
                key=key,
                id=versions[key].facts.id,
                near=near.get(key),
                shared=shared,
                weight=weight,
                found_by=tuple(name for name, by in searches if by),
            )
        )
    return sorted(found, key=lambda one: (-(one.near or 0), -one.weight, one.key))


def _near(question: Question, values: NDArray[np.uint32]) -> list[dict[int, float]]:
    """Return for each text the articles whose signatures agree in a band, and the estimates."""
    bands = question.identity.bands
    filled = np.flatnonzero(has_words(values))
    keys = band_keys(values[filled], bands.bands, bands.rows).ravel()
    order = np.argsort(keys, kind="stable")
    links = _alive(question, _links(question, "near", keys[order]))
    links = _first(links, MOST_IN_BUCKET)
    texts = filled[order[links.places] // bands.bands]
    _, first, _ = distinct_values(texts << 32 | links.versions)
    pairs = np.stack([texts[first], links.versions[first]], axis=1)
    sketches = load_sketches(question.database, pairs[:, 1].tolist())
    least = max(question.identity.threshold - SLACK, 0)
    found: list[dict[int, float]] = [{} for _ in values]
    for text, key in pairs.tolist():
        estimate = float(np.mean(values[text] == sketches[key].near))
        if estimate >= least:
            found[text][key] = estimate
    return found


def _links(question: Question, kind: str, keys: NDArray[np.uint32]) -> _Links:
    """Return which versions have which of some sorted keys, from all segments."""
    places: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    versions: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for list_ in question.lists:
        if list_.kind == kind:
            hits = look_up(question.database, list_, keys)
            places.append(np.repeat(np.arange(len(keys)), hits.counts))
            versions.append(hits.versions)
    return _in_order(np.concatenate(places), np.concatenate(versions))


def _in_order(places: NDArray[np.int64], versions: NDArray[np.int64]) -> _Links:
    order = np.lexsort((versions, places))
    return _Links(places[order], versions[order])


def _alive(question: Question, links: _Links) -> _Links:
    alive = question.view.alive(links.versions)
    return _Links(links.places[alive], links.versions[alive])


def _first(links: _Links, most: int) -> _Links:
    """Keep the earliest versions of each key: those that a batch would pair a text with."""
    starts = run_starts(links.places)
    lengths = np.diff(starts, append=len(links.places))
    kept = np.arange(len(links.places)) - np.repeat(starts, lengths) < most
    return _Links(links.places[kept], links.versions[kept])


def _rewrites(question: Question, content: Ragged) -> tuple[list[dict[int, _Shared]], list[int]]:
    """Return for each text what it shares with which articles, and how many were left out."""
    none: list[dict[int, _Shared]] = [{} for _ in range(len(content))]
    if not question.rewrites or not len(content.values):
        return none, [0] * len(none)
    links, rare = _rare_links(question, content)
    partners = _partners(question, links, rare)
    copies = copies_of(
        question.database, {key for found in partners for key in found}, most=_MOST_COPIES_READ
    )
    expanded = [
        _expanded(question, found, own, copies) for found, own in zip(partners, rare, strict=True)
    ]
    return [found for found, _ in expanded], [left for _, left in expanded]


def _rare_links(question: Question, content: Ragged) -> tuple[_Links, list[_Rare]]:
    """Find the shingles that few articles have, and those articles.

    The places of the links are numbers of values of ``content``.
    """
    order = np.argsort(content.values, kind="stable")
    links, frequencies = _content_links(question, content.values[order].astype(np.uint32))
    is_rare = (frequencies > 1) & (frequencies <= question.view.moment.cap)
    kept = is_rare[links.places]
    weights = np.log((question.view.moment.articles + 1) / frequencies)
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    rare = _by_row(content, is_rare[back], weights[back])
    return _in_order(order[links.places[kept]], links.versions[kept]), list(rare)


def _content_links(
    question: Question, keys: NDArray[np.uint32]
) -> tuple[_Links, NDArray[np.int64]]:
    """Return which versions count for which of some sorted shingles, and in how many each stands.

    The incoming article is one of those that have a shingle, as it is in a batch.
    """
    view = question.view
    # What did not count may stand in a list; it must not make a shingle look frequent.
    silent = len(view.silent) + question.written - view.moment.last_key
    frequencies = np.ones(len(keys), np.int64)
    places: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    versions: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    for list_ in question.lists:
        if list_.kind == "content":
            hits = look_up(question.database, list_, keys, most=view.moment.cap + silent)
            voting = view.voting(hits.versions)
            places.append(np.repeat(np.arange(len(keys)), hits.counts)[voting])
            versions.append(hits.versions[voting])
            frequencies += np.bincount(places[-1], minlength=len(keys))
            frequencies[hits.frequent] += view.moment.cap
    return _Links(np.concatenate(places), np.concatenate(versions)), frequencies


def _by_row(
    content: Ragged, is_rare: NDArray[np.bool_], weights: NDArray[np.float64]
) -> Iterator[_Rare]:
    for row in range(len(content)):
        part = slice(content.offsets[row], content.offsets[row + 1])
        mask = is_rare[part]
        values = content.values[part].astype(np.uint32)
        yield _Rare(values[mask], weights[part][mask], len(values))


def _partners(question: Question, links: _Links, rare: Sequence[_Rare]) -> list[dict[int, _Shared]]:
    """Count the links of each text and article, and keep the best of each text."""
    borders = np.cumsum([own.n_sketch for own in rare])
    texts = np.searchsorted(borders, links.places, side="right")
    weights = np.concatenate([own.weights for own in rare])
    # Every rare shingle of a text has a link: its rank among them is its place among the weights.
    ranks = np.cumsum(np.append(0, links.places[1:] != links.places[:-1])) if len(texts) else texts
    codes = (texts.astype(np.uint64) << np.uint64(32)) | links.versions.astype(np.uint64)
    codes, _, inverse = distinct_values(codes)
    shared = np.bincount(inverse, minlength=len(codes))
    sums = np.bincount(inverse, weights[ranks], minlength=len(codes))
    enough = np.flatnonzero(shared >= MIN_SHARED)
    keys = (codes[enough] & np.uint64(0xFFFFFFFF)).astype(np.int64).tolist()
    rows = (codes[enough] >> np.uint64(32)).astype(np.int64).tolist()
    sketches = load_sketches(question.database, keys)
    required = np.minimum(
        required_shared(np.array([rare[text].n_sketch for text in rows], np.int64)),
        required_shared(np.array([len(sketches[key].content) for key in keys], np.int64)),
    )
    found: list[dict[int, _Shared]] = [{} for _ in rare]
    for place, text, key, least in zip(enough.tolist(), rows, keys, required.tolist(), strict=True):
        if shared[place] >= least:
            found[text][key] = _Shared(int(shared[place]), float(sums[place]))
    return [_best(one) for one in found]


def _best(found: Mapping[int, _Shared]) -> dict[int, _Shared]:
    order = sorted(found, key=lambda key: (-found[key].weight, key))
    return {key: found[key] for key in order[:MOST_PARTNERS]}


def _expanded(
    question: Question,
    found: Mapping[int, _Shared],
    rare: _Rare,
    copies: Mapping[int, list[int]],
) -> tuple[dict[int, _Shared], int]:
    """Put beside each article its near-copies, which have no entries of their own.

    First comes the best article of each group, then the second of each, and so on, so that the
    reprints of one source do not hide another; those behind the fiftieth are left out.
    """
    ranked: list[tuple[int, float, int, _Shared]] = []
    for key, one in found.items():
        members = np.array([key, *copies.get(key, [])], np.int64)
        living = members[question.view.alive(members)].tolist()
        counted = _counted(question.database, rare, [member for member in living if member != key])
        group = counted | ({key: one} if key in living else {})
        best = sorted(group, key=lambda member: (-group[member].weight, member))
        ranked += [
            (turn, -group[member].weight, member, group[member]) for turn, member in enumerate(best)
        ]
    ranked.sort(key=lambda entry: entry[:3])
    kept = {member: shared for _, _, member, shared in ranked[:MOST_PARTNERS]}
    return kept, len(ranked) - len(kept)


def _counted(database: Database, rare: _Rare, members: Sequence[int]) -> dict[int, _Shared]:
    """Count what a text shares with some articles, and keep those that share enough."""
    counted: dict[int, _Shared] = {}
    for key, sketches in load_sketches(database, members).items():
        both = np.isin(rare.shingles, sketches.content, assume_unique=True)
        shared = int(np.count_nonzero(both))
        if shared >= required_shared(np.array([rare.n_sketch, len(sketches.content)])).min():
            counted[key] = _Shared(shared, float(rare.weights[both].sum()))
    return counted
