from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit

ROOMS = {f"mechanism:{name}": REGIONAL for name in "abcd"}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["bridges"], r["a"], r["b"])


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "bridging-countries", **{"as_of": AS_OF, **given})


def chain() -> PropertyGraph:
    # a  MEX PAN
    # b  MEX     COL          MEX joins a and b, but PAN and COL do so over c: not the sole tie
    # c      PAN COL DOM
    # d              DOM      DOM alone joins d to all the others
    return drawn(
        ROOMS,
        [
            row
            for room, who in zip("abcd", ("MEX PAN", "MEX COL", "PAN COL DOM", "DOM"), strict=True)
            for row in sit(who, room, start="2000")
        ],
    )


def test_bridges_of_each_pair_and_the_one_that_is_the_only_connection() -> None:
    answer = ask(chain())

    def row(a: str, b: str, country: str, *, cut: bool) -> dict[str, Any]:
        seats = [f"member-of/country:{country}/mechanism:{room}/member/1" for room in (a, b)]
        ends = {"a": f"mechanism:{a}", "b": f"mechanism:{b}"}
        return {**ends, "countries": [f"country:{country}"], "bridges": 1, "only": True, "cut": cut, "evidence": seats}

    assert answer.frame.to_dict("records") == [
        row("a", "b", "MEX", cut=False),
        row("a", "c", "PAN", cut=False),
        row("b", "c", "COL", cut=False),
        row("c", "d", "DOM", cut=True),
    ]
    assert answer.sentences == {
        "en": "On 2022-05-17, 4 of the 6 pairs of active regional rooms are known to be bridged; 4 of them by one "
        "country alone: a–b (MEX), a–c (PAN), b–c (COL), c–d (DOM). Nothing else is known to join the parts of the "
        "network of rooms and countries that meet in DOM. 2 pairs have no known bridge: a–d, b–d.",
        "es": "Al 2022-05-17, 4 de los 6 pares de foros activos regionales tienen puente conocido; 4 dependen de un "
        "solo país: a–b (MEX), a–c (PAN), b–c (COL), c–d (DOM). No se conoce otra unión entre las partes de la red de "
        "foros y países que se encuentran en DOM. 2 pares no tienen puente conocido: a–d, b–d.",
    }


def test_a_single_bridge_with_a_way_round_is_not_the_only_connection() -> None:
    graph = drawn(
        ROOMS,
        [*sit("MEX PAN", "a", start="2000"), *sit("MEX COL", "b", start="2000"), *sit("PAN COL", "c", start="2000")],
    )
    answer = ask(graph)
    assert answer.frame["only"].all()
    assert not answer.frame["cut"].any()
    assert "None of these is the only connection: a longer way joins the two rooms." in answer.sentences["en"]
    assert "Ninguno de ellos es la única conexión" in answer.sentences["es"]


def test_one_country_in_three_rooms_cuts_all_of_them() -> None:
    graph = drawn(ROOMS, [row for room in "abc" for row in sit("PAN", room, start="2000")])
    assert ask(graph).frame["cut"].tolist() == [True, True, True]


@settings(max_examples=60)
@given(st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from(["COL", "DOM", "MEX", "PAN", "PER"])), min_size=1))
def test_the_only_connection_is_what_taking_the_country_away_shows(seats: set[tuple[str, str]]) -> None:
    graph = drawn(ROOMS, [row for room, country in sorted(seats) for row in sit(country, room, start="2000")])
    frame = ask(graph).frame
    members = {f"mechanism:{r}": {f"country:{c}" for s, c in seats if s == r} for r, _ in seats}
    wanted = {(a, b): members[a] & members[b] for a in members for b in members if a < b and members[a] & members[b]}
    assert {(a, b): set(c) for a, b, c in frame[["a", "b", "countries"]].itertuples(index=False)} == wanted
    network = nx.Graph((f"mechanism:{room}", f"country:{country}") for room, country in seats)
    for a, b, countries, only, cut in frame[["a", "b", "countries", "only", "cut"]].itertuples(index=False):
        without = network.subgraph(set(network) - set(countries))
        assert only == (len(countries) == 1)
        assert cut == (only and not nx.has_path(without, a, b))


def test_a_country_or_a_number_leaves_only_its_pairs() -> None:
    assert ask(concept_note(), at_most=4).frame["bridges"].tolist() == [3, 4]
    answer = ask(concept_note(), country="MEX")
    assert answer.frame["bridges"].tolist() == [3, 4, 6]
    assert answer.sentence == (
        "On 2022-05-17, 3 of the 6 pairs of active regional rooms are known to be bridged by MEX, none by one country "
        "alone; the fewest are 3: mirps–quito-process (CRI, MEX and PAN)."
    )


def test_nobody_bridges_says_so_in_words() -> None:
    answer = ask(concept_note(), country="SUR")
    assert answer.sentences == {
        "en": "On 2022-05-17, none of the 6 pairs of active regional rooms is known to be bridged by SUR.",
        "es": "Al 2022-05-17, ninguno de los 6 pares de foros activos regionales tiene puente conocido por SUR.",
    }


def test_the_concept_note_has_no_bridge_between_the_rcm_and_the_csm() -> None:
    answer = ask(concept_note())
    assert answer.frame["bridges"].tolist() == [3, 4, 6, 8]
    assert "2 pairs have no known bridge: csm–mirps, csm–rcm." in answer.sentence


def test_two_rooms_are_the_only_pair() -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    graph = drawn(rooms, [*sit("MEX PAN", "a"), *sit("MEX COL", "b")])
    answer = queries.ask(graph, "bridging-countries", as_of="2020")
    assert answer.sentences["en"].startswith(
        "On 2020-12-31 the only pair of active regional rooms is known to be bridged, by one country alone: a–b (MEX)."
    )
    assert answer.sentences["es"].startswith(
        "Al 2020-12-31, el único par de foros activos regionales tiene puente conocido; depende de un solo país: a–b "
        "(MEX)."
    )
    apart = drawn(rooms, [*sit("MEX PAN", "a"), *sit("COL", "b")])
    assert "rooms is not known to be bridged." in queries.ask(apart, "bridging-countries", as_of="2020").sentence


def test_a_list_that_is_not_whole_may_hide_bridges() -> None:
    nodes = {
        **ROOMS,
        "mechanism:b": {**REGIONAL, "members_known": False},
        "mechanism:c": {**REGIONAL, "members_known": False},
    }
    answer = ask(drawn(nodes, [*sit("MEX", "a", start="2000"), *sit("PAN", "b", start="2000")]))
    assert answer.universe["undecided"] == ["mechanism:b"]
    assert "There may be more bridges: the list is not whole of b." in answer.sentences["en"]
    assert "Left out, for want of a list of members: c and d." in answer.sentences["en"]
    assert "Puede haber más puentes: no está completa la lista de b." in answer.sentences["es"]


def test_seats_of_the_day_alone_bridge() -> None:
    graph = drawn(ROOMS, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2010", end="2015")])
    assert [len(ask(graph, as_of=day).frame) for day in ("2009", "2010", "2015", "2016")] == [0, 1, 1, 0]
    observers = drawn(ROOMS, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2010", role="observer")])
    assert ask(observers).frame.empty
    assert ask(observers, roles="member,observer").frame["bridges"].tolist() == [1]


def test_without_two_rooms_there_is_no_evidence() -> None:
    answer = ask(drawn({"mechanism:a": REGIONAL}, sit("MEX", "a", start="2000")))
    assert answer.sentences["en"].startswith("Fewer than two active regional rooms have known members on 2022-05-17")
    assert answer.sentences["es"].endswith("sin evidencia de puentes.")


def test_nine_members_of_the_csm_and_four_of_the_rcm_bridge_to_quito(built_in: PropertyGraph) -> None:
    frame: Any = ask(built_in).frame.set_index(["a", "b"])
    assert frame.loc[("mechanism:csm", "mechanism:quito-process"), "bridges"] == 9
    assert frame.loc[("mechanism:quito-process", "mechanism:rcm"), "countries"] == [
        f"country:{code}" for code in ("CRI", "DOM", "MEX", "PAN")
    ]


@pytest.mark.parametrize(
    ("given", "what"), [({"at_most": "-1"}, "write 0, 1, 2"), ({"country": "mechanism:a"}, "give a Country")]
)
def test_bad_parameters_say_what_is_possible(given: dict[str, str], what: str) -> None:
    with pytest.raises(BadParameter, match=what):
        ask(chain(), **given)
