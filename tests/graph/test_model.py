"""The property graph: tables that hold together, three-valued time, seats, incidence and the view for NetworkX."""

import gc
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import changes, dates, model, names, rooms, schema
from graph.dates import InForce
from graph.errors import TooLarge
from graph.model import PropertyGraph
from tests.graph.generated import TIES, World, days, state, worlds, written_dates

few = settings(max_examples=settings().max_examples // 6)
"""A graph takes some 20 ms to make; each is large enough to hold many cases."""

CANADA = {"id": "country:CAN"}
RCM = {"id": "mechanism:rcm", "subtype": "consultation-process"}


def member(**more: object) -> dict[str, object]:
    return {"relation": "MEMBER_OF", "source": "country:CAN", "target": "mechanism:rcm", **more}


def seated(graph: PropertyGraph) -> dict[str, str]:
    """The seat of each statement that gives one."""
    has = graph.edges["seat"].notna()
    return dict(zip(graph.edges.loc[has, "id"], graph.edges.loc[has, "seat"], strict=True))


# Its shape


def test_an_empty_graph_is_a_graph() -> None:
    graph = PropertyGraph(pd.DataFrame())
    for name, properties in schema.TABLES.items():
        assert list(graph.tables[name].columns) == [p.name for p in properties]
        assert len(graph.tables[name]) == 0
    assert graph.states("2022-05-17").shape == graph.in_force("2022-05-17").shape == (0,)
    assert graph.incidence().matrix.shape == (0, 0)
    assert graph.networkx().number_of_nodes() == 0
    assert len(graph.at("2022").nodes) == 0
    assert rooms.rooms(graph, "2022").empty
    assert rooms.seats(graph, "2022").empty
    assert graph.labels() == {}
    assert repr(graph) == "<PropertyGraph: 0 nodes, 0 statements, 0 sources>"


def test_a_node_is_given_without_what_is_unknown() -> None:
    graph = PropertyGraph.build([CANADA | {"aliases": ["Canadá"], "name_es": None}, RCM | {"members_known": False}])
    assert graph.node("country:CAN") == {
        "id": "country:CAN", "kind": "Country", "labels": ["Country"], "name_en": "CAN", "aliases": ["Canadá"],
    }  # fmt: skip
    rcm = graph.node("mechanism:rcm")
    assert rcm is not None
    assert rcm["members_known"] is False  # known to be false is not unknown
    assert graph.node("country:XXX") is None


def test_labels_fall_back_from_the_short_name_to_the_english_one() -> None:
    graph = PropertyGraph.build(
        [
            {"id": "country:BOL", "name_en": "Bolivia (Plurinational State of)", "short_en": "Bolivia"},
            {"id": "country:MEX", "name_en": "Mexico", "name_es": "México"},
            {"id": "mechanism:rcm", "name_en": "R", "name_es": "C", "short_en": "RCM", "short_es": "CRM"},
        ]
    )
    assert graph.labels() == {"country:BOL": "Bolivia", "country:MEX": "Mexico", "mechanism:rcm": "RCM"}
    assert graph.labels("es") == {"country:BOL": "Bolivia", "country:MEX": "México", "mechanism:rcm": "CRM"}


# Time


def test_a_pair_may_join_leave_and_join_again() -> None:
    graph = PropertyGraph.build(
        [CANADA, RCM], [member(start="2000", end="2005-06"), member(spell=2, start="2010-03-01")]
    )
    assert list(graph.edges["id"]) == [f"member-of/country:CAN/mechanism:rcm/member/{spell}" for spell in (1, 2)]
    assert list(graph.edges["since"]) == ["2000-01-01", "2010-03-01"]
    assert graph.edges["until"].iloc[0] == "2005-06-30"
    assert pd.isna(graph.edges["until"].iloc[1])
    asked = ("1999-12-31", "2000-01-01", "2005-06-30", "2005-07-01", "2010-02-28", "2010-03-01", "2030")
    assert [graph.in_force(day).tolist() for day in asked] == [
        [False, False],
        [True, False],
        [True, False],
        [False, False],
        [False, False],
        [False, True],
        [False, True],
    ]


@pytest.mark.parametrize("status", schema.STATUSES)
def test_what_was_only_announced_is_never_in_force(status: str) -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(start="2000", status=status)])
    never = status in ("announced", "invited", "declined", "dropped", "unreviewed")
    assert graph.states("2022").tolist() == [InForce.NO if never else InForce.YES]
    assert seated(graph) == ({} if never else {"member-of/country:CAN/mechanism:rcm/member/1": "member"})


@pytest.mark.parametrize("day", ["soon", "2022-13", "20223", ""])
def test_what_is_no_date_cannot_be_asked(day: str) -> None:
    graph = PropertyGraph.build([CANADA])
    for ask in (graph.in_force, graph.states, graph.at, lambda text: graph.incidence(as_of=text)):
        with pytest.raises(ValueError, match="write YYYY, YYYY-MM or YYYY-MM-DD"):
            ask(day)


@few
@given(worlds(), days | written_dates)
def test_states_are_those_of_the_plain_rule(world: World, day: str) -> None:
    graph = world.graph
    expected = {row["id"]: state(world, row, day) for row in world.statements}
    assert dict(zip(graph.edges["id"], graph.states(day), strict=True)) == expected
    assert graph.in_force(day).tolist() == [expected[edge] == InForce.YES for edge in graph.edges["id"]]


@few
@given(worlds(), days | written_dates)
def test_the_graph_of_a_day_has_all_nodes_and_what_holds_for_certain(world: World, day: str) -> None:
    graph, part = world.graph, world.graph.at(day)
    holds = sorted(row["id"] for row in world.statements if state(world, row, day) == InForce.YES)
    assert part.edges["id"].tolist() == holds
    assert part.nodes.equals(graph.nodes)
    assert set(part.evidence["about"]) == set(graph.evidence["about"]) & set(holds)
    assert part.in_force(day).all()
    pd.testing.assert_frame_equal(part.edges, graph.edges[graph.in_force(day)].reset_index(drop=True))
    assert graph.at(dates.covered(day)) is part


def test_the_graph_of_a_day_keeps_nodes_and_observations_with_their_evidence() -> None:
    graph = PropertyGraph.build(
        [CANADA, RCM],
        [member(start="2000")],
        [{"measure": "status", "node": "mechanism:rcm", "text": "active"}],
        [
            {"about": about, "source": "source:x"}
            for about in (
                "mechanism:rcm",
                "status/mechanism:rcm/undated/1",
                "member-of/country:CAN/mechanism:rcm/member/1",
            )
        ],
        [{"id": "source:x"}],
    )
    assert graph.at("1999").evidence["about"].tolist() == ["mechanism:rcm", "status/mechanism:rcm/undated/1"]
    assert len(graph.at("2000").evidence) == 3
    assert graph.at("1999").observations.equals(graph.observations)
    assert graph.at("1999").sources.equals(graph.sources)


def test_a_month_asked_for_stands_for_its_last_day() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(start="2018-09-20")])
    assert graph.states("2018-09").tolist() == graph.states("2018").tolist() == [InForce.YES]
    assert graph.states("2018-09-19").tolist() == [InForce.NO]
    assert graph.at("2018-09") is graph.at("2018-09-30")


# Incidence


def pairs(incidence: model.Incidence) -> set[tuple[str, str]]:
    found = incidence.matrix.tocoo()
    assert set(found.data.tolist()) <= {1}
    return {(incidence.rows[row], incidence.columns[column]) for row, column in zip(*found.coords, strict=True)}


@few
@given(
    worlds(),
    st.none() | st.sampled_from(TIES) | st.lists(st.sampled_from(TIES), unique=True),
    st.none() | days | written_dates,
    st.none() | st.lists(st.sampled_from(schema.CONFIDENCES), unique=True),
)
def test_incidence_is_that_of_a_dictionary(
    world: World, relations: str | list[str] | None, day: str | None, confidence: list[str] | None
) -> None:
    wanted = TIES if relations is None else [relations] if isinstance(relations, str) else relations
    expected: dict[str, set[str]] = {}
    for row in world.statements:
        fits = row["relation"] in wanted and (confidence is None or row["confidence"] in confidence)
        if fits and (day is None or state(world, row, day) == InForce.YES):
            expected.setdefault(row["source"], set()).add(row["target"])
    incidence = world.graph.incidence(relations, as_of=day, confidence=confidence)
    assert list(incidence.rows) == sorted(expected)
    assert list(incidence.columns) == sorted(set().union(*expected.values()))
    assert pairs(incidence) == {(source, target) for source, targets in expected.items() for target in targets}
    assert incidence.matrix.shape == (len(incidence.rows), len(incidence.columns))
    assert incidence.matrix.dtype == np.int32


@few
@given(worlds(), days)
def test_the_seats_of_a_day_are_an_incidence(world: World, day: str) -> None:
    found = rooms.seats(world.graph, day)
    assert pairs(world.graph.incidence(seats=("member",), as_of=day)) == set(
        zip(found["country"], found["room"], strict=True)
    )


def test_an_incidence_is_computed_once() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(start="2000")])
    asked = graph.incidence("MEMBER_OF", as_of="2022")
    assert graph.incidence("MEMBER_OF", as_of="2022") is asked
    assert graph.incidence("MEMBER_OF", as_of="2022-12-31") is asked  # the same day
    others = [
        graph.incidence("MEMBER_OF", as_of="2022-12-30"),
        graph.incidence("MEMBER_OF"),
        graph.incidence("ADOPTED", as_of="2022"),
        graph.incidence("MEMBER_OF", as_of="2022", confidence=("stated",)),
        graph.incidence("MEMBER_OF", as_of="2022", seats=("member",)),
    ]
    assert all(other is not asked for other in others)
    assert graph.incidence(["MEMBER_OF", "ADOPTED"]) is graph.incidence(["MEMBER_OF", "ADOPTED"])


def test_several_statements_of_one_pair_are_one_tie() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(), member(spell=2), member(role="observer")])
    assert graph.incidence().matrix.toarray().tolist() == [[1]]


# NetworkX


def attributes(frame: pd.DataFrame, row: int, left_out: tuple[str, ...]) -> dict[str, object]:
    """The known values of a row, by plain rules."""
    found: dict[str, object] = {}
    for name in set(frame.columns) - set(left_out):
        value = frame[name].iloc[row]
        if isinstance(value, list):
            if value:
                found[name] = value
        elif not pd.isna(value):
            found[name] = value
    return found


@few
@given(worlds())
def test_networkx_has_every_statement_with_all_its_attributes(world: World) -> None:
    graph, view = world.graph, world.graph.networkx()
    assert isinstance(view, nx.MultiDiGraph)
    assert view.number_of_edges() == len(graph.edges)  # parallel ones stay apart
    for row, (source, target, key) in enumerate(graph.edges[["source", "target", "id"]].itertuples(index=False)):
        assert view.edges[source, target, key] == attributes(graph.edges, row, ("source", "target", "id"))
    for row, node in enumerate(graph.nodes["id"]):
        if not node.startswith("source:"):
            assert view.nodes[node] == attributes(graph.nodes, row, ("id",))


def test_two_spells_are_two_edges_and_what_is_unknown_is_absent() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(start="2000", end="2005"), member(spell=2, people=7)])
    view = graph.networkx()
    assert view.number_of_edges("country:CAN", "mechanism:rcm") == 2
    second = view.edges["country:CAN", "mechanism:rcm", "member-of/country:CAN/mechanism:rcm/member/2"]
    assert second == {
        "relation": "MEMBER_OF", "role": "member", "spell": 2, "confidence": "stated", "people": 7, "dataset": "built",
        "seat": "member",
    }  # fmt: skip
    assert type(second["people"]) is int  # plain values, which every export can write
    assert not any(isinstance(value, float) and math.isnan(value) for value in second.values())


def test_sources_that_no_statement_touches_are_left_out() -> None:
    graph = PropertyGraph.build(
        [CANADA, {"id": "source:cited"}, {"id": "source:seen"}],
        [{"relation": "MENTIONS", "source": "source:seen", "target": "country:CAN"}],
        (),
        [{"about": "country:CAN", "source": "source:cited"}],
    )
    assert set(graph.networkx()) == {"country:CAN", "source:seen"}
    assert set(graph.networkx("MEMBER_OF")) == {"country:CAN"}


def test_networkx_gives_the_selection_asked_for() -> None:
    graph = PropertyGraph.build(
        [CANADA, RCM, {"id": "agency:iom"}],
        [
            member(start="2000", end="2010"),
            member(source="agency:iom", role="observer", start="2005", confidence="unverified"),
            {"relation": "SUPPORTS", "source": "agency:iom", "target": "mechanism:rcm", "start": "2001"},
        ],
    )
    found = {
        name: {data["relation"] + data.get("role", "") for _, _, data in view.edges(data=True)}
        for name, view in {
            "all": graph.networkx(),
            "relation": graph.networkx("MEMBER_OF"),
            "several": graph.networkx(["MEMBER_OF", "SUPPORTS"]),
            "day": graph.networkx(as_of="2011"),
            "confidence": graph.networkx(confidence=("stated",)),
            "kinds": graph.networkx(kinds=["Country", "Mechanism"]),
        }.items()
    }
    everything = {"MEMBER_OFmember", "MEMBER_OFobserver", "SUPPORTS"}
    assert found == {
        "all": everything,
        "relation": {"MEMBER_OFmember", "MEMBER_OFobserver"},
        "several": everything,
        "day": {"MEMBER_OFobserver", "SUPPORTS"},
        "confidence": {"MEMBER_OFmember", "SUPPORTS"},
        "kinds": {"MEMBER_OFmember"},
    }
    assert set(graph.networkx(kinds=["Country", "Mechanism"])) == {"country:CAN", "mechanism:rcm"}


def test_too_many_statements_are_refused_with_the_way_to_select(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "NETWORKX_EDGES", 1)
    graph = PropertyGraph.build([CANADA, RCM], [member(start="2000", end="2001"), member(spell=2, start="2010")])
    with pytest.raises(TooLarge) as caught:
        graph.networkx()
    assert str(caught.value) == (
        "2 statements are more than a NetworkX view can carry (1); "
        "select by relations=, kinds= or as_of=, or use incidence()"
    )
    assert graph.networkx(as_of="2022").number_of_edges() == 1


@pytest.mark.parametrize("collecting", [True, False])
def test_building_a_view_leaves_the_garbage_collector_as_it_was(collecting: bool) -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member()])
    before = gc.isenabled()
    try:
        gc.enable() if collecting else gc.disable()
        graph.networkx()
        assert gc.isenabled() is collecting
    finally:
        gc.enable() if before else gc.disable()


# Asking changes nothing


@few
@given(worlds(relations=(*TIES, "WITHDREW_FROM")), days)
def test_asking_does_not_change_the_tables(world: World, day: str) -> None:
    graph = world.graph
    before = {name: frame.copy(deep=True) for name, frame in graph.tables.items()}
    part = graph.at(day)
    for asked in (graph, part):
        asked.states(day)
        asked.incidence(as_of=day)
        view = asked.networkx(as_of=day)
        for _, _, data in view.edges(data=True):
            data["relation"] = "CHANGED"
        for _, data in view.nodes(data=True):
            data["name_en"] = "changed"
        asked.labels("es")
        asked.node("country:CAN")
        rooms.rooms(asked, day)
        rooms.seats(asked, day)
        rooms.presence(asked, "mechanism:csm", day)
        names.resolve(asked, "CAN")
    changes.without(graph, "mechanism:csm")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(graph.tables[name], frame)


@few
@given(worlds(relations=(*TIES, "WITHDREW_FROM")))
def test_rows_in_another_order_give_the_same_graph(world: World) -> None:
    tables = {name: frame.iloc[::-1] for name, frame in world.graph.tables.items()}
    again = PropertyGraph(**tables)
    for name, frame in world.graph.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)
