import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from queries import _overlap

SETS = st.lists(st.frozensets(st.integers(0, 11)), max_size=12)


def incidence(sets: list[frozenset[int]]) -> csr_array:
    pairs = [(row, member) for row, members in enumerate(sets) for member in sorted(members)]
    rows, members = [row for row, _ in pairs], [member for _, member in pairs]
    return csr_array((np.ones(len(pairs), dtype=np.int32), (rows, members)), shape=(len(sets), 12))


def oracle(sets: list[frozenset[int]], least: int) -> dict[tuple[int, int], int]:
    pairs = [(a, b) for a in range(len(sets)) for b in range(a + 1, len(sets))]
    return {(a, b): n for a, b in pairs if (n := len(sets[a] & sets[b])) >= least}


def found(sets: list[frozenset[int]], least: int) -> dict[tuple[int, int], int]:
    columns = _overlap.shared(incidence(sets), least)
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    assert [row[:2] for row in rows] == sorted({row[:2] for row in rows}), "sorted, and no pair twice"
    return {(a, b): n for a, b, n in rows}


@pytest.mark.parametrize("increments", [1, 7, 20_000_000])
@given(sets=SETS, least=st.integers(1, 5))
def test_blocks_of_any_size_count_what_plain_sets_count(
    increments: int, sets: list[frozenset[int]], least: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_overlap, "INCREMENTS", increments)
        assert found(sets, least) == oracle(sets, least)


@given(sets=SETS)
def test_what_two_sets_share_is_bounded_and_does_not_depend_on_their_order(sets: list[frozenset[int]]) -> None:
    counts = found(sets, 1)
    assert all(n <= min(len(sets[a]), len(sets[b])) for (a, b), n in counts.items())
    last = len(sets) - 1
    assert {(last - b, last - a): n for (a, b), n in counts.items()} == found(sets[::-1], 1)


@given(sets=SETS, least=st.integers(1, 5))
def test_a_higher_threshold_only_leaves_pairs_out(sets: list[frozenset[int]], least: int) -> None:
    more, fewer = found(sets, least), found(sets, least + 1)
    assert fewer == {pair: n for pair, n in more.items() if n > least}


def test_the_columns_are_small_integers() -> None:
    for column in (*_overlap.shared(incidence([frozenset({1}), frozenset({1})])), *_overlap.shared(incidence([]))):
        assert column.dtype == np.int32


def test_pairs_that_share_nothing_cannot_be_asked_of_the_kernel() -> None:
    with pytest.raises(ValueError, match="pairs that share nothing"):
        _overlap.shared(incidence([]), 0)
