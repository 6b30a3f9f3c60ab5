"""The same answer from both stores: every question asked of a real Neo4j server and of the graph in memory."""

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

import queries
from graph import schema
from graph.errors import BadParameter, StoreError
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from graph.tables import minted
from queries._frame import COMMON, Answer, Parameter
from tests.queries import dealt
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit, tie
from tests.server.local import Server

pytestmark = pytest.mark.neo4j

QUESTIONS = queries.catalogue()
DAYS = ("1950", "2018-12-18", "2019-12-31", AS_OF, "2024-12-31", "2026-11-22")
NUMBERS = {"integer": (0, 1, 2, 30), "number": (0.0, 0.05, 0.5, 1.0)}
MIXED = 6
"""How many sets of parameters drawn at random each question is asked with, beside each parameter by itself."""
DEALT = 8
"""How many graphs are dealt at random; `--hypothesis-profile=search` deals other ones in each run."""
MADE = ("as-of", "lang", "source", "without", "with", "compare")
"""Parameters that are not varied here: those of a what-if ask a copy in memory whatever the store."""


@pytest.fixture(scope="module")
def kept(neo4j_server: Server, built_in: PropertyGraph) -> Iterator[Neo4jStore]:
    """A store that holds the built-in graph."""
    neo4j_server.wipe()
    with Neo4jStore(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as store:
        store.write(built_in)
        yield store


def same(one: Answer, other: Answer, *, proof: bool) -> None:
    """Nothing where two answers are equal: rows, order, columns, dtypes, sentences, what was looked at, evidence."""
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert one.sentences == other.sentences
    assert one.universe == other.universe
    assert one.params == other.params
    if proof:
        pd.testing.assert_frame_equal(one.evidence, other.evidence)
        pd.testing.assert_frame_equal(one.cited, other.cited)
        assert one.to_json() == other.to_json()
        assert one.to_csv() == other.to_csv()


def compared(graph: PropertyGraph, store: Neo4jStore, name: str, given: Mapping[str, Any], *, proof: bool) -> int:
    """How many rows both have; what the one refuses the other refuses in the same words."""
    answer, refused = attempt(graph, name, given)
    if answer is None:
        assert attempt(store, name, given) == (None, refused)
        return 0
    same(answer, queries.ask(store, name, **given), proof=proof)
    return len(answer.frame)


def attempt(source: PropertyGraph | Neo4jStore, name: str, given: Mapping[str, Any]) -> tuple[Answer | None, str]:
    """The answer, or why it is refused."""
    try:
        return queries.ask(source, name, **given), ""
    except BadParameter as error:
        return None, str(error)


def values(p: Parameter, graph: PropertyGraph, rng: random.Random) -> list[Any]:
    """Values to ask a parameter with."""
    if p.type in ("choice", "choices"):
        return [*p.choices, *([p.choices, p.default] if p.type == "choices" else [])]
    if p.type in NUMBERS:
        return list(NUMBERS[p.type])
    if p.type in ("day", "first-day"):
        return ["2018-09", "2020-06-15", "2023"]
    if p.type == "text":
        return ["USD", "eur", "Quito"]
    rows = graph.nodes[graph.nodes["kind"].isin(p.kinds or set(schema.KINDS) - {"Source"})]
    ids = (graph.nodes[graph.rooms] if p.type == "room" else rows)["id"].tolist()
    if p.type in ("node", "room"):
        return rng.sample(ids, min(3, len(ids)))
    sizes = (2,) if p.type == "pair" else (1, 3)
    return [rng.sample(ids, size) for size in sizes if size <= len(ids)]


def asked(name: str, graph: PropertyGraph) -> Iterator[dict[str, Any]]:
    """Sets of parameters: the defaults by day, each value by itself, and some drawn at random."""
    rng, question = random.Random(name), queries.question(name)
    node = {p.key: "mechanism:quito-process" for p in question.parameters if p.required}
    takes = [p for p in (*question.parameters, *COMMON) if p.name not in MADE]
    choices = {p.key: values(p, graph, rng) for p in takes}
    yield from ({**node, "as_of": day} for day in DAYS)
    yield from ({"as_of": "2024-12-31", **node, key: value} for key in choices for value in choices[key])
    for _ in range(MIXED):
        drawn = {key: rng.choice(found) for key, found in choices.items() if found and rng.random() < 0.5}
        yield {"as_of": rng.choice(DAYS), **node, **drawn}


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_server_answers_as_memory_does(name: str, built_in: PropertyGraph, kept: Neo4jStore) -> None:
    rows = [
        compared(built_in, kept, name, given, proof=number < 2) for number, given in enumerate(asked(name, built_in))
    ]
    assert sum(rows) > 0


def scrambled(graph: PropertyGraph, seed: int) -> PropertyGraph:
    """A graph of a third of the statements of another, their dates, support, status and amounts dealt anew."""
    rng = np.random.default_rng(seed)
    edges = graph.edges[rng.random(len(graph.edges)) < 1 / 3].reset_index(drop=True)
    for column in ("start", "end", "status", "confidence", "counted", "currency", "money", "amount"):
        some = rng.random(len(edges)) < 0.3
        edges.loc[some, column] = graph.edges[column].sample(int(some.sum()), random_state=seed, replace=True).array
    edges["amount"] = edges["amount"].where(rng.random(len(edges)) > 0.1, -edges["amount"])
    edges["confidence"] = edges["confidence"].mask(rng.random(len(edges)) < 0.1, "unverified")
    about = {*edges["id"], *graph.observations["id"], *graph.nodes["id"]}
    evidence = graph.evidence[graph.evidence["about"].isin(about) & (rng.random(len(graph.evidence)) < 0.7)]
    return PropertyGraph(graph.nodes, edges, graph.observations, evidence, graph.sources)


@pytest.fixture
def changing(kept: Neo4jStore, built_in: PropertyGraph) -> Iterator[Neo4jStore]:
    """The store, to write other graphs to; it holds the built-in graph again when the test is over."""
    yield kept
    kept.write(built_in)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_graphs_dealt_anew_are_answered_alike(seed: int, built_in: PropertyGraph, changing: Neo4jStore) -> None:
    kept = changing
    graph = scrambled(built_in, seed)
    kept.write(graph)
    rows = 0
    for name in QUESTIONS:
        for asks in itertools.islice(asked(name, built_in), seed, None, 9):
            rows += compared(graph, kept, name, asks, proof=False)
    assert rows > 0


def test_the_lists_of_the_concept_note_are_answered_alike(changing: Neo4jStore) -> None:
    graph, rows = concept_note(), 0
    changing.write(graph)
    for name in QUESTIONS:
        for number, asks in enumerate(itertools.islice(asked(name, graph), DAYS.index(AS_OF), None, 5)):
            rows += compared(graph, changing, name, asks, proof=number == 0)
    assert rows > 0


def some(name: str, graph: PropertyGraph, rng: random.Random) -> dict[str, Any]:
    """A set of parameters drawn at random, for a graph that may lack what the defaults name."""
    drawn: dict[str, Any] = {"as_of": rng.choice(dealt.DAYS)}
    for p in (*queries.question(name).parameters, *COMMON):
        found = values(p, graph, rng) if p.name not in MADE else []
        if found and (p.required or rng.random() < 0.25):
            drawn[p.key] = rng.choice(found)
    return drawn


@settings(max_examples=DEALT, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ties=st.integers(20, 120), seed=st.integers(0, 2**32 - 1))
def test_any_graph_is_answered_alike(ties: int, seed: int, changing: Neo4jStore) -> None:
    rng = random.Random(seed)
    graph = dealt.dealt(rng, ties)
    changing.write(graph)
    for name in QUESTIONS:
        asks = some(name, graph, rng)
        note(f"{name} {asks}")  # where it fails, the last of them is the one
        compared(graph, changing, name, asks, proof=True)


def corners() -> PropertyGraph:
    """What the two once answered differently: themes in a circle, a gift alone, no region, numbers, emoji, no R4V.

    And money of and to nobody in particular, and money told at its latest stage only.
    """
    quito, far, near = "mechanism:quito-process", "country:\ue000", "country:😀"
    themes = [tie("PART_OF", f"theme:{a}", f"theme:{b}") for a, b in ("ab", "ba", "bc", "cc")]
    gift = tie("FUNDS", "country:ABW", quito, amount=5.0, currency="USD", money="pledge", counted=True)
    hidden = [{**gift, "source": "agency:nobody", "amount": 7.0}, {**gift, "target": "agency:nobody"}]
    stages = enumerate(("commitment", "disbursement"), 1)
    late = [{**gift, "source": "country:MEX", "money": stage, "spell": n, "latest_stage": True} for n, stage in stages]
    ends = ((far, "origin"), (near, "transit"), (near, "destination"))
    legs = [tie("ON_CORRIDOR", country, "corridor:k", role=role) for country, role in ends]
    statements = [*sit("MEX", quito), tie("ADDRESSES", quito, "theme:a"), *themes, gift, *hidden, *late, *legs]
    numbers = (0.1 + 0.2, 1 / 3, -0.25, 12345678.9, 1e12 + 0.5, 1e15, 1.5e21, 99.9999999)
    about = {"node": quito, "measure": "budget"}
    seen = [{"id": f"seen/{n}", **about, "number": number} for n, number in enumerate(numbers)]
    told = [*(minted(row)["id"] for row in statements), *(row["id"] for row in seen)]
    nodes = {
        quito: REGIONAL,
        "agency:nobody": {"subtype": schema.UNNAMED},
        "country:MEX": {"region": "central-america"},
        "country:ABW": {"region": "caribbean", "subtype": "territory"},
    }
    return drawn(nodes, statements, seen, [{"about": row, "source": "source:note"} for row in told])


@pytest.mark.parametrize("pair", ["country:\ue000,country:😀", "country:😀,country:\ue000"])
def test_a_pair_is_the_same_whichever_is_named_first(pair: str, changing: Neo4jStore) -> None:
    graph = corners()
    changing.write(graph)
    assert compared(graph, changing, "corridor-rooms", {"as_of": AS_OF, "pair": pair}, proof=True) == 1


def test_of_two_wrong_parameters_both_refuse_the_same(changing: Neo4jStore) -> None:
    graph = corners()
    changing.write(graph)
    wrong = {"between": "donors", "by": "rooms", "from": "2021", "to": "2020", "nodes": "country:MEX"}
    assert compared(graph, changing, "overlap-trend", wrong, proof=True) == 0


@pytest.mark.parametrize(
    "graph", [PropertyGraph.build([]), PropertyGraph.build([{"id": "mechanism:quito-process"}]), corners()]
)
def test_small_graphs_are_answered_alike(graph: PropertyGraph, changing: Neo4jStore) -> None:
    changing.write(graph)
    for name in QUESTIONS:
        if any(p.required for p in queries.question(name).parameters) and not len(graph.nodes):
            continue
        node = {p.key: "mechanism:quito-process" for p in queries.question(name).parameters if p.required}
        compared(graph, changing, name, {"as_of": AS_OF, **node}, proof=True)


def test_a_what_if_asks_a_copy_and_never_the_server(built_in: PropertyGraph, kept: Neo4jStore) -> None:
    given = {"as_of": AS_OF, "without": "quito-process", "with_": "HTI MEMBER_OF RCM", "compare": True}
    same(queries.ask(built_in, "country-seats", **given), queries.ask(kept, "country-seats", **given), proof=True)
    assert not kept.run("MATCH ()-[s]->() WHERE s.dataset = 'what-if' RETURN s").rows
    assert kept.run("MATCH (n:Entity {id: 'mechanism:quito-process'}) RETURN n.id").rows


def test_one_source_alone_is_asked_of_a_copy(built_in: PropertyGraph, kept: Neo4jStore) -> None:
    given = {"as_of": AS_OF, "source": "oas-cam-concept-note"}
    same(queries.ask(built_in, "member-overlap", **given), queries.ask(kept, "member-overlap", **given), proof=True)


@pytest.mark.parametrize(
    "node", ["project:4mi", "R4V", "member-of/country:MEX/mechanism:rcm/member/1", "source:oas-cam-concept-note"]
)
def test_a_node_of_any_kind_and_a_statement_are_found_on_the_server(
    node: str, built_in: PropertyGraph, kept: Neo4jStore
) -> None:
    assert compared(built_in, kept, "why", {"as_of": AS_OF, "node": node}, proof=True) > 0


def test_the_context_is_read_once_for_each_load(kept: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    select = kept.select

    def counted(*of: Any) -> PropertyGraph:
        read.append(of)
        return select(*of)

    monkeypatch.setattr(kept, "select", counted)
    before = queries.ask(kept, "country-seats", as_of=AS_OF)
    read.clear()
    assert queries.ask(kept, "country-seats", as_of=AS_OF).to_json() == before.to_json()
    assert read == []


def test_a_store_without_a_graph_says_so(neo4j_server: Server, changing: Neo4jStore) -> None:
    neo4j_server.wipe()
    with pytest.raises(StoreError, match="load one first"):
        queries.ask(changing, "country-seats")
