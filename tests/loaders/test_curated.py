"""The curated tables: a whole set gives a graph; any broken cell gives one line with place, value and remedy."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import DataErrors
from graph.names import Homonym
from loaders import curated
from tests.loaders.tables import TABLES, broken, found

DATE = "write YYYY, YYYY-MM or YYYY-MM-DD"


# A whole set


def test_a_whole_set_of_tables_has_no_error_and_is_counted(folder: Path) -> None:
    counts, errors = curated.check([folder])
    assert errors == []
    assert counts == {"nodes": 9, "edges": 6, "observations": 2, "evidence": 18, "sources": 2}


def test_a_whole_set_of_tables_is_a_graph(folder: Path) -> None:
    graph = curated.load(folder)
    assert graph.edges["id"].tolist() == [
        "adopted/country:BRA/mechanism:gcm/1",
        "adopted/country:BRA/mechanism:gcm/2",
        "coordinates-with/mechanism:rcm/mechanism:gcm/1",
        "funds/country:CAN/agency:iom/1",
        "member-of/country:BRA/mechanism:rcm/observer/1",
        "member-of/country:CAN/mechanism:rcm/member/1",
    ]
    edges = graph.edges.set_index("id")
    assert edges["seat"].fillna("").tolist() == ["member", "member", "", "", "observer", "member"]
    assert edges["since"].str[:4].tolist() == ["2018", "2023", "2019", "2020", "2022", "1996"]
    assert edges["since"]["coordinates-with/mechanism:rcm/mechanism:gcm/1"] == "2019-01-01"
    assert set(edges["dataset"]) == {"curated"}
    funds = edges.loc["funds/country:CAN/agency:iom/1"]
    assert (funds["amount"], funds["currency"], funds["money"], funds["counted"]) == (1000000.5, "CAD", "pledge", True)
    assert graph.node("mechanism:rcm") == {
        "id": "mechanism:rcm",
        "kind": "Mechanism",
        "labels": ["Mechanism"],
        "subtype": "consultation-process",
        "name_en": "Regional Conference",
        "name_es": "Conferencia Regional",
        "start": "1996",
        "status": "active",
        "scope": "regional",
        "population_scope": ["population:refugees"],
        "members_known": True,
    }
    assert graph.nodes.set_index("id")["aliases"]["agency:iom"] == ["IOM", "OIM"]
    assert graph.observations["id"].tolist() == [
        "partner_organisations/mechanism:rcm/2022-05/1",
        "status/mechanism:rcm/2022/1",
    ]
    assert graph.observations["number"].tolist()[0] == 11
    note = graph.sources.set_index("id").loc["source:note"]
    assert (note["title"], note["published"], note["language"]) == ("Concept note", "2022-05-17", "en|es")


def test_each_row_is_evidence_of_its_own_source_and_further_rows_add_to_it(folder: Path) -> None:
    evidence = curated.load(folder).evidence
    about = "member-of/country:CAN/mechanism:rcm/member/1"
    rows = evidence[evidence["about"] == about].drop(columns="id").fillna("").to_dict("records")
    blank = {"reading": "", "reading_es": "", "reason": "", "reason_es": ""}
    assert rows == [
        {
            "about": about,
            "source": "source:m49",
            "locator": "page 3",
            "date": "2021",
            "stance": "contradicts",
            "reading": "Leaves it out.",
            "reading_es": "La omite.",
            "reason": "The list is old.",
            "reason_es": "La lista es antigua.",
        },
        {"about": about, "source": "source:note", "locator": "page 10", "date": "", "stance": "supports"} | blank,
    ]
    assert sorted(evidence["id"])[:2] == [
        "adopted/country:BRA/mechanism:gcm/1#note/1",
        "adopted/country:BRA/mechanism:gcm/2#m49/1",
    ]


def test_homonyms_are_those_of_the_table(folder: Path) -> None:
    assert curated.homonyms(folder) == [
        Homonym("CAN", "country:CAN", "Code of Canada"),
        Homonym("CAN", "Andean Community", "Its acronym"),
    ]


@pytest.mark.parametrize("change", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")])
def test_tables_that_a_spreadsheet_saved_give_the_same_graph(folder: Path, change: Callable[[str], str]) -> None:
    expected = curated.load(folder)
    for name, text in TABLES.items():
        (folder / name).write_text(change(text), encoding="utf-8", newline="")
    again = curated.load(folder)
    for name, frame in expected.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], frame)


def test_two_observations_of_one_day_are_told_apart(folder: Path) -> None:
    with (folder / "observations.csv").open("a", encoding="utf-8") as out:
        out.write("mechanism:rcm,status,,dormant,,2022,,stated,m49,page 1\n")
    assert "status/mechanism:rcm/2022/2" in set(curated.load(folder).observations["id"])


# Broken files and headers


def column_taken_out(text: str, column: str) -> str:
    rows = [line.split(",") for line in text.splitlines()]
    at = rows[0].index(column)
    return "".join(",".join(row[:at] + row[at + 1 :]) + "\n" for row in rows)


@pytest.mark.parametrize(
    ("file", "text", "first"),
    [
        (
            "homonyms.csv",
            TABLES["homonyms.csv"].replace("language", "tongue"),
            (
                "homonyms.csv:1: column 'tongue': homonyms have no such column; "
                "homonyms have candidate, language, reason, text"
            ),
        ),
        (
            "memberships.csv",
            TABLES["memberships.csv"].replace("evidence_date", "evidence_day"),
            "memberships.csv:1: column 'evidence_day': statements have no such column; did you mean 'evidence_date'?",
        ),
        (
            "funds.csv",
            column_taken_out(TABLES["funds.csv"], "locator"),
            "funds.csv:1: column 'locator': the column is missing; statements need it",
        ),
        (
            "funds.csv",
            column_taken_out(TABLES["funds.csv"], "end"),
            "funds.csv:1: column 'end': the column is missing; statements need it",
        ),
        (
            "sources.csv",
            TABLES["sources.csv"].replace("key,", "name,", 1),
            (
                "sources.csv:1: a column that tells what the table holds is missing "
                "(got 'name,title,publisher,url,published,accessed,language,note'); "
                "name one of key, relation, measure, about, candidate, what, id"
            ),
        ),
        ("sources.csv", "", "sources.csv:1: the file is empty; write a header"),
        ("sources.csv", "\n" + TABLES["sources.csv"], "sources.csv:1: the first line is empty; write a header"),
        (
            "sources.csv",
            TABLES["sources.csv"] + "more,A title\n",
            "sources.csv:4: 2 cells where the header has 8; write 8, in quotes where a cell holds a comma",
        ),
        ("sources.csv", TABLES["sources.csv"] + "\0", "sources.csv:4: has a NUL character; save it as CSV UTF-8"),
    ],
)
def test_a_broken_file_is_named_before_what_it_does_to_others(folder: Path, file: str, text: str, first: str) -> None:
    (folder / file).write_text(text, encoding="utf-8", newline="")
    assert found(folder)[0].partition(" (")[0] == first.partition(" (")[0]
    assert not any("no such source" in message for message in found(folder))


def test_a_table_that_is_not_utf8_is_named_with_the_line(folder: Path) -> None:
    (folder / "countries.csv").write_bytes(TABLES["countries.csv"].encode("latin-1"))
    assert found(folder)[0].startswith("countries.csv:4: not UTF-8 (got b'\\xe1'); save it as CSV UTF-8")


def test_a_source_that_no_row_cites_is_named(folder: Path) -> None:
    with (folder / "sources.csv").open("a", encoding="utf-8") as out:
        out.write("spare,Spare,,,2020,,en,\n")
    assert found(folder) == [
        "sources.csv:4: column 'key': no row cites this source (got 'spare'); cite it or take it out"
    ]


def test_a_source_needs_a_date_or_a_note_why_not(folder: Path) -> None:
    text = broken(broken(TABLES["sources.csv"], 2, "accessed", ""), 2, "note", "Printed without a date.")
    (folder / "sources.csv").write_text(text, encoding="utf-8")
    assert found(folder) == []


def test_the_lines_of_a_table_with_a_cell_of_several_lines_are_those_of_the_file(folder: Path) -> None:
    text = broken(broken(TABLES["countries.csv"], 2, "name_en", "Aru\nba"), 3, "region", "nowhere")
    (folder / "countries.csv").write_text(text, encoding="utf-8", newline="")
    assert [error.line for error in curated.check([folder])[1]] == [4]


def test_expectations_are_judged_only_when_no_row_is_wrong(folder: Path) -> None:
    (folder / "expectations.csv").write_text("what,min,max\nFUNDS,1,\nVOTED,1,\n", encoding="utf-8")
    lost = "expectations.csv:3: column 'min': there are only 0 of VOTED (got '1'); find the rows that were lost"
    assert found(folder) == [lost]
    (folder / "funds.csv").write_text(broken(TABLES["funds.csv"], 2, "subject", "country:XXX"), encoding="utf-8")
    assert [error.column for error in curated.check([folder])[1]] == ["subject"]


def test_a_folder_without_nodes_is_no_set_of_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert found(tmp_path) == ["the folder: there is no table of nodes; give the folder of the curated tables"]


# Starts and the sources they rest on

FORESEEN = "memberships.csv:5: column 'start': it starts after its sources, the last of 2022-05-17 (got '{}'); {}"
LATER = "write the status announced or planned, or name a later source"


@pytest.mark.parametrize("start", ["2022-05-18", "2022-06", "2023"])
def test_a_statement_that_starts_after_its_sources_were_written_is_named(folder: Path, start: str) -> None:
    text = TABLES["memberships.csv"]
    (folder / "memberships.csv").write_text(broken(text, 5, "start", start), encoding="utf-8", newline="")
    assert found(folder) == [FORESEEN.format(start, LATER)]


@pytest.mark.parametrize("start", ["2022-05-17", "2022-05", "2022"])
def test_a_statement_may_start_in_the_day_month_or_year_of_its_source(folder: Path, start: str) -> None:
    text = TABLES["memberships.csv"]
    (folder / "memberships.csv").write_text(broken(text, 5, "start", start), encoding="utf-8", newline="")
    assert found(folder) == []


@pytest.mark.parametrize("status", ["announced", "planned"])
def test_what_a_source_foresees_may_start_later(folder: Path, status: str) -> None:
    text = broken(broken(TABLES["memberships.csv"], 5, "start", "2030"), 5, "status", status)
    (folder / "memberships.csv").write_text(text, encoding="utf-8", newline="")
    assert found(folder) == []


def test_a_later_source_that_supports_it_is_enough_and_one_that_contradicts_is_not(folder: Path) -> None:
    text = broken(TABLES["memberships.csv"], 5, "start", "2024")
    (folder / "memberships.csv").write_text(text, encoding="utf-8", newline="")
    assert found(folder) == [FORESEEN.format("2024", LATER)]  # the evidence of 2026 contradicts it
    text = broken(TABLES["evidence.csv"], 3, "stance", "supports")
    (folder / "evidence.csv").write_text(text, encoding="utf-8", newline="")
    assert found(folder) == []


# Several at once


def test_all_broken_cells_of_all_files_are_found_in_one_run_in_order(folder: Path) -> None:
    for file, line, column, value in (
        ("memberships.csv", 5, "start", "19996"),
        ("memberships.csv", 2, "source", "nowhere"),
        ("countries.csv", 4, "region", "north"),
        ("countries.csv", 2, "source", ""),
        ("evidence.csv", 3, "reason", ""),
        ("observations.csv", 2, "number", "many"),
        ("funds.csv", 2, "subject", "country:XXX"),
        ("funds.csv", 2, "currency", "dollars"),
        ("funds.csv", 2, "source", "nowhere"),  # of a row whose end is wrong as well
    ):
        text = (folder / file).read_text("utf-8")
        (folder / file).write_text(broken(text, line, column, value), encoding="utf-8", newline="")
    errors = curated.check([folder])[1]
    assert [(error.file, error.line, error.column) for error in errors] == [
        ("countries.csv", 2, "source"),
        ("countries.csv", 4, "region"),
        ("evidence.csv", 3, "reason"),
        ("funds.csv", 2, "subject"),
        ("funds.csv", 2, "currency"),
        ("funds.csv", 2, "source"),
        ("memberships.csv", 2, "source"),
        ("memberships.csv", 5, "start"),
        ("observations.csv", 2, "number"),
    ]
    with pytest.raises(DataErrors) as caught:
        curated.load(folder)
    assert str(caught.value) == "\n".join(str(error) for error in errors)


def test_of_many_errors_twenty_are_shown_and_the_rest_counted(folder: Path) -> None:
    rows = "".join(f"population:p{number},,Nombre,note,page\n" for number in range(50))
    with (folder / "populations.csv").open("a", encoding="utf-8") as out:
        out.write(rows)
    with pytest.raises(DataErrors) as caught:
        curated.load(folder)
    lines = str(caught.value).splitlines()
    assert len(lines) == 21
    assert lines[0] == "populations.csv:3: column 'name_en': it is missing (got ''); write it"
    assert lines[-1] == "... and 30 more"
    assert len(caught.value.errors) == 50


# The built-in tables


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built-in tables, in the current folder."""
    for path in (Path(curated.__file__).parent / "data").glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line_of(path: Path, **cells: str) -> int:
    """The line of the first row with these cells."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        line = reader.line_num + 1
        for row in reader:
            if all(row[header.index(column)] == value for column, value in cells.items()):
                return line
            line = reader.line_num + 1
    raise AssertionError(cells)


def broken_row(path: Path, cells: dict[str, str], column: str, value: str) -> int:
    """Breaks a cell of the first row with these cells in place; returns its line."""
    line = line_of(path, **cells)
    path.write_text(broken(path.read_text("utf-8"), line, column, value), encoding="utf-8", newline="")
    return line


SALVADOR = {"subject": "country:SLV", "object": "mechanism:mirps"}


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("start", "20l9", f"column 'start': not a date (got '20l9'); {DATE}"),
        ("subject", "country:ELS", "column 'subject': no node has that id (got 'country:ELS'); did you mean "),
        ("source", "nowhere-at-all", "column 'source': no such source (got 'nowhere-at-all'); "),
        (
            "object",
            "population:venezuela",
            (
                "column 'object': MEMBER_OF cannot have a Population there (got 'population:venezuela'); "
                "write the id of a Mechanism or Agency"
            ),
        ),
    ],
)
def test_a_broken_cell_of_the_built_in_tables_is_one_line(copy: Path, column: str, value: str, told: str) -> None:
    line = broken_row(copy / "memberships.csv", SALVADOR, column, value)
    (message,) = found(copy)
    assert message.startswith(f"memberships.csv:{line}: {told}")


def test_a_row_that_stands_twice_in_the_built_in_tables_is_one_line(copy: Path) -> None:
    path = copy / "countries.csv"
    line, text = line_of(path, id="country:MEX"), path.read_text("utf-8")
    path.write_text(text + text.splitlines(keepends=True)[line - 1], encoding="utf-8", newline="")
    (message,) = found(copy)
    assert message == (
        f"countries.csv:{len(text.splitlines()) + 1}: column 'id': country:MEX stands already in "
        f"countries.csv:{line} (got 'country:MEX'); take one out"
    )


def test_a_lost_table_is_noticed(copy: Path) -> None:
    (copy / "operations.csv").unlink()
    assert any("operates-in/mechanism:r4v/" in message for message in found(copy))


def test_a_single_file_takes_the_place_of_the_built_in_one_of_its_name(copy: Path) -> None:
    (copy / "elsewhere").mkdir()
    path = (copy / "memberships.csv").rename(copy / "elsewhere" / "memberships.csv")
    assert found(path) == []  # nothing stands twice
    line = broken_row(path, SALVADOR, "start", "19996")
    assert found(path) == [f"elsewhere/memberships.csv:{line}: column 'start': not a date (got '19996'); {DATE}"]
    assert curated.check()[1] == []


def test_a_single_file_of_another_name_is_read_with_the_built_in_ones(copy: Path) -> None:
    path = copy / "mine.csv"
    header = "subject,relation,object,start,end,confidence,source,locator\n"
    path.write_text(f"{header}country:MEX,SUPPORTS,mechanism:rcm,2020,,stated,oas-cam-concept-note,p. 1\n", "utf-8")
    counts, errors = curated.check([path])
    assert errors == []
    assert counts["edges"] == curated.check()[0]["edges"] + 1


def test_a_file_that_is_not_there_is_named(copy: Path) -> None:
    assert found(copy / "none.csv") == [
        "none.csv: cannot be read (No such file or directory); give the path of a CSV file"
    ]


def test_every_reference_to_a_lost_row_is_found(copy: Path) -> None:
    text = (copy / "countries.csv").read_text("utf-8")
    rows = [row for row in text.splitlines(keepends=True) if not row.startswith("country:MEX,")]
    (copy / "countries.csv").write_text("".join(rows), encoding="utf-8", newline="")
    graph = curated.load()
    named = int((graph.edges[["source", "target"]] == "country:MEX").any(axis=1).sum())
    errors = [error for error in curated.check([copy])[1] if error.value == "country:MEX"]
    assert len(errors) >= named > 5
    assert {error.problem for error in errors} <= {"no node has that id", "nothing has that id"}


# Anything else


SIGNS = ["", "\0", "\u2028", "nan", "1e5", "-0", "²", "٣", "|", "/", "country:", "country:CAN", "9" * 5000, "true"]
SIGNS += ['"', "\r", "2022", "status", "stated", "note"]
cells = st.sampled_from(SIGNS) | st.text(max_size=12)


def load_or_refuse(folder: Path) -> None:
    """Loads the tables, or gets errors that each fit on a line; anything else fails."""
    try:
        curated.load(folder)
    except DataErrors as refused:
        lines = [str(error) for error in refused.errors]
        told = str(refused).splitlines()
    else:
        return
    assert lines
    assert all(line.isprintable() for line in lines)
    assert told[:20] == lines[:20]


fuzz = settings(max_examples=settings().max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])


@fuzz
@given(st.data(), st.sampled_from(sorted(TABLES)), cells)
def test_any_cell_gives_a_graph_or_errors_of_ours(folder: Path, data: st.DataObject, file: str, cell: str) -> None:
    rows = list(csv.reader(TABLES[file].splitlines()))
    line = data.draw(st.integers(1, len(rows)))
    column = data.draw(st.sampled_from(rows[0]))
    text = broken(TABLES[file], line, column, cell)
    (folder / file).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
    try:
        load_or_refuse(folder)
    finally:
        (folder / file).write_text(TABLES[file], encoding="utf-8", newline="")


@fuzz
@given(st.sampled_from(sorted(TABLES)), st.integers(0, 400), st.integers(0, 40), st.binary(max_size=8))
def test_any_bytes_give_a_graph_or_errors_of_ours(folder: Path, file: str, at: int, length: int, data: bytes) -> None:
    whole = TABLES[file].encode()
    (folder / file).write_bytes(whole[:at] + data + whole[at + length :])
    try:
        load_or_refuse(folder)
    finally:
        (folder / file).write_bytes(whole)
