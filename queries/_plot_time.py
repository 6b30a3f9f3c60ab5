"""Pictures that run through time: spells as bars, counts as lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from graph import dates
from queries._plot_sheet import DARK, GRID, INK, LIGHT, MIDDLE, PAPER, UNKNOWN, Picture, Sheet, rows, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from queries._frame import Answer

ROW = 0.3
"""The height of a row in inches."""
PANELS = 12
"""The most pairs of a trend."""
CHAIRS = ("PRESIDES", "LEADS", "CONVENES")
LOOSE = ("observer", "associate")


@dataclass(frozen=True, slots=True)
class Spell:
    """A bar of a timeline, in years with fractions.

    Attributes:
        row: The label of its row.
        begin: Where it begins.
        end: Where it ends.
        form: `seat`, `loose` (observer, associate), `chair`, `act` (done on a day), `plan` or `unknown`.
        seen: When it was last seen, where it goes on without a known end.
        vague: Whether its start is unknown.
    """

    row: str
    begin: float
    end: float
    form: str
    seen: float | None = None
    vague: bool = False


def history(answer: Answer) -> Picture:
    """When a country sat where, and when it held the chair."""
    sheet, frame = Sheet(answer), answer.frame
    one = frame["subject"].nunique() == 1
    spells, undated = [], 0
    for row in frame.to_dict("records"):
        label = (
            sheet.name(row["object"]) if one else f"{sheet.name(row['subject'], 20)} · {sheet.name(row['object'], 24)}"
        )
        spell = _spell(row, label, answer.as_of)
        undated += spell is None
        spells += [spell] if spell else []
    if undated:
        sheet.notes.append(
            sheet.say(f"Not drawn, for want of any date: {undated}", f"Sin dibujar, por falta de fecha: {undated}")
        )
    return _timeline(sheet, spells)


def chairs(answer: Answer) -> Picture:
    """When somebody held several chairs at once; hatched where the dates are too coarse to be sure."""
    sheet, spells = Sheet(answer), []
    for row in answer.frame.to_dict("records"):
        end = row["end"] if isinstance(row["end"], str) else answer.as_of
        form = "chair" if row["certain"] == "yes" else "unknown"
        label = f"{sheet.name(row['holder'], 18)}: {sheet.names(row['chairs'])}"
        spells.append(Spell(label, _year(dates.first_day(row["start"])), _year(dates.last_day(end)), form))
    return _timeline(sheet, spells)


def trend(answer: Answer) -> Picture:
    """What each two share on each date, a panel each; hatched up to what they may have shared."""
    sheet, frame = Sheet(answer), answer.frame
    pairs = frame.groupby(["a", "b"], sort=True).last().reset_index()
    pairs = pairs.sort_values(["shared", "a", "b"], ascending=[False, True, True])
    kept = sheet.cut(list(zip(pairs["a"], pairs["b"], strict=True)), PANELS)
    sheet.key(sheet.say("shared, as is known", "en común, según consta"), facecolor=MIDDLE)
    sheet.unknown_key(
        sheet.say("may have been shared: nobody says since when", "quizá en común: nadie dice desde cuándo")
    )
    across = min(3, len(kept))
    down = -(-len(kept) // across)
    chart, panels = sheet.made(2.9 * across + 0.6, 1.55 * down, [1] * down, across)
    top = max(int(frame["shared"].max()), int(frame["at_most"].max()), 1)
    span = [_year(dates.last_day(str(day))) for day in (frame["date"].min(), frame["date"].max())]
    for axes, (a, b) in zip(panels, kept, strict=False):
        part = frame[(frame["a"] == a) & (frame["b"] == b)]
        _panel(axes, [_year(dates.last_day(d)) for d in part["date"]], list(part["shared"]), list(part["at_most"]))
        axes.set_title(f"{sheet.name(a, 20)} – {sheet.name(b, 20)}", fontsize=8.5, loc="left", fontweight="bold")
        axes.set_ylim(0, top * 1.12)
        axes.set_xlim(span[0] - 0.2, span[1] + 0.9)
    for axes in panels[len(kept) :]:
        axes.set_visible(False)
    return chart


def _panel(axes: Axes, x: Sequence[float], shared: Sequence[int], possible: Sequence[int]) -> None:
    """What is known is filled, what is possible beyond it hatched; the last figure stands at the end."""
    hatched: dict[str, Any] = {**UNKNOWN, "linewidth": 0}
    if any(most > known for most, known in zip(possible, shared, strict=True)):
        axes.fill_between(x, shared, possible, **hatched)
    axes.fill_between(x, 0, shared, color=LIGHT, linewidth=0)
    axes.plot(x, shared, color=DARK, linewidth=1.6, marker="o", markersize=3)
    axes.text(x[-1] + 0.15, shared[-1], str(shared[-1]), va="center", fontsize=9, fontweight="bold")
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=True))


def _spell(row: Mapping[Any, Any], label: str, as_of: str) -> Spell | None:
    """A statement of a history as a bar; None where nothing dates it."""
    start = next((row[key] for key in ("start", "since", "end") if isinstance(row[key], str)), None)
    if start is None:
        return None
    begin, last, status = _year(dates.first_day(start)), _year(as_of), row["status"]
    end = _year(dates.last_day(row["end"])) if isinstance(row["end"], str) else None
    vague = not isinstance(row["start"], str)
    if status in ("not yet", "announced", "invited", "declined", "dropped"):
        return Spell(label, begin, begin, "plan", None, vague)
    if status == "done":
        return Spell(label, begin, begin, "act", None, vague)
    form = "chair" if row["relation"] in CHAIRS else "loose" if row["role"] in LOOSE else "seat"
    seen = _year(dates.last_day(row["last_seen"])) if isinstance(row["last_seen"], str) else begin
    if status == "no evidence":
        return Spell(label, begin, end or last, "unknown", None, vague)
    if end is not None:
        return Spell(label, begin, min(end, last) if begin < last else end, form, None, vague)
    goes_on = status in ("in force", "suspended")
    return Spell(label, begin, last if goes_on else max(seen, begin), form, min(seen, last) if goes_on else None, vague)


def _timeline(sheet: Sheet, spells: Sequence[Spell]) -> Picture:
    """The bars, one row a label, in the order of their first year."""
    first: dict[str, float] = {}
    for spell in spells:
        first[spell.row] = min(spell.begin, first.get(spell.row, spell.begin))
    order = sheet.cut(sorted(first, key=lambda row: (first[row], row)))
    drawn = [spell for spell in spells if spell.row in set(order)]
    today = _year(sheet.answer.as_of)
    _keys(sheet, drawn)
    chart, (axes,) = sheet.made(width_of(order) + 6, ROW * len(order) + 0.35)
    low = min((spell.begin for spell in drawn), default=today - 1)
    high = max((*(spell.end for spell in drawn), today))
    span = max(high - low, 1.0)
    for spell in sorted(drawn, key=lambda spell: spell.form in ("chair", "act", "plan")):
        _bar(axes, spell, order.index(spell.row), span)
    rows(axes, order)
    axes.axvline(today, color=INK, linewidth=0.8)
    axes.set_xlim(low - span * 0.03, high + span * 0.02)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=10, integer=True))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    return chart


FORMS: dict[str, dict[str, Any]] = {
    "seat": {"facecolor": LIGHT, "edgecolor": INK, "linewidth": 0.5},
    "loose": {"facecolor": PAPER, "edgecolor": INK, "linewidth": 0.8},
    "chair": {"facecolor": DARK, "edgecolor": INK, "linewidth": 0.5},
    "unknown": UNKNOWN,
}
OPEN: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "#8896a5", "linewidth": 0.8, "linestyle": ":"}


def _bar(axes: Axes, spell: Spell, place: int, span: float) -> None:
    if spell.form in ("act", "plan"):
        face = INK if spell.form == "act" else PAPER
        axes.plot(spell.begin, place, marker="D", markersize=6, color=INK, markerfacecolor=face, zorder=5)
        return
    height, depth = (0.3, 4) if spell.form == "chair" else (0.62, 2)
    end = max(spell.end, spell.begin + span * 0.006)  # a month in thirty years is still seen
    seen = end if spell.seen is None else min(max(spell.seen, spell.begin + span * 0.006), end)
    if seen < end:
        tall = 0.0 if spell.form == "chair" else height
        axes.add_patch(Rectangle((seen, place - tall / 2), end - seen, tall, zorder=depth, **OPEN))
    axes.add_patch(
        Rectangle((spell.begin, place - height / 2), seen - spell.begin, height, zorder=depth, **FORMS[spell.form])
    )
    if spell.vague and spell.form != "chair":
        axes.text(spell.begin - span * 0.004, place, "?", ha="right", va="center", fontsize=9, fontweight="bold")


def _keys(sheet: Sheet, spells: Sequence[Spell]) -> None:
    forms = {spell.form for spell in spells}
    words = {
        "seat": ("seat, or takes part", "asiento, o participa"),
        "loose": ("observer or associate", "observador o asociado"),
        "chair": ("chair or host", "presidencia o anfitrión"),
        "unknown": ("no evidence: dates too coarse, or none", "sin evidencia: fechas imprecisas, o ninguna"),
    }
    for form, said in words.items():
        if form in forms:
            sheet.key(sheet.say(*said), **FORMS[form])
    if any(s.seen is not None and s.seen < s.end for s in spells):
        sheet.key(sheet.say("not seen since, no end known", "sin noticia desde entonces, sin fin conocido"), **OPEN)
    if forms & {"act", "plan"}:
        sheet.notes.append(
            sheet.say("◆ done on that day; ◇ planned or invited", "◆ hecho ese día; ◇ previsto o invitado")
        )
    if any(spell.vague for spell in spells):
        sheet.notes.append(
            sheet.say(
                "? start not known: drawn from where it is first seen",
                "? inicio desconocido: desde donde se ve por primera vez",
            )
        )


def _year(day: str) -> float:
    """A day as a year with a fraction."""
    known = dt.date.fromisoformat(day)
    return known.year + (known.timetuple().tm_yday - 1) / 366
