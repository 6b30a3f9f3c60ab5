"""The embedded store: a graph in memory, or a folder of Parquet tables with a manifest.

The folder holds ``manifest.json``, which names one Parquet file for each table with its rows and SHA-256. A write
puts new files beside the old ones and then replaces the manifest in one step, so that a crash at any moment leaves
the old graph or the new one, on every platform (a folder cannot be replaced in one step, a file can).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from pathlib import Path
from typing import Any

import pandas as pd

from graph import schema
from graph.errors import ModelError, StoreError
from graph.model import PropertyGraph

FORMAT = "migov-store"
VERSION = 1
MANIFEST = "manifest.json"
_PART = re.compile(rf"(?:manifest|{'|'.join(schema.TABLES)})-[0-9a-f]{{16}}\.(?:json|parquet)")
"""The files that a write puts into the folder before the manifest takes its place."""


class EmbeddedStore:
    """A graph in memory (no path) or in a folder.

    Attributes:
        path: The folder, or None.
    """

    def __init__(self, path: str | Path | None = None) -> None:
        """Open a store; nothing is read or made yet."""
        self.path = None if path is None else Path(path)
        self._graph: PropertyGraph | None = None
        self._seen: str | None = None

    def write(self, graph: PropertyGraph) -> None:
        """Keep this graph in place of what was there.

        Raises:
            StoreError: The folder cannot be written, holds something that is not a store of ours, or holds another
                graph by now than when this object looked: what somebody else wrote is not lost.
        """
        if self.path is not None:
            try:
                _write(self.path, graph, self._seen)
                self._seen = _state(self.path)
            except OSError as error:
                why = error.strerror or type(error).__name__
                raise StoreError(str(self.path), f"cannot be written ({why})", "choose another path") from error
        self._graph = graph

    def holds(self) -> bool:
        """Whether a graph was written here."""
        self._look()
        return self._graph is not None or (self.path is not None and (self.path / MANIFEST).exists())

    def read(self) -> PropertyGraph:
        """The graph that is kept.

        Raises:
            StoreError: There is none, or it is damaged.
        """
        if self._graph is None:
            if self.path is None:
                raise StoreError("the store in memory", "nothing was written to it", "write a graph first")
            self._look()
            self._graph = _read(self.path)
        return self._graph

    def _look(self) -> None:
        """Remember which graph the folder held when it was first looked at."""
        if self.path is not None and self._seen is None:
            self._seen = _state(self.path)


def _state(path: Path) -> str:
    """The manifest as it stands, which is another after each write; empty where there is none to read."""
    try:
        return (path / MANIFEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _write(path: Path, graph: PropertyGraph, seen: str | None) -> None:
    path.mkdir(parents=True, exist_ok=True)
    before: dict[str, Any] = {}
    if (path / MANIFEST).exists():
        before = _manifest(path)["tables"]
    elif not all(_PART.fullmatch(file.name) for file in path.iterdir()):  # a first write may have been cut short
        raise StoreError(str(path), "the folder is not empty and not a store of migov", "choose another folder")
    made: list[Path] = []
    try:
        tables: dict[str, dict[str, object]] = {}
        for name, frame in graph.tables.items():
            file = _fresh(path, name, ".parquet")
            made.append(file)
            kept = frame[[p.name for p in schema.TABLES[name] if not p.derived]]
            kept.to_parquet(file, index=False, engine="pyarrow")
            tables[name] = {"file": file.name, "rows": len(frame), "sha256": _sync(file)}
        manifest = _fresh(path, "manifest", ".json")
        made.append(manifest)
        text = json.dumps({"format": FORMAT, "version": VERSION, "tables": tables}, indent=1)
        manifest.write_text(text, encoding="utf-8", newline="\n")
        _sync(manifest)
        if seen is not None and _state(path) != seen:
            raise StoreError(str(path), "somebody else has written to it meanwhile", "run this again")
        manifest.replace(path / MANIFEST)
    except BaseException:
        # An interrupt may come right after the manifest took its place: then these files are the graph.
        if not made or made[-1].suffix != ".json" or made[-1].exists():
            for file in made:
                file.unlink(missing_ok=True)
        raise
    for table in before.values():
        with contextlib.suppress(OSError):  # a reader on Windows may hold it open; it is in nobody's way
            (path / table["file"]).unlink()


def _fresh(folder: Path, name: str, ending: str) -> Path:
    """A new empty file in the folder. Not by mkstemp(): what that makes nobody else may read."""
    file = folder / f"{name}-{secrets.token_hex(8)}{ending}"
    file.touch(exist_ok=False)
    return file


def _read(path: Path) -> PropertyGraph:
    manifest = _manifest(path)
    while True:
        try:
            return _built(path, manifest["tables"])
        except StoreError:
            before, manifest = manifest, _manifest(path)
            if manifest == before:  # otherwise somebody wrote meanwhile, and its files are the graph
                raise


def _built(path: Path, tables: dict[str, dict[str, str]]) -> PropertyGraph:
    frames: dict[str, pd.DataFrame] = {}
    for name, table in tables.items():
        file = path / table["file"]
        try:
            if _digest(file) != table["sha256"]:
                raise StoreError(str(path), f"{file.name} is not what was written", "write the store again")
            frames[name] = pd.read_parquet(file, engine="pyarrow")
        except (OSError, ValueError) as error:
            raise StoreError(str(path), f"{file.name} cannot be read", "write the store again") from error
    try:
        return PropertyGraph(**frames)
    except ModelError as error:
        raise StoreError(str(path), f"its tables do not fit this version ({error})", "write the store again") from error


def _manifest(path: Path) -> dict[str, Any]:
    """The manifest of a store, checked.

    Raises:
        StoreError: There is none, it is not ours, or it names files outside the folder.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise StoreError(str(path), "there is no store", "write one first, or leave --store out") from error
    except (OSError, ValueError, RecursionError) as error:
        raise StoreError(str(path), "its manifest cannot be read", "write the store again elsewhere") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise StoreError(str(path), "this is not a store of migov", "choose another folder")
    if manifest.get("version") != VERSION:
        raise StoreError(str(path), f"written in format {manifest.get('version')}", f"this migov reads {VERSION}")
    tables = manifest.get("tables")
    if not isinstance(tables, dict) or set(tables) != set(schema.TABLES) or not all(map(_plain, tables.values())):
        raise StoreError(str(path), "its manifest names other tables or files than a store has", "write it again")
    return manifest


def _plain(table: object) -> bool:
    """Whether an entry names a Parquet file directly in the folder."""
    if not isinstance(table, dict) or not isinstance(table.get("sha256"), str):
        return False
    file = table.get("file")
    return isinstance(file, str) and Path(file).name == file and "\\" not in file and file.endswith(".parquet")


def _sync(file: Path) -> str:
    """Push a file to the disk and return its digest."""
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
    return _digest(file)


def _digest(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
