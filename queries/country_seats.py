"""O4: how many rooms each government must staff, and in what combination."""

from __future__ import annotations

import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from queries._frame import ROLES, Column, Params, Question, Rows, scope
from queries._say import Say


def rows(graph: PropertyGraph, p: Params) -> Rows:
    """One row a country with a seat: how many, and where."""
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    known = known[known["status"] == "active"]
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    seats = seats[seats["room"].isin(known["id"])]
    found = [
        {
            "country": country,
            "seats": len(group),
            "mechanisms": sorted(group["room"]),
            "evidence": sorted({about for cell in group["evidence"] for about in cell}),
        }
        for country, group in seats.groupby("country", sort=True)
    ]
    frame = pd.DataFrame(found, columns=[*(c.name for c in COLUMNS), "evidence"])
    frame = frame.sort_values(["seats", "country"], ascending=[False, True], kind="stable")
    universe = {
        "rooms": sorted(set(seats["room"])),
        "unknown_rooms": sorted(known.loc[~known["known"] & ~known["id"].isin(seats["room"]), "id"]),
    }
    return Rows(frame, universe)


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who sits in the most rooms at once."""
    frame = found.frame
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    if frame.empty:
        return say(
            f"No country is known to sit in any active{of_scope} room on {p['as_of']}.",
            f"No se sabe de ningún país con asiento en un foro activo{of_scope} al {p['as_of']}.",
        )
    most = int(frame["seats"].iloc[0])
    top = frame[frame["seats"] == most]
    combinations: dict[tuple[str, ...], list[str]] = {}
    for country, mechanisms in zip(top["country"], top["mechanisms"], strict=True):
        combinations.setdefault(tuple(mechanisms), []).append(country)
    listed = "; ".join(f"{say.names(countries)}: {say.names(where)}" for where, countries in combinations.items())
    en, es = (
        (f"active{of_scope} room", f"active{of_scope} rooms"),
        (f"foro activo{of_scope}", f"foros activos{of_scopes}"),
    )
    rooms_known = say.count(len(found.universe["rooms"]), *en, *es)
    verb = say("sits" if len(frame) == 1 else "sit", "tiene asiento" if len(frame) == 1 else "tienen asiento")
    text = say(
        f"On {p['as_of']} {say.countries(len(frame))} {verb} in {rooms_known}; the most known at once is {most} ({listed}).",
        f"Al {p['as_of']}, {say.countries(len(frame))} {verb} en {rooms_known}; el máximo conocido a la vez es {most} ({listed}).",
    )
    if found.universe["unknown_rooms"]:
        names = say.names(found.universe["unknown_rooms"])
        text += say(
            f" Not counted, as no source gives the members: {names}.",
            f" No cuenta, por no tener lista de miembros: {names}.",
        )
    return text


COLUMNS = (
    Column("country", "id", "the country", "el país", "country", "país"),
    Column("seats", "integer", "active rooms it sits in", "foros activos en los que se sienta", "seats", "asientos"),
    Column("mechanisms", "ids", "those rooms, sorted", "esos foros, ordenados", "mechanisms", "mecanismos"),
)

QUESTION = Question(
    name="country-seats",
    number="O4",
    en="How many forums must each ministry staff, and in what combination?",
    es="¿Cuántos foros debe atender cada ministerio, y en qué combinación?",
    definition="Seats in force on the day in rooms that are active then, by default regional ones. Rows with the same "
    "`mechanisms` are the rows of an UpSet plot.",
    parameters=(ROLES, scope("regional")),
    columns=COLUMNS,
    order="most seats first, then country",
    rows=rows,
    sentence=sentence,
)
