import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries import changes, country_history
from queries._say import WORDS_ES, word
from tests.graph.generated import World, days, state, worlds
from tests.queries import test_cypher
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, slugs, tie


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (r["subject"], r["since"] or "9999", r["object"], r["statement"])


def ask(graph: PropertyGraph, **given: object) -> Any:
    return queries.ask(graph, "country-history", **{"as_of": "2024-06-30", **given})


def read(frame: Any) -> list[tuple[Any, ...]]:
    columns = ["start", "end", "object", "tie", "status", "gap_days"]
    rows = zip(*(frame[name].tolist() for name in columns), strict=True)
    return [tuple(None if v != v else v for v in (*row[:2], row[2].partition(":")[2], *row[3:])) for row in rows]


COMPACT = {"subtype": "compact", "scope": "global", "members_known": True}


def brazil() -> PropertyGraph:
    # gcm:  |adopted 2018-12-10 ... withdrew 2019-01-08|   (1457 days)   |adopted again 2023-01-05 ...
    # rcm:  observer since ? (seen 2020)     csm: member since 1999     fem: nobody knows who sits there
    return drawn(
        {
            "mechanism:gcm": COMPACT,
            "mechanism:rcm": REGIONAL,
            "mechanism:csm": REGIONAL,
            "mechanism:fem": {**REGIONAL, "members_known": False},
        },
        [
            tie("ADOPTED", "BRA", "gcm", start="2018-12-10"),
            tie("ADOPTED", "BRA", "gcm", spell=2, start="2023-01-05"),
            tie("VOTED", "BRA", "gcm", start="2018-12-19", choice="yes"),
            tie("WITHDREW_FROM", "BRA", "gcm", start="2019-01-08"),
            tie("MEMBER_OF", "BRA", "rcm", role="observer"),
            tie("MEMBER_OF", "BRA", "csm", start="1999"),
        ],
        read="2020-03",
    )


def test_brazil_adopted_left_and_came_back() -> None:
    answer = ask(brazil())
    base = {"subject": "country:BRA", "last_seen": "2020-03-01", "confidence": "stated"}
    gcm, adopted = "mechanism:gcm", "adopted/country:BRA/mechanism:gcm/"
    wanted = [
        ("1999", None, "MEMBER_OF", "mechanism:csm", "member", "in force", "member", "1999-01-01", None),
        ("2018-12-10", "2019-01-08", "ADOPTED", gcm, None, "ended", "adopted", "2018-12-10", None),
        ("2018-12-19", None, "VOTED", gcm, "yes", "done", "voted yes", "2018-12-19", None),
        ("2019-01-08", None, "WITHDREW_FROM", gcm, None, "done", "withdrew", "2019-01-08", None),
        (None, None, "MEMBER_OF", "mechanism:rcm", "observer", "in force", "observer", "2020-03-01", None),
        ("2023-01-05", None, "ADOPTED", gcm, None, "in force", "adopted", "2023-01-05", 1457.0),
    ]
    statements = [
        "member-of/country:BRA/mechanism:csm/member/1",
        f"{adopted}1",
        "voted/country:BRA/mechanism:gcm/1",
        "withdrew-from/country:BRA/mechanism:gcm/1",
        "member-of/country:BRA/mechanism:rcm/observer/1",
        f"{adopted}2",
    ]
    names = ["start", "end", "relation", "object", "role", "status", "tie", "since", "gap_days"]
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.drop(columns="evidence").to_dict("records") == [
        {**base, **dict(zip(names, row, strict=True)), "statement": about}
        for row, about in zip(wanted, statements, strict=True)
    ]
    proof = [[about] for about in statements]
    proof[1].append("withdrew-from/country:BRA/mechanism:gcm/1")  # what says that the seat ended
    assert frame["evidence"].tolist() == proof
    assert answer.sentences == {
        "en": "On 2024-06-30, 1 country or territory has 6 known ties and acts with 3 mechanisms; in force: 3. "
        "Back after leaving: BRA: gcm (2023-01-05, after 1457 days out). "
        "No source gives the whole list of fem: not being named there says nothing.",
        "es": "Al 2024-06-30, 1 país o territorio: 6 vínculos y actos conocidos con 3 mecanismos; vigentes: 3. "
        "De vuelta tras salir: BRA: gcm (2023-01-05, tras 1457 días fuera). "
        "Ninguna fuente da la lista completa de fem: no figurar allí no dice nada.",
    }
    assert answer.universe == {
        "countries": ["country:BRA"],
        "forums": ["mechanism:csm", "mechanism:gcm", "mechanism:rcm"],
        "unknown_rooms": ["mechanism:fem"],
    }


def test_the_gap_is_what_counting_days_gives() -> None:
    out = (dt.date(2023, 1, 5) - dt.date(2019, 1, 8)).days - 1
    assert read(ask(brazil()).frame)[-1][-1] == out == 1457


def test_later_statements_are_not_shown_and_the_withdrawal_is_only_known_when_it_comes() -> None:
    frame = ask(brazil(), as_of="2018-12-31").frame
    assert read(frame) == [
        ("1999", None, "csm", "member", "in force", None),
        ("2018-12-10", "2019-01-08", "gcm", "adopted", "in force", None),
        ("2018-12-19", None, "gcm", "voted yes", "done", None),
        (None, None, "rcm", "observer", "no evidence", None),
    ]


def test_who_left_for_good_is_named_with_the_day() -> None:
    answer = ask(brazil(), as_of="2020")
    assert "in force: 2. Left: BRA: gcm (2019-01-08). No source" in answer.sentence
    alone = ask(brazil(), as_of="2020", country="BRA")
    assert alone.sentence.startswith(
        "On 2020-12-31, BRA has 5 known ties and acts with 3 mechanisms; in force: 2 (csm and rcm)."
    )
    assert "Left: gcm (2019-01-08)." in alone.sentence


def test_nobody_could_sit_in_a_room_before_it_was_founded() -> None:
    graph = drawn({"mechanism:rcm": {**REGIONAL, "start": "1996"}}, sit("MEX", "rcm"), read="2000")
    assert ask(graph, as_of="1995").frame.empty
    assert ask(graph, as_of="1996").frame["status"].tolist() == ["no evidence"]
    assert ask(graph, as_of="2000-01-01").frame["status"].tolist() == ["in force"]


@pytest.mark.parametrize(
    ("status", "start", "as_of", "shown"),
    [
        ("planned", "2022", "2021", ["not yet"]),  # the note of 2010 foresees it
        ("planned", "2022", "2009", []),  # nobody had said so yet
        ("planned", "2022", "2022-01-01", ["in force"]),
        ("announced", "2022", "2021", ["announced"]),
        ("announced", "2022", "2023", ["announced"]),  # and never known to have come
        ("announced", "2022", "2009", []),
        ("active", "2022", "2021", []),
        ("declined", "2022", "2021", []),
        ("declined", "2022", "2023", ["declined"]),
        ("declined", None, "2009", []),
        ("dropped", None, "2011", ["dropped"]),
        ("suspended", "2005", "2011", ["suspended"]),
        ("suspended", "2005", "2009", ["in force"]),  # since when it is suspended is not recorded
    ],
)
def test_what_did_not_or_not_yet_come_to_be_says_so(
    status: str, start: str | None, as_of: str, shown: list[str]
) -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, sit("CRI", "rcm", start=start, status=status), read="2010")
    assert ask(graph, as_of=as_of).frame["status"].tolist() == shown


def test_gaps_are_of_one_tie_and_role_and_unknown_where_a_date_is() -> None:
    # MEX: member 2000-2003, observer 2004-2005, member 2010-2011, member 2011- (no gap), PER: left when? back 2015
    graph = drawn(
        {"mechanism:rcm": REGIONAL},
        [
            *sit("MEX", "rcm", spell=2, start="2010-03", end="2011"),  # spells are not numbered by time
            *sit("MEX", "rcm", spell=1, start="2000", end="2003"),
            *sit("MEX", "rcm", spell=3, start="2011-06"),
            *sit("MEX", "rcm", role="observer", start="2004", end="2005"),
            *sit("PER", "rcm", spell=1, start="2000"),
            *sit("PER", "rcm", spell=2, start="2015"),
            *sit("URY", "rcm", spell=1, start="2000", end="2001"),
            *sit("URY", "rcm", spell=2),
        ],
    )
    assert read(ask(graph).frame) == [
        ("2000", "2003", "rcm", "member", "ended", None),
        ("2004", "2005", "rcm", "observer", "ended", None),
        ("2010-03", "2011", "rcm", "member", "ended", (dt.date(2010, 3, 1) - dt.date(2003, 12, 31)).days - 1),
        ("2011-06", None, "rcm", "member", "in force", 0.0),
        ("2000", None, "rcm", "member", "in force", None),
        ("2015", None, "rcm", "member", "in force", None),
        ("2000", "2001", "rcm", "member", "ended", None),
        (None, None, "rcm", "member", "in force", None),
    ]


def test_an_announced_spell_is_no_end_of_a_gap_and_no_beginning_of_one() -> None:
    graph = drawn(
        {"mechanism:rcm": REGIONAL},
        [
            *sit("CRI", "rcm", spell=1, start="2000", end="2000"),
            *sit("CRI", "rcm", spell=2, start="2005", end="2005", status="announced"),
            *sit("CRI", "rcm", spell=3, start="2010"),
        ],
    )
    gaps = [row[-1] for row in read(ask(graph).frame)]
    assert gaps == [None, None, (dt.date(2010, 1, 1) - dt.date(2000, 12, 31)).days - 1]


def everything() -> PropertyGraph:
    return drawn(
        {"mechanism:rcm": REGIONAL, "country:ESP": {"region": "europe"}, "country:MEX": {"region": "north-america"}},
        [
            *sit("MEX ESP", "rcm", start="2000"),
            tie("MEMBER_OF", "MEX", "agency:oas", start="1948"),
            tie("SIGNED", "MEX", "instrument:declaration", start="2018"),
            tie("CONVENES", "MEX", "event:round", role="host", start="2019-01-01", end="2019-01-02"),
            tie("PARTICIPATES_IN", "ESP", "event:round", role="attended", start="2019-01-01", end="2019-01-02"),
            tie("FUNDS", "MEX", "agency:oas", start="2019"),
        ],
    )


@pytest.mark.parametrize(
    ("of", "objects"),
    [
        ("mechanisms", ["rcm"]),
        ("agencies", ["oas"]),
        ("instruments", ["declaration"]),
        ("events", ["round"]),
        ("mechanisms,agencies", ["oas", "rcm"]),
        ("agencies,mechanisms,events,instruments", ["oas", "rcm", "declaration", "round"]),
    ],
)
def test_history_is_with_what_is_asked_for(of: str, objects: list[str]) -> None:
    assert slugs(ask(everything(), of=of).frame["object"]) == objects


def test_without_a_country_only_those_known_to_lie_elsewhere_are_left_out() -> None:
    assert set(ask(everything()).frame["subject"]) == {"country:MEX"}
    assert set(ask(everything(), country="ESP").frame["subject"]) == {"country:ESP"}
    assert set(ask(brazil()).frame["subject"]) == {"country:BRA"}  # of unknown region


@pytest.mark.parametrize(("as_of", "status"), [("2019-01-01", "in force"), ("2019-01-03", "done")])
def test_an_event_that_is_over_is_done(as_of: str, status: str) -> None:
    assert ask(everything(), of="events", as_of=as_of).frame["status"].tolist() == [status]


def test_unverified_statements_are_history_only_if_asked() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, sit("MEX", "rcm", start="2000", confidence="unverified"))
    assert ask(graph).frame.empty
    assert ask(graph, confidence="unverified").frame["confidence"].tolist() == ["unverified"]


def test_an_empty_history_says_so_in_words() -> None:
    answer = ask(drawn({"country:HTI": {}}, []), country="HTI", of="mechanisms,agencies")
    assert answer.frame.empty
    assert answer.sentences == {
        "en": "No source says when or whether HTI was tied to mechanisms and agencies by 2024-06-30: no evidence "
        "(load memberships).",
        "es": "Ninguna fuente dice cuándo ni si HTI tuvo vínculos con mecanismos y organismos hasta el 2024-06-30: "
        "sin evidencia (cargue membresías).",
    }
    every = ask(PropertyGraph.build([]))
    assert "any country of the Americas was tied to mechanisms" in every.sentences["en"]
    assert "si ningún país de las Américas tuvo vínculos" in every.sentences["es"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"country": "mechanism:rcm"}, "mechanism:rcm is a Mechanism"),
        ({"of": "countries"}, "no such choice"),
        ({"as_of": "2022-13"}, "no such day"),
    ],
)
def test_bad_parameters_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        ask(brazil(), **given)


def test_every_closed_word_has_its_spanish() -> None:
    ties = {*country_history.WORDS.values(), *changes.VOTES.values()}
    roles = {role for name in country_history.RELATIONS for role in schema.RELATIONS[name].roles}
    standing = {"in force", "suspended", "ended", "done", "not yet", "no evidence", *schema.NEVER_IN_FORCE}
    assert ties | roles | standing <= set(WORDS_ES)
    assert word("pro-tempore-presidency", "en") == "pro tempore presidency"


def test_the_cypher_has_the_same_words_and_relations() -> None:
    reading = test_cypher.read(queries.question("country-history").cypher)
    assert {*country_history.WORDS.values(), *changes.VOTES.values()} <= set(reading.literals)
    assert set(country_history.ACTS) in reading.lists
    assert set(country_history.RELATIONS) == reading.types


STATES = {"yes": {"in force", "suspended", "done"}, "no evidence": {"no evidence"}, "no": {"ended", "not yet", "done"}}


@settings(max_examples=60)
@given(world=worlds(), day=days, of=st.sampled_from(["mechanisms", "mechanisms,agencies"]))
def test_status_agrees_with_the_three_values_of_the_graph(world: World, day: str, of: str) -> None:
    frame = ask(world.graph, as_of=day, of=of, confidence="stated,inferred,unverified").frame
    rows = {row["id"]: row for row in world.statements}
    assert len(set(frame["statement"])) == len(frame)
    for about, status in zip(frame["statement"], frame["status"], strict=True):
        row = rows[about]
        if row["status"] in schema.NEVER_IN_FORCE:
            assert status == row["status"]
        elif about not in withdrawn(world):
            assert status in STATES[state(world, row, day)]


def withdrawn(world: World) -> set[str]:
    """The statements whose end is not their own."""
    edges = world.graph.edges
    own = edges["until"].isna() | edges["end"].notna()
    return set(edges.loc[~own, "id"])


def test_on_the_curated_graph_brazil_reads_as_it_was(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "country-history", as_of="2026-11-22", country="BRA")
    gcm = answer.frame[answer.frame["object"] == "mechanism:gcm"]
    assert read(gcm) == [
        ("2018-12-10", "2019-01-08", "gcm", "adopted", "ended", None),
        ("2018-12-19", None, "gcm", "voted yes", "done", None),
        ("2019-01-08", None, "gcm", "withdrew", "done", None),
        ("2023-01-05", None, "gcm", "adopted", "in force", 1457.0),
    ]
    assert "Back after leaving: GCM (2023-01-05, after 1457 days out)." in answer.sentences["en"]
    assert "De vuelta tras salir: PMM (2023-01-05, tras 1457 días fuera)." in answer.sentences["es"]


def test_on_the_day_of_the_concept_note_all_of_the_americas_have_a_history(built_in: PropertyGraph) -> None:
    answer = queries.ask(built_in, "country-history", as_of=AS_OF)
    regions = built_in.nodes.set_index("id")["region"]
    assert set(regions[list(set(answer.frame["subject"]))]) == set(schema.AMERICAS)


def test_one_mechanism_is_one_and_kinds_are_counted_apart() -> None:
    one = drawn({"mechanism:rcm": REGIONAL}, sit("MEX", "rcm", start="2000"))
    assert queries.ask(one, "country-history", as_of="2020", country="MEX").sentences == {
        "en": "On 2020-12-31, MEX has 1 known tie or act with 1 mechanism; in force: 1 (rcm).",
        "es": "Al 2020-12-31, MEX: 1 vínculo o acto conocido con 1 mecanismo; vigentes: 1 (rcm).",
    }
    both = drawn({"mechanism:rcm": REGIONAL}, [*sit("MEX", "rcm"), tie("MEMBER_OF", "MEX", "agency:oas")])
    sentence = queries.ask(both, "country-history", as_of="2020", of="mechanisms,agencies").sentence
    assert "2 known ties and acts with 1 mechanism and 1 agency; in force: 2." in sentence
