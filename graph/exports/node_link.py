"""Node-link JSON, as NetworkX writes and reads it (``edges="edges"``) and D3 and Cytoscape.js load it.

A directed multigraph: the key of an edge is the id of its statement. Evidence and observations are whole: lists of
mappings on what they are about; sources that no statement touches are the attribute `sources` of the graph, and the
day of a selection is `as_of`. What is unknown is absent; numbers are strict JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.exports import _attributes
from graph.exports._json import line, write_array

if TYPE_CHECKING:
    from graph.exports._attributes import Row
    from graph.model import PropertyGraph

FOLDER = False


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file, a line for each node and each statement."""
    view = _attributes.told(graph)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        about: Row = {"as_of": graph.as_of} if graph.as_of else {}
        about |= {"sources": apart} if (apart := list(view.apart())) else {}
        file.write(f'{{"directed": true, "multigraph": true, "graph": {line(about)},\n"nodes": ')
        write_array(file, view.nodes())
        file.write(',\n"edges": ')
        write_array(file, ({"key": row.pop("id"), **row} for row in view.edges()))
        file.write("}\n")
    remarks = _attributes.remarks(view, "as lists in `evidence` and `observations`", whole=True)
    if lost := _attributes.infinite(view):
        remarks.append(f"not carried, since JSON cannot write it: {_attributes.counted(lost, 'number')} without end")
    return remarks
