"""GraphML: what yEd, Gephi, igraph and NetworkX read; a directed graph with parallel edges and typed keys.

Dates are texts as given, a list is a JSON array. The ids of nodes and edges are those of nodes and statements; they
stand in the attributes `node` and `statement` as well, since yEd and igraph do not keep the ids of the file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import schema
from graph.exports import _attributes
from graph.exports._xml import Text, checked

if TYPE_CHECKING:
    from graph.exports._attributes import Row, Told
    from graph.model import PropertyGraph

FOLDER = False

NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
IDS = {
    "node": schema.Property("node", "text", "The id of the node."),
    "edge": schema.Property("statement", "text", "The id of the statement."),
}
TYPES = {"integer": "long", "number": "double", "boolean": "boolean"}
"""The types of keys; all else is text."""


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file.

    Raises:
        ModelError: An id has a character that XML cannot write.
    """
    from lxml import etree

    view, text = _attributes.told(graph), Text()
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as xml:  # a full disk is an OSError so
        xml.write_declaration()
        with xml.element("graphml", nsmap={None: NAMESPACE}):
            if graph.as_of:
                with xml.element("desc"):
                    xml.write(_attributes.selected(graph.as_of))
            for name, properties in _attributes.columns(view).items():
                _declare(xml, name.removesuffix("s"), properties)
            with xml.element("graph", {"id": "migov", "edgedefault": "directed"}):
                for row in view.nodes():
                    _element(xml, "node", ("id",), row, text)
                for row in view.edges():
                    _element(xml, "edge", ("id", "source", "target"), row, text)
    told_as = "as lines of text in the attributes `evidence` and `observations`"
    return [*_attributes.remarks(view, told_as), *_untrue(view), *text.remarks()]


def _untrue(view: Told) -> list[str]:
    """How many truth values are not known, of which igraph makes false."""
    frames = {"nodes": view.graph.nodes[view.kept], "edges": view.graph.edges}
    said = [
        f"{counts} `{p.name}`"
        for name, properties in _attributes.columns(view).items()
        for p in properties
        if p.type == "boolean" and (counts := int(frames[name][p.name].isna().sum()))
    ]
    words = "absent (not known, or without meaning there), which igraph reads as false"
    return [f"{words}: {', '.join(said)}"] if said else []


def _declare(xml: Any, group: str, properties: list[schema.Property]) -> None:
    """Declare the keys; nodes and edges may each have one of a name, but no two keys have one id."""
    for p in (IDS[group], *properties):
        key = {"id": f"{group}-{p.name}", "for": group, "attr.name": p.name, "attr.type": TYPES.get(p.type, "string")}
        with xml.element("key", key):
            pass
        xml.write("\n")


def _element(xml: Any, group: str, ends: tuple[str, ...], row: Row, text: Text) -> None:
    row = {IDS[group].name: row["id"], **_attributes.flat(row)}
    with xml.element(group, {name: checked(row.pop(name)) for name in ends}):
        for name, value in row.items():
            with xml.element("data", {"key": f"{group}-{name}"}):
                xml.write(text.of(value))
    xml.write("\n")
