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
        (TABLE.replace("1,050", "10.5"), "d.csv:6: 10.5 is no whole number of people; correct the row"),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,5,20223-01-01\n", "d.csv:2: not a date; correct the row"),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,-5,2023-01-01\n",
         "d.csv:2: fewer people than none; correct the row"),
        ("admin0Pcode,numPresentIdpInd,reportingDate\nHTI,5,2023-01-01\nHTI,6,2023-01-01\n",
         ("d.csv:3: column 'number': the record people/country:HTI/2023-01-01/-/-/-/-/-/- was read before with "
         "another number (5) (got 6); keep one of the two, or load the files as datasets of their own")),
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
