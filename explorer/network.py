"""The one place that knows pyvis: drawings with fixed positions, as the JSON that the page hands to vis-network.

Of pyvis 0.3.2 the node and edge lists and the options are used, and the vis-network file inside it. Its own page is
not: it loads from CDNs, breaks under Windows encodings, drops parallel edges and runs script out of names. Whatever
writes or shows that page is closed here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any, NoReturn

from explorer import layout, render
from explorer.layout import Column, Placed

# pyvis imports IPython to show its own page in a notebook; that page is closed here, and the import costs more than all
# of pyvis. Where IPython is not loaded yet, an empty stand-in takes its place while pyvis is read.
_SHOWN = "IPython.display"
if _SHOWN in sys.modules:
    from pyvis.network import Network
else:
    sys.modules[_SHOWN] = ModuleType(_SHOWN)
    vars(sys.modules[_SHOWN])["IFrame"] = None
    try:
        from pyvis.network import Network
    finally:
        del sys.modules[_SHOWN]

OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "dragView": True,
        "hover": True,
        "hoverConnectedEdges": False,
        "keyboard": False,
        "multiselect": False,
        "selectConnectedEdges": False,
        "zoomView": False,
    },
    "nodes": {
        "shape": "box",
        "fixed": True,
        "margin": {"top": 6, "bottom": 6, "left": 9, "right": 9},
        "borderWidth": 1,
        "borderWidthSelected": 3,
        "font": {"size": 14},
        "shapeProperties": {"borderRadius": 3},
    },
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.45}},
        "smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5},
        "selectionWidth": 1.5,
        "hoverWidth": 0.8,
    },
}
"""How vis-network draws: nothing moves by itself, a wheel scrolls the page, text stays text."""


class Drawing(Network):  # type: ignore[misc] # pyvis has no types
    """A drawing: boxes with positions, lines between them, directed and parallel lines kept."""

    def __init__(self) -> None:
        super().__init__(directed=True, notebook=False)
        self.templateEnv = render.environment()
        self.options = OPTIONS
        self.drawn: dict[tuple[str, str], int] = {}

    def _closed(self, *_: object, **__: object) -> NoReturn:
        raise NotImplementedError("pyvis' own page is never written or shown; the page is explorer.render's")

    from_nx = show = show_buttons = write_html = save_graph = generate_html = prep_notebook = _closed
    set_template = set_template_dir = _closed

    def place(self, placed: Placed, kinds: Mapping[str, str]) -> None:
        """Add the boxes where they stand, grouped by their kind."""
        for node, (x, y) in placed.positions.items():
            self.add_node(node, label=node, shape="box", x=x, y=y, group=kinds[node], column=placed.column[node])

    def join(self, statements: Iterable[tuple[int, str, str]]) -> None:
        """Add a line for each statement (its place, source and target) between boxes that are there.

        Parallel lines are bent apart, since each is a statement of its own that can be chosen.
        """
        # Of several boxes of a node the last is meant; only the line of a sum begins at the first (the page draws it).
        there = {node: box for box in self.node_ids if (node := layout.node_of(box)) is not None}
        for place, *ends in statements:
            if not there.keys() >= set(ends):
                continue
            source, target = (there[end] for end in ends)
            pair = (min(source, target), max(source, target))
            nth = self.drawn[pair] = self.drawn.get(pair, 0) + 1
            bent: dict[str, Any] = {}
            if nth > 1:
                side = "curvedCW" if nth % 2 else "curvedCCW"
                bent = {"smooth": {"enabled": True, "type": side, "roundness": round(0.08 * nth, 2)}}
            self.add_edge(source, target, id=f"s{place}", at=place, **bent)

    def data(self, placed: Placed, columns: Sequence[Column]) -> dict[str, Any]:
        """What the page needs of it: columns of boxes, lines, and the frame.

        A column is its heading (``key``), the middle of the column ``x``, that of its first box ``y``, the
        ``step`` to the next (or the middles of all, ``ys``), and its ``nodes`` (or, for sums, the places of their
        ``statements``), and the nodes of the ``rest`` that one last box stands for. A line is the place of its
        statement, or [place, bend, roundness]; names, colours and ends stand with the nodes and statements already, and
        a page of some hundred drawings must stay small.
        """
        boxes: dict[int, list[str]] = {}
        for box in self.nodes:
            boxes.setdefault(box["column"], []).append(box["id"])
        bends = ((edge["at"], edge.get("smooth")) for edge in self.edges)
        return {
            "columns": [
                _column(column, placed, number, boxes[number]) if number in placed.heads else {}
                for number, column in enumerate(columns)
            ],
            "edges": [at if bent is None else [at, bent["type"], bent["roundness"]] for at, bent in bends],
            "width": placed.width,
            "height": placed.height,
            "more": placed.more,
        }


def _column(column: Column, placed: Placed, number: int, boxes: Sequence[str]) -> dict[str, Any]:
    made: dict[str, Any] = {"key": column.key} if column.key else {}
    made["x"], y, step = placed.heads[number]
    if column.beside:
        # A box that moved up past another is drawn, and read, above it.
        boxes = sorted(boxes, key=lambda box: placed.positions[box][1])
        made["ys"] = [placed.positions[box][1] for box in boxes]
    else:
        made |= {"y": y, "step": step}
    nodes = [layout.node_of(box) for box in boxes]
    if None in nodes:
        made["statements"] = [int(box.removeprefix(layout.SUM)) for box in boxes]
    else:
        made["nodes"] = nodes
    return made | ({"rest": list(column.rest)} if column.rest else {})
