"""W1: what breaks if a forum, donor or member goes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pandas as pd

from graph import changes, rooms
from graph.model import PropertyGraph
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

Seats = dict[str, dict[str, list[str]]]
"""For each country its rooms, each with the statements that give the seat."""


def rows(graph: PropertyGraph, p: Params) -> Rows:
    """One row for each thing that holds with the node and not without it."""
    node = p["node"]
    gone = changes.without(graph, node)
    before, after = _seats(graph, p), _seats(gone, p)
    after = {country: after[country] for country in before if country in after}
    found = [*_pairs(before, after, node), *_orphans(before, after, node), *_components(before, after, node)]
    found += [*_themes(graph, gone, p), *_money(graph, p)]
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    known = _open_rooms(graph, p)
    seated = {room for held in before.values() for room in held}
    unknown = set(known.loc[~known["known"], "id"]) | ({node} - seated if graph.is_room(node) else set())
    return Rows(frame, {"rooms": sorted(known["id"]), "unknown_rooms": sorted(unknown)})


def _open_rooms(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    return known[known["status"] == "active"]


def _seats(graph: PropertyGraph, p: Params) -> Seats:
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    seats = seats[seats["room"].isin(_open_rooms(graph, p)["id"])]
    held: Seats = {}
    for country, room, about in seats[["country", "room", "evidence"]].itertuples(index=False):
        held.setdefault(country, {})[room] = about
    return held


def _pairs(before: Seats, after: Seats, node: str) -> Iterable[dict[str, object]]:
    for a, b in itertools.combinations(sorted(before), 2):
        had = sorted(before[a].keys() & before[b].keys())
        if had and node not in (a, b) and not after.get(a, {}).keys() & after.get(b, {}).keys():
            proof = [about for room in had for about in (*before[a][room], *before[b][room])]
            yield {"kind": "pair", "subject": [a, b], "detail": had, "evidence": sorted(set(proof))}


def _orphans(before: Seats, after: Seats, node: str) -> Iterable[dict[str, object]]:
    for country in sorted(before.keys() - after.keys() - {node}):
        proof = sorted({about for cell in before[country].values() for about in cell})
        yield {"kind": "orphan", "subject": [country], "detail": sorted(before[country]), "evidence": proof}


def _components(before: Seats, after: Seats, node: str) -> Iterable[dict[str, object]]:
    """The parts of a network of countries and rooms that hung together and does so no more."""
    for whole in _connected(before):
        parts = [part for part in _connected(after) if part & whole]
        if len(parts) > 1:
            sides = sorted((sorted(x for x in part if x.startswith("mechanism:")), part) for part in parts)
            for inside, part in sides:
                countries = sorted(part - set(inside))
                proof = sorted({about for c in countries for cell in after[c].values() for about in cell})
                yield {"kind": "component", "subject": inside, "detail": countries, "evidence": proof}


def _connected(seats: Seats) -> list[set[str]]:
    import networkx as nx

    network: nx.Graph[str] = nx.Graph((country, room) for country, held in seats.items() for room in held)
    return [set(part) for part in nx.connected_components(network)]


def _themes(graph: PropertyGraph, gone: PropertyGraph, p: Params) -> Iterable[dict[str, object]]:
    """The themes that only this room addresses among the open rooms of the scope."""
    addressed = _addressed(graph, p)
    left = _addressed(gone, p)
    for theme in sorted(addressed.keys() - left.keys()):
        if theme != p["node"]:
            by = addressed[theme]
            proof = sorted(itertools.chain.from_iterable(by.values()))
            yield {"kind": "theme", "subject": [theme], "detail": sorted(by), "evidence": proof}


def _addressed(graph: PropertyGraph, p: Params) -> dict[str, dict[str, list[str]]]:
    edges = graph.edges[graph.mask("ADDRESSES", as_of=p["as_of"], confidence=p["confidence"])]
    edges = edges[edges["source"].isin(_open_rooms(graph, p)["id"]) & edges["target"].str.startswith("theme:")]
    found: dict[str, dict[str, list[str]]] = {}
    for theme, room, about in edges[["target", "source", "id"]].itertuples(index=False):
        found.setdefault(theme, {}).setdefault(room, []).append(about)
    return found


def _money(graph: PropertyGraph, p: Params) -> Iterable[dict[str, object]]:
    """What the node funds, each leg as its source states it; nothing is added up."""
    edges = graph.edges[graph.mask("FUNDS", as_of=p["as_of"], confidence=p["confidence"])]
    edges = edges[(edges["source"] == p["node"]) & edges["counted"].fillna(False).astype(bool)]
    columns = ["target", "amount", "currency", "money", "id"]
    for target, amount, currency, money, about in edges[columns].sort_values(["target", "id"]).itertuples(index=False):
        stated = " ".join(
            str(v) for v in (f"{amount:.0f}" if amount == amount else None, currency, money) if isinstance(v, str)
        )
        yield {"kind": "money", "subject": [target], "detail": [stated], "evidence": [about]}


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The pairs, orphans and parts in a sentence."""
    frame = found.frame
    name = say.name(p["node"])
    of_scope = say.scopes(p["scope"])
    unknown = found.universe["unknown_rooms"]
    names = say.names(unknown)
    tail = say(f" No source says who sits in {names}.", f" Ninguna fuente dice quién participa en {names}.")
    tail = tail if unknown else ""
    if frame.empty and p["node"] in unknown:
        return say(
            f"No source, as asked for, says who sat in {name} on {p['as_of']}: no evidence of what depends on it.",
            f"Ninguna fuente, tal como se pide, dice quién participaba en {name} al {p['as_of']}: sin evidencia de lo que depende de ello.",
        )
    if frame.empty:
        text = say(
            f"On {p['as_of']} no shared room, seat, theme or counted money is known to depend on {name} alone; secretariats, "
            "leadership and operations are not looked at.",
            f"Al {p['as_of']}, no consta foro compartido, asiento, tema ni dinero contado que dependa solo de {name}; no se "
            "revisan secretarías, liderazgos ni operaciones.",
        )
        return text + tail
    by = {kind: frame[frame["kind"] == kind] for kind in ("pair", "orphan", "component", "theme", "money")}
    parts = []
    if len(by["pair"]):
        n = len(by["pair"])
        parts.append(
            say(
                f"{n} {'pair' if n == 1 else 'pairs'} of countries lose their only known{of_scope} room",
                f"{n} {'par' if n == 1 else 'pares'} de países {'pierde' if n == 1 else 'pierden'} su único foro{of_scope} conocido",
            )
        )
    if len(by["orphan"]):
        names = say.names([s[0] for s in by["orphan"]["subject"]])
        parts.append(
            say(f"no known{of_scope} room is left to {names}", f"se quedan sin ningún foro{of_scope} conocido: {names}")
        )
    if len(by["component"]):
        sides = say.joined([f"({say.names(rooms)})" for rooms in by["component"]["subject"]])
        parts.append(
            say(
                f"the network of rooms falls into {len(by['component'])} parts: {sides}",
                f"la red de foros se divide en {len(by['component'])} partes: {sides}",
            )
        )
    if len(by["theme"]):
        names = say.names([s[0] for s in by["theme"]["subject"]])
        parts.append(
            say(
                f"no other room of the scope is known to address {names}",
                f"no consta otro foro del alcance que aborde: {names}",
            )
        )
    if len(by["money"]):
        names = say.names(sorted({s[0] for s in by["money"]["subject"]}))
        parts.append(say(f"its money to {names} goes", f"desaparece su financiación a {names}"))
    lead = say(f"Without {name} on {p['as_of']}, ", f"Sin {name}, al {p['as_of']}: ")
    return lead + "; ".join(parts) + "." + tail


COLUMNS = (
    Column(
        "kind",
        "text",
        "pair, orphan, component, theme or money",
        "pair, orphan, component, theme o money",
        "kind",
        "tipo",
    ),
    Column(
        "subject",
        "ids",
        "the two countries, the orphan, the rooms of the part, the theme, or the recipient",
        "los dos países, el huérfano, los foros de la parte, el tema o el receptor",
        "who or what",
        "quién o qué",
    ),
    Column(
        "detail",
        "ids",
        "the rooms lost (pair, orphan), the countries of the part (component), the rooms that addressed it (theme), or "
        "amount, currency and kind of money (money)",
        "los foros perdidos, los países de la parte, los foros que lo abordaban, o el monto, la moneda y el tipo",
        "detail",
        "detalle",
    ),
)

QUESTION = Question(
    name="what-breaks",
    number="W1",
    en="If a forum, donor or member goes, what breaks?",
    es="Si desaparece un foro, un donante o un miembro, ¿qué se rompe?",
    definition="The graph is compared with itself without the node, over the rooms of the scope that are active on the "
    "day: pairs of countries that shared a room and share none any more, countries without any room, connected "
    "components that fall apart, themes that no other such room addresses, and money that the node gives. The graph "
    "itself is not changed.",
    parameters=(
        Parameter(
            "node",
            "node",
            None,
            "the forum, donor or member that goes",
            "el foro, donante o miembro que desaparece",
            kinds=("Mechanism", "Country", "Agency"),
            required=True,
        ),
        scope("regional"),
        ROLES,
    ),
    columns=COLUMNS,
    order="kind (pair, orphan, component, theme, money), then subject",
    rows=rows,
    sentence=sentence,
)
