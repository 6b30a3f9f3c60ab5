from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (-r["betweenness"], -r["degree"], r["node"])


def chain() -> PropertyGraph:
    # MEX -- rcm -- CRI -- quito -- ECU -- csm -- BOL     PER observes csm; asleep (dormant): MEX BOL; gcm (global): MEX
    rooms = {f"mechanism:{room}": REGIONAL for room in ("rcm", "quito", "csm")}
    regions = {"MEX": "central-america", "CRI": "central-america", "ECU": "south-america"}  # of BOL it is not known
    return drawn(
        {
            **rooms,
            "mechanism:asleep": {**REGIONAL, "status": "dormant"},
            "mechanism:gcm": {"subtype": "compact", "scope": "global"},
            "mechanism:fem": {**REGIONAL, "members_known": False},
            **{f"country:{code}": {"region": region} for code, region in regions.items()},
        },
        [
            *sit("MEX CRI", "rcm", start="1996"),
            *sit("CRI ECU", "quito", start="2018"),
            *sit("ECU BOL", "csm", start="1999"),
            *sit("PER", "csm", start="1999", role="observer"),
            *sit("MEX BOL", "asleep", start="2000"),
            tie("ADOPTED", "MEX", "gcm", start="2018"),
        ],
    )


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "brokers", **{"as_of": AS_OF, **given})


def seat(country: str, room: str) -> str:
    return f"member-of/country:{country}/mechanism:{room}/member/1"


def test_on_a_chain_of_seven_the_room_in_the_middle_is_on_nine_of_fifteen_paths() -> None:
    answer = ask(chain())
    # Between others: of the chain's places 0 to 6, place i has i * (6 - i) pairs on its two sides, of 15.
    # Each path i-j-k counts both ways. CRI: rcm-CRI-quito, two of one subtype. rcm: MEX-rcm-CRI, two of one region.
    # csm: ECU-csm-BOL, and the region of BOL is not known, so that the path plays no role.
    nothing = dict.fromkeys(("coordinator", "gatekeeper", "representative", "itinerant", "liaison"), 0)
    process, central, south = "consultation-process", "central-america", "south-america"
    rows = [
        ("mechanism:quito", process, 9 / 15, {"liaison": 2}, [seat("CRI", "quito"), seat("ECU", "quito")]),
        ("country:CRI", central, 8 / 15, {"itinerant": 2}, [seat("CRI", "quito"), seat("CRI", "rcm")]),
        ("country:ECU", south, 8 / 15, {"itinerant": 2}, [seat("ECU", "csm"), seat("ECU", "quito")]),
        ("mechanism:csm", process, 5 / 15, {}, [seat("BOL", "csm"), seat("ECU", "csm")]),
        ("mechanism:rcm", process, 5 / 15, {"itinerant": 2}, [seat("CRI", "rcm"), seat("MEX", "rcm")]),
        ("country:BOL", None, 0.0, {}, [seat("BOL", "csm")]),
        ("country:MEX", central, 0.0, {}, [seat("MEX", "rcm")]),
    ]
    found = answer.frame.astype(object).where(answer.frame.notna(), None).to_dict("records")
    assert found == [
        {
            "node": node,
            "group": group,
            "betweenness": pytest.approx(share, abs=1e-11),
            "parts": 2 if share else 1,
            "constraint": 0.5 if share else 1.0,
            "effective_size": 2.0 if share else 1.0,
            "degree": 2 if share else 1,
            **nothing,
            **roles,
            "paths": 2 if share else 0,
            "evidence": proof,
        }
        for node, group, share, roles, proof in rows
    ]
    assert answer.sentences["en"] == (
        "On 2022-05-17, 3 mechanisms and 4 countries and territories are tied by known seats in active regional rooms. "
        "The shortest paths between pairs of others run most through quito (60%); CRI and ECU (53% each). "
        "Without any one of CRI, ECU and quito the network falls into 2 parts. "
        "A place between others is a chance to broker, no proof that it is used. "
        "Not in it, for want of a list of members: fem."
    )
    assert answer.sentences["es"] == (
        "Al 2022-05-17, 3 mecanismos y 4 países y territorios están vinculados por asientos conocidos en foros activos "
        "regionales. Los caminos más cortos entre pares de otros pasan sobre todo por quito (60 %); CRI y ECU (53 % "
        "cada uno). Sin uno cualquiera de CRI, ECU y quito, la red se divide en 2 partes. Estar entre otros permite "
        "mediar; no prueba que se haga. Fuera de ella, por no tener lista de miembros: fem."
    )
    everybody = sorted(["mechanism:quito", "mechanism:csm", "mechanism:rcm", *(f"country:{c}" for c in COUNTRIES)])
    assert answer.universe == {
        "in_network": everybody,
        "largest_part": everybody,
        "unknown_rooms": ["mechanism:fem"],
    }


COUNTRIES = ("BOL", "CRI", "ECU", "MEX")


def test_observers_are_tied_only_if_roles_ask_and_global_rooms_only_if_the_scope_does() -> None:
    assert "country:PER" not in set(ask(chain()).frame["node"])
    assert "country:PER" in set(ask(chain(), roles="member,observer").frame["node"])
    assert "mechanism:gcm" in set(ask(chain(), scope="regional,global").frame["node"])


def test_before_quito_was_founded_there_are_two_parts_and_it_is_said() -> None:
    answer = ask(chain(), as_of="2017")
    assert slugs(answer.universe["largest_part"]) == ["BOL", "ECU", "csm"]
    assert "; 3 of them hang together, the others apart." in answer.sentences["en"]
    assert "Without any one of csm and rcm the part it is in falls into 2 parts" in answer.sentences["en"]


def test_only_the_first_so_many_are_listed_and_zero_lists_all() -> None:
    assert slugs(ask(chain(), top=2).frame["node"]) == ["quito", "CRI"]
    assert len(ask(chain(), top=0).frame) == 7
    assert len(ask(chain(), top=2).universe["in_network"]) == 7


def test_countries_are_tied_where_they_sit_in_one_room() -> None:
    # MEX -- CRI -- ECU -- BOL
    answer = ask(chain(), network="countries")
    assert slugs(answer.frame["node"]) == ["CRI", "ECU", "BOL", "MEX"]
    assert answer.frame["betweenness"].tolist() == pytest.approx([2 / 3, 2 / 3, 0, 0], abs=1e-11)
    assert slugs(answer.universe["in_network"]) == slugs(answer.universe["largest_part"]) == sorted(COUNTRIES)
    assert answer.sentences["en"].startswith(
        "On 2022-05-17, 4 countries and territories are tied by shared active regional rooms. "
    )


def test_contacts_that_know_each_other_constrain() -> None:
    # a: X Y Z    b: Z W       Z has three contacts, of which X and Y are tied
    graph = drawn({f"mechanism:{room}": REGIONAL for room in "ab"}, [*sit("XXX YYY ZZZ", "a"), *sit("ZZZ WWW", "b")])
    frame = ask(graph, network="countries").frame.set_index("node")
    # p = 1/3 to each; to X also 1/3 * 1/2 through Y, and the same to Y: (1/3 + 1/6)^2 twice and (1/3)^2
    assert frame.loc["country:ZZZ", "constraint"] == pytest.approx(0.25 + 0.25 + 1 / 9)
    assert frame.loc["country:ZZZ", "effective_size"] == pytest.approx(3 - 2 * 1 / 3)
    assert frame.loc["country:WWW", "constraint"] == 1


def test_formal_links_count_that_were_held_before_and_never_those_announced_or_of_later_days() -> None:
    # a -- b -- c     a .. c announced, a .. d later
    graph = drawn(
        {},
        [
            tie("COORDINATES_WITH", "mechanism:a", "b", start="2010", end="2012"),
            tie("SUPPORTS", "mechanism:c", "b", start="2015"),
            tie("COORDINATES_WITH", "mechanism:a", "c", start="2016", status="announced"),
            tie("COORDINATES_WITH", "mechanism:a", "d", start="2030"),
            tie("SUPPORTS", "agency:iom", "a", start="2015"),
        ],
    )
    answer = ask(graph, network="links")
    assert [tuple(row) for row in answer.frame[["node", "betweenness", "degree"]].to_numpy()] == [
        ("mechanism:b", 1.0, 2),
        ("mechanism:a", 0.0, 1),
        ("mechanism:c", 0.0, 1),
    ]
    assert "3 mechanisms are tied by known formal links." in answer.sentences["en"]


def test_organisations_are_tied_by_membership_of_the_roles_asked_for() -> None:
    graph = drawn(
        {"agency:oas": {"subtype": "regional-organisation"}},
        [
            tie("MEMBER_OF", "MEX", "agency:oas"),
            tie("MEMBER_OF", "ESP", "agency:oas", role="observer"),
            tie("SUPPORTS", "agency:oas", "mirps"),
            tie("SUPPORTS", "agency:oas", "project:fund"),
        ],
    )
    members = ask(graph, network="organisations")
    assert slugs(members.universe["in_network"]) == ["oas", "MEX", "mirps"]
    assert members.frame["node"].iloc[0] == "agency:oas"
    assert slugs(ask(graph, network="organisations", roles="observer").universe["in_network"]) == [
        "oas",
        "ESP",
        "mirps",
    ]


def money() -> PropertyGraph:
    # KOR -> kpk -> urban (run by idb)     USA -> idb -> kpk     IDB also runs a project that nobody is known to fund
    given = {"money": "commitment", "counted": True}
    return drawn(
        {"agency:idb": {"subtype": "development-bank"}, "agency:kpk": {"subtype": "fund"}},
        [
            tie("FUNDS", "KOR", "agency:kpk", **{**given, "counted": False}),
            tie("FUNDS", "agency:kpk", "project:urban", **given),
            tie("FUNDS", "USA", "agency:idb", **given),
            tie("FUNDS", "agency:idb", "agency:kpk", **given),
            tie("IMPLEMENTS", "agency:idb", "project:urban"),
            tie("IMPLEMENTS", "agency:idb", "project:other"),
        ],
    )


def test_money_flows_through_a_conduit_and_on_to_who_implements() -> None:
    answer = ask(money(), network="funds", groups="kind")
    frame = answer.frame.set_index("node")
    assert slugs(answer.universe["in_network"]) == ["idb", "kpk", "KOR", "USA", "urban"]
    # kpk: KOR-kpk-urban (three kinds) and idb-kpk-urban (two agencies, then a project); urban: kpk-urban-idb (agencies)
    # idb: USA-idb-kpk, urban-idb-kpk. Closed paths there are none.
    roles = ["coordinator", "gatekeeper", "representative", "itinerant", "liaison", "paths"]
    counts = dict(zip(frame.index, frame[roles].to_numpy().tolist(), strict=True))
    assert counts["agency:kpk"] == [0, 0, 1, 0, 1, 2]
    assert counts["project:urban"] == [0, 0, 0, 1, 0, 1]
    assert counts["agency:idb"] == [0, 2, 0, 0, 0, 2]
    assert counts["country:KOR"] == [0, 0, 0, 0, 0, 0]
    # Of the 12 ordered pairs of others: KOR-urban, KOR-idb, USA-urban and idb-urban run through kpk.
    assert frame.loc["agency:kpk", "betweenness"] == pytest.approx(4 / 12)
    assert frame.loc["agency:kpk", "evidence"] == [
        "funds/agency:idb/agency:kpk/1",
        "funds/agency:kpk/project:urban/1",
        "funds/country:KOR/agency:kpk/1",
    ]
    assert (
        "Of those shown, most open paths from giver to taker run through idb: 2 (2 into its group)."
        in answer.sentences["en"]
    )
    assert (
        "por idb pasan más caminos abiertos de quien da a quien recibe: 2 (2 hacia su grupo)."
        in (answer.sentences["es"])
    )


def test_where_nobody_passes_money_on_it_is_said() -> None:
    graph = drawn({}, [tie("FUNDS", "USA", "agency:iom", counted=True), tie("FUNDS", "USA", "agency:unhcr")])
    answer = ask(graph, network="funds")
    assert answer.frame["betweenness"].tolist() == [0, 0, 0]
    assert answer.sentences == {
        "en": "On 2022-05-17, 1 country or territory and 2 agencies are tied by known flows of money. "
        "Nobody is on a shortest path between two others.",
        "es": "Al 2022-05-17, 1 país o territorio y 2 organismos están vinculados por flujos de dinero conocidos. "
        "Nadie está en el camino más corto entre otros dos.",
    }


def test_regions_are_groups_of_countries_and_subtypes_those_of_the_others() -> None:
    frame = ask(money(), network="funds").frame.set_index("node")
    assert frame["group"].dropna().to_dict() == {
        "agency:idb": "development-bank",
        "agency:kpk": "fund",
        "project:urban": "Project",
    }
    by_kind = ask(money(), network="funds", groups="kind").frame.set_index("node")["group"]
    assert by_kind["country:KOR"] == "Country"
    by_subtype = ask(chain(), groups="subtype").frame.set_index("node")["group"]
    assert by_subtype["country:MEX"] == "Country"


def test_a_large_network_is_estimated_and_says_so() -> None:
    codes = " ".join(f"X{n:04d}" for n in range(2_000))
    graph = drawn({"mechanism:a": REGIONAL, "mechanism:b": REGIONAL}, [*sit(codes, "a"), *sit("X0000", "b")])
    answer = ask(graph)
    assert answer.frame["node"].tolist()[0] == "mechanism:a"
    # of the 2001 others, all pairs but those with b reach each other through a; b's reach X0000 without it
    assert answer.frame["betweenness"].iloc[0] == pytest.approx(1, abs=0.01)
    assert len(answer.frame) == 20
    assert "Betweenness is estimated from 200 of the 2002 nodes." in answer.sentences["en"]
    assert "se estima a partir de 200 de los 2002 nodos." in answer.sentences["es"]


NOTHING = {
    "seats": (
        "No country is known to sit in any active regional room on 1900-12-31",
        "No se sabe de ningún país con asiento en un foro activo regional al 1900-12-31",
    ),
    "countries": (
        "No country is known to sit in any active regional room on 1900-12-31",
        "No se sabe de ningún país con asiento en un foro activo regional al 1900-12-31",
    ),
    "links": (
        "No formal link between mechanisms is known on 1900-12-31",
        "No se conoce ningún vínculo formal entre mecanismos al 1900-12-31",
    ),
    "organisations": (
        "No tie between organisations is known on 1900-12-31",
        "No se conoce ningún vínculo entre organizaciones al 1900-12-31",
    ),
    "funds": (
        "No flow of money is known on 1900-12-31; load payments or activities (FTS, IATI, 5W)",
        "No se conoce ningún flujo de dinero al 1900-12-31; cargue pagos o actividades (FTS, IATI, 5W)",
    ),
}


@pytest.mark.parametrize("network", NOTHING)
def test_an_empty_answer_says_what_is_not_known(network: str) -> None:
    graph = drawn({}, [tie("FUNDS", "USA", "agency:iom", start="2020")])
    answer = ask(graph, network=network, as_of="1900")
    assert answer.frame.empty
    en, es = NOTHING[network]
    assert answer.sentences == {
        "en": f"{en}: no evidence of who is between others.",
        "es": f"{es}: sin evidencia de quién está entre otros.",
    }


@pytest.mark.parametrize(("name", "value"), [("network", "friends"), ("groups", "colour"), ("top", "-1")])
def test_bad_parameters_are_refused(name: str, value: str) -> None:
    with pytest.raises(BadParameter):
        ask(chain(), **{name: value})


def test_the_quito_process_holds_the_rooms_of_the_region_together(built_in: PropertyGraph) -> None:
    frame = ask(built_in).frame
    assert frame["node"].iloc[0] == "mechanism:quito-process"
    assert frame["parts"].iloc[0] == 2
    countries = frame[frame["node"].str.startswith("country:")]
    np.testing.assert_allclose(countries["constraint"], 1 / countries["degree"])


def test_korea_reaches_its_project_through_its_fund(built_in: PropertyGraph) -> None:
    frame = ask(built_in, network="funds", as_of="2026-11-22", top=0).frame.set_index("node")
    assert frame.loc["agency:korea-kpk", "paths"] == 1
