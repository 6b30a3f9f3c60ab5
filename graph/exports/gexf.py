"""GEXF 1.3, as Gephi opens it: a directed, dynamic graph with parallel edges, its dates as intervals of days.

- A node's label is its name in English, its color that of its kind (the darker of the two that the page uses, since
  Gephi draws on white). No position: Gephi lays out by itself.
- An interval has the first day of the start and the last day of the end. A side that is not known is absent and so
  open; the dates as given stand in `start_as_given` and `end_as_given`, since both Gephi and NetworkX keep `start` and
  `end` for the interval.
- Gephi adds up parallel edges of one kind, so the second statement of a relation between the same two nodes has the
  kind ``MEMBER_OF 2``, the third ``MEMBER_OF 3``.
- A list is a JSON array, of type liststring.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import dates, schema
from graph.exports import _attributes
from graph.exports._xml import Text, checked

if TYPE_CHECKING:
    from graph.exports._attributes import Row, Told
    from graph.model import PropertyGraph

FOLDER = False

NAMESPACE = "http://gexf.net/1.3"
VIZ = f"{NAMESPACE}/viz"
TYPES = {
    "text": "string",
    "date": "string",
    "day": "string",
    "list": "liststring",
    "integer": "long",
    "number": "double",
    "boolean": "boolean",
}
RENAMED = {"start": "start_as_given", "end": "end_as_given"}
"""Names that GEXF, Gephi or NetworkX keep for themselves, and what they are called here."""


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file.

    Raises:
        ModelError: An id has a character that XML cannot write.
    """
    from lxml import etree

    view, text = _attributes.told(graph), Text()
    head = {"defaultedgetype": "directed", "idtype": "string", "mode": "dynamic", "timeformat": "date"}
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as xml:  # a full disk is an OSError so
        xml.write_declaration()
        with xml.element("gexf", {"version": "1.3"}, nsmap={None: NAMESPACE, "viz": VIZ}):
            with xml.element("meta"):
                with xml.element("creator"):
                    xml.write("migov")
                if graph.as_of:
                    with xml.element("description"):
                        xml.write(_attributes.selected(graph.as_of))
            with xml.element("graph", head | {"timerepresentation": "interval"}):
                for name, properties in _attributes.columns(view).items():
                    _declare(xml, name.removesuffix("s"), properties)
                backwards = _nodes(xml, view, text) + _edges(xml, view, text)
    return [*_remarks(view, backwards), *text.remarks()]


def color(kind: str) -> dict[str, str]:
    """The color of a kind as red, green and blue: the darker of its fill and its ink."""
    found = schema.KINDS[kind]
    darker = min((found.colour, found.ink), key=lambda code: sum(bytes.fromhex(code[1:])))
    return {channel: str(value) for channel, value in zip("rgb", bytes.fromhex(darker[1:]), strict=True)}


def _declare(xml: Any, group: str, properties: list[schema.Property]) -> None:
    with xml.element("attributes", {"class": group, "mode": "static"}):
        for p in properties:
            if p.name == "label":
                continue  # an attribute of the element itself
            name = RENAMED.get(p.name, p.name)
            with xml.element("attribute", {"id": name, "title": name, "type": TYPES[p.type]}):
                pass
    xml.write("\n")


def _nodes(xml: Any, view: Told, text: Text) -> int:
    """Write the nodes; how many have an end before their start."""
    backwards = 0
    colors = {kind: color(kind) for kind in schema.KINDS}
    with xml.element("nodes", {"count": str(int(view.kept.sum()))}):
        for row in view.nodes():
            row = _attributes.flat(row)
            interval = _interval(row)
            backwards += interval is None
            own = {"id": checked(row.pop("id")), "label": text.of(row.pop("label"))}
            with xml.element("node", own | (interval or {})):
                _values(xml, row, text)
                if row["kind"] in colors:
                    with xml.element(f"{{{VIZ}}}color", colors[row["kind"]]):
                        pass
            xml.write("\n")
    return backwards


def _edges(xml: Any, view: Told, text: Text) -> int:
    """Write the statements; how many have an end before their start."""
    backwards, edges = 0, view.graph.edges
    numbers = edges.groupby(["source", "target", "relation"], sort=False).cumcount().tolist()
    with xml.element("edges", {"count": str(len(edges))}):
        for row, number in zip(view.edges(), numbers, strict=True):
            row = _attributes.flat(row)
            interval = _interval(row)
            backwards += interval is None
            own = {name: checked(row.pop(name)) for name in ("id", "source", "target")}
            own["label"] = text.of(row.pop("label"))
            own["kind"] = text.of(row["relation"] if number == 0 else f"{row['relation']} {number + 1}")
            with xml.element("edge", own | (interval or {})):
                _values(xml, row, text)
            xml.write("\n")
    return backwards


def _interval(row: Row) -> dict[str, str] | None:
    """The sides of the interval that are known; None where it would end before it starts."""
    interval = {}
    if "start" in row:
        interval["start"] = dates.first_day(row["start"])
    if "end" in row:
        interval["end"] = dates.last_day(row["end"])
    return None if interval.get("start", "") > interval.get("end", "9") else interval


def _values(xml: Any, row: Row, text: Text) -> None:
    with xml.element("attvalues"):
        for name, value in row.items():
            with xml.element("attvalue", {"for": RENAMED.get(name, name), "value": text.of(value)}):
                pass


def _remarks(view: Told, backwards: int) -> list[str]:
    remarks = _attributes.remarks(view, "as lines of text in the attributes `evidence` and `observations`")
    frames = (view.graph.nodes[view.kept], view.graph.edges)
    coarse = sum(int((frame[name].str.len() < 10).sum()) for frame in frames for name in ("start", "end"))
    if coarse:
        words = "as first or last day in intervals, and whole in `start_as_given` or `end_as_given`"
        remarks.append(f"{words}: {_attributes.counted(coarse, 'date')} of a year or month")
    if backwards:
        remarks.append(
            f"without an interval: {_attributes.counted(backwards, 'interval')} that would end before the start"
        )
    return remarks
