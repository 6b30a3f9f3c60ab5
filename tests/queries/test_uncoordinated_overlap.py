from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph import changes
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, shared, sit, slugs, tie

WORLDWIDE = {"mechanism:gcm", "mechanism:gcr", "mechanism:crrf"}
ROOMS = {f"mechanism:{name}": REGIONAL for name in ("a", "b", "c")}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (any(x in WORLDWIDE for x in (r["a"], r["b"])), -r["shared"], r["a"], r["b"])


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "uncoordinated-overlap", **{"as_of": AS_OF, **given})


def link(source: str, target: str, relation: str = "COORDINATES_WITH", **more: object) -> dict[str, Any]:
    return tie(relation, f"mechanism:{source}", f"mechanism:{target}", **{"start": "2010", **more})


def deals(room: str, *themes: str) -> list[dict[str, Any]]:
    return [tie("ADDRESSES", f"mechanism:{room}", f"theme:{theme}", start="2000") for theme in themes]


def three() -> PropertyGraph:
    # a  MEX USA PER       a -- hub -- c     (hub: a platform)
    # b  MEX USA           b -- c
    # c          PER
    return drawn(
        {**ROOMS, "mechanism:hub": {"subtype": "platform", "scope": "regional"}},
        [
            *sit("MEX USA PER", "a", start="2000"),
            *sit("MEX USA", "b", start="2000"),
            *sit("PER", "c", start="2000"),
            link("hub", "a", "SUPPORTS"),
            link("c", "hub"),
            link("b", "c", end="2011"),
            *deals("a", "border", "labour"),
            *deals("b", "labour"),
        ],
    )


def test_rooms_that_share_members_and_are_linked_only_over_others() -> None:
    answer = ask(three())
    assert answer.frame.to_dict("records") == [
        {
            "a": "mechanism:a",
            "b": "mechanism:b",
            "shared": 2,
            "indirect": ["mechanism:hub", "mechanism:c"],
            "closes": 2,
            "shared_themes": 1,
            "doubtful": False,
            "members": ["country:MEX", "country:USA"],
            "themes": ["theme:labour"],
            "evidence": [
                "coordinates-with/mechanism:b/mechanism:c/1",
                "coordinates-with/mechanism:c/mechanism:hub/1",
                *(f"member-of/country:{c}/mechanism:{r}/member/1" for c in ("MEX", "USA") for r in "ab"),
                "supports/mechanism:hub/mechanism:a/1",
            ],
        },
        {
            "a": "mechanism:a",
            "b": "mechanism:c",
            "shared": 1,
            "indirect": ["mechanism:hub"],
            "closes": 1,
            "shared_themes": 0,
            "doubtful": False,
            "members": ["country:PER"],
            "themes": [],
            "evidence": [
                "coordinates-with/mechanism:c/mechanism:hub/1",
                *(f"member-of/country:PER/mechanism:{r}/member/1" for r in "ac"),
                "supports/mechanism:hub/mechanism:a/1",
            ],
        },
    ]
    assert answer.sentences == {
        "en": "On 2022-05-17, 2 pairs of active regional rooms share members and have no known formal link: a–b 2, a–c "
        "1. The list of links may be incomplete; overlap may be duplication or back-up.",
        "es": "Al 2022-05-17, 2 pares de foros regionales activos comparten miembros sin vínculo formal conocido: a–b "
        "2, a–c 1. La lista de vínculos puede estar incompleta; el solapamiento puede ser duplicación o respaldo.",
    }
    assert answer.universe["linked_rooms"] == ["mechanism:b", "mechanism:c"]


def test_with_only_the_rcm_csm_dialogue_the_concept_note_has_four_uncoordinated_pairs() -> None:
    dialogue = [link("rcm", "csm", start="2000")]
    answer = ask(changes.with_statements(concept_note(), dialogue))
    assert list(shared(answer.frame).items()) == [
        (("csm", "quito-process"), 8),
        (("mirps", "rcm"), 6),
        (("quito-process", "rcm"), 4),
        (("mirps", "quito-process"), 3),
    ]
    assert answer.frame["closes"].tolist() == [8, 6, 4, 3]
    assert answer.frame["indirect"].tolist() == [[], [], [], []]
    assert "Not even an indirect way over formal links is known. The list of links may" in answer.sentence


def test_a_supposed_link_takes_its_pair_out_and_opens_ways_for_others() -> None:
    given = {"with_": ["rcm COORDINATES_WITH csm start=2000", "csm COORDINATES_WITH quito-process start=2000"]}
    answer = ask(concept_note(), **given)
    assert slugs(answer.frame["a"]) == ["mirps", "quito-process", "mirps"]
    assert answer.frame["indirect"].tolist() == [[], ["mechanism:csm"], []]


@pytest.mark.parametrize(("day", "count"), [("2009-12-31", 1), ("2010-01-01", 0), ("2022-05-17", 0)])
def test_a_meeting_once_held_coordinates_from_then_on(day: str, count: int) -> None:
    graph = drawn(ROOMS, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000"), link("b", "a", end="2010")])
    assert len(ask(graph, as_of=day).frame) == count


def test_a_link_of_unknown_start_is_told_as_doubtful_before_its_evidence() -> None:
    seats = [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")]
    graph = drawn(ROOMS, [*seats, link("a", "b", start=None)], read="2015")
    answer = ask(graph, as_of="2014")
    assert answer.frame["doubtful"].tolist() == [True]
    assert "A link is attested, but not for that day or less well than asked for: a–b." in answer.sentences["en"]
    assert "Consta un vínculo, pero no para ese día o con menos respaldo del pedido: a–b." in answer.sentences["es"]
    assert ask(graph, as_of="2015").frame.empty


def test_of_two_ways_as_short_the_first_by_ids_is_told() -> None:
    rows = [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")]
    rows += [link("a", "y"), link("y", "b"), link("x", "a"), link("b", "x"), link("a", "c"), link("c", "d")]
    assert ask(drawn(ROOMS, rows)).frame["indirect"].tolist() == [["mechanism:x"]]


def test_with_themes_on_a_pair_must_share_a_theme_and_each_member_and_theme_is_a_gap() -> None:
    # a: border labour   b: border labour   c: nothing known     all seat MEX USA
    rows = [row for room in "abc" for row in sit("MEX USA", room, start="2000")]
    graph = drawn(ROOMS, [*rows, *deals("a", "border", "labour"), *deals("b", "border", "labour")])
    assert len(ask(graph).frame) == 3
    answer = ask(graph, themes="on")
    row = answer.frame.iloc[0]
    assert len(answer.frame) == 1
    assert (row["shared"], row["shared_themes"], row["closes"]) == (2, 2, 4)
    assert "addresses/mechanism:a/theme:border/1" in row["evidence"]
    assert answer.universe["unknown_mandates"] == ["mechanism:c"]
    assert answer.sentence.endswith("Left out, as no source gives their themes then: c.")
    assert "share" in answer.sentence
    assert "members and themes" in answer.sentence


def test_a_theme_set_alone_counts_and_asks_for_themes() -> None:
    rows = [row for room in "ab" for row in sit("MEX USA", room, start="2000")]
    graph = drawn(ROOMS, [*rows, *deals("a", "border", "labour"), *deals("b", "border", "labour"), *deals("c", "info")])
    row = ask(graph, theme_set="theme:border,theme:info").frame.iloc[0]
    assert (row["themes"], row["closes"]) == (["theme:border"], 2)
    assert ask(graph, theme_set="theme:info").frame.empty


def test_themes_addressed_before_their_evidence_are_not_shared() -> None:
    rows = [row for room in "ab" for row in sit("MEX", room, start="2000")]
    mandates = [tie("ADDRESSES", f"mechanism:{room}", "theme:border") for room in "ab"]
    graph = drawn(ROOMS, [*rows, *mandates], read="2015")
    assert ask(graph, themes="on", as_of="2014").frame.empty
    assert len(ask(graph, themes="on", as_of="2015").frame) == 1


def test_dormant_rooms_are_not_asked_to_coordinate_and_rooms_without_a_list_are_named() -> None:
    nodes = {
        **ROOMS,
        "mechanism:b": {**REGIONAL, "status": "dormant"},
        "mechanism:c": {**REGIONAL, "members_known": False},
    }
    answer = ask(drawn(nodes, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")]))
    assert answer.frame.empty
    assert answer.universe["unknown_rooms"] == ["mechanism:c"]


def test_a_list_that_is_not_whole_may_share_more() -> None:
    nodes = {**ROOMS, "mechanism:b": {**REGIONAL, "members_known": False}}
    graph = drawn(nodes, [row for room in "abc" for row in sit("MEX", room, start="2000")])
    answer = ask(graph)
    assert answer.sentences["en"].endswith("The known list of b is not whole: more may be shared.")
    assert answer.sentences["es"].endswith("La lista conocida de b no está completa: puede haber más en común.")


def test_near_universal_rooms_are_compared_only_if_asked_for_and_come_last() -> None:
    nodes = {**ROOMS, "mechanism:gcm": {"subtype": "compact", "scope": "global", "members_known": True}}
    adopted = [tie("ADOPTED", country, "gcm", start="2018") for country in ("MEX", "USA")]
    graph = drawn(nodes, [*adopted, *sit("MEX USA", "a", start="2000"), *sit("MEX", "b", start="2000")])
    assert list(shared(ask(graph).frame).items()) == [(("a", "b"), 1)]
    every = ask(graph, scope="regional,global").frame
    assert list(shared(every).items()) == [(("a", "b"), 1), (("a", "gcm"), 2), (("b", "gcm"), 1)]


def test_observers_share_only_if_roles_ask() -> None:
    graph = drawn(ROOMS, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000", role="observer")])
    assert ask(graph).frame.empty
    assert len(ask(graph, roles="member,observer").frame) == 1


def test_large_numbers_of_pairs_are_written_as_each_language_does() -> None:
    rooms = [f"r{number:03d}" for number in range(150)]
    graph = drawn(
        {f"mechanism:{room}": REGIONAL for room in rooms}, [row for room in rooms for row in sit("MEX", room)]
    )
    said = queries.ask(graph, "uncoordinated-overlap", as_of=AS_OF).sentences
    assert "11,175 pairs of active regional rooms share members" in said["en"]
    assert "11.175 pares de foros regionales activos comparten miembros" in said["es"]


def test_a_whole_list_without_observers_is_not_called_unknown() -> None:
    graph = drawn({"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}, [*sit("MEX", "a"), *sit("MEX", "b")])
    assert queries.ask(graph, "uncoordinated-overlap", as_of=AS_OF, roles="observer").universe["unknown_rooms"] == []


def test_min_shared_leaves_out_pairs_that_share_less() -> None:
    assert shared(ask(concept_note(), min_shared=6).frame) == {("csm", "quito-process"): 8, ("mirps", "rcm"): 6}
    assert shared(ask(concept_note(), min_shared=0).frame) == shared(ask(concept_note()).frame)


def test_nothing_uncoordinated_says_so_in_words() -> None:
    graph = drawn(ROOMS, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000"), link("a", "b")])
    assert ask(graph).sentences == {
        "en": "On 2022-05-17, no two active regional rooms are known to share members without a known formal link. "
        "Left out, as no source gives their members then: c.",
        "es": "Al 2022-05-17 no consta ningún par de foros regionales activos que comparta miembros sin vínculo formal "
        "conocido. Quedan fuera, sin fuente sobre sus miembros entonces: c.",
    }


def test_without_two_rooms_there_is_no_evidence() -> None:
    answer = ask(drawn({"mechanism:a": REGIONAL}, sit("MEX", "a", start="2000")))
    assert answer.sentences["en"].startswith("Fewer than two active regional rooms have known members on 2022-05-17")
    assert answer.sentences["es"].startswith("Menos de dos foros regionales activos tienen miembros conocidos")


def test_the_curated_graph_has_the_pairs_that_its_own_links_leave(built_in: PropertyGraph) -> None:
    then = ask(built_in).frame
    assert list(shared(then).items())[:2] == [(("csm", "quito-process"), 9), (("ocam", "rcm"), 8)]
    assert ("csm", "rcm") not in shared(then)  # they meet, and they share nobody
    # MIRPS agreed with Quito and the RCM in November 2025, which joins those two at one remove.
    now: Any = ask(built_in, as_of="2026-11-22").frame.set_index(["a", "b"])
    assert ("mechanism:mirps", "mechanism:rcm") not in now.index
    assert now.loc[("mechanism:quito-process", "mechanism:rcm"), "indirect"] == ["mechanism:mirps"]


@pytest.mark.parametrize(
    ("seats", "links", "triangles"),
    [
        (
            {
                "a": "CHL HTI",
                "b": "CHL PAN",
                "c": "CHL COL HTI USA",
                "d": "CHL MEX PAN USA",
                "e": "CHL HTI PER USA",
                "f": "MEX USA",
                "g": "CHL HTI",
                "h": "COL HTI MEX USA",
            },
            "ac ag bh de dg fg",
            33,
        ),
        (
            {
                "a": "COL HTI MEX",
                "b": "MEX PAN PER USA",
                "c": "CHL HTI PAN PER",
                "d": "CHL HTI MEX PER USA",
                "e": "HTI",
                "f": "CHL MEX USA",
                "g": "CHL HTI USA",
                "h": "USA",
            },
            "ab ah ce df fg gh",
            28,
        ),
        (
            {
                "a": "PER",
                "b": "COL PAN",
                "c": "CHL COL HTI PER",
                "d": "CHL COL HTI PAN PER",
                "e": "CHL COL MEX",
                "f": "COL HTI USA",
                "g": "CHL COL HTI MEX PER",
                "h": "COL HTI MEX PAN USA",
            },
            "be bf de dg fg gh",
            37,
        ),
    ],
)
def test_the_gaps_are_the_open_triangles_that_sma_counts(seats: dict[str, str], links: str, triangles: int) -> None:
    # Counted by sma 2.3.4 as motif 1,2[I.C]: one node of the first level (members), two untied of the second (rooms).
    rows = [row for room, who in seats.items() for row in sit(who, room, start="2000")]
    rows += [link(pair[0], pair[1]) for pair in links.split()]
    graph = drawn({f"mechanism:{room}": REGIONAL for room in seats}, rows)
    assert ask(graph).frame["closes"].sum() == triangles


@pytest.mark.parametrize(
    ("given", "what"), [({"themes": "maybe"}, "choose from off, on"), ({"theme_set": "country:MEX"}, "give a Theme")]
)
def test_bad_parameters_say_what_is_possible(given: dict[str, str], what: str) -> None:
    with pytest.raises(BadParameter, match=what):
        ask(concept_note(), **given)
