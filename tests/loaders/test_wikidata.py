"""Memberships out of Wikidata: dates as precise as told, rows that multiply, people who are no nodes."""

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

WD = "http://www.wikidata.org/entity/"
ROWS: list[dict[str, str]] = [
    {"statement": WD + "statement/Q419-AB12", "member": WD + "Q419", "memberLabel": "Peru", "body": WD + "Q900001",
     "bodyLabel": "Zone Office",
     "start": "1948-05-03T00:00:00Z"},
    {"statement": WD + "statement/Q419-AB12", "member": WD + "Q419", "memberLabel": "Perú", "body": WD + "Q900001",
     "bodyLabel": "Zone Office",
     "start": "1948-05-03T00:00:00Z"},
    {"member": WD + "Q241", "memberLabel": "Q241", "iso": "CUB", "body": WD + "Q123759", "bodyLabel": "Lake Office",
     "start": "1990-01-01T00:00:00Z", "end": "1996-04-01T00:00:00Z"},
    {"member": WD + "Q241", "memberLabel": "Q241", "iso": "CUB", "body": WD + "Q123759", "bodyLabel": "Lake Office"},
    {"member": WD + "Q155", "memberLabel": "Brazil", "body": WD + "Q900001", "bodyLabel": "Zone Office",
     "start": "1975-01-01T00:00:00Z", "startPrecision": "11"},
    {"member": WD + "Q298", "memberLabel": "Chile", "body": WD + "Q900001", "bodyLabel": "Zone Office",
     "end": "http://www.wikidata.org/.well-known/genid/0f"},
    {"member": WD + "Q777777", "memberLabel": "Ada Someone", "body": WD + "Q900001", "bodyLabel": "Zone Office"},
]  # fmt: skip


@pytest.fixture(scope="module")
def graph() -> PropertyGraph:
    return curated.load()


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def sparql(rows: list[dict[str, str]]) -> object:
    bound = [{name: {"type": "literal", "value": value} for name, value in row.items()} for row in rows]
    return {"head": {"vars": sorted({name for row in rows for name in row})}, "results": {"bindings": bound}}


def loaded(graph: PropertyGraph, value: object, **options: object) -> tuple[PropertyGraph, Report]:
    Path("w.json").write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return _run.load("wikidata", [Path("w.json")], graph, _run.Options(**options))  # type: ignore[arg-type]


def told(graph: PropertyGraph) -> list[tuple[object, ...]]:
    own = graph.edges[graph.edges["dataset"] == "wikidata"].astype(object)
    own = own.where(own.notna(), None)
    return sorted(map(tuple, own[["source", "target", "start", "end"]].to_numpy().tolist()))


def test_rows_of_one_statement_are_one_and_dates_are_as_precise_as_told(graph: PropertyGraph) -> None:
    found, report = loaded(graph, sparql(ROWS))
    assert told(found) == [
        ("country:BRA", "agency:zone-office", "1975-01-01", None),
        ("country:CUB", "agency:lake-office", "1990", "1996-04"),
        ("country:PER", "agency:zone-office", "1948-05-03", None),
    ]
    assert "wikidata/member-of/Q419-AB12" in set(found.edges["id"])
    assert {reason: some.count for reason, some in report.skipped.items()} == {
        "it ended on a day that nobody knows": 1,
        "the member is neither a country nor known to the graph": 1,
        "a row without dates beside dated ones of the same membership": 1,
    }
    note = "the first day of a year or month, without its precision: read as the whole of it"
    assert report.notes[note].count == 2


def test_a_person_becomes_no_node(graph: PropertyGraph) -> None:
    found, _ = loaded(graph, sparql(ROWS))
    assert not found.nodes["name_en"].str.contains("Ada").any()


def test_the_flat_list_says_the_same(graph: PropertyGraph) -> None:
    assert told(loaded(graph, ROWS)[0]) == told(loaded(graph, sparql(ROWS))[0])


def test_loading_twice_changes_nothing_and_unloading_takes_all_of_it(graph: PropertyGraph) -> None:
    once, _ = loaded(graph, ROWS)
    twice, _ = loaded(once, ROWS)
    assert all(once.tables[name].equals(twice.tables[name]) for name in once.tables)
    rest = datasets.without_dataset(twice, "wikidata")
    assert all(graph.tables[name].equals(rest.tables[name]) for name in graph.tables)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"head": {}}, "w.json: no answer of the query service with results; give the JSON of the query service"),
        ([{"member": "Q1"}], ("w.json: no variable tells the body (got 'member'); select one of body, org, "
         "organisation, organization, group, memberof, object")),
        ('{"results": {"bindings": [', ("w.json:1: not JSON at column 27 (Expecting value); download it again; "
         "was it cut short?")),
        ([{"memberLabel": "Peru", "bodyLabel": "Zone", "start": "20223-01-01"}],
         "w.json:1: column 'start': not a date (got '20223-01-01'); correct the value, or take the row out"),
        ([{"memberLabel": "Peru", "bodyLabel": "Zone", "start": "2001", "end": "1999"}],
         ("w.json:1: column 'end': it ends before it starts (2001) (got '1999'); correct the value, or take the row "
         "out")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(
    graph: PropertyGraph, value: object, message: str
) -> None:
    with pytest.raises(MigovError) as met:
        loaded(graph, value)
    assert str(met.value) == message


def test_an_observer_is_no_member_and_a_role_that_is_not_known_is_left_out(graph: PropertyGraph) -> None:
    row = {"bodyLabel": "Zone Office"}
    some = [
        row | {"memberLabel": "Peru", "role": WD + "Q1", "roleLabel": "Permanent observer"},
        row | {"memberLabel": "Chile", "role": "founding member"},
        row | {"memberLabel": "Cuba", "role": "former member"},
        row | {"memberLabel": "Brazil"},
    ]
    joined, report = loaded(graph, some)
    own = joined.edges[joined.edges["dataset"] == "wikidata"]
    assert dict(zip(own["source"], own["role"], strict=True)) == {
        "country:PER": "observer", "country:CHL": "member", "country:BRA": "member",
    }  # fmt: skip
    assert {reason: noted.count for reason, noted in report.skipped.items()} == {
        "the role is none of member, observer, associate": 1
    }


def test_variables_that_are_not_read_are_told(graph: PropertyGraph) -> None:
    row = {"memberLabel": "Peru", "bodyLabel": "Zone Office", "startTime": "1990-05-04T00:00:00Z", "ISO3": "PER"}
    assert loaded(graph, sparql([row]))[1].ignored == {"w.json": ["startTime"]}


VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=12), st.lists(st.integers(), max_size=2),
    st.sampled_from(["Peru", "Q419", WD + "Q241", "\ud800", "observer"]),
    st.sampled_from(["1990-01-01T00:00:00Z", "-0044-03-15T00:00:00Z", "9", "11", "t12", "CUB"]),
)  # fmt: skip
NAMES = st.sampled_from(
    ["member", "memberLabel", "body", "bodyLabel", "iso", "start", "end", "startPrecision", "statement", "role"]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(NAMES, VALUES), max_size=5), st.booleans(), st.booleans())
def test_nothing_but_our_errors_comes_out_of_any_file(
    graph: PropertyGraph, rows: list[dict[str, object]], flat: bool, lenient: bool
) -> None:
    before = {name: table.copy() for name, table in graph.tables.items()}
    rows = [{"memberLabel": "Peru", "bodyLabel": "Zone"}, *rows]
    value = rows if flat else {"results": {"bindings": [{n: {"value": v} for n, v in row.items()} for row in rows]}}
    with contextlib.suppress(MigovError):
        loaded(graph, value, lenient=lenient)
    assert all(before[name].equals(graph.tables[name]) for name in before)
