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
from tests.queries.given import DAY, DONORS, NOBODY, RECIPIENTS, Tie, counted, funds, last, net, paid, payments, plain

RATES = {
    "disbursed_of_pledged": ("disbursement", "pledge"),
    "disbursed_of_committed": ("disbursement", "commitment"),
    "committed_of_pledged": ("commitment", "pledge"),
}
STAGES = {"pledged": "pledge", "committed": "commitment", "disbursed": "disbursement"}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return tuple(last(r[name]) for name in (*RATES, "recipient", "donor", "currency", "dataset"))


def drawn_money() -> PropertyGraph:
    # quito: USA pledged 100, committed 80, disbursed 40; CAN pledged 50 (no more known); KOR disbursed 30 (no pledge)
    # csm: USA pledged 10 USD, disbursed 5 EUR      rcm: USA pledged ?, disbursed 5
    # mirps: ESP pledged 9, disbursed 6 and took 6 back
    return drawn(
        {},
        [
            funds("USA", "quito", 100.0, money="pledge"),
            funds("USA", "quito", 80.0, spell=2),
            funds("USA", "quito", 40.0, money="disbursement", spell=3),
            funds("USA", "quito", 7.0, money="expenditure", spell=4),
            funds("CAN", "quito", 50.0, money="pledge"),
            funds("KOR", "quito", 30.0, money="disbursement"),
            funds("USA", "csm", 10.0, money="pledge"),
            funds("USA", "csm", 5.0, "EUR", money="disbursement", spell=2),
            funds("USA", "rcm", money="pledge"),
            funds("USA", "rcm", 5.0, money="disbursement", spell=2),
            funds("ESP", "mirps", 9.0, money="pledge"),
            funds("ESP", "mirps", 6.0, money="disbursement", spell=2),
            funds("ESP", "mirps", -6.0, money="disbursement", spell=3),
        ],
    )


def ask(graph: PropertyGraph, **more: object) -> Any:
    return queries.ask(graph, "pledge-to-payment", **{"as_of": DAY, **more})


def test_rates_are_over_donors_of_whom_both_stages_are_known() -> None:
    answer = ask(drawn_money())
    no = float("nan")
    wanted = [
        ("mirps", 9.0, no, 0.0, 0.0, no, no, 1, "USD", 0, "known"),
        ("quito", 150.0, 80.0, 70.0, 0.4, 0.5, 0.8, 1, "USD", 0, "partly known"),
        ("csm", no, no, 5.0, no, no, no, 0, "EUR", 0, "no evidence"),
        ("csm", 10.0, no, no, no, no, no, 0, "USD", 0, "no evidence"),
        ("rcm", no, no, 5.0, no, no, no, 0, "USD", 1, "no evidence"),
    ]
    columns = f"recipient {' '.join(STAGES)} {' '.join(RATES)} matched currency unknown_amounts state"
    frame = pd.DataFrame(wanted, columns=columns.split())
    frame["recipient"] = "mechanism:" + frame["recipient"]
    frame.insert(1, "donor", None)
    frame.insert(9, "latest_stage", 0)
    frame.insert(11, "dataset", "built")
    texts = ("recipient", "donor", "currency", "dataset", "state")
    pd.testing.assert_frame_equal(answer.frame.drop(columns="evidence"), frame.astype(dict.fromkeys(texts, "str")))
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, two comparable stages of money from the same donor are known for 2 of 4 "
        "recipients: mirps, 0% of what was pledged is disbursed (USD); quito, 40% of what was pledged is disbursed "
        "(USD). Known are pledges for 3, commitments for 1 and disbursements for 4 of them; a stage that is not "
        "recorded is unknown, not zero. Amounts known: 11 of 12 counted statements."
    )
    assert answer.sentences["es"] == (
        "Según los montos conocidos hasta 2020-12-31, se conocen dos etapas comparables del dinero de un mismo donante "
        "para 2 de 4 receptores: mirps, 0 % de lo prometido se desembolsó (USD); quito, 40 % de lo prometido se "
        "desembolsó (USD). Se conocen promesas de 3, compromisos de 1 y desembolsos de 4 de ellos; una etapa sin "
        "registro es desconocida, no cero. Montos conocidos: 11 de 12 afirmaciones contadas."
    )


def test_by_pair_and_by_donor() -> None:
    pairs = plain(ask(drawn_money(), by="pair", exclude="ESP").frame)
    assert [(r["donor"][8:], r["recipient"][10:], r["disbursed_of_pledged"]) for r in pairs] == [
        ("USA", "quito", 0.4),
        ("USA", "csm", None),
        ("USA", "csm", None),
        ("CAN", "quito", None),
        ("KOR", "quito", None),
        ("USA", "rcm", None),
    ]
    donors = plain(ask(drawn_money(), by="donor").frame)
    assert [(r["donor"][8:], r["currency"], r["pledged"], r["disbursed"]) for r in donors] == [
        ("ESP", "USD", 9.0, 0.0),
        ("USA", "USD", 110.0, 45.0),
        ("CAN", "USD", 50.0, None),
        ("KOR", "USD", None, 30.0),
        ("USA", "EUR", None, 5.0),
    ]
    assert all(r["recipient"] is None for r in donors)


def test_what_is_not_recorded_is_said_to_be_unknown() -> None:
    answer = ask(drawn({}, [funds("USA", "quito", 100.0, money="pledge")]))
    assert answer.frame["disbursed"].isna().all()
    assert answer.sentences["en"].startswith(
        "How far pledged money got up to 2020-12-31 is not known for any of 1 recipients: no two comparable "
        "stages of money"
    )
    assert "una etapa sin registro es desconocida, no cero" in answer.sentences["es"]
    nothing = ask(drawn({}, [funds("USA", "quito", 100.0, money="interest")]))
    assert nothing.frame.empty
    assert nothing.sentences["en"].startswith("No counted funding, as asked for, is recorded up to 2020-12-31")
    assert nothing.sentences["es"].startswith("No consta financiación contada")


def test_stages_of_two_datasets_make_no_rate() -> None:
    pledge = funds("USA", "quito", 100.0, money="pledge", dataset="fts")
    payment = funds("USA", "quito", 100.0, money="disbursement", dataset="iati", spell=2)
    assert set(ask(drawn({}, [pledge, payment])).frame["state"]) == {"no evidence"}


def test_money_told_at_its_latest_stage_only_is_in_the_sums_and_in_no_rate() -> None:
    # fts: of 300 that USA gave quito 200 are paid, so 100 are told as committed; KOR gave rcm 5, still a pledge
    # iati: the 300 are committed and 200 of them paid       curated: CAN pledged csm 10, paid 4, and 3 that are late
    late: dict[str, Any] = {"dataset": "fts", "latest_stage": True}
    rows = [
        funds("USA", "quito", 100.0, spell=1, **late),
        funds("USA", "quito", 200.0, money="disbursement", spell=2, **late),
        funds("KOR", "rcm", 5.0, money="pledge", **late),
        funds("USA", "quito", 300.0, spell=3, dataset="iati"),
        funds("USA", "quito", 200.0, money="disbursement", spell=4, dataset="iati", latest_stage=False),
        funds("CAN", "csm", 10.0, money="pledge", dataset="curated"),
        funds("CAN", "csm", 4.0, money="disbursement", spell=2, dataset="curated"),
        funds("CAN", "csm", 3.0, money="disbursement", spell=3, dataset="curated", latest_stage=True),
    ]
    answer = ask(drawn({}, rows))
    columns = ("recipient", "dataset", *STAGES, *RATES, "matched", "latest_stage", "state")
    assert [tuple(r[c] for c in columns) for r in plain(answer.frame)] == [
        ("mechanism:quito", "iati", None, 300.0, 200.0, None, 200 / 300, None, 1, 0, "known"),
        ("mechanism:csm", "curated", 10.0, None, 7.0, None, None, None, 0, 1, "no evidence"),
        ("mechanism:quito", "fts", None, 100.0, 200.0, None, None, None, 0, 2, "no evidence"),
        ("mechanism:rcm", "fts", 5.0, None, None, None, None, None, 0, 1, "no evidence"),
    ]
    assert answer.sentences["en"] == (
        "On known amounts up to 2020-12-31, two comparable stages of money from the same donor are known for 1 of 3 "
        "recipients: quito, 67% of what was committed is disbursed (USD). Known are pledges for 2, commitments for 1 "
        "and disbursements for 2 of them; a stage that is not recorded is unknown, not zero. Datasets whose sums stand "
        "only at their latest stage (what is paid is told as committed no more), so that no rate is given: curated "
        "and fts. Amounts known: 8 of 8 counted statements."
    )
    assert (
        "una etapa sin registro es desconocida, no cero. Cargas cuyas sumas constan solo en su última etapa (lo pagado "
        "ya no consta como comprometido), por lo que no se da tasa: curated y fts. Montos conocidos: 8 de 8"
    ) in answer.sentences["es"]


def test_where_all_money_is_told_at_its_latest_stage_no_rate_is_known() -> None:
    rows = [
        funds("USA", "quito", 101.0, dataset="fts", latest_stage=True),
        funds("USA", "quito", 200.0, money="disbursement", spell=2, dataset="fts", latest_stage=True),
    ]
    for by, who in (("recipient", "recipients"), ("donor", "donors"), ("pair", "donor-recipient pairs")):
        answer = ask(drawn({}, rows), by=by)
        assert answer.frame[["committed", "disbursed"]].to_numpy().tolist() == [[101.0, 200.0]]
        assert answer.frame[list(RATES)].isna().all(axis=None)
        assert answer.sentences["en"].startswith(
            f"How far pledged money got up to 2020-12-31 is not known for any of 1 {who}: no two comparable stages of "
            "money from one donor to one recipient have known amounts in one currency and dataset. Known are"
        )
        assert "%" not in answer.sentences["en"] + answer.sentences["es"]


def test_corrections_beyond_what_was_paid_make_no_rate() -> None:
    rows = [
        funds("USA", "quito", 10.0, money="pledge"),
        funds("USA", "quito", -4.0, money="disbursement", spell=2),
        funds("USA", "quito", 0.0, money="commitment", spell=3),
    ]
    row = plain(ask(drawn({}, rows)).frame)[0]
    assert (row["pledged"], row["committed"], row["disbursed"]) == (10.0, 0.0, -4.0)
    assert (row["disbursed_of_pledged"], row["disbursed_of_committed"], row["committed_of_pledged"]) == (
        None,
        None,
        0.0,
    )


def test_a_bad_parameter_is_told_what_is_possible() -> None:
    with pytest.raises(BadParameter, match="choose from recipient, donor, pair"):
        ask(drawn_money(), by="country")
    with pytest.raises(BadParameter, match="it takes by"):
        ask(drawn_money(), money="pledge")


def beside(ties: list[Tie], subject: tuple[int, ...]) -> dict[tuple[Any, ...], list[Tie]]:
    """The ties by subject, currency and dataset, by plain rules."""
    stages = [t for t in ties if t[3][1] in STAGES.values()]
    by: dict[tuple[Any, ...], list[Tie]] = {}
    for tied in stages:
        who, (currency, _, dataset) = tuple(tied[i] for i in subject), tied[3]
        homes = {t[3][0] for t in stages if tuple(t[i] for i in subject) == who and t[3][2] == dataset} - {None}
        for home in [currency] if currency or not homes else sorted(map(str, homes)):
            by.setdefault((*who, home, dataset), []).append(tied)
    return by


def met(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The payments as counted ones of two donors to one recipient, so that stages meet."""
    same = {"target": RECIPIENTS[-1], "dataset": "fts", "counted": True, "start": "2020", "status": None}
    return [{**row, **same, "confidence": "stated", "source": DONORS[at % 2]} for at, row in enumerate(rows)]


@settings(max_examples=60, deadline=None)
@given(rows=payments(20) | payments(12).map(met), by=st.sampled_from(["recipient", "donor", "pair"]))
def test_stages_and_rates_are_those_of_plain_fractions(rows: list[dict[str, Any]], by: str) -> None:
    subject = {"recipient": (1,), "donor": (0,), "pair": (0, 1)}[by]
    wanted = beside(counted(rows), subject)
    late = {row["id"] for row in rows if row["latest_stage"]}
    found = plain(ask(paid(rows), by=by).frame)
    who = {"recipient": ["recipient"], "donor": ["donor"], "pair": ["donor", "recipient"]}[by]
    assert {tuple(r[c] for c in (*who, "currency", "dataset")) for r in found} == set(wanted)
    for r in found:
        ties = wanted[tuple(r[c] for c in (*who, "currency", "dataset"))]
        pairs = {
            money: net([("|".join(t[:2]), *t[1:]) for t in ties if t[3][1] == money], 0) for money in STAGES.values()
        }
        for stage, money in STAGES.items():
            known = [n for n in pairs[money].values() if n is not None]
            assert r[stage] == (pytest.approx(float(sum(known))) if known else None)
        apart = {"|".join(t[:2]) for t in ties if t[4] in late or set(t[:2]) & set(NOBODY)}
        for rate, (part, whole) in RATES.items():
            both = [
                (pairs[part][pair], n)
                for pair, n in pairs[whole].items()
                if n is not None and pairs[part].get(pair) is not None and pair not in apart
            ]
            top, bottom = sum((a or Fraction(0) for a, _ in both), Fraction(0)), sum((b for _, b in both), Fraction(0))
            assert r[rate] == (pytest.approx(float(top / bottom)) if bottom > 0 and top >= 0 else None)
        known_pairs = [pair for nets in pairs.values() for pair, n in nets.items() if n is not None]
        assert r["matched"] == sum(known_pairs.count(pair) > 1 for pair in {*known_pairs} - apart)
        assert r["latest_stage"] == sum(t[4] in late for t in ties)
        assert r["unknown_amounts"] == sum(t[2] is None for t in ties)
