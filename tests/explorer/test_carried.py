"""What a page carries of a store that is larger than a page: how much, which, and what it says of the rest."""

import time
from typing import Any

import pytest

import queries
from explorer import build, carried, render
from explorer.carried import BYTES, Asker, InMemory, Size, payload, selected, totals, whole
from explorer.within import TooLong, within
from graph.model import PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from tests.explorer.grown import grown
from tests.explorer.opener import Opener, settled

DAY = "2024-05-01"
FEW = Size(0.05)


@pytest.fixture(scope="module")
def large(built_in: PropertyGraph) -> PropertyGraph:
    return grown(built_in, 350, 1000)


@pytest.fixture(scope="module")
def asker(large: PropertyGraph) -> Asker:
    """One for all: it asks each question once."""
    return Asker(large, together=1000.0)


@pytest.fixture(scope="module")
def made(large: PropertyGraph, asker: Asker) -> dict[str, Any]:
    return payload(InMemory(large), DAY, None, Size(), asker)


def test_a_graph_that_fits_is_carried_whole(built_in: PropertyGraph) -> None:
    carried_whole = payload(InMemory(built_in), DAY, None, Size(), Asker(built_in))
    assert "left_out" not in carried_whole["meta"]
    assert len(carried_whole["statements"]) == len(built_in.edges)


def test_mechanisms_countries_and_every_tie_between_them_are_carried(large: PropertyGraph) -> None:
    part = selected(large, FEW)
    kinds = dict(zip(large.nodes["id"], large.nodes["kind"], strict=True))
    ends = large.edges[["source", "target"]].map(kinds.get)
    ties = large.edges[ends.isin(["Country", "Mechanism"]).all(axis=1) & (ends["source"] != ends["target"])]
    assert len(ties) > 300
    assert set(ties["id"]) <= set(selected(large, Size()).edges["id"])
    among = ties[["source", "target"]].isin(set(part.nodes["id"])).all(axis=1)
    assert set(ties.loc[among, "id"]) <= set(part.edges["id"]), "on a small page they come first"


def test_a_mechanism_is_carried_with_all_its_seats_or_not_at_all() -> None:
    countries, rooms = [f"country:c{n:03d}" for n in range(100)], [f"mechanism:m{n:03d}" for n in range(180)]
    graph = PropertyGraph.build(
        [{"id": node} for node in (*countries, *rooms)],
        [
            {"relation": "MEMBER_OF", "source": country, "target": room, "start": "2000"}
            for n, room in enumerate(rooms)
            for country in countries[: 60 + n % 40]
        ],
    )
    assert len(graph.edges) > carried.STATEMENTS
    for size in (Size(), FEW):
        part = selected(graph, size)
        kept = set(part.nodes["id"])
        assert 0 < len(kept & set(rooms)) < len(rooms)
        among = graph.edges[graph.edges[["source", "target"]].isin(kept).all(axis=1)]
        assert set(among["id"]) == set(part.edges["id"])
        assert len(part.edges) <= size.of(carried.STATEMENTS)


def test_every_number_that_is_said_adds_up(made: dict[str, Any], large: PropertyGraph) -> None:
    left_out = made["meta"]["left_out"]
    assert left_out["statements"] == [len(made["statements"]), len(large.edges)]
    assert left_out["evidence"] == [len(made["evidence"]), len(large.evidence)]
    here = [node for node in made["nodes"] if node["kind"] != "Source" and not node.get("stub")]
    assert left_out["nodes"] == [len(here), int((large.nodes["kind"] != "Source").sum())]
    missing = sum(number - kept for kept, number in left_out["kinds"].values())
    assert missing == left_out["nodes"][1] - left_out["nodes"][0] > 0
    touching: dict[str, int] = {}
    for row in made["statements"]:
        for end in {row["source"], row["target"]}:
            touching[end] = touching.get(end, 0) + 1
    for node in made["nodes"]:
        whole_ = int(large.edges[["source", "target"]].eq(node["id"]).any(axis=1).sum())
        assert node.get("of", touching.get(node["id"], 0)) == whole_


def test_the_answers_are_those_of_the_whole(made: dict[str, Any], large: PropertyGraph) -> None:
    found = {question["name"]: question for question in made["questions"]}
    for name in ("single-donor-dependency", "donor-significance", "country-seats"):
        answer = queries.ask(large, name, as_of=DAY)
        shown = found[name]["answers"][0]
        assert shown["sentence"] == dict(answer.sentences)
        assert shown.get("of", len(shown["rows"])) == len(answer.frame)
        assert len(shown["rows"]) <= carried.ROWS
    known = {node["id"] for node in made["nodes"]}
    for question in made["questions"]:
        assert question["answers"]
        for answer in question["answers"]:
            cells = {cell for row in answer["rows"] for cell in row["cells"] if isinstance(cell, str)}
            assert {cell for cell in cells if cell.startswith(("country:", "mechanism:", "project:"))} <= known


def test_the_same_store_gives_the_same_page(large: PropertyGraph, asker: Asker) -> None:
    pages = [payload(InMemory(large), DAY, None, FEW, asker) for _ in range(2)]
    assert render.page(pages[0]) == render.page(pages[1])


def test_a_page_that_comes_out_too_large_is_cut(
    large: PropertyGraph, asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = len(render.page(payload(InMemory(large), DAY, None, Size(0.01), asker)).encode())
    monkeypatch.setattr(carried, "BYTES", bare + 60_000)
    monkeypatch.setattr(carried, "Asker", lambda _: asker)
    assert len(carried.page(large, as_of=DAY).encode()) < bare + 60_000 < BYTES


def test_a_question_that_takes_too_long_is_left_out_and_named(built_in: PropertyGraph) -> None:
    asker = Asker(built_in, seconds=0.0)
    cut = payload(InMemory(grown(built_in, 350, 1000)), DAY, None, Size(), asker)
    assert set(cut["meta"]["left_out"]["questions"]) == set(queries.catalogue())
    assert cut["questions"] == []


def test_what_is_given_up_ends() -> None:
    ended: list[bool] = []

    def endless() -> None:
        try:
            while True:
                time.sleep(0.001)
        finally:
            ended.append(True)

    with pytest.raises(TooLong):
        within(0.05, endless)
    for _ in range(500):
        if ended:
            break
        time.sleep(0.01)
    assert ended
    with pytest.raises(ZeroDivisionError):
        within(5, lambda: 1 / 0)


def _paid() -> PropertyGraph:
    def funds(donor: str, project: str, amount: float | None, currency: str, **more: object) -> dict[str, object]:
        given = {"amount": amount, "currency": currency, "money": "pledge", "counted": True, "start": "2020"}
        return {"relation": "FUNDS", "source": donor, "target": project, **given, **more}

    return PropertyGraph.build(
        nodes=[
            {"id": name}
            for name in (
                *("country:MEX", "country:PER", "country:CAN", "agency:iom", "place:tapachula"),
                *("project:one", "project:two", "project:none"),
            )
        ],
        statements=[
            {"relation": "LOCATED_IN", "source": "place:tapachula", "target": "country:MEX"},
            {"relation": "OPERATES_IN", "source": "project:one", "target": "place:tapachula", "start": "2020"},
            {
                "relation": "OPERATES_IN",
                "source": "project:one",
                "target": "country:MEX",
                "start": "2021",
                "end": "2022",
            },
            {"relation": "OPERATES_IN", "source": "project:two", "target": "country:MEX"},
            {"relation": "OPERATES_IN", "source": "project:two", "target": "country:PER"},
            {"relation": "OPERATES_IN", "source": "agency:iom", "target": "country:PER", "start": "2019"},
            {"relation": "IMPLEMENTS", "source": "agency:iom", "target": "project:one"},
            {"relation": "IMPLEMENTS", "source": "agency:iom", "target": "project:two"},
            funds("country:CAN", "project:one", 10.0, "USD"),
            funds("country:CAN", "project:one", None, "USD", spell=2),
            funds("country:CAN", "project:one", 5.0, "CAD", spell=3),
            funds("country:CAN", "project:one", 99.0, "USD", spell=4, counted=False),
            funds("country:CAN", "project:two", 7.0, "USD"),
            funds("country:CAN", "project:none", 1.0, "USD"),
        ],
    )


EXPECTED = [
    {
        "who": "country:CAN", "how": "funds", "country": "country:MEX", "statements": 4, "now": 4, "projects": 1,
        "money": [
            {"currency": "CAD", "money": "pledge", "amount": 5.0, "counted": 1, "unknown": 0},
            {"currency": "USD", "money": "pledge", "amount": 10.0, "counted": 2, "unknown": 1},
        ],
    },
    {"who": "agency:iom", "how": "runs", "country": "country:MEX", "statements": 3, "now": 1, "projects": 2},
    {
        "who": "country:CAN", "how": "funds", "statements": 2, "now": 2, "projects": 2,
        "money": [{"currency": "USD", "money": "pledge", "amount": 8.0, "counted": 2, "unknown": 0}],
    },
    {"who": "agency:iom", "how": "runs", "country": "country:PER", "statements": 1, "now": 0, "projects": 1},
    {"who": "agency:iom", "how": "works", "country": "country:PER", "statements": 1, "now": 1},
]  # fmt: skip
"""The totals of `_paid`: no currencies added, no payment in two places, none that is not counted."""


def test_totals_keep_currencies_apart_and_count_each_payment_once() -> None:
    assert totals(InMemory(_paid()).ties(DAY)) == EXPECTED


@pytest.mark.neo4j
def test_a_server_is_counted_there_and_gives_the_same_totals(
    neo4j_store: Neo4jStore, large: PropertyGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    neo4j_store.write(_paid())
    assert totals(carried.OnServer(neo4j_store).ties(DAY)) == EXPECTED
    neo4j_store.write(large)
    assert isinstance(whole(neo4j_store), InMemory)
    monkeypatch.setattr(carried, "READ", 2000)
    server = whole(neo4j_store)
    assert isinstance(server, carried.OnServer)
    assert server.counts() == InMemory(large).counts()
    assert totals(server.ties(DAY)) == totals(InMemory(large).ties(DAY))
    some = ["country:MEX", "mechanism:rcm", "agency:iom"]
    assert server.touching(some) == InMemory(large).touching(some)
    part = server.part()
    assert not (part.nodes["kind"] == "Project").any()
    found = payload(server, DAY, None, Size(), Asker(neo4j_store))
    assert found["meta"]["left_out"]["statements"][1] == len(large.edges)
    seats = {question["name"]: question for question in found["questions"]}["country-seats"]["answers"][0]
    assert seats["sentence"] == dict(queries.ask(large, "country-seats", as_of=DAY).sentences)


def test_a_store_is_built_as_its_graph(built_in: PropertyGraph) -> None:
    store = EmbeddedStore()
    store.write(built_in)
    assert build(store, as_of=DAY) == build(built_in, as_of=DAY)


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_page_says_what_it_left_out_where_it_matters(
    visit: Opener, made: dict[str, Any], tmp_path_factory: pytest.TempPathFactory, lang: str
) -> None:
    file = render.save(render.page(made), tmp_path_factory.mktemp("large") / "large.html")
    cut = [question["name"] for question in made["questions"] if "of" in question["answers"][0]]
    seen = visit(file, f"#lang={lang}&tab=table&q={cut[0]}")
    page = seen.page
    words = {"en": ("Left out", "rows of this answer", "Totals"), "es": ("Omite", "filas de esta respuesta", "Totales")}
    line = page.locator("#left-out")
    assert words[lang][0] in line.inner_text()
    assert words[lang][1] in line.inner_text()
    assert words[lang][0] in page.locator("#detail").inner_text()
    page.goto(f"{seen.url}#lang={lang}&tab=matrix&sel=n~country:MEX")
    settled(page)
    assert not line.is_visible(), "the matrix lacks nothing"
    assert words[lang][2] in page.locator("#detail .totals").inner_text()
    assert page.locator("#store-ask, #live-state").count() == 0
    assert seen.quiet(), (seen.said, seen.requests)
