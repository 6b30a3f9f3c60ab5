"""G4: who is left without a room when a forum goes dormant or ends."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import dates, rooms
from graph.model import PropertyGraph
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row for each country that sat in a lost forum: what it lost, what it has left."""
    lost, in_scope = _rooms(graph, p)
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    left = seats[seats["room"].isin(in_scope["id"])].groupby("country")
    rooms_left = {country: list(group["room"]) for country, group in left}
    why_left = {country: [about for cell in group["evidence"] for about in cell] for country, group in left}
    members: dict[str, tuple[set[str], set[str]]] = {}
    for forum in lost:
        for country, about in _sat(graph, forum, p):
            forums, why = members.setdefault(country, (set(), set()))
            forums.add(forum)
            why.add(about)
    found = [
        {
            "country": country,
            "lost": sorted(forums),
            "left": rooms_left.get(country, []),
            "rooms_left": len(rooms_left.get(country, [])),
            "evidence": sorted({*why, *why_left.get(country, [])}),
        }
        for country, (forums, why) in members.items()
    ]
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    return frame.sort_values(["rooms_left", "country"], kind="stable")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The forums that were lost, the rooms that are left, and those of these without a known list."""
    lost, in_scope = _rooms(graph, p)
    unknown = sorted(in_scope.loc[~in_scope["known"], "id"])
    return {"lost": sorted(lost), "rooms": sorted(in_scope["id"]), "unknown_rooms": unknown}


def _rooms(graph: PropertyGraph, p: Params) -> tuple[list[str], pd.DataFrame]:
    """The forums that were lost, and the other rooms of the scope that are active (as `rooms.rooms`)."""
    state = rooms.rooms(graph, p["as_of"])
    lost = [p["forum"]] if p["forum"] else list(state.loc[state["status"].isin(["dormant", "ended"]), "id"])
    left = state["scope"].isin(list(p["scope"])) & (state["status"] == "active") & ~state["id"].isin(lost)
    return lost, state[left]


def _sat(graph: PropertyGraph, forum: str, p: Params) -> list[tuple[str, str]]:
    """The countries that sat in a forum when it fell (on the day asked for, where it has not), by statement.

    Of a forum that fell, a statement whose start is unknown counts: nobody joins it after it has ceased to meet.
    """
    fits = graph.mask(seats=p["roles"], confidence=p["confidence"]) & (graph.edges["target"] == forum).to_numpy()
    if rooms.status(graph, p["as_of"])[forum] not in ("dormant", "ended"):
        kept = graph.edges[fits & graph.in_force(p["as_of"])]
        return list(zip(kept["source"], kept["id"], strict=True))
    fell = min(_fell(graph, forum, p["as_of"]), p["as_of"])
    edges = graph.edges[fits]
    began = edges["since"].where(edges["start"].notna()).fillna("0").to_numpy() <= p["as_of"]
    held = edges["until"].fillna("9").to_numpy() >= fell
    kept = edges[np.asarray(began & held, dtype=bool)]
    return list(zip(kept["source"], kept["id"], strict=True))


def _fell(graph: PropertyGraph, forum: str, as_of: str) -> str:
    """The first day on which a forum is known not to be active any more, or the day asked for."""
    told = rooms.told(graph)
    told = told[(told["node"] == forum) & (told["day"] <= as_of)]
    fell = as_of
    for day, text in zip(reversed(told["day"].tolist()), reversed(told["text"].tolist()), strict=True):
        if text == "active":
            break
        fell = day
    end = (graph.node(forum) or {}).get("end")
    return min(fell, dates.first_day(end)) if end else fell


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who has no room left."""
    frame, universe = found.frame, found.universe
    if not universe["lost"]:
        return say(
            f"No forum is known to be dormant or ended on {p['as_of']}; ask about one by its name.",
            f"No consta ningún foro inactivo o terminado al {p['as_of']}; pregunte por uno por su nombre.",
        )
    lost = say.names(universe["lost"])
    if frame.empty:
        return say(
            f"No source says who sat in {lost} by {p['as_of']}: no evidence.",
            f"Ninguna fuente dice quién participaba en {lost} hasta el {p['as_of']}: sin evidencia.",
        )
    alone = list(frame.loc[frame["rooms_left"] == 0, "country"])
    of_scope = say.scopes(p["scope"])
    if p["forum"]:
        lead = say(f"Without {lost}", f"Sin {lost}")
    else:
        seated = say.names(sorted({forum for forums in frame["lost"] for forum in forums}))
        lead = say(f"With {seated} no longer active", f"Con {seated} sin actividad")
    if len(frame) == 1:
        country = say.name(frame["country"].iloc[0])
        left = say("has no other", "no tiene otro") if alone else say("still has another", "aún tiene otro")
        text = say(
            f"{lead}, {country}, the only one known to have sat there, {left} known active{of_scope} room on {p['as_of']}.",
            f"{lead}, {country}, el único que consta que participaba, {left} foro activo{of_scope} conocido al {p['as_of']}.",
        )
    else:
        text = _several(frame, alone, lead, p, say)
    silent = set(universe["lost"]) - {forum for forums in frame["lost"] for forum in forums}
    if unknown := sorted({*universe["unknown_rooms"], *silent}):
        names = say.names(unknown)
        text += say(
            f" No source says who sits or sat in {names}.",
            f" Ninguna fuente dice quién participa o participó en {names}.",
        )
    return text


def _several(frame: pd.DataFrame, alone: list[str], lead: str, p: Params, say: Say) -> str:
    whom, one = say.countries(len(frame)), len(alone) == 1
    sat = (
        say("to sit or to have sat", "participan o participaban") if p["forum"] else say("to have sat", "participaban")
    )
    of_scope, named = say.scopes(p["scope"]), say.names(alone) or say("none", "ninguno")
    return say(
        f"{lead}, {len(alone)} of the {whom} known {sat} there {'has' if one else 'have'} no other known active{of_scope} room on {p['as_of']}: {named}.",
        f"{lead}, {len(alone)} de los {whom} que consta que {sat} {'no tiene' if one else 'no tienen'} otro foro activo{of_scope} conocido al {p['as_of']}: {named}.",
    )


COLUMNS = (
    Column("country", "id", "the country or territory", "el país o territorio", "country", "país"),
    Column("lost", "ids", "the forums that it lost", "los foros que perdió", "lost", "perdió"),
    Column(
        "left",
        "ids",
        "active rooms of the scope where it still sits",
        "foros activos del alcance donde aún se sienta",
        "left",
        "le queda",
    ),
    Column("rooms_left", "integer", "how many those are", "cuántos son"),
)

QUESTION = Question(
    name="orphaned-members",
    number="G4",
    en="When a forum goes dormant or ends, who is left without one?",
    es="Cuando un foro queda inactivo o termina, ¿quién se queda sin ninguno?",
    definition="The governments that sat in a forum when it was first known not to meet any more (where the question names "
    "an active one: on the day asked for), and the rooms of the scope, active on the day, where they sit as well.",
    parameters=(
        Parameter(
            "forum",
            "room",
            None,
            "the forum; all that are dormant or ended where not given",
            "el foro; todos los inactivos o terminados si no se indica",
            kinds=("Mechanism",),
        ),
        ROLES,
        scope("regional"),
    ),
    columns=COLUMNS,
    order="fewest rooms left first, then country",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
