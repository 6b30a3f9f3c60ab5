"""A folder of CSV for ``neo4j-admin database import full``: the fastest way to bring a large graph into Neo4j.

One file for each set of labels and one for each type of relationship, each with a header file of its own, an arguments
file that names them all, and the constraints to create afterwards. After the import the database holds the same as
after `Neo4jStore.write`. A cell without quotes is absent, a cell with nothing between quotes is an empty text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph.errors import ModelError
from graph.stores import _shape

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array

FOLDER = True

ARGUMENTS = "import.args"
COMMAND = f'neo4j-admin database import full neo4j "@{ARGUMENTS}"'
"""The line to run in the folder; PowerShell wants the quotes. The names of the files stand in the arguments file."""
BATCH = 50_000
"""How many rows are in memory as text at a time."""
READ_BUFFER = 4_194_304
"""How many bytes the import reads at a time unless told otherwise; no row may be longer."""

Columns = dict[str, "pd.Series[Any]"]
"""Columns by their heads in the header file."""

_TYPES = {"str": "string", "object": "string[]", "Int64": "long", "float64": "double", "boolean": "boolean"}
_DELIMITERS = (";", "|", "\x1f", *map(chr, range(0xE000, 0xF900)))
"""What may stand between the parts of a list: the first that is in none of them. Neo4j knows no escape for it."""

README = f"""\
A graph of migov for the bulk import of Neo4j 5 (Community or Enterprise; Aura has no bulk import).

1. Stop the server. In Docker, run step 2 in a container of the same image with the same data volume.
2. Here, in this folder:

   {COMMAND}

   Where the database already exists, add --overwrite-destination: the import replaces all that it holds.
3. Start the server, and create the constraints:

   cypher-shell --file constraints.cypher
"""


@dataclass(slots=True)
class _Folder:
    """The folder, and what its files ask of the import.

    Attributes:
        path: The folder.
        delimiter: What stands between the parts of a list.
        arguments: The lines of the arguments file that name the files.
        multiline: Whether a text has more than one line.
        longest: Bytes that the longest row has at most.
    """

    path: Path
    delimiter: str
    arguments: list[str] = field(default_factory=list)
    multiline: bool = False
    longest: int = 0

    def add(self, option: str, name: str, columns: Columns) -> None:
        """Write a file of these columns, in batches of rows, and its header file."""
        import pyarrow as pa
        from pyarrow import csv

        header = f"{name}-header.csv"
        (self.path / header).write_text(f"{','.join(columns)}\n", encoding="utf-8", newline="\n")
        self.arguments.append(f"--{option}={header},{name}.csv")
        form = pa.schema([(head, self._arrow(values[:0]).type) for head, values in columns.items()])
        plain = csv.WriteOptions(include_header=False, quoting_style="needed")  # quotes all texts, and no unknown
        with csv.CSVWriter(self.path / f"{name}.csv", form, write_options=plain) as writer:
            for start in range(0, len(next(iter(columns.values()))), BATCH):
                parts = [self._arrow(values.iloc[start : start + BATCH]) for values in columns.values()]
                self._measure(parts)
                writer.write_table(pa.Table.from_arrays(parts, schema=form))

    def finish(self) -> None:
        """Write what is not data."""
        lines = [f"--array-delimiter=U+{ord(self.delimiter):04X}"]
        if self.multiline:
            lines.append("--multiline-fields=true")
        if self.longest > READ_BUFFER:
            lines.append(f"--read-buffer-size={self.longest}")
        constraints = [f"CREATE {text};" for text in _shape.DEFINITIONS.values()]
        for name, rows in ((ARGUMENTS, [*lines, *self.arguments]), ("constraints.cypher", constraints)):
            (self.path / name).write_text("\n".join([*rows, ""]), encoding="utf-8", newline="\n")
        (self.path / "import.report").touch()  # the import writes one there: it is of this export, and no stranger's
        (self.path / "README.txt").write_text(README, encoding="utf-8", newline="\n")

    def _arrow(self, values: pd.Series[Any]) -> Any:
        """Values as texts and numbers that CSV can carry."""
        import pyarrow as pa

        if values.dtype == object:
            return pa.array([self.delimiter.join(v) if len(v) else None for v in values], pa.large_string())
        if values.dtype == "float64":  # as texts, since arrow writes inf, and Java reads Infinity
            texts = [None if math.isnan(v) else repr(v).replace("inf", "Infinity") for v in values.tolist()]
            return pa.array(texts, pa.large_string())
        return pa.array(values, from_pandas=True)

    def _measure(self, parts: Iterable[Any]) -> None:
        import pyarrow as pa
        from pyarrow import compute

        longest = 0
        for part in parts:
            if part.type == pa.large_string():
                self.multiline = self.multiline or bool(compute.any(compute.match_substring_regex(part, r"[\r\n]")))
                longest += compute.max(compute.binary_length(part)).as_py() or 0
        self.longest = max(self.longest, 2 * longest + 100 * len(_TYPES))


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the files into a folder.

    Raises:
        ModelError: The graph has kinds, relations, ids or lists that cannot lie in Neo4j.
    """
    tables = _shape.tables(graph)
    folder = _Folder(path, _delimiter(tables.values()))
    marks = pd.DataFrame({"id": pd.Series(["graph"], dtype="str"), "format": pd.Series([_shape.FORMAT], dtype="Int64")})
    folder.add("nodes", "store", _nodes(marks, _shape.STORE))
    nodes, unlisted = tables["nodes"], tables["unlisted"]
    for group, positions in _groups(nodes):
        labels = folder.delimiter.join(["Entity", *group.split(":")])
        folder.add("nodes", f"nodes-{group.replace(':', '-')}", _nodes(nodes.frame.iloc[positions], labels, "Entity"))
    if len(unlisted.index):
        labels = folder.delimiter.join(["Source", _shape.UNLISTED])
        folder.add("nodes", "unlisted", _nodes(unlisted.frame, labels, _shape.UNLISTED))
    _statements(folder, tables["edges"])
    _hung(folder, "observations", tables["observations"], "Observation", "ABOUT")
    _hung(folder, "evidence", tables["evidence"], "Evidence", "FROM")
    folder.finish()
    return [f"to load it, run in that folder, with the server stopped: {COMMAND}"]


def _statements(folder: _Folder, table: _shape.Table) -> None:
    for group, positions in _groups(table):
        part = table.frame.iloc[positions]
        ends = (table.ends[0][positions], table.ends[1][positions])
        columns = _ties(ends, ("Entity", "Entity"), group)
        folder.add("relationships", f"statements-{group}", columns | _properties(part))


def _hung(folder: _Folder, name: str, table: _shape.Table, label: str, tie: str) -> None:
    """Write the nodes of a table, and what ties each to the node that it hangs on."""
    if not len(table.index):
        return
    folder.add("nodes", name, _nodes(table.frame, label))
    spaces = {label: "Entity"} | {space: space for space in ("Entity", _shape.UNLISTED)}
    for group, positions in _groups(table):
        ends = (table.frame["id"].iloc[positions], table.ends[0][positions])
        columns = _ties(ends, (label, spaces[group]), tie)
        folder.add("relationships", f"{name}-{tie}-{spaces[group]}", columns)


def _groups(table: _shape.Table) -> Iterable[tuple[str, Array]]:
    return ((group, np.flatnonzero(table.group == number)) for number, group in enumerate(table.groups))


def _nodes(frame: pd.DataFrame, labels: str, space: str | None = None) -> Columns:
    columns = {f"id:ID({space or labels})": frame["id"], ":LABEL": _constant(labels, len(frame))}
    return columns | _properties(frame.drop(columns="id"))


def _ties(ends: tuple[Any, Any], spaces: tuple[str, str], tie: str) -> Columns:
    """The columns that say what a relationship ties to what."""
    source, target = (pd.Series(end, dtype="str") for end in ends)
    heads = (f":START_ID({spaces[0]})", f":END_ID({spaces[1]})")
    return {heads[0]: source, heads[1]: target, ":TYPE": _constant(tie, len(source))}


def _properties(frame: pd.DataFrame) -> Columns:
    """The columns that have something in them, by their heads."""
    known = (
        (name, column)
        for name, column in frame.items()
        if (column.map(len).gt(0) if column.dtype == object else column.notna()).any()
    )
    return {f"{name}:{_TYPES[str(column.dtype)]}": column for name, column in known}


def _constant(text: str, length: int) -> pd.Series[Any]:
    return pd.Series(text, index=range(length), dtype="str")


def _delimiter(tables: Iterable[_shape.Table]) -> str:
    """What may stand between the parts of a list.

    Raises:
        ModelError: A list has one part and that is empty: the import would take it for no list.
    """
    used: set[str] = set()
    for table in tables:
        for name, column in table.frame.items():
            for row, parts in enumerate(column) if column.dtype == object else ():
                if parts == [""]:
                    where = f"{table.form.name}: '{name}' of {table.index[row]!r}"
                    raise ModelError(f"{where} is a list of one empty text, which the bulk import cannot carry")
                used.update(*parts)
    return next(delimiter for delimiter in _DELIMITERS if delimiter not in used)
