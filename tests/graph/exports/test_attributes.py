"""What every export says of nodes and statements: whole, in plain values, and what it leaves out."""

import pytest
from hypothesis import given, settings

from graph.exports import _attributes
from graph.model import PropertyGraph
from tests.graph.exports.brazil import brazil
from tests.graph.exports.hostile import hostile
from tests.graph.generated import World, worlds

TYPES = {"text": str, "date": str, "day": str, "list": list, "integer": int, "number": float, "boolean": bool}


def assert_declared(graph: PropertyGraph) -> None:
    """Nothing, where flat rows have the attributes that are declared, of their types, and no others."""
    view = _attributes.told(graph)
    declared = _attributes.columns(view)
    for name, rows in (("nodes", view.nodes()), ("edges", view.edges())):
        types = {p.name: TYPES[p.type] for p in declared[name]}
        used: set[str] = set()
        for row in map(_attributes.flat, rows):
            own = {key: value for key, value in row.items() if key not in ("id", "source", "target")}
            assert all(type(value) is types[key] for key, value in own.items())
            used |= own.keys()
        assert types.keys() - used <= {"label", "evidence", "source_titles", "source_urls", "observations"}


def test_rows_have_what_is_declared(built_in: PropertyGraph) -> None:
    for graph in (built_in, brazil(), hostile(), PropertyGraph.build([])):
        assert_declared(graph)


@settings(max_examples=settings().max_examples // 4)
@given(worlds())
def test_rows_of_any_graph_have_what_is_declared(world: World) -> None:
    assert_declared(world.graph)


def test_a_source_that_a_statement_touches_has_its_bibliography() -> None:
    graph = PropertyGraph.build(
        [{"id": "source:a", "name_en": "A", "url": "https://own.org"}, {"id": "agency:un"}],
        [{"relation": "PUBLISHED", "source": "agency:un", "target": "source:a", "role": "author"}],
        sources=[{"id": "source:a", "title": "A title", "url": "https://x.org", "published": "2020"}],
    )
    row = {row["id"]: row for row in _attributes.told(graph).nodes()}["source:a"]
    assert (row["title"], row["published"], row["url"]) == ("A title", "2020", "https://x.org")
    assert row["node_url"] == "https://own.org"
    assert_declared(graph)


def test_what_is_not_carried_is_counted() -> None:
    graph = PropertyGraph.build(
        [{"id": "agency:un"}, {"id": "source:idle"}],
        evidence=[{"about": "nothing/there", "source": "source:a"}],
        sources=[{"id": "source:a"}, {"id": "source:idle"}],
    )
    assert _attributes.remarks(_attributes.told(graph), "as lines") == [
        "not carried: 1 piece of evidence",
        "no nodes of their own, since no statement touches them: 1 source",
        "not in the lines of evidence from sources that are no nodes: 1 `name_en`",
        "not carried: 1 source that no evidence names",
    ]


def test_what_lines_do_not_say_is_counted_by_column() -> None:
    graph = PropertyGraph.build(
        [{"id": "agency:un"}, {"id": "source:a", "name_en": "A", "name_es": "La a", "url": "https://a.org"}],
        observations=[{"node": "agency:un", "measure": "members", "number": 3.0, "note_es": "Tres."}],
        evidence=[{"about": "agency:un", "source": "source:a", "reading": "So.", "reading_es": "Así."}],
        sources=[{"id": "source:a", "title": "A", "url": "https://a.org", "accessed": "2024", "dataset": "fts"}],
    )
    assert _attributes.remarks(_attributes.told(graph), "as lines") == [
        "as lines: 1 piece of evidence, 1 observation",
        "not in the lines of observations: 1 `id`, 1 `note_es`, 1 `dataset`",
        "not in the lines of evidence: 1 `id`, 1 `reading_es`",
        "no nodes of their own, since no statement touches them: 1 source",
        "not in the lines of evidence from sources that are no nodes: 1 `name_es`, 1 `accessed`, 1 `dataset`",
    ]
    whole = _attributes.remarks(_attributes.told(graph, sources=True), "as lines")
    assert whole[3:] == [], "an export that has all sources leaves out none"


def test_an_observation_is_a_line() -> None:
    row = {"measure": "budget", "number": 0.27, "unit": "currency", "currency": "USD", "start": "2020", "end": "2022"}
    said = {"confidence": "inferred", "note": "A part of it."}
    assert (
        _attributes.measured(row | said)
        == "budget or total investment: 0.27 USD (2020 to 2022); inferred; A part of it"
    )
    assert (
        _attributes.measured({"measure": "status", "text": "dormant", "confidence": "stated"})
        == "status: dormant (undated)"
    )
    assert (
        _attributes.measured({"measure": "people", "end": "2020", "confidence": "stated"})
        == "people: not known (to 2020)"
    )


@pytest.mark.parametrize(
    ("number", "name", "said"),
    [(1, "source", "1 source"), (0, "source", "0 sources"), (2, "piece of evidence", "2 pieces of evidence")],
)
def test_what_is_counted_agrees_with_its_number(number: int, name: str, said: str) -> None:
    assert _attributes.counted(number, name) == said
