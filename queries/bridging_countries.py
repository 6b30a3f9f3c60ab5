"""B1: which countries bridge two rooms, and which of them is the only bridge."""

from __future__ import annotations

import itertools

import pandas as pd

from graph.model import PropertyGraph
from queries import _links
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

FIRST = 6
"""How many pairs the sentence names."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each pair of rooms with a bridge: the countries that sit in both."""
    _, seats = _links.seated(graph, p)
    pairs = _links.sharing(seats)
    number, only = pairs["members"].str.len(), pairs["members"].str.len() == 1
    blocks = _blocks(seats) if only.any() else {}  # networkx is imported only where there is something to look up
    cut = [
        single and blocks[members[0], a] != blocks[members[0], b]
        for a, b, members, single in zip(pairs["a"], pairs["b"], pairs["members"], only, strict=True)
    ]
    pairs = pairs.rename(columns={"members": "countries"}).assign(bridges=number, only=only, cut=cut)
    fits = number <= p["at_most"] if p["at_most"] else number > 0
    if p["country"]:
        fits &= pd.Series([p["country"] in members for members in pairs["countries"]], index=pairs.index, dtype=bool)
    columns = [*(c.name for c in COLUMNS), "evidence"]
    return pairs.loc[fits, columns].sort_values(["bridges", "a", "b"], kind="stable")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms with known members and those members, the rooms whose list is not whole, and those without any."""
    known, seats = _links.seated(graph, p)
    return {**_links.whole(graph, p, known, seats), "countries": sorted(set(seats["country"]))}


def _blocks(seats: pd.DataFrame) -> dict[tuple[str, str], int]:
    """In which part of the network that no single node cuts each seat (country, room) lies.

    Two seats of a country lie in different parts exactly where nothing but the country joins their rooms.
    """
    import networkx as nx

    network: nx.Graph[str] = nx.Graph(zip(seats["country"], seats["room"], strict=True))
    found: dict[tuple[str, str], int] = {}
    for number, part in enumerate(nx.biconnected_component_edges(network)):
        found |= dict.fromkeys([*part, *((room, country) for country, room in part)], number)
    return found


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The pairs with a single bridge, whom the whole network hangs on, and the pairs without any."""
    frame, universe = found.frame, found.universe
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    rooms = len(universe["rooms"])
    tail = _unknown(found, say)
    if rooms < 2:
        return say(
            f"Fewer than two active{of_scope} rooms have known members on {p['as_of']}: no evidence of bridges.",
            f"Menos de dos foros activos{of_scopes} tienen miembros conocidos al {p['as_of']}: sin evidencia de puentes.",
        )
    every = rooms * (rooms - 1) // 2
    asked = say(f" by {say.name(p['country'])}", f" por {say.name(p['country'])}") if p["country"] else ""
    if p["at_most"]:
        asked += say(
            f" by at most {say.count(p['at_most'], 'country', 'countries', '', '')}",
            f" por un máximo de {say.count(p['at_most'], '', '', 'país', 'países')}",
        )
    number, cuantos = (len(frame), len(frame)) if len(frame) else ("none", "ninguno")
    if every == 1:
        known = bool(len(frame))
        text = say(
            f"On {p['as_of']} the only pair of active{of_scope} rooms is {'' if known else 'not '}known to be bridged{asked}",
            f"Al {p['as_of']}, el único par de foros activos{of_scopes} {'' if known else 'no '}tiene puente conocido{asked}",
        )
    else:
        text = say(
            f"On {p['as_of']}, {number} of the {every} pairs of active{of_scope} rooms {'is' if len(frame) < 2 else 'are'} "
            f"known to be bridged{asked}",
            f"Al {p['as_of']}, {cuantos} de los {every} pares de foros activos{of_scopes} "
            f"{'tiene' if len(frame) < 2 else 'tienen'} puente conocido{asked}",
        )
    single = frame[frame["only"]]
    if len(single):
        ends = zip(single["a"][:FIRST], single["b"][:FIRST], single["countries"][:FIRST], strict=True)
        named = ", ".join(f"{say.name(a)}–{say.name(b)} ({say.name(c[0])})" for a, b, c in ends)
        more = say(" (the first)", " (los primeros)") if len(single) > FIRST else ""
        one = len(single) == 1
        text += say(
            f"{', ' if len(frame) == 1 else f'; {len(single)} of them '}by one country alone{more}: {named}.",
            f"; {'' if len(frame) == 1 else f'{len(single)} '}{'depende' if one else 'dependen'} de un solo país{more}: {named}.",
        )
        if hinge := sorted({cell[0] for cell in single.loc[single["cut"], "countries"]}):
            text += say(
                f" Nothing else is known to join the parts of the network of rooms and countries that meet in {say.names(hinge)}.",
                f" No se conoce otra unión entre las partes de la red de foros y países que se encuentran en {say.names(hinge)}.",
            )
        else:
            text += say(
                " None of these is the only connection: a longer way joins the two rooms.",
                " Ninguno de ellos es la única conexión: otra vía más larga une los dos foros.",
            )
    elif len(frame):
        least = frame.iloc[0]
        names = f"{say.name(least['a'])}–{say.name(least['b'])}"
        n = int(least["bridges"])
        text += say(
            f", none by one country alone; the fewest are {n}: {names} ({say.names(least['countries'])}).",
            f", ninguno por un solo país; el menor número es {n}: {names} ({say.names(least['countries'])}).",
        )
    else:
        text += "."
    return text + _unbridged(found, p, say) + tail


def _unbridged(found: Rows, p: Params, say: Say) -> str:
    if p["country"] or p["at_most"]:
        return ""
    met = set(zip(found.frame["a"], found.frame["b"], strict=True))
    none = [pair for pair in itertools.combinations(found.universe["rooms"], 2) if pair not in met]
    if not none:
        return ""
    named = ", ".join(f"{say.name(a)}–{say.name(b)}" for a, b in none[:FIRST])
    more = say(" (the first)", " (los primeros)") if len(none) > FIRST else ""
    return say(
        f" {say.count(len(none), 'pair has', 'pairs have', '', '')} no known bridge{more}: {named}.",
        f" {say.count(len(none), '', '', 'par no tiene', 'pares no tienen')} puente conocido{more}: {named}.",
    )


def _unknown(found: Rows, say: Say) -> str:
    text = ""
    if rooms := found.universe["undecided"]:
        text += say(
            f" There may be more bridges: the list is not whole of {say.names(rooms)}.",
            f" Puede haber más puentes: no está completa la lista de {say.names(rooms)}.",
        )
    if rooms := found.universe["unknown_rooms"]:
        text += say(
            f" Left out, for want of a list of members: {say.names(rooms)}.",
            f" Fuera, por no tener lista de miembros: {say.names(rooms)}.",
        )
    return text


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column(
        "countries", "ids", "those that sit in both, sorted", "los que se sientan en ambos", "bridged by", "puentes"
    ),
    Column("bridges", "integer", "how many those are", "cuántos son", "bridges", "número"),
    Column("only", "yes", "whether it is one country alone", "si es un solo país", "only one", "uno solo"),
    Column(
        "cut",
        "yes",
        "whether without that country nothing at all joins the two, not even over other rooms and countries",
        "si sin ese país nada une a los dos, ni siquiera a través de otros foros y países",
        "sole tie",
        "única unión",
    ),
)

QUESTION = Question(
    name="bridging-countries",
    number="B1",
    en="Which countries bridge two forums, and is any the only bridge?",
    es="¿Qué países son puente entre dos foros, y hay alguno que sea el único?",
    definition="A bridge between two rooms is a country that sits in both on the day (the duality of persons and groups, "
    "Breiger 1974: two groups are tied by their common members). Rooms are those of the scope that are active then. "
    "`only`: exactly one country does. `cut`: it is moreover a cut vertex between them: without it, no path over the "
    "known seats of these rooms joins the two (their seats lie in different biconnected components, Hopcroft & Tarjan "
    "1973). Members only are counted; a bridge means that somebody hears both rooms, not that they coordinate. By "
    "default only regional rooms, because near-universal ones are bridged by nearly everyone.",
    parameters=(
        Parameter(
            "country",
            "node",
            None,
            "only the pairs that this country bridges",
            "solo los pares que este país une",
            kinds=("Country",),
        ),
        Parameter(
            "at-most",
            "integer",
            0,
            "only pairs with at most so many bridges; 0 lists all",
            "solo pares con este número de puentes o menos; 0 da todos",
        ),
        ROLES,
        scope("regional"),
    ),
    columns=COLUMNS,
    order="fewest bridges first, then a and b",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
