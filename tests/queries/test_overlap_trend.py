from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from queries import overlap_trend
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["a"], r["b"], r["date"])


def bare(r: Mapping[str, Any]) -> bool:
    """Rows that rest on nothing: on that date nobody is known to be in either."""
    return bool(r["a_size"] == r["b_size"] == 0)


def growing() -> PropertyGraph:
    # a   MEX (2000), SLV (2016 to 2018)          founded 2000
    # b   MEX (2015), SLV (2015), GTM (unknown since when, attested 2017)
    # c   GTM (2000)                              dormant from 2018, ended in 2020
    nodes = {f"mechanism:{name}": REGIONAL for name in "abc"}
    told = [
        {"node": "mechanism:c", "measure": "status", "start": "2018-06", "text": "dormant"},
        {"node": "mechanism:c", "measure": "status", "start": "2020-03", "text": "ended"},
    ]
    ties = [
        *sit("MEX", "a", start="2000"),
        *sit("SLV", "a", start="2016", end="2018"),
        *sit("MEX SLV", "b", start="2015"),
        *sit("GTM", "b"),
        *sit("GTM", "c", start="2000"),
    ]
    return drawn(nodes, ties, told, read="2017-07")


def trend(graph: PropertyGraph, **given: object) -> dict[tuple[str, str], dict[str, int]]:
    frame = queries.ask(graph, "overlap-trend", **{"from_": "2014", "to": "2021", **given}).frame
    found: dict[tuple[str, str], dict[str, int]] = {}
    for date, a, b, n in frame[["date", "a", "b", "shared"]].itertuples(index=False):
        found.setdefault((a[-1], b[-1]), {})[date[:4]] = n
    return found


def test_what_two_rooms_share_is_counted_on_each_date() -> None:
    answer = queries.ask(growing(), "overlap-trend", from_="2014", to="2016-06-30", nodes="mechanism:a,mechanism:b")
    rest = {"a": "mechanism:a", "b": "mechanism:b"}
    mex = [f"member-of/country:MEX/mechanism:{room}/member/1" for room in "ab"]
    slv = [f"member-of/country:SLV/mechanism:{room}/member/1" for room in "ab"]
    assert answer.frame.to_dict("records") == [
        {
            "date": "2014-12-31",
            **rest,
            "shared": 0,
            "jaccard": 0.0,
            "a_size": 1,
            "b_size": 0,
            "change": 0,
            "at_most": 0,
            "evidence": mex[:1],
        },
        {
            "date": "2015-12-31",
            **rest,
            "shared": 1,
            "jaccard": 0.5,
            "a_size": 1,
            "b_size": 2,
            "change": 1,
            "at_most": 1,
            "evidence": mex,
        },
        {
            "date": "2016-06-30",
            **rest,
            "shared": 2,
            "jaccard": 1.0,
            "a_size": 2,
            "b_size": 2,
            "change": 2,
            "at_most": 2,
            "evidence": [mex[0], mex[1], slv[0], slv[1]],
        },
    ]
    assert answer.sentences == {
        "en": "From 2014-12-31 to 2016-06-30, the known members that a and b share grew from 0 to 2.",
        "es": "Del 2014-12-31 al 2016-06-30, los miembros conocidos que comparten a y b aumentaron de 0 a 2.",
    }


def test_a_room_counts_while_it_is_active_or_dormant() -> None:
    found = trend(growing())
    assert found["a", "b"] == {
        "2014": 0, "2015": 1, "2016": 2, "2017": 2, "2018": 2, "2019": 1, "2020": 1, "2021": 1,
    }  # fmt: skip
    assert found["b", "c"] == {
        "2014": 0, "2015": 0, "2016": 0, "2017": 1, "2018": 1, "2019": 1, "2020": 0, "2021": 0,
    }  # fmt: skip
    assert ("a", "c") not in found  # they share nobody on any date


def test_growth_that_may_be_of_knowledge_only_is_told_apart() -> None:
    answer = queries.ask(growing(), "overlap-trend", from_="2014", to="2019")
    most = answer.frame.set_index(["a", "b", "date"])["at_most"]
    assert most["mechanism:b", "mechanism:c", "2014-12-31"] == 1  # GTM may have been in b long since
    assert answer.sentences["en"] == (
        "From 2014-12-31 to 2019-12-31, of 2 pairs, 2 came to share more known members, none fewer and none as many. "
        "Growth is certain in 1; in 1 it may be older than the sources, as nobody says since when. Most "
        "growth that is certain: a and b (0 to 1)."
    )
    one = queries.ask(growing(), "overlap-trend", from_="2014", to="2019", nodes="mechanism:c")
    assert one.sentences["en"].endswith(
        "share grew from 0 to 1. They may have been 1 already at the beginning, as nobody says since when."
    )
    assert one.sentences["es"].endswith("Pueden haber sido 1 ya al principio, pues nadie dice desde cuándo.")


def test_a_fall_and_a_standstill_are_said_in_words() -> None:
    pair = {"nodes": "mechanism:a,mechanism:b"}
    fell = queries.ask(growing(), "overlap-trend", from_="2016", to="2021", **pair)
    assert fell.sentences["en"].endswith("the known members that a and b share fell from 2 to 1.")
    assert fell.sentences["es"].endswith("los miembros conocidos que comparten a y b bajaron de 2 a 1.")
    same = queries.ask(growing(), "overlap-trend", from_="2019", to="2021", **pair)
    assert same.sentences["en"].endswith("share were 1 at both ends.")
    both = queries.ask(growing(), "overlap-trend", from_="2018", to="2020")
    assert both.sentences["en"] == (
        "From 2018-12-31 to 2020-12-31, of 2 pairs, none came to share more known members, 2 fewer and none as many. "
        "Most loss: a and b (2 to 1); b and c (1 to 0)."
    )


def test_many_pairs_that_grew_alike_are_counted_not_listed() -> None:
    rooms = {f"mechanism:{name}": REGIONAL for name in "abcd"}
    graph = drawn(rooms, [row for name in "abcd" for row in sit("MEX", name, start="2019")])
    said = queries.ask(graph, "overlap-trend", from_="2018", to="2020").sentences
    assert said["en"].endswith(
        "Most growth that is certain: a and b (0 to 1); a and c (0 to 1); a and d (0 to 1) and 3 more."
    )
    assert said["es"].endswith("Mayor aumento seguro: a y b (0 a 1); a y c (0 a 1); a y d (0 a 1) y 3 más.")


def test_growth_of_which_none_is_certain_is_said_so() -> None:
    rooms = {f"mechanism:{name}": REGIONAL for name in "abc"}
    graph = drawn(rooms, [row for name in "abc" for row in sit("MEX", name)], read="2019")
    said = queries.ask(graph, "overlap-trend", from_="2018", to="2020").sentences
    assert "No growth is certain: it may be older than the sources, as nobody says since when." in said["en"]
    assert "Ningún aumento es seguro: puede ser anterior a las fuentes, pues nadie dice desde cuándo." in said["es"]


def test_one_date_is_no_trend() -> None:
    said = queries.ask(growing(), "overlap-trend", from_="2017", to="2017").sentences
    assert said["en"] == "Only one date was asked for, 2017-12-31: no trend (2 pairs)."
    assert said["es"] == "Solo se pidió una fecha, 2017-12-31: no hay tendencia (2 pares)."


def test_what_is_not_compared_is_refused_as_a_node() -> None:
    with pytest.raises(BadParameter) as raised:
        queries.ask(growing(), "overlap-trend", nodes="country:MEX")
    assert str(raised.value) == (
        "parameter 'nodes': a trend between mechanisms is not about it (got 'country:MEX'); give a Mechanism"
    )


def test_two_that_share_nothing_and_one_of_another_scope_are_named() -> None:
    rooms = {"mechanism:a": REGIONAL, "mechanism:b": REGIONAL, "mechanism:w": {**REGIONAL, "scope": "global"}}
    graph = drawn(rooms, [*sit("MEX", "a"), *sit("PAN", "b"), *sit("MEX PAN", "w")])
    days = {"from_": "2018", "to": "2020"}
    two = queries.ask(graph, "overlap-trend", nodes="mechanism:a,mechanism:b", **days).sentences
    assert two["en"] == "a and b are not known to share a member on any of 3 dates from 2018-12-31 to 2020-12-31."
    assert two["es"] == (
        "No consta que a y b compartan algún miembro en ninguna de 3 fechas del 2018-12-31 al 2020-12-31."
    )
    far = queries.ask(graph, "overlap-trend", nodes="mechanism:w", **days).sentences
    assert far["en"].endswith(" Nothing is known of w then, or the scope is not regional.")
    assert far["es"].endswith(" Nada se sabe entonces de w, o el alcance no es regional.")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"from": "2019", "to": "2021-03-04"}, ["2019-12-31", "2020-12-31", "2021-03-04"]),
        ({"from": "2020-11", "to": "2021-01-15", "step": "month"}, ["2020-11-30", "2020-12-31", "2021-01-15"]),
        ({"from": "2020-02-10", "to": "2020-09", "step": "quarter"}, ["2020-03-31", "2020-06-30", "2020-09-30"]),
        (
            {"from": "2008", "to": "2020", "step": "five-years"},
            ["2008-12-31", "2013-12-31", "2018-12-31", "2020-12-31"],
        ),
        ({"from": "2020-01-05", "to": "2020-01-05"}, ["2020-01-05"]),
        ({"step": "five-years"}, ["2012-12-31", "2017-12-31", "2022-05-17"]),
        ({"to": "2014", "step": "five-years"}, ["2004-12-31", "2009-12-31", "2014-12-31"]),
    ],
)
def test_dates_are_the_last_days_of_periods_and_the_last_day_asked_for(
    given: Mapping[str, Any], wanted: list[str]
) -> None:
    assert queries.ask(growing(), "overlap-trend", as_of=AS_OF, **given).universe["dates"] == wanted


def test_a_trend_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadParameter) as raised:
        queries.ask(growing(), "overlap-trend", from_="2020", to="2019")
    assert str(raised.value) == (
        "parameter 'from': it is after 2019-12-31, where the trend ends (got '2020-12-31'); give an earlier day"
    )


def test_more_rows_than_can_be_listed_are_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overlap_trend, "ROWS", 15)
    with pytest.raises(TooLarge) as raised:
        queries.ask(growing(), "overlap-trend", from_="2014", to="2021")
    assert str(raised.value) == "2 pairs on 8 dates are too many to list; name two of them (nodes) or raise min-shared"
    assert len(queries.ask(growing(), "overlap-trend", from_="2014", to="2021", min_shared=2).frame) == 8


def test_every_pair_is_listed_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert trend(growing(), min_shared=0)["a", "c"] == dict.fromkeys(map(str, range(2014, 2022)), 0)
    monkeypatch.setattr("queries._sets.ALL_PAIRS", 2)
    with pytest.raises(TooLarge, match="every pair of 3 sets"):
        trend(growing(), min_shared=0)


def test_nobody_sharing_anything_is_said_in_words() -> None:
    answer = queries.ask(growing(), "overlap-trend", from_="2001", to="2003")
    assert answer.frame.empty
    assert answer.sentence == (
        "No two rooms are known to share a member on any of 3 dates from 2001-12-31 to 2003-12-31."
    )
    nothing = queries.ask(growing(), "overlap-trend", from_="2001", to="2003", between="plans")
    assert nothing.sentences["en"].endswith("Nothing loaded says what they had then.")
    assert nothing.sentences["es"].endswith("Nada de lo cargado dice qué tenían entonces.")


def test_a_date_on_which_both_may_have_had_members_and_none_is_known_rests_on_nothing() -> None:
    nodes = {f"mechanism:{name}": REGIONAL for name in "ab"}
    graph = drawn(nodes, [*sit("MEX", "a"), *sit("MEX", "b")], read="2020-05")
    frame = queries.ask(graph, "overlap-trend", from_="2019", to="2020").frame
    assert frame[["shared", "a_size", "b_size", "at_most", "change"]].values.tolist() == [
        [0, 0, 0, 1, 0],
        [1, 1, 1, 1, 1],
    ]
    assert frame["jaccard"].isna().tolist() == [True, False]
    assert frame["evidence"].str.len().tolist() == [0, 2]


def test_donors_are_followed_over_time_too() -> None:
    money = {"money": "commitment", "counted": True}
    graph = drawn(
        {},
        [
            tie("FUNDS", "ESP", "project:p", start="2018", end="2019", **money),
            tie("FUNDS", "CAN", "project:p", start="2019", **money),
        ],
    )
    frame = queries.ask(graph, "overlap-trend", from_="2018", to="2020", between="donors").frame
    assert frame["shared"].tolist() == [0, 1, 0]


def test_on_the_built_in_graph_quito_and_the_southern_conference_grew(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "overlap-trend", as_of=AS_OF)
    assert answer.universe["dates"][0] == "2012-12-31"
    last = answer.frame[answer.frame["date"] == AS_OF].set_index(["a", "b"])["shared"]
    overlap = queries.ask(built_in, "member-overlap", as_of=AS_OF, scope="regional").frame
    now = overlap.set_index(["a", "b"])["shared"]
    assert last[last > 0].to_dict() == now.to_dict()
    assert last["mechanism:csm", "mechanism:quito-process"] == 9
