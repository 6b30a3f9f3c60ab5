"""The kernels of `significant-overlap`: how likely it is that two sets share so many members by chance.

Two answers to "by chance": the hypergeometric one draws each set at random from a universe; the stochastic degree
sequence model (SDSM) also keeps, on average, in how many sets each member is. Sets of equal size have equal chances,
so that all is computed once for each pair of sizes; probabilities are sums of what is positive, never 1 less a sum, so
that small ones keep their digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from graph.errors import TooLarge
from graph.tables import Array

CELLS = 400_000
"""How many probabilities are held in one block: what fits near the processor is fastest."""
WORK = 3e10
"""More multiplications than this are refused: minutes."""
STEPS = 500
"""Newton's method needs some ten steps; a network for which it needs more is not met."""

MODELS = ("sdsm", "hypergeometric")
Tails = tuple[Array, Array]
"""P(X >= shared) and P(X <= shared) of each pair."""


def hypergeometric(a: Array, b: Array, shared: Array, universe: int) -> Tails:
    """The chances to share at least, and at most, so many where sets of these sizes are drawn from a universe.

    Args:
        a: The size of the first set of each pair, int of shape (pairs,).
        b: The size of the second.
        shared: How many both have.
        universe: How many there are to draw from.
    """
    # Logarithms of factorials; a table costs less than the functions of SciPy, and less than their import.
    log = np.array([math.lgamma(number + 1) for number in range(universe + 1)])

    def chance(size_a: Array, size_b: Array, width: int) -> Array:
        x = np.arange(width)[None, :]
        size_a, size_b = size_a[:, None], size_b[:, None]
        cells = [x, size_a - x, size_b - x, universe - size_a - size_b + x]
        possible = (cells[1] >= 0) & (cells[2] >= 0) & (cells[3] >= 0)
        ways = log[size_a] + log[universe - size_a] + log[size_b] + log[universe - size_b] - log[universe]
        ways = ways - sum(log[np.clip(cell, 0, universe)] for cell in cells)
        return np.where(possible, np.exp(np.minimum(ways, 0)), 0)

    code, first = _classes(a, b, universe + 1)
    return _tails(chance, code, a[first], b[first], shared, np.minimum(a, b)[first])


def sdsm(matrix_sizes: Array, member_counts: Array, a: Array, b: Array, shared: Array) -> tuple[Array, Tails]:
    """What two sets share on average, and the chances to share at least, and at most, so many, by the SDSM.

    The chance of each set to have each member is that of the bipartite configuration model (`chances`); what two sets
    share is then a sum of independent yes and no of unequal chances, whose (Poisson binomial) distribution is found
    exactly, member by member (Neal 2014; Neal, Domagalski & Sagan 2021).

    Args:
        matrix_sizes: How many members each set has, int of shape (sets,).
        member_counts: In how many sets each member is, int of shape (members,).
        a: The first set of each pair, as a place in `matrix_sizes`.
        b: The second.
        shared: How many both have.

    Returns:
        The expected number of each pair, and the tails.

    Raises:
        TooLarge: It would take minutes.
    """
    sizes, size, sets = np.unique(matrix_sizes, return_inverse=True, return_counts=True)
    counts, members = np.unique(member_counts, return_counts=True)
    p = chances(sizes, sets, counts, members)
    code, first = _classes(size[a], size[b], len(sizes))
    left, right = size[a][first], size[b][first]
    expected = (p[left] * members * p[right]).sum(axis=1)
    most = np.zeros(len(first), dtype=np.int64)
    np.maximum.at(most, code, shared)
    if float(most.sum() + len(most)) * len(member_counts) > WORK:
        raise TooLarge(
            f"{len(member_counts)} members in sets of {len(sizes)} different sizes are too many for the SDSM; "
            "ask with model hypergeometric"
        )

    def chance(one: Array, other: Array, width: int) -> Array:
        held = np.zeros((len(one), width))
        held[:, 0] = 1
        for both, times in zip((p[one] * p[other]).T[:, :, None], members.tolist(), strict=True):
            if both.any():
                for _ in range(times):
                    moved = held * both
                    held -= moved
                    held[:, 1:] += moved[:, :-1]
                    held[:, -1] += moved[:, -1]  # the last cell means: so many or more
        return held

    # The last cell has to lie beyond what is shared, or "at most" would count all that is above it.
    return expected[code], _tails(chance, code, left, right, shared, most + 1)


def _classes(a: Array, b: Array, width: int) -> tuple[Array, Array]:
    """The number of the class of each pair, and the first pair of each class: the same two sizes, whichever first."""
    key = np.minimum(a, b).astype(np.int64) * width + np.maximum(a, b)
    _, first, code = np.unique(key, return_index=True, return_inverse=True)
    return code, first


def _tails(
    chance: Callable[[Array, Array, int], Array], code: Array, left: Array, right: Array, shared: Array, most: Array
) -> Tails:
    """The tails of each pair, from the chances of its class to share 0, 1, 2 ...; classes by blocks, narrow ones first."""
    upper, lower = np.empty(len(code)), np.empty(len(code))
    order = np.argsort(most, kind="stable")
    pairs = np.argsort(code, kind="stable")
    ends = np.append(0, np.cumsum(np.bincount(code, minlength=len(left))))
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and (stop + 1 - start) * (most[order[stop]] + 1) <= CELLS:
            stop += 1
        block = order[start:stop]
        at = chance(left[block], right[block], int(most[block].max()) + 1)
        above = at[:, ::-1].cumsum(axis=1)[:, ::-1]
        below = at.cumsum(axis=1)
        for row, number in enumerate(block.tolist()):
            mine = pairs[ends[number] : ends[number + 1]]
            upper[mine], lower[mine] = above[row, shared[mine]], below[row, shared[mine]]
        start = stop
    return np.minimum(upper, 1), np.minimum(lower, 1)


def chances(rows: Array, row_count: Array, columns: Array, column_count: Array) -> Array:
    """The chance of a tie between each row and column in the bipartite configuration model.

    The distribution of greatest entropy whose expected sums of rows and columns are those given: independent ties with
    odds x_i y_j (Saracco et al. 2017). Rows (columns) of equal sum are one class. Where the sums allow a tie in every
    case or in none, its odds have no value and its chance is exactly 1 or 0: such parts are split off first.

    Args:
        rows: The different sums of rows, rising, int of shape (row classes,).
        row_count: How many rows have each.
        columns: The different sums of columns, rising, int of shape (column classes,).
        column_count: How many columns have each.

    Returns:
        float of shape (row classes, column classes).
    """
    p = np.zeros((len(rows), len(columns)))
    down = np.arange(len(rows))[::-1], np.arange(len(columns))[::-1]
    parts = [(*down, rows[::-1].astype(np.int64), columns[::-1].astype(np.int64))]
    while parts:
        i, j, r, c = parts.pop()
        if not len(i) or not len(j):
            continue
        n, m = row_count[i], column_count[j]
        # Gale and Ryser: the first k rows have at most k ties with each of the first l columns, and with the other
        # columns at most all of theirs. Where they have exactly so many, the first k and the first l are all tied, and
        # the other rows have no tie with the other columns.
        k, left = np.append(0, np.cumsum(n)), np.append(0, np.cumsum(m))
        inside, rest = np.append(0, np.cumsum(n * r)), np.append(np.cumsum((m * c)[::-1])[::-1], 0)
        slack = k[:, None] * left + rest - inside[:, None]
        slack[0, -1] = slack[-1, 0] = 1  # of nothing and everything it is always so
        tight = np.argwhere(slack == 0)
        if len(tight):
            a, b = tight[len(tight) // 2]
            p[np.ix_(i[:a], j[:b])] = 1
            parts.append((i[:a], j[b:], r[:a] - left[b], c[b:]))
            parts.append((i[a:], j[:b], r[a:], c[:b] - k[a]))
        else:
            p[np.ix_(i, j)] = _entropy(r, n, c, m)
    return p


def _entropy(r: Array, n: Array, c: Array, m: Array) -> Array:
    """The chances where all are between 0 and 1, by Newton's method on the convex dual; the last odds are fixed."""
    total = float((n * r).sum())
    log_x, log_y = np.log(r / np.sqrt(total)), np.log(c / np.sqrt(total))
    value = _dual(log_x, log_y, r, n, c, m)
    for _ in range(STEPS):
        p: Array = np.exp(-np.logaddexp(0, -(log_x[:, None] + log_y)))
        off = np.concatenate([n * (r - p @ m), (m * (c - n @ p))[:-1]])
        if np.abs(off).max() <= 1e-12 * total:
            return p
        spread = n[:, None] * p * (1 - p) * m
        second = np.diag(np.concatenate([spread.sum(axis=1), spread.sum(axis=0)[:-1]]))
        second[: len(n), len(n) :] = spread[:, :-1]
        second[len(n) :, : len(n)] = spread[:, :-1].T
        step = np.linalg.solve(second, off)
        size = 1.0
        while True:  # Newton's step is too long far from the end: halve it until the value falls, but for rounding
            new_x, new_y = log_x + size * step[: len(n)], log_y + size * np.append(step[len(n) :], 0)
            new = _dual(new_x, new_y, r, n, c, m)
            if new <= value - 1e-4 * size * float(off @ step) + 1e-12 * (1 + abs(value)) or size < 1e-8:
                break
            size /= 2
        log_x, log_y, value = new_x, new_y, new
    raise ArithmeticError(f"the chances for sums {r.tolist()} and {c.tolist()} are not found")


def _dual(log_x: Array, log_y: Array, r: Array, n: Array, c: Array, m: Array) -> float:
    free = np.logaddexp(0, log_x[:, None] + log_y)
    return float(n @ free @ m - (n * r) @ log_x - (m * c) @ log_y)


def adjusted(p: Array, tests: int, how: str) -> Array:
    """The p-values adjusted for the number of tests, of which those not given have p = 1.

    Args:
        p: The p-values, of shape (given,).
        tests: How many tests there were, given or not.
        how: `bh` (Benjamini & Hochberg 1995: of the pairs called significant on average no more than alpha are by
            chance), `holm` (Holm 1979: a chance of no more than alpha that any is), `bonferroni` (the same, cruder) or
            `none`.
    """
    if how == "none" or not len(p):
        return p.copy()
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, len(p) + 1)
    found: Array = p * tests
    if how == "holm":
        found[order] = np.maximum.accumulate(p[order] * (tests - rank + 1))
    elif how == "bh":
        found[order] = np.minimum.accumulate((p[order] * tests / rank)[::-1])[::-1]
    return found.clip(max=1)
