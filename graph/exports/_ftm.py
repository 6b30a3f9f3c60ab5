"""Entities of FollowTheMoney out of our rows: what becomes of each column.

A value that a property cannot hold (too long, an address that is none) stands whole in the text of the entity: `notes`
of a thing, `description` of a link. So does each column that no property is for, as ``name: value``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graph import schema
from graph.exports import _attributes

if TYPE_CHECKING:
    from graph.exports._attributes import Row

LONGEST = {"name": 384, "alias": 384, "weakAlias": 384, "recordId": 1024, "sourceUrl": 4096, "website": 4096}
TEXTS = ("description", "notes", "summary", "purpose")
TEXT_LENGTH = 65_000
STRING_LENGTH = 1024
ID_LENGTH = 100
"""So many characters FollowTheMoney takes; ids of 200, of which ours leave room for a hash."""

LANGUAGES = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "ht": "hat", "it": "ita", "nl": "nld", "pt": "por"}
"""ISO 639-1 to the ISO 639-3 that FollowTheMoney has; other codes stand in notes."""

PLAIN = re.compile(r"[a-z]+:[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+\.[A-Za-z]{2,}(?::\d+)?(?:[/?#]\S*)?")
_NOTHING = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff\"']+")

_TOLD = frozenset({"id", "label", "note", "note_es", "evidence"})
_NAMES = frozenset({"name_en", "name_es", "short_en", "short_es", "aliases"})
_THING = _TOLD | _NAMES | {"kind", "labels", "observations"}
_WORDS = frozenset({"relation", "role", "form", "choice", "money", "status"})
_TIE = frozenset({"source", "target", "start", "end", "spell"})
_LINK = _TOLD | _WORDS | _TIE | {p.name for p in schema.EDGE_PROPERTIES if p.derived}
"""Columns that properties are for, or that follow from others: they are no lines of text."""

FIELDS: dict[str, dict[str, str]] = {
    "LegalEntity": {
        "subtype": "classification",
        "status": "status",
        "start": "incorporationDate",
        "end": "dissolutionDate",
        "url": "website",
    },
    "Project": {"start": "startDate", "end": "endDate", "status": "status"},
    "Event": {"start": "startDate", "end": "endDate", "url": "sourceUrl"},
    "Pages": {"start": "date", "url": "sourceUrl", "name_en": "title"},
    "Article": {
        "title": "title",
        "publisher": "publisher",
        "published": "publishedAt",
        "accessed": "retrievedAt",
        "url": "sourceUrl",
    },
    "Address": {"name_en": "full"},
}
"""The properties that columns of nodes become, by schema; names, notes and evidence are alike for all."""
FIELDS["Organization"] = FIELDS["LegalEntity"]


class Entity:
    """An entity to be.

    Attributes:
        schema: Its schema.
        cut: How many values were too long for their property, and stand whole in the text.
    """

    def __init__(self, key: str, form: str, text: str) -> None:
        """Start with an id, a schema, and the name of the property that takes what no other can."""
        self.schema, self.cut = form, 0
        self._key, self._text = key, text
        self._properties: dict[str, dict[str, None]] = {}

    def add(self, name: str, *values: object) -> None:
        """Add values; what says nothing is none, what is too long is cut and stands whole in the text."""
        for value in values:
            text = _attributes.plain(value) if isinstance(value, float) else str(value)
            if not _NOTHING.sub("", text):
                continue
            longest = LONGEST.get(name, STRING_LENGTH)
            if name in TEXTS:
                for start in range(0, len(text), TEXT_LENGTH):
                    self._put(name, text[start : start + TEXT_LENGTH])
            elif len(text) > longest:
                self.cut += 1
                self._put(name, f"{text[: longest - 1]}…")
                self.add(self._text, f"{name}: {text}")
            else:
                self._put(name, text)

    def address(self, name: str, *values: str) -> None:
        """Add addresses of the web; what is none, or too long to be one, is a line of text."""
        for value in values:
            if _ADDRESS.fullmatch(value) and len(value) <= LONGEST[name]:
                self.add(name, value)
            else:
                self.add(self._text, f"{name}: {value}")

    def written(self) -> dict[str, Any]:
        """The entity as the library reads it."""
        properties = {name: list(values) for name, values in self._properties.items()}
        return {"id": self._key, "schema": self.schema, "properties": properties}

    def _put(self, name: str, text: str) -> None:
        self._properties.setdefault(name, {})[text] = None


def key(node_id: str) -> str:
    """An id as FollowTheMoney allows it: ``mechanism:rcm`` is ``mechanism-rcm``; what is not so plain bears a hash."""
    if PLAIN.fullmatch(node_id) and len(node_id) <= ID_LENGTH:
        return node_id.replace(":", "-")
    slug = re.sub(r"[^0-9A-Za-z]+", "-", node_id)[:ID_LENGTH].strip("-") or "id"
    return f"{slug}-{hashlib.sha256(node_id.encode()).hexdigest()[:16]}"


def thing(row: Row, form: str, notes: Iterable[str], keywords: Iterable[str]) -> Entity:
    """The entity of a node.

    Args:
        row: The node, as exports tell it.
        form: The schema.
        notes: Statements about it that are told in words.
        keywords: What it is about.
    """
    entity = Entity(key(row["id"]), form, "notes")
    entity.add("name", row["name_en"] if _NOTHING.sub("", row["name_en"]) else row["id"])
    names = [name for name in (row.get("name_es"), *row.get("aliases", ())) if name and name != row["name_en"]]
    entity.add("alias", *names)
    entity.add("weakAlias", *(row[n] for n in ("short_en", "short_es") if n in row and row[n] != row["name_en"]))
    entity.add("description", *(row[name] for name in ("note", "note_es") if name in row))
    entity.add("keywords", *keywords)
    rest = {name: value for name, value in row.items() if name not in _THING}
    _fields(entity, row, rest)
    for name, value in rest.items():
        entity.add("notes", f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    entity.add("notes", *notes, *map(_attributes.measured, row.get("observations", ())))
    _evidence(entity, row, "notes")
    supports = [piece["source"] for piece in row.get("evidence", ()) if piece["stance"] == "supports"]
    entity.add("proof", *(key(name) for name in supports if name != row["id"]))  # no entity proves itself
    return entity


def _fields(entity: Entity, row: Row, rest: Row) -> None:
    """Give the properties of the schema what the columns say, and take those columns from the rest."""
    for column, name in FIELDS[entity.schema].items():
        if column not in row:
            continue
        rest.pop(column, None)
        if name in ("sourceUrl", "website"):
            entity.address(name, row[column])
        else:
            entity.add(name, row[column])
    if re.fullmatch("[A-Z]{2}", row.get("iso2", "")):
        entity.add("country", rest.pop("iso2").lower())
    codes = str(row.get("language", "")).split("|")
    if entity.schema == "Article" and all(code in LANGUAGES for code in codes):
        entity.add("language", *(LANGUAGES[code] for code in codes))
        rest.pop("language")


def interval(row: Row, form: str, ends: Mapping[str, str], role: str) -> Entity:
    """The entity of a statement.

    Args:
        row: The statement, as exports tell it.
        form: The schema.
        ends: The entities that it ties, by the properties of the schema.
        role: Its words.
    """
    entity = Entity(key(row["id"]), form, "description")
    for name, end in ends.items():
        entity.add(name, end)
    entity.add("purpose" if form == "Payment" else "role", role)
    rest = {name: value for name, value in row.items() if name not in _LINK}
    named = {"startDate": row.get("start"), "endDate": row.get("end"), "recordId": row["id"]}
    if form == "Payment":
        names = {"amount": "amount", "currency": "currency", "amount_usd": "amountUsd"}
        finite = {n: rest.pop(n) for n in names if n in rest and rest[n] not in (float("inf"), float("-inf"))}
        named |= {names[n]: value for n, value in finite.items()}
    elif "status" in row:
        named["status"] = row["status"]
    for name, value in named.items():
        if value is not None:
            entity.add(name, value)
    entity.add("summary", *(row[name] for name in ("note", "note_es") if name in row))
    if form == "Payment" and "status" in row:
        rest["status"] = row["status"]
    if rest["confidence"] == "stated":
        del rest["confidence"]
    for name, value in rest.items():
        entity.add("description", f"{name}: {_attributes.plain(value) if isinstance(value, float) else value}")
    _evidence(entity, row, "description")
    return entity


def _evidence(entity: Entity, row: Row, text: str) -> None:
    """The sources that support it as addresses and publishers, and all evidence as lines of text."""
    pieces = row.get("evidence", ())
    for piece in pieces:
        if piece["stance"] != "supports" or entity.schema == "Article":
            continue  # the address and publisher of a source are its own
        if "url" in piece:
            entity.address("sourceUrl", piece["url"])
        if "publisher" in piece:
            entity.add("publisher", piece["publisher"])
    lines = _attributes.cited_all(pieces)
    entity.add(text, *(said if said.startswith(_attributes.CONTRADICTS) else f"Source: {said}" for said in lines))
