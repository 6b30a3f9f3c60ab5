import datetime as dt
from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import queries
from graph import dates
from graph.errors import BadParameter
from graph.model import PropertyGraph
from tests.queries.drawn import REGIONAL, drawn, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["start"], r["holder"])


def ask(graph: PropertyGraph, **given: object) -> Any:
    return queries.ask(graph, "concurrent-chairs", **{"as_of": "2024-06-30", **given})


def chair(holder: str, room: str, start: str | None = None, end: str | None = None, **more: object) -> dict[str, Any]:
    return tie("PRESIDES", holder, room, start=start, end=end, role="chair", **more)


def read(frame: Any) -> list[tuple[Any, ...]]:
    rows = zip(*(frame[name].tolist() for name in ("start", "end", "holder", "chairs", "certain")), strict=True)
    return [
        (start, end if isinstance(end, str) else None, holder[8:], " ".join(c.partition(":")[2] for c in chairs), sure)
        for start, end, holder, chairs, sure in rows
    ]


def three_rooms() -> PropertyGraph:
    #        2020            2021            2022            2023            2024
    # rcm    MEX MEX MEX MEX|PAN PAN PAN PAN
    # csm            MEX MEX MEX MEX|                PAN since 2023-03-01, no end ...
    # gcm            MEX (May to June)               PAN (2024-01-15 to 2024-02-14)
    return drawn(
        {f"mechanism:{room}": REGIONAL for room in ("rcm", "csm", "gcm", "fem")},
        [
            chair("MEX", "rcm", "2020-01-01", "2020-12-31"),
            chair("PAN", "rcm", "2021-01-01", "2021-12-31"),
            chair("MEX", "csm", "2020-04-01", "2021-03-31"),
            chair("MEX", "gcm", "2020-05-01", "2020-06-30"),
            chair("PAN", "csm", "2023-03-01"),
            chair("PAN", "gcm", "2024-01-15", "2024-02-14"),
        ],
        read="2023-12-01",
    )


def test_chairs_held_at_once_day_by_day() -> None:
    answer = ask(three_rooms())
    mex, pan = "presides/country:MEX/mechanism:{}/chair/1", "presides/country:PAN/mechanism:{}/chair/1"
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.to_dict("records") == [
        {
            "start": start,
            "end": end,
            "holder": f"country:{holder}",
            "chairs": [f"mechanism:{room}" for room in rooms.split()],
            "number": len(rooms.split()),
            "certain": certain,
            "now": False,
            "days": (dt.date.fromisoformat(end) - dt.date.fromisoformat(start)).days + 1,
            "evidence": [(mex if holder == "MEX" else pan).format(room) for room in rooms.split()],
        }
        for start, end, holder, rooms, certain in (
            ("2020-04-01", "2020-04-30", "MEX", "csm rcm", "yes"),
            ("2020-05-01", "2020-06-30", "MEX", "csm gcm rcm", "yes"),
            ("2020-07-01", "2020-12-31", "MEX", "csm rcm", "yes"),
            # that PAN still had csm in 2024 nobody says: it was last seen there on 2023-12-01
            ("2024-01-15", "2024-02-14", "PAN", "csm gcm", "no evidence"),
        )
    ]
    assert answer.sentences == {
        "en": "Nobody is known to hold 2 chairs or more at once on 2024-06-30. The most known at once is 3: MEX. "
        "No source says who chairs or chaired fem.",
        "es": "No consta que nadie ejerza 2 presidencias o más a la vez al 2024-06-30. El máximo conocido a la vez es "
        "3: MEX. Ninguna fuente dice quién preside o presidió fem.",
    }
    assert answer.universe == {
        "chairs": ["mechanism:csm", "mechanism:gcm", "mechanism:rcm"],
        "holders": ["country:MEX", "country:PAN"],
        "no_chair_known": ["mechanism:fem"],
    }


def test_the_day_asked_for_is_the_last_one_looked_at() -> None:
    answer = ask(three_rooms(), as_of="2020-05-15")
    assert read(answer.frame) == [
        ("2020-04-01", "2020-04-30", "MEX", "csm rcm", "yes"),
        ("2020-05-01", None, "MEX", "csm gcm rcm", "yes"),
    ]
    assert answer.frame["now"].tolist() == [False, True]
    assert answer.frame["days"].tolist() == [30, 15]
    assert answer.sentence.startswith("On 2020-05-15: MEX 3 (csm, gcm and rcm; since 2020-05-01). The most known at")
    assert answer.sentences["es"].startswith("Al 2020-05-15: MEX 3 (csm, gcm y rcm; desde el 2020-05-01). El máximo")


@pytest.mark.parametrize(
    ("one", "other", "certain"),
    [
        (("2020-01-01", "2020-12-31"), ("2020-12-31", "2021-12-31"), "yes"),  # they share one day
        (("2020", "2020"), ("2020", "2020"), "no evidence"),  # one may have followed the other
        (("2020", "2020"), ("2019", "2021"), "yes"),  # whenever in 2020 it was, it was within the other
        (("2020-01", "2020-12"), ("2020-06", "2020-07"), "yes"),
        (("2020-01", "2020-06"), ("2020-06", "2020-12"), "no evidence"),  # handed over in June
        (("2020-01-01", "2020-06-30"), ("2020-06", "2020-12"), "yes"),
        (("2020-01-01", "2020-12-31"), ("2020", "2020-12-31"), "yes"),
        (("2020-01-01", "2020-11-30"), ("2020", "2020-12-31"), "no evidence"),
        (("2020", None), ("2021", "2021"), "no evidence"),  # last seen in 2010: its end is unknown
        (("2005", None), ("2009-01-01", "2009-12-31"), "yes"),  # last seen on 2010-03-01, so it held all 2009
        ((None, None), ("2009", "2010-12"), "yes"),  # since when is unknown, but on 2010-03-01 it held
        ((None, None), ("2010-04", "2010-12"), "no evidence"),
    ],
)
def test_certain_is_what_holds_whatever_the_coarse_dates_mean(
    one: tuple[str | None, ...], other: tuple[str | None, ...], certain: str
) -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}
    graph = drawn(rooms, [chair("MEX", "rcm", *one), chair("MEX", "csm", *other)], read="2010-03-01")
    assert [row[-1] for row in read(ask(graph).frame)] == [certain]


def test_a_presidency_without_an_end_ends_when_the_next_one_begins() -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}
    held = [chair("MEX", "rcm", "2020"), chair("MEX", "csm", "2019-01-01", "2023-12-31")]
    next_one = chair("PAN", "rcm", "2021-05-01", "2022-05-01")
    assert read(ask(drawn(rooms, held)).frame) == [("2020-01-01", "2023-12-31", "MEX", "csm rcm", "yes")]
    ended = ask(drawn(rooms, [*held, next_one]))
    assert read(ended.frame) == [("2020-01-01", "2021-04-30", "MEX", "csm rcm", "yes")]
    assert "presides/country:PAN/mechanism:rcm/chair/1" in ended.frame["evidence"][0]  # what says that it ended
    # MEX's own next spell contradicts nothing, nor does an announced one, nor one whose start is unknown
    for no_end in (
        chair("MEX", "rcm", "2021-05-01", "2022-05-01", spell=2),
        {**next_one, "status": "announced"},
        chair("PAN", "rcm"),
    ):
        assert read(ask(drawn(rooms, [*held, no_end])).frame)[0][:2] == ("2020-01-01", "2023-12-31")


def test_a_chair_ends_with_what_is_presided_over() -> None:
    rooms = {"mechanism:rcm": {**REGIONAL, "end": "2021-06"}, "mechanism:csm": REGIONAL}
    graph = drawn(rooms, [chair("MEX", "rcm", "2020-01-01"), chair("MEX", "csm", "2019-01-01")], read="2020-02-01")
    assert read(ask(graph).frame) == [("2020-01-01", "2021-06-30", "MEX", "csm rcm", "yes")]


def test_a_planned_chair_holds_when_its_day_comes_and_an_announced_one_never() -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}

    def held(status: str, as_of: str) -> list[tuple[Any, ...]]:
        there = [chair("MEX", "rcm", "2022-01-01", "2022-12-31", status=status), chair("MEX", "csm", "2020-01-01")]
        return read(ask(drawn(rooms, there, read="2021"), as_of=as_of).frame)

    assert held("planned", "2021-12-31") == []
    assert [row[0] for row in held("planned", "2022-01-01")] == ["2022-01-01"]
    assert held("announced", "2022-06-01") == []


def test_spells_of_one_chair_that_follow_each_other_are_one_run() -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}
    graph = drawn(
        rooms,
        [
            chair("MEX", "rcm", "2020", "2020", spell=1),
            chair("MEX", "rcm", "2021", "2021", spell=2),
            chair("MEX", "csm", "2019", "2023"),
        ],
    )
    answer = ask(graph)
    assert read(answer.frame) == [("2020-01-01", "2021-12-31", "MEX", "csm rcm", "yes")]
    assert len(answer.frame["evidence"][0]) == 3


def leading() -> PropertyGraph:
    return drawn(
        {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL},
        [
            chair("MEX", "rcm", "2020-01-01", "2020-12-31"),
            tie("LEADS", "MEX", "csm", start="2020-01-01", role="co-lead"),
            tie("LEADS", "PAN", "csm", start="2020-07-01", role="co-lead"),
            chair("MEX", "event:round", "2020-05-05", "2020-05-06"),
            chair("MEX", "agency:oas", "2020-06-01", "2020-06-30"),
        ],
        read="2021-01-01",
    )


@pytest.mark.parametrize(
    ("given", "most"),
    [
        ({}, None),
        ({"chairs": "presidencies,leads"}, "csm rcm"),  # that PAN leads as well contradicts nothing
        ({"of": "mechanisms,events"}, "round rcm"),
        ({"of": "mechanisms,agencies"}, "oas rcm"),
        ({"of": "events", "chairs": "leads"}, None),
    ],
)
def test_leads_agencies_and_events_count_only_if_asked(given: dict[str, str], most: str | None) -> None:
    rows = read(ask(leading(), **given).frame)
    assert (rows[0][3] if rows else None) == most


@pytest.mark.parametrize(
    ("given", "starts"),
    [
        ({"from": "2020-05"}, ["2020-05-01", "2020-07-01", "2024-01-15"]),
        ({"from": "2021"}, ["2024-01-15"]),
        ({"holder": "MEX"}, ["2020-04-01", "2020-05-01", "2020-07-01"]),
        ({"at_least": 3}, ["2020-05-01"]),
        ({"at_least": 1, "holder": "PAN"}, ["2021-01-01", "2023-03-01", "2024-01-15", "2024-02-15"]),
        ({"at_least": 0, "holder": "PAN"}, ["2021-01-01", "2023-03-01", "2024-01-15", "2024-02-15"]),
    ],
)
def test_parameters_narrow_the_answer(given: dict[str, object], starts: list[str]) -> None:
    assert ask(three_rooms(), **given).frame["start"].tolist() == starts


def test_empty_answers_say_why() -> None:
    nothing = ask(PropertyGraph.build([]))
    assert nothing.sentences == {
        "en": "No chair is known to have been held by 2024-06-30: no evidence (load presidencies).",
        "es": "No consta ninguna presidencia ejercida hasta el 2024-06-30: sin evidencia (cargue presidencias).",
    }
    none = ask(three_rooms(), at_least=4, **{"from": "2020"})
    assert none.sentences["en"].startswith(
        "Nobody is known to have held 4 chairs or more at once since 2020-01-01 until 2024-06-30 "
        "(3 bodies with known chairs)."
    )
    assert none.sentences["es"].startswith(
        "No consta que nadie haya ejercido 4 presidencias o más a la vez desde el 2020-01-01 hasta el 2024-06-30 "
        "(3 instancias con presidencias conocidas)."
    )
    assert ask(three_rooms(), at_least=3, holder="PAN").sentence.startswith("PAN is not known to have held 3 chairs")


def test_where_no_days_surely_meet_the_most_is_only_possible() -> None:
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}
    answer = ask(drawn(rooms, [chair("MEX", "rcm", "2020", "2020"), chair("MEX", "csm", "2020", "2020")]))
    assert "The most that may have been held at once is 2: MEX; the dates are too coarse to be sure." in answer.sentence
    assert "El máximo que pudo ejercerse a la vez es 2: MEX; las fechas no permiten" in answer.sentences["es"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"from": "2025"}, "it is after the last day, 2024-06-30"),
        ({"holder": "mechanism:rcm"}, "mechanism:rcm is a Mechanism"),
        ({"chairs": "all"}, "no such choice"),
        ({"at_least": "-1"}, "not a whole number"),
    ],
)
def test_bad_parameters_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        ask(three_rooms(), **given)


months = st.dates(dt.date(2020, 1, 1), dt.date(2020, 4, 30)).map(str)
written = st.builds(lambda day, width: day[:width], months, st.sampled_from([7, 10]))


@settings(max_examples=30)
@given(
    spells=st.lists(
        st.tuples(st.sampled_from("abc"), written, written).filter(
            lambda s: dates.first_day(s[1]) <= dates.last_day(s[2])
        ),
        max_size=5,
    )
)
def test_each_day_has_the_chairs_that_a_walk_over_days_finds(spells: list[tuple[str, str, str]]) -> None:
    rooms = {f"mechanism:{room}": REGIONAL for room in "abc"}
    statements = [chair("MEX", room, start, end, spell=n + 1) for n, (room, start, end) in enumerate(spells)]
    found: dict[str, list[str]] = {}
    for row in ask(drawn(rooms, statements)).frame.itertuples(index=False):
        day = dt.date.fromisoformat(row.start)
        while day <= dt.date.fromisoformat(row.end):
            assert str(day) not in found
            found[str(day)] = [c.partition(":")[2] for c in row.chairs]
            day += dt.timedelta(1)
    for n in range(130):
        day = dt.date(2019, 12, 28) + dt.timedelta(n)
        held = {room for room, start, end in spells if dates.first_day(start) <= str(day) <= dates.last_day(end)}
        assert found.get(str(day), []) == (sorted(held) if len(held) > 1 else [])


@settings(max_examples=40)
@given(one=st.tuples(written, written), other=st.tuples(written, written))
def test_certain_agrees_with_trying_every_day_that_a_coarse_date_may_mean(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    def meant(start: str, end: str) -> set[tuple[str, str]]:
        ends = [(dates.first_day(text), dates.last_day(text)) for text in (start, end)]
        every = {day for pair in ends for day in pair}
        days = [[day for day in every if low <= day <= high] for low, high in ends]
        return {(first, last) for first, last in product(*days) if first <= last}

    assume(all(dates.last_day(start) <= dates.last_day(end) for start, end in (one, other)))
    rooms = {"mechanism:rcm": REGIONAL, "mechanism:csm": REGIONAL}
    rows = read(ask(drawn(rooms, [chair("MEX", "rcm", *one), chair("MEX", "csm", *other)])).frame)
    always = all(a[0] <= b[1] and b[0] <= a[1] for a in meant(*one) for b in meant(*other))
    assert [row[-1] for row in rows] == (["yes"] if always else ["no evidence"] if rows else [])


def test_on_the_curated_graph_three_chairs_met_in_two_countries(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "concurrent-chairs", as_of="2026-11-22")
    most = answer.frame[answer.frame["number"] == 3]
    assert read(most) == [
        ("2024-12-05", "2025-12-31", "COL", "gfmd lad mirps-support-platform", "no evidence"),
        ("2024-12-05", "2024-12-31", "CRI", "cam mirps quito-process", "no evidence"),
    ]
    assert "announced" not in set(built_in.edges.set_index("id")["status"][[a for c in most["evidence"] for a in c]])
    assert "Colombia and Costa Rica" in answer.sentences["en"]
    assert "Colombia y Costa Rica" in answer.sentences["es"]
