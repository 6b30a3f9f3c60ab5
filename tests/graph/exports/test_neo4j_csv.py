"""The folder for the bulk import: what stands in its files, and that a server reads the graph out of them."""

import csv
from pathlib import Path

import pytest

from graph import exports
from graph.errors import ModelError
from graph.exports import neo4j_csv
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.graph.exports.admin import bulk_import
from tests.graph.exports.hostile import hostile
from tests.graph.test_stores import assert_same, full, small
from tests.server.local import Server


def arguments(folder: Path) -> list[str]:
    return (folder / neo4j_csv.ARGUMENTS).read_text("utf-8").splitlines()


def table(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file under the heads of its header file."""
    head = (folder / f"{name}-header.csv").read_text("utf-8").strip().split(",")
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [dict(zip(head, row, strict=True)) for row in csv.reader(file)]


def test_one_file_for_each_set_of_labels_and_each_type(tmp_path: Path, built_in: PropertyGraph) -> None:
    exports.export(built_in, "neo4j-csv", tmp_path)
    labels = {"-".join(labels) for labels in built_in.nodes["labels"]}
    files = {file.name for file in tmp_path.glob("*.csv")}
    assert {f"nodes-{name}.csv" for name in labels} == {n for n in files if n[:6] == "nodes-" and "header" not in n}
    assert {f"statements-{name}.csv" for name in built_in.edges["relation"]} == {
        n for n in files if n[:11] == "statements-" and "header" not in n
    }
    rows = [row for name in labels for row in table(tmp_path, f"nodes-{name}")]
    assert sorted(row["id:ID(Entity)"] for row in rows) == built_in.nodes["id"].tolist()


def test_heads_say_the_types_and_columns_without_any_value_are_left_out(tmp_path: Path) -> None:
    exports.export(full(), "neo4j-csv", tmp_path)
    heads = (tmp_path / "statements-MEMBER_OF-header.csv").read_text("utf-8").strip().split(",")
    assert heads[:4] == [":START_ID(Entity)", ":END_ID(Entity)", ":TYPE", "id:string"]
    assert {"spell:long", "amount:double", "counted:boolean", "start:string"} <= set(heads)
    country = (tmp_path / "nodes-Country-Territory-Donor-header.csv").read_text("utf-8")
    assert country.startswith("id:ID(Entity),:LABEL,kind:string,labels:string[],")
    assert "iso2" not in (tmp_path / "nodes-Agency-header.csv").read_text("utf-8")


def test_an_empty_text_has_quotes_and_what_is_unknown_has_none(tmp_path: Path) -> None:
    rows = [{"id": "agency:a", "name_en": "", "note": "x"}, {"id": "agency:b", "name_en": "n"}]
    exports.export(PropertyGraph.build(rows), "neo4j-csv", tmp_path)
    assert (tmp_path / "nodes-Agency.csv").read_text("utf-8").splitlines() == [
        '"agency:a","Entity;Agency","Agency","Agency","","x"',
        '"agency:b","Entity;Agency","Agency","Agency","n",',
    ]


@pytest.mark.parametrize(
    ("aliases", "delimiter"),
    [(["a", "b|"], ";"), (["a;", "b"], "|"), (["a;b|c"], "\x1f"), ([";|\x1f"], "\ue000"), ([";|\x1f\ue000"], "\ue001")],
)
def test_lists_are_parted_by_what_is_in_none_of_them(aliases: list[str], delimiter: str, tmp_path: Path) -> None:
    exports.export(PropertyGraph.build([{"id": "agency:a", "aliases": aliases}]), "neo4j-csv", tmp_path)
    assert arguments(tmp_path)[0] == f"--array-delimiter=U+{ord(delimiter):04X}"
    (row,) = table(tmp_path, "nodes-Agency")
    assert row["aliases:string[]"].split(delimiter) == aliases
    assert row[":LABEL"].split(delimiter) == ["Entity", "Agency"]


def test_a_list_of_one_empty_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as caught:
        exports.export(PropertyGraph.build([{"id": "agency:a", "aliases": [""]}]), "neo4j-csv", tmp_path / "out")
    told = "nodes: 'aliases' of 'agency:a' is a list of one empty text, which the bulk import cannot carry"
    assert str(caught.value) == told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["two\nlines", "two\rlines"])
def test_the_import_is_told_of_lines_within_texts_only_where_there_are(tmp_path: Path, text: str) -> None:
    exports.export(small(), "neo4j-csv", tmp_path)
    assert "--multiline-fields=true" not in arguments(tmp_path)
    exports.export(small(text), "neo4j-csv", tmp_path)
    assert "--multiline-fields=true" in arguments(tmp_path)


def test_the_import_is_told_of_rows_that_are_longer_than_its_buffer(tmp_path: Path) -> None:
    exports.export(small("x" * 3_000_000), "neo4j-csv", tmp_path)
    (size,) = [line for line in arguments(tmp_path) if line.startswith("--read-buffer-size=")]
    assert int(size.partition("=")[2]) > 6_000_000


def test_batches_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, built_in: PropertyGraph) -> None:
    exports.export(built_in, "neo4j-csv", tmp_path / "one")
    monkeypatch.setattr(neo4j_csv, "BATCH", 7)
    exports.export(built_in, "neo4j-csv", tmp_path / "two")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name


def test_the_command_names_every_file_and_no_folder(tmp_path: Path, built_in: PropertyGraph) -> None:
    (remark,) = exports.export(built_in, "neo4j-csv", tmp_path)
    assert neo4j_csv.COMMAND in remark
    assert neo4j_csv.COMMAND in (tmp_path / "README.txt").read_text("utf-8")
    named = [name for line in arguments(tmp_path) if "s=" in line for name in line.partition("=")[2].split(",")]
    assert sorted(named) == sorted(file.name for file in tmp_path.glob("*.csv"))


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_server")  # where none can run, there is none to import into
def test_what_is_imported_is_the_graph_as_the_store_writes_it(tmp_path: Path) -> None:
    graph, server = hostile(), Server(tmp_path / "home")
    exports.export(graph, "neo4j-csv", tmp_path / "my export")
    bulk_import(server.home, tmp_path / "my export")
    server.start()
    try:
        with Neo4jStore(server.uri, server.user, server.password) as store:
            assert_same(store.read(), graph)
            for text in (tmp_path / "my export" / "constraints.cypher").read_text("utf-8").splitlines():
                server.do(text.removesuffix(";"))
            store.write(graph)
            assert store.counters == {}
    finally:
        server.kill()
    exports.export(graph, "neo4j-csv", tmp_path / "my export")  # the report of the import is in nobody's way
