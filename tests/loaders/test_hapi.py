"""Claims about who is present where, as HAPI gives it."""

import json
import re
from pathlib import Path

import pytest

from graph.errors import DataError
from graph.model import PropertyGraph
from loaders import _run
from loaders._report import Report

COLUMNS = (
    "location_code,has_hrp,admin1_code,admin1_name,admin2_code,admin2_name,org_acronym,org_name,org_type_description,"
    "sector_code,sector_name,reference_period_start,reference_period_end,dataset_hdx_id,error"
)
ROW = "MLI,True,ML01,Kayes,ML0101,Bafoulabé,CS,Casa Sur,NGO,SHL,Shelter,2024-01-01,2024-03-31,x,"
LATER = ROW.replace("2024-01-01,2024-03-31", "2024-04-01,2024-06-30")


def load(folder: Path, text: str, name: str = "hapi.csv") -> tuple[PropertyGraph, Report]:
    (folder / name).write_text(text, encoding="utf-8-sig" if name.endswith("csv") else "utf-8")
    return _run.load("hapi", [folder / name], PropertyGraph.build([]))


def test_presence_is_a_project_in_the_smallest_area(tmp_path: Path) -> None:
    graph, report = load(tmp_path, f"{COLUMNS}\n{ROW}\n")
    project = "project:hapi.-.casa-sur.shelter.ml0101"
    edges = graph.edges.set_index("relation")
    assert tuple(edges.loc["IMPLEMENTS", ["source", "target"]]) == ("agency:casa-sur", project)
    assert tuple(edges.loc["OPERATES_IN", ["source", "target"]]) == (project, "place:ml0101")
    assert tuple(edges.loc["ADDRESSES", ["source", "target"]]) == (project, "theme:shelter")
    located = edges.loc["LOCATED_IN"].set_index("source")["target"].to_dict()
    assert located == {"place:ml0101": "place:ml01", "place:ml01": "country:MLI"}
    assert report.ignored["hapi.csv"] == ["has_hrp", "org_type_description", "sector_code", "dataset_hdx_id"]


def test_later_periods_lengthen_the_project_and_are_both_evidence(tmp_path: Path) -> None:
    graph, _ = load(tmp_path, f"{COLUMNS}\n{LATER}\n{ROW}\n")
    does = graph.edges[graph.edges["relation"] == "IMPLEMENTS"]
    assert does[["start", "end"]].to_numpy().tolist() == [["2024-01-01", "2024-06-30"]]
    proof = graph.evidence[graph.evidence["about"].isin(does["id"])]
    assert proof[["locator", "date"]].to_numpy().tolist() == [["row 2; row 3", "2024-06-30"]]


def test_an_open_period_stays_open(tmp_path: Path) -> None:
    graph, _ = load(tmp_path, f"{COLUMNS}\n{ROW}\n{LATER.replace('2024-06-30', '')}\n")
    assert graph.edges.loc[graph.edges["relation"] == "IMPLEMENTS", "end"].isna().tolist() == [True]


def test_rows_that_the_service_marks_as_wrong_are_left_out(tmp_path: Path) -> None:
    graph, report = load(tmp_path, f"{COLUMNS}\n{ROW}duplicate row\n{ROW.replace('Casa Sur', 'Casa Alta')}\n")
    assert graph.edges.set_index("relation").at["IMPLEMENTS", "source"] == "agency:casa-alta"
    assert report.skipped["the service marks the row as wrong: duplicate row"].places == ["hapi.csv:2"]


def test_json_of_the_service_says_the_same(tmp_path: Path) -> None:
    names, cells = COLUMNS.split(","), ROW.split(",")
    text = json.dumps({"data": [dict(zip(names, cells, strict=True))]})
    graph, _ = load(tmp_path, text, "hapi.json")
    expected, _ = load(tmp_path, f"{COLUMNS}\n{ROW}\n")
    assert graph.edges["id"].tolist() == expected.edges["id"].tolist()


BROKEN = {
    ROW.replace("2024-01-01", "20224-01-01"): (
        "hapi.csv:2: column 'reference_period_start and reference_period_end': not a date "
        "(got '20224-01-01, 2024-03-31'); "
        "write YYYY, YYYY-MM or YYYY-MM-DD"
    ),
    ROW.replace("2024-01-01", "2024-12-01"): (
        "hapi.csv:2: column 'reference_period_start and reference_period_end': the end is before the start "
        "(got '2024-12-01, 2024-03-31'); correct the dates"
    ),
}


@pytest.mark.parametrize("row", BROKEN, ids=["far year", "backwards"])
def test_a_wrong_period_is_named(row: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path, f"{COLUMNS}\n{row}\n")
    assert str(caught.value) == BROKEN[row]


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path, "location_code,population\nMLI,3\n")
    assert str(caught.value) == (
        "hapi.csv:1: neither funding (appeal_code) nor operational presence (org_name) "
        "(got 'location_code, population'); give one of these two files of HAPI"
    )


FUNDED = "location_code,appeal_code,appeal_name,requirements_usd,funding_usd,reference_period_start\n"


def test_the_same_row_of_funding_twice_counts_once(tmp_path: Path) -> None:
    row = "COL,HCOL24,Plan 2024,300,100,2024-01-01\n"
    _, report = load(tmp_path, FUNDED + row + row)
    assert report.totals == {"financial_requirement": 300.0, "funding_received": 100.0}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "COL,H,P,abc,1,2024-01-01\n",
            "column 'requirements_usd': not a number (got 'abc'); write the amount",
        ),
        ("COL,H,P,-5,1,2024-01-01\n", "column 'requirements_usd': less than nothing is no requirement (got '-5')"),
        ("COL,H,P,5,1,20223-01-01\n", "column 'reference_period_start': not a date (got '20223-01-01'); write YYYY"),
    ],
)
def test_a_wrong_cell_of_funding_is_told_with_its_column_and_value(row: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"^{re.escape(f'hapi.csv:2: {told}')}"):
        load(tmp_path, FUNDED + row)


def test_what_the_service_marks_as_unspecified_is_no_place(tmp_path: Path) -> None:
    header = "location_code,admin1_code,admin1_name,admin2_code,admin2_name,org_name,sector_name\n"
    graph, _ = load(tmp_path, header + "HTI,HTI-XXX,Unspecified,HTI-XXX-XXX,Unspecified,Red Norte,Health\n")
    assert not (graph.nodes["kind"] == "Place").any()
