"""The payload as it is written into the page: each thing said once, tables as rows of cells; `model.js` reads it back.

A table is ``{"columns": [[name, code], ...], "rows": [[cell, ...], ...]}``. The columns that are filled most come first
and a row ends with its last filled cell. A name such as ``note.en`` is the English text of ``note``. The code says how
a cell is read:

- ``"text"``: as it stands; ``0`` is unknown;
- ``"json"``: as it stands; ``null`` is unknown;
- ``"node"``: the place of a node among the nodes, counted from 1; ``0`` is unknown;
- a list of words: the place of a word in it, counted from 1; ``0`` is unknown.

Where a cell holds a list, each item is read so.

What the other keys of a payload (`explorer.payload`) become:

- ``nodes``: a table. ``statements``, ``observations``: tables whose ``id`` is left out where it follows from the other
  cells as `graph.ids` mints it; then the number stands there that the id ends with, and nothing where that is 1. The
  ``since`` and ``until`` of a statement are left out where they are the first day of its start and the last of its end.
- ``evidence``: a table without ``about``, and ``counts``: how many of its rows are about each statement, then about
  each observation, then about each node, in their order (what comes after the last count has none).
- ``questions``: the ``values`` of a parameter are ``nodes`` where they name nodes: their places, counted from 1, 0 for
  none; beside the texts, ``rows`` is the table of all rows of all its answers, each once (columns ``0``,
  ``1``, ... for the cells, and ``evidence``), and the ``rows`` of an answer are places in it: ``[first, number]`` where
  they follow each other, else ``[[place, ...]]``.
- drawings: ids of nodes are places of nodes, counted from 0; ``money`` is a list of ``[place of the node, drawing]``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from graph import dates, ids

Json = dict[str, Any]

LANGUAGES = ("en", "es")


def packed(payload: Mapping[str, Any]) -> Json:
    """The payload (see `explorer.payload`) in its short form."""
    place = {node["id"]: number for number, node in enumerate(payload["nodes"])}
    network = payload["network"]
    return {
        **payload,
        "nodes": table(payload["nodes"], {}),
        "statements": table([_statement(row) for row in payload["statements"]], place),
        "observations": table([_observation(row) for row in payload["observations"]], place),
        "evidence": _evidence(payload, place),
        "questions": [_question(question, place) for question in payload["questions"]],
        "network": {
            **network,
            "home": network["home"] and _drawing(network["home"], place),
            "money": [[place[node], _drawing(drawing, place)] for node, drawing in network["money"].items()],
        },
    }


def table(rows: Sequence[Mapping[str, Any]], place: Mapping[str, int]) -> Json:
    """The rows as a table.

    Args:
        rows: Mappings without what is unknown; values are what JSON has, or pairs of texts by language.
        place: The place of each node id that may be written as a number.
    """
    flat = [_flat(row) for row in rows]
    names: dict[str, int] = {}
    for row in flat:
        for name in row:
            names[name] = names.get(name, 0) + 1
    order = sorted(names, key=lambda name: -names[name])
    columns = []
    cells: list[list[Any]] = [[] for _ in flat]
    for name in order:
        values = [row.get(name) for row in flat]
        code = _code([value for value in values if value is not None], place)
        columns.append([name, list(code) if isinstance(code, dict) else code])
        known = place if code == "node" else code if isinstance(code, dict) else None
        unknown = None if code == "json" else 0
        for row_cells, value in zip(cells, values, strict=True):
            row_cells.append(unknown if value is None else value if known is None else _coded(value, known))
    for row_cells, row in zip(cells, flat, strict=True):
        while row_cells and order[len(row_cells) - 1] not in row:
            row_cells.pop()
    return {"columns": columns, "rows": cells}


def _flat(row: Mapping[str, Any]) -> Json:
    made: Json = {}
    for name, value in row.items():
        if isinstance(value, dict):
            made |= {f"{name}.{lang}": value[lang] for lang in LANGUAGES if lang in value}
        else:
            made[name] = value
    return made


def _code(values: list[Any], place: Mapping[str, int]) -> str | dict[str, int]:
    """How the values of a column are written: `text`, `json`, `node`, or its words where their places are shorter."""
    words: dict[str, int] = {}
    plain = 0
    for value in values:
        for item in value if isinstance(value, list) else (value,):
            if not isinstance(item, str):
                return "json"
            plain += len(item) + 2
            words.setdefault(item, len(words))
    if place and words.keys() <= place.keys():
        return "node"
    digits = len(str(len(words)))
    times = sum(len(value) if isinstance(value, list) else 1 for value in values)
    return words if sum(len(word) + 3 for word in words) + times * digits < plain else "text"


def _coded(value: Any, known: Mapping[str, int]) -> Any:
    return [known[item] + 1 for item in value] if isinstance(value, list) else known[value] + 1


def _statement(row: Mapping[str, Any]) -> Json:
    made = _numbered(row, ids.statement(row["relation"], row["source"], row["target"], row.get("role")))
    if "start" in row and row.get("since") == dates.first_day(row["start"]):
        del made["since"]
    if "end" in row and row.get("until") == dates.last_day(row["end"]):
        del made["until"]
    return made


def _observation(row: Mapping[str, Any]) -> Json:
    return _numbered(row, ids.observation(row["measure"], row["node"], row.get("start")))


def _numbered(row: Mapping[str, Any], first: str) -> Json:
    """The row with the number that its id ends with in place of the id, where the rest of the id is that of `first`."""
    made = dict(row)
    number = row["id"].removeprefix(first[:-1])
    if number == "1":
        del made["id"]
    elif number != row["id"] and number.isascii() and number.isdigit() and not number.startswith("0"):
        made["id"] = int(number)
    return made


def _evidence(payload: Mapping[str, Any], place: Mapping[str, int]) -> Json:
    abouts = [*range(len(payload["statements"]))]
    abouts += [row["id"] for name in ("observations", "nodes") for row in payload[name]]
    pieces: dict[Any, list[Json]] = {about: [] for about in abouts}
    for piece in payload["evidence"]:
        pieces[piece["about"]].append({name: value for name, value in piece.items() if name != "about"})
    counts = [len(own) for own in pieces.values()]
    while counts and not counts[-1]:
        counts.pop()
    return {**table([piece for own in pieces.values() for piece in own], place), "counts": counts}


def _question(question: Mapping[str, Any], place: Mapping[str, int]) -> Json:
    number: dict[str, int] = {}
    rows: list[Json] = []
    answers = []
    for answer in question["answers"]:
        made = {**answer, "networks": [_drawing(drawing, place) for drawing in answer["networks"]]}
        if "rows" in answer:
            places = []
            for row in answer["rows"]:
                key = json.dumps(row)
                if key not in number:
                    number[key] = len(rows)
                    cells = {str(at): cell for at, cell in enumerate(row["cells"]) if cell is not None}
                    rows.append({**cells, "evidence": row["evidence"]})
                places.append(number[key])
            made["rows"] = _run(places)
        answers.append(made)
    parameters = [_parameter(parameter, place) for parameter in question["parameters"]]
    return {**question, "parameters": parameters, "answers": answers, "rows": table(rows, place)}


def _parameter(parameter: Mapping[str, Any], place: Mapping[str, int]) -> Json:
    """A parameter; where its values are nodes, ``nodes`` has their places, counted from 1, and 0 for none."""
    values = parameter["values"]
    if not all(value is None or value in place for value in values):
        return dict(parameter)
    return {"name": parameter["name"], "nodes": [0 if value is None else place[value] + 1 for value in values]}


def _run(places: list[int]) -> list[Any]:
    first = places[0] if places else 0
    return [first, len(places)] if places == [*range(first, first + len(places))] else [places]


def _drawing(drawing: Mapping[str, Any], place: Mapping[str, int]) -> Json:
    columns = [
        {**column, **{name: _places(column[name], place) for name in ("nodes", "rest") if name in column}}
        for column in drawing["columns"]
    ]
    return {**drawing, "columns": columns}


def _places(nodes: Iterable[str], place: Mapping[str, int]) -> list[int]:
    return [place[node] for node in nodes]
