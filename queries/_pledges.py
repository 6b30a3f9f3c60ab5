"""What ties commitments: who makes them and under what, who follows them up, when, and whether they are over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph import rooms, schema
from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_number, day_numbers, day_texts
from queries._frame import Params

PROMISES = ("COMMITS_TO", "UNDER")
FOLLOW_UPS = ("IMPLEMENTS", "FUNDS", "SUPPORTS")
"""The statements that end at a commitment and follow it up; what it aims at (ADDRESSES) is part of the promise."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Statements that tie commitments, as arrays of one length.

    Attributes:
        commitment: Which commitment, by its place among them.
        row: The row in `edges`.
        relation, other, status: Their texts; `other` is the end that is no commitment.
        since, until: Days as numbers, `NEVER` where unknown; `dated` whether the start is known.
    """

    commitment: Array
    row: Array
    relation: Array
    other: Array
    status: Array
    since: Array
    until: Array
    dated: Array


def ties(graph: PropertyGraph, p: Params, where: Array) -> Ties:
    """What ties the commitments, without what never came to be (a dropped promise did, and was taken back)."""
    edges, never = graph.edges, set(schema.NEVER_IN_FORCE) - {"dropped"}
    place = np.full(len(graph.nodes) + 1, -1)
    place[where] = np.arange(len(where))
    under = (edges["relation"] == "UNDER").to_numpy()
    commitment = place[np.where(under, graph.source_rows, graph.target_rows)]
    fits = graph.mask((*PROMISES, *FOLLOW_UPS), confidence=p["confidence"]) & (commitment >= 0)
    row = np.flatnonzero(fits & ~edges["status"].isin(never).to_numpy())
    kept = edges.iloc[row]
    return Ties(
        commitment[row],
        row,
        kept["relation"].to_numpy(dtype=object),
        kept["source"].where(~under[row], kept["target"]).to_numpy(dtype=object),
        kept["status"].fillna("").to_numpy(dtype=object),
        day_numbers(kept["since"], NEVER),
        day_numbers(kept["until"], NEVER),
        kept["start"].notna().to_numpy(),
    )


def acts(graph: PropertyGraph, p: Params, ties: Ties, standing: Array) -> tuple[Array, Array]:
    """What the makers of commitments did at the events that these were made under: convened, took part.

    Args:
        graph: The graph.
        p: `as_of` and `confidence`.
        ties: What ties the commitments.
        standing: Which of the ties count, boolean.

    Returns:
        The commitment and the row in `edges` of each such statement that began by the day.
    """
    edges = graph.edges
    fits = graph.mask(("CONVENES", "PARTICIPATES_IN"), confidence=p["confidence"])
    fits &= ~edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy() & (edges["role"] != "invited").to_numpy()
    fits &= (graph.nodes["kind"] == "Event").to_numpy()[graph.target_rows]
    row = np.flatnonzero(fits & (day_numbers(edges["since"], 0) <= day_number(p["as_of"])))
    done = pd.DataFrame({"maker": edges["source"].iloc[row], "event": edges["target"].iloc[row], "row": row})

    def of(relation: str, end: str) -> pd.DataFrame:
        kept = standing & (ties.relation == relation)
        return pd.DataFrame({"commitment": ties.commitment[kept], end: ties.other[kept]}).astype({end: "str"})

    held = of("COMMITS_TO", "maker").merge(of("UNDER", "event"), on="commitment").merge(done, on=["maker", "event"])
    held = held[["commitment", "row"]].drop_duplicates()
    return held["commitment"].to_numpy(dtype=np.int64), held["row"].to_numpy(dtype=np.int64)


def made(graph: PropertyGraph, where: Array, ties: Ties, promised: Array, first: Array) -> tuple[Array, Array]:
    """When each commitment was made: as written (objects) and the first day that covers (`NEVER`: unknown).

    The earliest known start of the promise counts, and only where there is none the earliest evidence of it.
    """
    own = graph.nodes["start"].iloc[where]
    dated = promised & ties.dated
    told = pd.concat(
        [
            pd.DataFrame(
                {
                    "commitment": ties.commitment[dated],
                    "day": ties.since[dated],
                    "text": graph.edges["start"].iloc[ties.row[dated]].to_numpy(dtype=object),
                }
            ),
            pd.DataFrame(
                {
                    "commitment": np.arange(len(where)),
                    "day": day_numbers(own, NEVER),
                    "text": own.to_numpy(dtype=object),
                }
            ).dropna(),
        ]
    ).sort_values(["commitment", "day", "text"], kind="stable")
    told = told.drop_duplicates("commitment")
    day = first[len(graph.edges) + where].astype(np.int64)
    np.minimum.at(day, ties.commitment[promised], ties.since[promised])
    text = day_texts(day).to_numpy(dtype=object)
    at = told["commitment"].to_numpy(dtype=np.int64)
    day[at], text[at] = told["day"], told["text"]
    return text, day


def observed(graph: PropertyGraph, p: Params, where: Array) -> dict[str, Array]:
    """The dated values of commitments that are known on the day: `commitment`, `row` in observations, `day`."""
    seen, place = graph.observations, np.full(len(graph.nodes) + 1, -1)
    place[where] = np.arange(len(where))
    when = day_numbers(seen["start"], 0)
    fits = (place[graph.observed_rows] >= 0) & seen["confidence"].isin(list(p["confidence"])).to_numpy()
    row = np.flatnonzero(fits & (when <= day_number(p["as_of"])))
    return {"commitment": place[graph.observed_rows[row]], "row": row, "day": when[row]}


def ended(graph: PropertyGraph, p: Params, where: Array, ties: Ties, promise: Array) -> Array:
    """Which commitments are done, ended or taken back by the day: boolean."""
    nodes, day = graph.nodes.iloc[where], day_number(p["as_of"])
    told = rooms.told(graph)
    past = told[told["day"] <= p["as_of"]].drop_duplicates("node", keep="last").set_index("node")["text"]
    status = nodes["status"].where(~nodes["id"].isin(told["node"]), nodes["id"].map(past))
    ended = status.isin(["ended", "done"]).to_numpy() | (day_numbers(nodes["end"], NEVER, last=True) < day)
    over = (ties.status == "dropped") | (ties.until < day)
    over |= (ties.until == NEVER) & np.isin(ties.status, ["done", "ended"])
    standing, any_promise = np.zeros(len(where), dtype=bool), np.zeros(len(where), dtype=bool)
    any_promise[ties.commitment[promise]] = True
    standing[ties.commitment[promise & ~over]] = True
    return np.asarray(ended | (any_promise & ~standing))
