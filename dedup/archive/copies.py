"""Near-copies among the articles that are added: one of each group stands for its shingles.

A story with a hundred reprints would make each of its shingles a frequent one, and its rewrites
could not be found any more. So an article that nearly equals one that is there is noted as its
copy and adds no shingles; who finds the one finds the other.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from dedup.archive.lists import look_up
from dedup.archive.prepare import band_keys, has_words
from dedup.archive.state import load_sketches, load_versions
from dedup.search import Bands, Signatures, near_pairs
from dedup.search.ragged import run_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dedup.archive.database import Database
    from dedup.archive.identity import Identity
    from dedup.archive.lists import SortedList
    from dedup.archive.state import View

COPY_FROM = 0.8  # estimated Jaccard similarity
_RECALL = 0.999  # with which such an article meets the one it copies
_MOST_IN_BUCKET = 16


def nearly_equal(
    database: Database,
    lists: Sequence[SortedList],
    view: View,
    identity: Identity,
    signed: Signatures,
    keys: NDArray[np.int64],
    *,
    ended: set[int],
) -> list[int | None]:
    """Return for each new article the one whose near-copy it is, if any.

    Parameters
    ----------
    database, lists, view, identity
        The archive as it stands, and all its lists.
    signed : Signatures
        Of the new articles.
    keys : ndarray of shape (n_new,), dtype int64
        Their versions, ascending, above all that are there.
    ended : set of int
        Versions that end with this very change: no one becomes a copy of those.

    Returns
    -------
    list of int or None
        The most similar article that is no copy itself, of several the earliest.
    """
    bands = _some_bands(identity.bands)
    found = _in_archive(database, lists, view, bands, signed.values)
    within = _in_batch(signed, bands)
    copy_of: list[int | None] = []
    for row, key in enumerate(keys.tolist()):
        alike = {source: estimate for source, estimate in found[row].items() if source not in ended}
        for other, estimate in within.get(row, {}).items():
            source = int(keys[other])
            if copy_of[other] is None and source not in ended:
                alike[source] = estimate
        is_copy = alike and key not in ended
        copy_of.append(min(alike, key=lambda s: (-alike[s], s)) if is_copy else None)
    return copy_of


@cache
def _some_bands(bands: Bands) -> Bands:
    """Return as few of an archive's bands as find nearly all near-copies."""
    for count in range(1, bands.bands):
        some = Bands(bands=count, rows=bands.rows)
        if some.detection(COPY_FROM) >= _RECALL:
            return some
    return bands


def _in_archive(
    database: Database,
    lists: Sequence[SortedList],
    view: View,
    bands: Bands,
    values: NDArray[np.uint32],
) -> list[dict[int, float]]:
    """Return for each signature the articles of the archive that it nearly equals."""
    filled = np.flatnonzero(has_words(values))
    keys = band_keys(values[filled], bands.bands, bands.rows).ravel()
    order = np.argsort(keys, kind="stable")
    rows_of_keys = filled[order // bands.bands]
    pairs = [np.empty((0, 2), np.int64)]
    for list_ in lists:
        if list_.kind == "near":
            hits = look_up(database, list_, keys[order], head=True)
            places = np.repeat(np.arange(len(keys)), hits.counts)
            alive = view.alive(hits.versions)
            places, versions = places[alive], hits.versions[alive]
            first = _first(places, _MOST_IN_BUCKET)
            pairs.append(np.stack([rows_of_keys[places[first]], versions[first]], axis=1))
    return _alike(database, view, values, np.unique(np.concatenate(pairs), axis=0))


def _first(places: NDArray[np.int64], most: int) -> NDArray[np.bool_]:
    """Tell the first so many of each run of equal places."""
    starts = run_starts(places)
    begins = np.repeat(starts, np.diff(starts, append=len(places)))
    return np.asarray(np.arange(len(places)) - begins < most)


def _alike(
    database: Database, view: View, values: NDArray[np.uint32], pairs: NDArray[np.int64]
) -> list[dict[int, float]]:
    """Estimate the similarity to the articles met, or to those that these are copies of."""
    versions = load_versions(database, pairs[:, 1].tolist())
    sources = {key: version.copy_of or key for key, version in versions.items()}
    heads = np.array(sorted(set(sources.values())), np.int64)
    living = set(heads[view.alive(heads)].tolist())
    sketches = load_sketches(database, living)
    found: list[dict[int, float]] = [{} for _ in values]
    for row, key in pairs.tolist():
        source = sources[key]
        if source in living and source not in found[row]:
            estimate = float(np.mean(values[row] == sketches[source].near))
            if estimate >= COPY_FROM:
                found[row][source] = estimate
    return found


def _in_batch(signed: Signatures, bands: Bands) -> dict[int, dict[int, float]]:
    """Return for rows of a batch the earlier rows that they nearly equal."""
    near = near_pairs(signed, bands, min_estimate=COPY_FROM)
    found: dict[int, dict[int, float]] = {}
    for (a, b), estimate in zip(near.pairs.tolist(), near.estimates.tolist(), strict=True):
        found.setdefault(b, {})[a] = estimate
    return found
