"""O4: how many rooms each government must staff, and in what combination."""

from __future__ import annotations

import pandas as pd

from graph.model import PropertyGraph
from queries import _links
from queries._frame import ROLES, Column, Params, Question, Rows, scope
from queries._say import Say

NAMED = 6
"""How many rooms the sentence names at once."""
COMBINATIONS = 3
"""How many combinations of rooms it names."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a country with a seat: how many, and where."""
    _, seats = _links.seated(graph, p)
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
    return frame.sort_values(["seats", "country"], ascending=[False, True], kind="stable")


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The rooms where somebody sits, those of them whose list is not whole, and those without any known seat."""
    return _links.whole(graph, p, *_links.seated(graph, p))


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Who sits in the most rooms at once."""
    frame = found.frame
    of_scope, of_scopes = say.scopes(p["scope"]), say.scopes(p["scope"], plural=True)
    if frame.empty:
        text = say(
            f"No country is known to sit in any active{of_scope} room on {p['as_of']}.",
            f"No consta ningún país con asiento en un foro{of_scope} activo al {p['as_of']}.",
        )
        return text + _unknown(found, say)
    most = int(frame["seats"].iloc[0])
    top = frame[frame["seats"] == most]
    combinations: dict[tuple[str, ...], list[str]] = {}
    for country, mechanisms in zip(top["country"], top["mechanisms"], strict=True):
        combinations.setdefault(tuple(mechanisms), []).append(country)
    common = sorted(combinations.items(), key=lambda item: (-len(item[1]), item[0]))
    listed = [f"{say.names(countries)}: {say.names(where, NAMED)}" for where, countries in common[:COMBINATIONS]]
    if (rest := len(common) - COMBINATIONS) > 0:
        more = ("more combination", "more combinations", "combinación más", "combinaciones más")
        listed.append(say.count(rest, *more))
    en, es = (
        (f"active{of_scope} room", f"active{of_scope} rooms"),
        (f"foro{of_scope} activo", f"foros{of_scopes} activos"),
    )
    rooms_known = say.count(len(found.universe["rooms"]), *en, *es)
    verb = say("sits" if len(frame) == 1 else "sit", "tiene asiento" if len(frame) == 1 else "tienen asiento")
    text = say(
        f"On {p['as_of']}, {say.countries(len(frame))} {verb} in {rooms_known}; the most known at once is {most} ({'; '.join(listed)}).",
        f"Al {p['as_of']}, {say.countries(len(frame))} {verb} en {rooms_known}; el máximo conocido a la vez es {most} ({'; '.join(listed)}).",
    )
    return text + _unknown(found, say)


def _unknown(found: Rows, say: Say) -> str:
    text = ""
    if undecided := found.universe["undecided"]:
        names = say.names(undecided, NAMED)
        text += say(
            f" The known list of {names} is not whole: there may be more seats.",
            f" La lista conocida de {names} no está completa: puede haber más asientos.",
        )
    if unknown := found.universe["unknown_rooms"]:
        names = say.names(unknown, NAMED)
        text += say(
            f" Not counted, as no source gives their members then: {names}.",
            f" No se cuentan, sin fuente sobre sus miembros entonces: {names}.",
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
    universe=universe,
    sentence=sentence,
)
