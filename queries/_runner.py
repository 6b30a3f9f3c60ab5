"""Asking a question: parse the parameters, find the rows, join the sources, say it in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph import changes, dates, names, schema
from graph.errors import AmbiguousName, BadParameter, ModelError, listed, near
from graph.model import PropertyGraph
from queries import _catalogue, _what_if
from queries._frame import COMMON, DTYPES, Answer, Parameter, Question, Rows
from queries._proof import GraphProof
from queries._say import LANGUAGES, Say

if TYPE_CHECKING:
    from graph.stores import Store


def ask(source: PropertyGraph | Store, name: str, given: Mapping[str, object]) -> Answer:
    """The answer to a question; see `queries.ask`."""
    question = _catalogue.question(name)
    graph = source if isinstance(source, PropertyGraph) else source.read()
    params = parsed(question, graph, given)
    if params["source"]:
        graph = changes.on_sources(graph, params["source"])
    changed = _what_if.changed(question, graph, params)
    rows = question.found(changed, params)
    frame, columns = shaped(question, rows.frame), question.columns
    compared: dict[str, str] = {}
    if params["compare"]:
        today = shaped(question, question.found(graph, params).frame)
        frame, columns = _what_if.compared(today, frame, columns)
        compared = {lang: _what_if.told(frame, Say(lang, graph.labels(lang))) for lang in LANGUAGES}
    labels = {lang: graph.labels(lang) for lang in LANGUAGES}
    says = {lang: Say(lang, labels[lang]) for lang in labels}
    sentences = {
        lang: _what_if.lead(params, say) + _told(question, rows, params, say) + compared.get(lang, "")
        for lang, say in says.items()
    }
    return Answer(
        frame=frame,
        query=name,
        params={p.name: params[p.key] for p in (*question.parameters, *COMMON) if p.name not in ("as-of", "lang")},
        as_of=params["as_of"],
        universe=rows.universe,
        sentences=sentences,
        lang=params["lang"],
        columns=columns,
        proof=GraphProof(changed) if changed is graph else GraphProof(changed, graph),
        names=labels,
        timeless=question.timeless,
    )


def parsed(question: Question, graph: PropertyGraph, given: Mapping[str, object]) -> dict[str, Any]:
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
            known = [p.name for p in takes.values()]
            close = near(raw, known)
            hint = f"did you mean {listed(close)}?" if close else f"it takes {', '.join(known)}"
            raise BadParameter(raw, value, f"'{question.name}' does not take it", hint)
        if value is not None:
            params[key] = _value(takes[key], graph, value)
    for key, p in takes.items():
        if key not in params:
            if p.required:
                raise BadParameter(p.name, None, "it is missing", f"give {p.en}")
            params[key] = dates.today() if key == "as_of" else p.default
    params["with"] = tuple(changes.as_text(changes.supposed(graph, text)) for text in params["with"])
    return params


def shaped(question: Question, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with exactly the declared columns and dtypes, and `evidence`.

    Raises:
        ModelError: The question gave other columns than it declares.
    """
    wanted = [c.name for c in question.columns] + ["evidence"]
    if list(frame.columns) != wanted:
        raise ModelError(f"'{question.name}' declares the columns {wanted} and gave {list(frame.columns)}")
    return frame.astype({c.name: DTYPES[c.type] for c in question.columns}).reset_index(drop=True)


def _told(question: Question, rows: Rows, params: Mapping[str, Any], say: Say) -> str:
    """The sentence, and whose seats it counts where these are not those of members alone."""
    text = question.sentence(rows, params, say)
    roles = params.get("roles", ("member",))
    if roles == ("member",):
        return text
    spanish = {"member": "miembros", "associate": "asociados", "observer": "observadores"}
    counted = say.joined([say(f"{role}s", spanish[role]) for role in roles])
    return text + say(f" Only seats of {counted} are counted here.", f" Aquí solo cuentan los asientos de {counted}.")


def _value(p: Parameter, graph: PropertyGraph, value: object) -> object:
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
        return _node(p, graph, str(value))
    parts = [str(v).strip() for v in value] if isinstance(value, list | tuple) else str(value).split(",")
    parts = [part.strip() for part in parts if part.strip()]
    if p.type == "choice":
        parts = [str(value)]
    if p.type in ("choice", "choices"):
        if not parts or (wrong := [part for part in parts if part not in p.choices]):
            shown = wrong[0] if parts else value
            raise BadParameter(p.name, shown, "no such choice", f"choose from {', '.join(p.choices)}")
        return parts[0] if p.type == "choice" else tuple(dict.fromkeys(parts))
    nodes = tuple(dict.fromkeys(_node(p, graph, part) for part in parts))
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


def _node(p: Parameter, graph: PropertyGraph, text: str) -> str:
    if text in graph.edge_index and not p.kinds:
        return text
    node_id = _named(p, graph, text)
    kind = (graph.node(node_id) or {}).get("kind")
    if p.kinds and kind not in p.kinds:
        raise BadParameter(p.name, text, f"{node_id} is a {kind}", f"give a {' or '.join(p.kinds)}")
    if p.type == "room" and not graph.is_room(node_id):
        known = ", ".join(graph.nodes.loc[graph.rooms, "id"])
        raise BadParameter(p.name, text, "governments do not sit in it", f"the rooms are {known}")
    return node_id


def _named(p: Parameter, graph: PropertyGraph, text: str) -> str:
    """The node that a text names; the kind that the parameter takes decides between several."""
    if len(p.kinds) == 1:  # what is meant is clear without the beginning of the id: MEX, oas-cam-concept-note
        own = f"{schema.KINDS[p.kinds[0]].prefix}:{text.upper() if p.kinds == ('Country',) else text}"
        if own in graph.node_index:
            return own
    try:
        return names.resolve(graph, text)
    except AmbiguousName as error:
        fitting = [c for c, _ in error.candidates if p.kinds and (graph.node(c) or {}).get("kind") in p.kinds]
        if len(fitting) != 1:
            raise
        return fitting[0]
