"""Answers as pictures: which question has one, what stands on it, and what it never says."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import queries
from graph.errors import UsageError
from graph.model import PropertyGraph
from queries._plot import PICTURES
from queries._plot_sheet import shown
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, tie
from tests.queries.test_render import HOSTILE, hostile

TODAY = "2026-11-22"
PLAIN = sorted(set(queries.catalogue()) - set(PICTURES))
ID = re.compile(r"\b(mechanism|country|agency|theme|project|instrument|event|commitment|population|corridor):\w")

every_picture = pytest.mark.parametrize("name", PICTURES)
both = pytest.mark.parametrize("lang", ["en", "es"])


def plotted(graph: PropertyGraph, name: str, **params: Any) -> Figure:
    """The picture of an answer, laid out as it will be drawn."""
    chart = queries.ask(graph, name, **{"as_of": TODAY, **params}).plot()
    FigureCanvasAgg(chart)
    chart.draw_without_rendering()
    return chart


def texts(chart: Figure) -> Iterator[Text]:
    """What is written on it, but for the figures of a scale (it keeps some beyond its ends, which are not drawn)."""
    found: list[Any] = chart.findobj(Text)
    written = (text for text in found if text.get_visible())
    return (text for text in written if text.get_text() and not re.fullmatch(r"−?\d+", text.get_text()))


def words(chart: Figure) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in texts(chart))


def hatched(chart: Figure) -> int:
    """How many things are hatched, the legend left out."""
    drawings = [artist for axes in chart.axes for artist in (*axes.patches, *axes.collections)]
    return sum(bool(drawing.get_hatch()) for drawing in drawings if hasattr(drawing, "get_hatch"))


# What there is


def test_the_register_names_questions_and_functions_that_exist(built_in: PropertyGraph) -> None:
    assert set(PICTURES) <= set(queries.catalogue())
    assert len(PLAIN) == 6


@pytest.mark.parametrize("name", PLAIN)
def test_a_question_without_a_picture_says_which_have_one(name: str, built_in: PropertyGraph) -> None:
    required = {p.key: "mechanism:r4v" for p in queries.question(name).parameters if p.required}
    span = {"from": "2020-01-01", "to": TODAY} if name == "changes" else {}
    answer = queries.ask(built_in, name, as_of=TODAY, **(span or required))
    with pytest.raises(UsageError) as raised:
        answer.plot()
    assert str(raised.value).startswith(f"'{name}' has no picture: its table says more; these questions have one: ")
    assert all(other in str(raised.value) for other in PICTURES)


def test_a_comparison_has_no_picture(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "country-seats", as_of=TODAY, without="mechanism:rcm", compare=True)
    with pytest.raises(UsageError, match="a comparison of two answers has no picture"):
        answer.plot()


# What stands on it


@every_picture
@both
def test_a_picture_says_what_is_asked_when_and_by_whom_with_names_and_nothing_cut(
    name: str, lang: str, built_in: PropertyGraph
) -> None:
    chart = plotted(built_in, name, lang=lang)
    question, said = queries.question(name), words(chart)
    assert (question.en if lang == "en" else question.es) in said
    assert TODAY in said
    assert f"migov, {'question' if lang == 'en' else 'pregunta'} {name}" in said
    assert not ID.search(said), "an id stands where a name belongs"
    whole = chart.bbox
    for text in texts(chart):
        box = text.get_window_extent()
        inside = box.x0 >= -1 and box.y0 >= -1 and box.x1 <= whole.x1 + 1 and box.y1 <= whole.y1 + 1
        assert inside, f"'{text.get_text()}' runs out of the picture"


@every_picture
def test_hostile_names_are_only_text(name: str) -> None:
    chart = plotted(hostile(), name, as_of=AS_OF)
    assert not any(text.get_parse_math() for text in texts(chart))
    assert all(c.isprintable() or c == "\n" for text in texts(chart) for c in text.get_text())


@pytest.mark.parametrize("label", [*HOSTILE, "$\\frac{1}{0}$", "50 $ and 60 $", "مرحبا", "\ud7ff\u0000"])
def test_a_label_is_one_short_line_that_the_font_can_draw(label: str) -> None:
    graph = drawn(
        {"mechanism:a": {**REGIONAL, "name_en": label}, "mechanism:b": REGIONAL}, sit("MEX", "a") + sit("MEX", "b")
    )
    chart = plotted(graph, "member-overlap", as_of=AS_OF)
    assert shown(label, 26) in words(chart)
    assert "\n" not in shown(label)
    assert len(shown(label)) <= 38


@every_picture
@both
def test_an_empty_answer_is_said_in_its_sentence(name: str, lang: str) -> None:
    nothing = drawn({"mechanism:here": REGIONAL}, [])
    answer = queries.ask(nothing, name, as_of=AS_OF, lang=lang)
    said = words(plotted(nothing, name, as_of=AS_OF, lang=lang))
    if answer.frame.empty:
        assert shown(answer.sentence, 900) in said
    assert said


# What is unknown


def test_a_room_without_a_list_is_hatched_and_never_nought() -> None:
    dark = {**REGIONAL, "members_known": False, "status": "active", "start": "1999"}
    seats = sit("MEX PAN", "a", start="2000") + sit("MEX", "b", start="2000")
    graph = drawn({"mechanism:a": REGIONAL, "mechanism:b": REGIONAL, "mechanism:dark": dark}, seats)
    for name in ("member-overlap", "country-seats"):
        chart = plotted(graph, name, as_of=AS_OF)
        assert hatched(chart)
        assert "no evidence: no source gives its members" in words(chart)


def test_an_unknown_amount_is_hatched_and_adds_nothing() -> None:
    money = {"money": "pledge", "currency": "USD", "counted": True, "start": "2020"}
    graph = drawn(
        {"agency:x": {"name_en": "Fund X"}},
        [
            tie("FUNDS", "country:CAN", "agency:x", amount=30.0, **money),
            tie("FUNDS", "country:USA", "agency:x", **money),
        ],
    )
    chart = plotted(graph, "donor-significance", as_of=AS_OF)
    assert hatched(chart) == 1
    said = words(chart)
    assert "USD · pledge · 30" in said
    assert "CAN 30" in said
    assert "USA amount not known" in said
    assert "Fund X 30 +" in said


def test_money_of_two_currencies_is_never_one_panel() -> None:
    known = {"money": "pledge", "counted": True, "start": "2020"}
    graph = drawn(
        {"agency:x": {"name_en": "Fund X"}},
        [
            tie("FUNDS", "country:CAN", "agency:x", amount=30.0, currency="CAD", **known),
            tie("FUNDS", "country:USA", "agency:x", amount=50.0, currency="USD", **known),
        ],
    )
    titles = sorted(axes.get_title(loc="left") for axes in plotted(graph, "donor-significance", as_of=AS_OF).axes)
    assert titles == ["CAD · pledge · 30", "USD · pledge · 50"]


def test_a_seat_of_unknown_start_gets_a_question_mark_and_one_without_a_date_is_counted() -> None:
    graph = drawn({"mechanism:here": REGIONAL}, sit("MEX", "here"), read="2010")
    said = words(plotted(graph, "country-history", as_of=AS_OF, country="MEX"))
    assert "?" in said
    assert "start not known: drawn from where it is first seen" in said


def test_the_overlap_of_two_rooms_stands_in_both_cells_and_their_sizes_on_the_diagonal() -> None:
    graph = drawn(
        {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL},
        sit("MEX PAN CRI", "a", start="2000") + sit("MEX PAN", "b", start="2000"),
    )
    (axes,) = plotted(graph, "member-overlap", as_of=AS_OF).axes
    cells = {(text.get_position()[1], text.get_position()[0]): text.get_text() for text in axes.texts}
    assert cells == {(0, 0): "3", (0, 1): "2", (1, 0): "2", (1, 1): "2"}


def test_what_a_picture_has_no_room_for_is_counted() -> None:
    rooms = {f"mechanism:m{number:02d}": REGIONAL for number in range(63)}
    graph = drawn(rooms, [row for room in rooms for row in sit("MEX PAN", room.partition(":")[2], start="2000")])
    matrix = plotted(graph, "member-overlap", as_of=AS_OF)
    assert len(matrix.axes[0].get_yticks()) == 60
    assert "3 more not drawn" in words(matrix)
    bars = plotted(graph, "uncoordinated-overlap", as_of=AS_OF)
    assert len(bars.axes[0].patches) == 40
    assert f"{63 * 62 // 2 - 40} more not drawn" in words(bars)


# How a notebook shows it


def test_a_notebook_gets_a_png_and_the_title(built_in: PropertyGraph) -> None:
    chart: Any = queries.ask(built_in, "country-seats", as_of=TODAY).plot()
    data, metadata = chart._repr_mimebundle_()
    assert data["image/png"].startswith("iVBORw0KGgo")
    assert data["text/plain"] == queries.question("country-seats").en
    assert metadata["image/png"]["width"] == round(chart.get_size_inches()[0] * 96)


def test_an_answer_in_a_line_says_what_was_asked_and_the_sentence(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "country-seats", as_of=TODAY)
    assert repr(answer) == f"<answer to country-seats as of {TODAY}, {len(answer.frame)} rows: {answer.sentence}>"


def test_plotting_loads_no_pyplot_and_leaves_the_settings_as_they_were() -> None:
    code = (
        "import sys, matplotlib, migov\n"  # asked for its backend, matplotlib would load pyplot
        "def kept(): return {key: matplotlib.rcParams[key] for key in matplotlib.rcParams if key != 'backend'}\n"
        "before = kept()\n"
        f"migov.open().ask('country-seats', as_of='{TODAY}').plot()\n"
        "print('matplotlib.pyplot' in sys.modules, kept() == before)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]
