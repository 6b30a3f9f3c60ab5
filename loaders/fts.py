"""OCHA FTS: who funds which plan, project, organisation and country, and what plans require and get.

Reads pages of the API (JSON), the CSV files of flows that HDX publishes, and its tables of requirements and funding,
any number of them at once. How a flow becomes statements: `loaders._fts_money`; what becomes of one that stands in
several files: `loaders._fts_gathered`. Columns after https://fts.unocha.org and the files themselves.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from graph.errors import DataError
from loaders import _fts_csv, _fts_json, _fts_progress, _fts_tables, _json
from loaders._fts_gathered import gathered, total
from loaders._fts_money import Writer
from loaders._fts_plans import Plans
from loaders._run import Format
from loaders._tables import read_table
from loaders._tabular import fold_header

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from loaders._fts_flow import Flow
    from loaders._run import Load
    from loaders._tabular import Tabular

KINDS = "a page of flows of the API, a CSV of flows, or a table of requirements and funding"


def read(load: Load) -> None:
    """Read pages and tables of flows, and tables of requirements."""
    collecting = gc.isenabled()
    gc.disable()  # pages are millions of small objects, none of them in a cycle: looking for one doubles the time
    try:
        _read(load)
    finally:
        if collecting:
            gc.enable()


def _read(load: Load) -> None:
    flows: dict[str, Flow] = {}
    pages, plans = _fts_json.Pages(), Plans(load)
    needs = []
    for file in load.files:
        if _json.is_json(file):
            _page(load, file, plans, flows, pages)
        elif (table := _table(load, file, flows)) is not None:
            needs.append(table)
    _fts_tables.read(load, plans, needs)
    if not load.errors and not any(load.report.rows.values()):
        remedy = "ask the service for another year, country or plan"
        raise DataError(load.files[0].name, 0, "flows", None, "there is no flow and no plan in it", remedy)
    if load.errors:
        return
    pages.check(load)
    writer = Writer(load, plans)
    for number, flow in enumerate(flows.values(), 1):
        writer.write(flow)
        if number % 10_000 == 0:
            load.progress(number, "flows put in")
    writer.finish()
    total(load, flows.values())


def _page(load: Load, file: Path, plans: Plans, flows: dict[str, Flow], pages: _fts_json.Pages) -> None:
    """Read what the API answers: flows, or an overview of plans.

    Raises:
        DataError: It is neither.
    """
    whole = _json.value(file)
    rows, overview = _fts_json.flows_of(file, whole), _fts_progress.plans_of(whole)
    if rows is not None:
        pages.add(whole, len(rows), gathered(load, flows, _fts_json.read(load, file, rows)))
    elif overview is not None:
        _fts_progress.read(load, plans, file, overview)
    else:
        raise DataError(file.name, 0, "flows", None, "no list of flows", f"give {KINDS}")


def _table(load: Load, file: Path, flows: dict[str, Flow]) -> Tabular | None:
    """The table in a file, where it is one of requirements; the flows of one of flows are read.

    Raises:
        DataError: It is neither.
    """
    table = read_table(load, file, lambda cells: _kind(cells) is not None)
    kind = _kind(table.columns)
    if kind is None:
        names = ", ".join(table.columns)[:200]
        raise DataError(file.name, table.first - 1, "", names, "not a table of FTS", f"give {KINDS}")
    if kind == "flows":
        gathered(load, flows, _fts_csv.read(load, table))
        return None
    return table


def _kind(cells: Sequence[str]) -> str | None:
    folded = set(map(fold_header, cells))
    if "amountusd" in folded:
        return "flows"
    return "requirements" if {"requirements", "funding"} <= folded else None


FORMAT = Format(
    name="fts",
    title="OCHA FTS: flows of humanitarian funding, requirements of plans",
    files="JSON pages of the API, CSV of HDX (flows, requirements and funding)",
    read=read,
    publisher="OCHA, Financial Tracking Service",
)
