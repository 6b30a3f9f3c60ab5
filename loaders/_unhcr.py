"""The figures of `loaders.unhcr`: by group, country of asylum, origin and year, and what statements they become."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from graph import dates, ids
from graph.errors import DataError
from graph.names import fold
from loaders import _values
from loaders._countries import countries, country_code
from loaders._unhcr_groups import ALL, GROUPS, NOWHERE, ORIGINS, OWN, STATELESS, UNKNOWN, UNTOLD, Group

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load
    from loaders._tabular import Tabular


STARRED = frozenset(("*", "**"))
"""What stands for figures that are not published, so that nobody is known by them."""
HIDDEN = STARRED | {"-"}
"""What stands for figures that the file does not give."""
SUMMED = "-"
"""What the API gives for a country where a figure is the sum over all of them."""
NAMED = "name:"
"""What stands before the name of an origin that is no known country: it is not mixed with those that are unknown."""
MOST = 2_000_000_000
"""More people than any group can have."""

Key = tuple[str, str, str]
Figures = dict[int, tuple[int, "Place"]]
"""The figure of each year, and where it stands."""


class Reading:
    """One run over the files of a load: `(group, country of asylum, origin)` to year, figure and place."""

    def __init__(self, load: Load) -> None:
        """Begin without figures."""
        self.load = load
        self.groups = {group.name: group for group in GROUPS}
        self.figures: dict[Key, dict[int, tuple[int, Place]]] = defaultdict(dict)
        self.last = 0

    def table(self, table: Tabular, column: Mapping[str, int]) -> None:
        """Read the figures of a table."""
        for record in table.records(self.load):
            place = table.place(self.load, record)
            cell = table.cells(record, column)
            try:
                self._row(cell, [table.columns[at] for at in column.values()], list(column), place)
            except DataError as error:
                self.load.wrong(error)

    def _row(self, cell: Mapping[str, str], headers: list[str], roles: list[str], place: Place) -> None:
        named = dict(zip(roles, headers, strict=True))
        year = _year(cell["year"], place, named["year"])
        figures = {
            role: _people(text, place, named[role])
            for role, text in cell.items()
            if role in self.groups and text not in HIDDEN
        }
        if any(text in STARRED for role, text in cell.items() if role in self.groups):
            self.load.report.note("rows with figures that are not published (*): unknown, and not 0", place)
        self.last = max(self.last, year)
        asylum = self._asylum(cell, place)
        if asylum is None:
            self.load.report.skip("the country of asylum is none that is known", place)
            return
        origin = self._origin(cell, place)
        for name, people in figures.items():
            if people is None:
                continue
            group = self.groups[name]
            if origin == asylum and not group.inside and not group.moves and people:
                told = f"{group.en} who are in their own country"
                self.load.report.skip(f"{told}: people outside it are not", place)
                continue
            if origin not in (asylum, ALL) and name == "idps" and people:
                self.load.report.note(
                    "internally displaced persons of another origin: kept with the country of asylum", place
                )
            self._note((name, asylum, OWN if group.inside and origin == asylum else origin), year, people, place)

    def _note(self, key: Key, year: int, people: int, place: Place) -> None:
        known = self.figures[key].setdefault(year, (people, place))
        if known[0] != people:
            told = f"{known[1]} says {known[0]:,} of the same group, origin and year"
            raise place.wrong(key[0], people, told, "keep one of the two")

    def _asylum(self, cell: Mapping[str, str], place: Place) -> str | None:
        for role in ("coa", "asylum"):
            text = cell.get(role, "")
            if text and not _values.is_unknown(text) and country_code(text):
                return self.load.names.country(text, place)
        return self.load.names.country(cell.get("asylum") or cell.get("coa") or "(none)", place)

    def _origin(self, cell: Mapping[str, str], place: Place) -> str:
        """The id of the country of origin, or the word for one that is none."""
        code, name = cell.get("coo", ""), cell.get("origin", "").strip()
        if code in NOWHERE:
            return NOWHERE[code]
        for text in (code, name):
            if text and not _values.is_unknown(text) and country_code(text):
                return f"country:{country_code(text)}"
        if name.lower().startswith("stateless"):
            return STATELESS
        if SUMMED in (code, name) and {code, name} <= {SUMMED, ""}:
            return ALL
        told = next((text for text in (name, code) if fold(text) not in UNTOLD and not _values.is_unknown(text)), "")
        if not ids.slug(told):
            return UNKNOWN
        self.load.names.missed("Country", told, place)
        return f"{NAMED}{told}"

    # -- statements -----------------------------------------------------------------------------------------------

    def make(self) -> None:
        """Make the statements."""
        of: dict[tuple[str, str], dict[str, Figures]] = defaultdict(dict)
        for (name, asylum, origin), years in self.figures.items():
            if kept := _told(years):
                of[name, asylum][origin] = kept
        single = {
            name
            for name in self.groups
            if len({origin for group, _, origin in self.figures if group == name and origin != ALL}) < 2
        }
        for (name, asylum), origins in of.items():
            group = self.groups[name]
            for origin, years in origins.items():
                if group.moves:
                    self._moved(group, asylum, origin, years)
                elif list(origins) == [OWN] or origin == ALL:
                    self._hosted(group, asylum, self._group(group), origin, years)
                else:
                    self._hosted(group, asylum, self._population(group, origin, years), origin, years)
            if group.moves or list(origins) == [OWN] or ALL in origins:  # the file tells the sum itself
                continue
            if name not in single:
                self._summed(group, asylum, origins)
                continue
            told = f"{group.en}: one country of origin in all files, so no sum is made for the group"
            self.load.report.note(told, next(iter(next(iter(origins.values())).values()))[1])
        for (name, asylum, origin), years in self.figures.items():
            people, total = years.get(self.last, (0, None))[0], f"{self.groups[name].en}, {self.last}"
            if people and (origin == ALL or self.last not in self.figures.get((name, asylum, ALL), ())):
                self.load.report.totals[total] = self.load.report.totals.get(total, 0) + people

    def _hosted(self, group: Group, asylum: str, population: str, origin: str, years: Figures) -> None:
        """The people of one origin whom a country hosts, as the file states it."""
        for year, (people, place) in years.items():
            record = f"{group.node}/{asylum}/{_short(origin)}/{year}"
            self.load.draft.statement(
                "HOSTS", asylum, population, record, place, people=people, date=str(year), **self._lasts(year)
            )

    def _summed(self, group: Group, asylum: str, origins: Mapping[str, Figures]) -> None:
        """The sum over the origins of a file, which are apart from each other."""
        by_year: dict[int, list[tuple[int, Place]]] = defaultdict(list)
        for years in origins.values():
            for year, told in years.items():
                by_year[year].append(told)
        for year, parts in sorted(by_year.items()):
            properties: dict[str, object] = {
                **self._lasts(year),
                "people": sum(people for people, _ in parts),
                "confidence": "inferred",
                "how": f"Sum over the countries of origin in the file: {len(parts)}.",
                "how_es": f"Suma de los países de origen del archivo: {len(parts)}.",
            }
            for _, place in parts:
                self.load.draft.statement(
                    "HOSTS", asylum, self._group(group), f"{group.node}/{asylum}/all/{year}", place,
                    date=str(year), **properties,
                )  # fmt: skip

    def _moved(self, group: Group, asylum: str, origin: str, years: Figures) -> None:
        """What moved within a year: figures of a population of its own."""
        population = self._population(group, origin, years)
        for year, (people, place) in years.items():
            where = countries()[asylum.partition(":")[2]]
            self.load.draft.observation(
                population, "people", f"{group.node}/{asylum}/{_short(origin)}/{year}", place,
                number=people, unit="people", start=str(year), end=str(year), date=str(year),
                note=f"Country of asylum: {where['name_en']}.", note_es=f"País de asilo: {where['name_es']}.",
            )  # fmt: skip

    def _lasts(self, year: int) -> dict[str, str | None]:
        """A figure holds in its year; that of the last year until contradicted."""
        return {"start": str(year), "end": None if year == self.last else str(year)}

    def _group(self, group: Group) -> str:
        return self.load.draft.node(f"population:{group.node}", name_en=group.en, name_es=group.es)

    def _population(self, group: Group, origin: str, years: Figures) -> str:
        """The population of a group from one country of origin, which is part of the group."""
        if origin == ALL:
            return self._group(group)
        if origin.startswith("country:"):
            row = countries()[origin.partition(":")[2]]
            en, es = row["name_en"], row["name_es"]
        elif origin.startswith(NAMED):
            en = es = origin.removeprefix(NAMED)
        else:
            en, es = ORIGINS[origin]
        node = self.load.draft.node(
            f"population:{group.node}-from-{_short(origin).lower()}",
            name_en=f"{group.en} (country of origin: {en})",
            name_es=f"{group.es} (país de origen: {es})",
        )
        for year, (_, place) in years.items():
            self.load.draft.statement("PART_OF", node, self._group(group), node, place, date=str(year))
        return node


def _told(years: Figures) -> Figures:
    """The figures by year without zeros that say nothing new: before anybody came, and after a zero."""
    kept: Figures = {}
    some = False
    for year, figure in sorted(years.items()):
        if figure[0] or some:
            kept[year] = figure
        some = figure[0] > 0
    return kept


def _short(origin: str) -> str:
    return ids.slug(origin.removeprefix(NAMED)) if origin.startswith(NAMED) else origin.partition(":")[2] or origin


def _year(text: str, place: Place, header: str) -> int:
    """The year in a cell.

    Raises:
        DataError: It is none.
    """
    plain = re.sub(r"\.0+$", "", text)
    if not re.fullmatch(r"[0-9]{4}", plain) or dates.problem(plain):
        raise place.wrong(header, text, "not a year", "write it in four digits")
    return int(plain)


def _people(text: str, place: Place, header: str) -> int | None:
    """The people in a cell; None where the figure is not known.

    Raises:
        DataError: It is no number of people.
    """
    try:
        found = _values.people(text)
    except ValueError as error:
        raise place.wrong(header, text, str(error), "write a whole number, or leave it empty") from error
    if found is not None and (found > MOST or not found.is_integer()):
        told = "not a whole number" if found <= MOST else "more people than there are of any group"
        raise place.wrong(header, text, told, "correct the number")
    return None if found is None else int(found)
