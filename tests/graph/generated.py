"""Strategies that generate dates and small graphs, and plain rules in Python to compare the graph's own with."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from graph import dates, schema
from graph.model import PropertyGraph

days = st.dates(min_value=dt.date(2014, 1, 1), max_value=dt.date(2024, 12, 31)).map(str)
"""Full days, few enough years that intervals often meet."""

written_dates = st.builds(lambda day, width: day[:width], days, st.sampled_from([4, 7, 10]))
"""Dates as sources write them: a year, a month or a day."""

COUNTRIES = ("country:BRA", "country:CAN", "country:MEX")
ROOMS = ("mechanism:csm", "mechanism:gcm", "mechanism:rcm")
NODES: tuple[Mapping[str, object], ...] = (
    *({"id": country} for country in COUNTRIES),
    {"id": "agency:iom"},
    {"id": "mechanism:csm", "subtype": "consultation-process"},
    {"id": "mechanism:gcm", "subtype": "compact"},
    {"id": "mechanism:r4v", "subtype": "platform"},
    {"id": "mechanism:rcm", "subtype": "consultation-process", "seats": "PARTICIPATES_IN"},
    {"id": "source:note"},
    {"id": "source:page"},
)
TIES = ("ADOPTED", "MEMBER_OF", "PARTICIPATES_IN", "SUPPORTS", "VOTED")


@dataclass(frozen=True)
class World:
    """The rows of a graph, and the graph of them.

    Attributes:
        statements: Rows with `id`; `evidence` rows say which of them each is about.
        evidence: Rows of evidence.
        sources: Rows of the bibliography by id.
        graph: The graph.
    """

    statements: Sequence[dict[str, Any]]
    evidence: Sequence[dict[str, Any]]
    sources: Mapping[str, dict[str, Any]]
    graph: PropertyGraph = field(repr=False)


@st.composite
def worlds(draw: st.DrawFn, relations: Sequence[str] = TIES) -> World:
    """Small graphs: countries and an agency, tied to four mechanisms by dated, sourced statements."""
    sources = {
        name: {
            "id": name,
            "published": draw(st.none() | written_dates),
            "accessed": draw(st.none() | written_dates),
        }
        for name in ("source:note", "source:page")
    }
    rows = st.fixed_dictionaries(
        {
            "relation": st.sampled_from(relations),
            "source": st.sampled_from([*COUNTRIES, "agency:iom"]),
            "target": st.sampled_from([*ROOMS, "mechanism:r4v"]),
            "start": st.none() | written_dates,
            "end": st.none() | written_dates,
            "status": st.none() | st.sampled_from(schema.STATUSES),
            "confidence": st.sampled_from(schema.CONFIDENCES),
            "choice": st.none() | st.sampled_from(schema.CHOICES),
        }
    )
    statements: list[dict[str, Any]] = draw(st.lists(rows, max_size=14))
    for number, row in enumerate(statements):
        row["id"] = f"{row['relation'].lower()}/{number:02d}"
        if row["relation"] == "MEMBER_OF":
            row["role"] = draw(st.sampled_from(schema.SEAT_ROLES))
    evidence = [
        {
            "about": row["id"],
            "source": draw(st.sampled_from(sorted(sources))),
            "date": draw(st.none() | written_dates),
            "stance": draw(st.sampled_from(["supports", "supports", "contradicts"])),
        }
        for row in statements
        for _ in range(draw(st.integers(0, 2)))
    ]
    return World(statements, evidence, sources, PropertyGraph.build(NODES, statements, (), evidence, sources.values()))


def earliest(world: World, statement: str) -> str | None:
    """The day of the earliest dated evidence for a statement, by plain rules."""
    dated = []
    for row in world.evidence:
        source = world.sources[row["source"]]
        date = row["date"] or source["published"] or source["accessed"]
        if row["about"] == statement and row["stance"] == "supports" and date:
            dated.append(dates.first_day(date))
    return min(dated, default=None)


def state(world: World, row: Mapping[str, Any], day: str) -> dates.InForce:
    """How a statement stands on a day, by plain rules."""
    if row["status"] in ("announced", "invited", "declined", "dropped", "unreviewed"):
        return dates.InForce.NO
    return dates.in_force(row["start"], row["end"], earliest(world, row["id"]), day)
