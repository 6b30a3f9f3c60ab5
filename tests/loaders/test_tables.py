"""Claims about reading a table out of a file, whatever the file is."""

import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import DataError
from graph.model import PropertyGraph
from loaders._report import Report
from loaders._run import Format, Load, Options
from loaders._tables import read_table
from loaders._tabular import Tabular, fold_header, folded_tag, matched


def loading(**options: object) -> Load:
    form = Format("tables", "tables", "CSV", read=lambda load: None)
    return Load(form, [], Options(dataset="tables", **options), PropertyGraph.build([]))  # type: ignore[arg-type]


def table(folder: Path, content: str | bytes, **options: object) -> tuple[Tabular, Report]:
    file = folder / "t.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    load = loading(**options)
    return read_table(load, file), load.report


def cells(found: Tabular) -> list[list[str]]:
    return [list(row) for row in found.frame.itertuples(index=False)]


def message(folder: Path, content: str | bytes) -> str:
    with pytest.raises(DataError) as caught:
        table(folder, content)
    return str(caught.value)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_separators_and_line_ends_do_not_matter(mark: str, encoding: str, end: str, tmp_path: Path) -> None:
    text = end.join([mark.join(["País", "b"]), mark.join(["Perú", "1"]), ""])
    found, _ = table(tmp_path, text.encode(encoding))
    assert (found.columns, cells(found)) == (["País", "b"], [["Perú", "1"]])


def test_what_is_not_utf_8_is_told(tmp_path: Path) -> None:
    _, report = table(tmp_path, "a,b\nPer\u00fa\u00fa,1\n".encode("cp1252"))
    assert list(report.notes) == ["t.csv is not UTF-8 (invalid start byte); read as Windows-1252"]


def test_a_row_keeps_the_number_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    load = loading()
    (tmp_path / "t.csv").write_text('a,b\n1,"x\ny"\n\n,\n2,z\n')
    found = read_table(load, tmp_path / "t.csv")
    places = [str(found.place(load, record)) for record in found.records(load)]
    assert (cells(found), places) == ([["1", "x\ny"], ["2", "z"]], ["t.csv:2", "t.csv:5"])
    assert load.report.skipped["empty rows"].count == 2
    assert load.report.rows == {"t.csv": 2}


def test_cells_are_trimmed_and_rid_of_control_characters(tmp_path: Path) -> None:
    found, report = table(tmp_path, "a,b\n x ,y\x07z\n")
    assert cells(found) == [["x", "yz"]]
    assert report.notes["control characters taken out of cells"].places == ["t.csv:2"]


@pytest.mark.parametrize("above", [0, 1, 23])
def test_tags_are_found_in_the_first_rows(above: int, tmp_path: Path) -> None:
    found, _ = table(tmp_path, "Title,\n" * above + "Who,Where\n#org +name +IMPL,#adm1\nx,y\n")
    assert found.columns == ["Who", "Where"]
    assert found.tags == ["#org+impl+name", "#adm1"]
    assert found.row(0) == above + 3


def test_tags_beyond_the_first_rows_are_not_looked_for(tmp_path: Path) -> None:
    found, _ = table(tmp_path, "Title,\n" * 30 + "Who,Where\n#org,#adm1\nx,y\n")
    assert found.columns == ["Title", ""]


def test_few_ragged_rows_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    load = loading()
    (tmp_path / "t.csv").write_text("a,b\n1,2\n3\n4,5\n6,7,8\n")
    found = read_table(load, tmp_path / "t.csv")
    assert cells(found) == [["1", "2"], ["4", "5"]]
    assert [found.row(record) for record in found.coded.index] == [2, 4]
    assert [str(error) for error in load.errors] == [
        "t.csv:3: 1 cells where the header has 2; write 2, in quotes where a cell holds the separator",
        "t.csv:5: 3 cells where the header has 2; write 2, in quotes where a cell holds the separator",
    ]


def test_a_table_of_ragged_rows_is_given_up(tmp_path: Path) -> None:
    assert message(tmp_path, "a,b\n" + "1\n" * 5000).endswith("... and 980 more")


BROKEN = {
    "": "t.csv: the file is empty; give a file with a header and rows",
    "a,b\n": "t.csv:1: the table has a header and no rows; give a file with rows",
    "a,b": "t.csv:1: the table has a header and no rows; give a file with rows",
    "<html>": "t.csv:1: a web page, not a table (a download that failed?); give CSV or .xlsx",
    "<?xml version='1.0'?><a/>": "t.csv:1: XML, not a table; give CSV or .xlsx",
    '{"a": 1}': "t.csv:1: JSON, not a table; give CSV or .xlsx",
    "%PDF-1.7": "t.csv:1: packed or a document, not a table; give CSV or .xlsx",
    "PK\x03\x04": "t.csv: a broken workbook or archive; save it again as .xlsx",
}


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_table_is_refused_with_a_remedy(content: str, tmp_path: Path) -> None:
    assert message(tmp_path, content) == BROKEN[content]


def test_a_quote_that_is_never_closed_is_told_where_it_opens(tmp_path: Path) -> None:
    load = loading()
    (tmp_path / "t.csv").write_text('a,b\n1,2\n"1,2\n' + "x,y\n" * 5_000_000)
    read_table(load, tmp_path / "t.csv")
    remedy = "write 2, in quotes where a cell holds the separator"
    assert [str(error) for error in load.errors] == [f"t.csv:3: 1 cells where the header has 2; {remedy}"]


def test_a_workbook_of_the_old_kind_is_refused(tmp_path: Path) -> None:
    assert message(tmp_path, b"\xd0\xcf\x11\xe0old") == (
        "t.csv: a workbook of the old kind (.xls); save it as .xlsx or as CSV UTF-8"
    )


def test_an_archive_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as packed:
        packed.writestr("a.csv", "a,b\n1,2\n")
    with pytest.raises(DataError) as caught:
        read_table(loading(), tmp_path / "t.xlsx")
    assert str(caught.value) == "t.xlsx: an archive, not a workbook; take the table out of it first"


def test_a_damaged_part_of_a_workbook_is_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a", "b"])
    book.save(tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as packed:
        part = packed.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray((tmp_path / "t.xlsx").read_bytes())
    at = part.header_offset + 30 + len(part.filename) + 20
    content[at] ^= 0xFF
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(DataError, match=r"t\.xlsx: (a part of the workbook is damaged|a broken workbook)"):
        read_table(loading(), tmp_path / "t.xlsx")


def test_numbers_days_and_truths_of_a_workbook_become_texts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["a", "b", "c", "d"], [1.0, 1.5, dt.datetime(2021, 4, 3), True], [None, "", "x", False]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "t.xlsx")
    load = loading()
    found = read_table(load, tmp_path / "t.xlsx")
    assert cells(found) == [["1", "1.5", "2021-04-03", "true"], ["", "", "x", "false"]]
    assert str(found.place(load, 1)) == "t.xlsx:3"
    assert found.place(load, 1).where == "Sheet, row 3"


def test_roles_are_found_by_header_and_the_rest_is_told(tmp_path: Path) -> None:
    load = loading()
    (tmp_path / "t.csv").write_text("Country.Country,Nom de l'Organización,Mail\nx,y,z\n")
    found = read_table(load, tmp_path / "t.csv")
    roles = {"country": ("country",), "who": ("nom de l organizacion",)}
    assert matched(load, found, roles, ("country",)) == {"country": 0, "who": 1}
    assert load.report.ignored == {"t.csv": ["Mail"]}
    with pytest.raises(DataError) as caught:
        matched(load, found, {"the_year": ("year", "ano")}, ("the_year",))
    assert str(caught.value) == (
        't.csv:1: no column tells the the year (got "Country.Country, Nom de l\'Organización, Mail"); '
        "name one of them 'year' or 'ano'"
    )


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("Country.Country", "country"),
        ("Sector...Subsector...WG", "sector subsector wg"),
        ("Appealing_org", "appealing org"),
        ("Implementing Organization  Name ", "implementing organisation name"),
        ("Mes de atención", "mes de atencion"),
        ("_ Sector", "sector"),
    ],
)
def test_headers_fold_alike(header: str, folded: str) -> None:
    assert fold_header(header) == folded


def test_tags_fold_alike() -> None:
    assert folded_tag("#Org +name +IMPL") == folded_tag("#org+impl+name") == "#org+impl+name"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise_an_error_that_is_not_ours(content: bytes, tmp_path: Path) -> None:
    try:
        found, _ = table(tmp_path, content)
    except DataError:
        return
    assert found.coded.shape[1] == len(found.columns) == len(found.tags)
    assert not found.frame.isna().any(axis=None)
