from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import TooLarge
from graph.model import PropertyGraph
from queries import member_overlap
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, shared, sit, slugs, tie

WORLDWIDE = {"mechanism:gcm", "mechanism:gcr", "mechanism:crrf"}
"""The rooms of global scope in the graphs of the tests; pairs with one of them come last."""


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (any(x in WORLDWIDE for x in (r["a"], r["b"])), -r["shared"], r["a"], r["b"])


GLOBAL = {"subtype": "compact", "scope": "global", "members_known": True}


def three_rooms() -> PropertyGraph:
    # mirps  MEX  SLV (from 2019)
    #         |    |
    # rcm    MEX  SLV  USA          csm  PER  BRA (until 2020-06)
    return drawn(
        {f"mechanism:{room}": REGIONAL for room in ("rcm", "mirps", "csm")},
        [
            *sit("MEX SLV USA", "rcm", start="1996"),
            *sit("MEX", "mirps", start="2017-10-26"),
            *sit("SLV", "mirps", start="2019"),
            *sit("PER", "csm", start="1999"),
            *sit("BRA", "csm", start="1999", end="2020-06"),
        ],
    )


def test_two_rooms_share_the_members_of_both() -> None:
    answer = queries.ask(three_rooms(), "member-overlap", as_of="2019-06-01")
    assert answer.frame.to_dict("records") == [
        {
            "a": "mechanism:mirps",
            "b": "mechanism:rcm",
            "a_size": 2,
            "b_size": 3,
            "shared": 2,
            "union": 3,
            "jaccard": pytest.approx(2 / 3),
            "overlap_coefficient": 1.0,
            "a_in_b": 1.0,
            "b_in_a": pytest.approx(2 / 3),
            "nested": "a in b",
            "members": ["country:MEX", "country:SLV"],
            "evidence": [
                "member-of/country:MEX/mechanism:mirps/member/1",
                "member-of/country:MEX/mechanism:rcm/member/1",
                "member-of/country:SLV/mechanism:mirps/member/1",
                "member-of/country:SLV/mechanism:rcm/member/1",
            ],
        }
    ]
    assert (
        answer.sentence == "On 2019-06-01, mirps and rcm share 2 members, all of mirps; 1 pair shares any. "
        "All members of the first sit in the second: mirps–rcm."
    )


@pytest.mark.parametrize(("day", "number"), [("2018-12-31", 1), ("2019-01-01", 2), ("2019", 2)])
def test_a_coarse_start_holds_from_its_first_day(day: str, number: int) -> None:
    frame = queries.ask(three_rooms(), "member-overlap", as_of=day).frame
    assert shared(frame) == {("mirps", "rcm"): number}


@pytest.mark.parametrize(("day", "size"), [("2020-06-30", 2), ("2020-07-01", 1)])
def test_a_coarse_end_holds_to_its_last_day(day: str, size: int) -> None:
    frame = queries.ask(three_rooms(), "member-overlap", as_of=day, min_shared=0).frame
    assert dict(zip(frame["a"], frame["a_size"], strict=True))["mechanism:csm"] == size


def test_pairs_that_share_nothing_are_listed_only_if_asked_for_and_named_in_words() -> None:
    answer = queries.ask(three_rooms(), "member-overlap", as_of="2019", min_shared=0)
    assert shared(answer.frame) == {("mirps", "rcm"): 2, ("csm", "mirps"): 0, ("csm", "rcm"): 0}
    assert "These pairs share no member at all: csm–mirps, csm–rcm." in answer.sentences["en"]
    assert "Estos pares no comparten ningún miembro: csm–mirps, csm–rcm." in answer.sentences["es"]
    empty = answer.frame.iloc[1]
    assert empty["members"] == []
    assert empty["jaccard"] == 0.0
    assert len(empty["evidence"]) == 4  # both whole lists: nothing less shows that nobody is on both


def test_more_shared_than_there_is_says_so_in_words() -> None:
    answer = queries.ask(three_rooms(), "member-overlap", as_of="2019", min_shared=3)
    assert answer.frame.empty
    assert answer.sentence.startswith("No two rooms are known to share 3 or more members on 2019-12-31")


@pytest.mark.parametrize(
    ("left", "right", "nested"),
    [("MEX USA", "MEX USA", "equal"), ("MEX", "MEX USA", "a in b"), ("MEX USA", "MEX", "b in a"), ("A B", "B C", "no")],
)
def test_nesting_is_told_by_direction(left: str, right: str, nested: str) -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit(left, "a", start="2000"), *sit(right, "b", start="2000")])
    assert queries.ask(graph, "member-overlap", as_of=AS_OF).frame["nested"].tolist() == [nested]


def test_a_seat_of_unknown_start_counts_from_its_earliest_evidence() -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit("MEX", "a"), *sit("MEX", "b")], read="2015-03")
    assert queries.ask(graph, "member-overlap", as_of="2015-02-28").frame.empty
    assert shared(queries.ask(graph, "member-overlap", as_of="2015-03-01").frame) == {("a", "b"): 1}


def test_an_announced_seat_is_no_seat() -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000", status="announced")])
    assert queries.ask(graph, "member-overlap", as_of=AS_OF).frame.empty


def test_observers_share_only_if_roles_ask() -> None:
    # a  MEX (member)     b  MEX (observer)
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000", role="observer")])
    assert queries.ask(graph, "member-overlap", as_of=AS_OF).frame.empty
    asked = queries.ask(graph, "member-overlap", as_of=AS_OF, roles="member,observer").frame
    assert shared(asked) == {("a", "b"): 1}


def test_unverified_seats_count_only_if_asked_for() -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000", confidence="unverified")])
    assert queries.ask(graph, "member-overlap", as_of=AS_OF).frame.empty
    asked = queries.ask(graph, "member-overlap", as_of=AS_OF, confidence="stated,unverified").frame
    assert shared(asked) == {("a", "b"): 1}


def test_two_spells_and_two_ways_to_one_seat_count_once() -> None:
    # BRA adopted gcm in 2018 and voted yes for it: one seat, two statements.
    graph = drawn(
        {"mechanism:gcm": GLOBAL, "mechanism:a": REGIONAL},
        [
            tie("ADOPTED", "BRA", "gcm", start="2018-12-10"),
            tie("VOTED", "BRA", "gcm", start="2018-12-19", choice="yes"),
            *sit("BRA", "a", start="2000"),
        ],
    )
    row = queries.ask(graph, "member-overlap", as_of=AS_OF).frame.iloc[0]
    assert (row["a_size"], row["b_size"], row["shared"], len(row["evidence"])) == (1, 1, 1, 3)


def test_a_withdrawal_empties_every_seat_of_its_country() -> None:
    graph = drawn(
        {"mechanism:gcm": GLOBAL, "mechanism:a": REGIONAL},
        [
            tie("VOTED", "BRA", "gcm", start="2018-12-19", choice="yes"),
            tie("WITHDREW_FROM", "BRA", "gcm", start="2019-01-08"),
            *sit("BRA", "a", start="2000"),
        ],
    )
    assert shared(queries.ask(graph, "member-overlap", as_of="2019-01-07").frame) == {("a", "gcm"): 1}
    assert queries.ask(graph, "member-overlap", as_of="2019-01-09").frame.empty


def test_a_vote_against_or_an_abstention_is_no_seat() -> None:
    votes = [tie("VOTED", c, "gcm", start="2018", choice=c.lower()) for c in ("YES", "AGAINST", "ABSTAIN", "ABSENT")]
    graph = drawn({"mechanism:gcm": GLOBAL, "mechanism:a": REGIONAL}, [*votes, *sit("YES AGAINST", "a", start="2000")])
    row = queries.ask(graph, "member-overlap", as_of=AS_OF).frame.iloc[0]
    assert (row["members"], row["b_size"]) == (["country:YES"], 1)


def test_near_universal_rooms_come_last() -> None:
    countries = "A B C D"
    graph = drawn(
        {"mechanism:gcm": GLOBAL, "mechanism:x": REGIONAL, "mechanism:y": REGIONAL},
        [*[tie("ADOPTED", c, "gcm", start="2018") for c in countries.split()], *sit(countries, "x"), *sit("A", "y")],
    )
    frame = queries.ask(graph, "member-overlap", as_of=AS_OF).frame
    assert list(shared(frame).items()) == [(("x", "y"), 1), (("gcm", "x"), 4), (("gcm", "y"), 1)]


def test_a_room_without_a_list_is_named_and_not_compared() -> None:
    graph = drawn(
        {"mechanism:a": REGIONAL, "mechanism:cam": {"subtype": "committee", "scope": "hemispheric"}},
        sit("MEX", "a", start="2000"),
    )
    answer = queries.ask(graph, "member-overlap", as_of=AS_OF, min_shared=0)
    assert answer.frame.empty
    assert answer.universe["unknown_rooms"] == ["mechanism:cam"]
    assert answer.sentence.endswith("Left out, as no source gives their members then: cam.")


def test_countries_are_compared_by_their_rooms() -> None:
    frame = queries.ask(three_rooms(), "member-overlap", as_of="2019", between="countries").frame
    assert shared(frame) == {("MEX", "SLV"): 2, ("MEX", "USA"): 1, ("SLV", "USA"): 1, ("BRA", "PER"): 1}
    assert frame["members"].iloc[0] == ["mechanism:mirps", "mechanism:rcm"]


def test_every_pair_of_too_many_sets_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(member_overlap, "ALL_PAIRS", 2)
    with pytest.raises(TooLarge) as raised:
        queries.ask(three_rooms(), "member-overlap", as_of="2019", min_shared=0)
    assert str(raised.value) == "every pair of 3 sets is too many to list; ask with min-shared 1 or more"


def test_the_lists_of_the_concept_note_overlap_as_it_gives_them() -> None:
    frame = queries.ask(concept_note(), "member-overlap", as_of=AS_OF, min_shared=0).frame
    assert shared(frame) == {
        ("csm", "quito-process"): 8,
        ("mirps", "rcm"): 6,
        ("quito-process", "rcm"): 4,
        ("mirps", "quito-process"): 3,
        ("csm", "mirps"): 0,
        ("csm", "rcm"): 0,
    }
    sizes = dict(zip(frame["a"], frame["a_size"], strict=True)) | dict(zip(frame["b"], frame["b_size"], strict=True))
    assert {room.partition(":")[2]: size for room, size in sizes.items()} == {
        "rcm": 11,
        "csm": 12,
        "mirps": 6,
        "quito-process": 12,
    }


def test_the_built_in_graph_overlaps_as_its_sources_say(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "member-overlap", as_of=AS_OF, min_shared=0)
    found = shared(answer.frame)
    assert found["csm", "quito-process"] == 9  # the note leaves Paraguay out; it signed in 2018
    assert found["mirps", "rcm"] == 7  # the six of the note, and El Salvador
    assert found["quito-process", "rcm"] == 4
    assert found["mirps", "quito-process"] == 3
    assert found["csm", "rcm"] == 0
    rows = {(row["a"], row["b"]): row for row in answer.frame.to_dict("records")}
    southern = rows["mechanism:csm", "mechanism:quito-process"]
    assert slugs(southern["members"]) == ["ARG", "BRA", "CHL", "COL", "ECU", "GUY", "PER", "PRY", "URY"]
    nested = rows["mechanism:mirps", "mechanism:rcm"]
    assert nested["nested"] == "a in b"
    assert slugs(nested["members"]) == ["BLZ", "CRI", "GTM", "HND", "MEX", "PAN", "SLV"]
    assert "member-of/country:SLV/mechanism:mirps/member/1" in nested["evidence"]
    assert "CSM–RCM" in answer.sentences["en"].partition("share no member at all: ")[2]
    assert "CSM–CRM" in answer.sentences["es"].partition("no comparten ningún miembro: ")[2]


def test_as_the_concept_note_alone_would_have_it_the_counts_are_its_own(built_in: PropertyGraph) -> None:
    frame = queries.ask(built_in, "member-overlap", as_of=AS_OF, source="oas-cam-concept-note").frame
    assert shared(frame) == {
        ("csm", "quito-process"): 8,
        ("mirps", "rcm"): 6,
        ("quito-process", "rcm"): 4,
        ("mirps", "quito-process"): 3,
    }


def test_a_seat_less_supported_than_asked_for_never_makes_a_no(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "member-overlap", as_of=AS_OF, confidence="inferred", min_shared=0)
    assert "share no member at all" not in answer.sentence


def test_agencies_are_compared_by_the_countries_where_they_or_their_projects_work() -> None:
    # agency:a -- operates in --> COL, PER       agency:b -- implements --> project:p -- operates in --> COL
    graph = drawn(
        {},
        [
            tie("OPERATES_IN", "agency:a", "country:COL", start="2019"),
            tie("OPERATES_IN", "agency:a", "country:PER", start="2019"),
            tie("IMPLEMENTS", "agency:b", "project:p", start="2020"),
            tie("OPERATES_IN", "project:p", "country:COL", start="2019"),
        ],
    )
    answer = queries.ask(graph, "member-overlap", as_of=AS_OF, between="agencies")
    row = answer.frame.iloc[0]
    assert (row["a"], row["b"], row["a_size"], row["b_size"], row["shared"]) == ("agency:a", "agency:b", 2, 1, 1)
    assert (row["nested"], row["members"]) == ("b in a", ["country:COL"])
    assert row["evidence"] == [
        "implements/agency:b/project:p/1",
        "operates-in/agency:a/country:COL/1",
        "operates-in/project:p/country:COL/1",
    ]
    assert answer.sentence == "On 2022-05-17, a and b share at least 1 country, all known of b; 1 pair shares any."
    assert answer.sentences["es"] == (
        "Al 2022-05-17, a y b comparten al menos 1 país, todos los conocidos de b; 1 par comparte alguno."
    )
    assert answer.universe == {"agencies": ["agency:a", "agency:b"], "countries": ["country:COL", "country:PER"]}
    assert queries.ask(graph, "member-overlap", as_of="2019", between="agencies").frame.empty


def test_pairs_that_are_not_known_to_share_are_counted_in_words() -> None:
    graph = drawn({}, [tie("OPERATES_IN", f"agency:{x}", f"country:{x.upper()}", start="2019") for x in "abc"])
    answer = queries.ask(graph, "member-overlap", as_of=AS_OF, between="agencies", min_shared=0)
    assert answer.frame["shared"].tolist() == [0, 0, 0]
    assert answer.frame["evidence"].iloc[0] == [
        "operates-in/agency:a/country:A/1",
        "operates-in/agency:b/country:B/1",
    ]
    assert answer.sentence == "3 pairs are not known to share a country."
    assert answer.sentences["es"] == "No consta que compartan ningún país: 3 pares."
    organisations = [tie("MEMBER_OF", x, f"agency:{x}", start="2019") for x in "AB"]
    other = queries.ask(
        drawn({}, organisations), "member-overlap", as_of=AS_OF, between="countries", by="organisations", min_shared=0
    )
    assert other.sentence == "1 pair is not known to share an organisation."
    assert other.sentences["es"] == "No consta que compartan ninguna organización: 1 par."


def test_an_answer_on_what_nothing_loaded_says_names_what_would() -> None:
    answer = queries.ask(three_rooms(), "member-overlap", as_of="2019", between="plans", by="donors")
    assert answer.sentence == (
        "No two plans are known to share a donor on 2019-12-31: nothing loaded says what donors plans have "
        "then. Activities, payments or memberships would."
    )
    assert answer.sentences["es"] == (
        "No consta ningún par de planes que comparta algún donante al 2019-12-31: nada de lo cargado dice qué donantes "
        "tienen entonces los planes. Lo dirían actividades, pagos o membresías."
    )


def test_organisations_are_feminine_in_spanish() -> None:
    graph = drawn({}, [tie("MEMBER_OF", country, f"agency:{body}") for country in ("A", "B") for body in "xyz"])
    ask = {"between": "countries", "by": "organisations", "as_of": AS_OF}
    said = queries.ask(graph, "member-overlap", **ask).sentences["es"]
    assert said == (
        "Al 2022-05-17, A y B comparten al menos 3 organizaciones, todas las conocidas de ambos; 1 par comparte alguna."
    )
    none = queries.ask(graph, "member-overlap", min_shared=4, **ask).sentences["es"]
    assert none == (
        "No consta ningún par de países que comparta 4 o más organizaciones al 2022-05-17 "
        "(países con organizaciones conocidas: 2)."
    )


def test_many_nested_pairs_are_counted_not_listed() -> None:
    names = [f"{i:02d}" for i in range(7)]
    seats = [row for i, name in enumerate(names) for row in sit(" ".join("ABCDEFG"[: i + 1]), name, start="2000")]
    answer = queries.ask(drawn({f"mechanism:{n}": REGIONAL for n in names}, seats), "member-overlap", as_of=AS_OF)
    assert len(answer.frame) == 21
    assert answer.sentence.endswith(" and 15 more.")
    assert answer.sentences["es"].endswith(" y 15 más.")
