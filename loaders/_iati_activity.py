"""One IATI activity as plain values: what its elements say, in the words of the file.

Elements and codes after IATI 2.03 (https://reference.iatistandard.org/en/iati-standard/203/). A wrong cell is told with
its line and read as unknown; an amount, day or country that is not there is unknown as well, never 0 or a guess.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeVar

from lxml import etree

from graph import dates
from loaders import _values
from loaders._iati_xml import line_of

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
COUNTRY, REGION, SECTOR = CODED = ("recipient-country", "recipient-region", "sector")
DAC = "1"
"""The vocabulary of regions and of sectors that is the DAC's."""
OWN = ("98", "99")
"""Vocabularies that are the reporting organisation's own: their codes mean nothing without it."""
LARGE = 10_000_000_000
"""An amount from which a single transaction is surely in another currency than it says, or slipped by a few digits."""

V = TypeVar("V")
Wrong = Callable[[str, object, str, str, int], None]
"""Tells a wrong cell: column, value, problem, remedy, line."""
Code = tuple[str, str, str]
"""What is coded (of `CODED`), the vocabulary, and the code in it."""
Named = tuple[str, str, str, str]
"""Whose a code is, where the vocabulary is its own, and the code."""

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{0,15})?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_TONGUES = {"eng": "en", "spa": "es"}
_DATES = {"1": "planned start", "2": "start", "3": "planned end", "4": "end"}


class _Cell(ValueError):
    """A wrong cell."""

    def __init__(self, column: str, value: str, problem: str, remedy: str) -> None:
        self.column, self.value, self.problem, self.remedy = column, value, problem, remedy
        super().__init__(problem)


class Party(NamedTuple):
    """An organisation as an element names it: its reference, its names, its type."""

    ref: str
    names: tuple[str, ...]
    type: str


class Money(NamedTuple):
    """One transaction; texts that are not there are empty, a day or amount that is not known is None."""

    kind: str
    day: str | None
    amount: float | None
    currency: str
    provider: Party | None
    provider_activity: str
    receiver: Party | None
    receiver_activity: str
    ref: str


@dataclass(slots=True)
class Activity:
    """One activity.

    Attributes:
        ident: Its identifier, trimmed.
        line: The line that it begins on.
        titles: Its titles by language; "" where none is told.
        days: Its dates, by `_DATES`.
        status: The code of its status.
        reporter: Who reports it.
        parties: The role and organisation of each that takes part.
        areas: Countries and regions, and the share of each from 0 to 1 where it is told.
        sectors: Sectors, and the share of each within its vocabulary.
        on_transactions: What is to be said of what only transactions tell.
        unshared: Countries and sectors that only transactions tell: no shares are expected of them.
        related: The type and identifier of related activities.
        money: Its transactions, and `lines` where each begins.
        updated: The day on which its publisher last touched it.
    """

    ident: str
    line: int
    titles: dict[str, str] = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)
    status: str = ""
    reporter: Party | None = None
    parties: list[tuple[str, Party]] = field(default_factory=list)
    areas: dict[Code, float | None] = field(default_factory=dict)
    sectors: dict[Code, float | None] = field(default_factory=dict)
    on_transactions: set[str] = field(default_factory=set)
    unshared: set[Code] = field(default_factory=set)
    related: list[tuple[str, str]] = field(default_factory=list)
    money: list[Money] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    updated: str | None = None

    def content(self) -> int:
        """What it says, as one number of this run: the same activity on other lines has the same."""
        told = (*self.titles.items(), *self.days.items(), *self.areas.items(), *self.sectors.items())
        whole = (self.status, self.reporter, *self.parties, *self.related, *self.money)
        return hash((frozenset(told), whole))


def activity(element: etree._Element, wrong: Wrong, ignored: set[str], named: dict[Named, str]) -> Activity:
    """What an element says; `ignored` gains the names of elements that are not read, `named` those of codes."""
    found = Activity(text(element.findtext("iati-identifier")), line_of(element))
    tongue, currency = element.get(XML_LANG, ""), element.get("default-currency", "")
    found.updated = _updated(element.get("last-updated-datetime", ""))
    transactions: list[etree._Element] = []
    coded: list[etree._Element] = []
    for child in element:
        tag = child.tag
        if tag == "transaction":
            transactions.append(child)
        elif tag == "participating-org":
            found.parties.append((child.get("role", "").strip(), party(child)))
        elif tag == "activity-date":
            kind = _DATES.get(child.get("type", "").strip())
            if kind and (day := _told(_day, child.get("iso-date", ""), wrong, child)):
                found.days.setdefault(kind, day)
        elif tag in CODED:
            coded.append(child)
        elif tag == "title":
            found.titles = dict(reversed([(tongue_of(lang or tongue), some) for lang, some in narratives(child)]))
        elif tag == "activity-status":
            found.status = child.get("code", "").strip()
        elif tag == "reporting-org":
            found.reporter = party(child)
        elif tag == "related-activity":
            found.related.append((child.get("type", "").strip(), child.get("ref", "").strip()))
        elif tag != "iati-identifier" and tag not in ignored and isinstance(tag, str):
            ignored.add(tag)
    for child in coded:
        code, where = _coded(found, child, named), found.sectors if child.tag == "sector" else found.areas
        share, before = _told(_share, child.get("percentage", ""), wrong, child), where.get(code)
        where[code] = share if before is None or share is None else before + share
    _transactions(found, transactions, _Money(currency, wrong, ignored, named))
    return found


class _Money(NamedTuple):
    """What all transactions of an activity are read with."""

    currency: str
    wrong: Wrong
    ignored: set[str]
    named: dict[Named, str]


def _transactions(found: Activity, elements: Iterable[etree._Element], given: _Money) -> None:
    """Read the transactions; countries and sectors of theirs are those of the activity as well."""
    default, wrong, ignored, named = given
    coded: dict[tuple[object, ...], Code] = {}
    for element in elements:
        kind = day = valued = number = currency = giving = taking = ""
        provider = receiver = None
        for child in element:
            tag = child.tag
            if tag == "value":
                number, currency, valued = child.text or "", child.get("currency", ""), child.get("value-date", "")
            elif tag in CODED:
                raw = (tag, child.get("vocabulary"), child.get("code"))
                if raw not in coded:  # each transaction repeats them
                    coded[raw] = _coded(found, child, named)
            elif tag == "transaction-type":
                kind = child.get("code", "").strip()
            elif tag == "transaction-date":
                day = child.get("iso-date", "")
            elif tag == "provider-org":
                provider, giving = party(child), child.get("provider-activity-id", "").strip()
            elif tag == "receiver-org":
                receiver, taking = party(child), child.get("receiver-activity-id", "").strip()
            elif tag not in ignored and isinstance(tag, str):
                ignored.add(tag)
        ref, line = element.get("ref", "").strip(), line_of(element)
        try:
            then = _day(day) or _day(valued)
            amount, unit = _amount(number), _currency(currency) or _currency(default)
        except _Cell as cell:
            wrong(cell.column, cell.value, cell.problem, cell.remedy, line)
            continue
        found.money.append(Money(kind, then, amount, unit, provider, giving, receiver, taking, ref))
        found.lines.append(line)
    for what, own in (("sectors", found.sectors), ("countries", found.areas)):
        codes = {code: None for code in coded.values() if (code[0] == "sector") == (what == "sectors")}
        more = codes.keys() - own.keys()
        if more:
            found.on_transactions.add(
                f"{what} stand on transactions, {'beside others' if own else 'none'} on the activity"
            )
            own.update({code: None for code in codes if code in more})
            found.unshared |= more


def party(element: etree._Element) -> Party:
    """The organisation that an element names."""
    names = tuple([child.text for child in element if child.tag == "narrative"])
    return _party(element.get("ref", ""), names, element.get("type", ""))


@lru_cache(maxsize=100_000)
def _party(ref: str, names: tuple[str | None, ...], kind: str) -> Party:
    """One object for each organisation, however often it is named: files name the same few over and over."""
    plain = dict.fromkeys(text(name) for name in names)
    ref = "" if _values.is_unknown(ref.strip()) else ref.strip()
    return Party(ref, tuple(name for name in plain if not _values.is_unknown(name)), kind.strip())


def narratives(element: etree._Element) -> list[tuple[str, str]]:
    """The language (or "") and text of each narrative that says something, blanks made one."""
    told = [child for child in element if child.tag == "narrative"]
    return [(child.get(XML_LANG, ""), some) for child in told if (some := text(child.text))]


def text(cell: str | None) -> str:
    """A text with its blanks made one and none around it."""
    return " ".join(cell.split()) if cell else ""


def tongue_of(lang: str) -> str:
    """The two letters of a language: `EN`, `eng` and `en-GB` are `en`."""
    plain = lang.strip().lower().partition("-")[0]
    return _TONGUES.get(plain, plain)


def _coded(found: Activity, element: etree._Element, named: dict[Named, str]) -> Code:
    """The code of a country, region or sector, whose name is kept; one without a vocabulary is of the DAC."""
    kind = str(element.tag)
    vocabulary = "" if kind == COUNTRY else element.get("vocabulary", "").strip() or DAC
    code = (kind, vocabulary, element.get("code", "").strip())
    key = (owner(found, vocabulary), *code)
    if key not in named and (some := narratives(element)):
        english = [name for lang, name in some if tongue_of(lang) == "en"]
        named[key] = (english or [some[0][1]])[0]
    return code


def owner(found: Activity, vocabulary: str) -> str:
    """Whose a vocabulary is: the reporting organisation's reference of its own ones, else nobody's."""
    return found.reporter.ref if found.reporter and vocabulary in OWN else ""


def _told(read: Callable[[str], V | None], cell: str, wrong: Wrong, element: etree._Element) -> V | None:
    """The value of a cell; a wrong one is told, and unknown."""
    try:
        return read(cell)
    except _Cell as error:
        wrong(error.column, error.value, error.problem, error.remedy, line_of(element))
        return None


@lru_cache(maxsize=100_000)
def _day(cell: str) -> str | None:
    """A day of XML Schema, with or without a time or zone."""
    plain = cell.strip()
    if _values.is_unknown(plain):
        return None
    match = _DAY.fullmatch(plain)
    if problem := dates.problem(match[1]) if match else "not a date":
        raise _Cell("iso-date", plain, problem, "write YYYY-MM-DD")
    return match[1] if match else None


@lru_cache(maxsize=10_000)
def _updated(cell: str) -> str | None:
    """The day of a stamp that is of no weight: a wrong one is not known."""
    match = _DAY.match(cell.strip())
    return match[1] if match and dates.problem(match[1]) is None else None


@lru_cache(maxsize=10_000)
def _share(cell: str) -> float | None:
    try:
        return _values.share(cell.strip())
    except ValueError as error:
        raise _Cell("percentage", cell, str(error), "write a number from 0 to 100") from error


def _amount(cell: str) -> float | None:
    """The number of a value, None where there is none."""
    try:
        amount = float(cell) if _PLAIN.fullmatch(cell) else _values.number(cell.strip())
    except ValueError as error:
        raise _Cell("value", cell.strip(), str(error), "write digits and a decimal point: 1234.50") from error
    if amount is not None and not math.isfinite(amount):
        raise _Cell("value", cell.strip(), "beyond any amount of money", "write digits and a decimal point: 1234.50")
    return amount


@lru_cache(maxsize=1_000)
def _currency(cell: str) -> str:
    try:
        return _values.currency(cell) or ""
    except ValueError as error:
        raise _Cell("currency", cell, str(error), "write a code of ISO 4217: USD") from error
