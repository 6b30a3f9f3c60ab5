from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, tie
from tests.queries.test_mandate_overlap import addresses


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (-r["number"], r["country"], r["theme"])


def crowd() -> PropertyGraph:
    # asylum:  room a (COL PER)   room b (COL, for refugees only)   platform p (in COL and PER)   compact gcm (COL PER)
    # work:    room a                                               platform p
    limited = {**REGIONAL, "population_scope": ["population:refugees"]}
    return drawn(
        {
            "mechanism:a": REGIONAL,
            "mechanism:b": limited,
            "mechanism:p": {"subtype": "platform", "scope": "regional"},
            "mechanism:gcm": {"subtype": "compact", "scope": "global"},
            "mechanism:shut": {**REGIONAL, "status": "dormant"},
            "mechanism:mute": REGIONAL,
            "mechanism:lone": {"subtype": "committee", "scope": "hemispheric"},
            "population:refugees": {},
        },
        [
            *sit("COL PER", "a", start="2000"),
            *addresses("a", "asylum work", start="2000"),
            *sit("COL", "b", start="2000"),
            *addresses("b", "asylum", start="2000"),
            tie("OPERATES_IN", "mechanism:p", "country:COL", start="2018"),
            tie("OPERATES_IN", "mechanism:p", "country:PER", start="2018"),
            *addresses("p", "asylum work", start="2018"),
            *[tie("ADOPTED", c, "gcm", start="2018") for c in ("COL", "PER")],
            *addresses("gcm", "asylum", start="2018"),
            *sit("COL PER", "shut", start="2000"),
            *addresses("shut", "asylum work", start="2000"),
            *sit("COL", "mute", start="2000"),
            *addresses("lone", "asylum", start="2000"),
        ],
    )


def test_a_theme_is_crowded_where_three_active_mechanisms_address_it() -> None:
    answer = queries.ask(crowd(), "crowded-themes", as_of=AS_OF)
    assert answer.frame.to_dict("records") == [
        {
            "country": "country:COL",
            "theme": "theme:asylum",
            "mechanisms": ["mechanism:a", "mechanism:b", "mechanism:p"],
            "number": 3,
            "restricted": ["mechanism:b"],
            "evidence": [
                "addresses/mechanism:a/theme:asylum/1",
                "addresses/mechanism:b/theme:asylum/1",
                "addresses/mechanism:p/theme:asylum/1",
                "member-of/country:COL/mechanism:a/member/1",
                "member-of/country:COL/mechanism:b/member/1",
                "operates-in/mechanism:p/country:COL/1",
            ],
        }
    ]
    assert answer.sentences == {
        "en": "On 2022-05-17, 3 or more mechanisms address the same theme for the same country in 1 case; the most "
        "known is 3: asylum in COL (a, b and p). It may be duplication or back-up. Global bodies are left out. "
        "Not counted, as no source gives their themes then: mute. Not counted, for want of known "
        "countries: lone.",
        "es": "Al 2022-05-17, 3 o más mecanismos abordan el mismo tema para el mismo país en 1 caso; el máximo "
        "conocido es 3: asylum en COL (a, b y p). Puede ser duplicación o respaldo. "
        "No se cuentan los organismos mundiales. "
        "No se cuentan, sin fuente sobre sus temas entonces: mute. "
        "No se cuentan, por falta de países conocidos: lone.",
    }
    assert answer.universe == {
        "mechanisms": ["mechanism:a", "mechanism:b", "mechanism:p"],
        "countries": ["country:COL", "country:PER"],
        "themes": ["theme:asylum", "theme:work"],
        "unknown_mandates": ["mechanism:mute"],
        "unknown_members": ["mechanism:lone"],
    }


def cells(**given: object) -> dict[str, int]:
    frame = queries.ask(crowd(), "crowded-themes", **{"as_of": AS_OF, **given}).frame
    parts = frame[["country", "theme", "number"]].itertuples(index=False)
    return {f"{c.partition(':')[2]} {t.partition(':')[2]}": n for c, t, n in parts}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"at_least": 2}, {"COL asylum": 3, "COL work": 2, "PER asylum": 2, "PER work": 2}),
        ({"at_least": 2, "themes": "theme:work"}, {"COL work": 2, "PER work": 2}),
        ({"at_least": 2, "countries": "PER"}, {"PER asylum": 2, "PER work": 2}),
        ({"scope": "regional,hemispheric,global"}, {"COL asylum": 4, "PER asylum": 3}),
        ({"as_of": "2017", "at_least": 2}, {"COL asylum": 2}),
        ({"at_least": 4}, {}),
    ],
)
def test_what_counts_can_be_chosen(given: Mapping[str, Any], wanted: dict[str, int]) -> None:
    assert cells(**given) == wanted


def test_no_crowd_says_so_in_words() -> None:
    answer = queries.ask(crowd(), "crowded-themes", as_of=AS_OF, at_least=9)
    assert answer.sentence.startswith(
        "No theme is known to be addressed by 9 or more mechanisms for one country on 2022-05-17 "
        "(looked at: 3 mechanisms with known themes and countries). Global bodies are left out."
    )
    assert answer.sentences["es"].startswith("No consta un tema que 9 o más mecanismos aborden para un mismo país")


def test_many_crowds_of_one_kind_are_told_together_and_the_rest_counted() -> None:
    answer = queries.ask(crowd(), "crowded-themes", as_of=AS_OF, at_least=2, themes="theme:work")
    assert "the most known is 2: work in COL and PER (a and p)." in answer.sentence
    one = queries.ask(crowd(), "crowded-themes", as_of=AS_OF, at_least=1, scope="global")
    assert "Global bodies" not in one.sentence
    assert "1 mechanism or more addresses the same theme for the same country in" in one.sentence
    assert "duplication" not in one.sentence  # one alone is no crowd


def test_on_the_built_in_graph_no_global_body_makes_a_crowd(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "crowded-themes", as_of="2026-11-22")
    assert answer.frame["number"].min() >= 3
    named = {mechanism for cell in answer.frame["mechanisms"] for mechanism in cell}
    assert not {"mechanism:gcm", "mechanism:gcr"} & named
    assert "mechanism:cmc" not in named  # dormant
    assert all(set(r) <= set(m) for r, m in zip(answer.frame["restricted"], answer.frame["mechanisms"], strict=True))
