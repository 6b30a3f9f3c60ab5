"""Node-link JSON: NetworkX reads the graph back as our own view of it, and the evidence whole."""

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from graph.model import PropertyGraph
from tests.graph.exports import brazil as small
from tests.graph.exports.brazil import brazil, expected, exported, keyed
from tests.graph.exports.hostile import hostile
from tests.graph.generated import World, worlds

ADDED = ("label", "evidence", "observations")


def strict(path: Path) -> Any:
    """The file as JSON without NaN, Infinity or a key that occurs twice."""

    def refused(constant: str) -> None:
        raise AssertionError(constant)

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(found)) == len(found)
        return dict(found)

    return json.loads(path.read_text("utf-8"), parse_constant=refused, object_pairs_hook=pairs)


def read(graph: PropertyGraph, folder: Path) -> Any:
    return nx.node_link_graph(strict(exported(graph, "node-link", folder)[0]), edges="edges")


def assert_read(graph: PropertyGraph, folder: Path) -> None:
    """Nothing, where NetworkX reads the view of the graph, with no more than what is added."""
    found = read(graph, folder)
    assert isinstance(found, nx.MultiDiGraph)
    nodes, edges = expected(graph)
    assert {key: own(row) for key, row in found.nodes(data=True)} == nodes
    assert {key: (*ends, own(row)) for key, (*ends, row) in keyed(found).items()} == edges


def own(row: dict[str, Any]) -> dict[str, Any]:
    """The attributes that columns became, for nodes that are no sources."""
    return {name: value for name, value in row.items() if name not in ADDED}


@settings(max_examples=settings().max_examples // 2)
@given(worlds())
def test_networkx_reads_any_graph_back(tmp_path_factory: pytest.TempPathFactory, world: World) -> None:
    assert_read(world.graph, tmp_path_factory.getbasetemp())


def test_networkx_reads_the_built_in_graph_back(tmp_path: Path, built_in: PropertyGraph) -> None:
    found, (nodes, edges) = read(built_in, tmp_path), expected(built_in)
    assert {key: {name: row[name] for name in nodes[key]} for key, row in found.nodes(data=True)} == nodes
    assert {key: (*ends, own(row)) for key, (*ends, row) in keyed(found).items()} == edges


def test_networkx_writes_the_same_back(tmp_path: Path, built_in: PropertyGraph) -> None:
    found = read(built_in, tmp_path)
    again = nx.node_link_graph(json.loads(json.dumps(nx.node_link_data(found, edges="edges"))), edges="edges")
    assert nx.utils.graphs_equal(found, again)


def test_two_spells_are_two_edges_and_evidence_is_whole(tmp_path: Path) -> None:
    edges = keyed(read(brazil(), tmp_path))
    first, second = edges[small.FIRST][2], edges[small.SECOND][2]
    assert (first["start"], first["end"], second["start"]) == ("2018-12", "2019-01-08", "2023")
    assert "end" not in second
    assert "evidence" not in first
    assert second["evidence"] == [
        {
            "id": f"{small.SECOND}#note/1",
            "source": "source:note",
            "locator": "page 2",
            "date": "2023-01",
            "stance": "supports",
            "title": "A note",
            "publisher": "UN",
            "url": "https://un.org/n",
            "published": "2023",
        },
        {
            "id": f"{small.SECOND}#press/1",
            "source": "source:press",
            "stance": "contradicts",
            "reading": "It never left.",
            "reason": "A letter says that it did.",
            "title": "Diário",
        },
    ]


def test_a_source_without_a_statement_is_whole_in_the_graph(tmp_path: Path) -> None:
    source = {"id": "source:a", "title": "A title", "accessed": "2024-05-02", "language": "es", "dataset": "fts"}
    graph = PropertyGraph.build(
        [{"id": "source:a", "name_en": "A title", "name_es": "Un título", "note": "Read twice."}, {"id": "agency:un"}],
        evidence=[{"about": "agency:un", "source": "source:a"}],
        sources=[source, {"id": "source:b"}],
    )
    path, remarks = exported(graph, "node-link", tmp_path)
    first, second = nx.node_link_graph(strict(path), edges="edges").graph["sources"]
    assert first == source | {
        "kind": "Source",
        "labels": ["Source"],
        "name_en": "A title",
        "name_es": "Un título",
        "note": "Read twice.",
    }
    assert second == {"id": "source:b", "title": "source:b"}
    assert remarks[-1] == "in `sources` of the graph: 2 sources without a statement"


def test_observations_are_whole_the_earliest_first(tmp_path: Path) -> None:
    observed = read(brazil(), tmp_path).nodes["mechanism:gcm"]["observations"]
    assert [(o["measure"], o["number"], o["unit"], o["start"], len(o.get("evidence", []))) for o in observed] == [
        ("adopters", 152.0, "states", "2018", 0),
        ("adopters", 164.0, "states", "2018-12-10", 1),
    ]


def test_hostile_text_comes_back_as_it_was(tmp_path: Path) -> None:
    graph = hostile()
    found, (nodes, _) = read(graph, tmp_path), expected(graph)
    assert {key: row["name_en"] for key, row in found.nodes(data=True)} == {
        k: row["name_en"] for k, row in nodes.items()
    }
    assert {key: row.get("aliases") for key, row in found.nodes(data=True)} == {
        key: row.get("aliases") for key, row in nodes.items()
    }


def test_numbers_without_end_are_left_out_and_counted(tmp_path: Path) -> None:
    path, remarks = exported(hostile(), "node-link", tmp_path)
    amounts = {row["key"]: row.get("amount") for row in strict(path)["edges"] if row["key"].startswith("fu'nds")}
    assert (amounts["fu'nds/0"], amounts["fu'nds/1"], amounts["fu'nds/2"]) == (None, None, 5e-324)
    assert remarks[-1] == "not carried, since JSON cannot write it: 2 numbers without end"


def test_an_empty_graph_is_one(tmp_path: Path) -> None:
    path, remarks = exported(PropertyGraph.build([]), "node-link", tmp_path)
    assert strict(path) == {"directed": True, "multigraph": True, "graph": {}, "nodes": [], "edges": []}
    assert remarks == []
