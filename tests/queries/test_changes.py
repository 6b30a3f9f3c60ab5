from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import changes
from queries._say import word
from tests.queries.drawn import REGIONAL, drawn, sit, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return tuple(r[c] or "" for c in ("date", "change", "subject", "relation", "object"))


GCM = {"subtype": "compact", "scope": "global", "members_known": True}


def brazil() -> PropertyGraph:
    # BRA adopts gcm 2018-12-10, withdraws 2019-01-08, adopts again 2023-01-05; PER presides over csm in 2019
    return drawn(
        {"mechanism:gcm": GCM, "mechanism:csm": REGIONAL},
        [
            tie("ADOPTED", "BRA", "gcm", start="2018-12-10", end="2019-01-08"),
            tie("WITHDREW_FROM", "BRA", "gcm", start="2019-01-08"),
            tie("ADOPTED", "BRA", "gcm", spell=2, start="2023-01-05"),
            tie("PRESIDES", "PER", "csm", role="pro-tempore-presidency", start="2019-03", end="2019"),
            *sit("PER", "csm"),
        ],
        [
            {"node": "mechanism:csm", "measure": "status", "text": "dormant", "start": "2020-02"},
            {"node": "mechanism:csm", "measure": "member_states", "number": 12, "start": "2020-02"},
        ],
    )


def ask(graph: PropertyGraph, first: str, last: str, **more: object) -> list[list[Any]]:
    answer = queries.ask(graph, "changes", as_of="2024", **{"from": first, "to": last}, **more)
    rows = answer.frame[["date", "change", "subject", "relation", "object"]]
    return rows.astype(object).where(rows.notna(), None).values.tolist()


def test_brazil_joins_leaves_once_and_comes_back() -> None:
    answer = queries.ask(brazil(), "changes", as_of="2024", from_="2018-12-01", to="2023-02-01")
    rows = answer.frame.astype(object).where(answer.frame.notna(), None).to_dict("records")
    gcm = {"subject": "country:BRA", "object": "mechanism:gcm"}
    assert rows == [
        {"date": "2018-12-10", "change": "joined", "relation": "ADOPTED"}
        | gcm
        | {"evidence": ["adopted/country:BRA/mechanism:gcm/1"]},
        {"date": "2019", "change": "handed over", "subject": "country:PER", "relation": "PRESIDES"}
        | {"object": "mechanism:csm"}
        | {"evidence": ["presides/country:PER/mechanism:csm/pro-tempore-presidency/1"]},
        {"date": "2019-01-08", "change": "left", "relation": "ADOPTED"}
        | gcm
        | {"evidence": ["adopted/country:BRA/mechanism:gcm/1", "withdrew-from/country:BRA/mechanism:gcm/1"]},
        {"date": "2019-03", "change": "took over", "subject": "country:PER", "relation": "PRESIDES"}
        | {"object": "mechanism:csm"}
        | {"evidence": ["presides/country:PER/mechanism:csm/pro-tempore-presidency/1"]},
        {"date": "2020-02", "change": "dormant", "subject": "mechanism:csm", "relation": None, "object": None}
        | {"evidence": ["status/mechanism:csm/2020-02/1"]},
        {"date": "2023-01-05", "change": "joined", "relation": "ADOPTED"}
        | gcm
        | {"evidence": ["adopted/country:BRA/mechanism:gcm/2"]},
    ]
    assert answer.sentence == (
        "6 dated changes between 2018-12-01 and 2023-02-01: joined 2, dormant 1, handed over 1, left 1, took over 1. "
        "2018-12-10 joined: BRA (gcm); 2019-01-08 left: BRA (gcm); 2023-01-05 joined: BRA (gcm)."
    )


def test_both_days_belong_to_the_window() -> None:
    assert [row[1] for row in ask(brazil(), "2018-12-10", "2018-12-10")] == ["joined"]
    assert ask(brazil(), "2018-12-11", "2019-01-07") == []


def test_a_year_as_window_is_its_first_day_to_its_last() -> None:
    assert [row[1] for row in ask(brazil(), "2018", "2018")] == ["joined"]
    assert [row[1] for row in ask(brazil(), "2019", "2019")] == ["handed over", "left", "took over"]


def test_a_coarse_end_counts_on_its_last_day() -> None:
    assert [row[:2] for row in ask(brazil(), "2019-12-31", "2020-01-01")] == [["2019", "handed over"]]


def test_what_has_no_date_is_no_change() -> None:
    assert not any(row[2:] == ["country:PER", "MEMBER_OF", "mechanism:csm"] for row in ask(brazil(), "1800", "2199"))


@pytest.mark.parametrize("status", ["announced", "invited", "declined", "dropped", "unreviewed"])
def test_what_never_came_to_be_is_no_change(status: str) -> None:
    graph = drawn({"mechanism:a": REGIONAL}, sit("MEX", "a", start="2000", end="2001", status=status))
    assert ask(graph, "1800", "2199") == []


def test_a_vote_is_a_vote_and_no_joining() -> None:
    graph = drawn({"mechanism:gcm": GCM}, [tie("VOTED", "BRA", "gcm", start="2018-12-19", choice="yes")])
    assert [row[1] for row in ask(graph, "2018", "2019")] == ["voted yes"]


@pytest.mark.parametrize(
    ("choice", "words"), [("against", "voted against"), ("abstain", "abstained"), ("absent", "did not vote")]
)
def test_each_choice_of_a_vote_reads_as_it_was(choice: str, words: str) -> None:
    graph = drawn({"mechanism:gcm": GCM}, [tie("VOTED", "CHL", "gcm", start="2018-12-19", choice=choice)])
    assert [row[1] for row in ask(graph, "2018", "2019")] == [words]


def test_participation_that_gives_a_seat_is_joining() -> None:
    cmc = {**REGIONAL, "seats": "PARTICIPATES_IN"}
    graph = drawn({"mechanism:cmc": cmc}, [tie("PARTICIPATES_IN", "JAM", "cmc", role="participant", start="2016")])
    assert [row[1] for row in ask(graph, "2016", "2016")] == ["joined"]


def test_unverified_changes_show_only_if_asked_for() -> None:
    graph = drawn({"mechanism:a": REGIONAL}, sit("MEX", "a", start="2000", confidence="unverified"))
    assert ask(graph, "1999", "2001") == []
    assert len(ask(graph, "1999", "2001", confidence="unverified")) == 1


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadParameter) as raised:
        ask(brazil(), "2024", "2018")
    assert (raised.value.parameter, raised.value.value) == ("to", "2018-12-31")
    assert str(raised.value) == (
        "parameter 'to': it is before the first day, 2024-01-01 (got '2018-12-31'); swap the two"
    )


def test_no_change_says_so_in_words() -> None:
    answer = queries.ask(brazil(), "changes", as_of="2024", **{"from": "1900", "to": "1901"})
    assert answer.sentence == (
        "No dated change is known between 1900-01-01 and 1901-12-31; what has no date cannot appear here."
    )


def test_brazil_left_the_gcm_and_came_back_and_el_salvador_joined_mirps(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "changes", as_of="2023-02-01", **{"from": "2018-12-01", "to": "2023-02-01"})
    rows = list(answer.frame[["date", "change", "subject", "object"]].itertuples(index=False, name=None))
    brazil = [row[:2] for row in rows if row[2:] == ("country:BRA", "mechanism:gcm") and row[1] in ("joined", "left")]
    assert brazil == [("2018-12-10", "joined"), ("2019-01-08", "left"), ("2023-01-05", "joined")]
    assert ("2019-07", "joined", "country:SLV", "mechanism:mirps") in rows
    left = answer.frame[(answer.frame["change"] == "left") & (answer.frame["object"] == "mechanism:gcm")]
    assert {"adopted/country:BRA/mechanism:gcm/1", "withdrew-from/country:BRA/mechanism:gcm/1"} == set(
        left["evidence"].iloc[0]
    )


def test_the_sentence_names_who_joined_and_left_where_they_are_few(built_in: PropertyGraph) -> None:
    window = {"from": "2019-01-02", "to": "2019-01-31"}
    sentences = queries.ask(built_in, "changes", as_of="2023-02-01", **window).sentences
    assert "2019-01-08 left: Brazil (GCM)" in sentences["en"]
    assert "2019-01-08 salió: Brasil (PMM)" in sentences["es"]


def test_an_observer_does_not_join_and_who_becomes_a_member_does_not_leave() -> None:
    # GTM observes quito until it becomes a member; CSM is invited to a meeting
    graph = drawn(
        {"mechanism:quito": REGIONAL, "mechanism:csm": REGIONAL},
        [
            *sit("GTM", "quito", role="observer", start="2024-09-10", end="2024-11-20"),
            *sit("GTM", "quito", role="member", start="2024-11-20"),
            *sit("DEU", "quito", role="associate", start="2024-10"),
            tie("PARTICIPATES_IN", "mechanism:csm", "event:meeting", role="invited", start="2024-12", end="2024-12"),
        ],
    )
    assert [row[:3] for row in ask(graph, "2024", "2024")] == [
        ["2024-09-10", "joined as observer", "country:GTM"],
        ["2024-10", "joined as associate", "country:DEU"],
        ["2024-11-20", "joined", "country:GTM"],
        ["2024-11-20", "left as observer", "country:GTM"],
        ["2024-12", "was invited", "mechanism:csm"],
    ]
    sentences = queries.ask(graph, "changes", as_of="2025", **{"from": "2024", "to": "2024"}).sentences
    assert "2024-11-20 left as observer: GTM (quito)." in sentences["en"]
    assert "2024-11-20 dejó de ser observador: GTM (quito)." in sentences["es"]


def test_words_of_lesser_roles_are_told_in_spanish() -> None:
    lesser = {said for pair in changes.LESSER.values() for said in pair} - {""}
    assert all(word(said, "es") != said for said in lesser)


@pytest.mark.parametrize(
    ("period", "en", "es"),
    [
        ({}, "in all", "en total"),
        ({"from": "2019"}, "since 2019-01-01", "desde el 2019-01-01"),
        ({"to": "2019"}, "until 2019-12-31", "hasta el 2019-12-31"),
        ({"from": "2019-01-08", "to": "2019-01-08"}, "on 2019-01-08", "el 2019-01-08"),
    ],
)
def test_the_period_is_told_as_it_was_asked_for(period: dict[str, str], en: str, es: str) -> None:
    sentences = queries.ask(brazil(), "changes", as_of="2024", **period).sentences
    assert f"{en}: " in sentences["en"]
    assert f"{es}: " in sentences["es"]


def test_of_many_changes_the_latest_moves_are_told_and_the_rest_is_counted(built_in: PropertyGraph) -> None:
    sentence = queries.ask(built_in, "changes", as_of="2024").sentence
    assert "other " in sentence
    assert "The latest moves of " in sentence
    assert len(sentence) <= 500
