"""Formal links between mechanisms on a day, the nearest ways along them, and the rooms that share members.

A formal link is any of `graph.schema.FORMAL_LINKS` between two mechanisms, in either direction, in force or held before
the day: who once met can meet again. What was announced, declined or dropped never held.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from graph import rooms, schema
from graph.dates import InForce
from graph.model import PropertyGraph
from queries import _groups, _sets
from queries._frame import Params

Network = Mapping[str, Sequence[str]]
"""For each linked mechanism those that it is linked to, sorted."""
Held = dict[str, dict[str, list[str]]]
"""What each holds, and the statements that say so."""


def links(graph: PropertyGraph, p: Params, *, doubtful: bool = False) -> pd.DataFrame:
    """The formal links that are known to hold or to have held by the day.

    Args:
        graph: The graph.
        p: The parameters `as_of` and `confidence`.
        doubtful: Also those that may have held for all that the sources say: attested, but nobody says since when, or
            less supported than asked for.

    Returns:
        One row for each linked pair, sorted: `a` < `b` (str), `forms` (list of str: how they are linked, the relation
        where no form is given), `evidence` (list of statement ids, sorted).
    """
    mechanism = (graph.nodes["kind"] == "Mechanism").to_numpy()
    fits = graph.mask(schema.FORMAL_LINKS, confidence=schema.CONFIDENCES if doubtful else p["confidence"])
    fits &= mechanism[graph.source_rows] & mechanism[graph.target_rows] & (graph.source_rows != graph.target_rows)
    fits &= ~graph.edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
    begun = (graph.edges["since"].fillna("9") <= p["as_of"]).to_numpy()
    edges = graph.edges[fits & (begun | graph.edges["start"].isna().to_numpy() if doubtful else begun)]
    found = both_ways(edges)
    how = dict(zip(edges["id"], edges["form"].fillna(edges["relation"]), strict=True))
    forms = [sorted({how[about] for about in cell}) for cell in found["evidence"]]
    found.insert(2, "forms", pd.Series(forms, dtype=object))
    return found


def both_ways(edges: pd.DataFrame) -> pd.DataFrame:
    """One row for each two nodes that the statements tie, whichever way: `a` < `b`, `evidence`; sorted."""
    forward = edges["source"] < edges["target"]
    a, b = edges["source"].where(forward, edges["target"]), edges["target"].where(forward, edges["source"])
    return rooms.gathered(a, b, edges["id"], ("a", "b"))


def proofs(pairs: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """What each pair (`a`, `b`) of the frame rests on."""
    return {(a, b): cell for a, b, cell in pairs[["a", "b", "evidence"]].itertuples(index=False)}


def untied(pairs: pd.DataFrame, tied: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """The rows of the pairs (`a`, `b`) that are not among the linked ones."""
    keys = pd.MultiIndex.from_frame(pairs[["a", "b"]])
    return pairs[~keys.isin(list(tied))]


def network(pairs: Iterable[tuple[str, str]]) -> Network:
    """The undirected graph of the linked pairs."""
    near: dict[str, set[str]] = {}
    for a, b in pairs:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    return {node: sorted(around) for node, around in near.items()}


def ways(linked: Network, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[str]]:
    """A nearest way between the ends of each pair that is joined by any: all its nodes, the ends included.

    Of several as short, the one whose ids sort first.
    """
    found = {}
    wanted: dict[str, list[str]] = {}
    for a, b in pairs:
        wanted.setdefault(b, []).append(a)
    for b, starts in wanted.items():
        steps = _steps(linked, b)
        for a in starts:
            if a in steps:
                way = [a]
                while way[-1] != b:
                    way.append(next(n for n in linked[way[-1]] if steps[n] < steps[way[-1]]))
                found[a, b] = way
    return found


def _steps(linked: Network, end: str) -> dict[str, int]:
    """How many links each node is away from one, where any way leads there."""
    steps, queue = {end: 0}, deque([end])
    while queue:
        node = queue.popleft()
        for other in linked.get(node, ()):
            if other not in steps:
                steps[other] = steps[node] + 1
                queue.append(other)
    return steps


def seated(graph: PropertyGraph, p: Params) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rooms of the scope that are active on the day (as `rooms.rooms`), and who sits there (as `rooms.seats`)."""
    known = rooms.rooms(graph, p["as_of"], p["scope"])
    known = known[known["status"] == "active"].reset_index(drop=True)
    seats = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    return known, seats[seats["room"].isin(known["id"])].reset_index(drop=True)


def sharing(seats: pd.DataFrame, least: int = 1) -> pd.DataFrame:
    """The pairs of rooms that share at least so many members (0: every pair of rooms with a seat).

    Returns:
        One row a pair, sorted: `a` < `b` (str), `members` (list of the ids of both, sorted), `evidence` (list of the
        statements of these seats, sorted; of a pair that shares nothing those of all its seats).
    """
    sets = _sets.Sets.of(seats.rename(columns={"room": "holder", "country": "member"}))
    a, b, _ = sets.shared(least)
    return pd.DataFrame(
        {
            "a": pd.Series(sets.holders[a], dtype="str"),
            "b": pd.Series(sets.holders[b], dtype="str"),
            "members": pd.Series(sets.shared_members(a, b), dtype=object),
            "evidence": pd.Series(sets.evidence(a, b), dtype=object),
        }
    )


def whole(graph: PropertyGraph, p: Params, known: pd.DataFrame, seats: pd.DataFrame) -> dict[str, list[str]]:
    """What was looked at: the seated `rooms`, those whose list is not whole (`undecided`), those of unknown list.

    A room whose whole list is known and where others sit, but nobody in the roles asked for, is none of these.
    """
    found = set(seats["room"])
    looked = _groups.looked_at(graph, {**p, "between": "mechanisms"}, found, seats["country"])
    undecided = set(known["id"]).intersection(looked["undecided"])
    silent = set(known["id"]) - _groups.sat_in(graph, {**p, "roles": schema.SEAT_ROLES})
    return {
        "rooms": sorted(found),
        "undecided": sorted(undecided & found),
        "unknown_rooms": sorted((undecided | silent) - found),
    }


def mandates(graph: PropertyGraph, p: Params, confidence: Sequence[str], *, undated: bool = False) -> Held:
    """For each mechanism the themes that it is known to address on the day, each with its statements, sorted.

    With `undated` also those of which nobody says since when.
    """
    held = graph.in_force(p["as_of"])
    held |= (graph.states(p["as_of"]) == InForce.NO_EVIDENCE) & undated
    edges = graph.edges[graph.mask("ADDRESSES", confidence=confidence) & held]
    edges = edges[edges["source"].str.startswith("mechanism:") & edges["target"].str.startswith("theme:")]
    found: Held = {}
    for source, target, about in edges[["source", "target", "id"]].sort_values("id").itertuples(index=False):
        found.setdefault(source, {}).setdefault(target, []).append(about)
    return found


def flat(cells: Iterable[Iterable[str]]) -> list[str]:
    """The ids of all cells, sorted, each once."""
    return sorted(set(itertools.chain.from_iterable(cells)))
