"""What the page knows: one plain dictionary, made of a graph and its answers; `explorer.pack` writes it short.

Nothing is said twice. Empty values are left out everywhere; texts for people are ``{"en", "es"}``, and ``es`` is left
out where it is the same. Its keys:

- ``meta``: ``title, as_of, first`` (the first day of the time slider), ``version, lang`` (or null), ``counts``.
- ``kinds``: by name ``en, es, plural, fill, line, text`` (colours); ``relations``: by name ``en, es, back``;
  ``measures``: by name ``en, es``.
- ``nodes``: ``id, kind, subtype, name, short, aliases, start, end, status, scope, region, members_known, url, note``; a
  source also has ``publisher, published, accessed, language``, and its title is its name (``title`` where it is not).
- ``statements``: ``id, relation, source, target, role, start, end, since, until, last_seen, status, confidence, how,
  disputed, form, choice, seat, amount, currency, money, people, note``. Other parts name a statement by its place.
- ``observations``: ``id, node, measure, number, text, unit, currency, start, end, confidence, note``.
- ``evidence``: ``about`` (a statement by its place, an observation or node by its id), ``source, locator, date,
  stance`` (left out where it supports), ``reading, reason``; on statements first, then observations, then nodes, in
  their order; what is about one thing in the order of the ids of its evidence.
- ``matrix``: ``columns`` (``id, room, scope, known`` all | americas | none, ``first, last, statuses`` as [day, status],
  ``proposed`` for the overlaps), ``others`` (rooms that are no column: the same of them), ``rows`` (``id, region,
  americas``), ``cells`` ([row, column, places of statements]).
- ``families``: of questions: ``key`` (the letter of their numbers), ``en, es``.
- ``questions``: ``name, number, ask, columns, answers``, ``parameters`` (what a reader can change: ``name`` and
  ``values``, the default first, null for a parameter that is not given) and ``timeless`` where the day makes no
  difference; an answer, for the day of ``meta``, has ``params, sentence``, ``networks`` (drawings, see
  `explorer.network`, with ``label`` and ``row``) and ``rows``; a row has ``cells`` and ``evidence`` (places of
  statements, or ids of nodes and observations). Where it says ``computed``, the page works out the rows and the
  sentence for any day and values (``answers.js, said.js``) as Python does, which a test holds: its answers have
  neither, and are there for their drawings.
- ``network``: ``options`` of vis-network, ``home`` (a drawing or null), ``money`` (drawings by donor and recipient).

The page of a store that is too large for it, and one that is served, have more: see `explorer.carried`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any, cast

from explorer import drawings, render, variants
from explorer.drawings import Book
from explorer.variants import COMPUTED
from graph import dates, schema
from graph.errors import BadParameter
from graph.rooms import rooms as rooms_on
from graph.rooms import told
from queries import _catalogue

if TYPE_CHECKING:
    import pandas as pd

    from graph.model import PropertyGraph
    from queries._frame import Answer, Column

Json = dict[str, Any]

TITLE = {"en": "Migration governance in the Americas", "es": "Gobernanza migratoria en las Américas"}
TIES = ("MEMBER_OF", "PARTICIPATES_IN", "ADOPTED", "VOTED", "ENDORSED", "SIGNED", "WITHDREW_FROM")
"""The relations of a country to a mechanism that a cell of the matrix shows; `OPERATES_IN` runs the other way."""
REGION_ORDER = ("north-america", "central-america", "caribbean", "south-america")
SCOPE_ORDER = ("regional", "hemispheric", "global")
SHOWN = {
    ("changes", "relation"): {"en": "relation", "es": "relación"},
    ("why", "start"): {"en": "from", "es": "desde"},
    ("why", "end"): {"en": "to", "es": "hasta"},
}
"""Columns that a terminal has no room for and the page has, with their titles."""
HIDDEN = {("why", "subject")}
"""Columns that the page says in another way: its table of a node reads each statement from the node's end."""

Asked = Callable[[str, str, Mapping[str, Any]], "tuple[Answer | None, Json]"]
"""Asks a question by name for a day; gives the answer, or none where the page leaves it out, and what to add to it."""

_NODE = ("id", "kind", "subtype", "aliases", "start", "end", "status", "scope", "region", "members_known", "url")
_STATEMENT = (
    *("id", "relation", "source", "target", "role", "start", "end", "since", "until", "last_seen", "status"),
    *("confidence", "form", "choice", "seat", "amount", "currency", "money", "people"),
)
_OBSERVATION = ("id", "node", "measure", "number", "text", "unit", "currency", "start", "end", "confidence")
_EVIDENCE = ("source", "locator", "date")
_SOURCE = ("publisher", "url", "published", "accessed", "language")


def payload(
    graph: PropertyGraph, *, as_of: str | None = None, lang: str | None = None, ask: Asked | None = None
) -> Json:
    """The payload of a graph for a day (today where not given); see the module for its keys.

    `ask` is given where the graph is a part of what is asked; the page then computes no answer itself.

    Raises:
        ValueError: `as_of` is not a date.
        BadParameter: `lang` is neither `en` nor `es`.
    """
    if lang is not None and lang not in render.LANGUAGES:
        raise BadParameter("lang", lang, "no such language", f"choose from {', '.join(render.LANGUAGES)}")
    day = dates.covered(as_of) if as_of is not None else dates.today()
    sources = {row["id"]: row for row in _records(graph.sources)}
    nodes = [_node(row, sources) for row in _records(graph.nodes)]
    statements = [_statement(row) for row in _records(graph.edges)]
    observations = [_only(row, _OBSERVATION) | _texts(row, "note") for row in _records(graph.observations)]
    book = Book(graph, {row["id"]: place for place, row in enumerate(statements)})
    matrix = _matrix(graph, day, book)
    questions = [_question(graph, name, day, book, ask) for name in _catalogue.in_order()]
    return {
        "meta": {
            "title": TITLE,
            "as_of": day,
            "first": _first_day(matrix, statements, day),
            "version": _version(),
            "lang": lang,
            "counts": {
                "nodes": int((graph.nodes["kind"] != "Source").sum()),
                "statements": len(statements),
                "sources": len(graph.sources),
            },
        },
        "kinds": _kinds(),
        "relations": {
            name: {"en": r.en, "es": r.es, "back": {"en": r.en_back, "es": r.es_back}}
            for name, r in schema.RELATIONS.items()
        },
        "measures": {name: {"en": en, "es": es} for name, (en, es) in schema.MEASURES.items()},
        "nodes": nodes,
        "statements": statements,
        "observations": observations,
        "evidence": _evidence(graph, book, [row["id"] for row in (*observations, *nodes)]),
        "matrix": matrix,
        "families": [{"key": key, "en": en, "es": es} for key, (en, es) in _catalogue.FAMILIES.items()],
        "questions": [question for question in questions if _has_answers(question)],
        "network": {
            "options": drawings.options(),
            "home": drawings.home(book, matrix),
            "money": drawings.moneys(book),
        },
    }


# -- the tables -------------------------------------------------------------------------------------------------------


def _node(row: Json, sources: Mapping[str, Json]) -> Json:
    made = _only(row, _NODE) | _texts(row, "note")
    made["name"] = _pair(row, "name_en", "name_es")
    if short := _pair(row, "short_en", "short_es"):
        made["short"] = short
    if source := sources.get(row["id"]):
        made |= _only(source, _SOURCE)
        if source["title"] != made["name"].get("en"):
            made["title"] = source["title"]
    return made


def _statement(row: Json) -> Json:
    made = _only(row, _STATEMENT) | _texts(row, "how") | _texts(row, "note")
    if row.get("disputed"):
        made["disputed"] = True
    return made


def _evidence(graph: PropertyGraph, book: Book, others: Iterable[str]) -> list[Json]:
    """The evidence in the order of what it is about: the statements, then these others."""
    order = {about: place for place, about in enumerate((*book.places, *others))}
    found = []
    for row in sorted(_records(graph.evidence), key=lambda row: order[row["about"]]):
        made = {"about": book.places.get(row["about"], row["about"])} | _only(row, _EVIDENCE)
        made |= _texts(row, "reading") | _texts(row, "reason")
        if row["stance"] != "supports":
            made["stance"] = row["stance"]
        found.append(made)
    return found


def _records(frame: pd.DataFrame) -> Iterable[Json]:
    """The rows in plain Python values, without what is unknown."""
    columns = [(str(name), frame[name].tolist()) for name in frame.columns]
    for place in range(len(frame)):
        row = {name: values[place] for name, values in columns}
        yield {name: plain for name, value in row.items() if (plain := _plain(value)) is not None}


def _plain(value: object) -> Any:
    """A value as JSON has it; unknown (None, NaN, NA, no number) is None."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    return None


def _only(row: Json, names: tuple[str, ...]) -> Json:
    return {name: row[name] for name in names if row.get(name) not in (None, "", [])}


def _pair(row: Json, en: str, es: str) -> Json:
    """A text in both languages; the Spanish one is left out where it is the same."""
    pair = {lang: row[column] for lang, column in (("en", en), ("es", es)) if row.get(column)}
    return {"en": pair["en"]} if pair.get("es") == pair.get("en") is not None else pair


def _texts(row: Json, name: str) -> Json:
    """A remark that stands in `name` (English) and `name_es`, as one pair."""
    pair = _pair(row, name, f"{name}_es")
    return {name: pair} if pair else {}


def _kinds() -> Json:
    made = {}
    for name, kind in schema.KINDS.items():
        light_ink = kind.ink.lower() in ("#fff", "#ffffff")
        made[name] = {
            "en": kind.en,
            "es": kind.es,
            "plural": {"en": kind.en_plural, "es": kind.es_plural},
            "fill": kind.colour,
            "line": kind.colour if light_ink else kind.ink,
            "text": kind.ink,
        }
    return made


# -- the matrix -------------------------------------------------------------------------------------------------------


def _matrix(graph: PropertyGraph, day: str, book: Book) -> Json:
    """Countries by mechanisms, with the statements of each pair; the page works out the cells for any day."""
    edges = graph.edges
    pairs: dict[tuple[str, str], list[int]] = {}
    for place, relation, source, target in zip(
        range(len(edges)), edges["relation"], edges["source"], edges["target"], strict=True
    ):
        country, mechanism = (target, source) if relation == "OPERATES_IN" else (source, target)
        tie = relation == "OPERATES_IN" or relation in TIES
        if tie and book.kind(country) == "Country" and book.kind(mechanism) == "Mechanism":
            pairs.setdefault((country, mechanism), []).append(place)
    columns, others = _columns(graph, day, pairs)
    near = {c for c, mechanism in pairs if mechanism in columns and columns[mechanism]["scope"] != "global"}
    rows = _rows(graph, near, {country for country, mechanism in pairs if mechanism in columns})
    row_of = {row["id"]: number for number, row in enumerate(rows)}
    column_of = {column: number for number, column in enumerate(columns)}
    cells = [
        [row_of[country], column_of[mechanism], places]
        for (country, mechanism), places in pairs.items()
        if country in row_of and mechanism in column_of
    ]
    return {"columns": list(columns.values()), "others": others, "rows": rows, "cells": sorted(cells)}


def _columns(
    graph: PropertyGraph, day: str, pairs: Mapping[tuple[str, str], list[int]]
) -> tuple[dict[str, Json], list[Json]]:
    """The rooms, and the platforms that operate in countries: those with a known list, then by scope and age.

    Beside them the rooms that have ended and of which no seat is known: no columns, but part of what was looked at.
    """
    tied = {mechanism for _, mechanism in pairs}
    operating = set(graph.edges.loc[graph.edges["relation"] == "OPERATES_IN", "source"])
    known = {row["id"]: row for row in _records(rooms_on(graph, day))}
    statuses: dict[str, list[list[str]]] = {}
    for name, since, text in told(graph).itertuples(index=False):
        statuses.setdefault(name, []).append([since, text])
    found, others = [], []
    for node in _records(graph.nodes[graph.nodes["kind"] == "Mechanism"]):
        name = node["id"]
        room = name in known
        ended = known[name]["status"] == "ended" if room else node.get("status") == "ended"
        whole = node.get("members_known") is True
        column = {
            "id": name,
            "room": room,
            "scope": node.get("scope", ""),
            "known": "none" if not whole else node.get("members_known_in") or "all",
            "first": dates.first_day(node["start"]) if "start" in node else "",
            "last": dates.last_day(node["end"]) if "end" in node else "",
            "status": node.get("status", ""),
            "statuses": statuses.get(name, []),
            "proposed": whole and node.get("scope") == "regional" and node.get("status") != "dormant" and name in tied,
        }
        place = SCOPE_ORDER.index(column["scope"]) if column["scope"] in SCOPE_ORDER else len(SCOPE_ORDER)
        if not (room and (name in tied or not ended)) and not (name in operating and name in tied):
            others += [column] if room else []
            continue
        # Known lists stand before unknown ones, rooms before platforms, the older before the younger.
        order = (not whole, name not in tied, place, not room, column["first"] or "9", name)
        found.append((order, column))
    found.sort(key=lambda item: cast("tuple[Any, ...]", item[0]))
    return {column["id"]: column for _, column in found}, others


def _rows(graph: PropertyGraph, near: set[str], tied: set[str]) -> list[Json]:
    """The states of the Americas, its territories with any tie, and others with a tie nearer than a global one."""
    found = []
    for node in _records(graph.nodes[graph.nodes["kind"] == "Country"]):
        americas = node.get("region") in schema.AMERICAS
        if node["id"] in near or (americas and (node["id"] in tied or node.get("subtype") != "territory")):
            region = node["region"] if americas else "elsewhere"
            found.append({"id": node["id"], "region": region, "americas": americas})
    order = {region: number for number, region in enumerate(REGION_ORDER)}
    labels = graph.labels("en")
    ties: dict[str, int] = {}
    for country in graph.edges.loc[graph.edges["seat"] == "member", "source"]:
        ties[country] = ties.get(country, 0) + 1
    found.sort(key=lambda row: (order.get(row["region"], len(order)), -ties.get(row["id"], 0), labels[row["id"]]))
    return found


def _first_day(matrix: Json, statements: list[Json], day: str) -> str:
    """The first day of the slider: the first of January before anything in the matrix began."""
    days = [column["first"] for column in matrix["columns"] if column["first"]]
    days += [
        statements[place]["since"] for cell in matrix["cells"] for place in cell[2] if "since" in statements[place]
    ]
    return min(min(days, default=day), day)[:4] + "-01-01"


# -- the answers ------------------------------------------------------------------------------------------------------


def _question(graph: PropertyGraph, name: str, day: str, book: Book, ask: Asked | None) -> Json:
    import queries

    question = queries.question(name)
    computed = ask is None and name in COMPUTED
    first = cache(lambda: queries.ask(graph, name, as_of=day))
    chosen = variants.values(graph, name, day, first if ask is None else None)
    answers = []
    for params in variants.beforehand(name, chosen, computed=computed):
        if ask is None:
            answer: Answer | None = queries.ask(graph, name, as_of=day, **params) if params else first()
            remarks: Json = {}
        else:
            answer, remarks = ask(name, day, params)
        if answer is not None:
            answers.append(_answer(answer, book, computed=computed) | remarks)
    return {
        "name": name,
        "number": question.number,
        "ask": {"en": question.en, "es": question.es},
        "parameters": [{"name": key, "values": values} for key, values in chosen.items()],
        **({"computed": True} if computed else {}),
        **({"timeless": True} if question.timeless else {}),
        "columns": [
            {
                "name": column.name,
                "dtype": column.type,
                "title": {
                    "en": column.title_en or column.name.replace("_", " "),
                    "es": column.title_es or column.name.replace("_", " "),
                }
                | SHOWN.get((name, column.name), {}),
                **({"hidden": True} if _hidden(name, column) else {}),
            }
            for column in question.columns
        ],
        "answers": answers,
    }


def _hidden(name: str, column: Column) -> bool:
    """Whether the page leaves a column out of its tables."""
    return (name, column.name) in HIDDEN or not (column.title_en or (name, column.name) in SHOWN)


def _answer(answer: Answer, book: Book, *, computed: bool) -> Json:
    params = {name: _plain(value) for name, value in answer.params.items() if name != "confidence"}
    made = {
        "params": {name: value for name, value in params.items() if value not in (None, [])},
        "networks": drawings.of_answer(book, answer),
    }
    if not computed:
        cells = zip(*(answer.frame[column.name].tolist() for column in answer.columns), strict=True)
        made["sentence"] = dict(answer.sentences)
        made["rows"] = [
            {"cells": [_plain(cell) for cell in row], "evidence": [book.places.get(name, name) for name in about]}
            for row, about in zip(cells, answer.frame["evidence"].tolist(), strict=True)
        ]
    return made


def _has_answers(question: Json) -> bool:
    """Whether there is an answer in the page, or all that the page needs to work one out."""
    chosen = [parameter["values"] for parameter in question["parameters"]]
    return bool(question["answers"]) or ("computed" in question and all(chosen))


def _version() -> str:
    try:
        return metadata.version("migov")
    except metadata.PackageNotFoundError:
        return "dev"
