"""The reports of a check, by name; each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console

    from dedup.gate import CheckResult

Reporter: TypeAlias = "Callable[[CheckResult], bytes]"
"""Renders what a check found as the bytes of a file."""


def _in(module: str, function: str) -> Reporter:
    def render(result: CheckResult) -> bytes:
        found = getattr(import_module(module), function)
        return cast("Reporter", found)(result)

    render.__name__ = render.__qualname__ = function
    render.__doc__ = f"Render with ``{module}.{function}``."
    return render


REPORTERS: Mapping[str, Reporter] = MappingProxyType(
    {
        "json": _in("dedup.report.findings.page", "check_json"),
        "sarif": _in("dedup.report.findings.sarif", "check_sarif"),
        "github-sarif": _in("dedup.report.findings.sarif", "check_github_sarif"),
        "junit": _in("dedup.report.findings.junit", "check_junit"),
        "github": _in("dedup.report.findings.github", "check_github"),
        "github-summary": _in("dedup.report.findings.markdown", "check_github_summary"),
        "gitlab": _in("dedup.report.findings.gitlab", "check_gitlab"),
        "markdown": _in("dedup.report.findings.markdown", "check_markdown"),
        "csv": _in("dedup.report.findings.table", "check_csv"),
        "html": _in("dedup.report.html", "check_html"),
        # Further reports of a check stand here: a name, the module and its function.
    }
)
"""Names of reports, for ``--report NAME=FILE`` and ``--format NAME``."""


def print_check(result: CheckResult, console: Console | None = None) -> None:
    """Print the findings of a check for an editor, worst first, each with its evidence.

    Parameters
    ----------
    result : CheckResult
    console : rich.console.Console, optional
        By default as wide as the terminal.
    """
    from dedup.report.findings.screen import print_findings

    print_findings(result, console)
