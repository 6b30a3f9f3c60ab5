"""FTS: money is counted once, whatever the number of legs, files and boundaries; wrong files say what is wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import datasets
from graph.errors import DataError, DataErrors, MigovError
from graph.model import PropertyGraph
from loaders import _run, curated
from loaders._report import Report
from queries import ask

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fts"
with_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples of FTS are not beside this checkout")

Flow = dict[str, Any]


def named(kind: str, number: int, name: str, **more: object) -> Flow:
    """An object at an end of a flow."""
    return {"type": kind, "id": str(number), "name": name, "behavior": "single", **more}


CHILE = named("Organization", 1, "Chile, Government of", organizationTypes=["Government"])
KOREA = named("Organization", 2, "Korea, Republic of, Government of", organizationTypes=["Government"])
LANTERN = named("Organization", 3, "Lantern Relief", organizationTypes=["NGO"])
POOL = named("Organization", 4, "Andes Humanitarian Fund", organizationTypes=["Pooled fund"])
PRIVATE = named("Organization", 5, "Private (individuals & organizations)")
PLAN = named("Plan", 70, "Peru 2021")
PERU, ECUADOR = named("Location", 50, "Peru"), named("Location", 51, "Ecuador")
HEALTH = named("GlobalCluster", 7, "Health")
PROJECT = named("Project", 90, "Clinics", code="HPER21-H-90")


def flow(
    number: int, sources: Sequence[Flow] = (CHILE,), targets: Sequence[Flow] = (LANTERN, PERU), **changes: Any
) -> Flow:
    """A flow as the API tells it: 1,000 dollars paid from Chile to an organisation in Peru, unless changed."""
    return {
        "id": str(number),
        "amountUSD": 1000,
        "date": "2021-03-04T00:00:00Z",
        "decisionDate": None,
        "firstReportedDate": "2021-03-09T00:00:00Z",
        "status": "paid",
        "flowType": "Standard",
        "contributionType": "financial",
        "boundary": "incoming",
        "onBoundary": "single",
        "newMoney": True,
        "childFlowIds": None,
        "keywords": ["Multiyear"],
        "sourceObjects": list(sources),
        "destinationObjects": list(targets),
    } | changes


def page(folder: Path, *flows: object, name: str = "page.json", **more: object) -> Path:
    """A page of the API."""
    file = folder / name
    file.write_text(json.dumps({"status": "ok", "data": {"flows": list(flows)}} | more), encoding="utf-8")
    return file


def table(folder: Path, rows: Sequence[Mapping[str, object]], name: str = "flows.csv") -> Path:
    """A table with the columns of its first row."""
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return file


def loaded(*files: Path, graph: PropertyGraph | None = None, **options: Any) -> tuple[PropertyGraph, Report]:
    """The graph with the files, from nothing unless there is one."""
    start = PropertyGraph.build([]) if graph is None else graph
    return _run.load("fts", files, start, _run.Options(**options))


def funds(graph: PropertyGraph) -> pd.DataFrame:
    """The money, by the record of each statement."""
    found = graph.edges[graph.edges["relation"] == "FUNDS"]
    return found.set_index(found["id"].str.removeprefix("fts/funds/"))


def counted(graph: PropertyGraph) -> float:
    """What counts, in dollars."""
    found = funds(graph)
    return float(found.loc[found["counted"].astype(bool), "amount_usd"].sum())


def ends(found: pd.DataFrame, record: str) -> tuple[str, str]:
    return str(found.at[record, "source"]), str(found.at[record, "target"])


def cells(found: pd.DataFrame, record: str, *columns: str) -> list[Any]:
    return [found.at[record, column] for column in columns]


# -- one flow ---------------------------------------------------------------------------------------------------------


def test_a_flow_to_a_plan_is_counted_there_and_its_organisation_is_a_leg_that_is_not(tmp_path: Path) -> None:
    graph, report = loaded(page(tmp_path, flow(1, targets=[PLAN, LANTERN, PERU, HEALTH])))
    found = funds(graph)
    assert ends(found, "1") == ("country:CHL", "instrument:fts-70")
    assert ends(found, "1.agency.lantern-relief") == ("country:CHL", "agency:lantern-relief")
    assert found["counted"].to_dict() == {"1": True, "1.agency.lantern-relief": False}
    assert found["amount_usd"].tolist() == [1000, 1000]
    assert report.totals["funded USD"] == 1000
    edges = set(zip(graph.edges["source"], graph.edges["relation"], graph.edges["target"], strict=True))
    assert ("instrument:fts-70", "OPERATES_IN", "country:PER") in edges
    assert ("instrument:fts-70", "ADDRESSES", "theme:health") in edges
    assert ("agency:lantern-relief", "PARTNER_IN", "instrument:fts-70") in edges
    plan = graph.nodes.set_index("id").loc["instrument:fts-70"]
    assert (plan["subtype"], plan["start"], plan["end"]) == ("response-plan-edition", "2021", "2021")


def test_a_project_is_part_of_its_plan_and_carried_out_by_the_organisation(tmp_path: Path) -> None:
    graph, _ = loaded(page(tmp_path, flow(1, targets=[PLAN, PROJECT, LANTERN, PERU, HEALTH])))
    edges = set(zip(graph.edges["source"], graph.edges["relation"], graph.edges["target"], strict=True))
    project = "project:fts.hper21-h-90"
    assert {
        (project, "PART_OF", "instrument:fts-70"),
        ("agency:lantern-relief", "IMPLEMENTS", project),
        (project, "OPERATES_IN", "country:PER"),
        (project, "ADDRESSES", "theme:health"),
    } <= edges
    assert counted(graph) == 1000


def test_money_for_an_organisation_keeps_the_country_that_it_is_for(tmp_path: Path) -> None:
    found = funds(loaded(page(tmp_path, flow(1)))[0])
    assert ends(found, "1") == ("country:CHL", "agency:lantern-relief")
    assert ends(found, "1.country.PER") == ("country:CHL", "country:PER")
    assert found["counted"].tolist() == [True, False]


def test_several_countries_share_money_in_parts_that_nobody_tells(tmp_path: Path) -> None:
    found = funds(loaded(page(tmp_path, flow(1, targets=[LANTERN, PERU, ECUADOR], onBoundary="shared")))[0])
    assert found["amount_usd"].to_dict()["1"] == 1000
    assert found.loc[["1.country.ECU", "1.country.PER"], "amount_usd"].isna().all()
    assert not found["counted"].any()
    assert found.at["1", "note"] == "lies partly outside the country or plan"


def test_several_sources_are_counted_together_and_nobody_is_made_the_donor(tmp_path: Path) -> None:
    graph, _ = loaded(page(tmp_path, flow(1, sources=[CHILE, LANTERN], targets=[PLAN])))
    found = funds(graph)
    assert found.at["1", "source"] == "agency:fts-several-sources"
    assert found["amount_usd"].sum() == counted(graph) == 1000
    assert {"1.country.CHL", "1.agency.lantern-relief"} < set(found.index)


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("Private (individuals & organizations)", "agency:fts-private-donors"),
        ("NGOs (details not yet provided)", "agency:fts-unnamed-source"),
        ("Multiple", "agency:fts-several-sources"),
        ("Various Donors (details not yet provided)", "agency:fts-unnamed-source"),
        (None, "agency:fts-unnamed-source"),
    ],
)
def test_what_is_no_organisation_stands_for_nobody_and_its_money_stays(
    tmp_path: Path, name: str | None, node: str
) -> None:
    sources = [named("Organization", 9, name)] if name else []
    graph, _ = loaded(page(tmp_path, flow(1, sources=sources)))
    assert funds(graph).at["1", "source"] == node
    assert graph.nodes.set_index("id").at[node, "subtype"] == "unnamed"
    assert counted(graph) == 1000


def test_money_to_nobody_in_particular_goes_to_the_country(tmp_path: Path) -> None:
    nobody = named("Organization", 9, "UN Agencies (details not yet provided)")
    assert ends(funds(loaded(page(tmp_path, flow(1, targets=[nobody, PERU])))[0]), "1")[1] == "country:PER"


def test_governments_are_their_countries_on_both_ends(tmp_path: Path) -> None:
    graph, _ = loaded(page(tmp_path, flow(1, sources=[KOREA], targets=[CHILE, named("Location", 52, "Chile")])))
    assert ends(funds(graph), "1") == ("country:KOR", "country:CHL")
    assert set(graph.nodes["kind"]) == {"Country", "Source"}


def test_an_organisation_that_was_renamed_stays_one_by_its_number(tmp_path: Path) -> None:
    renamed = LANTERN | {"name": "Lantern International"}
    graph, report = loaded(page(tmp_path, flow(1), flow(2, targets=[renamed, PERU])))
    assert funds(graph).loc[["1", "2"], "target"].unique().tolist() == ["agency:lantern-relief"]
    assert report.totals["organisation ids"] == 2


def test_one_name_under_two_numbers_is_told(tmp_path: Path) -> None:
    other, nobody = LANTERN | {"id": "33", "name": "LANTERN relief"}, named("Organization", 8, "Multiple")
    more = [flow(1), flow(2, targets=[other, PERU]), flow(3, [nobody]), flow(4, [nobody | {"id": "9"}])]
    notes = loaded(page(tmp_path, *more))[1].notes
    assert [note for note in notes if "several numbers" in note] == [
        "one name under several numbers of FTS: one body (lantern relief: 3, 33)"
    ]


def test_amounts_are_kept_in_the_currency_given_and_in_dollars(tmp_path: Path) -> None:
    cad: Flow = {"originalAmount": 1298, "originalCurrency": "CAD", "exchangeRate": 1.298}
    odd: Flow = {"originalAmount": 5000, "originalCurrency": "SEK", "exchangeRate": 1}
    graph, report = loaded(page(tmp_path, flow(1, **cad), flow(2, **odd), flow(3, contributionType="in kind")))
    found = funds(graph)
    assert cells(found, "1", "amount", "currency", "amount_usd") == [1298, "CAD", 1000]
    assert cells(found, "3", "amount", "currency", "note") == [1000, "USD", "in kind"]
    assert report.notes["amountUSD is not originalAmount / exchangeRate; both kept as told"].places == [
        "page.json, flow 2"
    ]


def test_a_flow_begins_on_its_day_and_an_undated_one_is_seen_when_it_was_reported(tmp_path: Path) -> None:
    graph, _ = loaded(page(tmp_path, flow(1), flow(2, date=None)))
    found = funds(graph)
    assert found["start"].fillna("").to_dict()["1"] == "2021-03-04"
    assert found["start"].fillna("").to_dict()["2"] == ""
    assert found.loc[["1", "2"], "since"].tolist() == ["2021-03-04", "2021-03-09"]


# -- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({}, True),
        ({"status": "commitment"}, True),
        ({"status": "pledge"}, True),
        ({"onBoundary": "shared"}, False),
        ({"boundary": "internal", "newMoney": False}, False),
        ({"boundary": "outgoing"}, False),
        ({"newMoney": False}, True),  # comes from a pool outside: new for this country
        ({"boundary": None, "onBoundary": None}, True),
        ({"boundary": None, "newMoney": False}, False),
        ({"flowType": "Parked", "childFlowIds": [2, 3], "amountUSD": 0}, False),
        ({"flowType": "Parked", "childFlowIds": [2, 3], "amountUSD": 500}, True),  # what is not split yet
        ({"flowType": "Pass through", "parentFlowId": 9}, True),
    ],
)
def test_only_new_money_of_the_country_or_plan_counts(tmp_path: Path, changes: Flow, counts: bool) -> None:
    graph, report = loaded(page(tmp_path, flow(1, **changes)))
    found = funds(graph)
    assert bool(found.at["1", "counted"]) is counts
    pledged = changes.get("status") == "pledge"
    total = report.totals["pledged USD" if pledged else "funded USD"]
    assert total == (changes.get("amountUSD", 1000) if counts else 0)


def test_a_pledge_is_never_funding(tmp_path: Path) -> None:
    graph, report = loaded(page(tmp_path, flow(1), flow(2, status="pledge", amountUSD=700)))
    assert funds(graph)["money"].to_dict()["2"] == "pledge"
    assert (report.totals["funded USD"], report.totals["pledged USD"]) == (1000, 700)


def test_a_flow_is_told_at_its_latest_stage_only_so_no_stage_is_a_part_of_another(tmp_path: Path) -> None:
    flows = [
        flow(1, amountUSD=100, status="commitment", targets=[PLAN, LANTERN]),
        flow(2, amountUSD=198, targets=[PLAN, LANTERN]),
        flow(3, amountUSD=7, status="pledge", targets=[PLAN]),
    ]
    graph, _ = loaded(page(tmp_path, *flows))
    assert funds(graph)["latest_stage"].to_dict() == dict.fromkeys(
        ["1", "1.agency.lantern-relief", "2", "2.agency.lantern-relief", "3"], True
    )
    others = graph.edges[graph.edges["relation"] != "FUNDS"]
    assert len(others) > 0
    assert others["latest_stage"].isna().all()
    answer = ask(graph, "pledge-to-payment", as_of="2021-12-31", currency="USD")
    assert answer.frame[["pledged", "committed", "disbursed"]].to_numpy().tolist() == [[7, 100, 198]]
    assert answer.frame.filter(like="_of_").isna().all(axis=None)
    assert answer.frame["state"].tolist() == ["no evidence"]
    assert "so that no rate is given: fts." in answer.sentences["en"]


def test_a_parked_flow_and_its_children_are_counted_once(tmp_path: Path) -> None:
    parked = flow(1, targets=[PERU], flowType="Parked", childFlowIds=[2, 3], amountUSD=0)
    children = [flow(2, parentFlowId=1, amountUSD=300), flow(3, parentFlowId=1, amountUSD=200)]
    assert counted(loaded(page(tmp_path, parked, *children))[0]) == 500


def test_what_a_pool_re_grants_is_shown_and_not_counted_again(tmp_path: Path) -> None:
    given_, granted = flow(1, targets=[POOL, PERU]), flow(2, sources=[POOL], boundary="internal", newMoney=False)
    graph, report = loaded(page(tmp_path, given_, granted))
    assert counted(graph) == 1000
    assert ends(funds(graph), "2") == ("agency:andes-humanitarian-fund", "agency:lantern-relief")
    assert report.totals["not counted, internal, USD"] == 1000


# -- several files ----------------------------------------------------------------------------------------------------


def test_the_same_flow_on_several_pages_is_one(tmp_path: Path) -> None:
    pages = [page(tmp_path, flow(1), flow(2)), page(tmp_path, flow(2), flow(3), name="next.json")]
    graph, report = loaded(*pages)
    assert counted(graph) == 3000
    assert report.totals["flows"] == 3
    about = graph.evidence.loc[graph.evidence["about"] == "fts/funds/2", "locator"]
    assert about.tolist() == ["flow 2", "flow 2"]


def test_the_same_flow_with_another_amount_names_both_places(tmp_path: Path) -> None:
    first, second = page(tmp_path, flow(1)), page(tmp_path, flow(1, amountUSD=900), name="next.json")
    with pytest.raises(DataErrors) as wrong:
        loaded(first, second)
    assert str(wrong.value) == (
        "next.json: column 'amountUSD': flow 1: the flow 1 stands with another amountUSD (1000.0) in page.json, flow 1 "
        "(got 900.0); keep one of the two, or load the files as datasets of their own"
    )


def test_what_leaves_one_country_for_another_is_new_money_for_neither_together(tmp_path: Path) -> None:
    there, here = page(tmp_path, flow(1)), page(tmp_path, flow(1, boundary="outgoing"), name="other.json")
    for files in ([there, here], [here, there]):
        graph, report = loaded(*files)
        assert counted(graph) == 0
        assert any("two boundaries" in note for note in report.notes)


def test_pages_that_are_missing_and_sums_that_differ_are_told(tmp_path: Path) -> None:
    part = page(tmp_path, flow(1), meta={"count": 478, "nextLink": "https://example.org/2"})
    assert "1 of the 478 flows of a query: pages are missing (meta.nextLink)" in loaded(part)[1].notes
    data = {"flows": [flow(1)], "incoming": {"fundingTotal": 4000, "pledgeTotal": 0}}
    told = page(tmp_path, data=data, meta={"count": 1})
    assert "the service says fundingTotal 4,000, its flows sum to 1,000" in loaded(told)[1].notes


def test_a_page_that_names_a_next_one_is_not_taken_for_the_whole(tmp_path: Path) -> None:
    part = page(tmp_path, flow(1), meta={"nextLink": "https://example.org/2"})
    assert any("a page says that another follows" in note for note in loaded(part)[1].notes)


def test_flows_that_are_left_out_are_not_taken_for_missing_pages(tmp_path: Path) -> None:
    whole = page(tmp_path, flow(1), flow(2, amountUSD=-1), meta={"count": 2})
    assert not any("pages are missing" in note for note in loaded(whole, lenient=True)[1].notes)
    again = [whole, page(tmp_path, flow(1), flow(2), meta={"count": 3}, name="again.json")]
    twice = page(tmp_path, flow(1), flow(2), meta={"count": 3}, name="twice.json")
    assert "2 of the 3 flows of a query: pages are missing (meta.nextLink)" in loaded(again[1], twice)[1].notes


def test_a_flow_without_a_boundary_counts_and_is_noted(tmp_path: Path) -> None:
    told = "no boundary is told: read as money that comes in, not as money that is re-granted or leaves"
    graph, report = loaded(page(tmp_path, flow(1, boundary=None), flow(2)))
    assert (counted(graph), report.notes[told].count) == (2000, 1)
    _, report = loaded(table(tmp_path, [{name: cell for name, cell in row(1).items() if name != "boundary"}]))
    assert report.notes[told].count == 1


@pytest.mark.parametrize("content", ['{"data": {"flows": []}}', "[]", '{"data": []}', '{"data": {"plans": []}}'])
def test_a_page_without_a_flow_is_no_edition_of_anything(tmp_path: Path, content: str) -> None:
    (tmp_path / "page.json").write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as wrong:
        loaded(tmp_path / "page.json")
    remedy = "ask the service for another year, country or plan"
    assert str(wrong.value) == f"page.json: column 'flows': there is no flow and no plan in it; {remedy}"
    assert counted(loaded(tmp_path / "page.json", page(tmp_path, flow(1), name="other.json"))[0]) == 1000


def test_loading_twice_changes_nothing_and_unloading_leaves_what_was_there(tmp_path: Path) -> None:
    before = curated.load()
    file = page(
        tmp_path, flow(1, targets=[PLAN, PROJECT, LANTERN, PERU, HEALTH]), flow(2), flow(3, targets=[LANTERN, HEALTH])
    )
    once, _ = loaded(file, graph=before)
    again, _ = loaded(file, graph=once)
    after = datasets.without_dataset(again, "fts")
    for name, frame in once.tables.items():
        assert frame.equals(again.tables[name])
        assert before.tables[name].equals(after.tables[name])


def test_what_is_not_kept_is_told(tmp_path: Path) -> None:
    _, report = loaded(page(tmp_path, flow(1, description="words", targets=[LANTERN, named("Emergency", 8, "Flood")])))
    assert report.ignored["page.json"] == ["description", "destinationObjects.Emergency", "keywords"]


# -- CSV --------------------------------------------------------------------------------------------------------------


def row(number: int, **changes: object) -> dict[str, object]:
    """A row of a CSV of flows."""
    return {
        "date": "2021-03-04",
        "description": "words, and more",
        "amountUSD": 1000,
        "srcOrganization": "Korea, Republic of, Government of",
        "srcOrganizationTypes": "Government",
        "destPlan": "Peru 2021",
        "destPlanCode": "HPER21",
        "destPlanId": 70,
        "destOrganization": "Lantern Relief",
        "destOrganizationTypes": "NGO",
        "destGlobalClusters": "Health,Education",
        "destLocations": "PER",
        "contributionType": "financial",
        "flowType": "Standard",
        "boundary": "incoming",
        "onBoundary": "single",
        "status": "paid",
        "originalAmount": "",
        "originalCurrency": "",
        "exchangeRate": "",
        "id": number,
    } | changes


def test_a_csv_of_flows_says_what_the_pages_say(tmp_path: Path) -> None:
    graph, report = loaded(
        table(tmp_path, [row(1), row(1), row(2, srcOrganization="Multiple"), row(3, srcOrganization="")])
    )
    found = funds(graph)
    assert ends(found, "1") == ("country:KOR", "instrument:hper21")
    assert found.loc[["2", "3"], "source"].tolist() == ["agency:fts-several-sources", "agency:fts-unnamed-source"]
    assert counted(graph) == 3000
    themes = graph.edges.loc[graph.edges["relation"] == "ADDRESSES", "target"]
    assert set(themes) == {"theme:health", "theme:education"}
    assert report.ignored["flows.csv"] == ["description"]


def test_an_older_csv_with_tags_and_other_columns_is_read(tmp_path: Path) -> None:
    columns = {
        "date": "#date",
        "amountUSD": "#value+funding",
        "srcOrganizations": "#org+funder",
        "destOrganizations": "#org+impl",
        "destClusters": "#sector",
        "destLocations": "#country+list",
        "boundary": "#value+direction",
        "status": "#status",
        "id": "#activity+id",
    }
    cells = ("2017-04-17", "2500", "Chile, Government of", "Lantern Relief", "Health", "PER,ECU", "incoming")
    flows = dict(zip(columns, (*cells, "commitment", "7"), strict=True))
    graph, _ = loaded(table(tmp_path, [columns, flows]))
    found = funds(graph)
    assert ends(found, "7") == ("country:CHL", "agency:lantern-relief")
    assert {"7.country.ECU", "7.country.PER"} < set(found.index)
    assert counted(graph) == 2500


def test_pages_and_tables_of_one_plan_meet_in_one_node_whatever_is_read_first(tmp_path: Path) -> None:
    files = [page(tmp_path, flow(1, targets=[PLAN])), table(tmp_path, [row(2)])]
    for order in (files, files[::-1]):
        found = funds(loaded(*order)[0])
        assert ends(found, "1")[1] == ends(found, "2")[1]


# -- requirements and funding -----------------------------------------------------------------------------------------


def need(**changes: object) -> dict[str, object]:
    """A row of a table of requirements and funding."""
    return {
        "countryCode": "PER",
        "id": 70,
        "name": "Peru 2021",
        "code": "HPER21",
        "typeId": 4,
        "typeName": "Humanitarian response plan",
        "startDate": "2021-01-01",
        "endDate": "2021-12-31",
        "year": 2021,
        "requirements": 4000,
        "funding": 1000,
        "percentFunded": 25,
    } | changes


def figures(graph: PropertyGraph) -> dict[tuple[str, str], float]:
    seen = graph.observations
    return dict(zip(zip(seen["node"], seen["measure"], strict=True), seen["number"], strict=True))


def test_what_a_plan_requires_and_got_are_figures_of_the_plan(tmp_path: Path) -> None:
    none = {
        "id": "",
        "name": "Not specified",
        "code": "",
        "startDate": "",
        "endDate": "",
        "requirements": "",
        "funding": 50,
    }
    graph, report = loaded(table(tmp_path, [need(), need(**none)]))
    assert figures(graph) == {
        ("instrument:hper21", "financial_requirement"): 4000,
        ("instrument:hper21", "funding_received"): 1000,
        ("country:PER", "funding_received"): 50,
    }
    assert report.totals == {"required USD": 4000, "received USD": 1050}
    answer = ask(graph, "unfunded-hosts", as_of="2022-06-01")
    assert answer.frame[["subject", "share", "gap", "state"]].iloc[0].tolist() == [
        "instrument:hper21",
        0.25,
        3000,
        "below",
    ]


def test_a_regional_plan_has_figures_by_country_that_are_not_taken_for_its_own(tmp_path: Path) -> None:
    rows = [
        need(code="RAND21", name="Andes 2021"),
        need(code="RAND21", name="Andes 2021", countryCode="ECU", funding=3000),
    ]
    graph, _ = loaded(table(tmp_path, rows))
    assert figures(graph) == {
        ("instrument:rand21.per", "financial_requirement"): 4000,
        ("instrument:rand21.per", "funding_received"): 1000,
        ("instrument:rand21.ecu", "financial_requirement"): 4000,
        ("instrument:rand21.ecu", "funding_received"): 3000,
    }
    parts = graph.edges.loc[graph.edges["relation"] == "PART_OF", ["source", "target"]]
    assert set(parts["target"]) == {"instrument:rand21"}


def test_a_plan_is_regional_where_any_file_of_the_load_says_so(tmp_path: Path) -> None:
    plan = {"code": "RAND21", "name": "Andes 2021"}
    one = table(tmp_path, [need(**plan)], "peru.csv")
    every = table(tmp_path, [need(**plan), need(**plan, countryCode="ECU")], "all.csv")
    for files in ((one, every), (every, one)):
        assert {node for node, _ in figures(loaded(*files)[0])} == {"instrument:rand21.per", "instrument:rand21.ecu"}


def test_the_same_figure_twice_is_one_and_another_one_is_an_error(tmp_path: Path) -> None:
    again = table(tmp_path, [need()], "again.csv")
    assert len(loaded(table(tmp_path, [need()]), again)[0].observations) == 2
    with pytest.raises(
        DataError, match=r"again\.csv:2: column 'number': the record .* was read before with another number"
    ):
        loaded(table(tmp_path, [need(funding=999)]), again)


def test_clusters_have_figures_of_their_own_beside_those_of_the_plan(tmp_path: Path) -> None:
    rows = [
        need(cluster="Health", clusterCode=11, requirements=2500, funding=900),
        need(cluster="Multiple clusters/sectors (shared)", clusterCode="", requirements="", funding=100),
    ]
    graph, report = loaded(table(tmp_path, [need()]), table(tmp_path, rows, "clusters.csv"))
    found = figures(graph)
    assert found["instrument:hper21", "financial_requirement"] == 4000
    assert found["instrument:hper21.11", "financial_requirement"] == 2500
    assert report.skipped["money that is told for no single cluster: the total of the plan has it"].count == 1
    answer = ask(graph, "unfunded-hosts", as_of="2022-06-01").frame.set_index("subject")["share"]
    assert answer.to_dict() == {"instrument:hper21": 0.25, "instrument:hper21.11": 0.36}


def test_flows_and_requirements_of_a_plan_are_of_one_node(tmp_path: Path) -> None:
    graph, _ = loaded(page(tmp_path, flow(1, targets=[PLAN, PERU])), table(tmp_path, [need()]))
    assert funds(graph).at["1", "target"] == "instrument:hper21"
    assert (graph.edges["relation"] == "OPERATES_IN").sum() == 1
    later, _ = loaded(page(tmp_path, flow(1, targets=[PLAN])), graph=graph, dataset="fts-flows")
    assert later.edges.loc[later.edges["id"] == "fts-flows/funds/1", "target"].item() == "instrument:hper21"


def test_the_overview_of_plans_has_figures_of_whole_plans(tmp_path: Path) -> None:
    plan = {
        "id": 70,
        "name": "Andes 2021",
        "code": "RAND21",
        "startDate": "2021-01-01",
        "endDate": "2021-12-31",
        "countries": [{"iso3": "PER"}, {"iso3": "ECU"}],
        "requirements": {"origRequirements": 7000, "revisedRequirements": 8000},
        "funding": {"totalFunding": 4000},
        "caseLoads": [],
    }
    graph, report = loaded(page(tmp_path, data={"plans": [plan]}))
    assert figures(graph) == {
        ("instrument:rand21", "financial_requirement"): 8000,
        ("instrument:rand21", "funding_received"): 4000,
    }
    assert set(graph.edges["target"]) == {"country:PER", "country:ECU"}
    assert report.ignored["page.json"] == ["caseLoads"]
    for wrong in (
        {"funding": [1]},
        {"countries": "PER"},
        {"name": None},
        {"requirements": {"revisedRequirements": -1}},
    ):
        with pytest.raises(DataErrors, match=r"page\.json: column '\w+': plan number 1: "):
            loaded(page(tmp_path, data={"plans": [plan | wrong]}))


def test_funding_of_hapi_is_of_the_same_plans(tmp_path: Path) -> None:
    appeal = {
        "location_code": "PER",
        "appeal_code": "HPER21",
        "appeal_name": "Peru 2021",
        "appeal_type": "Humanitarian response plan",
        "requirements_usd": 4000,
        "funding_usd": 1000,
        "reference_period_start": "2021-01-01",
        "reference_period_end": "2021-12-31",
    }
    outside = appeal | {"appeal_code": "Not specified", "requirements_usd": "", "funding_usd": 50}
    regional = appeal | {"appeal_code": "RAND21", "appeal_name": "Andes 2021"}
    rows = [appeal, outside, regional, regional | {"location_code": "ECU", "funding_usd": 3000}]
    graph, _ = loaded(table(tmp_path, [need()]))
    both, _ = _run.load("hapi", [table(tmp_path, rows, "hapi.csv")], graph, _run.Options())
    told = both.observations[both.observations["dataset"] == "hapi"]
    assert dict(zip(zip(told["node"], told["measure"], strict=True), told["number"], strict=True)) == {
        ("instrument:hper21", "financial_requirement"): 4000,
        ("instrument:hper21", "funding_received"): 1000,
        ("country:PER", "funding_received"): 50,
        ("instrument:rand21.per", "financial_requirement"): 4000,
        ("instrument:rand21.per", "funding_received"): 1000,
        ("instrument:rand21.ecu", "financial_requirement"): 4000,
        ("instrument:rand21.ecu", "funding_received"): 3000,
    }


# -- what is wrong ----------------------------------------------------------------------------------------------------

AMOUNT, API, TEXT = "write an amount such as 250000", "give what the API answers", "write a text"
DOUBT = "may be read as thousands or as a decimal number"
NO_CHOICE = "not a value that FTS has there"
BROKEN: dict[str, tuple[Flow, str, str, str]] = {
    "negative": (
        {"amountUSD": -5},
        "amountUSD",
        "below 0 (got -5)",
        "money of FTS is never negative; correct the amount",
    ),
    "missing": (
        {"amountUSD": None},
        "amountUSD",
        "the amount is missing",
        "write it, or leave the flow out (--lenient)",
    ),
    "words": ({"amountUSD": "lots"}, "amountUSD", "not a number (got 'lots')", AMOUNT),
    "doubtful": ({"amountUSD": "1,000"}, "amountUSD", f"{DOUBT} (got '1,000')", AMOUNT),
    "a list": ({"amountUSD": [1]}, "amountUSD", "not a number (got 'list')", AMOUNT),
    "yes": ({"amountUSD": True}, "amountUSD", "not a number (got 'bool')", AMOUNT),
    "huge": ({"amountUSD": 10**400}, "amountUSD", "more than 1,000,000,000,000", "correct the amount"),
    "status": ({"status": "promised"}, "status", f"{NO_CHOICE} (got 'promised')", "write paid, commitment, pledge"),
    "boundary": ({"boundary": 3}, "boundary", f"{NO_CHOICE} (got 3)", "write incoming, outgoing, internal"),
    "date": ({"date": "20223-01-01"}, "date", "not a date (got '20223-01-01')", "write a date such as 2020-04-30"),
    "a date that is none": ({"date": {}}, "date", "not a text (got 'dict')", TEXT),
    "currency": (
        {"originalCurrency": "euro"},
        "originalCurrency",
        "not the three letters of a currency (got 'euro')",
        "write an ISO 4217 code such as EUR",
    ),
    "ends": ({"sourceObjects": {"type": "Plan"}}, "sourceObjects", "not a list (got 'dict')", API),
    "an end": ({"destinationObjects": [7]}, "destinationObjects", "not a list of objects (got 'int')", API),
    "a name": (
        {"sourceObjects": [{"type": "Organization", "name": ["x"]}]},
        "sourceObjects.name",
        "not a text (got 'list')",
        TEXT,
    ),
    "children": ({"childFlowIds": "2"}, "childFlowIds", "not a list (got 'str')", API),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_wrong_cell_is_told_with_its_flow(tmp_path: Path, case: str) -> None:
    changes, column, problem, remedy = BROKEN[case]
    with pytest.raises(DataErrors) as wrong:
        loaded(page(tmp_path, flow(1, **changes)))
    assert str(wrong.value) == f"page.json: column '{column}': flow 1: {problem}; {remedy}"


def test_a_flow_without_a_number_is_told_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(DataErrors) as wrong:
        loaded(page(tmp_path, flow(1), flow(2, id=None), None))
    assert str(wrong.value) == (
        "page.json: column 'id': flow number 2: not the number of a flow; every flow has one, such as 149198\n"
        "page.json: flow number 3: not an object, as flows are; give what the API answers"
    )


def test_wrong_flows_are_left_out_where_that_is_asked_for(tmp_path: Path) -> None:
    graph, report = loaded(page(tmp_path, flow(1), flow(2, amountUSD=-1), flow(3, amountUSD=-2), None), lenient=True)
    assert counted(graph) == 1000
    assert {reason: (some.count, some.places) for reason, some in report.skipped.items()} == {
        "amountUSD: below 0": (2, ["page.json, flow 2", "page.json, flow 3"]),
        "not an object, as flows are": (1, ["page.json, flow number 4"]),
    }


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            '{"data": {"flows": [{"id": "1", ',
            (
                "file: not JSON at column 33 (Expecting property name enclosed in double quotes); download it again; "
                "was it cut short?"
            ),
        ),
        ('{"data": {"flows": [NaN]}}', "file: not JSON that can be read (NaN is no number); download it again"),
        (
            "<!DOCTYPE html><html>no</html>",
            "file:1: a web page, not a table (a download that failed?); give CSV or .xlsx",
        ),
        (
            '{"status": "error", "message": "Bad request", "data": null}',
            "file: column 'data': the service gave no data (got 'Bad request'); ask it again",
        ),
        (
            '{"code": "BadRequest", "message": "planid must be an integer"}',
            "file: column 'data': the service gave no data (got 'planid must be an integer'); ask it again",
        ),
        (
            '{"data": {"report1": {}}}',
            (
                "file: column 'flows': no list of flows; give a page of flows of the API, a CSV of flows, or a table "
                "of requirements and funding"
            ),
        ),
        ("", "file: the file is empty; give a file with a header and rows"),
    ],
)
def test_a_file_that_is_none_of_fts_says_what_it_is(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "file"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as wrong:
        loaded(file)
    assert str(wrong.value).replace("file:1: not JSON", "file: not JSON") == message


def test_json_nested_too_deep_is_told(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text('{"data": ' + "[" * 100_000, encoding="utf-8")
    with pytest.raises(DataError, match=r"deep\.json: not JSON that can be read"):
        loaded(file)


def test_a_wrong_cell_of_a_table_is_told_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataErrors) as wrong:
        loaded(table(tmp_path, [row(1), row(2, amountUSD="much")]))
    assert str(wrong.value) == (
        "flows.csv:3: column 'amountUSD': not a number (got 'much'); write an amount such as 250000"
    )
    with pytest.raises(DataErrors) as wrong:
        loaded(table(tmp_path, [need(), need(countryCode="ECU", requirements="-4")]))
    assert str(wrong.value) == (
        "flows.csv:3: column 'requirements': below 0 (got -4.0); money of FTS is never negative; correct the amount"
    )


ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(["\ud800", "\x00", "2021-02-30", "1e999", "Multiple", "a, b", "=1+1", "\u202e", " "]),
)
ANYTHING = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def _paths(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in _paths(part, (*path, key)))]


@st.composite
def mutated(draw: Callable[..., Any]) -> Any:
    """A page with some of its parts replaced by anything, or taken away."""
    whole: Any = {
        "data": {"flows": [flow(1, targets=[PLAN, PROJECT, LANTERN, PERU, HEALTH]), flow(2)]},
        "meta": {"count": 2},
    }
    whole = json.loads(json.dumps(whole))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(_paths(whole)))
        if not path:
            return draw(ANYTHING)
        at = whole
        for key in path[:-1]:
            at = at[key]
        if draw(st.booleans()):
            at[path[-1]] = draw(ANYTHING)
        else:
            del at[path[-1]]
    return whole


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=mutated())
def test_no_page_raises_anything_but_our_errors(tmp_path: Path, whole: Any) -> None:
    before = PropertyGraph.build([])
    file = tmp_path / "page.json"
    file.write_text(json.dumps(whole), encoding="utf-8")
    told = ""
    try:
        graph, report = loaded(file, graph=before)
    except MigovError as error:
        told = str(error)
    else:
        found = funds(graph)
        is_pledge = (found["money"] == "pledge").to_numpy()
        totals = found.loc[found["counted"].astype(bool).to_numpy() & ~is_pledge, "amount_usd"].sum()
        assert totals == pytest.approx(report.totals.get("funded USD", 0))
    assert "please report this" not in told
    assert len(before.nodes) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(st.tuples(st.sampled_from([*row(1)]), st.text(max_size=10)), min_size=1, max_size=4))
def test_no_table_raises_anything_but_our_errors(tmp_path: Path, cells: list[tuple[str, str]]) -> None:
    for good, name in ((row(1), "flows.csv"), (need(cluster="Health", clusterCode=3), "needs.csv")):
        changed = {key: value for key, value in cells if key in good}
        text = [good | changed, good | {"id": 5}]
        file = tmp_path / name
        try:
            table(tmp_path, text, name)
        except UnicodeEncodeError:  # half a sign, which no file can hold
            return
        told = ""
        try:
            loaded(file)
        except MigovError as error:
            told = str(error)
        assert "please report this" not in told


# -- the samples ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jordan() -> tuple[PropertyGraph, Report]:
    """Jordan 2020, all pages."""
    return loaded(*sorted(SAMPLES.glob("custom-search-*.json")))


@pytest.fixture(scope="module")
def plain() -> list[Flow]:
    """The flows of the pages as they stand there."""
    pages = sorted(SAMPLES.glob("custom-search-*.json"))
    return [some for file in pages for some in json.loads(file.read_bytes())["data"]["flows"]]


@with_samples
def test_jordan_2020_sums_to_what_the_service_says(jordan: tuple[PropertyGraph, Report]) -> None:
    graph, report = jordan
    assert report.totals["flows"] == 478
    assert report.totals["organisation ids"] == 120
    assert report.totals["funded USD"] == 714_246_261
    assert report.totals["pledged USD"] == 81_128
    found = funds(graph)
    assert found.index.str.fullmatch(r"\d+").sum() == 478
    counts = found[found["counted"].astype(bool)]
    assert counts.loc[counts["money"] != "pledge", "amount_usd"].sum() == 714_246_261
    assert counts.loc[counts["money"] == "pledge", "amount_usd"].sum() == 81_128
    assert not any("pages are missing" in note or "the service says" in note for note in report.notes)


@with_samples
def test_all_governments_of_the_sample_are_countries(jordan: tuple[PropertyGraph, Report]) -> None:
    names = jordan[0].nodes.loc[jordan[0].nodes["kind"] == "Agency", "name_en"]
    assert not names.str.contains("Government of").any()


@with_samples
@pytest.mark.parametrize("status", ["paid", "commitment"])
def test_the_largest_donor_of_each_plan_is_that_of_a_plain_sum(
    jordan: tuple[PropertyGraph, Report], plain: list[Flow], status: str
) -> None:
    sums: dict[str, dict[str, float]] = {}
    records: dict[str, set[str]] = {}
    for some in plain:
        plan = next((end["id"] for end in some["destinationObjects"] if end["type"] == "Plan"), "")
        if plan and (some["boundary"], some["onBoundary"], some["status"]) == ("incoming", "single", status):
            donor = next((end["name"] for end in some["sourceObjects"] if end["type"] == "Organization"), "")
            of = sums.setdefault(plan, {})
            of[donor] = of.get(donor, 0) + some["amountUSD"]
            records.setdefault(plan, set()).add(f"fts/funds/{some['id']}")
    money = {"paid": "disbursement", "commitment": "commitment"}[status]
    answer = ask(
        jordan[0], "single-donor-dependency", as_of="2021-12-31", currency="USD", money=[money], **{"at-least": 0}
    ).frame.set_index("recipient")
    for plan, of in sums.items():
        found = answer.loc[f"instrument:fts-{plan}"]
        assert found["total"] == sum(of.values())
        assert found["top_share"] == pytest.approx(max(of.values()) / sum(of.values()))
        assert set(found["evidence"]) == records[plan]


@with_samples
def test_the_other_questions_answer_from_the_sample_what_its_flows_say(jordan: tuple[PropertyGraph, Report]) -> None:
    pledges = ask(jordan[0], "pledge-to-payment", as_of="2021-12-31", currency="USD").frame
    assert pledges.filter(like="_of_").isna().all(axis=None)  # paid money is committed no more
    assert pledges[["committed", "disbursed"]].notna().all(axis=1).any()
    pledges = pledges[pledges["pledged"].notna()]
    assert pledges[["recipient", "pledged"]].to_numpy().tolist() == [["agency:kuwaiti-social-reform-society", 81_128]]
    assert pledges["evidence"].tolist() == [["fts/funds/226741"]]
    eggs = ask(jordan[0], "donor-concentration", as_of="2021-12-31", currency="USD", money=["disbursement"]).frame
    british = eggs.set_index("donor").loc["country:GBR"]
    assert (british["recipient"], british["total"]) == ("instrument:fts-943", 28_716_696)
    assert british["top_share"] == pytest.approx(28_663_482 / 28_716_696)
    graph, _ = loaded(SAMPLES / "fts_requirements_funding_global.csv")
    hosts = ask(graph, "unfunded-hosts", as_of="2021-12-31").frame.set_index("subject")
    assert hosts.at["instrument:ojor20", "gap"] == 52_845_731 - 18_604_280
    assert hosts.at["instrument:rsyr20.jor", "share"] == pytest.approx(597_249_843 / 1_475_421_996)


@with_samples
def test_the_sample_of_requirements_and_that_of_hapi_give_the_sum_of_the_flows() -> None:
    needs, _ = loaded(SAMPLES / "fts_requirements_funding_global.csv")
    hapi, _ = _run.load("hapi", [SAMPLES / "hdx_hapi_funding_global.csv"], PropertyGraph.build([]), _run.Options())
    for graph in (needs, hapi):
        seen = graph.observations[graph.observations["measure"] == "funding_received"]
        there = graph.edges.loc[graph.edges["target"] == "country:JOR", "source"]
        assert seen.loc[seen["node"].isin(there) | (seen["node"] == "country:JOR"), "number"].sum() == 714_246_261
        assert seen["number"].sum() == 1_821_345_739
