"""The overview of plans of the FTS API (`plan/overview/progress/YEAR`): what whole plans require and got.

The figures are those of the plan, in all its countries; the people of its caseloads are not kept, as they overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import DataError
from loaders import _fts_flow
from loaders._fts_flow import Party
from loaders._fts_tables import MOST

if TYPE_CHECKING:
    from loaders._fts_plans import Plans
    from loaders._report import Place
    from loaders._run import Load

READ = frozenset(("id", "name", "code", "startDate", "endDate", "countries", "requirements", "funding"))
"""The keys of a plan that are read."""
FIGURES = {
    "financial_requirement": ("required USD", "requirements", "revisedRequirements"),
    "funding_received": ("received USD", "funding", "totalFunding"),
}
"""For each measure its total in the report, and the keys of its figure."""


def plans_of(whole: object) -> Sequence[object] | None:
    """The list of plans in what a file holds; None where it holds none."""
    data = whole.get("data") if isinstance(whole, Mapping) else None
    found = data.get("plans") if isinstance(data, Mapping) else None
    return found if isinstance(found, list) else None


def read(load: Load, plans: Plans, file: Path, rows: Sequence[object]) -> None:
    """Read the plans of an overview; one with a wrong cell is noted and left out."""
    ignored: set[str] = set()
    for number, row in enumerate(rows, 1):
        place = load.place(file, f"plan number {number}")
        try:
            if not isinstance(row, dict):
                raise place.wrong("plans", type(row).__name__, "not an object", "give what the API answers")
            ignored |= row.keys() - READ
            _plan(load, plans, place, row)
        except DataError as error:
            load.wrong(error)
    load.report.read(file.name, len(rows))
    load.report.ignored[file.name] = sorted(ignored)


def _plan(load: Load, plans: Plans, place: Place, row: Mapping[str, Any]) -> None:
    """Keep the figures of a plan, and where it is.

    Raises:
        DataError: A cell is wrong.
    """
    name, ref, code = (_fts_flow.text(place, key, row.get(key)) for key in ("name", "id", "code"))
    if not name:
        raise place.wrong("name", None, "the name of the plan is missing", "give what the API answers")
    start, end = (_fts_flow.day(place, key, row.get(key)) for key in ("startDate", "endDate"))
    numbers = {}
    for measure, (_, group, key) in FIGURES.items():
        numbers[measure] = _fts_flow.amount(place, key, _object(place, row, group).get(key), MOST)
    where = row.get("countries") or []
    if not isinstance(where, list) or not all(isinstance(some, dict) for some in where):
        raise place.wrong("countries", type(where).__name__, "not a list of objects", "give what the API answers")
    codes = [_fts_flow.text(place, "countries.iso3", some.get("iso3")) for some in where]
    node = plans.plan(Party(name, ref, code), start, end)
    for country in dict.fromkeys(filter(None, (load.names.country(some, place) for some in codes if some))):
        plans.lies(node, country, place, start)
    for measure, number in numbers.items():
        if number is not None:
            total = FIGURES[measure][0]
            load.report.totals[total] = load.report.totals.get(total, 0) + number
            load.draft.observation(
                node, measure, f"{node.partition(':')[2]}.whole.{start or 'undated'}", place, number=number,
                unit="USD", currency="USD", start=start, end=end, date=start,
            )  # fmt: skip


def _object(place: Place, row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = row.get(key) or {}
    if not isinstance(found, dict):
        raise place.wrong(key, type(found).__name__, "not an object", "give what the API answers")
    return found
