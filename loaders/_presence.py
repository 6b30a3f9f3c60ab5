"""Who is present where: an organisation, a sector and an area become a project.

The leading organisation leads the project, the implementing one implements it; the project operates in the area and
addresses the sector. Reports of the same organisations, sector and area are one project whatever their month: its dates
are the first and the last of them, its evidence names their rows, and the people reached in each period are an
observation of that period. An organisation that leads and names no partner operates in the country itself. Where a cell
names several organisations, the project has a tie to each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph import ids
from graph.names import fold
from graph.tables import NEVER
from loaders import _values
from loaders._draft import PLACES
from loaders._names import is_nobody
from loaders._periods import Periods, periods, tell_undated
from loaders._periods import first as first_of
from loaders._periods import span as span_of
from loaders._rows import WRONG, Meanings, Rows, combined
from loaders._where import area_of, counted, country_of

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._report import Place
    from loaders._run import Load
    from loaders._tabular import Tabular

WHO = ("lead", "implementer", "funder")
"""The roles of organisations; each may have `_acronym`, too."""
PEOPLE = {"reached": "people_reached", "targeted": "people_targeted"}
"""The measures of the roles that count people."""
NOT_YET = frozenset((
    "planned", "planificado", "planificada", "planeado", "planeada", "prevu", "prevue", "planifie", "planifiee",
    "pipeline", "cancelled", "canceled", "cancelado", "cancelada", "annule", "annulee",
))  # fmt: skip
"""What `status` says, folded, of what nobody does."""
DONE = frozenset((
    "completed", "complete", "finished", "closed", "ended", "completado", "completada", "finalizado", "finalizada",
    "terminado", "terminada", "concluido", "concluida", "cerrado", "cerrada", "acheve", "achevee", "termine",
    "terminee", "cloture", "cloturee",
))  # fmt: skip
"""What `status` says, folded, of what has ended."""
_PERSONAL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|^[+(]?[0-9][0-9 ()./-]{6,}$")
"""An e-mail address, or a text that is a telephone number."""
KEY = ("lead", "implementer", "theme", "where")
"""What makes a project."""


class Presence:
    """Rows of who is present where, of all files of a load, until `finish` makes projects of them."""

    def __init__(self, load: Load) -> None:
        """Begin with no rows."""
        self._load = load
        self._meanings = Meanings()
        self._parts: list[pd.DataFrame] = []
        self._sources: list[tuple[str, str]] = []

    def add(self, table: Tabular, column: Mapping[str, int], *, year: str = "") -> None:
        """Take the rows of a table.

        Args:
            table: The table.
            column: The place of the column of each role: those of `WHO`, `PEOPLE`, `_periods` and `_where`,
                `theme`, `status` and `problem`.
            year: The year of months that name none.

        Raises:
            DataError: Nothing tells the country.
        """
        load, rows = self._load, Rows(self._load, table, column, self._meanings)
        kept = np.ones(len(rows), dtype=bool)
        for roles, means in ((("problem",), _problem), (("status", "start", "end", "month"), _status)):
            if roles[0] in column:
                kept &= rows.each(roles, lambda cell, place, count, means=means: means(load, cell, place, count)) == 0
        part = {role: _organisations(rows, role) for role in WHO}
        part["country"] = country_of(rows)
        part["theme"] = rows.each(["theme"], lambda cell, place, count: _theme(rows, cell["theme"], place, count))
        part["period"] = periods(rows, year)
        spans = [self._meanings.values[code] for code in np.unique(part["period"]) if code > 0]
        began = min((first_of(start or end or day) or (NEVER, "") for start, end, day in spans), default=(NEVER, ""))[1]
        part["where"] = area_of(rows, np.where(kept, part["country"], 0), began or None)
        for role in PEOPLE:
            part[role] = _people(rows, role)
        nobody = kept & (part["lead"] == 0) & (part["implementer"] == 0)
        if nobody.any():
            load.report.skip("no organisation", rows.place(int(nobody.argmax())), int(nobody.sum()))
        for codes in part.values():
            kept &= codes != WRONG
        kept &= ~nobody & (part["country"] > 0)
        tell_undated(rows, kept & (part["period"] == 0))
        load.report.read(table.file.name, len(rows))
        load.progress(sum(load.report.rows.values()))
        first = table.place(load, 0)
        self._sources.append((first.source, f"{table.sheet}, row " if table.sheet else "row "))
        frame = pd.DataFrame({role: codes.astype(np.int32) for role, codes in part.items()})
        frame["file"] = np.int32(len(self._sources) - 1)
        frame["row"] = (table.coded.index + table.first).to_numpy().astype(np.int32)
        self._parts.append(frame[kept])

    def finish(self) -> None:
        """Put the projects and what is said of them into the draft."""
        if not any(map(len, self._parts)):
            return
        rows = pd.concat(self._parts, ignore_index=True)
        self._parts.clear()
        meanings = self._meanings.values
        values = np.fromiter(meanings, dtype=object, count=len(meanings))  # np.array would unpack tuples
        group = combined([rows[role].to_numpy() for role in KEY], len(rows))
        first = rows[~pd.Series(group).duplicated().to_numpy()]
        keys = [
            ".".join(_tail(node) for node in some)
            for some in zip(*(values[first[role]].tolist() for role in KEY), strict=True)
        ]
        key = np.array(keys, dtype=object)
        project = np.array([f"project:{self._load.options.dataset}.{some}" for some in keys], dtype=object)
        self._load.draft.frame("nodes", self._nodes(values, first, project))
        period = Periods(values, rows["period"].to_numpy(), group, len(first))
        if broken := period.broken():
            gaps = "activities with a gap between their reports: taken to go on from the first to the last"
            self._load.report.note(gaps, None, broken)
        proof = _Proof(self._sources, rows, group)
        for relation, role in (("LEADS", "lead"), ("IMPLEMENTS", "implementer")):
            codes = first[role].to_numpy()
            at, own = self._apart(codes)
            told = zip(key[at].tolist(), codes[at].tolist(), own.tolist(), strict=True)
            each = [what if code == one else f"{what}.{_tail(values[one])}" for what, code, one in told]
            self._statements(relation, values[own], project[at], np.array(each, dtype=object), at, period, proof)
        for relation, role in (("OPERATES_IN", "where"), ("ADDRESSES", "theme")):
            known = np.flatnonzero(first[role] > 0)
            self._statements(
                relation, project[known], values[first[role].iloc[known]], key[known], known, period, proof
            )
        self._funds(values, rows, group, project, key)
        self._own(values, rows)
        for role, measure in PEOPLE.items():
            self._observed(measure, values, rows, role, group, project, key)

    def _apart(self, codes: Array) -> tuple[Array, Array]:
        """For each organisation that rows name: the position of the row, and the code of the organisation."""
        at = np.flatnonzero(codes > 0)
        codes, values = codes[at], self._meanings.values
        known = [(code, values[code]) for code in np.unique(codes).tolist()]
        several = {code: [*map(self._meanings.code, some.nodes)] for code, some in known if isinstance(some, Several)}
        if not several:
            return at, codes
        each = [several.get(code, [code]) for code in codes.tolist()]
        return np.repeat(at, list(map(len, each))), np.array([code for some in each for code in some])

    def _nodes(self, values: Array, first: pd.DataFrame, project: Array) -> pd.DataFrame:
        nodes, draft = self._load.graph.nodes, self._load.draft
        used = {node for role in KEY for some in set(values[first[role]].tolist()) for node in _each(some)}
        known = nodes[nodes["id"].isin(used)]
        named = dict(zip(known["id"], known["name_en"], strict=True))
        named |= {node: draft.name(node) or node for node in used - named.keys()}
        told = []
        for lead, implementer, theme, where in zip(*(values[first[role]].tolist() for role in KEY), strict=True):
            what = f", {named[theme]}" if theme else ""
            who = ", ".join(named[node] for node in _each(implementer or lead))
            told.append(f"{who}{what} ({named[where]})")
        return pd.DataFrame({"id": project, "kind": "Project", "name_en": told, "name_es": told})

    def _statements(
        self, relation: str, source: Array, target: Array, key: Array, group: Array, period: Periods, proof: _Proof
    ) -> None:
        """Statements of one relation, each of a group of rows."""
        if not len(group):
            return
        prefix = ids.record(self._load.options.dataset, relation, "")
        names = prefix + pd.Series(key, dtype="str")
        frame = {"id": names, "relation": relation, "source": source, "target": target, "confidence": "stated"}
        role = {"role": "lead"} if relation == "LEADS" else {}
        more = {"counted": False} if relation == "FUNDS" else {}
        dated = {"start": period.start[group], "end": period.end[group]}
        self._load.draft.frame("edges", pd.DataFrame({**frame, **role, **more, **dated}))
        self._load.draft.frame("evidence", proof.of(names.to_numpy(dtype=object), group, period.date))

    def _funds(self, values: Array, rows: pd.DataFrame, group: Array, project: Array, key: Array) -> None:
        """Ties of those who are named as funders: that they fund it is told, how much is not."""
        told = rows["funder"].to_numpy() > 0
        if not told.any():
            return
        at, funders = self._apart(rows["funder"].to_numpy())
        rows, group = rows.iloc[at].assign(funder=funders), group[at]
        pair = combined([group, funders], len(rows))
        first = np.flatnonzero(~pd.Series(pair).duplicated().to_numpy())
        funder, of = values[rows["funder"].iloc[first]], group[first]
        keys = np.array([f"{_tail(who)}.{what}" for who, what in zip(funder, key[of], strict=True)], dtype=object)
        period = Periods(values, rows["period"].to_numpy(), pair, len(first))
        proof = _Proof(self._sources, rows, pair)
        self._statements("FUNDS", funder, project[of], keys, np.arange(len(first)), period, proof)
        told_as = "funders are tied to what they fund without an amount: the table gives none for each of them"
        self._load.report.note(told_as, None, int(told.sum()))

    def _own(self, values: Array, rows: pd.DataFrame) -> None:
        """Presence in the country of those who lead without a partner."""
        rows = rows[(rows["lead"] > 0) & (rows["implementer"] == 0)]
        at, leads = self._apart(rows["lead"].to_numpy())
        rows = rows.iloc[at].assign(lead=leads)
        pair = combined([rows["lead"].to_numpy(), rows["country"].to_numpy()], len(rows))
        first = rows[~pd.Series(pair).duplicated().to_numpy()]
        who, where = values[first["lead"]], values[first["country"]]
        keys = np.array([f"{_tail(a)}.{_tail(b)}" for a, b in zip(who, where, strict=True)], dtype=object)
        agencies = np.flatnonzero([str(node).startswith("agency:") for node in who])
        period = Periods(values, rows["period"].to_numpy(), pair, len(first))
        proof = _Proof(self._sources, rows, pair)
        self._statements("OPERATES_IN", who[agencies], where[agencies], keys[agencies], agencies, period, proof)

    def _observed(
        self, measure: str, values: Array, rows: pd.DataFrame, role: str, group: Array, project: Array, key: Array
    ) -> None:
        """The people of each project and period, summed over its rows; repeated rows are reports of their own."""
        told = rows[role].to_numpy() > 0
        if not told.any():
            return
        rows, group = rows[told], group[told]
        numbers = np.array([_number(value) for value in values])[rows[role]]
        span = np.array([span_of(value) for value in values], dtype=object)
        pair = combined([group, pd.factorize(span[rows["period"]])[0]], len(rows))
        first = np.flatnonzero(~pd.Series(pair).duplicated().to_numpy())
        of = group[first]
        spans = span[rows["period"].iloc[first]]
        prefix = ids.record(self._load.options.dataset, measure, "")
        told_of = [f"{prefix}{some}.{when or 'undated'}" for some, when in zip(key[of], spans, strict=True)]
        names = np.array(told_of, dtype=object)
        period = Periods(values, rows["period"].to_numpy(), pair, len(first))
        frame = {"id": names, "node": project[of], "measure": measure, "confidence": "stated", "unit": "people"}
        frame |= {"number": np.bincount(pair, weights=numbers), "start": period.start, "end": period.end}
        self._load.draft.frame("observations", pd.DataFrame(frame))
        self._load.draft.frame(
            "evidence", _Proof(self._sources, rows, pair).of(names, np.arange(len(first)), period.date)
        )
        total = self._load.report.totals
        name = f"{measure.replace('_', ' ')}, summed over all rows (people may be counted twice)"
        total[name] = total.get(name, 0) + float(numbers.sum())


def _number(value: object) -> float:
    """The number of people where a meaning is one."""
    return float(value[1]) if isinstance(value, tuple) and len(value) == 2 else np.nan


class _Proof:
    """The rows that groups of them stand in, as locators: a piece of evidence for each file."""

    def __init__(self, sources: list[tuple[str, str]], rows: pd.DataFrame, group: Array) -> None:
        self._sources = sources
        order = np.lexsort((rows["row"], rows["file"], group))
        group, file, row = group[order], rows["file"].to_numpy()[order], rows["row"].to_numpy()[order]
        new = np.flatnonzero((np.diff(group, prepend=-1) != 0) | (np.diff(file, prepend=-1) != 0))
        self._group, self._file = group[new], file[new]
        bounds = np.append(new, len(group)).tolist()
        numbers = row.tolist()
        self._locators = np.array(
            [
                _locator(sources[of][1], numbers[start : min(stop, start + PLACES)], stop - start)
                for of, start, stop in zip(self._file.tolist(), bounds[:-1], bounds[1:], strict=True)
            ],
            dtype=object,
        )

    def of(self, about: Array, group: Array, date: Array) -> pd.DataFrame:
        """The rows of evidence of statements, each of a group."""
        begin, end = (np.searchsorted(self._group, group, side=side) for side in ("left", "right"))
        which = np.repeat(np.arange(len(group)), end - begin)
        at = np.arange(len(which)) - np.repeat(np.cumsum(end - begin) - end, end - begin)
        source = np.array([source for source, _ in self._sources], dtype=object)
        # Several files may be the same source (two copies); each piece of a source is numbered.
        tail = np.array([source.partition(":")[2] for source, _ in self._sources], dtype=object)
        number = at - begin[which] + 1
        names = [
            f"{of}#{what}/{n}"
            for of, what, n in zip(about[which].tolist(), tail[self._file[at]].tolist(), number.tolist(), strict=True)
        ]
        frame = {"id": names, "about": about[which], "source": source[self._file[at]], "locator": self._locators[at]}
        return pd.DataFrame({**frame, "date": date[group[which]], "stance": "supports"})


def _locator(prefix: str, rows: list[int], count: int) -> str:
    told = "; ".join(f"{prefix}{row}" for row in rows)
    return told if count <= PLACES else f"{told}; and {count - PLACES} more"


@dataclass(frozen=True, slots=True)
class Several:
    """The organisations that one cell names, in its order."""

    nodes: tuple[str, ...]


def _each(organisations: str | Several | None) -> tuple[str, ...]:
    """The nodes of a cell of organisations."""
    if isinstance(organisations, Several):
        return organisations.nodes
    return (organisations,) if organisations else ()


def _tail(node: str | Several | None) -> str:
    return "_".join(one.partition(":")[2] for one in _each(node)) or "-"


def _organisations(rows: Rows, role: str) -> Array:
    """For each row the code of the organisation in a role; 0 where it names none."""
    load = rows.load
    if role not in rows.column and f"{role}_acronym" not in rows.column:
        return np.zeros(len(rows), dtype=np.int64)

    def means(cell: dict[str, str], place: Place, count: int) -> str | Several | None:
        nodes = []
        named = load.names.several(cell[role], cell[f"{role}_acronym"])
        for text, acronym in named:
            if _PERSONAL.search(text or acronym):
                told = "an e-mail address or telephone number where an organisation should stand: not kept"
                load.report.note(told, place, count)
                continue
            if is_nobody(text or acronym):
                load.report.note(f"no organisation of its own: {(text or acronym)[:80]}", place, count)
                continue
            nodes.append(load.names.organisation(text or acronym, place, acronym=acronym))
            counted(rows, "Agency", text or acronym, count)
        if len(named) > 1:
            load.report.note(f"cells of {role}s that name several organisations: each has a tie", place, count)
        found = tuple(dict.fromkeys(filter(None, nodes)))
        for node in found:
            rows.meanings.code(node)
        return Several(found) if len(found) > 1 else next(iter(found), None)

    return rows.each((role, f"{role}_acronym"), means)


def _theme(rows: Rows, text: str, place: Place, count: int) -> str | None:
    found = rows.load.names.theme(text, place) if text else None
    counted(rows, "Theme", text, count)
    return found


def _people(rows: Rows, role: str) -> Array:
    """For each row the code of the number of people; 0 where it is unknown."""
    try:
        style = _values.style_of(rows.texts(role))
    except ValueError as error:
        at = rows.column[role]
        table = rows.table
        place = rows.load.place(table.file, f"row {table.first - 1}", table.first - 1)
        rows.load.wrong(place.wrong(table.columns[at], None, str(error), "write all numbers in one way"))
        return np.zeros(len(rows), dtype=np.int64)

    def means(cell: dict[str, str], place: Place, count: int) -> tuple[str, float] | None:
        try:
            number = _values.people(cell[role], style)
        except ValueError as error:
            raise ValueError(f"{error}; write the number of people, or leave the cell empty") from error
        if number is not None and not number.is_integer():
            told = f"'{rows.table.columns[rows.column[role]]}' is no whole number of people, and is kept as it is"
            rows.load.report.note(told, place, count)
        return None if number is None else (role, number)

    return rows.each([role], means)


def _problem(load: Load, cell: Mapping[str, str], place: Place, count: int) -> str | None:
    if cell["problem"]:
        load.report.skip(f"the service marks the row as wrong: {cell['problem'][:80]}", place, count)
    return cell["problem"] or None


def _status(load: Load, cell: Mapping[str, str], place: Place, count: int) -> str | None:
    if fold(cell["status"]) in DONE and cell["start"] and not (cell["end"] or cell["month"]):
        load.report.note("said to have ended, and not when: taken to go on", place, count)
    if fold(cell["status"]) not in NOT_YET:
        return None
    load.report.skip(f"not begun, or given up ({cell['status'][:40]})", place, count)
    return cell["status"]
