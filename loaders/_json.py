"""JSON files: read whole, as a value or as a table of records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph.errors import DataError
from loaders._tabular import Tabular, cleaned

if TYPE_CHECKING:
    from loaders._run import Load

LARGEST = 1 << 30
"""The most bytes that a file may have: what is read whole must fit into memory several times."""


def is_json(file: Path) -> bool:
    """Whether a file begins as JSON does."""
    try:
        with file.open("rb") as handle:
            return handle.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")
    except OSError:
        return False


def value(file: Path) -> Any:
    """The value in a file.

    Raises:
        DataError: It is no JSON, too large, or not UTF-8.
    """
    try:
        if file.stat().st_size > LARGEST:
            told = f"more than {LARGEST >> 30} GB of JSON"
            raise DataError(file.name, 0, "", None, told, "load it in parts, as pages of the service")
        return json.loads(file.read_bytes().decode("utf-8-sig"), parse_constant=_none)
    except json.JSONDecodeError as error:
        told = f"not JSON at column {error.colno} ({error.msg})"
        raise DataError(file.name, error.lineno, "", None, told, "download it again; was it cut short?") from error
    except UnicodeDecodeError as error:
        raise DataError(file.name, 0, "", None, f"not UTF-8 ({error.reason})", "save it as UTF-8") from error
    except (RecursionError, ValueError) as error:
        raise DataError(file.name, 0, "", None, f"not JSON that can be read ({error})", "download it again") from error
    except OSError as error:
        raise DataError(file.name, 0, "", None, f"cannot be read ({error.strerror})", "give another file") from error


def records(load: Load, file: Path, rows: Sequence[object]) -> Tabular:
    """The records (objects with plain values) as a table: a column a key, the row its number from 1.

    Raises:
        DataError: A record is no object.
    """
    columns: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise DataError(
                file.name, number, "", row, "not an object, as the records of this format are", "see the format"
            )
        for key in row:
            columns.setdefault(str(key), len(columns))
    cells = {at: pd.Series([_text(row.get(name)) for row in rows], dtype="str") for name, at in columns.items()}  # type: ignore[attr-defined]
    frame = pd.DataFrame(cells, index=pd.RangeIndex(len(rows)))
    return cleaned(load, Tabular(file, "", list(columns), [""] * len(columns), frame, 1))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)


def _none(name: str) -> None:
    raise ValueError(f"{name} is no number")
