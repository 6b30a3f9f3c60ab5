"""The store on a real Neo4j: what it keeps, what it leaves alone, and what befalls a load.

That what is read is what was written is held for every store alike in `test_stores.py`.
"""

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import schema
from graph.errors import BadParameter, ModelError, StoreError
from graph.model import PropertyGraph
from graph.stores import Store, _bolt, _load, open_store
from graph.stores._address import is_address, parsed
from graph.stores.neo4j import Neo4jStore
from migov import cypher
from tests.conftest import start
from tests.graph.generated import World, worlds
from tests.graph.test_stores import ODD, assert_same, full, small
from tests.server.local import QUICK, Server, free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET = "correct-horse-battery"  # noqa: S105 - it is the password of nothing
HOSTILE = (
    ODD,
    "}) DETACH DELETE n //",
    "'; MATCH (n) DETACH DELETE n; //",
    '"}) SET n.id = "x" //',
    "`Entity`",
    "`}`]->() DELETE s //",
    "$rows",
    "{id: 1}",
    "\\u0027\\",
    "\x00\x01\x1b[31m\x7f\x85",
    "👩‍👩‍👧‍👦 é é \ufeff\u202e",
    "<script>alert(1)</script>",
    "64 kB " + "x" * 65_536,
)


def town(size: int = 120, note: str = "note") -> PropertyGraph:
    """A graph of some hundred statements, so that a load of it has many batches."""
    agencies, projects = [f"agency:a{n:03d}" for n in range(size)], [f"project:p{n:03d}" for n in range(size)]
    nodes = [{"id": node, "note": note} for node in [*agencies, *projects, "source:page"]]
    ties = [
        {"relation": ("FUNDS", "IMPLEMENTS", "LEADS")[n % 3], "source": agencies[n], "target": projects[n * 7 % size]}
        for n in range(size)
    ]
    statements = [{**tie, "id": f"tie/{n}", "note": note} for n, tie in enumerate(ties)]
    observations = [{"node": node, "measure": "people", "number": 7.5} for node in projects]
    evidence = [{"about": row["id"], "source": "source:page"} for row in statements]
    return PropertyGraph.build(nodes, statements, observations, evidence, [{"id": "source:page"}])


def drawn(*statements: Mapping[str, object], nodes: tuple[Mapping[str, object], ...] = ()) -> PropertyGraph:
    """A graph of two countries, an agency and two mechanisms with these statements."""
    ids = ("country:BRA", "country:MEX", "agency:iom", "mechanism:csm", "mechanism:rcm")
    rows = [{"kind": schema.kind_of(str(row["id"])), **row} for row in (*({"id": key} for key in ids), *nodes)]
    return PropertyGraph.build(rows, statements)


def counts(server: Server) -> tuple[int, int]:
    """How many nodes and relationships there are, the store's own aside."""
    (row,) = server.do(
        "MATCH (n) WHERE NOT n:MigovStore|MigovLock WITH count(n) AS nodes "
        "OPTIONAL MATCH ()-[s]->() RETURN nodes, count(s) AS ties"
    )
    return row["nodes"], row["ties"]


@pytest.fixture
def store(neo4j_server: Server, neo4j_store: Neo4jStore) -> Neo4jStore:
    """The store on an empty database."""
    neo4j_server.wipe()
    return neo4j_store


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_load, "BATCH_ROWS", 25)


# Addresses, users and passwords: no server is needed


@pytest.fixture
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("where", "uri", "database"),
    [
        ("neo4j://localhost", "neo4j://localhost", None),
        ("neo4j://localhost/", "neo4j://localhost", None),
        ("bolt://127.0.0.1:7687/graph", "bolt://127.0.0.1:7687", "graph"),
        ("neo4j+s://0a1b.databases.neo4j.io", "neo4j+s://0a1b.databases.neo4j.io", None),
        ("bolt+ssc://[::1]:7687/a.b-c", "bolt+ssc://[::1]:7687", "a.b-c"),
    ],
)
def test_an_address_names_a_server_and_perhaps_a_database(where: str, uri: str, database: str | None) -> None:
    found = parsed(where, {})
    assert (found.uri, found.database) == (uri, database)
    assert str(found) == where.rstrip("/")


def test_the_environment_says_what_the_address_leaves_open() -> None:
    environment = {"NEO4J_URI": "bolt://there:9999", "NEO4J_DATABASE": "graph"}
    assert str(parsed("neo4j", environment)) == "bolt://there:9999/graph"
    assert str(parsed("neo4j", {})) == "neo4j://localhost:7687"
    assert str(parsed("neo4j://here", environment)) == "neo4j://here/graph"
    assert str(parsed("neo4j://here/mine", environment)) == "neo4j://here/mine"


@pytest.mark.parametrize(
    "where",
    [
        f"neo4j://neo4j:{SECRET}@localhost:7687",
        f"neo4j://{SECRET}@localhost",
        f"bolt://neo4j:{SECRET}/with/slashes@localhost",
        f"neo4j://neo4j:{SECRET}#?@localhost",
        f"neo4j://neo4j:{SECRET}",
        f"neo4j://localhost?password={SECRET}",
        f"neo4j://localhost/graph/{SECRET}",
        f"neo4j://localhost:7687\n{SECRET}",
        f"{SECRET}://localhost",
        f"http://neo4j:{SECRET}@localhost",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(
    where: str, plain_environment: pytest.MonkeyPatch
) -> None:
    plain_environment.setenv("NEO4J_URI", where)
    for named in (where, "neo4j"):
        with pytest.raises(StoreError) as caught:
            open_store(named)
        assert SECRET not in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "where",
    [
        "http://localhost:7474",
        "neo4j://",
        "neo4j://two words",
        "bolt:/x://y",
        "://",
        "neo4j:",
        "bolt+s:host",
        "localhost:7687",
        "neo4j.example.org:7687/graph",
        "neo4j://localhost/system",
        "neo4j://localhost/SYSTEM",
    ],
)
def test_what_is_no_address_of_a_neo4j_is_refused(where: str) -> None:
    with pytest.raises(StoreError):
        open_store(where)


def test_paths_are_no_addresses() -> None:
    for path in ("C:5", "c:\\graph", "./localhost:7687", "neo4j+x", "graph", "/srv/bolt:"):
        assert not is_address(path)


def test_what_the_environment_names_wrongly_is_told_by_its_name(plain_environment: pytest.MonkeyPatch) -> None:
    plain_environment.setenv("NEO4J_URI", "127.0.0.1:7687")
    with pytest.raises(StoreError, match=r"^NEO4J_URI=\.\.\.://\.\.\.: this is no address of a server; write SCHEME"):
        open_store("neo4j")


def test_a_store_is_named_without_its_password(plain_environment: pytest.MonkeyPatch) -> None:
    plain_environment.setenv("NEO4J_PASSWORD", SECRET)
    store = open_store("neo4j://localhost/graph")
    assert isinstance(store, Store)
    assert repr(store) == "<Neo4jStore neo4j://localhost/graph>"
    assert SECRET not in repr(vars(store))
    assert isinstance(open_store("./neo4j"), Store)  # a folder of that name


def test_the_driver_is_not_imported_before_a_server_is_asked() -> None:
    code = "import sys; from graph.stores import open_store as o; o('neo4j://localhost'); print('neo4j' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_an_absent_server_is_one_clear_line(capfd: pytest.CaptureFixture[str]) -> None:
    with Neo4jStore(f"neo4j://127.0.0.1:{free_port()}", "neo4j", SECRET) as store:
        for use in (store.read, lambda: store.write(small()), lambda: store.run("RETURN 1")):
            with pytest.raises(StoreError) as caught:
                use()
            assert (
                str(caught.value)
                == f"{store.address}: no Neo4j answers there; start the server, or correct the address"
            )
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("nodes", "statements", "told"),
    [
        ([{"id": "x", "kind": "N) DETACH DELETE n //", "name_en": "x"}], [], "nodes: the schema has no kind"),
        ([{"id": "country:" + "x" * 9_000, "kind": "Country", "name_en": "x"}], [], "longer than an index takes"),
    ],
)
def test_what_cannot_lie_in_neo4j_is_refused_before_a_server_is_asked(
    nodes: list[dict[str, object]], statements: list[dict[str, object]], told: str
) -> None:
    store = Neo4jStore(f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(ModelError, match=told):
        store.write(PropertyGraph(pd.DataFrame(nodes), pd.DataFrame(statements)))


# What is kept


@pytest.mark.neo4j
@settings(max_examples=15)
@given(worlds())
def test_what_is_read_is_what_was_written_whatever_was_there(neo4j_server: Server, world: World) -> None:
    with Neo4jStore(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as store:
        store.write(world.graph)
        assert_same(store.read(), world.graph)
        store.write(world.graph)
        assert store.counters == {}


texts = st.sampled_from(HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@pytest.mark.neo4j
@settings(max_examples=15)
@given(st.data())
def test_hostile_texts_come_back_and_change_nothing_else(neo4j_server: Server, data: st.DataObject) -> None:
    properties = [p.name for p in schema.NODE_PROPERTIES if p.type == "text" and not p.choices and p.name != "id"]
    node = {
        name: data.draw(texts) for name in ("name_en", *data.draw(st.sets(st.sampled_from(properties), max_size=4)))
    }
    statement = {"relation": "FUNDS", "source": "agency:x", "target": "project:x", "note": data.draw(texts)}
    slug = data.draw(texts.filter(lambda text: len(text) < 1000))
    graph = PropertyGraph.build(
        [{"id": "agency:x", **node, "aliases": data.draw(st.lists(texts, max_size=3))}, {"id": "project:x"}],
        [{**statement, "id": slug, "dataset": data.draw(texts), "amount": data.draw(st.floats(allow_nan=False))}],
        [{"node": "project:x", "measure": "status", "text": data.draw(texts)}],
        [{"about": slug, "source": f"source:{slug}", "locator": data.draw(texts)}],
        [{"id": "source:other", "title": data.draw(texts)}],
    )
    with Neo4jStore(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as store:
        store.write(graph)
        assert_same(store.read(), graph)
    assert counts(neo4j_server) == (6, 3)


@pytest.mark.neo4j
def test_the_graph_lies_there_as_questions_ask_for_it(neo4j_server: Server, store: Neo4jStore) -> None:
    graph = full()
    store.write(graph)
    for name, found in (
        ("nodes", "MATCH (n:Entity) RETURN n.id AS id"),
        ("edges", "MATCH (:Entity)-[s]->(:Entity) RETURN s.id AS id"),
        ("observations", "MATCH (o:Observation)-[:ABOUT]->(:Entity) RETURN o.id AS id"),
        ("evidence", "MATCH (e:Evidence)-[:FROM]->(:Source) RETURN e.id AS id"),
        ("sources", "MATCH (s:Source) RETURN s.id AS id"),
    ):
        assert sorted(row["id"] for row in neo4j_server.do(found)) == graph.tables[name]["id"].tolist()
    (row,) = neo4j_server.do("MATCH (n:Country) RETURN labels(n) AS labels, n.labels AS column")
    assert set(row["labels"]) == {"Entity", "Country", "Territory", "Donor"}
    assert row["column"] == ["Country", "Territory", "Donor"]
    (edge,) = neo4j_server.do("MATCH ()-[s {id: 'left'}]->() RETURN properties(s) AS p")
    wanted = {
        "id": "left",
        "start": "2021-05",
        "spell": 1,
        "confidence": "stated",
        "dataset": "other",
        "since": "2021-05-01",
    }
    assert edge["p"] == wanted  # what is unknown is absent


@pytest.mark.neo4j
def test_a_source_bears_its_bibliography_and_keeps_an_address_of_its_own(
    neo4j_server: Server, store: Neo4jStore
) -> None:
    nodes = [{"id": f"source:{name}", "url": url} for name, url in (("a", "node"), ("b", None), ("c", "node"))]
    sources = [{"id": f"source:{name}", "title": name, "url": url} for name, url in (("a", "page"), ("b", "page"))]
    graph = PropertyGraph.build([*nodes, {"id": "country:MEX"}], sources=[*sources, {"id": "country:MEX"}])
    store.write(graph)
    assert_same(store.read(), graph)
    found = neo4j_server.do("MATCH (s:Entity:Source) RETURN s.title AS title, s.url AS url ORDER BY s.id")
    assert found == [{"title": "a", "url": "page"}, {"title": "b", "url": "page"}, {"title": None, "url": "node"}]


@pytest.mark.neo4j
def test_ids_are_unique_and_evidence_is_found_by_an_index(neo4j_server: Server, store: Neo4jStore) -> None:
    store.write(small())
    unique = {row["name"]: row for row in neo4j_server.do("SHOW CONSTRAINTS")}
    assert {f"migov_{relation.lower()}_id" for relation in schema.RELATIONS} <= unique.keys()
    assert unique["migov_entity_id"]["labelsOrTypes"] == ["Entity"]
    (index,) = neo4j_server.do("SHOW INDEXES YIELD name, state, properties WHERE name = 'migov_evidence_about'")
    assert (index["state"], index["properties"]) == ("ONLINE", ["about"])


# Loading again


@pytest.mark.neo4j
def test_loading_twice_writes_nothing(store: Neo4jStore, built_in: PropertyGraph) -> None:
    store.write(built_in)
    assert store.counters["relationships_created"] > len(built_in.edges)
    store.write(built_in)
    assert store.counters == {}


JOINED = {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm", "id": "tie"}
CHANGES: dict[str, tuple[PropertyGraph, PropertyGraph, dict[str, int]]] = {
    "a statement withdrawn": (drawn(JOINED), drawn(), {"relationships_deleted": 1}),
    "a date corrected": (
        drawn({**JOINED, "start": "2016"}),
        drawn({**JOINED, "start": "2017", "end": "2020"}),
        {},
    ),
    "a date no longer known": (drawn({**JOINED, "start": "2016"}), drawn(JOINED), {}),
    "another end": (
        drawn(JOINED),
        drawn({**JOINED, "target": "mechanism:csm"}),
        {"relationships_deleted": 1, "relationships_created": 1},
    ),
    "another relation": (
        drawn(JOINED),
        drawn({**JOINED, "relation": "SUPPORTS"}),
        {"relationships_deleted": 1, "relationships_created": 1},
    ),
    "a donor": (drawn(), drawn({**JOINED, "relation": "FUNDS"}), {"labels_added": 1, "relationships_created": 1}),
    "no donor": (drawn({**JOINED, "relation": "FUNDS"}), drawn(), {"labels_removed": 1, "relationships_deleted": 1}),
    "another kind": (
        drawn(nodes=({"id": "x", "kind": "Agency"},)),
        drawn(nodes=({"id": "x", "kind": "Mechanism"},)),
        {"labels_added": 1, "labels_removed": 1},
    ),
    "a node gone": (drawn(nodes=({"id": "agency:x"},)), drawn(), {"nodes_deleted": 1}),
    "a source that becomes a node": (
        PropertyGraph.build([{"id": "country:MEX"}], evidence=[{"about": "country:MEX", "source": "source:x"}]),
        PropertyGraph.build(
            [{"id": "country:MEX"}, {"id": "source:x"}], evidence=[{"about": "country:MEX", "source": "source:x"}]
        ),
        {"nodes_deleted": 2, "nodes_created": 2, "relationships_deleted": 1, "relationships_created": 1},
    ),
}


@pytest.mark.neo4j
@pytest.mark.parametrize(("before", "after", "counted"), CHANGES.values(), ids=CHANGES)
def test_only_what_differs_is_written(
    store: Neo4jStore, before: PropertyGraph, after: PropertyGraph, counted: dict[str, int]
) -> None:
    store.write(before)
    store.write(after)
    assert_same(store.read(), after)
    assert {k: v for k, v in store.counters.items() if k in counted} == counted
    deleted = {k for k in store.counters if "deleted" in k or "created" in k or "labels" in k}
    assert deleted <= counted.keys() | {"labels_added"}
    store.write(after)
    assert store.counters == {}


# What is not ours


@pytest.mark.neo4j
def test_data_of_somebody_else_stays_as_it_is(neo4j_server: Server, store: Neo4jStore) -> None:
    neo4j_server.do(
        "CREATE (a:Person {id: 'country:MEX', name: 'Ana'})-[:FUNDS {id: 'x'}]->(b:Article {id: 'y'}), "
        "(a)-[:MENTIONS {id: 'y'}]->(b), (:Note {text: 'mine'})"
    )
    seen = "MATCH (n:Person|Article|Note) OPTIONAL MATCH (n)-[r]-() RETURN properties(n) AS n, type(r) AS r, r.id AS id"
    order = " ORDER BY coalesce(n.id, ''), id"
    before = neo4j_server.do(seen + order)
    for graph in (full(), town(10), small()):
        store.write(graph)
        assert_same(store.read(), graph)
    assert neo4j_server.do(seen + order) == before


@pytest.mark.neo4j
@pytest.mark.parametrize("label", ["Entity", "Evidence", "Observation", "Country", "Source", "Donor", "Unlisted"])
@pytest.mark.parametrize("loaded", [False, True])
def test_a_database_where_our_labels_mean_something_else_is_refused(
    neo4j_server: Server, store: Neo4jStore, label: str, loaded: bool
) -> None:
    if loaded:
        store.write(small())
    neo4j_server.do(f"CREATE (:{label}:Private {{name: 'mine'}})")
    before = counts(neo4j_server)
    with pytest.raises(StoreError, match=r"it holds .* migov did not write.*; choose another database"):
        store.write(town(10))
    assert counts(neo4j_server) == before
    if loaded and label != "Unlisted":  # one more source without a title is none
        with pytest.raises(StoreError, match="that migov did not write"):
            store.read()


@pytest.mark.neo4j
def test_what_others_add_to_our_nodes_stays(neo4j_server: Server, store: Neo4jStore) -> None:
    store.write(small("first"))
    neo4j_server.do(
        "MATCH (n:Entity) SET n.reviewed = true, n:Reviewed CREATE (:Person {name: 'Ana'})-[:READ {on: 'Monday'}]->(n)"
    )
    store.write(small("second"))
    assert_same(store.read(), small("second"))
    found = neo4j_server.do("MATCH (:Person)-[r:READ]->(n:Entity:Reviewed) RETURN n.reviewed AS node, r.on AS tie")
    assert found == [{"node": True, "tie": "Monday"}]
    store.write(small("second"))
    assert store.counters == {}


@pytest.mark.neo4j
def test_a_node_on_which_something_of_others_hangs_is_not_removed(neo4j_server: Server, store: Neo4jStore) -> None:
    store.write(small())
    neo4j_server.do("MATCH (n:Entity) CREATE (:Person)-[:LIVES_IN]->(n)")
    with pytest.raises(StoreError) as caught:
        store.write(town(3))
    assert str(caught.value) == (
        f"{store.address}: 'country:MEX' is no longer in the graph, but a relationship LIVES_IN hangs on it that migov "
        "did not write; remove that first; nothing was changed"
    )
    assert_same(store.read(), small())


@pytest.mark.neo4j
@pytest.mark.parametrize("use", [lambda s: s.read(), lambda s: s.write(small()), lambda s: s.ready()])
def test_the_layout_of_another_version_is_refused(
    neo4j_server: Server, store: Neo4jStore, use: Callable[[Neo4jStore], object]
) -> None:
    store.write(small())
    neo4j_server.do("MATCH (m:MigovStore) SET m.format = 2")
    with pytest.raises(StoreError) as caught:
        use(store)
    assert str(caught.value) == f"{store.address}: written in format 2; this migov reads 1"


@pytest.mark.neo4j
def test_data_changed_by_others_beyond_recognition_are_told(neo4j_server: Server, store: Neo4jStore) -> None:
    store.write(full())
    neo4j_server.do("MATCH ()-[s:FUNDS]->() SET s.amount = 'a lot'")
    with pytest.raises(StoreError, match=r"what is there does not fit this version .*; load it again"):
        store.read()
    store.write(full())
    assert_same(store.read(), full())


# Loads that are cut short


class Interrupted(BaseException):
    """What ends a program from outside, as Ctrl-C does."""


def at_batch(number: int, act: Callable[[], object]) -> _load.Progress:
    """A progress that acts once, when so many batches are written."""
    left = iter(range(number - 1, -1, -1))

    def progress(what: str, *_: int) -> None:
        if what == "written" and next(left, None) == 0:
            act()

    return progress


def interrupt() -> None:
    raise Interrupted


NOT_WHOLE = "what is there is not whole: a load is under way or was cut short; wait for it, or run the same load again"


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("batches", [1, 4, 12, 20, 28])
@pytest.mark.parametrize("loaded", [False, True], ids=["empty", "loaded"])
def test_an_interrupted_load_shows_and_is_completed_by_the_same_load(
    store: Neo4jStore, batches: int, loaded: bool
) -> None:
    if loaded:
        store.write(town(60, "before"))
    store.progress = at_batch(batches, interrupt)
    with pytest.raises(Interrupted):
        store.write(town())
    for ask in (store.read, store.ready, lambda: store.select(["FUNDS"])):
        with pytest.raises(StoreError) as caught:
            ask()
        assert str(caught.value) == f"{store.address}: {NOT_WHOLE}"
    store.progress = None
    store.write(town())
    assert_same(store.read(), town())


CLIENT = """
import sys
from graph.stores import _load, open_store
from tests.graph.test_neo4j_store import town
_load.BATCH_ROWS = 25
store = open_store("neo4j")
store.progress = lambda *told: print(*told, flush=True)
store.write(town())
"""


def client(server: Server) -> subprocess.Popen[str]:
    """A process that loads the town and prints a line for each batch."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | server.environment()
    return subprocess.Popen(
        [sys.executable, "-P", "-c", CLIENT], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.neo4j
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_client_that_is_killed_leaves_no_lock_behind(neo4j_server: Server, store: Neo4jStore) -> None:
    with client(neo4j_server) as process:
        assert process.stdout is not None
        for line in iter(process.stdout.readline, ""):
            what, done, _ = line.rsplit(maxsplit=2)
            if what == "written" and int(done) >= 200:
                break
        process.kill()
    with pytest.raises(StoreError, match="not whole"):
        store.read()
    store.write(town())
    assert_same(store.read(), town())


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
def test_a_load_that_loses_its_lock_stops(neo4j_server: Server, store: Neo4jStore) -> None:
    def end_all() -> None:
        own = neo4j_server.do("SHOW TRANSACTIONS YIELD transactionId AS id, metaData WHERE metaData.app = 'migov'")
        neo4j_server.do("TERMINATE TRANSACTIONS $ids", ids=[row["id"] for row in own])

    store.progress = at_batch(5, end_all)
    with pytest.raises(StoreError) as caught:
        store.write(town())
    assert str(caught.value) == f"{store.address}: the lock of this load was lost; run the same command again"
    store.progress = None
    store.write(town())
    assert_same(store.read(), town())


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
def test_a_load_that_another_has_overtaken_writes_no_more(neo4j_server: Server, store: Neo4jStore) -> None:
    there = []

    def overtake() -> None:
        neo4j_server.do("MATCH (m:MigovStore) SET m.load = 'of another'")
        there.append(counts(neo4j_server))

    store.progress = at_batch(5, overtake)
    with pytest.raises(StoreError, match="another load has begun"):
        store.write(town())
    assert there == [counts(neo4j_server)]


# Several loads at once


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
def test_a_second_load_is_refused_while_the_first_goes_on(
    neo4j_server: Server, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_load, "PATIENCE", 1.0)
    told: list[str] = []

    def second() -> None:
        with Neo4jStore(neo4j_server.uri, "neo4j", neo4j_server.password) as other, pytest.raises(StoreError) as caught:
            other.write(small())
        told.append(str(caught.value))

    store.progress = at_batch(5, second)
    store.write(town())
    remedy = "run the same command again when it has ended"
    assert told == [f"{store.address}: another load into it is under way; {remedy}"]
    assert_same(store.read(), town())


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
def test_of_loads_at_once_each_succeeds_or_is_refused_and_one_graph_is_there(
    neo4j_server: Server, store: Neo4jStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_load, "PATIENCE", 1.0)
    graphs = [town(20 + number, f"of {number}") for number in range(4)]
    begin, failures = threading.Barrier(len(graphs)), list[str]()

    def load(graph: PropertyGraph) -> None:
        with Neo4jStore(neo4j_server.uri, "neo4j", neo4j_server.password) as own:
            begin.wait()
            try:
                own.write(graph)
            except StoreError as error:
                failures.append(str(error))

    threads = [threading.Thread(target=load, args=(graph,)) for graph in graphs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) < len(graphs)
    assert [told for told in failures if "another load into it is under way" not in told] == []
    found = store.read()
    assert_same(found, next(graph for graph in graphs if len(graph.nodes) == len(found.nodes)))


# A part of the graph, and questions


@pytest.mark.neo4j
@pytest.mark.parametrize("relations", [None, ["MEMBER_OF"], ["FUNDS", "WITHDREW_FROM"], []])
@pytest.mark.parametrize("kinds", [None, ["Country", "Mechanism"], []])
def test_a_part_read_from_the_server_is_that_part_of_the_graph(
    neo4j_store: Neo4jStore, built_in: PropertyGraph, relations: list[str] | None, kinds: list[str] | None
) -> None:
    neo4j_store.write(built_in)
    nodes = None if kinds is None else built_in.nodes["kind"].isin(kinds).to_numpy()
    assert_same(neo4j_store.select(relations, kinds), built_in.select(built_in.mask(relations), nodes))


@pytest.mark.neo4j
def test_a_part_that_the_schema_does_not_have_is_refused(neo4j_store: Neo4jStore) -> None:
    with pytest.raises(BadParameter, match="MEMBER_OF"):
        neo4j_store.select(["MEMBER"])
    with pytest.raises(BadParameter, match="Country"):
        neo4j_store.select(None, ["Contry"])


@pytest.mark.neo4j
def test_a_query_gives_columns_and_rows(store: Neo4jStore) -> None:
    store.write(small())
    found = store.run("MATCH (n:Entity) WHERE n.id = $id RETURN n.id AS id, n.name_en AS name", id="country:MEX")
    assert (found.columns, found.rows) == (("id", "name"), [("country:MEX", "Mexico")])
    assert store.run("MATCH (n:Place) RETURN n.id AS id").columns == ("id",)


@pytest.mark.neo4j
def test_a_load_that_changes_the_graph_changes_its_number(neo4j_server: Server, store: Neo4jStore) -> None:
    numbers = []
    for graph in (small(), small(), town(3), small()):
        store.write(graph)
        numbers.append(store.ready())
    neo4j_server.wipe()
    store.write(small())
    numbers.append(store.ready())
    assert numbers[0] == numbers[1]
    assert len(set(numbers)) == 4


@pytest.mark.neo4j
def test_a_query_that_would_write_is_refused_by_the_server(store: Neo4jStore) -> None:
    store.write(small())
    for query in ("MATCH (n) DETACH DELETE n", "CREATE (:Entity {id: 'x'})", "CREATE INDEX x FOR (n:X) ON (n.x)"):
        with pytest.raises(StoreError, match="that would write, and here is only reading"):
            store.run(query)
    assert_same(store.read(), small())


@pytest.mark.neo4j
def test_a_query_that_is_none_is_told_on_one_line(store: Neo4jStore) -> None:
    with pytest.raises(StoreError, match=r"the server refused it \(.*\); correct the query") as caught:
        store.run("MATCH (n\nRETURN n")
    assert "\n" not in str(caught.value)


@pytest.mark.neo4j
def test_a_load_between_two_queries_that_belong_together_is_told(neo4j_server: Server, store: Neo4jStore) -> None:
    query = "MATCH (n:Entity) RETURN count(n) AS number"
    store.write(small())
    store.ready()
    assert store.run(query).rows == [(1,)]
    with Neo4jStore(neo4j_server.uri, "neo4j", neo4j_server.password) as other:
        other.write(town(3))
    with pytest.raises(StoreError, match="a load changed it while it was asked; run the same command again"):
        store.run(query)
    store.ready()
    assert store.run(query).rows == [(7,)]


# What a server says no to


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (
            "CREATE CONSTRAINT migov_entity_id FOR (n:Person) REQUIRE n.id IS UNIQUE",
            "an index or constraint of others is called 'migov_entity_id', as one of ours is; drop that, or choose",
        ),
        (
            "CREATE INDEX migov_entity_id FOR (n:Entity) ON (n.id)",
            "an index or constraint of others is called 'migov_entity_id', as one of ours is; drop that, or choose",
        ),
        (
            "CREATE INDEX theirs FOR (n:Entity) ON (n.id)",
            "an index or constraint of others is in the way (There already exists an index",
        ),
        (
            "CREATE CONSTRAINT theirs FOR (n:Agency) REQUIRE n.note IS UNIQUE",
            "what others keep or demand there is in the way (Node(",
        ),
    ],
)
def test_indexes_and_constraints_of_others_that_are_in_the_way_are_told(
    neo4j_server: Server, store: Neo4jStore, theirs: str, told: str
) -> None:
    name = theirs.split()[2]
    neo4j_server.do("DROP CONSTRAINT migov_entity_id IF EXISTS")
    neo4j_server.do(theirs)
    try:
        with pytest.raises(StoreError) as caught:
            store.write(town(3))
        assert told in str(caught.value)
    finally:
        neo4j_server.do(f"DROP {theirs.split()[1]} {name} IF EXISTS")
    store.write(town(3))
    assert_same(store.read(), town(3))


@pytest.mark.neo4j
def test_a_relationship_of_others_with_the_id_of_ours_stays_and_is_told(
    neo4j_server: Server, store: Neo4jStore
) -> None:
    store.write(small())  # the constraints are there
    neo4j_server.do("CREATE (:Person)-[:FUNDS {id: 'tie/0', theirs: 1}]->(:Person)")
    with pytest.raises(StoreError, match=r"what others keep or demand there is in the way \(Relationship\("):
        store.write(town(3))
    assert neo4j_server.do("MATCH ()-[s:FUNDS]->() RETURN s.theirs AS theirs") == [{"theirs": 1}]
    neo4j_server.do("MATCH (n:Person) DETACH DELETE n")
    store.write(town(3))
    assert_same(store.read(), town(3))


@pytest.mark.neo4j
def test_what_answers_in_place_of_bolt_is_told(neo4j_server: Server) -> None:
    pages = f"://127.0.0.1:{neo4j_server.http}"
    coded = neo4j_server.uri.removeprefix("neo4j")
    for where, told in (
        (f"neo4j{pages}", "that is where its web pages are; name the port of Bolt, mostly 7687"),
        (f"bolt{pages}", "that is where its web pages are; name the port of Bolt, mostly 7687"),
        (f"neo4j+s{coded}", "no encrypted connection to it comes about; write the address without +s or +ssc"),
        (f"bolt+ssc{coded}", "no encrypted connection to it comes about; write the address without +s or +ssc"),
    ):
        with Neo4jStore(where, "neo4j", SECRET) as store, pytest.raises(StoreError) as caught:
            store.ready()
        assert str(caught.value) == f"{where}: {told}"


@pytest.mark.neo4j
def test_a_password_that_is_no_text_is_told_without_it(neo4j_server: Server) -> None:
    with Neo4jStore(neo4j_server.uri, "neo4j", f"{SECRET}\udcf1") as store, pytest.raises(StoreError) as caught:
        store.ready()
    assert "is no Unicode text; write it in UTF-8" in str(caught.value)
    assert caught.value.__cause__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.neo4j
@pytest.mark.parametrize("ask", [Neo4jStore.run, lambda store, query: cypher.ask(store, query, {})])
def test_an_interrupt_does_not_wait_for_the_server(
    neo4j_server: Server, store: Neo4jStore, ask: Callable[[Neo4jStore, str], object]
) -> None:
    query = "UNWIND range(1, 1000000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y) AS s"
    running = "SHOW TRANSACTIONS YIELD currentQuery AS text WHERE text CONTAINS $query RETURN count(*) AS number"
    store.write(small())
    main = threading.main_thread().ident or 0
    interrupted = threading.Timer(1.0, signal.pthread_kill, (main, signal.SIGINT))
    begun = time.monotonic()
    interrupted.start()
    with pytest.raises(KeyboardInterrupt):
        ask(store, query)
    assert time.monotonic() - begun < 20.0
    for _ in range(100):
        if neo4j_server.do(running, query=query) == [{"number": 0}]:
            break
        time.sleep(0.1)
    else:
        pytest.fail("the server still runs the query")
    assert_same(store.read(), small())


@pytest.mark.neo4j
def test_a_wrong_password_and_a_missing_one_are_told_without_it(
    neo4j_server: Server, plain_environment: pytest.MonkeyPatch
) -> None:
    for user, password, told in (
        ("nobody", SECRET, "it refuses the password; set NEO4J_USER and NEO4J_PASSWORD"),
        (None, None, "it asks for a password; set NEO4J_USER and NEO4J_PASSWORD"),
    ):
        with Neo4jStore(neo4j_server.uri, user, password) as store, pytest.raises(StoreError) as caught:
            store.read()
        assert str(caught.value) == f"{neo4j_server.uri}: {told}"


@pytest.mark.neo4j
def test_too_many_wrong_passwords_are_told(neo4j_server: Server) -> None:
    neo4j_server.do("CREATE USER guesser IF NOT EXISTS SET PASSWORD 'long-enough' CHANGE NOT REQUIRED")
    told = []
    for _ in range(5):
        with Neo4jStore(neo4j_server.uri, "guesser", SECRET) as store, pytest.raises(StoreError) as caught:
            store.read()
        told.append(str(caught.value))
    assert "too often" in told[-1]
    assert SECRET not in "".join(told)


@pytest.mark.neo4j
def test_a_missing_database_is_told(neo4j_server: Server) -> None:
    with Neo4jStore(f"{neo4j_server.uri}/elsewhere", "neo4j", neo4j_server.password) as store:
        for use in (store.read, lambda: store.write(small())):
            with pytest.raises(StoreError) as caught:
                use()
            assert str(caught.value) == (
                f"{neo4j_server.uri}/elsewhere: it has no database 'elsewhere'; name one that it has, or none"
            )


@pytest.mark.neo4j
def test_a_server_that_is_too_old_is_told(neo4j_store: Neo4jStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bolt, "OLDEST", (2999, 1))
    with pytest.raises(StoreError, match=r"this Neo4j is older than .* \(5\.26\); use Neo4j"):
        neo4j_store.write(small())


@pytest.fixture(scope="module")
def spare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server to be killed and started again."""
    server = Server(tmp_path_factory.mktemp("spare"), options=QUICK)
    start(server)
    yield server
    server.kill()


@pytest.mark.neo4j
@pytest.mark.usefixtures("small_batches")
def test_a_load_whose_server_is_killed_is_completed_when_it_is_back(
    spare: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    with Neo4jStore(spare.uri, "neo4j", spare.password) as store:
        store.progress = at_batch(10, spare.kill)
        with pytest.raises(StoreError) as caught:
            store.write(town())
        assert str(caught.value) == f"{spare.uri}: the server is gone; run the same command again when it is back"
        spare.start()
        store.progress = lambda *_: None
        with pytest.raises(StoreError, match="not whole"):
            store.read()
        store.write(town())
        assert_same(store.read(), town())
    assert capfd.readouterr().err == ""


@pytest.mark.neo4j
def test_a_database_that_is_read_only_is_told(spare: Server) -> None:
    spare.kill()
    spare.settings = {"server.databases.default_to_read_only": "true"}
    spare.start()
    with Neo4jStore(spare.uri, "neo4j", spare.password) as store, pytest.raises(StoreError) as caught:
        store.write(small())
    assert str(caught.value) == f"{spare.uri}: the database is read-only; choose one that may be written"
