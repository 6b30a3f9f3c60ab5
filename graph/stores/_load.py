"""Loading a graph into Neo4j: one load at a time, and only what differs from what is there.

A load holds a lock for as long as it runs: a transaction that stays open and has written one node. The server ends it
by itself when the client is gone, so nothing is left to clear up. Beside that, every batch checks in its own
transaction that the store still bears the mark of this load: a client that lost its lock (a laptop that slept) writes
no more.

The mark stays on the store until the load is whole. A load that is cut short therefore shows, and the same load again
finds the difference that is left and writes it.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import schema
from graph.stores import _shape, _state
from graph.stores._bolt import FETCHED, Connection
from graph.stores._shape import batched
from graph.tables import Array

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from graph.model import PropertyGraph

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many rows of it are done, and of how many (0 where that is not known)."""

BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4_000_000
"""A batch ends at so many rows or characters, whichever comes first: a server need not hold more at once."""
PATIENCE = 3.0
"""Seconds that a load waits for another to end."""

COUNTERS = (
    *(f"{what}_{done}" for what in ("nodes", "relationships") for done in ("created", "deleted")),
    *("properties_set", "labels_added", "labels_removed"),
)
"""What the server counts, by the names of the driver."""


@dataclass(slots=True)
class Difference:
    """What has to change in one table, as rows of the graph and as ids of what is there too much.

    Attributes:
        missing: Rows to create, boolean.
        changed: Rows whose properties or labels differ, boolean.
        gone: Ids to delete, by group.
    """

    missing: Array
    changed: Array
    gone: dict[str, list[str]] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many rows that are."""
        return int(self.missing.sum() + self.changed.sum()) + sum(map(len, self.gone.values()))


def load(connection: Connection, graph: PropertyGraph, progress: Progress) -> dict[str, int]:
    """Make the store hold this graph.

    Returns:
        What the server counted: `nodes_created`, `relationships_deleted`, `properties_set` and so on; nothing where the
        store held the graph already.

    Raises:
        ModelError: The graph has kinds, relations or ids that cannot lie in Neo4j.
        StoreError: The store cannot be written, is not ours, or another load is under way.
    """
    tables = _shape.tables(graph)
    _check_writable(connection)
    _state.check_ours(connection)
    with _lock(connection) as holding:
        _define(connection)
        writer = _Writer(connection, holding, progress)
        found = _state.check_ours(connection)  # again: it may have been loaded while we waited
        if found is None or found.load is not None:
            writer.mark()  # what an earlier client may still have under way is refused from here on
        differences = {name: _difference(connection, table, progress) for name, table in tables.items()}
        for name in ("nodes", "unlisted", "observations", "evidence"):
            _check_free(connection, tables[name], differences[name])
        if writer.marked or any(map(len, differences.values())):
            writer.mark()
            writer.write(tables, differences)
            writer.finish()
        return writer.counters


def _check_writable(connection: Connection) -> None:
    name = connection.address.database
    query = "SHOW HOME DATABASE YIELD access, currentStatus"
    if name is not None:
        query = "SHOW DATABASES YIELD name, aliases, access, currentStatus WHERE toLower($name) IN [name] + aliases"
    with connection.session() as session:
        found = session.run(query, name=name).data()
    if found and not any(row["currentStatus"] == "online" for row in found):
        raise connection.error(f"the database is {found[0]['currentStatus']}", "start it, or wait until it is up")
    if found and not any(row["access"] == "read-write" for row in found):
        raise connection.error("the database is read-only", "choose one that may be written")


def _define(connection: Connection) -> None:
    """See to it that the constraints and indexes are there.

    Raises:
        StoreError: Something else bears the name of one: Neo4j would take it for ours, and ids were not unique.
    """
    with connection.session(write=True) as session:
        query = "SHOW INDEXES YIELD name, labelsOrTypes, properties, owningConstraint AS constraint"
        there = {row["name"]: row for row in session.run(query).data()}
        for name in there.keys() & _shape.DEFINITIONS.keys():
            if not _shape.is_defined(there[name]):
                told = f"an index or constraint of others is called '{name}', as one of ours is"
                raise connection.error(told, "drop that, or choose another database")
        missing = [text for name, text in _shape.DEFINITIONS.items() if name not in there]
        for text in missing:
            session.run(f"CREATE {text}").consume()
        if missing:
            session.run("CALL db.awaitIndexes(3600)").consume()


def _difference(connection: Connection, table: _shape.Table, progress: Progress) -> Difference:
    """What differs between a table and what is there, read in batches."""
    total = len(table.index)
    found = Difference(np.ones(total, dtype=bool), np.zeros(total, dtype=bool))
    names, read = table.known(), 0
    with connection.session() as session:
        result = session.run(_shape.filled(table.form.scan))
        for batch in batched((record.values() for record in result), FETCHED):
            _state.check_rows(connection, table.form, batch)
            _compare(table, batch, names, found)
            read += len(batch)
            progress(f"{table.form.name} compared", read, 0)
    return found


def _compare(table: _shape.Table, batch: list[list[Any]], names: list[str], found: Difference) -> None:
    ends, unknown = len(table.ends), set(table.frame.columns).difference(names)
    positions = table.index.get_indexer(pd.Index([row[0] for row in batch]))
    here = [row for row, position in zip(batch, positions, strict=True) if position >= 0]
    rows = table.rows(positions[positions >= 0], names)
    for (key, there, *_), position in zip(batch, positions, strict=True):
        if position < 0:
            found.gone.setdefault(_shape.canonical(there), []).append(key)
    for (key, there, its_ends, properties), position, row in zip(here, positions[positions >= 0], rows, strict=True):
        group = _shape.canonical(there)
        same_group = group == table.groups[table.group[position]]
        if row[:ends] != its_ends or not (same_group or table.relabels):
            found.gone.setdefault(group, []).append(key)
            continue
        found.missing[position] = False
        if not same_group or row[ends:] != [*map(properties.get, names)] or not unknown.isdisjoint(properties):
            found.changed[position] = True


def _check_free(connection: Connection, table: _shape.Table, difference: Difference) -> None:
    """Nothing, where no relationship of somebody else hangs on what would be deleted.

    Raises:
        StoreError: One does.
    """
    query = (
        f"UNWIND $ids AS id MATCH (n:{table.form.label} {{id: id}})-[r]-(m) "
        f"WHERE NOT (m:Entity|Observation|Evidence|{_shape.UNLISTED} AND r:{'|'.join(schema.RELATIONS)}|ABOUT|FROM) "
        "RETURN n.id AS id, type(r) AS type LIMIT 1"
    )
    for ids in difference.gone.values():
        with connection.session() as session:
            for batch in batched(ids, BATCH_ROWS):
                for row in session.run(query, ids=batch).data():
                    told = f"'{row['id']}' is no longer in the graph, but a relationship {row['type']} hangs on it"
                    raise connection.error(f"{told} that migov did not write", "remove that first; nothing was changed")


@contextlib.contextmanager
def _lock(connection: Connection) -> Iterator[Transaction]:
    """The right to load: a transaction that holds it, until the block ends or the client or the server is gone.

    Raises:
        StoreError: Another load is under way.
    """
    with connection.session(write=True) as session:
        name = f"migov_{_shape.LOCK.lower()}_id"
        unique = f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{_shape.LOCK}) REQUIRE n.id IS UNIQUE"
        session.run(unique).consume()
        session.run(f"UNWIND ['gate', 'load'] AS id MERGE (:{_shape.LOCK} {{id: id}})").consume()
    with contextlib.ExitStack() as held:
        # Who is through the gate finds out, within its patience, whether a load is under way; then takes the lock
        # without a limit of time, and nobody can have come in between.
        with _taken(connection, "gate", 4 * PATIENCE):
            with _taken(connection, "load", PATIENCE):
                pass
            holding = held.enter_context(_taken(connection, "load", 0))
        yield holding


@contextlib.contextmanager
def _taken(connection: Connection, which: str, seconds: float) -> Iterator[Transaction]:
    """A transaction that has locked a node; ended by the server after some seconds, or never where they are 0."""
    from neo4j.exceptions import Neo4jError

    with (
        connection.session(write=True) as session,
        session.begin_transaction(metadata={"app": "migov"}, timeout=seconds) as transaction,
    ):
        try:
            query = f"MATCH (n:{_shape.LOCK} {{id: $which}}) SET n.taken = true"
            transaction.run(query, which=which).consume()
        except Neo4jError as error:
            if "TimedOut" not in (error.code or "") and "Lock" not in (error.code or ""):
                raise
            remedy = "run the same command again when it has ended"
            raise connection.error("another load into it is under way", remedy) from error
        yield transaction
        transaction.rollback()


class _Writer:
    """Writes differences in batches, each in a transaction of its own.

    Attributes:
        counters: What the server counted so far.
        marked: Whether the store bears the mark of this load.
    """

    def __init__(self, connection: Connection, holding: Transaction, progress: Progress) -> None:
        self.counters: dict[str, int] = {}
        self.marked = False
        self._connection, self._holding, self._progress = connection, holding, progress
        self._mark = secrets.token_hex(8)
        self._done = self._total = 0

    def mark(self) -> None:
        """Put the mark of this load on the store: what lies there is no whole graph until it is gone."""
        if not self.marked:
            query = f"MERGE (m:{_shape.STORE} {{id: 'graph'}}) SET m.format = $format, m.load = $mark, "
            query += "m.batch = 0, m.version = $version"
            with self._connection.session(write=True) as session:
                session.run(query, format=_shape.FORMAT, mark=self._mark, version=secrets.randbits(48)).consume()
        self.marked = True

    def finish(self) -> None:
        """Take the mark away: the graph is whole."""
        self._batch(f"MATCH (m:{_shape.STORE}) REMOVE m.load, m.batch", counted=False)

    def write(self, tables: dict[str, _shape.Table], differences: dict[str, Difference]) -> None:
        """Remove what is too much, statements before nodes; then write what is missing, nodes before statements."""
        self._total = sum(map(len, differences.values()))
        for name in reversed(tables):
            for group, ids in differences[name].gone.items():
                for batch in batched(ids, BATCH_ROWS):
                    self._batch(_shape.filled(tables[name].form.delete, group), len(batch), ids=batch)
        for name, table in tables.items():
            self._write(table, differences[name].changed, table.form.update, list(table.frame.columns))
            self._write(table, differences[name].missing, table.form.create)

    def _write(self, table: _shape.Table, which: Array, query: str, names: list[str] | None = None) -> None:
        """Write rows with the named properties, or those that any row of their group has."""
        if not which.any():
            return
        sizes = table.sizes()
        for number, group in enumerate(table.groups):
            chosen = np.flatnonzero(which & (table.group == number))
            written = table.known(chosen) if names is None else names
            text = _shape.filled(query, group, properties=table.properties(written))
            for positions in _slices(chosen, sizes):
                self._batch(text, len(positions), rows=table.rows(positions, written))

    def _batch(self, query: str, size: int = 0, *, counted: bool = True, **parameters: Any) -> None:
        with self._connection.told("the lock of this load was lost"):
            self._holding.run("RETURN 1").consume()  # the server has not ended it, and no router closes an idle line
        with self._connection.session(write=True) as session:
            counters = session.execute_write(self._written, query, parameters)
        for name, count in counters.items() if counted else ():
            self.counters[name] = self.counters.get(name, 0) + count
        self._done += size
        self._progress("written", self._done, self._total)

    def _written(self, transaction: ManagedTransaction, query: str, parameters: dict[str, Any]) -> dict[str, int]:
        fence = f"MATCH (m:{_shape.STORE} {{load: $mark}}) SET m.batch = m.batch + 1 RETURN m.id"
        if transaction.run(fence, mark=self._mark).single() is None:
            raise self._connection.error("another load has begun", "run the same command again when it has ended")
        counters = transaction.run(query, parameters).consume().counters
        counted = {name: getattr(counters, name) for name in COUNTERS}
        return {name: count for name, count in counted.items() if count}


def _slices(positions: Array, sizes: Array) -> Iterator[Array]:
    """The positions in batches."""
    before = np.concatenate([[0], np.cumsum(sizes[positions])])
    start = 0
    while start < len(positions):
        full = int(np.searchsorted(before, before[start] + BATCH_CHARACTERS, side="right")) - 1
        end = min(max(full, start + 1), start + BATCH_ROWS)
        yield positions[start:end]
        start = end
