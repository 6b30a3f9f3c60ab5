"""O2: which mechanisms (or agencies, donors, projects, plans) do the same thing for the same states."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from queries import _groups, _sets
from queries._figures import figure
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._groups import JOIN
from queries._say import Say
from queries._sets import Sets
from queries._sets_say import GROUPS_ES

NAMED = 6
"""How many names the sentence lists at once."""
BETWEEN = tuple(group for group, made_of in _sets.MADE_OF.items() if "cells" in made_of)
"""The groups that have countries and themes."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The pairs of sets of cells, with what they share."""
    cells = _sets.asked(_sets.ties(graph, {**p, "by": "cells"}), p)
    return _pairs(Sets.of(cells), p["min_shared"], _worldwide(graph))


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """Who was compared, on which cells, and who could not be."""
    cells = _sets.held(graph, {**p, "by": "cells"})
    asked = _sets.asked(cells, p)
    return {
        p["between"]: sorted(set(asked["holder"])),
        "countries": sorted(set(asked["country"])),
        "themes": sorted(set(asked["theme"])),
        "near_universal": sorted(_worldwide(graph) & set(asked["holder"])),
        **_unknown(graph, p, set(cells["holder"])),
    }


def _worldwide(graph: PropertyGraph) -> set[str]:
    return set(graph.nodes.loc[graph.nodes["scope"] == "global", "id"])


def _unknown(graph: PropertyGraph, p: Params, placed: set[str]) -> dict[str, list[str]]:
    """Who has no known mandate, and who has one but not for any known country; those with cells are `placed`."""
    themes = set(_sets.held(graph, {**p, "by": "themes"})["holder"])
    if p["between"] == "mechanisms":
        known, key = set(_groups.opened(graph, p, p["as_of"])), "unknown_members"
    else:
        known, key = set(_sets.held(graph, {**p, "by": "countries"})["holder"]), "unplaced"
    return {"unknown_mandates": sorted(known - themes), key: sorted(themes - placed)}


def _pairs(sets: Sets, least: int, worldwide: set[str]) -> pd.DataFrame:
    a, b, shared = sets.shared(least)
    last = np.isin(sets.holders.astype(str), sorted(worldwide))
    order = np.lexsort((b, a, -shared, last[a] | last[b]))
    a, b, shared = a[order], b[order], shared[order]
    size_a, size_b = sets.sizes[a], sets.sizes[b]
    names = [cell.split(JOIN, 1) for cell in sets.members]
    members = sets.shared_members(a, b, np.array([country for country, _ in names], dtype=object))
    themes = sets.shared_members(a, b, np.array([theme for _, theme in names], dtype=object))
    return pd.DataFrame(
        {
            "a": sets.holders[a],
            "b": sets.holders[b],
            "shared_members": [len(cell) for cell in members],
            "shared_themes": [len(cell) for cell in themes],
            "shared": shared,
            "union": size_a + size_b - shared,
            "jaccard": shared / (size_a + size_b - shared),
            "overlap_coefficient": shared / np.minimum(size_a, size_b),
            "a_size": size_a,
            "b_size": size_b,
            "themes": pd.Series(themes, dtype=object),
            "members": pd.Series(members, dtype=object),
            "evidence": pd.Series(sets.evidence(a, b), dtype=object),
        }
    )


def sentence(found: Rows, p: Params, say: Say) -> str:
    """The strongest overlap of mandates, and who could not be compared, in words."""
    frame, universe = found.frame, found.universe
    some = frame[frame["shared"] > 0]
    unknown = _left_out(universe, p, say)
    group = say(p["between"], GROUPS_ES[p["between"]])
    if some.empty:
        fewest = figure(p["min_shared"], say.lang)
        least = say(f" ({fewest} cells or more)", f" ({fewest} celdas o más)") if p["min_shared"] > 1 else ""
        held = figure(len(universe[p["between"]]), say.lang)
        if universe[p["between"]]:
            told = say(
                f" ({group} with known themes and countries: {held}).",
                f" ({group} con temas y países conocidos: {held}).",
            )
        else:
            told = say(
                f": nothing loaded says which themes {group} address in which countries. Activities or plans would.",
                f": nada de lo cargado dice qué temas abordan los {group} en qué países. Lo dirían actividades o planes.",
            )
        return (
            say(
                f"No two {group} are known to do the same{least} for the same country on {p['as_of']}",
                f"No consta ningún par de {group} que haga lo mismo{least} para el mismo país al {p['as_of']}",
            )
            + told
            + unknown
        )
    top = some.iloc[0]
    both = say.joined([say.name(top["a"]), say.name(top["b"])])
    n, names = int(top["shared_themes"]), say.names(top["themes"], NAMED)
    themes = say(
        f"the same theme ({names})" if n == 1 else f"the same {n} themes ({names})",
        f"el mismo tema ({names})" if n == 1 else f"los mismos {n} temas ({names})",
    )
    if len(top["members"]) == 1:
        lands = say(f"for {say.names(top['members'])}", f"para {say.names(top['members'])}")
    else:
        number = say.countries(int(top["shared_members"]))
        lands = say(f"for the same {number}", f"para los mismos {number}")
    if top["shared"] != top["shared_themes"] * top["shared_members"]:
        cells = figure(int(top["shared"]), say.lang)
        lands += say(f" ({cells} combinations of both in all)", f" ({cells} combinaciones de ambos en total)")
    pairs = say.count(len(some), "pair overlaps", "pairs overlap", "par se superpone", "pares se superponen")
    joint = ""
    if p["between"] in ("agencies", "donors"):
        joint = say(
            " Those that carry out or fund a project together overlap in it.",
            " Quienes ejecutan o financian juntos un proyecto se superponen en él.",
        )
    return (
        say(
            f"On {p['as_of']}, {both} are known to address {themes} {lands}; {pairs}. It may be duplication or back-up.",
            f"Al {p['as_of']} consta que {both} abordan {themes} {lands}; {pairs}. Puede ser duplicación o respaldo.",
        )
        + joint
        + unknown
    )


def _left_out(universe: dict[str, list[str]], p: Params, say: Say) -> str:
    text = ""
    if p["between"] != "mechanisms":
        return text
    if universe["unknown_mandates"]:
        names = say.names(universe["unknown_mandates"], NAMED)
        text += say(
            f" Not compared, as no source gives their themes then: {names}.",
            f" No se comparan, sin fuente sobre sus temas entonces: {names}.",
        )
    if universe["unknown_members"]:
        names = say.names(universe["unknown_members"], NAMED)
        text += say(
            f" Not compared, as it is not known which countries they serve: {names}.",
            f" No se comparan, por no saberse a qué países atienden: {names}.",
        )
    return text


COLUMNS = (
    Column("a", "id", "the first of the pair", "el primero del par", "A", "A"),
    Column("b", "id", "the second of the pair", "el segundo del par", "B", "B"),
    Column(
        "shared_members",
        "integer",
        "countries of the shared cells",
        "países de las celdas comunes",
        "countries",
        "países",
    ),
    Column("shared_themes", "integer", "themes of the shared cells", "temas de las celdas comunes", "themes", "temas"),
    Column(
        "shared",
        "integer",
        "shared cells, each a theme in a country",
        "celdas comunes, cada una un tema en un país",
        "cells",
        "celdas",
    ),
    Column("union", "integer", "cells of either", "celdas de uno u otro"),
    Column("jaccard", "number", "shared / union, 0 to 1", "comunes / unión, de 0 a 1", "Jaccard", "Jaccard"),
    Column("overlap_coefficient", "number", "shared / the smaller size, 0 to 1", "comunes / el menor tamaño, de 0 a 1"),
    Column("a_size", "integer", "cells of a", "celdas de a"),
    Column("b_size", "integer", "cells of b", "celdas de b"),
    Column("themes", "ids", "the themes, sorted", "los temas, ordenados", "which themes", "qué temas"),
    Column("members", "ids", "the countries, sorted", "los países, ordenados"),
)

QUESTION = Question(
    name="mandate-overlap",
    number="O2",
    en="Which do the same thing for the same states?",
    es="¿Quiénes hacen lo mismo para los mismos Estados?",
    definition="Sets of cells, a cell being a theme in a country, in force on the day. A mechanism has each theme that "
    "it addresses for each of its members; one where governments do not sit, for each country where it operates, and a "
    "free-movement regime for each that is party to it. "
    "Agencies have their own cells and those of projects that they implement, donors those of what they fund with "
    "`counted` money, so that those who carry out or fund one project together overlap in it. Jaccard is |A and B| / |A or B|, the overlap coefficient |A and B| / min(|A|, |B|). That joint "
    "members and joint tasks both matter is after Hofmann (2011) and Haftel & Lenz (2022); the measure on cells is ours. "
    "A mandate is not known to be whole: what is shared is shared at least, and who has no known mandate or members is "
    "named, not counted as disjoint. Pairs with a global mechanism come last. It may be duplication or back-up.",
    parameters=(
        Parameter(
            "between",
            "choice",
            "mechanisms",
            "what is compared by the themes it addresses in countries",
            "qué se compara por los temas que aborda en países",
            choices=BETWEEN,
        ),
        Parameter("themes", "nodes", (), "only these themes", "solo estos temas", kinds=("Theme",)),
        Parameter("countries", "nodes", (), "only these countries", "solo estos países", kinds=("Country",)),
        ROLES,
        Parameter(
            "min-shared",
            "integer",
            1,
            "the least number of cells shared; 0 lists every pair",
            "el mínimo de celdas comunes; 0 da todos los pares",
        ),
        scope(),
    ),
    columns=COLUMNS,
    order="pairs without a global mechanism first, then most shared cells, then a and b",
    rows=rows,
    universe=universe,
    reads=lambda p: _groups.reads({**p, "by": "cells"}),
    sentence=sentence,
)
