"""Rooms and seats: which mechanisms governments sit in, and who sits where on a day.

A *room* is a mechanism where governments sit; a *seat* is a statement that puts one there. Both are declared in
`graph.schema` (`SEATS`) and derived once, when a graph is made, as the column `seat` of its statements. Unknown is
not no: a room whose list no source gives can never say that somebody is absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from graph import dates, schema
from graph.dates import InForce
from graph.model import PropertyGraph

EVERYWHERE, AMERICAS = "", "americas"


def rooms(graph: PropertyGraph, day: str, scope: Sequence[str] | None = None) -> pd.DataFrame:
    """The rooms of the graph and how they stand on a day.

    Args:
        graph: The graph.
        day: The day.
        scope: Only rooms of these scopes; all where None.

    Returns:
        One row a room, sorted by `id`: `id`, `scope` (str), `status` (str: `active`, `dormant`, `ended`, or `none`
        for a room not yet founded), `limited` (bool: only for some populations), `known` (bool: a source gives its
        whole list), `known_in` (str: where; empty means everywhere).
    """
    found = graph.nodes[graph.rooms]
    if scope is not None:
        found = found[found["scope"].isin(list(scope))]
    state = status(graph, day)
    return pd.DataFrame(
        {
            "id": found["id"],
            "scope": found["scope"],
            "status": pd.Series([state[node_id] for node_id in found["id"]], index=found.index, dtype="str"),
            "limited": pd.Series([len(p) > 0 for p in found["population_scope"]], index=found.index, dtype=bool),
            "known": found["members_known"].fillna(False).astype(bool),
            "known_in": found["members_known_in"].fillna(EVERYWHERE),
        }
    ).reset_index(drop=True)


def status(graph: PropertyGraph, day: str) -> dict[str, str]:
    """The status of each mechanism on a day.

    The latest dated observation of the measure `status` on or before the day decides; without any observation at
    all the status of the node does. A mechanism not yet founded is `none`, one past its end `ended`.
    """
    mechanisms = graph.nodes[graph.nodes["kind"] == "Mechanism"]
    latest = mechanisms["status"].fillna("active")
    state = dict(zip(mechanisms["id"], latest, strict=True))
    observed = told(graph)
    state |= {node_id: "active" for node_id in observed["node"] if node_id in state}
    past = observed[observed["day"] <= dates.covered(day)]
    state |= {node_id: text for node_id, text in zip(past["node"], past["text"], strict=True) if node_id in state}
    for node_id, start, end in zip(mechanisms["id"], mechanisms["start"], mechanisms["end"], strict=True):
        if isinstance(start, str) and dates.covered(day) < dates.first_day(start):
            state[node_id] = "none"
        elif isinstance(end, str) and dates.covered(day) > dates.last_day(end):
            state[node_id] = "ended"
    return state


def told(graph: PropertyGraph) -> pd.DataFrame:
    """The dated observations of status, stated or inferred: `node`, `day` (the first it covers), `text`, by day."""
    seen = graph.observations[(graph.observations["measure"] == "status") & graph.observations["start"].notna()]
    seen = seen[seen["text"].notna() & seen["confidence"].isin(schema.COUNTED_CONFIDENCES)]
    days = pd.Series([dates.first_day(start) for start in seen["start"]], index=seen.index, dtype="str")
    ordered = seen.assign(day=days).sort_values(["day", "id"], kind="stable")
    return ordered[["node", "day", "text"]].reset_index(drop=True)


def seats(
    graph: PropertyGraph,
    day: str,
    *,
    roles: Sequence[str] = ("member",),
    confidence: Sequence[str] = schema.COUNTED_CONFIDENCES,
    state: InForce = InForce.YES,
) -> pd.DataFrame:
    """Who sits where on a day.

    Returns:
        One row for each country and room, sorted by both: `country`, `room` (str), `evidence` (list of statement
        ids, sorted). With `state` no evidence: those who may sit there, for all that the sources say.
    """
    fits = graph.mask(seats=roles, confidence=confidence)
    fits &= graph.in_force(day) if state == InForce.YES else graph.states(day) == state
    edges = graph.edges[fits]
    return gathered(edges["source"], edges["target"], edges["id"], ("country", "room"))


def gathered(a: pd.Series[str], b: pd.Series[str], about: pd.Series[str], names: tuple[str, str]) -> pd.DataFrame:
    """One row for each pair, sorted, with the sorted statement ids that it rests on as `evidence`."""
    order = np.lexsort((about.to_numpy(), b.to_numpy(), a.to_numpy()))
    rows: dict[tuple[str, str], list[str]] = {}
    for position in order:
        rows.setdefault((a.iloc[position], b.iloc[position]), []).append(about.iloc[position])
    return pd.DataFrame(
        {
            names[0]: pd.Series([pair[0] for pair in rows], dtype="str"),
            names[1]: pd.Series([pair[1] for pair in rows], dtype="str"),
            "evidence": pd.Series(list(rows.values()), dtype=object),
        }
    )


def presence(
    graph: PropertyGraph,
    mechanism: str,
    day: str,
    *,
    roles: Sequence[str] = ("member",),
    confidence: Sequence[str] = schema.COUNTED_CONFIDENCES,
) -> dict[str, tuple[InForce, list[str]]]:
    """Every country that a mechanism's statements name, whether it is in on that day, and the statements.

    For a room, in means seated; for another mechanism (a platform) it means that the mechanism operates there.
    Countries that no statement names are left out: `absent` says what holds for them. A statement less supported than
    asked for is not counted, but as long as it stands there is no evidence that the country is out.
    """
    edges = graph.edges
    if graph.is_room(mechanism):
        fits = graph.mask(seats=roles) & (edges["target"] == mechanism).to_numpy()
        country = edges["source"]
    else:
        fits = graph.mask("OPERATES_IN") & (edges["source"] == mechanism).to_numpy()
        fits &= ~edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()  # announced is not yet a "no"
        country = edges["target"]
    states = graph.states(day)
    counted = edges["confidence"].isin(list(confidence)).to_numpy()
    found: dict[str, dict[InForce, list[str]]] = {}
    for position in np.flatnonzero(fits & (counted | (states != InForce.NO))):
        if country.iloc[position].startswith("country:"):
            state = cast("InForce", states[position]) if counted[position] else InForce.NO_EVIDENCE
            proof = found.setdefault(country.iloc[position], {}).setdefault(state, [])
            proof += [edges["id"].iloc[position]] if counted[position] else []
    best = (InForce.YES, InForce.NO_EVIDENCE, InForce.NO)
    return {
        key: next((state, sorted(by_state[state])) for state in best if state in by_state)
        for key, by_state in found.items()
    }


def absent(graph: PropertyGraph, mechanism: str, country: str) -> InForce:
    """What a mechanism says of a country that none of its statements names: no, where its list is known there."""
    node: dict[str, Any] = graph.node(mechanism) or {}
    if not node.get("members_known"):
        return InForce.NO_EVIDENCE
    if node.get("members_known_in") == AMERICAS:
        region = (graph.node(country) or {}).get("region")
        return InForce.NO if region in schema.AMERICAS else InForce.NO_EVIDENCE
    return InForce.NO
