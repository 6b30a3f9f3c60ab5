"""Which drawing says which answer: pairs in columns, countries beside rooms, money from donor to country, parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from explorer import layout
from explorer.carried import named
from explorer.layout import Column

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from queries._frame import Answer

Json = dict[str, Any]

WIDE, NARROW = 260, 56
"""Between two columns with many lines; between the four of money."""
SUMS, PLACES, MOST = 30, 24, 110
"""How many sums, countries and boxes in all a drawing of money has; the sums are words on its lines."""
REST = 200
"""How many nodes the box for the rest of a column can list."""
EACH = 60
"""How many rows of an answer have a drawing of their own."""


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

    @cached_property
    def counted(self) -> list[int]:
        """The places of the statements whose money the questions count."""
        edges = self.graph.edges
        found = (edges["relation"] == "FUNDS") & edges["counted"].fillna(False).astype(bool)
        return [place for place, yes in enumerate(found) if yes]

    @cached_property
    def _dollars(self) -> list[float]:
        return [float(amount) for amount in self.graph.edges["amount_usd"].fillna(0)]

    def dollars(self, place: int) -> float:
        """A sum in dollars, to sort by only; 0 where no rate with a date gives it."""
        return self._dollars[place]

    def kind(self, node: str) -> str:
        """The kind of a node."""
        return self.kinds[node]

    def names(self, node: str) -> list[str]:
        """What is shown for a node, in each language."""
        return [self.graph.labels(lang)[node] for lang in ("en", "es")]

    def name(self, node: str) -> str:
        """What sorting by name goes by."""
        return self.graph.labels("en")[node]


def options() -> Json:
    """The options that every drawing is drawn with."""
    from explorer.network import OPTIONS

    return OPTIONS


def draw(
    book: Book,
    columns: Sequence[Column],
    places: Iterable[int],
    gap: int = layout.GAP,
    limit: int = layout.BOXES,
) -> Json:
    """A drawing of columns with the lines of the given statements, and so much room for them between the columns."""
    from explorer.network import Drawing

    nodes = {box: layout.node_of(box) for column in columns for box in column.nodes}
    widths = {box: layout.SUM_WIDTH if node is None else book.widths[node] for box, node in nodes.items()}
    placed = layout.columns(columns, widths, gap=gap, limit=limit)
    drawing = Drawing()
    drawing.place(placed, {box: "" if node is None else book.kinds[node] for box, node in nodes.items()})
    drawing.join((place, *book.ends[place]) for place in dict.fromkeys(places))
    return drawing.data(placed, columns)


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


def moneys(book: Book) -> dict[str, Json]:
    """For each donor and each recipient its money: donors, sums, recipients and where these work."""
    counted = book.counted
    touched: dict[str, list[int]] = {}
    for place in counted:
        for node in book.ends[place]:
            touched.setdefault(node, []).append(place)
    return {node: money(book, touched[node]) for node in sorted(touched)}


def money(book: Book, funds: Iterable[int]) -> Json:
    """Money in four columns: donors, sums (one box each, never added), recipients, and the countries these work in.

    Who gives what it got stands on both sides. Past `SUMS` the recipients of the smallest and unknown sums are counted
    in one box.
    """
    largest = sorted(funds, key=lambda place: (-book.dollars(place), place))
    given = {place: book.ends[place] for place in largest[:SUMS]}
    donors = sorted({donor for donor, _ in given.values()}, key=book.name)
    recipients = sorted({recipient for _, recipient in given.values()}, key=book.name)
    recipients = layout.by_pull(recipients, _tied((r, d) for d, r in given.values()), donors)
    sums = sorted(given, key=lambda place: (recipients.index(given[place][1]), donors.index(given[place][0]), place))
    rest = sorted({book.ends[place][1] for place in largest[SUMS:]} - set(recipients), key=book.name)
    work = [(place, country, r) for r in recipients for place, country in _work(book, r)]
    at = _tied((country, r) for _, country, r in work)
    countries = layout.by_pull(sorted(at, key=book.name), at, recipients)
    got = {r: layout.again(r) if r in donors else r for r in recipients}
    standing = {*donors, *recipients}
    land = {c: layout.again(got.get(c, c)) if c in standing else c for c in countries[:PLACES]}
    of_donor = _tied((given[place][0], layout.sum_box(place)) for place in sums)
    of_recipient = _tied((got[given[place][1]], layout.sum_box(place)) for place in sums)
    columns = [
        Column(donors, "donors", beside=of_donor),
        Column([layout.sum_box(place) for place in sums], "sums"),
        Column(list(got.values()), "recipients", beside=of_recipient, rest=rest[:REST]),
        Column(list(land.values()), "where", beside={land[c]: [got[r] for r in at[c]] for c in land}),
    ]
    made = draw(book, columns, [*sums, *(place for place, _, _ in work)], gap=NARROW, limit=MOST)
    made["more"] += max(0, len(rest) - REST) + len(countries) - len(land)
    return made


def _work(book: Book, node: str) -> list[tuple[int, str]]:
    """Where a recipient works: statements that it operates in a country, or that a state carries it out; and which."""
    found = []
    for place in book.touching[node]:
        source, target = book.ends[place]
        country = {"OPERATES_IN": target, "IMPLEMENTS": source}.get(book.relations[place])
        if country is not None and country != node and book.kinds[country] == "Country":
            found.append((place, country))
    return found


def _tied(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """What the first of each pair is tied to, each once."""
    found: dict[str, dict[str, None]] = {}
    for node, other in pairs:
        found.setdefault(node, {})[other] = None
    return {node: list(others) for node, others in found.items()}


def parts(book: Book, components: Sequence[tuple[Sequence[str], Sequence[str]]], places: Iterable[int]) -> Json:
    """Parts that hang together only within themselves, side by side: the countries and rooms of each."""
    columns: list[Column] = []
    for number, (rooms, countries) in enumerate(components):
        block = [Column(sorted(countries, key=book.name)), Column(list(rooms), spread=True)]
        columns += block if number % 2 == 0 else reversed(block)
    return draw(book, columns, places)


def of_answer(book: Book, answer: Answer) -> list[Json]:
    """The drawings of an answer: none where its table says it better, or names what the page does not carry."""
    if not named(answer) <= set(book.graph.node_index):
        return []
    makers = {
        "orphaned-members": _orphans,
        "what-breaks": _breaks,
        "brokers": _brokers,
        "concurrent-chairs": _chairs,
        "silent-pledges": _pledges,
        **dict.fromkeys(_MONEY, _moneys),
        **dict.fromkeys(_ROWS, _each_row),
    }
    maker = makers.get(answer.query)
    made = maker(book, answer) if maker is not None and len(answer.frame) else []
    return [drawing for drawing in made if sum(len(column.get("nodes", ())) for column in drawing["columns"]) > 1]


_MONEY = (
    "donor-concentration",
    "donor-significance",
    "pledge-to-payment",
    "single-donor-dependency",
    "without-largest-donor",
)
_ROWS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "corridor-rooms": (
        ("corridors", ("corridors",)),
        ("ends", ("a", "b")),
        ("rooms-of-both", ("rooms", "other_rooms")),
    ),
    "mandate-overlap": (("themes", ("themes",)), ("ends", ("a", "b")), ("countries", ("members",))),
    "uncoordinated-overlap": (("themes", ("themes",)), ("ends", ("a", "b")), ("countries", ("members",))),
    "bridging-countries": (("ends", ("a",)), ("bridges", ("countries",)), ("ends", ("b",))),
    "crowded-themes": (("ends", ("country",)), ("rooms", ("mechanisms",)), ("ends", ("theme",))),
    "duplicate-activities": (("agencies", ("agencies",)), ("activities", ("activities",)), ("ends", ("theme",))),
}
"""The questions whose every row is a drawing: the columns of it, each a heading and the columns of the answer in it."""


def _places(book: Book, about: Iterable[str]) -> list[int]:
    return [book.places[name] for name in about if name in book.places]


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


def _brokers(book: Book, answer: Answer) -> list[Json]:
    """The network that the measures are of: countries on the left, the rooms that they sit in on the right."""
    ties: dict[str, list[str]] = {}
    places = _places(book, itertools.chain.from_iterable(answer.frame["evidence"]))
    for place in places:
        source, target = book.ends[place]
        if book.kinds[source] == "Country" and book.kinds[target] == "Mechanism":
            ties.setdefault(source, []).append(target)
    rooms = [node for node in answer.frame["node"] if any(node in held for held in ties.values())]
    return [bipartite(book, ties, rooms, places)] if rooms else []


def _chairs(book: Book, answer: Answer) -> list[Json]:
    ties: dict[str, list[str]] = {}
    for holder, chairs in zip(answer.frame["holder"], answer.frame["chairs"], strict=True):
        ties.setdefault(holder, []).extend(chairs)
    rooms = sorted({chair for held in ties.values() for chair in held}, key=book.name)
    return [bipartite(book, ties, rooms, _places(book, itertools.chain.from_iterable(answer.frame["evidence"])))]


def _pledges(book: Book, answer: Answer) -> list[Json]:
    frame = answer.frame
    columns = [
        Column(sorted({who for cell in frame["by"] for who in cell}, key=book.name), "pledgers", spread=True),
        Column(list(frame["commitment"]), "pledges", spread=True),
        Column(sorted({where for cell in frame["under"] for where in cell}, key=book.name), "under", spread=True),
    ]
    return [draw(book, columns, _places(book, itertools.chain.from_iterable(frame["evidence"])))]


def _moneys(book: Book, answer: Answer) -> list[Json]:
    counted = set(book.counted)
    places = dict.fromkeys(_places(book, itertools.chain.from_iterable(answer.frame["evidence"])))
    funds = [place for place in places if place in counted]
    return [money(book, funds)] if funds else []


def _each_row(book: Book, answer: Answer) -> list[Json]:
    """A drawing of each row, of three columns: what lies between its two ends, or on either side of them."""
    made = []
    rows = cast("list[Json]", answer.frame.head(EACH).to_dict("records"))
    for number, row in enumerate(rows):
        columns = [
            Column(_named(book, row, names), "" if key == "ends" else key, spread=key == "ends")
            for key, names in _ROWS[answer.query]
        ]
        drawing = draw(book, columns, _places(book, row["evidence"]), gap=WIDE // 2)
        ends = [node for key, names in _ROWS[answer.query] if key == "ends" for node in _named(book, row, names)]
        ends += [] if len(ends) > 1 or "country" not in row else _named(book, row, ("country",))
        labels = {lang: book.graph.labels(lang) for lang in ("en", "es")}
        drawing["label"] = {lang: " – ".join(labels[lang][node] for node in ends) for lang in labels}
        drawing["row"] = number
        made.append(drawing)
    return made


def _named(book: Book, row: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """The nodes that some cells of a row name."""
    found: list[str] = []
    for name in names:
        cell = row[name]
        found += [cell] if isinstance(cell, str) else list(cell) if isinstance(cell, list | tuple) else []
    return [node for node in found if node in book.kinds]
