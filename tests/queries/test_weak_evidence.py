import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import dates, schema
from graph.errors import BadParameter
from graph.model import PropertyGraph
from queries._figures import figure
from queries._say import WORDS_ES
from queries._weakness import GOES_ON, WEAKNESSES
from tests.graph.generated import World, days, state, worlds
from tests.queries import test_cypher
from tests.queries.drawn import REGIONAL, drawn, sit, tie

ALL = ",".join(WEAKNESSES)


def order(r: Mapping[str, Any]) -> Any:
    """How the rows are sorted."""
    return (WEAKNESSES.index(r["weakness"]), -(-1 if r["days_old"] is None else r["days_old"]), r["statement"])


def ask(graph: PropertyGraph, **given: object) -> Any:
    return queries.ask(graph, "weak-evidence", **{"as_of": "2022-05-17", **given})


def said(country: str, room: str = "rcm") -> str:
    return f"member-of/country:{country}/mechanism:{room}/member/1"


def sourced(statements: list[dict[str, Any]], *pieces: tuple[str, str, str | None, str]) -> PropertyGraph:
    """A graph whose evidence is (about, source, date, stance); sources a and b are of one publisher, c of another."""
    publishers = {"a": "IOM", "b": "IOM", "c": "UNHCR", "d": None, "e": None}
    nodes = [{"id": f"source:{name}"} for name in publishers]
    nodes += [{"id": node} for node in sorted({str(row[end]) for row in statements for end in ("source", "target")})]
    evidence = [
        {"about": about, "source": f"source:{source}", "date": date, "stance": stance}
        for about, source, date, stance in pieces
    ]
    sources = [{"id": f"source:{name}", "publisher": publisher} for name, publisher in publishers.items()]
    return PropertyGraph.build(nodes, statements, (), evidence, sources)


FOR, AGAINST = "supports", "contradicts"


def six_members() -> PropertyGraph:
    # what supports that they are members of rcm        weak, on 2022-05-17, because
    # MEX  nothing                                      unsourced
    # PAN  a 2022-01-01, c 2022-02-01, against: b       disputed
    # CRI  c 2019-05-17 (1096 days before)              stale, single-sourced
    # HND  a 2022-01-01, b 2022-02-01, inferred         inferred, single-sourced: one publisher is one voice
    # GTM  a 2022-01-01, c 2022-02-01                   nothing
    # SLV  a 2023-01-01                                 not on record: nobody had said so yet
    statements = [*sit("MEX PAN CRI GTM SLV", "rcm", start="1996"), *sit("HND", "rcm", confidence="inferred")]
    return sourced(
        statements,
        (said("PAN"), "a", "2022-01-01", FOR),
        (said("PAN"), "c", "2022-02-01", FOR),
        (said("PAN"), "b", "2022-03-01", AGAINST),
        (said("CRI"), "c", "2019-05-17", FOR),
        (said("HND"), "a", "2022-01-01", FOR),
        (said("HND"), "b", "2022-02-01", FOR),
        (said("GTM"), "a", "2022-01-01", FOR),
        (said("GTM"), "c", "2022-02-01", FOR),
        (said("SLV"), "a", "2023-01-01", FOR),
    )


def test_what_is_weak_gravest_first() -> None:
    answer = ask(six_members(), weakness=ALL)
    frame = answer.frame.astype(object).where(answer.frame.notna(), None)
    assert frame.to_dict("records") == [
        {
            "statement": said(country),
            "subject": f"country:{country}",
            "relation": "MEMBER_OF",
            "object": "mechanism:rcm",
            "weakness": found[0],
            "weaknesses": found,
            "sources": sources,
            "publishers": publishers,
            "last_seen": last_seen,
            "days_old": days_old,
            "evidence": [said(country)],
        }
        for country, found, sources, publishers, last_seen, days_old in (
            ("MEX", ["unsourced"], 0, 0, None, None),
            ("PAN", ["disputed"], 2, 2, "2022-02-01", 105.0),
            ("CRI", ["stale", "single-sourced"], 1, 1, "2019-05-17", 1096.0),
            ("HND", ["inferred", "single-sourced"], 2, 1, "2022-02-01", 105.0),
        )
    ]
    assert answer.universe == {"relations": ["MEMBER_OF"]}
    assert ask(six_members()).sentences == {
        "en": "Of 5 statements on record on 2022-05-17, 1 is without any source, 1 is contradicted by a source and "
        "1 is said to go on and last seen more than 3 years ago. 2 rest on one publisher alone "
        "(not listed here).",
        "es": "De 5 afirmaciones que constan al 2022-05-17, 1 carece de fuente, 1 tiene una fuente que discrepa y "
        "1 se da por vigente y se vio por última vez hace más de 3 años. 2 se apoyan en un solo editor "
        "(no se muestran aquí).",
    }


def weak(graph: PropertyGraph, **given: object) -> dict[str, list[str]]:
    frame = ask(graph, **{"weakness": ALL, **given}).frame
    return dict(zip(frame["statement"], frame["weaknesses"], strict=True))


def test_the_weakness_shown_is_the_gravest_of_those_asked_for() -> None:
    frame = ask(six_members(), weakness="single-sourced").frame
    assert dict(zip(frame["statement"], frame["weakness"], strict=True)) == {
        said("CRI"): "single-sourced",
        said("HND"): "single-sourced",
    }
    assert frame["weaknesses"].tolist()[0] == ["stale", "single-sourced"]


@pytest.mark.parametrize(("as_of", "days_old", "stale"), [("2022-05-16", 1095, False), ("2022-05-17", 1096, True)])
def test_stale_begins_the_day_after_so_many_days(as_of: str, days_old: int, stale: bool) -> None:
    assert (dt.date.fromisoformat(as_of) - dt.date(2019, 5, 17)).days == days_old
    assert ("stale" in weak(six_members(), as_of=as_of)[said("CRI")]) is stale
    assert "stale" not in weak(six_members(), as_of=as_of, stale_days=days_old)[said("CRI")]


@pytest.mark.parametrize(
    ("row", "stale"),
    [
        (sit("MEX", "rcm")[0], True),
        (sit("MEX", "rcm", start="1996", end="2030")[0], True),  # still said to go on
        (sit("MEX", "rcm", start="1996", end="2015")[0], False),  # over: it stays true
        (sit("MEX", "rcm", start="1996", status="announced")[0], False),  # never came to be
        (tie("VOTED", "MEX", "rcm", start="2010", choice="yes"), False),  # an act
        (tie("ADDRESSES", "mechanism:rcm", "theme:asylum"), False),  # a mandate stands until it is changed
        (tie("PRESIDES", "MEX", "rcm", start="2010"), True),
        (tie("OPERATES_IN", "mechanism:r4v", "country:MEX"), True),
    ],
)
def test_only_what_is_said_to_go_on_can_be_stale(row: dict[str, Any], stale: bool) -> None:
    frame = ask(drawn({"mechanism:rcm": REGIONAL}, [row], read="2010"), weakness=ALL).frame
    assert ("stale" in frame["weaknesses"][0]) is stale


def test_evidence_of_a_later_date_does_not_count() -> None:
    graph = six_members()
    assert weak(graph, as_of="2022-01-15")[said("PAN")] == ["single-sourced"]  # neither the second nor the objection
    assert said("SLV") not in weak(graph)
    assert weak(graph, as_of="2023-06-30")[said("SLV")] == ["single-sourced"]
    assert said("MEX") not in weak(graph, as_of="1995")  # unsourced, and not begun either


def test_evidence_without_a_date_counts_and_makes_nothing_stale() -> None:
    graph = sourced(sit("MEX", "rcm"), (said("MEX"), "a", None, FOR))
    answer = ask(graph, weakness=ALL)
    assert answer.frame["weaknesses"].tolist() == [["single-sourced"]]
    assert answer.frame[["last_seen", "days_old"]].isna().all(axis=None)


def test_sources_of_unknown_publisher_are_one_voice_together() -> None:
    once = [(said("MEX"), "d", "2022", FOR), (said("MEX"), "e", "2022", FOR), (said("MEX"), "e", "2021", FOR)]
    alone = ask(sourced(sit("MEX", "rcm"), *once), weakness=ALL).frame
    assert alone[["weakness", "sources", "publishers"]].values.tolist() == [["single-sourced", 2, 1]]
    assert weak(sourced(sit("MEX", "rcm"), *once, (said("MEX"), "a", "2022", FOR))) == {}


def test_two_sources_that_nobody_can_choose_between_are_disputed() -> None:
    graph = sourced(sit("MEX", "rcm", disputed=True), (said("MEX"), "a", "2022", FOR), (said("MEX"), "c", "2022", FOR))
    assert weak(graph) == {said("MEX"): ["disputed"]}


def test_unverified_statements_are_looked_at_only_if_asked() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, sit("MEX", "rcm", confidence="unverified"), read="2022")
    answer = ask(graph)
    assert answer.frame.empty
    assert answer.sentence.startswith("No statement of the relations and confidence asked for is on record")
    wide = ask(graph, confidence=",".join(schema.CONFIDENCES))
    assert wide.frame["weakness"].tolist() == ["unverified"]
    assert "1 is unverified" in wide.sentence


def test_mentions_are_looked_at_only_if_named() -> None:
    graph = drawn({"mechanism:rcm": REGIONAL}, [tie("MENTIONS", "source:note", "rcm", status="unreviewed")])
    assert ask(graph, weakness=ALL).frame.empty
    assert ask(graph, weakness=ALL, relation="MENTIONS").frame["relation"].tolist() == ["MENTIONS"]


@pytest.mark.parametrize(
    ("given", "countries"),
    [
        ({"node": "country:CRI"}, ["CRI"]),
        ({"node": "mechanism:rcm"}, ["MEX", "PAN", "CRI"]),
        ({"node": said("PAN")}, ["PAN"]),
        ({"node": "source:a"}, []),
        ({"relation": "VOTED"}, []),
        ({"relation": "VOTED,MEMBER_OF"}, ["MEX", "PAN", "CRI"]),
        ({"weakness": "stale"}, ["CRI"]),
        ({"top": 2}, ["MEX", "PAN"]),
        ({"top": 0}, ["MEX", "PAN", "CRI"]),
        ({"confidence": "inferred"}, []),
    ],
)
def test_parameters_narrow_the_answer(given: dict[str, object], countries: list[str]) -> None:
    assert [node[8:] for node in ask(six_members(), **given).frame["subject"]] == countries


def test_what_is_cut_is_counted_all_the_same() -> None:
    answer = ask(six_members(), top=1)
    assert answer.sentence.startswith("Of 5 statements on record on 2022-05-17, 1 is without any source, 1 is")
    assert answer.sentence.endswith("Shown: the gravest, 1 of 3.")
    assert answer.sentences["es"].endswith("Se muestran las más graves, 1 de 3.")


def test_an_empty_answer_says_whether_anything_was_looked_at() -> None:
    nothing = ask(PropertyGraph.build([{"id": "mechanism:rcm"}]), node="mechanism:rcm")
    assert nothing.sentences == {
        "en": "No statement about rcm of the relations and confidence asked for is on record on 2022-05-17: nothing "
        "to weigh.",
        "es": "No consta ninguna afirmación sobre rcm de las relaciones y el respaldo pedidos al 2022-05-17: nada que "
        "valorar.",
    }
    sound = ask(six_members(), node="country:GTM")
    assert sound.frame.empty
    assert sound.sentence.startswith(
        "Of 1 statement about GTM on record on 2022-05-17, none is without any source, none is contradicted by a source"
    )
    assert sound.sentence.endswith("None rests on one publisher alone.")
    assert "ninguna carece de fuente" in sound.sentences["es"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"weakness": "old"}, "no such choice"),
        ({"relation": "LIKES"}, "no such choice"),
        ({"top": "ten"}, "not a whole number"),
        ({"stale_days": "-1"}, "not a whole number"),
    ],
)
def test_bad_parameters_are_refused(given: dict[str, str], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        ask(six_members(), **given)


def test_every_weakness_has_its_spanish_and_every_relation_that_goes_on_is_one() -> None:
    assert set(WEAKNESSES) <= set(WORDS_ES)
    assert set(GOES_ON) <= set(schema.RELATIONS)


def test_the_cypher_knows_the_same_weaknesses_and_relations() -> None:
    reading = test_cypher.read(queries.question("weak-evidence").cypher)
    assert set(GOES_ON) in reading.lists
    assert set(WEAKNESSES) <= set(reading.literals)


@pytest.mark.parametrize(
    ("number", "en", "es"), [(0, "0", "0"), (9999, "9999", "9999"), (1234567, "1,234,567", "1.234.567")]
)
def test_large_numbers_are_written_as_each_language_does(number: int, en: str, es: str) -> None:
    assert (figure(number, "en"), figure(number, "es")) == (en, es)


def plainly(world: World, row: Mapping[str, Any], day: str, stale_days: int) -> list[str] | None:
    """What is weak about a statement, by plain rules; None where it is not on record."""
    pieces = []
    for piece in world.evidence:
        source = world.sources[piece["source"]]
        date = piece["date"] or source["published"] or source["accessed"]
        if piece["about"] == row["id"]:
            pieces.append((piece["stance"], piece["source"], dates.first_day(date) if date else None))
    supports = [piece for piece in pieces if piece[0] == "supports"]
    by_then = [piece for piece in supports if piece[2] is None or piece[2] <= day]
    if not by_then and (supports or (row["start"] and dates.first_day(row["start"]) > day)):
        return None
    seen = max((piece[2] for piece in by_then if piece[2]), default=None)
    age = (dt.date.fromisoformat(day) - dt.date.fromisoformat(seen)).days if seen else 0
    goes_on = row["relation"] in GOES_ON and state(world, row, day) == "yes"
    found = {
        "unsourced": not by_then,
        "disputed": any(p[0] == "contradicts" and (p[2] is None or p[2] <= day) for p in pieces),
        "unverified": row["confidence"] == "unverified",
        "stale": goes_on and age > stale_days,
        "inferred": row["confidence"] == "inferred",
        "single-sourced": bool(by_then),  # the sources of a generated world name no publisher
    }
    return [name for name in WEAKNESSES if found[name]]


@settings(max_examples=40)
@given(world=worlds(), day=days, stale_days=st.integers(0, 2000))
def test_weaknesses_are_what_plain_rules_find(world: World, day: str, stale_days: int) -> None:
    every = {"as_of": day, "stale_days": stale_days, "top": 0, "confidence": ",".join(schema.CONFIDENCES)}
    wanted = {row["id"]: plainly(world, row, day, stale_days) for row in world.statements}
    assert weak(world.graph, **every) == {about: found for about, found in wanted.items() if found}


def test_the_curated_graph_has_no_statement_without_a_source(built_in: PropertyGraph) -> None:
    answer = ask(built_in, as_of="2026-11-22", confidence=",".join(schema.CONFIDENCES), top=0)
    assert "unsourced" not in set(answer.frame["weakness"])
    assert ", none is without any source, " in answer.sentence
    counts = {name: len(ask(built_in, as_of="2026-11-22", weakness=name, top=0).frame) for name in WEAKNESSES}
    assert f" {counts['stale']} are said to go on and last seen more than 3 years ago" in answer.sentence
    assert f" {counts['single-sourced']} rest on one publisher alone" in answer.sentence
    assert min(counts["stale"], counts["single-sourced"], counts["disputed"], counts["inferred"]) > 0


def test_the_ties_count_all_that_was_looked_at_by_relation_and_weaknesses() -> None:
    graph = six_members()
    question = queries.question("weak-evidence")
    assert question.kernel is not None
    answer = ask(graph, top=1)
    ties = question.kernel.ties(graph, {**answer.params, "as_of": "2022-05-17", "stale_days": 1095})
    counts = ties[ties["statement"].isna()]
    assert counts[["relation", "weaknesses", "number", "evidence"]].values.tolist() == [
        ["MEMBER_OF", [], 1, []],
        ["MEMBER_OF", ["disputed"], 1, []],
        ["MEMBER_OF", ["inferred", "single-sourced"], 1, []],
        ["MEMBER_OF", ["stale", "single-sourced"], 1, []],
        ["MEMBER_OF", ["unsourced"], 1, []],
    ]
    assert len(ties) == 1 + len(counts)
