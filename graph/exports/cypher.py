r"""One text of Cypher for a console: constraints, then the rows as literals, merged by their ids.

The text is plain ASCII: what stands in the data comes as a quoted literal in which quotes, backslashes, control
characters and everything beyond ASCII are escaped. Older versions of Neo4j turn ``\uXXXX`` into its character before
they look for the ends of literals; so no quote is written that way, and no backslash of the data stands before a ``u``.
Each statement ends with ``;`` at the end of a line, and no line within a statement ends so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from graph.stores import _shape

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array

FOLDER = False

BATCH_ROWS = 500
BATCH_CHARACTERS = 200_000
"""A statement ends at so many rows or characters: a console takes it in one piece."""
MANY = 100_000
"""From so many rows on, neo4j-csv is the better way."""

MERGES: dict[str, str] = {
    "nodes": "MERGE (n:Entity {id: row[0]}) REMOVE n:<others> SET n:<group>, n = <properties>",
    "unlisted": "MERGE (n:Source:<group> {id: row[0]}) SET n = <properties>",
    "edges": "MATCH (a:Entity {id: row[0]}) MATCH (b:Entity {id: row[1]}) "
    "MERGE (a)-[s:<group> {id: row[2]}]->(b) SET s = <properties>",
    "observations": "MATCH (n:Entity {id: row[0]}) MERGE (o:<group> {id: row[1]}) SET o = <properties> "
    "MERGE (o)-[:ABOUT]->(n)",
    "evidence": "MATCH (s:<group> {id: row[0]}) MERGE (e:Evidence {id: row[1]}) SET e = <properties> "
    "MERGE (e)-[:FROM]->(s)",
}
"""What becomes of a row of each table; the same nodes and relationships as the store's (`graph.stores._shape`).

A row is a list of the ids of its ends and then of its properties, the id first: a server reads lists three times as
fast as maps. A null in the map that it becomes is a property that is absent.
"""

_HEAD = """\
// A graph of migov for Neo4j 5: {counts}.
// Run it in a console on an empty database, such as: cypher-shell --file FILE
// Running it again changes nothing. It removes nothing either.

"""
_BEGIN = f"MERGE (m:{_shape.STORE} {{id: 'graph'}}) SET m.format = {_shape.FORMAT}, m.load = 'cypher', "
_BEGIN += "m.version = toInteger(rand() * 281474976710656);"
_END = f"MATCH (m:{_shape.STORE} {{id: 'graph'}}) REMOVE m.load, m.batch;"
"""Between the two the store bears a mark: what lies there is not yet a whole graph; its number is another one then."""

_SHORT = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r"\\(?=u)|[^ -&(-\[\]-~]")


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the text.

    Raises:
        ModelError: The graph has kinds, relations or ids that cannot lie in Neo4j.
    """
    tables = _shape.tables(graph)
    rows = sum(len(table.index) for table in tables.values())
    counts = ", ".join(f"{len(graph.tables[name])} {_COUNTED[name]}" for name in _COUNTED)
    with path.open("w", encoding="ascii", newline="\n") as file:
        file.write(_HEAD.format(counts=counts))
        for text in _shape.DEFINITIONS.values():
            file.write(f"CREATE {text};\n")
        file.write(f"CALL db.awaitIndexes(300);\n\n{_BEGIN}\n")
        for name, table in tables.items():
            for text in _statements(table, MERGES[name]):
                file.write(text)
        file.write(f"\n{_END}\n")
    if rows >= MANY:
        return [f"{rows} rows are many for a console; `migov export neo4j-csv` is far faster to load"]
    return []


def literal(value: object) -> str:
    """A text, number, boolean, None or list of these, as Cypher writes it."""
    if isinstance(value, str):
        return f"'{_SPECIAL.sub(_escaped, value)}'"
    if isinstance(value, bool | None):
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return str(value)


_COUNTED = {"nodes": "nodes", "edges": "statements", "observations": "observations", "evidence": "pieces of evidence"}


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    if character == "\\" and match.string[match.end() : match.end() + 1] == "u":
        return "\\\\' + '"
    if character in _SHORT:
        return _SHORT[character]
    units = character.encode("utf-16-be").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def _number(value: float) -> str:
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return repr(value).replace("e+", "e")


def _statements(table: _shape.Table, merge: str) -> Iterator[str]:
    sizes = table.sizes()
    for number, group in enumerate(table.groups):
        for positions in _batches(np.flatnonzero(table.group == number), sizes):
            names = table.known(positions)
            query = _shape.filled(merge, group, properties=table.properties(names))
            lists = ",\n".join(map(literal, table.rows(positions, names)))
            yield f"\nUNWIND [\n{lists}\n] AS row\n{query};\n"


def _batches(positions: Array, sizes: Array) -> Iterator[Array]:
    start = length = 0
    for end, size in enumerate(sizes[positions].tolist()):
        if end > start and (end - start == BATCH_ROWS or length + size > BATCH_CHARACTERS):
            yield positions[start:end]
            start, length = end, 0
        length += size
    if len(positions):
        yield positions[start:]
