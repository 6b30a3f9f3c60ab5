from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.model import PropertyGraph
from tests.queries.drawn import Row, drawn, slugs, tie

STATES = ("silent", "no evidence", "followed up", "ended")
DAY = "2024-12-31"


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (STATES.index(r["state"]), -1 if r["days_silent"] is None else -r["days_silent"], r["commitment"])


def bare(r: Mapping[str, Any]) -> bool:
    """A commitment of which no statement speaks rests on nothing."""
    return r["by"] == r["under"] == r["follow_up"] == [] and r["made"] is None


def promise(by: str, name: str, **more: object) -> dict[str, Any]:
    return tie("COMMITS_TO", by, f"commitment:{name}", **more)


def under(name: str, what: str, **more: object) -> dict[str, Any]:
    return tie("UNDER", f"commitment:{name}", what, **more)


def follow(by: str, name: str, **more: object) -> dict[str, Any]:
    return tie("IMPLEMENTS", by, f"commitment:{name}", **more)


def told(*statements: Row, notes: Mapping[str, str] = {}, nodes: Mapping[str, Row] = {}, **seen: Any) -> PropertyGraph:
    """A graph in which each statement rests on nothing but its dates, and on notes: about what, and when."""
    evidence = [{"about": about, "source": "source:note", "date": day} for about, day in notes.items()]
    return drawn(nodes, statements, seen.get("observations", ()), evidence)


def states(graph: PropertyGraph, **given: object) -> dict[str, str]:
    frame = queries.ask(graph, "silent-pledges", **{"as_of": DAY, **given}).frame
    return dict(zip(slugs(frame["commitment"]), frame["state"], strict=True))


def answered(graph: PropertyGraph, name: str, **given: object) -> dict[str, Any]:
    frame = queries.ask(graph, "silent-pledges", **{"as_of": DAY, **given}).frame
    return dict(frame.set_index("commitment").loc[f"commitment:{name}"])


def pledges() -> PropertyGraph:
    # COL, FRA --(2019-12)--> roof   under gcm; NRC has implemented it since 2021-03, a note of 2022-06 says so
    # COL     --(2024-07)--> school under gcm; UNHCR implements it since 2024-09
    # JPN     --(2024-07)--> road    nothing since
    # NER     --(dropped)--> well
    # nobody knows when, of whom:    myth
    return told(
        promise("COL", "roof", start="2019-12"),
        promise("FRA", "roof", start="2020"),
        under("roof", "gcm"),
        follow("agency:nrc", "roof", start="2021-03"),
        promise("COL", "school", start="2024-07-04"),
        follow("agency:unhcr", "school", start="2024-09"),
        promise("JPN", "road", start="2024-07-04"),
        promise("NER", "well", start="2019", status="dropped"),
        nodes={"commitment:myth": {}},
        notes={"implements/agency:nrc/commitment:roof/1": "2022-06-15"},
    )


def test_each_commitment_with_its_latest_trace() -> None:
    answer = queries.ask(pledges(), "silent-pledges", as_of=DAY)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.drop(columns="evidence").values.tolist() == [
        # 15 June 2022 to 31 December 2024: 199 + 365 + 366 days
        [
            "commitment:roof",
            ["country:COL", "country:FRA"],
            ["mechanism:gcm"],
            "2019-12",
            "2022-06-15",
            930.0,
            ["agency:nrc"],
            "silent",
        ],
        ["commitment:road", ["country:JPN"], [], "2024-07-04", None, 180.0, [], "no evidence"],
        ["commitment:myth", [], [], None, None, None, [], "no evidence"],
        ["commitment:school", ["country:COL"], [], "2024-07-04", "2024-09-01", 121.0, ["agency:unhcr"], "followed up"],
        ["commitment:well", [], [], "2019", None, 2191.0, [], "ended"],
    ]
    assert answer.frame["evidence"].iloc[0] == [
        "commits-to/country:COL/commitment:roof/1",
        "commits-to/country:FRA/commitment:roof/1",
        "implements/agency:nrc/commitment:roof/1",
        "under/commitment:roof/mechanism:gcm/1",
    ]
    assert answer.sentences["en"] == (
        "On 2024-12-31 1 of 5 known commitments is silent: no source known here speaks of it in the last 365 days; the "
        "longest silence is 930 days (roof). The others: followed up 1, without evidence of any follow-up yet 2, ended "
        "1. Silence is not failure: nobody may have reported."
    )
    assert answer.sentences["es"] == (
        "Al 2024-12-31, 1 de 5 compromisos conocidos está en silencio: ninguna fuente conocida habla de él en los "
        "últimos 365 días; el silencio más largo es de 930 días (roof). Los demás: con seguimiento 1, sin evidencia de "
        "seguimiento todavía 2, terminados 1. El silencio no es incumplimiento: puede que nadie haya informado."
    )


@pytest.mark.parametrize(
    ("days", "state"), [(929, "silent"), (930, "followed up"), (0, "silent"), (100_000, "followed up")]
)
def test_silent_is_longer_than_so_many_days(days: int, state: str) -> None:
    assert states(pledges(), days=days)["roof"] == state


def test_what_is_dated_after_the_day_is_not_seen() -> None:
    # on the last day of 2021: roof has been implemented since March, the note of 2022 is not written, school not made
    found = queries.ask(pledges(), "silent-pledges", as_of="2021-12-31").frame
    assert slugs(found["commitment"]) == ["myth", "roof", "well"]
    row = answered(pledges(), "roof", as_of="2021-12-31")
    assert (row["last_seen"], row["days_silent"], row["state"]) == ("2021-03-01", 305, "followed up")
    row = answered(pledges(), "roof", as_of="2019-12-15")
    assert (row["by"], row["follow_up"], row["days_silent"]) == (["country:COL"], [], 14)


@pytest.mark.parametrize(
    ("about", "day", "last_seen"),
    [
        ("commitment:road", "2024-11", "2024-11-01"),
        ("commitment:road", "2025-01", None),
        ("commits-to/country:JPN/commitment:road/1", "2024-11", None),  # the promise is no trace of its follow-up
    ],
)
def test_evidence_about_the_commitment_is_a_trace_but_no_follow_up(about: str, day: str, last_seen: str | None) -> None:
    graph = told(promise("JPN", "road", start="2020"), notes={about: day})
    row = answered(graph, "road")
    assert (row["last_seen"] if last_seen else None) == last_seen
    assert row["state"] == ("no evidence" if last_seen else "silent")
    assert ("commitment:road" in row["evidence"]) == (last_seen is not None)


def test_contradicting_evidence_is_no_trace() -> None:
    against = {"about": "commitment:road", "source": "source:note", "date": "2024-11", "stance": "contradicts"}
    graph = drawn({}, [promise("JPN", "road", start="2020")], (), [against])
    assert answered(graph, "road")["state"] == "silent"


def test_a_dated_value_is_a_follow_up() -> None:
    value = {"node": "commitment:road", "measure": "people_reached", "number": 5, "start": "2024-10"}
    later = {"node": "commitment:road", "measure": "people_reached", "number": 9, "start": "2025-10"}
    weak = {"node": "commitment:road", "measure": "people", "number": 9, "start": "2024-12", "confidence": "unverified"}
    graph = told(promise("JPN", "road", start="2020"), observations=[value, later, weak])
    row = answered(graph, "road")
    assert (row["last_seen"], row["state"]) == ("2024-10-01", "followed up")
    assert row["evidence"] == ["commits-to/country:JPN/commitment:road/1", "people_reached/commitment:road/2024-10/1"]
    assert answered(graph, "road", confidence="unverified")["last_seen"] == "2024-12-01"


def test_an_undated_source_counts_by_the_day_it_was_read() -> None:
    statement = follow("agency:nrc", "road")
    evidence = [{"about": "implements/agency:nrc/commitment:road/1", "source": "source:page"}]
    rows = [{"id": node} for node in ("agency:nrc", "commitment:road", "source:page")]
    graph = PropertyGraph.build(rows, [statement], (), evidence, [{"id": "source:page", "accessed": "2024-12"}])
    row = answered(graph, "road")
    assert (row["last_seen"], row["state"]) == ("2024-12-01", "followed up")


def test_a_promise_without_a_start_was_made_at_its_earliest_evidence() -> None:
    graph = told(
        promise("JPN", "road"), under("road", "gcm"), notes={"under/commitment:road/mechanism:gcm/1": "2023-05"}
    )
    row = answered(graph, "road")
    assert (row["made"], row["by"], row["under"]) == ("2023-05-01", ["country:JPN"], ["mechanism:gcm"])
    assert states(graph, as_of="2023-04-30") == {}


def test_what_the_commitment_aims_at_is_part_of_the_promise() -> None:
    graph = told(
        promise("JPN", "road", start="2019"), tie("ADDRESSES", "commitment:road", "theme:health", start="2024")
    )
    assert states(graph) == {"road": "silent"}


@pytest.mark.parametrize(
    ("node", "statement", "observation", "state"),
    [
        ({"status": "ended"}, {}, {}, "ended"),
        ({"end": "2023"}, {}, {}, "ended"),
        ({"end": "2024"}, {}, {}, "silent"),  # all of 2024
        ({}, {"status": "done"}, {}, "ended"),
        ({}, {"status": "done", "end": "2025-06"}, {}, "silent"),  # not yet on that day
        ({}, {"end": "2023-06"}, {}, "ended"),
        ({}, {"status": "dropped"}, {}, "ended"),
        ({}, {"status": "active"}, {}, "silent"),
        ({"status": "ended"}, {}, {"start": "2022", "text": "active"}, "silent"),
        ({}, {}, {"start": "2022", "text": "done"}, "ended"),
        ({}, {}, {"start": "2025", "text": "ended"}, "silent"),
    ],
)
def test_what_is_done_ended_or_dropped_is_not_silent(node: Row, statement: Row, observation: Row, state: str) -> None:
    seen = [{"node": "commitment:road", "measure": "status", **observation}] if observation else []
    graph = told(
        promise("JPN", "road", **{"start": "2019", **statement}), nodes={"commitment:road": node}, observations=seen
    )
    assert states(graph) == {"road": state}


def test_a_commitment_stands_while_one_of_its_makers_does() -> None:
    graph = told(promise("JPN", "road", start="2019", status="dropped"), promise("FRA", "road", start="2019"))
    assert answered(graph, "road")["by"] == ["country:FRA"]
    assert states(graph) == {"road": "silent"}


def test_only_those_of_somebody_or_under_something() -> None:
    assert set(states(pledges(), by="country:COL")) == {"roof", "school"}
    assert set(states(pledges(), under="mechanism:gcm")) == {"roof"}
    answer = queries.ask(pledges(), "silent-pledges", as_of=DAY, by="country:JPN", under="mechanism:gcm")
    assert answer.sentences["en"] == (
        "No commitment of JPN under gcm is known to have been made by 2024-12-31: no evidence; load a table of pledges "
        "to know more."
    )
    assert answer.sentences["es"] == (
        "No consta ningún compromiso de JPN en el marco de gcm asumido hasta el 2024-12-31: sin evidencia; para saber "
        "más, cargue una tabla de compromisos."
    )


@pytest.mark.parametrize(
    ("act", "last_seen"),
    [
        (tie("CONVENES", "JPN", "event:grf", role="co-convenor", start="2023-12-13"), "2023-12-13"),
        (tie("PARTICIPATES_IN", "JPN", "event:grf", role="attended", start="2023-12-13"), "2023-12-13"),
        (tie("PARTICIPATES_IN", "JPN", "event:grf", role="invited", start="2023-12-13"), None),
        (tie("CONVENES", "JPN", "event:grf", start="2023-12-13", status="announced"), None),
        (tie("CONVENES", "JPN", "event:grf", start="2023-12-13", confidence="unverified"), None),
        (tie("CONVENES", "JPN", "event:grf", start="2025"), None),  # after the day
        (tie("CONVENES", "FRA", "event:grf", start="2023-12-13"), None),  # who promised nothing
        (tie("CONVENES", "NER", "event:grf", start="2023-12-13"), None),  # who took the promise back
        (tie("CONVENES", "JPN", "event:other", start="2023-12-13"), None),
    ],
)
def test_what_its_makers_did_at_the_event_it_was_made_under_is_a_trace_and_no_follow_up(
    act: Row, last_seen: str | None
) -> None:
    graph = told(
        promise("JPN", "road", start="2020"),
        promise("NER", "road", start="2020", status="dropped"),
        under("road", "event:grf"),
        act,
    )
    row = answered(graph, "road")
    assert (row["last_seen"] if last_seen else None) == last_seen
    assert row["follow_up"] == []
    assert row["state"] == "silent"
    acts = [about for about in row["evidence"] if about.startswith(("convenes/", "participates-in/"))]
    assert bool(acts) is (last_seen is not None)


def test_france_and_the_others_are_last_seen_when_they_convened_the_forum(built_in: PropertyGraph) -> None:
    row = answered(built_in, "grf-coconv", as_of="2026-01-01")
    assert row["last_seen"] >= "2023-12-01"


def test_statements_too_weakly_supported_do_not_count() -> None:
    graph = told(
        promise("JPN", "road", start="2019"), follow("agency:nrc", "road", start="2024-12", confidence="unverified")
    )
    assert states(graph) == {"road": "silent"}
    assert states(graph, confidence="stated,unverified") == {"road": "followed up"}


def test_nothing_silent_is_said_too() -> None:
    answer = queries.ask(told(promise("JPN", "road", start="2024-12")), "silent-pledges", as_of=DAY)
    assert answer.sentences["en"] == (
        "On 2024-12-31 the only known commitment is not known to have been silent for more than 365 days. Of them: "
        "without evidence of any follow-up yet 1. Silence is not failure: nobody may have reported."
    )


def test_on_the_curated_graph_the_pledge_of_colombia_is_followed_up_and_grows_silent(built_in: PropertyGraph) -> None:
    before: Any = queries.ask(built_in, "silent-pledges", as_of="2023-12-31").frame.set_index("commitment")
    assert before.loc["commitment:col-pledge", "state"] == "followed up"
    assert "agency:icbf" in before.loc["commitment:col-pledge", "follow_up"]
    assert "country:NER" not in before.loc["commitment:grf-coconv", "by"]
    after = queries.ask(built_in, "silent-pledges", as_of="2025").frame.set_index("commitment")
    assert set(after["state"]) == {"silent"}
