"""What a person decided that names in files stand for: a review file, edited and given back with ``--aliases``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph import schema
from graph.errors import DataError, DataErrors, listed
from graph.model import PropertyGraph
from graph.names import fold
from loaders import _table
from loaders._report import Report

COLUMNS = ("kind", "name", "node")
"""What a file of decisions has; further columns, such as those of a review file, are for people."""
NOBODY = "-"
"""What `node` says where a name means nothing that the graph has."""
NAME = "Name"
"""The kind of a name of which nobody knows what it is, as in documents."""
MEANT = {"Agency": ("Agency", "Country", "Mechanism"), "Mechanism": ("Mechanism", "Agency"), NAME: tuple(schema.KINDS)}
"""The kinds that a name of a kind may turn out to be, where that is more than itself: a ministry is its country."""
SHOWN = 3


class Decisions:
    """The node that each kind and folded name stands for, "" where it means none; what was asked for is remembered."""

    def __init__(self, path: Path | None, graph: PropertyGraph) -> None:
        """Read the file; without one nothing is decided.

        Raises:
            DataErrors: A column is missing, a kind or node is none, or a name is decided twice.
        """
        self._nodes: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._fresh: dict[str, None] = {}
        self._used: set[tuple[str, str]] = set()
        self._read(path, graph) if path else None

    def _read(self, path: Path, graph: PropertyGraph) -> None:
        table = _table.read(path, path.name)
        missing = [column for column in COLUMNS if table.header and column not in table.header]
        remedy = f"give {', '.join(COLUMNS)}"
        told = "the column is missing"
        errors = [*table.errors, *(DataError(table.name, 1, name, None, told, remedy) for name in missing)]
        kinds = dict(zip(graph.nodes["id"], graph.nodes["kind"], strict=True))
        for row in table.rows if not errors else ():
            if row["node"]:
                errors += self._row(row, kinds)
        if errors:
            raise DataErrors(errors)

    def _row(self, row: _table.Row, kinds: dict[str, str]) -> list[DataError]:
        """Take a row; what is wrong with it."""
        kind, node = row["kind"], row["node"]
        if kind not in (*schema.KINDS, NAME):
            return [row.wrong("kind", "no kind of node", f"write one of {', '.join(schema.KINDS)}")]
        if node != NOBODY:
            found = kinds.get(node) or ("Agency" if node.startswith("agency:") else "")
            if not found:
                return [row.wrong("node", "no node has this id", f"write an id of the graph, or {NOBODY} for none")]
            meant = MEANT.get(kind, (kind,))
            if found not in meant:
                told = f"a node of kind {found}, for a name of kind {kind}"
                return [row.wrong("node", told, f"write {listed(meant)}")]
            if node not in kinds:
                self._fresh[node] = None
        name = row["name"].removeprefix("'")
        key, decided = (kind, fold(name)), "" if node == NOBODY else node
        if self._nodes.setdefault(key, decided) != decided:
            told = f"the name is decided twice, first as {self._nodes[key] or NOBODY}"
            return [row.wrong("node", told, "keep one of the rows")]
        self._names[key] = name
        return []

    def of(self, text: str, kinds: Iterable[str]) -> str | None:
        """What a name stands for: an id, "" for nothing; None where nobody decided."""
        for kind in kinds:
            key = kind, fold(text)
            if key in self._nodes:
                self._used.add(key)
                return self._nodes[key]
        return None

    def tell(self, report: Report) -> None:
        """Say which decisions made a node of its own, and which concern no name that was met."""
        if fresh := [node for node in self._fresh if any(self._nodes[key] == node for key in self._used)]:
            report.note(f"decided names that make a node of their own: {_some(fresh)}", count=len(fresh))
        if idle := [name for key, name in self._names.items() if key not in self._used]:
            report.note(f"decided names that stand nowhere in the files: {_some(idle)}", count=len(idle))


def _some(texts: list[str]) -> str:
    return listed(texts[:SHOWN]) + (f" and {len(texts) - SHOWN:,} more" if len(texts) > SHOWN else "")
