"""Large tables by column: what a cell means is worked out once for each distinct text, never for each row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph.errors import DataError
from loaders import _values

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._report import Place
    from loaders._run import Load
    from loaders._tabular import Tabular

WRONG = -1
"""The code of what a cell cannot mean."""


class Meanings:
    """What cells mean, each with a code; 0 is nothing."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.values: list[Any] = [None]
        self._codes: dict[Hashable, int] = {None: 0}

    def code(self, value: Hashable) -> int:
        """The code of a meaning."""
        if value not in self._codes:
            self._codes[value] = len(self.values)
            self.values.append(value)
        return self._codes[value]


class Rows:
    """The rows of a table by what their columns tell.

    Attributes:
        load: The load that is told what is wrong.
        table: The table.
        column: The place of the column of each role.
        meanings: What codes stand for; several tables may share them.
    """

    def __init__(self, load: Load, table: Tabular, column: Mapping[str, int], meanings: Meanings) -> None:
        """Take a table whose columns tell these roles."""
        self.load, self.table, self.column, self.meanings = load, table, column, meanings

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.table.coded)

    def place(self, position: int) -> Place:
        """The place of a row, counted from 0 without those that were left out."""
        return self.table.place(self.load, int(self.table.coded.index[position]))

    def texts(self, role: str) -> list[str]:
        """The distinct texts of a role that say something."""
        if role not in self.column:
            return []
        cells = self.table.coded[self.column[role]].cat.remove_unused_categories()
        return [text for text in cells.cat.categories.tolist() if not _values.is_unknown(text)]

    def each(
        self,
        roles: Sequence[str],
        means: Callable[..., Hashable],
        *more: Array,
    ) -> Array:
        """For each row the code of what its cells mean.

        Args:
            roles: The roles of the cells; of those that have no column, and of cells that say nothing, the text is "".
            means: Gives the meaning of cells by role, the first place where they stand, the number of rows and the
                meanings of `more`; for a ValueError the place is told as wrong, and the code is `WRONG`.
            more: Codes that must be alike as well.
        """
        held = [role for role in roles if role in self.column]
        columns = {role: self.table.coded[self.column[role]] for role in held}
        codes = combined([*(cells.cat.codes.to_numpy() for cells in columns.values()), *more], len(self))
        first = np.flatnonzero(~pd.Series(codes).duplicated().to_numpy())
        counts = np.bincount(codes, minlength=len(first)).tolist()
        found = np.zeros(len(first), dtype=np.int64)
        for number, position in enumerate(first.tolist()):
            cell = dict.fromkeys(roles, "")
            cell.update({role: str(cells.iat[position]) for role, cells in columns.items()})
            known = {role: "" if _values.is_unknown(text) else text for role, text in cell.items()}
            place = self.place(position)
            others = [self.meanings.values[int(codes_[position])] for codes_ in more]
            try:
                found[number] = self.meanings.code(means(known, place, counts[number], *others))
            except ValueError as error:
                found[number] = WRONG
                self._wrong(held, known, place, counts[number], error)
        return found[codes]

    def _wrong(self, held: Sequence[str], cell: Mapping[str, str], place: Place, count: int, error: ValueError) -> None:
        problem, _, remedy = str(error).partition("; ")
        told = [(role, cell[role]) for role in held if cell[role]]
        columns = " and ".join(self.table.columns[self.column[role]] for role, _ in told)
        value = ", ".join(text for _, text in told)
        wrong: DataError = place.wrong(columns, value, problem, remedy or "correct the cell")
        self.load.wrong(wrong)
        if self.load.options.lenient and count > 1:
            self.load.report.skip(
                f"{wrong.column}: {wrong.problem}" if wrong.column else wrong.problem, place, count - 1
            )


def combined(columns: Sequence[Array], length: int) -> Array:
    """One code for each combination of codes, from 0 as they first occur; int64."""
    code = np.zeros(length, dtype=np.int64)
    for column in columns:
        low, high = (int(column.min()), int(column.max())) if length else (0, 0)
        if high > low:
            code = pd.factorize(code * (high - low + 1) + (column.astype(np.int64) - low))[0].astype(np.int64)
    return code
