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
from tests.queries.drawn import drawn
from tests.queries.given import (
    DAY,
    NOBODY,
    Figure,
    beside,
    counted,
    down,
    figure_key,
    funds,
    net,
    paid,
    payments,
    plain,
)

VALUES = ["concentrated and important", "concentrated", "important", "token", "no evidence"]


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    rank = VALUES.index(r["significance"])
    return (rank, down(r["share_of_recipient"]), r["donor"], r["recipient"], figure_key(r))


def drawn_money() -> PropertyGraph:
    #         USA   CAN   ESP   KOR         all: USA 170 of 250, CAN 60, ESP 20
    # quito    90     -    10     ?         ESP there 10%, of all 8%: concentrated; the 90% of USA leave it unimportant
    # csm      80    60    10     -         USA there 53%, of all 68%: not concentrated, but the largest
    return drawn(
        {},
        [
            funds("USA", "quito", 90.0),
            funds("ESP", "quito", 10.0),
            funds("KOR", "quito"),
            funds("USA", "csm", 80.0),
            funds("CAN", "csm", 60.0),
            funds("ESP", "csm", 10.0),
        ],
    )


def ask(graph: PropertyGraph, **more: object) -> Any:
    return queries.ask(graph, "donor-significance", **{"as_of": DAY, **more})


def test_all_five_values_on_a_drawn_graph() -> None:
    answer = ask(drawn_money())
    no = float("nan")
    wanted = [
        ("USA", "quito", 90.0, 90 / 170, 0.9, 0.68, VALUES[0], 3, 0, 1),
        ("CAN", "csm", 60.0, 1.0, 0.4, 0.24, VALUES[0], 3, 0, 0),
        ("ESP", "quito", 10.0, 0.5, 0.1, 0.08, VALUES[1], 3, 0, 1),
        ("USA", "csm", 80.0, 80 / 170, 80 / 150, 0.68, VALUES[2], 3, 0, 0),
        ("ESP", "csm", 10.0, 0.5, 10 / 150, 0.08, VALUES[3], 3, 0, 0),
        ("KOR", "quito", no, no, no, no, VALUES[4], 3, 1, 0),
    ]
    columns = "donor recipient amount share_of_donor share_of_recipient donor_share significance donors unknown_amounts"
    columns += " unknown_beside"
    frame = pd.DataFrame(wanted, columns=columns.split())
    frame["donor"], frame["recipient"] = "country:" + frame["donor"], "mechanism:" + frame["recipient"]
    for place, (name, value) in {7: ("currency", "USD"), 8: ("money", "commitment"), 9: ("dataset", "built")}.items():
        frame.insert(place, name, value)
    frame.insert(11, "unnamed_share", 0.0)
    texts = ("donor", "recipient", "significance", "currency", "money", "dataset")
    pd.testing.assert_frame_equal(answer.frame.drop(columns="evidence"), frame.astype(dict.fromkeys(texts, "str")))
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, 4 of 5 relations between donor and recipient are significant (2 "
        "concentrated and important, 1 concentrated only and 1 important only) and 1 token: ESP → csm. No evidence "
        "for 1 relation. Amounts known: 5 of 6 counted statements."
    )
    assert answer.sentences["es"] == (
        "Según los montos conocidos hasta 2020-12-31, 4 de 5 relaciones entre donante y receptor son significativas "
        "(2 concentradas e importantes, 1 solo concentrada y 1 solo importante) y 1 simbólica: ESP → csm. Sin "
        "evidencia sobre 1 relación. Montos conocidos: 5 de 6 afirmaciones contadas."
    )


def test_equal_donors_at_the_threshold_stand_or_fall_together() -> None:
    # USA 80, CAN 10, ESP 10 --> quito: one of the two tens would do to reach 90%
    graph = drawn({}, [funds("USA", "quito", 80.0), funds("CAN", "quito", 10.0), funds("ESP", "quito", 10.0)])
    assert dict(ask(graph).frame[["donor", "significance"]].values.tolist()) == {
        f"country:{c}": "important" for c in ("USA", "CAN", "ESP")
    }
    some = ask(graph, important=0.8).frame[["donor", "significance"]].values.tolist()
    assert dict(some) == {"country:USA": "important", "country:CAN": "token", "country:ESP": "token"}


def test_the_only_donor_is_said_to_be_important_whatever_it_gave() -> None:
    answer = ask(drawn({}, [funds("USA", "quito", 1.0)]))
    assert answer.frame["significance"].tolist() == ["important"]
    assert (
        "1 of them is of the only donor recorded of that money, important whatever it gave." in answer.sentences["en"]
    )
    assert "1 de ellas es del único donante registrado de ese dinero" in answer.sentences["es"]


def test_without_amounts_it_says_that_none_are_known() -> None:
    answer = ask(drawn({}, [funds("USA", "quito"), funds("ESP", "csm", currency=None)]))
    assert set(answer.frame["significance"]) == {"no evidence"}
    assert answer.sentences["en"] == (
        "0 of 2 relations between donor and recipient have a known amount up to 2020-12-31: no evidence whether they "
        "are significant or token. Amounts known: 0 of 2 counted statements."
    )
    assert answer.sentences["es"] == (
        "0 de 2 relaciones entre donante y receptor tienen un monto conocido hasta 2020-12-31: sin evidencia de si "
        "son significativas o simbólicas. Montos conocidos: 0 de 2 afirmaciones contadas."
    )
    assert ask(drawn({}, [])).sentences["en"].startswith("No counted funding, as asked for, is recorded")


def test_a_small_recipient_beside_huge_ones_is_judged_exactly() -> None:
    huge = [funds("USA", f"project:{n:03d}", 1e13 + n) for n in range(200)]
    small = [
        funds("USA", "quito", 90.0),
        funds("ESP", "quito", 10.0),
        funds("CAN", "csm", 90.01),
        funds("ESP", "csm", 9.99),
    ]
    frame = ask(drawn({}, [*huge, *small, funds("ESP", "project:big", 1e15)])).frame
    of = {(d[8:], r[10:]): s for d, r, s in frame[["donor", "recipient", "significance"]].itertuples(index=False)}
    assert (of["USA", "quito"], of["ESP", "quito"]) == ("concentrated and important", "token")
    assert (of["CAN", "csm"], of["ESP", "csm"]) == ("concentrated and important", "token")


def test_a_bad_parameter_is_told_what_is_possible() -> None:
    with pytest.raises(BadParameter, match="not a number of 0 or more"):
        ask(drawn_money(), important="most")


@settings(max_examples=40, deadline=None)
@given(rows=payments(18), currency=st.sampled_from(["", "USD"]), cumulative=st.sampled_from([0.5, 0.9, 1.0]))
def test_significance_is_that_of_plain_fractions(rows: list[dict[str, Any]], currency: str, cumulative: float) -> None:
    ties = beside(counted(rows, currency), 1)
    nets: dict[Figure, dict[tuple[str, str], Fraction]] = {}
    pairs = {(t[0], t[1], t[3]) for t in ties}
    for figure in {t[3] for t in ties}:
        of = net([(f"{t[0]}|{t[1]}", *t[1:]) for t in ties if t[3] == figure], 0)
        nets[figure] = {tuple(pair.split("|")): n for pair, n in of.items() if n is not None and n > 0}  # type: ignore[misc]
    found = plain(ask(paid(rows), currency=currency, important=cumulative).frame)
    assert {(r["donor"], r["recipient"], (r["currency"], r["money"], r["dataset"])) for r in found} == pairs
    for r in found:
        gave = nets[r["currency"], r["money"], r["dataset"]]
        amount = gave.get((r["donor"], r["recipient"]))
        if amount is None or {r["donor"], r["recipient"]} & set(NOBODY):
            assert r["amount"] is None or amount is None or r["amount"] == pytest.approx(float(amount))
            assert r["significance"] == "no evidence"
            assert (r["share_of_donor"], r["share_of_recipient"], r["donor_share"]) == (None, None, None)
            continue
        given_by = sum(n for (donor, _), n in gave.items() if donor == r["donor"])
        got = [n for (_, to), n in gave.items() if to == r["recipient"]]
        concentrated = amount / sum(got) > Fraction(given_by) / sum(gave.values())
        larger = sum(
            n for (donor, to), n in gave.items() if to == r["recipient"] and n > amount and donor not in NOBODY
        )
        hidden = sum(n for (donor, to), n in gave.items() if to == r["recipient"] and donor in NOBODY)
        least, most = (Fraction(part) / sum(got) < Fraction(str(cumulative)) for part in (larger + hidden, larger))
        important = most
        word = " and ".join(w for w, holds in (("concentrated", concentrated), ("important", important)) if holds)
        assert r["significance"] == ((word or "token") if least == most else "no evidence")
        assert r["unnamed_share"] == pytest.approx(float(Fraction(hidden) / sum(got)))
        assert r["amount"] == pytest.approx(float(amount))
        assert r["share_of_donor"] == pytest.approx(float(amount / given_by))
        assert r["share_of_recipient"] == pytest.approx(float(amount / sum(got)))
