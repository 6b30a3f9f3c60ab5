"""When rows of who is present where hold: the period of each row, the first and the last day of several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import dates
from graph.errors import DataError
from graph.names import fold
from graph.tables import NEVER, day_number
from loaders import _values

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._rows import Rows

WHEN = ("start", "end", "month", "year", "reported")
"""The roles of columns with dates."""
ORDERS = {"day-first": True, "month-first": False}
"""How `--set dates=...` says that days such as 03/04/2023 are written."""
GOES_ON = frozenset((
    "ongoing", "on going", "continuous", "continuing", "present", "to date", "until now", "open ended",
    "en curso", "continuo", "continua", "presente", "actualidad", "a la fecha", "hasta la fecha", "indefinido",
    "en cours", "continu", "indetermine", "em curso", "em andamento",
))  # fmt: skip
"""What stands for an end, folded, that has not come."""
Period = tuple[str | None, str | None, str | None]
"""The first and the last day that a row speaks of, and the day of its report; None where unknown."""


def periods(rows: Rows, year: str) -> Array:
    """For each row the code of its period; 0 where no cell tells one.

    Days such as 03/04/2023 are read as the columns with dates are written, where one of their cells tells which is the
    day; else as `--set dates=day-first` says.

    Args:
        rows: The rows.
        year: The year of months that name none.

    Raises:
        DataError: `--set dates` is none of `ORDERS`.
    """
    given = rows.load.options.given
    if (order := given.get("dates")) and order not in ORDERS:
        remedy = f"write {' or '.join(ORDERS)}"
        raise DataError(rows.table.file.name, 0, "", order, "dates: not an order of day and month", remedy)
    told = _values.day_first_of(text for role in WHEN for text in rows.texts(role))
    day_first = ORDERS.get(order or "", told)
    whole = given.get("year", "")
    found = rows.each(WHEN, lambda cell, place, count: _period(cell, year, whole, day_first))
    _tell_unkept(rows, found)
    return found


def _tell_unkept(rows: Rows, found: Array) -> None:
    """Say that the days of rows are not kept, where their month is."""
    days = [role for role in ("start", "end") if role in rows.column]
    if "month" not in rows.column or not days:
        return

    def known(role: str) -> Array:
        cells = rows.table.coded[rows.column[role]]
        says = np.array([not _values.is_unknown(text) for text in cells.cat.categories], dtype=bool)
        return np.asarray(says[cells.cat.codes.to_numpy()])

    hit = known("month") & np.logical_or.reduce([known(role) for role in days]) & (found > 0)
    if hit.any():
        told = " and ".join(f"'{rows.table.columns[rows.column[role]]}'" for role in days)
        month = rows.table.columns[rows.column["month"]]
        told = f"rows are dated by '{month}', the month they report; {told} {'are' if len(days) > 1 else 'is'} not kept"
        rows.load.report.note(told, rows.place(int(hit.argmax())), int(hit.sum()))


def tell_undated(rows: Rows, undated: Array) -> None:
    """Say how many rows tell no date at all: what they say then holds on any day."""
    if undated.any():
        told = "rows without a date: what they say is taken to hold on any day; --set year=YYYY dates them"
        rows.load.report.note(told, rows.place(int(undated.argmax())), int(undated.sum()))


def _period(cell: Mapping[str, str], year: str, whole: str, day_first: bool | None) -> Period | None:
    """The period of a row: its month, else its start and end, else its year, else the `whole` one given.

    Raises:
        ValueError: A cell is no date, or the end is before the start.
    """
    try:
        return _read(cell, year, whole, day_first)
    except ValueError as error:
        remedy = dates.REMEDY
        if "told apart" in str(error):
            remedy += ", or say --set dates=day-first (or month-first)"
        raise ValueError(str(error) if ";" in str(error) else f"{error}; {remedy}") from error


def _read(cell: Mapping[str, str], year: str, whole: str, day_first: bool | None) -> Period | None:
    own = _values.date(cell["year"]) if cell["year"] else None
    if cell["month"]:
        month = _values.month(cell["month"], (own or year or None), day_first=day_first)
        return (month, month, None) if month else None
    open_ended = fold(cell["end"]) in GOES_ON
    ends = "" if open_ended else cell["end"]
    start, end, day = (_values.date(text, day_first=day_first) for text in (cell["start"], ends, cell["reported"]))
    if start is None and end is None and not open_ended:
        start = end = own or (None if day else whole or None)
    if start and end and dates.last_day(end) < dates.first_day(start):
        raise ValueError("the end is before the start; correct the dates")
    return (start, end, day) if start or end or day else None


class Periods:
    """The first and the last day of groups of rows, and the day of their latest report: dates as written, or None."""

    def __init__(self, values: Array, periods: Array, group: Array, groups: int) -> None:
        """Take what codes stand for, and the code of the period and the group of each row."""
        known = np.unique(periods).tolist()
        self._spans: list[Period] = [values[code] or (None, None, None) for code in known]
        self._at, self._group = np.searchsorted(known, periods), group
        # An end that is not given while the start is goes on; a row that gives neither says nothing of either.
        starts = [first(start) for start, _, _ in self._spans]
        ends = [(last(end) if end else (NEVER, "")) if start or end else None for start, end, _ in self._spans]
        days = [max(filter(None, map(last, span)), default=None) for span in self._spans]
        self.start = _extreme(starts, self._at, group, groups, last=False)
        self.end = _extreme(ends, self._at, group, groups, last=True)
        self.date = _extreme(days, self._at, group, groups, last=True)

    def broken(self) -> int:
        """How many groups have days between their rows of which none of them speaks."""
        spans = [(_ordinal(dates.first_day(a)), _ordinal(dates.last_day(b))) if a and b else None
                 for a, b, _ in self._spans]  # fmt: skip
        whole = np.array([span is not None for span in spans], dtype=bool)[self._at]
        pairs = pd.DataFrame({"group": self._group[whole], "at": self._at[whole]}).drop_duplicates()
        first, last = np.array([span or (0, 0) for span in spans], dtype=np.int64)[pairs["at"].to_numpy()].T
        group = pairs["group"].to_numpy().astype(np.int64)
        order = np.lexsort((first, group))
        group, first, last = group[order], first[order], last[order]
        reach = np.maximum.accumulate(last + group * _FAR) - group * _FAR if len(group) else last
        gap = (group[1:] == group[:-1]) & (first[1:] > reach[:-1] + 1)
        return len(np.unique(group[1:][gap]))


_FAR = 1 << 24
"""More than the number of any day: it keeps the days of one group from those of the next."""


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


def _extreme(days: list[tuple[int, str] | None], at: Array, group: Array, groups: int, *, last: bool) -> Array:
    """For each group the first or last of the days of its rows, as written; None where no row tells one."""
    order = sorted({day for day in days if day is not None})
    rank = {day: number for number, day in enumerate(order)}
    none = -1 if last else len(order)
    code = np.array([none if day is None else rank[day] for day in days], dtype=np.int64)[at]
    found = np.full(groups, none)
    (np.maximum if last else np.minimum).at(found, group, code)
    texts = np.array([*(text or None for _, text in order), None], dtype=object)
    return np.asarray(texts[found])


def first(text: str | None) -> tuple[int, str] | None:
    """The first day of a date as a number, and the date."""
    return (day_number(dates.first_day(text)), text) if text else None


def last(text: str | None) -> tuple[int, str] | None:
    """The last day of a date as a number, and the date."""
    return (day_number(dates.last_day(text)), text) if text else None


def span(value: Any) -> str | None:
    """A period as the id of an observation of it tells it."""
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    start, end, day = value
    return "_".join(filter(None, dict.fromkeys((start, end)))) or day
