"""What the tests share: the built-in graph, a Neo4j server, the readers of others, and the settings of Hypothesis."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from loaders import curated
from tests.readers import local as readers_local
from tests.readers.local import NoReaders, Readers
from tests.server.local import QUICK, NoServer, Server

# The same examples in every run, and no clock: a slow machine is no failure. --hypothesis-profile=search goes further.
settings.register_profile(
    "migov", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("search", deadline=None, database=None, max_examples=2000)
settings.load_profile("migov")


@pytest.fixture(scope="session")
def built_in() -> PropertyGraph:
    """The graph of the curated tables; not to be changed."""
    return curated.load()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Neo4j server with one database, to which each test brings its own graph."""
    server = Server(tmp_path_factory.mktemp("neo4j"), options=QUICK)
    start(server)
    yield server
    server.kill()  # what it holds is of no use to anyone


@pytest.fixture
def neo4j_store(neo4j_server: Server) -> Iterator[Neo4jStore]:
    """The store on the server, with whatever graph the test before left in it."""
    with Neo4jStore(neo4j_server.uri, neo4j_server.user, neo4j_server.password) as store:
        yield store


@pytest.fixture(scope="session")
def readers() -> Readers:
    """Readers that are not ours (followthemoney, frictionless), in an environment of their own: `Readers.run`."""
    try:
        return readers_local.readers()
    except NoReaders as error:
        if os.environ.get("MIGOV_REQUIRE_READERS") == "1":
            pytest.fail(f"MIGOV_REQUIRE_READERS=1, but {error}")
        pytest.skip(f"no readers of others: {error}")


def start(server: Server) -> None:
    """Start a server; skip where this machine has none, or fail where the run must have it."""
    try:
        server.start()
    except NoServer as error:
        if os.environ.get("MIGOV_REQUIRE_NEO4J") == "1":
            pytest.fail(f"MIGOV_REQUIRE_NEO4J=1, but {error}")
        pytest.skip(f"no Neo4j server: {error} (with Java 17 and Maven the tests start one themselves)")
