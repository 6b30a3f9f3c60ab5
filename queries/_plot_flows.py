"""Money from donor to recipient as bands, one panel for each currency, kind of money and dataset (never added)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from queries._plot_sheet import DARK, INK, LIGHT, UNKNOWN, Picture, Sheet, each, shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from queries._frame import Answer

NODES = 14
"""The most donors, and the most recipients, of a panel; those of less money come together."""
PANELS = 8
LEAST = 0.055
"""The least height of a band in relation to the panel: also that of an amount that nobody knows."""
GAP = 0.35
"""The space between nodes, as a part of the height of all of them."""
REST = "\0rest"


@dataclass(frozen=True, slots=True)
class Flow:
    """A band: who gives, who gets, how much; None where the amount is unknown."""

    donor: str
    recipient: str
    amount: float | None


def flows(answer: Answer) -> Picture:
    """Who gave what to whom; an unknown amount is hatched, and no thinner for being unknown."""
    sheet = Sheet(answer)
    panels: list[tuple[Any, list[Flow]]] = []
    frame = answer.frame
    for key, part in frame.groupby(["currency", "money", "dataset"], dropna=False, sort=True):
        found = [
            Flow(row.donor, row.recipient, None if math.isnan(row.amount) or row.amount <= 0 else float(row.amount))
            for row in each(part)
        ]
        panels.append((key, _gathered(found)))
    several = frame["dataset"].nunique() > 1
    panels.sort(key=lambda panel: (-len(panel[1]), str(panel[0])))
    drawn_panels = sheet.cut(panels, PANELS)
    sheet.key(sheet.say("known amount", "monto conocido"), facecolor=LIGHT)
    if any(flow.amount is None for _, part in drawn_panels for flow in part):
        sheet.unknown_key(sheet.say("amount not known (no width)", "monto desconocido (sin ancho)"))
    sheet.notes.append(
        sheet.say(
            "Counted statements only: a conduit counts once. Each panel has a scale of its own; currencies and kinds of "
            "money are never added",
            "Solo afirmaciones que cuentan: un intermediario cuenta una vez. Cada panel tiene su escala; nunca se suman "
            "monedas ni tipos de dinero",
        )
    )
    heights = [
        0.5 + 0.34 * max(len({f.donor for f in part}), len({f.recipient for f in part})) for _, part in drawn_panels
    ]
    chart, axes = sheet.made(9.5, sum(heights), heights)
    for one, (key, drawn) in zip(axes, drawn_panels, strict=True):
        _panel(one, sheet, drawn)
        known = sum(flow.amount for flow in drawn if flow.amount is not None)
        words = [sheet.word(str(text)) for text in key[:2] if isinstance(text, str)]
        words += [sheet.figure(known) if known else sheet.say("amount not known", "monto desconocido")]
        words += [shown(str(key[2]))] if several else []
        one.set_title(" · ".join(words), fontsize=9, loc="left", fontweight="bold")
    return chart


def _gathered(found: Sequence[Flow]) -> list[Flow]:
    """The flows with the smallest donors and recipients put together, where there are many."""
    for side in ("donor", "recipient"):
        total: dict[str, float] = {}
        for flow in found:
            total[getattr(flow, side)] = total.get(getattr(flow, side), 0.0) + (flow.amount or 0.0)
        kept = set(sorted(total, key=lambda node: (-total[node], node))[: NODES if len(total) <= NODES else NODES - 1])
        found = [
            flow
            if getattr(flow, side) in kept
            else Flow(*((REST, flow.recipient) if side == "donor" else (flow.donor, REST)), flow.amount)
            for flow in found
        ]
    joined: dict[tuple[str, str, bool], float] = {}
    for flow in found:
        place = (flow.donor, flow.recipient, flow.amount is None)
        joined[place] = joined.get(place, 0.0) + (flow.amount or 0.0)
    return [Flow(donor, recipient, None if none else amount) for (donor, recipient, none), amount in joined.items()]


def _panel(axes: Axes, sheet: Sheet, found: Sequence[Flow]) -> None:
    most = max((flow.amount for flow in found if flow.amount is not None), default=1.0)
    thick = {id(flow): max(LEAST, flow.amount / most) if flow.amount is not None else LEAST for flow in found}
    left, right = _stacked(found, "donor", thick), _stacked(found, "recipient", thick)
    tall = max(_top(left), _top(right), LEAST * 5)  # what nobody knows does not fill a panel
    at = {**{("donor", k): v[0] for k, v in left.items()}, **{("recipient", k): v[0] for k, v in right.items()}}
    where = {node: place[0] for node, place in right.items()}
    for flow in sorted(found, key=lambda flow: (left[flow.donor][0], where[flow.recipient])):
        height = thick[id(flow)]
        _band(axes, at["donor", flow.donor], at["recipient", flow.recipient], height, known=flow.amount is not None)
        at["donor", flow.donor] += height
        at["recipient", flow.recipient] += height
    for side, stack in (("donor", left), ("recipient", right)):
        _nodes(axes, sheet, found, side, stack)
    axes.set_xlim(-0.75, 1.75)
    axes.set_ylim(tall * 1.02, -tall * 0.02)
    axes.set_xticks([])
    axes.set_yticks([])


def _stacked(found: Sequence[Flow], side: str, thick: Mapping[int, float]) -> dict[str, tuple[float, float]]:
    """The top and height of each node of a side, the largest first."""
    height: dict[str, float] = {}
    for flow in found:
        height[getattr(flow, side)] = height.get(getattr(flow, side), 0.0) + thick[id(flow)]
    order = sorted(height, key=lambda node: (node == REST, -height[node], node))
    gap = max(GAP * sum(height.values()) / max(len(order), 1), LEAST * 2)
    places, top = {}, 0.0
    for node in order:
        places[node] = (top, height[node])
        top += height[node] + gap
    return places


def _top(stack: Mapping[str, tuple[float, float]]) -> float:
    return max(top + height for top, height in stack.values())


def _nodes(
    axes: Axes, sheet: Sheet, found: Sequence[Flow], side: str, stack: Mapping[str, tuple[float, float]]
) -> None:
    """The bars of a side with their names and known sums."""
    x, align, edge = (-0.03, "right", -0.045) if side == "donor" else (1.0, "left", 1.045)
    for node, (top, height) in stack.items():
        axes.add_patch(Rectangle((x, top), 0.03, height, facecolor=DARK, linewidth=0, zorder=3))
        own = [flow for flow in found if getattr(flow, side) == node]
        known = sum(flow.amount for flow in own if flow.amount is not None)
        name = sheet.say("others", "otros") if node == REST else sheet.name(node, 30)
        blank = sheet.say("amount not known", "monto desconocido")
        told = sheet.figure(known) if known else blank
        if known and any(flow.amount is None for flow in own):
            told = f"{told} +"
        axes.text(edge, top + height / 2, f"{name}  {told}", ha=align, va="center", fontsize=8)


def _band(axes: Axes, left: float, right: float, height: float, *, known: bool) -> None:
    style: dict[str, Any] = (
        {"facecolor": LIGHT, "edgecolor": INK, "linewidth": 0.3, "alpha": 0.85} if known else UNKNOWN
    )
    corners = [
        (0.0, left), (0.5, left), (0.5, right), (1.0, right),
        (1.0, right + height), (0.5, right + height), (0.5, left + height), (0.0, left + height), (0.0, left),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(corners, codes), **style))
