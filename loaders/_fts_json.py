"""Flows out of pages of the FTS API: `data.flows`, of any query and of any number of pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import DataError
from loaders import _fts_flow
from loaders._fts_flow import Flow, Party

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

PLAIN = (
    *("id", "amountUSD", "date", "decisionDate", "firstReportedDate", "originalAmount", "originalCurrency"),
    *("exchangeRate", "status", "boundary", "onBoundary", "flowType", "newMoney", "contributionType"),
)
READ = frozenset((*PLAIN, "childFlowIds", "sourceObjects", "destinationObjects"))
"""The keys of a flow that are read."""
SOURCE, TARGET = "sourceObjects", "destinationObjects"
ENDS = {
    SOURCE: ("Organization",),
    TARGET: ("Organization", "Plan", "Project", "Location", "GlobalCluster"),
}
"""The types of objects at each end that are read."""


def flows_of(file: Path, whole: object) -> Sequence[object] | None:
    """The list of flows in what a file holds; None where it holds none.

    Raises:
        DataError: The service answered with an error.
    """
    data = whole
    if isinstance(whole, Mapping):
        data = whole.get("data", whole)
        failed = "data" not in whole and {"message", "code"} & whole.keys()
        if failed or not isinstance(data, Mapping | list):
            told = whole.get("message") or whole.get("code") or whole.get("status")
            raise DataError(file.name, 0, "data", told, "the service gave no data", "ask it again")
    found = data.get("flows") if isinstance(data, Mapping) else data
    return found if isinstance(found, list) else None


def read(load: Load, file: Path, rows: Sequence[object]) -> Iterator[Flow]:
    """The flows of a page; one with a wrong cell is noted and left out."""
    ignored: set[str] = set()
    for number, row in enumerate(rows, 1):
        try:
            if not isinstance(row, Mapping):
                told = "not an object, as flows are"
                raise DataError(file.name, 0, "", None, f"flow number {number}: {told}", "give what the API answers")
            place = load.place(file, f"flow {_named(row, number)}")
            yield _flow(load, row, place, ignored)
        except DataError as error:
            _left_out(load, file, row, number, error)
        if number % 10_000 == 0:
            load.progress(number, "flows")
    load.report.read(file.name, len(rows))
    load.report.ignored[file.name] = sorted(ignored)


def _left_out(load: Load, file: Path, row: object, number: int, error: DataError) -> None:
    """Tell a wrong flow; where such are left out, those that are wrong in one way are one line of the report."""
    if not load.options.lenient:
        load.wrong(error)
        return
    where = f"flow {_named(row, number)}" if isinstance(row, Mapping) else f"flow number {number}"
    reason = error.problem.removeprefix(f"{where}: ")
    load.report.skip(f"{error.column}: {reason}" if error.column else reason, load.place(file, where))


def _named(row: Mapping[str, object], number: int) -> str:
    """How messages name a flow: by its number in FTS, else by its place in the list."""
    found = row.get("id")
    named = isinstance(found, str | int) and not isinstance(found, bool) and str(found).isalnum()
    return str(found)[:40] if named else f"number {number}"


def _flow(load: Load, row: Mapping[str, Any], place: Place, ignored: set[str]) -> Flow:
    """The flow of an object.

    Raises:
        DataError: It is wrong.
    """
    ignored |= row.keys() - READ
    children = row.get("childFlowIds")
    if children is not None and not isinstance(children, list):
        raise place.wrong("childFlowIds", type(children).__name__, "not a list", "give what the API answers")
    flow = _fts_flow.made(place, row, children)
    if not row.get("boundary"):
        load.report.note(_fts_flow.NO_BOUNDARY, place)
    if any(isinstance(row.get(name), str) for name in ("amountUSD", "originalAmount")):
        load.report.note("an amount is written as a text; read as the number", place)
    if _fts_flow.is_off(flow, _fts_flow.amount(place, "exchangeRate", row.get("exchangeRate"), _fts_flow.LARGEST)):
        load.report.note("amountUSD is not originalAmount / exchangeRate; both kept as told", place)
    sources = _ends(row, SOURCE, place, ignored)
    targets = _ends(row, TARGET, place, ignored)
    flow.sources = tuple(sources["Organization"])
    flow.organisations, flow.plans = tuple(targets["Organization"]), tuple(targets["Plan"])
    flow.projects = tuple(targets["Project"])
    flow.countries = tuple(party.name for party in targets["Location"])
    flow.themes = tuple(party.name for party in targets["GlobalCluster"])
    flow.refs = frozenset(party.ref for party in (*flow.sources, *flow.organisations) if party.ref)
    return flow


def _ends(row: Mapping[str, Any], side: str, place: Place, ignored: set[str]) -> dict[str, list[Party]]:
    """The objects at an end of a flow by type.

    Raises:
        DataError: They are no list of objects with a type and a name.
    """
    found: dict[str, list[Party]] = {kind: [] for kind in ENDS[side]}
    objects = row.get(side)
    if objects is not None and not isinstance(objects, list):
        raise place.wrong(side, type(objects).__name__, "not a list", "give what the API answers")
    for some in objects or ():
        if not isinstance(some, dict):
            raise place.wrong(side, type(some).__name__, "not a list of objects", "give what the API answers")
        kind = some.get("type")
        if not isinstance(kind, str) or kind not in found:
            ignored.add(f"{side}.{_fts_flow.text(place, f'{side}.type', kind)}")
            continue
        party = _party(some, side, place)
        if party.name and party not in found[kind]:
            found[kind].append(party)
    return found


def _party(some: Mapping[str, Any], side: str, place: Place) -> Party:
    """What an object names.

    Raises:
        DataError: A part of it is no text.
    """
    name, ref, code = (
        _fts_flow.text(place, column, some.get(part))
        for part, column in (("name", f"{side}.name"), ("id", f"{side}.id"), ("code", f"{side}.code"))
    )
    types = some.get("organizationTypes")
    return _known(name, ref, code, types[0] if isinstance(types, list) and types and isinstance(types[0], str) else "")


_known = lru_cache(maxsize=1 << 16)(Party)


class Pages:
    """What the pages of each query say of the whole: how many flows it has, and their sums."""

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, dict[str, Flow]]] = {}
        self._lost: dict[str, int] = {}
        self._more = 0

    def add(self, whole: object, rows: int, flows: Sequence[Flow]) -> None:
        """Note what a page of so many rows, left out or not, says of its query."""
        if not isinstance(whole, Mapping):
            return
        meta, data = whole.get("meta"), whole.get("data")
        if not isinstance(meta, Mapping):
            return
        count = meta.get("count")
        if not isinstance(count, int) or isinstance(count, bool) or not isinstance(data, Mapping):
            self._more += bool(meta.get("nextLink"))
            return
        named = json.dumps([count, data.get("incoming")], sort_keys=True)
        self._told.setdefault(named, (count, {}))[1].update((flow.key, flow) for flow in flows)
        self._lost[named] = self._lost.get(named, 0) + rows - len(flows)

    def check(self, load: Load) -> None:
        """Note pages that are missing, and sums that are not those of the service."""
        if self._more:
            more = "a page says that another follows (meta.nextLink), and not how many flows there are: are all here?"
            load.report.note(more, count=self._more)
        for named, (count, flows) in self._told.items():
            incoming = json.loads(named)[1]
            read = len(flows) + self._lost[named]
            if read < count:
                load.report.note(f"{read:,} of the {count:,} flows of a query: pages are missing (meta.nextLink)")
            elif isinstance(incoming, Mapping):
                sums = {
                    "fundingTotal": sum(f.usd for f in flows.values() if not f.why and f.money != "pledge"),
                    "pledgeTotal": sum(f.usd for f in flows.values() if not f.why and f.money == "pledge"),
                }
                for name, total in sums.items():
                    told = incoming.get(name)
                    if isinstance(told, int | float) and abs(told - total) > 1:
                        load.report.note(f"the service says {name} {told:,.0f}, its flows sum to {total:,.0f}")
