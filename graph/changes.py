"""What-if: graphs that differ from a given one; the given one is never touched.

`without` takes nodes or statements away, `with_statements` adds supposed ones; `on_sources` is the graph as some
sources alone would have it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd

from graph import dates, names, schema
from graph.errors import BadParameter, UnknownName, listed, near
from graph.model import PropertyGraph
from graph.tables import minted, shaped

WHAT_IF = "what-if"
"""The dataset of supposed statements."""
WITH = 'write A RELATION B, such as "RCM COORDINATES_WITH Quito Process" or "country:HTI MEMBER_OF mechanism:rcm"'
SUPPOSABLE = {
    name: schema.named(schema.EDGE_PROPERTIES)[name]
    for name in ("role", "start", "end", "form", "choice", "amount", "currency", "money", "counted", "people")
}
"""What a supposed statement may say beside its relation and ends."""


def without(graph: PropertyGraph, ids: str | Sequence[str]) -> PropertyGraph:
    """The graph as it would be without some nodes or statements.

    The statements, observations and evidence of a node go with it; a source takes along what it alone supports.

    Raises:
        UnknownName: The graph has no such node or statement.
    """
    gone = [ids] if isinstance(ids, str) else list(ids)
    sources = [source for source in graph.sources["id"] if source in gone]
    for name in gone:
        if name not in graph.node_index and name not in graph.edge_index and name not in sources:
            raise UnknownName(name)
    if sources:
        graph = on_sources(graph, [source for source in graph.sources["id"] if source not in sources])
    statements = graph.edges["id"].isin(gone).to_numpy()
    if statements.any():  # made anew: a withdrawal that is gone ends no seat
        graph = _made_of(graph, graph.edges[~statements], graph.evidence[~graph.evidence["about"].isin(gone)])
    keep = ~graph.nodes["id"].isin(set(gone) - set(sources)).to_numpy()
    return graph if keep.all() else graph.select(np.ones(len(graph.edges), dtype=bool), keep)


def supposed(graph: PropertyGraph, text: str) -> dict[str, object]:
    """The row of the statement that a text such as ``RCM COORDINATES_WITH Quito Process start=2020`` supposes.

    The ends are names or ids, the relation is one of the schema. `role`, `start`, `end`, `form`, `choice`, `amount`,
    `currency`, `money`, `counted` and `people` may follow as ``name=value``.

    Raises:
        BadParameter: It does not have that form, or the schema does not allow it.
        UnknownName, AmbiguousName: An end names no node, or several.
    """
    words = text.split()
    row: dict[str, object] = {}
    while words and (found := re.fullmatch(r"([a-z_]+)=(.*)", words[-1])):
        row[found[1]] = _worth(found[1], found[2])
        words.pop()
    places = [place for place, word in enumerate(words) if word in schema.RELATIONS]
    if len(places) != 1 or not 0 < places[0] < len(words) - 1:
        typed = [word for word in words[1:-1] if re.fullmatch(r"[A-Z]+_[A-Z_]+", word)]
        close = near(typed[0], schema.RELATIONS) if typed and not places else []
        known = f"did you mean {listed(close)}?" if close else f"relations are {', '.join(schema.RELATIONS)}"
        raise BadParameter("with", text, "not one relation between two nodes", f"{WITH}; {known}")
    relation = schema.RELATIONS[words[places[0]]]
    row["relation"] = relation.name
    for end, part, kinds in (
        ("source", words[: places[0]], relation.sources),
        ("target", words[places[0] + 1 :], relation.targets),
    ):
        node_id = names.resolve(graph, " ".join(part))
        if schema.kind_of(node_id) not in kinds:
            wrong = f"{relation.name} has no {schema.kind_of(node_id)} as {end}"
            raise BadParameter("with", text, wrong, f"give a {' or '.join(kinds)}")
        row[end] = node_id
    if row["relation"] == "MEMBER_OF" and (seats := _seats(graph, row)):
        raise BadParameter("with", text, "no government sits there as a member", f"suppose {' or '.join(seats)}")
    if "role" in row and row["role"] not in relation.roles:
        known = ", ".join(relation.roles) or "none at all"
        raise BadParameter("with", text, f"{relation.name} has no role {row['role']!r}", f"its roles are {known}")
    return row


def _seats(graph: PropertyGraph, row: Mapping[str, object]) -> tuple[str, ...]:
    """How a country takes a seat in a room where membership gives none; empty elsewhere."""
    room = graph.node(str(row["target"])) or {}
    if schema.kind_of(str(row["source"])) != "Country" or not graph.is_room(str(row["target"])):
        return ()
    seats = (str(room["seats"]),) if "seats" in room else schema.SEATS[str(room["subtype"])]
    return () if "MEMBER_OF" in seats else seats


def as_text(row: Mapping[str, object]) -> str:
    """A supposed statement as the text that `supposed` reads, ends by their ids."""
    more = [f"{name}={_written(row[name])}" for name in SUPPOSABLE if name in row]
    return " ".join([str(row["source"]), str(row["relation"]), str(row["target"]), *more])


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):  # never with an exponent, nor with a needless .0
        return f"{value:.0f}" if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(value)


def with_statements(graph: PropertyGraph, rows: Iterable[Mapping[str, object]]) -> PropertyGraph:
    """The graph with further statements, rows as `PropertyGraph.build` takes them.

    They are `stated`, in the dataset ``what-if``, and rest on no evidence; each is a new spell where the same tie is
    there already.
    """
    further = list(rows)
    if not further:  # a million ids are not gathered for nothing
        return graph
    taken, added = set(graph.edges["id"]), []
    for row in further:
        spell = 1
        while (statement := minted({**row, "spell": spell, "dataset": WHAT_IF}))["id"] in taken:
            spell += 1
        taken.add(statement["id"])
        added.append(statement)
    edges = shaped("edges", pd.DataFrame(added))
    return _made_of(graph, pd.concat([graph.edges, edges], ignore_index=True), graph.evidence)


def _made_of(graph: PropertyGraph, edges: pd.DataFrame, evidence: pd.DataFrame) -> PropertyGraph:
    return PropertyGraph(graph.nodes, edges, graph.observations, evidence, graph.sources)


def _worth(name: str, text: str) -> object:
    """The value of a property of a supposed statement.

    Raises:
        BadParameter: There is no such property to suppose, or this is no value of it.
    """
    p = SUPPOSABLE.get(name)
    if p is None:
        raise BadParameter(
            "with", f"{name}={text}", f"no property '{name}' to suppose", f"it takes {', '.join(SUPPOSABLE)}"
        )
    wrong = ""
    if p.choices and text not in p.choices:
        wrong, remedy = "no such choice", f"choose from {', '.join(p.choices)}"
    elif p.type == "date" and (wrong := dates.problem(text) or ""):
        remedy = dates.REMEDY
    elif p.type in ("number", "integer") and not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII):
        wrong, remedy = "not a number", "write 25000000"
    elif p.type == "boolean" and text not in ("true", "false"):
        wrong, remedy = "neither true nor false", "write true or false"
    if wrong:
        raise BadParameter("with", f"{name}={text}", wrong, remedy)
    if p.type == "boolean":
        return text == "true"
    return float(text) if p.type == "number" else int(float(text)) if p.type == "integer" else text


def on_sources(graph: PropertyGraph, sources: Sequence[str]) -> PropertyGraph:
    """The graph as these sources alone would have it: what they support, in force since they say so.

    All nodes stay; no list of members is taken to be whole. Statements and observations that none of the sources
    supports go, and with the evidence of other sources their dates: where a start is unknown, a statement is in force
    from the earliest day that these attest.

    Raises:
        UnknownName: One of them is no source of the graph.
    """
    for source in sources:
        if source not in set(graph.sources["id"]):
            raise UnknownName(source)
    evidence = graph.evidence[graph.evidence["source"].isin(list(sources))]
    supported = evidence.loc[evidence["stance"] == "supports", "about"]
    edges = graph.edges[graph.edges["id"].isin(supported)]
    observations = graph.observations[graph.observations["id"].isin(supported)]
    kept = evidence[evidence["about"].isin([*graph.nodes["id"], *edges["id"], *observations["id"]])]
    # Which of the sources gives a whole list is not recorded, so none of them may say that somebody is absent.
    nodes = graph.nodes.assign(members_known=pd.array([pd.NA] * len(graph.nodes), "boolean"))
    return PropertyGraph(nodes, edges, observations, kept, graph.sources)
