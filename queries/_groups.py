"""What groups are tied to: chains of statements from holders to members, followed on integer rows.

Mechanisms, countries, agencies, donors, projects and plans hold members, themes, countries, cells and more (`MADE_OF`);
`queries._sets` makes the sets of them. A chain counts where all its statements do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from graph import dates, rooms, schema
from graph.dates import InForce
from graph.errors import BadParameter
from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_number, day_numbers
from queries._frame import Params

MADE_OF: dict[str, tuple[str, ...]] = {
    "mechanisms": ("members", "themes", "cells", "organisations"),
    "countries": ("rooms", "organisations", "memberships", "themes"),
    "agencies": ("countries", "members", "themes", "cells"),
    "donors": ("recipients", "countries", "themes", "cells"),
    "projects": ("countries", "themes", "cells", "donors", "agencies"),
    "plans": ("countries", "themes", "cells", "donors"),
}
"""What can be compared, and by what; the first is the default."""
DEFAULT = "default"
SEATED = {"mechanisms": ("members", "cells"), "countries": ("rooms", "memberships", "themes")}
"""The sets that are made with seats."""
KEYS = {
    ("mechanisms", "members"): "countries",
    ("agencies", "members"): "countries",
    ("mechanisms", "organisations"): "agencies",
    ("countries", "organisations"): "agencies",
}
"""What the members of sets are called where the universe names them; else as `by` does."""
PLANS = ("strategy", "response-plan-edition")
"""The subtypes of instruments that are plans."""
OPEN = ("active", "dormant")
"""A mechanism of one of these statuses is compared; one that ended, or is not yet founded, is not."""
REGIME = "free-movement-regime"
"""The subtype of mechanisms that are no rooms and hold for the countries that are party to them."""
BELONGS, LESSER = ("MEMBER_OF", "PARTICIPATES_IN"), ("associate", "observer", "attended", "invited")
"""How a country is party to a regime; in these roles it is not."""
JOIN = "+"
"""Between the country and the theme of a cell: ``country:COL+theme:border``."""
_DOES = {"countries": ("OPERATES_IN",), "themes": ("ADDRESSES",), "cells": ("ADDRESSES", "OPERATES_IN")}
"""What says where and on what somebody works."""
DEEPEST = 3
"""A place lies in a country through at most so many statements."""


def by(p: Params) -> str:
    """What the sets are made of: the parameter `by`, its default resolved by `between`.

    Raises:
        BadParameter: What is compared has no such sets.
    """
    possible, asked = MADE_OF[p["between"]], p.get("by", DEFAULT)
    if asked == DEFAULT:
        return possible[0]
    if asked not in possible:
        raise BadParameter("by", asked, f"{p['between']} are not compared by it", f"choose from {', '.join(possible)}")
    return str(asked)


def reads(p: Params) -> tuple[str, ...]:
    """The relations with projects, and of money, in the chains from holders to members."""
    between, how = p["between"], by(p)
    does = _DOES.get(how, ()) if between in ("agencies", "donors", "projects") else ()
    funds = ("FUNDS",) if "donors" in (between, how) else ()
    implements = ("IMPLEMENTS",) if how == "agencies" or (between == "agencies" and does) else ()
    return (*does, *funds, *implements)


def opened(graph: PropertyGraph, p: Params, day: str) -> list[str]:
    """The mechanisms of the scope that are active or dormant on a day, sorted."""
    state = rooms.status(graph, day)
    mechanisms = graph.nodes.loc[(graph.nodes["kind"] == "Mechanism") & in_scope(graph, p), "id"]
    return [node for node in mechanisms if state[node] in OPEN]


def periods(graph: PropertyGraph) -> tuple[Array, Array, Array]:
    """When mechanisms are active or dormant (`rooms.status` on every day): rows of nodes, first and last days.

    Days are numbers; no day of a mechanism is in two of its periods.
    """
    told: dict[str, list[tuple[int, bool]]] = {}
    for node, day, text in rooms.told(graph).itertuples(index=False):
        told.setdefault(node, []).append((day_number(day), text in OPEN))
    found: list[tuple[int, int, int]] = []
    nodes = graph.nodes[graph.nodes["kind"] == "Mechanism"]
    for row, node, status, start, end in zip(
        nodes.index, nodes["id"], nodes["status"].fillna("active"), nodes["start"], nodes["end"], strict=True
    ):
        first = day_number(dates.first_day(start)) if isinstance(start, str) else 0
        last = day_number(dates.last_day(end)) if isinstance(end, str) else NEVER
        turns = [(0, True), *told[node]] if node in told else [(0, status in OPEN)]
        nexts = [day for day, _ in turns[1:]]
        for (day, is_open), following in zip(turns, [*nexts, NEVER + 1], strict=True):
            if is_open and max(day, first) <= min(_before(following), last):
                found.append((int(row), max(day, first), min(_before(following), last)))
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _before(day: int) -> int:
    """The number of the day before."""
    if day > NEVER:
        return NEVER
    earlier = dt.date(day // 10000, day // 100 % 100, day % 100) - dt.timedelta(days=1)
    return day_number(earlier.isoformat())


def in_scope(graph: PropertyGraph, p: Params) -> Array:
    """Which nodes have one of the scopes asked for, boolean of shape (nodes,); one of unknown scope is not left out."""
    scope = graph.nodes["scope"]
    return np.asarray(scope.isin(list(p.get("scope", schema.SCOPES))) | scope.isna())


def looked_at(graph: PropertyGraph, p: Params, sets: Iterable[str], members: Iterable[str]) -> dict[str, list[str]]:
    """The universe of an answer on sets: what was compared, by what, and of what no source says enough."""
    between, how = str(p["between"]), by(p)
    if how == "rooms":
        found = {"rooms": sorted(set(members)), "countries": sorted(set(sets))}
    else:
        holders = "rooms" if (between, how) == ("mechanisms", "members") else between
        found = {holders: sorted(set(sets)), KEYS.get((between, how), how): sorted(set(members))}
    if how not in SEATED.get(between, ()):
        return found
    scope = dict(zip(graph.nodes["id"], graph.nodes["scope"], strict=True))
    open_now = opened(graph, p, p["as_of"])
    whole = graph.nodes["members_known"].fillna(False).astype(bool)
    unknown = set(open_now) & set(graph.nodes.loc[~whole & graph.rooms, "id"])
    found["undecided"] = _undecided(graph, p, set(open_now), unknown)
    held = {*found.get("rooms", ()), *found.get("mechanisms", ())}
    found["near_universal"] = sorted(node for node in held if scope.get(node) == "global")
    found["unknown_rooms"] = sorted(unknown - sat_in(graph, p))
    return found


def sat_in(graph: PropertyGraph, p: Params) -> set[str]:
    """The rooms where somebody sits on the day."""
    fits = graph.mask(seats=p["roles"], confidence=p["confidence"], as_of=p["as_of"])
    return set(graph.edges.loc[fits, "target"])


def _undecided(graph: PropertyGraph, p: Params, open_now: set[str], unknown: set[str]) -> list[str]:
    """The rooms whose list is not whole on the day.

    No source gives it, nobody knows since when somebody sits there, or a seat is less supported than asked for.
    """
    seat = graph.mask(seats=p["roles"])
    doubtful = seat & (graph.states(p["as_of"]) == InForce.NO_EVIDENCE)
    less = [confidence for confidence in schema.CONFIDENCES if confidence not in p["confidence"]]
    doubtful |= graph.mask(seats=p["roles"], confidence=less, as_of=p["as_of"])
    return sorted((unknown | set(graph.edges.loc[doubtful, "target"])) & open_now)


def ranges(starts: Array, numbers: Array) -> Array:
    """The numbers from each start on, so many each, one after the other."""
    ends = np.cumsum(numbers, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts.astype(np.int64) - ends + numbers, numbers)


class Paths(NamedTuple):
    """Chains of statements: where each begins and ends (rows of nodes), and its statements (rows of edges; -1 none)."""

    a: Array
    b: Array
    proof: Array

    def only(self, kept: Array) -> Paths:
        return Paths(self.a[kept], self.b[kept], self.proof[kept])

    def back(self) -> Paths:
        return Paths(self.b, self.a, self.proof)

    def then(self, onward: Paths) -> Paths:
        """Each chain followed by each that begins where it ends."""
        i, j = _matching(self.b, onward.a)
        return Paths(self.a[i], onward.b[j], np.hstack([self.proof[i], onward.proof[j]]))


def _matching(left: Array, right: Array) -> tuple[Array, Array]:
    """The places of equal values, all pairs of them."""
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], left, "left")
    number = np.searchsorted(right[order], left, "right") - first
    return np.repeat(np.arange(len(left)), number), order[ranges(first, number)]


def _all(*parts: Paths) -> Paths:
    width = max(part.proof.shape[1] for part in parts)
    proofs = [np.pad(x.proof, ((0, 0), (0, width - x.proof.shape[1])), constant_values=-1) for x in parts]
    return Paths(np.concatenate([x.a for x in parts]), np.concatenate([x.b for x in parts]), np.vstack(proofs))


class Walk:
    """Follows statements that hold on a day; on any day where it is None."""

    def __init__(self, graph: PropertyGraph, p: Params, day: str | None) -> None:
        self.graph, self.p, self.day = graph, p, day
        edges = graph.edges
        self._counts = graph.mask(confidence=p["confidence"])
        self._counts &= ~edges["status"].isin(schema.NEVER_IN_FORCE).to_numpy()
        self._holds = self._counts if day is None else self._counts & graph.in_force(day)
        self._kind = graph.nodes["kind"].to_numpy(dtype=object)
        self._role = tuple(p.get("roles", ("member",)))

    def found(self) -> Paths:
        """The chains from holders to members."""
        made: dict[str, Callable[[str], Paths]] = {
            "mechanisms": self._mechanisms,
            "countries": self._countries,
            "agencies": self._agencies,
            "donors": self._donors,
            "projects": lambda how: self._works(self._of("Project"), how),
            "plans": lambda how: self._works(
                self._of("Instrument") & self.graph.nodes["subtype"].isin(PLANS).to_numpy(), how
            ),
        }
        return made[self.p["between"]](by(self.p))

    def names(self, rows: Array, *, cells: bool) -> Array:
        """The ids of rows of nodes; of cells those of country and theme, joined."""
        ids = self.graph.nodes["id"].to_numpy(dtype=object)
        if not cells:
            return ids[rows]
        codes, place = np.unique(rows, return_inverse=True)
        country, theme = np.divmod(codes, max(len(ids), 1))
        return (ids[country] + JOIN + ids[theme])[place] if len(codes) else ids[:0]

    def span(self, found: Paths) -> tuple[Paths, Array, Array, Array]:
        """The chains while their mechanism is open, and three days as numbers.

        A chain of a mechanism that closed and opened again is there once for each period. It may hold from the first
        day, holds for certain from the second (`NEVER` where it never does) and to the third. The first two differ
        where nobody dates a statement: it holds from its earliest evidence, and may have held before.
        """
        edges = self.graph.edges
        since, until = day_numbers(edges["since"], NEVER), day_numbers(edges["until"], NEVER)
        undated = edges["start"].isna().to_numpy()
        since[undated & (edges["relation"] == "LOCATED_IN").to_numpy()] = 0
        none = found.proof < 0
        may = np.where(none, 0, np.append(np.where(undated, 0, since), 0)[found.proof]).max(axis=1, initial=0)
        first = np.where(none, 0, np.append(since, 0)[found.proof]).max(axis=1, initial=0)
        last = np.where(none, NEVER, np.append(until, NEVER)[found.proof]).min(axis=1, initial=NEVER)
        through = self._through(found)
        mechanism, opens, closes = periods(self.graph)
        i, j = _matching(through, mechanism)
        place, of = np.append(i, np.flatnonzero(through < 0)), slice(0, len(i))
        may, first, last = may[place], first[place], last[place]
        may[of], first[of] = np.maximum(may[of], opens[j]), np.maximum(first[of], opens[j])
        last[of] = np.minimum(last[of], closes[j])
        kept = may <= last
        first[first > last] = NEVER
        return found.only(place[kept]), may[kept], first[kept], last[kept]

    def _through(self, found: Paths) -> Array:
        """The mechanism that each chain is of; -1 where it is of none."""
        if self.p["between"] == "mechanisms":
            return found.a
        target = np.append(self.graph.target_rows, -1)[found.proof[:, 0]]
        seated = self.p["between"] == "countries"
        return np.where(seated & np.append(self._of("Mechanism"), False)[target], target, -1)

    def _of(self, *kinds: str) -> Array:
        return np.isin(self._kind, kinds)

    def _hop(self, fits: Array, source: Array, target: Array) -> Paths:
        graph = self.graph
        rows = np.flatnonzero(fits & source[graph.source_rows] & target[graph.target_rows])
        return Paths(graph.source_rows[rows], graph.target_rows[rows], rows[:, None])

    def _tie(self, relation: str, source: Array, target: Array) -> Paths:
        return self._hop(self._holds & self.graph.mask(relation), source, target)

    def _member(self, source: Array, target: Array) -> Paths:
        """Membership in the roles asked for."""
        role = self.graph.edges["role"].fillna("member").isin(self._role).to_numpy()
        return self._hop(self._holds & self.graph.mask("MEMBER_OF") & role, source, target)

    @cached_property
    def _open(self) -> Array:
        """Which nodes are mechanisms of the scope that are open on the day; of any status where there is no day."""
        if self.day is None:
            return self._of("Mechanism") & in_scope(self.graph, self.p)
        return self.graph.nodes["id"].isin(opened(self.graph, self.p, self.day)).to_numpy()

    def _seats(self) -> Paths:
        seat = self._holds & self.graph.mask(seats=self._role)
        return self._hop(seat, self._of("Country"), self._open & self.graph.rooms)

    def _parties(self) -> Paths:
        edges = self.graph.edges
        party = self._holds & self.graph.mask(BELONGS) & ~edges["role"].isin(LESSER).to_numpy()
        regime = self._open & ~self.graph.rooms & (self.graph.nodes["subtype"] == REGIME).to_numpy()
        return self._hop(party, self._of("Country"), regime)

    def _themes(self, source: Array) -> Paths:
        return self._tie("ADDRESSES", source, self._of("Theme"))

    def _located(self) -> Paths:
        """Places and their countries. Where a place lies has no beginning, unless a source dates it."""
        edges = self.graph.edges
        fits = self._counts & self.graph.mask("LOCATED_IN")
        if self.day is not None:
            day = day_number(self.day)
            since, until = day_numbers(edges["since"], NEVER), day_numbers(edges["until"], NEVER)
            fits &= (edges["start"].isna().to_numpy() | (since <= day)) & (day <= until)
        place = self._of("Place")
        inner, last = self._hop(fits, place, place), self._hop(fits, place, self._of("Country"))
        found = [last]
        for _ in range(DEEPEST - 1):
            last = inner.then(last)
            found.append(last)
        return _all(*found)

    def _where(self, source: Array) -> Paths:
        """Where they operate: countries, named or through a place that lies in them."""
        direct = self._tie("OPERATES_IN", source, self._of("Country"))
        return _all(direct, self._tie("OPERATES_IN", source, self._of("Place")).then(self._located()))

    def _cells(self, where: Paths, what: Paths) -> Paths:
        """Each country of a node with each theme of the same node."""
        i, j = _matching(where.a, what.a)
        code = where.b[i] * max(len(self.graph.nodes), 1) + what.b[j]
        return Paths(where.a[i], code, np.hstack([where.proof[i], what.proof[j]]))

    def _does(self, source: Array, how: str) -> Paths:
        """The countries, themes or cells of nodes themselves."""
        if how == "countries":
            return self._where(source)
        if how == "themes":
            return self._themes(source)
        return self._cells(self._where(source), self._themes(source))

    def _mechanisms(self, how: str) -> Paths:
        if how == "members":
            return self._seats().back()
        if how == "themes":
            return self._themes(self._open)
        if how == "organisations":
            agency = self._of("Agency")
            return _all(self._member(agency, self._open), self._tie("PARTNER_IN", agency, self._open)).back()
        where = _all(self._seats().back(), self._parties().back(), self._where(self._open & ~self.graph.rooms))
        return self._cells(where, self._themes(self._open))

    def _countries(self, how: str) -> Paths:
        if how == "rooms":
            return self._seats()
        if how == "themes":
            return self._seats().then(self._themes(self._open & self.graph.rooms))
        organisations = self._member(self._of("Country"), self._of("Agency"))
        return organisations if how == "organisations" else _all(self._seats(), organisations)

    def _agencies(self, how: str) -> Paths:
        agency, project = self._of("Agency"), self._of("Project")
        if how == "members":
            return self._member(self._of("Country"), agency).back()
        return _all(self._does(agency, how), self._tie("IMPLEMENTS", agency, project).then(self._does(project, how)))

    def _funds(self, target: Array) -> Paths:
        """Money that counts: of a conduit one leg alone does."""
        counted = self.graph.edges["counted"].fillna(False).to_numpy(dtype=bool)
        return self._hop(self._holds & self.graph.mask("FUNDS") & counted, self._of("Country", "Agency"), target)

    def _donors(self, how: str) -> Paths:
        every = np.ones(len(self._kind), dtype=bool)
        if how == "recipients":
            return self._funds(every)
        through = self._funds(every).then(self._does(every, how))
        return _all(self._funds(self._of("Country")), through) if how == "countries" else through

    def _works(self, source: Array, how: str) -> Paths:
        """The sets of projects or plans."""
        if how == "donors":
            return self._funds(source).back()
        if how == "agencies":
            return self._tie("IMPLEMENTS", self._of("Agency"), source).back()
        return self._does(source, how)
