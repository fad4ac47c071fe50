"""Writing one value into a configuration file, and leaving all else as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dedup.config.files import SHARED, shown
from dedup.config.keys import shown_key
from dedup.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def with_value(path: Path, name: Sequence[str], value: float) -> str:
    r"""Return the text of a configuration file with a key set to a value.

    Parameters
    ----------
    path : Path
        Need not exist; in a ``pyproject.toml`` the key belongs to ``tool.dedup``.
    name : sequence of str
        Path of the key.
    value : float

    Raises
    ------
    UsageError
        If the file is no valid configuration as it is.
    InputError
        If it cannot be read.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp(), "dedup.toml")
    >>> _ = path.write_text("# ours\n[verdict]\nthreshold = 0.5  # for now\n")
    >>> print(with_value(path, ("verdict", "threshold"), 0.62), end="")
    # ours
    [verdict]
    threshold = 0.62  # for now
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = ""
    try:
        if path.exists():
            text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{shown(path)}: the configuration cannot be read: {error}") from error
    whole = (*(("tool", "dedup") if path.name == SHARED else ()), *name)
    try:
        document = tomlkit.parse(text)
        table = document
        for part in whole[:-1]:
            if part not in table:
                table[part] = tomlkit.table(is_super_table=part in {"tool", "dedup"})
            table = table[part]
        table[whole[-1]] = value
        return tomlkit.dumps(document)
    except TOMLKitError as error:
        raise UsageError(f"{shown(path)}: no valid TOML: {error}") from error
    except TypeError as error:  # something else stands where the table should
        raise UsageError(f"{shown(path)}: {shown_key(whole[:-1])} is no table") from error
