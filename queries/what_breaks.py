"""W1: what breaks if a forum, donor or member goes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from queries._frame import DTYPES, ROLES, Column, Kernel, Parameter, Params, Question, Rows, scope
from queries._say import Say

Seats = dict[str, dict[str, list[str]]]
"""For each country its rooms, each with the statements that give the seat."""
Mandates = dict[str, dict[str, list[str]]]
"""For each theme the rooms that address it, each with the statements that say so."""

TIES = (
    Column("tie", "text", "seat, mandate or funding", "seat, mandate o funding"),
    Column("country", "id", "who sits in the room", "quién se sienta en el foro"),
    Column("room", "id", "an active room of the scope", "un foro activo del alcance"),
    Column("theme", "id", "what the room addresses", "lo que el foro aborda"),
    Column("recipient", "id", "whom the node funds", "a quién financia el nodo"),
    Column("amount", "number", "how much, as the source states it", "cuánto, según la fuente"),
    Column("currency", "text", "ISO 4217", "ISO 4217"),
    Column("money", "text", "the kind of money", "el tipo de dinero"),
    Column("evidence", "ids", "the statements", "las afirmaciones"),
)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The active rooms of the scope, and those whose list no source gives."""
    known = _open_rooms(graph, p)
    seated = set(found.loc[found["tie"] == "seat", "room"])
    unknown = set(known.loc[~known["known"], "id"]) | ({p["node"]} - seated if graph.is_room(p["node"]) else set())
    return {"rooms": sorted(known["id"]), "unknown_rooms": sorted(unknown)}


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who sits in the open rooms of the scope, what these address, and whom the node funds; columns as `TIES`."""
    open_rooms = _open_rooms(graph, p)["id"]
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    seats = seats[seats["room"].isin(open_rooms)]
    mandates = graph.edges[graph.mask("ADDRESSES", as_of=p["as_of"], confidence=p["confidence"])]
    mandates = mandates[mandates["source"].isin(open_rooms) & mandates["target"].str.startswith("theme:")]
    mandates = rooms.gathered(mandates["target"], mandates["source"], mandates["id"], ("theme", "room"))
    money = graph.edges[graph.mask("FUNDS", as_of=p["as_of"], confidence=p["confidence"])]
    money = money[(money["source"] == p["node"]) & money["counted"].fillna(False).astype(bool)]
    money = money.sort_values(["target", "id"]).rename(columns={"target": "recipient"})
    money = money.assign(evidence=pd.Series([[about] for about in money["id"]], index=money.index, dtype=object))
    parts = [seats.assign(tie="seat"), mandates.assign(tie="mandate"), money.assign(tie="funding")]
    columns = [c.name for c in TIES]
    records = [row for part in parts for row in part.reindex(columns=columns).to_dict("records")]
    return pd.DataFrame(records, columns=columns).astype({c.name: DTYPES[c.type] for c in TIES})


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """What the ties hold together, and without the node hold together no more."""
    node = p["node"]
    before = _held(found[found["tie"] == "seat"], "country")
    after = {
        country: left
        for country, held in before.items()
        if country != node and (left := {room: about for room, about in held.items() if room != node})
    }
    mandates = _held(found[found["tie"] == "mandate"], "theme")
    rows = [*_pairs(before, after, node), *_orphans(before, after, node), *_components(before, after, node)]
    rows += [*_themes(mandates, node), *_money(found[found["tie"] == "funding"])]
    return pd.DataFrame(rows, columns=[*(c.name for c in COLUMNS), "evidence"])


def _open_rooms(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    return known[known["status"] == "active"]


def _held(found: pd.DataFrame, holder: str) -> dict[str, dict[str, list[str]]]:
    held: dict[str, dict[str, list[str]]] = {}
    for name, room, about in zip(found[holder], found["room"], found["evidence"], strict=True):
        held.setdefault(name, {})[room] = about
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


def _themes(mandates: Mandates, node: str) -> Iterable[dict[str, object]]:
    """The themes that only this room addresses among the open rooms of the scope."""
    for theme, by in sorted(mandates.items()):
        if by.keys() == {node}:
            yield {"kind": "theme", "subject": [theme], "detail": [node], "evidence": by[node]}


def _money(funding: pd.DataFrame) -> Iterable[dict[str, object]]:
    """What the node funds, each leg as its source states it; nothing is added up."""
    columns = ("recipient", "amount", "currency", "money", "evidence")
    for target, amount, currency, money, about in zip(*(funding[c].tolist() for c in columns), strict=True):
        parts = (f"{amount:.0f}" if amount == amount else None, currency, money)
        stated = " ".join(part for part in parts if isinstance(part, str))
        yield {"kind": "money", "subject": [target], "detail": [stated], "evidence": about}


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
    definition="What-if: what holds together is compared with what would without the node, over the rooms of the scope that are active on the "
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
    universe=universe,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
