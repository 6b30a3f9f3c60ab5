"""The commands that take a graph elsewhere, and the one that asks a server in Cypher."""

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pytest

from graph import exports
from graph.errors import BadParameter, StoreError, UsageError
from graph.model import PropertyGraph
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from migov import cli, cypher
from tests.graph.test_stores import assert_same, full, small
from tests.migov.test_cli import Run, front_door, refused, run
from tests.server.local import Server, free_port

__all__ = ["front_door", "run"]


@pytest.fixture
def server(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """An empty server, which the environment names."""
    neo4j_server.wipe()
    for name, value in neo4j_server.environment().items():
        monkeypatch.setenv(name, value)
    return neo4j_server


# Export


@pytest.mark.parametrize("name", exports.formats())
def test_export_writes_the_graph_of_a_store(run: Run, tmp_path: Path, name: str) -> None:
    store, out, own = str(tmp_path / "store"), tmp_path / "out", tmp_path / "own"
    EmbeddedStore(store).write(full())
    status, printed, said = run("export", name, str(out), "--store", store)
    assert (status, printed) == (0, "")
    assert said.startswith(f"{out}: written\n")
    exports.export(full(), name, own)
    files = [""] if own.is_file() else [file.name for file in own.iterdir()]
    assert [(out / file).read_bytes() for file in files] == [(own / file).read_bytes() for file in files]


def test_export_takes_the_built_in_graph_and_that_of_a_day(run: Run, tmp_path: Path, built_in: PropertyGraph) -> None:
    for words, graph in (((), built_in), (("--as-of", "2019"), built_in.at("2019"))):
        assert run("export", "cypher", str(tmp_path / "out"), *words)[0] == 0
        assert f"{len(graph.edges)} statements" in (tmp_path / "out").read_text("ascii").splitlines()[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), f"write: migov export FORMAT OUT; the formats are {', '.join(exports.formats())}"),
        (("cypher",), f"write: migov export FORMAT OUT; the formats are {', '.join(exports.formats())}"),
        (
            ("neo4j", "out"),
            "parameter 'format': there is no such export (got 'neo4j'); did you mean 'neo4j-csv'?",
        ),
        (("cypher", "."), ".: this is a folder; name a file, such as graph.cypher"),
        (("cypher", "none/x"), "none/x: cannot be written (No such file or directory)"),
        (
            ("cypher", "out", "--as-of", "soon"),
            "parameter 'day': not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
    ],
)
def test_what_cannot_be_exported_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert refused(run("export", *words)) == message
    assert list(tmp_path.iterdir()) == []


# Copy


def test_copy_takes_the_built_in_graph_to_a_folder_and_on(run: Run, tmp_path: Path, built_in: PropertyGraph) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    status, printed, said = run("copy", "curated", one)
    assert (status, printed) == (0, "")
    counts = ", ".join(f"{len(frame)} {name}" for name, frame in built_in.tables.items())
    assert said == f"{one}: {counts}\n"
    assert run("copy", one, two)[0] == 0
    assert_same(EmbeddedStore(two).read(), built_in)


def test_copy_refuses_a_store_onto_itself_and_what_is_none(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    EmbeddedStore("store").write(small())
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.docx").write_text("years of work", encoding="utf-8")
    for words, message in (
        (("store",), "write: migov copy FROM TO, such as: migov copy curated my-folder"),
        (("store", "curated"), "the built-in graph is not written; name a folder or the address of a server"),
        (("store", "./thesis/../store"), "./thesis/../store: this is the store to copy from; name another one"),
        (("neo4j://h/a", "neo4j://h/a"), "neo4j://h/a: this is the store to copy from; name another one"),
        (("store", "thesis"), "thesis: the folder is not empty and not a store of migov; choose another folder"),
        (("none", "new"), "none: there is no store; write one first, or leave --store out"),
        (("store", "ftp://h"), "...://...: no graph is kept there; the address of a Neo4j begins with"),
    ):
        assert refused(run("copy", *words)).startswith(message)
    assert EmbeddedStore("store").read().nodes["name_en"].tolist() == ["Mexico"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["store", "thesis"]


def test_a_copy_that_fails_leaves_what_was_there(run: Run, tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "kept").write(small())
    EmbeddedStore(tmp_path / "damaged").write(full())
    next((tmp_path / "damaged").glob("edges-*")).write_bytes(b"")
    refused(run("copy", str(tmp_path / "damaged"), str(tmp_path / "kept")))
    assert_same(EmbeddedStore(tmp_path / "kept").read(), small())


@pytest.mark.neo4j
def test_copy_goes_to_a_server_and_back(run: Run, tmp_path: Path, server: Server) -> None:
    EmbeddedStore(tmp_path / "one").write(full())
    assert run("copy", str(tmp_path / "one"), server.uri)[0] == 0
    assert run("copy", "neo4j", str(tmp_path / "two"))[0] == 0
    assert_same(EmbeddedStore(tmp_path / "two").read(), full())
    assert (
        refused(run("copy", "neo4j", server.uri)) == f"{server.uri}: this is the store to copy from; name another one"
    )


# Cypher: what needs no server


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("a=1", ("a", 1)),
        ("a=1.5", ("a", 1.5)),
        ("a=true", ("a", True)),
        ("a=null", ("a", None)),
        ('a="1"', ("a", "1")),
        ('a=["stated", 2]', ("a", ["stated", 2])),
        ("a=country:MEX", ("a", "country:MEX")),
        ("a=032", ("a", "032")),
        ("a=NaN", ("a", "NaN")),
        ("a=", ("a", "")),
        ("a=x=y", ("a", "x=y")),
    ],
)
def test_a_parameter_is_json_or_else_a_text(text: str, made: tuple[str, object]) -> None:
    assert cypher.parameter(text) == made


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "=1",
        "two words=1",
        "a=9223372036854775808",
        'a=[{"x": -9223372036854775809}]',
        "deep=" + "[" * 900 + "]" * 900,
    ],
)
def test_what_is_no_parameter_is_refused(text: str) -> None:
    with pytest.raises(BadParameter, match="parameter 'param'"):
        cypher.parameter(text)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), 'write one query in quotes, such as: migov cypher "MATCH (n:Mechanism) RETURN n.name_en"'),
        (("MATCH", "(n)"), 'write one query in quotes, such as: migov cypher "MATCH (n:Mechanism) RETURN n.name_en"'),
        (
            ("RETURN 1", "--format", "xlsx"),
            "parameter 'format': no such choice (got 'xlsx'); choose from table, csv, json",
        ),
        (
            ("RETURN 1", "--limit", "-1"),
            "parameter 'limit': not a whole number (got '-1'); write 0, 1, 2 ... or all",
        ),
        (
            ("RETURN 1", "--timeout", "nan"),
            "parameter 'timeout': not a number of seconds (got 'nan'); write 1, 60, 0.5 ...",
        ),
        (
            ("RETURN 1", "--store", "folder"),
            "Cypher needs a server, and this store is none; name one, such as --store neo4j://localhost",
        ),
        (
            ("RETURN 1", "--timeout", "1e300"),
            "parameter 'timeout': not a number of seconds (got '1e300'); write 1, 60, 0.5 ...",
        ),
        (("  ", "--store", "neo4j://localhost"), "the query is empty"),
        (
            (":param x => 1\nRETURN $x", "--store", "neo4j://localhost"),
            "a line that begins with ':' is for Neo4j Browser; leave it out, and give values by --param",
        ),
    ],
)
def test_what_cannot_be_asked_in_cypher_is_one_line(run: Run, words: tuple[str, ...], message: str) -> None:
    assert refused(run("cypher", *words)) == message


def test_an_absent_server_is_one_line(run: Run) -> None:
    where = f"neo4j://127.0.0.1:{free_port()}"
    told = "no Neo4j answers there; start the server, or correct the address"
    assert refused(run("cypher", "RETURN 1", "--store", where)) == f"{where}: {told}"


# Cypher: on a server


READING = "the query {}; nothing was run, as `migov cypher` only reads the graph"


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("CREATE (n:Country)", "would write"),
        ("MATCH (n) DETACH DELETE n", "would write"),
        ("MERGE (n:Country {id: 'x'}) RETURN n", "would write"),
        ("MATCH (n) SET n.x = 1 RETURN n", "would write"),
        ("CALL { CREATE (n) }", "would write"),
        ("// MATCH\nCREATE /* RETURN */ (n)", "would write"),
        ("CALL db.createLabel('x')", "would write"),
        ("MATCH (n) CALL (n) { DELETE n } IN TRANSACTIONS", "runs transactions of its own (CALL IN TRANSACTIONS)"),
        ("CALL { MATCH (n) RETURN n } IN TRANSACTIONS RETURN n", "runs transactions of its own (CALL IN TRANSACTIONS)"),
        ("LOAD CSV FROM 'file:///x' AS x RETURN x", "reads a file or an address from the server (LOAD CSV)"),
        ("TERMINATE TRANSACTION 'x'", "ends what others run"),
        ("CREATE INDEX x FOR (n:Country) ON (n.x)", "is a command to the server"),
        ("DROP CONSTRAINT migov_entity_id", "is a command to the server"),
        ("CREATE USER x SET PASSWORD 'abcdefghi'", "is a command to the server"),
        ("CALL dbms.killConnections(['x'])", "is a command to the server"),
        ("EXPLAIN CREATE (n)", "would write"),
        ("CALL db.stats.collect('QUERIES')", "calls db.stats.collect, which may do more than read"),
        ("CALL `db`.prepareForReplanning(1)", "calls db.prepareForReplanning, which may do more than read"),
        ("SHOW DATABASES", "is a command to the server"),
    ],
)
def test_what_would_do_more_than_read_is_refused_before_it_runs(run: Run, server: Server, text: str, what: str) -> None:
    server.do("CREATE (:Other)")
    assert refused(run("cypher", text)) == READING.format(what)
    assert server.do("MATCH (n) RETURN labels(n) AS labels") == [{"labels": ["Other"]}]


@pytest.mark.neo4j
@pytest.mark.parametrize("text", ["PROFILE CREATE (n)", "RETURN 1; CREATE (n)", "CREATE DATABASE x", ":exit"])
def test_nothing_slips_past_the_plan(run: Run, server: Server, text: str) -> None:
    refused(run("cypher", text))
    assert server.do("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


@pytest.mark.neo4j
def test_the_access_is_read_only_even_if_the_plan_were_not_looked_at(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cypher, "_check_reads", lambda *_: None)
    with Neo4jStore("neo4j") as store, pytest.raises((StoreError, UsageError), match=r"would write|riting in read"):
        cypher.ask(store, "CREATE (n)", {})
    assert server.do("MATCH (n) RETURN count(n) AS n") == [{"n": 0}]


@pytest.mark.neo4j
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("MATCH (n)\nRETURN m", "line 2, column 8: Variable `m` not defined"),
        ("RETURN 1 +", "line 1, column 11: Invalid input '': expected an expression"),
        ("RETURN $there", "Expected parameter(s): there; give a value by --param NAME=VALUE"),
        ("EXPLAIN MATCH (n) RETURN n", cypher.PLAN),
        ("PROFILE MATCH (n) RETURN n", cypher.PLAN),
        (
            "RETURN date('-9999-01-01') AS day",
            "a day before the year 1 or after 9999 is none in Python; return it as a text, by toString()",
        ),
        ("RETURN 1/0 AS x", "/ by zero"),
        ("RETURN 1; RETURN 2", "Expected exactly one statement per query but got: 2"),
    ],
)
def test_a_fault_in_the_query_says_where(run: Run, server: Server, text: str, message: str) -> None:
    assert refused(run("cypher", text)) == message


@pytest.mark.neo4j
def test_half_a_graph_is_asked_with_a_word_of_warning(run: Run, server: Server) -> None:
    Neo4jStore("neo4j").write(small())
    assert run("cypher", "RETURN 1 AS x")[2] == ""
    server.do("MATCH (m:MigovStore) SET m.load = 'x'")
    status, _, said = run("cypher", "RETURN 1 AS x")
    assert (status, said) == (0, "a load is under way or was cut short: what was asked may be half a graph\n")


@pytest.mark.neo4j
def test_a_procedure_that_is_not_there_is_no_failure_of_the_server(run: Run, server: Server) -> None:
    told = refused(run("cypher", "CALL apoc.load.json('x')"))
    assert told.startswith("There is no procedure with the name `apoc.load.json`")


@pytest.mark.neo4j
def test_procedures_that_only_read_are_called(run: Run, server: Server) -> None:
    server.do("CREATE (:Other)")
    text = "CALL db.labels() YIELD label WHERE label = 'Other' RETURN label"
    assert json.loads(run("cypher", text, "--format", "json")[1])["rows"] == [["Other"]]
    assert run("cypher", "CALL db.schema.visualization() YIELD nodes RETURN size(nodes) > 0 AS some")[0] == 0


@pytest.mark.neo4j
@pytest.mark.parametrize("words", [("RETURN '\ud800' AS x",), ("RETURN $x AS x", "--param", 'x="\\ud800"')])
def test_half_a_character_is_told(run: Run, server: Server, words: tuple[str, ...]) -> None:
    assert "is no Unicode text; write it in UTF-8" in refused(run("cypher", *words))


@pytest.mark.neo4j
def test_what_is_piped_in_is_utf8_with_or_without_its_mark(
    run: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mark in (b"", b"\xef\xbb\xbf"):
        piped = io.BytesIO(mark + "RETURN 'é' AS x".encode())
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped, encoding="cp1252"))
        assert json.loads(run("cypher", "-", "--format", "json")[1])["rows"] == [["é"]]


@pytest.mark.neo4j
def test_a_query_that_takes_too_long_is_ended(run: Run, server: Server) -> None:
    long = "UNWIND range(1, 1000000000) AS x UNWIND range(1, 1000) AS y RETURN sum(x * y)"
    told = "the server took longer than 0.5 seconds; ask for less, or give it more by --timeout"
    assert refused(run("cypher", long, "--timeout", "0.5")) == told


@pytest.mark.neo4j
def test_more_rows_than_the_limit_are_told_of(run: Run, server: Server) -> None:
    text = "UNWIND range(1, 1500) AS x RETURN x"
    status, printed, said = run("cypher", text, "--format", "json")
    assert (status, said) == (0, "there are more rows than --limit 1000; --limit all gives every one\n")
    assert (len(json.loads(printed)["rows"]), json.loads(printed)["more"]) == (1000, True)
    printed, said = run("cypher", text, "--format", "json", "--limit", "all")[1:]
    assert (len(json.loads(printed)["rows"]), json.loads(printed)["more"], said) == (1500, False, "")


VALUES = (
    "RETURN c, s, p, s.start AS start, date('2022-05-17') AS day, duration('P1DT2H') AS time, 0.0 / 0.0 AS nan, "
    "{a: [1, {b: datetime('2022-05-17T00:00:00Z')}]} AS map, ['x', '=y'] AS list, null AS nothing, -5 AS number, "
    "'=1+1' AS formula, true AS flag, point({x: 1, y: 2}) AS point"
)


@pytest.mark.neo4j
def test_nodes_ties_paths_and_days_are_shown_as_people_read_them(run: Run, server: Server) -> None:
    joined = {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm", "start": "1996"}
    Neo4jStore("neo4j").write(PropertyGraph.build([{"id": "country:MEX"}, {"id": "mechanism:rcm"}], [joined]))
    text = f"MATCH p = (m:Mechanism)<-[s:MEMBER_OF]-(c:Country) {VALUES}"
    whole = json.loads(run("cypher", text, "--format", "json")[1], parse_constant=pytest.fail)
    (row,) = [dict(zip(whole["columns"], row, strict=True)) for row in whole["rows"]]
    tie = "[:MEMBER_OF member-of/country:MEX/mechanism:rcm/member/1]"
    assert row["c"]["labels"] == ["Country", "Entity"]
    assert row["c"]["properties"]["id"] == "country:MEX"
    assert (row["s"]["type"], row["s"]["start"]) == ("MEMBER_OF", row["c"]["element_id"])
    assert row["p"]["nodes"][1] == row["c"]
    assert (row["nan"], row["nothing"], row["day"], row["time"]) == (None, None, "2022-05-17", "P1DT2H")
    assert row["map"]["a"][1]["b"].startswith("2022-05-17T00:00:00")
    assert row["point"] == {"srid": 7203, "coordinates": [1.0, 2.0]}
    header, cells = csv.reader(io.StringIO(run("cypher", text, "--format", "csv")[1]))
    told = dict(zip(header, cells, strict=True))
    assert told["p"] == f"(:Mechanism mechanism:rcm)<-{tie}-(:Country country:MEX)"
    assert (told["start"], told["formula"], told["number"], told["list"]) == ("1996", "'=1+1", "-5", "x|=y")
    assert (told["nothing"], told["flag"]) == ("", "true")
    table = run("cypher", "MATCH (c:Country) RETURN c, 1 AS one")[1]
    assert table.splitlines() == [
        "c                       one",
        "----------------------  ---",
        "(:Country country:MEX)    1",
        "",
        "1 row",
    ]


@pytest.mark.neo4j
def test_parameters_reach_the_query_as_values(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    hostile = "'}) DETACH DELETE n //; x"
    monkeypatch.setattr("sys.stdin", io.StringIO("RETURN $a AS a, $b AS b"))
    words = ["--param", f"a={hostile}", "--param", 'b=["x;y", "z"]', "--format", "csv", "--out", str(out)]
    assert run("cypher", "-", *words) == (0, "", "")
    frame = pd.read_csv(out, encoding="utf-8-sig")
    assert frame.to_dict("records") == [{"a": hostile, "b": "x;y|z"}]


@pytest.mark.neo4j
def test_no_row_is_no_table(run: Run, server: Server) -> None:
    assert run("cypher", "MATCH (n) RETURN n") == (0, "0 rows\n", "")


def test_the_formats_of_cypher_stand_in_the_help() -> None:
    assert f"[--format {'|'.join(cli.CYPHER_FORMATS)}] [--out FILE]" in cli.HELP
    assert all(name in cli.HELP for name in exports.formats())
