"""Drawing the pictures of a brief, readable in print and in grey.

matplotlib is used without its global state, so that a notebook's own plots are left alone.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graph import dates

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 174.0
"""Millimetres: the text of an A4 page."""
INK, SEAT, CHAIR, GRID = "#1b2733", "#9fb3c8", "#243b53", "#d5dce3"
"""Two tones that stay apart in grey."""
LABEL, HEAD = 34, 14
"""A label longer than this is cut; the head of a column is broken into lines of this length."""
MM, DPI = 25.4, 220


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as a file.

    Attributes:
        content: Its bytes, the same each time.
        width: In millimetres.
    """

    content: bytes
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a timeline, in the row of that number."""

    row: int
    start: str
    end: str
    since: str
    chair: bool


def timeline(labels: Sequence[str], bars: Sequence[Bar], as_of: str, words: tuple[str, str, str], form: str) -> Drawn:
    """Bars from when to when; `words` tell what they are in the legend: a seat, a chair, an unknown start."""
    chart, axes = _blank(5.2 * len(labels) + 15)
    last = _year(as_of)
    first = min(_year(dates.first_day(bar.start or bar.since)) for bar in bars)
    span = max(last - first, 1.0)
    for bar in bars:
        _bar(axes, bar, last, span)
    axes.set_xlim(first - span * 0.045, last + span * 0.01)
    _rows(axes, labels)
    axes.axvline(last, color=INK, linewidth=0.8)
    axes.xaxis.set_major_locator(_whole_years())
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    _legend(chart, bars, words)
    return _saved(chart, form)


def _bar(axes: Axes, bar: Bar, last: float, span: float) -> None:
    begin = _year(dates.first_day(bar.start or bar.since))
    end = min(_year(dates.last_day(bar.end)), last) if bar.end else last
    width = max(end - begin, span * 0.008)  # a month in thirty years is still seen
    height, colour = (0.34, CHAIR) if bar.chair else (0.68, SEAT)
    above = 3 if bar.chair else 2
    axes.barh(bar.row, width, left=begin, height=height, color=colour, edgecolor=INK, linewidth=0.4, zorder=above)
    if not bar.start and not bar.chair:
        axes.text(begin - span * 0.006, bar.row, "?", ha="right", va="center", fontsize=8, color=INK)


def _legend(chart: Figure, bars: Sequence[Bar], words: tuple[str, str, str]) -> None:
    from matplotlib.patches import Patch

    seat, chair, unknown = words
    keys = []
    if any(not bar.chair for bar in bars):
        keys.append(Patch(facecolor=SEAT, edgecolor=INK, linewidth=0.4, label=seat))
    if any(bar.chair for bar in bars):
        keys.append(Patch(facecolor=CHAIR, edgecolor=INK, linewidth=0.4, label=chair))
    if any(not bar.start and not bar.chair for bar in bars):
        keys.append(Patch(facecolor="none", edgecolor="none", label=unknown))
    chart.legend(handles=keys, loc="outside lower left", ncols=3, frameon=False, fontsize=8, handlelength=1.4)


def matrix(labels: Sequence[str], grid: Sequence[Sequence[int]], form: str) -> Drawn:
    """Numbers in a square, the larger the darker."""
    chart, axes = _blank(5.5 * len(labels) + 12, width=min(58 + 22 * len(labels), WIDTH))
    most = max(max(row) for row in grid) or 1
    axes.imshow(grid, cmap="Greys", vmin=0, vmax=most * 1.6, aspect="auto")
    names = [_shown(label) for label in labels]
    heads = ["\n".join(textwrap.wrap(name, HEAD)) for name in names]
    axes.set_xticks(range(len(labels)), heads, fontsize=8, parse_math=False)
    axes.set_yticks(range(len(labels)), names, fontsize=8, parse_math=False)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for i, row in enumerate(grid):
        for j, value in enumerate(row):
            weight = "bold" if i != j else "normal"
            axes.text(j, i, str(value), ha="center", va="center", fontsize=9, color=INK, fontweight=weight)
    for side in axes.spines.values():
        side.set_visible(False)
    return _saved(chart, form)


def bars(rows: Sequence[tuple[str, float, str]], dark: str, form: str) -> Drawn:
    """Bars with their figures beside them, one of them dark."""
    chart, axes = _blank(5.6 * len(rows) + 6)
    top = max(value for _, value, _ in rows) or 1
    for place, (label, value, told) in enumerate(rows):
        axes.barh(place, value, height=0.62, color=CHAIR if label == dark else SEAT, edgecolor=INK, linewidth=0.4)
        axes.text(value + top * 0.012, place, told, va="center", fontsize=8, color=INK, parse_math=False)
    _rows(axes, [label for label, _, _ in rows])
    axes.set_xlim(0, top * 1.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return _saved(chart, form)


def _blank(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A picture of so many millimetres, with axes without a frame."""
    from matplotlib.figure import Figure

    chart = Figure(figsize=(width / MM, height / MM), layout="constrained")
    axes = chart.add_subplot()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(GRID)
    axes.tick_params(colors=INK, labelsize=8, length=0)
    return chart, axes


def _rows(axes: Axes, labels: Sequence[str]) -> None:
    axes.set_yticks(range(len(labels)), [_shown(label) for label in labels], fontsize=8, parse_math=False)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _whole_years() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=10, integer=True)


def _year(day: str) -> float:
    """A day as a year with a fraction."""
    return int(day[:4]) + (int(day[5:7]) - 1) / 12 + (int(day[8:10]) - 1) / 365


def _shown(label: str) -> str:
    """A label in characters that the font has, cut where it is too long; the words beside the picture have it whole."""
    from queries._plot_sheet import letters

    drawn = "".join(c if ord(c) in letters() else "□" for c in label)
    if len(drawn) <= LABEL and _breadth(drawn) <= LABEL:
        return drawn
    kept = drawn[: LABEL - 1]
    while _breadth(kept) > LABEL - 1:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _breadth(text: str) -> float:
    """How many letters of middle breadth a text takes the place of: a picture leaves room for so many."""
    wide = sum(c in "MWmw@%ЖШЩЮжшщю" or unicodedata.east_asian_width(c) in "FW" for c in text)
    return len(text) + wide * 0.6


def _saved(chart: Figure, form: str) -> Drawn:
    """The picture as `png` or `svg`, without the day on which it was drawn."""
    import matplotlib as mpl

    from queries._plot_sheet import FONT

    plain: Any = {"svg.fonttype": "path", "svg.hashsalt": "migov", "font.family": FONT}
    metadata = {"Software": None} if form == "png" else {"Date": None, "Creator": None}
    out = io.BytesIO()
    with mpl.rc_context(plain):
        chart.savefig(out, format=form, dpi=DPI, metadata=metadata)
    return Drawn(out.getvalue(), float(chart.get_size_inches()[0]) * MM)
