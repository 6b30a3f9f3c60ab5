"""Claims about pairs of names that a person has reviewed: what becomes a statement, and what is told."""

import contextlib
import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import DataError, DataErrors
from graph.model import PropertyGraph
from loaders import _run, curated, reviewed
from loaders._report import Report
from migov import _reviewing

GRAPH = curated.load()
TEXT = "At first Peru joined the Casa Azul Forum and the Quito Process in 2018.\fPeru met UNHCR."


def review(folder: Path) -> list[dict[str, str]]:
    """The rows of the file for review of a document."""
    (folder / "note.txt").write_text(TEXT)
    options = _run.Options(title="A note", url="https://example.org/note", published="2019-03")
    _, report = _run.load("documents", [folder / "note.txt"], GRAPH, options)
    return list(csv.DictReader(io.StringIO(_reviewing.table(report))))


def load(folder: Path, rows: list[dict[str, str]]) -> tuple[PropertyGraph, Report]:
    with (folder / "review.csv").open("w", newline="", encoding="utf-8-sig") as handle:
        writer = csv.DictWriter(handle, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return _run.load("reviewed", [folder / "review.csv"], GRAPH)


def wrong(folder: Path, **cells: str) -> str:
    """The message about the pair of Peru and the Quito Process with other cells."""
    rows = review(folder)
    rows[1] |= {"relation": "MEMBER_OF"} | cells
    with pytest.raises(DataError) as caught:
        load(folder, rows)
    return str(caught.value)


def test_nothing_belongs_together_with_itself(tmp_path: Path) -> None:
    told = wrong(tmp_path, relation="COORDINATES_WITH", subject="mechanism:quito-process")
    assert told == (
        "review.csv:3: column 'object': the same as the subject (got 'mechanism:quito-process'); "
        "write the id or name of another"
    )


def test_a_row_with_a_relation_becomes_a_statement_of_the_document(tmp_path: Path) -> None:
    rows = review(tmp_path)
    assert [row["kind"] for row in rows] == ["Name", "pair", "pair"]
    rows[1] |= {"relation": "MEMBER_OF", "role": "observer", "start": "2018-09"}
    graph, report = load(tmp_path, rows)
    new = graph.edges[graph.edges["dataset"] == "reviewed"].iloc[0]
    assert new[["relation", "source", "target", "role", "start", "confidence"]].tolist() == [
        "MEMBER_OF", "country:PER", "mechanism:quito-process", "observer", "2018-09", "stated",
    ]  # fmt: skip
    proof = graph.evidence[graph.evidence["about"] == new["id"]].iloc[0]
    assert proof["locator"] == "page 1, characters 1-71"
    source = graph.sources.set_index("id").loc[proof["source"]]
    assert source[["title", "url", "published"]].tolist() == ["A note", "https://example.org/note", "2019-03"]
    assert {reason: noted.count for reason, noted in report.skipped.items()} == {
        "the row is about a name, not about a pair": 1,
        "no relation is written": 1,
    }
    assert report.made == {"MEMBER_OF": 1}


def test_loading_it_twice_changes_nothing_and_the_quote_is_not_kept(tmp_path: Path) -> None:
    rows = review(tmp_path)
    rows[1]["relation"] = "MEMBER_OF"
    assert "joined" in rows[1]["quote"]
    graph, report = load(tmp_path, rows)
    again, _ = _run.load("reviewed", [tmp_path / "review.csv"], graph)
    assert all(graph.tables[name].equals(table) for name, table in again.tables.items())
    assert not any("At first Peru" in table.to_csv() for table in graph.tables.values())
    assert "quote" in report.ignored["review.csv"]


def test_the_two_may_be_exchanged_and_named(tmp_path: Path) -> None:
    rows = review(tmp_path)
    rows[2] |= {"subject": "UNHCR", "relation": "operates in", "object": "Perú"}
    graph, _ = load(tmp_path, rows)
    new = graph.edges[graph.edges["dataset"] == "reviewed"].iloc[0]
    assert new[["relation", "source", "target"]].tolist() == ["OPERATES_IN", "agency:unhcr", "country:PER"]


def test_two_places_of_one_statement_are_both_its_evidence(tmp_path: Path) -> None:
    rows = review(tmp_path)
    rows[1]["relation"] = "MEMBER_OF"
    rows.append(rows[1] | {"locator": "page 9, characters 1-5"})
    graph, report = load(tmp_path, rows)
    assert report.made == {"MEMBER_OF": 1}
    new = graph.edges.loc[graph.edges["dataset"] == "reviewed", "id"].iloc[0]
    told = graph.evidence.loc[graph.evidence["about"] == new, "locator"].tolist()
    assert told == ["page 1, characters 1-71; page 9, characters 1-5"]


def test_a_country_that_the_graph_has_not_is_made(tmp_path: Path) -> None:
    rows = review(tmp_path)
    rows[1] |= {"relation": "MEMBER_OF", "subject": "country:TCD"}
    graph, _ = load(tmp_path, rows)
    assert graph.nodes.set_index("id").at["country:TCD", "name_en"] == "Chad"


WRONG = {
    "relation": (
        {"relation": "MEMBER"},
        "column 'relation': no such relation (got 'MEMBER'); did you mean 'MEMBER_OF'?",
    ),
    "mention": ({"relation": "MENTIONS"}, "column 'relation': no such relation (got 'MENTIONS'); choose from "),
    "direction": (
        {"subject": "mechanism:quito-process", "object": "country:PER"},
        (
            "column 'object': MEMBER_OF does not go with a node of kind Country (got 'country:PER'); "
            "it ends at Mechanism, Agency; exchange the two, or choose another relation"
        ),
    ),
    "node": (
        {"object": "mechanism:nowhere"},
        (
            "column 'object': no node has this id or name (got 'mechanism:nowhere'); "
            "write an id of the graph, or load the document first"
        ),
    ),
    "role": ({"role": "boss"}, "column 'role': no such role (got 'boss'); choose from member, "),
    "date": (
        {"start": "soon"},
        "column 'start': not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD",
    ),
    "order": (
        {"start": "2019", "end": "2018"},
        "column 'end': it ends before it starts (2019) (got '2018'); correct one of the two",
    ),
    "confidence": (
        {"confidence": "sure"},
        "column 'confidence': no such confidence (got 'sure'); choose from stated, inferred, unverified",
    ),
    "inferred": (
        {"confidence": "inferred"},
        "column 'how': it is inferred, and nothing says how (got ''); say how in a few words",
    ),
    "document": (
        {"document": "note"},
        (
            "column 'document': not the twelve signs that stand for a document (got 'note'); "
            "leave the cell as it was written"
        ),
    ),
    "locator": ({"locator": ""}, "column 'locator': it is missing (got ''); leave the cell as it was written"),
}


@pytest.mark.parametrize(("cells", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_cell_is_told_with_its_place(cells: dict[str, str], message: str, tmp_path: Path) -> None:
    assert wrong(tmp_path, **cells).startswith(f"review.csv:3: {message}")


def test_all_wrong_cells_are_told_at_once(tmp_path: Path) -> None:
    rows = review(tmp_path)
    rows[1] |= {"relation": "MEMBER_OF", "role": "boss", "start": "soon"}
    with pytest.raises(DataErrors) as caught:
        load(tmp_path, rows)
    assert [error.column for error in caught.value.errors] == ["start", "role"]


def test_a_file_without_pairs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "review.csv").write_text("kind,name,node\nName,Casa Azul,\n")
    with pytest.raises(DataError, match=r"^review\.csv:1: "):
        _run.load("reviewed", [tmp_path / "review.csv"], GRAPH)


CELLS = st.sampled_from(["", "country:PER", "MEMBER_OF", "FUNDS", "UNHCR", "2018", "member", "-", "agency:"]) | st.text(
    max_size=9
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(reviewed.COLUMNS, CELLS)), min_size=1, max_size=3))
def test_no_file_raises_anything_but_ours(rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(DataError):
        load(Path(folder), rows)
