"""What-if on every question: the changed graph, what differs from the given one, and words for both."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph import changes, schema
from graph.errors import BadParameter
from queries._figures import figure
from queries._frame import Column
from queries._say import word

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from queries._frame import Params, Question
    from queries._say import Say

NAMES = ("node", "room", "nodes", "pair")
"""The types of parameters that name nodes."""
COMPARED = Column(
    "what_if",
    "text",
    "what the what-if does to the row: new, gone, or how it was before and is after",
    "qué le hace la hipótesis a la fila: nueva, perdida, o cómo era antes y cómo queda después",
    "what if",
    "hipótesis",
)


def changed(question: Question, graph: PropertyGraph, p: Params) -> PropertyGraph:
    """The graph as the what-if has it; the given graph where nothing is supposed.

    Raises:
        BadParameter: What is supposed cannot be, another parameter names what is taken away, or there is nothing to
            compare.
    """
    gone = set(p["without"])
    if p["compare"] and not (gone or p["with"]):
        raise BadParameter("compare", True, "there is nothing to compare", "suppose something by --without or --with")
    for parameter in question.parameters:
        value = p[parameter.key]
        named = set(value) if isinstance(value, tuple) else {value}
        if parameter.type in NAMES and value != parameter.default and (both := sorted(named & gone)):
            raise BadParameter(parameter.name, both[0], "the what-if takes it away", "leave it out of --without")
    rows = [_dated(changes.supposed(graph, text), p["as_of"]) for text in p["with"]]
    for row, text in zip(rows, p["with"], strict=True):
        if gone & {row["source"], row["target"]}:
            raise BadParameter("with", text, "it names what --without takes away", "suppose one or the other")
    graph = changes.with_statements(graph, rows)
    gone |= _left_behind(graph, rows, p["as_of"])
    return changes.without(graph, sorted(gone)) if gone else graph


def _dated(row: dict[str, object], day: str) -> dict[str, object]:
    """The supposed statement from the day asked for, unless it says otherwise; money that is supposed counts.

    Who withdraws is in until the day of it, so that by the day asked for it was the day before.
    """
    if row["relation"] == "WITHDREW_FROM":
        day = dt.date.fromordinal(max(dt.date.fromisoformat(day).toordinal() - 1, 1)).isoformat()
    return {"start": day, **({"counted": True} if row["relation"] == "FUNDS" else {}), **row}


def _left_behind(graph: PropertyGraph, rows: list[dict[str, object]], day: str) -> set[str]:
    """The seats that a supposed withdrawal from before the day cannot end, as they are first seen on it or later."""
    left = {(row["source"], row["target"]) for row in rows if row["relation"] == "WITHDREW_FROM" and row["start"] < day}  # type: ignore[operator]
    if not left:
        return set()
    held = graph.edges[graph.edges["seat"].notna() & graph.in_force(day) & (graph.edges["dataset"] != changes.WHAT_IF)]
    pairs = zip(held["id"], held["source"], held["target"], strict=True)
    return {about for about, source, target in pairs if (source, target) in left}


def compared(
    before: pd.DataFrame, after: pd.DataFrame, columns: tuple[Column, ...]
) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    """The rows that differ, with a first column `what_if`, and the columns.

    Rows are the same when all their columns but `evidence` are. A row of either side with the same key is the same row
    `before` and `after`; others are `new` or `gone`. The key is the ids of a row; where these do not tell rows apart its
    dates too, and then its texts. First those that changed, then the new ones, then those gone, in the order of the
    answer.
    """
    names = [c.name for c in columns]
    keys = _keys(before, after, columns)
    gone, new = _left(before, after, names), _left(after, before, names)
    was, now = Counter(_key(row, keys) for _, row in gone), Counter(_key(row, keys) for _, row in new)
    both = {key for key in was if keys and was[key] == now[key] == 1}
    earlier = {_key(row, keys): place for place, row in gone if _key(row, keys) in both}
    places: list[tuple[str, pd.DataFrame, int]] = []
    for place, row in new:
        if (key := _key(row, keys)) in both:
            places += [("before", before, earlier[key]), ("after", after, place)]
    places += [("new", after, place) for place, row in new if _key(row, keys) not in both]
    places += [("gone", before, place) for place, row in gone if _key(row, keys) not in both]
    parts = [frame.iloc[[place]] for _, frame, place in places]
    frame = pd.concat(parts, ignore_index=True) if parts else after.iloc[:0].copy()
    frame.insert(0, COMPARED.name, pd.Series([word for word, _, _ in places], index=frame.index, dtype="str"))
    return frame, (COMPARED, *columns)


def _keys(before: pd.DataFrame, after: pd.DataFrame, columns: tuple[Column, ...]) -> list[int]:
    """The places of the columns that tell the rows of either side apart, as far as ids, dates and texts do."""
    keys: list[int] = []
    for kind in ("id", "date", "text"):
        keys += [place for place, c in enumerate(columns) if c.type == kind]
        own = [columns[place].name for place in keys]
        if own and not any(frame.duplicated(own).any() for frame in (before, after)):
            break
    return keys


def _left(frame: pd.DataFrame, other: pd.DataFrame, names: list[str]) -> list[tuple[int, tuple[Any, ...]]]:
    """The places and values of the rows of one frame that the other has not (or not so often)."""
    spare = Counter(_values(other, names))
    left = []
    for place, row in enumerate(_values(frame, names)):
        if spare[row]:
            spare[row] -= 1
        else:
            left.append((place, row))
    return left


def _values(frame: pd.DataFrame, names: list[str]) -> list[tuple[Any, ...]]:
    cells = [
        [tuple(v) if isinstance(v, list) else None if v != v else v for v in frame[name].tolist()] for name in names
    ]
    return list(zip(*cells, strict=True))


def _key(row: tuple[Any, ...], keys: list[int]) -> tuple[Any, ...]:
    return tuple(row[position] for position in keys)


def lead(p: Params, say: Say) -> str:
    """What is supposed, before the sentence of the answer; nothing where nothing is."""
    if not (p["without"] or p["with"]):
        return ""
    parts = []
    facts = {name: fact for name in p["without"] if (fact := _fact(name, say))}
    if things := [name for name in p["without"] if name not in facts]:
        parts.append(say(f"{say.names(things)} were gone", f"sin {say.names(things)}"))
    if facts:
        untrue = say.joined([*facts.values()])
        parts.append(say(f"it did not hold that {untrue}", f"si no constara que {untrue}"))
    if p["with"]:
        told = [_read(text, say) for text in p["with"]]
        parts.append(say(say.joined(told), f"si {say.joined(told)}"))
    supposed = say.joined(parts)
    return say(f"What if {supposed}: ", f"Hipótesis, {supposed}: ")


def _fact(name: str, say: Say) -> str:
    """What a statement says, as far as its id tells; nothing where it does not."""
    relation, *ends = name.split("/")[:3]
    known = schema.RELATIONS.get(relation.replace("-", "_").upper())
    if known is None or len(ends) < 2 or not say.labels.keys() >= {*ends}:
        return ""
    return f"{say.name(ends[0])} {say(known.en, known.es)} {say.name(ends[1])}"


def _read(text: str, say: Say) -> str:
    """A supposed statement in words."""
    subject, name, other, *more = text.split()
    relation = schema.RELATIONS[name]
    detail = ", ".join(_said(part, say.lang) for part in more)
    tail = f" ({detail})" if detail else ""
    return f"{say.name(subject)} {say(relation.en, relation.es)} {say.name(other)}{tail}"


def _said(part: str, lang: str) -> str:
    name, _, value = part.partition("=")
    if name in ("amount", "people") and re.fullmatch("-?[0-9]+", value):
        value = figure(int(value), lang)
    return word(value, lang) if name == "role" else f"{word(name, lang)} {word(value, lang)}"


def told(frame: pd.DataFrame, say: Say) -> str:
    """What differs, in a sentence."""
    count = Counter(frame[COMPARED.name].tolist())
    if not count:
        return say(" No row differs from the graph as it stands.", " Ninguna fila difiere del grafo tal como está.")
    parts = [
        say.count(count[word], *words)
        for word, words in (
            ("new", ("row is new", "rows are new", "fila nueva", "filas nuevas")),
            ("gone", ("row is gone", "rows are gone", "fila perdida", "filas perdidas")),
            ("after", ("row differs", "rows differ", "fila distinta", "filas distintas")),
        )
        if count[word]
    ]
    listed = say.joined(parts)
    return say(f" Against the graph as it stands, {listed}.", f" Frente al grafo tal como está: {listed}.")
