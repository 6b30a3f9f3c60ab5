"""DTM: stocks of displaced people by area and round, whose levels and rounds are never added."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import datasets
from graph.errors import MigovError
from graph.model import PropertyGraph
from loaders import _run, curated
from loaders._report import Report
from queries import ask

NAMES = "operation,admin0Name,admin0Pcode,admin1Name,admin1Pcode,numPresentIdpInd,reportingDate,roundNumber,numberMales"
TABLE = (
    NAMES
    + "\n#operation+name,#country+name,#country+code,#adm1+name,#adm1+code,#affected+idps,#date+reported,#round+code,\n"
    "Quake,Haiti,HTI,,,900,2021-09-01,1,\n"
    "Quake,Haiti,HTI,Sud,HT07,600,2021-09-01,1,300\n"
    "Quake,Haiti,HTI,Nippes,HT10,300,2021-09-01,1,\n"
    'Quake,Haiti,HTI,Sud,HT07,"1,050",2021-11-01,2,\n'
    "Quake,Haiti,HTI,Nippes,HT10,Not available,2021-11-01,2,\n"
)


@pytest.fixture(scope="module")
def graph() -> PropertyGraph:
    return curated.load()


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(graph: PropertyGraph, text: str, **options: object) -> tuple[PropertyGraph, Report]:
    Path("d.csv").write_text(text, encoding="utf-8")
    return _run.load("dtm", [Path("d.csv")], graph, _run.Options(**options))  # type: ignore[arg-type]


def stocks(graph: PropertyGraph) -> dict[tuple[str, str], float]:
    own = graph.observations[graph.observations["dataset"] == "dtm"]
    return dict(zip(zip(own["node"], own["start"], strict=True), own["number"], strict=True))


WANTED = {
    ("country:HTI", "2021-09-01"): 900,
    ("place:ht07", "2021-09-01"): 600,
    ("place:ht10", "2021-09-01"): 300,
    ("place:ht07", "2021-11-01"): 1050,
}


def test_each_row_is_a_stock_of_its_own_area_and_round(graph: PropertyGraph) -> None:
    found, report = loaded(graph, TABLE)
    assert stocks(found) == WANTED
    assert {reason: some.count for reason, some in report.skipped.items()} == {"no figure is given": 1}
    assert report.totals == {
        "displaced people, Quake, round 1, admin0": 900,
        "displaced people, Quake, round 2, admin1": 1050,
    }
    assert report.ignored == {"d.csv": ["numberMales"]}
    note = found.observations[found.observations["node"] == "country:HTI"]["note"]
    assert "Displaced people present; round: 1; operation: Quake." in set(note)


def test_the_answer_of_the_api_says_the_same(graph: PropertyGraph) -> None:
    columns = NAMES.split(",")
    rows = [line.replace('"1,050"', "1050").split(",") for line in TABLE.splitlines()[2:]]
    result = [{name: cell or None for name, cell in zip(columns, row, strict=True)} for row in rows]
    assert stocks(loaded(graph, json.dumps({"isSuccess": True, "result": result}))[0]) == WANTED


def test_loading_twice_changes_nothing_and_unloading_takes_all_of_it(graph: PropertyGraph) -> None:
    text = TABLE.replace('"1,050"', "1050")
    once, _ = loaded(graph, text)
    twice, _ = loaded(once, text)
    assert all(once.tables[name].equals(twice.tables[name]) for name in once.tables)
    rest = datasets.without_dataset(twice, "dtm")
    assert all(graph.tables[name].equals(rest.tables[name]) for name in graph.tables)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TABLE.replace("1,050", "10.5"),
         ("d.csv:6: column 'numPresentIdpInd': not a whole number of people (got '10.5'); write a whole number, or "
         "leave it empty")),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,5,20223-01-01\n",
         "d.csv:2: column 'reportingDate': not a date (got '20223-01-01'); write YYYY-MM-DD"),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,-5,2023-01-01\n",
         ("d.csv:2: column 'numPresentIdpInd': fewer people than none (got '-5'); write a whole number, or leave it "
         "empty")),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,5,2023-01-01\nHTI,6,2023-01-01\n",
         ("d.csv:3: column 'number': the record people/country:HTI/2023-01-01/-/-/-/-/-/- was read before with "
         "another number (5) (got 6); keep one of the two, or load the files as datasets of their own")),
        ('{"isSuccess": false, "errorMessages": ["no key"], "result": null}',
         ("d.csv: column 'errorMessages': the service answered with an error, not with records "
         """(got "['no key']"); ask it again, with a key that it knows""")),
        ('{"result": []}', "d.csv: column 'result': an answer without records; ask for what the service has"),
        ('{"result": "none"}', "d.csv: column 'result': no list of records; give what the API answers"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(
    graph: PropertyGraph, text: str, message: str
) -> None:
    with pytest.raises(MigovError) as met:
        loaded(graph, text)
    assert str(met.value) == message


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=10) | st.sampled_from(
    ["HTI", "Sud", "HT07", "5", "1.5", "1,000", "9" * 40, "1e99", "2021-09-01", "Not available", '"', "\n", "-5"]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=9, max_size=10), max_size=5), st.booleans(), st.booleans())
def test_nothing_but_our_errors_comes_out_of_any_file(
    graph: PropertyGraph, rows: list[list[str]], as_json: bool, lenient: bool
) -> None:
    before = {name: table.copy() for name, table in graph.tables.items()}
    text = NAMES + "\n" + "\n".join(",".join(row) for row in rows)
    if as_json:
        text = json.dumps({"result": [dict(zip(NAMES.split(","), row, strict=False)) for row in rows]})
    with contextlib.suppress(MigovError):
        loaded(graph, text, lenient=lenient)
    assert all(before[name].equals(graph.tables[name]) for name in before)


def test_days_are_read_as_the_column_of_dates_is_written(graph: PropertyGraph) -> None:
    header = "admin0Pcode,numPresentIdpInd,reportingDate,roundNumber\n"
    found, _ = loaded(graph, header + "HTI,5,01/03/2024,1\nHTI,6,13/03/2024,2\n")
    own = found.observations[found.observations["dataset"] == "dtm"]
    assert set(zip(own["start"], own["number"], strict=True)) == {("2024-03-01", 5.0), ("2024-03-13", 6.0)}


COUNTRY = "admin0Pcode,numPresentIdpInd,reportingDate,displacementReason\n"


def test_the_figure_of_a_country_answers_where_need_is_large(graph: PropertyGraph) -> None:
    found, _ = loaded(graph, COUNTRY + "HTI,900,2024-03-01,\nHTI,950,2024-06-01,\n")
    own = found.edges[(found.edges["dataset"] == "dtm") & (found.edges["relation"] == "HOSTS")]
    told = set(zip(own["source"], own["target"], own["people"], own["start"], own["end"], strict=True))
    figures = ((900, "2024-03-01"), (950, "2024-06-01"))
    assert told == {("country:HTI", "population:idp", people, day, day) for people, day in figures}
    answer = ask(found, "need-versus-presence", as_of="2024-05").frame
    row = answer[answer["country"] == "country:HTI"].iloc[0]
    assert (row["population"], row["people"], row["people_date"]) == ("population:idp", 900, "2024-03-01")


def test_figures_of_a_country_by_reason_are_not_added_to_one(graph: PropertyGraph) -> None:
    found, report = loaded(graph, COUNTRY + "HTI,300,2024-03-01,Conflict\nHTI,700,2024-03-01,Flood\n")
    own = found.edges[found.edges["dataset"] == "dtm"]
    assert not len(own)
    assert [some.count for told, some in report.notes.items() if told.startswith("several figures of a country")] == [2]
