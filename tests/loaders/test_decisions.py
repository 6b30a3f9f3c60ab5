"""Decided names: what a person wrote is taken, or refused with its place; what concerned nothing is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.errors import DataErrors
from graph.model import PropertyGraph
from loaders._decisions import Decisions
from loaders._report import Report
from loaders._run import Options, load

GRAPH = PropertyGraph.build([{"id": id_} for id_ in ("agency:iom", "agency:unhcr", "country:COL", "theme:health")])


def decisions(tmp_path: Path, *rows: str) -> Decisions:
    file = tmp_path / "names.csv"
    file.write_text("\n".join(("kind,name,node", *rows, "")), encoding="utf-8")
    return Decisions(file, GRAPH)


def test_a_decided_name_stands_for_its_node_or_for_nothing(tmp_path: Path) -> None:
    decided = decisions(tmp_path, "Agency,OIM Colombia,agency:iom", "Agency,'-various-,-", "Agency,Undecided,")
    assert decided.of("oim  colombia", ("Theme", "Agency")) == "agency:iom"
    assert decided.of("Various", ("Agency",)) == ""
    assert decided.of("Undecided", ("Agency",)) is None
    assert Decisions(None, GRAPH).of("OIM", ("Agency",)) is None


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (("Org,A,agency:iom",), "2: column 'kind': no kind of node (got 'Org'); write one of "),
        (("agency,A,agency:iom",), "2: column 'kind': no kind of node (got 'agency'); write one of "),
        (
            ("Agency,A,mechanism:no",),
            "2: column 'node': no node has this id (got 'mechanism:no'); write an id of the graph",
        ),
        (
            ("Agency,A,theme:health",),
            "2: column 'node': a node of kind Theme, for a name of kind Agency (got 'theme:health'); ",
        ),
        (
            ("Country,A,agency:iom",),
            "2: column 'node': a node of kind Agency, for a name of kind Country (got 'agency:iom'); ",
        ),
        (
            ("Agency,A,agency:iom", "Agency,a,agency:unhcr"),
            "3: column 'node': the name is decided twice, first as agency:iom (got 'agency:unhcr'); keep one of ",
        ),
    ],
)
def test_a_decision_that_cannot_be_is_refused_with_its_place(tmp_path: Path, rows: tuple[str, ...], told: str) -> None:
    with pytest.raises(DataErrors) as caught:
        decisions(tmp_path, *rows)
    assert str(caught.value).startswith(f"names.csv:{told}")


def test_the_same_decision_twice_is_one_and_a_ministry_may_be_its_country(tmp_path: Path) -> None:
    decided = decisions(tmp_path, "Agency,Cancillería,country:COL", "Agency,CANCILLERIA,country:COL")
    assert decided.of("Cancilleria", ("Agency",)) == "country:COL"


def test_what_was_decided_for_nothing_and_what_makes_a_node_is_told(tmp_path: Path) -> None:
    decided = decisions(tmp_path, "Agency,New One,agency:new-one", "Agency,Idle,agency:iom", "Agency,Used,agency:iom")
    decided.of("New One", ("Agency",))
    decided.of("Used", ("Agency",))
    report = Report()
    decided.tell(report)
    assert {told: some.count for told, some in report.notes.items()} == {
        "decided names that make a node of their own: 'agency:new-one'": 1,
        "decided names that stand nowhere in the files: 'Idle'": 1,
    }


def test_a_load_tells_what_became_of_its_decisions(tmp_path: Path) -> None:
    names, file = tmp_path / "names.csv", tmp_path / "five.csv"
    names.write_text("kind,name,node\nAgency,Red Norte,agency:iom\nAgency,Red Sur,-\n", encoding="utf-8")
    file.write_text("Country,Appealing_org,Sector,Month\nPeru,Red Norte,Health,2023-01\n", encoding="utf-8")
    graph, report = load("five-w", [file], GRAPH, Options(aliases=names))
    assert "agency:iom" in set(graph.edges["source"])
    assert "decided names that stand nowhere in the files: 'Red Sur'" in report.notes
