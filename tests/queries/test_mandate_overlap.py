from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, tie

WORLDWIDE = {"mechanism:gcm", "mechanism:gcr", "mechanism:crrf"}
"""The mechanisms of global scope in the graphs of the tests; pairs with one of them come last."""


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (any(x in WORLDWIDE for x in (r["a"], r["b"])), -r["shared"], r["a"], r["b"])


def addresses(mechanism: str, themes: str, **more: object) -> list[dict[str, Any]]:
    """The themes that a mechanism addresses, by their slugs with blanks between."""
    return [tie("ADDRESSES", f"mechanism:{mechanism}", f"theme:{theme}", **more) for theme in themes.split()]


def two_mandates() -> PropertyGraph:
    # room a: COL PER MEX, on asylum and work       platform b: works in COL and PER, on asylum and food
    # room c: MEX, on nothing known                 room d: nobody known, on asylum
    return drawn(
        {
            "mechanism:a": REGIONAL,
            "mechanism:b": {"subtype": "platform", "scope": "regional", "members_known": True},
            "mechanism:c": REGIONAL,
            "mechanism:d": {"subtype": "committee", "scope": "hemispheric"},
        },
        [
            *sit("COL PER MEX", "a", start="2000"),
            *addresses("a", "asylum work", start="2001"),
            tie("OPERATES_IN", "mechanism:b", "country:COL", start="2018"),
            tie("OPERATES_IN", "mechanism:b", "country:PER", start="2019"),
            *addresses("b", "asylum food", start="2018"),
            *sit("MEX", "c", start="2000"),
            *addresses("d", "asylum", start="2012"),
        ],
    )


def test_two_mechanisms_share_each_theme_of_both_in_each_country_of_both() -> None:
    answer = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF)
    assert answer.frame.to_dict("records") == [
        {
            "a": "mechanism:a",
            "b": "mechanism:b",
            "shared_members": 2,
            "shared_themes": 1,
            "shared": 2,
            "union": 8,
            "jaccard": 0.25,
            "overlap_coefficient": 0.5,
            "a_size": 6,
            "b_size": 4,
            "themes": ["theme:asylum"],
            "members": ["country:COL", "country:PER"],
            "evidence": [
                "addresses/mechanism:a/theme:asylum/1",
                "addresses/mechanism:b/theme:asylum/1",
                "member-of/country:COL/mechanism:a/member/1",
                "member-of/country:PER/mechanism:a/member/1",
                "operates-in/mechanism:b/country:COL/1",
                "operates-in/mechanism:b/country:PER/1",
            ],
        }
    ]
    assert answer.sentences == {
        "en": "On 2022-05-17, a and b are known to address the same theme (asylum) for the same 2 countries and "
        "territories; 1 pair overlaps. It may be duplication or back-up. Not compared, as no source gives their themes "
        "then: c. Not compared, as it is not known which countries they serve: d.",
        "es": "Al 2022-05-17 consta que a y b abordan el mismo tema (asylum) para los mismos 2 países y territorios; 1 "
        "par se superpone. Puede ser duplicación o respaldo. No se comparan, sin fuente sobre sus temas entonces: c. "
        "No se comparan, por no saberse a qué países atienden: d.",
    }
    assert answer.universe == {
        "mechanisms": ["mechanism:a", "mechanism:b"],
        "countries": ["country:COL", "country:MEX", "country:PER"],
        "themes": ["theme:asylum", "theme:food", "theme:work"],
        "near_universal": [],
        "unknown_mandates": ["mechanism:c"],
        "unknown_members": ["mechanism:d"],
    }


def test_who_has_no_known_mandate_is_never_a_pair_that_shares_nothing() -> None:
    frame = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF, min_shared=0).frame
    assert frame[["a", "b"]].values.tolist() == [["mechanism:a", "mechanism:b"]]


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        ({"themes": "theme:work"}, []),
        ({"themes": "theme:asylum"}, [2]),
        ({"countries": "PER"}, [1]),
        ({"min_shared": 3}, []),
    ],
)
def test_themes_and_countries_can_be_chosen(given: Mapping[str, Any], cells: list[int]) -> None:
    answer = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF, **given)
    assert answer.frame["shared"].tolist() == cells
    assert answer.universe["unknown_mandates"] == ["mechanism:c"]  # whatever is chosen


def test_before_a_mandate_is_attested_there_is_no_overlap() -> None:
    answer = queries.ask(two_mandates(), "mandate-overlap", as_of="2017")
    assert answer.frame.empty
    assert answer.sentence == (
        "No two mechanisms are known to do the same for the same country on 2017-12-31 (mechanisms with known themes "
        "and countries: 1). Not compared, as no source gives their themes then: b and c. Not compared, as it is not "
        "known which countries they serve: d."
    )


def test_one_country_is_named_and_a_threshold_is_told() -> None:
    one = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF, countries="PER")
    assert "address the same theme (asylum) for PER; 1 pair overlaps." in one.sentences["en"]
    assert "abordan el mismo tema (asylum) para PER; 1 par se superpone." in one.sentences["es"]
    many = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF, min_shared=12345)
    assert "do the same (12,345 cells or more) for the same country" in many.sentences["en"]
    assert "haga lo mismo (12.345 celdas o más) para el mismo país" in many.sentences["es"]


def test_a_free_movement_regime_has_its_themes_for_its_parties() -> None:
    # regime: BRB is party, JAM an observer only, HTI was invited; so it shares BRB, and no more, with a
    party = [
        tie("PARTICIPATES_IN", "BRB", "regime", role="participant", start="2018"),
        tie("MEMBER_OF", "JAM", "regime", role="observer", start="2018"),
        tie("PARTICIPATES_IN", "HTI", "regime", role="invited", start="2018"),
    ]
    kinds = {"mechanism:regime": {"subtype": "free-movement-regime", "scope": "regional"}, "mechanism:a": REGIONAL}
    graph = drawn(kinds, [*party, *sit("BRB JAM HTI", "a"), *addresses("regime", "work"), *addresses("a", "work")])
    answer = queries.ask(graph, "mandate-overlap", as_of=AS_OF)
    assert answer.frame[["a", "b"]].values.tolist() == [["mechanism:a", "mechanism:regime"]]
    assert answer.frame["members"].tolist() == [["country:BRB"]]
    assert answer.universe["unknown_members"] == []
    assert queries.ask(graph, "member-overlap", as_of=AS_OF, by="cells").frame["shared"].tolist() == [1]
    crowd = queries.ask(graph, "crowded-themes", as_of=AS_OF, at_least=2).frame
    assert crowd["country"].tolist() == ["country:BRB"]
    trend = queries.ask(graph, "overlap-trend", as_of=AS_OF, by="cells", from_="2017").frame
    assert trend["shared"].tolist() == [0, 1, 1, 1, 1, 1]


def test_who_carries_out_a_project_together_is_said_to_overlap_in_it() -> None:
    project = [
        *(tie("IMPLEMENTS", f"agency:{name}", "project:p") for name in "xy"),
        tie("OPERATES_IN", "project:p", "country:COL"),
        tie("ADDRESSES", "project:p", "theme:work"),
    ]
    answer = queries.ask(drawn({}, project), "mandate-overlap", as_of=AS_OF, between="agencies")
    assert answer.sentences["en"].endswith("Those that carry out or fund a project together overlap in it.")
    assert answer.sentences["es"].endswith("Quienes ejecutan o financian juntos un proyecto se superponen en él.")


def test_nothing_known_at_all_names_what_would_say_it() -> None:
    answer = queries.ask(two_mandates(), "mandate-overlap", as_of=AS_OF, between="plans")
    assert answer.frame.empty
    assert answer.sentence.endswith(
        ": nothing loaded says which themes plans address in which countries. Activities or plans would."
    )
    assert answer.sentences["es"].endswith("en qué países. Lo dirían actividades o planes.")


def test_an_agency_has_a_theme_only_where_the_same_project_has_it() -> None:
    # agency:x -- project:p: health in COL       agency:x -- project:q: food in PER       agency:y: health in PER
    graph = drawn(
        {},
        [
            tie("IMPLEMENTS", "agency:x", "project:p", start="2020"),
            tie("IMPLEMENTS", "agency:x", "project:q", start="2020"),
            tie("OPERATES_IN", "project:p", "country:COL", start="2020"),
            tie("ADDRESSES", "project:p", "theme:health", start="2020"),
            tie("OPERATES_IN", "project:q", "country:PER", start="2020"),
            tie("ADDRESSES", "project:q", "theme:food", start="2020"),
            tie("OPERATES_IN", "agency:y", "country:PER", start="2020"),
            tie("ADDRESSES", "agency:y", "theme:health", start="2020"),
            tie("ADDRESSES", "agency:z", "theme:health", start="2020"),
        ],
    )
    answer = queries.ask(graph, "mandate-overlap", as_of=AS_OF, between="agencies")
    assert answer.frame.empty
    assert answer.universe["unplaced"] == ["agency:z"]
    assert answer.universe["unknown_mandates"] == []


def test_groups_without_cells_are_refused() -> None:
    with pytest.raises(BadParameter, match="choose from mechanisms, agencies, donors, projects, plans"):
        queries.ask(two_mandates(), "mandate-overlap", between="countries")


def test_the_built_in_graph_has_its_strongest_overlap_between_quito_and_r4v(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "mandate-overlap", as_of="2026-11-22")
    top = answer.frame.iloc[0]
    assert (top["a"], top["b"]) == ("mechanism:quito-process", "mechanism:r4v")
    assert top["shared"] == top["shared_members"] * top["shared_themes"] == len(top["members"]) * len(top["themes"])
    assert "mechanism:cam" in answer.universe["unknown_members"]
    assert answer.universe["near_universal"] == ["mechanism:gcm", "mechanism:gcr"]


MANDATES = st.dictionaries(
    st.sampled_from("abc"), st.tuples(st.sets(st.sampled_from("XYZ")), st.sets(st.sampled_from("tuv"))), max_size=3
)


@settings(max_examples=15)
@given(mandates=MANDATES)
def test_cells_are_the_products_of_members_and_themes(mandates: dict[str, tuple[set[str], set[str]]]) -> None:
    rows = []
    for name, (countries, themes) in mandates.items():
        rows += [*sit(" ".join(countries), name, start="2000"), *addresses(name, " ".join(themes), start="2000")]
    graph = drawn({f"mechanism:{name}": REGIONAL for name in "abc"}, rows)
    cells = {name: {(c, t) for c in countries for t in themes} for name, (countries, themes) in mandates.items()}
    wanted = {
        (f"mechanism:{a}", f"mechanism:{b}"): (len(cells[a] & cells[b]), len(cells[a] | cells[b]))
        for a in cells
        for b in cells
        if a < b and cells[a] & cells[b]
    }
    frame = queries.ask(graph, "mandate-overlap", as_of=AS_OF).frame
    found = {(a, b): (n, u) for a, b, n, u in frame[["a", "b", "shared", "union"]].itertuples(index=False)}
    assert found == wanted
