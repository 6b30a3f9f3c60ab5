from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, Row, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["a"], r["b"])


def bare(r: Mapping[str, Any]) -> bool:
    """Rungs that say that nothing is known to hold: a pair that no corridor joins has no statement to rest on."""
    return r["rung"] in ("none", "no evidence")


ROOMS: dict[str, Row] = {
    "mechanism:regional": REGIONAL,
    "mechanism:limited": {**REGIONAL, "population_scope": ["population:venezuela"]},
    "mechanism:hemispheric": {"subtype": "committee", "scope": "hemispheric", "members_known": True},
    "mechanism:dormant": {**REGIONAL, "status": "dormant"},
    "mechanism:global": {"subtype": "compact", "scope": "global", "members_known": True},
    "mechanism:ended": {**REGIONAL, "end": "2012"},
    "mechanism:later": {**REGIONAL, "start": "2023"},
}


def ladder(*rooms: str, unlisted: bool = False) -> PropertyGraph:
    """A and B both sit in the given rooms, C in none of them; all lists are known."""
    statements = [
        tie("ADOPTED" if room == "global" else "MEMBER_OF", country, room, start="2000")
        for room in rooms
        for country in ("AAA", "BBB")
    ]
    nodes = {"country:AAA": {}, "country:BBB": {}, "country:CCC": {}, **ROOMS}
    if unlisted:
        nodes["mechanism:unlisted"] = {**REGIONAL, "members_known": False}
    return drawn(nodes, statements)


def ask(graph: PropertyGraph, pair: str, **more: object) -> dict[str, Any]:
    frame = queries.ask(graph, "corridor-rooms", pair=pair, **{"as_of": AS_OF, **more}).frame
    assert len(frame) == 1
    return {str(column): frame[column].iloc[0] for column in frame.columns}


@pytest.mark.parametrize(
    ("rooms", "rung"),
    [
        (("regional", "limited", "hemispheric", "dormant", "global"), "regional"),
        (("limited", "hemispheric", "dormant", "global"), "scope-limited"),
        (("hemispheric", "dormant", "global"), "hemispheric"),
        (("dormant", "global"), "dormant"),
        (("global",), "global"),
        (("ended",), "none"),
        (("later",), "none"),
        ((), "none"),
    ],
)
def test_the_best_rung_known_to_hold_is_answered(rooms: tuple[str, ...], rung: str) -> None:
    row = ask(ladder(*rooms), "AAA,BBB")
    assert row["rung"] == rung
    best = [] if rung == "none" else [f"mechanism:{rooms[0]}"]
    assert row["rooms"] == best
    open_rooms = [f"mechanism:{room}" for room in rooms if room not in ("ended", "later")]
    assert row["other_rooms"] == sorted(set(open_rooms) - set(best))
    assert row["unknown_rooms"] == []
    relation = "adopted" if rung == "global" else "member-of"
    roles = "" if rung == "global" else "member/"
    assert {f"{relation}/country:{c}/{room}/{roles}1" for room in best for c in ("AAA", "BBB")} <= set(row["evidence"])


def test_a_room_without_a_list_turns_none_into_no_evidence_and_is_named() -> None:
    row = ask(ladder(unlisted=True), "AAA,BBB")
    assert (row["rung"], row["unknown_rooms"]) == ("no evidence", ["mechanism:unlisted"])


def test_a_known_rung_stands_though_a_better_room_may_be_shared() -> None:
    row = ask(ladder("global", unlisted=True), "AAA,BBB")
    assert (row["rung"], row["unknown_rooms"]) == ("global", ["mechanism:unlisted"])


def test_one_end_that_is_known_to_be_absent_decides_a_room() -> None:
    row = ask(ladder("regional", "global"), "AAA,CCC")
    assert (row["rung"], row["rooms"], row["unknown_rooms"]) == ("none", [], [])


def test_a_seat_of_unknown_start_is_unknown_before_its_evidence() -> None:
    graph = drawn({"mechanism:a": REGIONAL}, [*sit("AAA", "a", start="2000"), *sit("BBB", "a")], read="2015")
    assert ask(graph, "AAA,BBB", as_of="2014")["rung"] == "no evidence"
    assert ask(graph, "AAA,BBB", as_of="2015")["rung"] == "regional"


def test_observers_share_a_room_only_if_roles_ask() -> None:
    graph = drawn({"mechanism:a": REGIONAL}, [*sit("AAA", "a"), *sit("BBB", "a", role="observer")])
    assert ask(graph, "AAA,BBB")["rung"] == "none"
    assert ask(graph, "AAA,BBB", roles="member,observer")["rung"] == "regional"


def test_the_order_in_which_a_pair_is_asked_for_does_not_matter() -> None:
    graph = ladder("regional")
    assert ask(graph, "AAA,BBB") == ask(graph, "BBB,AAA")


def corridor() -> PropertyGraph:
    # sahara:  ORI (origin) -> T2, T1 (transit, in that order) -> DES (destination); all sit in room
    return drawn(
        {"mechanism:room": REGIONAL},
        [
            tie("ON_CORRIDOR", "ORI", "corridor:sahara", role="origin"),
            tie("ON_CORRIDOR", "DES", "corridor:sahara", role="destination"),
            tie("ON_CORRIDOR", "TT2", "corridor:sahara", role="transit", order=1),
            tie("ON_CORRIDOR", "TT1", "corridor:sahara", role="transit", order=2),
            *sit("ORI DES", "room"),
        ],
    )


def test_by_default_ends_and_neighbours_in_transit_are_paired() -> None:
    answer = queries.ask(corridor(), "corridor-rooms", as_of=AS_OF)
    rows = answer.frame[["a", "b", "rung", "corridors"]].values.tolist()
    assert rows == [
        ["country:DES", "country:ORI", "regional", ["corridor:sahara"]],
        ["country:TT1", "country:TT2", "none", ["corridor:sahara"]],
    ]
    assert answer.frame["evidence"].iloc[1] == [
        "on-corridor/country:TT1/corridor:sahara/transit/1",
        "on-corridor/country:TT2/corridor:sahara/transit/1",
    ]
    assert answer.sentence == (
        "Of 2 pairs of countries joined by a corridor, by the best room known to hold both on 2022-05-17: "
        "regional 1, none 1."
    )


def test_transit_countries_are_neighbours_only_where_their_order_is_known() -> None:
    # 1: TT1, TT2   2: none   3: TT3   nobody knows where: TT4, TT5
    places = {"TT1": 1, "TT2": 1, "TT3": 3}
    legs = [tie("ON_CORRIDOR", c, "corridor:x", role="transit", order=places[c]) for c in places]
    legs += [tie("ON_CORRIDOR", c, "corridor:x", role="transit") for c in ("TT4", "TT5")]
    frame = queries.ask(drawn({}, legs), "corridor-rooms", as_of=AS_OF).frame
    assert frame[["a", "b"]].values.tolist() == [["country:TT1", "country:TT3"], ["country:TT2", "country:TT3"]]


def test_one_pair_is_a_pair() -> None:
    legs = [tie("ON_CORRIDOR", c, "corridor:x", role=r) for c, r in (("ORI", "origin"), ("DES", "destination"))]
    answer = queries.ask(drawn({}, legs), "corridor-rooms", as_of=AS_OF)
    assert answer.sentences["en"].startswith("Of 1 pair of countries")
    assert answer.sentences["es"].startswith("De 1 par de países")


@pytest.mark.parametrize(
    ("status", "start", "end", "pairs"),
    [
        (None, None, None, 1),
        (None, "2010", "2023", 1),
        (None, "2010", "2021", 0),
        (None, "2023", None, 0),
        ("announced", None, None, 0),
    ],
)
def test_a_leg_that_is_known_not_to_be_in_use_joins_nobody(
    status: str | None, start: str | None, end: str | None, pairs: int
) -> None:
    more = {name: value for name, value in (("status", status), ("start", start), ("end", end)) if value}
    legs = [
        tie("ON_CORRIDOR", "ORI", "corridor:x", role="origin"),
        tie("ON_CORRIDOR", "DES", "corridor:x", role="destination", **more),
    ]
    assert len(queries.ask(drawn({}, legs), "corridor-rooms", as_of=AS_OF).frame) == pairs


def test_no_corridor_says_so_in_words() -> None:
    answer = queries.ask(ladder("regional"), "corridor-rooms", as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentence.startswith("No corridor is known")


@pytest.mark.parametrize(
    ("pair", "rung", "rooms"),
    [
        ("COL,PAN", "scope-limited", ["quito-process"]),
        ("MEX,USA", "regional", ["rcm"]),
        ("HTI,DOM", "dormant", ["cmc"]),
    ],
)
def test_the_built_in_corridors_stand_on_their_rungs(
    built_in: PropertyGraph, pair: str, rung: str, rooms: list[str]
) -> None:
    row = ask(built_in, pair)
    assert (row["rung"], slugs(row["rooms"])) == (rung, rooms)
    assert "mechanism:cam" in row["unknown_rooms"]  # no source lists its members, and that is not a no


def test_the_sentence_says_that_haiti_and_its_neighbour_share_no_active_room(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "corridor-rooms", as_of=AS_OF, pair="HTI,DOM")
    assert answer.sentences["en"].startswith(
        "On 2022-05-17 Dominican Republic and Haiti are not known to share an active regional or hemispheric room, "
        "only a dormant one: CMC."
    )
    assert "solo uno inactivo: CMC" in answer.sentences["es"]
