"""Money of and to several or unnamed ones together: in every total, and never one donor or one recipient."""

from typing import Any

import pytest

from graph import schema
from graph.model import PropertyGraph
from tests.queries.drawn import drawn
from tests.queries.given import funds, plain
from tests.queries.test_money import ask, rows


def hidden_money() -> PropertyGraph:
    # quito: USA 40, nobody 60      csm: USA 80, nobody 20      rcm: nobody 9, others ?      USA 30 --> many
    # r4v: CAN ?, nobody 50         gcm: USA 5, ESP 5, others 0 (4 - 4)
    unnamed = {"subtype": schema.UNNAMED}
    nodes = {"agency:nobody": unnamed, "agency:others": unnamed, "agency:many": unnamed}
    return drawn(
        nodes,
        [
            funds("USA", "quito", 40.0),
            funds("agency:nobody", "quito", 60.0),
            funds("USA", "csm", 80.0),
            funds("agency:nobody", "csm", 20.0),
            funds("agency:nobody", "rcm", 9.0),
            funds("agency:others", "rcm"),
            funds("USA", "agency:many", 30.0),
            funds("CAN", "r4v"),
            funds("agency:nobody", "r4v", 50.0),
            funds("USA", "gcm", 5.0),
            funds("ESP", "gcm", 5.0),
            funds("agency:others", "gcm", 4.0),
            funds("agency:others", "gcm", -4.0, spell=2),
        ],
    )


def of(graph: PropertyGraph, name: str, *columns: str, **more: object) -> dict[Any, tuple[Any, ...]]:
    """Some columns of the rows, by the first of them."""
    return {row[columns[0]]: tuple(row[c] for c in columns[1:]) for row in rows(graph, name, **more)}


def test_what_several_or_unnamed_donors_gave_is_in_the_total_and_in_the_share_of_none() -> None:
    columns = (
        "recipient",
        "donor",
        "top_share",
        "unnamed_share",
        "hhi",
        "effective_donors",
        "donors",
        "total",
        "state",
    )
    found = of(hidden_money(), "single-donor-dependency", *columns)
    assert found == {
        "mechanism:quito": (
            "country:USA",
            0.4,
            0.6,
            pytest.approx(0.16),
            pytest.approx(6.25),
            1,
            100.0,
            "partly known",
        ),
        "mechanism:csm": (
            "country:USA",
            0.8,
            0.2,
            pytest.approx(0.64),
            pytest.approx(1.5625),
            1,
            100.0,
            "partly known",
        ),
        "mechanism:rcm": (None, None, 1.0, None, None, 0, 9.0, "no evidence"),
        "mechanism:r4v": (None, None, 1.0, None, None, 1, 50.0, "no evidence"),
        "mechanism:gcm": ("country:ESP", 0.5, 0.0, 0.5, 2.0, 2, 10.0, "known"),
        "agency:many": (None, None, 0.0, None, None, 1, 30.0, "no evidence"),
    }


def test_a_share_that_unnamed_donors_may_lift_over_the_threshold_stays_and_one_that_cannot_fall_is_told() -> None:
    answer = ask(hidden_money(), "single-donor-dependency", at_least=0.7)
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, 1 of 5 recipients got 70% or more of a kind of money from one of several "
        "recorded donors: csm (USA: commitments). Perhaps, as some amounts or donors are not known: quito. No share "
        "known: r4v and rcm. Amounts known: 11 of 13 counted statements. Donors not named one by one, only in totals: "
        "nobody and others. Recipients not named one by one, only in totals: many."
    )
    assert answer.sentences["es"] == (
        "Con los montos conocidos hasta 2020-12-31, 1 de 5 receptores obtuvo 70 % o más de un tipo de dinero de uno "
        "entre varios donantes registrados: csm (USA: compromisos). Quizá, pues no constan algunos montos o donantes: "
        "quito. Sin parte conocida: r4v y rcm. Montos conocidos: 11 de 13 afirmaciones contadas. Donantes sin nombrar "
        "uno por uno, solo en los totales: nobody y others. Receptores sin nombrar uno por uno, solo en los totales: "
        "many."
    )
    assert answer.universe["donors"] == ["country:CAN", "country:ESP", "country:USA"]
    assert answer.universe["unnamed_donors"] == ["agency:nobody", "agency:others"]


def test_several_or_unnamed_recipients_are_not_one_and_such_a_donor_puts_no_eggs_anywhere() -> None:
    columns = ("donor", "recipient", "top_share", "unnamed_share", "recipients", "total", "state")
    found = of(hidden_money(), "donor-concentration", *columns)
    share = pytest.approx(80 / 155)
    assert found["country:USA"] == ("mechanism:csm", share, pytest.approx(30 / 155), 3, 155.0, "partly known")
    assert found["country:ESP"] == ("mechanism:gcm", 1.0, 0.0, 1, 5.0, "known")
    assert found["agency:nobody"] == (None, None, 0.0, 4, 139.0, "no evidence")
    text = ask(hidden_money(), "donor-concentration").sentences["en"]
    assert "1 of 3 donors gave part of a kind of money to one of several recorded recipients: USA (csm: comm" in text
    assert "No share known: CAN. Amounts" in text


def test_without_the_largest_named_donor_what_unnamed_ones_gave_remains() -> None:
    columns = ("recipient", "removed", "total", "without", "share_lost", "other_donors", "state")
    found = of(hidden_money(), "without-largest-donor", *columns)
    assert found == {
        "mechanism:csm": (["country:USA"], 100.0, 20.0, 0.8, 0, "only unnamed donors left"),
        "mechanism:quito": (["country:USA"], 100.0, 60.0, 0.4, 0, "only unnamed donors left"),
        "mechanism:gcm": (["country:ESP"], 10.0, 5.0, 0.5, 1, "something left"),
        "mechanism:rcm": ([], 9.0, None, None, 0, "no evidence"),
        "mechanism:r4v": ([], 50.0, None, None, 1, "no evidence"),
        "agency:many": ([], 30.0, None, None, 1, "no evidence"),
    }
    answer = ask(hidden_money(), "without-largest-donor")
    assert answer.sentences["en"].startswith("Without the largest named donor of each, on known")
    assert "Only money of donors that are not named is left to: csm and quito." in answer.sentences["en"]
    assert "Solo conservan dinero de donantes sin nombre: csm y quito." in answer.sentences["es"]
    assert "The largest donor is not known of: r4v and rcm. Amounts" in answer.sentences["en"]
    named = of(hidden_money(), "without-largest-donor", *columns, donors="agency:nobody")
    assert named["mechanism:quito"] == (["agency:nobody"], 100.0, 40.0, 0.6, 1, "something left")


def test_a_relation_is_judged_only_where_it_does_not_hang_on_who_is_not_named() -> None:
    found = rows(hidden_money(), "donor-significance", important=0.6)
    judged = {(r["donor"][8:], r["recipient"][10:]): r for r in found if r["donor"].startswith("country:")}
    quito, csm = judged["USA", "quito"], judged["USA", "csm"]
    # all: USA 155 of 299, which is 52%. A larger donor may be behind the 60 of 100 to quito, but not behind 20 of csm.
    assert (quito["share_of_recipient"], quito["unnamed_share"], quito["donors"]) == (0.4, 0.6, 1)
    assert quito["significance"] == "no evidence"
    assert csm["significance"] == "concentrated and important"
    hidden = [r for r in found if "agency:" in r["donor"] + r["recipient"]]
    assert {r["significance"] for r in hidden} == {"no evidence"}
    assert sum(r["amount"] or 0 for r in found) == 299.0
    text = ask(hidden_money(), "donor-significance", important=0.6).sentences["en"]
    assert "of the only donor" not in text
    assert "No evidence for 2 relations." in text


def test_what_one_unnamed_donor_pledged_is_not_what_another_paid() -> None:
    graph = drawn(
        {"agency:nobody": {"subtype": schema.UNNAMED}},
        [
            funds("agency:nobody", "quito", 60.0, money="pledge"),
            funds("agency:nobody", "quito", 50.0, money="disbursement", spell=2),
            funds("USA", "quito", 10.0, money="pledge"),
            funds("USA", "quito", 5.0, money="disbursement", spell=2),
        ],
    )
    columns = ("recipient", "pledged", "disbursed", "disbursed_of_pledged", "matched", "state")
    assert of(graph, "pledge-to-payment", *columns, by="recipient") == {
        "mechanism:quito": (70.0, 55.0, 0.5, 1, "partly known")
    }
    by_donor = of(graph, "pledge-to-payment", "donor", *columns[1:], by="donor")
    assert by_donor["agency:nobody"] == (60.0, 50.0, None, 0, "no evidence")
    assert "are known for 1 of 1 donors: " in ask(graph, "pledge-to-payment", by="donor").sentences["en"]


@pytest.mark.parametrize("name", ["single-donor-dependency", "donor-concentration", "donor-significance"])
def test_where_nobody_is_named_there_is_money_and_no_donor(name: str) -> None:
    graph = drawn(
        {node: {"subtype": schema.UNNAMED} for node in ("agency:a", "agency:b")}, [funds("agency:a", "agency:b", 9.0)]
    )
    answer = ask(graph, name)
    (row,) = plain(answer.frame)
    assert row.get("state", row.get("significance")) == "no evidence"
    assert row.get("total", row.get("amount")) == 9.0
    assert answer.universe["donors"] == answer.universe["recipients"] == []
    assert "Donors not named one by one, only in totals: a." in answer.sentences["en"]
    assert not answer.sentences["en"].startswith("No counted funding")
