"""Which transactions count in totals: the same money is told by several activities, and counts once.

Money passes from activity to activity: a publisher's disbursement is the receiver's incoming funds and pays for the
receiver's own disbursements; a programme and its components (parent and child) may both report. Kinds of money are
never added to each other, so within each kind:

- money that flows back (interest, repayments) never counts as funding;
- what a child activity reports does not count where its parent (or a parent of that) reports the same kind;
- outgoing money of an activity that another one of the load feeds does not count where that one, or one that feeds it,
  reports the same kind: it is the same money further on;
- incoming funds do not count where the activity that they come from is in the load and reports paying;
- outgoing commitments and pledges do not count beside incoming ones of the same activity, which they pass on.

Activities that feed one another in a circle say nothing about which comes first, and are read as if none fed another.
"""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import TopologicalSorter

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from graph.tables import Array

INCOMING = ("1", "11", "13")
KINDS = {
    "1": "incoming",
    "2": "commitment",
    "3": "disbursement",
    "4": "expenditure",
    "5": "interest",
    "6": "repayment",
    "7": "disbursement",
    "11": "commitment",
    "12": "pledge",
    "13": "pledge",
}
"""The kind of money by the code of a transaction type; a reimbursement (7) is a disbursement made afterwards."""
BACK = ("5", "6")
PAYING = ("disbursement", "expenditure")
Pairs = Iterable[tuple[int, int]]


def counted(money: pd.DataFrame, activities: int, parents: Pairs, giver: Array, taker: Array) -> Array:
    """Which transactions count, boolean of shape (transactions,).

    Args:
        money: The transactions: `activity` (an integer from 0), `type` (a key of `KINDS`), `money` (its kind).
        activities: How many activities there are.
        parents: Pairs of a parent and a child activity.
        giver: For each transaction the activity that it comes from as it says, -1 for none of the load.
        taker: For each transaction the activity that it goes to.
    """
    own, types = money["activity"].to_numpy(), money["type"]
    incoming, back = types.isin(INCOMING).to_numpy(), types.isin(BACK).to_numpy()
    names = sorted(set(KINDS.values()))
    bit = money["money"].map({name: 1 << position for position, name in enumerate(names)}).to_numpy(dtype=np.int64)
    told = np.zeros(activities, dtype=np.int64)
    np.bitwise_or.at(told, own[~back], bit[~back])
    family = _above(told, _straight(parents, activities))
    out = ~incoming & ~back & (taker >= 0)
    feeds = np.concatenate(
        [np.stack([giver[incoming & (giver >= 0)], own[incoming & (giver >= 0)]]), np.stack([own[out], taker[out]])],
        axis=1,
    )
    every = _above(told, _straight([*parents, *map(tuple, np.unique(feeds, axis=1).T.tolist())], activities))
    pays = np.bitwise_or.reduce([1 << names.index(name) for name in PAYING])
    paid = incoming & (types == "1").to_numpy() & (giver >= 0) & (giver != own) & ((told[giver] & pays) != 0)
    passed = np.zeros(activities, dtype=np.int64)
    np.bitwise_or.at(passed, own[incoming], bit[incoming])
    twice = np.where(incoming & (bit == 1 << names.index("incoming")), family[own] & bit, every[own] & bit) != 0
    counts = ~back & ~twice & ~paid & ~(~incoming & ((passed[own] & bit) != 0))
    return np.asarray(counts)


def _straight(pairs: Pairs, activities: int) -> dict[int, set[int]]:
    """For each activity those directly above it, without pairs that lie in a circle."""
    table = np.array([pair for pair in pairs if pair[0] != pair[1]], dtype=np.int64).reshape(-1, 2)
    if not len(table):
        return {}
    ends = (np.ones(len(table)), (table[:, 0], table[:, 1]))
    _, ring = connected_components(coo_array(ends, (activities, activities)), directed=True, connection="strong")
    above: dict[int, set[int]] = {}
    for upper, lower in table[ring[table[:, 0]] != ring[table[:, 1]]].tolist():
        above.setdefault(lower, set()).add(upper)
    return above


def _above(told: Array, above: dict[int, set[int]]) -> Array:
    """The kinds of money that activities above each one report, as bits, int64 of shape (activities,)."""
    kinds = np.zeros(len(told), dtype=np.int64)
    for lower in TopologicalSorter(above).static_order():
        for upper in above.get(lower, ()):
            kinds[lower] |= told[upper] | kinds[upper]
    return kinds
