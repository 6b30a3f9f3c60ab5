"""What-if: a graph without a node, and the given one untouched."""

import pandas as pd
import pytest

from graph import changes, rooms
from graph.errors import UnknownName
from graph.model import PropertyGraph


def given_graph() -> PropertyGraph:
    joined = {"relation": "MEMBER_OF", "source": "country:MEX", "start": "2000"}
    return PropertyGraph.build(
        [
            {"id": "country:MEX"},
            {"id": "mechanism:rcm", "subtype": "consultation-process"},
            {"id": "mechanism:mirps", "subtype": "framework"},
        ],
        [
            joined | {"target": "mechanism:rcm"},
            joined | {"target": "mechanism:mirps"},
            {"relation": "SUPPORTS", "source": "mechanism:rcm", "target": "mechanism:mirps"},
        ],
        [
            {"measure": "status", "node": "mechanism:rcm", "text": "active"},
            {"measure": "status", "node": "mechanism:mirps", "text": "active"},
        ],
        [
            {"about": "member-of/country:MEX/mechanism:rcm/member/1", "source": "source:x"},
            {"about": "member-of/country:MEX/mechanism:mirps/member/1", "source": "source:x"},
            {"about": "status/mechanism:rcm/undated/1", "source": "source:x"},
            {"about": "mechanism:rcm", "source": "source:x"},
            {"about": "country:MEX", "source": "source:x"},
        ],
        [{"id": "source:x"}],
    )


def test_a_node_takes_its_statements_observations_and_evidence_with_it() -> None:
    graph = given_graph()
    before = {name: frame.copy(deep=True) for name, frame in graph.tables.items()}
    left = changes.without(graph, "mechanism:rcm")
    assert left.nodes["id"].tolist() == ["country:MEX", "mechanism:mirps"]
    assert left.edges["id"].tolist() == ["member-of/country:MEX/mechanism:mirps/member/1"]
    assert left.observations["id"].tolist() == ["status/mechanism:mirps/undated/1"]
    assert left.evidence["about"].tolist() == ["country:MEX", "member-of/country:MEX/mechanism:mirps/member/1"]
    for name, frame in before.items():
        pd.testing.assert_frame_equal(graph.tables[name], frame)


def test_the_graph_that_is_left_can_be_asked_like_any_other() -> None:
    left = changes.without(given_graph(), "mechanism:rcm")
    assert rooms.seats(left, "2022")["room"].tolist() == ["mechanism:mirps"]
    assert left.incidence("MEMBER_OF").columns.tolist() == ["mechanism:mirps"]
    assert set(left.networkx()) == {"country:MEX", "mechanism:mirps"}
    assert changes.without(left, "mechanism:mirps").edges.empty


def test_what_is_not_there_cannot_be_taken_away() -> None:
    with pytest.raises(UnknownName) as caught:
        changes.without(given_graph(), "mechanism:none")
    assert caught.value.text == "mechanism:none"
    assert str(caught.value) == "nothing is called 'mechanism:none'"


def attested() -> PropertyGraph:
    joined = {"relation": "MEMBER_OF", "target": "mechanism:rcm"}
    one, two = (f"member-of/country:{code}/mechanism:rcm/member/1" for code in ("BRA", "MEX"))
    return PropertyGraph.build(
        [{"id": "country:BRA"}, {"id": "country:MEX"}, {"id": "mechanism:rcm", "subtype": "consultation-process"}],
        [joined | {"source": "country:BRA"}, joined | {"source": "country:MEX"}],
        [{"measure": "status", "node": "mechanism:rcm", "text": "active"}],
        [
            {"about": one, "source": "source:old"},
            {"about": one, "source": "source:new"},
            {"about": two, "source": "source:old"},
            {"about": two, "source": "source:new", "stance": "contradicts"},
            {"about": "status/mechanism:rcm/undated/1", "source": "source:old"},
            {"about": "mechanism:rcm", "source": "source:new"},
        ],
        [{"id": "source:old", "published": "2000"}, {"id": "source:new", "published": "2020"}],
    )


def test_on_one_source_alone_only_what_it_supports_holds_and_since_it_says_so() -> None:
    graph = attested()
    assert rooms.seats(graph, "2010")["country"].tolist() == ["country:BRA", "country:MEX"]
    alone = changes.on_sources(graph, ["source:new"])
    assert alone.nodes["id"].tolist() == graph.nodes["id"].tolist()
    assert alone.edges["since"].tolist() == ["2020-01-01"]
    assert rooms.seats(alone, "2010").empty
    assert rooms.seats(alone, "2022")["country"].tolist() == ["country:BRA"]
    assert alone.observations.empty
    assert set(alone.evidence["source"]) == {"source:new"}
    assert set(alone.evidence["about"]) == {"mechanism:rcm", "member-of/country:BRA/mechanism:rcm/member/1"}


def test_on_all_sources_everything_holds_that_has_support() -> None:
    graph = attested()
    again = changes.on_sources(graph, ["source:old", "source:new"])
    for name, frame in graph.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
    assert changes.on_sources(graph, []).edges.empty


def test_a_source_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownName, match="nothing is called 'source:none'"):
        changes.on_sources(attested(), ["source:old", "source:none"])
