"""When the sources last spoke of something by a day, days as numbers that can be counted, and lists by group.

Machinery of questions about activities, pledges and meetings: all on integer codes, however many there are.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph.tables import NEVER, Array, day_numbers

if TYPE_CHECKING:
    from graph.model import PropertyGraph


def heard(graph: PropertyGraph, day: int) -> tuple[Array, Array]:
    """The earliest day of supporting evidence, and the latest that is not later than a day.

    A piece is dated by itself, else by the publication of its source, else by the day the source was read (as
    `graph.derive` dates a statement whose start is unknown).

    Returns:
        Two arrays of int32 (`NEVER` and 0 where there is none), rows as in `graph.about_rows`.
    """
    size = len(graph.edges) + len(graph.nodes) + len(graph.observations)
    first, last = np.full(size, NEVER, dtype=np.int32), np.zeros(size, dtype=np.int32)
    dated = graph.sources.set_index("id")["published"].fillna(graph.sources.set_index("id")["accessed"])
    of_source = graph.evidence["source"].map(dated).astype("str")
    when = day_numbers(graph.evidence["date"].fillna(of_source), 0)
    counts = (graph.about_rows >= 0) & (graph.evidence["stance"] == "supports").to_numpy()
    counts &= when > 0
    np.minimum.at(first, graph.about_rows[counts], when[counts])
    counts &= when <= day
    np.maximum.at(last, graph.about_rows[counts], when[counts])
    return first, last


def ordinals(numbers: Array) -> Array:
    """Numbers of days (20180904) as days since 1970, int64, which can be subtracted; they sort alike."""
    years = (np.asarray(numbers, dtype=np.int64) // 10000 - 1970).astype("datetime64[Y]")
    months = years.astype("datetime64[M]") + (numbers // 100 % 100 - 1)
    counted = months.astype("datetime64[D]").astype(np.int64) + (numbers % 100 - 1)
    return np.asarray(counted, dtype=np.int64)


def distinct(values: Array) -> Array:
    """The different values, sorted; some five times faster than `np.unique`, which hashes before it sorts."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def lists(group: Array, values: pd.Series[str] | Array, size: int) -> pd.Series[Any]:
    """For each of so many groups the sorted distinct values of its rows; objects, lists of str."""
    codes, texts = pd.factorize(pd.Series(values, dtype="str"), sort=True)
    return coded_lists(group, codes, np.asarray(texts, dtype=object), size)


def proofs(parts: Sequence[tuple[Any, Any]], size: int) -> pd.Series[Any]:
    """As `lists`, of several parts: for each the groups and the values of its rows."""
    groups = np.concatenate([np.asarray(group, dtype=np.int64) for group, _ in parts])
    return lists(groups, np.concatenate([np.asarray(values, dtype=object) for _, values in parts]), size)


def coded_lists(group: Array, codes: Array, texts: Array, size: int) -> pd.Series[Any]:
    """As `lists`, of values given as places in an array of sorted texts."""
    width = max(len(texts), 1)
    group, code = np.divmod(distinct(group.astype(np.int64) * width + codes), width)
    words = texts[code].tolist()
    ends = np.searchsorted(group, np.arange(size + 1)).tolist()
    return pd.Series([words[start:end] for start, end in itertools.pairwise(ends)], dtype=object)
