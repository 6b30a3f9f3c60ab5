"""Groups as sets of whatever they are tied to: who holds what on a day, and on which statements.

Every question of overlap starts here: mechanisms, countries, agencies, donors, projects and plans (`between`) are
compared by the members of their sets (`by`). A tie is a chain of statements that all hold on the day (a donor funds a
project that operates in a place that lies in a country), followed on integer rows. Observers, associates, statements
less supported than asked for and those of unknown start before their earliest evidence make no member.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from graph.errors import TooLarge
from graph.model import PropertyGraph
from graph.tables import NEVER, Array, day_texts
from queries import _heard, _overlap
from queries._frame import Column, Parameter, Params
from queries._groups import DEFAULT, JOIN, MADE_OF, Walk, by, ranges

if TYPE_CHECKING:
    from scipy.sparse import csr_array

WORK = 4_000_000
"""How many members are looked at in one go when those of pairs are listed."""
ALL_PAIRS = 5_000
"""Every pair is listed of up to this many sets."""
PAIRS, STATEMENTS = 2_000_000, 40_000_000
"""An answer lists no more pairs than this, and no more statements in all: some gigabytes of text."""

__all__ = [
    "BETWEEN",
    "BY",
    "DEFAULT",
    "MADE_OF",
    "SPELLS",
    "TIES",
    "Sets",
    "asked",
    "by",
    "held",
    "spells",
    "ties",
]

BETWEEN = Parameter(
    "between",
    "choice",
    "mechanisms",
    "what is compared, as sets of what they are tied to",
    "qué se compara, como conjuntos de aquello a lo que están vinculados",
    choices=tuple(MADE_OF),
)
BY = Parameter(
    "by",
    "choice",
    DEFAULT,
    "what the sets are made of: mechanisms by members, themes, cells (country x theme) or organisations; countries by "
    "rooms, organisations, memberships (both) or themes; agencies by countries, members, themes or cells; donors by "
    "recipients, countries, themes or cells; projects by countries, themes, cells, donors or agencies; plans by "
    "countries, themes, cells or donors; the first of each is the default",
    "de qué están hechos los conjuntos: mecanismos por members (miembros), themes (temas), cells (país x tema) u "
    "organisations; países por rooms (foros), organisations, memberships (ambos) o themes; organismos por countries, "
    "members, themes o cells; donantes por recipients (receptores), countries, themes o cells; proyectos por "
    "countries, themes, cells, donors o agencies; planes por countries, themes, cells o donors; el primero de cada "
    "uno es el valor por omisión",
    choices=(DEFAULT, *dict.fromkeys(itertools.chain.from_iterable(MADE_OF.values()))),
)

TIES = (
    Column("holder", "id", "whose set it is", "de quién es el conjunto"),
    Column(
        "member", "id", "what belongs to it; a cell is `country+theme`", "qué le pertenece; una celda es `país+tema`"
    ),
    Column("evidence", "ids", "the statements that say so, sorted", "las afirmaciones que lo dicen, ordenadas"),
)
"""The columns of `ties`, as a kernel declares them."""
SPELLS = (
    *TIES[:2],
    Column("earliest", "date", "it may hold from this day", "puede regir desde este día"),
    Column("since", "date", "it holds for certain from this day", "rige con certeza desde este día"),
    Column("until", "date", "the last day of it; none where it holds", "su último día; ninguno si sigue"),
    TIES[2],
)
"""The columns of `spells`, as a kernel declares them."""


def ties(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who holds what on the day `as_of`.

    Args:
        graph: The graph.
        p: `between`, `as_of` and `confidence`; if given `by`, `roles` and `scope`.

    Returns:
        One row for each holder and member, sorted by both: `holder`, `member` (str), `evidence` (list of statement
        ids, sorted).

    Raises:
        BadParameter: As `by`.
    """
    walk = Walk(graph, p, p["as_of"])
    found = walk.found()
    proof = found.proof.ravel()
    row = np.repeat(np.arange(len(found.a)), found.proof.shape[1])[proof >= 0]
    # Statements are sorted by id, so that their rows sort as their ids do; three numbers, so no key overflows.
    flat = _unique(np.column_stack([found.a[row], found.b[row], proof[proof >= 0]]))
    new = changes(flat[:, :2])
    starts = np.append(np.flatnonzero(new), len(flat))
    statements = graph.edges["id"].to_numpy(dtype=object)[flat[:, 2]].tolist()
    frame = pd.DataFrame(
        {
            "holder": walk.names(flat[new, 0], cells=False),
            "member": walk.names(flat[new, 1], cells=by(p) == "cells"),
            "evidence": _sliced(statements, starts),
        }
    )
    return frame.astype({"holder": "str", "member": "str", "evidence": "object"})


def held(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who holds what on the day, as `ties`, without the statements: these are most of the work."""
    walk = Walk(graph, p, p["as_of"])
    found = walk.found()
    pairs = _unique(np.column_stack([found.a, found.b]))
    columns = {
        "holder": walk.names(pairs[:, 0], cells=False),
        "member": walk.names(pairs[:, 1], cells=by(p) == "cells"),
    }
    return pd.DataFrame(columns, dtype="str")


def asked(cells: pd.DataFrame, p: Params) -> pd.DataFrame:
    """The rows of `ties` (or `held`) of cells of the `countries` and `themes` asked for, with these two as columns."""
    code, names = pd.factorize(cells["member"])
    parts = np.array([name.split(JOIN, 1) for name in names], dtype=object).reshape(-1, 2)[code]
    cells = cells.assign(
        country=pd.Series(parts[:, 0], cells.index, "str"), theme=pd.Series(parts[:, 1], cells.index, "str")
    )
    for name, of in (("country", p["countries"]), ("theme", p["themes"])):
        cells = cells[cells[name].isin(list(of))] if of else cells
    return cells


def spells(graph: PropertyGraph, p: Params) -> pd.DataFrame:
    """Who held what at any time, in mechanisms that were active or dormant then.

    Returns:
        One row for each chain of statements (and period of its mechanism), sorted by `holder`, `member`, `since`,
        `until`, `evidence`: `holder`, `member`, `earliest`, `since`, `until` (str: all of it may hold from the first
        day, holds for certain from the second to the third; no `earliest` where nothing bounds it, no `since` where
        it never does for certain, no `until` where it holds to this day), `evidence` (list of statement ids, sorted).

    Raises:
        BadParameter: As `by`.
    """
    walk = Walk(graph, p, None)
    found, earliest, since, until = walk.span(walk.found())
    proof = np.sort(found.proof, axis=1)
    proof[:, 1:][proof[:, 1:] == proof[:, :-1]] = -1  # the same statement twice in a chain is one
    proof = np.sort(np.where(proof < 0, NEVER, proof), axis=1)
    proof[proof == NEVER] = -1
    table = _unique(np.column_stack([found.a, found.b, since, until, proof, earliest]))
    proof = table[:, 4:-1]
    held = proof >= 0
    statements = graph.edges["id"].to_numpy(dtype=object)[proof[held]].tolist()
    frame = pd.DataFrame(
        {
            "holder": walk.names(table[:, 0], cells=False),
            "member": walk.names(table[:, 1], cells=by(p) == "cells"),
            "earliest": day_texts(table[:, -1]).to_numpy(),
            "since": day_texts(table[:, 2]).to_numpy(),
            "until": day_texts(table[:, 3]).to_numpy(),
            "evidence": _sliced(statements, np.append(0, np.cumsum(held.sum(axis=1)))),
        }
    )
    texts = dict.fromkeys(["holder", "member", "earliest", "since", "until"], "str")
    return frame.astype({**texts, "evidence": "object"})


@dataclass(frozen=True)
class Sets:
    """Sets and what belongs to them, on integers.

    Attributes:
        holders: Whose sets they are, sorted ids, objects of shape (sets,).
        members: What belongs to any, sorted ids, objects of shape (members,).
        matrix: CSR of int32, 1 where a member belongs, indices sorted, shape (sets, members).
        starts: Where the statements of each stored cell of `matrix` begin, shape (cells + 1,).
        codes: Those statements as places in `statements`, sorted within a cell.
        statements: All statements, sorted ids, objects.
    """

    holders: Array
    members: Array
    matrix: csr_array
    starts: Array
    codes: Array
    statements: Array

    @classmethod
    def of(cls, ties: pd.DataFrame) -> Sets:
        """The sets of a frame with the columns `holder`, `member`, `evidence`: one row for each holder and member."""
        from scipy.sparse import csr_array

        row, holders = pd.factorize(ties["holder"].to_numpy(dtype=object), sort=True)
        column, members = pd.factorize(ties["member"].to_numpy(dtype=object), sort=True)
        order = np.lexsort((column, row))
        evidence = ties["evidence"].to_numpy(dtype=object)[order]
        flat = np.array(list(itertools.chain.from_iterable(evidence)), dtype=object)
        codes, statements = pd.factorize(flat, sort=True)
        starts = np.append(0, np.cumsum(np.fromiter(map(len, evidence), np.int64, len(evidence))))
        shape = (len(holders), len(members))
        ends = np.append(0, np.cumsum(np.bincount(row, minlength=shape[0]))).astype(np.int32)
        cells = (np.ones(len(row), dtype=np.int32), column[order].astype(np.int32), ends)
        return cls(holders, members, csr_array(cells, shape=shape), starts, codes, statements)

    @cached_property
    def sizes(self) -> Array:
        """How many members each set has, of shape (sets,)."""
        return np.diff(self.matrix.indptr)

    def shared(self, least: int = 1, every: int = ALL_PAIRS) -> tuple[Array, Array, Array]:
        """The pairs that share at least so many members; see `queries._overlap.shared`.

        With `least` 0 every pair, of up to `every` sets.

        Raises:
            TooLarge: There are more than an answer can list.
        """
        if least:
            a, b, count = _overlap.shared(self.matrix, least)
            if len(a) > PAIRS:
                raise TooLarge(f"{len(a)} pairs are too many to list; raise min-shared above {least}")
            return a, b, count
        sets = len(self.holders)
        if sets > every:
            raise TooLarge(f"every pair of {sets} sets is too many to list; ask with min-shared 1 or more")
        a, b = (side.astype(np.int32) for side in np.triu_indices(sets, 1))
        found = np.zeros((sets, sets), dtype=np.int32)
        left, right, number = _overlap.shared(self.matrix, 1)
        found[left, right] = number
        return a, b, found[a, b]

    def shared_members(self, a: Array, b: Array, names: Array | None = None) -> list[list[str]]:
        """The members of both sets of each pair, sorted ids, a list for each pair.

        With `names`, what each of `members` stands for (its country, its theme), each named once.
        """
        codes, named = pd.factorize(self.members if names is None else names, sort=True)
        found: list[list[str]] = []
        for left, right in self._chunks(a, b):
            pair, member, _, _ = self._both(left, right)
            found += _heard.coded_lists(pair, codes[member], named, len(left)).tolist()
        return found

    def common(self, a: Array, b: Array) -> Array:
        """How many members each pair shares, of shape (pairs,)."""
        parts = [np.bincount(self._both(x, y)[0], minlength=len(x)) for x, y in self._chunks(a, b)]
        return np.concatenate(parts)

    def evidence(self, a: Array, b: Array) -> list[list[str]]:
        """The statements that put the shared members into both sets, sorted ids, a list for each pair.

        Of a pair that shares nothing those of both whole sets: nothing less shows that nobody is in both.

        Raises:
            TooLarge: There are more than an answer can list.
        """
        found: list[list[str]] = []
        total = 0
        for left, right in self._chunks(a, b):
            pair, _, in_a, in_b = self._both(left, right)
            lone = np.flatnonzero(np.bincount(pair, minlength=len(left)) == 0)
            pairs, cells = [pair, pair], [in_a, in_b]
            for side in (left, right):
                first, number = self.matrix.indptr[side[lone]], self.sizes[side[lone]]
                pairs.append(np.repeat(lone, number))
                cells.append(ranges(first, number))
            whole, cell = np.concatenate(pairs), np.concatenate(cells)
            number = self.starts[cell + 1] - self.starts[cell]
            total += int(number.sum())
            if total > STATEMENTS:
                raise TooLarge(f"{len(a)} pairs rest on too many statements to list; raise min-shared")
            code = self.codes[ranges(self.starts[cell], number)]
            found += _heard.coded_lists(np.repeat(whole, number), code, self.statements, len(left)).tolist()
        return found

    def _chunks(self, a: Array, b: Array) -> list[tuple[Array, Array]]:
        """The pairs in parts of about `WORK` members each."""
        part = np.cumsum(self.sizes[a].astype(np.int64) + self.sizes[b]) // WORK
        cuts = np.flatnonzero(np.diff(part)) + 1
        return list(zip(np.split(a, cuts), np.split(b, cuts), strict=True))

    def _both(self, a: Array, b: Array) -> tuple[Array, Array, Array, Array]:
        """What each pair shares: place of the pair, member, and its cell in a and in b, sorted by pair and member."""
        width = max(len(self.members), 1)
        keys, cells = [], []
        for side in (a, b):
            number = self.sizes[side]
            cell = ranges(self.matrix.indptr[side], number)
            keys.append(np.repeat(np.arange(len(side)), number) * width + self.matrix.indices[cell])
            cells.append(cell)
        place = np.searchsorted(keys[1], keys[0])  # both are sorted: by pair, then member
        place[place == len(keys[1])] = 0
        both = keys[1][place] == keys[0] if len(keys[1]) else np.zeros(len(keys[0]), dtype=bool)
        pair, member = np.divmod(keys[0][both], width)
        return pair, member, cells[0][both], cells[1][place[both]]


def _unique(table: Array) -> Array:
    """The different rows, sorted: what `np.unique` does along an axis, many times slower."""
    table = table[np.lexsort(table.T[::-1])]
    return table[changes(table)]


def changes(table: Array) -> Array:
    """Which entries (rows, where there are several columns) differ from the one before; the first does."""
    new = table[1:] != table[:-1]
    return np.append(np.ones(min(len(table), 1), dtype=bool), new if table.ndim == 1 else new.any(axis=1))


def _sliced(flat: list[str], starts: Array) -> pd.Series[list[str]]:
    cuts = starts.tolist()
    return pd.Series([flat[i:j] for i, j in itertools.pairwise(cuts)], dtype=object)
