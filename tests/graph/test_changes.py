"""What-if: a graph without a node, and the given one untouched."""

import pandas as pd
import pytest

from graph import changes, rooms
from graph.errors import AmbiguousName, BadParameter, MigovError, UnknownName
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


# Without a statement


def test_a_statement_goes_alone_with_its_evidence() -> None:
    graph = given_graph()
    left = changes.without(graph, "member-of/country:MEX/mechanism:rcm/member/1")
    assert left.nodes["id"].tolist() == graph.nodes["id"].tolist()
    assert left.edges["id"].tolist() == [
        "member-of/country:MEX/mechanism:mirps/member/1",
        "supports/mechanism:rcm/mechanism:mirps/1",
    ]
    assert "member-of/country:MEX/mechanism:rcm/member/1" not in set(left.evidence["about"])


def test_without_the_withdrawal_the_seat_goes_on() -> None:
    tie = {"source": "country:BRA", "target": "mechanism:gcm"}
    graph = PropertyGraph.build(
        [{"id": "country:BRA"}, {"id": "mechanism:gcm", "subtype": "compact"}],
        [tie | {"relation": "ADOPTED", "start": "2018-12"}, tie | {"relation": "WITHDREW_FROM", "start": "2019-01-08"}],
    )
    adopted = "adopted/country:BRA/mechanism:gcm/1"
    assert graph.edges.set_index("id").loc[adopted, "until"] == "2019-01-08"
    left = changes.without(graph, ["withdrew-from/country:BRA/mechanism:gcm/1"])
    assert left.edges.set_index("id")["until"].isna()[adopted]


def test_several_go_at_once_and_an_unknown_one_is_named() -> None:
    graph = given_graph()
    left = changes.without(graph, ["mechanism:rcm", "mechanism:mirps", "source:x"])
    assert left.nodes["id"].tolist() == ["country:MEX"]
    assert (len(left.edges), len(left.evidence)) == (0, 0)
    with pytest.raises(UnknownName, match="mechanism:nowhere"):
        changes.without(graph, ["mechanism:rcm", "mechanism:nowhere"])


# With a statement


def named_graph() -> PropertyGraph:
    return PropertyGraph.build(
        [
            {"id": "country:HTI", "name_en": "Haiti", "name_es": "Haití"},
            {"id": "agency:usaid", "aliases": ["The Agency"]},
            {"id": "project:x", "aliases": ["The Agency project"]},
            {"id": "mechanism:rcm", "subtype": "consultation-process", "aliases": ["CRM", "Room"]},
            {"id": "mechanism:other", "subtype": "forum", "aliases": ["Room"]},
        ],
        [{"relation": "MEMBER_OF", "source": "country:HTI", "target": "mechanism:rcm", "start": "2000", "end": "2001"}],
    )


def test_a_supposed_statement_is_read_from_names_and_codes_with_blanks() -> None:
    graph = named_graph()
    row = changes.supposed(graph, "the agency FUNDS  The Agency project amount=25000000 currency=USD counted=true")
    assert row == {
        "relation": "FUNDS",
        "source": "agency:usaid",
        "target": "project:x",
        "amount": 25_000_000.0,
        "currency": "USD",
        "counted": True,
    }
    text = changes.as_text(row)
    assert text == "agency:usaid FUNDS project:x amount=25000000 currency=USD counted=true"
    assert changes.supposed(graph, text) == row


def test_a_supposed_seat_is_a_new_spell_in_force_from_its_start() -> None:
    graph = named_graph()
    before = graph.edges.copy(deep=True)
    more = changes.with_statements(graph, [{**changes.supposed(graph, "Haití MEMBER_OF CRM"), "start": "2022-05-17"}])
    added = more.edges[more.edges["dataset"] == changes.WHAT_IF]
    assert added["id"].tolist() == ["member-of/country:HTI/mechanism:rcm/member/2"]
    assert added[["since", "seat", "confidence"]].values.tolist() == [["2022-05-17", "member", "stated"]]
    assert rooms.seats(more, "2022-05-17")["country"].tolist() == ["country:HTI"]
    assert rooms.seats(more, "2022-05-16").empty
    pd.testing.assert_frame_equal(graph.edges, before)


def test_the_same_supposition_twice_is_two_spells() -> None:
    graph = named_graph()
    row = changes.supposed(graph, "HTI MEMBER_OF mechanism:other")
    assert len(changes.with_statements(graph, [row, row]).edges) == 3
    assert changes.with_statements(graph, []) is graph


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("Haiti MEMBER CRM", BadParameter, "relations are MEMBER_OF, PRESIDES"),
        ("Haiti MEMBERS_OF CRM", BadParameter, "did you mean 'MEMBER_OF'"),
        ("MEMBER_OF CRM", BadParameter, "not one relation between two nodes"),
        ("Haiti MEMBER_OF", BadParameter, "not one relation between two nodes"),
        ("Haiti MEMBER_OF CRM MEMBER_OF CRM", BadParameter, "not one relation between two nodes"),
        ("", BadParameter, "not one relation between two nodes"),
        ("Haiti MEMBER_OF Room", AmbiguousName, "Room"),
        ("Haiti MEMBER_OF nowhere", UnknownName, "nowhere"),
        ("Haiti MEMBER_OF project:x", BadParameter, "MEMBER_OF has no Project as target"),
        ("Haiti MEMBER_OF CRM role=king", BadParameter, "its roles are member, associate, observer"),
        ("CRM SUPPORTS mechanism:other role=king", BadParameter, "its roles are review"),
        ("Haiti MEMBER_OF CRM start=last year", UnknownName, "CRM start=last year"),
        ("Haiti MEMBER_OF CRM start=20223", BadParameter, "write YYYY"),
        ("The Agency FUNDS project:x amount=1e999", BadParameter, "not a number"),
        ("The Agency FUNDS project:x counted=maybe", BadParameter, "write true or false"),
        ("The Agency FUNDS project:x money=dust", BadParameter, "choose from pledge"),
        ("Haiti MEMBER_OF CRM since=2000", BadParameter, "it takes role, start"),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_one_line(text: str, error: type[MigovError], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        changes.supposed(named_graph(), text)
    assert "\n" not in str(caught.value)
