"""G1: whether both ends of a corridor sit in the same room, and in what kind of room."""

from __future__ import annotations

import itertools

import pandas as pd

from graph import rooms
from graph.dates import InForce
from graph.model import PropertyGraph
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows
from queries._say import Say

LADDER = ("regional", "scope-limited", "hemispheric", "dormant", "global")
"""The rungs, best first; below them `none`, and `no evidence` where a room's list is unknown."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a pair of countries: the best rung that is known to hold."""
    known = _open(graph, p)
    corridors = _pairs(graph, p["as_of"], p["confidence"])
    asked = {tuple(sorted(p["pair"])): corridors.get(_ordered(*p["pair"]), ([], []))} if p["pair"] else corridors
    presence = {
        room: rooms.presence(graph, room, p["as_of"], roles=p["roles"], confidence=p["confidence"])
        for room in known["id"]
    }
    found = []
    for (a, b), (routes, why) in sorted(asked.items()):
        rungs: dict[str, list[str]] = {}
        unknown, proof = [], list(why)
        for room, scope, status, limited in known[["id", "scope", "status", "limited"]].itertuples(index=False):
            here = [presence[room].get(end) or (rooms.absent(graph, room, end), []) for end in (a, b)]
            states = {state for state, _ in here}
            if states == {InForce.YES} and isinstance(scope, str):
                rungs.setdefault(_rung(scope, status, limited), []).append(room)
                proof += [*here[0][1], *here[1][1]]
            elif InForce.NO not in states:  # or its scope is unknown, and with it the rung
                unknown.append(room)
        best = next((rung for rung in LADDER if rung in rungs), "no evidence" if unknown else "none")
        found.append(
            {
                "a": a,
                "b": b,
                "rung": best,
                "rooms": rungs.get(best, []),
                "unknown_rooms": unknown,
                "other_rooms": sorted(itertools.chain(*(r for rung, r in rungs.items() if rung != best))),
                "corridors": routes,
                "evidence": sorted(set(proof)),
            }
        )
    return pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms that are active or dormant, and those of them without a known list."""
    known = _open(graph, p)
    return {"rooms": sorted(known["id"]), "unknown_rooms": sorted(known.loc[~known["known"], "id"])}


def _open(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    known = rooms.rooms(graph, p["as_of"])
    return known[known["status"].isin(["active", "dormant"])]


def _rung(scope: str, status: str, limited: bool) -> str:
    if status == "dormant":
        return "dormant"
    return "scope-limited" if scope == "regional" and limited else scope


def _ordered(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)


def _pairs(
    graph: PropertyGraph, day: str, confidence: tuple[str, ...]
) -> dict[tuple[str, str], tuple[list[str], list[str]]]:
    """The pairs that corridors join, each with its corridors and the statements that say so.

    A corridor joins each origin to each destination, and each transit country to the next where their order is known.
    """
    edges = graph.edges[graph.mask("ON_CORRIDOR", confidence=confidence) & (graph.states(day) != InForce.NO)]
    pairs: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for corridor, group in edges.sort_values(["order", "id"]).groupby("target", sort=True):
        by_role = {role: list(zip(part["source"], part["id"], strict=True)) for role, part in group.groupby("role")}
        ends = itertools.product(by_role.get("origin", []), by_role.get("destination", []))
        in_order = group[group["role"] == "transit"].groupby("order", sort=True)  # a place nobody knows is next to none
        steps = [list(zip(part["source"], part["id"], strict=True)) for _, part in in_order]
        legs = [leg for step, following in itertools.pairwise(steps) for leg in itertools.product(step, following)]
        for (a, why_a), (b, why_b) in [*ends, *legs]:
            if a != b:
                routes, why = pairs.setdefault(_ordered(a, b), ([], []))
                if corridor not in routes:
                    routes.append(str(corridor))
                why += [why_a, why_b]
    return pairs


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The rung of the pair, or how many pairs stand on each."""
    frame = found.frame
    if frame.empty:
        return say(
            "No corridor is known, so no pair of ends can be looked at; ask about two countries by their names.",
            "No se conoce ningún corredor; pregunte por dos países por sus nombres.",
        )
    if p["pair"]:
        row = frame.iloc[0]
        a, b, names = say.name(row["a"]), say.name(row["b"]), say.names(row["rooms"])
        text = {
            "regional": say(
                f"sit together in an active regional room: {names}",
                f"se sientan juntos en un foro regional activo: {names}",
            ),
            "scope-limited": say(
                f"are known to share only rooms limited to some populations: {names}",
                f"solo consta que comparten foros limitados a ciertas poblaciones: {names}",
            ),
            "hemispheric": say(
                f"are not known to share a regional room, only hemispheric ones: {names}",
                f"no consta que compartan foro regional, solo hemisférico: {names}",
            ),
            "dormant": say(
                f"are not known to share an active regional or hemispheric room, only a dormant one: {names}",
                f"no consta que compartan foro regional ni hemisférico activo, solo uno inactivo: {names}",
            ),
            "global": say(
                f"are known to share only global rooms: {names}", f"solo consta que comparten foros mundiales: {names}"
            ),
            "none": say("are known to share no room", "no comparten ningún foro"),
            "no evidence": say("are not known to share a room", "no consta que compartan foro"),
        }[row["rung"]]
        tail = _unknown(row["unknown_rooms"], say)
        return say(f"On {p['as_of']} {a} and {b} {text}.{tail}", f"Al {p['as_of']}, {a} y {b} {text}.{tail}")
    counts = frame["rung"].value_counts()
    words = {
        "regional": say("regional", "regional"),
        "scope-limited": say("scope-limited", "de alcance limitado"),
        "hemispheric": say("hemispheric only", "solo hemisférico"),
        "dormant": say("dormant only", "solo inactivo"),
        "global": say("global only", "solo mundial"),
        "none": say("none", "ninguno"),
        "no evidence": say("no evidence", "sin evidencia"),
    }
    listed = ", ".join(f"{words[rung]} {counts[rung]}" for rung in words if rung in counts)
    return say(
        f"Of {say.count(len(frame), 'pair', 'pairs', '', '')} of countries joined by a corridor, by the best room known to hold both on {p['as_of']}: {listed}.",
        f"De {say.count(len(frame), '', '', 'par', 'pares')} de países unidos por un corredor, según el mejor foro que consta que comparten al {p['as_of']}: {listed}.",
    ) + _unknown(found.universe["unknown_rooms"], say)


def _unknown(unknown: list[str], say: Say) -> str:
    if not unknown:
        return ""
    names = say.names(unknown)
    return say(
        f" Unknown, as no source says who sits there: {names}.",
        f" Se desconoce, por falta de fuente sobre quién participa: {names}.",
    )


COLUMNS = (
    Column("a", "id", "one end", "un extremo", "A", "A"),
    Column("b", "id", "the other end", "el otro extremo", "B", "B"),
    Column(
        "rung",
        "text",
        "the best that is known to hold: regional, scope-limited, hemispheric, dormant, global, none or no evidence",
        "lo mejor que consta: regional, scope-limited, hemispheric, dormant, global, none o no evidence",
        "rung",
        "peldaño",
    ),
    Column(
        "rooms",
        "ids",
        "the rooms of that rung where both sit",
        "los foros de ese peldaño donde ambos se sientan",
        "rooms",
        "foros",
    ),
    Column(
        "unknown_rooms",
        "ids",
        "rooms of which no source says whether both sit there",
        "foros de los que ninguna fuente dice si ambos participan",
    ),
    Column(
        "other_rooms",
        "ids",
        "rooms of lower rungs where both sit",
        "foros de peldaños inferiores donde ambos se sientan",
    ),
    Column("corridors", "ids", "the corridors that join them", "los corredores que los unen"),
)

QUESTION = Question(
    name="corridor-rooms",
    number="G1",
    en="Do both ends of a corridor sit in the same room?",
    es="¿Se sientan los dos extremos de un corredor en el mismo foro?",
    definition="For each room that is active or dormant on the day: both ends seated, one known to be absent, or "
    "unknown. The rung is the best of those where both are seated: an active regional room for everyone, an active "
    "regional room limited to some populations, hemispheric, dormant, global. Without any, `none` where every room is "
    "known to lack one of them and `no evidence` otherwise. By default the pairs are each origin with each "
    "destination of a corridor, and each transit country with the next where their order is known.",
    parameters=(
        Parameter(
            "pair",
            "pair",
            (),
            "two countries, such as COL,PAN; all corridors where not given",
            "dos países, como COL,PAN; todos los corredores si no se indica",
            kinds=("Country",),
        ),
        ROLES,
    ),
    columns=COLUMNS,
    order="a, then b",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
