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
