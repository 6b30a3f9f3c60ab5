"""The mechanisms that may run issues together or apart: what each addresses, and how they are tied."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from graph import rooms, schema
from graph.dates import InForce
from graph.model import PropertyGraph
from graph.tables import Array
from queries import _links
from queries._frame import Params


@dataclass(frozen=True)
class Field:
    """The mechanisms that are looked at, what they are known to address, and how they are tied.

    Attributes:
        ids: The mechanisms, sorted.
        sits: Which of them count for certain; the others may, for all that the sources say.
        mandates: The themes that each is known to address, with the statements.
        maybe: The themes that each may address.
        silent: Those of which no source, as asked for, gives any theme; boolean of shape (ids,).
        seats: Who is known to sit in each, with the statements.
        links: The known formal links, with the statements.
        tied, loose, meet: Whether two are linked, may be linked, share a member; boolean of shape (ids, ids).
    """

    ids: list[str]
    sits: Array
    mandates: _links.Held
    maybe: _links.Held
    silent: Array
    seats: _links.Held
    links: dict[tuple[str, str], list[str]]
    tied: Array
    loose: Array
    meet: Array


def counted(graph: PropertyGraph, p: Params) -> tuple[list[str], Array, Array]:
    """The active mechanisms of the scope; where a country is asked for, the rooms where it sits or may sit.

    Returns:
        Their ids, sorted, and `sits` and `silent` as in `Field`.
    """
    state = rooms.status(graph, p["as_of"])
    in_scope = graph.nodes.loc[graph.nodes["scope"].isin(list(p["scope"])), "id"]
    ids = sorted(node for node in in_scope if state.get(node) == "active")
    sits = dict.fromkeys(ids, True)
    if p["country"]:
        there = {node: _presence(graph, node, p) for node in ids if graph.is_room(node)}
        sits = {node: said == InForce.YES for node, said in there.items() if said != InForce.NO}
    given = _links.mandates(graph, p, p["confidence"], undated=True)
    silent = [node not in given for node in sits]
    return list(sits), np.array(list(sits.values()), dtype=bool), np.array(silent, dtype=bool)


def field(graph: PropertyGraph, p: Params) -> Field:
    """What `counted` gives, with what these mechanisms address, who sits there, and how they are tied."""
    ids, sits, silent = counted(graph, p)
    seats: _links.Held = {node: {} for node in ids}
    every = rooms.seats(graph, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    every = every[every["room"].isin(ids)]
    for country, room, cell in every[["country", "room", "evidence"]].itertuples(index=False):
        seats[room][country] = cell
    links = _links.proofs(_links.links(graph, p))
    loose = _links.proofs(_links.links(graph, p, doubtful=True))
    shared = _links.sharing(every)
    return Field(
        ids=ids,
        sits=sits,
        mandates=_links.mandates(graph, p, p["confidence"]),
        maybe=_links.mandates(graph, p, schema.CONFIDENCES, undated=True),
        silent=silent,
        seats=seats,
        links=links,
        tied=_square(ids, links),
        loose=_square(ids, loose),
        meet=_square(ids, zip(shared["a"], shared["b"], strict=True)),
    )


def _presence(graph: PropertyGraph, room: str, p: Params) -> InForce:
    found = rooms.presence(graph, room, p["as_of"], roles=p["roles"], confidence=p["confidence"])
    return found[p["country"]][0] if p["country"] in found else rooms.absent(graph, room, p["country"])


def _square(ids: list[str], pairs: Iterable[tuple[str, str]]) -> Array:
    place = {node: position for position, node in enumerate(ids)}
    found = np.zeros((len(ids), len(ids)), dtype=bool)
    for a, b in pairs:
        if a in place and b in place:
            found[place[a], place[b]] = found[place[b], place[a]] = True
    return found
