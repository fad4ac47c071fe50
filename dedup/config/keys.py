"""Every key of the configuration: its kind, range, default, and where else it can be set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from dedup.config.options import SEARCH_RANGES, SearchOptions
from dedup.config.policy import DECISION_THRESHOLD, DEFAULT_RULES, FAIL_ON, LEVELS, Policy
from dedup.config.ranges import SHARE, Range

if TYPE_CHECKING:
    from collections.abc import Sequence

Kind = Literal["text", "texts", "flag", "number", "word", "day"]
_KINDS = {
    "text": "a text that is not empty",
    "texts": "a list of texts, none of them empty",
    "flag": "true or false",
    "day": "a day such as 2026-12-31, without quotation marks",
}
_MOST_JOBS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of the configuration.

    Parameters
    ----------
    name : tuple of str
        Its path: tables, then the key; in a list of tables the key alone.
    kind : str
        ``text``, ``texts``, ``flag``, ``number``, ``word`` (one of ``words``) or ``day``.
    meaning : str
        One sentence for the schema.
    default : object
        None where nothing is set unless the user does.
    range : Range or None
        For a number.
    words : tuple of str
        For a word.
    required : bool
        Whether an entry of a list of tables must have it.
    env, flag : str or None
        Environment variable and option of a command that set it too.
    """

    name: tuple[str, ...]
    kind: Kind
    meaning: str
    default: object = None
    range: Range | None = None
    words: tuple[str, ...] = ()
    required: bool = False
    env: str | None = None
    flag: str | None = None

    @property
    def wanted(self) -> str:
        """What a value must be, in words."""
        if self.range is not None:
            return str(self.range)
        return f"one of {', '.join(self.words)}" if self.words else _KINDS[self.kind]

    def accepts(self, value: object) -> bool:
        """Tell whether a value is what the key wants."""
        match self.kind:
            case "text":
                return isinstance(value, str) and bool(value.strip())
            case "texts":
                return isinstance(value, list | tuple) and all(
                    isinstance(one, str) and one.strip() for one in value
                )
            case "flag":
                return isinstance(value, bool)
            case "number":
                return value in self.range if self.range is not None else False
            case "word":
                return value in self.words
            case "day":
                return type(value) is date


def shown_key(path: Sequence[str | int]) -> str:
    """Write the path of a key as TOML does, the number of an entry in brackets.

    Examples
    --------
    >>> shown_key(("rules", "reuse/self", "level")), shown_key(("ignore", 0, "owner"))
    ('rules."reuse/self".level', 'ignore[1].owner')
    """
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part + 1}]"
        else:
            plain = part.replace("-", "").replace("_", "").isalnum() and part.isascii()
            shown += ("." if shown else "") + (part if plain else f'"{part}"')
    return shown


def _search_key(field: str, meaning: str) -> Key:
    default = getattr(SearchOptions(), field)
    is_flag = isinstance(default, bool)
    return Key(
        name=("search", field.replace("_", "-")),
        kind="flag" if is_flag else "number",
        meaning=meaning,
        default=default,
        range=None if is_flag else SEARCH_RANGES[field],
    )


TUNABLE = ("verdict", "threshold")
"""The key that ``dedup tune`` writes."""
_POLICY = Policy()
PLAIN_KEYS: tuple[Key, ...] = (
    Key(
        name=("agencies",),
        kind="texts",
        meaning="Names to be known as credits besides the news agencies that ship with dedup.",
        default=(),
    ),
    Key(
        name=("own-outlets",),
        kind="texts",
        meaning="Outlets that are the newsroom's own: reuse of theirs is the rule reuse/self, as "
        "is any outlet's reuse of its own articles.",
        default=(),
    ),
    Key(
        name=("check", "against"),
        kind="texts",
        meaning="An index, or files and folders, to check against; from this file's folder.",
        default=(),
        flag="--against",
    ),
    Key(
        name=("check", "baseline"),
        kind="text",
        meaning="The file of accepted findings; from this file's folder.",
        env="DEDUP_BASELINE",
        flag="--baseline",
    ),
    Key(
        name=("check", "fail-on"),
        kind="word",
        meaning="Whether known findings fail a check too, only new ones, or none.",
        default=_POLICY.fail_on,
        words=FAIL_ON,
        env="DEDUP_FAIL_ON",
        flag="--fail-on",
    ),
    Key(
        name=("check", "fail-level"),
        kind="word",
        meaning="The least level of a finding that fails a check.",
        default=_POLICY.fail_level,
        words=LEVELS[1:],
        env="DEDUP_FAIL_LEVEL",
        flag="--fail-level",
    ),
    Key(
        name=("check", "jobs"),
        kind="number",
        meaning="Processes; all processors if it is not set.",
        range=Range(low=1, high=_MOST_JOBS, whole=True),
        env="DEDUP_JOBS",
        flag="--jobs",
    ),
    Key(
        name=("check", "text-field"),
        kind="text",
        meaning="Field of a record that holds the text; guessed if it is not set.",
        flag="--text-field",
    ),
    Key(
        name=("check", "id-field"),
        kind="text",
        meaning="Field of a record that holds the id; guessed if it is not set.",
        flag="--id-field",
    ),
    _search_key("near", "Whether to search for near-copies."),
    _search_key("rewrites", "Whether to search for rewrites."),
    _search_key("threshold", "Jaccard similarity from which near-copies are wanted."),
    _search_key("recall", "Share of the pairs at the threshold to be found."),
    _search_key("shingle", "Words in a shingle."),
    _search_key("num_perm", "MinHash permutations."),
    _search_key("seed", "Seed of the permutations."),
    Key(
        name=TUNABLE,
        kind="number",
        meaning="Probability of a shared source from which rules speak that set none themselves.",
        default=DECISION_THRESHOLD,
        range=SHARE,
        env="DEDUP_MIN_PROBABILITY",
        flag="--min-probability",
    ),
)
LIMITED = tuple(rule for rule in DEFAULT_RULES if rule != "input/unreadable")
"""Rules that have limits besides a level."""
RULE_KEYS: tuple[Key, ...] = tuple(
    key
    for rule, policy in DEFAULT_RULES.items()
    for key in (
        Key(
            name=("rules", rule, "level"),
            kind="word",
            meaning="Level of the rule's findings; off silences it.",
            default=policy.level,
            words=LEVELS,
        ),
        Key(
            name=("rules", rule, "min-probability"),
            kind="number",
            meaning="Probability of a shared source from which the rule speaks; that of "
            "verdict.threshold if it is not set.",
            range=SHARE,
        ),
        Key(
            name=("rules", rule, "min-share"),
            kind="number",
            meaning="Share of the incoming article's words that must be reused.",
            default=policy.min_share,
            range=SHARE,
        ),
    )
    if rule in LIMITED or key.name[-1] == "level"
)
KEYS: tuple[Key, ...] = PLAIN_KEYS + RULE_KEYS
"""All keys but those in lists of tables."""
SOURCE_KEYS: tuple[Key, ...] = (
    Key(
        name=("name",),
        kind="text",
        meaning="The agency or outlet, as articles credit it.",
        required=True,
    ),
    Key(name=("aliases",), kind="texts", meaning="Other names that it goes by.", default=()),
    Key(
        name=("licensed",),
        kind="flag",
        meaning="Whether its copy may be used without a credit.",
        default=False,
    ),
    Key(
        name=("max-share",),
        kind="number",
        meaning="Largest share of an article that may come from it.",
        default=1.0,
        range=SHARE,
    ),
    Key(
        name=("outlets",),
        kind="texts",
        meaning="Outlets the agreement holds for; empty means all.",
        default=(),
    ),
    Key(
        name=("articles",),
        kind="texts",
        meaning="Patterns, with * and ?, of ids or paths of articles that are its.",
        default=(),
    ),
)
IGNORE_KEYS: tuple[Key, ...] = (
    Key(
        name=("incoming",),
        kind="text",
        meaning="Id of the incoming article, or a pattern with * and ?.",
        required=True,
    ),
    Key(
        name=("source",),
        kind="text",
        meaning="Id of the source, or a pattern with * and ?.",
        required=True,
    ),
    Key(name=("reason",), kind="text", meaning="Why the pair is allowed.", required=True),
    Key(name=("owner",), kind="text", meaning="Who allowed it.", required=True),
    Key(name=("expires",), kind="day", meaning="The last day on which it is allowed."),
)
LISTS = {"sources": SOURCE_KEYS, "ignore": IGNORE_KEYS}
"""Keys of the entries in each list of tables."""
