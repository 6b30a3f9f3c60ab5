"""Rooms and seats: how a room stands on a day, and that a list nobody gives never says that somebody is absent."""

import pytest
from hypothesis import given, settings

from graph import rooms, schema
from graph.dates import InForce
from graph.model import PropertyGraph
from tests.graph.generated import COUNTRIES, World, days, worlds

few = settings(max_examples=settings().max_examples // 6)

MEXICO = {"id": "country:MEX", "region": "central-america"}
JAPAN = {"id": "country:JPN", "region": "asia"}
NOWHERE = {"id": "country:XXX"}
DAY = "2022-05-17"


def room(name: str = "rcm", **more: object) -> dict[str, object]:
    return {"id": f"mechanism:{name}", "subtype": "consultation-process", **more}


def observed(text: str | None, start: str | None, **more: object) -> dict[str, object]:
    return {"measure": "status", "node": "mechanism:rcm", "text": text, "start": start, **more}


# How a room stands


@pytest.mark.parametrize(
    ("node", "observations", "asked"),
    [
        (room(), [], {"1990": "active", "2022": "active"}),
        (room(status="dormant"), [], {"1990": "dormant", "2022": "dormant"}),
        (
            room(status="dormant"),
            [observed("dormant", DAY)],
            {"2016": "active", "2022-05-16": "active", DAY: "dormant", "2030": "dormant"},
        ),
        (
            room(status="active"),
            [observed("dormant", "2018-06"), observed("active", "2021")],
            {"2018-05-31": "active", "2018-06-01": "dormant", "2020-12-31": "dormant", "2021-01-01": "active"},
        ),
        (room(start="2018-09-04"), [], {"2018-09-03": "none", "2018-09-04": "active"}),
        (room(start="2018"), [], {"2017-12-31": "none", "2018-01-01": "active", "2017": "none", "2018": "active"}),
        (room(end="2012-06"), [], {"2012-06-30": "active", "2012-07-01": "ended"}),
        (room(end="2012-06", status="ended"), [observed("dormant", "2020")], {"2022": "ended"}),
        (room(start="2016", status="dormant"), [observed("dormant", "2022")], {"2015": "none", "2017": "active"}),
        # What cannot decide: an undated, unverified or empty observation.
        (room(), [observed("dormant", None)], {"2022": "active"}),
        (room(), [observed("dormant", "2020", confidence="unverified")], {"2022": "active"}),
        (room(status="dormant"), [observed(None, "2020")], {"2022": "dormant"}),
        (room(), [observed("dormant", "2020") | {"measure": "member_states"}], {"2022": "active"}),
    ],
)
def test_the_latest_dated_observation_decides_how_a_room_stands(
    node: dict[str, object], observations: list[dict[str, object]], asked: dict[str, str]
) -> None:
    graph = PropertyGraph.build([node], (), observations)
    assert {day: rooms.status(graph, day)["mechanism:rcm"] for day in asked} == asked


def test_rooms_say_how_they_stand_whom_they_are_for_and_what_is_known() -> None:
    graph = PropertyGraph.build(
        [
            MEXICO,
            room("cam", subtype="committee", scope="hemispheric", members_known=False),
            room("gcm", subtype="compact", scope="global", members_known=True, members_known_in="americas"),
            room("r4v", subtype="platform", scope="regional"),
            room("closed", seats="none", scope="regional"),
            room("quito", scope="regional", population_scope=["population:venezuela"], members_known=True),
            {"id": "population:venezuela"},
        ]
    )
    found = rooms.rooms(graph, DAY).set_index("id")
    assert found["scope"].to_dict() == {
        "mechanism:cam": "hemispheric", "mechanism:gcm": "global", "mechanism:quito": "regional",
    }  # fmt: skip
    assert found["known"].tolist() == [False, True, True]
    assert found["known_in"].tolist() == ["", "americas", ""]
    assert found["limited"].tolist() == [False, False, True]
    assert found["status"].tolist() == ["active"] * 3
    assert rooms.rooms(graph, DAY, ["regional"])["id"].tolist() == ["mechanism:quito"]
    assert rooms.rooms(graph, DAY, []).empty


def test_a_room_of_which_nothing_is_known_counts_as_unknown() -> None:
    assert rooms.rooms(PropertyGraph.build([room()]), DAY)["known"].tolist() == [False]


# Who sits there


def test_seats_rest_on_all_statements_that_give_them() -> None:
    tie = {"source": "country:MEX", "target": "mechanism:gcm", "start": "2018"}
    graph = PropertyGraph.build(
        [MEXICO, room("gcm", subtype="compact")],
        [tie | {"relation": "VOTED", "choice": "yes"}, tie | {"relation": "ADOPTED"}],
    )
    found = rooms.seats(graph, DAY)
    assert found.to_dict("records") == [
        {
            "country": "country:MEX",
            "room": "mechanism:gcm",
            "evidence": ["adopted/country:MEX/mechanism:gcm/1", "voted/country:MEX/mechanism:gcm/1"],
        }
    ]


def test_an_unverified_seat_counts_only_if_asked_for() -> None:
    tie = {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm", "confidence": "unverified"}
    graph = PropertyGraph.build([MEXICO, room()], [tie | {"start": "2000"}])
    assert rooms.seats(graph, DAY).empty
    assert len(rooms.seats(graph, DAY, confidence=schema.CONFIDENCES)) == 1
    assert rooms.presence(graph, "mechanism:rcm", DAY) == {"country:MEX": (InForce.NO_EVIDENCE, [])}  # never a no


def test_those_who_may_sit_for_all_that_is_known_are_found() -> None:
    tie = {"relation": "MEMBER_OF", "target": "mechanism:rcm"}
    graph = PropertyGraph.build(
        [MEXICO, JAPAN, room()], [tie | {"source": "country:MEX"}, tie | {"source": "country:JPN", "start": "2000"}]
    )
    assert rooms.seats(graph, DAY)["country"].tolist() == ["country:JPN"]
    assert rooms.seats(graph, DAY, state=InForce.NO_EVIDENCE)["country"].tolist() == ["country:MEX"]
    assert rooms.seats(graph, "1999", state=InForce.NO)["country"].tolist() == ["country:JPN"]


@few
@given(worlds(), days)
def test_seats_are_the_seated_statements_in_force(world: World, day: str) -> None:
    edges = world.graph.edges[world.graph.in_force(day)]
    edges = edges[(edges["seat"] == "member") & (edges["confidence"] != "unverified")]
    found = rooms.seats(world.graph, day)
    listed = [
        (country, room, statement)
        for country, room, evidence in zip(found["country"], found["room"], found["evidence"], strict=True)
        for statement in evidence
    ]
    assert listed == sorted(zip(edges["source"], edges["target"], edges["id"], strict=True))
    assert not found.duplicated(["country", "room"]).any()


def test_observers_and_associates_sit_only_if_asked_for() -> None:
    graph = PropertyGraph.build(
        [{"id": country} for country in COUNTRIES] + [room()],
        [
            tie(country, "mechanism:rcm", role=role, start="2000")
            for country, role in zip(COUNTRIES, ("member", "observer", "associate"), strict=True)
        ],
    )
    assert list(rooms.seats(graph, "2022")["country"]) == ["country:BRA"]
    assert list(rooms.seats(graph, "2022", roles=("member", "observer"))["country"]) == ["country:BRA", "country:CAN"]
    assert list(rooms.seats(graph, "2022", roles=("associate",))["country"]) == ["country:MEX"]
    assert list(graph.incidence(seats=("member",), as_of="2022").rows) == ["country:BRA"]


# Presence and absence


def tie(country: str, mechanism: str, **more: object) -> dict[str, object]:
    return {"relation": "MEMBER_OF", "source": country, "target": mechanism, **more}


def test_presence_has_three_values_and_the_best_that_holds() -> None:
    one = {"source": "country:MEX", "target": "mechanism:rcm", "relation": "MEMBER_OF"}
    graph = PropertyGraph.build(
        [MEXICO, JAPAN, NOWHERE, room()],
        [
            one | {"start": "1990", "end": "1995"},
            one | {"start": "2000", "spell": 2},
            tie("country:JPN", "mechanism:rcm", end="2010"),
            tie("country:XXX", "mechanism:rcm"),
        ],
    )
    found = rooms.presence(graph, "mechanism:rcm", DAY)
    assert found == {
        "country:MEX": (InForce.YES, ["member-of/country:MEX/mechanism:rcm/member/2"]),
        "country:JPN": (InForce.NO, ["member-of/country:JPN/mechanism:rcm/member/1"]),
        "country:XXX": (InForce.NO_EVIDENCE, ["member-of/country:XXX/mechanism:rcm/member/1"]),
    }
    assert rooms.presence(graph, "mechanism:rcm", "1992")["country:MEX"][0] is InForce.YES
    assert rooms.presence(graph, "mechanism:rcm", "1997")["country:MEX"][0] is InForce.NO


def test_a_platform_is_present_where_it_operates() -> None:
    operates = {"relation": "OPERATES_IN", "source": "mechanism:r4v", "start": "2018"}
    graph = PropertyGraph.build(
        [MEXICO, JAPAN, {"id": "place:x"}, room("r4v", subtype="platform"), room()],
        [
            operates | {"target": "country:MEX"},
            operates | {"target": "place:x"},
            operates | {"target": "country:JPN", "status": "announced"},
            tie("country:JPN", "mechanism:r4v", start="2018"),
        ],
    )
    found = rooms.presence(graph, "mechanism:r4v", DAY)
    assert found == {"country:MEX": (InForce.YES, ["operates-in/mechanism:r4v/country:MEX/1"])}
    assert rooms.presence(graph, "mechanism:unknown", DAY) == {}


def test_what_was_only_announced_is_not_a_no_where_the_list_is_unknown() -> None:
    graph = PropertyGraph.build(
        [MEXICO, room(), room("r4v", subtype="platform")],
        [
            tie("country:MEX", "mechanism:rcm", status="invited"),
            {"relation": "OPERATES_IN", "source": "mechanism:r4v", "target": "country:MEX", "status": "announced"},
        ],
    )
    for mechanism in ("mechanism:rcm", "mechanism:r4v"):
        assert rooms.presence(graph, mechanism, DAY) == {}
        assert rooms.absent(graph, mechanism, "country:MEX") is InForce.NO_EVIDENCE


@pytest.mark.parametrize("known", [None, False])
@pytest.mark.parametrize("known_in", [None, "americas"])
@pytest.mark.parametrize("country", ["MEX", "JPN", "XXX", "ZZZ"])
def test_an_unknown_list_never_yields_no(known: bool | None, known_in: str | None, country: str) -> None:
    graph = PropertyGraph.build([MEXICO, JAPAN, NOWHERE, room(members_known=known, members_known_in=known_in)])
    assert rooms.absent(graph, "mechanism:rcm", f"country:{country}") is InForce.NO_EVIDENCE


@pytest.mark.parametrize(
    ("known_in", "country", "expected"),
    [
        (None, "country:MEX", InForce.NO),
        (None, "country:JPN", InForce.NO),
        ("americas", "country:MEX", InForce.NO),
        ("americas", "country:JPN", InForce.NO_EVIDENCE),
        ("americas", "country:XXX", InForce.NO_EVIDENCE),  # nobody says where it lies
    ],
)
def test_a_list_says_no_only_where_it_is_whole(known_in: str | None, country: str, expected: InForce) -> None:
    graph = PropertyGraph.build([MEXICO, JAPAN, NOWHERE, room(members_known=True, members_known_in=known_in)])
    assert rooms.absent(graph, "mechanism:rcm", country) is expected


@pytest.mark.parametrize("region", schema.REGIONS)
def test_the_americas_are_their_four_regions(region: str) -> None:
    graph = PropertyGraph.build(
        [{"id": "country:AAA", "region": region}, room(members_known=True, members_known_in="americas")]
    )
    in_americas = region in ("caribbean", "central-america", "north-america", "south-america")
    assert (rooms.absent(graph, "mechanism:rcm", "country:AAA") is InForce.NO) == in_americas


def test_of_a_mechanism_that_is_not_there_nothing_is_known() -> None:
    assert rooms.absent(PropertyGraph.build([MEXICO]), "mechanism:rcm", "country:MEX") is InForce.NO_EVIDENCE


@few
@given(worlds(), days)
def test_presence_agrees_with_seats(world: World, day: str) -> None:
    seats = rooms.seats(world.graph, day)
    for mechanism in ("mechanism:csm", "mechanism:gcm", "mechanism:rcm"):
        seated = set(seats.loc[seats["room"] == mechanism, "country"])
        found = rooms.presence(world.graph, mechanism, day)
        assert {country for country, (state, _) in found.items() if state == InForce.YES} == seated
        assert set(found) <= set(COUNTRIES)
