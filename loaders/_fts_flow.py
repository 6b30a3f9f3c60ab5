"""A flow of FTS as it is read: who gives what to whom, and whether it counts as new money."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from loaders import _values

if TYPE_CHECKING:
    from loaders._report import Place

MONEY = {"paid": "disbursement", "commitment": "commitment", "pledge": "pledge"}
"""The kind of money of each status."""
BOUNDARIES = ("incoming", "outgoing", "internal")
LARGEST_USD, LARGEST = 1e12, 1e16
"""The most that one flow may be in dollars, or in its own currency: what is more is a slip."""
LONGEST = 2_000
"""The most characters of a name."""
OFF = 0.01
"""How far `amountUSD` may be from `originalAmount` / `exchangeRate`, as a share, before it is noted."""

SHARED, PARKED, OLD_MONEY = "shared", "parked and split", "not new money"
WHY = {
    SHARED: ("lies partly outside the country or plan", "queda en parte fuera del país o plan"),
    "internal": ("re-granted within the country or plan", "se reasigna dentro del país o plan"),
    "outgoing": ("leaves the country or plan", "sale del país o plan"),
    PARKED: ("parked and split into other flows", "retenido y dividido en otros flujos"),
    OLD_MONEY: ("not new money", "no es dinero nuevo"),
}
"""Why a flow does not count, in English and Spanish."""

NO_BOUNDARY = "no boundary is told: read as money that comes in, not as money that is re-granted or leaves"

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Party:
    """Who or what stands at an end of a flow.

    Attributes:
        name: Its name as written.
        ref: Its number in FTS, empty in CSV.
        code: Its code, for plans and projects.
        type: The type of an organisation.
    """

    name: str
    ref: str = ""
    code: str = ""
    type: str = ""


@dataclass(slots=True)
class Flow:
    """A flow.

    Attributes:
        key: Its number in FTS.
        places: Where it stands.
        usd: `amountUSD`; `amount` and `currency` are those in which it was given, where told.
        money: The kind of money.
        why: Why it does not count, a key of `WHY`; empty where it does.
        start: The day of the flow; `seen` is that day, or else the first on which it was decided or reported.
        in_kind: Whether goods or services were given.
        sources, plans, projects, organisations: Who gives, and where it goes.
        countries, themes: Names of the countries and global clusters that it goes to.
        refs: The numbers of the organisations at both ends.
    """

    key: str
    places: list[Place]
    usd: float
    amount: float | None
    currency: str | None
    money: str
    why: str
    start: str | None
    seen: str | None
    in_kind: bool
    sources: tuple[Party, ...] = ()
    plans: tuple[Party, ...] = ()
    projects: tuple[Party, ...] = ()
    organisations: tuple[Party, ...] = ()
    countries: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    refs: frozenset[str] = field(default_factory=frozenset)

    def content(self) -> dict[str, object]:
        """What two tellings of one flow must agree on; whether it counts depends on what was asked for."""
        ends = {
            "source": self.sources,
            "plan": self.plans,
            "project": self.projects,
            "organisation": self.organisations,
        }
        return {
            "amountUSD": self.usd,
            "originalAmount": self.amount,
            "originalCurrency": self.currency,
            "status": self.money,
            "date": self.start,
            "contributionType": self.in_kind,
            **{name: sorted(party.name for party in parties) for name, parties in ends.items()},
            "location": sorted(self.countries),
        }


def reason(cell: Mapping[str, object], usd: float, children: object, place: Place) -> str:
    """Why a flow does not count in totals, empty where it does.

    What comes into the country or plan that was asked for, and wholly lies in it, counts, as it does in the totals of
    FTS. Where the file tells no boundary, new money counts. A parked flow of 0 is split into its children.

    Raises:
        DataError: A cell has a value that it cannot have.
    """
    boundary = choice(place, "boundary", cell.get("boundary"), ("", *BOUNDARIES))
    if boundary in ("internal", "outgoing"):
        return boundary
    if choice(place, "onBoundary", cell.get("onBoundary"), ("", "single", "shared")) == "shared":
        return SHARED
    if children and not usd and text(place, "flowType", cell.get("flowType")) == "Parked":
        return PARKED
    return OLD_MONEY if not boundary and cell.get("newMoney") is False else ""


def key(place: Place, value: object) -> str:
    """The number of a flow.

    Raises:
        DataError: It is none.
    """
    found = text(place, "id", value)
    if not _KEY.fullmatch(found):
        raise place.wrong("id", value, "not the number of a flow", "every flow has one, such as 149198")
    return found


def text(place: Place, column: str, value: object) -> str:
    """The text of a cell without what cannot be printed; empty where there is none.

    Raises:
        DataError: It is no text, or far too long for a name.
    """
    if value is None:
        return ""
    if type(value) is int and abs(value) < 1e15:
        value = str(value)
    if not isinstance(value, str):
        raise place.wrong(column, type(value).__name__, "not a text", "write a text")
    if len(value) > LONGEST:
        raise place.wrong(column, value, f"a text of {len(value):,} characters", f"write up to {LONGEST:,}")
    return _printable(value)


@lru_cache(maxsize=1 << 16)
def _printable(value: str) -> str:
    plain = " ".join(value.split())
    return plain if plain.isprintable() else "".join(sign for sign in plain if sign.isprintable()).strip()


def choice(place: Place, column: str, value: object, known: tuple[str, ...]) -> str:
    """The text of a cell, which is one of some.

    Raises:
        DataError: It is none of them.
    """
    found = text(place, column, value).lower()
    if found not in known:
        raise place.wrong(column, value, "not a value that FTS has there", f"write {', '.join(filter(None, known))}")
    return found


def amount(place: Place, column: str, value: object, most: float) -> float | None:
    """The amount in a cell; None where there is none.

    Raises:
        DataError: It is no amount: no number, below 0, or more than a flow can be.
    """
    try:
        told = _values.number(value) if isinstance(value, str) else value
        if told is None:
            return None
        if isinstance(told, bool) or not isinstance(told, int | float):
            raise place.wrong(column, type(value).__name__, "not a number", "write an amount such as 250000")
        number = float(told)
    except ValueError as error:
        raise place.wrong(column, value, str(error), "write an amount such as 250000") from error
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or abs(number) > most:
        raise place.wrong(column, None, f"more than {most:,.0f}", "correct the amount")
    if number < 0:
        raise place.wrong(column, value, "below 0", "money of FTS is never negative; correct the amount")
    return number


def day(place: Place, column: str, value: object) -> str | None:
    """The day in a cell; None where there is none.

    Raises:
        DataError: It is none.
    """
    found = text(place, column, value)
    if not found:
        return None
    try:
        return _day(found)
    except ValueError as error:
        raise place.wrong(column, value, str(error), "write a date such as 2020-04-30") from error


_day = lru_cache(maxsize=1 << 14)(_values.date)


def currency(place: Place, cell: Mapping[str, object]) -> str | None:
    """The currency of the original amount; None where there is none.

    Raises:
        DataError: It is none.
    """
    value = cell.get("originalCurrency")
    try:
        return _values.currency(text(place, "originalCurrency", value))
    except ValueError as error:
        raise place.wrong("originalCurrency", value, str(error), "write an ISO 4217 code such as EUR") from error


def made(place: Place, cell: Mapping[str, object], children: object = None) -> Flow:
    """The flow of the plain cells of a record, named as FTS names them; its ends are for the caller.

    Raises:
        DataError: A cell is wrong.
    """
    found = key(place, cell.get("id"))
    usd = amount(place, "amountUSD", cell.get("amountUSD"), LARGEST_USD)
    if usd is None:
        raise place.wrong("amountUSD", None, "the amount is missing", "write it, or leave the flow out (--lenient)")
    days = [day(place, name, cell.get(name)) for name in ("date", "decisionDate", "firstReportedDate")]
    own, unit = amount(place, "originalAmount", cell.get("originalAmount"), LARGEST), currency(place, cell)
    if own is None and unit in (None, "USD"):
        own, unit = usd, "USD"
    return Flow(
        key=found,
        places=[place],
        usd=usd,
        amount=own,
        currency=unit,
        money=MONEY[choice(place, "status", cell.get("status"), tuple(MONEY))],
        why=reason(cell, usd, children, place),
        start=days[0],
        seen=next(filter(None, days), None),
        in_kind=text(place, "contributionType", cell.get("contributionType")).lower() == "in kind",
    )


def is_off(flow: Flow, rate: float | None) -> bool:
    """Whether the amount in dollars is not what the original amount is at the rate that is told."""
    return bool(rate and flow.amount) and abs((flow.amount or 0) / (rate or 1) - flow.usd) > OFF * max(flow.usd, 100)
