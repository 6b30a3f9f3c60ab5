"""What follows from the tables: since when and until when a statement is in force, and which seats it gives.

Derived once, when a graph is made, as columns that every question, both engines and the page use alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import schema
from graph.tables import NEVER, Array, day_numbers, day_texts, rows_of

if TYPE_CHECKING:
    from graph.model import PropertyGraph


def complete(graph: PropertyGraph) -> tuple[Array, Array, Array]:
    """Fill the derived columns of a graph whose other columns are there.

    Returns:
        For each statement the first and the last day in force as numbers, int32 (`NEVER` where there is none), and
        whether its status says that it never came to be in force, boolean; shapes (edges,).
    """
    edges = graph.edges
    earliest, latest = _evidence_days(graph)
    start, until = day_numbers(edges["start"], 0), day_numbers(edges["end"], NEVER, last=True)
    since = np.where(start > 0, start, earliest)
    void = edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    seat = _seats(graph, void)
    _withdraw(graph, seat, since, until, void)
    edges["since"], edges["until"] = day_texts(since), day_texts(until)
    edges["last_seen"] = day_texts(latest)
    edges["seat"] = pd.Series(seat, dtype="str")
    graph.nodes["labels"] = _labels(graph)
    return since, until, void


def _evidence_days(graph: PropertyGraph) -> tuple[Array, Array]:
    """The earliest and the latest day of supporting evidence of each statement (`NEVER` and 0 where none)."""
    earliest = np.full(len(graph.edges), NEVER, dtype=np.int32)
    latest = np.zeros(len(graph.edges), dtype=np.int32)
    if len(graph.evidence):
        read = graph.sources.set_index("id")
        dated = read["published"].fillna(read["accessed"])
        of_source = graph.evidence["source"].map(dated).astype("str")  # no text at all where no source is known
        day = day_numbers(graph.evidence["date"].fillna(of_source), 0)
        row = rows_of(graph.evidence["about"], graph.edges["id"])
        counts = (row >= 0) & (day > 0) & (graph.evidence["stance"] == "supports").to_numpy()
        np.minimum.at(earliest, row[counts], day[counts])
        np.maximum.at(latest, row[counts], day[counts])
    return earliest, latest


def _seats(graph: PropertyGraph, void: Array) -> Array:
    """The seat that each statement gives a government in a room, objects of str or None (DESIGN section 2)."""
    edges, nodes = graph.edges, graph.nodes
    codes, relations = pd.factorize(edges["relation"])
    column = {name: position for position, name in enumerate(relations)}
    allowed = np.zeros((len(nodes), max(len(relations), 1)), dtype=bool)
    for position in np.flatnonzero(graph.rooms):
        own = nodes["seats"].iloc[position]
        for name in (own,) if isinstance(own, str) else schema.SEATS[nodes["subtype"].iloc[position]]:
            if name in column:
                allowed[position, column[name]] = True
    room = graph.rooms[graph.target_rows] & (nodes["kind"] == "Country").to_numpy()[graph.source_rows] & ~void
    relation, role = edges["relation"], edges["role"]
    member = relation == "MEMBER_OF"
    sits = room & allowed[graph.target_rows, codes]
    sits &= ~(member & role.isin(["associate", "observer"])).to_numpy()
    sits &= ~((relation == "PARTICIPATES_IN") & role.isin(["attended", "invited"])).to_numpy()
    sits &= ~((relation == "VOTED") & (edges["choice"] != "yes")).to_numpy()
    seat = np.full(len(edges), None, dtype=object)
    for other in ("associate", "observer"):
        seat[room & (member & (role == other)).to_numpy()] = other
    seat[sits] = "member"
    return seat


def _withdraw(graph: PropertyGraph, seat: Array, since: Array, until: Array, void: Array) -> None:
    """A withdrawal ends, on its day, the seats that its country held there: `until` is shortened in place.

    One that is unverified ends none: what is not citable changes no answer.
    """
    leaving = graph.mask("WITHDREW_FROM", confidence=schema.COUNTED_CONFIDENCES) & ~void
    leaving &= graph.edges["start"].notna().to_numpy()
    pair = graph.source_rows.astype(np.int64) * max(len(graph.nodes), 1) + graph.target_rows
    days: dict[int, list[int]] = {}
    for key, day in zip(pair[leaving], since[leaving], strict=True):
        days.setdefault(int(key), []).append(int(day))
    for row in np.flatnonzero(pd.notna(seat) & np.isin(pair, list(days))):
        later = [day for day in days[int(pair[row])] if since[row] < day <= until[row]]
        if later:
            until[row] = min(later)


def _labels(graph: PropertyGraph) -> pd.Series[Any]:
    """The labels of each node: its kind, Territory for a territory, Donor for whatever funds."""
    donor = np.zeros(len(graph.nodes), dtype=bool)
    donor[graph.source_rows[(graph.edges["relation"] == "FUNDS").to_numpy()]] = True
    territory = (graph.nodes["subtype"] == "territory").to_numpy()
    labels = [
        [kind, *(["Territory"] if is_territory else []), *(["Donor"] if is_donor else [])]
        for kind, is_territory, is_donor in zip(graph.nodes["kind"], territory, donor, strict=True)
    ]
    return pd.Series(labels, dtype=object)
