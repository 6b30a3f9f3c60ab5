"""B2: who holds separate parts of a network together."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import rooms
from graph.model import PropertyGraph
from graph.tables import Array
from queries import _brokerage
from queries._broker_ties import NETWORKS, TIES, ties
from queries._broker_words import sentence
from queries._brokerage import EXACT, PIVOTS
from queries._frame import ROLES, Column, Kernel, Parameter, Params, Question, scope


def finish(found: pd.DataFrame, p: Params) -> pd.DataFrame:
    """One row a node: where it stands between the others."""
    from scipy.sparse import csr_array

    ends = pd.concat([found["source"], found["target"]], ignore_index=True)
    group = pd.concat([found["source_group"], found["target_group"]], ignore_index=True)
    if p["network"] == "countries":  # whoever sits in one room with another is tied to it
        ends, group = ends.iloc[: len(found)], group.iloc[: len(found)]
    code, nodes = pd.factorize(ends.to_numpy(dtype=object), sort=True)
    kind = np.full(len(nodes), -1)
    kind[code] = pd.factorize(group.to_numpy(dtype=object))[0]
    label = np.empty(len(nodes), dtype=object)
    label[code] = group.to_numpy(dtype=object)
    first, second, directed = code[: len(found)], code[len(found) :], p["network"] == "funds"
    if p["network"] == "countries":
        room = pd.factorize(found["target"].to_numpy(dtype=object))[0]
        sits = csr_array((np.ones(len(room)), (first, room)), shape=(len(nodes), int(room.max(initial=-1)) + 1))
        together: Array = np.array((sits @ sits.T).nonzero())
        first, second = together
    network = _brokerage.network(first, second, len(nodes), directed=directed)
    around = _brokerage.network(first, second, len(nodes), directed=False)
    constraint, effective = _brokerage.structural_holes(around)
    between = _brokerage.betweenness(network, _brokerage.pivots(len(nodes)))
    frame = pd.DataFrame(
        {
            "node": nodes,
            "group": pd.Series(label, dtype="str"),
            "betweenness": between.round(12),  # what is equal stays so, whatever the order of adding
            "parts": _brokerage.parts(around)[1],
            "constraint": constraint,
            "effective_size": effective,
            "degree": np.diff(around.indptr),
            **_brokerage.brokered(network, kind),
        }
    )
    frame = frame.sort_values(["betweenness", "degree", "node"], ascending=[False, False, True], kind="stable")
    frame = frame.head(p["top"] or len(frame)).reset_index(drop=True)
    return frame.assign(evidence=_proof(found, frame["node"]))[[*(c.name for c in COLUMNS), "evidence"]]


def _proof(found: pd.DataFrame, nodes: pd.Series[str]) -> pd.Series[list[str]]:
    """For each node the statements of its ties."""
    shown, proof = set(nodes), dict[str, set[str]]()
    for end in ("source", "target"):
        held = found[found[end].isin(shown)]
        for node, cell in zip(held[end], held["evidence"], strict=True):
            proof.setdefault(node, set()).update(cell)
    return pd.Series([sorted(proof[node]) for node in nodes], dtype=object)


def universe(graph: PropertyGraph, p: Params, found: pd.DataFrame) -> dict[str, list[str]]:
    """Who is in the network, who in its largest part, and the active rooms that no source gives the members of."""
    ends = {*found["source"], *(() if p["network"] == "countries" else found["target"])}
    looked_at = {"in_network": sorted(ends), "largest_part": _largest(found, p)}
    if p["network"] in ("seats", "countries"):
        known = rooms.rooms(graph, p["as_of"], p["scope"])
        known = known[(known["status"] == "active") & ~known["known"] & ~known["id"].isin(found["target"])]
        looked_at["unknown_rooms"] = sorted(known["id"])
    return looked_at


def _largest(found: pd.DataFrame, p: Params) -> list[str]:
    """The largest part of the network that hangs together; of several as large, the one whose first id sorts first."""
    from scipy.sparse.csgraph import connected_components

    code, nodes = pd.factorize(pd.concat([found["source"], found["target"]]).to_numpy(dtype=object), sort=True)
    around = _brokerage.network(code[: len(found)], code[len(found) :], len(nodes), directed=False)
    label = connected_components(around, directed=False)[1]
    if p["network"] == "countries":
        label, nodes = label[np.isin(nodes, found["source"])], nodes[np.isin(nodes, found["source"])]
    return nodes[label == np.bincount(label).argmax()].tolist() if len(nodes) else []


COLUMNS = (
    Column("node", "id", "the country, mechanism or organisation", "el país, mecanismo u organismo", "node", "nodo"),
    Column("group", "text", "its group; empty where not known", "su grupo; vacío si no se conoce"),
    Column(
        "betweenness",
        "number",
        "share of the shortest paths between others that run through it, 0 to 1",
        "proporción de los caminos más cortos entre otros que pasan por él, de 0 a 1",
        "betweenness",
        "intermediación",
    ),
    Column(
        "parts",
        "integer",
        "into how many parts what it hangs together with falls without it; 1: it holds",
        "en cuántas partes se divide sin él aquello a lo que está unido; 1: sigue unido",
        "parts without",
        "partes sin él",
    ),
    Column(
        "constraint",
        "number",
        "Burt's constraint: how much its contacts are tied to one another",
        "restricción de Burt: cuánto están vinculados entre sí sus contactos",
        "constraint",
        "restricción",
    ),
    Column(
        "effective_size",
        "number",
        "contacts that are not redundant (Burt)",
        "contactos no redundantes (Burt)",
        "effective size",
        "tamaño efectivo",
    ),
    Column("degree", "integer", "contacts", "contactos", "degree", "grado"),
    Column("coordinator", "integer", "open paths i-j-k: one group", "caminos abiertos i-j-k: un solo grupo"),
    Column("gatekeeper", "integer", "i of another group than j and k", "i de otro grupo que j y k"),
    Column("representative", "integer", "k of another group than i and j", "k de otro grupo que i y j"),
    Column("itinerant", "integer", "i and k of one group, j of another", "i y k de un grupo, j de otro"),
    Column("liaison", "integer", "i, j and k of three groups", "i, j y k de tres grupos"),
    Column(
        "paths",
        "integer",
        "all open paths through it, those with a node of unknown group too",
        "todos los caminos abiertos que pasan por él, también con nodos de grupo desconocido",
    ),
)

QUESTION = Question(
    name="brokers",
    number="B2",
    en="Who holds separate parts together?",
    es="¿Quién mantiene unidas partes separadas?",
    definition="Betweenness (Freeman 1977; Brandes 2001): the mean, over all ordered pairs of other nodes, of the share of their "
    f"shortest paths that run through the node; exact up to {EXACT} nodes, beyond that estimated from the paths that start "
    f"at {PIVOTS} nodes drawn with a fixed seed (Brandes & Pich 2007), and then said so. Parts: what is left of the node's connected "
    "part when it goes (2 or more: a cut point). Constraint after Burt (1992): the sum over contacts j of (p_ij + sum over q of "
    "p_iq p_qj)^2 with p_ij = 1 / degree of i; effective size after Burt, by Borgatti's formula n - 2t / n for n contacts with t "
    "ties among them; both on the undirected network without weights, betweenness and roles with the direction where there is one (`funds`). "
    "Between countries and rooms no two contacts are tied, so that there the two are 1 / degree and degree: they say more with "
    "`network` countries. Roles after Gould & Fernandez (1989) count open paths i -> j -> k, where i is not tied to k, by "
    "the groups of the three; in undirected networks each tie counts both ways, so that each path is counted from both "
    "ends. A path with a node of unknown group plays no role. Ties are those in force on the day; a formal link counts "
    "that is in force or was held before. Money flows count whether or not their amount is counted in totals: nothing is added, and a "
    "conduit is a broker. Nothing here measures influence.",
    parameters=(
        Parameter(
            "network",
            "choice",
            "seats",
            "seats: countries and the active rooms where they sit; countries: tied where they sit in one such room; links: mechanisms by "
            "formal links; organisations: agencies, mechanisms and countries by membership, partnership, support and the "
            "like; funds: from donor to recipient, and on to who implements what is funded",
            "seats: países y los foros activos donde se sientan; countries: unidos donde se sientan en un mismo foro; links: mecanismos "
            "por vínculos formales; organisations: organismos, mecanismos y países por membresía, alianza, apoyo y "
            "similares; funds: del donante al receptor, y de ahí a quien ejecuta lo financiado",
            choices=tuple(NETWORKS),
        ),
        Parameter(
            "groups",
            "choice",
            "region",
            "the groups of the roles: regions of countries (others by subtype), kinds, or subtypes",
            "los grupos de los roles: regiones de los países (los demás por subtipo), clases o subtipos",
            choices=("region", "kind", "subtype"),
        ),
        ROLES,
        scope("regional"),
        Parameter(
            "top", "integer", 20, "how many nodes are listed; 0 lists all", "cuántos nodos se dan; 0 los da todos"
        ),
    ),
    columns=COLUMNS,
    order="most betweenness first, then most contacts, then node",
    universe=universe,
    sentence=sentence,
    kernel=Kernel(TIES, ties, finish),
)
