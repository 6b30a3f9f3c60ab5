"""What no money question may ever do, whichever of them is asked."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import _money, _money_say
from queries._frame import EVIDENCE, shaped
from queries._parameters import Known, parsed
from queries._say import Say
from tests.queries.drawn import drawn
from tests.queries.given import DAY, counted, funds, paid, payments, plain

QUESTIONS: Mapping[str, Mapping[str, object]] = {
    "single-donor-dependency": {"at_least": 0},
    "donor-concentration": {"at_least": 0},
    "pledge-to-payment": {"by": "pair"},
    "without-largest-donor": {},
    "donor-significance": {},
}
every_question = pytest.mark.parametrize("name", QUESTIONS)


def ask(graph: PropertyGraph, name: str, **more: object) -> Any:
    return queries.ask(graph, name, **{"as_of": DAY, **QUESTIONS[name], **more})


def params(graph: PropertyGraph, name: str, **more: object) -> dict[str, Any]:
    return parsed(queries.question(name), Known.of(graph), {"as_of": DAY, **QUESTIONS[name], **more})


def rows(graph: PropertyGraph, name: str, **more: object) -> list[dict[str, Any]]:
    return plain(ask(graph, name, **more).frame)


BASE = [funds("USA", "quito", 60.0), funds("CAN", "quito", 40.0, money="commitment")]


@every_question
@pytest.mark.parametrize(
    "left_out",
    [
        {"counted": False},
        {"counted": None},
        {"status": "announced"},
        {"status": "unreviewed"},
        {"status": "dropped"},
        {"confidence": "unverified"},
        {"start": "2021"},
        {"money": None},
    ],
)
def test_what_does_not_count_changes_no_row(name: str, left_out: dict[str, Any]) -> None:
    extra = funds("ESP", "quito", 1000.0, spell=1, **left_out)
    assert rows(drawn({}, [*BASE, extra]), name) == rows(drawn({}, BASE), name)


@every_question
def test_money_given_stays_given_after_its_end(name: str) -> None:
    ended = [{**row, "start": "2018", "end": "2019", "status": "ended"} for row in BASE]
    assert rows(drawn({}, ended), name) == rows(drawn({}, [{**row, "start": "2018"} for row in BASE]), name)


@every_question
def test_from_a_day_what_has_no_start_is_left_out_and_said(name: str) -> None:
    graph = drawn({}, [*BASE, funds("ESP", "quito", 9.0, start=None), funds("KOR", "quito", 9.0, start="2019")])
    assert "country:ESP" in ask(graph, name).universe["donors"]
    answer = ask(graph, name, **{"from": "2020"})
    assert rows(graph, name, **{"from": "2020"}) == rows(drawn({}, BASE), name)
    assert answer.universe["unknown_start"] == ["funds/country:ESP/mechanism:quito/1"]
    assert "Left out, as the start is unknown: 1 statement." in answer.sentences["en"]
    assert "Fuera, por no constar el inicio: 1 afirmación." in answer.sentences["es"]
    assert "Left out, as the start is unknown: 1 statement." in ask(graph, name, **{"from": "2020-06"}).sentences["en"]


@every_question
def test_a_statement_of_unknown_kind_is_in_no_figure_and_said(name: str) -> None:
    answer = ask(drawn({}, [*BASE, funds("ESP", "quito", 9.0, money=None)]), name)
    assert answer.universe["unknown_kind"] == ["funds/country:ESP/mechanism:quito/1"]
    assert "Left out, as the kind of money is unknown: 1 statement." in answer.sentences["en"]


@every_question
@pytest.mark.parametrize("apart", [{"currency": "EUR"}, {"dataset": "iati"}])
def test_what_differs_in_currency_or_dataset_is_another_figure(name: str, apart: dict[str, Any]) -> None:
    other = funds("ESP", "quito", 1000.0, **apart)
    before, after = rows(drawn({}, BASE), name), rows(drawn({}, [*BASE, other]), name)
    shared = [column for column in before[0] if column not in ("other_currencies", "other_donors", "state")]
    kept = [{c: row[c] for c in shared} for row in after]
    assert all({c: row[c] for c in shared} in kept for row in before)
    assert len(after) == len(before) + 1


@every_question
def test_what_differs_in_kind_is_never_added(name: str) -> None:
    graph = drawn({}, [*BASE, funds("ESP", "quito", 1000.0, money="pledge")])
    for row in rows(graph, name):
        for column in ("total", "amount", "pledged", "committed", "without"):
            assert row.get(column) in (None, 0.0, 40.0, 60.0, 100.0, 1000.0)


@every_question
@pytest.mark.parametrize(
    "amounts",
    [
        [0.0],
        [5.0, -5.0],
        [0.1, 0.2, -0.3],
        [-7.0],
        [None],
        [float("inf")],
        [float("inf"), float("-inf")],
        [1e308, 1e308],
        [5e-324, -1e308],
    ],
)
def test_a_total_of_nothing_gives_no_evidence_and_never_an_infinite_number(name: str, amounts: list[float]) -> None:
    graph = drawn({}, [funds("USA", "quito", amount, spell=n) for n, amount in enumerate(amounts, 1)])
    answer = ask(graph, name)
    (row,) = plain(answer.frame)
    for column in ("top_share", "hhi", "share_lost", "share_of_donor", "share_of_recipient", "disbursed_of_pledged"):
        assert row.get(column) is None
    numbers = answer.frame.select_dtypes("float")
    assert not np.isinf(numbers.to_numpy()).any()
    assert "inf" not in "".join(answer.sentences.values()).replace("information", "")
    assert row.get("state", row.get("significance")) in ("no evidence", "nothing left known")


@pytest.mark.parametrize("name", [name for name in QUESTIONS if name != "pledge-to-payment"])
def test_a_donor_that_took_back_more_than_it_gave_has_no_share(name: str) -> None:
    graph = drawn({}, [*BASE, funds("ESP", "quito", 5.0), funds("ESP", "quito", -8.0, spell=2)])
    for row in rows(graph, name):
        assert row.get("total") in (None, 100.0, 60.0, 40.0)
        for column in ("top_share", "hhi", "share_lost", "share_of_donor", "share_of_recipient"):
            assert row.get(column) is None or 0 <= row[column] <= 1


def test_in_dollars_other_currencies_count_only_at_a_dated_rate() -> None:
    graph = drawn(
        {},
        [
            funds("USA", "quito", 50.0),
            funds("CAN", "quito", 70.0, "CAD", amount_usd=50.0),
            funds("ESP", "quito", 80.0, "EUR"),
            funds("KOR", "quito", 90.0, None),
        ],
    )
    (row,) = rows(graph, "single-donor-dependency", currency="usd")
    assert (row["total"], row["top_share"], row["unknown_amounts"], row["donors"]) == (100.0, 0.5, 2, 4)
    (row,) = rows(graph, "single-donor-dependency", currency="EUR")
    assert (row["total"], row["donor"], row["unknown_amounts"]) == (80.0, "country:ESP", 3)
    apart = rows(graph, "single-donor-dependency")
    assert {(r["currency"], r["total"], r["unknown_amounts"]) for r in apart} == {
        ("USD", 50.0, 1),
        ("CAD", 70.0, 1),
        ("EUR", 80.0, 1),
    }


def test_an_amount_known_only_in_dollars_is_in_dollars() -> None:
    graph = drawn(
        {}, [funds("KOR", "quito", 9e9, None, amount_usd=7.0), funds("USA", "csm", None, "EUR", amount_usd=3.0)]
    )
    found = {(r["recipient"], r["currency"], r["total"]) for r in rows(graph, "single-donor-dependency")}
    assert found == {("mechanism:quito", "USD", 7.0), ("mechanism:csm", "USD", 3.0)}


@every_question
def test_donors_and_kinds_of_recipients_can_be_left_out(name: str) -> None:
    graph = drawn({}, [*BASE, funds("ESP", "quito", 7.0), funds("USA", "country:COL", 5.0)])
    assert rows(graph, name, exclude="ESP", recipients="Mechanism") == rows(drawn({}, BASE), name)


@every_question
def test_the_kernel_gives_the_rows_from_the_ties(name: str) -> None:
    question, graph = (
        queries.question(name),
        drawn({}, [*BASE, funds("ESP", "quito"), funds("KOR", "quito", 3.0, None)]),
    )
    assert question.kernel is not None
    p = params(graph, name)
    ties = question.kernel.ties(graph, p)
    assert list(ties.columns) == [c.name for c in question.kernel.columns]
    assert ties["statement"].is_monotonic_increasing
    assert [[about] for about in ties["statement"]] == ties["evidence"].tolist()
    finished = shaped((*question.columns, EVIDENCE), question.kernel.finish(ties, p))
    pd.testing.assert_frame_equal(finished, shaped((*question.columns, EVIDENCE), question.found(graph, p).frame))
    rebuilt = pd.DataFrame(ties.astype(object).where(ties.notna(), None).to_dict("list"))  # as a driver gives them
    pd.testing.assert_frame_equal(shaped((*question.columns, EVIDENCE), question.kernel.finish(rebuilt, p)), finished)


@settings(max_examples=30, deadline=None)
@given(
    given_rows=payments(20), currency=st.sampled_from(["", "USD", "EUR"]), since=st.sampled_from([None, "2019-01-01"])
)
def test_the_ties_are_those_of_plain_rules_and_no_money_is_lost(
    given_rows: list[dict[str, Any]], currency: str, since: str | None
) -> None:
    graph = paid(given_rows)
    wanted = counted(given_rows, currency, since)
    found = _money.ties(graph, params(graph, "donor-significance", currency=currency, **{"from": since}))
    as_rows = [
        (r["donor"], r["recipient"], r["amount"], (r["currency"], r["money"], r["dataset"]), r["statement"])
        for r in plain(found)
    ]
    assert as_rows == sorted(wanted, key=lambda tied: tied[4])
    for columns in (["donor"], ["recipient"], ["donor", "recipient"], []):
        nets = _money.nets(_money.placed(found, columns), columns)
        assert nets["net"].sum() == sum(tied[2] or 0 for tied in wanted)
        assert nets["unknown"].sum() >= sum(tied[2] is None for tied in wanted)


def test_groups_stay_apart_however_many_there_could_be() -> None:
    texts = [f"{n:06d}" for n in range(60_000)]
    frame = pd.DataFrame(dict.fromkeys("abcd", texts) | {"e": [None, "x"] * 30_000})
    keys, code = _money.coded(frame, list("abcde"))
    assert len(keys) == 60_000
    assert keys["d"].tolist() == texts
    assert code.tolist() == list(range(60_000))
    assert keys["e"].isna().sum() == 30_000


@pytest.mark.parametrize(
    ("value", "en", "es"),
    [
        (9999.0, "9999", "9999"),
        (1234567.4, "1,234,567", "1.234.567"),
        (2.5, "2.50", "2,50"),
        (-20000.0, "-20,000", "-20.000"),
    ],
)
def test_amounts_are_written_as_each_language_does(value: float, en: str, es: str) -> None:
    assert _money_say.amount(Say("en", {}), value, "USD") == f"{en} USD"
    assert _money_say.amount(Say("es", {}), value, "USD") == f"{es} USD"


@pytest.mark.parametrize(
    ("share", "en", "es"),
    [
        (1.0, "100%", "100 %"),
        (0.996, "99.6%", "99,6 %"),
        (0.99999, "over 99.9%", "más de 99,9 %"),
        (0.5, "50%", "50 %"),
        (0.004, "0.4%", "0,4 %"),
        (0.00001, "under 0.1%", "menos de 0,1 %"),
        (0.0, "0%", "0 %"),
    ],
)
def test_a_share_never_reads_as_all_or_nothing_that_is_not(share: float, en: str, es: str) -> None:
    assert _money_say.percent(Say("en", {}), share) == en
    assert _money_say.percent(Say("es", {}), share) == es


@every_question
def test_a_period_that_ends_before_it_begins_is_refused(name: str) -> None:
    with pytest.raises(BadParameter, match="it is after the last day, 2020-12-31"):
        ask(drawn({}, []), name, **{"from": "2021"})
