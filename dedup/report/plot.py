"""The matrix as a picture: a clustered heat map for a page or a paper."""

from __future__ import annotations

import io
import warnings
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from dedup.errors import MissingExtraError, UsageError
from dedup.report.labels import per_cent, short_names
from dedup.report.order import related_tree

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage
    from numpy.typing import NDArray

    from dedup.report.matrix import SimilarityMatrix

_FORMATS = {".png": "png", ".svg": "svg", ".pdf": "pdf"}
_MOST_NUMBERS = 20  # articles up to which every cell shows its number
_MOST_NAMES = 80
_NAME_WIDTH = 30
_REGULAR = 400  # as fonts count weight
_USUAL_FONT = "sans-serif"
_BOXES = "Last Resort"  # a font that draws a box for any character
_CAPTIONS = {
    "source": "probability of a shared source (%)",
    "containment": "share of the row's {shingle}-word shingles found in the column (%)",
    "jaccard": "Jaccard similarity of {shingle}-word shingles (%)",
    "minhash": "estimated Jaccard similarity of {shingle}-word shingles (%)",
    "tfidf": "cosine of TF-IDF weights (%)",
}
_STYLE: Any = {
    "font.family": _USUAL_FONT,
    "font.size": 8,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "dedup",  # the same matrix gives the same file
}


def plot_format(path: Path) -> str:
    """Return the picture format that a file name asks for.

    Raises
    ------
    UsageError
        If it is not ``.png``, ``.svg`` or ``.pdf``.
    """
    if path.suffix.lower() not in _FORMATS:
        raise UsageError(f"{path}: a plot is written as {', '.join(_FORMATS)}")
    return _FORMATS[path.suffix.lower()]


def draw_matrix(matrix: SimilarityMatrix, picture_format: str) -> bytes:
    """Draw a matrix as a heat map beside the tree of its clustering.

    Parameters
    ----------
    matrix : SimilarityMatrix
    picture_format : {"png", "svg", "pdf"}

    Returns
    -------
    bytes
        The picture; the same bytes for the same matrix and matplotlib.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    figure = matplotlib_figure()
    # In an SVG text stays text: who looks at it may have fonts that are not installed here.
    _fill(figure, matrix, escape=picture_format != "svg")
    return figure_bytes(figure, picture_format)


def matplotlib_figure(**options: Any) -> Figure:  # noqa: ANN401 - whatever matplotlib takes
    """Return an empty figure that no window shows.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    try:
        import matplotlib as mpl
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise MissingExtraError("drawing a plot", "plot") from error
    with mpl.rc_context(_STYLE):
        return Figure(**options)


def figure_bytes(figure: Figure, picture_format: str) -> bytes:
    """Return a figure as a picture, without clocks and random names."""
    import matplotlib as mpl

    stream = io.BytesIO()
    metadata = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # Left in an SVG only, where the fonts of this machine do not matter.
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure.savefig(
            stream, format=picture_format, dpi=200, metadata=metadata[picture_format],
            bbox_inches="tight", pad_inches=0.1,
        )  # fmt: skip
    return stream.getvalue()


def _fill(figure: Figure, matrix: SimilarityMatrix, *, escape: bool) -> None:
    tree = related_tree(matrix.values, matrix.ids)
    ordered = matrix.ordered()
    side = float(np.clip(0.34 * len(ordered.articles), 2.4, 9))
    figure.set_size_inches(side * 1.2, side + 0.5)
    grid: Any = figure.add_gridspec(
        2, 2, width_ratios=[0.2, 1], height_ratios=[0.12, side], wspace=0.03, hspace=0.12 / side
    )
    heat = figure.add_subplot(grid[1, 1])
    image = _heat_map(heat, ordered, escape=escape)
    if tree is not None:
        _tree(figure.add_subplot(grid[1, 0]), tree)
    scale = figure.add_subplot(grid[0, 1])
    bar = figure.colorbar(image, cax=scale, orientation="horizontal", ticklocation="top")
    bar.outline.set_visible(False)
    bar.set_label(_CAPTIONS[matrix.measure].format(**matrix.parameters))


def _heat_map(axes: Axes, matrix: SimilarityMatrix, *, escape: bool) -> AxesImage:
    count = len(matrix.articles)
    shares = matrix.values * 100
    apart = shares[~np.eye(count, dtype=bool)]
    top = max(float(apart.max(initial=0)), 1.0)
    shown = np.where(np.eye(count, dtype=bool), np.nan, shares)
    # The square root leaves room for the small shares, which are the interesting ones.
    from matplotlib.colors import PowerNorm

    image = axes.imshow(shown, cmap="cividis", norm=PowerNorm(0.5, 0, top), aspect="equal")
    axes.set_facecolor("0.92")
    ticks = range(count) if count <= _MOST_NAMES else []
    names = short_names(matrix.ids, _NAME_WIDTH) if ticks else []
    fonts, drawable = _fonts_for("".join(names))
    names = [_escaped(name, drawable) if escape else name for name in names]
    names = [name.replace("$", r"\$") for name in names]
    axes.set_yticks(ticks, names, fontfamily=fonts)
    axes.set_xticks(ticks, names, fontfamily=fonts, rotation=90)
    axes.yaxis.tick_right()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    if count <= _MOST_NUMBERS:
        _write_numbers(axes, matrix, top)
    return image


def _fonts_for(text: str) -> tuple[list[str], set[str]]:
    """Choose fonts that draw a text: the usual one, then installed ones with what it lacks.

    Returns
    -------
    families : list of str
        In the order in which a character is looked for.
    drawable : set of str
        The characters of the text that one of them has.
    """
    from matplotlib import font_manager

    usual = font_manager.findfont(font_manager.FontProperties(family=[_USUAL_FONT]))
    families = [_USUAL_FONT]
    lacking = set(text) - _glyphs(usual)
    fonts = [font for font in font_manager.fontManager.ttflist if _BOXES not in font.name]
    upright = {font.fname for font in fonts if font.style == "normal" and font.weight == _REGULAR}
    name_of = {font.fname: font.name for font in fonts}
    while lacking and upright:
        # The font that has most of them, ties by name: the fewer the better to look at.
        best = min(upright, key=lambda path: (-len(lacking & _glyphs(path)), name_of[path]))
        if not lacking & _glyphs(best):
            break
        families.append(name_of[best])
        lacking -= _glyphs(best)
        upright.remove(best)
    return families, set(text) - lacking


@cache
def _glyphs(path: str) -> frozenset[str]:
    from matplotlib.font_manager import get_font

    try:
        return frozenset(map(chr, get_font(path).get_charmap()))
    except (OSError, RuntimeError):  # no font that can be drawn with
        return frozenset()


def _escaped(name: str, drawable: set[str]) -> str:
    """Write what no font has by number."""
    return "".join(c if c in drawable else f"U+{ord(c):04X} " for c in name).strip()


def _write_numbers(axes: Axes, matrix: SimilarityMatrix, top: float) -> None:
    for (row, column), value in np.ndenumerate(matrix.values):
        if row != column:
            colour = "black" if value * 100 > top * 0.4 else "white"
            axes.text(
                column, row, per_cent(value), ha="center", va="center", color=colour, fontsize=6
            )


def _tree(axes: Axes, tree: NDArray[np.float64]) -> None:
    from scipy.cluster import hierarchy

    drawn = hierarchy.dendrogram(tree, no_plot=True)
    heights = tree[:, 2]
    # Rewrites join near distance 1; leaves begin a little left of the lowest join, not at 0.
    leaf = heights.min() - 0.3 * max(np.ptp(heights), 0.02)
    for places, joins in zip(drawn["icoord"], drawn["dcoord"], strict=True):
        axes.plot(np.maximum(joins, leaf), places, color="0.35", linewidth=0.9)
    axes.set_xlim(heights.max() + 0.05 * max(np.ptp(heights), 0.02), leaf)
    axes.set_ylim(10 * (len(tree) + 1), 0)
    axes.set_axis_off()
