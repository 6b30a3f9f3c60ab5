from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, slugs


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["rooms_left"], r["country"])


def fallen() -> PropertyGraph:
    # cmc (dormant since 2022-05-17): JAM, GUY (since ?), HTI (left 2019), BRB (from 2023)
    # csm: GUY     mirps: VCT     old (ended 2012): JAM
    return drawn(
        {
            "mechanism:cmc": {**REGIONAL, "start": "2016"},
            "mechanism:csm": REGIONAL,
            "mechanism:mirps": REGIONAL,
            "mechanism:old": {**REGIONAL, "end": "2012-06"},
        },
        [
            *sit("JAM", "cmc", start="2016"),
            *sit("GUY", "cmc"),
            *sit("HTI", "cmc", start="2016", end="2019"),
            *sit("BRB", "cmc", start="2023"),
            *sit("GUY", "csm", start="1999"),
            *sit("VCT", "mirps", start="2017"),
            *sit("JAM", "old", start="2007"),
        ],
        [
            {"node": "mechanism:cmc", "measure": "status", "text": "active", "start": "2016"},
            {"node": "mechanism:cmc", "measure": "status", "text": "dormant", "start": "2022-05-17"},
        ],
    )


def test_members_of_fallen_forums_and_what_they_have_left() -> None:
    answer = queries.ask(fallen(), "orphaned-members", as_of=AS_OF)
    assert answer.frame.to_dict("records") == [
        {
            "country": "country:JAM",
            "lost": ["mechanism:cmc", "mechanism:old"],
            "left": [],
            "rooms_left": 0,
            "evidence": [
                "member-of/country:JAM/mechanism:cmc/member/1",
                "member-of/country:JAM/mechanism:old/member/1",
            ],
        },
        {
            "country": "country:GUY",
            "lost": ["mechanism:cmc"],
            "left": ["mechanism:csm"],
            "rooms_left": 1,
            "evidence": [
                "member-of/country:GUY/mechanism:cmc/member/1",
                "member-of/country:GUY/mechanism:csm/member/1",
            ],
        },
    ]
    assert answer.sentence == (
        "With cmc and old no longer active, 1 of the 2 countries and territories known to have sat there has no other "
        "known active regional room on 2022-05-17: JAM."
    )
    assert answer.sentences["es"] == (
        "Con cmc y old sin actividad, 1 de los 2 países y territorios que consta que participaban no tiene otro foro "
        "activo regional conocido al 2022-05-17: JAM."
    )


@pytest.mark.parametrize(
    ("rooms", "en", "es"),
    [
        ("", "JAM, the only one known to have sat there, has no other known active", "no tiene otro foro"),
        ("rcm", "JAM, the only one known to have sat there, still has an other known active", "aún tiene otro foro"),
    ],
)
def test_one_member_alone_is_named(rooms: str, en: str, es: str) -> None:
    nodes = {"mechanism:cmc": {**REGIONAL, "status": "dormant"}, "mechanism:rcm": REGIONAL}
    statements = [row for room in ["cmc", *rooms.split()] for row in sit("JAM", room, start="2000")]
    answer = queries.ask(drawn(nodes, statements), "orphaned-members", as_of=AS_OF)
    assert en.replace("an other", "another") in answer.sentences["en"]
    assert es in answer.sentences["es"]


@pytest.mark.parametrize(("end", "rows"), [("2022-05-16", 0), ("2022-05-17", 1), ("2022-05", 1), ("2022-04", 0)])
def test_who_left_before_the_forum_fell_did_not_lose_it(end: str, rows: int) -> None:
    graph = drawn(
        {"mechanism:cmc": REGIONAL},
        sit("JAM", "cmc", start="2016", end=end),
        [{"node": "mechanism:cmc", "measure": "status", "text": "dormant", "start": "2022-05-17"}],
    )
    assert len(queries.ask(graph, "orphaned-members", as_of="2023").frame) == rows


def test_a_forum_that_came_back_and_fell_again_fell_the_last_time() -> None:
    # JAM left between the two falls, HTI after the second: only HTI lost the forum that time
    states = {"2010": "dormant", "2012": "active", "2020": "dormant"}
    graph = drawn(
        {"mechanism:cmc": REGIONAL},
        [*sit("JAM", "cmc", start="2000", end="2015"), *sit("HTI", "cmc", start="2000", end="2021")],
        [{"node": "mechanism:cmc", "measure": "status", "text": text, "start": day} for day, text in states.items()],
    )
    assert slugs(queries.ask(graph, "orphaned-members", as_of="2023").frame["country"]) == ["HTI"]
    assert slugs(queries.ask(graph, "orphaned-members", as_of="2011").frame["country"]) == ["HTI", "JAM"]
    assert queries.ask(graph, "orphaned-members", as_of="2013").universe["lost"] == []


def test_a_forum_that_still_meets_is_not_lost() -> None:
    frame = queries.ask(fallen(), "orphaned-members", as_of="2022-05-16").frame
    assert slugs(frame["country"]) == ["JAM"]
    assert frame["lost"].tolist() == [["mechanism:old"]]
    assert frame["left"].tolist() == [["mechanism:cmc"]]


def test_a_named_forum_is_treated_as_lost_with_those_who_sit_there_on_the_day() -> None:
    answer = queries.ask(fallen(), "orphaned-members", as_of="2018", forum="mechanism:cmc")
    assert dict(zip(slugs(answer.frame["country"]), answer.frame["rooms_left"], strict=True)) == {
        "HTI": 0,
        "JAM": 0,
        "GUY": 1,
    }
    assert answer.sentence.startswith(
        "Without cmc, 2 of the 3 countries and territories known to sit or to have sat there have no other known active"
    )


def test_a_forum_not_yet_founded_has_no_members_to_lose() -> None:
    # GUY sits in cmc since nobody knows when; the note that says so is of 2010, and cmc was founded in 2016.
    graph = drawn({"mechanism:cmc": {**REGIONAL, "start": "2016"}}, sit("GUY", "cmc"), read="2020")
    assert queries.ask(graph, "orphaned-members", as_of="2012", forum="mechanism:cmc").frame.empty


def test_before_any_evidence_nobody_is_said_to_sit_in_a_forum_that_meets() -> None:
    graph = drawn({"mechanism:rcm": {**REGIONAL, "start": "1996"}}, sit("MEX", "rcm"), read="2000")
    answer = queries.ask(graph, "orphaned-members", as_of="1999", forum="mechanism:rcm")
    assert answer.frame.empty
    assert answer.sentence == "No source says who sat in rcm by 1999-12-31: no evidence."


def test_what_is_left_may_be_global_if_the_scope_asks() -> None:
    graph = drawn(
        {
            "mechanism:cmc": {**REGIONAL, "status": "dormant"},
            "mechanism:gcm": {"subtype": "consultation-process", "scope": "global", "members_known": True},
        },
        [*sit("JAM", "cmc", start="2016"), *sit("JAM", "gcm", start="2018")],
    )
    assert queries.ask(graph, "orphaned-members", as_of=AS_OF).frame["rooms_left"].tolist() == [0]
    asked = queries.ask(graph, "orphaned-members", as_of=AS_OF, scope="regional,global").frame
    assert asked["left"].tolist() == [["mechanism:gcm"]]


def test_nothing_lost_says_so_in_words() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, sit("MEX", "rcm"))
    answer = queries.ask(graph, "orphaned-members", as_of=AS_OF)
    assert answer.sentence == "No forum is known to be dormant or ended on 2022-05-17; ask about one by its name."


def test_by_default_the_governments_of_the_dormant_cmc_are_looked_at(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "orphaned-members", as_of=AS_OF)
    frame: Any = answer.frame.set_index("country")
    assert "mechanism:cmc" in answer.universe["lost"]
    assert all("mechanism:cmc" in lost for lost in frame["lost"])
    assert frame.loc["country:HTI", "left"] == []
    assert frame.loc["country:GUY", "left"] == ["mechanism:csm", "mechanism:quito-process"]
    assert {"mechanism:mirps", "mechanism:rcm"} <= set(frame.loc["country:BLZ", "left"])
    alone = int((frame["rooms_left"] == 0).sum())
    assert (
        f"{alone} of the {len(frame)} countries and territories known to have sat there have no other"
        in answer.sentence
    )


def test_the_cmc_was_active_before_may_2022_and_has_not_ended(built_in: PropertyGraph) -> None:
    assert "mechanism:cmc" not in queries.ask(built_in, "orphaned-members", as_of="2020").universe["lost"]
    assert built_in.node("mechanism:cmc")["status"] == "dormant"  # type: ignore[index]
