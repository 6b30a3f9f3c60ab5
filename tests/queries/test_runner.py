"""What the runner takes for a parameter, and what it says where it cannot."""

import datetime as dt
from typing import Any

import pytest

import queries
from graph.errors import AmbiguousName, BadParameter, ModelError, UnknownName, UnknownQuestion
from graph.model import PropertyGraph
from queries._frame import COMMON, EVIDENCE, shaped
from tests.queries.drawn import AS_OF

TAKEN_BY_ALL = ", ".join(parameter.name for parameter in COMMON)


def ask(graph: PropertyGraph, name: str, **given: object) -> Any:
    return queries.ask(graph, name, **{"as_of": AS_OF, **given})


def test_an_unknown_question_is_told_the_near_ones(built_in: PropertyGraph) -> None:
    with pytest.raises(UnknownQuestion) as raised:
        ask(built_in, "overlap")
    assert raised.value.name == "overlap"
    assert raised.value.proposals == ("overlap-trend", "member-overlap", "mandate-overlap")
    told = "did you mean 'overlap-trend', 'member-overlap' or 'mandate-overlap'?"
    assert str(raised.value) == f"no question 'overlap'; {told}"


def test_an_unknown_question_without_a_near_one_is_told_all(built_in: PropertyGraph) -> None:
    with pytest.raises(UnknownQuestion) as raised:
        ask(built_in, "qqq")
    assert raised.value.proposals == ()
    assert str(raised.value) == f"no question 'qqq'; there are {', '.join(queries.catalogue())}"


@pytest.mark.parametrize("name", ["_runner", "_frame", "../graph", "member_overlap", "", "__init__"])
def test_machinery_is_no_question(name: str, built_in: PropertyGraph) -> None:
    with pytest.raises(UnknownQuestion):
        ask(built_in, name)


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        (
            "country-seats",
            {"role": "member"},
            "parameter 'role': 'country-seats' does not take it (got 'member'); did you mean 'roles'?",
        ),
        (
            "country-seats",
            {"zzz": 1},
            f"parameter 'zzz': 'country-seats' does not take it (got 1); it takes roles, scope, {TAKEN_BY_ALL}",
        ),
        (
            "country-seats",
            {"roles": "members"},
            "parameter 'roles': no such choice (got 'members'); choose from member, associate, observer",
        ),
        (
            "country-seats",
            {"roles": []},
            "parameter 'roles': no such choice (got []); choose from member, associate, observer",
        ),
        (
            "member-overlap",
            {"between": "mechanisms,countries"},
            (
                "parameter 'between': no such choice (got 'mechanisms,countries'); choose from "
                "mechanisms, countries, agencies, donors, projects, plans"
            ),
        ),
        ("member-overlap", {"lang": "fr"}, "parameter 'lang': no such choice (got 'fr'); choose from en, es"),
        *(
            (
                "member-overlap",
                {"min_shared": bad},
                f"parameter 'min-shared': not a whole number (got {bad!r}); write 0, 1, 2 ...",
            )
            for bad in ("-1", -1, "1.5", 1.0, True, "", "many", "1_000", "+1", " 1", "١")
        ),
        *(
            (
                "country-seats",
                {"as_of": bad},
                f"parameter 'as-of': not a date (got {bad!r}); write YYYY, YYYY-MM or YYYY-MM-DD",
            )
            for bad in ("", "tomorrow", "17.05.2022", "2022-5-17", "2022-05-17T00:00", "٢٠٢٢", "2022\n")
        ),
        (
            "country-seats",
            {"as_of": "2022-02-30"},
            "parameter 'as-of': no such day (got '2022-02-30'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            "country-seats",
            {"as_of": "0022"},
            "parameter 'as-of': the year is outside 1800 to 2199 (got '0022'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            "corridor-rooms",
            {"pair": "COL"},
            "parameter 'pair': not two different nodes (got 'COL'); write two, such as COL,PAN",
        ),
        (
            "corridor-rooms",
            {"pair": "COL,country:COL"},
            "parameter 'pair': not two different nodes (got 'COL,country:COL'); write two, such as COL,PAN",
        ),
        (
            "corridor-rooms",
            {"pair": "COL,RCM"},
            "parameter 'pair': mechanism:rcm is a Mechanism (got 'RCM'); give a Country",
        ),
        (
            "hosts-outside-forum",
            {"forum": "country:MEX"},
            "parameter 'forum': country:MEX is a Country (got 'country:MEX'); give a Mechanism",
        ),
    ],
)
def test_a_wrong_parameter_is_told_what_would_be_right(
    built_in: PropertyGraph, question: str, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadParameter) as raised:
        ask(built_in, question, **given)
    assert str(raised.value) == message
    name, value = next(iter(given.items()))
    assert raised.value.parameter == name.replace("_", "-")
    assert raised.value.value in (value, "RCM")  # of a list, the part that is wrong


@pytest.mark.parametrize(
    ("question", "name", "meaning"),
    [
        ("what-breaks", "node", "the forum, donor or member that goes"),
        ("why", "node", "the id or name of a node, or the id of a statement"),
    ],
)
def test_a_parameter_that_must_be_given_is_asked_for(
    built_in: PropertyGraph, question: str, name: str, meaning: str
) -> None:
    with pytest.raises(BadParameter) as raised:
        ask(built_in, question)
    assert raised.value.parameter == name
    assert str(raised.value).startswith(f"parameter '{name}': it is missing")
    assert str(raised.value).endswith(f"give {meaning}")


def test_an_unknown_node_is_told_the_near_ones(built_in: PropertyGraph) -> None:
    with pytest.raises(UnknownName) as raised:
        ask(built_in, "why", node="Regional Conference on Migrations")
    assert raised.value.text == "Regional Conference on Migrations"
    assert "mechanism:rcm" in raised.value.proposals
    assert str(raised.value).startswith("nothing is called 'Regional Conference on Migrations'; did you mean ")


def test_a_name_of_two_nodes_is_refused_with_both(built_in: PropertyGraph) -> None:
    graph = PropertyGraph.build([{"id": "agency:a", "aliases": ["Twin"]}, {"id": "country:B", "name_en": "twin"}])
    with pytest.raises(AmbiguousName) as raised:
        ask(graph, "why", node="TWIN")
    assert [candidate for candidate, _ in raised.value.candidates] == ["agency:a", "country:B"]
    assert str(raised.value) == (
        "'TWIN' may mean several things: agency:a; country:B; write the id of the one that is meant"
    )


def test_of_two_nodes_of_one_name_the_one_of_the_right_kind_is_meant() -> None:
    graph = PropertyGraph.build([{"id": "mechanism:twin"}, {"id": "source:page", "name_en": "Twin"}])
    assert ask(graph, "what-breaks", node="twin").params["node"] == "mechanism:twin"
    two = PropertyGraph.build([{"id": "mechanism:twin"}, {"id": "agency:other", "name_en": "Twin"}])
    with pytest.raises(AmbiguousName):
        ask(two, "what-breaks", node="twin")


@pytest.mark.parametrize(
    ("pair", "ids"),
    [
        ("COL,PAN", ["country:COL", "country:PAN"]),
        ("col, pan", ["country:COL", "country:PAN"]),
        ("country:COL,country:PAN", ["country:COL", "country:PAN"]),
        ("México,estados unidos", ["country:MEX", "country:USA"]),
        (["Curazao", "CANADA"], ["country:CUW", "country:CAN"]),
        (("VE", "Trinidad y Tabago"), ["country:VEN", "country:TTO"]),
    ],
)
def test_nodes_are_named_by_id_code_alias_or_name_in_either_language(
    built_in: PropertyGraph, pair: object, ids: list[str]
) -> None:
    answer = ask(built_in, "corridor-rooms", pair=pair)
    assert list(answer.params["pair"]) == ids


@pytest.mark.parametrize("text", ["RCM", "CRM", "Proceso Puebla", "conferencia regional sobre migracion"])
def test_the_rcm_is_known_by_its_names(built_in: PropertyGraph, text: str) -> None:
    assert ask(built_in, "what-breaks", node=text).params["node"] == "mechanism:rcm"


@pytest.mark.parametrize("text", ["oas-cam-concept-note", "source:oas-cam-concept-note"])
def test_a_source_is_named_by_its_key_or_id(built_in: PropertyGraph, text: str) -> None:
    assert ask(built_in, "country-seats", source=text).params["source"] == ("source:oas-cam-concept-note",)


@pytest.mark.parametrize(
    "roles", ["member,observer", "observer , member", ["member", "observer"], ("observer", "member")]
)
def test_lists_and_text_with_commas_are_the_same(built_in: PropertyGraph, roles: object) -> None:
    answer = ask(built_in, "country-seats", roles=roles)
    assert set(answer.params["roles"]) == {"member", "observer"}
    assert answer.frame.equals(ask(built_in, "country-seats", roles="member,observer").frame)


def test_a_choice_named_twice_counts_once(built_in: PropertyGraph) -> None:
    assert ask(built_in, "country-seats", roles="member,member").params["roles"] == ("member",)


def test_keywords_of_python_are_taken_as_names_or_with_an_underscore(built_in: PropertyGraph) -> None:
    window = {"from": "2019-01-01", "to": "2019-12-31"}
    answers = [ask(built_in, "changes", **window), ask(built_in, "changes", from_="2019", to="2019")]
    assert answers[0].params == answers[1].params
    assert answers[0].params | window == answers[0].params


def test_names_are_taken_with_hyphens_as_on_the_command_line(built_in: PropertyGraph) -> None:
    assert ask(built_in, "member-overlap", **{"min-shared": "9"}).params["min-shared"] == 9


def test_none_means_the_default(built_in: PropertyGraph) -> None:
    assert ask(built_in, "country-seats", roles=None).params["roles"] == ("member",)


@pytest.mark.parametrize(
    ("given", "day"),
    [("2022", "2022-12-31"), ("2024-02", "2024-02-29"), (2022, "2022-12-31"), (dt.date(2022, 5, 17), "2022-05-17")],
)
def test_a_coarse_day_stands_for_its_last(built_in: PropertyGraph, given: object, day: str) -> None:
    assert ask(built_in, "country-seats", as_of=given).as_of == day


def test_params_tell_every_default(built_in: PropertyGraph) -> None:
    answer = ask(built_in, "member-overlap")
    assert answer.params == {
        "between": "mechanisms",
        "by": "default",
        "roles": ("member",),
        "min-shared": 1,
        "scope": ("regional", "hemispheric", "global"),
        "confidence": ("stated", "inferred"),
        "source": (),
        "without": (),
        "with": (),
        "compare": False,
    }
    assert answer.query == "member-overlap"


def test_the_day_is_today_where_none_is_given(built_in: PropertyGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.dates.today", lambda: "2021-03-04")
    assert queries.ask(built_in, "country-seats").as_of == "2021-03-04"


def test_a_store_is_asked_as_its_graph_is(built_in: PropertyGraph) -> None:
    class Shelf:
        def read(self) -> PropertyGraph:
            return built_in

        def write(self, graph: PropertyGraph) -> None:
            raise AssertionError(graph)

    assert ask(Shelf(), "country-seats").frame.equals(ask(built_in, "country-seats").frame)  # type: ignore[arg-type]


def test_a_question_that_gives_other_columns_than_it_declares_is_our_own_error(built_in: PropertyGraph) -> None:
    question = queries.question("country-seats")
    frame = ask(built_in, "country-seats").frame
    with pytest.raises(ModelError, match=r"declares the columns \['country', 'seats', 'mechanisms', 'evidence'\]"):
        shaped((*question.columns, EVIDENCE), frame.drop(columns="seats"))


def test_a_forum_must_be_a_room(built_in: PropertyGraph) -> None:
    for question in ("orphaned-members", "hosts-outside-forum"):
        with pytest.raises(BadParameter) as caught:
            queries.ask(built_in, question, forum="r4v")
        message = str(caught.value)
        assert message.startswith("parameter 'forum': governments do not sit in it (got 'r4v'); the rooms are ")
        assert "mechanism:quito-process" in message
