"""How an archive's sketches were made: what was made otherwise is refused, never compared."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict, dataclass
from functools import cache

from dedup.config import SearchOptions
from dedup.errors import InputError, UsageError
from dedup.search import Bands, BottomScheme, MinHashScheme, choose_bands
from dedup.text import TEXT_VERSION

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Everything that decides which sketches an article gets and which of them meet.

    Parameters
    ----------
    near : MinHashScheme
    rewrites : BottomScheme
    threshold, recall : float
        Of the search for near-copies, as in ``SearchOptions``.
    """

    near: MinHashScheme
    rewrites: BottomScheme
    threshold: float
    recall: float

    @classmethod
    def of(cls, options: SearchOptions) -> Identity:
        """Return the identity of what a search with these options makes.

        Raises
        ------
        UsageError
            If a number is out of its range.
        """
        try:
            near = MinHashScheme(
                num_perm=options.num_perm,
                seed=options.seed,
                method="one-permutation",
                width=options.shingle,
            )
            made = cls(
                near=near,
                rewrites=BottomScheme(),
                threshold=options.threshold,
                recall=options.recall,
            )
            _ = made.bands
        except ValueError as error:
            raise UsageError(str(error)) from error
        return made

    @property
    def bands(self) -> Bands:
        """The bands in which near-copies meet."""
        return _bands(self.near.num_perm, self.threshold, self.recall)

    def record(self) -> dict[str, object]:
        """Return the identity as it is stored and shown."""
        bands = self.bands
        return {
            "format": FORMAT_VERSION,
            "text_version": TEXT_VERSION,
            "unicode": unicodedata.unidata_version,
            "near": asdict(self.near),
            "bands": [bands.bands, bands.rows],
            "threshold": self.threshold,
            "recall": self.recall,
            "rewrites": asdict(self.rewrites),
        }


@cache
def _bands(num_perm: int, threshold: float, recall: float) -> Bands:
    return choose_bands(num_perm=num_perm, threshold=threshold, recall=recall)


def identity_from(record: dict[str, object], path: str) -> Identity:
    """Return the identity of a stored record that this program would make too.

    Raises
    ------
    InputError
        If another version of dedup or of Python made it, whose sketches are not comparable.
    """
    ours = Identity.of(SearchOptions()).record()
    for name in ("format", "text_version", "unicode"):
        if record.get(name) != ours[name]:
            raise InputError(
                f"{path}: made with {_NAMES[name]} {record.get(name)}, this dedup has "
                f"{ours[name]}: its sketches cannot be compared; add the articles to a new index"
            )
    near, rewrites = record.get("near"), record.get("rewrites")
    try:
        if not isinstance(near, dict) or not isinstance(rewrites, dict):
            raise TypeError("no schemes")  # noqa: TRY301 - one way out for all that is malformed
        made = Identity(
            near=MinHashScheme(**near),
            rewrites=BottomScheme(**rewrites),
            threshold=float(str(record["threshold"])),
            recall=float(str(record["recall"])),
        )
        same = made.record() == record
    except (TypeError, ValueError, KeyError):
        same = False
    if not same:
        raise InputError(
            f"{path}: its sketches were made in a way this dedup does not know; "
            "add the articles to a new index"
        )
    return made


_NAMES = {"format": "index format", "text_version": "text rules", "unicode": "Unicode"}


def check_options(identity: Identity, options: SearchOptions, path: str) -> None:
    """Refuse options that ask for other sketches than an archive has.

    Raises
    ------
    InputError
        Naming each difference.
    """
    have = {
        "num_perm": identity.near.num_perm,
        "seed": identity.near.seed,
        "shingle": identity.near.width,
        "threshold": identity.threshold,
        "recall": identity.recall,
    }
    wrong = [
        f"{name} {value} and not {getattr(options, name)}"
        for name, value in have.items()
        if getattr(options, name) != value
    ]
    if wrong:
        raise InputError(
            f"{path}: made with {', '.join(wrong)}: ask as it was made, or add the articles to "
            "a new index"
        )
