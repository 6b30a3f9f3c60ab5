"""What the parameters of a question mean: their values read, checked and resolved to nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph import changes, dates, names, schema
from graph.errors import AmbiguousName, BadParameter, listed, near
from graph.model import PropertyGraph
from queries._frame import COMMON, MANY, Parameter, Question


@dataclass(frozen=True, slots=True)
class Known:
    """What names may mean.

    Attributes:
        graph: The graph whose nodes bear them.
        is_statement: Whether a text is the id of a statement.
        homonyms: Names known to mean more than one thing, outside the graph too.
        wider: The graph that has the nodes of the kinds in `MANY` too; None where `graph` has.
    """

    graph: PropertyGraph
    is_statement: Callable[[str], bool]
    homonyms: Sequence[names.Homonym] = ()
    wider: Callable[[], PropertyGraph] | None = None

    def bearing(self, p: Parameter, text: str) -> PropertyGraph:
        """The graph whose nodes may bear a name that a parameter is given."""
        clear = text in self.graph.node_index or (p.kinds and not set(MANY) & set(p.kinds))
        return self.graph if clear or self.wider is None else self.wider()

    @classmethod
    def of(cls, graph: PropertyGraph, homonyms: Sequence[names.Homonym] = ()) -> Known:
        """What names may mean in a graph."""
        return cls(graph, lambda text: text in graph.edge_index, homonyms)


def parsed(question: Question, known: Known, given: Mapping[str, object]) -> dict[str, Any]:
    """The parameters of a question with their defaults, checked.

    Raises:
        BadParameter: One that it does not take, lacks, or cannot read.
        UnknownName, AmbiguousName: One that names no node, or several.
    """
    takes = {p.key: p for p in (*question.parameters, *COMMON)}
    params: dict[str, Any] = {}
    for raw, value in given.items():
        key = raw.rstrip("_").replace("-", "_")
        if key not in takes:
            all_ = [p.name for p in takes.values()]
            close = near(raw, all_)
            hint = f"did you mean {listed(close)}?" if close else f"it takes {', '.join(all_)}"
            raise BadParameter(raw, value, f"'{question.name}' does not take it", hint)
        if value is not None:
            params[key] = _value(takes[key], known, value)
    for key, p in takes.items():
        if key not in params:
            if p.required:
                raise BadParameter(p.name, None, "it is missing", f"give {p.en}")
            params[key] = dates.today() if key == "as_of" else p.default
    params["with"] = tuple(changes.as_text(changes.supposed(known.graph, text)) for text in params["with"])
    if question.check is not None:
        question.check(params)
    return params


def _value(p: Parameter, known: Known, value: object) -> object:
    if p.type == "integer":
        return _integer(p, value)
    if p.type == "number":
        return _number(p, value)
    if p.type in ("day", "first-day"):
        return _day(p, value)
    if p.type == "text":
        return str(value)
    if p.type == "flag":
        return _flag(p, value)
    if p.type == "statements":
        texts = [str(v) for v in value] if isinstance(value, list | tuple) else str(value).split(";")
        return tuple(text.strip() for text in texts if text.strip())
    if p.type in ("node", "room"):
        return _node(p, known, str(value))
    parts = [str(v).strip() for v in value] if isinstance(value, list | tuple) else str(value).split(",")
    parts = [part.strip() for part in parts if part.strip()]
    if p.type == "choice":
        parts = [str(value)]
    if p.type in ("choice", "choices"):
        if not parts or (wrong := [part for part in parts if part not in p.choices]):
            shown = wrong[0] if parts else value
            raise BadParameter(p.name, shown, "no such choice", f"choose from {', '.join(p.choices)}")
        return parts[0] if p.type == "choice" else tuple(dict.fromkeys(parts))
    nodes = tuple(dict.fromkeys(_node(p, known, part) for part in parts))
    if p.type == "pair" and len(nodes) != 2:
        raise BadParameter(p.name, value, "not two different nodes", "write two, such as COL,PAN")
    return nodes


def _integer(p: Parameter, value: object) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit()):  # int() also reads 1_000, +1 and digits of other scripts
        raise BadParameter(p.name, value, "not a whole number", "write 0, 1, 2 ...")
    return int(text)


def _flag(p: Parameter, value: object) -> bool:
    text = str(value).lower()
    if text not in ("true", "false"):
        raise BadParameter(p.name, value, "neither true nor false", "write true or false")
    return text == "true"


def _number(p: Parameter, value: object) -> float:
    text = str(value)
    if not re.fullmatch(
        r"[0-9]+(\.[0-9]+)?(e-?[0-9]+)?", text, re.ASCII
    ):  # float() also reads nan, inf, 1_0 and blanks
        raise BadParameter(p.name, value, "not a number of 0 or more", "write 0.05, 0.5, 2 ...")
    return float(text)


def _day(p: Parameter, value: object) -> str:
    text = str(value)
    if wrong := dates.problem(text):
        raise BadParameter(p.name, value, wrong, dates.REMEDY)
    return dates.first_day(text) if p.type == "first-day" else dates.covered(text)


def _node(p: Parameter, known: Known, text: str) -> str:
    if not p.kinds and known.is_statement(text):
        return text
    graph = known.bearing(p, text)
    node_id = _named(p, graph, text, known.homonyms)
    kind = (graph.node(node_id) or {}).get("kind")
    if p.kinds and kind not in p.kinds:
        raise BadParameter(p.name, text, f"{node_id} is a {kind}", f"give a {' or '.join(p.kinds)}")
    if p.type == "room" and not graph.is_room(node_id):
        rooms = ", ".join(graph.nodes.loc[graph.rooms, "id"])
        raise BadParameter(p.name, text, "governments do not sit in it", f"the rooms are {rooms}")
    return node_id


def _named(p: Parameter, graph: PropertyGraph, text: str, homonyms: Sequence[names.Homonym]) -> str:
    """The node that a text names; the kind that the parameter takes decides between several."""
    if len(p.kinds) == 1:  # what is meant is clear without the beginning of the id: MEX, oas-cam-concept-note
        own = f"{schema.KINDS[p.kinds[0]].prefix}:{text.upper() if p.kinds == ('Country',) else text}"
        if own in graph.node_index:
            return own
    try:
        return names.resolve(graph, text, homonyms if p.type == "node" and not p.kinds else ())
    except AmbiguousName as error:
        fitting = [c for c, _ in error.candidates if p.kinds and (graph.node(c) or {}).get("kind") in p.kinds]
        if len(fitting) != 1:
            raise
        return fitting[0]
