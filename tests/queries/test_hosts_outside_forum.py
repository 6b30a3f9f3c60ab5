from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, Row, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (
        ["yes", "no evidence", "no"].index(r["in_response"]),
        ["no", "no evidence", "yes"].index(r["in_forum"]),
        r["country"],
    )


PLATFORM: Row = {"subtype": "platform", "scope": "regional", "members_known": True}


def response_and_forum(response: Row = PLATFORM, forum: Row = REGIONAL) -> PropertyGraph:
    # r4v operates in   BOL  COL  DOM            TTO
    # quito seats            COL  DOM (since?)         PAN      CUW observes; all read in 2020
    return drawn(
        {"mechanism:r4v": response, "mechanism:quito-process": forum},
        [
            *[tie("OPERATES_IN", "mechanism:r4v", f"country:{c}", start="2018") for c in ("BOL", "COL", "DOM", "TTO")],
            *sit("COL PAN", "quito-process", start="2018-09-04"),
            *sit("DOM", "quito-process"),
            *sit("CUW", "quito-process", start="2018", role="observer"),
        ],
        read="2020",
    )


def states(graph: PropertyGraph, as_of: str, **more: object) -> dict[str, tuple[str, str]]:
    frame = queries.ask(graph, "hosts-outside-forum", as_of=as_of, **more).frame
    rows = frame[["country", "in_response", "in_forum"]].itertuples(index=False)
    return {country.partition(":")[2]: (response, forum) for country, response, forum in rows}


def test_hosts_outside_the_forum_and_the_reverse_are_rows() -> None:
    answer = queries.ask(response_and_forum(), "hosts-outside-forum", as_of=AS_OF)
    assert answer.frame.to_dict("records") == [
        {
            "country": "country:BOL",
            "in_response": "yes",
            "in_forum": "no",
            "evidence": ["operates-in/mechanism:r4v/country:BOL/1"],
        },
        {
            "country": "country:TTO",
            "in_response": "yes",
            "in_forum": "no",
            "evidence": ["operates-in/mechanism:r4v/country:TTO/1"],
        },
        {
            "country": "country:PAN",
            "in_response": "no",
            "in_forum": "yes",
            "evidence": ["member-of/country:PAN/mechanism:quito-process/member/1"],
        },
    ]
    assert answer.sentence == (
        "On 2022-05-17, 2 of the 4 countries and territories where r4v operates are known not to sit in quito-process: "
        "BOL and TTO. In the forum and not in the response: PAN."
    )
    assert {name: slugs(members) for name, members in answer.universe.items()} == {
        "not_founded": [],
        "in_response": ["BOL", "COL", "DOM", "TTO"],
        "in_forum": ["COL", "DOM", "PAN"],
        "in_both": ["COL", "DOM"],
    }


def test_before_its_first_evidence_a_seat_of_unknown_start_is_no_evidence() -> None:
    found = states(response_and_forum(), "2019")
    assert found["DOM"] == ("yes", "no evidence")
    assert found["BOL"] == ("yes", "no")
    assert "DOM" not in states(response_and_forum(), "2020")


def test_where_the_list_is_unknown_nobody_is_outside() -> None:
    found = states(response_and_forum(forum={**REGIONAL, "members_known": False}), AS_OF)
    assert found["BOL"] == found["TTO"] == ("yes", "no evidence")
    assert found["PAN"] == ("no", "yes")
    reverse = states(response_and_forum(response={**PLATFORM, "members_known": False}), AS_OF)
    assert reverse["PAN"] == ("no evidence", "yes")


def test_a_list_known_for_the_americas_says_nothing_of_others() -> None:
    graph = drawn(
        {
            "mechanism:r4v": PLATFORM,
            "mechanism:gcm": {"subtype": "compact", "scope": "global", "members_known": True}
            | {"members_known_in": "americas"},
            "country:BOL": {"region": "south-america"},
            "country:ESP": {"region": "europe"},
        },
        [tie("OPERATES_IN", "mechanism:r4v", f"country:{c}", start="2018") for c in ("BOL", "ESP")],
    )
    assert states(graph, AS_OF, forum="mechanism:gcm") == {"BOL": ("yes", "no"), "ESP": ("yes", "no evidence")}


def test_an_observer_is_outside_unless_roles_ask() -> None:
    assert "CUW" not in states(response_and_forum(), AS_OF)  # in neither: no row
    assert states(response_and_forum(), AS_OF, roles="member,observer")["CUW"] == ("no", "yes")


def test_a_statement_that_never_came_into_force_is_no_presence() -> None:
    graph = drawn(
        {"mechanism:r4v": PLATFORM, "mechanism:quito-process": REGIONAL},
        [
            tie("OPERATES_IN", "mechanism:r4v", "country:PAN", start="2018", status="announced"),
            *sit("PAN", "quito-process", start="2018"),
        ],
    )
    assert states(graph, AS_OF) == {"PAN": ("no", "yes")}


def test_without_any_source_the_answer_is_no_evidence_in_words() -> None:
    nodes = {"mechanism:r4v": PLATFORM, "mechanism:quito-process": REGIONAL}
    answer = queries.ask(drawn(nodes, []), "hosts-outside-forum", as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentence == "No source says who was in r4v or quito-process on 2022-05-17: no evidence."


def test_a_response_that_no_source_places_is_not_zero_of_zero() -> None:
    nodes = {"mechanism:r4v": {"subtype": "platform"}, "mechanism:quito-process": REGIONAL}
    answer = queries.ask(drawn(nodes, sit("PAN", "quito-process")), "hosts-outside-forum", as_of=AS_OF)
    assert answer.sentence.startswith("On 2022-05-17 no source says where r4v operates.")
    assert answer.sentence.endswith("No evidence for PAN.")


def test_four_hosts_of_r4v_are_outside_the_quito_process(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "hosts-outside-forum", as_of=AS_OF)
    assert slugs(answer.frame["country"]) == ["ABW", "BOL", "CUW", "TTO"]
    assert set(answer.frame["in_response"]) == {"yes"}
    assert set(answer.frame["in_forum"]) == {"no"}
    assert "Aruba, Bolivia, Curaçao and Trinidad and Tobago" in answer.sentences["en"]
    assert "Aruba, Bolivia, Curazao y Trinidad y Tabago" in answer.sentences["es"]


def test_of_two_later_joiners_nothing_is_known_before_a_source_names_them(built_in: PropertyGraph) -> None:
    found = states(built_in, "2019-01-01")
    assert found["DOM"] == found["GUY"] == ("yes", "no evidence")


@pytest.mark.parametrize("country", ["CUW"])
def test_curacao_observes_in_quito_since_2024_and_sits_only_if_observers_do(
    built_in: PropertyGraph, country: str
) -> None:
    assert states(built_in, "2024-06")[country] == ("yes", "no")
    assert country not in states(built_in, "2024-06", roles="member,observer")


def test_a_forum_without_a_list_is_not_said_to_have_nobody_outside(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "hosts-outside-forum", as_of=AS_OF, forum="mechanism:cam")
    assert "it is not known which sit in CAM" in answer.sentences["en"]
    assert "no consta cuáles" in answer.sentences["es"]


@pytest.mark.parametrize(
    ("seated", "en", "es"),
    [
        ("", "HTI, the only country or territory where pl operates, is known not to sit in room.", "no tiene asiento"),
        ("HTI", "HTI, the only country or territory where pl operates, sits in room.", "tiene asiento en el foro"),
    ],
)
def test_a_response_in_one_country_is_told_of_that_country(seated: str, en: str, es: str) -> None:
    nodes = {"mechanism:room": REGIONAL, "mechanism:pl": {"subtype": "platform", "members_known": True}}
    graph = drawn(nodes, [tie("OPERATES_IN", "mechanism:pl", "country:HTI"), *sit(f"BRB {seated}", "room")])
    given = {"response": "mechanism:pl", "forum": "mechanism:room", "as_of": AS_OF}
    answer = queries.ask(graph, "hosts-outside-forum", **given)
    assert f"On 2022-05-17 {en} In the forum and not in the response: BRB." == answer.sentences["en"]
    assert es in answer.sentences["es"]
