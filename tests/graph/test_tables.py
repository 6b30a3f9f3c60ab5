"""Tables: in the shape that the schema asks for, or refused."""

from typing import Any

import pandas as pd
import pytest

from graph import schema
from graph.errors import ModelError
from graph.model import PropertyGraph

CANADA = {"id": "country:CAN"}
RCM = {"id": "mechanism:rcm", "subtype": "consultation-process"}


def member(**more: object) -> dict[str, object]:
    return {"relation": "MEMBER_OF", "source": "country:CAN", "target": "mechanism:rcm", **more}


# What is refused


def nodes(**columns: list[Any]) -> pd.DataFrame:
    return pd.DataFrame({"id": ["country:CAN"], "kind": ["Country"], "name_en": ["Canada"], **columns})


def edges(**columns: list[Any]) -> pd.DataFrame:
    row: dict[str, list[Any]] = {"id": ["e"], "relation": ["MEMBER_OF"], "source": ["country:CAN"]}
    row |= {"target": ["country:CAN"], "spell": [1], "confidence": ["stated"], "dataset": ["t"]}
    return pd.DataFrame({**row, **columns})


def observations(**columns: list[Any]) -> pd.DataFrame:
    row: dict[str, list[Any]] = {"id": ["o"], "node": ["country:CAN"], "measure": ["status"]}
    return pd.DataFrame({**row, "confidence": ["stated"], "dataset": ["t"], **columns})


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"nodes": nodes(colour=["red"])}, "nodes: the schema has no column 'colour'"),
        (
            {"nodes": nodes(colour=["red"], size=[1], type=["x"])},
            "nodes: the schema has no column 'colour', 'size' or 'type'",
        ),
        ({"nodes": nodes().drop(columns="name_en")}, "nodes: the column 'name_en' is missing"),
        ({"nodes": nodes().drop(columns="id")}, "nodes: the column 'id' is missing"),
        ({"nodes": nodes(name_en=[None])}, "nodes: a row has no 'name_en'"),
        ({"nodes": nodes(id=["rcm"]).drop(columns="kind")}, "nodes: a row has no 'kind'"),
        ({"nodes": pd.concat([nodes(), nodes()])}, "nodes: the id 'country:CAN' occurs twice"),
        (
            {"nodes": nodes(start=["19996"])},
            "column 'start': not a date (got '19996'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            {"nodes": nodes(), "edges": edges(end=["2019-02-30"])},
            "column 'end': no such day (got '2019-02-30'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        ({"nodes": nodes(), "edges": edges().drop(columns="confidence")}, "edges: the column 'confidence' is missing"),
        ({"nodes": nodes(), "edges": edges(type=["x"])}, "edges: the schema has no column 'type'"),
        ({"nodes": nodes(), "edges": pd.concat([edges(), edges()])}, "edges: the id 'e' occurs twice"),
        ({"nodes": nodes(), "edges": edges(source=["country:XXX"])}, "edges: source 'country:XXX' of 'e' is no node"),
        ({"nodes": nodes(), "edges": edges(target=["country:XXX"])}, "edges: target 'country:XXX' of 'e' is no node"),
        (
            {"nodes": nodes(), "observations": observations(node=["country:XXX"])},
            "observations: 'country:XXX' is no node",
        ),
    ],
)
def test_tables_that_do_not_hold_together_are_refused(tables: dict[str, pd.DataFrame], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        PropertyGraph(**tables)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("column", "value"),
    [("people", 1.5), ("people", 2**70), ("people", "many"), ("amount", "much"), ("counted", "yes"), ("spell", "one")],
)
def test_a_value_of_another_type_is_refused(column: str, value: object) -> None:
    with pytest.raises(ModelError, match=f"^column '{column}' is not of type "):
        PropertyGraph(nodes(), edges(**{column: [value]}))


def test_a_relation_that_is_not_declared_is_refused() -> None:
    with pytest.raises(ModelError, match=r"^no relation 'SITS_IN'; did you mean one of \['ADDRESSES', "):
        PropertyGraph.build([CANADA], [{"relation": "SITS_IN", "source": "country:CAN", "target": "country:CAN"}])


# Its shape


def test_tables_have_the_columns_and_dtypes_of_the_schema_in_order_of_ids() -> None:
    graph = PropertyGraph.build(
        [RCM, CANADA, {"id": "agency:iom"}],
        [member(spell=2, start="2010"), member(people=5, amount=1.5, counted=True)],
        [{"measure": "status", "node": "mechanism:rcm", "text": "active"}],
        [{"about": "country:CAN", "source": "source:x"}],
        [{"id": "source:x"}],
    )
    for name, properties in schema.TABLES.items():
        frame = graph.tables[name]
        assert frame.dtypes.astype(str).to_dict() == {p.name: schema.TYPES[p.type] for p in properties}
        assert list(frame["id"]) == sorted(frame["id"])
        assert list(frame.index) == list(range(len(frame)))
    assert list(graph.nodes["kind"]) == ["Agency", "Country", "Mechanism"]
    assert graph.nodes["aliases"].tolist() == [[], [], []]


def test_the_order_and_the_index_of_the_given_rows_do_not_matter() -> None:
    rows = pd.concat([nodes(), nodes(id=["country:ARG"], name_en=["Argentina"])])  # the index is 0, 0
    graph = PropertyGraph(rows, edges(target=["country:ARG"]))
    assert list(graph.nodes["name_en"]) == ["Argentina", "Canada"]
    assert graph.source_rows.tolist() == [1]
    assert graph.target_rows.tolist() == [0]


def test_unknown_is_neither_zero_nor_an_empty_text() -> None:
    graph = PropertyGraph.build([CANADA, RCM], [member()])
    row = graph.edges.iloc[0]
    assert all(pd.isna(row[name]) for name in ("start", "end", "amount", "people", "counted", "until", "status"))
