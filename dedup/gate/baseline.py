"""Accepted findings: the baseline file, and the pairs that the policy ignores."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from dedup.config.files import suggestion
from dedup.config.policy import RULE_NAMES
from dedup.errors import InputError
from dedup.gate.deciding import fingerprint, fits
from dedup.gate.findings import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from dedup.config import Ignored, Level
    from dedup.gate.findings import CheckedArticle, Finding

VERSION = 1
_TEXTS = ("reason", "owner")
_OF_MERGES = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_KNOWN = frozenset(("rule", "incoming", "source", *_TEXTS, "expires"))


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Entry:
    """An accepted finding: an edge under a rule.

    Parameters
    ----------
    incoming, source : str
        Ids of the articles; the source is empty if the rule has none.
    rule : str
    reason, owner : str
        Why it is accepted, and by whom; may be empty.
    expires : str
        The last day it holds, ``YYYY-MM-DD``; may be empty.
    """

    incoming: str
    source: str
    rule: str
    reason: str = ""
    owner: str = ""
    expires: str = ""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the finding that it accepts."""
        return fingerprint(self.rule, self.incoming, self.source)

    def holds(self, today: date) -> bool:
        """Tell whether it has not expired."""
        return not self.expires or date.fromisoformat(self.expires) >= today

    @property
    def justification(self) -> str:
        """Why the finding is known, by whom and until when."""
        return justified(self.reason or "accepted in the baseline", self.owner, self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What a newsroom accepted: edges, so that a third copy of an accepted passage still fails.

    Parameters
    ----------
    entries : tuple of Entry
        Sorted by incoming article, source and rule; each edge and rule once.
    parameters : str
        Hash of what findings depended on when it was written; empty if nobody knows.
    """

    entries: tuple[Entry, ...] = ()
    parameters: str = ""


def justified(reason: str, owner: str, expires: str) -> str:
    """Say why something is accepted, by whom and until when.

    Examples
    --------
    >>> justified("agreed by phone", "lk", "2026-12-31")
    'agreed by phone (lk, until 2026-12-31)'
    """
    details = ", ".join(filter(None, (owner, f"until {expires}" if expires else "")))
    return f"{reason} ({details})" if details else reason


def parameters_hash(parameters: Mapping[str, object]) -> str:
    """Return a short hash of what findings depend on.

    Examples
    --------
    >>> len(parameters_hash({"search.threshold": 0.5}))
    16
    """
    text = json.dumps(parameters, sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:16]


def read_baseline(path: Path) -> Baseline:
    """Read a baseline file.

    Parameters
    ----------
    path : Path
        An empty file accepts nothing.

    Raises
    ------
    InputError
        If it is not there, cannot be read, is of another version, or a line is no entry; with
        the line.
    """
    try:
        if path.is_char_device():  # some never end
            raise InputError(f"{path}: a device is no baseline")
        # Not splitlines: names may hold line ends that are none to JSON Lines.
        lines = path.read_bytes().decode("utf-8").split("\n")
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such baseline; --update-baseline makes it") from error
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise InputError(f"{path}: the baseline cannot be read: {reason}") from error
    if not any(map(str.strip, lines)):
        return Baseline()
    head = _object(lines[0], f"{path}:1")
    version = head.get("dedup-baseline")
    if version != VERSION:
        raise InputError(f"{path}:1: no baseline of version {VERSION}, got {version!r}")
    entries: dict[str, Entry] = {}
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            entry = _entry(_object(line, f"{path}:{number}"), f"{path}:{number}")
            entries[entry.fingerprint] = entry
    return Baseline(
        entries=tuple(sorted(entries.values())), parameters=str(head.get("parameters", ""))
    )


def _object(line: str, place: str) -> dict[str, Any]:
    if line.startswith(_OF_MERGES):
        raise InputError(f"{place}: a merge left its marks in the baseline: keep all entries")
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: broken JSON in the baseline") from error
    if not isinstance(value, dict):
        raise InputError(f"{place}: no JSON object in the baseline")
    return value


def _entry(value: Mapping[str, Any], place: str) -> Entry:
    if unknown := sorted(value.keys() - _KNOWN):
        raise InputError(f"{place}: unknown field {unknown[0]!r} in the baseline")
    for name in ("rule", "incoming"):
        if not isinstance(value.get(name), str) or not value[name]:
            raise InputError(f"{place}: the entry of the baseline lacks {name!r}")
    if value["rule"] not in RULE_NAMES:
        hint = suggestion(value["rule"], RULE_NAMES)
        raise InputError(f"{place}: no rule is called {value['rule']!r}; {hint}")
    texts = {name: value.get(name) or "" for name in ("source", *_TEXTS, "expires")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise InputError(f"{place}: {name!r} of the baseline is no text")
    try:
        date.fromisoformat(texts["expires"] or "2000-01-01")
    except ValueError as error:
        raise InputError(f"{place}: 'expires' is no day such as 2026-12-31") from error
    return Entry(rule=value["rule"], incoming=value["incoming"], **texts)


def baseline_lines(baseline: Baseline) -> Iterator[bytes]:
    """Render a baseline: a head, then one entry a line, sorted, in UTF-8."""
    head = {"dedup-baseline": VERSION, "parameters": baseline.parameters}
    yield _line(head)
    for entry in sorted(baseline.entries):
        page = {name: getattr(entry, name) for name in ("incoming", "source", "rule")}
        optional = {name: getattr(entry, name) for name in (*_TEXTS, "expires")}
        yield _line(page | {name: text for name, text in optional.items() if text})


def _line(page: Mapping[str, object]) -> bytes:
    return (json.dumps(page, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def updated(
    baseline: Baseline, findings: Iterable[Finding], *, parameters: str, levels: Sequence[Level]
) -> Baseline:
    """Accept findings besides those that are accepted already.

    Parameters
    ----------
    baseline : Baseline
        Its entries are kept with their reasons, whether or not a finding has them now.
    findings : iterable of Finding
        New ones of the given levels are accepted, save of unreadable articles, of which nobody
        knows what they hold; an entry that has expired is accepted anew, without a last day.
    parameters : str
        Hash of what they depend on.
    levels : sequence of str
    """
    entries = {entry.fingerprint: entry for entry in baseline.entries}
    for finding in findings:
        if finding.state != "new" or finding.level not in levels or finding.source is None:
            continue
        old = entries.get(finding.fingerprint)
        entries[finding.fingerprint] = (
            replace(old, expires="")
            if old
            else Entry(
                incoming=finding.incoming.id,
                source=finding.source.id,
                rule=finding.rule,
            )
        )
    return Baseline(entries=tuple(sorted(entries.values())), parameters=parameters)


class Accepted:
    """Marks findings as known or ignored.

    Parameters
    ----------
    baseline : Baseline
    ignored : sequence of Ignored
        Of the policy; they hold for every rule about the two articles.
    today : date
        The day on which entries may have expired.
    skip_errors : bool, default=False
        Whether articles that could not be read are ignored.
    """

    def __init__(
        self,
        baseline: Baseline,
        ignored: Sequence[Ignored],
        today: date,
        *,
        skip_errors: bool = False,
    ) -> None:
        self._entries = {entry.fingerprint: entry for entry in baseline.entries}
        self._ignored = ignored
        self._today = today
        self._skip_errors = skip_errors

    def mark(self, finding: Finding) -> Finding:
        """Return the finding with its state and, unless it is new, its justification."""
        if self._skip_errors and finding.rule == UNREADABLE:
            return replace(finding, state="ignored", justification="--skip-errors")
        for one in self._ignored:
            if _fits(one, finding) and (one.expires is None or one.expires >= self._today):
                until = one.expires.isoformat() if one.expires else ""
                why = justified(one.reason, one.owner, until)
                return replace(finding, state="ignored", justification=why)
        entry = self._entries.get(finding.fingerprint)
        if entry and entry.holds(self._today):
            return replace(finding, state="known", justification=entry.justification)
        return finding

    def absent(
        self, findings: Sequence[Finding], articles: Sequence[CheckedArticle]
    ) -> tuple[str, ...]:
        """Return fingerprints of accepted findings of these articles that are found no more."""
        found = {finding.fingerprint for finding in findings}
        ids = {article.id for article in articles}
        return tuple(
            sorted(
                entry.fingerprint
                for entry in self._entries.values()
                if entry.incoming in ids and entry.fingerprint not in found
            )
        )

    def renamed(self, findings: Iterable[Finding]) -> list[tuple[str, str]]:
        """Guess which accepted articles have another path now.

        Returns
        -------
        list of (str, str)
            Old and new path, sorted: where an article whose id is its path has the finding that is
            accepted of another one.
        """
        accepted: dict[tuple[str, str], list[str]] = {}
        for entry in self._entries.values():
            accepted.setdefault((entry.rule, entry.source), []).append(entry.incoming)
        pairs = {
            (old, found.incoming.id)
            for found in findings
            if found.state == "new" and found.source and found.incoming.id == found.incoming.path
            for old in accepted.get((found.rule, found.source.id), [])
        }
        return sorted(pairs)

    def expired(self) -> list[str]:
        """Say which entries have expired, in words."""
        late = [entry for entry in self._entries.values() if not entry.holds(self._today)]
        said = [
            f"the baseline no longer accepts {entry.rule} of {entry.incoming}"
            f"{f' from {entry.source}' if entry.source else ''}: it expired on {entry.expires}"
            for entry in sorted(late)
        ]
        return said + [
            f"{one.incoming} from {one.source} is no longer ignored: it expired on {one.expires}"
            for one in self._ignored
            if one.expires and one.expires < self._today
        ]


def _fits(ignored: Ignored, finding: Finding) -> bool:
    if finding.source is None:
        return False
    incoming, source = (finding.incoming, ignored.incoming), (finding.source, ignored.source)
    return all(
        fits(article.id, pattern) or fits(article.path or "", pattern)
        for article, pattern in (incoming, source)
    )
