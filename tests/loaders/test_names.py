"""Names in files: registries, governments, and cells that name several organisations."""

from __future__ import annotations

import csv
from importlib import resources
from pathlib import Path

import pytest

from graph.model import PropertyGraph
from loaders import curated
from loaders._countries import countries
from loaders._draft import Draft
from loaders._names import Names, registered
from loaders._report import Report
from loaders._run import load


def names(graph: PropertyGraph) -> Names:
    return Names(graph, Draft("test"), Report())


@pytest.fixture(scope="module")
def whole() -> PropertyGraph:
    return curated.load()


def test_each_code_of_a_registry_stands_for_an_agency_of_the_curated_graph_or_a_country(whole: PropertyGraph) -> None:
    agencies = set(whole.nodes.loc[whole.nodes["kind"] == "Agency", "id"]) | {f"country:{code}" for code in countries()}
    text = (resources.files("loaders") / "registries.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["node"] for row in rows} <= agencies
    assert [row["ref"] for row in rows] == sorted({row["ref"] for row in rows})


def test_a_code_is_known_with_and_without_the_name_of_its_registry() -> None:
    assert registered("XM-DAC-41121") == registered("41121") == registered(" xm-dac-41121 ") == "agency:unhcr"
    assert registered("XM-DAC-99999") is None
    assert registered("XM-DAC-7") == "country:NLD"
    assert registered("7") is None  # a number of few digits may mean anything


def test_a_code_finds_the_agency_whatever_its_name_and_only_where_it_is_there(whole: PropertyGraph) -> None:
    assert names(whole).organisation("Some Office", refs=["XM-DAC-47066"]) == "agency:iom"
    assert names(PropertyGraph.build([])).organisation("Some Office", refs=["XM-DAC-47066"]) == "agency:some-office"


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("Canada", "country:CAN"),
        ("Government of Canada", "country:CAN"),
        ("Canada, Government of", "country:CAN"),
        ("Suiza", "country:CHE"),
        ("CAN", "agency:can"),  # a code of three letters may be another's acronym: the Andean Community
        ("Canada Helps", "agency:canada-helps"),
    ],
)
def test_what_bears_the_name_of_a_country_is_its_government(text: str, node: str) -> None:
    assert names(PropertyGraph.build([])).organisation(text) == node


@pytest.mark.parametrize(
    ("text", "acronym", "parts"),
    [
        ("A; B", "", [("A", ""), ("B", "")]),
        ("International\nRescue", "", [("International\nRescue", "")]),  # a line may be broken within a name
        ("UNHCR\nIOM", "", [("UNHCR", ""), ("IOM", "")]),
        ("A; B", "AA; BB", [("A", "AA"), ("B", "BB")]),
        ("A; B", "AB", [("A; B", "AB")]),  # one acronym beside both: one name
        ("A; N/A", "", [("A", "")]),
        ("", "IOM; WFP", [("IOM", ""), ("WFP", "")]),
        ("UNHCR/IOM", "", [("UNHCR", ""), ("IOM", "")]),
        ("UNICEF and WFP", "", [("UNICEF", ""), ("WFP", "")]),
        ("USAID | Canada", "", [("USAID", ""), ("Canada", "")]),
        ("PAHO/WHO", "", [("PAHO/WHO", "")]),
        ("Action Against Hunger | ACF-USA", "AAH", [("Action Against Hunger | ACF-USA", "AAH")]),
        ("Trinidad and Tobago", "", [("Trinidad and Tobago", "")]),
        ("UNHCR, Office in Lima", "", [("UNHCR, Office in Lima", "")]),
        ("", "", []),
    ],
)
def test_a_cell_names_several_organisations_only_where_that_is_sure(
    whole: PropertyGraph, text: str, acronym: str, parts: list[tuple[str, str]]
) -> None:
    assert names(whole).several(text, acronym) == parts


def test_each_organisation_of_a_cell_has_a_tie_of_its_own(whole: PropertyGraph, tmp_path: Path) -> None:
    file = tmp_path / "five.csv"
    file.write_text(
        "Country,Appealing_org,Implementing_partner,Sector,Month,Reached,Donor\n"
        "#country,#org+lead,#org+impl,#sector,#date,#reached,#org+funder\n"
        "Colombia,UNHCR; IOM,,Health,2023-01,10,USAID; Canada\n"
        "Colombia,UNHCR,,Health,2023-01,5,USAID\n"
        "Peru,UNICEF,WFP/IOM,Health,2023-02,7,\n",
        encoding="utf-8",
    )
    graph, report = load("five-w", [file], whole)
    edges = graph.edges[graph.edges["dataset"] == "five-w"]
    both, one, peru = (
        f"project:five-w.{key}" for key in ("unhcr_iom.-.health.COL", "unhcr.-.health.COL", "unicef.wfp_iom.health.PER")
    )
    ties = set(edges[["relation", "source", "target"]].itertuples(index=False, name=None))
    assert {tie for tie in ties if tie[0] in ("LEADS", "IMPLEMENTS", "FUNDS")} == {
        ("LEADS", "agency:unhcr", both),
        ("LEADS", "agency:iom", both),
        ("LEADS", "agency:unhcr", one),
        ("LEADS", "agency:unicef", peru),
        ("IMPLEMENTS", "agency:wfp", peru),
        ("IMPLEMENTS", "agency:iom", peru),
        ("FUNDS", "agency:usaid", both),
        ("FUNDS", "country:CAN", both),
        ("FUNDS", "agency:usaid", one),
    }
    assert {tie[1] for tie in ties if tie[0] == "OPERATES_IN" and tie[1].startswith("agency:")} == {
        "agency:unhcr",
        "agency:iom",
    }
    own = graph.observations[graph.observations["dataset"] == "five-w"].set_index("node")["number"]
    assert own.to_dict() == {both: 10.0, one: 5.0, peru: 7.0}
    told = "cells of leads that name several organisations: each has a tie"
    assert (report.notes[told].count, report.notes[told].places) == (1, ["five.csv:3"])


@pytest.mark.parametrize("text", ["Otros", "OTHER", "0", "12 34", "Various", "Plusieurs"])
def test_a_group_or_a_number_is_no_organisation(text: str, tmp_path: Path) -> None:
    file = tmp_path / "five.csv"
    file.write_text(f"Country,Appealing_org,Sector,Month\nPeru,{text},Health,2023-01\nPeru,IOM,Health,2023-01\n")
    graph, report = load("five-w", [file], PropertyGraph.build([]))
    assert set(graph.nodes.loc[graph.nodes["kind"] == "Agency", "id"]) == {"agency:iom"}
    assert report.notes[f"no organisation of its own: {text}"].count == 1


def test_a_donor_column_ties_each_donor_without_an_amount(tmp_path: Path) -> None:
    file = tmp_path / "five.csv"
    file.write_text("Pays,Organisation,Secteur,Mois,Bailleur\nHaiti,ONG Une,EHA,2023-01,Germany\n")
    graph, _ = load("five-w", [file], PropertyGraph.build([]))
    funds = graph.edges[graph.edges["relation"] == "FUNDS"]
    assert funds["source"].tolist() == ["country:DEU"]
    assert funds["amount"].isna().all()


@pytest.mark.parametrize(("text", "node"), [("Bolvia", "country:BOL"), ("Columbia", "country:COL"), ("Perù ", "")])
def test_a_misspelt_country_is_proposed_and_never_taken(text: str, node: str) -> None:
    report = Report()
    found = Names(PropertyGraph.build([]), Draft("test"), report).country(text)
    assert found == (None if node else "country:PER")
    assert [some.proposals[0][0] for some in report.unresolved.values()] == ([node] if node else [])
