"""G7: where need is large and presence small."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph import schema
from graph.model import PropertyGraph
from graph.tables import NEVER, day_number, day_numbers
from queries._figures import figure
from queries._frame import Column, Parameter, Params, Question, Rows
from queries._say import Say
from queries._within import lists, within

if TYPE_CHECKING:
    from graph.tables import Array

NO_NEED, NO_PRESENCE, NOTHING, KNOWN = "no evidence of need", "no evidence of presence", "no evidence", "known"
WAYS = ("agencies", "projects")


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a country and population: the latest figure, and who is known to work in the country."""
    hosted = _need(graph, p)
    who, what, proof = _presence(graph, p)
    ids = graph.nodes["id"].to_numpy(dtype=object)
    people = hosted["people"].to_numpy(dtype=float)
    organisations, activities = (_count(part, hosted["country"].to_numpy(), len(ids)) for part in (who, what))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = people / organisations
    need, present = ~np.isnan(people), ~(np.isnan(organisations) & np.isnan(activities))
    state = np.select([need & present, need, present], [KNOWN, NO_PRESENCE, NO_NEED], NOTHING)
    frame = pd.DataFrame(
        {
            "country": ids[hosted["country"]],
            "population": ids[hosted["population"]],
            "people": people,
            "people_date": hosted["date"].to_numpy(dtype=object),
            "organisations": organisations,
            "activities": activities,
            "people_per_organisation": ratio,
            "state": state.astype(object),
            "evidence": pd.Series(_evidence(graph, hosted, proof), dtype=object),
        },
        columns=[*(c.name for c in COLUMNS), "evidence"],
    )
    return frame.sort_values(
        ["people_per_organisation", "people", "country", "population"], ascending=[False, False, True, True]
    )


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The hosts and populations, and the hosts where nobody is known to work."""
    unlisted = found["state"].isin([NO_PRESENCE, NOTHING])
    return {
        "countries": sorted(set(found["country"])),
        "populations": sorted(set(found["population"])),
        "unknown_presence": sorted(set(found.loc[unlisted, "country"])),
    }


def _need(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The countries known to host a population by the day, with the latest figure: rows of nodes and of edges."""
    edges = graph.edges
    fits = graph.mask("HOSTS", confidence=p["confidence"]) & ~edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    fits &= (graph.nodes["kind"] == "Country").to_numpy()[graph.source_rows]
    if p["population"]:
        fits &= graph.nodes["id"].isin(list(p["population"])).to_numpy()[graph.target_rows]
    edge = np.flatnonzero(fits)
    since = day_numbers(edges["since"].iloc[edge], NEVER)
    began = since <= day_number(p["as_of"])
    kept = began | edges["start"].iloc[edge].isna().to_numpy()
    edge, since, began = edge[kept], since[kept], began[kept]
    told = edges["people"].iloc[edge].notna().to_numpy() & began
    found = pd.DataFrame(
        {
            "country": graph.source_rows[edge],
            "population": graph.target_rows[edge],
            "edge": edge,
            "people": edges["people"].iloc[edge].astype("float64").where(told).to_numpy(),
            "date": edges["start"].iloc[edge].fillna(edges["since"].iloc[edge]).where(told).to_numpy(),
            "day": np.where(told, since, 0),
        }
    )
    # The latest figure; of two of one day the last by id, so that the answer does not depend on the order of rows.
    found = found.sort_values(["country", "population", "day", "edge"])
    return found.drop_duplicates(["country", "population"], keep="last", ignore_index=True)


def _presence(graph: PropertyGraph, p: Params) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The agencies and the projects in each country on the day, and the statements that say so.

    Returns:
        `country` and `who` (rows of nodes), each pair once, of agencies and of projects; `country` and `edge`.
    """
    kinds = graph.nodes["kind"].to_numpy(dtype=object)
    lies = within(graph, "LOCATED_IN", "Country", p)
    edge = np.flatnonzero(graph.mask("OPERATES_IN", as_of=p["as_of"], confidence=p["confidence"]))
    at = pd.DataFrame({"who": graph.source_rows[edge], "part": graph.target_rows[edge], "edge": edge})
    runs = at.merge(lies, on="part", suffixes=("", "_place")).rename(columns={"whole": "country"})
    kind = kinds[runs["who"]]
    own = runs[kind == "Agency"] if "agencies" in p["by"] else runs[:0]
    projects = runs[kind == "Project"] if "projects" in p["by"] else runs[:0]
    does = np.flatnonzero(graph.mask("IMPLEMENTS", as_of=p["as_of"], confidence=p["confidence"]))
    does = does[(kinds[graph.source_rows[does]] == "Agency") & (kinds[graph.target_rows[does]] == "Project")]
    works = pd.DataFrame({"agency": graph.source_rows[does], "who": graph.target_rows[does], "does": does})
    through = projects[["country", "who"]].drop_duplicates().merge(works, on="who")
    whose = through[["country", "agency"]].rename(columns={"agency": "who"})
    agencies = pd.concat([own[["country", "who"]], whose]).drop_duplicates(ignore_index=True)
    parts = [part[["country", e]] for part in (own, projects) for e in ("edge", "edge_place")]
    statements = [part.set_axis(["country", "edge"], axis=1) for part in (*parts, through[["country", "does"]])]
    return agencies, projects[["country", "who"]].drop_duplicates(), pd.concat(statements, ignore_index=True)


def _count(part: pd.DataFrame, country: Array, nodes: int) -> Array:
    """How many there are in each country, float64; NaN where none is known, which is not zero."""
    number = np.bincount(part["country"].to_numpy(dtype=np.int64), minlength=nodes).astype(float)[country]
    number[number == 0] = np.nan
    return number


def _evidence(graph: PropertyGraph, hosted: pd.DataFrame, proof: pd.DataFrame) -> list[list[str]]:
    rows = pd.DataFrame({"country": hosted["country"], "row": np.arange(len(hosted))})
    present = rows.merge(proof, on="country")
    row = np.concatenate([rows["row"], present["row"]]).astype(np.int64)
    edge = np.concatenate([hosted["edge"], present["edge"]]).astype(np.int64)
    return lists(graph, row, edge, len(hosted))


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Where most people are hosted for each organisation known, and what is not known."""
    frame, day = found.frame, p["as_of"]
    if frame.empty:
        return say(
            f"No source says which countries hosted whom by {day}: no evidence of need; load people hosted (UNHCR, R4V).",
            f"Ninguna fuente dice qué países acogían a quién al {day}: sin evidencia de la necesidad; cargue la población acogida (ACNUR, R4V).",
        )
    both = frame[frame["people_per_organisation"].notna()]
    pairs = say.count(
        len(frame),
        "pair of a host country and a population",
        "pairs of a host country and a population",
        "par de país de acogida y población",
        "pares de país de acogida y población",
    )
    some = len(both) > 1
    number = say(f"{len(both)} {'have' if some else 'has'}", f"{len(both)} {'tienen' if some else 'tiene'}")
    number = number if len(both) else say("none has", "ninguno tiene")
    text = say(
        f"On {day}, of {pairs} that sources name, {number} both a figure of people and an organisation known to work there.",
        f"Al {day}, de {pairs} que nombran las fuentes, {number} a la vez una cifra de personas y una organización que consta que trabaja allí.",
    )
    if len(both):
        top = both.iloc[0]
        country, population = say.name(top["country"]), say.name(top["population"])
        people, each = (figure(round(top[c]), say.lang) for c in ("people", "people_per_organisation"))
        known = say.count(
            int(top["organisations"]),
            "organisation known",
            "organisations known",
            "organización conocida",
            "organizaciones conocidas",
        )
        text += say(
            f" Most people for each organisation: {country}, {each} ({population}: {people}, figure of {top['people_date']}; {known}).",
            f" Más personas por organización: {country}, {each} ({population}: {people}, cifra de {top['people_date']}; {known}).",
        )
    for state, (en, es) in MISSING.items():
        part = frame[frame["state"].isin([state, NOTHING])]
        if len(part):
            text += f" {say(en, es)}: {say.names(sorted(set(part['country'])))}."
    return text + say(" Lists of presence are never whole.", " Las listas de presencia nunca son completas.")


MISSING = {
    NO_NEED: ("No figure of people", "Sin cifra de personas"),
    NO_PRESENCE: (
        "No evidence of presence, which is not zero (load activities, 5W)",
        "Sin evidencia de presencia, que no es cero (cargue actividades, 5W)",
    ),
}

COLUMNS = (
    Column("country", "id", "the host country", "el país de acogida", "country", "país"),
    Column("population", "id", "the population hosted", "la población acogida", "population", "población"),
    Column(
        "people",
        "number",
        "the latest number hosted by the day; empty is unknown",
        "la última cifra de personas acogidas a ese día; vacío: desconocida",
        "people",
        "personas",
    ),
    Column("people_date", "date", "the date of that number", "la fecha de esa cifra", "figure of", "cifra de"),
    Column(
        "organisations",
        "number",
        "agencies known to operate there; empty is no evidence, not zero",
        "organismos que consta que operan allí; vacío: sin evidencia, no cero",
        "organisations",
        "organizaciones",
    ),
    Column(
        "activities",
        "number",
        "projects known to operate there; empty is no evidence, not zero",
        "proyectos que consta que operan allí; vacío: sin evidencia, no cero",
    ),
    Column(
        "people_per_organisation",
        "number",
        "people / organisations",
        "personas / organizaciones",
        "people each",
        "por cada una",
    ),
    Column(
        "state",
        "text",
        "known, no evidence of need, no evidence of presence, or no evidence (of either)",
        "known (conocido), no evidence of need (de la necesidad), no evidence of presence (de la presencia), o no "
        "evidence (de ninguna)",
        "state",
        "estado",
    ),
)

QUESTION = Question(
    name="need-versus-presence",
    number="G7",
    en="Where is need large and presence small?",
    es="¿Dónde es grande la necesidad y pequeña la presencia?",
    definition="Need is the latest dated figure of people of one population that a country hosts, on or before the "
    "day; its date is shown, as it may be old. Populations overlap, so that each is a row and none are added. Presence "
    "is the number of agencies in force on the day that operate in the country (or in a place in it), or implement a "
    "project that does, for whichever population. The ratio is people / organisations. Presence that no source gives "
    "is no evidence, never zero, and no list of presence is whole: a large ratio may mean that activities are not "
    "loaded. An organisation counts once, whatever its size.",
    parameters=(
        Parameter(
            "population",
            "nodes",
            (),
            "the populations; all where not given, each a row of its own",
            "las poblaciones; todas si no se indica, cada una en su fila",
            kinds=("Population",),
        ),
        Parameter(
            "by",
            "choices",
            WAYS,
            "how presence is told: by where agencies operate, by projects that operate there and who implements them",
            "cómo se conoce la presencia: por dónde operan los organismos, por proyectos que operan allí y quién los ejecuta",
            choices=WAYS,
        ),
    ),
    columns=COLUMNS,
    order="most people for each organisation first (unknown last), then most people, then country and population",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
