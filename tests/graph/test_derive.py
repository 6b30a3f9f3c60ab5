"""What follows from the tables: since when, until when, which seat, which labels."""

import pandas as pd
import pytest

from graph import rooms
from graph.dates import InForce
from graph.model import PropertyGraph

CANADA = {"id": "country:CAN"}
RCM = {"id": "mechanism:rcm", "subtype": "consultation-process"}


def member(**more: object) -> dict[str, object]:
    return {"relation": "MEMBER_OF", "source": "country:CAN", "target": "mechanism:rcm", **more}


# Evidence


def test_an_unknown_start_counts_from_the_earliest_supporting_evidence() -> None:
    about = "member-of/country:CAN/mechanism:rcm/member/1"
    graph = PropertyGraph.build(
        [CANADA, RCM],
        [member()],
        (),
        [
            {"about": about, "source": "source:old", "stance": "contradicts"},
            {"about": about, "source": "source:read"},
            {"about": about, "source": "source:published", "date": "2015"},  # its own date comes first
            {"about": about, "source": "source:published"},
            {"about": about, "source": "source:undated"},
            {"about": about, "source": "source:nowhere"},
        ],
        [
            {"id": "source:old", "published": "1990"},
            {"id": "source:read", "accessed": "2023"},
            {"id": "source:published", "published": "2017-05", "accessed": "2001"},
            {"id": "source:undated"},
        ],
    )
    assert graph.edges["since"].tolist() == ["2015-01-01"]
    assert graph.edges["last_seen"].tolist() == ["2023-01-01"]
    assert graph.states("2014-12-31").tolist() == [InForce.NO_EVIDENCE]
    assert graph.states("2015").tolist() == [InForce.YES]


def test_without_start_and_dated_evidence_there_is_never_more_than_no_evidence() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member(), member(spell=2, end="2010")])
    assert graph.edges["since"].isna().all()
    assert graph.states("2005").tolist() == [InForce.NO_EVIDENCE, InForce.NO_EVIDENCE]
    assert graph.states("2022").tolist() == [InForce.NO_EVIDENCE, InForce.NO]
    assert not graph.in_force("2022").any()


# Withdrawals


GCM = {"id": "mechanism:gcm", "subtype": "compact"}
BRAZIL = {"id": "country:BRA"}


def compact(*rows: tuple[str, str, dict[str, object]]) -> PropertyGraph:
    """Brazil and the compact: rows of relation, start and further columns."""
    statements = [
        {"relation": relation, "source": "country:BRA", "target": "mechanism:gcm", "start": start, "spell": n, **more}
        for n, (relation, start, more) in enumerate(rows, 1)
    ]
    return PropertyGraph.build([BRAZIL, GCM], statements)


def sits(graph: PropertyGraph, day: str) -> bool:
    return not rooms.seats(graph, day).empty


def test_a_withdrawal_ends_the_seat_of_a_vote_on_its_day_and_a_later_adoption_gives_it_back() -> None:
    graph = compact(
        ("VOTED", "2018-12-19", {"choice": "yes"}), ("WITHDREW_FROM", "2019-01-08", {}), ("ADOPTED", "2023-01-05", {})
    )
    asked = ("2018-12-18", "2018-12-19", "2019-01-08", "2019-01-09", "2023-01-04", "2023-01-05")
    assert [sits(graph, day) for day in asked] == [False, True, True, False, False, True]
    vote = graph.edges[graph.edges["relation"] == "VOTED"].iloc[0]
    assert vote["until"] == "2019-01-08"
    assert pd.isna(vote["end"])  # what the source gave stays as it was
    assert [bool(graph.in_force(day).any()) for day in ("2020-01-01",)] == [True]  # the withdrawal itself holds


def test_the_first_withdrawal_after_a_seat_ends_it() -> None:
    graph = compact(
        ("ADOPTED", "2018", {}),
        ("WITHDREW_FROM", "2021", {}),
        ("WITHDREW_FROM", "2019-05", {}),
        ("ADOPTED", "2020", {}),
    )
    assert graph.edges.set_index("id")["until"].dropna().to_dict() == {
        "adopted/country:BRA/mechanism:gcm/1": "2019-05-01",
        "adopted/country:BRA/mechanism:gcm/4": "2021-01-01",
    }


@pytest.mark.parametrize(
    "withdrawal",
    [
        {"start": None},
        {"status": "announced"},
        {"confidence": "unverified"},
        {"source": "country:CAN"},
        {"target": "mechanism:rcm"},
        {"start": "2018-12-01"},  # before the vote
        {"start": "2021"},  # after the known end
    ],
)
def test_a_withdrawal_of_another_time_pair_or_standing_ends_no_seat(withdrawal: dict[str, object]) -> None:
    pair = {"source": "country:BRA", "target": "mechanism:gcm"}
    vote = {"relation": "VOTED", **pair, "choice": "yes", "start": "2018-12-19", "end": "2020"}
    left = {"relation": "WITHDREW_FROM", **pair, "start": "2019-01-08", **withdrawal}
    graph = PropertyGraph.build([BRAZIL, CANADA, GCM, RCM], [vote, left])
    assert graph.edges.loc[graph.edges["relation"] == "VOTED", "until"].tolist() == ["2020-12-31"]


def test_a_withdrawal_ends_seats_and_nothing_else() -> None:
    graph = compact(("SUPPORTS", "2010", {}), ("VOTED", "2010", {"choice": "against"}), ("WITHDREW_FROM", "2019", {}))
    assert graph.edges["until"].isna().all()


# Seats


ROOMS = [
    {"id": "mechanism:csm", "subtype": "consultation-process"},
    {"id": "mechanism:cmc", "subtype": "consultation-process", "seats": "PARTICIPATES_IN"},
    {"id": "mechanism:cart", "subtype": "declaration-process"},
    {"id": "mechanism:gcm", "subtype": "compact"},
    {"id": "mechanism:r4v", "subtype": "platform"},
    {"id": "mechanism:closed", "subtype": "framework", "seats": "none"},
]
IN = {
    "MEMBER_OF": {"mechanism:csm"},
    "PARTICIPATES_IN": {"mechanism:cmc"},
    "ENDORSED": {"mechanism:cart"},
    "ADOPTED": {"mechanism:gcm"},
    "SIGNED": set(),
    "SUPPORTS": set(),
    "VOTED": {"mechanism:gcm"},
}


@pytest.mark.parametrize("relation", IN)
@pytest.mark.parametrize("room", [str(room["id"]) for room in ROOMS])
def test_a_government_sits_by_the_relation_of_the_room(relation: str, room: str) -> None:
    tie = {"relation": relation, "target": room, "start": "2018", "choice": "yes" if relation == "VOTED" else None}
    graph = PropertyGraph.build(
        [CANADA, {"id": "agency:iom"}, *ROOMS], [tie | {"source": "country:CAN"}, tie | {"source": "agency:iom"}]
    )
    by_country = graph.edges[graph.edges["source"] == "country:CAN"]["seat"]
    assert by_country.dropna().tolist() == (["member"] if room in IN[relation] else [])
    assert graph.edges[graph.edges["source"] == "agency:iom"]["seat"].isna().all()  # an organisation never sits


@pytest.mark.parametrize(
    ("statement", "seat"),
    [
        (member(), "member"),
        (member(role="observer"), "observer"),
        (member(role="associate"), "associate"),
        (member(target="mechanism:cmc"), None),
        (member(target="mechanism:cmc", role="observer"), "observer"),
        (member(target="mechanism:r4v", role="observer"), None),
        (member(target="mechanism:closed"), None),
        (member(target="mechanism:closed", role="observer"), None),
        (member(relation="PARTICIPATES_IN"), None),
        (member(relation="PARTICIPATES_IN", target="mechanism:cmc", role="participant"), "member"),
        (member(relation="PARTICIPATES_IN", target="mechanism:cmc", role="attended"), None),
        (member(relation="PARTICIPATES_IN", target="mechanism:cmc", role="invited"), None),
        (member(relation="VOTED", target="mechanism:gcm", choice="yes"), "member"),
        (member(relation="VOTED", target="mechanism:gcm", choice="against"), None),
        (member(relation="VOTED", target="mechanism:gcm", choice="abstain"), None),
        (member(relation="VOTED", target="mechanism:gcm", choice="absent"), None),
        (member(relation="VOTED", target="mechanism:gcm"), None),
        (member(source="mechanism:rcm", target="mechanism:csm"), None),
    ],
)
def test_who_sits_and_who_does_not(statement: dict[str, object], seat: str | None) -> None:
    graph = PropertyGraph.build([CANADA, RCM, *ROOMS], [statement])
    assert graph.edges["seat"].dropna().tolist() == ([] if seat is None else [seat])


# Labels


def test_a_territory_and_whatever_funds_bear_further_labels() -> None:
    graph = PropertyGraph.build(
        [CANADA, {"id": "country:ABW", "subtype": "territory"}, {"id": "agency:iom"}, {"id": "project:x"}],
        [
            {"relation": "FUNDS", "source": "country:CAN", "target": "agency:iom"},
            {"relation": "FUNDS", "source": "country:ABW", "target": "project:x"},
        ],
    )
    assert dict(zip(graph.nodes["id"], graph.nodes["labels"], strict=True)) == {
        "agency:iom": ["Agency"],
        "country:ABW": ["Country", "Territory", "Donor"],
        "country:CAN": ["Country", "Donor"],
        "project:x": ["Project"],
    }
