"""Node-link JSON, as NetworkX writes and reads it (``edges="edges"``) and D3 and Cytoscape.js load it.

A directed multigraph: the key of an edge is the id of its statement. Evidence and observations are whole: lists of
mappings on what they are about. What is unknown is absent; numbers are strict JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graph.exports import _attributes
from graph.exports._json import write_array

if TYPE_CHECKING:
    from graph.model import PropertyGraph

FOLDER = False


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the file, a line for each node and each statement."""
    view = _attributes.told(graph)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"directed": true, "multigraph": true, "graph": {},\n"nodes": ')
        write_array(file, view.nodes())
        file.write(',\n"edges": ')
        write_array(file, ({"key": row.pop("id"), **row} for row in view.edges()))
        file.write("}\n")
    remarks = _attributes.remarks(view, "as lists in `evidence` and `observations`")
    if lost := _attributes.infinite(view):
        remarks.append(f"not carried, since JSON cannot write it: {_attributes.counted(lost, 'number')} without end")
    return remarks
