"""The Cypher text: nothing of the data but literals, and on a server the same graph as the store writes."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import exports
from graph.exports import cypher
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.graph.exports.hostile import hostile
from tests.graph.test_stores import assert_same, full, small
from tests.server.local import Server

LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'")
UNESCAPED = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", "'": "'"}


def told(text: str) -> str:
    """What a literal means, by the plain rules of Cypher: code points first, as old versions do it, then the rest."""
    assert "\\u005c" not in text.lower()
    assert "\\u0027" not in text.lower()
    units = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    whole = units.encode("utf-16", "surrogatepass").decode("utf-16")
    parts = re.fullmatch(r"'((?:[^'\\]|\\.)*)'((?: \+ '(?:[^'\\]|\\.)*')*)", whole, re.DOTALL)
    assert parts is not None, whole
    body = "".join(found[1:-1] for found in re.findall(r"'(?:[^'\\]|\\.)*'", whole, re.DOTALL))
    return re.sub(r"\\(.)", lambda m: UNESCAPED[m[1]], body, flags=re.DOTALL)


@given(st.text() | st.text(alphabet="\\u0027'\" \n;/"))
def test_a_text_is_a_plain_literal_that_means_it(text: str) -> None:
    made = cypher.literal(text)
    assert made.isascii()
    assert made.isprintable()
    assert told(made) == text


@pytest.mark.parametrize(
    ("value", "made"),
    [
        ("O'Higgins\n", r"'O\'Higgins\n'"),
        ("é😀", r"'\u00e9\ud83d\ude00'"),
        ("\\u0027", r"'\\' + 'u0027'"),
        ("\x00", r"'\u0000'"),
        ([1, 2.0, None, True, False, ["x"]], "[1, 2.0, null, true, false, ['x']]"),
        (1e300, "1e300"),
        (5e-324, "5e-324"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (-(2**63), "-9223372036854775808"),
    ],
)
def test_values_are_written_as_cypher_has_them(value: object, made: str) -> None:
    assert cypher.literal(value) == made


def statements(path: Path) -> list[str]:
    return [text for text in path.read_text("ascii").split(";\n") if text.strip()]


def test_nothing_of_the_data_stands_outside_of_literals(tmp_path: Path) -> None:
    exports.export(hostile(), "cypher", tmp_path / "graph.cypher")
    code = LITERAL.sub("''", (tmp_path / "graph.cypher").read_text("ascii"))
    assert "'" not in code.replace("''", "")
    assert not re.search(r"DELETE|DROP|\\|script|exit", code)


def test_large_tables_fall_into_statements_that_a_console_can_take(tmp_path: Path, built_in: PropertyGraph) -> None:
    exports.export(built_in, "cypher", tmp_path / "graph.cypher")
    found = statements(tmp_path / "graph.cypher")
    assert max(map(len, found)) < 3 * cypher.BATCH_CHARACTERS
    assert max(text.count("\n[") for text in found) == cypher.BATCH_ROWS


def test_a_graph_of_many_rows_has_a_better_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert exports.export(small(), "cypher", tmp_path / "graph.cypher") == []
    monkeypatch.setattr(cypher, "MANY", 1)
    (remark,) = exports.export(small(), "cypher", tmp_path / "graph.cypher")
    assert "neo4j-csv" in remark


@pytest.mark.neo4j
def test_run_in_a_console_it_gives_the_graph_and_run_again_nothing(
    neo4j_server: Server, neo4j_store: Neo4jStore, tmp_path: Path
) -> None:
    neo4j_server.wipe()
    exports.export(hostile(), "cypher", tmp_path / "graph.cypher")
    for _ in range(2):
        for text in statements(tmp_path / "graph.cypher"):
            neo4j_server.do(text)
        assert_same(neo4j_store.read(), hostile())
        neo4j_store.write(hostile())
        assert neo4j_store.counters == {}


@pytest.mark.neo4j
def test_what_was_read_before_it_was_run_is_known_to_be_old(
    neo4j_server: Server, neo4j_store: Neo4jStore, tmp_path: Path
) -> None:
    neo4j_server.wipe()
    neo4j_store.write(small())
    before = neo4j_store.ready()
    exports.export(full(), "cypher", tmp_path / "graph.cypher")
    for text in statements(tmp_path / "graph.cypher"):
        neo4j_server.do(text)
    assert neo4j_store.ready() != before


@pytest.mark.neo4j
def test_cut_short_it_is_no_graph(neo4j_server: Server, neo4j_store: Neo4jStore, tmp_path: Path) -> None:
    neo4j_server.wipe()
    exports.export(small(), "cypher", tmp_path / "graph.cypher")
    for text in statements(tmp_path / "graph.cypher")[:-1]:
        neo4j_server.do(text)
    with pytest.raises(Exception, match="not whole"):
        neo4j_store.read()
