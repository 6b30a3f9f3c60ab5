import itertools
from collections.abc import Iterator

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import _brokerage


@st.composite
def ties(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """Up to nine nodes, and ties between some of them, loops and repetitions among them."""
    nodes = draw(st.integers(1, 9))
    ends = st.integers(0, nodes - 1)
    return nodes, draw(st.lists(st.tuples(ends, ends), max_size=30))


def sparse(nodes: int, pairs: list[tuple[int, int]], *, directed: bool = False):
    source, target = (np.array([pair[end] for pair in pairs], dtype=np.int64) for end in (0, 1))
    return _brokerage.network(source, target, nodes, directed=directed)


def walked(nodes: int, pairs: list[tuple[int, int]], *, directed: bool = False) -> nx.Graph:
    graph = nx.DiGraph() if directed else nx.Graph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(pair for pair in pairs if pair[0] != pair[1])
    return graph


def values(found: dict[int, float]) -> list[float]:
    return [found[node] for node in sorted(found)]


@given(drawn=ties(), directed=st.booleans())
def test_betweenness_is_that_of_networkx(drawn: tuple[int, list[tuple[int, int]]], directed: bool) -> None:
    nodes, _ = drawn
    found = _brokerage.betweenness(sparse(*drawn, directed=directed), np.arange(nodes))
    np.testing.assert_allclose(found, values(nx.betweenness_centrality(walked(*drawn, directed=directed))), atol=1e-12)


@pytest.mark.parametrize("directed", [False, True])
def test_betweenness_of_a_larger_network_in_several_blocks_is_that_of_networkx(
    directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_brokerage, "CELLS", 1_000)
    pairs = [(int(a), int(b)) for a, b in np.random.default_rng(3).integers(0, 90, (200, 2))]
    found = _brokerage.betweenness(sparse(90, pairs, directed=directed), np.arange(90))
    wanted = values(nx.betweenness_centrality(walked(90, pairs, directed=directed)))
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@given(drawn=ties(), data=st.data())
def test_an_estimate_is_the_mean_dependency_of_the_pivots_on_a_node(
    drawn: tuple[int, list[tuple[int, int]]], data: st.DataObject
) -> None:
    nodes, _ = drawn
    pivots = data.draw(st.lists(st.integers(0, nodes - 1), min_size=1, unique=True))
    graph = walked(*drawn)
    paths = {
        (s, t): list(nx.all_shortest_paths(graph, s, t)) if nx.has_path(graph, s, t) else []
        for s, t in itertools.permutations(range(nodes), 2)
    }

    def depends(s: int, v: int) -> float:
        others = [paths[s, t] for t in range(nodes) if t not in (s, v) and paths[s, t]]
        return sum(sum(v in path for path in found) / len(found) for found in others)

    wanted = []
    for v in range(nodes):
        mine = [depends(s, v) for s in pivots if s != v]
        wanted.append(sum(mine) / len(mine) / (nodes - 2) if mine and nodes > 2 else 0)
    np.testing.assert_allclose(_brokerage.betweenness(sparse(*drawn), np.array(pivots)), wanted, atol=1e-12)


def test_the_middle_of_a_star_is_on_every_path_whoever_is_asked() -> None:
    star = sparse(2_001, [(0, leaf) for leaf in range(1, 2_001)])
    found = _brokerage.betweenness(star, _brokerage.pivots(2_001))
    assert found[0] == pytest.approx(1)
    assert not found[1:].any()


def test_a_large_network_is_looked_at_from_the_same_nodes_each_time() -> None:
    assert _brokerage.pivots(2_000).tolist() == list(range(2_000))
    sample = _brokerage.pivots(30_000)
    assert len(np.unique(sample)) == 200
    assert sample.tolist() == _brokerage.pivots(30_000).tolist()


@given(drawn=ties())
def test_constraint_and_effective_size_are_those_of_networkx(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    constraint, effective = _brokerage.structural_holes(sparse(*drawn))
    graph = walked(*drawn)
    np.testing.assert_allclose(constraint, values(nx.constraint(graph)), atol=1e-12, equal_nan=True)
    np.testing.assert_allclose(effective, values(nx.effective_size(graph)), atol=1e-12, equal_nan=True)


def test_products_by_blocks_of_rows_are_whole_products(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = [(int(a), int(b)) for a, b in np.random.default_rng(4).integers(0, 40, (150, 2))]
    network, group = sparse(40, pairs, directed=True), np.arange(40) % 3
    at_once = _brokerage.structural_holes(sparse(40, pairs)), _brokerage.brokered(network, group)
    monkeypatch.setattr(_brokerage, "INCREMENTS", 25)
    assert len(list(_brokerage._blocks(network, network))) > 5
    by_blocks = _brokerage.structural_holes(sparse(40, pairs)), _brokerage.brokered(network, group)
    np.testing.assert_allclose(by_blocks[0], at_once[0])
    for role, counts in at_once[1].items():
        assert by_blocks[1][role].tolist() == counts.tolist()


def open_paths(tied: set[tuple[int, int]], nodes: int) -> Iterator[tuple[int, int, int]]:
    """All i -> j -> k of three nodes where i is not tied to k, one triple after the other."""
    for i, j, k in itertools.permutations(range(nodes), 3):
        if (i, j) in tied and (j, k) in tied and (i, k) not in tied:
            yield i, j, k


PATTERNS = {
    # the groups of i, j and k, written as letters
    "AAA": "coordinator",
    "BAA": "gatekeeper",
    "AAB": "representative",
    "BAB": "itinerant",
    "BAC": "liaison",
}


def pattern(groups: tuple[int, int, int]) -> str:
    """The groups as letters: A is that of the broker, B and C are others in the order in which they come."""
    i, j, k = groups
    letters = {j: "A"}
    for other in (i, k):
        letters.setdefault(other, "BC"[len(letters) - 1])
    return letters[i] + letters[j] + letters[k]


@settings(max_examples=200)
@given(drawn=ties(), directed=st.booleans(), data=st.data())
def test_roles_are_those_of_each_open_path_by_the_pattern_of_its_groups(
    drawn: tuple[int, list[tuple[int, int]]], directed: bool, data: st.DataObject
) -> None:
    nodes, pairs = drawn
    group = data.draw(st.lists(st.integers(-1, 3), min_size=nodes, max_size=nodes))
    tied = {pair for pair in pairs if pair[0] != pair[1]}
    tied |= set() if directed else {(b, a) for a, b in tied}
    wanted = {role: [0] * nodes for role in (*PATTERNS.values(), "paths")}
    for i, j, k in open_paths(tied, nodes):
        wanted["paths"][j] += 1
        groups = (group[i], group[j], group[k])
        if min(groups) >= 0:
            wanted[PATTERNS[pattern(groups)]][j] += 1
    found = _brokerage.brokered(sparse(nodes, pairs, directed=directed), np.array(group))
    assert {role: counts.tolist() for role, counts in found.items()} == wanted


@given(drawn=ties(), group=st.lists(st.integers(0, 2), min_size=9, max_size=9))
def test_without_directions_each_path_counts_both_ways(
    drawn: tuple[int, list[tuple[int, int]]], group: list[int]
) -> None:
    found = _brokerage.brokered(sparse(*drawn), np.array(group[: drawn[0]]))
    assert found["gatekeeper"].tolist() == found["representative"].tolist()
    assert not (found["paths"] % 2).any()


@given(drawn=ties())
def test_a_part_falls_into_as_many_as_are_left_without_the_node(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, pieces = _brokerage.parts(sparse(*drawn))
    whole = walked(*drawn)
    assert count == nx.number_connected_components(whole)
    for node in list(whole):
        left = whole.copy()
        left.remove_node(node)
        assert pieces[node] == nx.number_connected_components(left) - count + 1
