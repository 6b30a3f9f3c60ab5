"""Wikidata: memberships (P463 with its qualifiers P580 and P582) out of an answer of the query service.

Reads the JSON of the SPARQL endpoint and the flat list that the query page downloads. The variables are those of this
query, or near ones (`country`, `org`, `organisation`, ...); only `member` and `body` are needed, each with its label or
code::

    SELECT ?statement ?member ?memberLabel ?iso ?body ?bodyLabel ?start ?startPrecision ?end ?endPrecision WHERE {
      VALUES ?body { wd:Q7825 }
      ?member p:P463 ?statement . ?statement ps:P463 ?body .
      OPTIONAL { ?statement pqv:P580 [ wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision ] }
      OPTIONAL { ?statement pqv:P582 [ wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision ] }
      OPTIONAL { ?member wdt:P298 ?iso }
      SERVICE wikibase:label { bd:serviceParam wikibase:language "en,es" }
    }

`?role` (with its label) may be selected too: an observer is no member, and a role that is none of the graph's is left
out. Without its precision the first day of a year or month stands for the whole of it, for Wikidata writes both
alike. A membership that ended on an unknown date is left out: it must not hold on. Members that are neither countries
nor known to the graph are left out and reported, for many are people.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import dates
from graph.errors import DataError
from loaders import _json, _values
from loaders._countries import country_code
from loaders._mapping import ordered
from loaders._run import Format

if TYPE_CHECKING:
    from loaders._report import Place
    from loaders._run import Load

NAMES = {
    "member": ("member", "country", "state", "item", "subject"),
    "body": ("body", "org", "organisation", "organization", "group", "memberof", "object"),
}
"""The variables of each end; their labels are the same with `Label` behind."""
ENTITY = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]{0,15})")
SOME = re.compile(r"_:.*|t[0-9]+|https?://www\.wikidata\.org/\.well-known/genid/.*")
"""What stands for a value that exists and is not known."""
YEAR, MONTH, DAY = 9, 10, 11
"""The precisions of dates."""
ROLES = {
    "member": re.compile(r"(?:full |founding )?member(?: state| country)?"),
    "observer": re.compile(r"(?:permanent )?observer(?: state| country| member)?"),
    "associate": re.compile(r"associated? ?(?:member|state|country)?(?: state| country)?"),
}
"""What labels of roles say that a member is."""
OTHERS = ("statement", "iso", "iso3", "start", "startPrecision", "end", "endPrecision", "role", "roleLabel")
"""The other variables that are read."""
REMEDY = "correct the value, or take the row out"
UNLABELED = "the label is only the Q-id: ask for labels, or decide in a file of aliases"

Row = Mapping[str, str]


def read(load: Load) -> None:
    """Read answers of the query service.

    Raises:
        DataErrors: A file is no such answer, or values are wrong.
    """
    found: dict[tuple[str, str, str], list[tuple[str, str | None, str | None, Place]]] = defaultdict(list)
    for file in load.files:
        rows = _rows(load, file)
        for number, row in enumerate(rows, 1):
            load.report.read(file.name)
            place = load.place(file, f"result {number}", number)
            try:
                told = _membership(load, row, place)
            except DataError as error:
                load.wrong(error)
                continue
            if told is not None:
                ties, record, start, end = told
                found[ties].append((record, start, end, place))
    for ties, some in found.items():
        _make(load, ties, some)


def _rows(load: Load, file: Path) -> list[Row]:
    """The rows of an answer, each value as text; variables that are not read are told.

    Raises:
        DataError: It is none, or has not the variables.
    """
    whole = _json.value(file)
    some: Any = whole
    if isinstance(whole, dict):
        results = whole.get("results")
        some = results.get("bindings") if isinstance(results, dict) else None
    if not isinstance(some, list) or not some or not all(isinstance(row, dict) for row in some):
        remedy = "give the JSON of the query service"
        raise DataError(file.name, 0, "", None, "no answer of the query service with results", remedy)
    rows: list[Row] = [{name.lower(): text for name, cell in row.items() if (text := _text(cell))} for row in some]
    known = {name for row in rows for name in row}
    for end, names in NAMES.items():
        if not known & {*names, *(f"{name}label" for name in names)}:
            told = f"no variable tells the {end}"
            raise DataError(file.name, 0, "", ", ".join(sorted(known)), told, f"select one of {', '.join(names)}")
    ends = {name for names in NAMES.values() for name in names}
    read = {*ends, *(f"{name}label" for name in ends), *map(str.lower, OTHERS)}
    load.report.ignored[file.name] = sorted({name for row in some for name in row if name.lower() not in read})
    return rows


def _text(cell: object) -> str:
    value = cell.get("value") if isinstance(cell, dict) else cell
    if isinstance(cell, dict) and cell.get("type") == "bnode":
        return f"_:{value}"
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _membership(load: Load, row: Row, place: Place) -> tuple[tuple[str, str, str], str, str | None, str | None] | None:
    """The ends with the role, record, start and end of a row; None, and told as left out, where it tells no membership.

    Raises:
        DataError: A date is none.
    """
    if SOME.fullmatch(row.get("end", "")):
        load.report.skip("it ended on a day that nobody knows", place)
        return None
    start, end = (_date(row, name, load, place) for name in ("start", "end"))
    if not ordered(start, end):
        raise place.wrong("end", row["end"], f"it ends before it starts ({start})", REMEDY)
    role = _role(row)
    if role is None:
        load.report.skip(f"the role is none of {', '.join(ROLES)}", place)
        return None
    member, body = _member(load, row, place), None
    if member is not None:
        body = _body(load, row, place)
    if member is None or body is None or member == body:
        return None
    record = re.sub(r"[^A-Za-z0-9-]", "", row.get("statement", "").rsplit("/", 1)[-1])
    return (member, body, role), record, start, end


def _role(row: Row) -> str | None:
    """What the member is; None where it is something else than the graph has."""
    label = row.get("rolelabel") or row.get("role", "")
    if not label or SOME.fullmatch(label):
        return "member"
    return next((role for role, words in ROLES.items() if words.fullmatch(label.lower())), None)


def _date(row: Row, name: str, load: Load, place: Place) -> str | None:
    text = row.get(name, "")
    if not text or SOME.fullmatch(text):
        return None
    try:
        found = _values.date(text.removeprefix("+"))
    except ValueError as error:
        raise place.wrong(name, text, str(error), REMEDY) from error
    precision = row.get(f"{name}precision", "").rsplit("/", 1)[-1]
    if found is None or len(found) < len("2020-01-01"):
        return found
    if precision.isdecimal():
        if int(precision) < YEAR:
            load.report.note("a date less precise than a year: not known", place)
            return None
        return found[: {YEAR: 4, MONTH: 7}.get(int(precision), 10)]
    coarse = found.removesuffix("-01").removesuffix("-01") if found.endswith("-01") else found
    if coarse != found:
        load.report.note("the first day of a year or month, without its precision: read as the whole of it", place)
    return coarse


def _cells(row: Row, end: str) -> tuple[str, str]:
    """The Q-id and the label of an end; the label empty where it is only the Q-id."""
    name = next((name for name in NAMES[end] if name in row or f"{name}label" in row), NAMES[end][0])
    entity, label = ENTITY.fullmatch(row.get(name, "")), row.get(f"{name}label", "")
    if entity is None and not label:
        label = row.get(name, "")
    return (entity[1] if entity else ""), ("" if ENTITY.fullmatch(label) else label)


def _member(load: Load, row: Row, place: Place) -> str | None:
    entity, label = _cells(row, "member")
    names = load.names
    kinds = ("Country", "Agency", "Mechanism")
    for text in filter(None, (entity, label)):
        if (node := names.decided.of(text, kinds) or names.bearer(text, kinds[1:])) is not None:
            return node or None
    for text in (row.get("iso3") or row.get("iso", ""), label):
        if text and country_code(text):
            return names.country(text, place)
    names.missed("Country", label or entity, place)
    load.report.skip("the member is neither a country nor known to the graph" if label else UNLABELED, place)
    return None


def _body(load: Load, row: Row, place: Place) -> str | None:
    entity, label = _cells(row, "body")
    names = load.names
    kinds = ("Mechanism", "Agency")
    for text in filter(None, (entity, label)):
        if (node := names.decided.of(text, kinds) or names.bearer(text, kinds)) is not None:
            return node or None
    if not label:
        load.report.skip(UNLABELED, place)
        return None
    return names.organisation(label, place, refs=[entity] if entity else [])


def _make(load: Load, ties: tuple[str, str, str], some: list[tuple[str, str | None, str | None, Place]]) -> None:
    """The statements of a pair: rows of one statement are one; a row without dates beside dated ones adds nothing."""
    member, body, role = ties
    dated = any(start or end for _, start, end, _ in some)
    starts = sorted({start or "" for _, start, _, _ in some})
    for record, start, end, place in some:
        if dated and not record and not start and not end:
            load.report.skip("a row without dates beside dated ones of the same membership", place)
            continue
        key = record or "/".join((member, body, *([role] if role != "member" else []), start or "undated"))
        try:
            load.draft.statement(
                "MEMBER_OF", member, body, key, place, role=role, start=start, end=end,
                spell=starts.index(start or "") + 1, date=end and dates.last_day(end),
            )  # fmt: skip
        except DataError as error:
            load.wrong(error)


FORMAT = Format(
    name="wikidata",
    title="Wikidata: memberships with their dates (P463, P580, P582)",
    files="JSON of the query service",
    read=read,
    publisher="Wikidata",
)
