"""What-if on every question: the answer on a changed graph, what differs, and the graph itself untouched."""

from typing import Any

import pandas as pd
import pytest

import queries
from graph.errors import BadParameter, UnknownName
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, concept_note, drawn, sit, slugs
from tests.queries.given import funds

REQUIRED = {"what-breaks": {"node": "mechanism:rcm"}, "why": {"node": "mechanism:rcm"}}


def ask(graph: PropertyGraph, name: str, **given: object) -> Any:
    return queries.ask(graph, name, **{"as_of": AS_OF, **REQUIRED.get(name, {}), **given})


def test_without_the_quito_process_its_pairs_are_gone() -> None:
    answer = ask(concept_note(), "member-overlap", without="quito-process")
    assert [(a, b) for a, b in answer.frame[["a", "b"]].values.tolist()] == [("mechanism:mirps", "mechanism:rcm")]
    assert answer.sentence.startswith("What if quito-process were gone: On 2022-05-17, mirps and rcm share 6 members")
    assert answer.sentences["es"].startswith("Hipótesis, sin quito-process: ")
    assert answer.params["without"] == ("mechanism:quito-process",)


def test_a_supposed_member_is_counted_and_marked_as_supposed() -> None:
    graph = concept_note()
    answer = ask(graph, "member-overlap", with_=["USA MEMBER_OF csm", "country:CAN MEMBER_OF mechanism:csm"])
    shared = {(a, b): n for a, b, n in answer.frame[["a", "b", "shared"]].values.tolist()}
    assert shared["mechanism:csm", "mechanism:rcm"] == 2
    assert answer.params["with"] == ("country:USA MEMBER_OF mechanism:csm", "country:CAN MEMBER_OF mechanism:csm")
    said = answer.cited.set_index("id")["dataset"]
    assert said["member-of/country:USA/mechanism:csm/member/1"] == "what-if"
    assert "member-of/country:USA/mechanism:csm/member/1" not in set(answer.evidence["id"])
    assert "USA is a member of csm (member, 2022-05-17–, supposed)" in answer.to_table(80, evidence=True)
    assert graph.edges["dataset"].unique().tolist() == ["built"]


def test_compare_shows_the_rows_that_are_new_gone_or_differ() -> None:
    answer = ask(concept_note(), "country-seats", with_="USA MEMBER_OF csm", compare=True)
    rows = answer.frame[["what_if", "country", "seats"]].values.tolist()
    assert rows == [["before", "country:USA", 1], ["after", "country:USA", 2]]
    assert answer.sentence.endswith("Against the graph as it stands, 1 row differs.")
    gone = ask(concept_note(), "country-seats", without=["USA", "rcm"], compare=True)
    by = {word: slugs(part["country"]) for word, part in gone.frame.groupby("what_if")}
    assert by["gone"] == ["CAN", "NIC", "SLV", "USA"]
    assert "new" not in by
    assert by["before"] == by["after"]
    assert list(gone.frame.columns) == ["what_if", "country", "seats", "mechanisms", "evidence"]


def test_a_row_that_is_gone_keeps_its_sources() -> None:
    answer = ask(concept_note(), "country-seats", without="rcm", compare=True)
    usa = answer.frame[answer.frame["country"] == "country:USA"].iloc[0]
    assert usa["what_if"] == "gone"
    assert set(usa["evidence"]) <= set(answer.evidence["id"])


def test_where_nothing_differs_the_sentence_says_so() -> None:
    answer = ask(concept_note(), "country-seats", with_="rcm COORDINATES_WITH csm", compare=True)
    assert answer.frame.empty
    assert answer.sentence.endswith("No row differs from the graph as it stands.")
    assert answer.sentences["es"].endswith("Ninguna fila difiere del grafo tal como está.")


def test_who_withdraws_has_left_by_the_day_asked_for() -> None:
    answer = ask(concept_note(), "country-seats", with_="USA WITHDREW_FROM rcm", compare=True)
    assert answer.frame[["what_if", "country", "seats"]].values.tolist() == [["gone", "country:USA", 1]]
    later = ask(concept_note(), "country-seats", with_=f"USA WITHDREW_FROM rcm start={AS_OF}", compare=True)
    assert later.frame.empty


def test_a_statement_that_is_taken_away_is_told_in_words() -> None:
    answer = ask(concept_note(), "country-seats", without=["member-of/country:USA/mechanism:rcm/member/1", "csm"])
    assert answer.sentence.startswith("What if csm were gone and it did not hold that USA is a member of rcm: On 2022")
    assert answer.sentences["es"].startswith("Hipótesis, sin csm y si no constara que USA es miembro de rcm: Al 2022")
    assert "country:USA" not in set(answer.frame["country"])


def given_money(*datasets: str) -> PropertyGraph:
    nodes = [{"id": node} for node in ("country:CAN", "country:USA", "country:JPN", "agency:iom", "source:note")]
    rows = [funds("CAN", "agency:iom", 30.0, id="funds/1", dataset=datasets[0])]
    rows += [funds("USA", "agency:iom", 60.0, id=f"funds/{name}", dataset=name) for name in datasets]
    return PropertyGraph.build(nodes, rows)


def test_supposed_money_counts_and_joins_the_figure_that_is_there() -> None:
    supposed = "JPN FUNDS iom amount=210 currency=USD money=commitment"
    answer = ask(given_money("fts"), "single-donor-dependency", with_=supposed)
    columns = ["recipient", "donor", "top_share", "total", "dataset"]
    assert answer.frame[columns].values.tolist() == [["agency:iom", "country:JPN", 0.7, 300.0, "fts"]]
    assert answer.sentence.startswith("What if JPN funds iom (amount 210, currency USD, money commitment): On known")
    apart = ask(given_money("fts", "iati"), "single-donor-dependency", with_=supposed, at_least=0)
    assert sorted(apart.frame["dataset"]) == ["fts", "iati", "what-if"]  # both may tell of the same money
    alone = ask(
        PropertyGraph.build([{"id": "country:JPN"}, {"id": "agency:iom"}]), "donor-significance", with_=supposed
    )
    assert alone.frame["dataset"].tolist() == ["what-if"]
    unknown = ask(given_money("fts"), "single-donor-dependency", with_="JPN FUNDS iom amount=210 currency=USD")
    assert "Left out, as the kind of money is unknown: 1 statement." in unknown.sentence


@pytest.mark.parametrize("amount", ["10000000000000000000000", "0.00000001", "-5", "2.5"])
def test_a_supposed_amount_is_read_again_as_it_was_written(amount: str) -> None:
    supposed = f"country:JPN FUNDS agency:iom amount={amount} currency=USD money=pledge"
    assert ask(given_money("fts"), "single-donor-dependency", with_=supposed).params["with"] == (supposed,)


@pytest.mark.parametrize("name", queries.catalogue())
def test_every_question_takes_a_what_if_and_leaves_the_graph_as_it_is(name: str, built_in: PropertyGraph) -> None:
    before = {table: frame.to_json() for table, frame in built_in.tables.items()}
    supposed = {"without": "mechanism:quito-process", "with_": ["HTI MEMBER_OF RCM", "CSM COORDINATES_WITH MIRPS"]}
    answer = ask(built_in, name, **supposed)
    compared = ask(built_in, name, **supposed, compare=True)
    given = ask(built_in, name)
    assert {table: frame.to_json() for table, frame in built_in.tables.items()} == before
    columns = [c for c in given.frame.columns if c != "evidence"]

    def rows(frame: pd.DataFrame) -> list[str]:
        return sorted(map(repr, frame[columns].values.tolist()))

    kept = compared.frame["what_if"]
    gained, lost = kept.isin(["new", "after"]), kept.isin(["gone", "before"])
    # What is there today, less what goes, with what comes, is the answer of the what-if.
    today = rows(given.frame)
    for row in rows(compared.frame[lost]):
        today.remove(row)
    assert sorted([*today, *rows(compared.frame[gained])]) == rows(answer.frame)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"compare": True}, "suppose something by --without or --with"),
        ({"without": "rcm", "with_": "USA MEMBER_OF rcm"}, "suppose one or the other"),
        ({"without": "COL", "pair": "COL,PAN"}, "the what-if takes it away"),
        ({"with_": "USA JOINS rcm"}, "not one relation between two nodes"),
        ({"with_": "USA MEMBER_OF gcm"}, "no government sits there as a member .*; suppose ADOPTED or VOTED"),
        ({"compare": "perhaps", "without": "rcm"}, "write true or false"),
    ],
)
def test_a_what_if_that_cannot_be_is_refused(given: dict[str, object], says: str) -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:gcm": {"subtype": "compact"}}
    with pytest.raises(BadParameter, match=says):
        ask(drawn({**rooms, "country:COL": {}, "country:PAN": {}}, sit("USA", "rcm")), "corridor-rooms", **given)


def test_an_unknown_node_is_named() -> None:
    with pytest.raises(UnknownName, match="nowhere"):
        ask(concept_note(), "country-seats", without="nowhere")
