"""The kernel of overlap: how many members each two sets share, by blocks of a sparse product.

The bound is the arithmetic: one increment for each pair of sets that a member belongs to. Blocks of rows are sized
by their increments, a block is multiplied by no set before its own (each pair is found once, from its first set), and
the threshold is applied to integers before anything is sorted or joined to names.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = np.ndarray[Any, Any]
INCREMENTS = 8_000_000
"""How many increments of the product one block may take: some 150 MB at worst."""


def shared(sets: csr_array, least: int = 1) -> tuple[Array, Array, Array]:
    """The pairs of sets that share at least so many members.

    Args:
        sets: Incidence of sets (rows) and members (columns), 1 where a member belongs, shape (sets, members).
        least: The least number shared, 1 or more; pairs that share none are not in a sparse product.

    Returns:
        `a`, `b` (rows of `sets`, a < b) and `count`, int32 each of shape (pairs,), sorted by a, then b.

    Raises:
        ValueError: `least` is below 1.
    """
    from scipy.sparse import csr_array

    if least < 1:
        raise ValueError("pairs that share nothing are not in a sparse product")
    rows, index = sets.shape[0], np.int32 if sets.nnz <= np.iinfo(np.int32).max else np.int64
    cells = (sets.data, sets.indices.astype(index, copy=False), sets.indptr.astype(index, copy=False))
    degrees = np.bincount(cells[1], minlength=sets.shape[1])
    sets = csr_array(cells, shape=sets.shape)[:, np.flatnonzero(degrees > 1)]  # a member of one set is never shared
    members = sets.T.tocsr()
    work = np.cumsum(np.append(0, np.diff(members.indptr)[sets.indices]), dtype=np.int64)[sets.indptr[1:]]
    starts = np.flatnonzero(np.diff(work // INCREMENTS, prepend=-1))
    parts: list[tuple[Array, Array, Array]] = []
    cut = 0
    for start, stop in itertools.pairwise([*starts.tolist(), rows]):
        members, cut = members[:, start - cut :], start
        product = sets[start:stop] @ members
        a = np.repeat(np.arange(start, stop, dtype=np.int32), np.diff(product.indptr))
        b = product.indices.astype(np.int32, copy=False) + np.int32(start)
        keep = (b > a) & (product.data >= least)
        a = a[keep]
        ends = np.searchsorted(a, np.arange(start, stop + 1)).astype(np.int32)
        found = csr_array((product.data[keep], b[keep], ends), shape=(stop - start, rows))
        found.sort_indices()
        parts.append((a, found.indices, found.data))
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32)
    a, b, count = (np.concatenate(column).astype(np.int32, copy=False) for column in zip(*parts, strict=True))
    return a, b, count
