"""One run over all curated tables: rows for a graph, and every wrong cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from graph import dates, ids, schema
from graph.errors import DataError, listed, near
from loaders import _table
from loaders._cells import CURRENCY, Cells
from loaders._table import Row, Table

DATASET = "curated"
SHAPES = {"key": "sources", "relation": "statements", "measure": "observations", "about": "evidence"}
SHAPES |= {"candidate": "homonyms", "what": "expectations", "id": "nodes"}
"""The column that tells what a table holds, tried in this order."""

_EVIDENCE = ("source", "locator", "evidence_date")
_BIBLIOGRAPHY = {p.name for p in schema.SOURCE_PROPERTIES} - {"dataset"}
COLUMNS: dict[str, set[str]] = {
    "sources": (_BIBLIOGRAPHY - {"id"}) | {"key", "note", "note_es"},
    "statements": (
        {p.name for p in schema.EDGE_PROPERTIES if not p.derived}
        - {"id", "target", "dataset", "amount_usd", "disputed"}
    )
    | {"subject", "object", "disputed", *_EVIDENCE},
    "observations": ({p.name for p in schema.OBSERVATION_PROPERTIES} - {"id", "dataset"}) | set(_EVIDENCE),
    "evidence": {p.name for p in schema.EVIDENCE_PROPERTIES} - {"id", "date"} | {"evidence_date"},
    "homonyms": {"text", "candidate", "language", "reason"},
    "expectations": {"what", "min", "max"},
    "nodes": ({p.name for p in schema.NODE_PROPERTIES if not p.derived} - {"kind"}) | set(_EVIDENCE),
}
"""The columns that a table may have; any other is an error, so that nothing is dropped in silence."""

NEEDED = {
    "sources": {"key", "title", "url", "published", "accessed", "language"},
    "statements": {"subject", "relation", "object", "start", "end", "confidence", "source", "locator"},
    "observations": {"node", "measure", "number", "start", "confidence", "source", "locator"},
    "evidence": {"about", "source", "locator", "stance", "reading", "reason"},
    "homonyms": {"text", "candidate", "reason"},
    "expectations": {"what", "min", "max"},
    "nodes": {"id", "name_en", "name_es", "source", "locator"},
}
"""The columns that a table must have."""

_LANGUAGES = re.compile(r"[a-z]{2}(\|[a-z]{2})*")
_OBJECTIVES = {"gcm_objectives": 23, "gcr_objectives": 4}
"""How many objectives each compact has."""
_CODES = {"iso2": re.compile(r"[A-Z]{2}"), "m49": re.compile(r"[0-9]{3}")}
_TEXTS = (
    *("name_en", "name_es", "short_en", "short_es", "aliases", "note", "note_es", "title", "publisher", "locator"),
    *("how", "how_es", "reading", "reading_es", "reason", "reason_es", "text", "unit", "mode", "direction"),
)
"""The columns of free text."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What would move a cursor, or turn the direction of the text around it."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")


class Reading(Cells):
    """One run over all tables: rows for a graph, and every error."""

    def __init__(self, files: dict[str, Path]) -> None:
        self.errors: list[DataError] = []
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in schema.TABLES}
        self.ids: dict[str, Row] = {}
        self._pieces: dict[tuple[str, str], int] = {}
        self._unnamed: list[set[str]] = []
        self._twice: list[DataError] = []
        self._lost: list[DataError] = []
        self._codes: dict[tuple[str, str], Row] = {}
        by_shape: dict[str, list[Row]] = {shape: [] for shape in NEEDED}
        order = {name: position for position, name in enumerate(files)}
        for name, path in files.items():
            table = _table.read(path, name)
            self.errors += table.errors
            if shape := self._shape(table):
                by_shape[shape] += table.rows
        of_files = len(self.errors)
        steps: dict[str, Callable[[Row], None]] = {
            "sources": self._source,
            "nodes": self._node,
            "statements": self._statement,
            "observations": self._observation,
            "evidence": self._further,
            "homonyms": self._homonym,
        }
        for row in by_shape["nodes"]:
            self._identify(row, "id", row["id"])
        for row in (row for found in by_shape.values() for row in found):
            self._readable(row)
        for shape, step in steps.items():
            for row in by_shape[shape]:
                step(row)
        for row in by_shape["nodes"]:
            self._references(row)
        # A wrong file or id comes first: it is why other rows cannot find what they refer to.
        causes = [e for n, e in enumerate(self.errors) if n < of_files or e.column in {"id", "key"} or e in self._twice]
        if not of_files and not any(error.column == "source" for error in self.errors):
            self._uncited(by_shape)
        self._foreseen()
        if not self.errors:  # a row with a wrong cell is not a row that was lost
            for row in by_shape["expectations"]:
                self._expect(row)
        if not by_shape["nodes"] and not self.errors:
            name = next(iter(files), "the folder")
            self.errors.append(
                DataError(name, 0, "", None, "there is no table of nodes", "give the folder of the curated tables")
            )
        # A duplicate leaves its id defined, so that it hides nothing; a file or id that cannot be read does.
        lost = self._lost if any(e not in self._twice for e in causes) else []
        told = {*causes, *lost}
        others = [e for e in self.errors if e not in told]
        if lost:
            causes[-1] = _blamed(causes[-1], len(lost))
        self.errors = [
            e for part in (causes, others) for e in sorted(part, key=lambda e: (order.get(e.file, 0), e.line))
        ]

    # -- tables ---------------------------------------------------------------------------------------------------

    def _shape(self, table: Table) -> str | None:
        if not table.header:
            return None
        shape = next((shape for column, shape in SHAPES.items() if column in table.header), None)
        if shape is None:
            told = "a column that tells what the table holds is missing"
            remedy = f"name one of {', '.join(SHAPES)}"
            self.errors.append(DataError(table.name, 1, "", ",".join(table.header), told, remedy))
            return None
        for column in table.header:
            if column and column not in COLUMNS[shape]:
                close = near(column, COLUMNS[shape])
                remedy = (
                    f"did you mean {listed(close)}?" if close else f"{shape} have {', '.join(sorted(COLUMNS[shape]))}"
                )
                self.errors.append(DataError(table.name, 1, column, None, f"{shape} have no such column", remedy))
        for column in sorted(NEEDED[shape] - set(table.header)):
            self.errors.append(DataError(table.name, 1, column, None, "the column is missing", f"{shape} need it"))
        return shape

    # -- rows -----------------------------------------------------------------------------------------------------

    def _readable(self, row: Row) -> None:
        for column in _TEXTS:
            if _CONTROLS.search(row[column]):
                self._wrong(row, column, "has a control character", "take it out")

    def _source(self, row: Row) -> None:
        key = row["key"]
        if not _SLUG.fullmatch(key):
            self._wrong(row, "key", "not a key", "write small letters, digits and hyphens")
            return
        node_id = f"source:{key}"
        self._identify(row, "key", node_id)
        self._required(row, "title", "language")
        if row["language"] and not _LANGUAGES.fullmatch(row["language"]):
            self._wrong(row, "language", "not a language", "write its ISO 639-1 code, several joined by |")
        self._dates(row, "published", "accessed")
        if not row["published"] and not row["accessed"] and not row["note"]:
            self._wrong(row, "accessed", "neither published nor accessed", "write when it was read, or a note why not")
        self._url(row)
        self.tables["sources"].append({"id": node_id, **_known(row, _BIBLIOGRAPHY)})
        node = {"id": node_id, "kind": "Source", "name_en": row["title"], "name_es": row["title"]}
        cited = ", ".join(part for part in (row["publisher"], row["published"][:4]) if part) or row["title"]
        node |= {"short_en": cited, "short_es": cited}
        self.tables["nodes"].append(node | _known(row, {"url", "note", "note_es"}))

    def _node(self, row: Row) -> None:
        node_id = row["id"]
        kind = schema.kind_of(node_id)
        if kind is None or not ids.NODE.fullmatch(node_id):
            prefixes = ", ".join(k.prefix for k in schema.KINDS.values())
            self._wrong(row, "id", "not the id of a node", f"write kind:slug, kind being one of {prefixes}")
            return
        if kind == "Source":
            self._wrong(row, "id", "sources have a table of their own", "put it into sources.csv")
            return
        self._required(row, "name_en", "name_es")
        self._dates(row, "start", "end")
        self._order(row)
        self._url(row)
        properties = schema.named(schema.node_properties(kind))
        for column, cell in row.cells.items():
            if cell and column in COLUMNS["nodes"] and column not in {*properties, *_EVIDENCE}:
                self._wrong(row, column, f"a {kind} has no such property", "leave it empty")
        subtypes = schema.KINDS[kind].subtypes
        if row["subtype"] and not subtypes:
            self._wrong(row, "subtype", f"a {kind} has no subtypes", "leave it empty")
        elif row["subtype"] and row["subtype"] not in subtypes:
            self._choose(row, "subtype", subtypes)
        for column in ("status", "scope", "region", "seats", "members_known_in"):
            if row[column] and column in properties and row[column] not in properties[column].choices:
                self._choose(row, column, properties[column].choices)
        values: dict[str, Any] = _known(row, set(properties))
        for column in (p.name for p in properties.values() if p.type == "list" and not p.derived):
            if row[column]:
                values[column] = [part.strip() for part in row[column].split("|") if part.strip()]
        for column, most in _OBJECTIVES.items():
            if any(not part.isdecimal() or not 1 <= int(part) <= most for part in values.get(column, [])):
                self._wrong(row, column, "not an objective", f"write numbers from 1 to {most}, joined by |")
        for column, form in _CODES.items():
            if row[column] and not form.fullmatch(row[column]):
                self._wrong(row, column, "not such a code", "write it as the standard does")
            elif (
                self.ids[node_id] is row
                and row[column]
                and self._codes.setdefault((column, row[column]), row) is not row
            ):
                first = self._codes[column, row[column]]
                self._wrong(row, column, f"stands already in {first.table.name}:{first.line}", "correct one of the two")
        if row["members_known"]:
            values["members_known"] = self._boolean(row, "members_known")
        self.tables["nodes"].append({**values, "kind": kind})
        self._proof(row, node_id)

    def _references(self, row: Row) -> None:
        """What a node refers to, once all nodes are known."""
        for population in filter(None, (part.strip() for part in row["population_scope"].split("|"))):
            if population not in self.ids or schema.kind_of(population) != "Population":
                known = [identity for identity in self.ids if schema.kind_of(identity) == "Population"]
                remedy = self._proposed(population, known)
                self._miss(row, "population_scope", f"{population} is no population", remedy)

    def _statement(self, row: Row) -> None:
        self._dates(row, "start", "end", "evidence_date")
        self._order(row)
        self._confidence(row)
        if row["status"] and row["status"] not in schema.STATUSES:
            self._choose(row, "status", schema.STATUSES)
        if row["status"] == "ended" and not row["end"]:
            self._wrong(row, "end", "it ended, and no date says when", "write the end as precisely as known")
        spell = self._whole(row, "spell", 1) if row["spell"] else 1
        relation = schema.RELATIONS.get(row["relation"])
        if relation is None:
            self._choose(row, "relation", tuple(schema.RELATIONS))
            self._nameless(row, "subject", "object")
            return
        ends = self._end(row, "subject", relation.sources), self._end(row, "object", relation.targets)
        role = row["role"] or relation.default_role
        known_role = not role or role in relation.roles
        if not known_role:
            if relation.roles:
                self._choose(row, "role", relation.roles)
            else:
                self._wrong(row, "role", f"{relation.name} has no roles", "leave it empty; say more in note")
        self._special(row, relation)
        if not all(ends) or not known_role or spell is None:
            self._nameless(row, "subject", "object")
            return
        statement = ids.statement(relation.name, row["subject"], row["object"], role or None, spell)
        self._identify(row, "subject", statement)
        values: dict[str, Any] = _known(row, COLUMNS["statements"] - {"subject", "object", *_EVIDENCE})
        values |= {
            "id": statement,
            "source": row["subject"],
            "target": row["object"],
            "spell": spell,
            "dataset": DATASET,
        }
        values |= {"role": role or None, "confidence": row["confidence"]}
        for column, read in (("amount", self._number), ("order", self._whole), ("people", self._whole)):
            if row[column]:
                values[column] = read(row, column)
        for column in ("counted", "disputed"):
            if row[column]:
                values[column] = self._boolean(row, column)
        self.tables["edges"].append(values)
        self._proof(row, statement)

    def _special(self, row: Row, relation: schema.Relation) -> None:
        """Columns that only some relations use, and those that a relation needs."""
        own = {name for other in schema.RELATIONS.values() for name in other.properties}
        for column in sorted(own - set(relation.properties)):
            if row[column]:
                self._wrong(row, column, f"{relation.name} has no such property", "leave it empty")
        for column, choices in (("form", schema.FORMS), ("choice", schema.CHOICES)):
            if column in relation.properties and row[column] not in choices:
                self._choose(row, column, choices)
        if relation.name == "FUNDS":
            self._choose(row, "money", schema.MONEY) if row["money"] not in schema.MONEY else None
            if row["amount"] and not CURRENCY.fullmatch(row["currency"]):
                self._wrong(row, "currency", "not a currency", "write its ISO 4217 code, such as USD")
            if not row["counted"]:
                self._wrong(row, "counted", "it does not say whether this leg counts", "write true or false")

    def _observation(self, row: Row) -> None:
        node_id = self._end(row, "node", tuple(schema.KINDS))
        if row["measure"] not in schema.MEASURES:
            self._choose(row, "measure", tuple(schema.MEASURES))
        states = schema.named(schema.NODE_PROPERTIES)["status"].choices
        if row["measure"] == "status" and row["text"] not in states:
            self._choose(row, "text", states)
        self._dates(row, "start", "end", "evidence_date")
        self._order(row)
        self._confidence(row)
        number = self._number(row, "number") if row["number"] else None
        if not row["number"] and not row["text"] and row["measure"] != "status":
            self._wrong(row, "number", "neither a number nor a text", "write the value, or leave the row out")
        if row["currency"] and not CURRENCY.fullmatch(row["currency"]):
            self._wrong(row, "currency", "not a currency", "write its ISO 4217 code, such as USD")
        if not node_id or row["measure"] not in schema.MEASURES or dates.problem(row["start"] or "2000"):
            self._nameless(row, "node", "measure")
            return
        count = 1
        while ids.observation(row["measure"], node_id, row["start"] or None, count) in self.ids:
            count += 1
        observation = ids.observation(row["measure"], node_id, row["start"] or None, count)
        self.ids[observation] = row
        values: dict[str, Any] = _known(row, COLUMNS["observations"] - {"number", *_EVIDENCE})
        self.tables["observations"].append({**values, "id": observation, "number": number, "dataset": DATASET})
        self._proof(row, observation)

    def _further(self, row: Row) -> None:
        parts = set(row["about"].split("/"))
        if row["about"] not in self.ids and not any(parts & ends for ends in self._unnamed):
            self._miss(row, "about", "nothing has that id", self._proposed(row["about"]))
        if row["stance"] not in ("supports", "contradicts"):
            self._choose(row, "stance", ("supports", "contradicts"))
        if row["stance"] == "contradicts":
            self._required(row, "reading", "reason")
        self._dates(row, "evidence_date")
        self._proof(row, row["about"])

    def _homonym(self, row: Row) -> None:
        self._required(row, "text", "candidate", "reason")
        if schema.kind_of(row["candidate"]) and row["candidate"] not in self.ids:
            self._miss(row, "candidate", "no node has that id", self._proposed(row["candidate"]))

    def _foreseen(self) -> None:
        """No statement may start after all its sources were written, unless they foresee it."""
        written = {source["id"]: source.get("published") or source.get("accessed") for source in self.tables["sources"]}
        latest: dict[str, str] = {}
        for piece in self.tables["evidence"]:
            date = written.get(piece["source"])
            if piece["stance"] == "supports" and date and not dates.problem(date):
                latest[piece["about"]] = max(latest.get(piece["about"], ""), dates.last_day(date))
        for edge in self.tables["edges"]:
            start, last = edge.get("start"), latest.get(edge["id"])
            foreseen = edge.get("status") in schema.PLANNED
            if start and last and not foreseen and not dates.problem(start) and dates.first_day(start) > last:
                remedy = f"write the status {' or '.join(schema.PLANNED)}, or name a later source"
                self._wrong(self.ids[edge["id"]], "start", f"it starts after its sources, the last of {last}", remedy)

    def _expect(self, row: Row) -> None:
        found = {name: len(rows) for name, rows in self.tables.items()}
        for edge in self.tables["edges"]:
            found[edge["relation"]] = found.get(edge["relation"], 0) + 1
        for node in self.tables["nodes"]:
            found[node["kind"]] = found.get(node["kind"], 0) + 1
        if row["what"] not in {*schema.TABLES, *schema.KINDS, *schema.RELATIONS}:
            self._wrong(row, "what", "neither a kind, a relation nor a table", "write one, such as MEMBER_OF")
            return
        least, most = self._whole(row, "min", 0), self._whole(row, "max", 0)
        count = found.get(row["what"], 0)
        if least is not None and count < least:
            self._wrong(row, "min", f"there are only {count} of {row['what']}", "find the rows that were lost")
        if most is not None and count > most:
            self._wrong(row, "max", f"there are {count} of {row['what']}", "find what is there twice, or raise it")

    def _uncited(self, rows: Mapping[str, Iterable[Row]]) -> None:
        cited = {row["source"] for shape, found in rows.items() if "source" in NEEDED[shape] for row in found}
        for row in rows["sources"]:
            if row["key"] not in cited and _SLUG.fullmatch(row["key"]):
                self._wrong(row, "key", "no row cites this source", "cite it or take it out")

    # -- cells ----------------------------------------------------------------------------------------------------

    def _identify(self, row: Row, column: str, identity: str) -> None:
        first = self.ids.setdefault(identity, row)
        if first is not row:
            place = f"{first.table.name}:{first.line}"
            remedy = "take one out, or number the spells" if "/" in identity else "take one out"
            self._wrong(row, column, f"{identity} stands already in {place}", remedy)
            self._twice.append(self.errors[-1])

    def _miss(self, row: Row, column: str, problem: str, remedy: str) -> None:
        """A cell refers to what is not there, which may be the fault of another cell."""
        self._wrong(row, column, problem, remedy)
        self._lost.append(self.errors[-1])

    def _nameless(self, row: Row, *columns: str) -> None:
        """A row whose wrong cells leave it without an id: evidence about it is not to be blamed."""
        self._unnamed.append({row[column] for column in columns} - {""})
        self._proof(row, "")

    def _proposed(self, wanted: str, known: Iterable[str] | None = None) -> str:
        # Not near(): where a table is lost, hundreds of long ids are compared with a thousand others.
        from rapidfuzz import fuzz, process

        known = list(self.ids if known is None else known)
        found = process.extract(wanted, known, scorer=fuzz.ratio, processor=str.lower, score_cutoff=60, limit=3)
        close = [identity for identity, _, _ in found]
        return f"did you mean {listed(close)}?" if close else "write an id that a table of nodes has"

    def _end(self, row: Row, column: str, kinds: tuple[str, ...]) -> str | None:
        node_id = row[column]
        if node_id not in self.ids or "/" in node_id:
            self._miss(row, column, "no node has that id", self._proposed(node_id))
            return None
        kind = schema.kind_of(node_id)
        if kind is None:  # the row of that node says so already
            return None
        if kind not in kinds:
            self._wrong(
                row, column, f"{row['relation']} cannot have a {kind} there", f"write the id of a {' or '.join(kinds)}"
            )
            return None
        return node_id

    def _proof(self, row: Row, about: str) -> None:
        """The evidence that a row itself names. No source, no row."""
        key = row["source"]
        if f"source:{key}" not in self.ids:
            known = [identity.partition(":")[2] for identity in self.ids if identity.startswith("source:")]
            close = near(key, known)
            remedy = "add it to sources.csv" if key else "write a key of sources.csv"
            remedy = f"did you mean {listed(close)}?" if close else remedy
            (self._miss if key else self._wrong)(
                row, "source", "no such source" if key else "no source, no row", remedy
            )
            return
        if not row["locator"]:
            self._wrong(row, "locator", "it is missing", "say where in the source: section, page or paragraph")
        piece = (about, f"source:{key}")
        self._pieces[piece] = self._pieces.get(piece, 0) + 1
        values: dict[str, Any] = _known(row, {"locator", "stance", "reading", "reading_es", "reason", "reason_es"})
        values |= {"id": ids.evidence(*piece, self._pieces[piece]), "about": about, "source": piece[1]}
        values |= {"stance": row["stance"] or "supports", "date": row["evidence_date"] or None}
        self.tables["evidence"].append(values)


def _known(row: Row, columns: set[str]) -> dict[str, Any]:
    """The cells of these columns that are not empty."""
    return {column: cell for column, cell in row.cells.items() if cell and column in columns}


def _blamed(cause: DataError, rows: int) -> DataError:
    """The error with a word on the cells that refer to what is not there, and are not blamed themselves."""
    cells = "1 cell refers" if rows == 1 else f"{rows} cells refer"
    remedy = f"{cause.remedy} ({cells} to what is not there, perhaps for this reason; check again)"
    return DataError(cause.file, cause.line, cause.column, cause.value, cause.problem, remedy)
