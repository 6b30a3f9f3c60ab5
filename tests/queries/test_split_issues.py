from collections.abc import Mapping
from typing import Any

import pytest

import queries
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import split_issues
from queries._frame import Answer
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, slugs, tie

ROOMS = {f"mechanism:{name}": REGIONAL for name in "ab"}


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (split_issues.STATES.index(r["state"]), -r["unlinked"], r["a"], r["b"])


def ask(graph: PropertyGraph, **given: object) -> Answer:
    return queries.ask(graph, "split-issues", **{"as_of": AS_OF, **given})


def deals(room: str, themes: str, **more: object) -> list[dict[str, Any]]:
    return [
        tie("ADDRESSES", f"mechanism:{room}", f"theme:{theme}", **{"start": "2000", **more}) for theme in themes.split()
    ]


def issue(pair: str, **more: object) -> dict[str, Any]:
    a, b = pair.split("-")
    return tie("LINKED_TO", f"theme:{a}", f"theme:{b}", **{"start": "2000", **more})


def link(a: str, b: str, **more: object) -> dict[str, Any]:
    return tie("COORDINATES_WITH", f"mechanism:{a}", f"mechanism:{b}", **{"start": "2010", **more})


def four() -> PropertyGraph:
    # issues: border - smuggling - labour - skills     skills - remittances
    # a  MEX USA   border smuggling
    # b  MEX       labour                 c (linked to b)  PER  skills
    return drawn(
        {**ROOMS, "mechanism:c": REGIONAL},
        [
            *(issue(pair) for pair in ("border-smuggling", "smuggling-labour", "labour-skills", "skills-remittances")),
            *sit("MEX USA", "a", start="2000"),
            *sit("MEX", "b", start="2000"),
            *sit("PER", "c", start="2000"),
            *deals("a", "border smuggling"),
            *deals("b", "labour"),
            *deals("c", "skills"),
            link("c", "b"),
        ],
    )


def test_linked_issues_in_all_four_states() -> None:
    answer = ask(four())

    def row(a: str, b: str, state: str, together: str, only_a: str, only_b: str, evidence: list[str]) -> dict[str, Any]:
        names = {"together": together, "only_a": only_a, "only_b": only_b}
        return {
            "a": f"theme:{a}",
            "b": f"theme:{b}",
            "state": state,
            **{key: [f"mechanism:{name}" for name in cell] for key, cell in names.items()},
            "unlinked": int(state == "split"),
            "evidence": evidence,
        }

    def mandate(room: str, theme: str) -> str:
        return f"addresses/mechanism:{room}/theme:{theme}/1"

    seats = [f"member-of/country:MEX/mechanism:{room}/member/1" for room in "ab"]
    linked = "linked-to/theme:{}/theme:{}/1".format
    smuggling = [mandate("a", "smuggling"), mandate("b", "labour"), linked("smuggling", "labour"), *seats]
    assert answer.frame.to_dict("records") == [
        row("labour", "smuggling", "split", "", "b", "a", smuggling),
        row(
            "remittances",
            "skills",
            "no evidence",
            "",
            "",
            "c",
            [mandate("c", "skills"), linked("skills", "remittances")],
        ),
        row(
            "labour",
            "skills",
            "linked",
            "",
            "b",
            "c",
            [
                mandate("b", "labour"),
                mandate("c", "skills"),
                "coordinates-with/mechanism:c/mechanism:b/1",
                linked("labour", "skills"),
            ],
        ),
        row(
            "border",
            "smuggling",
            "together",
            "a",
            "",
            "",
            [mandate("a", "border"), mandate("a", "smuggling"), linked("border", "smuggling")],
        ),
    ]
    assert answer.sentences == {
        "en": "Of 4 pairs of linked issues on 2022-05-17, over the active regional and hemispheric mechanisms: 1 "
        "addressed together by one, 1 by mechanisms that are formally linked, 1 run apart, 1 without evidence (nobody "
        "is known to address one of the two). Run apart, as far as their known mandates and links go: labour – "
        "smuggling.",
        "es": "De 4 pares de temas vinculados al 2022-05-17, en los mecanismos activos regionales y hemisféricos: "
        "abordados juntos por alguno, 1; por mecanismos con vínculo formal, 1; por separado, 1; sin evidencia, 1 (no "
        "consta quién aborde uno de los dos). Por separado, según los mandatos y vínculos conocidos: labour – "
        "smuggling.",
    }


def apart(
    *more: dict[str, Any], nodes: Mapping[str, Mapping[str, Any]] | None = None, read: str = "2010"
) -> PropertyGraph:
    """Border, which a addresses, and labour, which b does; MEX sits in both."""
    seats = [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")]
    mandates = [*deals("a", "border"), *deals("b", "labour")]
    return drawn({**ROOMS, **(nodes or {})}, [issue("border-labour"), *seats, *mandates, *more], read=read)


def state(graph: PropertyGraph, **given: object) -> str:
    return str(ask(graph, **given).frame["state"].item())


def test_issues_that_nothing_joins_are_split() -> None:
    assert state(apart()) == "split"
    assert ask(apart()).frame["unlinked"].item() == 1


def test_while_a_mandate_is_unknown_nothing_is_split() -> None:
    answer = ask(apart(nodes={"mechanism:c": REGIONAL}))
    assert answer.frame["state"].tolist() == ["no evidence"]
    assert answer.universe["unknown_mandates"] == ["mechanism:c"]
    assert answer.sentences["en"].endswith("Nothing is called apart while the themes of these are unknown: c.")
    assert answer.sentences["es"].endswith("Nada se da por separado mientras se desconozcan los temas de: c.")
    assert state(apart(nodes={"mechanism:c": {**REGIONAL, "status": "dormant"}})) == "split"
    assert state(apart(nodes={"mechanism:c": {**REGIONAL, "scope": "global"}})) == "split"


def test_what_is_not_known_to_hold_yet_cannot_split() -> None:
    # c is known (of 2015) to address both, nobody knows since when; a and b to be linked
    both = deals("c", "border labour", start=None)
    assert state(apart(*both, nodes={"mechanism:c": REGIONAL}, read="2015"), as_of="2014") == "no evidence"
    assert state(apart(*both, nodes={"mechanism:c": REGIONAL}, read="2015"), as_of="2015") == "together"
    assert state(apart(link("a", "b", start=None), read="2015"), as_of="2014") == "no evidence"
    assert state(apart(link("a", "b", start=None), read="2015"), as_of="2015") == "linked"
    assert state(apart(link("a", "b", start="2015")), as_of="2014") == "split"


def test_what_is_less_supported_than_asked_for_cannot_split() -> None:
    weak = deals("a", "labour", confidence="unverified")
    assert state(apart(*weak)) == "no evidence"
    assert state(apart(*weak), confidence="stated,unverified") == "together"


def test_a_mandate_only_partly_shared_leaves_gaps_beside_it() -> None:
    # c addresses both; a and b still share MEX without a link
    answer = ask(apart(*deals("c", "border labour"), nodes={"mechanism:c": REGIONAL}))
    row = answer.frame.iloc[0]
    assert (row["state"], row["together"], row["unlinked"]) == ("together", ["mechanism:c"], 1)


def test_a_link_held_before_joins_and_closes_the_gap() -> None:
    row = ask(apart(link("b", "a", end="2011"))).frame.iloc[0]
    assert (row["state"], row["unlinked"]) == ("linked", 0)
    assert "coordinates-with/mechanism:b/mechanism:a/1" in row["evidence"]


def test_a_theme_linked_to_itself_or_twice_is_no_further_pair() -> None:
    graph = apart(issue("labour-border"), issue("border-border"))
    frame = ask(graph).frame
    assert list(zip(frame["a"], frame["b"], strict=True)) == [("theme:border", "theme:labour")]
    assert {"linked-to/theme:border/theme:labour/1", "linked-to/theme:labour/theme:border/1"} <= set(
        frame["evidence"][0]
    )


def test_only_mechanisms_where_the_country_sits_count() -> None:
    # MEX sits in a and b; USA in c, which addresses both
    graph = apart(*deals("c", "border labour"), *sit("USA", "c", start="2000"), nodes={"mechanism:c": REGIONAL})
    assert state(graph) == "together"
    assert state(graph, country="MEX") == "split"
    assert "where MEX is known to sit: 0 addressed" in ask(graph, country="MEX").sentence
    row = ask(graph, country="USA").frame.iloc[0]
    assert (row["together"], row["only_a"]) == (["mechanism:c"], [])
    assert "member-of/country:USA/mechanism:c/member/1" in row["evidence"]


@pytest.mark.parametrize(
    "seat",
    [
        {"nodes": {"mechanism:c": {**REGIONAL, "members_known": False}}},
        {"start": None, "read": "2030"},
        {"start": "2000", "confidence": "unverified"},
    ],
)
def test_a_room_where_the_country_may_sit_keeps_issues_from_being_split(seat: dict[str, Any]) -> None:
    nodes, read = seat.pop("nodes", {"mechanism:c": REGIONAL}), seat.pop("read", "2010")
    sits = sit("MEX", "c", **seat) if seat else []
    answer = ask(apart(*deals("c", "border labour"), *sits, nodes=nodes, read=read), country="MEX")
    assert answer.frame["state"].tolist() == ["no evidence"]
    assert answer.universe["undecided"] == ["mechanism:c"]
    assert answer.sentences["en"].endswith("Whether it sits there is not known: c.")
    assert answer.sentences["es"].endswith("No se sabe si se sienta en: c.")


def test_observers_sit_only_if_roles_ask() -> None:
    # c is where MEX observes; it addresses both
    watching = sit("MEX", "c", start="2000", role="observer")
    graph = apart(*deals("c", "border labour"), *watching, nodes={"mechanism:c": REGIONAL})
    assert state(graph, country="MEX") == "split"
    assert state(graph, country="MEX", roles="member,observer") == "together"


def test_a_platform_counts_but_not_as_a_place_where_a_country_sits() -> None:
    nodes = {"mechanism:r4v": {"subtype": "platform", "scope": "regional", "members_known": True}}
    graph = apart(
        *deals("r4v", "border labour"), tie("OPERATES_IN", "mechanism:r4v", "country:MEX", start="2018"), nodes=nodes
    )
    assert state(graph) == "together"
    assert state(graph, country="MEX") == "split"


def test_themes_and_states_leave_what_is_asked_for() -> None:
    asked = ask(four(), themes="theme:skills").frame
    assert sorted(zip(slugs(asked["a"]), slugs(asked["b"]), strict=True)) == [
        ("labour", "skills"),
        ("remittances", "skills"),
    ]
    answer = ask(four(), state="split,together")
    assert answer.frame["state"].tolist() == ["split", "together"]
    none = ask(four(), themes="theme:border", state="split")
    assert none.frame.empty
    assert none.sentences["en"] == "On 2022-05-17 no two linked issues are known to be as asked for."
    assert none.sentences["es"] == "Al 2022-05-17 no consta ningún par de temas vinculados que sea como se pide."


def test_without_links_between_themes_there_is_no_evidence() -> None:
    answer = ask(drawn(ROOMS, deals("a", "border")))
    assert answer.frame.empty
    assert answer.sentences["en"].endswith("(links between themes would have to be loaded).")
    assert answer.sentences["es"].endswith("(habría que cargar vínculos entre temas).")
    ended = drawn(ROOMS, [*deals("a", "border"), issue("border-labour", end="2010")])
    assert ask(ended).frame.empty


def test_the_curated_graph_has_every_state_today(built_in: PropertyGraph) -> None:
    now: Any = ask(built_in, as_of="2026-11-22").frame
    assert set(now["state"]) == set(split_issues.STATES)
    split = now[now["state"] == "split"]
    assert ("theme:development", "theme:diaspora") in set(zip(split["a"], split["b"], strict=True))


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"state": "apart"}, "choose from split, no evidence, linked, together"),
        ({"themes": "country:MEX"}, "give a Theme"),
        ({"country": "mechanism:a"}, "give a Country"),
    ],
)
def test_bad_parameters_say_what_is_possible(given: dict[str, str], what: str) -> None:
    with pytest.raises(BadParameter, match=what):
        ask(four(), **given)
