"""O6: where two agencies may do the same work."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from queries import _activities, _cells, _heard
from queries._frame import Column, Kernel, Parameter, Params, Question, Rows
from queries._say import Say

FEW = 100
"""With fewer activities than this no table of activities is loaded, only projects that documents happen to name."""


def rows(graph: PropertyGraph, p: Params) -> Rows:
    """One row a cell in which different activities of different agencies meet in time.

    Raises:
        BadParameter: The period begins after its last day.
    """
    ties = _activities.ties(graph, p)
    placed = _activities.placed(ties, p)
    known = _heard.distinct(placed.rows["activity"].to_numpy())
    universe = {
        "activities": placed.ids[known].tolist(),
        "incomplete": placed.ids[np.setdiff1d(placed.activities, known)].tolist(),
    }
    return Rows(_cells.cells(ties, placed, p), universe)


def finish(ties: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The rows of the answer from the statements that place activities."""
    return _cells.cells(ties, _activities.placed(ties, p), p)


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many cells, and the one with most candidates."""
    frame, universe = found.frame, found.universe
    if p["from"]:
        when = say(f"From {p['from']} to {p['as_of']}", f"Del {p['from']} al {p['as_of']}")
    else:
        when = say(f"On {p['as_of']}", f"Al {p['as_of']}")
    known, lacking = (_heard.figure(len(universe[name]), say) for name in ("activities", "incomplete"))
    what = say("a place", "un lugar") if p["level"] == "place" else say("a country", "un país")
    one, unnamed = len(universe["activities"]) == 1, len(universe["incomplete"])
    basis = say(
        f" Looked at: {known} known {'activity' if one else 'activities'} with an agency, {what} and a theme",
        f" Se {'revisó' if one else 'revisaron'} {known} {'actividad conocida' if one else 'actividades conocidas'} con "
        f"organismo, {what.removeprefix('un ')} y tema",
    )
    basis += say(f" ({lacking} more lack one of them).", f" (a otras {lacking} les falta alguno).") if unnamed else "."
    if frame.empty:
        text = say(
            f"{when} no two agencies are known to have different activities on the same theme in the same "
            f"{what.removeprefix('a ')}.",
            f"{when} no consta que dos organismos tengan actividades distintas sobre el mismo tema en el mismo "
            f"{what.removeprefix('un ')}.",
        )
        return text + basis + _load(say)
    cells, top = len(frame), frame.iloc[0]
    where = top["place"] if p["level"] == "place" else top["country"]
    cell = ", ".join(say.name(part) for part in (where, top["theme"], top["population"]) if isinstance(part, str))
    pairs, shown = int(top["candidates"]), say.names(top["agencies"])
    n = _heard.figure(cells, say)
    limit = say(" (the first ones; --top)", " (las primeras; --top)") if p["top"] == cells else ""
    text = say(
        f"{when} {n} {'cell' if cells == 1 else 'cells'} of {what.removeprefix('a ')} and theme{limit} "
        f"{'has' if cells == 1 else 'have'} different activities of two or more agencies at the same time, which may be "
        f"duplication or back-up; most in {cell}: {_heard.figure(pairs, say)} {'pair' if pairs == 1 else 'pairs'} of "
        f"agencies ({shown}).",
        f"{when}, {n} {'celda' if cells == 1 else 'celdas'} de {what.removeprefix('un ')} y tema{limit} "
        f"{'tiene' if cells == 1 else 'tienen'} actividades distintas de dos o más organismos a la vez, lo que puede ser "
        f"duplicación o respaldo; donde más, {cell}: {_heard.figure(pairs, say)} {'par' if pairs == 1 else 'pares'} de "
        f"organismos ({shown}).",
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
    rows=rows,
    sentence=sentence,
    kernel=Kernel(_activities.TIES, _activities.ties, finish),
)
