"""What-if: graphs that differ from a given one; the given one is never touched.

`without` takes a node away; `on_sources` is the graph as some sources alone would have it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

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
    if node_id in set(graph.sources["id"]):
        return on_sources(graph, [source for source in graph.sources["id"] if source != node_id])
    return graph.select(np.ones(len(graph.edges), dtype=bool), keep)


def on_sources(graph: PropertyGraph, sources: Sequence[str]) -> PropertyGraph:
    """The graph as these sources alone would have it: what they support, in force since they say so.

    All nodes stay; no list of members is taken to be whole. Statements and observations that none of the sources
    supports go, and with the evidence of other sources their dates: where a start is unknown, a statement is in force
    from the earliest day that these attest.

    Raises:
        UnknownName: One of them is no source of the graph.
    """
    for source in sources:
        if source not in set(graph.sources["id"]):
            raise UnknownName(source)
    evidence = graph.evidence[graph.evidence["source"].isin(list(sources))]
    supported = evidence.loc[evidence["stance"] == "supports", "about"]
    edges = graph.edges[graph.edges["id"].isin(supported)]
    observations = graph.observations[graph.observations["id"].isin(supported)]
    kept = evidence[evidence["about"].isin([*graph.nodes["id"], *edges["id"], *observations["id"]])]
    # Which of the sources gives a whole list is not recorded, so none of them may say that somebody is absent.
    nodes = graph.nodes.drop(columns="labels").assign(members_known=pd.array([pd.NA] * len(graph.nodes), "boolean"))
    return PropertyGraph(nodes, edges, observations, kept, graph.sources)
