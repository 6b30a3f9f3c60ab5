"""Where the boxes of a drawing stand: columns, computed once, so that nothing moves or overlaps.

All layouts are columns of boxes: what they differ in is who stands in which column. Sizes are in pixels at scale 1,
estimated from the longest label in either language; where a browser's letters are wider than that, the page moves boxes
further apart (``scene.js``), and it lays out itself what only a reader asks for: neighbours and paths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

CHARACTER = 7.7
"""The width of a character at 14 px; on the wide side, since an overlap is worse than a gap."""
PADDING = 22
WIDEST = 250
PITCH = 34
"""From the middle of one box to the next in a column; a box is about 28 high."""
GAP = 84
"""Between the edges of two columns, for the curves."""
SUM, AGAIN = "sum ", " again"
"""What marks the box of a sum, and the second box of a node."""
SUM_WIDTH = 150
BOXES = 80
"""More boxes than this make no drawing that can be read."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of boxes.

    Attributes:
        nodes: The ids of its nodes, from top to bottom.
        key: The key of its heading among the page's texts; empty for none.
        spread: Whether few boxes are spread over the height of the drawing.
        beside: For boxes that stand as high as others in earlier columns: those others.
        rest: The nodes that one last box stands for.
    """

    nodes: Sequence[str]
    key: str = ""
    spread: bool = False
    beside: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rest: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where everything stands.

    Attributes:
        positions: The middle of each box.
        column: The column of each box.
        heads: The middle of each column, that of its first box, and how far the next one stands, by its number.
        width, height: The frame around all of them; it begins at 0 and stands half above and half below 0.
        more: How many boxes were left out.
    """

    positions: dict[str, tuple[int, int]]
    column: dict[str, int]
    heads: dict[int, tuple[int, int, int]]
    width: int
    height: int
    more: int = field(default=0)


def sum_box(place: int) -> str:
    """The box of the sum that the statement at that place names."""
    return f"{SUM}{place}"


def again(box: str) -> str:
    """The box of a node that has one already in another column."""
    return f"{box}{AGAIN}"


def node_of(box: str) -> str | None:
    """The node that a box stands for; None for that of a sum."""
    return None if box.startswith(SUM) else box.partition(AGAIN)[0]


def box_width(label: str) -> int:
    """The width of a box with that label, in pixels at scale 1."""
    return min(WIDEST, round(len(label) * CHARACTER + PADDING))


def columns(parts: Sequence[Column], widths: Mapping[str, int], *, limit: int = BOXES, gap: int = GAP) -> Placed:
    """Boxes in columns from left to right, each column centred on the same line.

    Args:
        parts: The columns; a node stands in the first that names it.
        widths: The width of each box.
        limit: How many boxes there may be; the longest columns are cut first.
        gap: Between the edges of two columns.
    """
    seen: set[str] = set()
    lists: list[list[str]] = []
    for part in parts:
        fresh = [node for node in dict.fromkeys(part.nodes) if node not in seen]
        seen.update(fresh)
        lists.append(fresh)
    more = max(0, len(seen) - limit)
    for _ in range(more):
        max(lists, key=len).pop()
    rows = max((len(nodes) for nodes in lists), default=0)
    height = max(rows * PITCH, PITCH)
    positions: dict[str, tuple[int, int]] = {}
    column: dict[str, int] = {}
    heads: dict[int, tuple[int, int, int]] = {}
    x = 0.0
    first = True
    for number, (part, nodes) in enumerate(zip(parts, lists, strict=True)):
        if not nodes:
            continue
        wide = max(widths[node] for node in nodes)
        x += wide / 2 + (0 if first else gap)
        first = False
        step = _step(len(nodes), height) if part.spread else PITCH
        top = -(step * (len(nodes) - 1) // 2)
        heads[number] = (round(x), top, step)
        for row, node in enumerate(nodes):
            positions[node] = (round(x), top + row * step)
            column[node] = number
        x += wide / 2
    for part, nodes in zip(parts, lists, strict=True):
        _aside(part, nodes, positions)
    rest = sum(PITCH for part in parts if part.rest)
    reach = [2 * abs(y) + PITCH for _, y in positions.values()]
    return Placed(positions, column, heads, max(round(x), 1), max(height + rest, *reach) if reach else height, more)


def _aside(part: Column, nodes: Sequence[str], positions: dict[str, tuple[int, int]]) -> None:
    """Move the boxes of a column to the mean height of those that they stand beside, from top to bottom, apart."""
    if not part.beside or not nodes:
        return
    wanted = {}
    for node in nodes:
        heights = [positions[other][1] for other in part.beside.get(node, ()) if other in positions]
        wanted[node] = sum(heights) // len(heights) if heights else positions[node][1]
    last = None
    for node in sorted(nodes, key=lambda node: (wanted[node], nodes.index(node))):
        last = wanted[node] if last is None else max(wanted[node], last + PITCH)
        positions[node] = (positions[node][0], last)


def by_pull(nodes: Sequence[str], ties: Mapping[str, Sequence[str]], order: Sequence[str]) -> list[str]:
    """The nodes sorted by the mean place of what they are tied to, so that fewer lines cross."""
    place = {node: number for number, node in enumerate(order)}

    def pull(node: str) -> tuple[float, int, str]:
        places = [place[other] for other in ties.get(node, ()) if other in place]
        return (sum(places) / len(places) if places else len(order), -len(places), node)

    return sorted(nodes, key=pull)


def _step(count: int, height: int) -> int:
    return max(PITCH, int(min(height / max(count, 1), 3.2 * PITCH)))
