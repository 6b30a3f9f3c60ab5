"""Bringing a graph of many statements into Neo4j: over Bolt, statement by statement, and by its own bulk import.

The graph is that of `bench.model` without its evidence: agencies that operate in places. The server is started for it,
in a folder that is removed, on this machine: server and client share its processors. Each way of loading is a
process of its own, which first makes the graph; what making it takes is measured apart and taken off. Statement by
statement (a transaction for each, as a first script does it) loads a sample, into the graph that is there. A load over
Bolt tells the most memory that it has held so far at each tenth of its rows: that number should not grow. On a machine
that is busy with something else, compare processor time rather than rates.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path

from bench._measure import Usage, child, machine, table
from bench.model import tables
from graph import exports
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.graph.exports.admin import bulk_import
from tests.server.local import Server

BOLT, AGAIN, PLAIN, CSV, IMPORT = "Bolt, in batches", "the same again", "one by one", "export neo4j-csv", "bulk import"
RUST = "neo4j-rust-ext"
ONE = (
    "MATCH (a:Entity {id: $a}) MATCH (b:Entity {id: $b}) CREATE (a)-[s:OPERATES_IN]->(b) "
    "SET s = {id: $id, spell: 1, confidence: 'stated', dataset: 'one', start: '2018-01-01', since: '2018-01-01'}"
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Load the graph each way, and print rates, their ratios and the memory of the loading process."""
    parser = argparse.ArgumentParser(prog="bench.neo4j", description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--statements", type=int, default=1_000_000, help="how many statements (default 1000000)")
    parser.add_argument("--nodes", type=int, default=100_000, help="how many nodes (default 100000)")
    parser.add_argument("--sample", type=int, default=1_000, help="how many one by one (default 1000)")
    parser.add_argument("--seed", type=int, default=20220517, help="the seed of the generator (default 20220517)")
    parser.add_argument("--heap", default="1g", help="the memory of the server's heap (default 1g)")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--at", help=argparse.SUPPRESS)
    parser.add_argument("--told", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.step:
        _step(given)
        return
    rust = RUST in {str(found.metadata["Name"]) for found in metadata.distributions()}
    with tempfile.TemporaryDirectory() as folder:
        rates, used, notes = _measured(given, Path(folder), rust=rust)
    rows = given.statements + given.nodes
    print(machine("neo4j", "pandas", "pyarrow"))
    print(f"{given.nodes:,} nodes, {given.statements:,} statements; server heap {given.heap}\n")
    lines = [
        [name, f"{rate:,.0f}", f"{rate / rates[PLAIN]:.1f}", f"{rate / rates[BOLT]:.2f}", *used.get(name, ("", "", ""))]
        for name, rate in rates.items()
    ]
    print(table(["", "rows / s", f": {PLAIN}", ": Bolt", "client cpu s", "server cpu s", "peak MB"], lines))
    print(f"\nOne run of {rows:,} rows each; {PLAIN}: {given.sample:,} statements.")
    print("\n".join(notes))


def _measured(
    given: argparse.Namespace, folder: Path, *, rust: bool
) -> tuple[dict[str, float], dict[str, tuple[str, str, str]], list[str]]:
    """Rows a second by the name of each way, CPU time and peak of the processes that load, and remarks."""
    rows = given.statements + given.nodes
    made = _child(given, "make", "")
    rates: dict[str, float] = {}
    used, notes = (
        {},
        [f"Making the graph takes {made.wall:.1f} s and {made.peak_mb:,.0f} MB: the peaks have that in them."],
    )

    def take(name: str, step: str, at: str, server: Server | None = None) -> None:
        told, before = folder / "told.json", server.cpu() if server else 0.0
        usage = _child(given, step, at, told)
        rates[name] = rows / max(usage.wall - made.wall, 0.001)
        served = f"{server.cpu() - before:,.0f}" if server else ""
        used[name] = (f"{usage.cpu - made.cpu:,.0f}", served, f"{usage.peak_mb:,.0f}")
        if told.exists():
            tenths = ", ".join(f"{peak:,.0f}" for peak in json.loads(told.read_text(encoding="utf-8")))
            notes.append(f"{name}: peak MB at each tenth of the rows {tenths}.")
            told.unlink()

    if rust:  # in a database of its own: to empty one of so many takes longer than to make one
        with _server(given, folder / "without") as server:
            take(f"Bolt, without {RUST}", "bolt-plain", "neo4j", server)
    with _server(given, folder / "home") as server:
        take(BOLT, "bolt", "neo4j", server)
        take(AGAIN, "bolt", "neo4j", server)
        rates[PLAIN] = given.sample / _one_by_one(given, server)
    take(CSV, "csv", str(folder / "csv"))
    began = time.perf_counter()
    said = bulk_import(folder / "imported", folder / "csv", heap=given.heap)
    rates[IMPORT] = rows / (time.perf_counter() - began)
    assert f"{given.statements} relationships" in said, said
    notes.append(f"{BOLT}: with {RUST}." if rust else f"{RUST} is not installed: the driver is plain Python.")
    return rates, used, notes


@contextlib.contextmanager
def _server(given: argparse.Namespace, home: Path) -> Iterator[Server]:
    """A server with nothing in it, which the environment names for the processes that load."""
    server = Server(home, options=[f"-Xmx{given.heap}"])
    server.settings["server.memory.pagecache.size"] = "512m"
    server.start()
    os.environ.update(server.environment())
    try:
        yield server
    finally:
        server.stop()


def _child(given: argparse.Namespace, step: str, at: str, told: Path | None = None) -> Usage:
    sizes = [f"--statements={given.statements}", f"--nodes={given.nodes}", f"--seed={given.seed}"]
    return child(["-m", "bench.neo4j", *sizes, f"--step={step}", f"--at={at}", *([f"--told={told}"] if told else [])])


def _step(given: argparse.Namespace) -> None:
    """What a process of its own does: make the graph, and bring it somewhere."""
    if given.step == "bolt-plain":
        sys.modules["neo4j._rust"] = None  # type: ignore[assignment] # as if it were not installed
    graph = _graph(given)
    if given.step == "csv":
        exports.export(graph, "neo4j-csv", given.at)
    elif given.step != "make":
        with Neo4jStore(given.at) as store:
            peaks: list[float] = []
            store.progress = lambda what, done, total: _tell(peaks, done, total if what == "written" else 0)
            store.write(graph)
        if peaks:
            given.told.write_text(json.dumps(peaks), encoding="utf-8")


def _tell(peaks: list[float], done: int, total: int) -> None:
    """Add the most memory that was held so far for each tenth of the rows that has been written."""
    import resource  # Windows has none

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    peaks += [peak] * (done * 10 // total - len(peaks) if total else 0)


def _graph(given: argparse.Namespace) -> PropertyGraph:
    places = given.nodes // 5
    made = tables(given.statements, given.nodes - places - 1, places, given.seed)  # and the node of a source
    return PropertyGraph(nodes=made["nodes"], edges=made["edges"], sources=made["sources"])


def _one_by_one(given: argparse.Namespace, server: Server) -> float:
    """Seconds that it takes to load a sample, each statement in a transaction of its own."""
    from neo4j import GraphDatabase

    places = given.nodes // 5
    with GraphDatabase.driver(server.uri, auth=(server.user, server.password)) as driver, driver.session() as session:
        began = time.perf_counter()
        for number in range(given.sample):
            a, b = f"agency:{number % (given.nodes - places - 1)}", f"place:{number * 7 % places}"
            session.run(ONE, a=a, b=b, id=f"one/{number}").consume()
        return time.perf_counter() - began


if __name__ == "__main__":
    main()
