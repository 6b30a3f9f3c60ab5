"""Which parameters a reader of the page can change, and the values that an answer is ready for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.rooms import rooms as rooms_on

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from queries._frame import Answer

Json = dict[str, Any]
Values = dict[str, list[Any]]
"""What a reader chooses from, by parameter; the first is the default, None is a parameter that is not given."""

COMPUTED = ("member-overlap", "country-seats", "hosts-outside-forum", "orphaned-members", "why")
"""The questions that the page answers itself, rows and sentence, for any day and any of the values."""
COMPARED = ("mechanisms", "countries")
"""What the page compares by what they share; `ask` also compares agencies, donors, projects and plans."""
CHOICES = {
    "uncoordinated-overlap": "themes",
    "duplicate-activities": "level",
    "unfunded-mandates": "of",
    "donor-concentration": "by",
    "pledge-to-payment": "by",
    "brokers": "network",
}
"""The questions answered for each value of a choice."""
NAMED = {
    "crowded-themes": ("themes", "theme"),
    "uncovered-themes": ("country", "country"),
    "members-in-name-only": ("forum", "forum"),
    "without-largest-donor": ("donors", "removed"),
    "country-history": ("country", "subject"),
}
"""The questions answered once for all, and once for each node that a column of that answer names: parameter, column."""
YEARS = (5, 1, 10)
"""How many years back what changed is told; beside them, since 1990."""
MOST = 60
"""So many values of a parameter are answered beforehand; of more, the first by name."""
STATEMENTS = 20_000
"""In a graph of more statements a question is answered beforehand for its defaults only."""


def values(graph: PropertyGraph, name: str, day: str, first: Callable[[], Answer] | None) -> Values:
    """What a reader can choose for a question.

    Args:
        graph: The graph.
        name: The question.
        day: The day.
        first: Gives the answer without any parameter; None where the graph is only a part of what is asked, so that
            the page computes nothing and each further answer costs as much as the first.
    """
    import queries

    parameters = {parameter.key: parameter for parameter in queries.question(name).parameters}
    if name == "why":
        nodes = _most_disputed_first(graph)
        return {"node": nodes if first else [node for node in nodes if _kind(graph, node) == "Mechanism"][:MOST]}
    if name == "what-breaks":
        rooms = rooms_on(graph, day)
        rooms = rooms[(rooms["scope"] == "regional") & (rooms["status"] == "active") & rooms["known"]]
        return {"node": _by_name(graph, rooms["id"])}
    if name in ("hosts-outside-forum", "orphaned-members") and first:
        forums = _by_name(graph, graph.nodes.loc[graph.rooms, "id"])
        found: Values = {"forum": _first(parameters["forum"].default, forums)}
        if "response" in parameters:
            found = {"response": _first(parameters["response"].default, _platforms(graph)), **found}
        return found
    if "between" in parameters:
        return {"between": [choice for choice in parameters["between"].choices if choice in COMPARED]}
    if {"from", "to"} <= parameters.keys():
        return {"from": [*(f"{int(day[:4]) - years}-01-01" for years in YEARS), "1990-01-01"], "to": [day]}
    if first is None or len(graph.edges) > STATEMENTS:
        return {}
    if name in CHOICES:
        choice = parameters[CHOICES[name]]
        return {choice.key: _first(choice.default, choice.choices)}
    if name in NAMED:
        key, column = NAMED[name]
        cells = first().frame[column]
        named = {item for cell in cells for item in (cell if isinstance(cell, list) else [cell])}
        fits = [node for node in named if _fits(graph.node(node), parameters[key].kinds)]
        return {key: [None, *_by_name(graph, fits)[:MOST]]}
    return {}


def beforehand(name: str, chosen: Values, *, computed: bool) -> list[Json]:
    """The parameters that Python answers a question with; of what the page computes, those that it does not draw."""
    if not all(chosen.values()):  # there is nothing of its kind to ask about
        return []
    if computed:
        return [{}] if name == "orphaned-members" else []
    combinations = itertools.product(*chosen.values())
    return [
        {key: value for key, value in zip(chosen, values, strict=True) if value is not None} for values in combinations
    ]


def _most_disputed_first(graph: PropertyGraph) -> list[str]:
    """The nodes that anything is said about, sorted; before them the one that sources disagree about most."""
    against = graph.evidence.loc[graph.evidence["stance"] == "contradicts", "about"]
    about = dict(zip(graph.observations["id"], graph.observations["node"], strict=True))
    ends = dict(zip(graph.edges["id"], zip(graph.edges["source"], graph.edges["target"], strict=True), strict=True))
    disputes: dict[str, int] = {}
    for item in against:
        for node in ends.get(item, (about.get(item, item),)):
            disputes[node] = disputes.get(node, 0) + 1
    said = {*graph.edges["source"], *graph.edges["target"], *graph.observations["node"], *graph.evidence["about"]}
    found = [node for node in graph.nodes["id"] if node in said]
    most = max(found, key=lambda node: (disputes.get(node, 0), node), default=None)
    return _first(most, found) if found else []


def _platforms(graph: PropertyGraph) -> list[str]:
    """The mechanisms that operate in countries, by name."""
    places = graph.edges[graph.edges["relation"] == "OPERATES_IN"]
    found = set(places.loc[places["target"].str.startswith("country:"), "source"])
    return _by_name(graph, (node for node in found if _kind(graph, node) == "Mechanism"))


def _first(chosen: Any, among: Iterable[Any]) -> list[Any]:
    """These values with the chosen one first; None is one of them only where it is chosen."""
    values = list(among)
    rest = [value for value in values if value != chosen]
    return [chosen, *rest] if chosen is None or chosen in values else rest


def _kind(graph: PropertyGraph, node: Any) -> Any:
    return (graph.node(node) or {}).get("kind")


def _fits(node: Mapping[str, Any] | None, kinds: Sequence[str]) -> bool:
    """Whether a parameter takes the node; territories are left to the filter of rows."""
    return node is not None and (not kinds or node["kind"] in kinds) and node.get("subtype") != "territory"


def _by_name(graph: PropertyGraph, nodes: Iterable[str]) -> list[str]:
    return sorted(nodes, key=lambda node: (graph.labels("en")[node], node))
