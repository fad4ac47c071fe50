"""Names of a package that are imported when they are first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazily(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a ``__getattr__`` for a package whose modules take their time to import (PEP 562).

    Parameters
    ----------
    package : str
        Its name.
    homes : mapping of str to str
        The module of each name; one that begins with a full stop is inside the package. No name
        may be that of a module of the package: the module would stand before it.
    """

    def look_up(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(homes[name], package), name)

    return look_up
