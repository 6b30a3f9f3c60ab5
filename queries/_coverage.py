"""Who is in what, and what that addresses, as matrices of three values: 2 yes, 1 no evidence, 0 no.

Unknown is not no: of whom no statement speaks is out only where the list is known to be whole, and a theme is left
out only by a mandate that some source gives. A statement less supported than asked for never makes a no.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from graph import rooms, schema
from graph.dates import InForce
from graph.tables import NEVER, day_number, day_numbers
from queries._groups import BELONGS, LESSER, OPEN, REGIME
from queries._within import within

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array
    from queries._frame import Params

YES, NO_EVIDENCE, NO, SILENT = 2, 1, 0, -1
TERRITORY, NAMES = "territory", ("ON_CORRIDOR", "HOSTS")
LISTED = ("platform", REGIME)
"""Subtypes of mechanisms that are no rooms and have a list of countries, which may be whole."""


@dataclass(frozen=True)
class Bodies:
    """The mechanisms of the scope and the plans, open on the day, sorted by id.

    Attributes:
        rows: Their rows in `nodes`.
        room: Whether governments sit there.
        whole: Whether it is a room that is active and for everyone on the move, boolean.
        listed: Whether who is in can be known or unknown: rooms, platforms and regimes; others have no list.
    """

    rows: Array
    room: Array
    whole: Array
    listed: Array


def bodies(graph: PropertyGraph, p: Params) -> Bodies:
    """What may cover a theme for a country on the day."""
    nodes = graph.nodes
    state = rooms.status(graph, p["as_of"])
    status = nodes["id"].map(state)
    mechanism = nodes["scope"].isin(list(p["scope"])).to_numpy() & status.isin(OPEN).to_numpy()
    placed = np.zeros(len(nodes), dtype=bool)
    placed[graph.source_rows[graph.mask("OPERATES_IN")]] = True
    plan = (nodes["kind"] == "Instrument").to_numpy() & placed & running(graph, p["as_of"])
    found = np.flatnonzero(mechanism | plan)
    room = graph.rooms[found]
    limited = np.array([len(cell) > 0 for cell in nodes["population_scope"].iloc[found]], dtype=bool)
    active = (status.iloc[found] == "active").to_numpy()
    listed = room | nodes["subtype"].iloc[found].isin(LISTED).to_numpy()
    return Bodies(found, room, room & active & ~limited, listed)


def named(graph: PropertyGraph) -> Array:
    """Which nodes some statement ties to a mechanism, puts on a corridor or makes a host: boolean of shape (nodes,).

    Of the territories these are looked at: nobody asks who covers education on an island without people. Money alone
    ties nobody: a gift to a mechanism does not say that it works there.
    """
    mechanism = (graph.nodes["kind"] == "Mechanism").to_numpy()
    either = mechanism[graph.source_rows] | mechanism[graph.target_rows]
    ties = graph.mask(NAMES) | (either & ~graph.mask("FUNDS"))
    named = np.zeros(len(graph.nodes), dtype=bool)
    named[graph.source_rows[ties]] = named[graph.target_rows[ties]] = True
    return named


def running(graph: PropertyGraph, day: str) -> Array:
    """Which nodes have begun and not ended on a day, as far as their own dates say: boolean of shape (nodes,)."""
    number, nodes = day_number(day), graph.nodes
    return (day_numbers(nodes["start"], 0) <= number) & (number <= day_numbers(nodes["end"], NEVER, last=True))


@dataclass(frozen=True)
class Said:
    """What statements say of each row and column.

    Attributes:
        state: int8, `SILENT` where no statement speaks, shape (rows, columns).
        yes: The statements that say yes: `row`, `column`, `edge`, int64.
    """

    state: Array
    yes: pd.DataFrame


def _said(shape: tuple[int, int], row: Array, column: Array, edge: Array, states: Array) -> Said:
    kept = (row >= 0) & (column >= 0) & (states > SILENT)
    state = np.full(shape, SILENT, dtype=np.int8)
    np.maximum.at(state, (row[kept], column[kept]), states[kept])
    yes = kept & (states == YES)
    return Said(state, pd.DataFrame({"row": row[yes], "column": column[yes], "edge": edge[yes]}))


def _states(graph: PropertyGraph, edge: Array, p: Params) -> Array:
    """What each statement says on the day, int8; one less supported than asked for is silent or no evidence."""
    said = graph.states(p["as_of"])[edge]
    counted = graph.edges["confidence"].isin(list(p["confidence"])).to_numpy()[edge]
    states = np.full(len(edge), SILENT, dtype=np.int8)
    states[(said == InForce.NO) & counted] = NO
    states[(said == InForce.NO_EVIDENCE) | ((said == InForce.YES) & ~counted)] = NO_EVIDENCE
    states[(said == InForce.YES) & counted] = YES
    return states


def presence(graph: PropertyGraph, body: Bodies, countries: Array, p: Params) -> Said:
    """Which countries are in which bodies: seated in a room, party to a regime, or where a platform or plan operates.

    Returns:
        Three values, without silence, shape (countries, bodies).
    """
    edges, size = graph.edges, len(graph.nodes)
    place, at = np.full(size, -1), np.full(size, -1)
    place[countries], at[body.rows] = np.arange(len(countries)), np.arange(len(body.rows))
    void = edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    regime = (graph.nodes["subtype"] == REGIME).to_numpy() & ~graph.rooms
    party = graph.mask(BELONGS) & regime[graph.target_rows] & ~edges["role"].isin(LESSER).to_numpy() & ~void
    into = np.flatnonzero(graph.mask(seats=p["roles"]) | party)
    runs = np.flatnonzero(graph.mask("OPERATES_IN") & ~graph.rooms[graph.source_rows] & ~void)
    row = np.concatenate([place[graph.source_rows[into]], place[graph.target_rows[runs]]])
    column = np.concatenate([at[graph.target_rows[into]], at[graph.source_rows[runs]]])
    edge = np.concatenate([into, runs])
    said = _said((len(countries), len(body.rows)), row, column, edge, _states(graph, edge, p))
    silent = np.where(body.listed[None, :], _absent(graph, body, countries), NO).astype(np.int8)
    return Said(np.where(said.state == SILENT, silent, said.state), said.yes)


def _absent(graph: PropertyGraph, body: Bodies, countries: Array) -> Array:
    """What a list says of a country that none of its statements names; as `rooms.absent`, for all at once."""
    nodes = graph.nodes
    known = nodes["members_known"].iloc[body.rows].fillna(False).to_numpy(dtype=bool)
    only = (nodes["members_known_in"].iloc[body.rows] == rooms.AMERICAS).to_numpy()
    american = nodes["region"].iloc[countries].isin(schema.AMERICAS).to_numpy()
    return np.where(known[None, :] & (~only[None, :] | american[:, None]), NO, NO_EVIDENCE)


def mandates(graph: PropertyGraph, body: Bodies, themes: Array, p: Params) -> tuple[Said, Array]:
    """Which bodies address which themes, themselves or by a part of them.

    Returns:
        Three values, without silence, shape (bodies, themes), and whether a source gives the mandate of each body.
        Without that nothing says that it leaves a theme out.
    """
    size = len(graph.nodes)
    at, column = np.full(size, -1), np.full(size, -1)
    at[body.rows], column[themes] = np.arange(len(body.rows)), np.arange(len(themes))
    void = graph.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    edge = np.flatnonzero(graph.mask("ADDRESSES") & ~void & (at[graph.source_rows] >= 0))
    states = _states(graph, edge, p)
    told = pd.DataFrame({"row": at[graph.source_rows[edge]], "part": graph.target_rows[edge], "edge": edge})
    told = told.assign(state=states).merge(within(graph, "PART_OF", "Theme", p), on="part", suffixes=("", "_part"))
    known = np.zeros(len(body.rows), dtype=bool)
    # As a list of members, a mandate is known where a source gives it: a theme in it whose start nobody knows is no
    # evidence before its earliest evidence, and a theme that it does not name is left out then too.
    counted = graph.edges["confidence"].isin(list(p["confidence"])).to_numpy()[told["edge"]]
    known[told.loc[counted & (told["state"] > NO), "row"]] = True
    columns = {name: told[name].to_numpy() for name in told.columns}
    row, of = columns["row"], column[columns["whole"]]
    said = _said((len(body.rows), len(themes)), row, of, columns["edge"], columns["state"])
    parts = _said(said.state.shape, row, of, columns["edge_part"], columns["state"]).yes
    yes = pd.concat([said.yes, parts[parts["edge"] >= 0]], ignore_index=True)
    unsaid = np.where(known[:, None], NO, NO_EVIDENCE).astype(np.int8)
    state = np.where(said.state == SILENT, unsaid, said.state)
    state = np.where((state == NO) & ~known[:, None], NO_EVIDENCE, state)
    return Said(cast("Array", state), yes), known
