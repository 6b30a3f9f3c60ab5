"""Whether the tables of a folder hold together: ids, what they refer to, and what the schema says of statements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import schema
from graph.errors import DataErrors
from graph.tables import NEVER, Array, day_numbers
from loaders import _delimited
from loaders._report import Place

if TYPE_CHECKING:
    from loaders._folder_table import Table
    from loaders._run import Load

REFERENCES = {
    ("edges", "source"): ("nodes",),
    ("edges", "target"): ("nodes",),
    ("observations", "node"): ("nodes",),
    ("evidence", "about"): ("edges", "observations", "nodes"),
    ("evidence", "source"): ("nodes", "sources"),
}
"""In which tables the ids of a column must be."""
SHORT = "M49 codes of fewer than three digits, as a spreadsheet leaves of 032: import the files as text"


def check(load: Load, tables: Mapping[str, Table]) -> None:
    """Nothing, where the tables hold together; what looks odd, and can be, is noted.

    Raises:
        DataErrors: An id is there twice, or leads nowhere.
    """
    for name, table in tables.items():
        _once(load, table)
        for (owner, column), others in REFERENCES.items():
            if owner == name:
                _refers(load, tables, table, column, others)
    if load.errors:
        raise DataErrors(load.errors)
    for what, odd in _oddities(tables["nodes"].frame, tables["edges"].frame):
        _note(load, tables["edges"], what, odd)
    _note(load, tables["nodes"], SHORT, _short(tables["nodes"].frame))


def _note(load: Load, table: Table, what: str, odd: Any) -> None:
    rows = table.rows[odd]
    if len(rows):
        load.report.note(what, Place(table.file.name, "", f"row {rows[0]}", int(rows[0])), len(rows))


def _short(nodes: pd.DataFrame) -> Any:
    """The nodes whose M49 code lost its zeros."""
    if "m49" not in nodes:
        return []
    return _at(nodes["m49"].astype("str").str.fullmatch("[0-9]{1,2}").eq(True).to_numpy(dtype=bool))


def _once(load: Load, table: Table) -> None:
    codes, _ = pd.factorize(table.frame["id"])
    first = np.full(codes.max(initial=-1) + 1, -1)
    first[codes[::-1]] = np.arange(len(codes))[::-1]
    for at in np.flatnonzero(first[codes] != np.arange(len(codes)))[: _delimited.MOST].tolist():
        told = f"the id is there already, in row {table.rows[first[codes[at]]]}"
        load.errors.append(table.wrong(at, "id", told, "take one of the two out"))


def _refers(load: Load, tables: Mapping[str, Table], table: Table, column: str, others: tuple[str, ...]) -> None:
    codes, ids = pd.factorize(table.frame[column])
    there = np.zeros(len(ids), dtype=bool)
    for other in others:
        there |= pd.Index(ids).isin(tables[other].frame["id"])
    files = " or ".join(tables[other].file.name for other in others)
    for at in np.flatnonzero(~there[codes])[: _delimited.MOST].tolist():
        remedy = f"correct the id, or add its row to {files}"
        load.errors.append(table.wrong(at, column, f"no row of {files} has this id", remedy))


def _oddities(nodes: pd.DataFrame, edges: pd.DataFrame) -> Iterator[tuple[str, Array]]:
    """What a graph can hold and the schema does not foresee, and in which statements."""
    kinds = nodes.set_index("id")["kind"]
    relation = edges["relation"]
    for name in relation.unique():
        declared, own = schema.RELATIONS[name], (relation == name).to_numpy()
        for end, allowed in (("source", declared.sources), ("target", declared.targets)):
            fits = edges[end].map(kinds).isin(allowed).to_numpy()
            yield f"statements {name} with a {end} of a kind that the schema does not foresee", _at(own & ~fits)
        if "role" in edges:
            role = edges["role"]
            odd = own & (role.notna() & ~role.isin(declared.roles)).to_numpy()
            yield f"statements {name} with a role that the schema does not foresee", _at(odd)
    if {"start", "end"} <= set(edges.columns):
        begun, ended = day_numbers(edges["start"], 0), day_numbers(edges["end"], NEVER, last=True)
        yield "statements that end before they start", _at(ended < begun)


def _at(mask: Array) -> Any:
    return np.flatnonzero(mask)
