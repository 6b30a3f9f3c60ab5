from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import changes
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.graph.generated import World, days, worlds
from tests.queries.drawn import REGIONAL, Row, drawn, sit, slugs, tie

STATES = ("none recorded", "yes", "no evidence")
DAY = "2024-12-31"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (STATES.index(r["participation"]), r["forum"], r["country"])


def went(countries: str, meeting: str, role: str = "attended", **more: object) -> list[dict[str, Any]]:
    return [tie("PARTICIPATES_IN", country, f"event:{meeting}", role=role, **more) for country in countries.split()]


def of(meeting: str, room: str = "rcm") -> dict[str, Any]:
    return tie("PART_OF", f"event:{meeting}", room)


NODES: Mapping[str, Row] = {
    "mechanism:rcm": REGIONAL,
    "mechanism:csm": REGIONAL,
    "event:old": {"start": "2019-11", "end": "2019-11"},
    "event:one": {"start": "2022-11-30", "end": "2022-12-02"},
    "event:two": {"start": "2023"},
    "event:shut": {"start": "2024-03-01"},
    "event:next": {"start": "2025-05-01"},
}


def met() -> PropertyGraph:
    # rcm (MEX USA BLZ HND CAN):  old 2019-11: BLZ   one 2022-11-30: MEX USA   two 2023: MEX, hosted by CAN
    #                             shut 2024-03-01: no list      next 2025-05-01: not yet held; HND was invited to one
    # csm (ARG BOL): no meeting; ARG presided over it in 2022
    return drawn(
        NODES,
        [
            *sit("MEX USA BLZ HND CAN", "rcm", start="1996"),
            *sit("ARG BOL", "csm", start="1999"),
            *(of(meeting) for meeting in ("old", "one", "two", "shut", "next")),
            *went("BLZ", "old"),
            *went("MEX USA", "one"),
            *went("HND", "one", "invited"),
            *went("MEX", "two", "participant"),
            *went("BLZ HND", "next"),
            tie("CONVENES", "CAN", "event:two", role="host"),
            tie("PRESIDES", "ARG", "csm", start="2022", end="2022"),
        ],
    )


def asked(graph: PropertyGraph, **given: object) -> dict[str, tuple[Any, ...]]:
    """Meetings, attended, hosted, presided, last and participation of each country."""
    frame = queries.ask(graph, "members-in-name-only", **{"as_of": DAY, "attendees": 1, "meetings": 1, **given}).frame
    columns = ["meetings", "attended", "hosted", "presided", "last_attended", "participation"]
    cells = frame[columns].astype(object).where(frame[columns].notna(), None)
    return {country: tuple(row) for country, row in zip(slugs(frame["country"]), cells.values.tolist(), strict=True)}


def test_members_without_a_record_of_taking_part() -> None:
    answer = queries.ask(met(), "members-in-name-only", attendees=1, as_of=DAY)
    assert slugs(answer.frame["country"]) == ["BLZ", "HND", "ARG", "CAN", "MEX", "USA", "BOL"]
    assert asked(met()) == {
        "BLZ": (2, 0, 0, False, "2019-11", "none recorded"),
        "HND": (2, 0, 0, False, None, "none recorded"),  # an invitation is not attendance
        "ARG": (0, 0, 0, True, None, "yes"),
        "CAN": (2, 0, 1, False, "2023", "yes"),
        "MEX": (2, 2, 0, False, "2023", "yes"),
        "USA": (2, 1, 0, False, "2022-11-30", "yes"),
        "BOL": (0, 0, 0, False, None, "no evidence"),
    }
    assert answer.universe == {
        "rooms": ["mechanism:csm", "mechanism:rcm"],
        "meetings": ["event:one", "event:two"],
        "unlisted": ["event:shut"],
        "undated": [],
        "unknown_rooms": [],
        "days": ["2021-12-31", DAY],
    }
    assert answer.frame["evidence"].iloc[0] == [
        "member-of/country:BLZ/mechanism:rcm/member/1",
        "part-of/event:old/mechanism:rcm/1",
        "part-of/event:one/mechanism:rcm/1",
        "part-of/event:two/mechanism:rcm/1",
        "participates-in/country:BLZ/event:old/attended/1",
    ]
    assert answer.sentences["en"] == (
        "From 2021-12-31 to 2024-12-31, 2 of 6 seats whose participation can be looked at have none on record (rcm, 2 "
        "meetings with a list: BLZ and HND). Not on record is not absent: a list may be incomplete. For the other "
        "members of csm there is no evidence, for want of lists of who attended."
    )
    assert answer.sentences["es"] == (
        "Del 2021-12-31 al 2024-12-31, 2 de 6 asientos cuya participación se puede revisar no tienen ninguna "
        "registrada (rcm, 2 reuniones con lista: BLZ y HND). Sin registro no es ausente: una lista puede estar "
        "incompleta. De los demás miembros de csm no hay evidencia, por falta de listas de asistencia."
    )


@pytest.mark.parametrize(
    ("given", "blz"),
    [
        ({"from": "2019"}, (3, 1, "yes")),
        ({"from": "2019-11-30"}, (3, 1, "yes")),  # all of November
        ({"from": "2019-12"}, (2, 0, "none recorded")),
        ({"from": "2023-12-31"}, (1, 0, "none recorded")),  # 2023 is all of 2023
        ({"from": "2024"}, (0, 0, "no evidence")),  # the meeting of 2024 has no list
        ({"meetings": 2}, (2, 0, "none recorded")),
        ({"meetings": 3}, (2, 0, "no evidence")),
        ({"meetings": 0, "from": "2024"}, (0, 0, "no evidence")),
        ({"as_of": "2022-12-01", "from": "2021"}, (1, 0, "none recorded")),
        ({"as_of": "2025-12-31"}, (2, 1, "yes")),
    ],
)
def test_the_window_and_how_many_lists_it_takes(given: dict[str, object], blz: tuple[object, ...]) -> None:
    meetings, attended, _, _, _, state = asked(met(), **given)["BLZ"]
    assert (meetings, attended, state) == blz


def test_the_window_is_three_years_unless_another_is_asked_for() -> None:
    universe = queries.ask(met(), "members-in-name-only", attendees=1, as_of="2024-02-29").universe
    assert universe["days"] == ["2021-02-28", "2024-02-29"]


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadParameter) as caught:
        queries.ask(met(), "members-in-name-only", as_of="2020", **{"from": "2021"})
    assert str(caught.value) == (
        "parameter 'from': it is after the day asked for, 2020-12-31 (got '2021-01-01'); give an earlier one"
    )


def test_a_room_that_is_named_is_looked_at_whatever_its_scope() -> None:
    graph = drawn(
        {"mechanism:gcm": {"subtype": "compact", "scope": "global"}, "event:imrf": {"start": "2022-05"}},
        [
            tie("ADOPTED", "MEX", "gcm", start="2018"),
            tie("ADOPTED", "BRA", "gcm", start="2018"),
            tie("SUPPORTS", "event:imrf", "gcm", role="review"),
            *went("MEX", "imrf"),
        ],
    )
    assert asked(graph) == {}
    found = asked(graph, forum="mechanism:gcm")
    assert {country: row[-1] for country, row in found.items()} == {"BRA": "none recorded", "MEX": "yes"}
    assert asked(graph, scope="global") == found


def test_a_room_may_convene_its_meetings_and_a_supported_event_is_none() -> None:
    graph = drawn(
        {"mechanism:rcm": REGIONAL, "event:a": {"start": "2024"}, "event:b": {"start": "2024"}},
        [
            *sit("MEX", "rcm", start="1996"),
            tie("CONVENES", "mechanism:rcm", "event:a", role="organiser"),
            tie("SUPPORTS", "event:b", "rcm"),
            tie("SUPPORTS", "mechanism:rcm", "event:b", role="review"),
            *went("USA", "a"),
            *went("USA", "b"),
        ],
    )
    assert asked(graph)["MEX"][0] == 1


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        (tie("PARTICIPATES_IN", "BLZ", "event:one", role="attended", status="declined"), "none recorded"),
        (tie("PARTICIPATES_IN", "BLZ", "event:one", role="attended", confidence="unverified"), "none recorded"),
        (tie("PARTICIPATES_IN", "BLZ", "event:one"), "yes"),
        (tie("CONVENES", "BLZ", "event:one", role="venue"), "none recorded"),
        (tie("CONVENES", "BLZ", "event:shut", role="co-host"), "yes"),
        (tie("PRESIDES", "BLZ", "event:one", role="chair"), "yes"),
        (tie("PRESIDES", "BLZ", "rcm", start="2020", end="2020"), "none recorded"),
        (tie("PRESIDES", "BLZ", "rcm", start="2020", end="2021"), "yes"),
        (tie("PRESIDES", "BLZ", "rcm", start="2025"), "none recorded"),
        (tie("PRESIDES", "BLZ", "rcm", start="2022", status="announced"), "none recorded"),
    ],
)
def test_what_counts_as_taking_part(statement: Row, state: str) -> None:
    graph = drawn(NODES, [*sit("BLZ MEX", "rcm", start="1996"), of("one"), of("shut"), *went("MEX", "one"), statement])
    assert asked(graph)["BLZ"][-1] == state


def test_agencies_on_a_list_do_not_make_it_a_list_of_countries() -> None:
    graph = drawn(NODES, [*sit("MEX", "rcm", start="1996"), of("one"), *went("agency:iom", "one")])
    assert asked(graph)["MEX"][-1] == "no evidence"


@pytest.mark.parametrize(
    ("seats", "expected"),
    [
        (sit("BLZ", "rcm", start="2023"), (1, 0, "none recorded")),
        (sit("BLZ", "rcm", start="2024"), (0, 0, "no evidence")),
        (sit("BLZ", "rcm"), (2, 0, "none recorded")),  # since nobody knows when
        (
            [*sit("BLZ", "rcm", start="2000", end="2022"), *sit("BLZ", "rcm", start="2024", spell=2)],
            (1, 0, "none recorded"),
        ),
        ([*sit("BLZ", "rcm", start="2024"), *went("BLZ", "one")], (1, 1, "yes")),
    ],
)
def test_a_meeting_held_before_it_joined_is_not_held_against_a_member(
    seats: list[dict[str, Any]], expected: tuple[object, ...]
) -> None:
    graph = drawn(NODES, [*seats, of("one"), of("two"), *went("MEX", "one"), *went("MEX", "two")])
    meetings, attended, *_, state = asked(graph)["BLZ"]
    assert (meetings, attended, state) == expected


def test_a_meeting_without_a_date_is_named_and_not_counted() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, [*sit("MEX", "rcm", start="1996"), of("some"), *went("MEX", "some")])
    answer = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY)
    assert answer.universe["undated"] == ["event:some"]
    assert answer.frame[["meetings", "participation"]].values.tolist() == [[0, "no evidence"]]


def test_without_any_list_the_answer_says_what_to_load() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, [*sit("MEX USA", "rcm"), tie("PRESIDES", "MEX", "rcm", start="2024")])
    answer = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY)
    assert answer.sentences["en"] == (
        "From 2021-12-31 to 2024-12-31 no meeting of rcm has a list of who attended that is loaded, so there is no "
        "evidence of who is a member in name only; load tables of participation, and say which room each meeting is "
        "part of. Known to have hosted or presided: MEX."
    )
    assert answer.sentences["es"].startswith(
        "Del 2021-12-31 al 2024-12-31 no hay cargada la lista de asistencia de ninguna reunión de rcm, así que no hay"
    )


def test_nobody_known_to_sit_says_so() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, [])
    answer = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY)
    assert (
        answer.sentence
        == "Nobody is known to sit in any active regional and hemispheric room on 2024-12-31: no evidence."
    )
    answer = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY, forum="mechanism:rcm")
    assert answer.sentences["es"] == "No se sabe quién tiene asiento en rcm al 2024-12-31: sin evidencia."
    assert answer.universe["unknown_rooms"] == ["mechanism:rcm"]


def test_everyone_on_record_is_said_too() -> None:
    graph = drawn(NODES, [*sit("MEX", "rcm", start="1996"), of("one"), *went("MEX", "one")])
    alone = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY).sentences
    assert "the only seat whose participation can be looked at has some on record." in alone["en"]
    assert "el único asiento cuya participación se puede revisar tiene alguna registrada." in alone["es"]
    both = drawn(NODES, [*sit("MEX USA", "rcm", start="1996"), of("one"), *went("MEX USA", "one")])
    sentence = queries.ask(both, "members-in-name-only", as_of=DAY).sentence
    assert "all 2 seats whose participation can be looked at have some on record." in sentence


def test_by_default_one_meeting_missed_says_nothing() -> None:
    given = {"as_of": "2022-12-31", "attendees": 1}
    frame = queries.ask(met(), "members-in-name-only", **given).frame
    assert dict(zip(slugs(frame["country"]), frame["participation"], strict=True))["BLZ"] == "no evidence"
    assert asked(met(), as_of="2022-12-31")["BLZ"] == (1, 0, 0, False, "2019-11", "none recorded")


def test_meetings_that_differ_between_members_are_told_as_a_range() -> None:
    statements = [*sit("MEX BLZ", "rcm", start="1996"), *sit("HND", "rcm", start="2023"), of("one"), of("two")]
    graph = drawn(NODES, [*statements, *went("MEX", "one"), *went("MEX", "two")])
    answer = queries.ask(graph, "members-in-name-only", attendees=1, meetings=1, as_of=DAY)
    assert "(rcm, 1 to 2 meetings with a list: BLZ and HND)" in answer.sentences["en"]
    assert "(rcm, 1 a 2 reuniones con lista: BLZ y HND)" in answer.sentences["es"]


def test_where_no_seat_has_lists_enough_the_answer_says_so() -> None:
    graph = drawn(NODES, [*sit("BLZ", "rcm", start="1996"), of("one"), *went("USA", "one")])
    answer = queries.ask(graph, "members-in-name-only", attendees=1, as_of=DAY)
    assert "no seat has enough meetings with a list of who attended (2) to look at" in answer.sentences["en"]
    assert "ningún asiento tiene suficientes reuniones con lista" in answer.sentences["es"]


def test_on_the_curated_graph_the_ninth_meeting_of_the_quito_process_tells_who_was_not_there(
    built_in: PropertyGraph,
) -> None:
    graph = built_in
    ties = graph.edges[(graph.edges["source"] == "event:quito-ix") & (graph.edges["relation"] == "PART_OF")]
    if ties.empty:  # which room it is a meeting of is not in the tables
        graph = changes.with_statements(graph, [of("quito-ix", "quito-process")])
    found = asked(graph, forum="mechanism:quito-process")
    assert found["PAN"][-1] == found["DOM"][-1] == "none recorded"
    assert (found["COL"][0], found["COL"][1], found["COL"][-1]) == (1, 1, "yes")


@settings(max_examples=10)
@given(world=worlds(), day=days, least=st.integers(0, 3))
def test_nobody_attended_more_meetings_than_were_counted(world: World, day: str, least: int) -> None:
    frame = queries.ask(world.graph, "members-in-name-only", as_of=day, meetings=least, scope="regional,global").frame
    assert (frame["attended"] <= frame["meetings"]).all()
    assert (frame.loc[frame["participation"] == "none recorded", "meetings"] >= max(least, 1)).all()


def test_one_name_is_no_list_of_who_attended() -> None:
    nodes = {"mechanism:rcm": REGIONAL, "event:x": {"start": "2023-03-01"}}
    statements = [*sit("BLZ CRI MEX", "rcm", start="2000"), of("x"), *went("BLZ", "x")]
    states = asked(drawn(nodes, statements), attendees=2)
    assert {country: cells[-1] for country, cells in states.items()} == {
        "BLZ": "yes",
        "CRI": "no evidence",
        "MEX": "no evidence",
    }
    more = asked(drawn(nodes, [*statements, *went("CRI", "x")]), attendees=2)
    assert {country: cells[-1] for country, cells in more.items()} == {
        "BLZ": "yes",
        "CRI": "yes",
        "MEX": "none recorded",
    }
    assert next(p.default for p in queries.question("members-in-name-only").parameters if p.name == "attendees") == 2
