"""O5: where many mechanisms address the same theme for the same country."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from queries import _groups, _sets
from queries._frame import ROLES, Column, Parameter, Params, Question, Rows, scope
from queries._say import Say

GROUPS = 3
"""How many of the most crowded themes a sentence names."""
NAMED, FEW = 6, 3
"""How many countries or mechanisms it names at once, and how many of those left out."""


def rows(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """One row a country and theme that enough mechanisms address."""
    limited = set(graph.nodes.loc[[len(populations) > 0 for populations in graph.nodes["population_scope"]], "id"])
    ties = _sets.ties(graph, {**p, "between": "mechanisms", "by": "cells"})
    ties = ties[ties["holder"].isin(_active(graph, p))]
    return _crowded(_sets.asked(ties, p), p["at_least"], limited)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """The mechanisms that were counted, for whom and on what, and those of which no source says enough."""
    active, both = _active(graph, p), ("cells", "themes")
    held, themes = (_sets.held(graph, {**p, "between": "mechanisms", "by": how}) for how in both)
    placed, mandated = (active & set(frame["holder"]) for frame in (held, themes))
    held = _sets.asked(held[held["holder"].isin(active)], p)
    return {
        "mechanisms": sorted(set(held["holder"])),
        "countries": sorted(set(held["country"])),
        "themes": sorted(set(held["theme"])),
        "unknown_mandates": sorted(active - mandated),
        "unknown_members": sorted(mandated - placed),
    }


def _active(graph: PropertyGraph, p: Params) -> set[str]:
    """The mechanisms of the scope that are active on the day."""
    state = rooms.status(graph, p["as_of"])
    return {node for node in _groups.opened(graph, p, p["as_of"]) if state[node] == "active"}


def _crowded(ties: pd.DataFrame, least: int, limited: set[str]) -> pd.DataFrame:
    ties = ties.sort_values(["country", "theme", "holder"], kind="stable", ignore_index=True)
    number = ties.groupby(["country", "theme"], sort=False)["holder"].transform("size")
    ties = ties[number.to_numpy() >= least].reset_index(drop=True)
    new = (ties[["country", "theme"]] != ties[["country", "theme"]].shift()).any(axis=1).to_numpy()
    starts = np.flatnonzero(new)
    spans = list(itertools.pairwise([*starts.tolist(), len(ties)]))
    holders, proofs = ties["holder"].tolist(), ties["evidence"].tolist()
    frame = pd.DataFrame(
        {
            "country": ties["country"].to_numpy()[starts],
            "theme": ties["theme"].to_numpy()[starts],
            "mechanisms": pd.Series([holders[i:j] for i, j in spans], dtype=object),
            "number": np.array([j - i for i, j in spans], dtype=np.int64),
            "restricted": pd.Series([[x for x in holders[i:j] if x in limited] for i, j in spans], dtype=object),
            "evidence": pd.Series([sorted(set().union(*proofs[i:j])) for i, j in spans], dtype=object),
        }
    )
    return frame.sort_values(["number", "country", "theme"], ascending=[False, True, True], kind="stable")


def sentence(found: Rows, p: Params, say: Say) -> str:
    """Where most mechanisms address the same, and whose mandate or members are not known."""
    frame, universe = found.frame, found.universe
    left = _left_out(universe, say)
    world = (
        ""
        if "global" in p["scope"]
        else say(" Global bodies are left out.", " No se cuentan los organismos mundiales.")
    )
    looked = say.count(
        len(universe["mechanisms"]),
        "mechanism with known themes and countries",
        "mechanisms with known themes and countries",
        "mecanismo con temas y países conocidos",
        "mecanismos con temas y países conocidos",
    )
    least = max(p["at_least"], 1)
    enough = say.count(least, "mechanism or more", "or more mechanisms", "mecanismo o más", "o más mecanismos")
    if frame.empty:
        return (
            say(
                f"No theme is known to be addressed by {enough} for one country on {p['as_of']} (looked at: {looked}).",
                f"No consta un tema que {enough} aborden para un mismo país al {p['as_of']} (se revisaron: {looked}).",
            )
            + world
            + left
        )
    most = int(frame["number"].iloc[0])
    top = frame[frame["number"] == most]
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for country, theme, mechanisms in zip(top["country"], top["theme"], top["mechanisms"], strict=True):
        groups.setdefault((theme, tuple(mechanisms)), []).append(country)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    named = [
        say(
            f"{say.name(theme)} in {say.names(lands, NAMED)} ({say.names(mechanisms, NAMED)})",
            f"{say.name(theme)} en {say.names(lands, NAMED)} ({say.names(mechanisms, NAMED)})",
        )
        for (theme, mechanisms), lands in ordered[:GROUPS]
    ]
    rest = len(top) - sum(len(lands) for _, lands in ordered[:GROUPS])
    if rest:
        named.append(say.count(rest, "more case", "more cases", "caso más", "casos más"))
    cases = say.count(len(frame), "case", "cases", "caso", "casos")
    crowd = say(" It may be duplication or back-up.", " Puede ser duplicación o respaldo.") if most > 1 else ""
    return (
        say(
            f"On {p['as_of']}, {enough} {'addresses' if least == 1 else 'address'} the same theme for the same country in {cases}; the most known is {most}: {'; '.join(named)}.",
            f"Al {p['as_of']}, {enough} {'aborda' if least == 1 else 'abordan'} el mismo tema para el mismo país en {cases}; el máximo conocido es {most}: {'; '.join(named)}.",
        )
        + crowd
        + world
        + left
    )


def _left_out(universe: dict[str, list[str]], say: Say) -> str:
    text = ""
    if universe["unknown_mandates"]:
        names = say.names(universe["unknown_mandates"], FEW)
        text += say(
            f" Not counted, as no source gives their themes then: {names}.",
            f" No se cuentan, sin fuente sobre sus temas entonces: {names}.",
        )
    if universe["unknown_members"]:
        names = say.names(universe["unknown_members"], FEW)
        text += say(
            f" Not counted, for want of known countries: {names}.",
            f" No se cuentan, por falta de países conocidos: {names}.",
        )
    return text


COLUMNS = (
    Column("country", "id", "the country", "el país", "country", "país"),
    Column("theme", "id", "the theme", "el tema", "theme", "tema"),
    Column(
        "mechanisms",
        "ids",
        "the mechanisms that address it there, sorted",
        "los mecanismos que lo abordan allí, ordenados",
        "mechanisms",
        "mecanismos",
    ),
    Column("number", "integer", "how many", "cuántos", "number", "número"),
    Column(
        "restricted",
        "ids",
        "those of them that are only for some populations",
        "los que son solo para algunas poblaciones",
        "only for some",
        "solo para algunos",
    ),
)

QUESTION = Question(
    name="crowded-themes",
    number="O5",
    en="Where is a theme crowded, country by country?",
    es="¿Dónde se acumulan mecanismos en un tema, país por país?",
    definition="For each country and theme, the mechanisms active on the day that address the theme and in which the "
    "country sits, or which operate in it where governments do not sit (platforms), or free-movement regimes that it is "
    "party to; listed from `at-least` on. A count of "
    "mandates, not of activities: two with one theme may do different things for different people, so those limited to "
    "some populations are named (`restricted`). Global bodies are near-universal and count only if `scope` asks. A "
    "mandate or list that no source gives is not counted, and named. Crowding may be duplication or back-up. After the "
    "idea of regime complexes (Alter & Raustiala 2018); the count is ours.",
    parameters=(
        Parameter(
            "at-least",
            "integer",
            3,
            "the least number of mechanisms of a row",
            "el mínimo de mecanismos de una fila",
        ),
        Parameter("themes", "nodes", (), "only these themes", "solo estos temas", kinds=("Theme",)),
        Parameter("countries", "nodes", (), "only these countries", "solo estos países", kinds=("Country",)),
        ROLES,
        scope("regional", "hemispheric"),
    ),
    columns=COLUMNS,
    order="most mechanisms first, then country and theme",
    rows=rows,
    universe=universe,
    sentence=sentence,
)
