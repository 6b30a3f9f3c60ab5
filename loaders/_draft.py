"""What a load makes: rows of the five tables, all owned by one dataset, each with the places that it was read from.

A format gives the id of a record, or the loader makes one out of what identifies it (who, what, where, when); the
statement is minted from the dataset, the relation and that (`graph.ids.record`), so that the same file gives the same
ids on any day. The same record twice with the same content is one; with another content it is an error.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from graph import ids, schema
from loaders._report import Place

PLACES = 5
"""How many places the locator of a piece of evidence names before it counts the others."""


@dataclass(slots=True)
class _Piece:
    """What one file says of one thing."""

    places: list[str] = field(default_factory=list)
    more: int = 0
    date: str | None = None


class Draft:
    """Rows by table.

    Attributes:
        dataset: The dataset that owns them.
    """

    def __init__(self, dataset: str) -> None:
        self.dataset = dataset
        self._nodes: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, dict[str, dict[str, Any]]] = {"edges": {}, "observations": {}}
        self._frames: dict[str, list[pd.DataFrame]] = {name: [] for name in schema.TABLES}
        self._pieces: dict[tuple[str, str, str | None], _Piece] = {}

    def node(self, node_id: str, **properties: object) -> str:
        """The id of a node, made where it is not there; of one that is, aliases are joined and the rest stays."""
        known = self._nodes.setdefault(node_id, {"id": node_id, "kind": schema.kind_of(node_id)})
        for name, value in properties.items():
            if name == "aliases":
                known[name] = list(dict.fromkeys([*known.get(name, []), *_texts(value)]))
            elif value is not None and value != "":
                known.setdefault(name, value)
        return node_id

    def name(self, node_id: str) -> str | None:
        """The English name of a node that is made here; None of any other."""
        return self._nodes.get(node_id, {}).get("name_en")

    def statement(
        self, relation: str, source: str, target: str, record: str, place: Place, /, **properties: object
    ) -> str:
        """The id of a statement, with the place that says so; `date` is when what it says was so.

        Raises:
            DataError: The record was read before with another content.
        """
        name = ids.record(self.dataset, relation, record)
        role = properties.get("role") or schema.RELATIONS[relation].default_role or None
        row = {"relation": relation, "source": source, "target": target, "spell": 1, "confidence": "stated"}
        return self._add("edges", name, row | {"role": role}, place, properties)

    def observation(self, node: str, measure: str, record: str, place: Place, /, **properties: object) -> str:
        """The id of an observation of a node, with the place that says so.

        Raises:
            DataError: The record was read before with another content.
        """
        name = ids.record(self.dataset, measure, record)
        return self._add(
            "observations", name, {"node": node, "measure": measure, "confidence": "stated"}, place, properties
        )

    def _add(self, table: str, name: str, row: dict[str, Any], place: Place, properties: Mapping[str, object]) -> str:
        date = properties.get("date")
        given = {key: value for key, value in properties.items() if key != "date" and value is not None and value != ""}
        full = {"id": name, **row, **given, "dataset": self.dataset}
        known = self._rows[table].setdefault(name, full)
        if known is not full and known != full:
            odd = next(key for key in (*known, *full) if known.get(key) != full.get(key))
            told = f"the record {name.partition('/')[2]} was read before with another {odd} ({known.get(odd)})"
            raise place.wrong(
                odd, full.get(odd), told, "keep one of the two, or load the files as datasets of their own"
            )
        self.cite(name, place, str(date) if date else None)
        return name

    def cite(self, about: str, place: Place, date: str | None = None) -> None:
        """Note that a place in a file speaks of something."""
        piece = self._pieces.setdefault((about, place.source, date), _Piece())
        if place.where in piece.places:
            return
        if len(piece.places) < PLACES:
            piece.places.append(place.where)
        else:
            piece.more += 1

    def source(self, source_id: str, **properties: object) -> None:
        """Note a source: a node of kind Source and its bibliographic row."""
        self._sources[source_id] = {"id": source_id, "dataset": self.dataset, **properties}
        title = properties["title"]
        self._nodes[source_id] = {"id": source_id, "kind": "Source", "name_en": title, "name_es": title}

    def frame(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows in columns, for what has too many for `statement`; ids and evidence are the caller's.

        Columns are those of the schema; `dataset`, and for statements `spell`, are filled in.
        """
        if table in ("edges", "observations"):
            frame = frame.assign(dataset=self.dataset)
        if table == "edges" and "spell" not in frame:
            frame = frame.assign(spell=1)
        self._frames[table].append(frame)

    def counts(self) -> dict[str, int]:
        """How many statements there are by relation, and observations by measure."""
        found: Counter[str] = Counter()
        for table, column in (("edges", "relation"), ("observations", "measure")):
            found.update(row[column] for row in self._rows[table].values())
            for frame in self._frames[table]:
                found.update({str(name): int(count) for name, count in frame[column].value_counts().items()})
        return dict(found)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The five tables, as `PropertyGraph` takes them."""
        rows: dict[str, list[dict[str, Any]]] = {
            "nodes": list(self._nodes.values()),
            "edges": list(self._rows["edges"].values()),
            "observations": list(self._rows["observations"].values()),
            "evidence": list(self._evidence()),
            "sources": list(self._sources.values()),
        }
        made = {}
        for name, some in rows.items():
            frames = [frame for frame in (pd.DataFrame(some), *self._frames[name]) if len(frame)]
            made[name] = (
                pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"id": pd.Series(dtype="str")})
            )
        return made

    def _evidence(self) -> list[dict[str, Any]]:
        numbers: dict[tuple[str, str], int] = {}
        found = []
        for (about, source, date), piece in self._pieces.items():
            number = numbers[about, source] = numbers.get((about, source), 0) + 1
            where = "; ".join(piece.places) + (f"; and {piece.more} more" if piece.more else "")
            found.append(
                {
                    "id": ids.evidence(about, source, number),
                    "about": about,
                    "source": source,
                    "locator": where,
                    "date": date,
                    "stance": "supports",
                }
            )
        return found


def _texts(value: object) -> Sequence[str]:
    return (
        [value] if isinstance(value, str) else [str(item) for item in value] if isinstance(value, list | tuple) else []
    )
