"""What is odd in tables of activities, put right or told: broken letters, cash, flags, repeated rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph.names import fold
from loaders import _values
from loaders._five_w_columns import CASH, PLAIN, SETUP
from loaders._tabular import Tabular, fold_header, recoded

if TYPE_CHECKING:
    from loaders._run import Load

_YES = frozenset(("yes", "si", "oui", "true", "1"))
_MIX = np.uint64(0x9E3779B97F4A7C15)
"""The odd number nearest to 2**64 over the golden ratio: multiplying by it scatters what is near."""
_NO = frozenset(("no", "non", "false", "0"))


def mended(load: Load, table: Tabular) -> Tabular:
    """The table with the letters put right that were once read in another encoding, cell by cell, each counted."""
    count, example, place = 0, "", None
    for number in table.coded.columns:
        cells = table.coded[number]
        texts = cells.cat.categories.tolist()
        right = [_values.unbroken(text) for text in texts]
        broken = np.array([a != b for a, b in zip(texts, right, strict=True)], dtype=bool)
        if not broken.any():
            continue
        codes = cells.cat.codes.to_numpy()
        hit = np.flatnonzero(broken[codes])
        count += len(hit)
        if len(hit) and place is None:
            place, example = table.place(load, int(cells.index[hit[0]])), str(cells.iat[hit[0]])
        table.coded[number] = recoded(codes, right, cells.index)
    if count:
        short = re.findall(r"\S*[ÃÂ]\S*", example)[0][:40]
        told = f"broken letters put right in cells, such as {short!r} to {_values.unbroken(short)!r}"
        load.report.note(told, place, count)
    return table


def tell_cash(load: Load, table: Tabular, column: dict[str, int]) -> None:
    """Say that the cash which people were given is no money for the activity."""
    for name in (table.columns[column[role]] for role in CASH if role in column and _of_r4v(table, column)):
        load.report.note(f"{table.file.name}: '{name}' is cash handed to people, not funding, and is not kept")
    for role in CASH:
        column.pop(role, None)


def _of_r4v(table: Tabular, column: dict[str, int]) -> bool:
    """Whether a column of the table names who leads as R4V does; elsewhere a value may be any."""
    return "lead" in column and fold_header(table.columns[column["lead"]]) not in PLAIN


def tell_setup(load: Load, table: Tabular, column: dict[str, int]) -> None:
    """Say where the flag that a partner implements and the cell that names one disagree; the cell is believed."""
    at = column.pop(SETUP, None)
    if at is None or "implementer" not in column:
        return
    flag, partner = table.coded[at], table.coded[column["implementer"]]
    says = np.array([1 if fold(t) in _YES else 0 if fold(t) in _NO else -1 for t in flag.cat.categories])
    names = np.array([not _values.is_unknown(text) for text in partner.cat.categories], dtype=bool)
    says, names = says[flag.cat.codes.to_numpy()], names[partner.cat.codes.to_numpy()]
    for odd, told in (
        ((says == 1) & ~names, "a partner is said to implement, and none is named: taken as none"),
        ((says == 0) & names, "no partner is said to implement, and one is named: taken as the partner"),
    ):
        if odd.any():
            load.report.note(told, table.place(load, int(table.coded.index[int(odd.argmax())])), int(odd.sum()))


def tell_repeated(load: Load, table: Tabular) -> None:
    """Say how many rows repeat an earlier one in all cells: reports of their own in sums, one in ties."""
    mixed = np.zeros(len(table.coded), dtype=np.uint64)
    for number in table.coded.columns:  # a hash is enough to count by
        mixed = (mixed ^ table.coded[number].cat.codes.to_numpy().astype(np.uint64)) * _MIX
        mixed ^= mixed >> np.uint64(29)
    repeated = pd.Series(mixed).duplicated().to_numpy()
    if repeated.any():
        place = table.place(load, int(table.coded.index[int(repeated.argmax())]))
        told = "rows that repeat an earlier one: each counts in sums, and they are one tie"
        load.report.note(told, place, int(repeated.sum()))
