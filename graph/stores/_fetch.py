"""Reading a graph from Neo4j, all of it or a part of it, in batches that become columns at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from graph import schema
from graph.errors import BadParameter, ModelError, listed, near
from graph.model import PropertyGraph
from graph.stores import _shape
from graph.stores._bolt import FETCHED, Connection
from graph.stores._shape import batched
from graph.stores._state import check_rows, ready

_SOURCES = f"MATCH (n:Source) WHERE n:Entity|{_shape.UNLISTED} RETURN n.id, 'Source', [], properties(n)"


def read(
    connection: Connection, relations: Sequence[str] | None = None, kinds: Sequence[str] | None = None
) -> PropertyGraph:
    """The graph, or the part of it with statements of some relations between nodes of some kinds.

    Raises:
        BadParameter: The schema has no such relation or kind.
        StoreError: There is no graph, it is not whole, or it changed meanwhile.
    """
    _declared("relations", relations, schema.RELATIONS)
    _declared("kinds", kinds, schema.KINDS)
    before = ready(connection)
    try:
        graph = _read(connection, relations, kinds)
    except (ModelError, ValueError, TypeError) as error:
        if ready(connection) != before:
            raise _changed(connection) from error
        raise connection.error(f"what is there does not fit this version ({error})", "load it again") from error
    if ready(connection) != before:
        raise _changed(connection)
    return graph


def _changed(connection: Connection) -> Exception:
    return connection.error("a load changed it while it was read", "run the same command again")


def _read(connection: Connection, relations: Sequence[str] | None, kinds: Sequence[str] | None) -> PropertyGraph:
    # A withdrawal shortens the seats of its country, whether or not it is asked for itself.
    types = list(schema.RELATIONS) if relations is None else sorted({*relations, "WITHDREW_FROM"})
    of_kind = dict.fromkeys(("nodes", "edges", "observations"), "" if kinds is None else "WHERE n.kind IN $kinds")
    if kinds is not None:
        of_kind["edges"] = "WHERE a.kind IN $kinds AND b.kind IN $kinds"
    frames = {
        name: _frame(connection, name, _shape.filled(_shape.FORMS[name].scan, where=where, types=types), kinds=kinds)
        for name, where in of_kind.items()
    }
    frames["sources"] = _frame(connection, "sources", _SOURCES)
    scan, whole = _shape.FORMS["evidence"].scan, relations is None and kinds is None
    if whole:
        frames["evidence"] = _frame(connection, "evidence", _shape.filled(scan))
    else:
        about = [key for name in of_kind for key in frames[name]["id"]]
        query = _shape.filled(scan, where="WHERE e.about IN $ids")
        found = [_frame(connection, "evidence", query, ids=ids) for ids in batched(about, FETCHED)]
        frames["evidence"] = pd.concat(found, ignore_index=True) if found else pd.DataFrame()
    labels = frames["nodes"].set_index("id")["labels"]
    graph = PropertyGraph(**frames)
    if whole:
        return graph
    # Who is a donor shows in the whole graph only.
    graph.nodes["labels"] = labels.reindex(graph.nodes["id"]).reset_index(drop=True)
    return graph.select(graph.mask(relations))


def _frame(connection: Connection, table: str, query: str, **parameters: object) -> pd.DataFrame:
    """The rows that a scan gives, in the columns and dtypes of a table."""
    properties = [p for p in schema.TABLES[table] if not p.derived or p.name == "labels"]
    columns: dict[str, list[pd.Series[Any]]] = {p.name: [] for p in properties}
    with connection.session() as session:
        result = session.run(query, parameters)
        for batch in batched((record.values() for record in result), FETCHED):
            if table in _shape.FORMS:
                check_rows(connection, _shape.FORMS[table], batch)
            rows = [_row(table, *values) for values in batch]
            if table == "sources":  # told here: after `IS NOT NULL`, Neo4j 5.26 gives true for the title
                rows = [row for row in rows if "title" in row]
            for p in properties:
                columns[p.name].append(_column(p, [row.get(p.name) for row in rows]))
    empty = {p.name: _column(p, []) for p in properties}
    return pd.DataFrame(
        {name: pd.concat(parts, ignore_index=True) if parts else empty[name] for name, parts in columns.items()}
    )


def _row(table: str, _: str, group: object, ends: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    """What a scan gives as a row of a table."""
    if table == "edges":
        properties |= {"relation": group, "source": ends[0], "target": ends[1]}
    elif table in ("observations", "evidence"):
        properties["node" if table == "observations" else "source"] = ends[0]
    elif table == "nodes" and "title" in properties:
        properties |= {name: properties.get(_shape.OWN + name) for name in _shape.SHARED}
    return properties


def _column(p: schema.Property, values: list[Any]) -> pd.Series[Any]:
    return pd.Series(values, dtype=schema.TYPES[p.type])


def _declared(name: str, values: Iterable[str] | None, known: Iterable[str]) -> None:
    for value in values or ():
        if value not in known:
            close = near(value, known)
            remedy = f"did you mean {listed(close)}?" if close else f"choose from {', '.join(known)}"
            raise BadParameter(name, value, "the schema has none", remedy)
