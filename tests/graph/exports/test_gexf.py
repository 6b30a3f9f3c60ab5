"""GEXF: valid by its published schema, and read back whole by NetworkX."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from graph import dates, schema
from graph.errors import ModelError
from graph.exports import gexf
from graph.model import PropertyGraph
from tests.graph.exports import brazil as small
from tests.graph.exports.brazil import brazil, expected, exported, keyed, lists_read
from tests.graph.exports.hostile import hostile
from tests.graph.generated import World, worlds

few = settings(max_examples=settings().max_examples // 2)
SPACES = {"g": gexf.NAMESPACE, "viz": gexf.VIZ}


@pytest.fixture(scope="module")
def published() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "gexf-1.3" / "gexf.rng"))


def found(tree: Any, path: str) -> list[Any]:
    """The elements at a path."""
    return list(tree.iterfind(path, SPACES))


def read(graph: PropertyGraph, folder: Path) -> Any:
    return nx.read_gexf(exported(graph, "gexf", folder)[0])


def renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of ours is called there."""
    return {gexf.RENAMED.get(name, name): value for name, value in row.items()}


def days(row: Mapping[str, Any]) -> dict[str, str]:
    """The interval that the dates of a row make, by plain rules."""
    start = dates.first_day(row["start"]) if "start" in row else None
    end = dates.last_day(row["end"]) if "end" in row else None
    if start and end and start > end:
        return {}
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def assert_read(graph: PropertyGraph, folder: Path) -> None:
    """Nothing, where NetworkX reads the same nodes and statements, with all attributes and dates."""
    found = read(graph, folder)
    nodes, edges = expected(graph)
    assert found.is_directed()
    assert dict(found.nodes).keys() == nodes.keys()
    there = keyed(found)
    assert {key: ends[:2] for key, ends in there.items()} == {key: ends[:2] for key, ends in edges.items()}
    rows = [(found.nodes[key], row) for key, row in nodes.items()]
    rows += [(there[key][2], row) for key, (_, _, row) in edges.items()]
    for attributes, row in rows:
        assert lists_read(attributes, renamed(row)) == renamed(row)
        assert {name: attributes[name] for name in ("start", "end") if name in attributes} == days(row)


def test_it_is_valid_by_the_published_schema(published: etree.RelaxNG, tmp_path: Path, built_in: PropertyGraph) -> None:
    for graph in (built_in, brazil(), PropertyGraph.build([]), PropertyGraph.build([{"id": "agency:iom"}])):
        published.assertValid(etree.parse(exported(graph, "gexf", tmp_path)[0]))


def test_the_published_schema_tells_wrong_from_right(published: etree.RelaxNG, tmp_path: Path) -> None:
    right = etree.parse(exported(brazil(), "gexf", tmp_path)[0])
    for path, name, value in (
        (".//g:edge", "start", "2018-13"),
        (".//g:attribute", "type", "text"),
        (".//viz:color", "r", "256"),
        (".//g:node", "colour", "red"),
    ):
        wrong = copy.deepcopy(right)
        found(wrong, path)[0].set(name, value)
        assert not published.validate(wrong)


def test_networkx_reads_the_built_in_graph_back(tmp_path: Path, built_in: PropertyGraph) -> None:
    assert_read(built_in, tmp_path)


@few
@given(worlds())
def test_networkx_reads_any_graph_back(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    assert_read(world.graph, tmp_path_factory.getbasetemp())


def test_two_spells_are_two_edges_of_two_kinds(tmp_path: Path) -> None:
    path, _ = exported(brazil(), "gexf", tmp_path)
    edges = found(etree.parse(path), ".//g:edge[@source='country:BRA']")
    own = [{name: edge.get(name) for name in ("id", "kind", "label", "start", "end")} for edge in edges]
    tie = {"label": "is a member of"}
    assert own == [
        {"id": small.FIRST, "kind": "MEMBER_OF", **tie, "start": "2018-12-01", "end": "2019-01-08"},
        {"id": small.SECOND, "kind": "MEMBER_OF 2", **tie, "start": "2023-01-01", "end": None},
    ]


def test_no_two_edges_between_two_nodes_are_of_one_kind(tmp_path: Path, built_in: PropertyGraph) -> None:
    edges = found(etree.parse(exported(built_in, "gexf", tmp_path)[0]), ".//g:edge")
    ties = {(edge.get("source"), edge.get("target"), edge.get("kind")) for edge in edges}
    assert len(ties) == len(edges) == len(built_in.edges)


def test_dates_stand_as_given_beside_their_days(tmp_path: Path) -> None:
    data = keyed(read(brazil(), tmp_path))
    assert (data[small.FIRST][2]["start_as_given"], data[small.FIRST][2]["end_as_given"]) == ("2018-12", "2019-01-08")
    assert data[small.SECOND][2]["start_as_given"] == "2023"
    assert "end_as_given" not in data[small.SECOND][2]
    assert "start" not in data["addresses/mechanism:gcm/theme:work/1"][2]


def test_evidence_and_observations_are_lines(tmp_path: Path) -> None:
    found = read(brazil(), tmp_path)
    edge = keyed(found)[small.SECOND][2]
    like: dict[str, Any] = {"evidence": [], "source_titles": [], "source_urls": []}
    assert lists_read(edge, like) == {
        "evidence": [small.CITED, small.DISPUTED],
        "source_titles": ["A note"],
        "source_urls": ["https://un.org/n"],
    }
    node = lists_read(found.nodes["mechanism:gcm"], {"observations": [], "label": ""})
    assert node == {"observations": small.OBSERVED, "label": "Pacto Mundial & <Migración>"}
    assert "evidence" not in keyed(found)[small.FIRST][2]


def test_the_color_is_the_darker_one_of_the_kind(tmp_path: Path) -> None:
    found = read(brazil(), tmp_path)
    assert found.nodes["mechanism:gcm"]["viz"]["color"] == {"r": 0x0B, "g": 0x5C, "b": 0xAD, "a": 1.0}
    assert found.nodes["theme:work"]["viz"]["color"] == {"r": 0x3D, "g": 0x46, "b": 0x54, "a": 1.0}
    assert all(sum(map(int, gexf.color(kind).values())) < 3 * 160 for kind in schema.KINDS)


def test_hostile_text_comes_back_as_it_was(tmp_path: Path) -> None:
    name = small.HOSTILE + "x" * 70_000
    found = read(brazil(name), tmp_path)
    assert found.nodes["mechanism:gcm"]["label"] == name
    assert keyed(found)[small.SECOND][2]["note"] == small.HOSTILE


def test_characters_that_xml_has_no_word_for_are_replaced_and_counted(tmp_path: Path) -> None:
    path, remarks = exported(brazil("a\x00b\x1f\ufffe\tc"), "gexf", tmp_path)
    assert nx.read_gexf(path).nodes["mechanism:gcm"]["label"] == "a\ufffdb\ufffd\ufffd\tc"
    # Twice: the name is the label, and an attribute too.
    assert remarks[-1] == "not carried, since XML cannot write it (U+FFFD stands there): 6 characters"


def test_every_odd_text_number_and_list_survives(published: etree.RelaxNG, tmp_path: Path) -> None:
    graph = hostile()
    path, _ = exported(graph, "gexf", tmp_path)
    published.assertValid(etree.parse(path, etree.XMLParser(huge_tree=True)))
    found, (nodes, edges) = nx.read_gexf(path), expected(graph)
    assert dict(found.nodes).keys() == nodes.keys()
    assert {key: data[2]["amount"] for key, data in keyed(found).items() if "amount" in data[2]} == {
        key: data[2]["amount"] for key, data in edges.items() if "amount" in data[2]
    }
    assert {key: data[2].get("people") for key, data in keyed(found).items()} == {
        key: data[2].get("people") for key, data in edges.items()
    }
    for key, row in nodes.items():
        if "aliases" in row and not row["name_en"].startswith(("\x00", "\x01")):
            assert lists_read(found.nodes[key], {"aliases": []}) == {"aliases": row["aliases"]}


def test_an_id_that_xml_has_no_word_for_is_refused(tmp_path: Path) -> None:
    for name in ("gexf", "graphml"):
        with pytest.raises(ModelError) as caught:
            exported(PropertyGraph.build([{"id": "agency:a\x07"}]), name, tmp_path)
        assert str(caught.value) == (
            r"the id 'agency:a\x07' has a control character, which XML cannot write; rename it"
        )
    assert list(tmp_path.iterdir()) == []


def test_the_remarks_say_what_became_of_what(tmp_path: Path) -> None:
    given_as = "`start_as_given` or `end_as_given`"
    assert exported(brazil(), "gexf", tmp_path)[1] == [
        "as lines of text in the attributes `evidence` and `observations`: 3 pieces of evidence, 2 observations",
        "not in the lines of observations: 2 `id`, 2 `dataset`",
        "not in the lines of evidence: 3 `id`",
        "no nodes of their own, since no statement touches them: 1 source",
        f"as first or last day in intervals, and whole in {given_as}: 3 dates of a year or month",
    ]
    assert exported(PropertyGraph.build([]), "gexf", tmp_path)[1] == []


def test_what_ends_before_it_starts_has_no_interval(tmp_path: Path) -> None:
    tie = {"relation": "MEMBER_OF", "source": "country:BRA", "target": "agency:iom", "start": "2020", "end": "2019"}
    graph = PropertyGraph.build([{"id": "country:BRA"}, {"id": "agency:iom"}], [tie])
    path, remarks = exported(graph, "gexf", tmp_path)
    (data,) = (data for _, _, data in nx.read_gexf(path).edges(data=True))
    assert (data["start_as_given"], data["end_as_given"]) == ("2020", "2019")
    assert "start" not in data
    assert remarks[-1] == "without an interval: 1 interval that would end before the start"
