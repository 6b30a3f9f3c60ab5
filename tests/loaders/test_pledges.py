"""Pledges by a map: who promises what under what, what became of it, and what is not known."""

import contextlib
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

TABLE = """Ref,Promise,Entity,Forum,Stage,Made,By when,How much,To,Area,Updated
P-1,Teach,Government of Brazil,GRF 2023,Yet to Start / In Progress / Completed,2023-12-13,2027,,,Education;Health,
P-2,Give money,Japan,Second Global Refugee Forum,In Progress,2023-12-13,TBD,"1,500,000",UNHCR,Protection,2024-05-02
P-3,Build homes,Chile;Peru,,Completed,2023-12-14,,,,,2025-01-01
P-4,Open doors,Nowhere Trust,Zed Forum,,,,"2,000",,,
"""
MAP = """
[columns]
id = "Ref"
title = "Promise"
by = "Entity"
under = "Forum"
status = "Stage"
start = "Made"
end = "By when"
amount = "How much"
to = "To"
theme = "Area"
seen = "Updated"
[by]
separator = ";"
[under]
default = "event:grf2023"
[theme]
separator = ";"
[money]
currency = "USD"
[dates]
missing = ["TBD"]
"""


@pytest.fixture(scope="module")
def graph() -> PropertyGraph:
    return curated.load()


@pytest.fixture(autouse=True)
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def loaded(
    graph: PropertyGraph, table: str = TABLE, chart: str = MAP, **options: object
) -> tuple[PropertyGraph, Report]:
    Path("p.csv").write_text(table, encoding="utf-8")
    Path("p.toml").write_text(chart, encoding="utf-8")
    given = _run.Options(map=Path("p.toml"), **options)  # type: ignore[arg-type]
    return _run.load("pledges", [Path("p.csv")], graph, given)


def ties(graph: PropertyGraph, relation: str) -> set[tuple[str, str]]:
    own = graph.edges[(graph.edges["dataset"] == "pledges") & (graph.edges["relation"] == relation)]
    return set(zip(own["source"], own["target"], strict=True))


def wrong(graph: PropertyGraph, table: str, chart: str) -> str:
    with pytest.raises(MigovError) as met:
        loaded(graph, table, chart)
    return str(met.value)


def test_a_pledge_is_a_node_with_its_makers_forum_and_themes(graph: PropertyGraph) -> None:
    found, report = loaded(graph)
    assert ties(found, "COMMITS_TO") == {
        ("country:BRA", "commitment:pledges.p-1"),
        ("country:JPN", "commitment:pledges.p-2"),
        ("country:CHL", "commitment:pledges.p-3"),
        ("country:PER", "commitment:pledges.p-3"),
        ("agency:nowhere-trust", "commitment:pledges.p-4"),
    }
    assert ties(found, "UNDER") == {(f"commitment:pledges.p-{n}", "event:grf2023") for n in (1, 2, 3)}
    assert len(ties(found, "ADDRESSES")) == 3
    assert report.notes["the forum of the pledge is not known: kept without it"].count == 1
    assert found.node("commitment:pledges.p-1")["note"] == "Deadline: 2027."  # type: ignore[index]


def test_a_cell_with_all_stages_says_nothing_of_the_status(graph: PropertyGraph) -> None:
    found, report = loaded(graph)
    own = found.edges[(found.edges["dataset"] == "pledges") & (found.edges["relation"] == "COMMITS_TO")]
    status = dict(zip(own["target"], own["status"].fillna(""), strict=True))
    assert list(map(status.get, (f"commitment:pledges.p-{n}" for n in (1, 2, 3, 4)))) == ["", "active", "done", ""]
    assert report.notes["several stages stand in one cell: the status is unknown"].places == ["p.csv:2"]


def test_money_with_a_recipient_funds_it_as_a_pledge_and_other_money_is_a_remark(graph: PropertyGraph) -> None:
    found, report = loaded(graph)
    funds = found.edges[(found.edges["dataset"] == "pledges") & (found.edges["relation"] == "FUNDS")]
    row = funds.iloc[0]
    assert len(funds) == 1
    assert (row["source"], row["target"], row["amount"], row["money"]) == (
        "country:JPN",
        "agency:unhcr",
        1500000,
        "pledge",
    )
    assert report.totals == {"pledged, USD": 1500000}
    trust = found.edges[found.edges["source"] == "agency:nowhere-trust"].iloc[0]
    assert trust["note"] == "Pledged: 2,000 USD."


def test_a_silent_pledge_is_found_with_its_row_as_evidence(graph: PropertyGraph) -> None:
    found, _ = loaded(graph)
    frame = ask(found, "silent-pledges", as_of="2026-06-30").frame.set_index("commitment")
    pledge = frame.loc["commitment:pledges.p-2"]
    assert (pledge["state"], pledge["by"], pledge["last_seen"]) == ("silent", ["country:JPN"], "2024-05-02")
    assert frame.loc["commitment:pledges.p-3", "state"] == "ended"
    about = found.evidence[found.evidence["about"].isin(pledge["evidence"])]
    assert "row 3" in set(about["locator"])


def test_loading_twice_changes_nothing_and_unloading_takes_all_of_it(graph: PropertyGraph) -> None:
    once, _ = loaded(graph)
    twice, _ = loaded(once)
    assert all(once.tables[name].equals(twice.tables[name]) for name in once.tables)
    rest = datasets.without_dataset(twice, "pledges")
    assert all(graph.tables[name].equals(rest.tables[name]) for name in graph.tables)


def test_a_pledge_without_id_is_named_by_what_it_is_wherever_its_row_stands(graph: PropertyGraph) -> None:
    chart = '[columns]\ntitle = "t"\nby = "b"\n'
    there, _ = loaded(graph, "t,b\nOne,Peru\nTwo,Peru\n", chart)
    here, _ = loaded(graph, "t,b\nTwo,Peru\nOne,Peru\n", chart)
    assert ties(there, "COMMITS_TO") == ties(here, "COMMITS_TO")


@pytest.mark.parametrize(
    ("table", "chart", "message"),
    [
        ("t,b\nOne,Peru\n", '[columns]\nby = "b"\n',
         'p.toml: columns.title: a pledge has no name without it; write the column: title = "...", or id'),
        ("t,b\nOne,Peru\n", '[columns]\ntitle = "t"\n',
         'p.toml: columns.by: it is missing; write the column: by = "..."'),
        ("t,b\nOne,Peru\n", '[columns]\ntitle = "t"\nby = "b"\n[under]\ndefault = "GRF"\n',
         "p.toml: under.default: no node has this id (got 'GRF'); write the id of an event, mechanism or instrument"),
        ("t,b\nOne,Peru\n", '[columns]\ntitle = "t"\nby = "b"\n[money]\ncurrency = "dollars"\n',
         "p.toml: money.currency: not the three letters of a currency (got 'dollars'); write it as ISO 4217 does"),
        ("t,b,s\nOne,Peru,halfway\n", '[columns]\ntitle = "t"\nby = "b"\nstatus = "s"\n',
         ("p.csv:2: column 's': not a word for a stage (got 'halfway'); "
         "write it into a list of [status] of the map")),
        ("t,b,a\nOne,Peru,5\n", '[columns]\ntitle = "t"\nby = "b"\namount = "a"\n',
         ("p.csv:2: column 'a': an amount without currency (got 5.0); name the column currency in the map, or "
         'write currency = "..." below [money]')),
        ("t,b,a\nOne,Peru,-5\n", '[columns]\ntitle = "t"\nby = "b"\namount = "a"\n',
         "p.csv:2: column 'a': less than nothing is no pledge (got '-5'); correct the amount"),
        ("t,b,d\nOne,Peru,03/04/2023\n", '[columns]\ntitle = "t"\nby = "b"\nstart = "d"\n',
         ("p.csv:2: column 'd': the day and the month cannot be told apart (got '03/04/2023'); correct it, or say "
         "in [dates] of the map how dates are written")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(
    graph: PropertyGraph, table: str, chart: str, message: str
) -> None:
    assert wrong(graph, table, chart) == message


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["Peru", "UN", "1,5", "1.000", "-", "GRF 2023", "done", '"', ",", "\n", "NaN", "9" * 30, "event:grf2023"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=8, max_size=12), max_size=5), st.booleans())
def test_nothing_but_our_errors_comes_out_of_any_file(
    graph: PropertyGraph, rows: list[list[str]], lenient: bool
) -> None:
    before = {name: table.copy() for name, table in graph.tables.items()}
    body = "\n".join(",".join(row) for row in rows)
    with contextlib.suppress(MigovError):
        loaded(graph, TABLE.partition("\n")[0] + "\n" + body, lenient=lenient)
    assert all(before[name].equals(graph.tables[name]) for name in before)


def test_a_day_as_the_page_of_the_forum_prints_it_is_read(graph: PropertyGraph) -> None:
    chart = '[columns]\ntitle = "t"\nby = "b"\nseen = "u"\n'
    made, _ = loaded(graph, "t,b,u\nOne,Peru,4/JUL/23\n", chart)
    about = made.evidence[made.evidence["about"].str.startswith("pledges/commits-to/")]
    assert set(about["date"]) == {"2023-07-04"}


def test_a_row_that_stands_there_twice_counts_once_in_the_total(graph: PropertyGraph) -> None:
    chart = '[columns]\nid = "i"\ntitle = "t"\nby = "b"\namount = "a"\nto = "w"\n[money]\ncurrency = "USD"\n'
    made, report = loaded(graph, "i,t,b,a,w\n1,One,Peru,500,Colombia\n1,One,Peru,500,Colombia\n", chart)
    assert report.totals == {"pledged, USD": 500.0}
    assert len(ties(made, "FUNDS") - ties(graph, "FUNDS")) == 1
