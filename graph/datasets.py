"""Datasets: the loads that a graph is made of; each can be replaced or taken out whole.

A statement and an observation name the dataset that owns them, a source the dataset that brought it (none where it is
curated). A node belongs to nobody: it stays as long as a statement, an observation or a piece of evidence speaks of it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from graph.errors import ModelError, UsageError, listed, near
from graph.model import PropertyGraph

CURATED = "curated"
"""The dataset of this project's own research."""


def datasets(graph: PropertyGraph) -> pd.DataFrame:
    """One row a dataset, sorted by name.

    Columns: `dataset` (text), `statements`, `observations`, `sources` (integers), `loaded` (date, the latest day on
    which a source of it was read; NaN where unknown).
    """
    counted = {
        "statements": graph.edges["dataset"].value_counts(),
        "observations": graph.observations["dataset"].value_counts(),
        "sources": graph.sources["dataset"].fillna(CURATED).value_counts(),
    }
    names = sorted({name for counts in counted.values() for name in counts.index})
    frame = pd.DataFrame({"dataset": pd.Series(names, dtype="str")})
    for column, counts in counted.items():
        frame[column] = counts.reindex(names, fill_value=0).to_numpy(dtype=np.int64)
    loaded = graph.sources["accessed"].groupby(graph.sources["dataset"].fillna(CURATED)).max()
    frame["loaded"] = loaded.reindex(names).astype("str").to_numpy()
    return frame


def without_dataset(graph: PropertyGraph, name: str) -> PropertyGraph:
    """The graph without what a dataset brought: its statements, observations and sources, and the nodes only it names.

    Raises:
        UsageError: The graph has no such dataset, or it is the curated one.
    """
    known = datasets(graph)["dataset"].tolist()
    if name not in known or name == CURATED:
        others = [other for other in known if other != CURATED]
        close = near(name, others)
        remedy = f"did you mean {listed(close)}?" if close else f"there are {', '.join(others) or 'none to take out'}"
        raise UsageError(f"no dataset '{name}' that can be taken out; {remedy}")
    return PropertyGraph(**rest(graph, name))


def rest(graph: PropertyGraph, *names: str) -> dict[str, pd.DataFrame]:
    """The tables of the graph without some datasets; all of them where they are not there."""
    sources = set(graph.sources.loc[graph.sources["dataset"].fillna(CURATED).isin(names), "id"])
    edges = graph.edges[~graph.edges["dataset"].isin(names).to_numpy()]
    observations = graph.observations[~graph.observations["dataset"].isin(names).to_numpy()]
    about = pd.concat([edges["id"], observations["id"], graph.nodes["id"]])
    evidence = graph.evidence
    kept = evidence["about"].isin(about) & ~evidence["source"].isin(sources)
    dropped, evidence = evidence[~kept.to_numpy()], evidence[kept.to_numpy()]
    # Only what the dataset spoke of may go: a node that nothing ever spoke of is somebody's own.
    own = sources | set(dropped["about"])
    for before, after, ends in (
        (graph.edges, edges, ("source", "target")),
        (graph.observations, observations, ("node",)),
    ):
        if len(after) < len(before):
            gone = before[before["dataset"].isin(names).to_numpy()]
            own |= {node for end in ends for node in gone[end]}
    spoken = {*edges["source"], *edges["target"], *observations["node"], *evidence["about"], *evidence["source"]}
    nodes = graph.nodes[~graph.nodes["id"].isin(own - spoken).to_numpy()]
    return {
        "nodes": nodes,
        "edges": edges,
        "observations": observations,
        "evidence": evidence,
        "sources": graph.sources[~graph.sources["id"].isin(sources).to_numpy()],
    }


def joined(graph: PropertyGraph, name: str, tables: dict[str, pd.DataFrame]) -> PropertyGraph:
    """The graph with what a dataset says now in place of what it said before.

    Nodes that are there stay as they are; of the given ones only those that are new are taken. The mapping of tables is
    used up, so that a large load is not held twice.

    Raises:
        ModelError: The tables do not have the shape of the schema, or do not hold together with the graph.
    """
    kept = rest(graph, name)
    nodes = tables.pop("nodes")
    whole = {"nodes": _both(kept["nodes"], nodes[~nodes["id"].isin(kept["nodes"]["id"]).to_numpy()])}
    for table in list(tables):
        whole[table] = _both(kept[table], tables.pop(table))
    return PropertyGraph(**whole)


def replaced(graph: PropertyGraph, part: PropertyGraph, owners: Iterable[str] = ()) -> PropertyGraph:
    """The graph with what another one says in place of all that its datasets (and `owners`) said before.

    Nodes are as the other says, where it has them. Where nothing else was there, it is the other.

    Raises:
        ModelError: Something of a dataset that stays has the id of something else in the other.
    """
    kept = rest(graph, *datasets(part)["dataset"], *owners)
    if not any(len(kept[table]) for table in ("edges", "observations", "evidence", "sources")):
        return part
    tables = {}
    for table, fresh in part.tables.items():
        again = kept[table]["id"].isin(fresh["id"]).to_numpy()
        if again.any() and table not in ("nodes", "evidence"):
            row = kept[table][again].iloc[0]
            owner = CURATED if pd.isna(row["dataset"]) else row["dataset"]
            raise ModelError(f"{table}: {row['id']!r} is there already, in the dataset '{owner}'")
        tables[table] = _both(kept[table][~again], fresh)
    return PropertyGraph(**tables)


def _both(kept: pd.DataFrame, fresh: pd.DataFrame) -> pd.DataFrame:
    """The rows of two tables of one shape; the other one where one is empty."""
    if not len(fresh) or not len(kept):
        return fresh if len(fresh) else kept
    return pd.concat([kept, fresh], ignore_index=True)
