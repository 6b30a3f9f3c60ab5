"""Stores: where a graph is kept. One protocol; `embedded` keeps it in memory or in a folder, `neo4j` on a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from graph.model import PropertyGraph


@runtime_checkable
class Store(Protocol):
    """What keeps a graph."""

    def write(self, graph: PropertyGraph) -> None:
        """Keep this graph in place of what was there.

        After a failure what was there is still there; on a server it may also be half changed, which `read` then
        refuses, and which the same write completes.
        """

    def read(self) -> PropertyGraph:
        """The graph that is kept."""

    def holds(self) -> bool:
        """Whether a graph is kept, whole or not; StoreError where somebody else's data are."""


@runtime_checkable
class CypherStore(Store, Protocol):
    """What keeps a graph and answers in Cypher, read-only."""

    def run(self, cypher: str, /, **parameters: object) -> Table:
        """What a query gives."""

    def select(self, relations: Sequence[str] | None = None, kinds: Sequence[str] | None = None) -> PropertyGraph:
        """The part of the graph with the statements of some relations between nodes of some kinds."""

    def ready(self) -> int:
        """A number that is another after each load that changes the graph; StoreError where no whole one is there."""


class Table(Protocol):
    """What a query gave: the names that it returns, and the rows of values."""

    @property
    def columns(self) -> Sequence[str]:
        """The names."""

    @property
    def rows(self) -> Sequence[Sequence[Any]]:
        """The values."""


def open_store(where: str) -> Store:
    """The store at a path, or at the address of a Neo4j server (`neo4j` alone: the one that NEO4J_URI names).

    Raises:
        StoreError: The address is none of a Neo4j, or a password stands in it.
    """
    from graph.stores import _address

    if _address.is_address(where):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore(where)
    from graph.stores.embedded import EmbeddedStore

    return EmbeddedStore(where)
