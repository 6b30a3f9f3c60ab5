"""Who holds several chairs at once: spells of presidencies, and the days on which they meet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from typing import Any

import pandas as pd

from graph import dates

FOREVER = dt.date.max.toordinal() - 1


@dataclass(frozen=True, slots=True)
class Spell:
    """A chair held by somebody, in days counted from year 1.

    Attributes:
        chair: What is presided over.
        statements: The statement that says so, and the one that ends it where it names no end.
        first: The first day that it may have held; `surely_from` the first on which it must have begun.
        last: The last day that it may have held; `FOREVER` where it goes on for all that is known.
        surely_to: The last day until which it must have gone on.
    """

    chair: str
    statements: tuple[str, ...]
    first: int
    surely_from: int
    last: int
    surely_to: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Days in a row on which the same chairs are held.

    Attributes:
        first: The first of the days, and `last` the last one.
        chairs: The chairs, sorted.
        statements: The statements that say so, sorted.
        certain: Whether all of them surely meet on one of the days, whatever days the coarse dates stand for.
    """

    first: int
    last: int
    chairs: tuple[str, ...]
    statements: tuple[str, ...]
    certain: bool


def spells(ties: pd.DataFrame) -> dict[str, list[Spell]]:
    """The spells of each holder, from the ties of `concurrent-chairs`.

    A presidency whose end is unknown ends on the day before the next known one of the same chair by another begins,
    or with what is presided over; a lead is shared, and only ends with that.
    """
    rows = ties.to_dict("records")
    begun: dict[str, list[tuple[int, str, str]]] = {}
    for row in rows:
        if row["relation"] == "PRESIDES" and known(row["start"]):
            begun.setdefault(row["chair"], []).append((number(row["since"]), row["evidence"][0], row["holder"]))
    for starts in begun.values():
        starts.sort()
    found: dict[str, list[Spell]] = {}
    for row in rows:
        spell = _spell(row, begun.get(row["chair"], []))
        if spell.last >= spell.first:
            found.setdefault(row["holder"], []).append(spell)
    return found


def _spell(row: Mapping[Any, Any], begun: list[tuple[int, str, str]]) -> Spell:
    first, about = number(row["since"]), row["evidence"][0]
    surely_from = number(dates.last_day(row["start"])) if known(row["start"]) else first
    if known(row["until"]):
        surely_from = min(surely_from, number(row["until"]))
        surely_to = number(dates.first_day(row["end"])) if known(row["end"]) else number(row["until"])
        return Spell(row["chair"], (about,), first, surely_from, number(row["until"]), max(surely_to, first))
    ends = [(number(dates.last_day(row["closed"])), about)] if known(row["closed"]) else []
    if row["relation"] == "PRESIDES":
        ends += [(day - 1, next_one) for day, next_one, other in begun if day > first and other != row["holder"]][:1]
    last, ended_by = min(ends, default=(FOREVER, about))
    surely_to = min(number(row["last_seen"]) if known(row["last_seen"]) else first, last)
    statements = tuple(sorted({about, ended_by}))
    return Spell(row["chair"], statements, first, surely_from, last, max(surely_to, first))


def meetings(held: list[Spell], least: int, as_of: int) -> Iterator[Meeting]:
    """The longest runs of days until a day on which the same so many chairs or more are held, in order."""
    cuts = {spell.first for spell in held} | {spell.last + 1 for spell in held} | {as_of + 1}
    run: Meeting | None = None
    for first, after in pairwise(sorted(day for day in cuts if day <= as_of + 1)):
        piece = _piece([spell for spell in held if spell.first <= first <= spell.last], first, after - 1)
        if run is not None and run.chairs == piece.chairs:
            statements = tuple(sorted({*run.statements, *piece.statements}))
            run = Meeting(run.first, piece.last, run.chairs, statements, run.certain or piece.certain)
            continue
        if run is not None and len(run.chairs) >= least:
            yield run
        run = piece
    if run is not None and len(run.chairs) >= least:
        yield run


def _piece(held: list[Spell], first: int, last: int) -> Meeting:
    """The days from first to last, on all of which these spells and no others may hold."""
    by_chair: dict[str, list[Spell]] = {}
    for spell in held:
        by_chair.setdefault(spell.chair, []).append(spell)
    return Meeting(
        first,
        last,
        tuple(sorted(by_chair)),
        tuple(sorted({about for spell in held for about in spell.statements})),
        any(_surely_meet(chosen, first, last) for chosen in product(*by_chair.values())),
    )


def _surely_meet(held: tuple[Spell, ...], first: int, last: int) -> bool:
    """Whether spells surely have one of these days in common.

    Intervals on a line have a common day where any two of them have one: each must surely begin before each other
    surely ends, and so with the days themselves.
    """
    within = all(spell.surely_from <= last and first <= spell.surely_to for spell in held)
    return within and all(a.surely_from <= b.surely_to for a, b in permutations(held, 2))


def known(value: object) -> bool:
    """Whether a cell of a table has a text in it."""
    return isinstance(value, str)


def number(day: str) -> int:
    """A full day counted from year 1."""
    return dt.date.fromisoformat(day).toordinal()


def text(day: int) -> str:
    """The day as an ISO text."""
    return dt.date.fromordinal(day).isoformat()
