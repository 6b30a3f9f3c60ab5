"""Years folded into spells: from what a table says year by year to intervals, and to what it does not say.

A spell lasts while the table says so in each year that it has; a year that it does not have at all (tables of every
fifth year) is no gap, and a year marked as missing neither ends a spell nor begins one. What touches the first or the
last year of the table has no known start or end: there only the data begin or end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

MISSING = ""
"""What a year says where nothing is known of it."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A membership in one role over years without a break.

    Attributes:
        role: The role.
        first, last: The first and last year in which the table says so.
        start, end: Its start and end; None where the table does not tell.
        doubtful: Whether the years beside its start or end are missing, or not in the table.
    """

    role: str
    first: int
    last: int
    start: int | None
    end: int | None
    doubtful: bool


def spells(states: Mapping[int, str], years: Sequence[int], begin: int | None, finish: int | None) -> Iterator[Spell]:
    """The spells of one membership in order.

    Args:
        states: The role in each year, `MISSING` where nothing is known; a year that is not there is no membership.
        years: All years that the table has, ascending.
        begin: The year in which the data begin; the first of the table where None.
        finish: The year in which the data end; the last of the table where None.
    """
    begin = years[0] if begin is None else max(begin, years[0])
    finish = years[-1] if finish is None else min(finish, years[-1])
    place = {year: number for number, year in enumerate(years)}
    run: list[int] = []
    for year in sorted(year for year, role in states.items() if role != MISSING):
        between = years[place[run[-1]] + 1 : place[year]] if run else ()
        same = run and states[year] == states[run[-1]]
        if run and not (same and all(states.get(other) == MISSING for other in between)):
            yield _spell(run, states, years, place, begin, finish)
            run = []
        run.append(year)
    if run:
        yield _spell(run, states, years, place, begin, finish)


def _spell(
    run: Sequence[int],
    states: Mapping[int, str],
    years: Sequence[int],
    place: Mapping[int, int],
    begin: int,
    finish: int,
) -> Spell:
    first, last = run[0], run[-1]
    before = _next(states, years[: place[first]][::-1])
    after = _next(states, years[place[last] + 1 :])
    start = None if first <= begin or (before is None and place[first]) or (before or first) < begin else first
    end = None if last >= finish or (after is None and last < years[-1]) or (after or last) > finish else last
    sides = [(year, step) for year, step, known in ((first, -1, start), (last, 1, end)) if known]
    beside = [(year + step, years[place[year] + step]) for year, step in sides]
    doubtful = any(wanted != listed or states.get(listed) == MISSING for wanted, listed in beside)
    return Spell(states[first], first, last, start, end, doubtful)


def _next(states: Mapping[int, str], years: Sequence[int]) -> int | None:
    """The first of some years that is not marked as missing."""
    return next((year for year in years if states.get(year) != MISSING), None)
