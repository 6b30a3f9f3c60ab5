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
    beside,
    counted,
    down,
    figure_key,
    figures,
    funds,
    key,
    net,
    own,
    paid,
    payments,
    plain,
)


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (down(r["share_lost"]), r["recipient"], figure_key(r))


def drawn_money() -> PropertyGraph:
    # quito: USA 64, CAN 20, ESP 16      csm: USA 5      rcm: USA 5, KOR ?      mirps: USA 5 USD, EU 7 EUR
    # r4v: USA ?, ESP ? (nobody knows who gives more)      gcm: ESP ? (the only one)
    return drawn(
        {},
        [
            funds("USA", "quito", 64.0),
            funds("CAN", "quito", 20.0),
            funds("ESP", "quito", 16.0),
            funds("USA", "csm", 5.0),
            funds("USA", "rcm", 5.0),
            funds("KOR", "rcm"),
            funds("USA", "mirps", 5.0),
            funds("agency:eu", "mirps", 7.0, "EUR"),
            funds("USA", "r4v"),
            funds("ESP", "r4v"),
            funds("ESP", "gcm"),
        ],
    )


def ask(graph: PropertyGraph, **more: object) -> Any:
    return queries.ask(graph, "without-largest-donor", **{"as_of": DAY, **more})


def test_what_remains_of_a_drawn_graph() -> None:
    answer = ask(drawn_money())
    no, usa, esp = float("nan"), ["country:USA"], ["country:ESP"]
    wanted = [
        ("csm", usa, 5.0, 0.0, 1.0, "USD", 0, 0, "nothing left known"),
        ("mirps", ["agency:eu"], 7.0, 0.0, 1.0, "EUR", 0, 1, "only other money left"),
        ("mirps", usa, 5.0, 0.0, 1.0, "USD", 0, 1, "only other money left"),
        ("rcm", usa, 5.0, no, 1.0, "USD", 1, 1, "only unknown amounts left"),
        ("quito", usa, 100.0, 36.0, 0.64, "USD", 0, 2, "something left"),
        ("gcm", esp, no, no, no, "USD", 1, 0, "nothing left known"),
        ("r4v", [], no, no, no, "USD", 2, 2, "no evidence"),
    ]
    columns = "recipient removed total without share_lost currency unknown_amounts other_donors state"
    frame = pd.DataFrame(wanted, columns=columns.split())
    frame["recipient"] = "mechanism:" + frame["recipient"]
    frame.insert(6, "money", "commitment")
    frame.insert(7, "dataset", "built")
    frame = frame.astype(dict.fromkeys(("recipient", "currency", "money", "dataset", "state"), "str"))
    pd.testing.assert_frame_equal(answer.frame.drop(columns="evidence"), frame)
    assert answer.sentences["en"] == (
        "Without the largest donor of each, on known amounts up to 2020-12-31, nothing known is left to 2 of 6 "
        "recipients, as no other donor of theirs is recorded: csm and gcm. Something is left to quito (36 USD, 64% "
        "less). Only money of another kind, currency or dataset is left to: mirps. Only unknown amounts are left to: "
        "rcm. The largest donor is not known of: r4v. Amounts known: 7 of 11 counted statements."
    )
    assert answer.sentences["es"] == (
        "Sin el mayor donante de cada uno, según los montos conocidos hasta 2020-12-31, no consta que les quede nada "
        "a 2 de 6 receptores, pues no se registra otro donante: csm y gcm. Conservan algo: quito (36 USD, 64 % "
        "menos). Solo conservan dinero de otro tipo, moneda o carga: mirps. Solo conservan montos desconocidos: rcm. "
        "No se conoce el mayor donante de: r4v. Montos conocidos: 7 de 11 afirmaciones contadas."
    )


def test_without_named_donors_only_their_recipients_are_rows() -> None:
    rows = plain(ask(drawn_money(), donors="USA,agency:eu").frame)
    assert [(r["recipient"][10:], r["removed"], r["without"], r["share_lost"], r["state"]) for r in rows] == [
        ("csm", ["country:USA"], 0.0, 1.0, "nothing left known"),
        ("mirps", ["agency:eu"], 0.0, 1.0, "nothing left known"),
        ("mirps", ["country:USA"], 0.0, 1.0, "nothing left known"),
        ("rcm", ["country:USA"], None, 1.0, "only unknown amounts left"),
        ("quito", ["country:USA"], 36.0, 0.64, "something left"),
        ("r4v", ["country:USA"], None, None, "only unknown amounts left"),
    ]


def test_what_an_unknown_amount_would_take_is_not_known() -> None:
    answer = ask(drawn_money(), donors="KOR,ESP")
    rcm, quito = (plain(answer.frame[answer.frame["recipient"] == f"mechanism:{m}"])[0] for m in ("rcm", "quito"))
    assert (rcm["without"], rcm["share_lost"], rcm["state"]) == (5.0, None, "something left")
    assert (quito["without"], quito["share_lost"]) == (84.0, 0.16)
    assert "Something is left to quito (84 USD, 16% less); rcm (5 USD, an unknown part less)." in answer.sentences["en"]
    assert "quito (84 USD, 16 % menos); rcm (5 USD, una parte desconocida menos)." in answer.sentences["es"]


def test_a_donor_that_gives_nothing_recorded_changes_nothing() -> None:
    answer = ask(drawn_money(), donors="KOR", exclude="KOR")
    assert answer.frame.empty
    assert answer.sentences["en"] == (
        "Without KOR, on known amounts up to 2020-12-31, none of 6 recipients is known to lose anything. Amounts "
        "known: 7 of 10 counted statements."
    )
    assert answer.sentences["es"] == (
        "Sin KOR, según los montos conocidos hasta 2020-12-31, de ninguno de 6 receptores consta que pierda algo. "
        "Montos conocidos: 7 de 10 afirmaciones contadas."
    )
    assert ask(drawn_money(), as_of="2019").sentences["en"].startswith("No counted funding, as asked for, is recorded")
    assert ask(drawn_money(), as_of="2019").sentences["es"].startswith("No consta financiación contada")


def test_a_bad_parameter_is_told_what_is_possible() -> None:
    with pytest.raises(BadParameter, match="give a Country or Agency"):
        ask(drawn_money(), donors="mechanism:quito")


@settings(max_examples=40, deadline=None)
@given(rows=payments(), donors=st.sampled_from(["", "country:USA", "country:CAN,agency:eu"]))
def test_remainders_are_those_of_plain_fractions(rows: list[dict[str, Any]], donors: str) -> None:
    ties = counted(rows)
    wanted, named = figures(ties, 1), set(donors.split(",")) - {""}
    found = {key(r, "recipient"): r for r in plain(ask(paid(rows), donors=donors).frame)}
    alive = {
        (to, donor)
        for (to, _), part in wanted.items()
        for donor, n in net(part, 0).items()
        if (n is not None and n > 0) or any(t[0] == donor and t[2] is None for t in part)
    }
    for figure, part in wanted.items():
        nets = net(part, 0)
        gave = {donor: n for donor, n in nets.items() if n is not None and n > 0}
        blank = {t[0] for t in part if t[2] is None}
        mine = own(nets)
        if figure[0] in NOBODY:
            gone = set()
        elif named:
            gone = named & set(nets)
        elif gave:
            gone = {min(mine, key=lambda donor: (-mine[donor], donor))} if mine else set()
        else:
            gone = blank - set(NOBODY) if len(blank) == 1 else set()
        if named and not gone:
            assert figure not in found
            continue
        r = found.pop(figure)
        left = sum((n for donor, n in gave.items() if donor not in gone), Fraction(0))
        others = {donor for to, donor in alive if to == figure[0]} - (named or gone)
        assert r["removed"] == sorted(gone)
        assert r["other_donors"] == len(others - set(NOBODY))
        assert r["total"] == (pytest.approx(float(sum(gave.values()))) if gave else None)
        assert r["without"] == (
            None if not gave or not gone or (not left and blank - gone) else pytest.approx(float(left))
        )
        told = any(nets[donor] is not None for donor in gone)
        lost = sum((gave.get(donor, Fraction(0)) for donor in gone), Fraction(0))
        assert r["share_lost"] == (pytest.approx(float(lost / sum(gave.values()))) if gave and told else None)
        known = (blank | set(gave)) - gone - set(NOBODY)
        states = [(not gone, "no evidence"), (left and known, "something left"), (left, "only unnamed donors left")]
        states += [(blank - gone, "only unknown amounts left")]
        states += [(others, "only other money left"), (True, "nothing left known")]
        assert r["state"] == next(state for holds, state in states if holds)
    assert not found
    assert len(beside(ties, 1)) >= len(ties)
