"""What lies within what: places in countries, parts of themes. A chain of statements that all hold on a day."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from queries._groups import DEEPEST

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.tables import Array
    from queries._frame import Params


def within(graph: PropertyGraph, relation: str, kind: str, p: Params) -> pd.DataFrame:
    """The nodes of a kind that each node lies in through some statements of a relation; a node lies in itself.

    Through at most `DEEPEST` statements, none of them twice.

    Args:
        graph: The graph.
        relation: Read from part to whole: LOCATED_IN, PART_OF.
        kind: The kind of the whole.
        p: `as_of` and `confidence`.

    Returns:
        One row for each part, whole and statement between them, int64: `part`, `whole` (rows of nodes), `edge` (row
        of edges; -1 for a node and itself).
    """
    is_whole = (graph.nodes["kind"] == kind).to_numpy()
    edge = np.flatnonzero(graph.mask(relation, as_of=p["as_of"], confidence=p["confidence"]))
    step = pd.DataFrame({"at": graph.source_rows[edge], "next": graph.target_rows[edge], "edge": edge})
    itself = np.flatnonzero(is_whole)
    found = [pd.DataFrame({"part": itself, "whole": itself, "edge": np.full(len(itself), -1)})]
    chain = step.rename(columns={"at": "part", "next": "whole", "edge": "e0"})
    for depth in range(DEEPEST):
        edges = [f"e{i}" for i in range(depth + 1)]
        done = chain[is_whole[chain["whole"]]]
        found += [done[["part", "whole", e]].rename(columns={e: "edge"}) for e in edges]
        if depth + 1 < DEEPEST:
            chain = chain.merge(step, left_on="whole", right_on="at").drop(columns=["whole", "at"])
            again = chain[edges].eq(chain["edge"], axis=0).any(axis=1)  # round a circle of parts nobody goes twice
            chain = chain[~again].rename(columns={"next": "whole", "edge": f"e{depth + 1}"})
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def lists(graph: PropertyGraph, row: Array, edge: Array, rows: int) -> list[list[str]]:
    """The ids of the statements of each row of an answer, each once and sorted.

    Args:
        graph: The graph.
        row: The row that each statement belongs to, int64.
        edge: Its row in `edges`, as long as `row`; -1 is none.
        rows: How many rows there are.
    """
    kept = edge >= 0
    width = max(len(graph.edges), 1)
    key = np.unique(row[kept].astype(np.int64) * width + edge[kept])  # edges are sorted by id
    return sliced(graph.edges["id"].to_numpy(dtype=object), key // width, key % width, rows)


def sliced(ids: Array, row: Array, place: Array, rows: int) -> list[list[str]]:
    """The flat places in `ids`, cut into a list for each row; `row` is sorted."""
    flat = ids[place].tolist()
    cuts = np.searchsorted(row, np.arange(rows + 1)).tolist()
    return [flat[i:j] for i, j in itertools.pairwise(cuts)]
