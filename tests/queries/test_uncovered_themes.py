import csv
import itertools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import rooms, schema
from graph.dates import InForce
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries.uncovered_themes import VALUES
from tests.graph.generated import days, written_dates
from tests.queries.drawn import AS_OF, REGIONAL, Row, drawn, sit, slugs, tie

NAME = "uncovered-themes"
PLATFORM: Row = {"subtype": "platform", "scope": "regional", "members_known": True}
HERE: Row = {"region": "caribbean"}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["country"], VALUES.index(r["coverage"]), r["theme"])


def bare(r: Mapping[str, Any]) -> bool:
    """Where nobody covers a theme, a country that sits nowhere has no statement to rest on."""
    return r["coverage"] in ("none", "no evidence")


def aims(body: str, *themes: str, **more: object) -> list[dict[str, Any]]:
    source = body if ":" in body else f"mechanism:{body}"
    return [tie("ADDRESSES", source, f"theme:{theme}", **more) for theme in themes]


def four_values() -> PropertyGraph:
    # AAA sits in open (addresses border) and limited (asylum); platform (food) operates in AAA
    # BBB sits in open;  list of unlisted (return) is unknown;  nobody addresses wash
    #            border      asylum    food      return        wash
    #      AAA   covered     partial   partial   no evidence   none
    #      BBB   covered     none      none      no evidence   none
    nodes: dict[str, Row] = {
        "country:AAA": HERE,
        "country:BBB": HERE,
        "mechanism:open": REGIONAL,
        "mechanism:limited": {**REGIONAL, "population_scope": ["population:venezuela"]},
        "mechanism:unlisted": {**REGIONAL, "members_known": False},
        "mechanism:platform": PLATFORM,
        "theme:wash": {},
    }
    statements = [
        *sit("AAA BBB", "open"),
        *sit("AAA", "limited"),
        tie("OPERATES_IN", "mechanism:platform", "country:AAA"),
        *aims("open", "border"),
        *aims("limited", "asylum"),
        *aims("platform", "food"),
        *aims("unlisted", "return"),
    ]
    return drawn(nodes, statements)


def cells(graph: PropertyGraph, as_of: str = AS_OF, **more: object) -> dict[tuple[str, str], str]:
    frame = queries.ask(graph, NAME, as_of=as_of, **more).frame
    pairs = zip(slugs(frame["country"]), slugs(frame["theme"]), strict=True)
    return dict(zip(pairs, frame["coverage"], strict=True))


def test_each_country_and_theme_is_a_cell_of_one_of_four_values() -> None:
    answer = queries.ask(four_values(), NAME, as_of=AS_OF)
    rows = answer.frame.to_dict("records")
    seat, border = "member-of/country:{}/mechanism:open/member/1", "addresses/mechanism:open/theme:border/1"
    limited = "member-of/country:AAA/mechanism:limited/member/1"

    def row(country: str, theme: str, coverage: str, **more: object) -> dict[str, object]:
        held = sorted([seat.format(country), *([limited] if country == "AAA" else [])])
        empty = {"mechanisms": [], "partial_by": [], "unknown": [], "evidence": held}
        return {"country": f"country:{country}", "theme": f"theme:{theme}", "coverage": coverage, **empty, **more}

    assert rows == [
        row("AAA", "wash", "none"),
        row("AAA", "return", "no evidence", unknown=["mechanism:unlisted"]),
        row(
            "AAA",
            "asylum",
            "partial",
            partial_by=["mechanism:limited"],
            evidence=["addresses/mechanism:limited/theme:asylum/1", limited],
        ),
        row(
            "AAA",
            "food",
            "partial",
            partial_by=["mechanism:platform"],
            evidence=["addresses/mechanism:platform/theme:food/1", "operates-in/mechanism:platform/country:AAA/1"],
        ),
        row("AAA", "border", "covered", mechanisms=["mechanism:open"], evidence=[border, seat.format("AAA")]),
        row("BBB", "asylum", "none"),
        row("BBB", "food", "none"),
        row("BBB", "wash", "none"),
        row("BBB", "return", "no evidence", unknown=["mechanism:unlisted"]),
        row("BBB", "border", "covered", mechanisms=["mechanism:open"], evidence=[border, seat.format("BBB")]),
    ]
    assert answer.sentence == (
        "On 2022-05-17, by regional rooms, platforms and plans, of 10 cells (2 countries and territories, 5 themes): "
        "2 covered, 2 covered in part, 2 no evidence and 4 by none (as far as mandates are known). Not known to be "
        "covered for any of them, even in part: return and wash. It is not known of every cell whether they cover it: "
        "unlisted."
    )
    assert answer.sentences["es"] == (
        "Al 2022-05-17, según foros, plataformas y planes regionales, de 10 casillas (2 países y territorios, 5 "
        "temas): 2 cubiertas, 2 cubiertas en parte, 2 sin evidencia y 4 sin nadie (hasta donde se conocen los "
        "mandatos). No consta que se cubran para ninguno, ni en parte: return y wash. No consta en todas las casillas "
        "si la cubren: unlisted."
    )
    assert {name: slugs(ids) for name, ids in answer.universe.items()} == {
        "countries": ["AAA", "BBB"],
        "themes": ["asylum", "border", "food", "return", "wash"],
        "rooms": ["limited", "open", "unlisted"],
        "covered_nowhere": ["return", "wash"],
        "unknown_rooms": ["unlisted"],
        "unknown_mandates": [],
    }


def test_of_one_country_the_uncovered_themes_are_named() -> None:
    answer = queries.ask(four_values(), NAME, as_of=AS_OF, country="BBB")
    assert "of 5 cells (BBB, 5 themes)" in answer.sentence
    assert "Covered by none: asylum, food and wash. No evidence: return." in answer.sentence
    assert "Sin nadie que los cubra: asylum, food y wash. Sin evidencia: return." in answer.sentences["es"]


def test_only_the_themes_and_values_asked_for_are_rows() -> None:
    graph = four_values()
    assert set(cells(graph, themes="theme:wash,theme:border")) == set(
        itertools.product(("AAA", "BBB"), ("wash", "border"))
    )
    assert cells(graph, coverage="covered") == {("AAA", "border"): "covered", ("BBB", "border"): "covered"}


@pytest.mark.parametrize(
    ("coverage", "nowhere"),
    [
        ("none,no evidence", ["theme:return", "theme:wash"]),
        ("covered,partial", ["theme:return", "theme:wash"]),
        ("none", []),  # nothing tells whether what is left out is covered
        ("covered", []),
    ],
)
def test_what_nobody_covers_is_named_where_the_values_asked_for_tell(coverage: str, nowhere: list[str]) -> None:
    answer = queries.ask(four_values(), NAME, as_of=AS_OF, coverage=coverage)
    assert answer.universe["covered_nowhere"] == nowhere
    assert ("Not known to be covered for any" in answer.sentence) is bool(nowhere)


def one(room: Row, *statements: Row, **nodes: Row) -> PropertyGraph:
    """AAA sits in a room; the themes are there."""
    known: dict[str, Row] = {"country:AAA": HERE, "mechanism:room": room}
    known |= {f"theme:{theme}": {} for theme in ("border", "wash")} | dict(nodes)
    return drawn(known, [*sit("AAA", "room"), *statements])


def test_a_mandate_that_no_source_gives_leaves_no_theme_out() -> None:
    assert set(cells(one(REGIONAL)).values()) == {"no evidence"}
    assert cells(one(REGIONAL, *aims("room", "border"))) == {("AAA", "border"): "covered", ("AAA", "wash"): "none"}
    unverified = one(REGIONAL, *aims("room", "border", confidence="unverified"))
    assert set(cells(unverified).values()) == {"no evidence"}
    assert cells(unverified, confidence="unverified,stated")["AAA", "border"] == "covered"


def test_a_statement_less_supported_than_asked_for_makes_no_none() -> None:
    graph = one(REGIONAL, *aims("room", "border"), *aims("room", "wash", confidence="unverified"))
    assert cells(graph) == {("AAA", "border"): "covered", ("AAA", "wash"): "no evidence"}
    doubtful = drawn(
        {"country:AAA": HERE, "mechanism:room": REGIONAL},
        [*sit("AAA", "room", confidence="unverified"), *aims("room", "border")],
    )
    assert cells(doubtful) == {("AAA", "border"): "no evidence"}


def test_before_its_earliest_evidence_a_mandate_of_unknown_start_is_no_evidence() -> None:
    graph = one(REGIONAL, *aims("room", "border"))
    assert cells(graph, as_of="2009") == {("AAA", "border"): "no evidence", ("AAA", "wash"): "none"}


def test_a_mandate_that_has_ended_is_no_mandate_known() -> None:
    over = one(REGIONAL, *aims("room", "border", start="2001", end="2015"))
    assert set(cells(over).values()) == {"no evidence"}
    changed = one(REGIONAL, *aims("room", "border", start="2001", end="2015"), *aims("room", "wash"))
    assert cells(changed) == {("AAA", "border"): "none", ("AAA", "wash"): "covered"}


@pytest.mark.parametrize(
    ("room", "value"),
    [
        (REGIONAL, "covered"),
        ({**REGIONAL, "status": "dormant"}, "partial"),
        ({**REGIONAL, "population_scope": ["population:venezuela"]}, "partial"),
        ({**REGIONAL, "status": "ended"}, "none"),
        ({**REGIONAL, "end": "2015"}, "none"),
        ({**REGIONAL, "start": "2023"}, "none"),
        ({**REGIONAL, "scope": "global"}, "none"),
    ],
)
def test_only_an_active_room_of_the_scope_for_everyone_covers(room: Row, value: str) -> None:
    assert cells(one(room, *aims("room", "border")))["AAA", "border"] == value


def test_a_part_of_a_theme_covers_the_theme_and_not_the_reverse() -> None:
    part = tie("PART_OF", "theme:wash", "theme:border")
    graph = one(REGIONAL, *aims("room", "wash"), part)
    answer = queries.ask(graph, NAME, as_of=AS_OF, themes="theme:border").frame.iloc[0]
    assert answer["coverage"] == "covered"
    assert answer["evidence"] == [
        "addresses/mechanism:room/theme:wash/1",
        "member-of/country:AAA/mechanism:room/member/1",
        "part-of/theme:wash/theme:border/1",
    ]
    assert cells(one(REGIONAL, *aims("room", "border"), part))["AAA", "wash"] == "none"


def test_a_plan_that_operates_there_and_a_regime_it_is_party_to_cover_in_part() -> None:
    plan = one(
        REGIONAL,
        *aims("room", "wash"),
        *aims("instrument:plan", "border"),
        tie("OPERATES_IN", "instrument:plan", "country:AAA"),
    )
    assert cells(plan)["AAA", "border"] == "partial"
    regime = {"mechanism:regime": {"subtype": "free-movement-regime", "scope": "regional", "members_known": True}}
    statements = [*aims("room", "wash"), *aims("regime", "border")]
    party = one(REGIONAL, *statements, tie("PARTICIPATES_IN", "AAA", "regime"), **regime)
    assert cells(party)["AAA", "border"] == "partial"
    assert cells(one(REGIONAL, *statements, **regime))["AAA", "border"] == "none"
    unlisted = {"mechanism:regime": {**regime["mechanism:regime"], "members_known": False}}
    assert cells(one(REGIONAL, *statements, **unlisted))["AAA", "border"] == "no evidence"


def test_an_announced_operation_is_no_presence_and_an_observer_no_member() -> None:
    graph = drawn(
        {"country:AAA": HERE, "mechanism:platform": PLATFORM, "mechanism:room": REGIONAL},
        [
            tie("OPERATES_IN", "mechanism:platform", "country:AAA", status="announced"),
            *aims("platform", "border"),
            *sit("AAA", "room", role="observer"),
            *aims("room", "wash"),
        ],
    )
    assert cells(graph) == {("AAA", "border"): "none", ("AAA", "wash"): "none"}
    assert cells(graph, roles="observer")["AAA", "wash"] == "covered"


def test_countries_outside_the_americas_are_looked_at_only_if_named() -> None:
    graph = drawn(
        {"country:AAA": HERE, "country:ESP": {"region": "europe"}, "mechanism:room": REGIONAL},
        [*sit("AAA ESP", "room"), *aims("room", "border")],
    )
    assert cells(graph) == {("AAA", "border"): "covered"}
    assert cells(graph, country="ESP") == {("ESP", "border"): "covered"}


@pytest.mark.parametrize(
    ("statement", "looked_at"),
    [
        (None, False),
        (tie("OPERATES_IN", "mechanism:platform", "country:ISL"), True),
        (tie("PARTICIPATES_IN", "ISL", "room"), True),
        (tie("ON_CORRIDOR", "ISL", "corridor:sea", role="transit"), True),
        (tie("HOSTS", "ISL", "population:x"), True),
        (tie("PART_OF", "agency:x", "country:ISL"), False),
    ],
)
def test_a_territory_that_nothing_ties_to_migration_is_looked_at_only_if_named(
    statement: Row | None, looked_at: bool
) -> None:
    graph = one(
        REGIONAL,
        *aims("room", "border"),
        *([statement] if statement else []),
        **{"country:ISL": {**HERE, "subtype": "territory"}, "mechanism:platform": PLATFORM},
    )
    assert (("ISL", "border") in cells(graph)) is looked_at
    assert ("ISL", "border") in cells(graph, country="ISL")


def test_without_countries_or_themes_the_answer_says_so() -> None:
    answer = queries.ask(drawn({"theme:border": {}}, []), NAME, as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No country of the Americas, or no theme, is known to the graph: nothing to look at on 2022-05-17.",
        "es": "El grafo no conoce ningún país de las Américas, o ningún tema: nada que revisar al 2022-05-17.",
    }


@pytest.mark.parametrize(
    ("given", "choices"), [({"coverage": "all"}, "choose from none"), ({"country": "mechanism:open"}, "give a Country")]
)
def test_a_bad_parameter_says_what_is_possible(given: dict[str, str], choices: str) -> None:
    with pytest.raises(BadParameter, match=choices):
        queries.ask(four_values(), NAME, **given)


@pytest.mark.parametrize("as_of", [AS_OF, "2026-01-01"])
def test_the_curated_graph_has_all_four_values_and_no_none_of_an_unknown_mandate(
    built_in: PropertyGraph, as_of: str
) -> None:
    answer = queries.ask(built_in, NAME, as_of=as_of)
    assert set(answer.frame["coverage"]) == set(VALUES)
    for row in answer.frame[answer.frame["coverage"] == "none"].to_dict("records"):
        assert row["mechanisms"] == row["partial_by"] == row["unknown"] == []
    told = set(built_in.edges.loc[built_in.edges["relation"] == "ADDRESSES", "source"])
    silent = set(answer.universe["rooms"]) - told
    for row in answer.frame[answer.frame["coverage"] == "none"].to_dict("records"):
        for room in silent:
            state = rooms.presence(built_in, room, as_of).get(row["country"], (InForce.NO_EVIDENCE, []))[0]
            assert state == InForce.NO


@pytest.mark.parametrize("room", ["mechanism:rcm", "mechanism:csm", "mechanism:r4v"])
def test_without_the_mandate_of_a_mechanism_no_cell_of_those_in_it_says_none(
    built_in: PropertyGraph, room: str
) -> None:
    # Read from the tables: who is in it, and what gives its mandate.
    def rows(name: str) -> list[dict[str, str]]:
        text = resources.files("loaders").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    seats = [r for r in rows("memberships") if r["object"] == room and r["role"] == "member" and not r["end"]]
    inside = {r["subject"] for r in seats} | {r["object"] for r in rows("operations") if r["subject"] == room}
    given = [r for r in rows("mandates") if r["subject"] == room]
    mandate = [f"addresses/{room}/{r['object']}/{r['spell']}" for r in given]
    assert len(inside) > 10
    assert len(mandate) > 3
    before = queries.ask(built_in, NAME, as_of=AS_OF).frame
    after = queries.ask(built_in, NAME, as_of=AS_OF, without=mandate)
    none = set(after.frame.loc[after.frame["coverage"] == "none", "country"])
    assert inside & set(before.loc[before["coverage"] == "none", "country"])
    assert inside & none == set()
    assert none
    assert room in after.universe["unknown_mandates"]


# Against a plain reading of the definition, cell by cell

THEMES = ("theme:a", "theme:b", "theme:c")
COUNTRIES = ("country:AAA", "country:BBB")
BODIES: Mapping[str, Row] = {
    "mechanism:open": REGIONAL,
    "mechanism:limited": {**REGIONAL, "population_scope": ["population:x"], "members_known": False},
    "mechanism:platform": PLATFORM,
}
dated = {"start": st.none() | written_dates, "confidence": st.sampled_from(schema.CONFIDENCES)}
ended = st.none() | written_dates
seats = st.fixed_dictionaries(
    {"source": st.sampled_from(COUNTRIES), "target": st.sampled_from(["mechanism:limited", "mechanism:open"]), **dated}
    | {"end": ended}
).map(lambda row: {"relation": "MEMBER_OF", **row})
operations = st.fixed_dictionaries(
    {"source": st.just("mechanism:platform"), "target": st.sampled_from(COUNTRIES), **dated} | {"end": ended}
).map(lambda row: {"relation": "OPERATES_IN", **row})
mandates = st.fixed_dictionaries(
    {"source": st.sampled_from(sorted(BODIES)), "target": st.sampled_from(THEMES), **dated} | {"end": ended}
).map(lambda row: {"relation": "ADDRESSES", **row})


def addressed(graph: PropertyGraph, body: str, theme: str, day: str) -> InForce:
    edges = graph.edges[(graph.edges["relation"] == "ADDRESSES") & (graph.edges["source"] == body)]
    states = dict(zip(graph.edges["id"], graph.states(day), strict=True))
    counted = edges[edges["confidence"] != "unverified"]
    known = any(states[statement] != InForce.NO for statement in counted["id"])
    found = set()
    for statement, target, confidence in edges[["id", "target", "confidence"]].itertuples(index=False):
        if target == theme and (confidence != "unverified" or states[statement] != InForce.NO):
            found.add(states[statement] if confidence != "unverified" else InForce.NO_EVIDENCE)
    for state in (InForce.YES, InForce.NO_EVIDENCE):
        if state in found:
            return state
    return InForce.NO if known else InForce.NO_EVIDENCE


@settings(max_examples=60)
@given(rows=st.lists(seats | operations | mandates, max_size=14), day=days)
def test_each_cell_is_what_the_definition_says(rows: list[dict[str, Any]], day: str) -> None:
    statements = [{**row, "id": f"s{number:02d}"} for number, row in enumerate(rows)]
    nodes: dict[str, Row] = {**BODIES, **{theme: {} for theme in THEMES}, **dict.fromkeys(COUNTRIES, HERE)}
    evidence = [{"about": row["id"], "source": "source:note"} for row in statements]
    graph = drawn(nodes, statements, evidence=evidence, read="2018")
    found = queries.ask(graph, NAME, as_of=day).frame
    assert len(found) == len(THEMES) * len(COUNTRIES)
    for row in found.to_dict("records"):
        whole: list[str] = []
        part: list[str] = []
        doubt: list[str] = []
        for body in BODIES:
            absent = rooms.absent(graph, body, row["country"])
            here = rooms.presence(graph, body, day).get(row["country"], (absent, []))[0]
            states = {here, addressed(graph, body, row["theme"], day)}
            if states == {InForce.YES}:
                (whole if body == "mechanism:open" else part).append(body)
            elif InForce.NO not in states:
                doubt.append(body)
        value = "covered" if whole else "partial" if part else "no evidence" if doubt else "none"
        assert row["coverage"] == value
        assert (row["mechanisms"], row["partial_by"], row["unknown"]) == (whole, sorted(part), sorted(doubt))
