"""The curated tables: this project's own research, as CSV files that people edit and review.

The header of a file says what it holds (`CONTRIBUTING.md` describes the columns): ``key`` the bibliography,
``relation`` statements, ``measure`` observations, ``about`` further evidence, ``text`` and ``candidate`` homonyms,
``what`` expectations, ``id`` nodes. Every row names its source and the place in it. All wrong cells of all files are
found in one run; a graph is only made from tables without any.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError, DataErrors
from loaders import _table
from loaders._reading import Reading

if TYPE_CHECKING:
    from graph.model import PropertyGraph
    from graph.names import Homonym


def load(folder: Path | None = None) -> PropertyGraph:
    """The graph of the curated tables.

    Args:
        folder: The folder of the tables; the built-in ones where None.

    Raises:
        DataErrors: Cells are wrong; all of them.
    """
    import pandas as pd

    from graph.model import PropertyGraph

    reading = Reading(_files([folder] if folder else []))
    if reading.errors:
        raise DataErrors(reading.errors)
    return PropertyGraph(**{name: pd.DataFrame(rows) for name, rows in reading.tables.items()})


def check(paths: Sequence[Path] = ()) -> tuple[dict[str, int], list[DataError]]:
    """How many rows of what the tables hold, and every wrong cell.

    Args:
        paths: A folder with a whole set of tables (the built-in one where there is none), and single files, which
            are read with it and take the place of its tables of the same name.

    Returns:
        Counts by table (`nodes`, `edges`, ...) and the errors: first those of whole files and of ids, which may be the
        cause of others, then the rest, each in the order of files and lines.
    """
    reading = Reading(_files(paths))
    return {name: len(rows) for name, rows in reading.tables.items()}, reading.errors


def homonyms(folder: Path | None = None) -> list[Homonym]:
    """The names that are known to mean more than one thing."""
    from graph.names import Homonym

    tables = [_table.read(path, name) for name, path in _files([folder] if folder else []).items()]
    told = [row for table in tables if "candidate" in table.header for row in table.rows]
    return [Homonym(row["text"], row["candidate"], row["reason"]) for row in told]


def _files(paths: Sequence[Path]) -> dict[str, Path]:
    """The files to read, by the name that messages give them."""
    built_in = Path(str(resources.files("loaders") / "data"))
    folders = [path for path in paths if path.is_dir()]
    single = [path for path in paths if not path.is_dir()]
    names = {path.name for path in single}
    whole = [path for folder in folders or [built_in] for path in sorted(folder.glob("*.csv"))]
    return {_shown(path): path for path in [*(path for path in whole if path.name not in names), *single]}


def _shown(path: Path) -> str:
    """The path as people would write it: relative where the file lies below the current folder."""
    try:
        return Path(os.path.relpath(path)).as_posix() if path.resolve().is_relative_to(Path.cwd()) else str(path)
    except (OSError, ValueError):
        return str(path)
