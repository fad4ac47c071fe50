"""What can go wrong, as one small tree.

::

    DedupError
    ├── UsageError          the call or the configuration is wrong      exit status 2
    └── InputError          the data or the machine got in the way      exit status 3
        └── MissingExtraError   an optional package is not installed
"""

from __future__ import annotations


class DedupError(Exception):
    """Base of every error that dedup raises on purpose; its text is one line for the user."""

    exit_status = 3


class UsageError(DedupError):
    """The command line or the configuration asks for something impossible."""

    exit_status = 2


class InputError(DedupError):
    """A file, folder, stream or collection cannot be used."""


class MissingExtraError(InputError):
    """An optional package is needed and absent.

    Parameters
    ----------
    purpose : str
        What needs the package, as the subject of a sentence ("reading HTML").
    extra : str
        Name of the extra in ``pyproject.toml`` that installs it.
    """

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an extra package: pip install 'dedup[{extra}]'")
