"""Flows out of the CSV files that HDX publishes of FTS: incoming, outgoing and internal funding, old and new columns.

Organisations stand there by name alone and are never split, as their names have commas; countries and clusters are
lists with commas.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from graph.errors import DataError
from loaders import _fts_flow, _values
from loaders._countries import country_code
from loaders._fts_flow import Flow, Party
from loaders._tabular import Tabular, matched

if TYPE_CHECKING:
    from loaders._run import Load

COLUMNS = {
    "id": ("id",),
    "amountUSD": ("amountusd",),
    "date": ("date",),
    "decisionDate": ("decisiondate",),
    "firstReportedDate": ("firstreporteddate",),
    "originalAmount": ("originalamount",),
    "originalCurrency": ("originalcurrency",),
    "exchangeRate": ("exchangerate",),
    "status": ("status",),
    "boundary": ("boundary",),
    "onBoundary": ("onboundary",),
    "flowType": ("flowtype",),
    "contributionType": ("contributiontype",),
    "source": ("srcorganisation", "srcorganisations"),
    "source_types": ("srcorganisationtypes",),
    "organisation": ("destorganisation", "destorganisations"),
    "organisation_types": ("destorganisationtypes",),
    "plan": ("destplan",),
    "plan_code": ("destplancode",),
    "plan_id": ("destplanid",),
    "project": ("destproject",),
    "project_code": ("destprojectcode",),
    "countries": ("destlocations",),
    "clusters": ("destglobalclusters", "destclusters"),
}
NEEDED = ("id", "amountUSD", "status", "source", "organisation")
NUMBERS = ("amountUSD", "originalAmount", "exchangeRate")


def read(load: Load, table: Tabular) -> Iterator[Flow]:
    """The flows of a table; one with a wrong cell is noted and left out."""
    column = matched(load, table, COLUMNS, NEEDED)
    style = styles(table, {name: column[name] for name in NUMBERS if name in column})
    for record in table.records(load):
        place = table.place(load, record)
        cell: dict[str, object] = dict(table.cells(record, column))
        try:
            for name in style:
                cell[name] = number(str(cell[name]), style[name])
            flow = _fts_flow.made(place, cell)
            rate = _fts_flow.amount(place, "exchangeRate", cell.get("exchangeRate"), _fts_flow.LARGEST)
            if _fts_flow.is_off(flow, rate):
                load.report.note("amountUSD is not originalAmount / exchangeRate; both kept as told", place)
            plain = {role: _fts_flow.text(place, role, value) for role, value in cell.items() if role not in NUMBERS}
        except DataError as error:
            load.wrong(error)
            continue
        if not plain.get("boundary"):
            load.report.note(_fts_flow.NO_BOUNDARY, place)
        _ends(flow, plain)
        yield flow


def styles(table: Tabular, column: Mapping[str, int]) -> dict[str, str | None]:
    """How the numbers of some columns are written.

    Raises:
        DataError: In one of them in two ways.
    """
    frame, found = table.frame, {}
    for name, at in column.items():
        try:
            found[name] = _values.style_of(frame[at].unique().tolist())
        except ValueError as error:
            row, remedy = table.first - 1, "write all in one way"
            raise DataError(table.file.name, row, table.columns[at], None, str(error), remedy) from error
    return found


def number(cell: str, style: str | None) -> float | str | None:
    """The number in a cell; a cell that is none stays as it is, for the message."""
    try:
        return _values.number(cell, style)
    except ValueError:
        return cell


def _ends(flow: Flow, cell: Mapping[str, str]) -> None:
    flow.sources = _parties(cell, "source", type_of="source_types")
    flow.organisations = _parties(cell, "organisation", type_of="organisation_types")
    flow.plans = _parties(cell, "plan", "plan_id", "plan_code")
    flow.projects = _parties(cell, "project", code="project_code")
    flow.countries = _listed(cell.get("countries", ""), countries=True)
    flow.themes = _listed(cell.get("clusters", ""))


def _parties(cell: Mapping[str, str], name: str, ref: str = "", code: str = "", type_of: str = "") -> tuple[Party, ...]:
    if not cell.get(name):
        return ()
    first = cell.get(type_of, "").partition(",")[0]
    return (Party(cell[name], cell.get(ref, ""), cell.get(code, ""), first),)


def _listed(cell: str, *, countries: bool = False) -> tuple[str, ...]:
    """The parts of a list with commas; the name of one country with a comma in it is no list."""
    if not cell or (countries and country_code(cell)):
        return (cell,) if cell else ()
    return tuple(dict.fromkeys(part.strip() for part in cell.split(",") if part.strip()))
