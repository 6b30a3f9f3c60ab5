"""A graph small enough to draw: Brazil joins the compact, leaves it, comes back; and what readers make of graphs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph import exports
from graph.model import PropertyGraph

FIRST = "member-of/country:BRA/mechanism:gcm/member/1"
SECOND = "member-of/country:BRA/mechanism:gcm/member/2"
HOSTILE = "<b onclick=\"alert('x')\">&amp; ]]> \u202eabc\u202c Ñandú 👩‍👩‍👧 \t\n end"

Edges = dict[str, tuple[str, str, dict[str, Any]]]
"""Statements by id: source, target and attributes."""


def brazil(name: str = "Pacto Mundial & <Migración>") -> PropertyGraph:
    """Two spells of one membership, the first with both dates, the second begun in a month that is not known."""
    tie = {"relation": "MEMBER_OF", "source": "country:BRA", "target": "mechanism:gcm"}
    return PropertyGraph.build(
        [
            {"id": "country:BRA", "name_en": "Brazil", "subtype": "state", "iso2": "BR", "aliases": ["Brasil", "a, b"]},
            {"id": "mechanism:gcm", "name_en": name, "subtype": "compact", "start": "2018-12", "members_known": False},
            {"id": "theme:work", "name_en": "Work"},
            {"id": "source:note", "name_en": "A note"},
        ],
        [
            {**tie, "start": "2018-12", "end": "2019-01-08"},
            {**tie, "spell": 2, "start": "2023", "note": HOSTILE},
            {"relation": "ADDRESSES", "source": "mechanism:gcm", "target": "theme:work"},
        ],
        [
            {"node": "mechanism:gcm", "measure": "adopters", "number": 164.0, "unit": "states", "start": "2018-12-10"},
            {"node": "mechanism:gcm", "measure": "adopters", "number": 152.0, "unit": "states", "start": "2018"},
        ],
        [
            {"about": SECOND, "source": "source:note", "locator": "page 2", "date": "2023-01"},
            {
                "about": SECOND,
                "source": "source:press",
                "stance": "contradicts",
                "reading": "It never left.",
                "reason": "A letter says that it did.",
            },
            {"about": "adopters/mechanism:gcm/2018-12-10/1", "source": "source:note"},
        ],
        [
            {"id": "source:note", "title": "A note", "publisher": "UN", "published": "2023", "url": "https://un.org/n"},
            {"id": "source:press", "title": "Diário"},
        ],
    )


CITED = "A note (UN, 2023), page 2, https://un.org/n; as of 2023-01"
DISPUTED = "Contradicts: Diário; it says: It never left; not chosen: A letter says that it did"
OBSERVED = [
    "adopters: 152 states (2018)",
    "adopters: 164 states (2018-12-10) [A note (UN, 2023), https://un.org/n]",
]


def exported(graph: PropertyGraph, name: str, folder: Path) -> tuple[Path, list[str]]:
    """The file of an export, and its remarks."""
    return folder / f"graph.{name}", exports.export(graph, name, folder / f"graph.{name}")


def keyed(read: Any) -> Edges:
    """The edges that NetworkX read, by the ids of their statements."""
    if not read.is_multigraph():
        return {data["id"]: (source, target, data) for source, target, data in read.edges(data=True)}
    return {key: (source, target, data) for source, target, key, data in read.edges(keys=True, data=True)}


def expected(graph: PropertyGraph) -> tuple[dict[str, dict[str, Any]], Edges]:
    """The nodes and the statements of a graph with all their columns."""
    view = graph.networkx()
    return dict(view.nodes(data=True)), keyed(view)


def lists_read(attributes: Mapping[str, Any], like: Mapping[str, Any]) -> dict[str, Any]:
    """Those attributes that `like` has too, its lists out of JSON."""
    found = {name: attributes[name] for name in like if name in attributes}
    return {name: json.loads(value) if isinstance(like[name], list) else value for name, value in found.items()}
