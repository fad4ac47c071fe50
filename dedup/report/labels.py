"""How articles and numbers are written where space is short."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ELLIPSIS = "…"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def short_names(ids: Sequence[str], width: int) -> list[str]:
    """Shorten ids to ``width`` characters: the shared folder and the file extension go first.

    Examples
    --------
    >>> short_names(["news/2025/ferry-reprint.txt", "news/2025/ferry.txt"], 12)
    ['ferry-…print', 'ferry']
    """
    bare = _without_extensions(_without_shared_folder(ids))
    return [cut_middle(name, width) for name in bare]


def cut_middle(text: str, width: int) -> str:
    """Cut a text in the middle to ``width`` characters, on one line.

    Examples
    --------
    >>> cut_middle("river-pollution-suit", 11)
    'river…-suit'
    """
    text = " ".join(printable(text).split())
    if len(text) <= width:
        return text
    tail = (width - len(_ELLIPSIS)) // 2
    return text[: width - tail - len(_ELLIPSIS)] + _ELLIPSIS + text[len(text) - tail :]


def per_cent(value: float) -> str:
    """Write a share with two digits that matter.

    Examples
    --------
    >>> [per_cent(share) for share in (0, 0.0004, 0.083, 0.4567, 0.9996, 1)]
    ['0', '<0.1', '8.3', '46', '>99', '100']
    """
    hundredths = float(value) * 100
    if hundredths == 0:
        return "0"
    if hundredths < 0.1:  # noqa: PLR2004 - the smallest number shown
        return "<0.1"
    if 99.5 <= hundredths < 100:  # noqa: PLR2004 - only all is 100
        return ">99"
    return f"{hundredths:.1f}" if hundredths < 9.95 else f"{hundredths:.0f}"  # noqa: PLR2004


def moment(text: str) -> str:
    """Write a time of publication as people read it; what is no ISO 8601 time stays as it is.

    Examples
    --------
    >>> [moment(text) for text in ("2031-02-03T05:10:00Z", "2031-02-03", "last May")]
    ['3 Feb 2031, 05:10 UTC', '3 Feb 2031', 'last May']
    >>> moment("2031-02-03 05:10+02:00")
    '3 Feb 2031, 05:10 +02:00'
    """
    try:
        told = datetime.fromisoformat(text.strip())
    except ValueError:
        return text
    day = f"{told.day} {_MONTHS[told.month - 1]} {told.year}"
    if len(text.strip()) <= len("YYYY-MM-DD"):
        return day
    offset = told.isoformat(timespec="minutes")[len("YYYY-MM-DDThh:mm") :]
    zone = " UTC" if told.utcoffset() == timedelta(0) else f" {offset}".rstrip()
    return f"{day}, {told:%H:%M}{zone}"


def printable(text: str) -> str:
    r"""Replace control characters, so that a name cannot move the cursor or change colours.

    Examples
    --------
    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    return "".join(char if char.isprintable() or char.isspace() else "\ufffd" for char in text)


def _without_shared_folder(ids: Sequence[str]) -> list[str]:
    folders = [id_.split("/")[:-1] for id_ in ids]
    shallowest = min(map(len, folders), default=0)
    depth = 0
    while depth < shallowest and len({folder[depth] for folder in folders}) == 1:
        depth += 1
    return ["/".join(id_.split("/")[depth:]) for id_ in ids]


def _without_extensions(names: Sequence[str]) -> list[str]:
    stems = [_without_extension(name) for name in names]
    return stems if len(set(stems)) == len(set(names)) else list(names)


def _without_extension(name: str) -> str:
    path = PurePosixPath(name)
    return str(path.with_suffix("")) if path.name else name
