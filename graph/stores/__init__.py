"""Stores: where a graph is kept. One protocol; `embedded` keeps it in memory or in a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from graph.errors import StoreError

if TYPE_CHECKING:
    from graph.model import PropertyGraph


@runtime_checkable
class Store(Protocol):
    """What keeps a graph."""

    def write(self, graph: PropertyGraph) -> None:
        """Keep this graph in place of what was there; after a failure what was there is still there."""

    def read(self) -> PropertyGraph:
        """The graph that is kept."""


def open_store(where: str) -> Store:
    """The store at a path.

    Raises:
        StoreError: The text is the address of a server, for which this version has no store.
    """
    from graph.stores.embedded import EmbeddedStore

    scheme, found, _ = where.partition("://")
    if found:
        raise StoreError(f"{scheme}://...", "this version keeps graphs in folders only", "give the path of a folder")
    return EmbeddedStore(where)
