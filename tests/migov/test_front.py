"""The front door: what a notebook gets from `import migov`."""

from pathlib import Path

import networkx as nx
import pytest

import migov
from graph.errors import AmbiguousName, BadParameter, StoreError, UnknownName, UsageError
from graph.stores.embedded import EmbeddedStore
from migov.front import Migov
from tests.explorer.opener import payload_in
from tests.queries.drawn import AS_OF, REGIONAL, drawn, shared, sit


@pytest.fixture(scope="module")
def g() -> Migov:
    return migov.open()


def test_open_without_a_name_and_curated_are_the_built_in_graph(g: Migov) -> None:
    assert list(migov.open("curated").nodes["id"]) == list(g.nodes["id"])
    assert repr(g) == f"<migov: {len(g.nodes)} nodes, {len(g.edges)} statements, {len(g.sources)} sources>"


@pytest.mark.parametrize("kind", [str, Path])
def test_a_saved_graph_is_opened_by_its_path(tmp_path: Path, kind: type) -> None:
    graph = drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000"))
    EmbeddedStore(tmp_path / "store").write(graph)
    found = migov.open(kind(tmp_path / "store"))
    assert list(found.edges["id"]) == ["member-of/country:MEX/mechanism:here/member/1"]
    assert found.ask("country-seats", as_of=AS_OF).frame["seats"].tolist() == [1]


def test_a_store_that_is_not_there_is_told_when_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        migov.open(tmp_path / "nowhere").nodes  # noqa: B018 - reading is what fails
    assert raised.value.store == str(tmp_path / "nowhere")


def test_the_tables_are_frames_with_ids(g: Migov) -> None:
    for frame in (g.nodes, g.edges, g.observations, g.evidence, g.sources):
        assert frame["id"].is_unique
        assert len(frame)
    assert set(g.evidence["source"]) <= set(g.sources["id"])
    assert set(g.evidence["about"]) <= {*g.nodes["id"], *g.edges["id"], *g.observations["id"]}


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("CRM", "mechanism:rcm"),
        ("rcm", "mechanism:rcm"),
        ("mechanism:rcm", "mechanism:rcm"),
        ("Quito Process", "mechanism:quito-process"),
        ("proceso de quito", "mechanism:quito-process"),
        ("Conferencia Suramericana sobre Migraciones", "mechanism:csm"),
        ("SACM", "mechanism:csm"),
        ("OIM", "agency:iom"),
        ("ACNUR", "agency:unhcr"),
        ("Curazao", "country:CUW"),
        ("CURACAO", "country:CUW"),
        ("méxico", "country:MEX"),
        ("MX", "country:MEX"),
    ],
)
def test_things_are_found_by_any_of_their_names(g: Migov, text: str, node: str) -> None:
    assert g.resolve(text) == node


@pytest.mark.parametrize(
    ("text", "ours", "other"),
    [
        ("CSM", "mechanism:csm", "Civil Society Mechanism of the Global Forum on Migration and Development"),
        ("CAM", "mechanism:cam", "Central America and Mexico, a sub-region of R4V"),
        ("CAN", "country:CAN", "agency:andean-community"),
    ],
)
def test_a_name_of_several_things_is_refused_with_reasons(g: Migov, text: str, ours: str, other: str) -> None:
    with pytest.raises(AmbiguousName) as raised:
        g.resolve(text)
    candidates = dict(raised.value.candidates)
    assert set(candidates) == {ours, other}
    assert all(candidates.values())


def test_a_part_of_a_name_is_proposed_and_never_taken(g: Migov) -> None:
    with pytest.raises(UnknownName) as raised:
        g.resolve("Conferencia Suramericana sobre las Migraciones X")
    assert "mechanism:csm" in raised.value.proposals


def test_the_module_resolves_as_the_built_in_graph_does() -> None:
    assert migov.resolve("CRM") == "mechanism:rcm"


def test_asking_why_of_a_name_of_several_things_is_refused(g: Migov) -> None:
    with pytest.raises(AmbiguousName):
        g.ask("why", node="CSM", as_of=AS_OF)
    assert (
        g.ask("why", node="member-of/country:SLV/mechanism:mirps/member/1", as_of=AS_OF).frame["stance"].notna().all()
    )


def test_asking_answers_as_the_readme_says(g: Migov) -> None:
    answer = g.ask("member-overlap", as_of=AS_OF)
    assert shared(answer.frame)["mirps", "rcm"] == 7
    assert answer.as_of == AS_OF


@pytest.mark.parametrize("day", [AS_OF, "2018-12-31"])
def test_the_graph_at_a_day_has_the_same_overlaps(g: Migov, day: str) -> None:
    then = g.at(day)
    assert len(then.edges) < len(g.edges)
    assert shared(then.ask("member-overlap", as_of=day).frame) == shared(g.ask("member-overlap", as_of=day).frame)


def test_a_day_that_is_no_date_is_refused(g: Migov) -> None:
    with pytest.raises(BadParameter) as raised:
        g.at("tomorrow")
    assert str(raised.value) == "parameter 'day': not a date (got 'tomorrow'); write YYYY, YYYY-MM or YYYY-MM-DD"


def test_networkx_gives_all_statements_keyed_by_their_ids(g: Migov) -> None:
    whole = g.networkx()
    assert isinstance(whole, nx.MultiDiGraph)
    assert {key for _, _, key in whole.edges(keys=True)} == set(g.edges["id"])
    assert whole.nodes["country:CAN"]["name_en"] == "Canada"
    members = g.networkx("MEMBER_OF", as_of=AS_OF, confidence=["stated"])
    assert set(members["country:SLV"]["mechanism:mirps"]) == {"member-of/country:SLV/mechanism:mirps/member/1"}
    assert {data["relation"] for *_, data in members.edges(data=True)} == {"MEMBER_OF"}
    only = g.networkx(kinds=["Country", "Mechanism"])
    assert {data["kind"] for _, data in only.nodes(data=True)} == {"Country", "Mechanism"}


def test_explore_opens_nothing_that_it_may_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    small = drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000"))
    EmbeddedStore(tmp_path / "store").write(small)
    page = migov.explore(migov.open(tmp_path / "store"), out=tmp_path / "x.html", as_of=AS_OF, lang="es", show=False)
    assert page == tmp_path / "x.html"
    assert page.stat().st_size > 0
    assert opened == []


def test_inside_a_notebook_the_explorer_is_shown_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = tmp_path / "store"
    EmbeddedStore(store).write(drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000")))
    shown = migov.explore(migov.open(store).at("2001-02-03"), lang="es", inline=True, height=500)
    assert payload_in(shown.page)["meta"]["as_of"] == "2001-02-03"
    assert shown._repr_html_().startswith('<iframe title="migov: el explorador"')
    assert 'height="500"' in shown._repr_html_()
    assert list(tmp_path.iterdir()) == [store]


def test_the_language_of_the_explorer_in_a_notebook_is_one_of_two() -> None:
    with pytest.raises(BadParameter):
        migov.explore(lang="fr", inline=True)


FLOWS = """id,amountUSD,date,status,boundary,onBoundary,srcOrganization,destOrganization,destLocations
1,1000,2021-03-04,paid,incoming,single,"Chile, Government of",Lantern Relief,PER
"""


def test_a_loaded_file_stands_beside_the_graph_that_stays_as_it_is(tmp_path: Path, g: Migov) -> None:
    file = tmp_path / "flows.csv"
    file.write_text(FLOWS, encoding="utf-8")
    before = len(g.edges)
    more = g.load("fts", file, dataset="fts-2021", title="Flows of 2021", publisher="Nobody")
    assert len(g.edges) == before
    assert g.report is None
    assert more.report is not None
    assert more.report.rows == {"flows.csv": 1}
    assert set(more.edges.loc[more.edges["dataset"] == "fts-2021", "relation"]) == {"FUNDS"}
    assert "Flows of 2021" in set(more.sources["title"])
    found = more.ask("single-donor-dependency", as_of="2022-01-01", money="disbursement").frame
    assert found.loc[found["dataset"] == "fts-2021", ["donor", "total"]].to_numpy().tolist() == [
        ["country:CHL", 1000.0]
    ]


def test_a_setting_of_the_format_is_passed_on_and_an_unknown_one_refused(tmp_path: Path, g: Migov) -> None:
    file = tmp_path / "flows.csv"
    file.write_text(FLOWS, encoding="utf-8")
    with pytest.raises(UsageError, match="colour"):
        g.load("fts", str(file), colour="red")
    with pytest.raises(UsageError, match="no format"):
        g.load("ftss", file)


def test_what_is_loaded_at_a_day_stays_at_that_day(tmp_path: Path, g: Migov) -> None:
    file = tmp_path / "flows.csv"
    file.write_text(FLOWS, encoding="utf-8")
    assert g.at("2020-05-05").load("fts", file).ask("country-seats").as_of == "2020-05-05"


def test_at_a_day_what_is_unknown_is_not_made_absent() -> None:
    day = migov.open().at("2019-01-01")
    rows = day.ask("hosts-outside-forum").frame.set_index("country")["in_forum"]
    assert day.ask("hosts-outside-forum").as_of == "2019-01-01"
    whole = migov.open().ask("hosts-outside-forum", as_of="2019-01-01").frame.set_index("country")["in_forum"]
    assert rows.to_dict() == whole.to_dict()
    assert "no evidence" in set(rows)


def test_the_page_of_a_graph_at_a_day_is_for_that_day(tmp_path: Path) -> None:
    EmbeddedStore(tmp_path / "store").write(drawn({"mechanism:here": REGIONAL}, sit("MEX", "here", start="2000")))
    day = migov.open(tmp_path / "store").at("2001-02-03")
    text = migov.explore(day, out=tmp_path / "x.html", show=False).read_text(encoding="utf-8")
    assert payload_in(text)["meta"]["as_of"] == "2001-02-03"


def test_a_statement_of_another_day_is_explained_at_a_day() -> None:
    about = "member-of/country:GTM/mechanism:quito-process/member/1"
    assert not migov.open().at("2019-01-01").ask("why", node=about).frame.empty
