"""One self-contained page: templates, style and script in, a string of HTML out."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dedup.report.html.looks import NOT_PROVEN
from dedup.report.html.texts import visible
from dedup.report.labels import cut_middle, moment, per_cent
from dedup.version import __version__

if TYPE_CHECKING:
    from dedup.report.html.about import About
    from dedup.report.html.pair import PairView

_LONGEST_TITLE = 120
PAIRS_BUDGET = 1_400_000
"""Bytes that all pair views of a page may take: a report of 50 articles stays below 2 MB."""


def page(template: str, *, title: str, about: About, **context: Any) -> bytes:  # noqa: ANN401
    """Render a whole page.

    Parameters
    ----------
    template : str
        Name of the template, without ``.html.j2``.
    title : str
        Plain text.
    about : About
    **context
        What the template names.

    Returns
    -------
    bytes
        UTF-8. The page carries all it needs and may load nothing: its policy allows its own
        style and script, by their hashes, and nothing else.
    """
    style, script = _static("report.css"), _static("report.js")
    text = (
        environment()
        .get_template(f"{template}.html.j2")
        .render(
            title=cut_middle(title, _LONGEST_TITLE),
            about=about,
            style=Markup(style),  # noqa: S704 - our own file
            script=Markup(script),  # noqa: S704 - our own file
            policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
            "base-uri 'none'; form-action 'none'",
            **context,
        )
    )
    return text.encode()


def pair_markup(view: PairView) -> Markup:
    """Render a pair alone, to see how much room it takes."""
    template = environment().get_template("pair_alone.html.j2")
    return Markup(template.render(view=view))  # noqa: S704 - rendered with autoescape


@cache
def environment() -> Environment:
    """Make the environment of the templates: everything is escaped and made visible."""
    made = Environment(
        loader=PackageLoader("dedup.report.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"per_cent": per_cent, "moment": moment}
    made.globals |= {
        "version": __version__,
        "not_proven": NOT_PROVEN,
    }
    return made


def _finalize(value: object) -> object:
    """Make text visible on its way into a page; markup of our own stays as it is."""
    return visible(value) if type(value) is str else value


@cache
def _static(name: str) -> str:
    text = (files("dedup.report.html") / "static" / name).read_text("utf-8")
    return text.replace("\r\n", "\n")  # as a browser reads it before it takes the hash


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
