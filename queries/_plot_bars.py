"""Pictures that are bars: what is most, with its figure written beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from queries._figures import decimals
from queries._plot_sheet import DARK, GRID, INK, LIGHT, MIDDLE, PAPER, UNKNOWN, Picture, Sheet, each, rows, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from queries._frame import Answer

BAR = 0.27
"""The height of a row in inches."""
RUNGS = ("regional", "scope-limited", "hemispheric", "dormant", "global", "none", "no evidence")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar.

    Attributes:
        label: What it is about.
        length: How long it is; None where nobody knows.
        told: Its figure, written beside it.
        dark: Whether it stands out.
    """

    label: str
    length: float | None
    told: str
    dark: bool = False


def unlinked(answer: Answer) -> Picture:
    """What each two share that have no known formal link; dark where not even an indirect way is known."""
    sheet = Sheet(answer)
    sheet.key(sheet.say("no indirect way known either", "tampoco consta una vía indirecta"), facecolor=DARK)
    sheet.key(sheet.say("an indirect way is known", "consta una vía indirecta"), facecolor=LIGHT)
    found = [
        Bar(_pair(sheet, row.a, row.b), row.shared, sheet.figure(row.shared), dark=not row.indirect)
        for row in each(sheet.first(answer.frame))
    ]
    return _bars(sheet, found, sheet.say("members that both share", "miembros que ambos comparten"))


def new_links(answer: Answer) -> Picture:
    """How many open gaps each new link would close."""
    sheet = Sheet(answer)
    found = [
        Bar(_pair(sheet, row.a, row.b), row.closes, sheet.figure(row.closes), dark=not place)
        for place, row in enumerate(each(sheet.first(answer.frame)))
    ]
    return _bars(
        sheet,
        found,
        sheet.say("open gaps that a formal link would close", "vacíos abiertos que un vínculo formal cerraría"),
    )


def duplicates(answer: Answer) -> Picture:
    """How many pairs of agencies may do the same in each place and theme."""
    sheet, found = Sheet(answer), []
    for row in each(sheet.first(answer.frame)):
        ids = [row.country, row.place, row.theme, row.population]
        label = " · ".join(sheet.name(node, 24) for node in ids if isinstance(node, str))
        found.append(Bar(label, row.candidates, f"{sheet.figure(row.candidates)}  ({sheet.names(row.agencies)})"))
    return _bars(
        sheet, found, sheet.say("pairs of agencies, to be looked at", "pares de organismos, por revisar"), told=3.6
    )


def rungs(answer: Answer) -> Picture:
    """How many pairs of countries have which room as their best; nobody knows of the hatched."""
    sheet = Sheet(answer)
    count = answer.frame["rung"].value_counts()
    found = []
    for rung in RUNGS:
        number = int(count.get(rung, 0))
        if number or rung != "no evidence":
            found.append(Bar(sheet.word(rung), number, sheet.figure(number), dark=rung == "none"))
    sheet.notes.append(
        sheet.say(
            "The best room known to hold both; a room whose list nobody gives is never a no",
            "El mejor foro que se sabe que reúne a ambos; un foro sin lista conocida nunca es un no",
        )
    )
    what = sheet.say("pairs of countries joined by a corridor", "pares de países unidos por un corredor")
    return _bars(sheet, found, what, hatched=(sheet.word("no evidence"),))


def silence(answer: Answer) -> Picture:
    """For how many days nothing was heard of each commitment."""
    sheet = Sheet(answer)
    found = [
        Bar(
            sheet.name(row.commitment),
            _known(row.days_silent),
            "" if _known(row.days_silent) is None else sheet.figure(row.days_silent),
            dark=row.state == "silent",
        )
        for row in each(sheet.first(answer.frame))
    ]
    sheet.key(sheet.word("silent"), facecolor=DARK)
    sheet.key(sheet.say("followed up, or ended", "con seguimiento, o terminado"), facecolor=LIGHT)
    sheet.notes.append(
        sheet.say(
            "Silence is not failure: nobody may have reported", "El silencio no es incumplimiento: quizá nadie informó"
        )
    )
    return _bars(sheet, found, sheet.say("days since a source spoke of it", "días desde que una fuente habló de ello"))


def dependence(answer: Answer) -> Picture:
    """The share of the largest donor of each recipient (or recipient of each donor), by currency and kind of money."""
    sheet, frame = Sheet(answer), answer.frame
    whose, other = list(frame.columns[:2])
    counted = "donors" if whose == "recipient" else "recipients"
    found = []
    for row in sheet.first(frame).to_dict("records"):
        share = _known(row["top_share"])
        figures = _money(sheet, row["currency"], row["money"], row["dataset"])
        label = f"{sheet.name(row[whose], 26)} · {figures}" if figures else sheet.name(row[whose])
        named = sheet.name(row[other], 30) if isinstance(row[other], str) else ""
        blank = row["unknown_amounts"]
        more = sheet.say(f" (and {blank} unknown)", f" (y {blank} sin monto)") if blank and share is not None else ""
        hidden = row["unnamed_share"] > 0 and share is not None
        more += sheet.say(", others not named", ", otros sin nombrar") if hidden else ""
        told = f"{_percent(sheet, share)} {named}{more}".strip()
        found.append(Bar(label, share, told, dark=share is not None and (row[counted] > 1 or hidden)))
    one = (
        ("only one donor recorded", "un solo donante registrado")
        if counted == "donors"
        else ("only one recipient recorded", "un solo receptor registrado")
    )
    sheet.key(sheet.say("largest of several", "el mayor de varios"), facecolor=DARK)
    sheet.key(sheet.say(*one), facecolor=LIGHT)
    sheet.notes.append(
        sheet.say(
            "Shares of known amounts; currencies and kinds of money are never added",
            "Partes de montos conocidos; nunca se suman monedas ni tipos de dinero",
        )
    )
    what = (
        sheet.say("share of the largest donor", "parte del mayor donante")
        if counted == "donors"
        else sheet.say("share of the largest recipient", "parte del mayor receptor")
    )
    return _bars(sheet, found, what, told=2.4, most=1.0)


def lost(answer: Answer) -> Picture:
    """What part of the known money of each recipient goes with its largest donor."""
    sheet, found = Sheet(answer), []
    for row in each(sheet.first(answer.frame)):
        share = _known(row.share_lost)
        figures = _money(sheet, row.currency, row.money, row.dataset)
        percent = f"−{_percent(sheet, share)}" if share is not None else ""
        told = f"{percent} {sheet.names(row.removed)} · {sheet.word(row.state)}".strip()
        found.append(
            Bar(
                f"{sheet.name(row.recipient, 26)} · {figures}".rstrip(" ·"),
                share,
                told,
                dark=row.state in ("something left", "only unnamed donors left"),
            )
        )
    sheet.key(sheet.word("something left"), facecolor=DARK)
    sheet.key(sheet.say("no other known amount", "ningún otro monto conocido"), facecolor=LIGHT)
    return _bars(
        sheet,
        found,
        sheet.say("part of its known money that goes", "parte de su dinero conocido que se va"),
        told=4.2,
        most=1.0,
    )


def funded(answer: Answer) -> Picture:
    """What part of its requirement each plan or host got; nobody knows of the hatched."""
    sheet, found = Sheet(answer), []
    for row in each(sheet.first(answer.frame)):
        share = _known(row.share)
        label = (
            f"{sheet.name(row.subject, 30)} ({row.period})" if isinstance(row.period, str) else sheet.name(row.subject)
        )
        when = row.funding_date if isinstance(row.funding_date, str) else ""
        found.append(Bar(label, share, f"{_percent(sheet, share)}  {when}".strip(), dark=row.state == "below"))
    sheet.key(sheet.word("below"), facecolor=DARK)
    sheet.key(sheet.word("met"), facecolor=LIGHT)
    what = sheet.say(
        "part of the requirement that came, by the day given", "parte del requerimiento recibida, al día indicado"
    )
    return _bars(sheet, found, what, told=1.2, most=1.0)


def brokers(answer: Answer) -> Picture:
    """How many of the shortest paths between others run through each."""
    sheet = Sheet(answer)
    found = [
        Bar(
            sheet.name(row.node),
            _known(row.betweenness),
            "" if _known(row.betweenness) is None else f"{decimals(row.betweenness * 100, 1, sheet.say.lang)}%",
            dark=row.parts > 1,
        )
        for row in each(sheet.first(answer.frame))
    ]
    sheet.key(sheet.say("without it the network falls apart", "sin él la red se parte"), facecolor=DARK)
    sheet.key(sheet.say("the network holds without it", "la red se sostiene sin él"), facecolor=LIGHT)
    what = sheet.say(
        "shortest paths between others that run through it", "caminos más cortos entre otros que pasan por él"
    )
    return _bars(sheet, found, what)


def chance(answer: Answer) -> Picture:
    """What each two share, and what chance would give; filled where it is more than chance."""
    sheet, frame = Sheet(answer), answer.frame
    kept = list(each(sheet.first(frame)))
    labels = [_pair(sheet, row.a, row.b) for row in kept]
    sheet.key(sheet.say("shared, more than chance", "en común, más que por azar"), facecolor=DARK)
    sheet.key(
        sheet.say("shared, as chance may give", "en común, como puede dar el azar"), facecolor=PAPER, edgecolor=DARK
    )
    sheet.key(sheet.say("| expected by chance", "| esperado por azar"), facecolor=PAPER, edgecolor=PAPER)
    _chart, (axes,) = sheet.made(width_of(labels) + 6, BAR * len(kept) + 0.45)
    for place, row in enumerate(kept):
        axes.plot([row.expected, row.shared], [place, place], color=MIDDLE, linewidth=1.6, zorder=2)
        axes.plot(row.expected, place, marker="|", color=INK, markersize=9, markeredgewidth=1.6, zorder=3)
        face = DARK if row.significant == "yes" else PAPER
        axes.plot(row.shared, place, marker="o", color=DARK, markerfacecolor=face, markersize=7, zorder=4)
    rows(axes, labels)
    _scale(axes, sheet.say("members shared", "miembros en común"), max(float(frame["shared"].max()), 1.0) * 1.05)
    return _chart


def need(answer: Answer) -> Picture:
    """People hosted beside the organisations known to work there; nobody knows of the hatched."""
    sheet = Sheet(answer)
    kept = list(each(sheet.first(answer.frame)))
    sheet.unknown_key()
    sheet.notes.append(sheet.say("Lists of presence are never whole", "Las listas de presencia nunca están completas"))
    labels = [f"{sheet.name(row.country, 22)} · {sheet.name(row.population, 22)}" for row in kept]
    chart, panels = sheet.made(width_of(labels) + 6.5, BAR * 1.2 * len(kept) + 0.5, across=2)
    what = (
        sheet.say("people", "personas"),
        sheet.say("organisations known to work there", "organizaciones que consta que trabajan allí"),
    )
    for axes, key, title in zip(panels, ("people", "organisations"), what, strict=True):
        values = [_known(getattr(row, key)) for row in kept]
        told = ["" if value is None else sheet.figure(value) for value in values]
        if key == "people":
            told = [
                f"{t} ({r.people_date})" if t and isinstance(r.people_date, str) else t
                for t, r in zip(told, kept, strict=True)
            ]
        drawn = [Bar(label, value, text, dark=True) for label, value, text in zip(labels, values, told, strict=True)]
        _draw(axes, sheet, drawn, 0.6 if key == "people" else 0.2)
        axes.set_title(title, fontsize=8.5, loc="left")
    panels[1].set_yticklabels([])
    return chart


# -- drawing --------------------------------------------------------------------------------------------------------


def _bars(
    sheet: Sheet,
    found: Sequence[Bar],
    what: str,
    *,
    told: float = 0.7,
    most: float | None = None,
    hatched: Sequence[str] = (),
) -> Picture:
    """Bars, one a row, with room for so many inches of words beside them; `most` is the length of a whole one."""
    kept = sheet.cut(found)
    if hatched or any(bar.length is None for bar in kept):
        sheet.unknown_key()
    labels = [bar.label for bar in kept]
    drawing = 4.2
    chart, (axes,) = sheet.made(width_of(labels) + drawing + told + 0.3, BAR * len(kept) + 0.35)
    _draw(axes, sheet, kept, told / drawing, most, hatched)
    axes.set_title(what, fontsize=8.5, loc="left", color="#4a5968")
    return chart


def _draw(
    axes: Axes,
    sheet: Sheet,
    found: Sequence[Bar],
    room: float,
    most: float | None = None,
    hatched: Sequence[str] = (),
) -> None:
    top = most or max((bar.length for bar in found if bar.length is not None), default=1.0) or 1.0
    for place, bar in enumerate(found):
        style: dict[str, Any] = {"facecolor": DARK if bar.dark else LIGHT, "edgecolor": INK, "linewidth": 0.4}
        length, text = bar.length, bar.told
        if length is None or bar.label in hatched:
            style = dict(UNKNOWN)
            text = text if length is not None else f"{sheet.word('no evidence')} · {text}".rstrip(" ·")
            length = length if length is not None else top * 0.06
        axes.barh(place, length, height=0.64, **style)
        axes.text(max(length, 0) + top * 0.012, place, text, va="center", fontsize=8)
    rows(axes, [bar.label for bar in found])
    shortest = min((bar.length for bar in found if bar.length is not None), default=0.0)
    axes.set_xlim(min(shortest, 0), top * (1 + room))
    axes.set_xticks([])
    axes.spines["left"].set(visible=True, color=GRID)


def _scale(axes: Axes, what: str, top: float) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0, top)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    axes.grid(axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(what, fontsize=8.5, loc="left")


def _pair(sheet: Sheet, one: str, other: str) -> str:
    return f"{sheet.name(one, 26)} – {sheet.name(other, 26)}"


def _known(value: float) -> float | None:
    """A number, or None where it is unknown."""
    return None if math.isnan(value) else float(value)


def _money(sheet: Sheet, *texts: object) -> str:
    """Currency, kind of money and, where there are several, the dataset of a figure."""
    several = sheet.answer.frame["dataset"].nunique() > 1
    return " ".join(sheet.word(text) for text in (texts if several else texts[:-1]) if isinstance(text, str))


def _percent(sheet: Sheet, share: float | None) -> str:
    """A share in whole percent; with decimals where it would read as all and is not."""
    if share is None:
        return ""
    places = 1 if 0.995 <= share < 1 else 0
    return f"{decimals(min(share * 100, 99.9) if places else share * 100, places, sheet.say.lang)}%"
