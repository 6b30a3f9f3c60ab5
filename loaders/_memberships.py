"""How `loaders.memberships` reads rows of spells and of years, and what statements it makes of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graph import dates, schema
from graph.errors import DataError
from loaders import _mapping, _values
from loaders._bodies import Bodies
from loaders._finding import Finder
from loaders._mapping import Chart, Dates, first
from loaders._spells import MISSING, Spell, spells

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load
    from loaders._tabular import Tabular

NONE, UNTOLD = "none", "missing"
"""What a cell may say besides a role: no membership, or that nothing is known."""
ROLES = schema.RELATIONS["MEMBER_OF"].roles
MOSTLY, ENOUGH = 0.5, 5
"""From which share of all rows, and how many, that end on the last date it must be told what that date is."""
HOW = {
    "how": "The table does not tell the years beside it: it may have begun earlier or lasted longer.",
    "how_es": "La tabla no informa de los años contiguos: puede haber empezado antes o durado más.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A membership as a file tells it; `said` are the places, and the days for which they say so."""

    member: str
    body: str
    role: str
    start: str | None
    end: str | None
    said: tuple[tuple[Place, str | None], ...]
    doubtful: bool = False


class Reading:
    """One run over the files of a load."""

    def __init__(self, load: Load, chart: Chart) -> None:
        """Take the map.

        Raises:
            DataError: Its keys do not go together, or its files of aliases are wrong.
        """
        self.load, self.chart, self.dates = load, chart, Dates(chart)
        self.member, self.body = Finder(load, chart, "member", ("Country",)), Bodies(load, chart)
        self.roles = {role: role for role in ROLES} | chart.words("roles")
        self.default = chart.text("roles", "default")
        self.spread = chart.text("spread", "of")
        self.yearly = bool(self.spread) or chart.text("", "rows") == "years"
        self._agree()
        self.told: list[Told] = []
        self.tables: list[tuple[Tabular, dict[str, list[int]]]] = []
        self.years: set[int] = set()
        self.states: defaultdict[tuple[str, str], dict[int, tuple[str, int, int]]] = defaultdict(dict)

    def _agree(self) -> None:
        """Nothing, where the keys of the map go together.

        Raises:
            DataError: They do not.
        """
        chart = self.chart
        for key in {"member", "body"} - {self.spread}:
            if not chart.text("columns", key):
                raise chart.wrong("columns", key, None, "it is missing", f'write the column: {key} = "..."')
        if self.spread and chart.text("columns", self.spread):
            told = f"it stands in columns and in a column of its own ({self.spread})"
            raise chart.wrong("spread", "of", self.spread, told, f"leave out columns.{self.spread}, or [spread]")
        if bool(self.spread) != bool(chart.list("spread", "columns")):
            raise chart.wrong("spread", "", None, "it needs both `of` and `columns`", "see the format")
        if self.yearly and not chart.text("columns", "year"):
            raise chart.wrong("columns", "year", None, "it is missing", 'rows of years need it: year = "..."')
        for key in ("start", "end", "seen") if self.yearly else ("year",):
            if chart.list("columns", key):
                told = f"rows of {'years' if self.yearly else 'spells'} have none"
                raise chart.wrong("columns", key, None, told, 'leave it out, or correct rows = "..."')

    def read(self) -> None:
        """Read all files, then make the statements: the number of a spell is known only then.

        Raises:
            DataErrors: A file is no such table.
        """
        spread, ignore = self.chart.list("spread", "columns"), self.chart.list("spread", "ignore")
        for file in self.load.files:
            table, at = _mapping.table(self.load, file, self.chart, spread, ignore)
            self._years(table, at) if self.yearly else self._spells(table, at)
        self._folded()
        self._make()

    # -- a row a spell --------------------------------------------------------------------------------------------

    def _spells(self, table: Tabular, at: dict[str, list[int]]) -> None:
        ends: Counter[str] = Counter()
        finish = self.dates.data_end
        for record in table.records(self.load):
            place = _mapping.place(self.load, table, record, at)
            try:
                role = self._role(first(table, record, at, "role"))
                start, end = self._date(table, record, at, "start"), self._date(table, record, at, "end")
                seen = self._date(table, record, at, "seen")
                if not _mapping.ordered(start, end):
                    raise _Wrong(f"it ends ({end}) before it starts ({start})", "correct one of the two")
                if not _mapping.ordered(start, finish):
                    told = f"it starts after the data end ({finish}, says the map)"
                    raise _Wrong(told, "correct data_end in [dates] of the map, or the row", start, "start")
            except _Wrong as error:
                self.load.wrong(error.at(place, table, at))
                continue
            ends[end or ""] += 1
            if self._holds(role, place) and (ties := self._ends(table, record, at, place)):
                self._tell(ties, role, start, end, seen, place)
        self._asked(table, ends)

    def _tell(
        self, ties: tuple[str, str], role: str, start: str | None, end: str | None, seen: str | None, place: Place
    ) -> None:
        begin, finish = self.dates.data_start, self.dates.data_end
        said: list[tuple[Place, str | None]] = []
        if begin and start and dates.first_day(start) <= dates.first_day(begin):
            self.load.report.note(f"starts where the data begin ({begin}): not known", place)
            said, start = [(place, begin)], None
        if finish and end and dates.last_day(end) >= dates.last_day(finish):
            self.load.report.note(f"ends where the data end ({finish}): no withdrawal, not known", place)
            end, seen = None, seen or finish
        # What ended was so until then; what goes on was so when the row says that it was seen.
        said.append((place, end or seen))
        self.told.append(Told(*ties, role, start, end, tuple(said)))

    def _asked(self, table: Tabular, ends: Counter[str]) -> None:
        """Ask what the last date of the table is, where so many memberships end on it.

        Raises:
            DataError: The map does not say.
        """
        last = max(filter(None, ends), default="", key=dates.last_day)
        if last and not self.dates.data_end and ends[last] >= max(ENOUGH, MOSTLY * ends.total()):
            told = f"{ends[last]} of {ends.total()} memberships of {table.file.name} end in {last}, its last date"
            remedy = f'if only the data end there, write data_end = "{last}"; if they were left, write a later one'
            raise self.chart.wrong("dates", "data_end", None, told, remedy)

    # -- a row a year ---------------------------------------------------------------------------------------------

    def _years(self, table: Tabular, at: dict[str, list[int]]) -> None:
        """Note what a table says of each year; the years of several files are of one table."""
        years, file = self._year_of(table, at), len(self.tables)
        self.tables.append((table, at))
        self.years.update(years.values())
        for record, ties, role in self._wide(table, at) if self.spread else self._long(table, at):
            if record not in years:
                continue
            known = self.states[ties].setdefault(years[record], (role, file, record))
            if known[0] != role:
                told = f"{self._where(known)} says {known[0] or UNTOLD} of the same year"
                self.load.wrong(self._place(table, record).wrong("", role or UNTOLD, told, "keep one of the two"))

    def _where(self, said: tuple[str, int, int]) -> Place:
        """The place of what a table says of a year."""
        table, at = self.tables[said[1]]
        return _mapping.place(self.load, table, said[2], at)

    def _folded(self) -> None:
        """Fold the years of all files into spells."""
        begin, finish = (int(text[:4]) if text else None for text in (self.dates.data_start, self.dates.data_end))
        listed = sorted(self.years)
        for ties, found in self.states.items():
            for spell in spells({year: role for year, (role, _, _) in found.items()}, listed, begin, finish):
                marks = ((spell.first, spell.start is None), (spell.last, True))
                said = tuple((self._where(found[year]), str(year)) for year, told in marks if told)
                self._fold(ties, spell, said)

    def _fold(self, ties: tuple[str, str], spell: Spell, said: tuple[tuple[Place, str | None], ...]) -> None:
        if spell.start is None:
            self.load.report.note("begins where the data begin: its start is not known", said[0][0])
        if spell.end is None:
            self.load.report.note("lasts to where the data end: no withdrawal, its end is not known", said[-1][0])
        start, end = (None if year is None else str(year) for year in (spell.start, spell.end))
        self.told.append(Told(*ties, spell.role, start, end, said, spell.doubtful))

    def _year_of(self, table: Tabular, at: dict[str, list[int]]) -> dict[int, int]:
        """The year of each record; those whose year is wrong are told and left out."""
        found = {}
        for record in table.coded.index.tolist():
            text = first(table, record, at, "year")
            try:
                if (year := self._text_date([text], "year")) is None or len(year) != 4:
                    raise _Wrong("not a year", "write it in four digits", text, "year")
                found[record] = int(year)
            except _Wrong as error:
                self.load.wrong(error.at(self._place(table, record), table, at))
        return found

    def _long(self, table: Tabular, at: dict[str, list[int]]) -> Iterator[tuple[int, tuple[str, str], str]]:
        """The record, ends and role of each row that tells a membership or that it is unknown."""
        for record in table.records(self.load):
            place = _mapping.place(self.load, table, record, at)
            try:
                role = self._role(first(table, record, at, "role"))
            except _Wrong as error:
                self.load.wrong(error.at(place, table, at))
                continue
            if role != NONE and (ties := self._ends(table, record, at, place)):
                yield record, ties, MISSING if role == UNTOLD else role

    def _wide(self, table: Tabular, at: dict[str, list[int]]) -> Iterator[tuple[int, tuple[str, str], str]]:
        """The same of each cell of the spread columns; most say that there is none, and are passed by in columns."""
        other = "member" if self.spread == "body" else "body"
        own = {}
        for record in table.records(self.load):
            cell = {key: first(table, record, at, key) for key in ("member", "body", "body_name")}
            own[record] = self._end(other, cell, table.place(self.load, record))
        index = table.coded.index.to_numpy()
        for done, column in enumerate(at["spread"], 1):
            self.load.progress(done, "columns")
            cells = table.coded[column].astype("category")
            codes, name = cells.cat.codes.to_numpy(), table.columns[column]
            node = self._end(self.spread, {self.spread: name}, table.place(self.load, int(index[0])))
            for code, text in enumerate(cells.cat.categories.tolist() if node else ()):
                records = index[np.flatnonzero(codes == code)]
                try:
                    role = self._role(text) if text else UNTOLD
                except _Wrong as error:
                    self.load.wrong(table.wrong(int(records[0]), column, error.problem, error.remedy))
                    continue
                for record in records.tolist() if role != NONE else ():
                    if (end := own[record]) is not None and node is not None and end != node:
                        ties = (end, node) if other == "member" else (node, end)
                        yield record, ties, MISSING if role == UNTOLD else role

    # -- cells ----------------------------------------------------------------------------------------------------

    def _place(self, table: Tabular, record: int) -> Place:
        return table.place(self.load, record)

    def _date(self, table: Tabular, record: int, at: dict[str, list[int]], key: str) -> str | None:
        return self._text_date(_mapping.texts(table, record, at, key), key)

    def _text_date(self, cells: list[str], key: str) -> str | None:
        try:
            return self.dates.read(cells)
        except ValueError as error:
            remedy = "correct it, or say in [dates] how dates are written"
            raise _Wrong(str(error), remedy, " ".join(cells), key) from error

    def _role(self, text: str) -> str:
        if not text.strip():
            return self.default or (UNTOLD if self.chart.text("columns", "role") else ROLES[0])
        role = self.roles.get(_mapping.word(text)) or (UNTOLD if _values.is_unknown(text) else None)
        if role is None:
            raise _Wrong("not a word for a role", "write it into a list of [roles] of the map", text, "role")
        return role

    def _holds(self, role: str, place: Place) -> bool:
        """Whether a role says that there is a membership; else the row is told as left out."""
        if role in (NONE, UNTOLD):
            told = "the role says that there is none" if role == NONE else "the role is not known"
            self.load.report.skip(told, place)
        return role not in (NONE, UNTOLD)

    def _ends(self, table: Tabular, record: int, at: dict[str, list[int]], place: Place) -> tuple[str, str] | None:
        """The member and the body of a row; None, and told as left out, where one is not found."""
        cell = {key: first(table, record, at, key) for key in ("member", "body", "body_name")}
        member, body = self._end("member", cell, place), self._end("body", cell, place)
        if member is None or body is None:
            return None
        if member == body:
            self.load.report.skip("a body is no member of itself", place)
            return None
        return member, body

    def _end(self, which: str, cell: dict[str, str], place: Place) -> str | None:
        """The member or the body that cells name; None, and told as left out, where it is not found."""
        if which == "member":
            node = self.member(cell.get("member", ""), place)
        else:
            node = self.body(cell.get("body", ""), cell.get("body_name", ""), place)
        if node is None:
            self.load.report.skip(f"nothing is known by the name or code of the {which}", place)
        return node

    # -- statements -----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        """Make a statement of each membership; the spells of one tie are numbered by their starts."""
        starts: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
        for told in self.told:
            starts[told.member, told.body, told.role].add(told.start or "")
        order = {key: {start: n for n, start in enumerate(sorted(some), 1)} for key, some in starts.items()}
        self._tell_overlapping()
        for told in self.told:
            key = (told.member, told.body, told.role)
            try:
                self._statement(told, order[key][told.start or ""])
            except DataError as error:
                self.load.wrong(error)
        self.load.report.totals["members"] = len({told.member for told in self.told})
        self.load.report.totals["bodies"] = len({told.body for told in self.told})

    def _tell_overlapping(self) -> None:
        """Say where a member is in a body twice at the same time, in one role."""
        last: dict[tuple[str, str, str], Told] = {}
        for told in sorted(set(self.told), key=lambda told: told.start or ""):
            key = (told.member, told.body, told.role)
            before = last.get(key)
            if before and told.start and before.start != told.start:
                if before.end is None or dates.first_day(told.start) < dates.first_day(before.end):
                    note = "begins before the spell in the same role that came before it has ended: both are kept"
                    self.load.report.note(note, told.said[0][0])
                if before.end is None or (told.end and dates.last_day(told.end) < dates.last_day(before.end)):
                    continue  # the longer one is what the next is held against
            last[key] = told

    def _statement(self, told: Told, spell: int) -> None:
        record = "/".join((told.member, told.body, told.role, told.start or "undated"))
        doubt = {"confidence": "inferred", **HOW} if told.doubtful else {}
        for place, date in told.said:
            self.load.draft.statement(
                "MEMBER_OF",
                told.member,
                told.body,
                record,
                place,
                role=told.role,
                start=told.start,
                end=told.end,
                spell=spell,
                date=date,
                **doubt,
            )


class _Wrong(Exception):
    """What a cell holds is wrong; the row it stands in is known further up."""

    def __init__(self, problem: str, remedy: str, value: object = None, key: str = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.value, self.key = problem, remedy, value, key

    def at(self, place: Place, table: Tabular, at: dict[str, list[int]]) -> DataError:
        """The error that says so, with the column that the map names for the key."""
        column = table.columns[at[self.key][0]] if at.get(self.key) else ""
        return place.wrong(column, self.value, self.problem, self.remedy)
