from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.queries.drawn import drawn, tie
from tests.queries.given import (
    DAY,
    NOBODY,
    counted,
    down,
    figure_key,
    figures,
    funds,
    key,
    net,
    of_nobody,
    own,
    paid,
    payments,
    plain,
)


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (down(r["top_share"]), down(r["hhi"]), r["recipient"], figure_key(r))


def drawn_money() -> PropertyGraph:
    # USA 60, CAN 30, ESP 10 --> quito      KOR ? --> quito      ESP 7 EUR --> csm      USA 5 EUR, CHE 3 USD --> rcm
    # ESP ? --> mirps (no currency)         CAN 9 --> quito again, as a conduit: not counted
    return drawn(
        {},
        [
            funds("USA", "quito", 60.0),
            funds("CAN", "quito", 30.0),
            funds("ESP", "quito", 10.0),
            funds("KOR", "quito", currency=None),
            funds("CAN", "quito", 9.0, spell=2, counted=False),
            funds("ESP", "csm", 7.0, "EUR"),
            funds("USA", "rcm", 5.0, "EUR"),
            funds("CHE", "rcm", 3.0),
            funds("ESP", "mirps", currency=None),
        ],
    )


def ask(graph: PropertyGraph, **more: object) -> Any:
    return queries.ask(graph, "single-donor-dependency", **{"as_of": DAY, **more})


def test_shares_hhi_and_effective_donors_of_a_drawn_graph() -> None:
    answer = ask(drawn_money())
    unknown = float("nan")
    wanted = [
        ("csm", "ESP", 1.0, 1.0, 1.0, 1, 7.0, "EUR", 0, 0, "known"),
        ("rcm", "USA", 1.0, 1.0, 1.0, 1, 5.0, "EUR", 0, 1, "known"),
        ("rcm", "CHE", 1.0, 1.0, 1.0, 1, 3.0, "USD", 0, 1, "known"),
        ("quito", "USA", 0.6, 0.46, 1 / 0.46, 4, 100.0, "USD", 1, 0, "partly known"),
        ("mirps", "ESP", unknown, unknown, unknown, 1, unknown, None, 1, 0, "no evidence"),
    ]
    columns = (
        "recipient donor top_share hhi effective_donors donors total currency unknown_amounts other_currencies state"
    )
    frame = pd.DataFrame(wanted, columns=columns.split()).astype({"currency": "str"})
    frame["recipient"], frame["donor"] = "mechanism:" + frame["recipient"], "country:" + frame["donor"]
    frame.insert(8, "money", "commitment")
    frame.insert(9, "dataset", "built")
    frame.insert(11, "netted", 0)
    frame.insert(3, "unnamed_share", [0.0, 0.0, 0.0, 0.0, unknown])
    frame = frame.astype(dict.fromkeys(("recipient", "donor", "money", "dataset", "state"), "str"))
    pd.testing.assert_frame_equal(answer.frame.drop(columns="evidence"), frame)
    assert answer.frame["evidence"][3] == [f"funds/country:{c}/mechanism:quito/1" for c in ("CAN", "ESP", "KOR", "USA")]
    assert answer.universe["not_counted"] == ["funds/country:CAN/mechanism:quito/2"]


def test_the_sentence_says_who_hangs_on_whom_and_what_is_not_known() -> None:
    answer = ask(drawn_money())
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, none of 4 recipients is known to have got 50% or more of a kind of money "
        "from one of several recorded donors. 1 of them has one recorded donor of a kind of money, perhaps not the "
        "only one: csm. Perhaps, as some amounts or donors are not known: quito. In several currencies, not added: "
        "rcm. No share known: mirps. Amounts known: 6 of 8 counted statements."
    )
    assert answer.sentences["es"] == (
        "Con los montos conocidos hasta 2020-12-31, de ninguno de 4 receptores consta que haya obtenido 50 % o más "
        "de un tipo de dinero de uno entre varios donantes. 1 de ellos tiene un solo donante registrado de un tipo "
        "de dinero, quizá no el único: csm. Quizá, pues no constan algunos montos o donantes: quito. En varias "
        "monedas, sin sumar: rcm. Sin parte conocida: mirps. Montos conocidos: 6 de 8 afirmaciones contadas."
    )


def test_the_threshold_keeps_what_is_not_known() -> None:
    assert ask(drawn_money(), at_least=0.7).frame["recipient"].str.removeprefix("mechanism:").tolist() == [
        "csm",
        "rcm",
        "rcm",
        "mirps",
    ]
    text = ask(drawn_money(), at_least=0.99, recipients="Mechanism", exclude="ESP,USA,CHE").sentences["en"]
    assert text.startswith("On known amounts up to 2020-12-31, none of 1 recipients is known to have got 99% or more")


def test_without_money_it_says_what_would_have_to_be_loaded() -> None:
    graph = drawn({}, [tie("FUNDS", "CAN", "quito", amount=9.0, currency="USD", money="pledge", start="2020")])
    answer = ask(graph)
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No counted funding, as asked for, is recorded up to 2020-12-31: no evidence, which does not mean no "
        "money (1 recorded statement does not count in totals); load payments (FTS, IATI) to answer.",
        "es": "No consta financiación contada, tal como se pide, hasta 2020-12-31: sin evidencia, lo que no "
        "significa que no haya dinero (1 afirmación registrada no cuenta en los totales); para responder, cargue "
        "pagos (FTS, IATI).",
    }


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"currency": "dollars"}, "write an ISO 4217 code"),
        ({"money": "gift"}, "choose from pledge, commitment"),
        ({"recipients": "Donor"}, "choose from Country, Agency"),
        ({"from": "soon"}, "YYYY"),
        ({"exclude": "mechanism:quito"}, "give a Country or Agency"),
        ({"at-least": "-1"}, "write 0.05"),
    ],
)
def test_a_bad_parameter_is_told_what_is_possible(more: dict[str, object], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        ask(drawn_money(), **more)


@settings(max_examples=40, deadline=None)
@given(
    rows=payments(), currency=st.sampled_from(["", "USD", "EUR", "eur"]), since=st.sampled_from([None, "2019-01-01"])
)
def test_shares_are_those_of_plain_fractions(rows: list[dict[str, Any]], currency: str, since: str | None) -> None:
    wanted = figures(counted(rows, currency.upper(), since), 1)
    found = plain(ask(paid(rows), at_least=0, currency=currency, **{"from": since}).frame)
    assert {key(r, "recipient") for r in found} == set(wanted)
    assert len(found) == len(wanted)
    for r in found:
        ties = wanted[key(r, "recipient")]
        nets = net(ties, 0)
        gave, hidden = own(nets, r["recipient"]), of_nobody(nets)
        total = sum((n for n in nets.values() if n is not None and n > 0), Fraction(0))
        assert r["donors"] == len(set(nets) - set(NOBODY))
        assert r["total"] == (pytest.approx(float(total)) if total else None)
        assert r["unnamed_share"] == (pytest.approx(float(hidden / total)) if total else None)
        assert r["unknown_amounts"] == sum(tied[2] is None for tied in ties)
        assert r["netted"] == sum(n is not None and n <= 0 for donor, n in nets.items() if donor not in NOBODY)
        assert r["evidence"] == sorted({tied[4] for tied in ties})
        if not gave:
            assert (r["top_share"], r["hhi"], r["effective_donors"]) == (None,) * 3
            assert r["state"] == "no evidence"
            alone = len(nets) == 1 and not total and not {*nets, r["recipient"]} & set(NOBODY)
            assert r["donor"] == (next(iter(nets)) if alone else None)
            continue
        hhi = sum((n / total) ** 2 for n in gave.values())
        assert r["donor"] == min(gave, key=lambda donor: (-gave[donor], donor))
        assert r["top_share"] == pytest.approx(float(max(gave.values()) / total))
        assert r["hhi"] == pytest.approx(float(hhi))
        assert r["effective_donors"] == pytest.approx(float(1 / hhi))
        assert 0 < r["hhi"] <= r["top_share"] <= 1 - r["unnamed_share"] + 1e-9
        assert hidden or 1 <= r["effective_donors"] <= r["donors"] + 1e-9
        partly = r["unknown_amounts"] or any(nets.get(donor) for donor in NOBODY)
        assert r["state"] == ("partly known" if partly else "known")


@pytest.mark.parametrize("name", ["single-donor-dependency", "donor-concentration"])
def test_a_share_above_all_is_refused(name: str) -> None:
    with pytest.raises(BadParameter, match=r"a share is at most 1 .*; write 0.5 for a half"):
        queries.ask(drawn_money(), name, as_of=DAY, at_least=50)


def test_one_of_several_donors_is_told_apart_from_the_only_one_recorded() -> None:
    graph = drawn({}, [funds("USA", "quito", 60.0), funds("CAN", "quito", 40.0), funds("USA", "csm", 5.0)])
    text = ask(graph).sentences["en"]
    assert "1 of 2 recipients got 50% or more of a kind of money from one of several recorded donors: quito" in text
    assert "1 more has one recorded donor of a kind of money, perhaps not the only one: csm." in text
    assert "1 of 2 recipients got part of a kind of money" in ask(graph, at_least=0).sentences["en"]
    assert "none of 2 recipients is known to have got all of a kind" in ask(graph, at_least=1).sentences["en"]
