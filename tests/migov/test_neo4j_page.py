"""The page about Neo4j: its queries answer as it says, and it names what there is."""

import re
from pathlib import Path

import pytest

from graph import exports
from graph.exports.neo4j_csv import COMMAND
from graph.model import PropertyGraph
from graph.stores._bolt import OLDEST
from graph.stores._shape import ID_BYTES
from graph.stores.neo4j import Neo4jStore
from migov import cli, cypher

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "NEO4J.md").read_text("utf-8")
ANSWERED = re.findall(r"```cypher\n(.*?)```\n\n(\|.*?\n)\n", PAGE, re.DOTALL)
"""The queries with the tables under them."""


def answer(store: Neo4jStore, query: str) -> str:
    found = store.run(query)
    lines = [found.columns, ["---"] * len(found.columns), *found.rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def test_three_queries_stand_on_the_page() -> None:
    assert len(ANSWERED) == PAGE.count("```cypher") == 3


@pytest.mark.neo4j
def test_each_query_answers_as_the_page_says(neo4j_store: Neo4jStore, built_in: PropertyGraph) -> None:
    neo4j_store.write(built_in)
    assert [answer(neo4j_store, query) for query, _ in ANSWERED] == [told for _, told in ANSWERED]


@pytest.mark.neo4j
def test_the_picture_has_the_ties_that_the_server_has(neo4j_store: Neo4jStore, built_in: PropertyGraph) -> None:
    neo4j_store.write(built_in)
    query = "MATCH ()-[s]->() RETURN type(s) AS type, count(s) AS count"
    told = {name: int(count) for count, name in re.findall(r"^ *(\d+) \(.*\)-\[:(\w+)\]->\(", PAGE, re.MULTILINE)}
    assert told == dict(neo4j_store.run(query).rows)
    labels = "MATCH (n) UNWIND labels(n) AS label RETURN label, count(n) AS count"
    told = {name: int(count) for count, name in re.findall(r"^ *(\d+) \(:Entity:(\w+)\)$", PAGE, re.MULTILINE)}
    there = dict(neo4j_store.run(labels).rows)
    assert told == {name: there[name] for name in told}


def test_the_page_names_settings_commands_limits_and_files_that_there_are() -> None:
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE", "python3 tasks.py neo4j"):
        assert name in PAGE
    for name in ("cypher", "neo4j-csv"):
        assert name in exports.formats()
        assert f"`export {name} " in PAGE
    for command in {*re.findall(r"tasks\.py (\w+) ", PAGE), "export"}:
        assert f"  migov {command} " in cli.HELP, command
    assert f"{COMMAND} " in PAGE
    assert f"Of more than {cypher.LIMIT:,} rows" in PAGE
    assert f"ended after {cypher.SECONDS:g} seconds" in PAGE
    assert f"at most {ID_BYTES:,} bytes" in PAGE
    assert f"Neo4j {OLDEST[0]}.{OLDEST[1]} is the oldest" in PAGE
    assert (ROOT / "compose.yaml").is_file()
    assert "](docs/NEO4J.md)" in (ROOT / "README.md").read_text("utf-8")
