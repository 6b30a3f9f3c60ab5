"""Claims about the tables of activities: R4V 5W and OCHA 3W, 4W, 5W."""

import codecs
import contextlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

import queries
from graph import datasets
from graph.errors import DataError, DataErrors
from graph.model import PropertyGraph
from loaders import _run
from loaders._report import Report
from loaders._run import Options

SAMPLES = Path(__file__).parents[2].parent / "shared" / "data"
CLEAN = "Country,Admin1,Appealing_org,Implementation,Implementing_partner,Month,Subsector,Value,Total_monthly\n"
ROW = "Peru,Lima,Red Norte,Yes,Casa Sur,2023-01,Shelter,,10\n"
EMPTY = PropertyGraph.build([])


def load(file: Path, graph: PropertyGraph = EMPTY, **options: object) -> tuple[PropertyGraph, Report]:
    return _run.load("five-w", [file], graph, Options(**options))  # type: ignore[arg-type]


def written(folder: Path, text: str, name: str = "five.csv", encoding: str = "utf-8") -> Path:
    file = folder / name
    file.write_bytes(text.encode(encoding))
    return file


def book(folder: Path, sheets: dict[str, list[list[object]]], name: str = "five.xlsx") -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made.save(folder / name)
    return folder / name


def ties(graph: PropertyGraph, relation: str) -> set[tuple[str, str]]:
    some = graph.edges[graph.edges["relation"] == relation]
    return set(zip(some["source"], some["target"], strict=True))


def reached(graph: PropertyGraph) -> dict[str, float]:
    some = graph.observations[graph.observations["measure"] == "people_reached"]
    return dict(zip(some["start"].fillna(""), some["number"], strict=True))


def locator(graph: PropertyGraph, about: str) -> str:
    return str(graph.evidence.set_index("about").at[about, "locator"])


def message(file: Path, **options: object) -> str:
    with pytest.raises(DataError) as caught:
        load(file, **options)  # type: ignore[arg-type]
    return str(caught.value)


def ours(file: Path, *, lenient: bool = False) -> None:
    """Nothing, where the file loads or is refused by an error that is ours and tells of the file."""
    with contextlib.suppress(DataError):
        load(file, lenient=lenient)


PROJECT = "project:five-w.red-norte.casa-sur.shelter.per-lima"


def test_a_row_is_a_project_with_who_leads_it_who_implements_it_where_and_on_what(tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, CLEAN + ROW))
    assert ties(graph, "LEADS") == {("agency:red-norte", PROJECT)}
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", PROJECT)}
    assert ties(graph, "OPERATES_IN") == {(PROJECT, "place:per-lima")}
    assert ties(graph, "LOCATED_IN") == {("place:per-lima", "country:PER")}
    assert ties(graph, "ADDRESSES") == {(PROJECT, "theme:shelter")}
    assert reached(graph) == {"2023-01": 10}
    assert report.rows == {"five.csv": 1}
    assert graph.nodes.set_index("id").at[PROJECT, "name_en"] == "Casa Sur, Shelter (Lima)"


def test_months_make_first_and_last_day_and_each_keeps_its_people(tmp_path: Path) -> None:
    later = ROW.replace("2023-01", "2023-03").replace(",10", ",7")
    graph, report = load(written(tmp_path, CLEAN + later + ROW + ROW))
    lead = graph.edges[graph.edges["relation"] == "LEADS"]
    assert lead[["start", "end"]].to_numpy().tolist() == [["2023-01", "2023-03"]]
    assert reached(graph) == {"2023-01": 20, "2023-03": 7}
    assert locator(graph, lead["id"].item()) == "row 2; row 3; row 4"
    about = "five-w/people-reached/red-norte.casa-sur.shelter.per-lima.2023-01"
    assert locator(graph, about) == "row 3; row 4"
    told = "rows that repeat an earlier one: each counts in sums, and they are one tie"
    assert report.notes[told].count == 1


def test_who_leads_without_a_partner_operates_in_the_country(tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, CLEAN + ROW.replace("Yes,Casa Sur", "No,")))
    assert ("agency:red-norte", "country:PER") in ties(graph, "OPERATES_IN")
    assert not ties(graph, "IMPLEMENTS")


def test_one_organisation_in_both_roles_is_one_node(tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, CLEAN + ROW.replace("Casa Sur", "Red Norte")))
    project = "project:five-w.red-norte.red-norte.shelter.per-lima"
    assert ties(graph, "LEADS") == ties(graph, "IMPLEMENTS") == {("agency:red-norte", project)}


def test_a_flag_that_disagrees_with_the_partner_is_told_and_the_partner_believed(tmp_path: Path) -> None:
    rows = ROW.replace("Yes", "No") + ROW.replace("Casa Sur", "")
    graph, report = load(written(tmp_path, CLEAN + rows))
    assert len(ties(graph, "IMPLEMENTS")) == 1
    assert report.notes["a partner is said to implement, and none is named: taken as none"].places == ["five.csv:3"]
    told = "no partner is said to implement, and one is named: taken as the partner"
    assert report.notes[told].places == ["five.csv:2"]


def test_cash_handed_to_people_is_no_funding(tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, CLEAN + ROW.replace("Shelter,,", "Shelter,500,")))
    assert not ties(graph, "FUNDS")
    assert any("'Value' is cash handed to people, not funding" in note for note in report.notes)
    assert "Value" in report.ignored["five.csv"]


def test_broken_letters_are_put_right_cell_by_cell_and_counted(tmp_path: Path) -> None:
    broken = "Niñez".encode().decode("cp1252")
    graph, report = load(written(tmp_path, CLEAN + ROW.replace("Shelter", broken) + ROW.replace("Lima", "São Luís")))
    assert "theme:ninez" in set(graph.nodes["id"])
    assert "São Luís" in set(graph.nodes["name_en"])
    told = f"broken letters put right in cells, such as {broken!r} to 'Niñez'"
    assert report.notes[told].count == 1
    assert report.notes[told].places == ["five.csv:2"]


GENERATIONS = {
    "2021": (
        (
            "Appealing.Organization.Name,Implementation.Set.up,Implementing.partner.Name,Country,Admin1,"
            "Sector...Subsector...WG,Reporting.Month,CVA,Value.of.Transfer.in.USD,Total.monthly.beneficiaries,"
            "New.beneficiaries.of.the.month"
        ),
        "Red Norte,Yes,Casa Sur,Peru,Lima,Shelter,2021-04,No,,9,5",
    ),
    "2022": (
        (
            "Appealing organisation Name,Implementing partner Name,Country Country,Country Admin1,Indicator Sector,"
            "Month,Value (in USD),New beneficiaries of the month,RMRP Activity"
        ),
        "Red Norte,Casa Sur,Peru,Lima,Shelter,April 2021,,9,Yes",
    ),
    "clean": (
        "Country,Admin1,Appealing_org,Implementing_partner,Month,Subsector,Value,Total_monthly,New_beneficiaries",
        "Peru ,Lima,Red Norte,Casa Sur,Apr-21,Shelter,,9,5",
    ),
    "Spanish": (
        (
            "País,Admin Departamento,Socio Principal Nombre,Socio Implementador Nombre,Mes de atención,_ Sector,"
            "Total beneficiarios nuevos durante el mes,Año"
        ),
        "Perú,Lima,Red Norte,Casa Sur,04_Abril,Shelter,9,2021",
    ),
}


@pytest.mark.parametrize("generation", GENERATIONS)
def test_every_generation_of_headers_says_the_same(generation: str, tmp_path: Path) -> None:
    header, row = GENERATIONS[generation]
    graph, _ = load(written(tmp_path, f"{header}\n{row}\n"))
    assert ties(graph, "LEADS") == {("agency:red-norte", PROJECT)}
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", PROJECT)}
    assert ties(graph, "OPERATES_IN") == {(PROJECT, "place:per-lima")}
    assert reached(graph) == {"2021-04": 9}


def test_departments_of_colombia_and_the_year_of_the_name_tell_country_and_month(tmp_path: Path) -> None:
    header = (
        "Socio Principal Nombre,Admin Departamento,Sector,Mes de atención,Total beneficiarios nuevos durante el mes"
    )
    graph, report = load(written(tmp_path, f"{header}\nRed Norte,La Guajira,Agua,04_Abril,3\n", "gifmm 2022.csv"))
    assert ("place:col-la-guajira", "country:COL") in ties(graph, "LOCATED_IN")
    assert reached(graph) == {"2022-04": 3}
    assert any("read as Colombia, after its departments" in note for note in report.notes)


HXL = (
    "Who,Short,Kind,With what money,For whom,Where,Code,What,From,To,Mail\n"
    "#org+impl +name,#org +impl+ACRONYM,#org+impl+type,#org+funding,#org+prog,#adm1+name,#adm1+code,#sector +cluster,"
    "#date+start,#date+end,\n"
)
HXL_ROW = "Casa Sur,CS,NGO,Fondo Alto,Red Norte,Lima,PE15,Shelter,2022-03-01,2022-05-31,x@example.org\n"


@pytest.mark.parametrize("above", [0, 1, 20])
def test_tags_are_found_below_a_preamble(above: int, tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, "Presence of partners,,\n" * above + HXL + HXL_ROW))
    project = "project:five-w.red-norte.casa-sur.shelter.pe15"
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", project)}
    assert ties(graph, "LEADS") == {("agency:red-norte", project)}
    assert ties(graph, "LOCATED_IN") == {("place:pe15", "country:PER")}
    assert locator(graph, "five-w/implements/red-norte.casa-sur.shelter.pe15") == f"row {above + 3}"
    assert report.ignored["five.csv"] == ["Kind", "Mail"]


def test_a_tagged_funder_is_tied_without_an_amount(tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, HXL + HXL_ROW))
    funds = graph.edges[graph.edges["relation"] == "FUNDS"]
    assert funds["source"].tolist() == ["agency:fondo-alto"]
    assert funds["amount"].isna().all()
    assert funds["counted"].tolist() == [False]
    assert any("without an amount" in note for note in report.notes)


def test_an_untagged_donor_is_ignored(tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, "Organization,Bailleur de fond,Country,Sector\nCasa Sur,Fondo,Mali,Agua\n"))
    assert not ties(graph, "FUNDS")
    assert report.ignored["five.csv"] == ["Bailleur de fond"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("IMPLEMENTER ORGANIZATION,Organization acronym,SECTOR / CLUSTER,Pcode 2", "CO05001"),
        ("ORGANIZACIÓN IMPLEMENTADORA,SIGLAS,SECTOR / CLUSTER,PCODE2", "GT0101"),
        ("ORG_NAME_fr,ORG_ACRONYM_fr,SECTORS_fr,adm2code", "HT0111"),
    ],
)
def test_untagged_headers_in_three_languages_are_known(header: str, code: str, tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, f"{header}\nCasa Sur,CS,Agua,{code}\n"))
    project = f"project:five-w.-.casa-sur.agua.{code.lower()}"
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", project)}
    assert (project, f"place:{code.lower()}") in ties(graph, "OPERATES_IN")


def test_an_acronym_stands_in_where_the_name_is_missing(tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, HXL + HXL_ROW.replace("Casa Sur,", ",")))
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:cs"}


def test_a_short_acronym_alone_does_not_make_two_organisations_one(tmp_path: Path) -> None:
    known = PropertyGraph.build(
        [{"id": "agency:fcdo", "name_en": "Foreign, Commonwealth and Development Office", "aliases": ["FCDO"]}]
    )
    row = "Friends Community Development Organization,FCDO,,,,Kabul,AF01,Health,,,\n"
    graph, _ = load(written(tmp_path, HXL + row), known)
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:friends-community-development-organization"}


def test_the_sheet_with_the_header_is_read_and_others_are_named(tmp_path: Path) -> None:
    header = ["Organisation", "Country", "Sector"]
    sheets = {
        "Read me": [["Notes"]],
        "Data": [header, ["Casa Sur", "Peru", "Agua"]],
        "Old": [header, ["X", "Chile", "Y"]],
    }
    file = book(tmp_path, sheets)  # type: ignore[arg-type]
    graph, report = load(file)
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:casa-sur"}
    assert "five.xlsx: the sheet 'Data' is read, not 'Read me' or 'Old'; --sheet names another" in report.notes
    other, _ = load(file, sheet="Old")
    assert {source for source, _ in ties(other, "IMPLEMENTS")} == {"agency:x"}
    assert message(file, sheet="Nope") == (
        "five.xlsx: the workbook has no such sheet (got 'Nope'); its sheets are 'Read me', 'Data' or 'Old'"
    )


def test_planned_activities_and_unknown_cells_are_left_out_and_told(tmp_path: Path) -> None:
    text = "Organisation,Country,Sector,Status\nA,Peru,S,Planned\nN/A,Peru,S,\nB,Atlantis,S,\nC,Peru,-,Ongoing\n"
    graph, report = load(written(tmp_path, text))
    assert {source for source, _ in ties(graph, "IMPLEMENTS")} == {"agency:c"}
    assert not ties(graph, "ADDRESSES")
    assert {reason: some.count for reason, some in report.skipped.items()} == {
        "not begun, or given up (Planned)": 1,
        "no organisation": 1,
        "no country": 1,
    }


@pytest.mark.parametrize(
    ("cells", "total"), [(["1,234", "12"], 1246), (["1.234", "12"], 1246), (["1.234.567", "1,5"], 1234568.5)]
)
def test_thousands_are_read_in_both_styles(cells: list[str], total: float, tmp_path: Path) -> None:
    rows = "".join(ROW.replace(",10", f',"{cell}"') for cell in cells)
    graph, _ = load(written(tmp_path, CLEAN + rows))
    assert reached(graph) == {"2023-01": total}


def test_utf_16_semicolons_and_windows_letters_are_read(tmp_path: Path) -> None:
    text = (CLEAN + ROW.replace("Lima", "Áncash")).replace(",", ";")
    for encoding in ("utf-16", "utf-8-sig", "cp1252"):
        graph, _ = load(written(tmp_path, text, encoding=encoding))
        assert "place:per-ancash" in set(graph.nodes["id"])


def test_several_files_make_one_project_with_evidence_of_each(tmp_path: Path) -> None:
    one = written(tmp_path, CLEAN + ROW, "a.csv")
    other = written(tmp_path, CLEAN + ROW.replace("2023-01", "2023-02"), "b.csv")
    graph, _ = _run.load("five-w", [one, other], EMPTY)
    assert ties(graph, "LEADS") == {("agency:red-norte", PROJECT)}
    proof = graph.evidence[graph.evidence["about"] == "five-w/leads/red-norte.casa-sur.shelter.per-lima"]
    assert proof["locator"].tolist() == ["row 2", "row 2"]
    assert proof["source"].nunique() == 2


def test_loading_twice_changes_nothing_and_unloading_takes_all(tmp_path: Path) -> None:
    file = written(tmp_path, CLEAN + ROW)
    graph, _ = load(file)
    again, _ = load(file, graph)
    assert all(graph.tables[name].equals(again.tables[name]) for name in graph.tables)
    assert not len(datasets.without_dataset(again, "five-w").edges)


BROKEN = {
    "empty": ("", "five.csv: the file is empty; give a file with a header and rows"),
    "page": (
        "<!DOCTYPE html><html><body>404</body></html>",
        "five.csv:1: a web page, not a table (a download that failed?); give CSV or .xlsx",
    ),
    "header only": (CLEAN, "five.csv:1: the table has a header and no rows; give a file with rows"),
    "header only, no end": (CLEAN.strip(), "five.csv:1: the table has a header and no rows; give a file with rows"),
    "other table": (
        "year,coo,coa\n2020,1,2\n",
        (
            "five.csv:1: none of the first 2 rows is a header of this format (got 'year, coo, coa'); "
            "see `migov formats` for what it reads"
        ),
    ),
    "no organisation": (
        "Where,What\n#adm1,#sector\nLima,Agua\n",
        (
            "five.csv:2: no column tells the organisation (got 'Where, What'); "
            "name one of them 'Organisation', or tag it #org"
        ),
    ),
    "no place": (
        "Who\n#org\nCasa Sur\n",
        (
            "five.csv:2: no column tells the place or sector (got 'Who'); "
            "name one of them 'Country', 'Admin1' or 'Sector', or tag it #country, #adm1 or #sector"
        ),
    ),
    "no country": (
        "Organisation,Admin1\nCasa Sur,Lima\n",
        "five.csv:1: nothing tells the country (got 'Organisation, Admin1'); give it by --set country=ISO3",
    ),
    "ragged": (
        CLEAN + ROW + "Peru,Lima\n" + ROW + ROW.strip() + ",x\n",
        (
            "five.csv:3: 2 cells where the header has 9; write 9, in quotes where a cell holds the separator\n"
            "five.csv:5: 10 cells where the header has 9; write 9, in quotes where a cell holds the separator"
        ),
    ),
    "far year": (
        CLEAN + ROW.replace("2023-01", "20223-01"),
        "five.csv:2: column 'Month': not a date (got '20223-01'); write YYYY, YYYY-MM or YYYY-MM-DD",
    ),
    "no year": (
        CLEAN + ROW.replace("2023-01", "04_Abril"),
        "five.csv:2: column 'Month': a month without its year (got '04_Abril'); give the year by --set year=YYYY",
    ),
    "no number": (
        CLEAN + ROW.replace(",10", ",many"),
        (
            "five.csv:2: column 'Total_monthly': not a number (got 'many'); "
            "write the number of people, or leave the cell empty"
        ),
    ),
    "less than none": (
        CLEAN + ROW.replace(",10", ",-5"),
        (
            "five.csv:2: column 'Total_monthly': fewer people than none (got '-5'); "
            "write the number of people, or leave the cell empty"
        ),
    ),
    "two styles": (
        CLEAN + ROW.replace(",10", ',"1,234.5"') + ROW.replace(",10", ',"1.234,5"'),
        (
            "five.csv:1: column 'Total_monthly': '1,234.5' has a decimal point and '1.234,5' a decimal comma; "
            "write all numbers in one way"
        ),
    ),
    "long cell": (
        CLEAN + ROW.replace("Lima", "x" * 10_000_000),
        (
            "five.csv:2: column 'Admin1': a cell of 10,000,000 characters; "
            "a cell has at most 100,000; is a quote never closed? correct the file"
        ),
    ),
    "backwards": (
        HXL + HXL_ROW.replace("2022-05-31", "2021-05-31"),
        (
            "five.csv:3: column 'From and To': the end is before the start (got '2022-03-01, 2021-05-31'); "
            "correct the dates"
        ),
    ),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_has_one_clear_message(fault: str, tmp_path: Path) -> None:
    text, told = BROKEN[fault]
    assert message(written(tmp_path, text)) == told


def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "five.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", "0" * 50_000_000)
    assert message(tmp_path / "five.xlsx") == (
        "five.xlsx: unpacks to more than a table has (got '50,000,011 bytes'); save it as CSV UTF-8"
    )


def test_formulas_without_results_are_told(tmp_path: Path) -> None:
    header = ["Organisation", "Country", "Reached"]
    file = book(tmp_path, {"Data": [header, ["Casa Sur", "Peru", "=1+1"]]})  # type: ignore[list-item]
    graph, report = load(file)
    assert reached(graph) == {}
    told = (
        "five.xlsx: 1 formulas in sheet1.xml have no result and read as unknown; open it in a spreadsheet and save it"
    )
    assert report.notes[told].count == 1


def test_wrong_rows_may_be_left_out(tmp_path: Path) -> None:
    text = CLEAN + ROW + ROW.replace("2023-01", "20223-01") * 2 + "Peru\n" + ROW
    graph, report = load(written(tmp_path, text), lenient=True)
    assert reached(graph) == {"2023-01": 20}
    assert report.skipped["Month: not a date"].count == 2
    assert report.skipped["1 cells where the header has 9"].count == 1
    assert locator(graph, "five-w/leads/red-norte.casa-sur.shelter.per-lima") == "row 2; row 6"


CELL = st.sampled_from(
    [
        "",
        "Peru",
        "Lima",
        "#org",
        "#adm1+code",
        "#reached",
        "2023-01",
        "20223",
        "1,234",
        "-1",
        "Casa",
        "=1",
        '"',
        "é",
        "\0",
    ]
) | st.text(max_size=12)
TEXTS = st.lists(st.lists(CELL, max_size=9), max_size=6)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=TEXTS,
    begin=st.sampled_from(["", CLEAN, HXL, "Organisation,Country,Reached,Month\n"]),
    data=st.binary(max_size=30),
)
def test_no_file_raises_an_error_that_is_not_ours(
    rows: list[list[str]], begin: str, data: bytes, tmp_path: Path
) -> None:
    text = begin + "\n".join(",".join(row) for row in rows)
    file = tmp_path / "five.csv"
    for content in (text.encode("utf-8", "surrogatepass"), text.encode("utf-8", "surrogatepass") + data):
        file.write_bytes(content)
        for lenient in (False, True):
            ours(file, lenient=lenient)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 6000), byte=st.integers(0, 255))
def test_no_damaged_workbook_raises_an_error_that_is_not_ours(cut: int, byte: int, tmp_path: Path) -> None:
    whole = book(tmp_path, {"Data": [["Organisation", "Country"], ["Casa Sur", "Peru"]]}, "whole.xlsx").read_bytes()
    file = tmp_path / "five.xlsx"
    at = cut % len(whole)
    for content in (whole[:at], whole[:at] + bytes([byte]) + whole[at + 1 :]):
        file.write_bytes(content)
        ours(file)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b" \n"])
def test_a_byte_order_mark_alone_is_an_empty_file(mark: bytes, tmp_path: Path) -> None:
    (tmp_path / "five.csv").write_bytes(mark)
    assert message(tmp_path / "five.csv") == "five.csv: the file is empty; give a file with a header and rows"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
def test_the_r4v_sample_is_read_whole() -> None:
    graph, report = load(SAMPLES / "r4v_5w" / "Activities_5W_2023.xlsx")
    assert list(report.rows.values()) == [50]
    assert len({source for source, _ in ties(graph, "LEADS")}) == 4
    assert len({source for source, _ in ties(graph, "IMPLEMENTS")}) == 1
    assert (graph.nodes["kind"] == "Country").sum() == 2
    assert [some.count for told, some in report.notes.items() if "broken letters" in told] == [47]
    assert not graph.nodes["name_en"].str.contains("[ÃÂ]").any()


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not beside the checkout")
def test_the_afghan_sample_counts_as_libhxl_does() -> None:
    """10,902 rows, 285 organisations and 7 sectors: `count` of libhxl 5.2.2 over #org+acronym and #sector+name."""
    graph, report = load(SAMPLES / "ocha_3w" / "afg_3w_2024q1.csv")
    assert list(report.rows.values()) == [10902]
    assert len({source for source, _ in ties(graph, "IMPLEMENTS")}) == 285
    assert len({target for _, target in ties(graph, "ADDRESSES")}) == 7


def test_questions_answer_over_what_was_loaded(tmp_path: Path) -> None:
    rows = ROW + ROW.replace("Red Norte", "Red Este").replace("Casa Sur", "Casa Oeste")
    graph, _ = load(written(tmp_path, CLEAN + rows))
    frame = queries.ask(graph, "duplicate-activities", as_of="2023-01-15", level="place").frame
    assert frame[["place", "theme", "candidates"]].to_dict("records") == [
        {"place": "place:per-lima", "theme": "theme:shelter", "candidates": 1}
    ]
    assert frame["agencies"].tolist() == [["agency:casa-oeste", "agency:casa-sur"]]
    assert set(frame["evidence"][0]) <= set(graph.edges["id"]) | set(graph.observations["id"])


def test_places_of_a_past_report_count_for_their_country_then(tmp_path: Path) -> None:
    known = PropertyGraph.build(
        [{"id": "country:PER"}, {"id": "population:x"}, {"id": "source:s"}],
        [{"relation": "HOSTS", "source": "country:PER", "target": "population:x", "people": 300, "start": "2022"}],
    )
    graph, _ = load(written(tmp_path, CLEAN + ROW + ROW.replace("Yes,Casa Sur", "No,")), known)
    frame = queries.ask(graph, "need-versus-presence", as_of="2023-01-15").frame
    told = frame[["country", "people", "organisations", "activities"]].to_dict("records")
    assert told == [{"country": "country:PER", "people": 300, "organisations": 2, "activities": 2}]
    assert {"five-w/operates-in/red-norte.PER", "five-w/located-in/per-lima"} <= set(frame["evidence"][0])


HEAD = "Country,Organization,Sector,Admin1"
DATED = "Country,Organization,Sector,Start date,End date,Reached\n"


def dated(graph: PropertyGraph, relation: str) -> set[tuple[str, str]]:
    some = graph.edges[graph.edges["relation"] == relation]
    return set(zip(some["start"].fillna(""), some["end"].fillna(""), strict=True))


def notes(report: Report, words: str) -> dict[str, int]:
    return {told: some.count for told, some in report.notes.items() if words in told}


@pytest.mark.parametrize(
    "name", ["Nacional", "Nationwide", "Unspecified", "No especificado", "All", "Todo el país", "Varios", "N/A"]
)
def test_what_is_no_area_is_no_place(name: str, tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, f"{HEAD}\nPeru,Red Norte,Shelter,{name}\n"))
    assert not (graph.nodes["kind"] == "Place").any()
    assert ties(graph, "OPERATES_IN") == {("project:five-w.-.red-norte.shelter.PER", "country:PER")}


def test_organisations_that_are_not_named_are_not_one_organisation(tmp_path: Path) -> None:
    rows = "Peru,Confidential,Shelter,\nPeru,To be confirmed,Shelter,\nPeru,Red Norte,Shelter,\n"
    graph, report = load(written(tmp_path, f"{HEAD}\n{rows}"))
    assert set(graph.nodes.loc[graph.nodes["kind"] == "Agency", "id"]) == {"agency:red-norte"}
    assert {told: some.count for told, some in report.skipped.items()} == {"no organisation": 2}


def test_states_of_venezuela_are_not_taken_for_departments_of_colombia(tmp_path: Path) -> None:
    header = "Estado,Organización,Sector\n"
    states = "".join(f"{name},Red Norte,Shelter\n" for name in ("Bolívar", "Amazonas", "Sucre", "Zulia"))
    assert "nothing tells the country" in message(written(tmp_path, header + states))
    graph, _ = load(written(tmp_path, f"{header}{states}Nariño,Red Norte,Shelter\n"))
    assert set(graph.nodes.loc[graph.nodes["kind"] == "Country", "id"]) == {"country:COL"}


def test_beside_a_partner_the_organisation_leads_and_is_never_lost(tmp_path: Path) -> None:
    header = "Country,Organization,Organization acronym,Implementing partner,Sector\n"
    rows = "Peru,Red Norte,RN,Casa Sur,Shelter\nPeru,Red Norte,RN,,Health\n"
    graph, report = load(written(tmp_path, header + rows))
    led = {("agency:red-norte", f"project:five-w.red-norte.{what}.PER") for what in ("casa-sur.shelter", "-.health")}
    assert ties(graph, "LEADS") == led
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", "project:five-w.red-norte.casa-sur.shelter.PER")}
    assert graph.nodes.set_index("id").at["agency:red-norte", "aliases"] == ["RN"]
    assert not report.skipped
    assert report.ignored == {"five.csv": []}


def test_days_are_read_as_the_columns_of_dates_are_written(tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, DATED + "Peru,Red Norte,Shelter,01/03/2023,31/12/2023,\n"))
    assert dated(graph, "ADDRESSES") == {("2023-03-01", "2023-12-31")}
    graph, _ = load(written(tmp_path, DATED + "Peru,Red Norte,Shelter,01/03/2023,12/31/2023,\n"))
    assert dated(graph, "ADDRESSES") == {("2023-01-03", "2023-12-31")}


def test_days_that_no_cell_tells_are_read_as_the_caller_says(tmp_path: Path) -> None:
    file = written(tmp_path, DATED + "Peru,Red Norte,Shelter,01/03/2023,02/04/2023,\n")
    told = message(file)
    assert "the day and the month cannot be told apart" in told
    assert told.endswith("or say --set dates=day-first (or month-first)")
    assert dated(load(file, given={"dates": "day-first"})[0], "ADDRESSES") == {("2023-03-01", "2023-04-02")}
    assert dated(load(file, given={"dates": "month-first"})[0], "ADDRESSES") == {("2023-01-03", "2023-02-04")}
    assert message(file, given={"dates": "dmy"}) == (
        "five.csv: dates: not an order of day and month (got 'dmy'); write day-first or month-first"
    )


def test_rows_without_a_date_are_told_and_take_the_year_that_the_caller_gives(tmp_path: Path) -> None:
    file = written(tmp_path, f"{HEAD}\nPeru,Red Norte,Shelter,\nPeru,Casa Sur,Shelter,\n")
    graph, report = load(file)
    assert dated(graph, "ADDRESSES") == {("", "")}
    assert list(notes(report, "rows without a date").values()) == [2]
    graph, report = load(file, given={"year": "2023"})
    assert dated(graph, "ADDRESSES") == {("2023", "2023")}
    assert not notes(report, "rows without a date")


def test_a_gap_between_reports_is_told(tmp_path: Path) -> None:
    whole = ROW + ROW.replace("2023-01", "2023-02")
    assert not notes(load(written(tmp_path, CLEAN + whole))[1], "gap")
    other = ROW.replace("Red Norte", "Casa Este").replace("2023-01", "2023-06")
    _, report = load(written(tmp_path, CLEAN + whole + ROW.replace("2023-01", "2023-07") + other))
    assert list(notes(report, "gap").values()) == [1]


def test_days_beside_a_month_are_told_as_not_kept(tmp_path: Path) -> None:
    header = "Country,Organization,Sector,Month,Start date\n"
    _, report = load(written(tmp_path, header + "Peru,Red Norte,Shelter,2023-03,2023-01-15\nPeru,Red,Shelter,,2023\n"))
    assert notes(report, "not kept") == {
        "rows are dated by 'Month', the month they report; 'Start date' is not kept": 1
    }


def test_a_fraction_of_a_person_is_told(tmp_path: Path) -> None:
    _, report = load(written(tmp_path, DATED + "Peru,Red Norte,Shelter,2023,2023,12.5\n"))
    assert notes(report, "whole number") == {"'Reached' is no whole number of people, and is kept as it is": 1}


def test_lost_letters_are_told(tmp_path: Path) -> None:
    _, report = load(written(tmp_path, f"{HEAD}\nPeru,M\ufffddecins,Shelter,\n"))
    assert list(notes(report, "letters that were lost").values()) == [1]


def test_a_zero_byte_in_a_text_of_eight_bits_is_a_control_character(tmp_path: Path) -> None:
    graph, report = load(written(tmp_path, f"{HEAD}\nPeru,Red\0 Norte,Shelter,\n"))
    assert "agency:red-norte" in set(graph.nodes["id"])
    assert notes(report, "control characters") == {"control characters taken out of cells": 1}


def test_cells_in_far_corners_of_a_sheet_are_refused_before_they_take_all_memory(tmp_path: Path) -> None:
    file = book(tmp_path, {"Data": [["Country", "Organization", "Sector"], ["Peru", "Red Norte", "Shelter"]]})
    made = openpyxl.load_workbook(file)
    made["Data"]["A1048576"] = " "
    made["Data"]["XFD1"] = " "
    made.save(file)
    assert message(file) == (
        "five.xlsx: the cells of sheet1.xml lie too far apart for a table (got '1,048,576 rows of 16,384 columns'); "
        "delete what stands beyond the table, or save it as CSV UTF-8"
    )


def test_cells_far_off_that_are_only_styled_do_not_matter(tmp_path: Path) -> None:
    file = book(tmp_path, {"Data": [["Country", "Organization", "Sector"], ["Peru", "Red Norte", "Shelter"]]})
    made = openpyxl.load_workbook(file)
    for corner in ("A1048576", "XFD1"):
        made["Data"][corner].font = Font(bold=True)
    made.save(file)
    assert ties(load(file)[0], "IMPLEMENTS")


def test_a_map_says_which_column_is_what_where_no_header_is_known(tmp_path: Path) -> None:
    words = "Actor principal,Quien ejecuta,Donde,Tema,Cuando,Alcanzados,Quien paga,Notas\n"
    file = written(tmp_path, words + "Red Norte,Casa Sur,Peru,Shelter,2023-01,10,USAID; Canada,x\n")
    chart = tmp_path / "map.toml"
    chart.write_text(
        '[columns]\nlead = "Actor principal"\nimplementer = "Quien ejecuta"\ncountry = "Donde"\ntheme = "Tema"\n'
        'month = "Cuando"\nreached = "Alcanzados"\nfunder = "Quien paga"\n',
        encoding="utf-8",
    )
    graph, report = load(file, map=chart)
    project = "project:five-w.red-norte.casa-sur.shelter.PER"
    assert ties(graph, "LEADS") == {("agency:red-norte", project)}
    assert ties(graph, "IMPLEMENTS") == {("agency:casa-sur", project)}
    assert ties(graph, "FUNDS") == {("agency:usaid", project), ("country:CAN", project)}
    assert reached(graph) == {"2023-01": 10.0}
    assert report.ignored == {"five.csv": ["Notas"]}
    chart.write_text('[columns]\nlaed = "Actor principal"\n', encoding="utf-8")
    with pytest.raises(DataErrors) as caught:
        load(file, map=chart)
    assert str(caught.value).startswith("map.toml: columns.laed: a map has no such key; did you mean 'lead'?")
    chart.write_text('[columns]\nlead = "Actor principal"\n', encoding="utf-8")
    assert "no column tells the place or sector" in message(file, map=chart)


def test_addresses_and_telephone_numbers_are_no_organisations(tmp_path: Path) -> None:
    rows = "Peru,ana@example.org,Shelter,\nPeru,+51 (1) 555-0100,Shelter,\nPeru,3iSolution,Shelter,\n"
    graph, report = load(written(tmp_path, f"{HEAD}\n{rows}"))
    assert set(graph.nodes.loc[graph.nodes["kind"] == "Agency", "id"]) == {"agency:3isolution"}
    assert list(notes(report, "e-mail address").values()) == [2]


def test_what_has_ended_without_a_last_day_is_told(tmp_path: Path) -> None:
    header = "Country,Organization,Sector,Status,Start date,End date\n"
    rows = "Peru,Red Norte,Shelter,Completed,2022,\nPeru,Casa Sur,Shelter,Finalizado,2022,2023\n"
    _, report = load(written(tmp_path, header + rows))
    assert list(notes(report, "said to have ended").values()) == [1]


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Data": [["Country", "Organization", "Sector"], ["Peru", "Red Norte", "Shelter"]]
    }
    for name in ("five.xls", "five.csv", "five"):
        file = book(tmp_path, sheets, "five.xlsx").rename(tmp_path / name)
        assert ties(load(file)[0], "IMPLEMENTS") == {("agency:red-norte", "project:five-w.-.red-norte.shelter.PER")}


def test_the_value_of_a_table_that_is_not_of_r4v_is_not_called_cash(tmp_path: Path) -> None:
    header = "Country,Organization,Implementing partner,Sector,Value\n"
    _, report = load(written(tmp_path, header + "Peru,Red Norte,Casa Sur,Shelter,100\n"))
    assert not notes(report, "cash")
    assert report.ignored == {"five.csv": ["Value"]}


@pytest.mark.parametrize("word", ["Ongoing", "En curso", "en cours", "Present"])
def test_an_end_that_has_not_come_is_open(word: str, tmp_path: Path) -> None:
    graph, _ = load(written(tmp_path, DATED + f"Peru,Red Norte,Shelter,2023-01-15,{word},\n"))
    assert dated(graph, "ADDRESSES") == {("2023-01-15", "")}
