"""Kumu's blueprint: ids that connect, labels that differ, text that stays text."""

import json
from pathlib import Path
from typing import Any

from graph.exports import kumu
from graph.model import PropertyGraph
from tests.graph.exports import brazil as small
from tests.graph.exports.brazil import brazil, expected, exported
from tests.graph.exports.hostile import hostile


def read(graph: PropertyGraph, folder: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(exported(graph, "kumu", folder)[0].read_text("utf-8"))
    return found


def assert_whole(graph: PropertyGraph, folder: Path) -> None:
    """Nothing, where each node and statement is there once, its ends are, and no two labels are alike."""
    found = read(graph, folder)
    nodes, edges = expected(graph)
    elements = {element["id"]: element for element in found["elements"]}
    connections = {connection["id"]: connection for connection in found["connections"]}
    assert elements.keys() == nodes.keys()
    assert len(elements) == len(found["elements"])
    assert {key: (c["from"], c["to"]) for key, c in connections.items()} == {k: row[:2] for k, row in edges.items()}
    assert not elements.keys() & connections.keys()
    labels = [element["label"].casefold() for element in elements.values()]
    assert len(set(labels)) == len(labels)
    assert all(label.strip() for label in labels)


def test_the_built_in_graph_is_whole(tmp_path: Path, built_in: PropertyGraph) -> None:
    assert_whole(built_in, tmp_path)


def test_hostile_graphs_are_whole(tmp_path: Path) -> None:
    assert_whole(hostile(), tmp_path)
    assert_whole(PropertyGraph.build([]), tmp_path)


def test_two_spells_are_two_connections(tmp_path: Path) -> None:
    first, second = (c for c in read(brazil(), tmp_path)["connections"] if c["type"] == "is a member of")
    head = {"from": "country:BRA", "to": "mechanism:gcm", "direction": "directed", "relation": "MEMBER_OF"}
    assert {name: first[name] for name in head} == head
    assert (first["id"], first["start"], first["end"]) == (small.FIRST, "2018-12", "2019-01-08")
    assert (second["id"], second["start"], second.get("end")) == (small.SECOND, "2023", None)
    assert second["evidence"] == [small.CITED, small.DISPUTED]


def test_an_element_has_the_words_of_its_kind_and_its_tags(tmp_path: Path) -> None:
    elements = {element["id"]: element for element in read(brazil(), tmp_path)["elements"]}
    country = elements["country:BRA"]
    assert (country["label"], country["type"], country["tags"]) == ("Brazil", "Country or territory", ["Country"])
    assert country["aliases"] == ["Brasil", "a, b"]
    assert elements["mechanism:gcm"]["observations"] == small.OBSERVED


def test_labels_that_would_be_alike_bear_the_kind_or_the_id(tmp_path: Path) -> None:
    names = {"theme:work": "Work", "event:work": "work ", "event:other": "Work", "agency:none": ""}
    graph = PropertyGraph.build([{"id": key, "name_en": name} for key, name in names.items()])
    path, remarks = exported(graph, "kumu", tmp_path)
    elements = json.loads(path.read_text("utf-8"))["elements"]
    assert {element["id"]: element["label"] for element in elements} == {
        "theme:work": "Work (Theme)",
        "event:work": "work (event:work)",
        "event:other": "Work (event:other)",
        "agency:none": "agency:none",
    }
    assert remarks[0] == "with kind or id in the label, so that no two are alike: 3 elements"


def test_the_description_is_markdown_in_which_the_data_is_text(tmp_path: Path) -> None:
    second = read(brazil(), tmp_path)["connections"][2]
    assert second["id"] == small.SECOND
    assert second["description"].splitlines() == [
        "\\<b onclick=\"alert\\('x'\\)\"\\>\\&amp; \\]\\]\\> \u202eabc\u202c Ñandú 👩‍👩‍👧 end",
        "- [A note](https://un.org/n), UN, 2023, page 2",
        "- Contradicts: Diário: It never left.",
    ]


def test_an_address_that_is_none_is_no_link() -> None:
    piece = {"source": "source:x", "stance": "supports", "title": "t] (x", "url": "javascript:alert(1)"}
    assert kumu._description({"evidence": [piece]}) == "- t\\] \\(x"


def test_the_remarks_say_what_became_of_what(tmp_path: Path) -> None:
    assert exported(brazil(), "kumu", tmp_path)[1] == [
        "as lines of text in `evidence`, `observations` and the description: 3 pieces of evidence, 2 observations",
        "not in the lines of observations: 2 `id`, 2 `dataset`",
        "not in the lines of evidence: 3 `id`",
        "no nodes of their own, since no statement touches them: 1 source",
        "as fields to filter by, since Kumu knows no intervals: `start` and `end`",
    ]
