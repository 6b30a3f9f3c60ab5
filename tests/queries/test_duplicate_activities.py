import itertools
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import _activities, _cells, duplicate_activities
from queries._parameters import Known, parsed
from tests.queries.drawn import Row, drawn, slugs, tie

DAY = "2024-06-30"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    cell = [r[name] or "" for name in ("country", "place", "theme", "population")]
    return (-r["candidates"], -r["agency_count"], -r["activity_count"], *cell)


def activity(name: str, by: str, at: str = "COL", on: str = "health", **dates: object) -> list[dict[str, Any]]:
    """An activity of some agencies (codes with blanks between), in countries or places, on themes; all dated alike."""
    project = f"project:{name}"
    places = [place if ":" in place else f"country:{place}" for place in at.split()]
    return [
        *(tie("IMPLEMENTS", f"agency:{agency}", project, **dates) for agency in by.split()),
        *(tie("OPERATES_IN", project, place, **dates) for place in places),
        *(tie("ADDRESSES", project, f"theme:{theme}", **dates) for theme in on.split()),
    ]


def reached(name: str, number: float, **more: object) -> Row:
    return {"node": f"project:{name}", "measure": "people_reached", "number": number, **more}


def cells(graph: PropertyGraph, **given: object) -> list[list[Any]]:
    """Country, place, theme, agencies, activities and candidates of each row, without the kinds of ids."""
    frame = queries.ask(graph, "duplicate-activities", **{"as_of": DAY, **given}).frame
    where = [[str(v).partition(":")[2] for v in row if isinstance(v, str)] for row in frame[HEADS].values.tolist()]
    lists = zip(frame["agencies"].map(slugs), frame["activities"].map(slugs), frame["candidates"], strict=True)
    return [[*place, *rest] for place, rest in zip(where, lists, strict=True)]


HEADS = ["country", "place", "theme", "population"]


def field() -> PropertyGraph:
    # COL, health:  a (iom, unhcr together)   b (nrc)   c (iom, unhcr together again)
    # PER, health:  c, and nobody else's
    # COL, food:    b, until May
    return drawn(
        {},
        [
            *activity("a", "iom unhcr", start="2024"),
            *activity("b", "nrc", start="2024"),
            *activity("c", "iom unhcr", "COL PER", start="2024-06"),
            tie("ADDRESSES", "project:b", "theme:food", start="2024", end="2024-05"),
            tie("ADDRESSES", "project:a", "theme:food", start="2024-06"),
        ],
        [
            reached("a", 100, start="2024-02"),
            reached("a", 40, start="2024-03", end="2024-04"),
            reached("c", 70),
            reached("c", 900, start="2024-07"),
            reached("c", 800, start="2024-06", confidence="unverified"),
        ],
    )


def test_activities_of_different_agencies_that_meet_in_a_cell() -> None:
    answer = queries.ask(field(), "duplicate-activities", as_of=DAY)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.drop(columns="evidence").to_dict("records") == [
        {
            "country": "country:COL",
            "place": None,
            "theme": "theme:health",
            "population": None,
            "agencies": ["agency:iom", "agency:nrc", "agency:unhcr"],
            "activities": ["project:a", "project:b", "project:c"],
            "agency_count": 3,
            "activity_count": 3,
            "reach_sum": 210.0,  # a 100 + 40, c 70; the figures of July and the unverified one do not count
            "reach_max": 100.0,
            "candidates": 2,  # nrc with each of the two; these are partners, in a and in c
        }
    ]
    assert answer.frame["evidence"].iloc[0] == [
        "addresses/project:a/theme:health/1",
        "addresses/project:b/theme:health/1",
        "addresses/project:c/theme:health/1",
        "implements/agency:iom/project:a/1",
        "implements/agency:iom/project:c/1",
        "implements/agency:nrc/project:b/1",
        "implements/agency:unhcr/project:a/1",
        "implements/agency:unhcr/project:c/1",
        "operates-in/project:a/country:COL/1",
        "operates-in/project:b/country:COL/1",
        "operates-in/project:c/country:COL/1",
        "people_reached/project:a/2024-02/1",
        "people_reached/project:a/2024-03/1",
        "people_reached/project:c/undated/1",
    ]
    assert answer.universe == {"activities": ["project:a", "project:b", "project:c"], "incomplete": []}
    assert answer.sentences["en"] == (
        "On 2024-06-30, two or more agencies have different activities at the same time in 1 combination of country "
        "and theme, which may be duplication or back-up; most in COL, health: 2 pairs of agencies (iom, nrc and "
        "unhcr). Looked at: 3 known activities with agency, country and theme. Tables of activities (R4V 5W, OCHA 3W) "
        "would have to be loaded for more."
    )
    assert answer.sentences["es"] == (
        "Al 2024-06-30, dos o más organismos tienen actividades distintas a la vez en 1 combinación de país y tema, lo "
        "que puede ser duplicación o respaldo; donde más, COL, health: 2 pares de organismos (iom, nrc y unhcr). Se "
        "revisaron 3 actividades conocidas con organismo, país y tema. Para más habría que cargar tablas de "
        "actividades (5W de R4V, 3W de OCHA)."
    )


def test_in_a_period_only_activities_that_overlap_meet() -> None:
    # food: b to the end of May, a from June. health: all three, as c began in June
    assert cells(field(), **{"from": "2024"}) == cells(field())
    graph = drawn({}, [*activity("a", "iom", start="2024-01", end="2024-03"), *activity("b", "nrc", start="2024-04")])
    assert cells(graph, **{"from": "2024"}) == []
    graph = drawn(
        {}, [*activity("a", "iom", start="2024-01", end="2024-04-01"), *activity("b", "nrc", start="2024-04")]
    )
    assert cells(graph, **{"from": "2024"}) == [["COL", "health", ["iom", "nrc"], ["a", "b"], 1]]
    assert cells(graph) == cells(graph, **{"from": "2024-04-02"}) == []


def test_one_that_meets_nobody_is_not_listed() -> None:
    # a and b meet in January, c stands alone in March; wfp and nrc meet twice and are one pair
    graph = drawn(
        {},
        [
            *activity("a", "nrc", start="2024-01", end="2024-01"),
            *activity("b", "wfp", start="2024-01", end="2024-02"),
            *activity("c", "iom", start="2024-03", end="2024-03"),
            *activity("d", "nrc", start="2024-05"),
            *activity("e", "wfp", start="2024-05-20"),
        ],
    )
    assert cells(graph, **{"from": "2024"}) == [["COL", "health", ["nrc", "wfp"], ["a", "b", "d", "e"], 1]]


def test_two_activities_of_one_agency_or_one_joint_activity_are_no_duplicates() -> None:
    assert cells(drawn({}, [*activity("a", "iom"), *activity("b", "iom")])) == []
    assert cells(drawn({}, activity("a", "iom unhcr"))) == []
    assert cells(drawn({}, [*activity("a", "iom unhcr"), *activity("b", "iom unhcr")])) == []
    assert cells(drawn({}, [*activity("a", "iom unhcr"), *activity("b", "iom")])) == [
        ["COL", "health", ["iom", "unhcr"], ["a", "b"], 1]
    ]


@pytest.mark.parametrize(
    ("project", "statement", "found"),
    [
        ({}, {}, 1),
        ({"end": "2024-06"}, {}, 1),
        ({"end": "2024-05"}, {}, 0),  # the activity is over, whatever its statements say
        ({"start": "2024-07"}, {}, 0),
        ({}, {"end": "2024-06-29"}, 0),
        ({}, {"start": "2024-07"}, 0),
        ({}, {"status": "announced"}, 0),
        ({}, {"confidence": "unverified"}, 0),
    ],
)
def test_only_what_is_in_force_counts(project: Row, statement: Row, found: int) -> None:
    graph = drawn({"project:a": project}, [*activity("a", "iom", **statement), *activity("b", "nrc")])
    assert len(cells(graph)) == found


def test_an_undated_activity_counts_from_its_earliest_evidence() -> None:
    graph = drawn({}, [*activity("a", "iom"), *activity("b", "nrc")], read="2024-07")
    assert cells(graph) == []
    assert len(cells(graph, as_of="2024-07")) == 1


def test_the_lead_stands_in_only_where_nobody_is_known_to_implement() -> None:
    lead = tie("LEADS", "agency:ocha", "project:a")
    other = activity("b", "nrc")
    assert cells(drawn({}, [*activity("a", ""), lead, *other]))[0][2] == ["nrc", "ocha"]
    assert cells(drawn({}, [*activity("a", "iom"), lead, *other]))[0][2] == ["iom", "nrc"]


def test_without_a_known_agency_an_activity_is_incomplete_and_none_is_guessed() -> None:
    graph = drawn({}, [*activity("a", ""), *activity("b", "nrc"), tie("FUNDS", "country:JPN", "project:a")])
    answer = queries.ask(graph, "duplicate-activities", as_of=DAY)
    assert answer.universe == {"activities": ["project:b"], "incomplete": ["project:a"]}
    assert answer.sentences["en"] == (
        "On 2024-06-30, no country and theme are known in which two or more agencies have different activities at the "
        "same time. Looked at: 1 known activity with agency, country and theme (1 more lacks one of them). Tables of "
        "activities (R4V 5W, OCHA 3W) would have to be loaded for more."
    )
    assert (
        "Se revisó 1 actividad conocida con organismo, país y tema (a otra le falta alguno)."
        in (answer.sentences["es"])
    )


LIES = [
    tie("LOCATED_IN", "place:camp", "place:norte"),
    tie("PART_OF", "place:norte", "country:COL"),
    tie("LOCATED_IN", "place:bridge", "country:COL"),
    tie("LOCATED_IN", "place:bridge", "country:VEN"),
    tie("LOCATED_IN", "place:sea", "place:ocean"),
    tie("LOCATED_IN", "place:ocean", "place:sea"),
]


def test_a_place_counts_for_each_country_that_it_lies_in() -> None:
    graph = drawn({}, [*LIES, *activity("a", "iom", "place:camp place:sea"), *activity("b", "nrc", "place:bridge COL")])
    answer = queries.ask(graph, "duplicate-activities", as_of=DAY)
    assert cells(graph) == [["COL", "health", ["iom", "nrc"], ["a", "b"], 1]]
    evidence = set(answer.frame["evidence"].iloc[0])
    assert {"located-in/place:camp/place:norte/1", "part-of/place:norte/country:COL/1"} <= evidence
    assert "located-in/place:bridge/country:COL/1" in evidence
    assert not any("VEN" in about or "sea" in about for about in evidence)


def test_at_the_level_of_places_a_cell_is_a_place() -> None:
    both = [*activity("a", "iom", "place:camp place:bridge COL"), *activity("b", "nrc", "place:camp place:bridge COL")]
    graph = drawn({}, [*LIES, *both])
    assert cells(graph, level="place") == [  # a bridge between two countries is in neither alone
        ["bridge", "health", ["iom", "nrc"], ["a", "b"], 1],
        ["COL", "camp", "health", ["iom", "nrc"], ["a", "b"], 1],
    ]
    answer = queries.ask(graph, "duplicate-activities", as_of=DAY, level="place")
    assert "at the same time in 2 combinations of place and theme" in answer.sentences["en"]
    assert "a la vez en 2 combinaciones de lugar y tema" in answer.sentences["es"]


def test_populations_tell_cells_apart_where_asked() -> None:
    graph = drawn(
        {},
        [
            *activity("a", "iom"),
            *activity("b", "nrc"),
            *activity("c", "wfp"),
            *(tie("ADDRESSES", f"project:{name}", "population:children") for name in "ac"),
            tie("ADDRESSES", "project:b", "population:women"),
        ],
    )
    assert cells(graph)[0][-1] == 3
    assert cells(graph, populations="on") == [["COL", "health", "children", ["iom", "wfp"], ["a", "c"], 1]]
    said = queries.ask(graph, "duplicate-activities", as_of=DAY, populations="on").sentences
    assert "in 1 combination of country, theme and population, which" in said["en"]
    assert "3 known activities with agency, country, population and theme." in said["en"]
    assert "en 1 combinación de país, tema y población, lo que" in said["es"]


def test_how_many_agencies_and_how_many_rows() -> None:
    graph = drawn(
        {}, [*activity("a", "iom", "COL PER"), *activity("b", "nrc", "COL PER"), *activity("c", "wfp", "PER")]
    )
    assert [row[0] for row in cells(graph)] == ["PER", "COL"]
    assert [row[0] for row in cells(graph, at_least=3)] == ["PER"]
    assert cells(graph, at_least=0) == cells(graph, at_least=2) == cells(graph)
    assert [row[0] for row in cells(graph, top=1)] == ["PER"]
    assert cells(graph, top=5) == cells(graph, top=0)
    answer = queries.ask(graph, "duplicate-activities", as_of=DAY, top=1)
    assert "in 1 combination of country and theme (no more are listed), which" in answer.sentence


def test_too_few_agencies_for_a_row_is_not_said_to_be_none() -> None:
    graph = drawn({}, [*activity("a", "iom"), *activity("b", "nrc")])
    said = queries.ask(graph, "duplicate-activities", as_of=DAY, at_least=3).sentences
    assert said["en"].startswith("On 2024-06-30, no country and theme are known in which 3 or more agencies have")
    assert said["es"].startswith("Al 2024-06-30 no consta ningún país y tema en que 3 o más organismos tengan")


def test_reach_that_no_source_gives_is_unknown_and_not_zero() -> None:
    graph = drawn({}, [*activity("a", "iom"), *activity("b", "nrc")])
    frame = queries.ask(graph, "duplicate-activities", as_of=DAY).frame
    assert frame[["reach_sum", "reach_max"]].isna().all(axis=None)


def test_in_a_period_only_people_reached_in_it_count() -> None:
    seen = [
        reached("a", 5, start="2023-12"),
        reached("a", 7, start="2023-11", end="2024-01"),
        reached("b", 9, start="2024-02"),
    ]
    graph = drawn({}, [*activity("a", "iom"), *activity("b", "nrc")], seen)
    frame = queries.ask(graph, "duplicate-activities", as_of=DAY, **{"from": "2024"}).frame
    assert frame[["reach_sum", "reach_max"]].values.tolist() == [[16.0, 9.0]]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadParameter) as caught:
        queries.ask(field(), "duplicate-activities", as_of="2020", **{"from": "2021"})
    assert str(caught.value) == (
        "parameter 'from': it is after the day asked for, 2020-12-31 (got '2021-01-01'); give an earlier one"
    )


def test_the_kernel_gives_the_same_from_ties_as_a_server_returns_them(built_in: PropertyGraph) -> None:
    for asked in ({}, {"from": "2015", "level": "place"}, {"populations": "on"}):
        p = parsed(duplicate_activities.QUESTION, Known.of(built_in), {"as_of": "2024", **asked})
        ties = _activities.ties(built_in, p)
        assert list(ties.columns) == [c.name for c in _activities.TIES]
        plain = pd.DataFrame({name: ties[name].tolist() for name in ties.columns})
        found = duplicate_activities.finish(plain, p)
        assert len(found)
        pd.testing.assert_frame_equal(found, duplicate_activities.finish(ties, p))


def test_pairs_looked_at_in_small_blocks_are_counted_once(
    built_in: PropertyGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = queries.ask(built_in, "duplicate-activities", as_of="2024", **{"from": "2010"}).frame
    monkeypatch.setattr(_cells, "PAIRS", 2)
    blocks = queries.ask(built_in, "duplicate-activities", as_of="2024", **{"from": "2010"}).frame
    assert whole["candidates"].max() > 2
    pd.testing.assert_frame_equal(whole, blocks)


def test_on_the_curated_graph_colombia_and_integration_have_most_candidates(built_in: PropertyGraph) -> None:
    row = queries.ask(built_in, "duplicate-activities", as_of="2024-12-31").frame.iloc[0]
    assert (row["country"], row["theme"]) == ("country:COL", "theme:integration")
    assert {"agency:idb", "agency:iom", "agency:unhcr"} <= set(row["agencies"])


# Against plain sets

SPELLS = st.tuples(st.integers(1, 28), st.integers(1, 28)).map(lambda ends: (min(ends), max(ends)))
MADE = st.lists(
    st.tuples(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=3, unique=True), st.sampled_from("XY"), SPELLS),
    max_size=7,
)


@settings(max_examples=60)
@given(made=MADE, whole=st.booleans())
def test_candidates_are_those_of_all_pairs_of_activities(
    made: list[tuple[list[str], str, tuple[int, int]]], whole: bool
) -> None:
    rows = [
        activity(f"a{i}", " ".join(by), at=f"C{country}", start=f"2024-06-{a:02d}", end=f"2024-06-{b:02d}")
        for i, (by, country, (a, b)) in enumerate(made)
    ]
    first = 1 if whole else 15
    wanted: dict[str, tuple[set[str], set[str], set[frozenset[str]]]] = {}
    clipped = [(i, set(by), c, max(a, first), min(b, 15)) for i, (by, c, (a, b)) in enumerate(made)]
    for (i, x, c, a, b), (j, y, d, e, f) in itertools.combinations([r for r in clipped if r[3] <= r[4]], 2):
        if c == d and x != y and a <= f and e <= b:
            for one, other in itertools.product(x, y):
                if one != other:
                    agencies, activities, pairs = wanted.setdefault(f"C{c}", (set(), set(), set()))
                    agencies |= {one, other}
                    activities |= {f"a{i}", f"a{j}"}
                    pairs.add(frozenset((one, other)))
    graph = drawn({}, [row for part in rows for row in part])
    found = cells(graph, as_of="2024-06-15", **({"from": "2024-06-01"} if whole else {}))
    assert {row[0]: (set(row[2]), set(row[3]), row[4]) for row in found} == {
        country: (agencies, activities, len(pairs)) for country, (agencies, activities, pairs) in wanted.items()
    }
