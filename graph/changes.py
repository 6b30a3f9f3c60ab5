"""What-if: graphs that differ from a given one; the given one is never touched."""

from __future__ import annotations

import numpy as np

from graph.errors import UnknownName
from graph.model import PropertyGraph


def without(graph: PropertyGraph, node_id: str) -> PropertyGraph:
    """The graph as it would be without a node: its statements, observations and evidence go with it.

    Raises:
        UnknownName: The graph has no such node.
    """
    keep = (graph.nodes["id"] != node_id).to_numpy()
    if keep.all():
        raise UnknownName(node_id)
    return graph.select(np.ones(len(graph.edges), dtype=bool), keep)
