from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from graph import dates
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._needs import STATES
from tests.queries.drawn import AS_OF, Row, drawn, tie

NAME = "unfunded-hosts"
EDITION: Row = {"subtype": "response-plan-edition", "start": "2021", "end": "2021"}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    first = dates.first_day(r["period"].partition("/")[0]) if r["period"] and r["period"][0] != "/" else ""
    last = dates.last_day(r["period"].rpartition("/")[2]) if r["period"] and r["period"][-1] != "/" else "9"
    return (STATES.index(r["state"]), r["share"] is None, r["share"] or 0, r["subject"], first, last)


def seen(measure: str, number: float, start: str, plan: str = "instrument:plan", **more: object) -> dict[str, Any]:
    money = {} if measure in ("funded_share", "people_targeted") else {"currency": "USD", "unit": "USD"}
    more = {"unit": "percent", **more} if measure == "funded_share" else more
    identity = f"{measure}/{plan.partition(':')[2]}/{start}"
    return {"id": identity, "node": plan, "measure": measure, "number": number, "start": start, **money, **more}


def plan(*observations: Row, statements: Sequence[Row] = (), nodes: Mapping[str, Row] | None = None) -> PropertyGraph:
    evidence = [{"about": row["id"], "source": "source:note"} for row in (*observations, *statements)]
    return drawn({"instrument:plan": EDITION, **(nodes or {})}, statements, observations, evidence)


def rows(graph: PropertyGraph, as_of: str = AS_OF, **more: object) -> list[dict[str, Any]]:
    frame = queries.ask(graph, NAME, as_of=as_of, **more).frame
    whole = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{str(name): cell for name, cell in row.items()} for row in whole]


def one(graph: PropertyGraph, as_of: str = AS_OF, **more: object) -> dict[str, Any]:
    (row,) = rows(graph, as_of, **more)
    return row


NEED, HALF, END = (
    seen("financial_requirement", 1000, "2021", end="2021"),
    seen("funding_received", 300, "2021-08-09"),
    seen("funding_received", 450, "2021-12"),
)


def test_what_came_is_set_against_what_is_required() -> None:
    # plan of 2021:  required 1000; came 300 by 9 August, 450 by December; 90 people targeted
    # other, 2022:   required 2000, nothing known to have come
    other = seen("financial_requirement", 2000, "2022", "instrument:other")
    graph = plan(
        NEED,
        HALF,
        END,
        seen("people_targeted", 90, "2021"),
        other,
        nodes={"instrument:other": {**EDITION, "start": "2022"}},
    )
    answer = queries.ask(graph, NAME, as_of=AS_OF)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.to_dict("records") == [
        {
            "subject": "instrument:plan",
            "period": "2021",
            "requirement": 1000.0,
            "received": 450.0,
            "share": 0.45,
            "gap": 550.0,
            "currency": "USD",
            "funding_date": "2021-12",
            "whole_period": True,
            "basis": "reported",
            "people": 90.0,
            "people_of": "targeted",
            "received_per_person": 5.0,
            "state": "below",
            "evidence": [
                "financial_requirement/plan/2021",
                "funding_received/plan/2021-08-09",
                "funding_received/plan/2021-12",
                "people_targeted/plan/2021",
            ],
        },
        {
            "subject": "instrument:other",
            "period": "2022",
            "requirement": 2000.0,
            "received": None,
            "share": None,
            "gap": None,
            "currency": "USD",
            "funding_date": None,
            "whole_period": False,
            "basis": None,
            "people": None,
            "people_of": None,
            "received_per_person": None,
            "state": "no evidence",
            "evidence": ["financial_requirement/other/2022"],
        },
    ]
    assert answer.sentence == (
        "Of 2 plans and hosts (by period) looked at up to 2022-05-17, 1 below requirement, 0 met, 1 without evidence "
        "of what is required or of what came. Below: plan (2021) 45% funded by the end of 2021-12, 550 USD short, 5 "
        "USD for each person targeted. No evidence: other (2022)."
    )
    assert answer.sentences["es"] == (
        "De 2 planes y países (por periodo) al 2022-05-17, 1 por debajo de lo requerido, 0 con lo requerido, 1 sin "
        "evidencia de lo requerido o de lo recibido. Por debajo: plan (2021) financiado al 45 % hasta fines de "
        "2021-12, faltan 550 USD, 5 USD por persona meta. Sin evidencia: other (2022)."
    )
    assert answer.universe == {"plans": ["instrument:other", "instrument:plan"], "unknown_requirement": []}


def test_money_of_a_running_period_is_partial_and_shows_its_date() -> None:
    row = one(plan(NEED, HALF, END), "2021-10")
    assert (row["received"], row["funding_date"], row["whole_period"]) == (300, "2021-08-09", False)
    sentence = queries.ask(plan(NEED, HALF, END), NAME, as_of="2021-10").sentence
    assert "30% funded by 2021-08-09, its period not over, 700 USD short" in sentence


def test_a_figure_for_a_period_is_not_known_before_its_end() -> None:
    graph = plan(NEED, seen("funding_received", 450, "2021", end="2021"))
    assert one(graph, "2021-12-30")["state"] == "no evidence"
    assert one(graph, "2021-12-31")["received"] == 450


def test_a_revised_requirement_replaces_and_is_not_added() -> None:
    graph = plan(seen("financial_requirement", 1350, "2020-11-13"), seen("financial_requirement", 1400, "2021-05"), END)
    before, after = one(graph, "2021-04"), one(graph)
    assert (before["period"], before["requirement"], before["received"]) == ("2021", 1350, None)
    assert (after["period"], after["requirement"], after["gap"]) == ("2021", 1400, 950)
    assert len(after["evidence"]) == 3


def test_each_year_of_a_plan_of_two_years_is_a_row_and_a_dated_share_is_of_the_whole() -> None:
    years: dict[str, Row] = {"instrument:plan": {**EDITION, "end": "2022"}}
    graph = plan(
        seen("financial_requirement", 100, "2021"),
        seen("financial_requirement", 200, "2022"),
        seen("funded_share", 20, "2021-12-06"),
        nodes=years,
    )
    found = [(r["period"], r["requirement"], r["share"], r["state"]) for r in rows(graph)]
    assert found == [
        ("2021/2022", None, 0.2, "below"),
        ("2021", 100, None, "no evidence"),
        ("2022", 200, None, "no evidence"),
    ]


def test_a_share_alone_says_below_and_not_by_how_much() -> None:
    row = one(plan(NEED, seen("funded_share", 25, "2021-12-01")))
    assert (row["share"], row["basis"], row["state"]) == (0.25, "share", "below")
    assert (row["received"], row["gap"]) == (None, None)
    assert one(plan(NEED, seen("funded_share", 1, "2021-12-01", unit="share")))["state"] == "met"
    assert one(plan(NEED, seen("funded_share", 7, "2021-12-01", unit="tenths")))["state"] == "no evidence"


def test_a_reported_figure_goes_before_a_share() -> None:
    row = one(plan(NEED, HALF, seen("funded_share", 25, "2021-12-01")))
    assert (row["received"], row["share"], row["basis"]) == (300, 0.3, "reported")


@pytest.mark.parametrize(("came", "state"), [(999, "below"), (1000, "met"), (1001, "met"), (0, "below")])
def test_met_is_what_reaches_the_requirement(came: float, state: str) -> None:
    row = one(plan(NEED, seen("funding_received", came, "2021-12")))
    assert (row["state"], row["gap"]) == (state, 1000 - came)


def test_a_requirement_of_zero_is_no_evidence() -> None:
    row = one(plan(seen("financial_requirement", 0, "2021"), END))
    assert (row["state"], row["share"], row["gap"]) == ("no evidence", None, None)


def test_currencies_are_never_mixed() -> None:
    row = one(plan(NEED, seen("funding_received", 2000, "2021-12", currency="EUR")))
    assert (row["state"], row["received"], row["currency"]) == ("no evidence", None, "USD")
    unknown = {key: value for key, value in NEED.items() if key != "currency"}
    assert one(plan(unknown, END))["state"] == "no evidence"


def test_an_unverified_figure_counts_only_if_asked_for() -> None:
    graph = plan(NEED, HALF, {**END, "confidence": "unverified"})
    assert one(graph)["received"] == 300
    assert one(graph, confidence="stated,unverified")["received"] == 450


def test_an_edition_without_any_figure_is_named() -> None:
    graph = plan()
    row = one(graph)
    assert (row["period"], row["state"], row["evidence"]) == ("2021", "no evidence", ["instrument:plan"])
    assert queries.ask(graph, NAME, as_of=AS_OF).universe["unknown_requirement"] == ["instrument:plan"]
    assert rows(graph, "2020") == []


def pays(donor: str, amount: float | None, currency: str = "USD", **more: object) -> dict[str, Any]:
    more = {"start": "2021-03", "money": "disbursement", "counted": True, "dataset": "fts", **more}
    given = {} if amount is None else {"amount": amount}
    row = tie("FUNDS", donor, "instrument:plan", currency=currency, **given, **more)
    return {"id": f"{more['dataset']}/{donor}/{amount}/{more['start']}", **row}


def paid(*statements: Row) -> dict[str, Any]:
    return one(plan(NEED, statements=statements))


def test_payments_count_where_nothing_is_reported() -> None:
    row = paid(pays("AAA", 100), pays("BBB", 250, start="2021-06"))
    assert (row["received"], row["share"], row["basis"]) == (350, 0.35, "payments")
    assert (row["funding_date"], row["state"]) == ("2021-06-01", "below")
    assert row["evidence"] == [
        "financial_requirement/plan/2021",
        "fts/AAA/100/2021-03",
        "fts/BBB/250/2021-06",
    ]
    assert one(plan(NEED, END, statements=(pays("AAA", 100),)))["received"] == 450


def test_payments_of_other_kinds_or_datasets_or_not_counted_are_not_added() -> None:
    one_set = pays("AAA", 100)
    assert paid(one_set, pays("BBB", 900, money="pledge"))["received"] == 100
    assert paid(one_set, pays("BBB", 900, counted=False))["received"] == 100
    assert paid(one_set, pays("AAA", 120, dataset="iati"))["received"] == 120
    assert paid(one_set, pays("BBB", 900, start="2023"))["received"] == 100
    assert paid(pays("BBB", 900, money="pledge"))["state"] == "no evidence"


def test_payments_in_another_currency_leave_a_shortfall_open() -> None:
    row = paid(pays("AAA", 100), pays("BBB", 900, "EUR"))
    assert (row["received"], row["state"]) == (100, "no evidence")
    assert paid(pays("AAA", 1000), pays("BBB", None))["state"] == "met"
    assert paid(pays("AAA", 100), pays("BBB", 900, "EUR", amount_usd=950))["state"] == "met"


def test_of_a_plan_of_two_years_payments_belong_to_the_year_they_fall_in() -> None:
    needs = [seen("financial_requirement", 1000, year) for year in ("2021", "2022")]
    graph = plan(*needs, statements=(pays("AAA", 100), pays("AAA", 300, start="2022-02")))
    assert [(r["period"], r["received"]) for r in rows(graph)] == [("2021", 100), ("2022", 300)]


def host(*statements: Row) -> PropertyGraph:
    return plan(
        seen("financial_requirement", 1000, "2021", "country:COL"),
        seen("funding_received", 600, "2021", "country:COL"),
        statements=statements,
    )


def people(population: str, number: int, start: str) -> dict[str, Any]:
    row = tie("HOSTS", "COL", f"population:{population}", people=number, start=start)
    return {"id": f"hosts/{population}/{start}", **row}


def test_a_country_is_a_row_with_the_people_that_it_hosts() -> None:
    graph = host(people("ven", 100, "2020"), people("ven", 300, "2021-06"), people("ven", 900, "2022"))
    row = one(graph, plans="country:COL")
    assert (row["people"], row["people_of"], row["received_per_person"]) == (300, "hosted", 2)
    assert "hosts/ven/2021-06" in row["evidence"]


def test_populations_hosted_are_never_added() -> None:
    graph = host(people("ven", 300, "2021"), people("refugees", 200, "2021"))
    assert one(graph, plans="country:COL")["people"] is None
    assert one(graph, plans="country:COL", population="population:ven")["people"] == 300


def test_without_requirements_the_answer_says_what_to_load() -> None:
    answer = queries.ask(drawn({"instrument:plan": {}}, []), NAME, as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No requirement of a plan or host is known by 2022-05-17: no evidence; load requirements (FTS, R4V).",
        "es": "No consta el requerimiento de ningún plan o país de acogida al 2022-05-17: sin evidencia; cargue "
        "requerimientos (FTS, R4V).",
    }


@pytest.mark.parametrize(
    ("given", "choices"),
    [({"money": "repayment"}, "choose from pledge"), ({"plans": "population:ven"}, "give a Instrument or Country")],
)
def test_a_bad_parameter_says_what_is_possible(given: dict[str, str], choices: str) -> None:
    with pytest.raises(BadParameter, match=choices):
        queries.ask(plan(NEED, nodes={"population:ven": {}}), NAME, **given)


def test_of_the_curated_editions_four_are_known_to_be_below(built_in: PropertyGraph) -> None:
    found = {(r["subject"], r["period"]): r for r in rows(built_in, "2026-01-01") if r["state"] == "below"}
    shares = {key: round(row["share"], 3) for key, row in found.items()}
    assert shares == {
        ("instrument:rmrp-2020", "2020"): 0.487,
        ("instrument:rmrp-2021", "2021"): 0.45,
        ("instrument:rmrp-2022", "2022"): 0.25,
        ("instrument:rmrp-2023-2024", "2023/2024"): 0.2,
    }
    assert found["instrument:rmrp-2020", "2020"]["requirement"] == 1_400_000_000


def test_in_september_2021_the_figure_of_9_august_decides(built_in: PropertyGraph) -> None:
    (row,) = rows(built_in, "2021-09-01", plans="instrument:rmrp-2021")
    assert (row["received"], row["funding_date"], row["whole_period"]) == (395_800_000, "2021-08-09", False)


@given(
    came=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 3000)), max_size=6, unique_by=lambda x: x[0]),
    month=st.integers(1, 12),
)
def test_the_latest_figure_by_the_day_decides(came: list[tuple[int, int]], month: int) -> None:
    figures = [seen("funding_received", number, f"2021-{m:02d}") for m, number in came]
    row = one(plan(NEED, *figures), f"2021-{month:02d}")
    known = [number for m, number in sorted(came) if m <= month]
    if known:
        assert (row["received"], row["gap"], row["share"]) == (known[-1], 1000 - known[-1], known[-1] / 1000)
        assert row["state"] == ("met" if known[-1] >= 1000 else "below")
    else:
        assert row["state"] == "no evidence"
