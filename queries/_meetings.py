"""The meetings of rooms, and who is recorded as having taken part in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from graph import schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_number, day_numbers
from queries._frame import Params

HOSTS = ("host", "co-host", "convenor", "co-convenor", "organiser")
"""The roles of a country that convenes a meeting and so takes part in it; a venue need not."""
YEARS = 3
"""How long the window is where no first day is asked for."""


def begins(p: Params) -> str:
    """The first day of the window: the one asked for, else three years before its last.

    Raises:
        BadParameter: It is after the last.
    """
    if p["from"] is None:
        year, rest = int(p["as_of"][:4]) - YEARS, p["as_of"][4:]
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return f"{year:04d}{'-02-28' if rest == '-02-29' and not leap else rest}"
    if p["from"] > p["as_of"]:
        raise BadParameter("from", p["from"], f"it is after the day asked for, {p['as_of']}", "give an earlier one")
    return str(p["from"])


def meetings(graph: PropertyGraph, p: Params, begins: str) -> pd.DataFrame:
    """The meetings of rooms that began by the day: events that are part of a room, review it, or that it convenes.

    Returns:
        One row a room, meeting and statement that ties them: `room`, `event`, `tie` (str, the statement), `start` (str,
        as written), `first`, `last` (int: days as numbers, 0 where no source dates the meeting), `within` (bool:
        whether it falls in the window), `listed` (bool: whether enough countries are recorded as having attended).
    """
    edges, relation, role = graph.edges, graph.edges["relation"], graph.edges["role"]
    event = (graph.nodes["kind"] == "Event").to_numpy()
    of_room = event[graph.source_rows] & graph.rooms[graph.target_rows]
    of_room &= ((relation == "PART_OF") | ((relation == "SUPPORTS") & (role == "review"))).to_numpy()
    by_room = graph.rooms[graph.source_rows] & event[graph.target_rows] & (relation == "CONVENES").to_numpy()
    ties = np.flatnonzero((of_room | by_room) & _counts(graph, p))
    at = np.where(of_room[ties], graph.source_rows[ties], graph.target_rows[ties])
    room = np.where(of_room[ties], graph.target_rows[ties], graph.source_rows[ties])
    own = graph.nodes.iloc[at]
    first = day_numbers(own["start"], 0)
    last = day_numbers(own["end"].fillna(own["start"]), 0, last=True)
    attended = attendance(graph, p)
    there = attended[attended["attended"]].groupby("event")["country"].nunique()
    found = pd.DataFrame(
        {
            "room": graph.nodes["id"].to_numpy()[room],
            "event": own["id"].to_numpy(),
            "tie": edges["id"].to_numpy()[ties],
            "start": own["start"].to_numpy(),
            "first": first,
            "last": last,
            "within": (first > 0) & (last >= day_number(begins)),
            "listed": own["id"].isin(there.index[there >= p["attendees"]]).to_numpy(),
        }
    )
    return found[found["first"] <= day_number(p["as_of"])].sort_values(["room", "event", "tie"], kind="stable")


def attendance(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """The countries that took part in events; who was only invited did not.

    Returns:
        One row a statement: `country`, `event`, `about` (str), `attended` (bool: it says that the country was there;
        otherwise it hosted or chaired).
    """
    edges = graph.edges
    fits = graph.mask(("PARTICIPATES_IN", "CONVENES", "PRESIDES"), confidence=p["confidence"]) & _counts(graph, p)
    fits &= (graph.nodes["kind"] == "Country").to_numpy()[graph.source_rows]
    fits &= (graph.nodes["kind"] == "Event").to_numpy()[graph.target_rows]
    fits &= (edges["role"] != "invited").to_numpy()
    fits &= ((edges["relation"] != "CONVENES") | edges["role"].isin(HOSTS)).to_numpy()
    kept = edges[fits]
    return pd.DataFrame(
        {
            "country": kept["source"],
            "event": kept["target"],
            "about": kept["id"],
            "attended": kept["relation"] == "PARTICIPATES_IN",
        }
    )


def sat(graph: PropertyGraph, p: Params, each: pd.DataFrame) -> pd.Series[bool]:
    """Whether the country may have sat in the room when the meeting was held: what is asked of members then."""
    edges = graph.edges[graph.mask(seats=p["roles"], confidence=p["confidence"])]
    spells = pd.DataFrame(
        {
            "country": edges["source"],
            "room": edges["target"],
            "since": np.where(edges["start"].isna(), 0, day_numbers(edges["since"], NEVER)),
            "until": day_numbers(edges["until"], NEVER),
        }
    )
    pairs = each[["country", "room", "first", "last"]].reset_index().merge(spells, on=["country", "room"])
    sat = pairs.loc[(pairs["since"] <= pairs["last"]) & (pairs["first"] <= pairs["until"]), "index"]
    return pd.Series(each.index.isin(sat), index=each.index, dtype=bool)


def presided(graph: PropertyGraph, p: Params, first: str) -> pd.DataFrame:
    """Who presided over which room at some time in the window: `country`, `room`, `about`."""
    edges = graph.edges
    kept = edges[graph.mask("PRESIDES") & graph.rooms[graph.target_rows] & _counts(graph, p)]
    kept = kept[(kept["since"].fillna("9") <= p["as_of"]) & (kept["until"].fillna("9") >= first)]
    return pd.DataFrame({"country": kept["source"], "room": kept["target"], "about": kept["id"]})


def _counts(graph: PropertyGraph, p: Params) -> Array:
    """Which statements are supported well enough, and not only announced, declined or dropped."""
    return graph.mask(confidence=p["confidence"]) & ~graph.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
