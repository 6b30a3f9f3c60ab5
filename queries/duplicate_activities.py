"""O6: where two agencies may do the same work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from queries import _activities, _cells, _heard
from queries._figures import figure
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._say import Say

FEW = 100
"""With fewer activities than this no table of activities is loaded, only projects that documents happen to name."""
NAMED = 6
"""How many agencies the sentence names."""


def finish(ties: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row a cell in which different activities of different agencies meet in time."""
    return _cells.cells(ties, _activities.placed(ties, p), p)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The activities in cells, and those of which no source says enough."""
    placed = _activities.placed(found, p)
    known = _heard.distinct(placed.rows["activity"].to_numpy())
    return {
        "activities": placed.ids[known].tolist(),
        "incomplete": placed.ids[np.setdiff1d(placed.activities, known)].tolist(),
    }


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many cells, and the one with most candidates."""
    frame, universe = found.frame, found.universe
    if p["from"]:
        when = say(f"From {p['from']} to {p['as_of']}", f"Del {p['from']} al {p['as_of']}")
    else:
        when = say(f"On {p['as_of']}", f"Al {p['as_of']}")
    known, lacking = (figure(len(universe[name]), say.lang) for name in ("activities", "incomplete"))
    one, level = len(universe["activities"]) == 1, p["level"] == "place"
    where = say("place", "lugar") if level else say("country", "país")
    what = say("theme", "tema")
    if p["populations"] == "on":
        cell, parts = f"{where}, {what}{say(' and population', ' y población')}", say(", population", ", población")
    else:
        cell, parts = say(f"{where} and {what}", f"{where} y {what}"), ""
    basis = say(
        f" Looked at: {known} known {'activity' if one else 'activities'} with agency, {where}{parts} and {what}",
        f" Se {'revisó' if one else 'revisaron'} {known} {'actividad conocida' if one else 'actividades conocidas'} con "
        f"organismo, {where}{parts} y {what}",
    )
    if len(universe["incomplete"]) == 1:
        basis += say(" (1 more lacks one of them).", " (a otra le falta alguno).")
    else:
        some = len(universe["incomplete"]) > 0
        basis += say(f" ({lacking} more lack one of them).", f" (a otras {lacking} les falta alguno).") if some else "."
    least = figure(max(p["at_least"], 2), say.lang)
    least = say("two", "dos") if least == "2" else least
    if frame.empty:
        text = say(
            f"{when}, no {cell} are known in which {least} or more agencies have different activities at the same time.",
            f"{when} no consta ningún {cell} en que {least} o más organismos tengan actividades distintas a la vez.",
        )
        return text + basis + _load(say)
    cells, top = len(frame), frame.iloc[0]
    spot = top["place"] if level else top["country"]
    most = ", ".join(say.name(part) for part in (spot, top["theme"], top["population"]) if isinstance(part, str))
    pairs = say.count(
        int(top["candidates"]), "pair of agencies", "pairs of agencies", "par de organismos", "pares de organismos"
    )
    shown = say.names(top["agencies"], NAMED)
    limit = say(" (no more are listed)", " (no se dan más)") if p["top"] == cells else ""
    n = say.count(
        cells,
        f"combination of {cell}",
        f"combinations of {cell}",
        f"combinación de {cell}",
        f"combinaciones de {cell}",
    )
    text = say(
        f"{when}, {least} or more agencies have different activities at the same time in {n}{limit}, which may be "
        f"duplication or back-up; most in {most}: {pairs} ({shown}).",
        f"{when}, {least} o más organismos tienen actividades distintas a la vez en {n}{limit}, lo que puede ser "
        f"duplicación o respaldo; donde más, {most}: {pairs} ({shown}).",
    )
    text += basis
    return text + (_load(say) if len(universe["activities"]) < FEW else "")


def _load(say: Say) -> str:
    return say(
        " Tables of activities (R4V 5W, OCHA 3W) would have to be loaded for more.",
        " Para más habría que cargar tablas de actividades (5W de R4V, 3W de OCHA).",
    )


COLUMNS = (
    Column(
        "country",
        "id",
        "the country (of a place: where it lies in one alone)",
        "el país (de un lugar: si está en uno solo)",
        "country",
        "país",
    ),
    Column("place", "id", "the place, at the level of places", "el lugar, si se pregunta por lugares"),
    Column("theme", "id", "the theme", "el tema", "theme", "tema"),
    Column("population", "id", "the population, where asked for", "la población, si se pide"),
    Column(
        "agencies",
        "ids",
        "implementing agencies and governments (the lead where none is known) whose activities meet others'",
        "organismos y gobiernos ejecutores (el líder si no consta ninguno) cuyas actividades coinciden con otras",
        "agencies",
        "organismos",
    ),
    Column(
        "activities", "ids", "the activities that meet", "las actividades que coinciden", "activities", "actividades"
    ),
    Column("agency_count", "integer", "how many agencies", "cuántos organismos"),
    Column("activity_count", "integer", "how many activities", "cuántas actividades"),
    Column(
        "reach_sum",
        "number",
        "people reached, summed over these activities: an upper bound, as people may be counted twice; empty: unknown",
        "personas alcanzadas, sumadas: una cota superior, pues puede contarse dos veces a alguien; vacío: se desconoce",
    ),
    Column(
        "reach_max",
        "number",
        "the most people reached that one figure gives: a lower bound; empty: unknown",
        "la mayor cifra de personas alcanzadas: una cota inferior; vacío: se desconoce",
    ),
    Column(
        "candidates",
        "integer",
        "pairs of agencies of which two different activities meet",
        "pares de organismos con dos actividades distintas que coinciden",
        "pairs",
        "pares",
    ),
)

QUESTION = Question(
    name="duplicate-activities",
    number="O6",
    en="Where may two agencies do the same work?",
    es="¿Dónde puede haber dos organismos haciendo el mismo trabajo?",
    definition="A cell is a country (or place) and a theme, and a population where asked. An activity is in a cell while "
    "its statements of place and theme and that of its implementing agency hold, within its own dates; a place counts "
    "for the country it lies in. Where nobody is known to implement it, who leads it stands in. A pair of agencies is a "
    "candidate when two different activities of theirs are in the cell on the same day; activities of exactly the same "
    "set of agencies are one partnership and are not held against each other. This counts who is in the same cell, after "
    "no paper: cells are coarse, and a shared one may be duplication or back-up. Reach is the sum (which may count "
    "people twice) and the greatest single figure of the people reached up to the day, or in the period.",
    parameters=(
        Parameter(
            "level",
            "choice",
            "country",
            "whether cells are countries or places",
            "si las celdas son países o lugares",
            choices=("country", "place"),
        ),
        Parameter(
            "populations",
            "choice",
            "off",
            "whether cells are also told apart by population",
            "si las celdas se distinguen además por población",
            choices=("off", "on"),
        ),
        Parameter(
            "at-least",
            "integer",
            2,
            "the least number of agencies in a cell (2 or more)",
            "el mínimo de organismos en una celda (2 o más)",
        ),
        Parameter(
            "from",
            "first-day",
            None,
            "the first day of a period that ends on the day asked for; that day alone where not given",
            "el primer día de un periodo que termina el día pedido; solo ese día si no se indica",
        ),
        Parameter("top", "integer", 0, "only so many cells; 0 lists all", "solo tantas celdas; 0 las da todas"),
    ),
    columns=COLUMNS,
    order="most candidates first, then most agencies, most activities, then country (unknown first), place, theme and "
    "population",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(_activities.TIES, _activities.ties, finish),
)
