"""An answer as a workbook, read again by openpyxl."""

import io
from typing import Any

import openpyxl
import pytest

import queries
from graph.exports._sheet import LONGEST
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "\x1b[31m", "a\x00b", "x" * 40_000, "Ünïcode ✓"]


def book(graph: PropertyGraph, name: str, **given: object) -> Any:
    return openpyxl.load_workbook(io.BytesIO(queries.ask(graph, name, as_of=AS_OF, **given).to_xlsx()))


def cells(sheet: Any) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_workbook_has_the_rows_the_evidence_and_the_question() -> None:
    found = book(concept_note(), "country-seats")
    assert found.sheetnames == ["Answer", "Evidence", "About"]
    header, first, *_ = cells(found["Answer"])
    assert header == [
        "country",
        "country_name",
        "seats",
        "mechanisms",
        "mechanisms_name",
        "evidence",
        "sources",
        "urls",
    ]
    assert first[:3] == ["country:CRI", "CRI", 3]
    assert first[6] == "A note"
    assert found["Answer"].freeze_panes == "A2"
    assert found["Answer"].auto_filter.ref == f"A1:H{len(cells(found['Answer']))}"
    evidence = cells(found["Evidence"])
    assert {row[0] for row in evidence[1:]} == {
        identity for row in cells(found["Answer"])[1:] for identity in str(row[5]).split("|")
    }
    about = {row[0]: row[1] for row in cells(found["About"])}
    assert about["as of"] == AS_OF
    assert about["command"] == "O4 country-seats"
    assert str(about["answer"]).startswith("On 2022-05-17, 23 countries")


def test_a_workbook_speaks_spanish() -> None:
    assert book(concept_note(), "country-seats", lang="es").sheetnames == ["Respuesta", "Evidencia", "Acerca de"]


def test_no_text_becomes_a_formula_an_error_or_a_control_character() -> None:
    codes = [f"X{n:02d}" for n in range(len(HOSTILE))]
    nodes = {f"country:{code}": {"name_en": text} for code, text in zip(codes, HOSTILE, strict=True)}
    graph = drawn({**nodes, "mechanism:rcm": {**REGIONAL, "name_en": "=HYPERLINK(1)"}}, sit(" ".join(codes), "rcm"))
    found = book(graph, "country-seats")
    named = {row[0].value: row[1] for row in found["Answer"].iter_rows(min_row=2)}
    for code, text in zip(codes, HOSTILE, strict=True):
        cell = named[f"country:{code}"]
        assert cell.data_type == "s"
        calm = "".join(c if c.isprintable() else " " for c in text)
        assert cell.value == (calm if len(calm) <= LONGEST else f"{calm[: LONGEST - 1]}…")
        assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t"))
    assert {cell.data_type for sheet in found for row in sheet.iter_rows() for cell in row} <= {"s", "n"}


@pytest.mark.parametrize("name", ["country-seats", "member-overlap"])
def test_an_empty_answer_is_a_workbook_too(name: str) -> None:
    found = book(PropertyGraph.build([]), name)
    assert len(cells(found["Answer"])) == 1
    assert len(cells(found["Evidence"])) == 1


def test_numbers_are_numbers_and_unknown_ones_are_empty(built_in: PropertyGraph) -> None:
    sheet = book(built_in, "member-overlap")["Answer"]
    header = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        values = dict(zip(header, row, strict=True))
        assert values["shared"].data_type == values["jaccard"].data_type == "n"
