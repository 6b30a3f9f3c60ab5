"""Requirements and funding tables of FTS: what plans require and got, by country and by cluster.

A plan of one country has its figures itself; the part of a regional plan in a country, and a cluster of a plan, are
parts of it (`_fts_plans`). Money outside any plan (`Not specified`) is a figure of the country. The share funded is
not kept: it is the one figure over the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph import ids
from graph.errors import DataError
from loaders import _fts_flow
from loaders._fts_csv import number, styles
from loaders._fts_flow import Party
from loaders._fts_plans import regional
from loaders._tabular import Tabular, matched

if TYPE_CHECKING:
    from loaders._fts_plans import Plans
    from loaders._report import Place
    from loaders._run import Load

COLUMNS = {
    "country": ("countrycode",),
    "id": ("id",),
    "name": ("name",),
    "code": ("code",),
    "type": ("typename",),
    "start": ("startdate",),
    "end": ("enddate",),
    "year": ("year",),
    "cluster_code": ("clustercode",),
    "cluster": ("cluster",),
    "requirements": ("requirements",),
    "funding": ("funding",),
}
NEEDED = ("country", "name", "requirements", "funding")
OUTSIDE = ("", "not specified")
"""What a plan or cluster is called that is none."""
FIGURES: Mapping[str, str] = {"financial_requirement": "requirements", "funding_received": "funding"}
NOTE: Mapping[str, str] = {"note": "outside plans", "note_es": "fuera de los planes"}
MOST = 1e13
"""The most dollars that a figure may be."""


def read(load: Load, plans: Plans, tables: Sequence[Tabular]) -> None:
    """Read tables of requirements and funding; which plans are regional, all of them together tell."""
    rows = [row for table in tables for row in _rows(load, table)]
    parted = regional((_plan(cell), cell["country"], cell.get("type", "")) for _, cell, _ in rows)
    for place, cell, style in rows:
        try:
            row = _read(place, cell, style)
            if not _has(load, row, place):
                continue
            country = load.names.country(cell["country"], place)
            if country is None:
                load.report.skip("the location is no country", place)
            else:
                _keep(load, plans, row, country, parted=_plan(cell) in parted)
        except DataError as error:
            load.wrong(error)


def _rows(load: Load, table: Tabular) -> Iterator[tuple[Place, dict[str, str], Mapping[str, str | None]]]:
    """The rows of a table: where each stands, its cells, and how numbers are written there."""
    column = matched(load, table, COLUMNS, NEEDED)
    style = styles(table, {name: column[name] for name in FIGURES.values()})
    for record in table.records(load):
        yield table.place(load, record), table.cells(record, column), style


@dataclass(frozen=True, slots=True)
class _Row:
    """A row, its cells read.

    Attributes:
        place: Where it stands.
        plan: The plan, None for what lies outside any.
        cluster: The code and name of a cluster, None in a table of whole plans.
        start, end: The period.
        year: The year as the record names it.
        figures: The numbers by measure.
    """

    place: Place
    plan: Party | None
    cluster: tuple[str, str] | None
    start: str | None
    end: str | None
    year: str
    figures: dict[str, float]


def _plan(cell: Mapping[str, str]) -> str:
    return cell.get("id") or cell["name"]


def _read(place: Place, cell: Mapping[str, str], style: Mapping[str, str | None]) -> _Row:
    """The cells of a row.

    Raises:
        DataError: One is wrong.
    """
    given = {name: _fts_flow.text(place, name, value) for name, value in cell.items()}
    start, end, year = (_fts_flow.day(place, name, given.get(name)) for name in ("start", "end", "year"))
    numbers = {
        measure: _fts_flow.amount(place, name, number(cell[name], style[name]), MOST)
        for measure, name in FIGURES.items()
    }
    outside = given["name"].lower() in OUTSIDE
    return _Row(
        place=place,
        plan=None if outside else Party(given["name"], given.get("id", ""), given.get("code", "")),
        cluster=(given.get("cluster_code") or given["cluster"], given["cluster"]) if "cluster" in given else None,
        start=start or year,
        end=end or year,
        year=year or start or "undated",
        figures={measure: value for measure, value in numbers.items() if value is not None},
    )


def _has(load: Load, row: _Row, place: Place) -> bool:
    """Whether a row has a figure of a plan, a country, or one cluster; what it has else is told as left out."""
    cluster = row.cluster[1].lower() if row.cluster else None
    if cluster is not None and (cluster in OUTSIDE or cluster.startswith("multiple ") or row.plan is None):
        load.report.skip("money that is told for no single cluster: the total of the plan has it", place)
        return False
    if not row.figures:
        load.report.skip("neither requirements nor funding", place)
    return bool(row.figures)


def _keep(load: Load, plans: Plans, row: _Row, country: str, *, parted: bool) -> None:
    """Keep the figures of a row, with the plan, the part and the cluster that they are of.

    Raises:
        DataError: The same figure was read before as another number.
    """
    key, note, node = [country.partition(":")[2], row.year], NOTE, country
    if row.plan is not None:
        plan = plans.plan(row.plan, row.start, row.end)
        key, note, node = [plan.partition(":")[2], *key], {}, plan
        plans.lies(plan, country, row.place, row.start)
        if parted:
            node = plans.within(plan, row.plan.name, country, row.place, row.start)
        if row.cluster:
            code, name = row.cluster
            key.append(ids.slug(code))
            node = plans.part(node, row.plan.name, code, (name, name), row.place, row.start)
            theme = load.names.theme(name, row.place)
            if theme is not None:
                load.draft.statement("ADDRESSES", node, theme, node.partition(":")[2], row.place, date=row.start)
    for measure, value in row.figures.items():
        load.draft.observation(
            node, measure, ".".join(key), row.place, number=value, unit="USD", currency="USD",
            start=row.start, end=row.end, date=row.start, **note,
        )  # fmt: skip
        total = ("required USD" if measure == "financial_requirement" else "received USD") + (
            ", by cluster" if row.cluster else ""
        )
        load.report.totals[total] = load.report.totals.get(total, 0) + value
