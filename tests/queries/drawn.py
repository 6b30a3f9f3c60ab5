"""Graphs small enough to draw, made from words, and the concept note's own four lists."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph.model import PropertyGraph
from graph.tables import minted

AS_OF = "2022-05-17"
"""The day of the concept note; the questions are asked for it where a test names no other."""

Row = Mapping[str, Any]
REGIONAL: Row = {"subtype": "consultation-process", "scope": "regional", "members_known": True}
"""A room of a region, whose whole list is known."""


def tie(relation: str, source: str, target: str, **more: object) -> dict[str, Any]:
    """A statement as a row; ends without a kind are countries and mechanisms."""
    return {
        "relation": relation,
        "source": source if ":" in source else f"country:{source}",
        "target": target if ":" in target else f"mechanism:{target}",
        **more,
    }


def sit(countries: str, room: str, **more: object) -> list[dict[str, Any]]:
    """The seats of countries, by their codes with blanks between, in a room."""
    return [tie("MEMBER_OF", country, room, **more) for country in countries.split()]


def drawn(
    nodes: Mapping[str, Row],
    statements: Sequence[Row],
    observations: Sequence[Row] = (),
    evidence: Sequence[Row] | None = None,
    read: str = "2010",
) -> PropertyGraph:
    """A graph of these statements; each rests on one note of the date `read`, unless `evidence` says otherwise."""
    ends = {str(row[end]) for row in statements for end in ("source", "target")}
    found = [{"id": node, **nodes.get(node, {})} for node in sorted(ends | set(nodes) | {"source:note"})]
    if evidence is None:
        evidence = [{"about": minted(row)["id"], "source": "source:note"} for row in statements]
    note = {"id": "source:note", "title": "A note", "published": read}
    return PropertyGraph.build(found, statements, observations, evidence, [note])


RCM = "BLZ CAN CRI DOM SLV GTM HND MEX NIC PAN USA"
CSM = "ARG BOL BRA CHL COL ECU GUY PRY PER SUR URY VEN"
MIRPS = "BLZ CRI GTM HND MEX PAN"
QUITO = "ARG BRA CHL COL CRI DOM ECU GUY MEX PAN PER URY"


def concept_note() -> PropertyGraph:
    """The four lists of members that the concept note of 17 May 2022 gives: 11, 12, 6 and 12 countries."""
    lists = {"rcm": RCM, "csm": CSM, "mirps": MIRPS, "quito-process": QUITO}
    nodes = {f"mechanism:{name}": REGIONAL for name in lists}
    return drawn(nodes, [row for name, countries in lists.items() for row in sit(countries, name)], read=AS_OF)


def shared(answer_frame: Any) -> dict[tuple[str, str], int]:
    """How many members each pair of mechanisms shares, by their slugs."""
    rows = answer_frame[["a", "b", "shared"]].itertuples(index=False)
    return {(a.partition(":")[2], b.partition(":")[2]): n for a, b, n in rows}


def slugs(cells: Iterable[str]) -> list[str]:
    """The ids without their kinds."""
    return [cell.partition(":")[2] for cell in cells]
