from collections.abc import Mapping
from typing import Any

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (-r["seats"], r["country"])


def two_rooms() -> PropertyGraph:
    # rcm: MEX USA, PER observes       csm: PER       asleep (dormant): MEX PER       gcm (global): USA
    return drawn(
        {
            "mechanism:rcm": REGIONAL,
            "mechanism:csm": REGIONAL,
            "mechanism:asleep": {**REGIONAL, "status": "dormant"},
            "mechanism:gcm": {"subtype": "compact", "scope": "global", "members_known": True},
            "mechanism:r4v": {"subtype": "platform", "scope": "regional"},
        },
        [
            *sit("MEX USA", "rcm", start="1996"),
            *sit("PER", "rcm", start="2000", role="observer"),
            *sit("PER", "csm", start="1999"),
            *sit("MEX PER", "asleep", start="2016"),
            tie("ADOPTED", "USA", "gcm", start="2018"),
            *sit("MEX", "r4v", start="2018"),
        ],
    )


def test_seats_in_active_regional_rooms_are_counted() -> None:
    answer = queries.ask(two_rooms(), "country-seats", as_of=AS_OF)
    assert answer.frame.to_dict("records") == [
        {
            "country": country,
            "seats": 1,
            "mechanisms": [f"mechanism:{room}"],
            "evidence": [f"member-of/country:{slug}/mechanism:{room}/member/1"],
        }
        for slug, room in (("MEX", "rcm"), ("PER", "csm"), ("USA", "rcm"))
        for country in [f"country:{slug}"]
    ]
    assert answer.sentence == (
        "On 2022-05-17, 3 countries and territories sit in 2 active regional rooms; "
        "the most known at once is 1 (MEX and USA: rcm; PER: csm)."
    )
    assert answer.universe == {"rooms": ["mechanism:csm", "mechanism:rcm"], "undecided": [], "unknown_rooms": []}


def test_observers_sit_only_if_roles_ask() -> None:
    frame = queries.ask(two_rooms(), "country-seats", as_of=AS_OF, roles=["member", "observer"]).frame
    assert dict(zip(slugs(frame["country"]), frame["seats"], strict=True)) == {"PER": 2, "MEX": 1, "USA": 1}
    only = queries.ask(two_rooms(), "country-seats", as_of=AS_OF, roles="observer").frame
    assert slugs(only["country"]) == ["PER"]


def test_global_rooms_count_only_if_the_scope_asks() -> None:
    frame = queries.ask(two_rooms(), "country-seats", as_of=AS_OF, scope="regional,global").frame
    assert frame.iloc[0]["mechanisms"] == ["mechanism:gcm", "mechanism:rcm"]


def test_a_dormant_room_is_staffed_while_it_was_active() -> None:
    graph = drawn(
        {"mechanism:cmc": REGIONAL},
        sit("JAM", "cmc", start="2016"),
        [
            {"node": "mechanism:cmc", "measure": "status", "text": "active", "start": "2016"},
            {"node": "mechanism:cmc", "measure": "status", "text": "dormant", "start": "2022-05-17"},
        ],
    )
    assert slugs(queries.ask(graph, "country-seats", as_of="2022-05-16").frame["country"]) == ["JAM"]
    assert queries.ask(graph, "country-seats", as_of="2022-05-17").frame.empty


def test_a_room_without_a_list_is_named() -> None:
    graph = drawn({"mechanism:fem": {**REGIONAL, "members_known": False}}, [])
    answer = queries.ask(graph, "country-seats", as_of=AS_OF)
    assert answer.universe["unknown_rooms"] == ["mechanism:fem"]
    assert answer.sentences == {
        "en": "No country is known to sit in any active regional room on 2022-05-17. Not counted, as no source gives "
        "their members then: fem.",
        "es": "No consta ningún país con asiento en un foro regional activo al 2022-05-17. No se cuentan, sin fuente "
        "sobre sus miembros entonces: fem.",
    }


def test_a_list_that_is_not_whole_may_hide_seats() -> None:
    graph = drawn({"mechanism:a": REGIONAL}, [*sit("MEX", "a", start="2000"), *sit("PAN", "a")], read="2015")
    early = queries.ask(graph, "country-seats", as_of="2010")
    assert early.frame["country"].tolist() == ["country:MEX"]
    assert early.universe["undecided"] == ["mechanism:a"]
    assert early.sentences["en"].endswith(" The known list of a is not whole: there may be more seats.")
    assert early.sentences["es"].endswith(" La lista conocida de a no está completa: puede haber más asientos.")
    assert queries.ask(graph, "country-seats", as_of="2015").universe["undecided"] == []


def test_a_whole_list_without_observers_is_not_called_unknown() -> None:
    graph = drawn({"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}, sit("MEX", "a", start="2000"))
    answer = queries.ask(graph, "country-seats", as_of=AS_OF, roles="observer")
    assert answer.universe["unknown_rooms"] == ["mechanism:b"]  # nobody at all is known to sit there


def test_many_combinations_are_counted_not_listed() -> None:
    rooms = {f"mechanism:{name}": REGIONAL for name in "abcde"}
    graph = drawn(rooms, [*sit("A B", "a"), *(row for name in "bcde" for row in sit(name.upper() * 2, name))])
    answer = queries.ask(graph, "country-seats", as_of=AS_OF)
    assert "(A and B: a; BB: b; CC: c; 2 more combinations)" in answer.sentences["en"]
    assert "(A y B: a; BB: b; CC: c; 2 combinaciones más)" in answer.sentences["es"]


def test_costa_rica_mexico_and_panama_sit_in_rcm_mirps_and_quito_at_once(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "country-seats", as_of=AS_OF)
    all_three = {"mechanism:mirps", "mechanism:quito-process", "mechanism:rcm"}
    held = dict(zip(slugs(answer.frame["country"]), answer.frame["mechanisms"], strict=True))
    assert [country for country in sorted(held) if all_three <= set(held[country])] == ["CRI", "MEX", "PAN"]
    assert "Costa Rica" in answer.sentences["en"]
    assert "Panamá" in answer.sentences["es"]


def test_canada_is_one_node_and_sits_once(built_in: PropertyGraph) -> None:
    assert built_in.nodes["name_en"].tolist().count("Canada") == 1
    frame = queries.ask(built_in, "country-seats", as_of=AS_OF).frame
    assert frame.loc[frame["country"] == "country:CAN", "mechanisms"].tolist() == [["mechanism:rcm"]]
