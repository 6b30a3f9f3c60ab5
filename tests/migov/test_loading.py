"""Loading, listing and taking out by the command line, on a small file of HAPI."""

import json
import os
import sys
from pathlib import Path

import pytest

from graph.errors import StoreError
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
        (
            ["load", "hapi", "f.csv", "--store", "s", "--url", "javascript:1"],
            "parameter 'url': not the address of a page",
        ),
        (
            ["load", "hapi", "f.csv", "--store", "s", "--title", "Per\udcfa"],
            r"'Per\udcfa' is not UTF-8; rename the file",
        ),
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


DECIDED = "kind,name,node,count\nCountry,XXX,,1\nCountry,YYY,country:PER,1\n"
PAIRS = "kind,name,node,subject,relation,object\npair,,,agency:iom,OPERATES_IN,country:PER\n"


@pytest.mark.parametrize(
    ("there", "message"),
    [
        (DECIDED, "names.csv:3: somebody has decided there (column 'node'), and it would be written over"),
        (PAIRS, "names.csv:2: somebody has decided there (column 'relation'), and it would be written over"),
        (DECIDED.replace(",", ";"), "names.csv: another file stands there"),
        ("notes of mine\n", "names.csv: another file stands there"),
        ("notes of mine, en español\n".encode("cp1252"), "names.csv: another file stands there"),
    ],
)
def test_the_file_for_review_is_never_written_over_what_somebody_made(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], there: str | bytes, message: str
) -> None:
    review, store = tmp_path / "names.csv", tmp_path / "store"
    content = there.encode() if isinstance(there, str) else there
    review.write_bytes(content)
    assert run("load", "hapi", file, "--store", store, "--review", review) == 2
    assert f"{message}; name another file for --review" in capsys.readouterr().err
    assert review.read_bytes() == content
    assert not store.exists()


def test_the_file_for_review_is_never_written_over_a_file_of_the_load(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aliases, store, before = tmp_path / "names.csv", tmp_path / "store", file.read_bytes()
    aliases.write_text("kind,name,node\nCountry,XXX,\n", encoding="utf-8")
    for review in (file, tmp_path / "." / "names.csv"):
        assert run("load", "hapi", file, "--store", store, "--aliases", aliases, "--review", review) == 2
        assert "is a file of this load, and would be written over" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert not store.exists()


def test_a_file_for_review_in_which_nobody_decided_is_written_anew(file: Path, tmp_path: Path) -> None:
    review = tmp_path / "names.csv"
    review.write_text("kind,name,node,count\nCountry,Gone,,1\n", encoding="utf-8-sig")
    assert run("load", "hapi", file, "--store", tmp_path / "store", "--review", review) == 0
    assert "XXX" in review.read_text(encoding="utf-8-sig")
    assert "Gone" not in review.read_text(encoding="utf-8-sig")


def test_the_store_stays_where_the_file_for_review_cannot_be_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review = tmp_path / "no" / "names.csv"
    assert run("load", "hapi", file, "--store", tmp_path / "store", "--review", review) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_a_load_that_leaves_nothing_does_not_empty_its_dataset(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store, wrong = tmp_path / "store", tmp_path / "wrong.csv"
    assert run("load", "hapi", file, "--store", store, "--empty") == 0
    before = {path.name for path in store.iterdir()}
    had = len(read(store).edges) + len(read(store).observations)
    wrong.write_text(f"{HEAD}\n{ROWS[0].replace('2024-01-01', 'soon')}\n", encoding="utf-8")
    capsys.readouterr()
    assert run("load", "hapi", wrong, "--store", store, "--lenient") == 1
    told = capsys.readouterr().err
    assert told.startswith("wrong.csv: nothing to load (1 left out: reference_period_start: not a date); ")
    assert told.endswith(
        f"the dataset hapi keeps its {had} statements and observations; `migov unload hapi` takes them out\n"
    )
    assert {path.name for path in store.iterdir()} == before
    assert run("load", "hapi", wrong, "--store", store, "--lenient", "--dataset", "another") == 0


@pytest.mark.parametrize("begun", [True, False], ids=["a store that was there", "a new store"])
def test_of_two_who_write_at_once_the_second_is_told_and_the_first_keeps_what_it_wrote(
    file: Path, tmp_path: Path, built_in: PropertyGraph, begun: bool
) -> None:
    store, empty = tmp_path / "store", PropertyGraph.build([])
    if begun:
        assert run("load", "hapi", file, "--store", store) == 0
    first, second = EmbeddedStore(store), EmbeddedStore(store)
    assert [some.holds() for some in (first, second)] == [begun, begun]
    first.write(built_in)
    with pytest.raises(StoreError, match="somebody else has written to it meanwhile; run this again"):
        second.write(empty)
    assert read(store).tables["edges"].equals(built_in.edges)
    first.write(empty)  # its own graph it may replace
    assert len(read(store).nodes) == 0
    assert len(list(store.iterdir())) == 6


def test_a_name_of_a_file_sends_nothing_to_the_terminal(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if os.name == "nt":
        pytest.skip("Windows has no such names of files")
    odd = file.rename(tmp_path / "\x1b[31mred.csv")
    assert run("load", "hapi", odd, "--store", tmp_path / "store") == 0
    assert "read 2 records of  [31mred.csv" in capsys.readouterr().out


def test_a_closed_output_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    assert run("formats") == 0
    sys.stdout.close()
