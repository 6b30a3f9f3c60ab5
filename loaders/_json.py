"""JSON files: read whole, as a value or as a table of records."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph.errors import DataError, shortened
from loaders._tabular import Tabular, cleaned

if TYPE_CHECKING:
    from loaders._run import Load

LARGEST = 1 << 30
"""The most bytes that a file may have: what is read whole must fit into memory several times."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u(?P<half>[dD][89a-fA-F]..)|.)", re.DOTALL)
"""An escape; `half` where it is half of a pair of surrogates without the other, which is no character."""


def is_json(file: Path) -> bool:
    """Whether a file begins as JSON does."""
    try:
        with file.open("rb") as handle:
            begin = handle.read(200)
    except OSError:
        return False
    text = begin.decode(json.detect_encoding(begin), errors="ignore")
    return text.lstrip()[:1] in ("{", "[")


def value(file: Path) -> Any:
    """The value in a file: UTF-8, or UTF-16 as shells of Windows write it.

    Raises:
        DataError: It is no JSON, too large, in another encoding, or an object in it has a key twice.
    """
    try:
        if file.stat().st_size > LARGEST:
            told = f"more than {LARGEST >> 30} GB of JSON"
            raise DataError(file.name, 0, "", None, told, "load it in parts, as pages of the service")
        content = file.read_bytes()
        text = content.decode(json.detect_encoding(content))
        if _SURROGATE.search(text):
            text = _ESCAPE.sub(lambda found: r"\ufffd" if found["half"] else found[0], text)
        return json.loads(text, parse_constant=_none, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        told = f"not JSON at column {error.colno} ({error.msg})"
        raise DataError(file.name, error.lineno, "", None, told, "download it again; was it cut short?") from error
    except UnicodeDecodeError as error:
        told = f"not {error.encoding.upper()} ({error.reason})"
        raise DataError(file.name, 0, "", None, told, "save it as UTF-8") from error
    except (RecursionError, ValueError) as error:
        # What Python says of these two is for programmers.
        why = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        why = "a number has thousands of digits" if why.startswith("Exceeds the limit") else why
        raise DataError(file.name, 0, "", None, f"not JSON that can be read ({why})", "download it again") from error
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


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"an object has the key {shortened(next(key for key in keys if keys.count(key) > 1))} twice")
    return found
