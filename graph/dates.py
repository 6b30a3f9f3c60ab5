"""Dates as precise as their source: ``2018``, ``2018-09`` or ``2018-09-04``; unknown is None.

A coarse date covers all its days: as a start it means its first day, as an end its last (DESIGN section 2).
Days are ISO texts (``YYYY-MM-DD``), which sort as dates do in Python, pandas, Cypher and JavaScript alike.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from enum import StrEnum

REMEDY = "write YYYY, YYYY-MM or YYYY-MM-DD"
EARLIEST, LATEST = 1800, 2199
"""The years that a date of this field can have; others are slips of the pen."""

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class InForce(StrEnum):
    """The three values of 'in force on that day'."""

    YES = "yes"
    NO = "no"
    NO_EVIDENCE = "no evidence"


def problem(text: str) -> str | None:
    """What is wrong with a date as written, or None where it is a date."""
    match = _FORM.fullmatch(text)
    if match is None:
        return "not a date"
    year, month, day = (int(part or "1") for part in match.groups())
    if not EARLIEST <= year <= LATEST:
        return f"the year is outside {EARLIEST} to {LATEST}"
    try:
        dt.date(year, month, day)
    except ValueError:
        return "no such day"
    return None


def first_day(text: str) -> str:
    """The first day that a date covers.

    Raises:
        ValueError: The text is not a date.
    """
    wrong = problem(text)
    if wrong:
        raise ValueError(f"{wrong}: {text!r}; {REMEDY}")
    return text + "-01-01"[(len(text) - 4) :]


def last_day(text: str) -> str:
    """The last day that a date covers.

    Raises:
        ValueError: The text is not a date.
    """
    first = first_day(text)
    if len(text) == 4:
        return f"{text}-12-31"
    if len(text) == 7:
        return f"{text}-{calendar.monthrange(int(first[:4]), int(first[5:7]))[1]:02d}"
    return text


def today() -> str:
    """Today, in this computer's time zone."""
    return dt.date.today().isoformat()


def in_force(start: str | None, end: str | None, evidence: str | None, day: str) -> InForce:
    """Whether a statement is in force on a day, in three values (DESIGN section 2).

    Args:
        start: When it began, as precise as known; None where unknown.
        end: When it ended; None holds until contradicted.
        evidence: The date of the earliest evidence, which counts where the start is unknown.
        day: The day asked for; a month or year stands for its last day.

    Returns:
        Yes from the start (or, unknown, from the earliest evidence) to the end, both days included. No before a
        known start and after a known end. No evidence otherwise.

    Raises:
        ValueError: One of them is not a date.
    """
    day = covered(day)
    if end is not None and day > last_day(end):
        return InForce.NO
    if start is not None:
        return InForce.YES if day >= first_day(start) else InForce.NO
    if evidence is not None and day >= first_day(evidence):
        return InForce.YES
    return InForce.NO_EVIDENCE


def covered(text: str) -> str:
    """The day that an as-of date stands for: the day itself, or the last day of the month or year named.

    Raises:
        ValueError: The text is not a date.
    """
    return last_day(text)
