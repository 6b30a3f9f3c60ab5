"""What is fetched from a server beside the small part of a graph: enough for the answer, and nothing for most."""

from typing import Any

import pandas as pd
import pytest

import queries
from graph import schema
from graph.errors import AmbiguousName, UnknownName
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from queries import _groups, _sets
from queries._frame import MANY
from queries._server import MONEY
from tests.queries.drawn import AS_OF

SETS = [(between, how) for between, hows in _groups.MADE_OF.items() for how in hows]


def parameters(between: str, how: str) -> dict[str, Any]:
    return {"between": between, "by": how, "as_of": AS_OF, "confidence": schema.COUNTED_CONFIDENCES}


def without(graph: PropertyGraph, kept: tuple[str, ...]) -> PropertyGraph:
    """A graph without the money, and what is said of projects and sources, that is not kept."""
    many = graph.nodes["kind"].isin(MANY).to_numpy()
    large = many[graph.source_rows] | many[graph.target_rows] | graph.mask(MONEY)
    edges = graph.edges[~large | graph.mask(kept)]
    return PropertyGraph(graph.nodes, edges, graph.observations, graph.evidence, graph.sources)


@pytest.mark.parametrize(("between", "how"), SETS)
def test_what_is_read_is_enough_to_tell_what_was_compared(between: str, how: str, built_in: PropertyGraph) -> None:
    p = parameters(between, how)
    pd.testing.assert_frame_equal(_sets.held(without(built_in, _groups.reads(p)), p), _sets.held(built_in, p))


@pytest.mark.parametrize(("between", "how"), SETS)
def test_each_relation_that_is_read_makes_a_difference(between: str, how: str, built_in: PropertyGraph) -> None:
    p = parameters(between, how)
    whole, reads = _sets.held(built_in, p), _groups.reads(p)
    for name in reads:
        left = _sets.held(without(built_in, tuple(other for other in reads if other != name)), p)
        assert len(left) < len(whole) or not len(whole)


def test_sets_of_mechanisms_and_countries_need_no_project_and_no_money() -> None:
    assert {(b, how) for b, how in SETS if not _groups.reads(parameters(b, how))} == {
        *((b, how) for b, how in SETS if b in ("mechanisms", "countries")),
        ("agencies", "members"),
        *(("plans", how) for how in ("countries", "themes", "cells")),
    }


@pytest.mark.parametrize("name", queries.catalogue())
def test_by_default_only_questions_of_money_read_more_than_the_smallest_part(name: str) -> None:
    question = queries.question(name)
    defaults = {p.key: p.default for p in question.parameters}
    assert tuple(question.reads(defaults) if question.reads else ()) in ((), (MONEY,))


@pytest.mark.neo4j
def test_a_server_is_asked_only_for_what_the_parameters_need(
    built_in: PropertyGraph, neo4j_store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    neo4j_store.write(built_in)
    read: list[tuple[str, ...]] = []
    select = neo4j_store.select

    def counted(relations: Any = None, kinds: Any = None) -> PropertyGraph:
        read.append(tuple(relations) if kinds is None else ())
        return select(relations, kinds)

    monkeypatch.setattr(neo4j_store, "select", counted)
    for given in ({}, {"between": "countries"}, {"between": "projects"}, {"between": "donors"}, {"between": "donors"}):
        answer = queries.ask(neo4j_store, "member-overlap", as_of=AS_OF, **given)
        assert answer.universe == queries.ask(built_in, "member-overlap", as_of=AS_OF, **given).universe
    assert read == [(), ("OPERATES_IN",), (MONEY,)]


@pytest.mark.neo4j
def test_a_name_that_a_project_bears_too_is_as_ambiguous_on_a_server(
    built_in: PropertyGraph, neo4j_store: Neo4jStore
) -> None:
    twin = pd.DataFrame({"id": ["project:twin", "project:lone"], "name_en": ["RCM", "Nobody else"]})
    nodes = pd.concat([built_in.nodes, twin.assign(kind="Project")], ignore_index=True)
    graph = PropertyGraph(nodes, built_in.edges, built_in.observations, built_in.evidence, built_in.sources)
    neo4j_store.write(graph)
    for node, error in (("RCM", AmbiguousName), ("RCMM", UnknownName)):
        told = []
        for source in (graph, neo4j_store):
            with pytest.raises(error) as raised:
                queries.ask(source, "why", as_of=AS_OF, node=node)
            told.append(str(raised.value))
        assert told[0] == told[1]
    assert queries.ask(neo4j_store, "why", as_of=AS_OF, node="nobody ELSE").params["node"] == "project:lone"
    assert queries.ask(neo4j_store, "members-in-name-only", forum="RCM").params["forum"] == "mechanism:rcm"
