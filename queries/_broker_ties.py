"""The networks of `brokers`: which statements are ties, between whom, and the groups of their ends."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from graph.tables import Array
from queries import _links
from queries._frame import Column, Params

ORGANISATIONS = (
    "COORDINATES_WITH",
    "IMPLEMENTS",
    "LEADS",
    "MEMBER_OF",
    "PARTNER_IN",
    "PART_OF",
    "SECRETARIAT_OF",
    "SUPPORTS",
)
ACTORS = ("Agency", "Country", "Mechanism")
TIES = (
    Column("source", "id", "where the tie starts; of money, who gives", "de dónde parte; del dinero, quién da"),
    Column("target", "id", "where it ends; of money, who gets", "adónde llega; del dinero, quién recibe"),
    Column("source_group", "text", "the group of the source", "el grupo del origen"),
    Column("target_group", "text", "the group of the target", "el grupo del destino"),
    Column("evidence", "ids", "the statements", "las afirmaciones"),
)


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who is tied to whom: one row for each two nodes and direction, with their groups and the statements."""
    fits = graph.mask(confidence=p["confidence"]) & (graph.source_rows != graph.target_rows)
    fits &= NETWORKS[p["network"]](graph, p)
    statement = np.flatnonzero(fits)
    source, target = graph.source_rows[statement], graph.target_rows[statement]
    if p["network"] == "funds":  # money flows from what is implemented to who implements it
        back = (graph.edges["relation"] == "IMPLEMENTS").to_numpy()[statement]
        source, target = np.where(back, target, source), np.where(back, source, target)
    order = np.lexsort((statement, target, source))  # rows are sorted by id, so their numbers sort as their ids do
    source, target = source[order], target[order]
    new = np.append(True, (np.diff(source) != 0) | (np.diff(target) != 0))[: len(order)]
    cuts = [*np.flatnonzero(new).tolist(), len(order)]
    proof = graph.edges["id"].to_numpy(dtype=object)[statement[order]].tolist()
    group, ids = _groups(graph, p["groups"]), graph.nodes["id"]
    found = {
        "source": ids.iloc[source[new]].to_numpy(),
        "target": ids.iloc[target[new]].to_numpy(),
        "source_group": group.iloc[source[new]].to_numpy(),
        "target_group": group.iloc[target[new]].to_numpy(),
        "evidence": pd.Series([proof[i:j] for i, j in itertools.pairwise(cuts)], dtype=object),
    }
    return pd.DataFrame(found, columns=[c.name for c in TIES])


def _seats(graph: PropertyGraph, p: Params) -> Array:
    open_rooms = rooms.rooms(graph, p["as_of"], p["scope"])
    open_rooms = open_rooms[open_rooms["status"] == "active"]
    fits = graph.mask(seats=p["roles"], as_of=p["as_of"])
    fits &= (graph.nodes["kind"] == "Country").to_numpy()[graph.source_rows]
    return fits & graph.nodes["id"].isin(open_rooms["id"]).to_numpy()[graph.target_rows]


def _formal(graph: PropertyGraph, p: Params) -> Array:
    """Formal links that hold or have held by the day."""
    linked = {about for cell in _links.links(graph, p)["evidence"] for about in cell}
    return graph.edges["id"].isin(linked).to_numpy()


def _organised(graph: PropertyGraph, p: Params) -> Array:
    actor = graph.nodes["kind"].isin(ACTORS).to_numpy()
    fits = graph.mask(ORGANISATIONS, as_of=p["as_of"]) & actor[graph.source_rows] & actor[graph.target_rows]
    return fits & ((graph.edges["relation"] != "MEMBER_OF") | graph.edges["role"].isin(list(p["roles"]))).to_numpy()


def _flows(graph: PropertyGraph, p: Params) -> Array:
    """Money given, and on to who implements what it was given to; who implements anything else gets none by that."""
    funds = graph.mask("FUNDS", as_of=p["as_of"], confidence=p["confidence"])
    funded = np.zeros(len(graph.nodes), dtype=bool)
    funded[graph.target_rows[funds]] = True
    return funds | (graph.mask("IMPLEMENTS", as_of=p["as_of"]) & funded[graph.target_rows])


NETWORKS = {"seats": _seats, "countries": _seats, "links": _formal, "organisations": _organised, "funds": _flows}
"""Which statements are the ties of each network."""


def _groups(graph: PropertyGraph, what: str) -> pd.Series[str]:
    """The group of each node; NaN where the region of a country is not known."""
    nodes = graph.nodes
    if what == "kind":
        return nodes["kind"]
    subtype = nodes["subtype"].fillna(nodes["kind"])
    return subtype if what == "subtype" else nodes["region"].where(nodes["kind"] == "Country", subtype)
