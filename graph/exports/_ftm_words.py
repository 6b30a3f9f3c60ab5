"""What FollowTheMoney is told in words: the roles of links, and statements about what it has no schema for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graph import schema
from graph.exports import _attributes

if TYPE_CHECKING:
    from graph.exports._attributes import Row, Told

NOT_SO = tuple(status for status in schema.NEVER_IN_FORCE if status != "unreviewed")
"""Statuses of statements that say that it did not come to be."""


UNTOLD = ("id", "spell", "how_es", "note_es", "dataset")
"""Columns of a statement that the note about it leaves out."""
_WORDED = {"relation", "source", "target", "label", "evidence", "start", "end", *UNTOLD}
_WORDED |= {"role", "form", "choice", "money", "status", "confidence", "how", "note"}
_WORDED |= {p.name for p in schema.EDGE_PROPERTIES if p.derived}
"""Columns that it says in words of their own, that follow from others, or that it leaves out."""


def reserved(row: Row) -> list[str]:
    """Why a statement may not be so: it did not come to be, sources disagree, or nothing citable says that it did."""
    found = [row["status"]] if row.get("status") in NOT_SO else []
    found += ["disputed"] if row.get("disputed") else []
    return [*found, row["confidence"]] if row["confidence"] == "unverified" else found


class Words:
    """Roles, and the notes of entities.

    Attributes:
        notes: For each node, the statements that tie it to what has no schema.
        keywords: For each node, the names of the themes and populations that it addresses.
        whole: Which statements have both ends in it, boolean.
        told: Which statements are told in notes, boolean.
        untold: The ids of those that are not, since neither end has a schema.
    """

    def __init__(self, view: Told, schemata: dict[str, str]) -> None:
        """Tell the statements with an end that has no schema."""
        self.notes: dict[str, list[str]] = {}
        self.keywords: dict[str, list[str]] = {}
        self.untold = list[str]()
        graph = view.graph
        self.whole = np.ones(len(graph.edges), dtype=bool)
        self.told = np.zeros(len(graph.edges), dtype=bool)
        for end in ("source", "target"):
            there = graph.edges[end].isin(list(schemata)).to_numpy()
            self.whole &= there
            self.told |= there
        self.told &= ~self.whole
        self._names = dict(zip(graph.nodes["id"], graph.nodes["name_en"], strict=True))
        for row in view.edges(~self.whole):
            forward = row["source"] in schemata
            if forward or row["target"] in schemata:
                self._tell(row, forward=forward)
            else:
                self.untold.append(row["id"])

    def role(self, row: Row, form: str) -> str:
        """The role of a link: what the statement names; with the words of its relation where the schema has none."""
        named = _named(row)
        return ", ".join(named) if form in ("Membership", "Directorship") and named else _said(row["label"], named)

    def _tell(self, row: Row, *, forward: bool) -> None:
        about, other = (row["source"], row["target"]) if forward else (row["target"], row["source"])
        verb = row["label"] if forward else schema.RELATIONS[row["relation"]].en_back
        note = f"{_said(verb, _named(row))}: {self._names[other]}"
        if span := _attributes.dated(row):
            note += f" ({span})"
        rest = {name: value for name, value in row.items() if name not in _WORDED}
        said = [f"{n} {_attributes.plain(v) if isinstance(v, float) else v}" for n, v in rest.items()]
        said += [row["confidence"]] if row["confidence"] == "inferred" else []
        said += [row[name] for name in ("status", "how", "note") if name in row and row[name] not in reserved(row)]
        note = "; ".join([note, *(text.rstrip(". ") for text in said)])
        if "evidence" in row:
            note += f" [{'; '.join(_attributes.cited_all(row['evidence']))}]"
        self.notes.setdefault(about, []).append(note)
        if row["relation"] == "ADDRESSES" and row.get("status") not in schema.NEVER_IN_FORCE and not reserved(row):
            self.keywords.setdefault(about, []).append(self._names[other])


def _named(row: Row) -> list[str]:
    """What a statement says of how: role, form, choice, kind of money, and why it may not be so."""
    named = [row[name] for name in ("role", "form", "choice", "money") if name in row]
    return [*named, *reserved(row)]


def _said(verb: str, named: list[str]) -> str:
    return f"{verb} ({', '.join(named)})" if named else verb
