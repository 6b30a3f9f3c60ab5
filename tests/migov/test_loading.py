"""Loading, listing and taking out by the command line, on a small file of HAPI."""

import json
from pathlib import Path

import pytest

from graph.model import PropertyGraph
from graph.stores.embedded import EmbeddedStore
from migov.cli import main

HEAD = (
    "location_code,location_name,appeal_code,appeal_name,requirements_usd,funding_usd,"
    "reference_period_start,reference_period_end"
)
ROWS = [
    "COL,Colombia,RCOL24,Plan for Colombia,1000.5,250,2024-01-01,2024-12-31",
    "XXX,Nowhere,R2,Another,1,1,2024-01-01,2024-12-31",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "funding.csv"
    path.write_text("\n".join([HEAD, *ROWS]) + "\n", encoding="utf-8")
    return path


def read(store: Path) -> PropertyGraph:
    return EmbeddedStore(store).read()


def run(*words: object) -> int:
    return main([str(word) for word in words])


def test_a_new_store_begins_with_the_curated_graph(file: Path, tmp_path: Path, built_in: PropertyGraph) -> None:
    store = tmp_path / "store"
    assert run("load", "hapi", file, "--store", store) == 0
    graph = read(store)
    assert set(built_in.edges["id"]) <= set(graph.edges["id"])
    assert graph.observations.loc[graph.observations["dataset"] == "hapi", "number"].tolist() == [1000.5, 250.0]


def test_loading_twice_changes_nothing_and_unloading_leaves_what_was_there(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    assert run("load", "hapi", file, "--store", store, "--empty") == 0
    before = {path.name for path in store.iterdir()}
    assert run("load", "hapi", file, "--store", store) == 0
    assert {path.name for path in store.iterdir()} == before
    capsys.readouterr()
    assert run("datasets", "--store", store) == 0
    assert capsys.readouterr().out.split()[0] == "hapi"
    assert run("unload", "hapi", "--store", store) == 0
    assert len(read(store).nodes) == 0


def test_what_another_file_of_the_dataset_said_is_not_replaced_in_silence(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, other = tmp_path / "store", tmp_path / "other.csv"
    other.write_text(f"{HEAD}\n{ROWS[0].replace('1000.5', '7')}\n", encoding="utf-8")
    for words in (["load", "hapi", file], ["load", "hapi", file], ["load", "hapi", other, "--dataset", "second"]):
        assert run(*words, "--store", store) == 0
        assert "replaced" not in capsys.readouterr().out
    had = len(read(store).edges.query("dataset == 'hapi'")) + len(read(store).observations.query("dataset == 'hapi'"))
    assert run("load", "hapi", other, "--store", store) == 0
    told = (
        f"noted {had}: statements and observations of the dataset hapi are replaced, those from funding.csv among them"
    )
    assert told in capsys.readouterr().out


def test_the_report_says_what_was_left_out_for_people_and_for_programs(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("load", "hapi", file, "--store", tmp_path / "store", "--dry-run", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["rows"] == {"funding.csv": 2}
    assert report["totals"]["funding_received"] == 250
    assert [some["name"] for some in report["unresolved"]] == ["XXX"]
    assert not (tmp_path / "store").exists()


def test_a_name_is_decided_in_the_review_file_and_read_back(file: Path, tmp_path: Path) -> None:
    review, store = tmp_path / "names.csv", tmp_path / "store"
    assert run("load", "hapi", file, "--store", store, "--review", review) == 0
    text = review.read_text(encoding="utf-8-sig")
    assert text.startswith("kind,name,node,count,first_place,proposal,score\nCountry,XXX,,1,")
    review.write_text(text.replace("Country,XXX,,", "Country,XXX,country:PER,"), encoding="utf-8")
    assert run("load", "hapi", file, "--store", store, "--aliases", review) == 0
    assert len(read(store).observations.query("dataset == 'hapi'")) == 4


def test_a_wrong_file_is_told_with_its_place_and_the_store_stays(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "store"
    assert run("load", "hapi", file, "--store", store) == 0
    before = read(store)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(f"{HEAD}\n{ROWS[0].replace('2024-01-01', '20223-01-01')}\n", encoding="utf-8")
    capsys.readouterr()
    assert run("load", "hapi", wrong, "--store", store) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("wrong.csv:2: ")
    assert "not a date" in told.err
    assert all(frame.equals(before.tables[name]) for name, frame in read(store).tables.items())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["load", "hapi"], "write: migov load FORMAT FILE"),
        (["load", "hapi", "f.csv"], "where to? give --store"),
        (["load", "nothing", "f.csv", "--store", "s"], "no format 'nothing'"),
        (["load", "hapi", "f.csv", "--store", "s", "--published", "yesterday"], "parameter 'published': not a date"),
        (["load", "hapi", "f.csv", "--store", "s", "--set", "country"], "parameter 'set': not a name and a value"),
        (["unload", "hapi"], "write: migov unload NAME --store S"),
        (["formats", "more"], "'more' is one word too many"),
    ],
)
def test_wrong_usage_is_one_line(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*words) == 2
    assert message in capsys.readouterr().err


def test_empty_does_not_empty_a_store_that_is_there(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("load", "hapi", file, "--store", tmp_path / "store") == 0
    assert run("load", "hapi", file, "--store", tmp_path / "store", "--empty") == 2
    assert "--empty begins a new store" in capsys.readouterr().err
