"""The machinery of formal links: which hold on a day, and the nearest ways along them."""

import itertools
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import schema
from graph.model import PropertyGraph
from queries import _links
from tests.queries.drawn import AS_OF, REGIONAL, drawn, tie

P: dict[str, Any] = {"as_of": AS_OF, "confidence": schema.COUNTED_CONFIDENCES}
NODES = {f"mechanism:{name}": REGIONAL for name in "ab"}


def linked(relation: str = "COORDINATES_WITH", source: str = "a", target: str = "b", **more: object) -> PropertyGraph:
    row = tie(relation, f"mechanism:{source}", f"mechanism:{target}", **{"start": "2010", **more})
    return drawn(NODES, [row], read="2012")


def pairs(graph: PropertyGraph, *, doubtful: bool = False, **p: object) -> list[tuple[str, str]]:
    frame = _links.links(graph, {**P, **p}, doubtful=doubtful)
    return list(zip(frame["a"], frame["b"], strict=True))


AB = [("mechanism:a", "mechanism:b")]


@pytest.mark.parametrize("relation", schema.FORMAL_LINKS)
@pytest.mark.parametrize(("source", "target"), ["ab", "ba"])
def test_each_formal_relation_links_in_either_direction(relation: str, source: str, target: str) -> None:
    assert pairs(linked(relation, source, target)) == AB


@pytest.mark.parametrize("relation", sorted({"MEMBER_OF", "PARTICIPATES_IN", "ADOPTED", "ESTABLISHED_BY"}))
def test_other_relations_between_mechanisms_are_no_formal_links(relation: str) -> None:
    assert pairs(linked(relation)) == []


@pytest.mark.parametrize(("day", "count"), [("2009-12-31", 0), ("2010-01-01", 1), ("2011-06-30", 1), ("2022-05-17", 1)])
def test_a_link_that_was_held_before_the_day_stays_one(day: str, count: int) -> None:
    assert len(pairs(linked(end="2011"), as_of=day)) == count


@pytest.mark.parametrize("status", schema.NEVER_IN_FORCE)
def test_what_never_came_to_be_is_no_link(status: str) -> None:
    assert pairs(linked(status=status)) == []
    assert pairs(linked(status=status), doubtful=True) == []


def test_a_link_of_unknown_start_holds_from_its_evidence_and_may_have_held_before() -> None:
    graph = linked(start=None)
    assert pairs(graph, as_of="2011-12-31") == []
    assert pairs(graph, as_of="2011-12-31", doubtful=True) == AB
    assert pairs(graph, as_of="2012-01-01") == AB
    assert pairs(linked(start="2013"), as_of="2011-12-31", doubtful=True) == []


def test_a_link_less_supported_than_asked_for_is_doubtful() -> None:
    graph = linked(confidence="unverified")
    assert pairs(graph) == []
    assert pairs(graph, doubtful=True) == AB


def test_an_agency_or_the_mechanism_itself_makes_no_link_between_mechanisms() -> None:
    rows = [
        tie("SUPPORTS", "agency:iom", "mechanism:a", start="2010"),
        tie("SUPPORTS", "mechanism:a", "mechanism:a", start="2010"),
    ]
    assert pairs(drawn(NODES, rows)) == []


def test_parallel_statements_are_one_link_with_all_forms() -> None:
    rows = [
        tie("COORDINATES_WITH", "mechanism:b", "mechanism:a", start="2010", form="joint-meeting"),
        tie("COORDINATES_WITH", "mechanism:a", "mechanism:b", start="2012", end="2012", form="joint-meeting"),
        tie("SUPPORTS", "mechanism:a", "mechanism:b", start="2011"),
    ]
    frame = _links.links(drawn(NODES, rows), P)
    assert frame["forms"].tolist() == [["SUPPORTS", "joint-meeting"]]
    assert [len(cell) for cell in frame["evidence"]] == [3]


edges = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] < e[1]), max_size=14)


@given(edges)
def test_ways_are_the_first_of_the_shortest_paths(chosen: set[tuple[int, int]]) -> None:
    named = [(f"m{a}", f"m{b}") for a, b in chosen]
    network = nx.Graph(named)
    wanted = list(itertools.combinations([f"m{n}" for n in range(8)], 2))
    found = _links.ways(_links.network(named), wanted)
    for a, b in wanted:
        if a in network and b in network and nx.has_path(network, a, b):
            assert found[a, b] == min(nx.all_shortest_paths(network, a, b))
        else:
            assert (a, b) not in found
