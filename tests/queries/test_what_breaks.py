from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, CSM, MIRPS, QUITO, RCM, REGIONAL, concept_note, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (["pair", "orphan", "component", "theme", "money"].index(r["kind"]), r["subject"])


def bridge() -> PropertyGraph:
    # MEX -- rcm -- CRI -- quito -- ECU -- csm -- BOL      VEN -- quito only; asleep (dormant): MEX ECU
    # quito addresses theme:regularisation and theme:asylum, rcm theme:asylum; USA funds quito and rcm
    rooms = {f"mechanism:{room}": REGIONAL for room in ("rcm", "quito", "csm")}
    return drawn(
        {**rooms, "mechanism:asleep": {**REGIONAL, "status": "dormant"}},
        [
            *sit("MEX CRI", "rcm", start="1996"),
            *sit("CRI ECU VEN", "quito", start="2018"),
            *sit("ECU BOL", "csm", start="1999"),
            *sit("MEX ECU", "asleep", start="2000"),
            tie("ADDRESSES", "mechanism:quito", "theme:regularisation"),
            tie("ADDRESSES", "mechanism:quito", "theme:asylum"),
            tie("ADDRESSES", "mechanism:rcm", "theme:asylum"),
            tie("FUNDS", "USA", "mechanism:quito", amount=5e6, currency="USD", money="pledge", counted=True),
            tie("FUNDS", "USA", "mechanism:rcm", amount=1e6, currency="USD", money="pledge", counted=False),
            tie("FUNDS", "USA", "agency:iom", money="commitment", counted=True),
        ],
    )


def broken(graph: PropertyGraph, node: str, **more: object) -> list[tuple[str, list[str], list[str]]]:
    frame = queries.ask(graph, "what-breaks", node=node, **{"as_of": AS_OF, **more}).frame
    rows = frame[["kind", "subject", "detail"]].itertuples(index=False)
    return [(kind, subject, detail) for kind, subject, detail in rows]


def test_without_the_bridge_pairs_an_orphan_two_parts_and_a_theme_are_lost() -> None:
    quito = ["mechanism:quito"]
    assert broken(bridge(), "mechanism:quito") == [
        ("pair", ["country:CRI", "country:ECU"], quito),
        ("pair", ["country:CRI", "country:VEN"], quito),
        ("pair", ["country:ECU", "country:VEN"], quito),
        ("orphan", ["country:VEN"], quito),
        ("component", ["mechanism:csm"], ["country:BOL", "country:ECU"]),
        ("component", ["mechanism:rcm"], ["country:CRI", "country:MEX"]),
        ("theme", ["theme:regularisation"], quito),
    ]


def test_the_sentence_says_what_breaks() -> None:
    answer = queries.ask(bridge(), "what-breaks", node="mechanism:quito", as_of=AS_OF)
    assert answer.sentences["en"] == (
        "Without quito on 2022-05-17, 3 pairs of countries lose their only known regional room; no known regional "
        "room is left to VEN; the network of rooms falls into 2 parts: (csm) and (rcm); no other room of the scope "
        "is known to address regularisation."
    )
    assert answer.sentences["es"].startswith(
        "Sin quito, al 2022-05-17: 3 pares de países pierden su único foro regional conocido;"
    )


def test_each_loss_rests_on_the_statements_that_held_it() -> None:
    frame = queries.ask(bridge(), "what-breaks", node="mechanism:quito", as_of=AS_OF).frame
    assert frame["evidence"].iloc[0] == [
        "member-of/country:CRI/mechanism:quito/member/1",
        "member-of/country:ECU/mechanism:quito/member/1",
    ]
    assert frame["evidence"].iloc[3] == ["member-of/country:VEN/mechanism:quito/member/1"]
    assert frame["evidence"].iloc[4] == [
        "member-of/country:BOL/mechanism:csm/member/1",
        "member-of/country:ECU/mechanism:csm/member/1",
    ]
    assert frame["evidence"].iloc[6] == ["addresses/mechanism:quito/theme:regularisation/1"]


def test_a_dormant_room_is_no_room_that_is_left() -> None:
    # MEX and ECU share only the dormant room: they had no open one to lose, and it does not hold the parts together.
    assert not any(subject == ["country:ECU", "country:MEX"] for _, subject, _ in broken(bridge(), "mechanism:quito"))
    assert broken(bridge(), "mechanism:asleep") == []


def test_without_a_donor_its_counted_money_goes_leg_by_leg() -> None:
    assert broken(bridge(), "country:USA") == [
        ("money", ["agency:iom"], ["commitment"]),
        ("money", ["mechanism:quito"], ["5000000 USD pledge"]),
    ]


def test_without_a_member_the_parts_that_it_joined_fall_apart() -> None:
    kinds = broken(bridge(), "country:ECU")
    assert ("component", ["mechanism:csm"], ["country:BOL"]) in kinds
    assert all("country:ECU" not in subject for _, subject, _ in kinds)


def test_nothing_breaks_before_the_room_was_founded() -> None:
    answer = queries.ask(bridge(), "what-breaks", node="mechanism:quito", as_of="2005")
    assert answer.frame[answer.frame["kind"] != "theme"].empty


def test_the_graph_is_not_changed_by_asking_what_if() -> None:
    graph = bridge()
    before = broken(graph, "mechanism:quito")
    assert len(graph.edges) == 15
    assert broken(graph, "mechanism:quito") == before


@pytest.mark.parametrize("node", ["theme:asylum", "source:note"])
def test_only_forums_donors_and_members_can_go(node: str) -> None:
    with pytest.raises(BadParameter, match="give a Mechanism or Country or Agency"):
        broken(bridge(), node)


def only_in_quito(*lists: str) -> int:
    """The pairs of Quito's members that no other of the lists holds, counted by hand."""
    members = QUITO.split()
    pairs = [(a, b) for a in members for b in members if a < b]
    return sum(not any(a in other.split() and b in other.split() for other in lists) for a, b in pairs)


def test_on_the_lists_of_the_concept_note_32_pairs_lose_their_only_room() -> None:
    assert only_in_quito(RCM, CSM, MIRPS) == 32
    rows = broken(concept_note(), "mechanism:quito-process")
    pairs = [subject for kind, subject, _ in rows if kind == "pair"]
    assert len(pairs) == len({tuple(pair) for pair in pairs}) == 32
    assert [slugs(rooms) for kind, rooms, _ in rows if kind == "component"] == [["csm"], ["mirps", "rcm"]]
    assert not [kind for kind, _, _ in rows if kind == "orphan"]


def test_as_the_concept_note_alone_would_have_it_32_pairs_lose_their_only_room(built_in: PropertyGraph) -> None:
    rows = broken(built_in, "mechanism:quito-process", source="source:oas-cam-concept-note")
    assert sum(kind == "pair" for kind, _, _ in rows) == 32


def test_in_the_built_in_graph_36_pairs_lose_their_only_room_and_two_sides_part(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "what-breaks", node="mechanism:quito-process", as_of=AS_OF)
    rows = broken(built_in, "mechanism:quito-process")
    assert sum(kind == "pair" for kind, _, _ in rows) == 36
    south, north = [(slugs(rooms), set(slugs(countries))) for kind, rooms, countries in rows if kind == "component"]
    assert south == (["csm"], set(CSM.split()))
    assert {"mirps", "rcm"} <= set(north[0])
    assert north[1] >= set(RCM.split())
    assert "36 pairs of countries lose their only known regional room" in answer.sentences["en"]
    assert "36 pares de países pierden su único foro regional conocido" in answer.sentences["es"]


def test_what_nobody_knows_is_not_said_to_hang_on_nothing(built_in: PropertyGraph) -> None:
    scopes = "regional,hemispheric,global"
    answer = queries.ask(built_in, "what-breaks", node="mechanism:gfmd", as_of="2000-01-01", scope=scopes)
    assert answer.frame.empty
    assert "no evidence of what depends on it" in answer.sentences["en"]
    assert "sin evidencia" in answer.sentences["es"]
