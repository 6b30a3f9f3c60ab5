"""The sheet that a picture is drawn on: its title, what was asked, its legend, its foot, and the words on it.

Drawn by matplotlib without pyplot, so that no window, backend or plot of a notebook is touched.
"""

from __future__ import annotations

import base64
import io
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from matplotlib.figure import Figure
from matplotlib.patches import Patch

from queries import _catalogue
from queries._figures import figure
from queries._frame import Answer
from queries._say import Say, word
from queries._terminal import calm

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

Row = TypeVar("Row")

INK, GRID, PAPER = "#1b2733", "#d5dce3", "#ffffff"
LIGHT, MIDDLE, DARK = "#b7c7d8", "#6f8fb0", "#1f3a57"
"""Three tones of one blue: they stay apart in grey and for every kind of colour blindness."""
UNKNOWN = {"facecolor": PAPER, "edgecolor": "#8896a5", "hatch": "/////", "linewidth": 0.5}
"""How what nobody knows is drawn: never as nothing."""
FONT = "DejaVu Sans"
STYLE: dict[str, Any] = {
    "font.family": FONT,
    "font.size": 8,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": GRID,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.5,
    "hatch.color": "#8896a5",
}
LABEL = 38
"""A label longer than this is cut."""
MOST = 40
"""The most rows of a picture; the rest is counted at its foot."""
LETTER = 0.068
"""How wide a letter of a label is, in inches, about."""
NARROWEST, WIDEST = 7.0, 16.0
LINE = 0.165
"""The height of a line of small text, in inches."""


class Picture(Figure):
    """A figure that a notebook shows by itself, whether or not pyplot is loaded."""

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, object], dict[str, dict[str, int]]]:
        """The picture at twice the resolution of a screen, and its title as text."""
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=192)
        width, height = (round(inches * 96) for inches in self.get_size_inches())
        data: dict[str, object] = {
            "image/png": base64.b64encode(out.getvalue()).decode(),
            "text/plain": self.get_label(),
        }
        return data, {"image/png": {"width": width, "height": height}}


class Sheet:
    """A picture in the making.

    Attributes:
        answer: What it shows.
        say: Speaks the language of the answer.
        notes: What the foot says beside day and source.
        keys: The legend.
    """

    def __init__(self, answer: Answer) -> None:
        """Begin the picture of an answer."""
        self.answer = answer
        self.say = Say(answer.lang, answer.names[answer.lang])
        self.notes: list[str] = []
        self.keys: list[Patch] = []

    def name(self, node_id: object, most: int = LABEL) -> str:
        """The name of a node as a label."""
        return shown(self.say.name(str(node_id)), most)

    def names(self, node_ids: Sequence[str], most: int = 4) -> str:
        """Several names as a label."""
        return shown(self.say.names(list(node_ids), most), 2 * LABEL)

    def word(self, text: str) -> str:
        """A closed word as a label."""
        return shown(word(text, self.say.lang))

    def figure(self, number: float) -> str:
        """A whole number as the language writes it."""
        return figure(round(number), self.say.lang)

    def key(self, label: str, **style: Any) -> None:
        """Put a tone into the legend."""
        drawn: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4} | style
        self.keys.append(Patch(label=label, **drawn))

    def unknown_key(self, label: str = "") -> None:
        """Put what is unknown into the legend."""
        self.key(label or self.say("no evidence", "sin evidencia"), **UNKNOWN)

    def cut(self, rows: Sequence[Row], most: int = MOST, what: tuple[str, str] = ("", "")) -> list[Row]:
        """So many of the rows (or of `what`, in English and Spanish); the rest is counted at the foot."""
        if len(rows) > most:
            rest = figure(len(rows) - most, self.say.lang)
            named = f" {what[self.say.lang == 'es']}".rstrip()
            self.notes.append(self.say(f"{rest} more{named} not drawn", f"{rest}{named} más sin dibujar"))
        return list(rows[:most])

    def first(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The first rows of a frame, as many as a picture has; the rest is counted at the foot."""
        return frame.iloc[self.cut(range(len(frame)))]

    def made(
        self, width: float, height: float, ratios: Sequence[float] = (1,), across: int = 1
    ) -> tuple[Picture, list[Axes]]:
        """The picture with its title, legend and foot, and so many empty axes, one below another or `across`.

        Args:
            width: In inches, within what a page can carry.
            height: Of the drawing alone, in inches.
            ratios: The height of each row of axes in relation to the others.
            across: The axes of a row.
        """
        width = min(max(width, NARROWEST), WIDEST)
        title = textwrap.wrap(shown(self._title(), 400), int(width / 0.105)) or [""]
        told = textwrap.wrap(shown(self._asked(), 400), int(width / 0.07))
        foot = [line for text in self._foot() for line in textwrap.wrap(shown(text, 600), int(width / 0.066))]
        top = 0.14 + 0.24 * len(title) + LINE * len(told)
        legend = self._legend_rows(width) * (LINE + 0.05) + (0.06 if self.keys else 0)
        bottom = 0.16 + LINE * len(foot)
        whole = top + legend + height + bottom
        chart = Picture(figsize=(width, whole), facecolor=PAPER)
        chart.set_layout_engine(
            "constrained", rect=(0.06 / width, bottom / whole, 1 - 0.12 / width, height / whole), w_pad=0.08, h_pad=0.04
        )
        chart.set_label(title[0] if len(title) == 1 else " ".join(title))
        self._write(chart, title, told, foot, top + legend)
        axes = chart.subplots(len(ratios), across, squeeze=False, gridspec_kw={"height_ratios": list(ratios)})
        for one in axes.flat:
            bare(one)
        return chart, list(axes.flat)

    def _write(self, chart: Picture, title: list[str], told: list[str], foot: list[str], head: float) -> None:
        width, whole = (float(inches) for inches in chart.get_size_inches())
        left = 0.12 / width
        chart.text(
            left, 1 - 0.1 / whole, "\n".join(title), va="top", fontsize=11.5, fontweight="bold", linespacing=1.35
        )
        under = 0.12 + 0.24 * len(title)
        chart.text(left, 1 - under / whole, "\n".join(told), va="top", fontsize=8.5, color="#4a5968", linespacing=1.3)
        chart.text(left, 0.08 / whole, "\n".join(foot), va="bottom", fontsize=7.5, color="#4a5968", linespacing=1.4)
        if self.keys:
            chart.legend(
                handles=self.keys,
                loc="lower left",
                bbox_to_anchor=(0.04 / width, 1 - head / whole),
                ncols=self._columns(width),
                frameon=False,
                fontsize=8,
                handlelength=1.6,
                handleheight=0.9,
                columnspacing=1.4,
            )

    def _columns(self, width: float) -> int:
        """How many keys stand side by side: as many as fit, column by column."""
        labels = [len(str(key.get_label())) for key in self.keys]
        for columns in range(len(labels), 1, -1):
            down = -(-len(labels) // columns)
            columns_of = [labels[place : place + down] for place in range(0, len(labels), down)]
            if sum(max(column) * LETTER + 0.48 for column in columns_of) < width:
                return columns
        return 1

    def _legend_rows(self, width: float) -> int:
        return -(-len(self.keys) // self._columns(width)) if self.keys else 0

    def _title(self) -> str:
        question = _catalogue.question(self.answer.query)
        return self.say(question.en, question.es)

    def _asked(self) -> str:
        """What was asked beyond the question: parameters that are not as usual, in words."""
        question = _catalogue.question(self.answer.query)
        parts = []
        for parameter in question.parameters:
            value = self.answer.params.get(parameter.name)
            if value is None or (value == parameter.default and parameter.name != "scope"):
                continue
            values = value if isinstance(value, (list, tuple)) else [value]
            if parameter.choices and set(values) == set(parameter.choices):
                continue
            said = ", ".join(
                self.say.name(str(v)) if parameter.kinds else word(str(v), self.say.lang) for v in values if v != ""
            )
            if parameter.name == "scope":
                said = self.say(f"scope: {said}", f"alcance: {said}")
            plain = parameter.kinds or parameter.name == "scope"
            parts.append(said if plain else f"{parameter.name}: {said}")
        if gone := self.answer.params.get("without"):
            names = self.say.names([str(node) for node in gone])  # type: ignore[attr-defined]
            parts.append(self.say(f"supposed: without {names}", f"supuesto: sin {names}"))
        if self.answer.params.get("with"):
            parts.append(self.say("with supposed statements", "con afirmaciones supuestas"))
        return " · ".join(part for part in parts if part)

    def _foot(self) -> list[str]:
        day = "" if self.answer.timeless else self.say(f"As of {self.answer.as_of} · ", f"Al {self.answer.as_of} · ")
        query = self.answer.query
        source = self.say(
            f"{day}Source: migov, question {query}; the answer lists its sources",
            f"{day}Fuente: migov, pregunta {query}; la respuesta da sus fuentes",
        )
        return [*([". ".join(self.notes) + "."] if self.notes else []), source]


def sentence(answer: Answer) -> Picture:
    """A picture that says in words that there is nothing to draw."""
    sheet = Sheet(answer)
    told = textwrap.wrap(shown(answer.sentence, 900), 92, break_on_hyphens=False)
    chart, (axes,) = sheet.made(NARROWEST, LINE * 1.3 * len(told) + 0.3)
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, "\n".join(told), ha="center", va="center", fontsize=9, linespacing=1.5, transform=axes.transAxes
    )
    return chart


def bare(axes: Axes) -> None:
    """Take the frame and the ticks of axes away."""
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, labelsize=8)


def each(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame, their cells as attributes."""
    return frame.itertuples(index=False)


def rows(axes: Axes, labels: Sequence[str]) -> None:
    """Name the rows of axes, the first on top."""
    axes.set_yticks(range(len(labels)), list(labels), parse_math=False)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def width_of(labels: Sequence[str]) -> float:
    """How many inches the longest label takes, about."""
    return max((len(label) for label in labels), default=0) * LETTER


def shown(text: str, most: int = LABEL) -> str:
    """Text in one line, in characters that the font has, cut where it is too long."""
    drawn = "".join(c if ord(c) in letters() else "□" for c in " ".join(calm(text).split()))
    return drawn if len(drawn) <= most else f"{drawn[: most - 1].rstrip()}…"


@cache
def letters() -> frozenset[int]:
    """The characters of the font that pictures are drawn with."""
    from matplotlib.font_manager import findfont, get_font

    return frozenset(get_font(findfont(FONT)).get_charmap())
