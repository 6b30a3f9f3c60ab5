"""The workbook: every sheet whole, names beside ids, all text text, and what it cannot carry said with counts."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graph import exports, schema
from graph.errors import TooLarge
from graph.exports import _sheet
from graph.model import PropertyGraph
from graph.tables import values
from tests.graph.exports.hostile import hostile

SHEETS = {
    "Nodes": "nodes",
    "Statements": "edges",
    "Observations": "observations",
    "Evidence": "evidence",
    "Sources": "sources",
}
RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "#N/A", "=HYPERLINK(1)", "TRUE", "1"]


def book(graph: PropertyGraph, tmp_path: Path) -> Any:
    exports.export(graph, "xlsx", tmp_path / "graph.xlsx")
    return openpyxl.load_workbook(tmp_path / "graph.xlsx")


def table(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return [dict(zip(head, row, strict=True)) for row in rows]


def membership() -> PropertyGraph:
    """Two spells of one membership; one source supports the first, another contradicts it."""
    tie: dict[str, object] = {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm"}
    nodes: list[dict[str, object]] = [
        {"id": "country:MEX", "name_en": "Mexico", "name_es": "México", "aliases": ["MEX", "Méjico"]},
        {"id": "mechanism:rcm", "name_en": "Regional Conference on Migration", "aliases": ["a; b", "c"]},
    ]
    about = "member-of/country:MEX/mechanism:rcm/member/1"
    evidence: list[dict[str, object]] = [
        {"about": about, "source": "source:x", "locator": "p. 3"},
        {"about": about, "source": "source:x", "locator": "p. 4"},
        {"about": about, "source": "source:y"},
        {"about": about, "source": "source:z", "stance": "contradicts"},
        {"about": "country:MEX", "source": "source:x"},
        {"about": "o", "source": "source:x"},
    ]
    sources: list[dict[str, object]] = [
        {"id": "source:x", "title": "Note", "publisher": "IOM", "published": "2018-09"},
        {"id": "source:y", "title": "Page"},
        {"id": "source:z", "title": "Other"},
    ]
    observations = [
        {"id": "o", "node": "mechanism:rcm", "measure": "member_count", "number": 1234.5, "start": "2018-09"}
    ]
    statements: list[dict[str, object]] = [{**tie, "start": "1996", "end": "2001-02"}, {**tie, "spell": 2}]
    return PropertyGraph.build(nodes, statements, observations, evidence, sources)


def test_there_is_a_sheet_for_each_table_with_all_its_rows_and_columns(tmp_path: Path, built_in: PropertyGraph) -> None:
    found = book(built_in, tmp_path)
    assert found.sheetnames == ["About", *SHEETS, "Columns"]
    for title, name in SHEETS.items():
        rows = table(found[title])
        frame = built_in.tables[name]
        assert [row["id"] for row in rows] == frame["id"].tolist()
        assert [p.name for p in schema.TABLES[name] if p.name not in rows[0]] == []
        for p in schema.TABLES[name]:
            if p.type != "list":
                assert [row[p.name] for row in rows] == values(frame[p.name]), (name, p.name)


def test_headers_are_bold_frozen_and_filtered(tmp_path: Path) -> None:
    for sheet in book(membership(), tmp_path):
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(cell.font.bold for cell in sheet[1])
        assert not any(cell.font.bold for cell in sheet[2])
        assert all(8 <= dimension.width <= 60 for dimension in sheet.column_dimensions.values())


def test_a_statement_reads_as_a_sentence_in_both_languages_with_its_sources(tmp_path: Path) -> None:
    first, second = table(book(membership(), tmp_path)["Statements"])
    assert list(first)[:9] == [
        *("source", "source_en", "source_es"),
        *("relation", "relation_en", "relation_es"),
        *("target", "target_en", "target_es"),
    ]
    assert [first[f"{part}_es"] for part in ("source", "relation", "target")] == [
        "México",
        "es miembro de",
        "Regional Conference on Migration",
    ]
    assert (first["start"], first["end"], first["role"]) == ("1996", "2001-02", "member")
    assert (first["sources"], first["contradicted_by"]) == ("Note; Page", "Other")
    assert (second["spell"], second["start"], second["end"], second["sources"]) == (2, None, None, None)


def test_observations_and_evidence_say_what_they_are_about(tmp_path: Path) -> None:
    found = book(membership(), tmp_path)
    (observation,) = table(found["Observations"])
    assert (observation["node_en"], observation["measure_es"]) == ("Regional Conference on Migration", "miembros")
    assert (observation["number"], observation["start"], observation["sources"]) == (1234.5, "2018-09", "Note")
    about = {(row["about_en"], row["title"], row["publisher"], row["published"]) for row in table(found["Evidence"])}
    told = "Mexico is a member of Regional Conference on Migration"
    assert about == {
        (told, "Note", "IOM", "2018-09"),
        (told, "Page", None, None),
        (told, "Other", None, None),
        ("Mexico", "Note", "IOM", "2018-09"),
        ("Regional Conference on Migration: members", "Note", "IOM", "2018-09"),
    }
    assert [(row["id"], row["evidence"]) for row in table(found["Sources"])] == [
        ("source:x", 4),
        ("source:y", 1),
        ("source:z", 1),
    ]


def test_lists_are_joined_and_one_with_the_joint_in_it_is_json(tmp_path: Path) -> None:
    country, mechanism = table(book(membership(), tmp_path)["Nodes"])
    assert (country["aliases"], mechanism["aliases"]) == ("MEX; Méjico", '["a; b", "c"]')


def test_numbers_are_numbers_truths_truths_and_dates_texts(tmp_path: Path) -> None:
    funds = {"relation": "FUNDS", "source": "country:MEX", "target": "mechanism:rcm", "start": "2018-09-04"}
    graph = PropertyGraph.build(
        [{"id": "country:MEX"}, {"id": "mechanism:rcm"}],
        [{**funds, "amount": 1500000.0, "amount_usd": 12.5, "counted": False, "people": 999}],
    )
    sheet = book(graph, tmp_path)["Statements"]
    cells = dict(zip([cell.value for cell in sheet[1]], sheet[2], strict=True))
    assert (cells["amount"].value, cells["amount"].number_format) == (1500000, "#,##0")
    assert (cells["amount_usd"].value, cells["amount_usd"].number_format) == (12.5, "General")
    assert cells["counted"].value is False
    assert (cells["start"].data_type, cells["start"].value) == ("s", "2018-09-04")


def test_no_text_becomes_a_formula_or_an_error(tmp_path: Path) -> None:
    nodes = [{"id": f"agency:t{n}", "name_en": text} for n, text in enumerate(RISKY)]
    sheet = book(PropertyGraph.build(nodes), tmp_path)["Nodes"]
    column = next(cell.column for cell in sheet[1] if cell.value == "name_en")
    for text, row in zip(RISKY, sheet.iter_rows(min_row=2), strict=True):
        cell = row[column - 1]
        assert (cell.data_type, cell.value) == ("s", text)
        assert cell.quotePrefix is text.lstrip().startswith(("=", "+", "-", "@"))


def test_what_a_workbook_cannot_carry_is_counted(tmp_path: Path) -> None:
    long = "x" * 40_000
    nodes: list[dict[str, object]] = [
        {"id": "agency:a", "name_en": "a", "note": long},
        {"id": "agency:b", "name_en": "b\x01c", "note": "👩" * 20_000},
        {"id": "agency:c", "name_en": "_x0041_"},
    ]
    funds = {"relation": "FUNDS", "source": "agency:a", "target": "agency:c"}
    graph = PropertyGraph.build(nodes, [{**funds, "people": 2**62, "amount": float("inf")}])
    remarks = exports.export(graph, "xlsx", tmp_path / "graph.xlsx")
    assert remarks == [
        "cells cut at 32,767 characters, the most that one holds; they end with …, and csv has them whole: 2",
        "cells without their control characters, which a workbook cannot hold; blanks stand for them: 1",
        "numbers written as texts, with more digits than a workbook keeps, or infinite: 2",
    ]
    found = openpyxl.load_workbook(tmp_path / "graph.xlsx")
    first, second, third = table(found["Nodes"])
    assert first["note"] == "x" * 32_766 + "…"
    assert second["note"] == "👩" * 16_383 + "…"
    assert (second["name_en"], second["name_es"]) == ("b c", None)
    assert third["name_en"] == "_x005F_x0041_", "as Excel reads it: the text, and not an A"
    (edge,) = table(found["Statements"])
    assert (edge["people"], edge["amount"]) == ("4611686018427387904", "INF")
    told = [row for row in table(found["About"]) if row["About"].startswith("Not carried")]
    assert [row["Rows"] for row in told] == [2, 1, 2]
    assert (
        told[1]["Español"] == "Celdas sin sus caracteres de control, que un libro no admite; hay espacios en su lugar."
    )


def test_hostile_text_leaves_every_sheet_whole(tmp_path: Path) -> None:
    graph = hostile()
    found = book(graph, tmp_path)
    for title, name in SHEETS.items():
        assert found[title].max_row == len(graph.tables[name]) + 1
    assert {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_an_empty_graph_has_all_sheets(tmp_path: Path) -> None:
    found = book(PropertyGraph.build([]), tmp_path)
    assert [found[title].max_row for title in SHEETS] == [1] * len(SHEETS)


def test_the_first_sheet_counts_and_the_last_explains_every_column(tmp_path: Path, built_in: PropertyGraph) -> None:
    found = book(built_in, tmp_path)
    about = {row["About"]: row for row in table(found["About"])}
    for title, name in SHEETS.items():
        assert about[title]["Rows"] == len(built_in.tables[name])
    assert all(row["English"] and row["Español"] for row in table(found["About"]))
    explained = {(row["sheet"], row["column"]) for row in table(found["Columns"]) if row["meaning"]}
    assert explained == {(title, cell.value) for title in SHEETS for cell in found[title][1]}


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sheet, "ROWS", 2)
    with pytest.raises(TooLarge) as caught:
        exports.export(membership(), "xlsx", tmp_path / "graph.xlsx")
    assert str(caught.value) == "Nodes: there are more rows than the 2 of a sheet; export csv, which holds any number"
    assert list(tmp_path.iterdir()) == []
