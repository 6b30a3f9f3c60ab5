import pandas as pd
import pytest

from graph import datasets
from graph.errors import ModelError, UsageError
from graph.model import PropertyGraph
from loaders._draft import Draft
from loaders._report import Place


def loaded(name: str, *, start: str = "2020") -> dict[str, pd.DataFrame]:
    """What a load says: an agency of its own pays a project of its own in a country that others know."""
    draft, place = Draft(name), Place("flows.csv", f"source:{name}.abc", "row 2", 2)
    draft.source(place.source, title="flows.csv", accessed="2026-11-22")
    draft.node("agency:payer", name_en="Payer")
    draft.node("project:well", name_en="Well")
    draft.node("country:MEX", name_en="another name")
    draft.statement("FUNDS", "agency:payer", "project:well", "1", place, money="commitment", start=start, date=start)
    draft.statement("OPERATES_IN", "project:well", "country:MEX", "1", place, date=start)
    draft.observation("project:well", "people_reached", "1", place, number=5, start=start)
    return draft.tables()


@pytest.fixture
def graph() -> PropertyGraph:
    return PropertyGraph.build(
        [{"id": "country:MEX", "name_en": "Mexico"}, {"id": "mechanism:rcm"}, {"id": "agency:alone"}],
        [{"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm", "dataset": "curated"}],
        evidence=[{"about": "member-of/country:MEX/mechanism:rcm/member/1", "source": "source:note"}],
        sources=[{"id": "source:note", "title": "Note"}],
    )


def same(one: PropertyGraph, other: PropertyGraph) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_what_is_loaded_twice_is_there_once_and_what_is_taken_out_leaves_nothing(graph: PropertyGraph) -> None:
    once = datasets.joined(graph, "flows", loaded("flows"))
    assert len(once.edges) == 3
    assert once.node("country:MEX") == graph.node("country:MEX")
    assert same(datasets.joined(once, "flows", loaded("flows")), once)
    assert same(datasets.without_dataset(once, "flows"), graph)


def test_a_newer_edition_takes_the_place_of_what_the_dataset_said(graph: PropertyGraph) -> None:
    both = datasets.joined(datasets.joined(graph, "flows", loaded("flows")), "flows", loaded("flows", start="2021"))
    assert both.edges.loc[both.edges["relation"] == "FUNDS", "start"].tolist() == ["2021"]
    assert len(both.evidence) == len(graph.evidence) + 3


def test_a_node_stays_while_another_dataset_speaks_of_it(graph: PropertyGraph) -> None:
    two = datasets.joined(datasets.joined(graph, "one", loaded("one")), "two", loaded("two"))
    left = datasets.without_dataset(two, "one")
    assert same(left, datasets.joined(graph, "two", loaded("two")))
    assert "agency:payer" in set(left.nodes["id"])
    assert "agency:alone" in set(datasets.without_dataset(left, "two").nodes["id"])


def test_the_datasets_of_a_graph_are_counted(graph: PropertyGraph) -> None:
    frame = datasets.datasets(datasets.joined(graph, "flows", loaded("flows")))
    assert frame.to_dict("records")[1] == {
        "dataset": "flows",
        "statements": 2,
        "observations": 1,
        "sources": 1,
        "loaded": "2026-11-22",
    }


@pytest.mark.parametrize(("name", "remedy"), [("flow", "did you mean 'flows'"), ("curated", "there are flows")])
def test_no_other_dataset_is_taken_out(graph: PropertyGraph, name: str, remedy: str) -> None:
    with pytest.raises(UsageError, match=remedy):
        datasets.without_dataset(datasets.joined(graph, "flows", loaded("flows")), name)


def test_another_graph_replaces_what_its_datasets_said_and_nothing_else(graph: PropertyGraph) -> None:
    both = datasets.joined(datasets.joined(graph, "flows", loaded("flows")), "other", loaded("other"))
    part = PropertyGraph(**loaded("flows", start="2021"))
    after = datasets.replaced(both, part)
    starts = after.edges.set_index("id")["start"].dropna()
    assert starts[starts.index.str.startswith("flows/")].tolist() == ["2021"]
    assert starts[starts.index.str.startswith("other/")].tolist() == ["2020"]
    assert datasets.datasets(after)["dataset"].tolist() == ["curated", "flows", "other"]
    assert after.nodes.set_index("id").loc["country:MEX", "name_en"] == "another name"
    assert same(datasets.replaced(after, part), after)


def test_a_dataset_that_another_graph_speaks_for_goes_where_it_has_nothing_of_it(graph: PropertyGraph) -> None:
    once = datasets.joined(graph, "flows", loaded("flows"))
    assert same(datasets.replaced(once, graph, ["flows"]), graph)


def test_an_id_that_a_dataset_which_stays_has_is_refused(graph: PropertyGraph) -> None:
    other = PropertyGraph.build(
        [{"id": "country:MEX"}, {"id": "mechanism:rcm"}],
        [{"relation": "MEMBER_OF", "source": "country:MEX", "target": "mechanism:rcm", "dataset": "flows"}],
    )
    with pytest.raises(ModelError, match="is there already, in the dataset 'curated'"):
        datasets.replaced(graph, other)
