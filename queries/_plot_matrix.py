"""Pictures that are a matrix: pairs of one kind of thing, or what holds between two kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.patches import Rectangle

from queries._plot_sheet import DARK, GRID, INK, LIGHT, MIDDLE, PAPER, UNKNOWN, Picture, Sheet, each, width_of

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from queries._frame import Answer

SHADES = LinearSegmentedColormap.from_list("migov", ["#eef3f8", LIGHT, MIDDLE, DARK])
"""From little to much in one tone, even in grey."""
CELL = 0.33
"""The side of a cell in inches."""
SIDE = 60
"""The most rows, and the most columns."""
WORDS = 26
"""A column's head longer than this is cut."""
EMPTY: dict[str, Any] = {"facecolor": PAPER, "edgecolor": GRID, "linewidth": 0.5}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix.

    Attributes:
        style: Its face, edge and hatch.
        text: What stands in it.
        dark: Whether its text must be light.
        bold: Whether its text stands out.
    """

    style: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    text: str = ""
    dark: bool = False
    bold: bool = False


UNKNOWN_CELL = Cell(UNKNOWN)


def overlap(answer: Answer) -> Picture:
    """Shared members of each two, as a part of those of the row; sizes on the diagonal; unknown lists hatched."""
    sheet, frame = Sheet(answer), answer.frame
    sizes: dict[str, int] = {}
    for end in ("a", "b"):
        ends = frame[[end, f"{end}_size"]].drop_duplicates()
        sizes |= dict(zip(ends[end], ends[f"{end}_size"], strict=True))
    order = sheet.cut(sorted(sizes, key=lambda node: (-sizes[node], node)), SIDE)
    cells: dict[tuple[str, str], Cell] = {}
    for row in _among(frame, order):
        for one, other, part in ((row.a, row.b, row.a_in_b), (row.b, row.a, row.b_in_a)):
            cells[one, other] = _shaded(float(part), sheet.figure(row.shared)) if row.shared else Cell(text="0")
    cells |= {(node, node): Cell(EMPTY, sheet.figure(sizes[node]), bold=True) for node in order}
    least = int(answer.params["min-shared"])  # type: ignore[call-overload]
    few = Cell(text="0" if least == 1 else "·")
    if least > 1:
        sheet.notes.append(sheet.say(f"·: fewer than {least} shared", f"·: menos de {least} en común"))
    sheet.key(sheet.say("few of the row's members", "pocos de los miembros de la fila"), facecolor=SHADES(0.08))
    sheet.key(sheet.say("half", "la mitad"), facecolor=SHADES(0.5))
    sheet.key(sheet.say("all of them", "todos"), facecolor=SHADES(1.0))
    sheet.notes.append(
        sheet.say(
            "Number: members shared; on the diagonal, all members of the row",
            "Número: miembros en común; en la diagonal, todos los de la fila",
        )
    )
    return _square(sheet, order, cells, few)


def mandates(answer: Answer) -> Picture:
    """Of each two mechanisms the countries and the themes that both serve; shade is their Jaccard index."""
    sheet, frame = Sheet(answer), answer.frame
    most = max(float(frame["jaccard"].max()), 1e-9)
    weight = frame.groupby("a")["shared"].sum().add(frame.groupby("b")["shared"].sum(), fill_value=0)
    order = sheet.cut(sorted(weight.index, key=lambda node: (-weight[node], node)), SIDE)
    cells = {}
    for row in _among(frame, order):
        cell = _shaded(float(row.jaccard) / most, f"{row.shared_members}×{row.shared_themes}")
        cells[row.a, row.b] = cells[row.b, row.a] = cell
    sheet.key(sheet.say("small overlap (Jaccard)", "coincidencia pequeña (Jaccard)"), facecolor=SHADES(0.08))
    sheet.key(sheet.say("largest here", "la mayor aquí"), facecolor=SHADES(1.0))
    sheet.notes.append(
        sheet.say(
            "13×6: both address the same 6 themes for the same 13 countries. Empty: none known",
            "13×6: ambos atienden los mismos 6 temas para los mismos 13 países. Vacío: no consta ninguno",
        )
    )
    return _square(sheet, order, cells, Cell(), side=0.46)


def bridges(answer: Answer) -> Picture:
    """How many countries bridge each two rooms; a single one stands out."""
    sheet, frame = Sheet(answer), answer.frame
    order = sheet.cut(sorted({*frame["a"], *frame["b"]}), SIDE)
    most = max(int(frame["bridges"].max()), 1)
    cells = {}
    for row in _among(frame, order):
        cell = _shaded(row.bridges / most, sheet.figure(row.bridges))
        cells[row.a, row.b] = cells[row.b, row.a] = cell
    sheet.key(sheet.say("few countries in both", "pocos países en ambos"), facecolor=SHADES(1 / most))
    sheet.key(sheet.say(f"{most} countries", f"{most} países"), facecolor=SHADES(1.0))
    sheet.notes.append(sheet.say("Empty: no known bridge", "Vacío: ningún puente conocido"))
    return _square(sheet, order, cells, Cell())


def crowded(answer: Answer) -> Picture:
    """How many mechanisms address a theme for a country."""
    sheet, frame = Sheet(answer), answer.frame
    least, most = int(frame["number"].min()), int(frame["number"].max())
    cells = {
        (row.country, row.theme): _shaded((row.number - least + 1) / (most - least + 1), sheet.figure(row.number))
        for row in each(frame)
    }
    for number in range(least, min(most, least + 5) + 1):
        sheet.key(
            sheet.say(f"{number} mechanisms", f"{number} mecanismos"),
            facecolor=SHADES((number - least + 1) / (most - least + 1)),
        )
    bound = answer.params["at-least"]
    sheet.notes.append(
        sheet.say(f"Empty: fewer than {bound} mechanisms known", f"Vacío: constan menos de {bound} mecanismos")
    )
    return _crossed(sheet, list(frame["country"]), list(frame["theme"]), cells, Cell())


def coverage(answer: Answer) -> Picture:
    """Whether a theme is covered for a country: yes, in part, by none, or nobody knows."""
    sheet, frame = Sheet(answer), answer.frame
    states = {
        "covered": {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5},
        "partial": {"facecolor": LIGHT, "edgecolor": PAPER, "linewidth": 0.5},
        "none": EMPTY,
        "no evidence": UNKNOWN,
    }
    words = {"none": sheet.say("by none (as far as mandates are known)", "por ninguno (según mandatos conocidos)")}
    _legend(sheet, states, set(frame["coverage"]), words)
    cells = {(row.theme, row.country): Cell(states[row.coverage]) for row in each(frame)}
    themes, countries = list(frame["theme"]), list(frame["country"])
    aside = None
    if len(set(countries)) == 1:
        aside = {r.theme: sheet.names([*r.mechanisms, *r.partial_by]) for r in each(frame)}
    order: dict[str, tuple[int, ...]] = {}
    for theme, group in frame.groupby("theme"):
        count = group["coverage"].value_counts()
        order[str(theme)] = tuple(-int(count.get(state, 0)) for state in states)
    themes = sorted(set(themes), key=lambda theme: (order[theme], theme))
    return _crossed(sheet, themes, countries, cells, Cell(), side=0.235, aside=aside)


def issues(answer: Answer) -> Picture:
    """Of each two linked issues whether they are run together, linked, apart, or nobody knows."""
    sheet, frame = Sheet(answer), answer.frame
    states = {
        "split": {"facecolor": PAPER, "edgecolor": INK, "linewidth": 1.4},
        "linked": {"facecolor": LIGHT, "edgecolor": PAPER, "linewidth": 0.5},
        "together": {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5},
        "no evidence": UNKNOWN,
    }
    _legend(sheet, states, set(frame["state"]), {})
    order = list(states)
    found = sorted(each(frame), key=lambda row: order.index(row.state))
    cells = {(f"{r.a}+{r.b}", ""): Cell(states[r.state], "×" if r.state == "split" else "") for r in found}
    apart = {f"{r.a}+{r.b}": " | ".join(sheet.names(part, 3) for part in (r.only_a, r.only_b) if part) for r in found}
    aside = {f"{r.a}+{r.b}": sheet.names(r.together, 3) if r.together else apart[f"{r.a}+{r.b}"] for r in found}
    return _crossed(sheet, [pair for pair, _ in cells], [""], cells, Cell(), side=0.26, aside=aside)


def attendance(answer: Answer) -> Picture:
    """Who is on record as taking part in which forum."""
    sheet, frame = Sheet(answer), answer.frame
    states = {
        "yes": {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5},
        "none recorded": {"facecolor": PAPER, "edgecolor": INK, "linewidth": 1.4},
        "no evidence": UNKNOWN,
    }
    words = {
        "yes": sheet.say("takes part, on record", "participa, según consta"),
        "none recorded": sheet.say("seat, none recorded", "asiento, sin registro"),
        "no evidence": sheet.say("seat, no evidence", "asiento, sin evidencia"),
    }
    _legend(sheet, states, set(frame["participation"]), words)
    cells = {(row.country, row.forum): Cell(states[row.participation]) for row in each(frame)}
    sheet.notes.append(sheet.say("Empty: no known seat", "Vacío: ningún asiento conocido"))
    return _crossed(sheet, list(frame["country"]), list(frame["forum"]), cells, _blank())


def hosts(answer: Answer) -> Picture:
    """Who is in the response and who in the forum: yes, no, or nobody knows."""
    sheet, frame = Sheet(answer), answer.frame
    states = {"yes": {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5}, "no": EMPTY, "no evidence": UNKNOWN}
    _legend(sheet, states, {*frame["in_response"], *frame["in_forum"]}, {})
    response, forum = str(answer.params["response"]), str(answer.params["forum"])
    cells = {}
    for row in each(frame):
        cells[row.country, response], cells[row.country, forum] = (
            Cell(states[row.in_response]),
            Cell(states[row.in_forum]),
        )
    both = len(answer.universe["in_both"])
    sheet.notes.append(sheet.say(f"Not drawn: {both} known in both", f"Sin dibujar: {both} que constan en ambos"))
    return _crossed(sheet, list(frame["country"]), [response, forum], cells, Cell())


def seats(answer: Answer) -> Picture:
    """Who sits in which rooms, most seats first; rooms whose list nobody gives are hatched."""
    sheet, frame = Sheet(answer), answer.frame
    held = {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5}
    cells = {(row.country, room): Cell(held) for row in each(frame) for room in row.mechanisms}
    number: dict[str, int] = defaultdict(int)
    for _, room in cells:
        number[room] += 1
    rooms = sorted(number, key=lambda room: (-number[room], room))
    sheet.key(sheet.say("seat", "asiento"), facecolor=DARK)
    sheet.notes.append(sheet.say("Empty: no known seat", "Vacío: ningún asiento conocido"))
    unknown = _without_list(sheet, [room for room in answer.universe["unknown_rooms"] if room not in number])
    cells |= {(country, room): UNKNOWN_CELL for country in frame["country"] for room in unknown}
    aside = {row.country: sheet.figure(row.seats) for row in each(frame)}
    return _crossed(sheet, list(frame["country"]), [*rooms, *unknown], cells, _blank(), aside=aside)


def orphans(answer: Answer) -> Picture:
    """Which rooms each country lost, and which it has left."""
    sheet, frame = Sheet(answer), answer.frame
    gone = {"facecolor": LIGHT, "edgecolor": PAPER, "linewidth": 0.5}
    held = {"facecolor": DARK, "edgecolor": PAPER, "linewidth": 0.5}
    cells = {(r.country, room): Cell(gone, "×") for r in each(frame) for room in r.lost}
    cells |= {(r.country, room): Cell(held) for r in each(frame) for room in r.left}
    lost = sorted({room for rooms in frame["lost"] for room in rooms})
    left = sorted({room for rooms in frame["left"] for room in rooms} - set(lost))
    sheet.key(sheet.say("× lost: no longer active", "× perdido: ya no está activo"), facecolor=LIGHT)
    sheet.key(sheet.say("left", "le queda"), facecolor=DARK)
    sheet.notes.append(sheet.say("Empty: no known seat", "Vacío: ningún asiento conocido"))
    unknown = _without_list(sheet, [room for room in answer.universe["unknown_rooms"] if room not in {*lost, *left}])
    cells |= {(country, room): UNKNOWN_CELL for country in frame["country"] for room in unknown}
    return _crossed(sheet, list(frame["country"]), [*lost, *left, *unknown], cells, _blank())


# -- drawing --------------------------------------------------------------------------------------------------------


def _blank() -> Cell:
    return Cell({"facecolor": "#f6f8fa", "edgecolor": PAPER, "linewidth": 0.5})


def _shaded(part: float, text: str) -> Cell:
    """A cell of a shade between 0 and 1."""
    part = min(max(part, 0.0), 1.0)
    face = to_hex(SHADES(0.05 + 0.95 * part))
    return Cell({"facecolor": face, "edgecolor": PAPER, "linewidth": 0.5}, text, dark=part > 0.55)


def _among(frame: pd.DataFrame, nodes: Sequence[str]) -> Iterator[Any]:
    """The rows of pairs whose both ends are drawn."""
    return each(frame[frame["a"].isin(nodes) & frame["b"].isin(nodes)])


def _without_list(sheet: Sheet, rooms: Sequence[str]) -> list[str]:
    """Rooms whose members no source gives, as columns of their own."""
    if rooms:
        sheet.unknown_key(
            sheet.say("no evidence: no source gives its members", "sin evidencia: ninguna fuente da sus miembros")
        )
    return sorted(rooms)


def _legend(sheet: Sheet, states: Mapping[str, Mapping[str, Any]], used: set[str], words: Mapping[str, str]) -> None:
    for state, style in states.items():
        if state in used:
            sheet.key(words.get(state) or sheet.word(state), **style)


def _square(
    sheet: Sheet, order: Sequence[str], cells: Mapping[tuple[str, str], Cell], other: Cell, side: float = CELL
) -> Picture:
    """A matrix of each two, what has no known list last and hatched."""
    unknown = [node for node in sheet.answer.universe.get("unknown_rooms", ()) if node not in set(order)]
    hatched = _without_list(sheet, unknown) if len(order) + len(unknown) <= SIDE else []
    every = [*order, *hatched]
    partly = [node for node in sheet.answer.universe.get("undecided", ()) if node in set(order)]
    if partly:
        named = sheet.say.names(partly)
        sheet.notes.append(
            sheet.say(f"At least: the list is not whole of {named}", f"Al menos: no está completa la lista de {named}")
        )
    found = dict(cells)
    found |= {pair: UNKNOWN_CELL for node in hatched for one in every for pair in ((node, one), (one, node))}
    blank = Cell({"facecolor": "#e9edf1", "edgecolor": PAPER, "linewidth": 0.5})
    found |= {(node, node): blank for node in every if (node, node) not in cells}
    return _drawn(sheet, every, every, lambda pair: found.get(pair, other), side)


def _crossed(
    sheet: Sheet,
    down: Sequence[str],
    over: Sequence[str],
    cells: Mapping[tuple[str, str], Cell],
    other: Cell,
    *,
    side: float = CELL,
    aside: Mapping[str, str] | None = None,
) -> Picture:
    """A matrix of two kinds, each in the order of its first row."""
    down, over = list(dict.fromkeys(down)), list(dict.fromkeys(over))
    return _drawn(
        sheet,
        sheet.cut(down, SIDE, ("rows", "filas")),
        sheet.cut(over, SIDE, ("columns", "columnas")),
        lambda pair: cells.get(pair, other),
        side,
        aside or {},
    )


def _drawn(
    sheet: Sheet,
    down: Sequence[str],
    over: Sequence[str],
    cell: Callable[[tuple[str, str]], Cell],
    side: float,
    aside: Mapping[str, str] | None = None,
) -> Picture:
    """The matrix: names of rows on the left, of columns above, and what is said beside a row on its right."""
    names, heads = [sheet.name(node) for node in down], [sheet.name(node, WORDS) for node in over]
    beside = [aside.get(node, "") for node in down] if aside else []
    wide = side * len(over) + width_of(names) + width_of(beside) + 0.5
    chart, (axes,) = sheet.made(wide, side * len(down) + width_of(heads) + 0.1)
    _paint(axes, down, over, cell)
    slack = max(float(chart.get_size_inches()[0]) - wide, 0.0) + width_of(beside)
    axes.set_xlim(-0.5, len(over) - 0.5 + slack / side)
    axes.set_ylim(len(down) - 0.5, -0.5)
    axes.set_yticks(range(len(down)), names, parse_math=False)
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(over)), heads, rotation=90, parse_math=False)
    for place, text in enumerate(beside):
        axes.text(len(over) - 0.25, place, text, va="center", fontsize=8).set_in_layout(False)
    return chart


def _paint(axes: Axes, down: Sequence[str], over: Sequence[str], cell: Callable[[tuple[str, str]], Cell]) -> None:
    """Draw the cells, those of one style at once."""
    alike: dict[tuple[tuple[str, Any], ...], list[Rectangle]] = defaultdict(list)
    for y, one in enumerate(down):
        for x, other in enumerate(over):
            found = cell((one, other))
            alike[tuple(sorted(found.style.items()))].append(Rectangle((x - 0.5, y - 0.5), 1, 1))
            if found.text:
                colour, weight = PAPER if found.dark else INK, "bold" if found.bold else "normal"
                axes.text(x, y, found.text, ha="center", va="center", fontsize=8, color=colour, fontweight=weight)
    for style, squares in alike.items():
        axes.add_collection(PatchCollection(squares, **dict(style)))
