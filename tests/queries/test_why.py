from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import UnknownName
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (
        *(r[c] or "" for c in ("relation", "subject", "start", "object")),
        *r["evidence"],
        ["supports", "contradicts"].index(r["stance"]),
        r["date"] or "",
    )


SEAT = "member-of/country:SLV/mechanism:mirps/member/1"


def disputed() -> PropertyGraph:
    # mirps <- SLV (2019: the note supports, twice; it also says six founders) and the node itself; 6 members, then 7
    counts = [
        {"node": "mechanism:mirps", "measure": "member_states", "number": 6, "unit": "states", "start": "2017"},
        {"node": "mechanism:mirps", "measure": "member_states", "number": 7, "unit": "states", "start": "2019"},
    ]
    evidence = [
        {"about": SEAT, "source": "source:note", "locator": "page 2", "date": "2021"},
        {"about": SEAT, "source": "source:note", "locator": "page 1", "date": "2020-05"},
        {"about": SEAT, "source": "source:note", "stance": "contradicts", "reading": "Six.", "reading_es": "Seis."}
        | {"reason": "Of the founding.", "locator": "page 3"},
        {"about": "mechanism:mirps", "source": "source:note", "locator": "cover"},
        {"about": "member_states/mechanism:mirps/2017/1", "source": "source:note", "locator": "page 4"},
        {"about": "member_states/mechanism:mirps/2019/1", "source": "source:note", "locator": "page 5"},
    ]
    return drawn({"mechanism:mirps": REGIONAL}, sit("SLV", "mirps", start="2019"), counts, evidence)


def test_all_evidence_of_a_node_stands_in_order() -> None:
    answer = queries.ask(disputed(), "why", node="mechanism:mirps", as_of=AS_OF)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    columns = ["relation", "object", "stance", "locator", "date", "reading"]
    assert frame[columns].values.tolist() == [
        [None, None, "supports", "cover", "2010", None],
        ["MEMBER_OF", "mechanism:mirps", "supports", "page 1", "2020-05", None],
        ["MEMBER_OF", "mechanism:mirps", "supports", "page 2", "2021", None],
        ["MEMBER_OF", "mechanism:mirps", "contradicts", "page 3", "2010", "Six."],
        ["member_states", "6 states", "supports", "page 4", "2010", None],
        ["member_states", "7 states", "supports", "page 5", "2010", None],
    ]
    assert frame["evidence"].tolist() == [
        ["mechanism:mirps"],
        [SEAT],
        [SEAT],
        [SEAT],
        ["member_states/mechanism:mirps/2017/1"],
        ["member_states/mechanism:mirps/2019/1"],
    ]
    assert answer.sentence == (
        "mirps: 3 statements and dated values on 1 source; 1 piece of evidence disagrees; "
        "values differ by date or source: member states."
    )


def test_a_statement_is_asked_for_by_its_id() -> None:
    frame = queries.ask(disputed(), "why", node=SEAT, as_of=AS_OF).frame
    assert frame["locator"].tolist() == ["page 1", "page 2", "page 3"]
    assert frame["reason"].dropna().tolist() == ["Of the founding."]


def test_a_statement_is_said_in_words_with_how_many_say_so() -> None:
    assert queries.ask(disputed(), "why", node=SEAT, as_of=AS_OF).sentences == {
        "en": "SLV is a member of mirps: 1 source says so, 1 disagrees.",
        "es": "SLV es miembro de mirps: 1 fuente lo dice, 1 discrepa.",
    }


def test_readings_are_told_in_spanish_where_there_is_spanish() -> None:
    frame = queries.ask(disputed(), "why", node=SEAT, as_of=AS_OF, lang="es").frame
    assert frame["reading"].dropna().tolist() == ["Seis."]
    assert frame["reason"].dropna().tolist() == ["Of the founding."]


def test_a_node_that_no_source_mentions_has_no_evidence_in_words() -> None:
    answer = queries.ask(drawn({"mechanism:a": {}}, []), "why", node="mechanism:a", as_of=AS_OF)
    assert answer.frame.empty
    assert answer.sentence == "No source is recorded for a at the confidence asked for: no evidence."


def test_a_statement_that_is_not_there_is_unknown() -> None:
    with pytest.raises(UnknownName) as raised:
        queries.ask(disputed(), "why", node="member-of/country:HND/mechanism:mirps/member/1", as_of=AS_OF)
    assert raised.value.text == "member-of/country:HND/mechanism:mirps/member/1"


def test_r4v_counts_its_partners_as_a_dated_series_with_those_who_disagree(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "why", node="mechanism:r4v", as_of=AS_OF)
    series = answer.frame[answer.frame["relation"] == "partner_organisations"]
    supported = series[series["stance"] == "supports"].drop_duplicates(["start", "object"])
    told = list(supported[["start", "object"]].itertuples(index=False, name=None))
    assert told == sorted(told, key=lambda value: value[0])
    assert {
        ("2019", "95 organisations"),
        ("2022-05-17", "192 organisations"),
        ("2023", "228 organisations"),
        ("2024-03", "200 organisations"),
        ("2026", "152 organisations"),
    } <= set(told)
    against = series[series["stance"] == "contradicts"]
    assert len(against) >= 3
    assert against[["reading", "reason", "locator"]].notna().all(axis=None)
    assert set(series["evidence"].str[0]) <= set(built_in.observations["id"])
    assert "partner organisations" in answer.sentences["en"]
    assert "organizaciones socias" in answer.sentences["es"]


def test_the_founding_six_of_mirps_disagree_with_its_seventh_member(built_in: PropertyGraph) -> None:
    frame = queries.ask(built_in, "why", node=SEAT, as_of=AS_OF).frame
    against = frame[frame["stance"] == "contradicts"]
    assert "source:oas-cam-concept-note" in set(against["document"])
    assert frame["stance"].tolist() == sorted(frame["stance"], reverse=True)
