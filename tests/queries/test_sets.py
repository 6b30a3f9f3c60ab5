from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from graph import rooms, schema
from graph.dates import InForce
from graph.errors import BadParameter, TooLarge
from graph.model import PropertyGraph
from queries import _sets
from queries._sets import MADE_OF, Sets
from queries._spells import Spells
from tests.graph.generated import days, written_dates
from tests.queries.drawn import AS_OF, REGIONAL, drawn, sit, tie

COMBINATIONS = [(between, by) for between, made_of in MADE_OF.items() for by in made_of]
Found = dict[tuple[str, str], list[str]]


def asked(between: str, by: str = "default", **more: object) -> dict[str, Any]:
    return {"between": between, "by": by, "as_of": AS_OF, "confidence": ("stated", "inferred"), **more}


def held(graph: PropertyGraph, p: Mapping[str, Any]) -> Found:
    """Who holds what, on which statements."""
    frame = _sets.ties(graph, p)
    assert frame[["holder", "member"]].values.tolist() == sorted(frame[["holder", "member"]].values.tolist())
    return {(row["holder"], row["member"]): row["evidence"] for row in frame.to_dict("records")}


def a_project() -> PropertyGraph:
    # agency:un -- runs --> project:p -- operates in --> place:border, in COL and (until 2020) ECU
    #                       project:p -- addresses --> theme:health
    # agency:un -- operates in --> MEX        agency:un -- addresses --> theme:data
    # ESP -- funds (counted) --> project:p    agency:bank -- funds (not counted) --> project:p
    return drawn(
        {},
        [
            tie("IMPLEMENTS", "agency:un", "project:p", start="2019"),
            tie("OPERATES_IN", "project:p", "place:border", start="2019"),
            tie("LOCATED_IN", "place:border", "country:COL"),
            tie("LOCATED_IN", "place:border", "country:ECU", end="2020"),
            tie("ADDRESSES", "project:p", "theme:health", start="2019"),
            tie("OPERATES_IN", "agency:un", "country:MEX", start="2019"),
            tie("ADDRESSES", "agency:un", "theme:data", start="2019"),
            tie("FUNDS", "ESP", "project:p", start="2019", money="commitment", counted=True),
            tie("FUNDS", "agency:bank", "project:p", start="2019", money="commitment", counted=False),
        ],
        read="2021-06",
    )


def test_a_cell_is_of_one_project_or_of_the_agency_itself() -> None:
    assert held(a_project(), asked("agencies", "cells")) == {
        ("agency:un", "country:COL+theme:health"): [
            "addresses/project:p/theme:health/1",
            "implements/agency:un/project:p/1",
            "located-in/place:border/country:COL/1",
            "operates-in/project:p/place:border/1",
        ],
        ("agency:un", "country:MEX+theme:data"): [
            "addresses/agency:un/theme:data/1",
            "operates-in/agency:un/country:MEX/1",
        ],
    }


def test_a_place_lies_where_it_lies_before_anyone_wrote_it_down_but_not_after_it_ceased_to() -> None:
    before, after = asked("projects", as_of="2020-06-30"), asked("projects", as_of="2021-01-01")
    assert list(held(a_project(), before)) == [("project:p", "country:COL"), ("project:p", "country:ECU")]
    assert list(held(a_project(), after)) == [("project:p", "country:COL")]


def test_money_that_does_not_count_makes_no_donor() -> None:
    assert list(held(a_project(), asked("donors"))) == [("country:ESP", "project:p")]
    assert list(held(a_project(), asked("donors", "cells"))) == [("country:ESP", "country:COL+theme:health")]
    assert list(held(a_project(), asked("projects", "donors"))) == [("project:p", "country:ESP")]


def test_observers_associates_and_what_is_unverified_belong_to_no_set() -> None:
    graph = drawn(
        {"mechanism:a": REGIONAL},
        [
            *sit("MEX", "a", start="2000"),
            *sit("USA", "a", start="2000", role="observer"),
            *sit("CAN", "a", start="2000", role="associate"),
            *sit("PER", "a", start="2000", confidence="unverified"),
            tie("MEMBER_OF", "BRA", "agency:oas", start="2000", role="observer"),
            tie("MEMBER_OF", "ARG", "agency:oas", start="2000"),
        ],
    )
    assert list(held(graph, asked("mechanisms"))) == [("mechanism:a", "country:MEX")]
    assert list(held(graph, asked("agencies", "members"))) == [("agency:oas", "country:ARG")]
    memberships = [("country:ARG", "agency:oas"), ("country:MEX", "mechanism:a")]
    assert list(held(graph, asked("countries", "memberships"))) == memberships
    assert len(held(graph, asked("countries", "memberships", roles=schema.SEAT_ROLES))) == 5


def test_a_platform_has_its_themes_where_it_operates_and_a_room_for_its_members() -> None:
    graph = drawn(
        {"mechanism:r4v": {"subtype": "platform", "scope": "regional"}, "mechanism:a": REGIONAL},
        [
            tie("OPERATES_IN", "mechanism:r4v", "country:COL", start="2018"),
            tie("ADDRESSES", "mechanism:r4v", "theme:food", start="2018"),
            *sit("PER", "a", start="2000"),
            tie("OPERATES_IN", "mechanism:a", "country:COL", start="2018"),
            tie("ADDRESSES", "mechanism:a", "theme:food", start="2018"),
        ],
    )
    assert list(held(graph, asked("mechanisms", "cells"))) == [
        ("mechanism:a", "country:PER+theme:food"),
        ("mechanism:r4v", "country:COL+theme:food"),
    ]


def test_a_mechanism_of_unknown_scope_is_not_left_out_by_the_scope() -> None:
    nodes = {"mechanism:a": {"subtype": "forum"}, "mechanism:b": {"subtype": "forum", "scope": "global"}}
    graph = drawn(nodes, [*sit("MEX", "a", start="2000"), *sit("MEX", "b", start="2000")])
    assert list(held(graph, asked("mechanisms", scope=("regional",)))) == [("mechanism:a", "country:MEX")]


def test_a_wrong_combination_names_what_is_possible() -> None:
    with pytest.raises(BadParameter) as raised:
        queries.ask(a_project(), "member-overlap", between="plans", by="rooms")
    assert str(raised.value) == (
        "parameter 'by': plans are not compared by it (got 'rooms'); choose from countries, themes, cells, donors"
    )


# Against plain loops

NODES: Mapping[str, Mapping[str, Any]] = {
    "mechanism:room": {"subtype": "forum", "scope": "regional"},
    "mechanism:world": {"subtype": "compact", "scope": "global", "start": "2016", "end": "2021-02"},
    "mechanism:net": {"subtype": "platform", "scope": "regional", "status": "dormant"},
    "mechanism:regime": {"subtype": "free-movement-regime", "scope": "regional"},
    "instrument:plan": {"subtype": "strategy"},
    "instrument:law": {"subtype": "document"},
    **{f"{kind}:{name}": {} for kind in ("country", "agency", "project", "place", "theme") for name in ("x", "y")},
}
USED = (
    *("MEMBER_OF", "PARTICIPATES_IN", "PARTNER_IN", "IMPLEMENTS", "FUNDS"),
    *("OPERATES_IN", "ADDRESSES", "LOCATED_IN", "ADOPTED"),
)


def possible() -> list[tuple[str, str, str]]:
    found = []
    for name in USED:
        relation = schema.RELATIONS[name]
        found += [
            (name, source, target)
            for source in NODES
            for target in NODES
            if source != target
            and schema.kind_of(source) in relation.sources
            and schema.kind_of(target) in relation.targets
        ]
    return found


@st.composite
def graphs(draw: st.DrawFn) -> PropertyGraph:
    """Graphs of the relations that ties are made of, with statuses of mechanisms."""
    rows = []
    for number, (relation, source, target) in enumerate(draw(st.lists(st.sampled_from(possible()), max_size=30))):
        row = {
            "id": f"{number:02d}",
            "relation": relation,
            "source": source,
            "target": target,
            "start": draw(st.none() | written_dates),
            "end": draw(st.none() | st.none() | written_dates),
            "status": draw(st.sampled_from([None, None, None, "announced"])),
            "confidence": draw(st.sampled_from(["stated", "stated", "inferred", "unverified"])),
            "counted": draw(st.sampled_from([True, True, False, None])),
        }
        if relation == "MEMBER_OF":
            row["role"] = draw(st.sampled_from(["member", "member", "observer"]))
        if relation == "PARTICIPATES_IN":
            row["role"] = draw(st.sampled_from(["participant", "attended", None]))
        rows.append(row)
    mechanisms = st.sampled_from([node for node in NODES if node.startswith("mechanism:")])
    told = draw(
        st.lists(st.tuples(mechanisms, written_dates, st.sampled_from(["active", "dormant", "ended"])), max_size=5)
    )
    observed = [
        {"id": f"o{i}", "measure": "status", "node": node, "start": day, "text": text}
        for i, (node, day, text) in enumerate(told)
    ]
    evidence = [{"about": row["id"], "source": "source:note"} for row in rows if draw(st.booleans())]
    nodes = [{"id": node, **more} for node, more in NODES.items()] + [{"id": "source:note"}]
    return PropertyGraph.build(nodes, rows, observed, evidence, [{"id": "source:note", "published": "2019-05"}])


class Oracle:
    """Ties by plain loops over the statements."""

    def __init__(self, graph: PropertyGraph, p: Mapping[str, Any]) -> None:
        self.p, self.kind = p, schema.kind_of
        yes = graph.states(p["as_of"]) == InForce.YES
        day = int(p["as_of"].replace("-", ""))
        self.rows: list[Mapping[str, Any]] = []
        every = cast("list[dict[str, Any]]", graph.edges.to_dict("records"))
        for row, holds in zip(every, yes, strict=True):
            timeless = row["relation"] == "LOCATED_IN" and not isinstance(row["start"], str)
            lies = timeless and row["status"] != "announced"
            until = row["until"] if isinstance(row["until"], str) else "9999-12-31"
            lies = lies and day <= int(until.replace("-", ""))
            if (holds or lies) and row["confidence"] in p["confidence"]:
                self.rows.append(row)
        state = rooms.status(graph, p["as_of"])
        scope = p.get("scope", schema.SCOPES)
        self.open = [
            n for n, more in NODES.items() if state.get(n) in ("active", "dormant") and more.get("scope") in scope
        ]
        self.room = graph.is_room

    def of(self, relation: str, source: str = "", target: str = "") -> Iterator[Mapping[str, Any]]:
        for row in self.rows:
            if row["relation"] == relation and source in ("", row["source"]) and target in ("", row["target"]):
                yield row

    def countries(self, place: str, deep: int = 3) -> Iterator[tuple[str, set[str]]]:
        for row in self.of("LOCATED_IN", source=place) if deep else ():
            if self.kind(row["target"]) == "Country":
                yield row["target"], {row["id"]}
            else:
                for country, proof in self.countries(row["target"], deep - 1):
                    yield country, proof | {row["id"]}

    def does(self, doer: str, how: str) -> Iterator[tuple[str, set[str]]]:
        if how == "countries":
            for row in self.of("OPERATES_IN", source=doer):
                if self.kind(row["target"]) == "Country":
                    yield row["target"], {row["id"]}
                else:
                    for country, proof in self.countries(row["target"]):
                        yield country, proof | {row["id"]}
        elif how == "themes":
            for row in self.of("ADDRESSES", source=doer):
                if self.kind(row["target"]) == "Theme":
                    yield row["target"], {row["id"]}
        else:
            for country, proof in self.does(doer, "countries"):
                for theme, more in self.does(doer, "themes"):
                    yield f"{country}+{theme}", proof | more

    def seats(self) -> Iterator[tuple[str, str, set[str]]]:
        for row in self.rows:
            if row["seat"] in self.p.get("roles", ("member",)) and row["target"] in self.open:
                yield row["source"], row["target"], {row["id"]}

    def member_of(self, source: str, target: str) -> Iterator[tuple[str, str, set[str]]]:
        for row in self.of("MEMBER_OF"):
            ends = (self.kind(row["source"]), self.kind(row["target"]))
            if ends == (source, target) and row["role"] in self.p.get("roles", ("member",)):
                yield row["source"], row["target"], {row["id"]}

    def funds(self) -> Iterator[Mapping[str, Any]]:
        return (row for row in self.of("FUNDS") if row["counted"] is True)

    def chains(self) -> Iterator[tuple[str, str, set[str]]]:
        between, how = self.p["between"], self.p["by"]
        if between == "mechanisms":
            yield from self.mechanisms(how)
        elif between == "countries":
            if how in ("rooms", "memberships"):
                yield from self.seats()
            if how in ("organisations", "memberships"):
                yield from self.member_of("Country", "Agency")
            if how == "themes":
                for country, room, proof in self.seats():
                    yield from ((country, theme, proof | more) for theme, more in self.does(room, "themes"))
        elif between == "agencies" and how == "members":
            yield from ((b, a, proof) for a, b, proof in self.member_of("Country", "Agency"))
        elif between == "agencies":
            for agency in ("agency:x", "agency:y"):
                yield from ((agency, part, proof) for part, proof in self.does(agency, how))
                for row in self.of("IMPLEMENTS", source=agency):
                    if self.kind(row["target"]) == "Project":
                        for part, proof in self.does(row["target"], how):
                            yield agency, part, proof | {row["id"]}
        elif between == "donors":
            for row in self.funds():
                if how == "recipients" or (how == "countries" and self.kind(row["target"]) == "Country"):
                    yield row["source"], row["target"], {row["id"]}
                if how != "recipients":
                    for part, proof in self.does(row["target"], how):
                        yield row["source"], part, proof | {row["id"]}
        else:
            yield from self.works(("project:x", "project:y") if between == "projects" else ("instrument:plan",), how)

    def mechanisms(self, how: str) -> Iterator[tuple[str, str, set[str]]]:
        if how == "members":
            yield from ((room, country, proof) for country, room, proof in self.seats())
        elif how == "organisations":
            both = [*self.member_of("Agency", "Mechanism")]
            both += [(row["source"], row["target"], {row["id"]}) for row in self.of("PARTNER_IN")]
            yield from ((b, a, proof) for a, b, proof in both if b in self.open and self.kind(a) == "Agency")
        elif how == "themes":
            for node in self.open:
                yield from ((node, theme, proof) for theme, proof in self.does(node, "themes"))
        else:
            where = [(room, country, proof) for country, room, proof in self.seats()]
            where += [(n, c, proof) for n in self.open if not self.room(n) for c, proof in self.does(n, "countries")]
            where += [
                (row["target"], row["source"], {row["id"]})
                for row in (*self.of("MEMBER_OF"), *self.of("PARTICIPATES_IN"))
                if row["target"] == "mechanism:regime" in self.open
                and self.kind(row["source"]) == "Country"
                and row["role"] not in ("observer", "attended")
            ]
            for node, country, proof in where:
                for theme, more in self.does(node, "themes"):
                    yield node, f"{country}+{theme}", proof | more

    def works(self, nodes: tuple[str, ...], how: str) -> Iterator[tuple[str, str, set[str]]]:
        for node in nodes:
            if how == "donors":
                yield from ((node, row["source"], {row["id"]}) for row in self.funds() if row["target"] == node)
            elif how == "agencies":
                for row in self.of("IMPLEMENTS", target=node):
                    if self.kind(row["source"]) == "Agency":
                        yield node, row["source"], {row["id"]}
            else:
                yield from ((node, part, proof) for part, proof in self.does(node, how))

    def found(self) -> Found:
        made: dict[tuple[str, str], set[str]] = {}
        for holder, member, proof in self.chains():
            made.setdefault((holder, member), set()).update(proof)
        return {key: sorted(made[key]) for key in sorted(made)}


@settings(max_examples=20)
@given(graph=graphs(), day=days, roles=st.sampled_from([("member",), ("member", "observer")]))
def test_ties_are_what_plain_loops_find(graph: PropertyGraph, day: str, roles: tuple[str, ...]) -> None:
    scope = ("regional",) if day[-1] in "13579" else schema.SCOPES
    for between, by in COMBINATIONS:
        p = asked(between, by, as_of=day, roles=roles, scope=scope)
        assert held(graph, p) == Oracle(graph, p).found(), (between, by)


@settings(max_examples=10)
@given(graph=graphs(), on=st.lists(days, min_size=1, max_size=2))
def test_what_holds_at_any_time_holds_on_each_day_as_if_it_were_asked_for(graph: PropertyGraph, on: list[str]) -> None:
    for between, by in COMBINATIONS:
        agree(graph, between, by, on)


def agree(graph: PropertyGraph, between: str, by: str, on: list[str]) -> None:
    p = asked(between, by)
    frame = _sets.spells(graph, p)
    assert frame["earliest"].fillna("").le(frame["since"].fillna("9")).all()
    spells = Spells.of(frame)
    for day in on:
        there = frame[(frame["since"] <= day) & ~(frame["until"] < day)]
        made: dict[tuple[str, str], set[str]] = {}
        for holder, member, proof in there[["holder", "member", "evidence"]].itertuples(index=False):
            made.setdefault((holder, member), set()).update(proof)
        wanted = held(graph, {**p, "as_of": day})
        assert {key: sorted(proof) for key, proof in made.items()} == wanted
        sets = spells.on(day)
        assert unfolded(sets) == wanted
        assert np.array_equal(spells.matrix(day).toarray(), sets.matrix.toarray())
        assert set(wanted) <= set(unfolded(spells.possible(day), proof=False))


def unfolded(sets: Sets, *, proof: bool = True) -> Found:
    """The sets as ties again."""
    found: Found = {}
    for row in range(len(sets.holders)):
        for cell in range(sets.matrix.indptr[row], sets.matrix.indptr[row + 1]):
            codes = sets.codes[sets.starts[cell] : sets.starts[cell + 1]].tolist() if proof else []
            key = (sets.holders[row], sets.members[sets.matrix.indices[cell]])
            found[key] = [sets.statements[code] for code in codes]
    return found


# Pairs of sets

HELD = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), st.lists(st.sampled_from("12345"), min_size=1)
)


@pytest.mark.parametrize("work", [1, 4_000_000])
@given(cells=HELD, least=st.integers(0, 2))
def test_pairs_share_what_plain_sets_share(work: int, cells: dict[tuple[str, str], list[str]], least: int) -> None:
    rows = [{"holder": h, "member": m, "evidence": sorted(set(proof))} for (h, m), proof in cells.items()]
    sets = Sets.of(pd.DataFrame(rows, columns=["holder", "member", "evidence"]))
    members = {h: {m for holder, m in cells if holder == h} for h, _ in cells}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_sets, "WORK", work)
        a, b, count = sets.shared(least)
        listed, proofs, common = sets.shared_members(a, b), sets.evidence(a, b), sets.common(a, b)
        halves = sets.shared_members(a, b, np.array([m in "xy" for m in sets.members], dtype=object))
    pairs = [(sets.holders[i], sets.holders[j]) for i, j in zip(a, b, strict=True)]
    assert pairs == [
        (x, y) for x in sorted(members) for y in sorted(members) if x < y and len(members[x] & members[y]) >= least
    ]
    for (x, y), number, both, proof, same, half in zip(pairs, count, listed, proofs, common, halves, strict=True):
        assert both == sorted(members[x] & members[y])
        assert number == same == len(both)
        looked = [(h, m) for h in (x, y) for m in members[h] if not both or m in both]
        assert proof == sorted({s for cell in looked for s in cells[cell]})
        assert half == sorted({m in "xy" for m in both})


def test_more_than_an_answer_can_list_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"holder": h, "member": "x", "evidence": [f"{h}1", f"{h}2"]} for h in "abc"]
    sets = Sets.of(pd.DataFrame(rows))
    a, b, _ = sets.shared(1)
    monkeypatch.setattr(_sets, "STATEMENTS", 11)
    with pytest.raises(TooLarge, match=r"^3 pairs rest on too many statements to list; raise min-shared$"):
        sets.evidence(a, b)
    monkeypatch.setattr(_sets, "PAIRS", 2)
    with pytest.raises(TooLarge, match=r"^3 pairs are too many to list; raise min-shared above 1$"):
        sets.shared(1)


# A public table of memberships

SPELLS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.integers(0, 6),
        st.integers(1900, 1905),
        st.none() | st.integers(1900, 1905),
        st.sampled_from(["member", "member", "member", "associate", "observer", "missing"]),
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("kind", "between", "how"),
    [
        ("mechanism", "mechanisms", "members"),
        ("agency", "agencies", "members"),
        ("mechanism", "countries", "rooms"),
        ("agency", "countries", "organisations"),
    ],
)
@settings(max_examples=8)
@given(table=SPELLS)
def test_counts_from_a_table_of_memberships_are_exact_in_every_year(
    kind: str, between: str, how: str, table: list[tuple[int, int, int, int | None, str]]
) -> None:
    rows: list[dict[str, Any]] = []
    for spell, (body, state, start, end, role) in enumerate(table, 1):
        ends = {"source": f"country:S{state}", "target": f"{kind}:o{body}"}
        stated = {"role": "member", "confidence": "unverified"} if role == "missing" else {"role": role}
        rows.append({"relation": "MEMBER_OF", **ends, **stated, "spell": spell, "start": str(start)})
        if end is not None:
            rows[-1]["end"] = str(max(start, end))
    nodes = [{"id": f"{kind}:o{i}", "subtype": "forum" if kind == "mechanism" else None} for i in range(6)]
    graph = PropertyGraph.build([*nodes, *({"id": f"country:S{i}"} for i in range(7))], rows)
    trend = queries.ask(graph, "overlap-trend", between=between, by=how, from_="1900", to="1906")
    found = {(d, a, b): n for d, a, b, n in trend.frame[["date", "a", "b", "shared"]].itertuples(index=False) if n}
    wanted: dict[tuple[str, str, str], int] = {}
    for year in range(1900, 1907):
        members: dict[str, set[str]] = {}
        for body, state, start, end, role in table:
            if role == "member" and start <= year and (end is None or year <= max(start, end)):
                pair = (f"{kind}:o{body}", f"country:S{state}")
                holder, member = reversed(pair) if between == "countries" else pair
                members.setdefault(holder, set()).add(member)
        counts = {(a, b): len(members[a] & members[b]) for a in members for b in members if a < b}
        counts = {pair: n for pair, n in counts.items() if n}
        wanted |= {(f"{year}-12-31", *pair): n for pair, n in counts.items()}
        asked_for = queries.ask(graph, "member-overlap", between=between, by=how, as_of=str(year)).frame
        assert {(a, b): n for a, b, n in asked_for[["a", "b", "shared"]].itertuples(index=False)} == counts
    assert found == wanted


# Cells in words


def test_a_cell_is_shown_by_its_names() -> None:
    nodes = {"country:COL": {"name_en": "Colombia"}, "theme:border": {"name_en": "Borders", "name_es": "Fronteras"}}
    ties = [tie("ADDRESSES", f"agency:{x}", "theme:border", start="2020") for x in "ab"]
    ties += [tie("OPERATES_IN", f"agency:{x}", "country:COL", start="2020") for x in "ab"]
    answer = queries.ask(drawn(nodes, ties), "member-overlap", as_of=AS_OF, between="agencies", by="cells")
    assert answer.frame["members"].tolist() == [["country:COL+theme:border"]]
    assert "Colombia × Borders" in answer.to_table().replace("\n", " ")
    assert ",country:COL+theme:border,Colombia × Borders," in answer.to_csv()
    assert "Colombia × Borders" in answer.to_markdown()
    spanish = queries.ask(drawn(nodes, ties), "member-overlap", as_of=AS_OF, between="agencies", by="cells", lang="es")
    assert "Colombia × Fronteras" in spanish.to_csv()
    assert spanish.sentence.startswith("Al 2022-05-17, a y b comparten al menos 1 tema de un país, todos los conocidos")


def test_what_looks_like_a_cell_and_is_none_stays_as_it_is() -> None:
    from queries._say import name_of

    names = {"country:COL": "Colombia", "a+b": "A plus B"}
    assert [name_of(text, names) for text in ("a+b", "country:COL+x", "x", "country:COL")] == [
        "A plus B",
        "country:COL+x",
        "x",
        "Colombia",
    ]


def test_large_counts_are_written_as_each_language_does() -> None:
    from queries._say import Say

    words = ("pair", "pairs", "par", "pares")
    assert Say("en", {}).count(124730, *words) == "124,730 pairs"
    assert Say("es", {}).count(124730, *words) == "124.730 pares"
    assert Say("es", {}).count(9999, *words) == "9999 pares"
