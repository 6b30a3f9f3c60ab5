import itertools
from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import changes
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from queries import best_new_link
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit, tie

WORLDWIDE = {"mechanism:gcm", "mechanism:gcr", "mechanism:crrf"}
NAMES = "abcdef"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    last = any(x in WORLDWIDE for x in (r["a"], r["b"]))
    return (last, -r["closes"], -r["brings_closer"], -r["newly_connected"], r["a"], r["b"])


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "best-new-link", **{"as_of": AS_OF, **given})


def made(seats: Mapping[str, str], links: str, **more: Mapping[str, Any]) -> PropertyGraph:
    """Rooms by who sits there, and the linked pairs such as ``ab``; other ends of links are platforms."""
    rooms = {f"mechanism:{room}": {**REGIONAL, **more.get(room, {})} for room in seats}
    rows = [row for room, who in seats.items() for row in sit(who, room, start="2000")]
    rows += [tie("SUPPORTS", f"mechanism:{pair[0]}", f"mechanism:{pair[1]}", start="2010") for pair in links.split()]
    return drawn(rooms, rows)


def tries() -> PropertyGraph:
    # seats: a  MEX USA PAN   b  MEX USA   c  PAN   d  PER   e  PER
    # links: b -- x -- c      (x: no room)      d -- e
    return made({"a": "MEX USA PAN", "b": "MEX USA", "c": "PAN", "d": "PER", "e": "PER"}, "bx xc de")


def test_each_possible_link_with_what_it_closes_brings_closer_and_joins() -> None:
    answer = ask(tries(), top=3)
    #                a-b: itself and nothing else (a-c is then 3 apart); a-c the same; both join a (1) to b x c (3)
    seats = {
        room: [f"member-of/country:{c}/mechanism:{room}/member/1" for c in who]
        for room, who in {"a": ["MEX", "USA", "PAN"], "b": ["MEX", "USA"], "c": ["PAN"], "d": ["PER"]}.items()
    }
    links = {pair: f"supports/mechanism:{pair[0]}/mechanism:{pair[1]}/1" for pair in ("bx", "xc", "de")}
    sizes = {"size_a": 1, "size_b": 3}
    assert answer.frame.to_dict("records") == [
        {"a": "mechanism:a", "b": "mechanism:b", "closes": 2, "brings_closer": 1, "newly_connected": 3, **sizes,
         "evidence": sorted([*seats["a"][:2], *seats["b"], links["bx"]])},
        {"a": "mechanism:a", "b": "mechanism:c", "closes": 1, "brings_closer": 1, "newly_connected": 3, **sizes,
         "evidence": sorted([seats["a"][2], *seats["c"], links["xc"]])},
        {"a": "mechanism:b", "b": "mechanism:d", "closes": 0, "brings_closer": 0, "newly_connected": 6,
         "size_a": 3, "size_b": 2,
         "evidence": sorted([*seats["b"], *seats["d"], links["bx"], links["de"]])},
    ]  # fmt: skip
    assert answer.sentences == {
        "en": "On 2022-05-17 a formal link between a and b would close most: 2 open gaps (members that both share and "
        "no known link ties); it would bring 1 overlapping pair within two links and join parts of the network of 1 "
        "and 3 mechanisms. Next best: a–c 1. The list of links may be incomplete, and whether a link is wanted is not "
        "for counts to say.",
        "es": "Al 2022-05-17, un vínculo formal entre a y b cerraría más que ningún otro: 2 brechas abiertas (miembros "
        "comunes sin vínculo conocido); además dejaría a dos vínculos o menos 1 par solapado y uniría partes de la red "
        "de 1 y 3 mecanismos. Le siguen: a–c 1. La lista de vínculos puede estar incompleta, y si conviene el vínculo "
        "no lo dicen los números.",
    }
    assert len(ask(tries(), top=0).frame) > 3


seated = st.dictionaries(
    st.sampled_from(NAMES[:5]), st.sets(st.sampled_from(["COL", "MEX", "PAN", "PER"]), min_size=1), min_size=2
)
linked = st.sets(st.sampled_from(["".join(pair) for pair in itertools.combinations("abcdexyz", 2)]), max_size=9)


@settings(max_examples=80)
@given(seated, linked, st.integers(1, 2))
def test_the_counts_are_those_of_adding_the_link_and_looking_again(
    members: dict[str, set[str]], links: set[str], least: int
) -> None:
    graph = made({room: " ".join(sorted(who)) for room, who in sorted(members.items())}, " ".join(sorted(links)))
    frame = ask(graph, top=0, min_shared=least).frame
    found = {(a[-1], b[-1]): rest for a, b, *rest in frame.drop(columns="evidence").itertuples(index=False)}
    network = nx.Graph([tuple(pair) for pair in links])
    network.add_nodes_from(members)
    overlapping = [
        (a, b)
        for a, b in itertools.combinations(sorted(members), 2)
        if len(members[a] & members[b]) >= least and not network.has_edge(a, b)
    ]
    for a, b in itertools.combinations(sorted(members), 2):
        if network.has_edge(a, b):
            assert (a, b) not in found
            continue
        after = network.copy()
        after.add_edge(a, b)
        closes = len(members[a] & members[b]) if (a, b) in overlapping else 0
        brings = sum(far(network, *pair) and not far(after, *pair) for pair in overlapping)
        sizes = [len(nx.node_connected_component(network, end)) for end in (a, b)]
        joins = 0 if nx.has_path(network, a, b) else sizes[0] * sizes[1]
        assert found.get((a, b), [0, 0, 0, *sizes]) == [closes, brings, joins, *sizes]
        assert ((a, b) in found) == any((closes, brings, joins))


def far(network: Any, a: str, b: str) -> bool:
    return not nx.has_path(network, a, b) or nx.shortest_path_length(network, a, b) > 2


def test_adding_the_best_link_closes_its_gaps_in_uncoordinated_overlap() -> None:
    graph = changes.with_statements(
        concept_note(),
        [{"relation": "COORDINATES_WITH", "source": "mechanism:rcm", "target": "mechanism:csm", "start": "2000"}],
    )
    best = ask(graph).frame.iloc[0]
    assert (best["a"], best["b"], best["closes"]) == ("mechanism:csm", "mechanism:quito-process", 8)
    # csm-quito is no longer apart, and quito comes within two links of the rcm
    assert (best["brings_closer"], best["newly_connected"]) == (2, 2)

    def open_gaps(**given: object) -> int:
        return int(queries.ask(graph, "uncoordinated-overlap", as_of=AS_OF, **given).frame["closes"].sum())

    assert open_gaps() - open_gaps(with_="csm COORDINATES_WITH quito-process") == best["closes"]


def test_near_universal_rooms_never_win() -> None:
    graph = made({"a": "MEX USA", "b": "MEX", "gcm": "MEX USA"}, "", gcm={"scope": "global"})
    assert len(ask(graph).frame) == 1
    every = ask(graph, scope="regional,global").frame
    assert list(zip(every["a"], every["closes"], strict=True)) == [
        ("mechanism:a", 1),
        ("mechanism:a", 2),
        ("mechanism:b", 1),
    ]


def test_dormant_rooms_are_no_candidates_and_rooms_without_a_list_are_named() -> None:
    graph = made({"a": "MEX", "b": "MEX", "c": ""}, "", b={"status": "dormant"}, c={"members_known": False})
    answer = ask(graph)
    assert answer.frame.empty
    assert answer.universe["unknown_rooms"] == ["mechanism:c"]
    assert answer.sentences["en"].startswith("Fewer than two active regional rooms have known members on 2022-05-17")
    assert answer.sentences["es"].endswith("sin evidencia de brechas por cerrar.")


def test_where_no_gap_is_left_a_link_may_still_join_parts() -> None:
    answer = ask(made({"a": "MEX", "b": "PER"}, ""))
    assert answer.sentences == {
        "en": "On 2022-05-17 no two of the rooms are known to share members without a known formal link; a link "
        "between a and b would join most mechanisms: parts of the network of 1 and 1.",
        "es": "Al 2022-05-17 no consta ningún par de foros con miembros comunes y sin vínculo formal conocido; un "
        "vínculo entre a y b uniría más mecanismos: partes de la red de 1 y 1.",
    }


def test_when_all_is_linked_no_gap_is_left() -> None:
    answer = ask(made({"a": "MEX", "b": "MEX"}, "ab"))
    assert answer.frame.empty
    assert answer.sentences["en"].endswith("no gap is left to close.")
    assert answer.sentences["es"].endswith("no queda brecha por cerrar.")


def test_a_link_held_before_is_no_candidate_and_one_announced_is() -> None:
    rows = [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")]
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}
    link = tie("COORDINATES_WITH", "mechanism:a", "mechanism:b", start="2010", end="2011")
    assert ask(drawn(rooms, [*rows, link])).frame.empty
    assert len(ask(drawn(rooms, [*rows, {**link, "status": "announced"}])).frame) == 1
    assert len(ask(drawn(rooms, [*rows, link]), as_of="2009").frame) == 1


def test_too_many_mechanisms_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best_new_link, "ALL_PAIRS", 5)
    with pytest.raises(TooLarge, match="every pair of 6 mechanisms is too many to try; ask with fewer scopes"):
        ask(tries())


def test_the_best_link_of_the_curated_graph_is_between_the_csm_and_quito(built_in: PropertyGraph) -> None:
    best = ask(built_in).frame.iloc[0]
    assert (best["a"], best["b"], best["closes"]) == ("mechanism:csm", "mechanism:quito-process", 9)


@pytest.mark.parametrize(
    ("given", "what"), [({"top": "all"}, "write 0, 1, 2"), ({"scope": "local"}, "choose from regional")]
)
def test_bad_parameters_say_what_is_possible(given: dict[str, str], what: str) -> None:
    with pytest.raises(BadParameter, match=what):
        ask(tries(), **given)
