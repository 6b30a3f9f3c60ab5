"""G3: which themes nobody covers for a country."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph import schema
from graph.model import PropertyGraph
from queries import _coverage
from queries._coverage import NO, YES
from queries._figures import figure
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say
from queries._within import sliced

if TYPE_CHECKING:
    from graph.tables import Array

VALUES = ("none", "no evidence", "partial", "covered")
"""The values of coverage, in the order of the rows of a country."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a country and theme: who covers it, who in part, of whom it is not known."""
    nodes = graph.nodes
    ids = nodes["id"].to_numpy(dtype=object)
    countries, themes = _asked(graph, p)
    body = _coverage.bodies(graph, p)
    sits = _coverage.presence(graph, body, countries, p)
    aims, _ = _coverage.mandates(graph, body, themes, p)
    both = np.minimum(sits.state[:, :, None], aims.state[None, :, :])  # (countries, bodies, themes)
    covers, helps = (both == YES) & body.whole[None, :, None], (both == YES) & ~body.whole[None, :, None]
    doubt = (both != YES) & (both != NO)
    value = np.select([covers.any(1), helps.any(1), doubt.any(1)], [3, 2, 1], 0)
    kept = np.isin(value, [VALUES.index(name) for name in p["coverage"]])
    i, j = np.nonzero(kept)
    order = np.lexsort((j, value[i, j], i))  # countries and themes are sorted by id
    i, j = i[order], j[order]
    return pd.DataFrame(
        {
            "country": ids[countries][i],
            "theme": ids[themes][j],
            "coverage": np.array(VALUES, dtype=object)[value[i, j]],
            "mechanisms": _names(covers[i, :, j], ids[body.rows]),
            "partial_by": _names(helps[i, :, j], ids[body.rows]),
            "unknown": _names(doubt[i, :, j], ids[body.rows]),
            "evidence": _evidence(graph, sits, aims, both[i, :, j] == YES, i, j, body.room),
        },
        columns=[*(c.name for c in COLUMNS), "evidence"],
    )


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The cells, the rooms, the themes that nobody is known to cover, and the mechanisms of which too little is known."""
    ids = graph.nodes["id"].to_numpy(dtype=object)
    countries, themes = _asked(graph, p)
    body = _coverage.bodies(graph, p)
    mechanism = (graph.nodes["kind"] == "Mechanism").to_numpy()[body.rows]  # plans have no list
    sits = _coverage.presence(graph, body, countries, p)
    _, known = _coverage.mandates(graph, body, themes, p)
    undecided = (sits.state == _coverage.NO_EVIDENCE).any(0) & mechanism
    return {
        "countries": ids[countries].tolist(),
        "themes": ids[themes].tolist(),
        "rooms": ids[body.rows[body.room]].tolist(),
        "covered_nowhere": _nowhere(found, ids[themes], len(countries), p),
        "unknown_rooms": ids[body.rows[undecided]].tolist(),
        "unknown_mandates": ids[body.rows[~known & body.listed]].tolist(),
    }


def _nowhere(found: pd.DataFrame, themes: Array, countries: int, p: Params) -> list[str]:
    """The themes that nobody covers, even in part, as far as the values that were asked for tell."""
    if {"covered", "partial"} <= set(p["coverage"]):
        covered = found["coverage"].isin(["covered", "partial"])
        return sorted(set(themes) - set(found.loc[covered, "theme"])) if countries else []
    if not {"none", "no evidence"} <= set(p["coverage"]):
        return []
    number = found.loc[found["coverage"].isin(["none", "no evidence"]), "theme"].value_counts()
    return sorted(number.index[number == countries])


def _asked(graph: PropertyGraph, p: Params) -> tuple[Array, Array]:
    """The rows of the countries and the themes asked for."""
    nodes = graph.nodes
    of_americas = (nodes["kind"] == "Country") & nodes["region"].isin(schema.AMERICAS)
    of_americas &= (nodes["subtype"] != _coverage.TERRITORY) | _coverage.named(graph)
    country = nodes["id"] == p["country"] if p["country"] else of_americas
    theme = nodes["id"].isin(list(p["themes"])) if p["themes"] else nodes["kind"] == "Theme"
    return np.flatnonzero(country), np.flatnonzero(theme)


def _names(cells: Array, ids: Array) -> list[list[str]]:
    row, place = np.nonzero(cells)
    return sliced(ids, row, place, len(cells))


def _evidence(
    graph: PropertyGraph,
    sits: _coverage.Said,
    aims: _coverage.Said,
    yes: Array,
    country: Array,
    theme: Array,
    room: Array,
) -> list[list[str]]:
    """The seat and the mandate of whoever covers it, whole or in part; where nobody does, where the country sits."""
    seat: dict[tuple[int, int], list[int]] = {}
    for i, b, edge in sits.yes.itertuples(index=False):
        seat.setdefault((i, b), []).append(edge)
    aim: dict[tuple[int, int], list[int]] = {}
    for b, j, edge in aims.yes.itertuples(index=False):
        aim.setdefault((b, j), []).append(edge)
    seats: dict[int, list[int]] = {}
    for (i, b), edges in seat.items():
        seats.setdefault(i, []).extend(edges if room[b] else [])
    ids = graph.edges["id"].to_numpy(dtype=object)
    found = []
    for i, j, cell in zip(country.tolist(), theme.tolist(), yes, strict=True):
        proof = [edge for b in np.flatnonzero(cell).tolist() for edge in (*seat[i, b], *aim[b, j])]
        found.append(ids[np.unique(proof or seats.get(i, [])).astype(np.int64)].tolist())
    return found


def sentence(found: Rows, p: Params, say: Say) -> str:
    """How many themes are covered, and which are not."""
    universe, day, frame = found.universe, p["as_of"], found.frame
    countries, themes = universe["countries"], universe["themes"]
    if not countries or not themes:
        return say(
            f"No country of the Americas, or no theme, is known to the graph: nothing to look at on {day}.",
            f"El grafo no conoce ningún país de las Américas, o ningún tema: nada que revisar al {day}.",
        )
    of_scopes = say.scopes(p["scope"], plural=True)
    counts = frame["coverage"].value_counts()
    told = [f"{figure(int(counts.get(v, 0)), say.lang)} {say(*WORDS[v])}" for v in VALUES[::-1] if v in p["coverage"]]
    whole = figure(len(countries) * len(themes), say.lang)
    who = say.names(countries) if len(countries) == 1 else say.countries(len(countries))
    number = say.count(len(themes), "theme", "themes", "tema", "temas")
    text = say(
        f"On {day}, by{of_scopes} rooms, platforms and plans, of {whole} cells ({who}, {number}): {say.joined(told)}.",
        f"Al {day}, según foros, plataformas y planes{of_scopes}, de {whole} casillas ({who}, {number}): {say.joined(told)}.",
    )
    if len(countries) == 1:
        for value, words in (("none", NOBODY), ("no evidence", NOT_KNOWN)):
            part = frame.loc[frame["coverage"] == value, "theme"].tolist()
            text += f" {say(*words)}: {say.names(part, OF_ONE)}." if part else ""
    elif universe["covered_nowhere"]:
        text += say(
            f" Not known to be covered for any of them, even in part: {say.names(universe['covered_nowhere'], SHOWN)}.",
            f" No consta que se cubran para ninguno, ni en parte: {say.names(universe['covered_nowhere'], SHOWN)}.",
        )
    if silent := universe["unknown_mandates"]:
        text += f" {say(*NO_MANDATE)}: {say.names(silent, SHOWN)}."
    doubtful = {*universe["unknown_rooms"], *(body for cell in frame["unknown"] for body in cell)} - set(silent)
    if doubtful:
        text += f" {say(*DOUBTFUL)}: {say.names(sorted(doubtful), SHOWN)}."
    return text


WORDS = {
    "covered": ("covered", "cubiertas"),
    "partial": ("covered in part", "cubiertas en parte"),
    "none": ("by none (as far as mandates are known)", "sin nadie (hasta donde se conocen los mandatos)"),
    "no evidence": ("no evidence", "sin evidencia"),
}
NOBODY = ("Covered by none", "Sin nadie que los cubra")
NOT_KNOWN = ("No evidence", "Sin evidencia")
NO_MANDATE = ("No source gives the mandate of", "Ninguna fuente da el mandato de")
DOUBTFUL = ("It is not known of every cell whether they cover it", "No consta en todas las casillas si la cubren")
SHOWN, OF_ONE = 4, 10
"""How many names of a kind the sentence gives, and how many themes where it speaks of one country."""

COLUMNS = (
    Column("country", "id", "the country or territory", "el país o territorio", "country", "país"),
    Column("theme", "id", "the theme", "el tema", "theme", "tema"),
    Column(
        "coverage",
        "text",
        "`covered`, `partial`, `none` or `no evidence`",
        "`covered` (cubierto), `partial` (parcial), `none` (ninguno) o `no evidence` (sin evidencia)",
        "coverage",
        "cobertura",
    ),
    Column(
        "mechanisms",
        "ids",
        "active rooms for everyone on the move where it sits and which address the theme",
        "foros activos para todas las personas en movimiento donde se sienta y que abordan el tema",
        "covered by",
        "lo cubren",
    ),
    Column(
        "partial_by",
        "ids",
        "limited or dormant rooms where it sits, regimes it is party to, platforms and plans that operate there",
        "foros limitados o inactivos donde se sienta, regímenes de los que es parte, plataformas y planes que operan allí",
        "in part by",
        "en parte",
    ),
    Column(
        "unknown",
        "ids",
        "those of which no source says whether the country is in, or what they address",
        "aquellos de los que ninguna fuente dice si el país está, o qué abordan",
        "not known",
        "no consta",
    ),
)

QUESTION = Question(
    name="uncovered-themes",
    number="G3",
    en="Which themes does nobody cover for a country?",
    es="¿Qué temas no cubre nadie para un país?",
    definition="A theme (or a part of it) is `covered` for a country by an active room of the scope, open to everyone "
    "on the move, where the country sits and whose mandate addresses the theme on the day. It is `partial` where only "
    "others do: rooms limited to some populations, dormant rooms, free-movement regimes that it is party to, and "
    "platforms or plans that operate in the country without its having a seat. It is `none` where of every one of "
    "these it is known that the country is not in it or that its mandate leaves the theme out; a mandate is read so "
    "only where a source gives it. Otherwise `no evidence`. A statement less supported than asked for never makes a "
    "`none`. Covered means that a room has it in its mandate, not that anything is done, and a known mandate may be known "
    "only in part, so that a `none` says what no known mandate names; networks, dialogues and "
    "support groups have no seats for the governed and cover only where they are said to operate.",
    parameters=(
        Parameter(
            "country",
            "node",
            None,
            "the country; where not given all of the Americas, of territories those that a statement ties to a mechanism, "
            "corridor or population",
            "el país; si no se indica, todos los de las Américas; de los territorios, los vinculados a un mecanismo, "
            "corredor o población",
            kinds=("Country",),
        ),
        Parameter(
            "themes",
            "nodes",
            (),
            "the themes; all where not given",
            "los temas; todos si no se indica",
            kinds=("Theme",),
        ),
        Parameter(
            "coverage",
            "choices",
            VALUES,
            "only cells of these values",
            "solo casillas con estos valores",
            choices=VALUES,
        ),
        ROLES,
        scope("regional"),
    ),
    columns=COLUMNS,
    order="country, then none, no evidence, partial, covered, then theme",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
