"""Kumu's blueprint: elements and connections in one JSON file, to be dropped on an empty map.

Elements and connections have ids, and connections name their ends by them. Yet Kumu also tells elements apart by their
labels when a file is brought in again, so that no two have the same: a second one bears its kind or its id. The
description is Markdown, in which what stands in the data is escaped.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import schema
from graph.exports import _attributes
from graph.exports._attributes import counted
from graph.exports._json import write_array

if TYPE_CHECKING:
    from graph.exports._attributes import Row, Told
    from graph.model import PropertyGraph

FOLDER = False

MANY = 5_000
"""Beyond so many elements and connections a map is slow in a browser."""

_MARKDOWN = re.compile(r"([\\`*_\[\]()#|~<>&])")


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file, a line for each element and each connection."""
    view = _attributes.told(graph)
    labels, renamed = _labels(view)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"elements": ')
        write_array(file, (_element(row, labels[row["id"]]) for row in view.nodes()))
        file.write(',\n"connections": ')
        write_array(file, map(_connection, view.edges()))
        file.write("}\n")
    remarks = _attributes.remarks(view, "as lines of text in `evidence`, `observations` and the description")
    if renamed:
        remarks.append(f"with kind or id in the label, so that no two are alike: {counted(renamed, 'element')}")
    if lost := _attributes.infinite(view):
        remarks.append(f"not carried, since JSON cannot write it: {counted(lost, 'number')} without end")
    if (size := int(view.kept.sum()) + len(graph.edges)) > MANY:
        remarks.append(f"many for a browser: {size} elements and connections; --as-of a day leaves fewer")
    remarks += _attributes.undated(graph)
    remarks.append("as fields to filter by, since Kumu knows no intervals: `start` and `end`")
    return remarks


def escaped(text: str) -> str:
    """A text of the data within Markdown."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def _labels(view: Told) -> tuple[dict[str, str], int]:
    """A label for each element, no two alike whatever the case, and how many are not just the name."""
    nodes = view.graph.nodes[view.kept]
    names = {key: " ".join(name.split()) or key for key, name in zip(nodes["id"], nodes["name_en"], strict=True)}
    kinds = dict(zip(nodes["id"], nodes["kind"], strict=True))
    labels = dict(names)
    for with_kind in (True, False):
        counts = Counter(label.casefold() for label in labels.values())
        for node, label in labels.items():
            if counts[label.casefold()] > 1:
                labels[node] = f"{names[node]} ({kinds[node] if with_kind else node})"
    return labels, sum(labels[key] != name for key, name in names.items())


def _element(row: Row, label: str) -> Row:
    kind = schema.KINDS.get(row["kind"])
    head = {"id": row.pop("id"), "label": label, "type": kind.en if kind else row["kind"]}
    return head | _fields(row)


def _connection(row: Row) -> Row:
    head = {"id": row.pop("id"), "from": row.pop("source"), "to": row.pop("target")}
    return head | {"direction": "directed", "type": row["label"], **_fields(row)}


def _fields(row: Row) -> Row:
    """The description and all attributes as fields; the label has a place of its own."""
    fields: dict[str, Any] = {"description": text} if (text := _description(row)) else {}
    row.pop("label")
    # `labels`, the kind and further ones, are what Kumu calls tags; `direction` would read as that of an arrow.
    names = {"labels": "tags", "direction": "direction_of_movement"}
    return fields | {names.get(name, name): value for name, value in _attributes.flat(row).items()}


def _description(row: Row) -> str:
    """The note and the sources, as Markdown."""
    lines = [escaped(row["note"])] if "note" in row else []
    for piece in sorted(row.get("evidence", []), key=lambda piece: piece["stance"] != "supports"):
        title = escaped(piece.get("title", piece["source"]))
        url = piece.get("url", "")
        if re.fullmatch(r"https?://[^\s<>()\"'\\]+", url):
            title = f"[{title}]({url})"
        said = [escaped(piece[name]) for name in ("publisher", "published", "locator") if name in piece]
        contradicts = "Contradicts: " if piece["stance"] == "contradicts" else ""
        reading = f": {escaped(piece['reading'])}" if "reading" in piece else ""
        lines.append(f"- {contradicts}{', '.join([title, *said])}{reading}")
    return "\n".join(lines)
