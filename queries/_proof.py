"""What an answer rests on: the statements, dated values and nodes that its rows name, and the sources of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from queries._frame import CITED_COLUMNS, EVIDENCE_COLUMNS

if TYPE_CHECKING:
    from graph.model import PropertyGraph


class Proof(Protocol):
    """Looks up what ids stand for; an answer asks it only when somebody wants to see."""

    def evidence(self, about: Sequence[str]) -> pd.DataFrame:
        """The evidence for (and against) these, sorted by id, then by the id of the piece; `EVIDENCE_COLUMNS`."""

    def cited(self, about: Sequence[str]) -> pd.DataFrame:
        """What these say, sorted by id; columns `CITED_COLUMNS`."""


class GraphProof:
    """Looks ids up in graphs: the first that knows an id tells what it says, the evidence of all is joined."""

    def __init__(self, *graphs: PropertyGraph) -> None:
        """Take the graph that was asked, and where a what-if changed it also the one that was given."""
        self._graphs = graphs

    def evidence(self, about: Sequence[str]) -> pd.DataFrame:
        """As `Proof.evidence`."""
        return first(["id", "piece"], (self._evidence(graph, about) for graph in self._graphs))[list(EVIDENCE_COLUMNS)]

    def cited(self, about: Sequence[str]) -> pd.DataFrame:
        """As `Proof.cited`."""
        return first(["id"], (self._cited(graph, about) for graph in self._graphs))[list(CITED_COLUMNS)]

    @staticmethod
    def _evidence(graph: PropertyGraph, about: Sequence[str]) -> pd.DataFrame:
        found = graph.evidence[graph.evidence["about"].isin(list(about))].rename(columns={"id": "piece"})
        bibliography = graph.sources[["id", "title", "publisher", "url", "published"]].rename(columns={"id": "source"})
        return found.merge(bibliography, on="source", how="left").rename(columns={"about": "id"})

    @staticmethod
    def _cited(graph: PropertyGraph, about: Sequence[str]) -> pd.DataFrame:
        wanted = list(about)
        nodes = graph.nodes.loc[graph.nodes["id"].isin(wanted), ["id", "start", "end"]]
        edges = graph.edges[graph.edges["id"].isin(wanted)]
        return said(edges, graph.observations[graph.observations["id"].isin(wanted)], nodes)


def said(edges: pd.DataFrame, observations: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
    """What some statements, dated values and nodes say; columns as `CITED_COLUMNS`."""
    edges = edges.rename(columns={"source": "subject", "target": "object"})
    units = observations["currency"].fillna(observations["unit"])
    values = zip(observations["number"], observations["text"], units, strict=True)
    told = [
        " ".join(part for part in (_value(number, text), unit) if isinstance(part, str))
        for number, text, unit in values
    ]
    seen = observations.assign(object=pd.Series(told, index=observations.index, dtype="str"))
    seen = seen.rename(columns={"node": "subject", "measure": "relation"})
    nodes = nodes.assign(subject=nodes["id"])
    return pd.concat([part.reindex(columns=list(CITED_COLUMNS)).astype("str") for part in (edges, seen, nodes)])


def _value(number: float, text: object) -> object:
    """A dated value as text: the number without needless digits, else the words."""
    if number != number:
        return text
    return f"{number:.0f}" if number.is_integer() else f"{number:.12g}"


def first(keys: list[str], parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The rows of the parts, sorted by the keys; of several with the same keys that of the first part."""
    whole = pd.concat(parts, ignore_index=True).drop_duplicates(keys)
    return whole.sort_values(keys, kind="stable").reset_index(drop=True)
