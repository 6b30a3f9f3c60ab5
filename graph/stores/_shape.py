"""How a graph lies in Neo4j: its tables as rows to write and to compare, and the queries for them.

- ``(:Entity:KIND[:Territory][:Donor])``: one a row of `nodes`. A Source bears the columns of `sources` as well; where
  both have a column (`url`), it is that of the source, and the node's own is called ``node_url``.
- ``(:Source:Unlisted)``: a source that the bibliography or the evidence names and that is no node of kind Source.
- One relationship a row of `edges`: its type is the relation.
- ``(:Observation)-[:ABOUT]->(:Entity)`` and ``(:Evidence)-[:FROM]->(:Source)``.
- ``(:MigovStore {id: 'graph', format})`` says that the database is ours; while its property ``load`` is there, a load
  is under way or was cut short, and what lies there is not a whole graph. ``(:MigovLock)`` is what loads queue for.

What is unknown is an absent property. Labels, types and names of properties come from the schema, never from data, so
that no text in the data can become a part of a query.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from graph import schema
from graph.errors import ModelError, listed
from graph.model import PropertyGraph
from graph.tables import Array, is_known, values

FORMAT = 1
"""The number of this layout; another is not read."""
STORE, LOCK, UNLISTED = "MigovStore", "MigovLock", "Unlisted"
ROLES = ("Territory", "Donor")
LABELS = (*schema.KINDS, *ROLES)
"""The labels of a node beside Entity, in the order in which `labels` has them."""
ID_BYTES = 8_000
"""The longest id: an index of Neo4j takes 8 kB."""

SHARED = [p.name for p in schema.SOURCE_PROPERTIES if p.name in schema.named(schema.NODE_PROPERTIES) and p.name != "id"]
"""Columns that `nodes` and `sources` both have; on a Source the node's own gets the prefix `OWN`."""
OWN = "node_"


@dataclass(frozen=True, slots=True)
class Form:
    """The queries for the rows of a table; a row is a list of the ids of its ends and then of its properties, id first.

    A server reads lists three times as fast as maps, and writes properties twice as fast where the query names them.

    ``<group>`` stands for the labels or the type of a row, ``<others>`` for the labels that it does not have,
    ``<where>`` for a condition, ``<types>`` for the relations that are read, ``<properties>`` for the map of a row.

    Attributes:
        name: What the rows are, for people.
        label: The label of nodes that are rows; empty for relationships.
        scan: Gives id, group (labels or type), ends and properties of what is there.
        create: Writes rows of one group.
        update: Changes rows that are there.
        delete: Removes by ids.
        ours: A property that all of ours have as a text.
    """

    name: str
    label: str
    scan: str
    create: str
    update: str
    delete: str
    ours: str = "id"


FORMS: dict[str, Form] = {
    "nodes": Form(
        "nodes",
        "Entity",
        "MATCH (n:Entity) <where> RETURN n.id, labels(n), [], properties(n)",
        "UNWIND $rows AS row CREATE (:Entity:<group> <properties>)",
        "UNWIND $rows AS row MATCH (n:Entity {id: row[0]}) REMOVE n:<others> SET n:<group>, n += <properties>",
        "UNWIND $ids AS id MATCH (n:Entity {id: id}) DELETE n",
        "kind",
    ),
    "unlisted": Form(
        "sources",
        UNLISTED,
        f"MATCH (n:{UNLISTED}) <where> RETURN n.id, '{UNLISTED}', [], properties(n)",
        "UNWIND $rows AS row CREATE (:Source:<group> <properties>)",
        f"UNWIND $rows AS row MATCH (n:{UNLISTED} {{id: row[0]}}) SET n += <properties>",
        f"UNWIND $ids AS id MATCH (n:{UNLISTED} {{id: id}}) DELETE n",
    ),
    "edges": Form(
        "statements",
        "",
        "MATCH (a:Entity)-[s:<types>]->(b:Entity) <where> RETURN s.id, type(s), [a.id, b.id], properties(s)",
        "UNWIND $rows AS row MATCH (a:Entity {id: row[0]}) MATCH (b:Entity {id: row[1]}) "
        "CREATE (a)-[:<group> <properties>]->(b)",
        "UNWIND $rows AS row MATCH (:Entity)-[s:<group> {id: row[2]}]->(:Entity) SET s += <properties>",
        "UNWIND $ids AS id MATCH (:Entity)-[s:<group> {id: id}]->(:Entity) DELETE s",
        "dataset",
    ),
    "observations": Form(
        "observations",
        "Observation",
        "MATCH (o:Observation) OPTIONAL MATCH (o)-[:ABOUT]->(n:Entity) WITH o, n <where> "
        "RETURN o.id, 'Observation', [n.id], properties(o)",
        "UNWIND $rows AS row MATCH (n:Entity {id: row[0]}) CREATE (:<group> <properties>)-[:ABOUT]->(n)",
        "UNWIND $rows AS row MATCH (o:Observation {id: row[1]}) SET o += <properties>",
        "UNWIND $ids AS id MATCH (o:Observation {id: id}) OPTIONAL MATCH (o)-[r:ABOUT]->() DELETE r, o",
        "dataset",
    ),
    "evidence": Form(
        "evidence",
        "Evidence",
        "MATCH (e:Evidence) <where> OPTIONAL MATCH (e)-[:FROM]->(s) "
        f"RETURN e.id, CASE WHEN s:{UNLISTED} THEN '{UNLISTED}' ELSE 'Entity' END, [s.id], properties(e)",
        "UNWIND $rows AS row MATCH (s:<group> {id: row[0]}) CREATE (:Evidence <properties>)-[:FROM]->(s)",
        "UNWIND $rows AS row MATCH (e:Evidence {id: row[1]}) SET e += <properties>",
        "UNWIND $ids AS id MATCH (e:Evidence {id: id}) OPTIONAL MATCH (e)-[r:FROM]->() DELETE r, e",
        "about",
    ),
}
"""By table, in the order of writing: what others hang on comes first."""

DEFINITIONS: dict[str, str] = {
    **{
        f"migov_{label.lower()}_id": f"CONSTRAINT migov_{label.lower()}_id IF NOT EXISTS FOR (n:{label}) "
        "REQUIRE n.id IS UNIQUE"
        for label in ("Entity", UNLISTED, "Observation", "Evidence")
    },
    **{
        f"migov_{name.lower()}_id": f"CONSTRAINT migov_{name.lower()}_id IF NOT EXISTS FOR ()-[s:{name}]-() "
        "REQUIRE s.id IS UNIQUE"
        for name in schema.RELATIONS
    },
    "migov_evidence_about": "INDEX migov_evidence_about IF NOT EXISTS FOR (e:Evidence) ON (e.about)",
}
"""Constraints and indexes by name: unique ids, and what an answer looks its evidence up by. Texts of data are not
indexed: they may be longer than an index takes."""


@dataclass(slots=True)
class Table:
    """The rows of a table as they lie in Neo4j.

    Attributes:
        form: Its queries.
        frame: Their properties, one row each.
        index: Their ids.
        group: The number of each row's group in `groups`: its labels, its type, or what it hangs on.
        groups: The groups.
        ends: For each end, its id a row.
        relabels: Whether a row keeps its place when its group changes; otherwise it is replaced.
    """

    form: Form
    frame: pd.DataFrame
    index: pd.Index[str]
    group: Array
    groups: list[str]
    ends: list[pd.Series[str]] = field(default_factory=list)
    relabels: bool = False

    def known(self, positions: Array | slice = slice(None)) -> list[str]:
        """The properties that any of some rows has."""
        return [str(name) for name, column in self.frame.items() if is_known(column.iloc[positions]).any()]

    def rows(self, positions: Array, names: Iterable[str]) -> list[list[Any]]:
        """Some rows as the queries take them: the ids of their ends, then these properties, None where unknown."""
        columns = [*self.ends, *(self.frame[name] for name in names)]
        return list(map(list, zip(*(values(column.iloc[positions]) for column in columns), strict=True)))

    def properties(self, names: Iterable[str]) -> str:
        """The map of a row's properties in Cypher; a null in it is a property that is absent, or that is removed."""
        return f"{{{', '.join(f'{name}: row[{place}]' for place, name in enumerate(names, len(self.ends)))}}}"

    def sizes(self) -> Array:
        """About how many characters each row takes, int64."""
        sizes = np.zeros(len(self.frame), dtype=np.int64)
        for name, column in self.frame.items():
            if column.dtype == "str":
                sizes += column.str.len().fillna(0).to_numpy(dtype=np.int64)
            elif column.dtype == object:
                sizes += np.fromiter((sum(len(str(v)) for v in values) for values in column), np.int64, len(column))
            sizes += len(str(name))
        return sizes


def tables(graph: PropertyGraph) -> dict[str, Table]:
    """The tables of a graph as they lie in Neo4j.

    Raises:
        ModelError: A kind or relation is not the schema's, or an id is too long for an index.
    """
    _check(graph)
    by_labels = pd.Series([":".join(labels) for labels in graph.nodes["labels"]], dtype="str")
    listed_sources = graph.nodes.loc[graph.nodes["kind"] == "Source", "id"]
    known = pd.Index(listed_sources)
    named_sources = pd.Index(graph.sources["id"]).union(pd.Index(graph.evidence["source"].unique()))
    unlisted = named_sources.difference(known)
    bibliography = graph.sources.set_index("id").reindex(unlisted).reset_index(names="id")
    is_known = known.get_indexer(pd.Index(graph.evidence["source"])) >= 0
    found_as = pd.Series(["Entity" if found else UNLISTED for found in is_known], dtype="str")
    edges, observations, evidence = graph.edges, graph.observations, graph.evidence
    return {
        "nodes": _table("nodes", _described(graph), by_labels, relabels=True),
        "unlisted": _table("unlisted", bibliography, UNLISTED),
        "edges": _table("edges", edges, edges["relation"], ["source", "target"], drop=["relation"]),
        "observations": _table("observations", observations, "Observation", ["node"]),
        "evidence": _table("evidence", evidence, found_as, ["source"]),
    }


def filled(
    query: str,
    group: str = "",
    where: str = "",
    types: Sequence[str] = tuple(schema.RELATIONS),
    properties: str = "",
) -> str:
    """A query for the rows of one group, on a condition, or of some relations, with these properties."""
    others = ":".join(label for label in LABELS if label not in group.split(":"))
    marks = {"<group>": group, "<others>": others, "<where>": where, "<types>": "|".join(types)}
    for mark, text in (marks | {"<properties>": properties}).items():
        query = query.replace(mark, text)
    return query


def is_defined(index: Mapping[str, Any]) -> bool:
    """Whether an index, as SHOW INDEXES gives it, is what `DEFINITIONS` says under its name."""
    text = DEFINITIONS[index["name"]]
    (label, name) = ((found or [""])[0] for found in (index["labelsOrTypes"], index["properties"]))
    same = f":{label})" in text or f":{label}]" in text
    is_unique = text.startswith("CONSTRAINT") == (index["constraint"] is not None)
    return same and is_unique and len(index["properties"]) == 1 and f".{name}" in text


def batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of that size, the last one shorter."""
    rest = iter(items)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def canonical(group: object) -> str:
    """The group of what a scan gave: labels are in no order there, and those of others do not count."""
    return ":".join(label for label in LABELS if label in group) if isinstance(group, list) else str(group)


def _table(
    name: str,
    frame: pd.DataFrame,
    group: pd.Series[str] | str,
    ends: Sequence[str] = (),
    *,
    drop: Sequence[str] = (),
    relabels: bool = False,
) -> Table:
    index = pd.Index(frame["id"])
    if isinstance(group, str):
        codes, groups = np.zeros(len(frame), dtype=np.int64), [group]
    else:
        codes, found = pd.factorize(group)
        groups = [str(name) for name in found]
    return Table(
        FORMS[name],
        frame.drop(columns=[*ends, *drop]),
        index,
        codes,
        groups,
        [frame[end] for end in ends],
        relabels,
    )


def _described(graph: PropertyGraph) -> pd.DataFrame:
    """The nodes, with the bibliographic columns on those of kind Source."""
    nodes = graph.nodes.copy()
    sources = graph.sources.set_index("id")
    row = sources.index.get_indexer(pd.Index(nodes["id"]))
    has = (row >= 0) & (nodes["kind"] == "Source").to_numpy()
    of_node = sources.iloc[row[has]].set_axis(nodes.index[has])
    for name in SHARED:
        nodes[OWN + name] = nodes[name].where(has)
        nodes[name] = nodes[name].where(~has)
    for name in sources.columns:
        column = of_node[name].reindex(nodes.index)
        nodes[name] = column if name not in SHARED else nodes[name].fillna(column)
    return nodes


def _check(graph: PropertyGraph) -> None:
    for table, column, known in (("nodes", "kind", schema.KINDS), ("edges", "relation", schema.RELATIONS)):
        if unknown := sorted(set(graph.tables[table][column]) - set(known))[:3]:
            raise ModelError(f"{table}: the schema has no {column} {listed(unknown)}")
    for name, frame in graph.tables.items():
        for column in [c for c in ("id", "about", "source") if c in frame.columns]:
            long = frame[column].str.len() > ID_BYTES // 4
            if any(len(text.encode()) > ID_BYTES for text in frame.loc[long, column]):
                raise ModelError(f"{name}: a value of '{column}' is longer than an index takes ({ID_BYTES} bytes)")
