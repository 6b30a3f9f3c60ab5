"""Exports: found by their files, written whole or not at all, and over nothing but an earlier export."""

import json
import os
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from graph import exports
from graph.errors import BadParameter, ModelError, UsageError
from graph.model import PropertyGraph
from tests.graph.test_stores import small

FOLDERS = ["csv", "neo4j-csv"]
FILES = ["cypher", "ftm", "gexf", "graphml", "kumu", "node-link", "xlsx"]


def content(path: Path) -> dict[str, bytes]:
    """Every file below a path."""
    return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def test_the_formats_are_the_files() -> None:
    assert exports.formats() == sorted([*FOLDERS, *FILES])


@pytest.mark.parametrize("name", exports.formats())
def test_each_format_says_whether_it_is_a_folder(name: str, tmp_path: Path) -> None:
    exports.export(small(), name, tmp_path / "out")
    assert (tmp_path / "out").is_dir() is (name in FOLDERS)
    assert (tmp_path / "out").is_file() is (name in FILES)
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


@pytest.fixture(autouse=True)
def pinned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some formats say on which day they were written: midnight must not fall between two of them."""
    monkeypatch.setattr("graph.dates.today", lambda: "2026-11-22")


@pytest.mark.parametrize("name", exports.formats())
def test_a_graph_is_always_written_alike(name: str, tmp_path: Path, built_in: PropertyGraph) -> None:
    for out in ("one", "two"):
        (tmp_path / out).mkdir()
        exports.export(built_in, name, tmp_path / out / "graph")
    assert content(tmp_path / "one") == content(tmp_path / "two")


@pytest.mark.parametrize("name", exports.formats())
def test_an_earlier_export_is_replaced_whole(name: str, tmp_path: Path, built_in: PropertyGraph) -> None:
    for out, graphs in (("new", [small()]), ("again", [built_in, small()])):
        (tmp_path / out).mkdir()
        for graph in graphs:
            exports.export(graph, name, tmp_path / out / "graph")
    assert content(tmp_path / "again") == content(tmp_path / "new")


@pytest.mark.parametrize("name", ["neo4j", "_x", "__init__", "neo4j_csv", "../graph", ""])
def test_an_unknown_format_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="parameter 'format': there is no such export"):
        exports.export(small(), name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        exports.export(small(), "neo4j-csv", tmp_path)
    assert str(caught.value) == f"{tmp_path}: the folder is not empty and not an export; choose another folder"
    assert content(tmp_path) == {"thesis.docx": b"years of work"}


def test_what_somebody_put_into_an_export_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    exports.export(small(), "neo4j-csv", out)
    (out / "thesis.docx").write_text("years of work", encoding="utf-8")
    before = content(out)
    with pytest.raises(UsageError) as caught:
        exports.export(small("new"), "neo4j-csv", out)
    assert str(caught.value) == f"{out}: 'thesis.docx' there is not of an export; choose another folder"
    assert content(out) == before


@pytest.mark.parametrize("mark", ["", "[]", "{}", '{"files": 7}', "[" * 100_000])
def test_a_mark_that_is_not_ours_is_none(mark: str, tmp_path: Path) -> None:
    (tmp_path / exports.MARK).write_text(mark, encoding="utf-8")
    with pytest.raises(UsageError, match="not empty and not an export"):
        exports.export(small(), "neo4j-csv", tmp_path)


def test_a_file_is_no_folder_and_a_folder_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="file: this is a file, and the export is a folder; choose another name"):
        exports.export(small(), "neo4j-csv", tmp_path / "file")
    with pytest.raises(UsageError, match=r"this is a folder; name a file, such as .*graph\.cypher"):
        exports.export(small(), "cypher", tmp_path)
    assert content(tmp_path) == {"file": b"mine"}


def test_a_pipe_or_a_device_is_left_alone(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="pipe: this is a device or a pipe; name a file"):
        exports.export(small(), "cypher", tmp_path / "pipe")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", ["gexf", "graphml", "node-link", "kumu", "ftm"])
def test_a_full_disk_is_an_error_of_the_system(name: str) -> None:
    form = import_module(f"graph.exports.{name.replace('-', '_')}")
    many = PropertyGraph.build([{"id": f"agency:{number}", "note": "n" * 1000} for number in range(300)])
    with pytest.raises(OSError, match="No space left on device"):
        form.write(many, Path("/dev/full"))


@pytest.mark.parametrize("name", ["csv", "gexf", "graphml", "node-link", "xlsx", "kumu", "ftm"])
def test_what_is_in_force_on_a_day_says_so(name: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    remarks = exports.export(small().at("2022-05"), name, out)
    kept = content(out) if out.is_dir() else {name: out.read_bytes()}
    if name == "xlsx":
        with zipfile.ZipFile(out) as book:
            kept = {part: book.read(part) for part in book.namelist()}
    said = [*remarks, *(data.decode("utf-8") for data in kept.values())]
    assert any("2022-05-31" in text for text in said)
    again = exports.export(small(), name, out)
    assert not any("2022-05-31" in text for text in again)


@pytest.mark.parametrize("name", exports.formats())
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stop"])
def test_after_a_failure_the_earlier_export_is_still_there(
    name: str, failure: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, form = tmp_path / "out", import_module(f"graph.exports.{name.replace('-', '_')}")
    exports.export(small(), name, out)
    before, write = content(tmp_path), form.write

    def half(graph: PropertyGraph, path: Path) -> list[str]:
        write(graph, path)
        raise failure

    monkeypatch.setattr(form, "write", half)
    with pytest.raises(UsageError if isinstance(failure, OSError) else KeyboardInterrupt) as caught:
        exports.export(small("new"), name, out)
    if isinstance(failure, OSError):
        assert str(caught.value) == f"{out}: cannot be written (No space left on device)"
    assert content(tmp_path) == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_when_the_new_folder_cannot_take_its_place_the_old_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    exports.export(small(), "neo4j-csv", out)
    before, real, calls = content(out), Path.rename, iter(range(9))

    def second_fails(file: Path, target: Path) -> Path:
        if next(calls) == 1:
            raise PermissionError(13, "Permission denied")
        return real(file, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(UsageError, match=r"out: cannot be written \(Permission denied\)"):
        exports.export(small("new"), "neo4j-csv", out)
    assert content(out) == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        exports.export(small(), "cypher", tmp_path / "none" / "graph.cypher")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    exports.export(small(), "neo4j-csv", tmp_path)
    mark = json.loads((tmp_path / exports.MARK).read_text("utf-8"))
    assert mark["format"] == "neo4j-csv"
    assert {*mark["files"], exports.MARK} == set(content(tmp_path))


@pytest.mark.parametrize("name", exports.formats())
def test_half_a_character_is_refused_or_replaced(name: str, tmp_path: Path) -> None:
    graph = PropertyGraph.build([{"id": "agency:a", "aliases": ["half \udfff"]}])
    if name in ("gexf", "graphml"):
        assert "since XML cannot write it" in exports.export(graph, name, tmp_path / "out")[-1]
        return
    with pytest.raises(ModelError, match=r"the text '.*\\udfff.*' has half a character, which no file can carry"):
        exports.export(graph, name, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
