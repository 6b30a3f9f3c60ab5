"""GraphML: read back whole by NetworkX, with typed keys and the ids of statements."""

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from graph.exports.graphml import NAMESPACE
from graph.model import PropertyGraph
from tests.graph.exports import brazil as small
from tests.graph.exports.brazil import brazil, expected, exported, keyed, lists_read
from tests.graph.exports.hostile import hostile
from tests.graph.generated import World, worlds

few = settings(max_examples=settings().max_examples // 2)


def read(graph: PropertyGraph, folder: Path) -> Any:
    return nx.read_graphml(exported(graph, "graphml", folder)[0], edge_key_type=str, force_multigraph=True)


def assert_read(graph: PropertyGraph, folder: Path) -> None:
    """Nothing, where NetworkX reads the same nodes and statements, with all attributes and dates."""
    found = read(graph, folder)
    nodes, edges = expected(graph)
    assert isinstance(found, nx.MultiDiGraph)
    assert {key: lists_read(found.nodes[key], row) for key, row in nodes.items()} == nodes
    assert len(found) == len(nodes)
    there = keyed(found)
    assert there.keys() == edges.keys()
    for key, (source, target, row) in edges.items():
        assert there[key][:2] == (source, target)
        assert lists_read(there[key][2], row) == row
        assert {"start", "end"} & there[key][2].keys() == {"start", "end"} & row.keys()


def test_networkx_reads_the_built_in_graph_back(tmp_path: Path, built_in: PropertyGraph) -> None:
    assert_read(built_in, tmp_path)


@few
@given(worlds())
def test_networkx_reads_any_graph_back(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    assert_read(world.graph, tmp_path_factory.getbasetemp())


def test_two_spells_are_two_edges(tmp_path: Path) -> None:
    found = keyed(read(brazil(), tmp_path))
    assert (found[small.FIRST][2]["start"], found[small.FIRST][2]["end"]) == ("2018-12", "2019-01-08")
    assert found[small.SECOND][2]["start"] == "2023"
    assert "end" not in found[small.SECOND][2]


def test_ids_stand_in_attributes_too(tmp_path: Path) -> None:
    found = read(brazil(), tmp_path)
    assert all(data["node"] == node for node, data in found.nodes(data=True))
    assert all(data["statement"] == key for key, (_, _, data) in keyed(found).items())


def test_keys_are_typed_and_no_two_have_one_id(tmp_path: Path) -> None:
    keys = etree.parse(exported(brazil(), "graphml", tmp_path)[0]).findall(f"{{{NAMESPACE}}}key")
    types = {key.get("id"): key.get("attr.type") for key in keys}
    assert len(types) == len(keys)
    wanted = {"node-start": "string", "edge-start": "string", "edge-spell": "long", "node-members_known": "boolean"}
    assert {name: types[name] for name in wanted} == wanted
    assert "edge-amount" not in types  # nothing is known of it here


def test_evidence_and_observations_are_lines(tmp_path: Path) -> None:
    found = read(brazil(), tmp_path)
    assert lists_read(keyed(found)[small.SECOND][2], {"evidence": []}) == {"evidence": [small.CITED, small.DISPUTED]}
    assert lists_read(found.nodes["mechanism:gcm"], {"observations": []}) == {"observations": small.OBSERVED}
    assert found.nodes["theme:work"]["label"] == "Work"


def test_hostile_text_comes_back_as_it_was(tmp_path: Path) -> None:
    name = small.HOSTILE + "x" * 70_000
    found = read(brazil(name), tmp_path)
    assert found.nodes["mechanism:gcm"]["name_en"] == name
    assert keyed(found)[small.SECOND][2]["note"] == small.HOSTILE


def test_every_odd_text_number_and_list_survives(tmp_path: Path) -> None:
    graph = hostile()
    path, remarks = exported(graph, "graphml", tmp_path)
    found, (nodes, edges) = nx.read_graphml(path, edge_key_type=str, force_multigraph=True), expected(graph)
    there = keyed(found)
    for name in ("amount", "people"):
        assert {key: row[2].get(name) for key, row in there.items()} == {
            k: row[2].get(name) for k, row in edges.items()
        }
    lists = {key: {"aliases": row["aliases"]} for key, row in nodes.items() if key.startswith("agency:l")}
    assert {key: lists_read(found.nodes[key], row) for key, row in lists.items()} == lists
    same = {key for key, row in nodes.items() if found.nodes[key]["name_en"] == row["name_en"]}
    assert all({"\x00", "\x01"} & set(nodes[key]["name_en"]) for key in nodes.keys() - same)
    assert "since XML cannot write it" in remarks[-1]


def test_an_empty_graph_is_one(tmp_path: Path) -> None:
    found = read(PropertyGraph.build([]), tmp_path)
    assert (len(found), found.number_of_edges(), found.is_directed()) == (0, 0, True)


def test_the_remarks_say_what_became_of_what(tmp_path: Path) -> None:
    assert exported(brazil(), "graphml", tmp_path)[1] == [
        "as lines of text in the attributes `evidence` and `observations`: 3 pieces of evidence, 2 observations",
        "not in the lines of observations: 2 `id`, 2 `dataset`",
        "not in the lines of evidence: 3 `id`",
        "no nodes of their own, since no statement touches them: 1 source",
        "absent (not known, or without meaning there), which igraph reads as false: 2 `members_known`",
    ]
