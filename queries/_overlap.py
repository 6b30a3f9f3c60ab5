"""The kernel of overlap: how many members each two sets share, by blocks of a sparse product.

The bound is the arithmetic: one increment for each pair of sets that a member belongs to. Blocks of rows are sized
by their increments, and the threshold is applied to integers before anything is joined to names.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Array = np.ndarray[Any, Any]
INCREMENTS = 20_000_000
"""How many increments of the product one block may take: some 240 MB at worst."""


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
    if least < 1:
        raise ValueError("pairs that share nothing are not in a sparse product")
    members = sets.T.tocsr()
    degrees = np.diff(members.indptr)
    work = np.zeros(sets.shape[0], dtype=np.int64)
    np.add.at(work, np.repeat(np.arange(sets.shape[0]), np.diff(sets.indptr)), degrees[sets.indices])
    block = np.cumsum(work) // INCREMENTS
    starts = np.flatnonzero(np.diff(block, prepend=-1))
    parts: list[tuple[Array, Array, Array]] = []
    for start, stop in itertools.pairwise([*starts.tolist(), sets.shape[0]]):
        product = (sets[start:stop] @ members).tocsr()
        product.sort_indices()
        a = np.repeat(np.arange(start, stop, dtype=np.int32), np.diff(product.indptr))
        b = product.indices.astype(np.int32, copy=False)
        keep = (b > a) & (product.data >= least)
        parts.append((a[keep], b[keep], product.data[keep].astype(np.int32, copy=False)))
    if not parts:
        return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.int32)
    a, b, count = (np.concatenate(column) for column in zip(*parts, strict=True))
    return a, b, count
