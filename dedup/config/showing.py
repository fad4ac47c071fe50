"""The settings in force as a page: TOML with the origin of each value, or JSON."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from dedup.config.files import shown
from dedup.config.keys import LISTS, shown_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dedup.config.settings import Setting, Settings

_COMMENT_AT = 40  # column of the origins


def as_toml(settings: Settings) -> str:
    """Write the settings as a configuration file that says where each value came from.

    What is not set stands as a comment.

    Examples
    --------
    >>> from dedup.config.settings import load_settings
    >>> print(as_toml(load_settings({"--fail-on": "any"}, environ={})).splitlines()[0][:15])
    # configuration
    """
    file = shown(settings.file) if settings.file else "none"
    lines = [f"# configuration file: {file}"]
    for table, members in groupby(settings.values, key=lambda one: one.name[:-1]):
        lines += ["", *([f"[{shown_key(table)}]"] if table else [])]
        lines += [_line(one) for one in members]
    for name in LISTS:
        lines += _entries(settings, name)
    return "\n".join(lines) + "\n"


def as_json(settings: Settings) -> str:
    """Write the settings as JSON: every key with its value and origin."""
    page = {
        "schema_version": 1,
        "file": shown(settings.file) if settings.file else None,
        "settings": [
            {"key": shown_key(one.name), "value": _plain(one.value), "origin": one.origin}
            for one in settings.values
        ],
        "lists": {
            name: [
                {"origin": origin, **{key: _plain(value) for key, value in entry.items()}}
                for entry, origin in settings.lists[name]
            ]
            for name in LISTS
        },
    }
    return json.dumps(page, ensure_ascii=False, indent=2) + "\n"


def _line(setting: Setting) -> str:
    key = shown_key(setting.name[-1:])
    if setting.value is None:
        return f"{f'# {key} is not set':<{_COMMENT_AT}}# {setting.origin}"
    return f"{f'{key} = {_toml(setting.value)}':<{_COMMENT_AT}}# {setting.origin}"


def _entries(settings: Settings, name: str) -> Iterator[str]:
    for entry, origin in settings.lists[name]:
        yield ""
        yield f"{f'[[{name}]]':<{_COMMENT_AT}}# {origin}"
        for key, value in entry.items():
            yield f"{key} = {_toml(value)}"


def _toml(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # A JSON string, number or truth value is one of TOML too, save for the one control character
    # that JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
