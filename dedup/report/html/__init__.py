"""Reports as single HTML files: open them offline, print them, send them on.

A page loads nothing and allows no script but its own; whatever an article holds is shown as text.
"""

from dedup.gate import Pair
from dedup.report.html.about import about, datum_of
from dedup.report.html.findings import check_html
from dedup.report.html.lists import (
    MOST_LISTED,
    clusters_page,
    listed_in_clusters,
    pairs_page,
)
from dedup.report.html.matrix import matrix_page
from dedup.report.html.page import page
from dedup.report.html.pair import pair_view

__all__ = [
    "MOST_LISTED",
    "Pair",
    "check_html",
    "clusters_page",
    "listed_in_clusters",
    "matrix_page",
    "pair_page",
    "pairs_page",
]


def pair_page(pair: Pair) -> bytes:
    """Render two aligned articles beside each other, with what was decided about them.

    Parameters
    ----------
    pair : Pair
        Two articles, their alignment and the verdict.

    Returns
    -------
    bytes
        One HTML file in UTF-8 that needs nothing else and loads nothing.
    """
    view = pair_view(pair, "p1")
    a, b = view.columns
    return page(
        "align",
        title=" / ".join([f"{view.wording.heading}: {a.title}", b.title]),
        about=about("align", {}, [datum_of(pair.a), datum_of(pair.b)]),
        view=view,
    )
