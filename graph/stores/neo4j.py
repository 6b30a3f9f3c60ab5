"""The store on a Neo4j server, over Bolt: loaded by difference, read as it was written, asked in Cypher.

How the graph lies there stands in `graph.stores._shape`, how it is loaded in `graph.stores._load`. The driver is
imported when a server is first asked: an embedded graph does not pay for it.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

from graph.stores import _fetch, _load, _state
from graph.stores._address import parsed
from graph.stores._bolt import Connection
from graph.stores._state import State

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Transaction

    from graph.model import PropertyGraph

QUIET = 5.0
"""Seconds after which a load tells how far it is, and again after each so many."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query gave.

    Attributes:
        columns: The names that it returns.
        rows: The values, as the driver gives them.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Neo4jStore:
    """A graph in a database of a Neo4j server; a context manager that closes its connection.

    A write is not one step as in a folder: it goes in batches. Until the last one what is there is not whole, and
    `read` says so; the same write again completes it. Queries that belong together come after `ready`: `run` then
    refuses to go on once a load has changed what `ready` saw.

    Attributes:
        progress: What is told how a load goes; None tells it on stderr, after some seconds.
        counters: What the server counted in the last write (`nodes_created`, `properties_set`, ...); empty where the
            graph was there already.
    """

    def __init__(
        self, address: str, user: str | None = None, password: str | None = None, database: str | None = None
    ) -> None:
        """Describe a store; nothing is asked yet.

        Args:
            address: ``neo4j://HOST[:PORT][/DATABASE]`` (also bolt, and either with +s or +ssc), or ``neo4j`` for
                NEO4J_URI.
            user: NEO4J_USER where not given, else neo4j.
            password: NEO4J_PASSWORD where not given; without any, none is sent.
            database: That of the address or NEO4J_DATABASE where not given, else the one that the server chooses.

        Raises:
            StoreError: The address is none, or a user or password stands in it.
        """
        where = parsed(address)
        if database is not None:
            where = type(where)(where.uri, database)
        user = user or os.environ.get("NEO4J_USER") or "neo4j"
        self._connection = Connection(where, user, password or os.environ.get("NEO4J_PASSWORD") or None)
        self.progress: _load.Progress | None = None
        self.counters: dict[str, int] = {}
        self._seen: State | None = None

    @property
    def address(self) -> str:
        """Where it is, as a person writes it; without user and password."""
        return str(self._connection.address)

    def write(self, graph: PropertyGraph) -> None:
        """Make the store hold this graph; only what differs is written.

        Raises:
            ModelError: The graph has kinds, relations or ids that cannot lie in Neo4j.
            StoreError: The server is absent or refuses, holds somebody else's data, or another load is under way.
        """
        self.counters, self._seen = {}, None
        self.counters = _load.load(self._connection, graph, self.progress or _Narrator(self.address))

    def holds(self) -> bool:
        """Whether a graph of ours is there, whole or not.

        Raises:
            StoreError: Somebody else's data are there, or the server is absent or refuses.
        """
        return _state.check_ours(self._connection) is not None

    def read(self) -> PropertyGraph:
        """The graph that is kept.

        Raises:
            StoreError: There is none, it is not whole, or the server is absent or refuses.
        """
        return _fetch.read(self._connection)

    def select(self, relations: Sequence[str] | None = None, kinds: Sequence[str] | None = None) -> PropertyGraph:
        """The part of the graph with the statements of some relations between nodes of some kinds; all where None.

        Equals `PropertyGraph.select` on the whole graph: derived columns are as there, and all sources are in it.

        Raises:
            BadParameter: The schema has no such relation or kind.
            StoreError: As `read`.
        """
        return _fetch.read(self._connection, relations, kinds)

    def ready(self) -> int:
        """A number that is another after each load that changes the graph; it is whole, and can be asked.

        Raises:
            StoreError: There is none, it is not whole, or the server is absent or refuses.
        """
        self._seen = None
        self._seen = _state.ready(self._connection)
        return self._seen.version

    def run(self, cypher: str, /, **parameters: object) -> Rows:
        """What a query gives, by read access: the server refuses to write.

        Raises:
            StoreError: The server is absent or refuses the query, or a load has changed the graph since `ready`.
        """

        def asked(transaction: ManagedTransaction) -> Rows:
            result = transaction.run(cast("Any", cypher), parameters)
            rows = Rows(tuple(result.keys()), [tuple(record.values()) for record in result])
            if self._seen not in (None, _state.found(transaction)):
                raise self._connection.error("a load changed it while it was asked", "run the same command again")
            return rows

        with self._connection.session() as session:
            return session.execute_read(asked)

    @contextlib.contextmanager
    def reading(self, seconds: float) -> Iterator[Transaction]:
        """A transaction that may only read, and that the server ends after some seconds.

        Raises:
            StoreError: The server is absent or refuses what is asked in it.
        """
        with self._connection.session() as session:
            # Not a context of its own: at Ctrl-C that would wait for the server. The session ends it.
            yield session.begin_transaction(timeout=seconds, metadata={"app": "migov"})

    def close(self) -> None:
        """Close the connection; the next use opens it again."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        """The address, which holds no password."""
        return f"<Neo4jStore {self.address}>"


class _Narrator:
    """Tells on stderr how a load goes, once it has taken some seconds."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._begun = self._told = time.monotonic()

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._told >= QUIET:
            of = f" of {total:,}" if total else ""
            print(f"{self._address}: {done:,}{of} {what} ({now - self._begun:.0f} s)", file=sys.stderr, flush=True)
            self._told = now
