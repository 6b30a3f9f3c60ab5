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
    return (down(r["top_share"]), down(r["hhi"]), r["donor"], figure_key(r))


def drawn_money() -> PropertyGraph:
    # USA 75 --> project:a (in COL)    USA 25 --> project:b (in COL and PER)    CAN 10 --> COL    CAN 10 --> project:a
    # ESP ? --> project:c (nowhere)    ESP 0 = 4 - 4 --> COL
    return drawn(
        {},
        [
            funds("USA", "project:a", 75.0),
            funds("USA", "project:b", 25.0),
            funds("CAN", "country:COL", 10.0),
            funds("CAN", "project:a", 10.0),
            funds("ESP", "project:c"),
            funds("ESP", "country:COL", 4.0),
            funds("ESP", "country:COL", -4.0, spell=2),
            tie("OPERATES_IN", "project:a", "country:COL", start="2019", end="2019"),
            tie("OPERATES_IN", "project:b", "country:COL", start="2019"),
            tie("OPERATES_IN", "project:b", "country:PER", start="2019"),
            tie("OPERATES_IN", "project:b", "country:ECU", start="2019", status="announced"),
            tie("OPERATES_IN", "project:c", "country:PER", start="2021"),
        ],
    )


def ask(graph: PropertyGraph, **more: object) -> Any:
    return queries.ask(graph, "donor-concentration", **{"as_of": DAY, **more})


def shown(answer: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(r[c] for c in columns) for r in plain(answer.frame)]


def test_the_shares_of_donors_of_a_drawn_graph() -> None:
    answer = ask(drawn_money())
    unknown = float("nan")
    wanted = [
        ("USA", "project:a", 0.75, 0.625, 1.6, 2, 100.0, 0, 0, "known"),
        ("CAN", "country:COL", 0.5, 0.5, 2.0, 2, 20.0, 0, 0, "known"),
        ("ESP", None, unknown, unknown, unknown, 2, unknown, 1, 1, "no evidence"),
    ]
    columns = "donor recipient top_share hhi effective_recipients recipients total unknown_amounts netted state"
    frame = pd.DataFrame(wanted, columns=columns.split())
    frame["donor"] = "country:" + frame["donor"]
    for place, (name, value) in {7: ("currency", "USD"), 8: ("money", "commitment"), 9: ("dataset", "built")}.items():
        frame.insert(place, name, value)
    frame.insert(12, "unplaced", 0)
    frame.insert(13, "other_currencies", 0)
    frame.insert(3, "unnamed_share", [0.0, 0.0, unknown])
    texts = ("donor", "recipient", "currency", "money", "dataset", "state")
    pd.testing.assert_frame_equal(answer.frame.drop(columns="evidence"), frame.astype(dict.fromkeys(texts, "str")))
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, 2 of 3 donors gave 50% or more of a kind of money to one of several "
        "recorded recipients: USA (a: commitments); CAN (COL: commitments). No share known: ESP. Amounts known: 6 of "
        "7 counted statements."
    )


def test_by_country_only_what_lies_in_one_country_is_placed() -> None:
    answer = ask(drawn_money(), by="countries")
    columns = ("donor", "recipient", "top_share", "recipients", "total", "unplaced", "state")
    assert shown(answer, *columns) == [
        ("country:CAN", "country:COL", 1.0, 1, 20.0, 0, "known"),
        ("country:USA", "country:COL", 1.0, 1, 75.0, 1, "partly known"),
        ("country:ESP", "country:COL", None, 1, None, 1, "no evidence"),
    ]
    assert answer.universe["unplaced"] == ["project:b", "project:c"]
    assert "operates-in/project:a/country:COL/1" in answer.frame["evidence"][0]
    assert not any("project:b" in about for about in answer.frame["evidence"][1])
    assert answer.sentences["es"] == (
        "Con los montos conocidos hasta 2020-12-31, de ninguno de 3 donantes consta que haya dado 50 % o más de un "
        "tipo de dinero a uno entre varios países. 1 de ellos tiene un solo país registrado de un tipo de dinero, "
        "quizá no el único: CAN. Quizá, pues no constan algunos montos o países: USA. Sin parte conocida: ESP. Montos "
        "conocidos: 6 de 7 afirmaciones contadas. Sin ubicar, por no constar un único país: b y c."
    )


def test_a_donor_whose_money_has_no_place_is_still_a_row() -> None:
    frame = ask(drawn_money(), by="countries", recipients="Project", exclude="USA,CAN").frame
    assert shown(
        queries.ask(
            drawn_money(), "donor-concentration", as_of=DAY, by="countries", exclude="USA,CAN", recipients="Project"
        ),
        "donor",
        "recipient",
        "recipients",
        "unplaced",
        "state",
    ) == [("country:ESP", None, 0, 1, "no evidence")]
    assert frame["evidence"][0] == ["funds/country:ESP/project:c/1"]


def test_money_given_while_somebody_worked_there_stays_placed_and_before_it_is_not() -> None:
    assert ask(drawn_money(), by="countries", as_of="2025").universe["unplaced"] == ["project:b"]
    early = drawn({}, [funds("USA", "project:a", 1.0), tie("OPERATES_IN", "project:a", "country:COL", start="2021")])
    assert ask(early, by="countries").universe["unplaced"] == ["project:a"]


def test_without_money_it_says_so() -> None:
    answer = ask(drawn({"country:USA": {}}, []), by="countries")
    assert answer.frame.empty
    assert answer.sentences["en"].startswith("No counted funding, as asked for, is recorded up to 2020-12-31: no evid")
    assert answer.sentences["es"].startswith("No consta financiación contada, tal como se pide, hasta 2020-12-31: sin")


def test_a_bad_parameter_is_told_what_is_possible() -> None:
    with pytest.raises(BadParameter, match="choose from recipients, countries"):
        ask(drawn_money(), by="themes")


PLACES = [
    {"relation": "OPERATES_IN", "id": "op/0", "source": "project:roads", "target": "country:COL", "start": "2018"},
    {"relation": "OPERATES_IN", "id": "op/1", "source": "agency:iom", "target": "country:COL", "start": "2018"},
    {"relation": "OPERATES_IN", "id": "op/2", "source": "agency:iom", "target": "country:PER", "start": "2018"},
]


@settings(max_examples=40, deadline=None)
@given(rows=payments(), currency=st.sampled_from(["", "USD"]), by=st.sampled_from(["recipients", "countries"]))
def test_shares_are_those_of_plain_fractions(rows: list[dict[str, Any]], currency: str, by: str) -> None:
    place = {"country:COL": "country:COL", "project:roads": "country:COL"}
    wanted = figures(counted(rows, currency), 0)
    found = plain(ask(paid(rows, PLACES), by=by, at_least=0, currency=currency).frame)
    assert {key(r, "donor") for r in found} == set(wanted)
    assert len(found) == len(wanted)
    for r in found:
        ties = wanted[key(r, "donor")]
        if by == "countries":
            ties = [(d, place.get(to, ""), *rest) for d, to, *rest in ties]  # type: ignore[misc]
        there = [tied for tied in ties if tied[1]]
        nets = net(there, 1)
        got = own(nets, r["donor"])
        total = sum((n for n in nets.values() if n is not None and n > 0), Fraction(0))
        assert r["unplaced"] == len(ties) - len(there)
        assert r["recipients"] == len(set(nets) - set(NOBODY))
        assert r["unknown_amounts"] == sum(tied[2] is None for tied in there)
        assert r["total"] == (pytest.approx(float(total)) if total else None)
        assert r["unnamed_share"] == (pytest.approx(float(of_nobody(nets) / total)) if total else None)
        assert r["top_share"] == (pytest.approx(float(max(got.values()) / total)) if got else None)
        assert r["hhi"] == (pytest.approx(float(sum((n / total) ** 2 for n in got.values()))) if got else None)
        if got:
            assert r["recipient"] == min(got, key=lambda to: (-got[to], to))
