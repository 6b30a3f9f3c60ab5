"""Every notebook runs from a fresh kernel, says what its code gives, and is kept without what it printed."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import migov
from graph.model import PropertyGraph
from graph.stores.neo4j import Neo4jStore
from tests.server.local import Server

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("**/*.ipynb"))
PACKAGES = {"graph", "loaders", "queries", "explorer", "migov"}
DAY = "2026-11-22"
ASKED = ("NEO4J_URI", "MIGOV_FTS_FILE", "MIGOV_IATI_FILE")
"""What a notebook takes from the environment: nothing of this machine."""

LOOK, OVERLAP, GAPS, MONEY = "first_look", "where_mechanisms_overlap", "coordination_gaps", "follow_the_money"

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def executed(path: Path, folder: Path, **given: str) -> Any:
    """The notebook as it stands after a run in an empty folder, which it leaves empty."""
    here = folder / "elsewhere"
    here.mkdir()
    # No kernel, setting or history of this machine: "python3" is then the Python that runs the tests.
    own = {name: str(folder / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    own |= {"IPYTHONDIR": str(folder / "IPYTHONDIR"), "PYTHONPATH": str(ROOT), "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    kept = {name: value for name, value in os.environ.items() if name not in (*ASKED, "JUPYTER_PATH")}
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(here)}})
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        patch.delenv("JUPYTER_PATH", raising=False)
        try:
            client.execute(env={**kept, **own, **given})
        except CellExecutionError as error:
            pytest.fail(f"{path.name}: {error}")
    assert list(here.iterdir()) == [], "a notebook leaves no file behind"
    return notebook


def outputs(notebook: Any) -> Iterator[Any]:
    return (output for cell in notebook.cells for output in cell.get("outputs", []))


def printed(notebook: Any) -> str:
    """All that the cells say in words."""
    said = [str(o.get("text", "")) for o in outputs(notebook)]
    shown = [o.get("data", {}) for o in outputs(notebook)]
    return "\n".join([*said, *(str(data.get(kind, "")) for data in shown for kind in ("text/plain", "text/html"))])


def code(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def words(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


def test_there_are_seven_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} == {
        LOOK,
        OVERLAP,
        GAPS,
        MONEY,
        "colombia",
        "your_own_data",
        "on_neo4j",
    }


@every_notebook
def test_it_runs_from_a_fresh_kernel_shows_a_picture_and_says_no_number_that_it_does_not_print(
    path: Path, tmp_path: Path
) -> None:
    notebook = executed(path, tmp_path)
    assert [o for o in outputs(notebook) if o.get("name") == "stderr"] == [], "a notebook warns of nothing"
    assert any("image/png" in o.get("data", {}) for o in outputs(notebook))
    assert "DIFFERENT" not in printed(notebook)
    numbers = set(
        re.findall(r"\d+", " ".join(re.sub(r"`[^`]*`|```.*?```", "", text, flags=re.DOTALL) for text in words(path)))
    )
    assert numbers <= set(re.findall(r"\d+", printed(notebook) + "".join(code(path))))


@every_notebook
def test_it_is_kept_without_outputs_and_without_a_path_of_this_machine(path: Path) -> None:
    notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert notebook.nbformat == 4
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    assert notebook.metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}


@every_notebook
def test_it_fixes_its_day(path: Path) -> None:
    lines = [line for source in code(path) for line in source.splitlines()]
    asked = [line for line in lines if re.search(r"(?<!cypher)\.ask\(|\.explore\(|\.brief\(", line)]
    assert asked
    assert all("as_of=DAY" in line for line in asked), "its answers must not change from one day to the next"
    assert f'DAY = "{DAY}"' in lines


@every_notebook
def test_its_code_is_short_and_its_own_words_are_markdown(path: Path) -> None:
    first, *others = code(path)
    assert first.startswith(("import ", "# "))
    for source in others:
        assert not re.search(r"^\s*(import|from) |^\s*(def|class) ", source, re.MULTILINE)
        assert len(source.splitlines()) <= 16
    assert words(path)[0].startswith("# ")
    assert any("## Where the evidence ends" in text for text in words(path))


@every_notebook
def test_its_name_hides_no_package(path: Path) -> None:
    assert path.stem not in PACKAGES


# What the notebooks say, beside what the code gives


@pytest.fixture(scope="module")
def ask() -> Callable[..., Any]:
    g = migov.open()
    return lambda name, **params: g.ask(name, as_of=DAY, **params)


def pairs(answer: Any, *columns: str) -> dict[tuple[str, str], Any]:
    """The cells of pairs of mechanisms, by their slugs."""
    rows = answer.frame.to_dict("records")
    ends = [tuple(str(row[end]).removeprefix("mechanism:") for end in ("a", "b")) for row in rows]
    return {(a, b): tuple(row[c] for c in columns) for (a, b), row in zip(ends, rows, strict=True)}


def wholly_inside_the_rcm(ask: Callable[..., Any]) -> bool:
    found = pairs(ask("member-overlap", scope="regional", min_shared=0), "nested", "shared")
    apart = all(found[tuple(sorted(("csm", other)))][1] == 0 for other in ("mirps", "ocam", "rcm"))  # type: ignore[index]
    return found["ocam", "rcm"][0] == found["mirps", "rcm"][0] == "a in b" and apart


def quito_alone_reaches_both(ask: Callable[..., Any]) -> bool:
    bridged = set(pairs(ask("bridging-countries")))
    with_csm = {other for pair in bridged for other in pair if "csm" in pair} - {"csm"}
    return with_csm == {"quito-process"} and ("quito-process", "rcm") in bridged


def falls_in_two(ask: Callable[..., Any]) -> bool:
    frame = ask("what-breaks", node="Quito Process").frame
    parts = frame[frame["kind"] == "component"]
    rooms = [sorted(n for n in [*row.subject, *row.detail] if n.startswith("mechanism:")) for row in parts.itertuples()]
    return all(any(f"mechanism:{name}" in found for found in rooms) for name in ("csm", "rcm", "mirps", "ocam"))


def a_source_leaves_el_salvador_out(ask: Callable[..., Any]) -> bool:
    frame = ask("why", node="member-of/country:SLV/mechanism:mirps/member/1").frame
    return bool((frame["stance"] == "contradicts").any() and frame["reason"].notna().any())


def quito_and_r4v_first(ask: Callable[..., Any]) -> bool:
    return next(iter(pairs(ask("mandate-overlap", scope="regional")))) == ("quito-process", "r4v")


def no_pair_stands_out(ask: Callable[..., Any]) -> bool:
    return set(ask("significant-overlap", scope="regional").frame["significant"]) == {"no"}


def no_pair_fell(ask: Callable[..., Any]) -> bool:
    answer = ask("overlap-trend")
    last = answer.frame.groupby(["a", "b"])["change"].last()
    return bool(last.min() >= 0) and "Most growth that is certain: CSM and Quito Process" in answer.sentence


def no_corridor_is_none(ask: Callable[..., Any]) -> bool:
    rungs = ask("corridor-rooms").frame["rung"].value_counts()
    return "none" not in rungs and rungs["no evidence"] > len(ask("corridor-rooms").frame) / 4


def most_are_orphans_of_the_cmc(ask: Callable[..., Any]) -> bool:
    frame = ask("orphaned-members").frame
    lost = frame[["mechanism:cmc" in rooms for rooms in frame["lost"]]]
    return bool((lost["rooms_left"] == 0).mean() > 0.5)


def nobody_names_detention(ask: Callable[..., Any]) -> bool:
    frame = ask("uncovered-themes").frame
    named = set(frame.loc[frame["coverage"] != "none", "theme"])
    return not {"theme:detention", "theme:missing"} & named and "theme:detention" in set(frame["theme"])


def the_best_link(ask: Callable[..., Any]) -> bool:
    supposed = {"with": "CSM COORDINATES_WITH Quito Process"}
    first, then = ask("best-new-link"), ask("best-new-link", **supposed)
    return next(iter(pairs(first))) == ("csm", "quito-process") and next(iter(pairs(then))) == ("ocam", "rcm")


def one_recorded_donor(ask: Callable[..., Any]) -> bool:
    frame = ask("single-donor-dependency").frame
    known = frame[frame["state"] == "known"]
    several = known[known["donors"] > 1].sort_values("top_share", ascending=False)
    first = several.iloc[0]
    us = (first["recipient"], first["donor"]) == ("agency:idb-grant-facility", "country:USA")
    return bool(us and first["top_share"] > 0.5 and (known["donors"] == 1).mean() > 0.8)


def korea_gives_to_a_fund(ask: Callable[..., Any]) -> bool:
    edges = migov.open().edges
    funds = edges[edges["relation"] == "FUNDS"].set_index(["source", "target"])["counted"]
    told = [("country:KOR", "agency:korea-kpk"), ("agency:idb", "project:korea-urban")]
    return not any(bool(funds[ends].any()) for ends in told)


def colombia_sits(ask: Callable[..., Any]) -> bool:
    frame = ask("country-history", country="COL").frame
    held = frame[frame["status"] == "in force"]
    ties = set(zip(held["object"], held["role"], strict=True))
    wanted = {("csm", "member"), ("quito-process", "member"), ("rcm", "observer")}
    return {(f"mechanism:{forum}", role) for forum, role in wanted} <= ties


def panama_only_in_part(ask: Callable[..., Any]) -> bool:
    return list(ask("corridor-rooms", pair="COL,PAN").frame["rung"]) == ["scope-limited"]


def colombia_needs_most(ask: Callable[..., Any]) -> bool:
    frame = ask("need-versus-presence").frame
    top = frame.sort_values("people", ascending=False).iloc[0]
    most = top["organisations"] == frame["organisations"].max()
    return bool(top["country"] == "country:COL" and most and frame["people"].isna().sum() > 2)


@pytest.mark.parametrize(
    ("notebook", "said", "holds"),
    [
        (LOOK, "Every member of OCAM and every member of the MIRPS sits in the RCM as well", wholly_inside_the_rcm),
        (LOOK, "Without the Quito Process the network of active regional forums falls into two parts", falls_in_two),
        (LOOK, "One source lists the members without El Salvador", a_source_leaves_el_salvador_out),
        (OVERLAP, "OCAM and the MIRPS lie wholly inside the RCM", wholly_inside_the_rcm),
        (OVERLAP, "The Quito Process is the one active forum that reaches into both", quito_alone_reaches_both),
        (OVERLAP, "The largest overlap of this kind lies between the Quito Process and R4V", quito_and_r4v_first),
        (OVERLAP, "No pair stands out by this test", no_pair_stands_out),
        (OVERLAP, "No pair shares fewer known members than at the beginning", no_pair_fell),
        (GAPS, "Of no pair is it known that no room at all holds both", no_corridor_is_none),
        (GAPS, "most of those who sat there have no other active regional room", most_are_orphans_of_the_cmc),
        (GAPS, "detention and missing migrants among them", nobody_names_detention),
        (GAPS, "A formal link between the CSM and the Quito Process would close most", the_best_link),
        (GAPS, "all members of the one sit in the other", wholly_inside_the_rcm),
        (MONEY, "Nearly every recipient is known with a single donor of a kind of money", one_recorded_donor),
        (MONEY, "the grant facility of the IDB hangs most on one", one_recorded_donor),
        (MONEY, "Korea gives to a fund, the fund gives to a project of the IDB", korea_gives_to_a_fund),
        (
            "colombia",
            "Colombia is a member of the CSM and of the Quito Process, and an observer in the RCM",
            colombia_sits,
        ),
        ("colombia", "Colombia shares only a room limited to some of the people who pass there", panama_only_in_part),
        ("colombia", "Colombia has the largest figure of people that is known here", colombia_needs_most),
    ],
)
def test_what_it_says_is_what_the_code_gives(
    notebook: str, said: str, holds: Callable[..., bool], ask: Callable[..., Any]
) -> None:
    text = " ".join(" ".join(words(ROOT / "notebooks" / f"{notebook}.ipynb")).split())
    assert said in text
    assert holds(ask), f"{notebook} says '{said}', and the graph does not"


# What a reader brings

FTS = """id,amountUSD,date,status,boundary,onBoundary,srcOrganization,destOrganization,destLocations
71,4000,2024-02-01,paid,incoming,single,"Chile, Government of",Lantern Relief,PER
72,1000,2024-03-01,paid,incoming,single,"Spain, Government of",Lantern Relief,PER
"""
IATI = """<iati-activities version="2.03"><iati-activity default-currency="CAD">
<iati-identifier>ZZ-1-WELLS</iati-identifier>
<reporting-org ref="ZZ-1" type="10"><narrative>Ministry of Wells</narrative></reporting-org>
<title><narrative>Wells for towns</narrative></title>
<activity-status code="2"/><activity-date type="2" iso-date="2022-01-01"/><recipient-country code="PE"/>
<transaction><transaction-type code="3"/><transaction-date iso-date="2023-05-01"/>
<value value-date="2023-05-01">750</value></transaction></iati-activity></iati-activities>
"""


def test_the_money_of_a_readers_own_files_is_read_in_place_of_the_example(tmp_path: Path) -> None:
    fts, iati = tmp_path / "flows.csv", tmp_path / "activities.xml"
    fts.write_text(FTS, encoding="utf-8")
    iati.write_text(IATI, encoding="utf-8")
    given = {"MIGOV_FTS_FILE": str(fts), "MIGOV_IATI_FILE": str(iati)}
    said = printed(executed(ROOT / "notebooks" / "follow_the_money.ipynb", tmp_path, **given))
    assert "read 2 records of flows.csv" in said
    assert "funded USD: 5,000" in said
    assert "disbursement (type 3), CAD: 750" in said
    assert "Lantern Relief" in said
    assert "made up" not in said


def test_without_files_the_example_says_that_it_is_made_up() -> None:
    text = " ".join(words(ROOT / "notebooks" / "follow_the_money.ipynb"))
    assert "**The example is made up" in text
    source = "".join(code(ROOT / "notebooks" / "follow_the_money.ipynb"))
    assert source.count("(made up)") == 5


@pytest.mark.neo4j
def test_on_a_server_the_answers_are_the_same(
    neo4j_server: Server, neo4j_store: Neo4jStore, built_in: PropertyGraph, tmp_path: Path
) -> None:
    neo4j_store.write(built_in)
    given = {"NEO4J_URI": neo4j_server.uri, "NEO4J_USER": neo4j_server.user, "NEO4J_PASSWORD": neo4j_server.password}
    said = printed(executed(ROOT / "notebooks" / "on_neo4j.ipynb", tmp_path, **given))
    assert "asked of a Neo4j server" in said
    assert len(re.findall(r"^[a-z-]+ the same$", said, re.MULTILINE)) == 4
    assert "DIFFERENT" not in said
    assert re.search(r"MEMBER_OF +\d+", said)


def test_without_a_server_it_says_so(tmp_path: Path) -> None:
    said = printed(executed(ROOT / "notebooks" / "on_neo4j.ipynb", tmp_path))
    assert "NEO4J_URI is not set: no server" in said
    assert "no server to ask" in said
