"""HDX HAPI: what appeals require and get, and who is present where, as the HDX Humanitarian API gives them.

Funding becomes observations of the appeal (requirements, funding received), which is an instrument; what is told of a
regional appeal for one country is one of its part there, money outside appeals is an observation of the country.
Presence becomes a project for each organisation, sector and area: the organisation implements it, it operates in the
area, it addresses the sector. Columns after the documentation of HAPI (https://hdx-hapi.readthedocs.io).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from graph import dates, ids
from graph.errors import DataError
from loaders import _json, _values
from loaders._fts_flow import Party
from loaders._fts_plans import Plans, regional
from loaders._presence import Presence
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header, matched

if TYPE_CHECKING:
    from loaders._run import Load

OUTSIDE = "Not specified"
"""The code of an appeal that is none: money outside appeals."""

_PLACE = {
    "country": ("location code",),
    "admin1_code": ("admin1 code",),
    "admin1": ("admin1 name", "provider admin1 name"),
    "admin2_code": ("admin2 code",),
    "admin2": ("admin2 name", "provider admin2 name"),
    "start": ("reference period start",),
    "end": ("reference period end",),
}
FUNDING = {
    **_PLACE,
    "appeal": ("appeal code",),
    "name": ("appeal name",),
    "type": ("appeal type",),
    "required": ("requirements usd",),
    "funded": ("funding usd",),
    "share": ("funding pct",),
}
PRESENCE = {
    **_PLACE,
    "implementer": ("org name",),
    "implementer_acronym": ("org acronym",),
    "theme": ("sector name",),
    "problem": ("error",),
}


def read(load: Load) -> None:
    """Read files of funding or operational presence."""
    presence = Presence(load)
    counted: set[str] = set()
    for file in load.files:
        table = _table(load, file)
        folded = set(map(fold_header, table.columns))
        if "appeal code" in folded:
            _funding(load, table, counted)
        elif "org name" in folded:
            presence.add(table, matched(load, table, PRESENCE, ("country", "implementer")))
        else:
            names = ", ".join(table.columns)[:200]
            told = "neither funding (appeal_code) nor operational presence (org_name)"
            raise DataError(file.name, table.first - 1, "", names, told, "give one of these two files of HAPI")
    presence.finish()


def _table(load: Load, file: Path) -> Tabular:
    if not _json.is_json(file):
        return read_table(load, file, lambda cells: "location code" in map(fold_header, cells))
    whole = _json.value(file)
    rows = whole.get("data") if isinstance(whole, dict) else whole
    if not isinstance(rows, list):
        raise DataError(file.name, 0, "data", None, "no list of records", "give what the API answers")
    return _json.records(load, file, rows)


def _required(text: str) -> float | None:
    """The amount that is required; None where it is unknown.

    Raises:
        ValueError: It is no number, or below 0.
    """
    amount = _values.number(text)
    if amount is not None and amount < 0:
        raise ValueError("less than nothing is no requirement")
    return amount


FIGURES: tuple[tuple[str, str, Callable[[str], float | None]], ...] = (
    ("financial_requirement", "required", _required),
    ("funding_received", "funded", _values.number),
)
"""The measures, the roles of their columns, and how these are read; money may be given back."""


def _funding(load: Load, table: Tabular, counted: set[str]) -> None:
    column = matched(load, table, FUNDING, ("country", "appeal", "start"))
    rows = [(record, table.cells(record, column)) for record in table.records(load)]
    parted = regional((cell["appeal"], cell["country"], cell.get("type", "")) for _, cell in rows)
    plans = Plans(load)
    for record, cell in rows:
        place = table.place(load, record)
        try:
            start, end = (table.read(record, column.get(role), _values.date, dates.REMEDY) for role in ("start", "end"))
            figures = {
                measure: table.read(record, column.get(role), value, "write the amount in dollars, or leave it empty")
                for measure, role, value in FIGURES
            }
        except DataError as error:
            load.wrong(error)
            continue
        country = load.names.country(cell["country"], place)
        if country is None:
            load.report.skip("the location is no country", place)
            continue
        outside = cell["appeal"] in ("", OUTSIDE)
        note = {"note": "outside appeals", "note_es": "fuera de los llamamientos"} if outside else {}
        node = country
        if not outside and any(number is not None for number in figures.values()):
            name = cell.get("name", "") or cell["appeal"]
            node = plans.plan(Party(name, code=cell["appeal"]), start, end)
            plans.lies(node, country, place, start)
            if cell["appeal"] in parted:
                node = plans.within(node, name, country, place, start)
        for measure, number in figures.items():
            if number is not None:
                named = load.draft.observation(
                    node, measure, f"{ids.slug(cell['appeal']) or 'none'}.{country.partition(':')[2]}.{start}", place,
                    number=number, unit="USD", currency="USD", start=start, end=end, date=end or start, **note,
                )  # fmt: skip
                if named not in counted:  # the same row twice is one
                    counted.add(named)
                    load.report.totals[measure] = load.report.totals.get(measure, 0) + number


FORMAT = Format(
    name="hapi",
    title="HDX HAPI: funding of appeals and operational presence",
    files="CSV or JSON of HAPI",
    read=read,
    publisher="OCHA, Humanitarian Data Exchange",
)
