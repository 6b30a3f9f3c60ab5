from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._means import STATES
from tests.queries.drawn import AS_OF, REGIONAL, Row, drawn, slugs, tie

NAME = "unfunded-mandates"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (STATES.index(r["funded"]), r["subject"])


def aims(subject: str, theme: str = "theme:border") -> dict[str, Any]:
    return tie("ADDRESSES", subject, theme)


def pays(donor: str, target: str, amount: float | None = None, money: str = "commitment", **more: object) -> Row:
    given = {} if amount is None else {"amount": amount, "currency": "USD"}
    row = tie("FUNDS", donor, target, money=money, **{"counted": True, "start": "2020", **given, **more})
    return {"id": f"funds/{donor}/{target}/{row.get('dataset', 'x')}/{amount}/{money}", **row}


def share(plan: str, number: float, start: str = "2021-12") -> Row:
    measured = {"measure": "funded_share", "number": number, "unit": "percent", "start": start}
    return {"id": f"funded_share/{plan}/{start}", "node": plan, **measured}


def means(*statements: Row, observations: Sequence[Row] = (), nodes: Mapping[str, Row] | None = None) -> PropertyGraph:
    return drawn(nodes or {}, statements, observations)


def mandates() -> PropertyGraph:
    # a  addresses border, health   <- FUNDS AAA 5, BBB 7 (USD)
    # b  addresses border           implements plan (25 % funded)
    # c  addresses border           <- PART_OF fund <- FUNDS AAA (pledge)
    # d  addresses border           nothing known
    # e  addresses border           implements plan:zero (0 % funded)
    # f  no mandate                 <- FUNDS AAA
    return means(
        *[aims(f"mechanism:{name}") for name in "abcde"],
        aims("mechanism:a", "theme:health"),
        aims("mechanism:a", "population:ven"),
        pays("AAA", "mechanism:a", 5),
        pays("BBB", "mechanism:a", 7),
        tie("IMPLEMENTS", "mechanism:b", "instrument:plan"),
        tie("PART_OF", "agency:fund", "mechanism:c"),
        pays("AAA", "agency:fund", money="pledge"),
        tie("IMPLEMENTS", "mechanism:e", "instrument:zero"),
        pays("AAA", "mechanism:f"),
        observations=(share("instrument:plan", 25), share("instrument:zero", 0)),
    )


def found(graph: PropertyGraph, as_of: str = AS_OF, **more: object) -> dict[str, dict[str, Any]]:
    frame = queries.ask(graph, NAME, as_of=as_of, **more).frame
    whole = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {row["subject"].partition(":")[2]: {str(name): cell for name, cell in row.items()} for row in whole}


def test_each_mandate_is_funded_in_part_or_whole_or_not_known_to_be() -> None:
    answer = queries.ask(mandates(), NAME, as_of=AS_OF)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    shown = ["subject", "funded", "donors", "themes", "through", "amounts", "share", "share_of"]
    assert frame[shown].to_numpy().tolist() == [
        ["mechanism:e", "no", [], ["theme:border"], [], [], 0.0, "instrument:zero"],
        ["mechanism:d", "no evidence", [], ["theme:border"], [], [], None, None],
        ["mechanism:c", "pledged", ["country:AAA"], ["theme:border"], ["agency:fund"], [], None, None],
        ["mechanism:b", "part funded", [], ["theme:border"], [], [], 0.25, "instrument:plan"],
        [
            "mechanism:a",
            "funded",
            ["country:AAA", "country:BBB"],
            ["theme:border", "theme:health"],
            [],
            ["commitment USD 12 (built)"],
            None,
            None,
        ],
    ]
    assert frame["evidence"].tolist() == [
        [
            "addresses/mechanism:e/theme:border/1",
            "funded_share/instrument:zero/2021-12",
            "implements/mechanism:e/instrument:zero/1",
        ],
        ["addresses/mechanism:d/theme:border/1"],
        [
            "addresses/mechanism:c/theme:border/1",
            "funds/AAA/agency:fund/x/None/pledge",
            "part-of/agency:fund/mechanism:c/1",
        ],
        [
            "addresses/mechanism:b/theme:border/1",
            "funded_share/instrument:plan/2021-12",
            "implements/mechanism:b/instrument:plan/1",
        ],
        [
            "addresses/mechanism:a/population:ven/1",
            "addresses/mechanism:a/theme:border/1",
            "addresses/mechanism:a/theme:health/1",
            "funds/AAA/mechanism:a/x/5/commitment",
            "funds/BBB/mechanism:a/x/7/commitment",
        ],
    ]
    assert frame["populations"].tolist() == [[], [], [], [], ["population:ven"]]
    assert answer.sentence == (
        "Of 5 mechanisms with a known mandate on 2022-05-17: 1 known to have money, 1 funded in part, 1 with pledges "
        "only, 1 reported to have received nothing and 1 without evidence. Nothing received: e (zero 0%, 2021-12). "
        "Funded in part: b (plan 25%, 2021-12). Pledges only: c. No evidence of means, which does not mean that "
        "there are none: d; load payments (FTS, IATI) to know more."
    )
    assert answer.sentences["es"] == (
        "De 5 mecanismos con mandato conocido al 2022-05-17: 1 con dinero conocido; 1 con financiación parcial; 1 solo "
        "con promesas; 1 sin nada recibido, según lo informado y 1 sin evidencia. Nada recibido: e (zero 0 %, "
        "2021-12). Financiación parcial: b (plan 25 %, 2021-12). Solo promesas: c. Sin evidencia de medios, lo que no "
        "significa que no los haya: d; para saber más, cargue pagos (FTS, IATI)."
    )
    assert {name: slugs(ids) for name, ids in answer.universe.items()} == {
        "mandates": ["a", "b", "c", "d", "e"],
        "unknown_mandates": ["f"],
    }


def test_before_it_is_known_what_came_there_is_no_evidence() -> None:
    early = found(mandates(), "2021-06")
    assert {name: row["funded"] for name, row in early.items()} == {
        "a": "funded",
        "b": "no evidence",
        "c": "pledged",
        "d": "no evidence",
        "e": "no evidence",
    }


def test_money_beside_a_share_below_one_is_part_funded_and_money_beside_nothing_too() -> None:
    for number, state in ((0, "part funded"), (40, "part funded"), (100, "funded")):
        graph = means(aims("mechanism:a"), pays("AAA", "mechanism:a", 5), observations=(share("mechanism:a", number),))
        assert found(graph)["a"]["funded"] == state


def test_the_latest_plan_with_a_known_share_decides() -> None:
    graph = means(
        aims("mechanism:a"),
        *[tie("IMPLEMENTS", "mechanism:a", f"instrument:p{year}") for year in (2019, 2020, 2021)],
        observations=(share("instrument:p2019", 100, "2019"), share("instrument:p2020", 30, "2020")),
    )
    row = found(graph)["a"]
    assert (row["funded"], row["share"], row["share_of"], row["share_date"]) == (
        "part funded",
        0.3,
        "instrument:p2020",
        "2020",
    )


def test_a_requirement_and_what_came_give_a_share() -> None:
    money = {"node": "instrument:p", "currency": "USD", "start": "2021"}
    graph = means(
        aims("instrument:p"),
        observations=(
            {"id": "o1", "measure": "financial_requirement", "number": 200, **money},
            {"id": "o2", "measure": "funding_received", "number": 50, **money},
        ),
        nodes={"instrument:p": {"subtype": "strategy"}},
    )
    row = found(graph, of="plans")["p"]
    assert (row["funded"], row["share"], row["share_date"]) == ("part funded", 0.25, "2021")


def test_amounts_of_other_kinds_currencies_or_datasets_are_not_added() -> None:
    graph = means(
        aims("mechanism:a"),
        pays("AAA", "mechanism:a", 5),
        pays("BBB", "mechanism:a", 6, currency="EUR"),
        pays("CCC", "mechanism:a", 7, money="disbursement"),
        pays("AAA", "mechanism:a", 5, dataset="fts"),
        pays("DDD", "mechanism:a", 900, counted=False),
    )
    row = found(graph)["a"]
    assert row["amounts"] == [
        "commitment EUR 6 (built)",
        "commitment USD 5 (built)",
        "commitment USD 5 (fts)",
        "disbursement USD 7 (built)",
    ]
    assert row["kinds"] == ["commitment", "disbursement"]
    assert "country:DDD" in row["donors"]


def test_a_leg_that_is_counted_elsewhere_shows_that_there_are_means() -> None:
    row = found(means(aims("mechanism:a"), pays("AAA", "mechanism:a", 5, counted=False)))["a"]
    assert (row["funded"], row["amounts"]) == ("funded", [])


def test_money_that_was_only_announced_or_is_no_means_is_no_evidence() -> None:
    for more in ({"status": "announced"}, {"confidence": "unverified"}, {"money": "repayment"}):
        graph = means(aims("mechanism:a"), {**pays("AAA", "mechanism:a", 5), **more})
        assert found(graph)["a"]["funded"] == "no evidence"
    pledge = means(aims("mechanism:a"), pays("AAA", "mechanism:a", 5, money="pledge"))
    assert found(pledge)["a"]["funded"] == "pledged"
    assert found(pledge, money="commitment")["a"]["funded"] == "no evidence"


def test_money_given_stays_given_and_shows_its_date() -> None:
    graph = means(
        aims("mechanism:a"),
        pays("AAA", "mechanism:a", 5, start="2012-04", end="2013"),
        pays("BBB", "mechanism:a", 6, start="2015", end="2016"),
        pays("CCC", "mechanism:a", 7, start="2023"),
    )
    row = found(graph)["a"]
    assert (row["funded"], row["donors"], row["money_date"]) == ("funded", ["country:AAA", "country:BBB"], "2015-01-01")
    assert found(graph, "2012-03")["a"]["funded"] == "no evidence"


def test_plans_projects_and_agencies_are_asked_for_by_of() -> None:
    graph = means(
        *[aims(f"{kind}:x") for kind in ("mechanism", "instrument", "project", "agency")],
        aims("instrument:law"),
        aims("project:over"),
        aims("mechanism:gone"),
        pays("AAA", "project:x"),
        tie("IMPLEMENTS", "agency:x", "project:x"),
        nodes={
            "mechanism:x": REGIONAL,
            "mechanism:gone": {**REGIONAL, "end": "2015"},
            "instrument:x": {"subtype": "strategy"},
            "project:over": {"end": "2021"},
        },
    )
    for of, wanted in (
        ("mechanisms", {"x": "no evidence"}),
        ("plans", {"x": "no evidence"}),
        ("projects", {"x": "funded"}),
        ("agencies", {"x": "funded"}),
    ):
        assert {name: row["funded"] for name, row in found(graph, of=of).items()} == wanted
    assert found(graph, of="agencies")["x"]["through"] == ["project:x"]


@pytest.mark.parametrize(("subtype", "state"), [("fund", "funded"), ("un-agency", "no evidence")])
def test_a_fund_that_supports_it_gives_it_means_and_another_supporter_does_not(subtype: str, state: str) -> None:
    graph = means(
        aims("mechanism:a"),
        tie("SUPPORTS", "agency:x", "mechanism:a"),
        pays("AAA", "agency:x", 5),
        nodes={"agency:x": {"subtype": subtype}},
    )
    assert found(graph)["a"]["funded"] == state


def test_a_mechanism_is_not_funded_by_money_to_another_that_it_implements() -> None:
    graph = means(
        aims("mechanism:a"), tie("IMPLEMENTS", "mechanism:a", "mechanism:compact"), pays("AAA", "mechanism:compact", 5)
    )
    assert found(graph)["a"]["funded"] == "no evidence"


def test_without_mandates_the_answer_says_so() -> None:
    answer = queries.ask(means(pays("AAA", "mechanism:a")), NAME, as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No source gives the mandate of any of the mechanisms on 2022-05-17: no evidence.",
        "es": "Ninguna fuente da el mandato de ningún mecanismo al 2022-05-17: sin evidencia.",
    }


@pytest.mark.parametrize(
    ("given", "choices"), [({"of": "donors"}, "choose from mechanisms"), ({"money": "interest"}, "choose from pledge")]
)
def test_a_bad_parameter_says_what_is_possible(given: dict[str, str], choices: str) -> None:
    with pytest.raises(BadParameter, match=choices):
        queries.ask(mandates(), NAME, **given)


def test_on_the_curated_graph_mirps_has_money_from_spain_and_nobody_is_said_to_have_none(
    built_in: PropertyGraph,
) -> None:
    rows = found(built_in)
    assert rows["mirps"]["donors"] == ["country:ESP"]
    assert rows["mirps"]["funded"] == "pledged"
    today = found(built_in, "2024-12-31")["mirps"]  # Spain has paid in to the MIRPS Fund, as a source of 2023 says
    assert (today["funded"], today["through"]) == ("funded", ["agency:mirps-fund"])
    assert "no" not in {row["funded"] for row in rows.values()}
    assert rows["rcm"]["funded"] == "no evidence"
