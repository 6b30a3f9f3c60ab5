"""What IATI activities say, gathered in columns: a file has too many transactions for a mapping each.

What grows with the files is this: a few short cells an activity, a place, a sector and a transaction, with texts that
repeat kept once. Nothing of the XML stays.
"""

from __future__ import annotations

import math
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from loaders._iati_activity import Activity
from loaders._iati_bodies import Bodies

LEADS = {"2": ("lead", "accountable", "responsable"), "3": ("co-lead", "extending", "de enlace")}
"""The role by which an organisation leads, and what IATI calls it; by the code of its role there."""
FUNDS, IMPLEMENTS = "1", "4"

_WHOLE, _NUMBER, _TEXT = "int64", "float64", "str"
ACTIVITIES = {
    **dict.fromkeys(("ident", "name", "spanish", "start", "end", "status", "updated"), _TEXT),
    **dict.fromkeys(("file", "line", "reporter"), _WHOLE),
}
TIES = {"activity": _WHOLE, "relation": _TEXT, "node": _TEXT, "share": _NUMBER}
ROLES = {"activity": _WHOLE, "role": _TEXT, "body": _WHOLE}
MONEY = {
    "activity": _WHOLE,
    "type": _TEXT,
    "day": _TEXT,
    "amount": _NUMBER,
    "currency": _TEXT,
    "provider": _WHOLE,
    "giver": _TEXT,
    "receiver": _WHOLE,
    "taker": _TEXT,
    "ref": _TEXT,
    "line": _WHOLE,
}
"""The columns of the four tables and their types; days and what else is not known are None, numbers of bodies -1."""


def _empty(table: dict[str, str]) -> dict[str, Any]:
    return {name: [] if kind == _TEXT else array("q" if kind == _WHOLE else "d") for name, kind in table.items()}


@dataclass(slots=True)
class Columns:
    """The activities read so far; lists of equal length for each of four tables.

    Attributes:
        activities: One cell an activity, by the columns of `ACTIVITIES`.
        ties: One cell a place or theme of an activity, by the columns of `TIES`.
        roles: One cell an organisation that takes part in an activity, by the columns of `ROLES`.
        money: One cell a transaction, by the columns of `MONEY`.
        related: Of related activities: the activity, the type, the identifier.
    """

    activities: dict[str, Any] = field(default_factory=lambda: _empty(ACTIVITIES))
    ties: dict[str, Any] = field(default_factory=lambda: _empty(TIES))
    roles: dict[str, Any] = field(default_factory=lambda: _empty(ROLES))
    money: dict[str, Any] = field(default_factory=lambda: _empty(MONEY))
    related: list[tuple[int, str, str]] = field(default_factory=list)
    bodies: Bodies = field(default_factory=Bodies)

    def __len__(self) -> int:
        """How many activities there are."""
        return len(self.activities["ident"])

    def add(
        self,
        found: Activity,
        file: int,
        dated: tuple[str | None, str | None],
        ties: list[tuple[str, str, float]],
    ) -> None:
        """Take an activity, with its first and last day, and its places and themes as relation, node and share."""
        number, bodies = len(self), self.bodies
        bodies.reports(found.reporter)
        reporter = bodies.code(found.reporter, file, found.line)
        name = found.titles.get("en") or next(iter(found.titles.values()), found.ident)
        row = (
            found.ident,
            name,
            found.titles.get("es"),
            *dated,
            found.status,
            found.updated,
            file,
            found.line,
            reporter,
        )
        for column, value in zip(self.activities.values(), row, strict=True):
            column.append(value)
        self._rows(self.ties, number, ties)
        line = found.line
        self._rows(self.roles, number, [(role, bodies.code(party, file, line)) for role, party in found.parties])
        self.related += [(number, kind, ref) for kind, ref in found.related]
        self._transactions(found, number, file)

    @staticmethod
    def _rows(table: dict[str, Any], number: int, rows: Sequence[tuple[Any, ...]]) -> None:
        for column, values in zip(table.values(), ([number] * len(rows), *zip(*rows, strict=True)), strict=False):
            column.extend(values)

    def _transactions(self, found: Activity, number: int, file: int) -> None:
        if not found.money:
            return
        kinds, days, amounts, currencies, providers, giving, receivers, taking, refs = zip(*found.money, strict=True)
        code, line = self.bodies.code, found.line
        money = self.money
        money["activity"].extend([number] * len(kinds))
        money["type"] += map(sys.intern, kinds)
        money["day"] += days
        money["amount"].extend([math.nan if amount is None else amount for amount in amounts])
        money["currency"] += currencies
        money["provider"].extend([code(party, file, line) for party in providers])
        money["giver"] += map(sys.intern, giving)
        money["receiver"].extend([code(party, file, line) for party in receivers])
        money["taker"] += map(sys.intern, taking)
        money["ref"] += refs
        money["line"].extend(found.lines)

    def frame(self, table: str) -> pd.DataFrame:
        """One of the tables `activities`, `ties`, `roles`, `money` as a frame."""
        types = {"activities": ACTIVITIES, "ties": TIES, "roles": ROLES, "money": MONEY}[table]
        columns = getattr(self, table)
        return pd.DataFrame({name: pd.Series(columns[name], dtype=kind) for name, kind in types.items()})
