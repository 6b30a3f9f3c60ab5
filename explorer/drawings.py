"""Which drawing says which answer: pairs in columns, fans around one node, countries beside rooms, separate parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from explorer import layout
from explorer.layout import Column

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from queries._frame import Answer

Json = dict[str, Any]

HEADING = 170
"""The widest that a heading gets before its words wrap."""
WIDE, NARROW, FIT = 260, 56, 950
"""Between two columns with many lines; between five columns; and how wide these five may be to fit on a screen."""
FAN = 44
"""How many boxes a fan has on either side before the rest is only counted."""

_LABELS = {
    "mechanisms": {"en": "Between mechanisms", "es": "Entre mecanismos"},
    "countries": {"en": "Between countries", "es": "Entre países"},
}


class Book:
    """A graph with what drawings look up in it.

    Attributes:
        graph: The graph.
        places: The place of each statement in the payload.
    """

    def __init__(self, graph: PropertyGraph, places: Mapping[str, int]) -> None:
        self.graph = graph
        self.places = places
        edges = graph.edges
        self.ends = list(zip(edges["source"], edges["target"], strict=True))
        self.relations = list(edges["relation"])

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each node."""
        return dict(zip(self.graph.nodes["id"], self.graph.nodes["kind"], strict=True))

    @cached_property
    def widths(self) -> dict[str, int]:
        """The width of each node's box, wide enough for either language."""
        return {node: max(layout.box_width(name) for name in self.names(node)) for node in self.kinds}

    @cached_property
    def touching(self) -> dict[str, list[int]]:
        """The places of the statements that touch each node."""
        found: dict[str, list[int]] = {}
        for place, (source, target) in enumerate(self.ends):
            found.setdefault(source, []).append(place)
            if target != source:
                found.setdefault(target, []).append(place)
        return found

    def kind(self, node: str) -> str:
        """The kind of a node."""
        return self.kinds[node]

    def names(self, node: str) -> list[str]:
        """What is shown for a node, in each language."""
        return [self.graph.labels(lang)[node] for lang in ("en", "es")]

    def name(self, node: str) -> str:
        """What sorting by name goes by."""
        return self.graph.labels("en")[node]

    def mechanisms_with_statements(self) -> list[str]:
        """The mechanisms that any statement names."""
        return [node for node in self.touching if self.kinds[node] == "Mechanism"]


def options() -> Json:
    """The options that every drawing is drawn with."""
    from explorer.network import OPTIONS

    return OPTIONS


def label_of(choice: str) -> Json:
    """The label of an answer that goes by a choice."""
    return dict(_LABELS.get(choice, {"en": choice, "es": choice}))


def since(day: str) -> Json:
    """The label of an answer for the years from a day on."""
    return {"en": f"Since {day[:4]}", "es": f"Desde {day[:4]}"}


def draw(
    book: Book, columns: Sequence[Column], places: Iterable[int], gap: int = layout.GAP, fit: int | None = None
) -> Json:
    """A drawing of columns with the lines of the given statements, and so much room for them between the columns."""
    from explorer.network import Drawing

    placed = layout.columns(columns, book.widths, gap=gap, fit=fit)
    drawing = Drawing()
    drawing.place(placed, book.kinds)
    drawing.join((place, *book.ends[place]) for place in dict.fromkeys(places))
    return drawing.data(placed, [{"key": c.key, "ids": list(c.about)} if c.key else {} for c in columns])


def home(book: Book, matrix: Json) -> Json | None:
    """Countries on the left, the proposed mechanisms on the right, their ties of any day (the page picks the day)."""
    chosen = [column["id"] for column in matrix["columns"] if column["proposed"]]
    ties: dict[str, list[str]] = {}
    places: list[int] = []
    rows, columns = matrix["rows"], matrix["columns"]
    for row, column, about in matrix["cells"]:
        if columns[column]["id"] in chosen:
            ties.setdefault(rows[row]["id"], []).append(columns[column]["id"])
            places += [place for place in about if book.relations[place] != "WITHDREW_FROM"]
    if not ties:
        return None
    return bipartite(book, ties, chosen, places)


def bipartite(book: Book, ties: Mapping[str, Sequence[str]], rooms: Sequence[str], places: Iterable[int]) -> Json:
    """Countries on the left, rooms on the right, sorted so that few lines cross."""
    countries = layout.by_pull(sorted(ties, key=book.name), ties, rooms)
    left = Column(countries, "countries")
    return draw(book, [left, Column(list(rooms), "rooms", spread=True)], places, gap=WIDE)


def egos(book: Book) -> Json:
    """A fan around each country, mechanism and agency: what is tied to it on the left, the others on the right."""
    return {
        node: fan(book, node)
        for node in sorted(book.touching)
        if book.kinds[node] in ("Mechanism", "Country", "Agency") and len(book.touching[node]) > 1
    }


def fan(book: Book, node: str) -> Json:
    """The drawing of a node and its neighbours; sources and what says only where they lie are left out."""
    places = [
        p for p in book.touching[node] if "Source" not in (book.kinds[book.ends[p][0]], book.kinds[book.ends[p][1]])
    ]
    incoming: dict[str, None] = {}
    outgoing: dict[str, None] = {}
    for place in places:
        source, target = book.ends[place]
        if target == node and source != node:
            incoming[source] = None
        elif source == node and target != node:
            outgoing[target] = None
    left = _by_kind(book, incoming)
    right = _by_kind(book, [other for other in outgoing if other not in incoming])
    if not left or not right:
        # One side only would be a tall ladder; two shorter ones read better.
        both = left or right
        middle = (len(both) + 1) // 2
        left, right = both[:middle], both[middle:]
        titles = ("", "")
    else:
        titles = ("to-it", "from-it")
    over = max(0, len(left) - FAN) + max(0, len(right) - FAN)
    columns = [Column(left[:FAN], titles[0], [node]), Column([node]), Column(right[:FAN], titles[1], [node])]
    made = draw(book, columns, places)
    made["more"] += over
    return made


def _by_kind(book: Book, nodes: Iterable[str]) -> list[str]:
    order = {kind: number for number, kind in enumerate(("Country", "Mechanism", "Agency"))}
    return sorted(nodes, key=lambda n: (order.get(book.kinds[n], len(order)), book.kinds[n], book.name(n)))


def pair(book: Book, a: str, b: str, in_a: Iterable[str], in_b: Iterable[str], places: Iterable[int]) -> Json:
    """Only in the first, the first, in both, the second, only in the second: five columns from left to right."""
    first, second = set(in_a), set(in_b)
    named = [sorted(group, key=book.name) for group in (first - second, first & second, second - first)]
    # A heading stands over its column, so the column is at least as wide as the heading.
    head = {node: min(HEADING, layout.box_width("Solo " + max(book.names(node), key=len))) for node in (a, b)}
    columns = [
        Column(named[0], "only", [a], least=head[a]),
        Column([a]),
        Column(named[1], "both", [a, b]),
        Column([b]),
        Column(named[2], "only", [b], least=head[b]),
    ]
    return draw(book, columns, places, gap=NARROW, fit=FIT)


def parts(book: Book, components: Sequence[tuple[Sequence[str], Sequence[str]]], places: Iterable[int]) -> Json:
    """Parts that hang together only within themselves, side by side: the countries and rooms of each."""
    columns: list[Column] = []
    for number, (rooms, countries) in enumerate(components):
        block = [Column(sorted(countries, key=book.name)), Column(list(rooms), spread=True)]
        columns += block if number % 2 == 0 else reversed(block)
    return draw(book, columns, places)


def of_answer(book: Book, answer: Answer) -> list[Json]:
    """The drawings of an answer, none where its table says it better."""
    makers = {
        "member-overlap": _overlaps,
        "country-seats": _seats,
        "hosts-outside-forum": _hosts,
        "orphaned-members": _orphans,
        "what-breaks": _breaks,
    }
    maker = makers.get(answer.query)
    made = maker(book, answer) if maker is not None and len(answer.frame) else []
    return [drawing for drawing in made if sum(len(column.get("nodes", ())) for column in drawing["columns"]) > 1]


def _places(book: Book, about: Iterable[str]) -> list[int]:
    return [book.places[name] for name in about if name in book.places]


def _overlaps(book: Book, answer: Answer) -> list[Json]:
    if answer.params.get("between") != "mechanisms":
        return []
    from graph import rooms

    seats = rooms.seats(book.graph, answer.as_of)
    held: dict[str, list[tuple[str, list[str]]]] = {}
    for country, room, about in zip(seats["country"], seats["room"], seats["evidence"], strict=True):
        held.setdefault(room, []).append((country, about))
    made = []
    for number, (a, b) in enumerate(zip(answer.frame["a"], answer.frame["b"], strict=True)):
        places = [p for room in (a, b) for _, about in held.get(room, []) for p in _places(book, about)]
        drawing = pair(book, a, b, (c for c, _ in held.get(a, [])), (c for c, _ in held.get(b, [])), places)
        drawing["row"] = number
        drawing["label"] = {
            lang: f"{book.graph.labels(lang)[a]} – {book.graph.labels(lang)[b]}" for lang in ("en", "es")
        }
        made.append(drawing)
    return made


def _seats(book: Book, answer: Answer) -> list[Json]:
    ties = dict(zip(answer.frame["country"], answer.frame["mechanisms"], strict=True))
    ties = {country: list(rooms) for country, rooms in ties.items() if len(rooms)}
    rooms = sorted({room for held in ties.values() for room in held}, key=book.name)
    places = _places(book, itertools.chain.from_iterable(answer.frame["evidence"]))
    return [bipartite(book, ties, rooms, places)] if ties else []


def _hosts(book: Book, answer: Answer) -> list[Json]:
    """Both sides whole, those in both included: the rows name only who is on one side."""
    from graph import rooms
    from graph.dates import InForce

    names = [str(answer.params["response"]), str(answer.params["forum"])]
    present = [rooms.presence(book.graph, name, answer.as_of) for name in names]
    sides = [{c: about for c, (state, about) in side.items() if state == InForce.YES} for side in present]
    places = _places(book, itertools.chain.from_iterable(about for side in sides for about in side.values()))
    return [pair(book, names[0], names[1], sides[0], sides[1], places)]


def _orphans(book: Book, answer: Answer) -> list[Json]:
    frame = answer.frame
    lost = sorted({forum for cell in frame["lost"] for forum in cell}, key=book.name)
    left = sorted({room for cell in frame["left"] for room in cell}, key=book.name)
    ties = dict(zip(frame["country"], frame["left"], strict=True))
    countries = layout.by_pull(list(ties), ties, left)
    places = _places(book, itertools.chain.from_iterable(frame["evidence"]))
    columns = [Column(lost, "lost", spread=True), Column(countries, "countries"), Column(left, "left", spread=True)]
    return [draw(book, columns, places)]


def _breaks(book: Book, answer: Answer) -> list[Json]:
    split = answer.frame[answer.frame["kind"] == "component"]
    if len(split) < 2:
        return []
    components = list(zip(split["subject"], split["detail"], strict=True))
    return [parts(book, components, _places(book, itertools.chain.from_iterable(split["evidence"])))]
