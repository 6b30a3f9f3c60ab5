"""IOM Displacement Tracking Matrix: how many displaced people an assessment found in an area, round by round.

Reads the JSON of the API (`result`) and the CSV of HDX (with its row of HXL tags). Each row is an observation of the
country or area that it speaks of, as a stock on its reporting date: levels (country, first, second) are not added to
each other, nor rounds, reasons or origins. Where one row alone tells of a country on a date, the country `HOSTS` so
many internally displaced persons on that day. Columns after https://dtm.iom.int and the tables of HDX.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graph import ids
from graph.errors import DataError
from loaders import _json, _values
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header, matched
from loaders._unhcr_groups import GROUPS

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

COLUMNS = {
    "people": ("numpresentidpind", "idp individuals", "total number of idp individuals", "number of idps", "idps"),
    "country": ("admin0pcode", "admin0 pcode", "country code", "iso3"),
    "country_name": ("admin0name", "admin0 name", "country name", "country"),
    "admin1": ("admin1name", "admin1 name"),
    "admin1_code": ("admin1pcode", "admin1 pcode"),
    "admin2": ("admin2name", "admin2 name"),
    "admin2_code": ("admin2pcode", "admin2 pcode"),
    "operation": ("operation",),
    "date": ("reportingdate", "reporting date", "date"),
    "round": ("roundnumber", "round number", "round"),
    "reason": ("displacementreason", "displacement reason"),
    "origin": ("idporiginadmin1name", "idp origin admin1 name"),
    "origin_code": ("idporiginadmin1pcode", "idp origin admin1 pcode"),
    "assessment": ("assessmenttype", "assessment type"),
}
"""The headers of each role, as `fold_header` makes them."""
LEVELS = ("admin1", "admin2")
DISPLACED = next(group for group in GROUPS if group.name == "idps")
"""Internally displaced persons, the same population as that of UNHCR's figures."""


def read(load: Load) -> None:
    """Read stocks of displaced people.

    Raises:
        DataErrors: A file is none of these, or cells are wrong.
    """
    latest: dict[tuple[str, str], tuple[float, str, dict[str, float]]] = {}
    whole: dict[tuple[str, str], dict[str, tuple[int, Place]]] = defaultdict(dict)
    remedy = "write YYYY-MM-DD"
    for file in load.files:
        table = _table(load, file)
        column = matched(load, table, COLUMNS, ("people", "date"))
        if not {"country", "country_name"} & set(column):
            told = "no column tells the country"
            raise DataError(file.name, table.first - 1, "", ", ".join(table.columns)[:200], told, "name it admin0Pcode")
        day = partial(_values.date, day_first=_values.day_first_of(table.coded[column["date"]].cat.categories))
        for record in table.records(load):
            place = table.place(load, record)
            try:
                people = table.read(record, column["people"], _people, "write a whole number, or leave it empty")
                date = table.read(record, column["date"], day, remedy)
                _row(load, table.cells(record, column), people, date, place, latest, whole)
            except DataError as error:
                load.wrong(error)
    _host(load, whole)
    for (what, level), (_, name, totals) in sorted(latest.items()):
        load.report.totals[f"displaced people, {what}, {name}, {level}"] = sum(totals.values())


def _table(load: Load, file: Path) -> Tabular:
    if not _json.is_json(file):
        return read_table(load, file, _recognised)
    whole = _json.value(file)
    rows = whole.get("result") if isinstance(whole, dict) else whole
    if isinstance(whole, dict) and whole.get("isSuccess") is False:
        said = whole.get("errorMessages")
        told, remedy = "the service answered with an error, not with records", "ask it again, with a key that it knows"
        raise DataError(file.name, 0, "errorMessages", str(said), told, remedy)
    if rows == []:
        raise DataError(file.name, 0, "result", None, "an answer without records", "ask for what the service has")
    if not isinstance(rows, list):
        raise DataError(file.name, 0, "result", None, "no list of records", "give what the API answers")
    return _json.records(load, file, rows)


def _recognised(cells: Sequence[str]) -> bool:
    folded = set(map(fold_header, cells))
    return bool(folded & set(COLUMNS["people"]) and folded & {*COLUMNS["country"], *COLUMNS["country_name"]})


def _people(text: str) -> int | None:
    """The number of people in a cell; None where it is unknown.

    Raises:
        ValueError: It is no whole number of people.
    """
    found = _values.people(text)
    if found is not None and not found.is_integer():
        raise ValueError("not a whole number of people")
    return None if found is None else int(found)


def _row(
    load: Load,
    cell: dict[str, str],
    people: int | None,
    date: str | None,
    place: Place,
    latest: dict[tuple[str, str], tuple[float, str, dict[str, float]]],
    whole: dict[tuple[str, str], dict[str, tuple[int, Place]]],
) -> None:
    """Make the observation of a row.

    Raises:
        DataError: The record was read before with another content.
    """
    country = load.names.country(cell.get("country") or cell.get("country_name", ""), place)
    if country is None or people is None or date is None:
        told = "no country" if country is None else "no figure" if people is None else "no reporting date"
        load.report.skip(f"{told} is given", place)
        return
    known = {role: text for role, text in cell.items() if not _values.is_unknown(text)}
    node, level = country, "admin0"
    for below in LEVELS:
        if known.get(below) or known.get(f"{below}_code"):
            within = "" if node == country else node
            name, code = known.get(below, ""), known.get(f"{below}_code", "")
            node, level = load.names.area(name, country, place, code, within, date=date), below
    parts = [known.get(role, "") for role in ("operation", "assessment", "round", "reason", "origin_code", "origin")]
    record = "/".join([node, date, *(ids.slug(part) or "-" for part in parts)])
    load.draft.observation(
        node,
        "people",
        record,
        place,
        number=people,
        unit="people",
        start=date,
        end=date,
        date=date,
        **_note(known),
    )
    if level == "admin0":
        whole[country, date][record] = (people, place)
    what, number = known.get("operation", country.partition(":")[2]), _round(known.get("round", ""))
    order = number if number is not None else float(date.replace("-", "").ljust(8, "0"))
    name = f"round {known['round']}" if known.get("round") else date
    if (what, level) not in latest or latest[what, level][0] < order:
        latest[what, level] = (order, name, {})
    if latest[what, level][0] == order:
        latest[what, level][2][record] = people


def _host(load: Load, whole: Mapping[tuple[str, str], Mapping[str, tuple[int, Place]]]) -> None:
    """Say how many displaced persons a country hosts on a day, where one row tells it."""
    for (country, date), figures in whole.items():
        (record, (people, place)), *others = figures.items()
        if others:
            told = "several figures of a country on one day (by reason, origin or operation): not added to one"
            load.report.note(told, place, len(figures))
            continue
        node = load.draft.node(f"population:{DISPLACED.node}", name_en=DISPLACED.en, name_es=DISPLACED.es)
        load.draft.statement("HOSTS", country, node, record, place, people=people, start=date, end=date, date=date)


def _round(text: str) -> float | None:
    return float(text) if text.isdecimal() and len(text) < 9 else None


def _note(known: dict[str, str]) -> dict[str, str]:
    """What the figure counts, in words of both languages."""
    en, es = ["Displaced people present"], ["Personas desplazadas presentes"]
    for role, word, palabra in (
        ("round", "round", "ronda"),
        ("reason", "reason", "motivo"),
        ("origin", "from", "procedencia"),
        ("operation", "operation", "operación"),
    ):
        if known.get(role):
            en.append(f"{word}: {known[role][:80]}")
            es.append(f"{palabra}: {known[role][:80]}")
    return {"note": "; ".join(en) + ".", "note_es": "; ".join(es) + "."}


FORMAT = Format(
    name="dtm",
    title="IOM DTM: displaced people by area and round",
    files="CSV of HDX or JSON of the API",
    read=read,
    publisher="International Organization for Migration",
)
