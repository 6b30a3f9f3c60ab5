"""Sets over time: who held what since when, as arrays that each date takes its incidence from."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph.tables import NEVER, Array, day_number, day_numbers
from queries._groups import ranges
from queries._heard import distinct
from queries._sets import Sets, changes

if TYPE_CHECKING:
    from scipy.sparse import csr_array


@dataclass(frozen=True)
class Spells:
    """Chains of statements that tie members to sets for a time, on integers; nothing of it changes from date to date.

    Attributes:
        holders: Whose sets they are, sorted ids, objects of shape (sets,).
        members: What belongs to any, sorted ids, objects of shape (members,).
        cells: The different pairs of set and member, as set * members + member, sorted.
        cell: The place in `cells` of each chain, shape (chains,).
        earliest: From this day, as a number, it may hold.
        since: From this day it holds for certain.
        until: To this day.
        starts: Where the statements of each chain begin, shape (chains + 1,).
        codes: Those statements as places in `statements`.
        statements: All statements, sorted ids, objects.
    """

    holders: Array
    members: Array
    cells: Array
    cell: Array
    earliest: Array
    since: Array
    until: Array
    starts: Array
    codes: Array
    statements: Array

    @classmethod
    def of(cls, ties: pd.DataFrame) -> Spells:
        """The spells of a frame as `queries._sets.spells` gives it."""
        row, holders = pd.factorize(ties["holder"].to_numpy(dtype=object), sort=True)
        column, members = pd.factorize(ties["member"].to_numpy(dtype=object), sort=True)
        key, cells = pd.factorize(row * max(len(members), 1) + column, sort=True)
        evidence = ties["evidence"].to_numpy(dtype=object)
        flat = np.array(list(itertools.chain.from_iterable(evidence)), dtype=object)
        codes, statements = pd.factorize(flat, sort=True)
        starts = np.append(0, np.cumsum(np.fromiter(map(len, evidence), np.int64, len(evidence))))

        def days(name: str, unknown: int) -> Array:
            return day_numbers(ties[name].astype("str"), unknown)

        return cls(
            holders=holders,
            members=members,
            cells=cells,
            cell=key,
            earliest=days("earliest", 0),
            since=days("since", NEVER),
            until=days("until", NEVER),
            starts=starts,
            codes=codes,
            statements=statements,
        )

    def matrix(self, day: str) -> csr_array:
        """The incidence of a day: CSR of int32, 1 where a member belongs, indices sorted, shape (sets, members)."""
        return self._incidence(self._different(self._holds(day)))

    def on(self, day: str) -> Sets:
        """The sets of a day; those without a member then are empty."""
        held = np.flatnonzero(self._holds(day))
        number = self.starts[held + 1] - self.starts[held]
        width = max(len(self.statements), 1)
        key = np.repeat(self.cell[held], number) * width + self.codes[ranges(self.starts[held], number)]
        cell, code = np.divmod(distinct(key), width)
        first = np.flatnonzero(changes(cell))
        matrix = self._incidence(cell[first])
        return Sets(self.holders, self.members, matrix, np.append(first, len(cell)), code, self.statements)

    def possible(self, day: str) -> Sets:
        """The sets of a day with all that may have been in them, for all that the sources say; without statements."""
        number, none = day_number(day), np.empty(0, dtype=np.int64)
        matrix = self._incidence(self._different((self.earliest <= number) & (number <= self.until)))
        return Sets(self.holders, self.members, matrix, none, none, self.statements)

    def _holds(self, day: str) -> Array:
        number = day_number(day)
        return (self.since <= number) & (number <= self.until)

    def _different(self, chains: Array) -> Array:
        """The cells of some chains, each once, sorted."""
        there = np.zeros(len(self.cells), dtype=bool)
        there[self.cell[chains]] = True
        return np.flatnonzero(there)

    def _incidence(self, cells: Array) -> csr_array:
        from scipy.sparse import csr_array

        row, column = np.divmod(self.cells[cells], max(len(self.members), 1))
        ends = np.append(0, np.cumsum(np.bincount(row, minlength=len(self.holders)))).astype(np.int32)
        ones = np.ones(len(row), dtype=np.int32)
        return csr_array((ones, column.astype(np.int32), ends), shape=(len(self.holders), len(self.members)))
