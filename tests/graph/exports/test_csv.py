"""The folder of CSV: what stands in its files, and that frictionless reads the same out of them."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import exports, schema
from graph.exports import _cells
from graph.model import PropertyGraph
from graph.tables import values
from tests.graph.exports.hostile import hostile
from tests.graph.test_stores import full, small
from tests.readers.local import Readers

RISKY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "\u2003=1",
    "＝1",
    "'",
    "''=1",
    "",
    "a;=1",
    'a\n"-1',
    "a\t@x",
]
CALM = [
    "a",
    " a ",
    "a=b",
    "a-b",
    "O'Higgins",
    "1",
    "2018-09",
    "a\nb",
    "a\rb",
    "a;b",
    '"',
    "Declaración",
    "[]",
    "null",
    "NaN",
]

VALUES = """
    import json, sys
    from frictionless import Package

    package = Package(sys.argv[1])
    report = package.validate()
    tables = {}
    for resource in package.resources:
        with resource:
            fields = [field.name for field in resource.schema.fields]
            tables[resource.name] = [[row[name] for name in fields] for row in resource.row_stream]
    print(json.dumps({"valid": report.valid, "wrong": report.flatten(["note"]), "tables": tables}, default=str))
    """


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def cell(text: str) -> str:
    return str(_cells.marked(pa.array([text], pa.large_string()))[0].as_py())


def test_one_file_a_table_with_all_columns_in_the_order_of_the_schema(tmp_path: Path, built_in: PropertyGraph) -> None:
    exports.export(built_in, "csv", tmp_path)
    for name, properties in schema.TABLES.items():
        text = (tmp_path / f"{name}.csv").read_bytes()
        assert text.startswith(b'"id",')
        assert b"\r" not in text
        found = rows(tmp_path / f"{name}.csv")
        assert list(found[0]) == [p.name for p in properties]
        assert [row["id"] for row in found] == built_in.tables[name]["id"].tolist()


def test_cells_are_written_as_the_description_says(tmp_path: Path) -> None:
    nodes: list[dict[str, object]] = [
        {"id": "mechanism:rcm", "name_en": "RCM", "aliases": ["CRM", 'a;"b"'], "members_known": False, "note": ""},
        {"id": "country:MEX", "start": "1821-09"},
    ]
    funds = {"relation": "FUNDS", "source": "country:MEX", "target": "mechanism:rcm", "start": "2018"}
    graph = PropertyGraph.build(nodes, [{**funds, "amount": 1500000.5, "counted": True, "people": 2**53 + 1}])
    exports.export(graph, "csv", tmp_path)
    country, mechanism = rows(tmp_path / "nodes.csv")
    assert (country["start"], country["members_known"], country["aliases"]) == ("1821-09", "", "")
    assert (mechanism["aliases"], mechanism["members_known"]) == ('["CRM", "a;\\"b\\""]', "false")
    assert (mechanism["note"], mechanism["note_es"]) == ("'", "")
    (edge,) = rows(tmp_path / "edges.csv")
    assert (edge["start"], edge["amount"], edge["counted"]) == ("2018", "1500000.5", "true")
    assert edge["people"] == "9007199254740993"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1e10, "10000000000"),
        (12345678901.25, "12345678901.25"),
        (0.1 + 0.2, "0.30000000000000004"),
        (-0.0, "-0"),
        (1e300, "1e+300"),
        (float("inf"), "INF"),
        (float("-inf"), "-INF"),
    ],
)
def test_numbers_are_written_out_and_whole(number: float, written: str, tmp_path: Path) -> None:
    node: dict[str, object] = {"id": "country:MEX"}
    graph = PropertyGraph.build([node], [], [{"node": "country:MEX", "measure": "people", "number": number}])
    exports.export(graph, "csv", tmp_path)
    assert rows(tmp_path / "observations.csv")[0]["number"] == written


@pytest.mark.parametrize("text", RISKY)
def test_what_could_run_as_a_formula_or_be_mistaken_gets_an_apostrophe(text: str) -> None:
    assert cell(text).count("'") > text.count("'")
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r", " ", "\u2003", "＝"))
    assert _cells.plain(cell(text)) == text


@pytest.mark.parametrize("text", CALM)
def test_any_other_text_stands_as_it_is(text: str) -> None:
    assert cell(text) == text
    assert _cells.plain(text) == text


@given(st.text(alphabet=st.sampled_from("=+-@'\" ;\t\r\n＝a\u2003") | st.characters(codec="utf-8")))
def test_no_text_is_changed_on_the_way(text: str) -> None:
    assert _cells.plain(cell(text)) == text


def test_an_empty_cell_is_unknown() -> None:
    assert _cells.plain("") is None


def test_the_package_describes_the_files(tmp_path: Path, built_in: PropertyGraph) -> None:
    exports.export(built_in, "csv", tmp_path)
    told = package(tmp_path)
    assert told["migov"] == {"format": 1, "datasets": ["curated"]}
    assert [licence["name"] for licence in told["licenses"]] == ["CC-BY-4.0"]
    for resource in told["resources"]:
        data = (tmp_path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        fields = resource["schema"]["fields"]
        assert [f["name"] for f in fields] == [p.name for p in schema.TABLES[resource["name"]]]
        assert all(
            f["description"].startswith(p.meaning) for f, p in zip(fields, schema.TABLES[resource["name"]], strict=True)
        )
    tied = {r["name"]: [k["fields"] for k in r["schema"].get("foreignKeys", [])] for r in told["resources"]}
    assert tied == {
        "nodes": [],
        "edges": ["source", "target"],
        "observations": ["node"],
        "evidence": ["source"],
        "sources": ["id"],
    }


def test_what_is_not_ours_to_license_is_said(tmp_path: Path) -> None:
    exports.export(full(), "csv", tmp_path)
    assert [licence["name"] for licence in package(tmp_path)["licenses"]] == ["CC-BY-4.0", "notspecified"]


def value(p: schema.Property, found: Any) -> Any:
    """What frictionless read in a cell, as the graph has it."""
    if p.type == "list":
        return found or []
    if found is None:
        return None
    if p.type == "text":
        return _cells.plain(found)
    return float(found) if p.type == "number" else found


@pytest.mark.readers
@pytest.mark.parametrize("which", ["curated", "hostile", "empty"])
def test_frictionless_finds_it_valid_and_reads_the_same_values(
    which: str, readers: Readers, tmp_path: Path, built_in: PropertyGraph
) -> None:
    graph = {"curated": built_in, "hostile": hostile(), "empty": PropertyGraph.build([])}[which]
    exports.export(graph, "csv", tmp_path)
    read = readers.run(VALUES, tmp_path / "datapackage.json")
    assert (read["valid"], read["wrong"]) == (True, [])
    for name, properties in schema.TABLES.items():
        frame = graph.tables[name]
        assert len(read["tables"][name]) == len(frame)
        for at, p in enumerate(properties):
            found = [value(p, row[at]) for row in read["tables"][name]]
            assert found == [[] if p.type == "list" and v is None else v for v in values(frame[p.name])], (name, p.name)


@pytest.mark.readers
def test_frictionless_sees_a_file_that_was_changed_and_a_reference_that_leads_nowhere(
    readers: Readers, tmp_path: Path, built_in: PropertyGraph
) -> None:
    exports.export(built_in, "csv", tmp_path)
    file, told = tmp_path / "edges.csv", package(tmp_path)["resources"][1]["hash"].removeprefix("sha256:")
    file.write_text(file.read_text("utf-8").replace('"country:ARG"', '"country:XXX"', 1), "utf-8", newline="\n")
    read = readers.run(VALUES, tmp_path / "datapackage.json")
    assert read["valid"] is False
    notes = " ".join(note for (note,) in read["wrong"])
    assert f'expected is "{told}"' in notes
    assert "country:XXX" in notes


def test_it_says_nothing_where_nothing_is_lost(tmp_path: Path) -> None:
    assert exports.export(small(), "csv", tmp_path) == []
