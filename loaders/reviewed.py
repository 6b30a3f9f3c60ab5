"""Reviewed pairs: the file that `migov load documents ... --review FILE.csv` wrote, after a person has edited it.

A row says that two names stand in one sentence of a document. Where a person writes a `relation` of the model, it
becomes a statement with the document as its source and the place of the sentence as locator; `subject` and `object`
may be exchanged, or be other ids or names of the graph. `role`, `start`, `end`, `confidence` (`stated` where empty) and
`how` are optional. Rows without a relation are left out. The quote is for the person, and is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph import dates, schema
from graph.errors import DataError, listed, near
from loaders import _values
from loaders._countries import countries, country_code
from loaders._report import Candidate, Place
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header, matched

if TYPE_CHECKING:
    from loaders._run import Load

KIND = "pair"
"""What the column `kind` of a file for review says of such rows."""
_PAIR = ("subject", "relation", "object", "role", "start", "end", "confidence", "how")
_DOCUMENT = ("locator", "document", "title", "publisher", "url", "published", "language")
COLUMNS = (*_PAIR, "quote", *_DOCUMENT)
"""The columns of such rows."""
_DIGEST = re.compile(r"[0-9a-f]{12}")


def rows(candidates: Iterable[Candidate]) -> Iterator[tuple[str, ...]]:
    """The rows of a file for review; columns as `COLUMNS`, empty where a person writes."""
    for pair in candidates:
        yield tuple(getattr(pair, column, "") for column in COLUMNS)


def read(load: Load) -> None:
    """Read edited files for review."""
    known = frozenset(load.graph.nodes["id"])
    for file in load.files:
        table = read_table(load, file, lambda cells: {"subject", "relation"} <= set(map(fold_header, cells)))
        column = matched(
            load,
            table,
            {role: (role,) for role in (*_PAIR, *_DOCUMENT)},
            ("subject", "relation", "object", "locator", "document"),
        )
        for record in table.records(load):
            cells = {role: cell.strip().removeprefix("'") for role, cell in table.cells(record, column).items()}
            if not cells["subject"] and not cells["relation"]:
                load.report.skip("the row is about a name, not about a pair")
            elif not cells["relation"]:
                load.report.skip("no relation is written")
            else:
                _Row(load, table, record, cells, column, known).read()


class _Row:
    """A row with a relation on its way into the draft."""

    def __init__(
        self,
        load: Load,
        table: Tabular,
        record: int,
        cells: dict[str, str],
        column: dict[str, int],
        known: frozenset[str],
    ) -> None:
        self._load, self._table, self._record, self._cells = load, table, record, cells
        self._column, self._known = column, known
        self._errors: list[DataError] = []

    def read(self) -> None:
        """Make the statement, or tell what is wrong."""
        cells = self._cells
        relation = self._relation()
        ends = [self._end("subject", relation), self._end("object", relation)] if relation else []
        if len(ends) == 2 and ends[0] and ends[0] == ends[1]:
            self._wrong("object", "the same as the subject", "write the id or name of another")
        start, end = self._date("start"), self._date("end")
        published = self._date("published")
        if start and end and dates.last_day(end) < dates.first_day(start):
            self._wrong("end", f"it ends before it starts ({start})", "correct one of the two")
        role = self._chosen("role", relation.roles) if relation else ""
        confidence = self._chosen("confidence", schema.CONFIDENCES) or "stated"
        if confidence == "inferred" and not cells.get("how"):
            self._wrong("how", "it is inferred, and nothing says how", "say how in a few words")
        if not _DIGEST.fullmatch(cells["document"]):
            self._wrong(
                "document", "not the twelve signs that stand for a document", "leave the cell as it was written"
            )
        if not cells["locator"]:
            self._wrong("locator", "it is missing", "leave the cell as it was written")
        if self._errors or relation is None:
            for error in self._errors:
                self._load.wrong(error)
            return
        subject, target = (self._made(end) for end in ends)
        role = role or relation.default_role
        place = Place(self._table.file.name, self._source(published), cells["locator"], self._table.row(self._record))
        record = "/".join(filter(None, [cells["document"], subject, target, role, start]))
        self._load.draft.statement(
            relation.name, subject, target, record, place,
            role=role, start=start, end=end, confidence=confidence, how=cells.get("how", ""),
        )  # fmt: skip

    def _wrong(self, role: str, problem: str, remedy: str) -> None:
        if role in self._column:
            self._errors.append(self._table.wrong(self._record, self._column[role], problem, remedy))
        else:
            line = self._table.row(self._record)
            self._errors.append(DataError(self._table.file.name, line, role, None, problem, remedy))

    def _relation(self) -> schema.Relation | None:
        name = self._cells["relation"].upper().replace(" ", "_")
        names = [name for name in schema.RELATIONS if name != "MENTIONS"]
        if name in names:
            return schema.RELATIONS[name]
        close = near(name, names)
        remedy = f"did you mean {listed(close)}?" if close else f"choose from {', '.join(names)}"
        self._wrong("relation", "no such relation", remedy)
        return None

    def _end(self, role: str, relation: schema.Relation) -> str:
        """The id of the node at one end; empty where it is wrong."""
        kinds = relation.sources if role == "subject" else relation.targets
        text = self._cells[role]
        node = self._node(text, kinds)
        if node is None:
            self._wrong(role, "no node has this id or name", "write an id of the graph, or load the document first")
            return ""
        kind = schema.kind_of(node)
        if kind not in kinds:
            side = "starts from" if role == "subject" else "ends at"
            remedy = f"it {side} {', '.join(kinds)}; exchange the two, or choose another relation"
            self._wrong(role, f"{relation.name} does not go with a node of kind {kind}", remedy)
            return ""
        return node

    def _node(self, text: str, kinds: tuple[str, ...]) -> str | None:
        if text in self._known:
            return text
        prefix, _, code = text.partition(":")
        if prefix == "country" and code in countries():
            return text
        if "Country" in kinds and (found := country_code(text)):
            return f"country:{found}"
        return self._load.names.bearer(text, kinds)

    def _made(self, node: str) -> str:
        """The node, made where it is a country that the graph has not."""
        if node not in self._known:
            self._load.names.country(node.partition(":")[2])
        return node

    def _date(self, role: str) -> str | None:
        text = self._cells.get(role, "")
        try:
            return _values.date(text)
        except ValueError as error:
            self._wrong(role, str(error), dates.REMEDY)
            return None

    def _chosen(self, role: str, choices: tuple[str, ...]) -> str:
        text = self._cells.get(role, "")
        if text and text not in choices:
            remedy = f"choose from {', '.join(choices)}" if choices else "leave it empty"
            self._wrong(role, f"no such {role}", remedy)
        return text

    def _source(self, published: str | None) -> str:
        """The document as a source of this dataset: it stays when what else was read of it is taken out."""
        cells, load = self._cells, self._load
        source = f"source:{load.options.dataset}.{cells['document']}"
        known = load.graph.sources.loc[load.graph.sources["id"] == source, "accessed"]
        properties = {
            "title": cells.get("title") or cells["document"],
            "publisher": cells.get("publisher"),
            "url": cells.get("url"),
            "published": published,
            "accessed": known.iloc[0] if len(known) else dates.today(),
            "language": cells.get("language"),
        }
        load.draft.source(source, **{name: value for name, value in properties.items() if value})
        load.draft.node(source, note=f"SHA-256 {cells['document']}...; reviewed in {self._table.file.name}")
        return source


FORMAT = Format(
    name="reviewed",
    title="Reviewed pairs of names: the file for review of documents, with relations written in by a person",
    files="CSV or XLSX that --review wrote",
    read=read,
)
