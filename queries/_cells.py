"""The cells in which different activities of different agencies meet in time, counted on integer codes.

A row of `Placed.rows` meets others when its days overlap those of a row of the same cell, of another agency and of
another partnership. That is counted by sorting; pairs are only listed to count candidates, between spells in which an
agency's activities are joined, and in blocks.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd

from graph.tables import Array
from queries import _activities, _heard
from queries._activities import Placed, codes_of
from queries._frame import Params

PAIRS = 4_000_000
"""How many pairs of overlapping spells are looked at together: some 200 MB."""


def cells(ties: pd.DataFrame, placed: Placed, p: Params) -> pd.DataFrame:
    """The cells in the declared order, with what they rest on."""
    found = _meeting(placed)
    agencies = _counts(found, "agency")
    found = found[agencies[found["cell"]] >= max(p["at_least"], 2)] if len(found) else found
    found = found.assign(cell=codes_of(found["cell"]))
    heads = found.drop_duplicates("cell").sort_values("cell")
    table = heads[["where", "theme", "population", "via"]].assign(
        agency_count=_counts(found, "agency"),
        activity_count=_counts(found, "activity"),
        candidates=_candidates(found, len(heads)),
    )
    table["country"] = [placed.paths[via][0] for via in table["via"]]
    keys = ["candidates", "agency_count", "activity_count", "country", "where", "theme", "population"]
    order = table.reset_index(drop=True).sort_values(keys, ascending=[False] * 3 + [True] * 4, kind="stable").index
    order = order[: p["top"] or None]
    rank = np.full(len(table), -1)
    rank[order] = np.arange(len(order))
    found = found.assign(rank=rank[found["cell"]])
    found = found[found["rank"] >= 0]
    table = table.iloc[order]
    reach, seen = _reach(ties, placed, found, len(table))

    def ids(column: str) -> pd.Series[Any]:
        return _heard.coded_lists(found["rank"].to_numpy(), found[column].to_numpy(), placed.ids, len(table))

    def node(column: str) -> Array:
        code = table[column].to_numpy(dtype=np.int64)
        known = np.append(placed.ids, np.array([None], dtype=object))  # -1, unknown, is the last
        return np.asarray(known[code])

    return pd.DataFrame(
        {
            "country": node("country"),
            "place": node("where") if p["level"] == "place" else np.full(len(table), None),
            "theme": node("theme"),
            "population": node("population"),
            "agencies": ids("agency"),
            "activities": ids("activity"),
            "agency_count": table["agency_count"].to_numpy(),
            "activity_count": table["activity_count"].to_numpy(),
            "reach_sum": reach["sum"].to_numpy(dtype=float),
            "reach_max": reach["max"].to_numpy(dtype=float),
            "candidates": table["candidates"].to_numpy(),
            "evidence": _proof(ties, placed, found, seen, len(table)),
        }
    )


def _meeting(placed: Placed) -> pd.DataFrame:
    """The rows whose activity meets another in its cell: of another agency, and of another partnership."""
    found = placed.rows
    found = found.assign(
        cell=codes_of(found["where"], found["theme"], found["population"]),
        partnership=_activities.partnerships(found["activity"].to_numpy(), found["agency"].to_numpy()),
    )
    cell, agency, partnership = (found[name].to_numpy() for name in ("cell", "agency", "partnership"))
    start, end = found["since"].to_numpy(np.int64), found["until"].to_numpy(np.int64)
    by_agency, by_partnership = codes_of(cell, agency), codes_of(cell, partnership)
    others = _activities.sizes(cell, start, end) - _activities.sizes(by_agency, start, end)
    others -= _activities.sizes(by_partnership, start, end)
    others += _activities.sizes(codes_of(by_agency, partnership), start, end)
    return found[others > 0]


def _counts(found: pd.DataFrame, column: str) -> Array:
    """How many different values each cell has in a column."""
    return np.bincount(found[["cell", column]].drop_duplicates()["cell"]).astype(np.int64)


def _candidates(found: pd.DataFrame, cells: int) -> Array:
    """How many pairs of agencies in each cell have different activities, of different partnerships, that meet."""
    spells = _spells(found)
    cell, agency, partnership = (spells[name].to_numpy() for name in ("cell", "agency", "partnership"))
    start, end = spells["start"].to_numpy(), spells["end"].to_numpy()
    width = 10**7
    last = np.searchsorted(cell * width + start, cell * width + end, side="right")
    count = last - np.arange(len(spells)) - 1  # later spells of the cell that begin before this one is over
    owner = codes_of(cell, agency)
    owners = int(owner.max()) + 1 if len(owner) else 1
    cuts = np.flatnonzero(np.diff(np.cumsum(count) // PAIRS, prepend=-1)).tolist()
    pairs = [np.zeros(0, dtype=np.int64)]
    for low, high in itertools.pairwise([*cuts, len(spells)]):
        many = count[low:high]
        one = np.repeat(np.arange(low, high), many)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
        differ = (agency[one] != agency[other]) & (partnership[one] != partnership[other])
        a, b = owner[one[differ]], owner[other[differ]]
        pairs.append(_heard.distinct(np.minimum(a, b) * owners + np.maximum(a, b)))
    unique = _heard.distinct(np.concatenate(pairs))
    home = np.zeros(owners, dtype=np.int64)
    home[owner] = cell
    return np.bincount(home[unique // owners], minlength=cells).astype(np.int64)


def _spells(found: pd.DataFrame) -> pd.DataFrame:
    """When each agency is at work in a cell in a partnership, spells that touch joined; sorted by cell and start."""
    start = _heard.ordinals(found["since"].to_numpy(np.int64)) + 10**6
    end = _heard.ordinals(found["until"].to_numpy(np.int64)) + 10**6
    unit = codes_of(found["cell"], found["partnership"], found["agency"])
    order = np.lexsort((start, unit))
    unit, start, end = unit[order], start[order], end[order]
    width = 10**7
    reached = np.maximum.accumulate(unit * width + end)  # the latest end so far; a later unit is beyond any earlier
    first = np.flatnonzero(np.append(True, unit[1:] * width + start[1:] > reached[:-1] + 1)) if len(unit) else order
    spells = found.iloc[order[first]][["cell", "agency", "partnership"]]
    ends = np.maximum.reduceat(end, first) if len(unit) else end
    spells = spells.assign(start=start[first], end=ends)
    return spells.sort_values(["cell", "start"], kind="stable")


def _reach(ties: pd.DataFrame, placed: Placed, found: pd.DataFrame, cells: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The sum and the most of the people reached by the activities of each cell, and the observations they rest on."""
    row = np.flatnonzero((ties["relation"] == _activities.REACHED).to_numpy())
    subject = _activities.codes(ties)[0][row]
    people = ties["people"].to_numpy(dtype=float)[row]
    own = found[["rank", "activity"]].drop_duplicates()
    seen = own.merge(pd.DataFrame({"activity": subject, "people": people, "row": row}), on="activity")
    reach = seen.groupby("rank")["people"].agg(["sum", "max"]).reindex(range(cells))
    return reach, seen


def _proof(ties: pd.DataFrame, placed: Placed, found: pd.DataFrame, seen: pd.DataFrame, cells: int) -> pd.Series[Any]:
    """The statements and observations behind each cell."""
    parts = [found[["rank", column]].rename(columns={column: "row"}) for column in ("by", "at", "on", "to")]
    ways = found[["rank", "via"]].drop_duplicates()
    proof = [placed.paths[via][1] for via in ways["via"]]
    parts.append(
        pd.DataFrame(
            {
                "rank": np.repeat(ways["rank"].to_numpy(), [len(path) for path in proof]),
                "row": np.array([row for path in proof for row in path], dtype=np.int64),
            }
        )
    )
    rests = pd.concat([*parts, seen[["rank", "row"]]])
    rests = rests[rests["row"] >= 0]
    code, used = pd.factorize(rests["row"])
    order, texts = pd.factorize(ties["evidence"].iloc[used], sort=True)
    return _heard.coded_lists(rests["rank"].to_numpy(np.int64), order[code], np.asarray(texts, dtype=object), cells)
