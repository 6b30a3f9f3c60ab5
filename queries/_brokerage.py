"""The kernels of brokerage, on sparse matrices: betweenness, Burt's measures, roles by path pattern, parts.

A network is a square `csr_array` of 0 and 1 without loops, `ties[i, j]` = 1 where i is tied to j; the undirected
measures want it symmetric. Products are taken by blocks of rows, so that a node with many ties does not fill the
memory. NetworkX gives the same values and is what the tests compare with; it walks the graph in Python, which is ten
times slower on two thousand nodes, and importing it alone takes longer than the curated network does here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = np.ndarray[Any, Any]
CELLS = 4_000_000
"""How many cells of a dense block are held at once: 32 MB."""
INCREMENTS = 8_000_000
"""How many increments one block of a sparse product may take."""
EXACT, PIVOTS = 2_000, 200
"""Up to so many nodes all shortest paths are counted; of larger networks those from so many nodes, drawn with a seed."""
ROLES = ("coordinator", "gatekeeper", "representative", "itinerant", "liaison")


def network(source: Array, target: Array, nodes: int, *, directed: bool) -> csr_array:
    """The network of ties between numbered nodes: 1 where at least one tie holds, without loops."""
    from scipy.sparse import csr_array

    if not directed:
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
    apart = source != target
    cells = (np.ones(int(apart.sum())), (source[apart], target[apart]))
    ties = csr_array(cells, shape=(nodes, nodes))
    ties.sum_duplicates()
    ties.data[:] = 1
    return ties


def pivots(nodes: int) -> Array:
    """The nodes, by number, that shortest paths are counted from: all, or of a large network a sample that stays."""
    if nodes <= EXACT:
        return np.arange(nodes)
    return np.sort(np.random.default_rng(1977).choice(nodes, PIVOTS, replace=False))


def betweenness(ties: csr_array, pivots: Array) -> Array:
    """The share of shortest paths between others that run through each node, 0 to 1, float of shape (nodes,).

    Brandes (2001) accumulates, for a source s, the dependency d_s(v) = sum over t of the share of shortest s-t paths
    through v; here for a block of sources at once, level by level. The mean of d_s(v) over the pivots other than v,
    divided by n - 2, is the betweenness when every node is a pivot, and its estimate when only some are (Brandes &
    Pich 2007). It is the same normalisation for directed and undirected networks: by all ordered pairs of others.

    Args:
        ties: The network, shape (nodes, nodes).
        pivots: The nodes that paths start from.
    """
    nodes = ties.shape[0]
    through = np.zeros(nodes)
    back = ties.T.tocsr()
    width = max(1, CELLS // max(nodes, 1))
    for first in range(0, len(pivots), width):
        sources = pivots[first : first + width]
        through += _dependencies(ties, back, sources).sum(axis=1)
    others = len(pivots) - np.isin(np.arange(nodes), pivots)
    share: Array = through / np.maximum(others * max(nodes - 2, 1), 1)
    return share


def _dependencies(ties: csr_array, back: csr_array, sources: Array) -> Array:
    """How much each source depends on each node, shape (nodes, sources)."""
    at = np.arange(len(sources))
    paths = np.zeros((ties.shape[0], len(sources)))
    paths[sources, at] = 1
    level = np.full(paths.shape, -1, dtype=np.int32)
    level[sources, at] = 0
    wave, depth = paths.copy(), 0
    while True:
        wave = np.where(level < 0, back @ wave, 0)
        reached = wave > 0
        if not reached.any():
            break
        depth += 1
        level[reached] = depth
        paths += wave
    depends = np.zeros(paths.shape)
    for d in range(depth, 0, -1):
        here = level == d
        share = np.where(here, (1 + depends) / np.where(here, paths, 1), 0)
        depends += np.where(level == d - 1, paths * (ties @ share), 0)
    depends[sources, at] = 0
    return depends


def structural_holes(ties: csr_array) -> tuple[Array, Array]:
    """Burt's constraint, and effective size, of each node of an undirected network; NaN for a node without ties.

    With p_ij = 1 / degree(i), constraint is the sum over the contacts j of (p_ij + sum over q of p_iq p_qj)^2 (Burt
    1992). Effective size is n - 2t / n for n contacts with t ties among them, which Borgatti (1997) showed Burt's to
    be where ties have no weights.
    """
    from scipy.sparse import diags_array

    degree = np.diff(ties.indptr).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(degree > 0, 1 / degree, np.nan)
    shares = (diags_array(np.nan_to_num(share)) @ ties).tocsr()
    constraint, among = np.zeros(len(degree)), np.zeros(len(degree))
    for rows, product in _blocks(shares, shares):
        invested = ties[rows] * product + shares[rows]
        constraint[rows] = (invested * invested).sum(axis=1)
    for rows, product in _blocks(ties, ties):
        among[rows] = (ties[rows] * product).sum(axis=1)
    return np.where(degree > 0, constraint, np.nan), degree - among * share


def brokered(ties: csr_array, group: Array) -> dict[str, Array]:
    """How many open paths i -> j -> k run through each node j, by the groups of the three.

    A path is open where i and k are two nodes and i is not tied to k (Gould & Fernandez 1989). With the same group for
    all three j is a `coordinator`; with that of j and k, not of i, a `gatekeeper`; with that of i and j, not of k, a
    `representative`; with that of i and k, not of j, `itinerant` (also called consultant); with three groups a
    `liaison`.

    Args:
        ties: The network, shape (nodes, nodes).
        group: The group of each node, 0 or more; -1 where it is not known. Paths with such a node play no role.

    Returns:
        For each of `ROLES` the counts, int64 of shape (nodes,), and as `paths` all open paths, roles or not.
    """
    paths = _open(ties, np.zeros(ties.shape[0], dtype=np.int64))["coordinator"]
    known = np.flatnonzero(group >= 0)
    found = {role: np.zeros(ties.shape[0], dtype=np.int64) for role in ROLES}
    inside = ties if len(known) == ties.shape[0] else ties[known][:, known].tocsr()
    for role, counts in _open(inside, group[known]).items():
        found[role][known] = counts
    return {**found, "paths": paths}


def _open(ties: csr_array, group: Array) -> dict[str, Array]:
    """The open paths by role, where every group is known: all paths of two steps, less those that return or close."""
    from scipy.sparse import csr_array

    nodes = ties.shape[0]
    if not nodes:
        return {role: np.zeros(0, dtype=np.int64) for role in ROLES}
    at = np.arange(nodes)
    belongs = csr_array((np.ones(nodes), (at, group)), shape=(nodes, int(group.max()) + 1))
    sends, gets = (ties @ belongs).tocsr(), (ties.T.tocsr() @ belongs).tocsr()
    mutual = ties * ties.T.tocsr()
    within = _within(ties, group)
    to_own, from_own = sends[at, group], gets[at, group]
    to_other, from_other = sends.sum(axis=1) - to_own, gets.sum(axis=1) - from_own
    back_own = _within(mutual, group).sum(axis=1)
    same = (sends * gets).sum(axis=1) - to_own * from_own  # i and k of one group that is not the group of j
    found = {
        "coordinator": from_own * to_own - back_own,
        "gatekeeper": from_other * to_own,
        "representative": from_own * to_other,
        "itinerant": same - (mutual.sum(axis=1) - back_own),
        "liaison": from_other * to_other - same,
    }
    between = ties - within
    between.eliminate_zeros()
    # A closed path has a tie i -> k: for each tie i -> j, those k that i and j both send to. What i -> j, i -> k and
    # j -> k are, inside a group or between two, tells the role.
    closed = {
        "coordinator": _closed(within, within, within),
        "gatekeeper": _closed(between, between, within),
        "representative": _closed(within, between, between),
        "itinerant": _closed(between, within, between),
    }
    closed["liaison"] = _closed(ties, ties, ties) - sum(closed.values())
    return {role: np.rint(counts - closed[role]).astype(np.int64) for role, counts in found.items()}


def _within(ties: csr_array, group: Array) -> csr_array:
    """The ties inside a group."""
    kept = ties.copy()
    kept.data = kept.data * (group[np.repeat(np.arange(len(group)), np.diff(ties.indptr))] == group[ties.indices])
    kept.eliminate_zeros()
    return kept


def _closed(first: csr_array, direct: csr_array, second: csr_array) -> Array:
    """For each j how many i -> j (`first`) and k have i -> k (`direct`) and j -> k (`second`)."""
    closed = np.zeros(first.shape[0])
    for rows, product in _blocks(direct, second.T.tocsr()):
        closed += (first[rows] * product).sum(axis=0)
    return closed


def _blocks(left: csr_array, right: csr_array) -> Iterator[tuple[slice, csr_array]]:
    """The rows of `left @ right`, by blocks of bounded work."""
    work = np.concatenate([[0], np.cumsum(np.diff(right.indptr)[left.indices], dtype=np.int64)])[left.indptr[1:]]
    starts = np.flatnonzero(np.diff(work // INCREMENTS, prepend=-1)).tolist()
    for start, stop in itertools.pairwise([*starts, left.shape[0]]):
        rows = slice(start, stop)
        yield rows, left[rows] @ right


def parts(ties: csr_array) -> tuple[int, Array]:
    """How many parts an undirected network has, and into how many the part of each node falls without it.

    Args:
        ties: The network, symmetric, shape (nodes, nodes).

    Returns:
        The number of its connected parts, and int64 of shape (nodes,): 1 where the part holds together without the
        node, 2 or more where the node is what holds it together, 0 for a node without ties.
    """
    from scipy.sparse.csgraph import connected_components

    count, label = connected_components(ties, directed=False)
    first = np.unique(label, return_index=True)[1].tolist()
    pieces = np.ones(ties.shape[0], dtype=np.int64)
    for root in first:
        pieces[root] = 0
    starts, ends = ties.indptr.tolist(), ties.indices.tolist()
    # Tarjan's low points (Hopcroft & Tarjan 1973), without recursion: a child in the tree of the depth-first search
    # that reaches nothing before its parent falls off when the parent goes.
    found, low, following = [-1] * ties.shape[0], [0] * ties.shape[0], list(starts[:-1])
    clock = 0
    for root in first:
        stack = [root]
        found[root] = low[root] = clock
        clock += 1
        while stack:
            node = stack[-1]
            if following[node] < starts[node + 1]:
                other = ends[following[node]]
                following[node] += 1
                if found[other] < 0:
                    found[other] = low[other] = clock
                    clock += 1
                    stack.append(other)
                elif found[other] < low[node]:
                    low[node] = found[other]
                continue
            stack.pop()
            if stack:
                parent = stack[-1]
                if low[node] >= found[parent]:
                    pieces[parent] += 1
                low[parent] = min(low[parent], low[node])
    return count, pieces
