"""Exports: one file a format, found by its name; what a file needs to be one is said by `Format`.

A format is a file here; ``neo4j_csv.py`` is the format ``neo4j-csv``, and a file that starts with ``_`` is machinery.
Whatever the format, what is written appears whole or not at all, and nobody else's folder is replaced.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from collections.abc import Iterator
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from graph.errors import BadParameter, ModelError, UsageError, listed, near

if TYPE_CHECKING:
    from graph.model import PropertyGraph

MARK = "migov-export.json"
"""In each folder that an export made: the format, and the names of its files."""


class Format(Protocol):
    """What a file in this folder is.

    Attributes:
        FOLDER: Whether it writes a folder of files; otherwise it writes one file.
    """

    FOLDER: bool

    def write(self, graph: PropertyGraph, path: Path) -> list[str]:
        """Write the graph to a path where nothing is (to a folder that is empty).

        Returns:
            Remarks for people: what the format cannot carry, and what comes next.
        """


def formats() -> list[str]:
    """The names of all formats, sorted."""
    names = (file.name for file in resources.files(__name__).iterdir())
    return sorted(n.removesuffix(".py").replace("_", "-") for n in names if n.endswith(".py") and n[0] != "_")


def check(name: str, out: str | Path) -> None:
    """Nothing, where a graph can be written there in that format.

    Raises:
        BadParameter: There is no such format.
        UsageError: Something that is no earlier export would be replaced.
    """
    folder = _format(name).FOLDER
    with _told(out):
        path = Path(out).resolve()
        if folder:
            _check_folder(path, str(out))
        elif path.is_dir():
            raise UsageError(f"{out}: this is a folder; name a file, such as {Path(out) / 'graph'}.{name}")
        elif path.exists() and not path.is_file():  # a file in the place of /dev/null would harm everybody
            raise UsageError(f"{out}: this is a device or a pipe; name a file")


def export(graph: PropertyGraph, name: str, out: str | Path) -> list[str]:
    """Write a graph in a format; what was there stays until the new is whole.

    Returns:
        Remarks for people: what the format cannot carry, and what comes next.

    Raises:
        BadParameter: There is no such format.
        ModelError: The graph holds what the format cannot.
        UsageError: It cannot be written there, or something that is no earlier export would be replaced.
    """
    check(name, out)
    form, path = _format(name), Path(out).resolve()  # a link stays, what it leads to is replaced
    with _told(out), _fresh(path) as part:
        if form.FOLDER:
            part.mkdir()
        remarks = form.write(graph, part)
        if form.FOLDER:
            mark = json.dumps({"format": name, "files": sorted(file.name for file in part.iterdir())}, indent=1)
            (part / MARK).write_text(f"{mark}\n", encoding="utf-8", newline="\n")
        _put(part, path)
    return remarks


@contextlib.contextmanager
def _told(out: str | Path) -> Iterator[None]:
    """A block in which errors of the system, and texts that no file can carry, are told as ours."""
    try:
        yield
    except UnicodeEncodeError as error:
        near_it = error.object[max(0, error.start - 20) : error.end + 20]
        raise ModelError(f"the text {near_it!r} has half a character, which no file can carry; mend it") from error
    except OSError as error:
        raise UsageError(f"{out}: cannot be written ({error.strerror or type(error).__name__})") from error


def _format(name: str) -> Format:
    known = formats()
    if name not in known:
        close = near(name, known)
        remedy = f"did you mean {listed(close)}?" if close else f"choose from {', '.join(known)}"
        raise BadParameter("format", name, "there is no such export", remedy)
    return cast("Format", import_module(f"{__name__}.{name.replace('-', '_')}"))


def _check_folder(path: Path, shown: str) -> None:
    """Nothing, where there is no folder, an empty one, or one that holds an earlier export and nothing else.

    Raises:
        UsageError: Something else is there.
    """
    if not path.is_dir():
        if path.exists():
            raise UsageError(f"{shown}: this is a file, and the export is a folder; choose another name")
        return
    there = {file.name for file in path.iterdir()}
    if not there:
        return
    try:
        ours = {MARK, *json.loads((path / MARK).read_text(encoding="utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(f"{shown}: the folder is not empty and not an export; choose another folder") from None
    if others := sorted(there - ours):
        raise UsageError(f"{shown}: {listed(others[:3])} there is not of an export; choose another folder")


@contextlib.contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """A path beside the other where nothing is; nothing is left there afterwards."""
    part = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}.part")
    try:
        yield part
    finally:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                part.unlink()


def _put(part: Path, path: Path) -> None:
    """Put a file or folder in the place of what is there."""
    if not (part.is_dir() and path.exists()):
        part.replace(path)
        return
    with _fresh(path) as old:  # a folder takes no other's place in one step
        path.rename(old)
        try:
            part.rename(path)
        except BaseException:
            old.rename(path)
            raise
