import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy import stats

from graph.errors import TooLarge
from graph.tables import Array
from queries import _significance

matrices = st.tuples(st.integers(1, 7), st.integers(1, 7)).flatmap(
    lambda shape: npst.arrays(np.int64, shape, elements=st.integers(0, 1))
)
"""Who (rows) has what (columns)."""


def every_pair(matrix: Array) -> tuple[Array, Array, Array]:
    a, b = np.triu_indices(len(matrix), 1)
    return a, b, (matrix @ matrix.T)[a, b]


def chances(matrix: Array) -> Array:
    """The chance of each cell."""
    rows, row, row_count = np.unique(matrix.sum(axis=1), return_inverse=True, return_counts=True)
    columns, column, column_count = np.unique(matrix.sum(axis=0), return_inverse=True, return_counts=True)
    whole: Array = _significance.chances(rows, row_count, columns, column_count)[row][:, column]
    return whole


def tails(matrix: Array) -> tuple[Array, Array, Array]:
    expected, (upper, lower) = _significance.sdsm(matrix.sum(axis=1), matrix.sum(axis=0), *every_pair(matrix))
    return expected, upper, lower


# Hypergeometric


def test_two_of_five_and_two_of_five_share_any_in_seven_cases_of_ten() -> None:
    two = np.array([2, 2, 2])
    upper, lower = _significance.hypergeometric(two, two, np.array([0, 1, 2]), 5)
    np.testing.assert_allclose(upper, [1, 7 / 10, 1 / 10])
    np.testing.assert_allclose(lower, [3 / 10, 9 / 10, 1])


@given(universe=st.integers(1, 60), data=st.data())
def test_hypergeometric_tails_are_those_of_scipy(universe: int, data: st.DataObject) -> None:
    sizes = st.integers(0, universe)
    drawn = [
        (a, b, data.draw(st.integers(max(0, a + b - universe), min(a, b))))
        for a, b in data.draw(st.lists(st.tuples(sizes, sizes), max_size=6))
    ]
    a, b, shared = np.array(drawn, dtype=np.int64).reshape(-1, 3).T
    upper, lower = _significance.hypergeometric(a, b, shared, universe)
    np.testing.assert_allclose(upper, stats.hypergeom.sf(shared - 1, universe, a, b), rtol=1e-9)
    np.testing.assert_allclose(lower, stats.hypergeom.cdf(shared, universe, a, b), rtol=1e-9)


def test_a_very_small_chance_keeps_its_digits() -> None:
    size = np.array([90])
    upper, _ = _significance.hypergeometric(size, size, size, 200)
    assert 0 < upper[0] < 1e-50
    np.testing.assert_allclose(upper, stats.hypergeom.pmf(90, 200, 90, 90), rtol=1e-9)


# The bipartite configuration model


def test_the_chances_are_those_of_another_implementation() -> None:
    # computed once by bicm 3.4.0 (Saracco et al.), `BipartiteGraph.get_bicm_matrix`
    matrix = np.array(
        [[1, 1, 1, 1, 0, 0], [1, 1, 0, 1, 0, 0], [1, 0, 1, 0, 1, 0], [0, 1, 0, 0, 0, 1], [1, 0, 0, 0, 0, 0]]
    )
    first = [0.951642480095, 0.854891946931, 0.685206142772, 0.685206142772, 0.411526643715, 0.411526643715]
    second = [0.890936718097, 0.709771360583, 0.474666504279, 0.474666504279, 0.224979456381, 0.224979456381]
    fourth = [0.765820572213, 0.494697459381, 0.265630579696, 0.265630579696, 0.104110404506, 0.104110404506]
    fifth = [0.500663511498, 0.230867872522, 0.099830268973, 0.099830268973, 0.034404039017, 0.034404039017]
    np.testing.assert_allclose(chances(matrix), [first, second, second, fourth, fifth], atol=1e-11)


@settings(max_examples=200)
@given(matrix=matrices)
def test_each_set_and_each_member_keeps_its_number_on_average(matrix: Array) -> None:
    found = chances(matrix)
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found.sum(axis=1), matrix.sum(axis=1), atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=0), matrix.sum(axis=0), atol=1e-9)


@settings(max_examples=200)
@given(matrix=matrices)
def test_the_odds_of_a_tie_are_a_product_wherever_they_have_a_value(matrix: Array) -> None:
    # p_ij q_ik q_lj p_lk = q_ij p_ik p_lj q_lk for all rows i, l and columns j, k: what makes the entropy greatest
    p = chances(matrix)
    q = 1 - p
    for i, m in itertools.combinations(range(len(p)), 2):
        one = (p[i][:, None] * q[i]) * (q[m][:, None] * p[m])
        np.testing.assert_allclose(one, one.T, atol=1e-10)


SMALL = np.array(list(itertools.product([0, 1], repeat=12))).reshape(-1, 3, 4)
"""Every matrix of three rows and four columns."""


@given(matrix=npst.arrays(np.int64, (3, 4), elements=st.integers(0, 1)))
def test_a_chance_is_one_or_nothing_exactly_where_the_numbers_allow_no_other(matrix: Array) -> None:
    same = (SMALL.sum(axis=1) == matrix.sum(axis=0)).all(axis=1) & (SMALL.sum(axis=2) == matrix.sum(axis=1)).all(axis=1)
    always, ever = SMALL[same].all(axis=0), SMALL[same].any(axis=0)
    found = chances(matrix)
    assert ((found == 1) == always).all()
    assert ((found == 0) == ~ever).all()


def test_sets_that_lie_within_each_other_leave_nothing_to_chance() -> None:
    nested = np.tril(np.ones((30, 30), dtype=np.int64))
    assert (chances(nested) == nested).all()


def test_a_large_uneven_network_is_solved() -> None:
    rng = np.random.default_rng(2)
    likely = np.minimum(rng.pareto(1.1, (300, 1)) * 0.05, 1) * rng.random((1, 150))
    matrix = (rng.random((300, 150)) < likely).astype(np.int64)
    found = chances(matrix)
    np.testing.assert_allclose(found.sum(axis=1), matrix.sum(axis=1), atol=1e-8)
    np.testing.assert_allclose(found.sum(axis=0), matrix.sum(axis=0), atol=1e-8)


# What two sets share by chance


@settings(max_examples=40)
@given(matrix=matrices)
def test_sdsm_tails_are_those_of_every_case_counted(matrix: Array) -> None:
    p = chances(matrix)
    expected, upper, lower = tails(matrix)
    cases = np.array(list(itertools.product([0, 1], repeat=matrix.shape[1])))
    for n, (a, b, shared) in enumerate(zip(*every_pair(matrix), strict=True)):
        both = p[a] * p[b]
        weight = np.where(cases == 1, both, 1 - both).prod(axis=1)
        many = cases.sum(axis=1)
        assert upper[n] == pytest.approx(weight[many >= shared].sum(), abs=1e-12)
        assert lower[n] == pytest.approx(weight[many <= shared].sum(), abs=1e-12)
        assert expected[n] == pytest.approx(both.sum())


def test_where_all_members_are_alike_it_is_the_binomial_distribution_with_all_its_digits() -> None:
    # Forty sets of 20 of 40 members that are in 20 sets each: each chance is 1/2, that of both 1/4.
    matrix = np.array([[(i + j) % 40 < 20 for j in range(40)] for i in range(40)], dtype=np.int64)
    expected, upper, lower = tails(matrix)
    shared = every_pair(matrix)[2]
    np.testing.assert_allclose(expected, 10)
    np.testing.assert_allclose(upper, stats.binom.sf(shared - 1, 40, 0.25), rtol=1e-9)
    np.testing.assert_allclose(lower, stats.binom.cdf(shared, 40, 0.25), rtol=1e-9)
    assert lower.min() < 2e-5


def test_a_set_of_everybody_shares_what_is_expected_of_it() -> None:
    matrix = np.array([[1, 1, 1, 1, 1], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0]])
    expected, upper, lower = tails(matrix)
    np.testing.assert_allclose(expected[:2], 2)
    # The size of the other set varies around what it is, so that it is as likely to be below as above.
    assert (upper[:2] >= 0.5).all()
    assert (lower[:2] >= 0.5).all()
    sizes = matrix.sum(axis=1)
    whole = _significance.hypergeometric(sizes[[0, 0]], sizes[[1, 2]], np.array([2, 2]), 5)
    np.testing.assert_allclose(whole, 1)


def test_blocks_give_what_one_block_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = (np.random.default_rng(5).random((30, 25)) < np.linspace(0.05, 0.9, 30)[:, None]).astype(np.int64)
    a, b, shared = every_pair(matrix)
    sizes = matrix.sum(axis=1)
    whole = (*tails(matrix), *_significance.hypergeometric(sizes[a], sizes[b], shared, 25))
    monkeypatch.setattr(_significance, "CELLS", 100)
    parts = (*tails(matrix), *_significance.hypergeometric(sizes[a], sizes[b], shared, 25))
    for one, other in zip(whole, parts, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


def test_what_would_take_minutes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_significance, "WORK", 1)
    with pytest.raises(TooLarge, match="ask with model hypergeometric"):
        tails(np.eye(3, dtype=np.int64))


# Many tests

p_values = npst.arrays(np.float64, st.integers(1, 12), elements=st.floats(0, 1))


@given(p=p_values)
def test_benjamini_hochberg_is_that_of_scipy(p: Array) -> None:
    np.testing.assert_allclose(_significance.adjusted(p, len(p), "bh"), stats.false_discovery_control(p), rtol=1e-12)


@given(p=p_values, alpha=st.floats(0.001, 0.999))
def test_holm_rejects_step_by_step(p: Array, alpha: float) -> None:
    rejected = set()
    for step, n in enumerate(np.argsort(p, kind="stable").tolist()):
        if p[n] * (len(p) - step) > alpha:
            break
        rejected.add(n)
    found = _significance.adjusted(p, len(p), "holm")
    assert set(np.flatnonzero(found <= alpha).tolist()) == rejected


@given(p=p_values, how=st.sampled_from(["bh", "holm", "bonferroni", "none"]), more=st.integers(0, 9))
def test_tests_that_are_not_given_count_as_sure_to_be_chance(p: Array, how: str, more: int) -> None:
    whole = _significance.adjusted(np.append(p, np.ones(more)), len(p) + more, how)
    np.testing.assert_allclose(_significance.adjusted(p, len(p) + more, how), whole[: len(p)], rtol=1e-12)


@given(p=p_values)
def test_corrections_are_ordered(p: Array) -> None:
    none, bh, holm, bonferroni = (
        _significance.adjusted(p, len(p), how) for how in ("none", "bh", "holm", "bonferroni")
    )
    slack = 1 + 1e-12
    assert (none <= bh * slack).all()
    assert (bh <= holm * slack).all()
    assert (holm <= bonferroni * slack).all()


def test_corrections_by_hand() -> None:
    p = np.array([0.01, 0.04, 0.03])
    np.testing.assert_allclose(_significance.adjusted(p, 4, "bh"), [0.04, 0.16 / 3, 0.16 / 3])
    np.testing.assert_allclose(_significance.adjusted(p, 4, "holm"), [0.04, 0.09, 0.09])
    np.testing.assert_allclose(_significance.adjusted(p, 4, "bonferroni"), [0.04, 0.16, 0.12])
