"""What holds of every question, on every graph: each is asked on graphs from nothing to all that is curated."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import schema
from graph.errors import UnknownName
from graph.model import PropertyGraph
from loaders import curated
from queries._frame import DTYPES, EVIDENCE_COLUMNS, Answer, Column, Parameter
from tests.graph.generated import World, days, worlds
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit

QUESTIONS = queries.catalogue()
TESTS = {name: import_module(f"tests.queries.test_{name.replace('-', '_')}") for name in QUESTIONS}
OWN: Mapping[str, Mapping[str, str]] = {
    "changes": {"from": "2000", "to": "2030"},
    "crowded-themes": {"at_least": "2"},  # on the day of the concept note no three mandates are known to meet
    "silent-pledges": {"as_of": "2024-12-31"},  # on the day of the concept note no commitment is known
}
"""Parameters that make an answer worth looking at, beside those that are required."""


def own(name: str, what: str, otherwise: Any) -> Any:
    """What the test file of a question says: the `order` of its rows, which of them are `bare` (need no evidence)."""
    return getattr(TESTS[name], what, otherwise)


def no_evidence() -> PropertyGraph:
    statements = [*sit("MEX USA", "quito-process", start="2018"), *sit("MEX", "rcm")]
    return drawn({"mechanism:quito-process": REGIONAL, "mechanism:rcm": REGIONAL}, statements, evidence=())


GRAPHS: Mapping[str, Callable[[], PropertyGraph]] = {
    "one node": lambda: PropertyGraph.build([{"id": "mechanism:quito-process"}]),
    "no evidence": no_evidence,
    "concept note": concept_note,
    "curated": cache(curated.load),
}


def ask(graph: PropertyGraph, name: str, **given: object) -> Answer:
    required = {p.key: "mechanism:quito-process" for p in queries.question(name).parameters if p.required}
    return queries.ask(graph, name, **{"as_of": AS_OF, **required, **OWN.get(name, {}), **given})


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = {str(name): frame[name].tolist() for name in frame.columns}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return [{k: None if isinstance(v, float) and v != v else v for k, v in row.items()} for row in rows]


def check(answer: Answer, graph: PropertyGraph) -> None:
    question = queries.question(answer.query)
    assert list(answer.frame.columns) == [*(c.name for c in question.columns), "evidence"]
    assert {c.name: str(answer.frame[c.name].dtype) for c in question.columns} == {
        c.name: DTYPES[c.type] for c in question.columns
    }
    assert list(answer.frame.index) == list(range(len(answer.frame)))
    known = {*graph.edges["id"], *graph.observations["id"], *graph.nodes["id"]}
    rows = plain(answer.frame)
    bare = own(answer.query, "bare", lambda _: False)
    for row in rows:
        assert row["evidence"] == sorted(set(row["evidence"]))
        assert set(row["evidence"]) <= known
        assert row["evidence"] or bare(row)
        for column in question.columns:
            if column.type == "ids":
                assert isinstance(row[column.name], list)
    order = own(answer.query, "order", None)
    keys = [order(row) for row in rows]
    assert keys == sorted(keys)
    assert list(answer.evidence.columns) == list(EVIDENCE_COLUMNS)
    about = {identity for row in rows for identity in row["evidence"]}
    assert set(answer.evidence["id"]) == about & set(graph.evidence["about"])
    assert answer.evidence["id"].is_monotonic_increasing
    assert set(answer.sentences) == {"en", "es"}
    assert all(text.strip() == text != "" for text in answer.sentences.values())
    assert answer.sentences["en"] != answer.sentences["es"]
    for members in answer.universe.values():
        assert members == sorted(members)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("graph", GRAPHS)
def test_each_answer_has_the_declared_form(graph: str, name: str) -> None:
    check(ask(GRAPHS[graph](), name), GRAPHS[graph]())


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("day", ["1800", "2199-12-31"])
def test_each_question_answers_before_and_after_everything(day: str, name: str, built_in: PropertyGraph) -> None:
    check(ask(built_in, name, as_of=day), built_in)


@pytest.mark.parametrize("name", QUESTIONS)
def test_on_an_empty_graph_each_question_answers_or_says_that_the_node_is_unknown(name: str) -> None:
    empty = PropertyGraph.build([])
    if any(p.required for p in queries.question(name).parameters):
        with pytest.raises(UnknownName):
            ask(empty, name)
    else:
        answer = ask(empty, name)
        check(answer, empty)
        assert answer.frame.empty


@settings(max_examples=8)
@given(world=worlds(), day=days)
def test_each_question_answers_on_any_small_graph(world: World, day: str) -> None:
    rows: list[dict[Any, Any]] = [
        {"id": "mechanism:quito-process"},
        *world.graph.nodes[["id", "subtype", "seats"]].to_dict("records"),
    ]
    known = [{k: v for k, v in row.items() if isinstance(v, str)} for row in rows]
    graph = PropertyGraph.build(known, world.statements, (), world.evidence, world.sources.values())
    for name in QUESTIONS:
        check(ask(graph, name, as_of=day), graph)


@pytest.mark.parametrize("name", QUESTIONS)
def test_answers_do_not_depend_on_the_order_of_rows(name: str, built_in: PropertyGraph) -> None:
    tables = {
        table: frame[[p.name for p in schema.TABLES[table] if not p.derived]].sample(frac=1, random_state=7)
        for table, frame in built_in.tables.items()
    }
    shuffled = ask(PropertyGraph(**tables), name)
    answer = ask(built_in, name)
    pd.testing.assert_frame_equal(shuffled.frame, answer.frame)
    pd.testing.assert_frame_equal(shuffled.evidence, answer.evidence)
    assert shuffled.sentences == answer.sentences
    assert shuffled.universe == answer.universe


@pytest.mark.parametrize("name", QUESTIONS)
def test_asking_does_not_change_the_graph(name: str, built_in: PropertyGraph) -> None:
    before = {table: frame.to_json() for table, frame in built_in.tables.items()}
    first, second = ask(built_in, name), ask(built_in, name)
    assert first.to_json() == second.to_json()
    assert {table: frame.to_json() for table, frame in built_in.tables.items()} == before


@pytest.mark.parametrize("name", sorted(set(QUESTIONS) - {"why"}))
def test_the_language_changes_no_row(name: str, built_in: PropertyGraph) -> None:
    english, spanish = ask(built_in, name, lang="en"), ask(built_in, name, lang="es")
    pd.testing.assert_frame_equal(english.frame, spanish.frame)
    assert (english.sentence, spanish.sentence) == (english.sentences["en"], english.sentences["es"])


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_row_of_the_curated_graph_leads_to_a_titled_source(name: str, built_in: PropertyGraph) -> None:
    answer = ask(built_in, name)
    cited = {identity for cell in answer.frame["evidence"] for identity in cell}
    assert cited
    assert cited == set(answer.evidence["id"])
    assert answer.evidence[["source", "title", "locator"]].notna().all(axis=None)


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_explains_itself_in_both_languages(name: str) -> None:
    question = queries.question(name)
    assert question.en.endswith("?")
    assert "¿" in question.es
    assert question.es.endswith("?")
    assert question.definition
    assert question.order
    parts: tuple[Parameter | Column, ...] = (*question.parameters, *question.columns)
    for part in parts:
        assert part.en
        assert part.es
    assert len({p.key for p in question.parameters}) == len(question.parameters)


def test_numbers_of_the_catalogue_are_unique() -> None:
    numbers = [queries.question(name).number for name in QUESTIONS]
    assert len(set(numbers)) == len(numbers)


# Monotone


@settings(max_examples=8)
@given(world=worlds(), day=days)
def test_more_roles_or_weaker_evidence_only_add_seats(world: World, day: str) -> None:
    graph = regional(world)

    def seats(**more: object) -> set[tuple[str, str]]:
        frame = queries.ask(graph, "country-seats", as_of=day, **more).frame
        return {
            (country, room)
            for country, rooms in zip(frame["country"], frame["mechanisms"], strict=True)
            for room in rooms
        }

    assert seats() <= seats(roles="member,observer") <= seats(roles="member,associate,observer")
    assert seats(confidence="stated") <= seats() <= seats(confidence="stated,inferred,unverified")


@settings(max_examples=12)
@given(world=worlds(), day=days, least=st.integers(1, 3))
def test_overlap_counts_what_plain_sets_count(world: World, day: str, least: int) -> None:
    graph = regional(world)
    edges = graph.edges[
        graph.in_force(day) & (graph.edges["seat"] == "member") & (graph.edges["confidence"] != "unverified")
    ]
    members: dict[str, set[str]] = {}
    for country, room in zip(edges["source"], edges["target"], strict=True):
        members.setdefault(room, set()).add(country)
    wanted = {(a, b): len(members[a] & members[b]) for a in members for b in members if a < b}
    frame = queries.ask(graph, "member-overlap", as_of=day, min_shared=least).frame
    found = {(a, b): n for a, b, n in frame[["a", "b", "shared"]].itertuples(index=False)}
    assert found == {pair: n for pair, n in wanted.items() if n >= least}
    for row in plain(frame):
        assert (
            row["union"] == row["a_size"] + row["b_size"] - row["shared"] == len(members[row["a"]] | members[row["b"]])
        )
        assert 0 < row["jaccard"] <= row["overlap_coefficient"] == max(row["a_in_b"], row["b_in_a"]) <= 1
        assert len(row["members"]) == row["shared"]
    if least == 1:
        every = queries.ask(graph, "member-overlap", as_of=day, min_shared=0).frame
        assert {(a, b): n for a, b, n in every[["a", "b", "shared"]].itertuples(index=False)} == wanted


def regional(world: World) -> PropertyGraph:
    """The generated graph with a scope for each room: questions look at rooms of given scopes only."""
    tables = {
        name: frame[[p.name for p in schema.TABLES[name] if not p.derived]]
        for name, frame in world.graph.tables.items()
    }
    return PropertyGraph(**{**tables, "nodes": tables["nodes"].assign(scope="regional")})


@settings(max_examples=8)
@given(world=worlds(), day=days)
def test_only_countries_that_are_in_one_and_not_for_certain_in_the_other_are_rows(world: World, day: str) -> None:
    frame = queries.ask(
        regional(world), "hosts-outside-forum", as_of=day, response="mechanism:csm", forum="mechanism:rcm"
    ).frame
    for states in frame[["in_response", "in_forum"]].values.tolist():
        assert "yes" in states
        assert states != ["yes", "yes"]
