"""The JSON Schema of a configuration file, for editors that complete and check it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dedup.config.keys import KEYS, LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dedup.config.keys import Key


def schema() -> str:
    """Return the schema as it ships in ``dedup/config/schema.json``.

    Examples
    --------
    >>> json.loads(schema())["properties"]["check"]["properties"]["fail-on"]["enum"]
    ['any', 'new', 'none']
    """
    page = _table()
    for key in KEYS:
        table = page
        for name in key.name[:-1]:
            table = table["properties"].setdefault(name, _table())
        table["properties"][key.name[-1]] = _value(key)
    for name, keys in LISTS.items():
        page["properties"][name] = {"type": "array", "items": _entry(keys)}
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of dedup: dedup.toml, or [tool.dedup] of pyproject.toml",
    }
    return json.dumps(head | page, indent=2) + "\n"


def _table() -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": {}}


def _entry(keys: Iterable[Key]) -> dict[str, Any]:
    page = _table()
    page["properties"] = {key.name[-1]: _value(key) for key in keys}
    page["required"] = [key.name[-1] for key in keys if key.required]
    return page


def _value(key: Key) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "pattern": r"\S"}
    page: dict[str, Any]
    match key.kind:
        case "text":
            page = text
        case "texts":
            page = {"type": "array", "items": text}
        case "flag":
            page = {"type": "boolean"}
        case "word":
            page = {"type": "string", "enum": list(key.words)}
        case "day":
            page = {"type": "string", "format": "date"}
        case "number":
            page = _number(key)
    page = {"description": key.meaning, **page}
    if key.default is not None:
        page["default"] = list(key.default) if isinstance(key.default, tuple) else key.default
    return page


def _number(key: Key) -> dict[str, Any]:
    wanted = key.range
    if wanted is None:
        return {"type": "number"}
    return {
        "type": "integer" if wanted.whole else "number",
        "exclusiveMinimum" if wanted.open_low else "minimum": wanted.low,
        "exclusiveMaximum" if wanted.open_high else "maximum": wanted.high,
    }
