"""The core of all loaders: what a draft keeps, how names are found, what a run refuses."""

import gc
from pathlib import Path

import pytest

from graph.errors import DataError, DataErrors, UsageError
from graph.model import PropertyGraph
from loaders import _run
from loaders._countries import countries, country_code
from loaders._draft import Draft
from loaders._names import Names, review
from loaders._report import Place, Report
from loaders._run import Format, Load, Options

FORM = Format("made", "made for tests", "CSV", read=lambda load: None)
PLACE = Place("f.csv", "source:d.abc", "row 2", 2)


@pytest.fixture
def graph() -> PropertyGraph:
    return PropertyGraph.build(
        [
            {
                "id": "agency:iom",
                "name_en": "International Organization for Migration",
                "aliases": ["IOM", "XM-DAC-47066"],
            },
            {"id": "agency:unhcr", "name_en": "UNHCR"},
            {"id": "agency:one", "name_en": "Same"},
            {"id": "agency:two", "name_en": "Same"},
            {"id": "theme:protection", "name_en": "Protection", "name_es": "Protección"},
        ]
    )


@pytest.fixture
def names(graph: PropertyGraph) -> Names:
    return Names(graph, Draft("d"), Report())


# -- the draft --------------------------------------------------------------------------------------------------------


def test_the_same_record_twice_is_one_statement_that_names_both_places() -> None:
    draft = Draft("d")
    for line in range(2, 10):
        draft.statement(
            "FUNDS", "agency:a", "project:b", "7", Place("f.csv", "source:d.abc", f"row {line}", line), amount=1
        )
    tables = draft.tables()
    assert tables["edges"]["id"].tolist() == ["d/funds/7"]
    assert tables["evidence"]["locator"].tolist() == ["row 2; row 3; row 4; row 5; row 6; and 3 more"]


def test_the_same_record_with_another_content_is_an_error_that_says_where() -> None:
    draft = Draft("d")
    draft.statement("FUNDS", "agency:a", "project:b", "7", PLACE, amount=1)
    with pytest.raises(DataError) as caught:
        draft.statement("FUNDS", "agency:a", "project:b", "7", PLACE, amount=2)
    assert str(caught.value).startswith(
        "f.csv:2: column 'amount': the record funds/7 was read before with another amount (1) (got 2)"
    )


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Venezuela (Bolivarian Republic of)", "VEN"),
        ("Bolivia (Estado Plurinacional de)", "BOL"),
        ("Korea, Republic of", "KOR"),
        ("Rep. Dominicana", "DOM"),
        ("CURACAO", "CUW"),
        ("ES", "ESP"),
        ("170", "COL"),
        ("Türkiye", "TUR"),
        ("Netherlands Antilles", "ANT"),
        ("Guinea", "GIN"),
        ("Guayana Francesa", "GUF"),
        ("Saint Vincent & the Grenadines", "VCT"),
        ("Kosovo (S/RES/1244 (1999))", "XKX"),
    ],
)
def test_countries_are_found_by_the_names_that_files_use(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(
    "text", ["Regional", "Antillas", "Caribe", "New Mexico", "Southern Cone", "Guiana", "", "XXA", "co", "Tibetan"]
)
def test_what_is_no_country_for_certain_is_none(text: str) -> None:
    assert country_code(text) is None


def test_no_name_is_borne_by_two_countries_and_all_have_a_name_in_both_languages() -> None:
    from graph.names import fold

    bearers: dict[str, set[str]] = {}
    for code, row in countries().items():
        assert row["name_en"]
        assert row["name_es"]
        for name in (row["name_en"], row["name_es"], *filter(None, row["aliases"].split("|"))):
            bearers.setdefault(fold(name), set()).add(code)
    assert {name: codes for name, codes in bearers.items() if len(codes) > 1} == {}
    assert len(countries()) > 249


def test_organisations_are_found_by_reference_name_acronym_and_as_governments(names: Names) -> None:
    assert names.organisation("Some new spelling", PLACE, refs=["xm-dac-47066"]) == "agency:iom"
    assert names.organisation("UNHCR", PLACE) == "agency:unhcr"
    assert names.organisation("Agency for Movement (IOM)", PLACE) == "agency:iom"
    assert names.organisation("Jordan, Government of", PLACE) == "country:JOR"
    assert names.organisation("Gobierno de Colombia", PLACE) == "country:COL"


def test_a_name_that_two_nodes_bear_and_one_that_none_bears_make_a_node_and_are_reported(names: Names) -> None:
    assert names.organisation("Same", PLACE) == "agency:same"
    assert (
        names.organisation("International Organisation for Migration", PLACE)
        == "agency:international-organisation-for-migration"
    )
    rows = list(review(names._report))
    assert [row[:2] for row in rows] == [("Agency", "International Organisation for Migration"), ("Agency", "Same")]
    assert rows[0][5] == "agency:iom"


def test_a_decided_name_is_taken_and_a_dash_means_nobody(graph: PropertyGraph, tmp_path: Path) -> None:
    decided = tmp_path / "decided.csv"
    decided.write_text(
        "kind,name,node\nAgency,Int. Org. Migration,agency:iom\nAgency,Various donors,-\nAgency,Undecided,\n"
    )
    names = Names(graph, Draft("d"), Report(), decided)
    assert names.organisation("INT ORG MIGRATION", PLACE) == "agency:iom"
    assert names.organisation("Various donors", PLACE) is None
    assert names.organisation("Undecided", PLACE) == "agency:undecided"


def test_a_decision_for_a_node_that_is_not_there_is_refused(graph: PropertyGraph, tmp_path: Path) -> None:
    decided = tmp_path / "decided.csv"
    decided.write_text("kind,name,node\nCountry,Somewhere,country:ZZZ\n")
    with pytest.raises(DataErrors, match=r"decided.csv:2: column 'node': no node has this id \(got 'country:ZZZ'\)"):
        Names(graph, Draft("d"), Report(), decided)


def test_themes_and_areas_are_made_once(names: Names) -> None:
    assert names.theme("PROTECCIÓN", PLACE) == "theme:protection"
    assert names.theme("Shelter/NFI", PLACE) == names.theme("shelter nfi", PLACE) == "theme:shelter-nfi"
    first = names.area("Antioquia", "country:COL", PLACE)
    assert names.area("Antioquia", "country:COL", PLACE) == first == "place:col-antioquia"
    assert names.area("Medellín", "country:COL", PLACE, "CO05001", first) == "place:co05001"


# -- a run ------------------------------------------------------------------------------------------------------------


def test_a_wrong_format_dataset_or_file_is_refused_with_what_to_do(graph: PropertyGraph, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a\n1\n")
    with pytest.raises(UsageError, match="no format 'hapy'; did you mean 'hapi'"):
        _run.load("hapy", [file], graph)
    with pytest.raises(UsageError, match="no file; give one or more of"):
        _run.load("hapi", [], graph)
    for name in ("curated", "Two Words", "a.b", "-x"):
        with pytest.raises(UsageError, match="cannot name a dataset"):
            _run.load("hapi", [file], graph, Options(dataset=name))
    with pytest.raises(DataError, match="there is no such file"):
        _run.load("hapi", [tmp_path / "none.csv"], graph)
    with pytest.raises(DataError, match="is a folder"):
        _run.load("hapi", [tmp_path], graph)


def test_every_format_says_what_it_is() -> None:
    for name, form in _run.formats().items():
        assert form.name == name
        assert form.title
        assert form.files


def test_a_file_is_one_source_however_often_it_is_read(graph: PropertyGraph, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("a\n1\n")
    load = Load(FORM, [file], Options(dataset="d", title="A title", url="https://example.org/f"), graph)
    one, two = load.place(file, "row 2", 2), load.place(file, "row 3", 3)
    assert one.source == two.source
    sources = load.draft.tables()["sources"]
    assert sources[["title", "url", "dataset"]].to_numpy().tolist() == [["A title", "https://example.org/f", "d"]]


def test_rows_with_wrong_cells_refuse_the_file_or_are_left_out_and_told(graph: PropertyGraph) -> None:
    error = PLACE.wrong("date", "20223", "not a date", "correct it")
    strict, lenient = (Load(FORM, [], Options(dataset="d", lenient=lenient), graph) for lenient in (False, True))
    strict.wrong(error)
    lenient.wrong(error)
    assert [str(e) for e in strict.errors] == ["f.csv:2: column 'date': not a date (got '20223'); correct it"]
    assert lenient.errors == []
    assert "left out 1: date: not a date" in lenient.report.as_text()


# -- settings that would change nothing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "told"),
    [
        ("fts", Options(map=Path("map.toml")), "fts reads no map; leave --map out"),
        ("fts", Options(given={"country": "COL"}), "fts has no setting 'country'; leave --set out"),
        ("five-w", Options(given={"contry": "COL"}), "five-w has no setting 'contry'; there are country, dates, year"),
        ("five-w", Options(sheet="Data"), "--sheet 'Data': none of the files is a workbook; leave it out"),
        ("memberships", Options(), "memberships: which column is what? give --map FILE.toml"),
    ],
)
def test_a_setting_that_would_change_nothing_is_refused(
    tmp_path: Path, graph: PropertyGraph, name: str, options: Options, told: str
) -> None:
    file = tmp_path / "five.csv"
    file.write_text("Country,Appealing_org,Sector,Month\nPeru,IOM,Health,2023-01\n", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        _run.load(name, [file], graph, options)
    assert str(caught.value) == told


def test_a_copy_of_a_file_is_read_once_and_that_is_said(tmp_path: Path, graph: PropertyGraph) -> None:
    files = [tmp_path / name for name in ("five.csv", "five (1).csv")]
    for file in files:
        file.write_text("Country,Appealing_org,Sector,Month,Reached\nPeru,IOM,Health,2023-01,7\n", encoding="utf-8")
    loaded, report = _run.load("five-w", files, graph)
    assert loaded.observations["number"].tolist() == [7.0]
    assert "five (1).csv: the same content as five.csv, and read once" in report.notes


def test_the_collector_works_again_after_a_load_however_it_ends(tmp_path: Path, graph: PropertyGraph) -> None:
    file = tmp_path / "five.csv"
    file.write_text("Country,Appealing_org,Sector,Month\nPeru,IOM,Health,2023-01\n", encoding="utf-8")
    _run.load("five-w", [file], graph)
    assert gc.isenabled()
    file.write_text("<html>", encoding="utf-8")
    with pytest.raises(DataError):
        _run.load("five-w", [file], graph)
    assert gc.isenabled()
