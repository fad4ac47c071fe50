"""What is in force, and where each value came from: default, file, environment or flag."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from dedup.config.files import ConfigFile, find_config, read_config, shown, suggestion
from dedup.config.keys import KEYS, LIMITED, LISTS, TUNABLE, Key
from dedup.config.options import SearchOptions
from dedup.config.policy import DEFAULT_RULES, Ignored, Policy, RulePolicy, Source
from dedup.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

_PREFIX = "DEDUP_"
CONFIG_VARIABLE = f"{_PREFIX}CONFIG"
_VARIABLES = (
    *(key.env for key in KEYS if key.env),
    CONFIG_VARIABLE,
    f"{_PREFIX}TRACEBACK",  # where an unexpected failure happened
    f"{_PREFIX}HOME",  # where the action installs dedup
)
_FROM_FOLDER = {("check", "against"), ("check", "baseline")}
DEFAULT_ORIGIN = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A key with its value and where that came from.

    Parameters
    ----------
    name : tuple of str
    value : object
        None if nothing is set.
    origin : str
        ``default``, file and line, the environment variable, or the option.
    """

    name: tuple[str, ...]
    value: object
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that is in force.

    Parameters
    ----------
    search : SearchOptions
    threshold : float
        Probability of a shared source, in [0, 1], from which rules speak that set none.
    policy : Policy
    against : tuple of str
    baseline, text_field, id_field : str or None
    jobs : int or None
    file : Path or None
        The configuration file.
    values : tuple of Setting
        Every key but those of lists, in the order of the documentation.
    lists : mapping of str to tuple of (entry, origin)
        The entries of ``sources`` and ``ignore`` as they are written.
    """

    search: SearchOptions
    threshold: float
    policy: Policy
    against: tuple[str, ...]
    baseline: str | None
    text_field: str | None
    id_field: str | None
    jobs: int | None
    file: Path | None
    values: tuple[Setting, ...]
    lists: Mapping[str, tuple[tuple[Mapping[str, object], str], ...]]


def load_settings(
    flags: Mapping[str, object] | None = None,
    *,
    config: str | None = None,
    environ: Mapping[str, str] | None = None,
    start: Path | None = None,
) -> Settings:
    r"""Put together what is in force: flags before environment before file before defaults.

    Parameters
    ----------
    flags : mapping of str to value, optional
        By the name of the option (``--fail-on``); None and empty lists say nothing.
    config : str, optional
        The file to read; else that of ``DEDUP_CONFIG``, else the first found above ``start``.
    environ : mapping of str to str, optional
        The process's environment by default.
    start : Path, optional
        The working directory by default.

    Raises
    ------
    UsageError
        If a file cannot be read, a key or a variable ``DEDUP_…`` is unknown, or a value is not
        what its key wants.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "dedup.toml").write_text('[check]\nfail-on = "any"\n')
    >>> load_settings(start=folder, environ={}).policy.fail_on
    'any'
    """
    environ = os.environ if environ is None else environ
    _refuse_unknown(environ)
    path = _config_path(config, environ, start or Path.cwd())
    file = None if path is None else read_config(path)
    given = {name: value for name, value in (flags or {}).items() if value not in (None, [], ())}
    found = {key.name: _setting(key, file, environ, given) for key in KEYS}
    _inherit_threshold(found)
    return _settings(found, file)


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    for name in sorted(environ):
        if name.startswith(_PREFIX) and name not in _VARIABLES:
            hint = suggestion(name, _VARIABLES)
            raise UsageError(f"{name} is no environment variable of dedup; {hint}")


def _config_path(config: str | None, environ: Mapping[str, str], start: Path) -> Path | None:
    named = config or environ.get(CONFIG_VARIABLE)
    if named is None:
        return find_config(start)
    path = Path(named)
    if not path.is_file():
        origin = "--config" if config else CONFIG_VARIABLE
        raise UsageError(f"{named}: no such configuration file (named by {origin})")
    return path if path.is_absolute() else start / path


def _setting(
    key: Key,
    file: ConfigFile | None,
    environ: Mapping[str, str],
    flags: Mapping[str, object],
) -> Setting:
    if key.flag and key.flag in flags:
        value = flags[key.flag]
        if not key.accepts(value):
            raise UsageError(f"{key.flag} must be {key.wanted}, got {value!r}")
        return Setting(name=key.name, value=value, origin=key.flag)
    if key.env and environ.get(key.env):
        return Setting(name=key.name, value=_of_environment(key, environ[key.env]), origin=key.env)
    if file and key.name in file.values:
        value, origin = file.values[key.name]
        if key.name in _FROM_FOLDER:
            value = _from_folder(value, file.path.parent)
        return Setting(name=key.name, value=value, origin=origin)
    return Setting(name=key.name, value=key.default, origin=DEFAULT_ORIGIN)


def _of_environment(key: Key, text: str) -> object:
    value: object = text
    if key.kind == "number":
        try:
            value = int(text) if key.range and key.range.whole else float(text)
        except ValueError:
            value = text
    if not key.accepts(value):
        raise UsageError(f"the environment variable {key.env} must be {key.wanted}, got {text!r}")
    return value


def _from_folder(value: object, folder: Path) -> object:
    """Read paths from the folder of the file that names them."""
    if isinstance(value, str):
        return shown(Path(os.path.normpath(folder / value)))
    return [_from_folder(one, folder) for one in cast("list[str]", value)]


def _inherit_threshold(found: dict[tuple[str, ...], Setting]) -> None:
    """Give rules without a probability of their own the general one."""
    general = found[TUNABLE]
    origin = general.origin
    if origin != DEFAULT_ORIGIN:
        origin = f"verdict.threshold, {origin}"
    for rule in LIMITED:
        name = ("rules", rule, "min-probability")
        if found[name].value is None:
            found[name] = Setting(name=name, value=general.value, origin=origin)


def _settings(found: Mapping[tuple[str, ...], Setting], file: ConfigFile | None) -> Settings:
    def value(*name: str) -> Any:  # noqa: ANN401 - checked by the key's kind
        return found[name].value

    fields = ("near", "rewrites", "threshold", "recall", "shingle", "num_perm", "seed")
    entries = file.lists if file else {}
    if not value("search", "near") and not value("search", "rewrites"):
        origin = found["search", "near"].origin
        raise UsageError(f"{origin}: search.near and search.rewrites cannot both be false")
    return Settings(
        search=SearchOptions(**{name: value("search", name.replace("_", "-")) for name in fields}),
        threshold=value(*TUNABLE),
        policy=Policy(
            rules={rule: _rule(found, rule) for rule in DEFAULT_RULES},
            agencies=tuple(value("agencies")),
            own_outlets=tuple(value("own-outlets")),
            sources=tuple(_source(entry) for entry, _ in entries.get("sources", ())),
            ignored=tuple(_ignored(entry) for entry, _ in entries.get("ignore", ())),
            fail_on=value("check", "fail-on"),
            fail_level=value("check", "fail-level"),
        ),
        against=tuple(value("check", "against")),
        baseline=value("check", "baseline"),
        text_field=value("check", "text-field"),
        id_field=value("check", "id-field"),
        jobs=value("check", "jobs"),
        file=file.path if file else None,
        values=tuple(found.values()),
        lists={name: tuple(entries.get(name, ())) for name in LISTS},
    )


def _rule(found: Mapping[tuple[str, ...], Setting], rule: str) -> RulePolicy:
    level: Any = found["rules", rule, "level"].value
    if rule not in LIMITED:
        return RulePolicy(level=level)
    probability: Any = found["rules", rule, "min-probability"].value
    share: Any = found["rules", rule, "min-share"].value
    return RulePolicy(level=level, min_probability=probability, min_share=share)


def _source(entry: Mapping[str, Any]) -> Source:
    return Source(
        name=entry["name"],
        aliases=tuple(entry.get("aliases", ())),
        licensed=entry.get("licensed", False),
        max_share=entry.get("max-share", 1.0),
        outlets=tuple(entry.get("outlets", ())),
        articles=tuple(entry.get("articles", ())),
    )


def _ignored(entry: Mapping[str, Any]) -> Ignored:
    expires = entry.get("expires")
    return Ignored(
        incoming=entry["incoming"],
        source=entry["source"],
        reason=entry["reason"],
        owner=entry["owner"],
        expires=expires if isinstance(expires, date) else None,
    )
