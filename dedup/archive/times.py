"""Times as whole microseconds since 1970, UTC: they sort, and a file holds them exactly."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

from dedup.errors import UsageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SPAN = re.compile(r"(\d{1,6})\s*([mhdw])")


def now() -> int:
    """Read the clock."""
    return time.time_ns() // 1_000


def moment(text: str, *, name: str) -> int:
    """Read a time given by a user.

    Parameters
    ----------
    text : str
        ISO 8601; a day alone means its beginning, a time without a zone is UTC.
    name : str
        What the time is called where it was given, for the message.

    Raises
    ------
    UsageError
        If it is no time.

    Examples
    --------
    >>> moment("1970-01-02", name="--at"), moment("1970-01-01T01:00:01+01:00", name="--at")
    (86400000000, 1000000)
    """
    found = _iso(text.strip())
    if found is None:
        raise UsageError(
            f"{name}: {text!r} is no time: give ISO 8601, such as 2025-03-01 or "
            "2025-03-01T12:00:00Z"
        )
    return found


def published_at(text: str | None) -> int | None:
    """Read a time of publication as articles give it: ISO 8601 or the form of e-mail and RSS."""
    if not text:
        return None
    found = _iso(text.strip())
    if found is not None:
        return found
    from email.utils import parsedate_to_datetime  # who only asks need not wait for it

    try:
        return _microseconds(parsedate_to_datetime(text))
    except (ValueError, OverflowError):
        return None


def span(text: str, *, name: str) -> int:
    """Read a length of time, such as ``90d``, ``12h``, ``4w`` or ``30m``, in microseconds.

    Raises
    ------
    UsageError
        If it is none.
    """
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{name}: {text!r} is no length of time: give 30m, 12h, 90d or 4w")
    return int(match[1]) * _SECONDS[match[2]] * 1_000_000


def written(at: int) -> str:
    """Write a time as ISO 8601 in UTC.

    Examples
    --------
    >>> written(1_000_000), written(1)
    ('1970-01-01T00:00:01Z', '1970-01-01T00:00:00.000001Z')
    """
    return (_EPOCH + timedelta(microseconds=at)).isoformat().replace("+00:00", "Z")


def _iso(text: str) -> int | None:
    try:
        return _microseconds(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def _microseconds(when: datetime) -> int:
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND
