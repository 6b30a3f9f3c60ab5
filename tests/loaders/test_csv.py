"""The folder that `migov export csv` wrote, loaded back: as it was written, as a spreadsheet saved it, and broken."""

import contextlib
import csv
import io
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import datasets, exports
from graph.errors import DataError, DataErrors, UsageError
from graph.model import PropertyGraph
from graph.stores import open_store
from loaders import _run
from loaders._report import Report
from loaders._run import Options
from migov import loading
from tests.graph.exports.hostile import hostile
from tests.graph.generated import NODES, World, worlds
from tests.graph.test_stores import assert_same, full

EMPTY = PropertyGraph.build([])
MEMBER = {"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm"}


def load(folder: Path, graph: PropertyGraph = EMPTY, **given: Any) -> tuple[PropertyGraph, Report]:
    return _run.load("csv", [folder], graph, Options(**given) if given else None)


def little() -> PropertyGraph:
    """Two spells of one membership, one of them with unknown dates, and a pledge."""
    nodes: list[dict[str, object]] = [
        {"id": "country:MEX", "name_en": "Mexico", "name_es": "México", "m49": "484", "aliases": ["MEX", "Méjico"]},
        {"id": "mechanism:rcm", "name_en": "RCM", "members_known": True, "note": "=1+1"},
        {"id": "source:x", "name_en": "X"},
    ]
    statements: list[dict[str, object]] = [
        {**MEMBER, "start": "1996", "end": "2001-02"},
        {**MEMBER, "spell": 2},
        {**MEMBER, "relation": "FUNDS", "role": None, "amount": 1234.5, "counted": True, "people": 7, "dataset": "fts"},
    ]
    about = "member-of/country:MEX/mechanism:rcm/member/1"
    evidence = [{"about": about, "source": "source:x", "date": "1996-03"}]
    observations = [{"node": "mechanism:rcm", "measure": "member_count", "number": 11.0, "start": "2018-09-04"}]
    return PropertyGraph.build(nodes, statements, observations, evidence, [{"id": "source:x", "title": "X"}])


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    exports.export(little(), "csv", tmp_path / "out")
    return tmp_path / "out"


def edit(file: Path, change: Callable[[list[dict[str, str]]], Any]) -> None:
    """Change the rows of a file as a person would, and save it."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    heads = list(rows[0])
    change(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else heads, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8", newline="\n")


def put(rows: list[dict[str, str]], at: int, **cells: str) -> dict[str, str]:
    """The row with other cells."""
    rows[at].update(cells)
    return rows[at]


# -- what was exported comes back -------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [little, full, hostile, lambda: EMPTY], ids=["little", "full", "hostile", "empty"])
def test_the_graph_that_was_exported_comes_back_equal(make: Callable[[], PropertyGraph], tmp_path: Path) -> None:
    exports.export(make(), "csv", tmp_path)
    graph, _ = load(tmp_path)
    assert_same(graph, make())


def test_the_built_in_graph_comes_back_equal_and_nothing_of_it_is_odd(tmp_path: Path, built_in: PropertyGraph) -> None:
    exports.export(built_in, "csv", tmp_path)
    graph, report = load(tmp_path)
    assert_same(graph, built_in)
    assert list(report.notes) == ["statements and observations of the dataset 'curated'"]
    assert report.rows == {f"{name}.csv": len(frame) for name, frame in built_in.tables.items()}
    assert sum(report.made.values()) == len(built_in.edges) + len(built_in.observations)


texts = st.text(st.characters(codec="utf-8") | st.sampled_from("=+-@'\"\t\r\n;, "), max_size=12)


@given(world=worlds(), told=st.lists(texts, min_size=4, max_size=4), aliases=st.lists(texts, max_size=3))
@settings(max_examples=40)
def test_any_graph_comes_back_equal(world: World, told: list[str], aliases: list[str]) -> None:
    nodes = [*NODES, {"id": f"agency:{told[0]}", "name_en": told[1], "note": told[2], "aliases": aliases}]
    evidence = [{**row, "reading": told[3]} for row in world.evidence]
    graph = PropertyGraph.build(nodes, world.statements, (), evidence, world.sources.values())
    with tempfile.TemporaryDirectory() as folder:
        exports.export(graph, "csv", folder)
        assert_same(load(Path(folder))[0], graph)


# -- what a person or a spreadsheet made of it ------------------------------------------------------------------------


def test_an_edited_folder_is_read_as_it_is_now_and_the_report_says_so(exported: Path) -> None:
    edit(exported / "nodes.csv", lambda rows: put(rows, 0, name_es="Estados Unidos Mexicanos", aliases='["MX"]'))
    edit(exported / "edges.csv", lambda rows: rows.pop(0))
    graph, report = load(exported, little())
    mexico = graph.nodes.set_index("id").loc["country:MEX"]
    assert (mexico["name_es"], mexico["aliases"]) == ("Estados Unidos Mexicanos", ["MX"])
    assert of(graph)["built"] == (2, 1)
    assert "fts" not in of(graph), "its only statement was taken out"
    assert "nodes.csv was edited since it was exported, and is read as it is now" in report.notes
    assert "sources.csv was edited since it was exported, and is read as it is now" not in report.notes


SAVED = {"true": "VERDADERO", "false": "FALSO", "1234.5": "1234,5"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_a_spanish_spreadsheet_saves_is_read_alike(encoding: str, exported: Path) -> None:
    for file in exported.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            rows = list(csv.reader(handle))
        with file.open("w", encoding=encoding, newline="") as handle:
            writer = csv.writer(handle, delimiter=";", lineterminator="\r\n")
            writer.writerows([[*(SAVED.get(cell, cell) for cell in row), ""] for row in rows])
            writer.writerow([""] * (len(rows[0]) + 1))
    graph, _ = load(exported)
    assert_same(graph, little())


def spanish(file: Path, amounts: list[str], mark: str = ";") -> None:
    """Save a table with semicolons or tabs, and put other amounts into it."""
    with file.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    place = rows[0].index("amount")
    for row, amount in zip(rows[1:], amounts, strict=False):
        row[place] = amount
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=mark).writerows(rows)


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize(
    ("amounts", "read"),
    [
        (["16.000", "1,5"], [16000, 1.5]),
        (["16.000", "2.700.000"], [16000, 2700000]),
        (["0.25", "133.805"], [0.25, 133.805]),
        (["16000", "1e+22"], [16000, 1e22]),
    ],
)
def test_where_a_spreadsheet_saved_it_the_column_tells_what_a_point_is(
    amounts: list[str], read: list[float], mark: str, exported: Path
) -> None:
    spanish(exported / "edges.csv", amounts, mark)
    graph, _ = load(exported)
    assert graph.edges["amount"].tolist()[:2] == read


def test_a_decimal_comma_among_commas_makes_points_thousands(exported: Path) -> None:
    spanish(exported / "edges.csv", ["16.000", "0,27"], ",")
    assert load(exported)[0].edges["amount"].tolist()[:2] == [16000, 0.27]


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        (["16.000", "5"], "may be read as thousands or as a decimal number (got '16.000')"),
        (["1.5", "2,5"], "'1.5' has a decimal point and '2,5' a decimal comma, in one column (got '1.5')"),
    ],
)
def test_a_number_that_may_be_two_is_refused(amounts: list[str], told: str, exported: Path) -> None:
    spanish(exported / "edges.csv", amounts)
    with pytest.raises(DataErrors) as caught:
        load(exported)
    assert told in str(caught.value)


def test_a_code_that_lost_its_zeros_is_noted(exported: Path) -> None:
    edit(exported / "nodes.csv", lambda rows: put(rows, 0, m49="32"))
    _, report = load(exported)
    (noted,) = (note for what, note in report.notes.items() if what.startswith("M49 codes of fewer than three digits"))
    assert (noted.count, noted.places) == (1, ["nodes.csv:2"])


def test_a_folder_of_one_day_says_that_other_days_are_taken_out(tmp_path: Path) -> None:
    exports.export(little().at("2020"), "csv", tmp_path / "day")
    _, report = load(tmp_path / "day")
    told = "it holds what is in force on 2020-12-31 alone: what its datasets say of other days is taken out"
    assert told in report.notes


def test_without_its_description_a_folder_is_read_too(exported: Path) -> None:
    (exported / "datapackage.json").unlink()
    graph, report = load(exported)
    assert_same(graph, little())
    assert "there is no datapackage.json; whether the tables were edited is not known" in report.notes


def test_the_description_may_be_named_instead_of_the_folder(exported: Path) -> None:
    assert_same(load(exported / "datapackage.json")[0], little())


def test_a_column_that_is_not_there_is_unknown_and_the_report_says_so(exported: Path) -> None:
    edit(exported / "nodes.csv", lambda rows: [row.pop("note") for row in rows])
    graph, report = load(exported)
    assert graph.nodes["note"].isna().all()
    assert "nodes.csv has no column 'note': it is unknown for all rows" in report.notes


def test_numbers_that_a_spreadsheet_may_have_rounded_are_noted(exported: Path) -> None:
    edit(exported / "edges.csv", lambda rows: put(rows, 0, amount="1.23457E+11"))
    graph, report = load(exported)
    assert graph.edges["amount"].iloc[0] == 123457000000
    noted = report.notes["numbers with an exponent, as a spreadsheet writes what it rounds"]
    assert (noted.count, noted.places) == (1, ["edges.csv:2"])


def test_derived_columns_are_derived_anew(exported: Path) -> None:
    edit(exported / "edges.csv", lambda rows: [put(rows, n, since="1900-01-01", seat="observer") for n in range(3)])
    graph, report = load(exported)
    assert_same(graph, little())
    assert report.ignored["edges.csv"] == ["since", "until", "last_seen", "seat"]


def test_what_the_schema_does_not_foresee_is_loaded_and_noted(exported: Path) -> None:
    def change(rows: list[dict[str, str]]) -> None:
        put(rows, 1, role="guest", end="1990")
        put(rows, 0, source="mechanism:rcm")

    edit(exported / "edges.csv", change)
    _, report = load(exported)
    assert report.notes["statements FUNDS with a source of a kind that the schema does not foresee"].count == 1
    assert report.notes["statements MEMBER_OF with a role that the schema does not foresee"].places == ["edges.csv:3"]
    assert report.notes["statements that end before they start"].places == ["edges.csv:3"]


# -- datasets ---------------------------------------------------------------------------------------------------------


def of(graph: PropertyGraph) -> dict[str, tuple[int, int]]:
    frame = datasets.datasets(graph)
    return {name: (edges, observations) for name, edges, observations, *_ in frame.itertuples(index=False)}


def test_datasets_keep_their_names_and_can_be_taken_out(exported: Path) -> None:
    graph, _ = load(exported)
    assert of(graph) == {"built": (2, 1), "curated": (0, 0), "fts": (1, 0)}
    assert of(datasets.without_dataset(graph, "fts")) == {"built": (2, 1), "curated": (0, 0)}


def test_loading_twice_changes_nothing(exported: Path) -> None:
    once, _ = load(exported)
    twice, report = load(exported, once)
    assert_same(twice, once)
    assert report.notes["statements and observations of the dataset 'fts', in place of 1"].count == 1


def test_other_datasets_of_the_store_stay(exported: Path) -> None:
    other = {"relation": "FUNDS", "source": "country:CAN", "target": "mechanism:rcm", "dataset": "iati"}
    store = PropertyGraph.build([{"id": "country:CAN"}, {"id": "mechanism:rcm", "name_en": "old"}], [other])
    graph, _ = load(exported, store)
    assert of(graph) == {"built": (2, 1), "curated": (0, 0), "fts": (1, 0), "iati": (1, 0)}
    assert graph.nodes.set_index("id").loc["mechanism:rcm", "name_en"] == "RCM"
    assert "country:CAN" in graph.nodes["id"].tolist()
    assert_same(load(exported, graph)[0], graph)


def test_an_id_that_another_dataset_has_is_refused(exported: Path) -> None:
    store = PropertyGraph.build([{"id": "country:MEX"}, {"id": "mechanism:rcm"}], [{**MEMBER, "dataset": "iati"}])
    with pytest.raises(UsageError) as caught:
        load(exported, store)
    assert str(caught.value) == (
        f"{exported}: edges: 'member-of/country:MEX/mechanism:rcm/member/1' is there already, in the dataset 'iati'; "
        "unload that one first, or load into another store"
    )


def test_a_store_that_began_with_the_curated_graph_holds_what_the_folder_says(
    tmp_path: Path, built_in: PropertyGraph
) -> None:
    exports.export(built_in, "csv", tmp_path / "out")
    lost = built_in.edges["id"].iloc[0]

    def change(file: str, column: str) -> None:
        edit(
            tmp_path / "out" / file, lambda rows: rows.__setitem__(slice(None), [r for r in rows if r[column] != lost])
        )

    change("edges.csv", "id")
    change("evidence.csv", "about")
    store = str(tmp_path / "store")
    loading.load("csv", [tmp_path / "out"], store, Options())
    found = open_store(store).read()
    assert len(found.edges) == len(built_in.edges) - 1
    assert len(found.nodes) == len(built_in.nodes)
    assert lost not in set(found.edges["id"])


# -- what is wrong ----------------------------------------------------------------------------------------------------

NODES_ONLY = "nodes.csv, edges.csv, observations.csv, evidence.csv, sources.csv"
TEXT = "(a spreadsheet changes dates unless it imports the column as text)"
ADD = "correct the id, or add its row to"
ABOUT, CITED = "edges.csv or observations.csv or nodes.csv", "nodes.csv or sources.csv"
DIGITS = "write digits only, such as 1200"
WRONG: dict[str, tuple[str, Callable[[list[dict[str, str]]], Any], str]] = {
    "date": (
        "edges.csv",
        lambda rows: put(rows, 1, start="Sep-18"),
        f"edges.csv:3: column 'start': not a date (got 'Sep-18'); write YYYY, YYYY-MM or YYYY-MM-DD {TEXT}",
    ),
    "year": (
        "observations.csv",
        lambda rows: put(rows, 0, start="20223"),
        f"observations.csv:2: column 'start': not a date (got '20223'); write YYYY, YYYY-MM or YYYY-MM-DD {TEXT}",
    ),
    "end": (
        "edges.csv",
        lambda rows: put(rows, 1, source="country:XXX"),
        f"edges.csv:3: column 'source': no row of nodes.csv has this id (got 'country:XXX'); {ADD} nodes.csv",
    ),
    "about": (
        "evidence.csv",
        lambda rows: put(rows, 0, about="x"),
        f"evidence.csv:2: column 'about': no row of {ABOUT} has this id (got 'x'); {ADD} {ABOUT}",
    ),
    "cited": (
        "evidence.csv",
        lambda rows: put(rows, 0, source="source:y"),
        f"evidence.csv:2: column 'source': no row of {CITED} has this id (got 'source:y'); {ADD} {CITED}",
    ),
    "twice": (
        "nodes.csv",
        lambda rows: rows.append(rows[1]),
        "nodes.csv:5: column 'id': the id is there already, in row 3 (got 'mechanism:rcm'); take one of the two out",
    ),
    "choice": (
        "edges.csv",
        lambda rows: put(rows, 0, confidence="sure"),
        "edges.csv:2: column 'confidence': no such value (got 'sure'); choose from stated, inferred, unverified",
    ),
    "missing": (
        "sources.csv",
        lambda rows: put(rows, 0, title=""),
        "sources.csv:2: column 'title': it is missing; fill the cell",
    ),
    "list": (
        "nodes.csv",
        lambda rows: put(rows, 0, aliases="MX, MEX"),
        "nodes.csv:2: column 'aliases': not a list (got 'MX, MEX'); write [\"one\", \"two\"]",
    ),
    "nested": (
        "nodes.csv",
        lambda rows: put(rows, 0, aliases="[1]"),
        "nodes.csv:2: column 'aliases': not a list of texts (got '[1]'); write [\"one\", \"two\"]",
    ),
    "boolean": (
        "edges.csv",
        lambda rows: put(rows, 0, counted="yes"),
        "edges.csv:2: column 'counted': neither true nor false (got 'yes'); write true or false",
    ),
    "whole": (
        "edges.csv",
        lambda rows: put(rows, 0, people="1.23E+11"),
        f"edges.csv:2: column 'people': not a whole number, written out (got '1.23E+11'); {DIGITS}",
    ),
    "large": (
        "edges.csv",
        lambda rows: put(rows, 0, people="9223372036854775808"),
        f"edges.csv:2: column 'people': beyond what a whole number here can be (got '9223372036854775808'); {DIGITS}",
    ),
    "unknown column": (
        "nodes.csv",
        lambda rows: [row.update({"nota": ""}) for row in rows],
        "nodes.csv:1: column 'nota': the schema has no such column; did you mean 'note'?",
    ),
    "needed column": (
        "edges.csv",
        lambda rows: [row.pop("dataset") for row in rows],
        "edges.csv:1: column 'dataset': the column is missing; each row needs one; take it from the export",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_the_store_stays(case: str, exported: Path, tmp_path: Path) -> None:
    name, change, message = WRONG[case]
    store = str(tmp_path / "store")
    loading.load("csv", [exported], store, Options(), empty=True)
    edit(exported / name, change)
    with pytest.raises(DataErrors) as caught:
        loading.load("csv", [exported], store, Options())
    assert str(caught.value) == message
    assert_same(open_store(store).read(), little())


def test_all_wrong_places_of_all_files_are_told_at_once(exported: Path) -> None:
    edit(exported / "nodes.csv", lambda rows: put(rows, 0, start="x", name_en=""))
    edit(exported / "edges.csv", lambda rows: put(rows, 2, end="y"))
    with pytest.raises(DataErrors) as caught:
        load(exported)
    assert [(e.file, e.line, e.column) for e in caught.value.errors] == [
        ("nodes.csv", 2, "name_en"),
        ("nodes.csv", 2, "start"),
        ("edges.csv", 4, "end"),
    ]


def test_a_missing_file_is_told(exported: Path) -> None:
    (exported / "evidence.csv").unlink()
    with pytest.raises(DataErrors) as caught:
        load(exported)
    remedy = f"a folder has {NODES_ONLY}; take the file from the export"
    assert str(caught.value) == f"{exported / 'evidence.csv'}: there is no such file; {remedy}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "edges.csv:1: there is no header; take the first line from the export"),
        (
            b"<!doctype html><p>moved",
            "edges.csv:1: a web page, not a table (a download that failed?); give CSV or .xlsx",
        ),
        (b"PK\x03\x04", "edges.csv: this is a workbook; save it as CSV UTF-8"),
        (b"id,relation\na,b,c\n", "edges.csv:1: column 'source': the column is missing; each row needs one"),
        (b"id,id\n", "edges.csv:1: column 'id': the column is there twice; take one of the two out"),
        (b"\xff\xfe\x00", "edges.csv"),
    ],
)
def test_what_is_no_such_table_is_refused(content: bytes, message: str, exported: Path) -> None:
    (exported / "edges.csv").write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(exported)
    assert str(caught.value).startswith(message)


def test_a_row_with_a_cell_too_many_and_a_cell_under_no_head_are_told(exported: Path) -> None:
    file = exported / "sources.csv"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([lines[0], lines[1] + ",more", ""]), encoding="utf-8", newline="\n")
    with pytest.raises(DataErrors, match="9 cells where the header has 8; write 8, in quotes"):
        load(exported)
    file.write_text("\n".join([lines[0] + ",", lines[1] + ",more", ""]), encoding="utf-8", newline="\n")
    with pytest.raises(DataError) as caught:
        load(exported)
    assert str(caught.value) == "sources.csv:2: a cell without a head above it (got 'more'); take it out"


@pytest.mark.parametrize("text", ["{", "[]", '{"migov": {}, "resources": []}', '{"resources": 1}', "[" * 100_000])
def test_a_damaged_description_is_told(text: str, exported: Path) -> None:
    (exported / "datapackage.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="does not describe an export of migov; take the file from the export, or take"):
        load(exported)


def test_a_folder_of_a_later_version_is_refused(exported: Path) -> None:
    file = exported / "datapackage.json"
    file.write_text(file.read_text("utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(DataError, match=r"a folder of another version \(got 2\); this migov reads 1"):
        load(exported)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "graph.xlsx").write_bytes(b"PK")
    with pytest.raises(DataError, match=r"graph.xlsx: this is a file; give the folder that `migov export csv` wrote"):
        load(tmp_path / "graph.xlsx")
    with pytest.raises(DataError, match="there is no such folder"):
        load(tmp_path / "none")


def test_what_the_folder_says_itself_cannot_be_said_by_an_option(exported: Path) -> None:
    with pytest.raises(UsageError, match="csv: the folder says all of it itself; leave --dataset out"):
        load(exported, dataset="x")
    with pytest.raises(UsageError, match="leave --set year out"):
        load(exported, given={"year": "2022"})
    with pytest.raises(UsageError, match="2 folders are given; load them one after the other"):
        _run.load("csv", [exported, exported], EMPTY)


@pytest.fixture(scope="module")
def intact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export that is not changed."""
    folder = tmp_path_factory.mktemp("intact")
    exports.export(little(), "csv", folder)
    return folder


@given(data=st.data())
@settings(max_examples=60)
def test_no_damage_gives_another_error_than_ours(intact: Path, data: st.DataObject) -> None:
    damaged = data.draw(st.sampled_from(["nodes.csv", "edges.csv", "evidence.csv", "datapackage.json"]))
    content = bytearray((intact / damaged).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(shutil.copytree(intact, name, dirs_exist_ok=True))
        (folder / damaged).write_bytes(content)
        with contextlib.suppress(DataError, UsageError):
            load(folder)
