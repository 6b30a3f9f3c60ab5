"""How well each statement is supported on a day: sources, publishers, age, and what is weak about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from graph.model import PropertyGraph
from graph.tables import Array, day_number, day_numbers
from queries._heard import ordinals

WEAKNESSES = ("unsourced", "disputed", "unverified", "stale", "inferred", "single-sourced")
"""What can be weak about a statement, the gravest first."""

GOES_ON = (
    "MEMBER_OF",
    "PRESIDES",
    "LEADS",
    "SECRETARIAT_OF",
    "PARTNER_IN",
    "SUPPORTS",
    "COORDINATES_WITH",
    "IMPLEMENTS",
    "FUNDS",
    "OPERATES_IN",
    "PARTICIPATES_IN",
    "HOSTS",
    "ON_CORRIDOR",
)
"""The relations that can go stale: they hold only as long as somebody goes on doing them, and end without notice.

Left out are acts, which stay true (ADOPTED, VOTED, SIGNED, ENDORSED, CONVENES, COMMITS_TO, WITHDREW_FROM, RECOMMENDS,
PUBLISHED, MENTIONS), origins and places (SUCCEEDS, ESTABLISHED_BY, UNDER, LOCATED_IN), and what stands until an act
changes it (ADDRESSES: a mandate; PART_OF and LINKED_TO: a structure).
"""


@dataclass(frozen=True, slots=True)
class Support:
    """What supports each statement on a day; arrays of shape (edges,).

    Attributes:
        recorded: Whether anything says it by that day: not so where all that says it is dated later.
        sources: How many sources support it.
        publishers: How many publishers these have; sources whose publisher is unknown are one voice together.
        last_seen: The latest dated evidence for it, as the number of a day; 0 where there is none.
        against: Whether a source contradicts it.
    """

    recorded: Array
    sources: Array
    publishers: Array
    last_seen: Array
    against: Array


def support(graph: PropertyGraph, day: str) -> Support:
    """What supports each statement; evidence dated after the day does not count, evidence without a date does."""
    number, length = day_number(day), len(graph.edges)
    read, proof = graph.sources.set_index("id"), graph.evidence
    of_source = proof["source"].map(read["published"].fillna(read["accessed"])).astype("str")
    seen = day_numbers(proof["date"].fillna(of_source), 0)
    row = graph.about_rows
    about = (row >= 0) & (row < length)
    for_it = about & (proof["stance"] == "supports").to_numpy()
    counts = for_it & (seen <= number)
    publisher = pd.factorize(proof["source"].map(read["publisher"]))[0] + 1
    latest = np.zeros(length, dtype=np.int32)
    np.maximum.at(latest, row[counts], seen[counts])
    sources = _distinct(row[counts], pd.factorize(proof["source"])[0][counts], length)
    ever = np.bincount(row[for_it], minlength=length) > 0
    since = graph.edges["since"]
    begun = (since.isna() | (since <= day)).to_numpy(dtype=bool)
    against = np.bincount(row[about & ~for_it & (seen <= number)], minlength=length) > 0
    return Support(
        recorded=(sources > 0) | (~ever & begun),
        sources=sources,
        publishers=_distinct(row[counts], publisher[counts], length),
        last_seen=latest,
        against=against,
    )


def _distinct(row: Array, code: Array, length: int) -> Array:
    """How many different codes each row has, int64 of shape (length,)."""
    width = int(code.max(initial=0)) + 1
    found: Array = np.bincount(np.unique(row.astype(np.int64) * width + code) // width, minlength=length)
    return found


def weaknesses(graph: PropertyGraph, held: Support, day: str, stale_days: int) -> tuple[Array, Array]:
    """What is weak about each statement, and how old its latest evidence is.

    Returns:
        Boolean of shape (edges, len(WEAKNESSES)), and days as float64 of shape (edges,), NaN where nothing is dated.
    """
    edges = graph.edges
    age = _age(held.last_seen, day)
    goes_on = graph.mask(GOES_ON, as_of=day)
    columns = {
        "unsourced": held.sources == 0,
        "disputed": held.against | edges["disputed"].fillna(False).to_numpy(dtype=bool),
        "unverified": (edges["confidence"] == "unverified").to_numpy(),
        "stale": goes_on & (age > stale_days),
        "inferred": (edges["confidence"] == "inferred").to_numpy(),
        "single-sourced": held.publishers == 1,
    }
    return np.column_stack([columns[name] & held.recorded for name in WEAKNESSES]), age


def _age(numbers: Array, day: str) -> Array:
    """How many days before a day these days are, float64; NaN where the number is 0, unknown."""
    seen = ordinals(np.maximum(numbers, 10101))  # the first day there is, where none is known
    return np.where(numbers > 0, ordinals(np.array([day_number(day)]))[0] - seen, np.nan)
