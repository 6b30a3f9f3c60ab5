"""What a fact-checker asks of a brief: does a number lead to a source that says it, is a date as exact as it is?"""

from typing import Any

import pytest

from graph.model import PropertyGraph
from graph.tables import minted
from migov import briefs
from migov.briefs import _model, _references
from tests.migov import briefed
from tests.migov.briefed import AS_OF
from tests.queries.drawn import drawn, tie


def test_a_date_leads_to_the_source_nearest_to_it_and_not_to_a_later_list() -> None:
    statements = [tie("MEMBER_OF", "COL", "a", start="2000"), tie("MEMBER_OF", "ECU", "a", start="2001")]
    first, second = (minted(row)["id"] for row in statements)
    evidence = [
        {"about": first, "source": "source:list"},
        {"about": first, "source": "source:old"},
        {"about": first, "source": "source:treaty"},
        {"about": second, "source": "source:list"},
    ]
    sources = [
        {"id": "source:list", "title": "List", "published": "2021"},
        {"id": "source:old", "title": "Of before", "published": "1998"},
        {"id": "source:treaty", "title": "Treaty", "published": "2000-05"},
    ]
    nodes: list[dict[str, Any]] = [{"id": "country:COL"}, {"id": "country:ECU"}, *({"id": s["id"]} for s in sources)]
    nodes.append({"id": "mechanism:a", "subtype": "forum", "scope": "regional", "members_known": True})
    made = briefs.brief(PropertyGraph.build(nodes, statements, (), evidence, sources), "country:COL", "en", AS_OF)
    titles = {reference.number: reference.title for reference in made.references}
    seats = next(block for block in made.blocks if isinstance(block, _model.Table))
    (cited,) = (part for part in seats.rows[0][-1] if isinstance(part, _model.Ref))
    assert {titles[number] for number in cited.numbers} == {"Treaty", "List"}


def test_a_claim_of_very_many_sources_cites_some_and_counts_the_rest() -> None:
    statements = [tie("MEMBER_OF", f"country:X{i:02}", "a", start="2000") for i in range(30)]
    evidence = [{"about": minted(row)["id"], "source": f"source:s{i:02}"} for i, row in enumerate(statements)]
    sources = [{"id": f"source:s{i:02}", "title": f"S{i:02}"} for i in range(30)]
    nodes: list[dict[str, Any]] = [{"id": row["source"]} for row in statements] + [{"id": s["id"]} for s in sources]
    nodes.append({"id": "mechanism:a", "subtype": "forum", "scope": "regional", "members_known": True})
    made = briefs.brief(PropertyGraph.build(nodes, statements, (), evidence, sources), "mechanism:a", "en", AS_OF)
    assert len(made.references) == _references.MANY == 24
    assert "\\[1–24, +6\\]" in made.to_markdown()
    assert ", +6]" in made.to_html()
    assert any(", +6]" in paragraph.text for paragraph in briefed.document(made).paragraphs)


def test_what_remains_without_a_donor_is_of_the_same_dollars_as_what_it_gave() -> None:
    flow = {"money": "pledge", "counted": True, "start": "2020", "dataset": "fts"}
    statements = [
        tie("FUNDS", "CAN", "project:a", amount=40.0, currency="USD", amount_usd=40.0, **flow),
        tie("FUNDS", "ESP", "project:a", amount=10.0, currency="USD", amount_usd=10.0, **flow),
        tie("FUNDS", "FRA", "project:a", amount=45.0, currency="EUR", amount_usd=50.0, **flow),
    ]
    made = briefs.brief(drawn({}, statements), "country:CAN", "en", AS_OF, "donor")
    assert briefed.table(made, "Money of CAN")[0][2:5] == ["40 USD", "2020", "40%, 2 other donors"]
    assert briefed.table(made, "Who else")[0][3] == "60 USD"
    told = briefed.section(made, "What it funds")
    assert "Money in other currencies is shown in the US dollars that the dataset itself gives (fts)." in told


def test_the_day_on_which_a_commitment_is_first_seen_is_not_the_day_it_was_made() -> None:
    statements = [tie("COMMITS_TO", "COL", "commitment:x")]
    evidence = [{"about": minted(statements[0])["id"], "source": "source:note"}]
    made = briefs.brief(drawn({}, statements, evidence=evidence), "country:COL", "en", AS_OF)
    assert briefed.table(made, "Commitments")[0][2].startswith("not known (first seen ")


def test_a_chair_last_seen_years_ago_says_so_in_the_headline() -> None:
    statements = [tie("PRESIDES", "COL", "a", role="chair", start="2019")]
    graph = drawn({"mechanism:a": {"subtype": "forum"}}, statements)
    told = briefs.brief(graph, "country:COL", "es", AS_OF).to_markdown()
    assert "a (presidencia, última constancia: 2019)" in told


def test_an_earlier_day_knows_no_dispute_and_no_host_of_later() -> None:
    statements = [
        tie("PRESIDES", "COL", "a", role="chair", start="2021"),
        tie("HOSTS", "COL", "population:p", start="2021", people=5),
    ]
    evidence = [
        {"about": minted(row)["id"], "source": "source:note", "stance": stance, "reading": "No."}
        for row in statements
        for stance in ("supports", "contradicts")
    ]
    graph = drawn({"mechanism:a": {"subtype": "forum"}}, statements, evidence=evidence)
    assert "Disputed" in briefs.brief(graph, "country:COL", "en", "2022").to_markdown()
    before = briefs.brief(graph, "country:COL", "en", "2019").to_markdown()
    assert "Disputed" not in before
    assert "Hosted population" not in before


def test_a_day_of_the_first_years_that_dates_know_has_a_brief() -> None:
    made = briefs.brief(briefed.graph(), "country:COL", "en", "1801-03-04")
    assert "from 1 January 1800 to 4 March 1801" in made.to_markdown()


def test_a_territory_is_called_one() -> None:
    graph = drawn({"country:CUW": {"name_en": "Curaçao", "subtype": "territory"}}, [])
    assert briefs.brief(graph, "country:CUW", "es", AS_OF).subtitle.startswith("Territorio. Ficha al ")
    assert briefs.brief(briefed.graph(), "country:COL", "es", AS_OF).subtitle.startswith("Ficha al ")


def test_the_matrix_leaves_out_global_bodies_of_which_only_members_in_the_graph_are_counted() -> None:
    rooms = {f"mechanism:{name}": {"subtype": "forum", "scope": "regional", "members_known": True} for name in "abcd"}
    rooms["mechanism:world"] = {"subtype": "forum", "scope": "global", "members_known": True}
    statements = [tie("MEMBER_OF", who, room, start="2000") for who in ("COL", "ECU") for room in rooms]
    made = briefs.brief(drawn(rooms, statements), "country:COL", "en", AS_OF)
    (matrix,) = (block for block in made.blocks if isinstance(block, _model.Picture) and "share" in block.caption)
    assert "a 2; b 2; c 2; d 2" in matrix.alt
    assert "world" not in matrix.alt


def test_a_month_in_which_something_was_seen_is_not_its_first_day() -> None:
    statements = [tie("MEMBER_OF", "COL", "a"), tie("MEMBER_OF", "COL", "b")]
    first, second = (minted(row)["id"] for row in statements)
    evidence = [
        {"about": first, "source": "source:note", "date": "2019-11"},
        {"about": second, "source": "source:note", "date": "2019-12-01"},
    ]
    rooms = {f"mechanism:{name}": {"subtype": "forum", "scope": "regional"} for name in "ab"}
    made = briefs.brief(drawn(rooms, statements, evidence=evidence), "country:COL", "en", AS_OF)
    since = {row[0]: row[3] for row in briefed.table(made, "Mechanisms in which")}
    assert since == {"a": "not known (first seen November 2019)", "b": "not known (first seen 1 December 2019)"}


@pytest.mark.parametrize(
    ("name", "told"),
    [("Proceso Alto", "del Proceso Alto"), ("Conferencia Alta", "de la Conferencia Alta"), ("PA", "de PA")],
)
def test_spanish_names_take_their_article(name: str, told: str) -> None:
    room = {"subtype": "forum", "scope": "regional", "name_en": "High", "name_es": name}
    made = briefs.brief(drawn({"mechanism:a": room}, []), "mechanism:a", "es", AS_OF)
    assert f"Ninguna fuente da los temas {told}: sin evidencia." in made.to_markdown()


def test_a_figure_of_people_keeps_what_the_source_says_of_it() -> None:
    more = {"note": "More than 5,000.", "note_es": "Más de 5.000."}
    statements = [tie("HOSTS", "COL", "population:p", start="2021", people=5000, **more)]
    told = briefs.brief(drawn({}, statements), "country:COL", "es", AS_OF).to_markdown()
    assert "Más de 5.000)" in told
    assert "More than 5,000)" in briefs.brief(drawn({}, statements), "country:COL", "en", AS_OF).to_markdown()
