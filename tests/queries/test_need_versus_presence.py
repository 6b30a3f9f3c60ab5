from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.graph.generated import days, written_dates
from tests.queries.drawn import AS_OF, Row, drawn, slugs, tie

NAME = "need-versus-presence"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    each, people = r["people_per_organisation"], r["people"]
    return (each is None, -(each or 0), people is None, -(people or 0), r["country"], r["population"])


def hosts(country: str, people: int | None, start: str | None = None, **more: object) -> dict[str, Any]:
    figure = {} if people is None else {"people": people}
    return tie("HOSTS", country, "population:ven", start=start, **figure, **more)


def works(agency: str, where: str) -> dict[str, Any]:
    return tie("OPERATES_IN", f"agency:{agency}", where)


def need_and_presence() -> PropertyGraph:
    #  hosted      2019    2021     2023     presence
    #  AAA          100    1200     9000     agency x in AAA; y and z implement a project in a town of AAA
    #  BBB                  500              none known
    #  CCC    (no figure)                    agency x
    #  DDD    (no figure)                    none known
    return drawn(
        {},
        [
            hosts("AAA", 100, "2019"),
            hosts("AAA", 1200, "2021", spell=2),
            hosts("AAA", 9000, "2023", spell=3),
            hosts("BBB", 500, "2021-06"),
            hosts("CCC", None),
            hosts("DDD", None),
            works("x", "country:AAA"),
            works("x", "country:CCC"),
            tie("OPERATES_IN", "project:p", "place:town"),
            tie("LOCATED_IN", "place:town", "country:AAA"),
            tie("IMPLEMENTS", "agency:y", "project:p"),
            tie("IMPLEMENTS", "agency:z", "project:p"),
        ],
    )


def rows(graph: PropertyGraph, as_of: str = AS_OF, **more: object) -> dict[str, tuple[Any, ...]]:
    frame = queries.ask(graph, NAME, as_of=as_of, **more).frame
    cells = frame[["people", "organisations", "activities", "state"]].astype(object)
    cells = cells.where(cells.notna(), None)
    return dict(zip(slugs(frame["country"]), cells.itertuples(index=False, name=None), strict=True))


def test_the_latest_figure_is_set_against_who_is_known_to_work_there() -> None:
    answer = queries.ask(need_and_presence(), NAME, as_of=AS_OF)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.drop(columns="evidence").to_numpy().tolist() == [
        ["country:AAA", "population:ven", 1200.0, "2021", 3.0, 1.0, 400.0, "known"],
        ["country:BBB", "population:ven", 500.0, "2021-06", None, None, None, "no evidence of presence"],
        ["country:CCC", "population:ven", None, None, 1.0, None, None, "no evidence of need"],
        ["country:DDD", "population:ven", None, None, None, None, None, "no evidence"],
    ]
    assert frame["evidence"].tolist() == [
        [
            "hosts/country:AAA/population:ven/2",
            "implements/agency:y/project:p/1",
            "implements/agency:z/project:p/1",
            "located-in/place:town/country:AAA/1",
            "operates-in/agency:x/country:AAA/1",
            "operates-in/project:p/place:town/1",
        ],
        ["hosts/country:BBB/population:ven/1"],
        ["hosts/country:CCC/population:ven/1", "operates-in/agency:x/country:CCC/1"],
        ["hosts/country:DDD/population:ven/1"],
    ]
    assert answer.sentence == (
        "On 2022-05-17, of 4 pairs of a host country and a population that sources name, 1 has both a figure of people "
        "and an organisation known to work there. Most people for each organisation: AAA, 400 (ven: 1200, figure of "
        "2021; 3 organisations known). No figure of people: CCC and DDD. No evidence of presence, which is not zero "
        "(load activities, 5W): BBB and DDD. Lists of presence are never whole."
    )
    assert answer.sentences["es"] == (
        "Al 2022-05-17, de 4 pares de país de acogida y población que nombran las fuentes, 1 tiene a la vez una cifra "
        "de personas y una organización que consta que trabaja allí. Más personas por organización: AAA, 400 (ven: "
        "1200, cifra de 2021; 3 organizaciones conocidas). Sin cifra de personas: CCC y DDD. Sin evidencia de "
        "presencia, que no es cero (cargue actividades, 5W): BBB y DDD. Las listas de presencia nunca son completas."
    )
    assert {name: slugs(ids) for name, ids in answer.universe.items()} == {
        "countries": ["AAA", "BBB", "CCC", "DDD"],
        "populations": ["ven"],
        "unknown_presence": ["BBB", "DDD"],
    }


def test_the_day_decides_which_figure_is_the_latest() -> None:
    graph = need_and_presence()
    assert rows(graph, "2020")["AAA"][0] == 100
    assert rows(graph, "2024")["AAA"][0] == 9000
    assert rows(graph, "2018")["CCC"] == (None, 1, None, "no evidence of need")
    assert "AAA" not in rows(graph, "2018")


def test_presence_is_told_by_agencies_or_by_projects_as_asked() -> None:
    graph = need_and_presence()
    assert rows(graph, by="agencies")["AAA"] == (1200, 1, None, "known")
    assert rows(graph, by="projects")["AAA"] == (1200, 2, 1, "known")
    assert rows(graph, by="projects")["CCC"] == (None, None, None, "no evidence")


def test_an_agency_that_is_there_in_two_ways_counts_once() -> None:
    graph = drawn(
        {},
        [
            hosts("AAA", 10, "2020"),
            works("x", "country:AAA"),
            works("x", "place:town"),
            tie("LOCATED_IN", "place:town", "place:state"),
            tie("LOCATED_IN", "place:state", "country:AAA"),
            tie("OPERATES_IN", "project:p", "country:AAA"),
            tie("IMPLEMENTS", "agency:x", "project:p"),
        ],
    )
    assert rows(graph)["AAA"] == (10, 1, 1, "known")


def test_presence_that_has_ended_is_not_known_to_be_zero() -> None:
    over = tie("OPERATES_IN", "agency:x", "country:AAA", start="2015", end="2019")
    assert rows(drawn({}, [hosts("AAA", 10, "2020"), over]))["AAA"] == (10, None, None, "no evidence of presence")


def test_populations_are_rows_of_their_own_and_never_added() -> None:
    part = tie("PART_OF", "population:women", "population:ven")
    graph = drawn({}, [hosts("AAA", 10, "2020"), tie("HOSTS", "AAA", "population:women", start="2020", people=6), part])
    frame = queries.ask(graph, NAME, as_of=AS_OF).frame
    assert frame[["population", "people"]].to_numpy().tolist() == [["population:ven", 10.0], ["population:women", 6.0]]
    only = queries.ask(graph, NAME, as_of=AS_OF, population="population:women").frame
    assert only["people"].tolist() == [6.0]


def test_a_figure_less_supported_than_asked_for_does_not_count() -> None:
    graph = drawn({}, [hosts("AAA", 10, "2019"), hosts("AAA", 99, "2021", spell=2, confidence="unverified")])
    assert rows(graph)["AAA"][0] == 10
    assert rows(graph, confidence="stated,unverified")["AAA"][0] == 99
    assert rows(drawn({}, [hosts("AAA", 10, "2019", status="announced")])) == {}


def test_nobody_hosted_is_a_figure_and_an_unknown_date_is_none() -> None:
    assert rows(drawn({}, [hosts("AAA", 0, "2020"), works("x", "country:AAA")]))["AAA"] == (0, 1, None, "known")
    undated = drawn({}, [hosts("AAA", 10)], evidence=())
    assert rows(undated)["AAA"] == (None, None, None, "no evidence")


def test_without_anybody_hosted_the_answer_says_what_to_load() -> None:
    answer = queries.ask(drawn({}, [works("x", "country:AAA")]), NAME, as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No source says which countries hosted whom by 2022-05-17: no evidence of need; load people hosted "
        "(UNHCR, R4V).",
        "es": "Ninguna fuente dice qué países acogían a quién al 2022-05-17: sin evidencia de la necesidad; cargue la "
        "población acogida (ACNUR, R4V).",
    }


@pytest.mark.parametrize(
    ("given", "choices"),
    [({"by": "offices"}, "choose from agencies, projects"), ({"population": "country:AAA"}, "give a Population")],
)
def test_a_bad_parameter_says_what_is_possible(given: dict[str, str], choices: str) -> None:
    with pytest.raises(BadParameter, match=choices):
        queries.ask(need_and_presence(), NAME, **given)


def test_on_the_curated_graph_colombia_has_a_figure_and_chile_none(built_in: PropertyGraph) -> None:
    found = rows(built_in, "2026-01-01")
    assert found["COL"][0] == 1_800_000
    assert found["COL"][3] == "known"
    assert found["CHL"][0] is None
    assert found["CHL"][3] == "no evidence of need"


def test_twenty_thousand_activities_are_counted_as_plain_sets_count_them() -> None:
    statements = [hosts(f"C{c:02d}", 1000 * c, "2020") for c in range(20)]
    statements += [
        {**tie("OPERATES_IN", f"agency:a{n % 97:02d}", f"country:C{n * n % 19:02d}"), "id": f"o{n:06d}"}
        for n in range(20_000)
    ]
    graph = drawn(
        {}, statements, evidence=[{"about": row["id"], "source": "source:note"} for row in statements if "id" in row]
    )
    wanted: dict[str, set[int]] = {}
    for n in range(20_000):
        wanted.setdefault(f"C{n * n % 19:02d}", set()).add(n % 97)
    for country, (people, organisations, _, _) in rows(graph).items():
        assert people == 1000 * int(country[1:])
        assert organisations == (len(wanted[country]) if country in wanted else None)


# Against plain sets

COUNTRIES, AGENCIES, PROJECTS = ("country:AAA", "country:BBB"), ("agency:x", "agency:y"), ("project:p", "project:q")
AT = (*COUNTRIES, "place:town")
dated: dict[str, Any] = {
    "start": st.none() | written_dates,
    "end": st.none() | written_dates,
    "confidence": st.sampled_from(schema.CONFIDENCES),
}


def ties(relation: str, sources: tuple[str, ...], targets: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    ends = {"source": st.sampled_from(sources), "target": st.sampled_from(targets)}
    return st.fixed_dictionaries({**ends, **dated}).map(lambda row: {"relation": relation, **row})


@settings(max_examples=60)
@given(
    rows_=st.lists(
        ties("OPERATES_IN", (*AGENCIES, *PROJECTS), AT)
        | ties("IMPLEMENTS", AGENCIES, PROJECTS)
        | ties("LOCATED_IN", ("place:town",), COUNTRIES),
        max_size=14,
    ),
    day=days,
)
def test_organisations_and_activities_are_what_plain_sets_count(rows_: list[dict[str, Any]], day: str) -> None:
    statements: list[Row] = [{**row, "id": f"s{number:02d}"} for number, row in enumerate(rows_)]
    figures = [{**tie("HOSTS", c, "population:ven", start="2000", people=7), "id": f"h/{c}"} for c in COUNTRIES]
    evidence = [{"about": row["id"], "source": "source:note"} for row in statements]
    graph = drawn({}, [*statements, *figures], evidence=evidence, read="2018")
    edges = graph.edges[graph.in_force(day) & (graph.edges["confidence"] != "unverified")]
    pairs: dict[str, set[tuple[str, str]]] = {
        str(relation): set(part[["source", "target"]].itertuples(index=False, name=None))
        for relation, part in edges.groupby("relation")
    }
    for country in COUNTRIES:
        places = {country} | {a for a, b in pairs.get("LOCATED_IN", set()) if b == country}
        there = {a for a, b in pairs.get("OPERATES_IN", set()) if b in places}
        projects = there & set(PROJECTS)
        agencies = there & set(AGENCIES) | {a for a, b in pairs.get("IMPLEMENTS", set()) if b in projects}
        found = rows(graph, day)[country.partition(":")[2]]
        assert found[1:3] == (len(agencies) or None, len(projects) or None)


def test_counts_of_which_some_are_unknown_are_shown_as_counts() -> None:
    table = queries.ask(need_and_presence(), NAME, as_of=AS_OF).to_table(100)
    assert "3.00" not in table
    assert "1200.00" not in table
