"""Two passages word by word: what stayed, changed, moved, came and went."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dedup.evidence.records import Mark

_MOST_CELLS = 25_000_000  # of the table of two passages; beyond it the order of words is not asked


class Gap(NamedTuple):
    """Words between two matches: half-open ranges on either side, not both empty."""

    a: tuple[int, int]
    b: tuple[int, int]


def matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Give the places of a longest common subsequence, ascending on both sides.

    Swapping ``a`` and ``b`` swaps the places.

    Examples
    --------
    >>> matches("the old red mill".split(), "the red mill fell".split())
    [(0, 0), (2, 1), (3, 2)]
    """
    if list(a) > list(b):  # of several longest ones, the same must be found from both sides
        return [(i, j) for j, i in matches(b, a)]
    head = _shared_head(a, b)
    tail = _shared_head(a[head:][::-1], b[head:][::-1])
    n, m = len(a) - tail, len(b) - tail
    middle = [(head + i, head + j) for i, j in _table_matches(a[head:n], b[head:m])]
    ends = [(n + step, m + step) for step in range(tail)]
    return [(step, step) for step in range(head)] + middle + ends


def similarity(found: Sequence[tuple[int, int]], n: int, m: int) -> float:
    """Give the share of matched words in both passages together, in [0, 1]."""
    return 2 * len(found) / (n + m) if n + m else 0.0


def in_runs(found: Sequence[tuple[int, int]], least: int) -> int:
    """Count the matched words that stand in exact runs of at least so many words."""
    total = run = 0
    for before, after in pairwise([*found, (-9, -9)]):
        run += 1
        if after != (before[0] + 1, before[1] + 1):
            total += run if run >= least else 0
            run = 0
    return total


def gaps(found: Sequence[tuple[int, int]], n: int, m: int) -> list[Gap]:
    """Give what lies between the matches."""
    borders = pairwise([(-1, -1), *found, (n, m)])
    between = (Gap((i + 1, next_i), (j + 1, next_j)) for (i, j), (next_i, next_j) in borders)
    return [gap for gap in between if gap.a[0] < gap.a[1] or gap.b[0] < gap.b[1]]


def marks(
    a: Sequence[str], b: Sequence[str], between: Sequence[Gap], stops: frozenset[str]
) -> tuple[list[Mark], list[Mark]]:
    """Mark every word of both passages.

    Words outside the gaps are the same. In a gap with words on both sides they changed, else they
    were dropped or added; but words that tell something and stand in another gap too have moved.
    """
    left: list[Mark] = ["same"] * len(a)
    right: list[Mark] = ["same"] * len(b)
    for (start, end), (begin, stop) in between:
        both = start < end and begin < stop
        left[start:end] = ["changed" if both else "dropped"] * (end - start)
        right[begin:stop] = ["changed" if both else "added"] * (stop - begin)
    ours = [at for gap in between for at in range(*gap.a)]
    theirs = [at for gap in between for at in range(*gap.b)]
    common = {a[at] for at in ours} & {b[at] for at in theirs} - stops
    moved = Counter(a[at] for at in ours if a[at] in common)
    moved &= Counter(b[at] for at in theirs if b[at] in common)
    for words, side, places in ((a, left, ours), (b, right, theirs)) if common else ():
        remaining = moved.copy()
        for at in places:
            if remaining[words[at]] > 0:
                side[at] = "moved"
                remaining[words[at]] -= 1
    return left, right


def _shared_head(a: Sequence[str], b: Sequence[str]) -> int:
    head = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        head += 1
    return head


def _table_matches(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Find a longest common subsequence by one long integer for each row of the table.

    Notes
    -----
    Row ``j`` has bit ``i`` cleared where the longest common subsequence of ``a[:i + 1]`` and
    ``b[:j + 1]`` is longer than that of ``a[:i]`` [1]_.

    References
    ----------
    .. [1] H. Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
    """
    if not a or not b or len(a) * len(b) > _MOST_CELLS:
        return []
    places: dict[str, int] = {}
    for i, word in enumerate(a):
        places[word] = places.get(word, 0) | 1 << i
    full = (1 << len(a)) - 1
    rows = [full]
    for word in b:
        row = rows[-1]
        common = row & places.get(word, 0)
        rows.append(((row + common) | (row - common)) & full)
    return _walk(rows, len(a), len(b))


def _walk(rows: Sequence[int], i: int, j: int) -> list[tuple[int, int]]:
    """Walk back from the corner of the table; see `_table_matches`."""
    found: list[tuple[int, int]] = []
    while i and j:
        bit = 1 << (i - 1)
        if rows[j] & bit:
            i -= 1
        elif not rows[j - 1] & bit:
            j -= 1
        else:
            i, j = i - 1, j - 1
            found.append((i, j))
    return found[::-1]
