"""Stores: one body of assertions on memory and folder, and what only a folder can suffer."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from graph import schema
from graph.errors import StoreError
from graph.model import PropertyGraph
from graph.stores import Store, embedded, open_store
from graph.stores.embedded import EmbeddedStore
from tests.server.local import Server

ODD = '😀 é \u202e \t \x01 \x00 "quoted" | \' ; \\ \r\n \u2028 \ufeff'


def small(name: str = "Mexico") -> PropertyGraph:
    """A graph of one node, which its name tells apart."""
    return PropertyGraph.build([{"id": "country:MEX", "name_en": name}])


FILLED: dict[str, object] = {"date": "2018-09", "list": ["Grupo de Quito", ODD], "integer": 2**53 + 1}
FILLED |= {"number": 0.1 + 0.2, "boolean": False}


def row(table: str, **given: object) -> dict[str, object]:
    """A row with a value in every column that is not derived."""
    properties = [p for p in schema.TABLES[table] if not p.derived]
    return {p.name: p.choices[0] if p.choices else FILLED.get(p.type, ODD) for p in properties} | given


def full() -> PropertyGraph:
    """A graph with something in every column, odd things in the texts, and rows of which little is known."""
    room, country = "mechanism:quito-process", "country:ABW"
    about = "member-of/country:ABW/mechanism:quito-process/member/1"
    joined = {"id": about, "relation": "MEMBER_OF", "source": country, "target": room, "role": "member"}
    vague = {"spell": 1, "confidence": "stated", "dataset": "other", "source": country, "target": room}
    tables: dict[str, list[dict[str, object]]] = {
        "nodes": [
            row("nodes", id=room, kind="Mechanism", subtype="forum", seats=None, note="n" * 64_000, members_known=True),
            row("nodes", id=country, kind="Country", subtype="territory"),
            {"id": "agency:iom", "kind": "Agency", "name_en": "IOM"},
        ],
        "edges": [
            row("edges", **joined, start="2018", end="2022-05", amount=1e300, counted=True),
            {"id": "left", "relation": "WITHDREW_FROM", "start": "2021-05", **vague},
            {"id": "given", "relation": "FUNDS", "amount": 0.0, **vague},
        ],
        "observations": [row("observations", node=room), {**row("observations", id="o", node=room), "number": None}],
        "evidence": [
            row("evidence", about=about, source="source:x", stance="supports"),
            {"id": "e", "about": room, "source": "source:y", "stance": "contradicts"},
        ],
        "sources": [row("sources", id="source:x"), {"id": "source:y", "title": "t"}],
    }
    return PropertyGraph(**{name: pd.DataFrame(rows) for name, rows in tables.items()})


def assert_same(one: PropertyGraph, other: PropertyGraph) -> None:
    for name in schema.TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name], check_exact=True)
    assert one.states("2022-05-17").tolist() == other.states("2022-05-17").tolist()


def test_the_full_graph_has_something_in_every_column() -> None:
    for name, frame in full().tables.items():
        for column in frame.columns:
            has = frame[column].map(len).gt(0) if frame[column].dtype == object else frame[column].notna()
            assert has.any(), f"{name}.{column}"


# One body of assertions on every store


@dataclass(frozen=True)
class Kept:
    """A store, and how to come back to it later."""

    store: Store
    reopened: Callable[[], Store]


@pytest.fixture(params=["memory", "folder", pytest.param("server", marks=pytest.mark.neo4j)])
def kept(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    if request.param == "memory":
        memory = EmbeddedStore()
        return Kept(memory, lambda: memory)
    if request.param == "server":
        server: Server = request.getfixturevalue("neo4j_server")
        server.wipe()
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)
        return Kept(open_store("neo4j"), lambda: open_store(server.uri))
    where = str(tmp_path / "Añón Ñ" / "store")
    return Kept(open_store(where), lambda: open_store(where))


def test_a_store_is_a_store(kept: Kept) -> None:
    assert isinstance(kept.store, Store)
    assert isinstance(EmbeddedStore(), Store)
    assert not isinstance(object(), Store)


@pytest.mark.parametrize("make", [full, small, lambda: PropertyGraph(pd.DataFrame())], ids=["full", "small", "empty"])
def test_what_is_read_is_what_was_written(kept: Kept, make: Callable[[], PropertyGraph]) -> None:
    kept.store.write(make())
    assert_same(kept.store.read(), make())
    assert_same(kept.reopened().read(), make())


def test_the_built_in_graph_survives_a_round_trip(kept: Kept, built_in: PropertyGraph) -> None:
    kept.store.write(built_in)
    assert_same(kept.reopened().read(), built_in)


def test_the_last_graph_written_is_kept(kept: Kept) -> None:
    for graph in (full(), small("first"), small("second")):
        kept.store.write(graph)
    assert kept.store.read().nodes["name_en"].tolist() == ["second"]
    assert_same(kept.reopened().read(), small("second"))


def test_writing_does_not_change_the_graph(kept: Kept) -> None:
    graph = full()
    kept.store.write(graph)
    assert_same(graph, full())


def test_a_store_tells_whether_it_holds_a_graph(kept: Kept) -> None:
    assert not kept.store.holds()
    kept.store.write(PropertyGraph(pd.DataFrame()))
    assert kept.store.holds()
    assert kept.reopened().holds()


def test_from_a_store_that_holds_nothing_nothing_is_read(kept: Kept) -> None:
    with pytest.raises(StoreError) as caught:
        kept.store.read()
    assert caught.value.store in str(caught.value)


# A folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the small graph called 'old'; only to be copied."""
    where = tmp_path_factory.mktemp("written") / "store"
    EmbeddedStore(where).write(small("old"))
    return where


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """A folder that holds the small graph called 'old'."""
    return Path(shutil.copytree(written, tmp_path / "store"))


def names(folder: Path) -> list[str]:
    return EmbeddedStore(folder).read().nodes["name_en"].tolist()


def test_a_folder_holds_a_manifest_and_one_file_for_each_table(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert (manifest["format"], manifest["version"]) == ("migov-store", 1)
    assert set(manifest["tables"]) == set(schema.TABLES)
    for name, table in manifest["tables"].items():
        data = (folder / table["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == table["sha256"]
        assert len(pd.read_parquet(folder / table["file"])) == table["rows"] == (1 if name == "nodes" else 0)
    EmbeddedStore(folder).write(small("new"))
    assert len(list(folder.iterdir())) == 1 + len(schema.TABLES)  # of the old files none is left


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such permissions")
def test_colleagues_may_read_what_was_written(folder: Path) -> None:
    (folder / "probe").touch()
    expected = (folder / "probe").stat().st_mode
    assert {file.stat().st_mode for file in folder.iterdir()} == {expected}


class Interrupted(BaseException):
    """What ends a program from outside, as Ctrl-C does."""


def break_at(patch: pytest.MonkeyPatch, step: str, call: int, error: BaseException) -> None:
    """The n-th call of a step fails."""
    owner: Any = {"fsync": os, "to_parquet": pd.DataFrame, "replace": Path}[step]
    real, calls = getattr(owner, step), iter(range(1, 100))

    def failing(*args: object, **options: object) -> object:
        if next(calls) == call:
            raise error
        return real(*args, **options)

    patch.setattr(owner, step, failing)


STEPS = [("to_parquet", 1), ("to_parquet", 5), ("fsync", 1), ("fsync", 3), ("fsync", 6), ("replace", 1)]


@pytest.mark.parametrize(("step", "call"), STEPS)
def test_a_failure_at_any_step_leaves_the_old_graph_and_no_litter(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    store = EmbeddedStore(folder)
    with monkeypatch.context() as patch:
        break_at(patch, step, call, OSError(28, "No space left on device"))
        with pytest.raises(StoreError) as caught:
            store.write(small("new"))
    assert str(caught.value) == f"{folder}: cannot be written (No space left on device); choose another path"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert store.read().nodes["name_en"].tolist() == ["old"]  # nor does the store itself pretend
    store.write(small("new"))
    assert names(folder) == ["new"]


@pytest.mark.parametrize(("step", "call"), STEPS)
def test_a_power_cut_at_any_step_leaves_the_old_graph(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, call: int
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # nobody is left to tidy up
        break_at(patch, step, call, Interrupted())
        with pytest.raises(Interrupted):
            EmbeddedStore(folder).write(small("new"))
    assert names(folder) == ["old"]
    EmbeddedStore(folder).write(small("new"))
    assert names(folder) == ["new"]


@pytest.mark.parametrize("tidy", [True, False])
@pytest.mark.parametrize(("step", "call"), STEPS[1::2])
def test_a_first_write_that_was_cut_short_can_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, call: int, tidy: bool
) -> None:
    with monkeypatch.context() as patch:
        if not tidy:
            patch.setattr(Path, "unlink", lambda *_, **__: None)
        break_at(patch, step, call, Interrupted())
        with pytest.raises(Interrupted):
            EmbeddedStore(tmp_path / "store").write(small("new"))
    with pytest.raises(StoreError, match="there is no store"):
        EmbeddedStore(tmp_path / "store").read()
    assert bool(list((tmp_path / "store").iterdir())) is not tidy
    EmbeddedStore(tmp_path / "store").write(small("new"))
    assert names(tmp_path / "store") == ["new"]


def test_an_interrupt_right_after_the_manifest_took_its_place_leaves_the_new_graph(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.replace

    def late(file: Path, target: Path) -> Path:
        real(file, target)
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", late)
        with pytest.raises(Interrupted):
            EmbeddedStore(folder).write(small("new"))
    assert names(folder) == ["new"]


def test_old_files_that_cannot_be_removed_do_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object, **__: object) -> None:
        raise PermissionError(13, "held open")

    store = EmbeddedStore(folder)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)
        store.write(small("new"))
    assert store.read().nodes["name_en"].tolist() == names(folder) == ["new"]


def test_an_error_without_a_system_message_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    break_at(monkeypatch, "to_parquet", 1, OSError("from the library"))
    with pytest.raises(StoreError, match=r"cannot be written \(OSError\); choose another path$"):
        EmbeddedStore(folder).write(small())


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(tmp_path).write(small())
    assert str(caught.value) == (f"{tmp_path}: the folder is not empty and not a store of migov; choose another folder")
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_place_of_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine", encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be written"):
        EmbeddedStore(tmp_path / "x").write(small())
    with pytest.raises(StoreError):
        EmbeddedStore(tmp_path / "x").read()
    assert (tmp_path / "x").read_text("utf-8") == "mine"


def test_what_else_lies_in_a_store_stays(folder: Path) -> None:
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    EmbeddedStore(folder).write(small("new"))
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert names(folder) == ["new"]


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:9] + b"?" + data[10:], lambda _: b""])
def test_a_damaged_table_is_noticed(folder: Path, damage: Callable[[bytes], bytes]) -> None:
    file = next(folder.glob("nodes-*.parquet"))
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(folder).read()
    assert str(caught.value) == f"{folder}: {file.name} is not what was written; write the store again"
    EmbeddedStore(folder).write(small("new"))
    assert names(folder) == ["new"]


def test_a_table_that_is_gone_is_noticed(folder: Path) -> None:
    file = next(folder.glob("edges-*.parquet"))
    file.unlink()
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(folder).read()
    assert str(caught.value) == f"{folder}: {file.name} cannot be read; write the store again"


def forge(folder: Path, table: str, data: bytes) -> str:
    """Puts other content in place of a table, with the right digest; returns the name of its file."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = manifest["tables"][table]
    (folder / entry["file"]).write_bytes(data)
    entry["sha256"] = hashlib.sha256(data).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return str(entry["file"])


def test_a_table_that_is_no_parquet_is_noticed(folder: Path) -> None:
    file = forge(folder, "nodes", b"PAR1 and nothing else")
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(folder).read()
    assert str(caught.value) == f"{folder}: {file} cannot be read; write the store again"


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (pd.DataFrame({"id": ["a"], "colour": ["red"]}), "nodes: the schema has no column 'colour'"),
        (
            pd.DataFrame({"id": ["country:MEX"], "name_en": ["Mexico"], "start": ["soon"]}),
            "column 'start': not a date (got 'soon'); write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
    ],
)
def test_a_table_of_another_schema_is_noticed(folder: Path, tmp_path: Path, frame: pd.DataFrame, told: str) -> None:
    frame.to_parquet(tmp_path / "forged.parquet")
    forge(folder, "nodes", (tmp_path / "forged.parquet").read_bytes())
    with pytest.raises(StoreError) as caught:
        EmbeddedStore(folder).read()
    assert str(caught.value) == f"{folder}: its tables do not fit this version ({told}); write the store again"


@pytest.mark.parametrize(
    "file",
    [
        "../outside.parquet",
        "/outside.parquet",
        "sub/x.parquet",
        "..\\x.parquet",
        "C:\\x.parquet",
        "x.txt",
        "..",
        "",
        7,
        None,
    ],
)
def test_a_manifest_that_names_files_elsewhere_is_refused(folder: Path, tmp_path: Path, file: object) -> None:
    outside = tmp_path / "outside.parquet"
    outside.write_bytes(next(folder.glob("nodes-*.parquet")).read_bytes())
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"]["nodes"]["file"] = file
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for use in (lambda store: store.read(), lambda store: store.write(small())):
        with pytest.raises(StoreError) as caught:
            use(EmbeddedStore(folder))
        assert str(caught.value) == (
            f"{folder}: its manifest names other tables or files than a store has; write it again"
        )
    assert outside.exists()  # a write removes the files of before, and this was none of them


def test_a_name_that_no_file_can_have_is_refused(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["tables"]["nodes"]["file"] = "x\0.parquet"
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(StoreError, match="cannot be read; write the store again"):
        EmbeddedStore(folder).read()


TABLES: dict[str, object] = {name: {"file": f"{name}.parquet", "sha256": "0"} for name in schema.TABLES}
OTHERS: list[object] = [None, [], {}, TABLES | {"more": TABLES["nodes"]}, {"nodes": TABLES["nodes"]}]
OTHERS += [TABLES | {"nodes": "x"}, TABLES | {"nodes": {"file": "x.parquet"}}]


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (b"", "its manifest cannot be read; write the store again elsewhere"),
        (b"{", "its manifest cannot be read; write the store again elsewhere"),
        (b"\xff\xfe", "its manifest cannot be read; write the store again elsewhere"),
        (b"[" * 200_000, "its manifest cannot be read; write the store again elsewhere"),
        (b"[]", "this is not a store of migov; choose another folder"),
        (b"{}", "this is not a store of migov; choose another folder"),
        (b'{"format": "zarr", "version": 1}', "this is not a store of migov; choose another folder"),
        (b'{"format": "migov-store", "version": 2}', "written in format 2; this migov reads 1"),
        (b'{"format": "migov-store"}', "written in format None; this migov reads 1"),
        *(
            (
                json.dumps({"format": "migov-store", "version": 1, "tables": tables}).encode(),
                "its manifest names other tables or files than a store has; write it again",
            )
            for tables in OTHERS
        ),
    ],
)
def test_a_manifest_that_is_not_ours_is_refused(folder: Path, manifest: bytes, told: str) -> None:
    (folder / "manifest.json").write_bytes(manifest)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    for use in (lambda store: store.read(), lambda store: store.write(small())):
        with pytest.raises(StoreError) as caught:
            use(EmbeddedStore(folder))
        assert str(caught.value) == f"{folder}: {told}"
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


# Several at once


def test_who_reads_while_somebody_writes_gets_the_new_graph(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = embedded._digest
    calls = iter(range(100))

    def overtaken(file: Path) -> str:
        if next(calls) == 2:  # the manifest is read, some tables too; then they are replaced
            EmbeddedStore(folder).write(small("new"))
        return real(file)

    monkeypatch.setattr(embedded, "_digest", overtaken)
    assert names(folder) == ["new"]


def test_of_several_who_write_at_once_one_wins_and_nobody_fails(tmp_path: Path) -> None:
    where, failed = tmp_path / "store", []
    graphs = {f"writer {number}": small(f"writer {number}") for number in range(4)}
    start = threading.Barrier(len(graphs) + 1)
    written = threading.Event()

    def write(graph: PropertyGraph) -> None:
        start.wait()
        try:
            for _ in range(3):
                EmbeddedStore(where).write(graph)
                written.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            failed.append(error)

    def read() -> None:
        start.wait()
        written.wait(60)
        try:
            for _ in range(6):
                assert names(where)[0] in graphs
        except Exception as error:  # noqa: BLE001
            failed.append(error)

    threads = [threading.Thread(target=write, args=[graph]) for graph in graphs.values()]
    threads.append(threading.Thread(target=read))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failed == []
    assert names(where)[0] in graphs
