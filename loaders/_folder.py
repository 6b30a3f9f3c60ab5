"""A folder of CSV and what its `datapackage.json` says of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import schema
from graph.errors import DataError, DataErrors
from graph.exports import _package

if TYPE_CHECKING:
    from loaders._run import Load


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of CSV.

    Attributes:
        path: The folder.
        files: The file of each table.
        datasets: What it held when it was exported, also where nothing of it is left.
    """

    path: Path
    files: dict[str, Path]
    datasets: tuple[str, ...]


def opened(load: Load) -> Folder:
    """The folder of a load; what was changed in it since the export is noted.

    Raises:
        DataError: There is no such folder, or its description is damaged or of another version.
        DataErrors: Files are missing.
    """
    given = load.files[0]
    path = given.parent if given.name == _package.NAME else given
    if not path.is_dir():
        told = "this is a file" if path.exists() else "there is no such folder"
        raise DataError(str(given), 0, "", None, told, "give the folder that `migov export csv` wrote")
    files = {name: path / f"{name}.csv" for name in schema.TABLES}
    remedy = f"a folder has {', '.join(file.name for file in files.values())}; take the file from the export"
    missing = [
        DataError(str(file), 0, "", None, "there is no such file", remedy)
        for file in files.values()
        if not file.is_file()
    ]
    if missing:
        raise DataErrors(missing)
    return Folder(path, files, _compared(load, path, files))


def _compared(load: Load, path: Path, files: dict[str, Path]) -> tuple[str, ...]:
    """The datasets that were exported; which files are not as they were is noted: to edit them is what they are for.

    Raises:
        DataError: What describes them is damaged or of another version.
    """
    file = path / _package.NAME
    if not file.is_file():
        load.report.note(f"there is no {file.name}; whether the tables were edited is not known")
        return ()
    hashes, names, day = _told(file)
    if day:
        load.report.note(f"it holds what is in force on {day} alone: what its datasets say of other days is taken out")
    for name, table in files.items():
        with table.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if hashes.get(name) != f"sha256:{digest}":
            load.report.note(f"{table.name} was edited since it was exported, and is read as it is now")
    return names


def _told(file: Path) -> tuple[dict[Any, Any], tuple[str, ...], str]:
    """The hash of each table, the datasets, and the day of a selection, as the description has them.

    Raises:
        DataError: It is damaged or of another version.
    """
    try:
        told = json.loads(file.read_text(encoding="utf-8-sig"))
        version = told["migov"]["format"]
        hashes = {resource["name"]: resource["hash"] for resource in told["resources"]}
        names = tuple(map(str, told["migov"]["datasets"]))
        day = str(told["migov"].get("as_of", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        remedy = "take the file from the export, or take it out of the folder"
        raise DataError(str(file), 0, "", None, "does not describe an export of migov", remedy) from error
    if version != _package.FORMAT:
        raise DataError(str(file), 0, "", version, "a folder of another version", f"this migov reads {_package.FORMAT}")
    return hashes, names, day
