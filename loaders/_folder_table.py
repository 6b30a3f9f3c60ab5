"""One CSV of a folder as a table of the schema, each cell as it was written."""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph import dates, schema
from graph.errors import DataError, DataErrors, listed, near
from graph.exports import _cells
from loaders import _delimited, _values
from loaders._report import Place

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._run import Load

FIRST = 2
"""The row in which the first record stands, as a spreadsheet numbers it."""
_POINT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|[+-]?INF")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_TRUTH = {"true": True, "verdadero": True, "false": False, "falso": False}


@dataclass(frozen=True, slots=True)
class Table:
    """A table out of a file.

    Attributes:
        file: The file.
        frame: Its rows, columns as the schema says; derived ones are left out.
        rows: The row of the file in which each stands.
    """

    file: Path
    frame: pd.DataFrame
    rows: Array

    def wrong(self, at: int, column: str, problem: str, remedy: str) -> DataError:
        """The error that a cell of a row is wrong."""
        return DataError(self.file.name, int(self.rows[at]), column, self.frame[column].iloc[at], problem, remedy)


def read(load: Load, name: str, file: Path) -> Table:
    """The table in a file; wrong cells are told to the load.

    Raises:
        DataError: It is no such table.
        DataErrors: Far too many cells are wrong.
    """
    encoding, mark, header = _opened(load, file)
    columns = _columns(load, name, file, header)
    cells, odd = _delimited.parsed(file, encoding, mark, 1, len(header))
    for number, count in odd:
        remedy = f"write {len(header)}, in quotes where a cell holds the separator"
        load.wrong(DataError(file.name, number, "", None, f"{count} cells where the header has {len(header)}", remedy))
    if odd:
        raise DataErrors(load.errors)
    coded = [_coded(column) for column in cells.unify_dictionaries().columns]
    kept = _filled(load, file, coded, cells.num_rows)
    rows = np.flatnonzero(kept) + FIRST
    _no_stray(file, header, coded, kept)
    frame = {}
    for p in schema.TABLES[name]:
        if p.name in columns:
            codes, texts = coded[columns[p.name]]
            frame[p.name] = _read_column(load, file, p, codes[kept], texts, rows, mark)
    load.report.read(file.name, len(rows))
    return Table(file, pd.DataFrame(frame), rows)


def _opened(load: Load, file: Path) -> tuple[str, str, list[str]]:
    """The encoding, the separator and the header of a file.

    Raises:
        DataError: It is empty or no table.
    """
    with file.open("rb") as handle:
        begin = handle.read(4096)
    if begin.startswith(b"PK\x03\x04"):
        raise DataError(file.name, 0, "", None, "this is a workbook", "save it as CSV UTF-8")
    _delimited.check_text(file, begin)
    encoding = "utf-16" if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else ""
    encoding = encoding or _delimited.eight_bits(load, file, begin)
    with file.open(encoding=encoding, errors="replace", newline="") as text:
        line = text.readline(1 << 16)
    marks = {mark: next(csv.reader([line], delimiter=mark), []) for mark in _delimited.SEPARATORS}
    mark = max(marks, key=lambda mark: len(marks[mark]))
    if not any(cell.strip() for cell in marks[mark]):
        raise DataError(file.name, 1, "", None, "there is no header", "take the first line from the export")
    return encoding, mark, [cell.strip() for cell in marks[mark]]


def _columns(load: Load, name: str, file: Path, header: Sequence[str]) -> dict[str, int]:
    """The place of each column that is read.

    Raises:
        DataErrors: A column is unknown, missing or there twice.
    """
    known = schema.named(schema.TABLES[name])
    wrong = []
    for at, column in enumerate(header):
        if column and column not in known:
            close = near(column, known)
            remedy = f"did you mean {listed(close)}?" if close else "take it out"
            wrong.append(DataError(file.name, 1, column, None, "the schema has no such column", remedy))
        elif column and column in header[:at]:
            wrong.append(DataError(file.name, 1, column, None, "the column is there twice", "take one of the two out"))
    missing = [p for p in known.values() if p.name not in header and not p.derived]
    wrong += [
        DataError(file.name, 1, p.name, None, "the column is missing", "each row needs one; take it from the export")
        for p in missing
        if p.required
    ]
    if wrong:
        raise DataErrors(wrong)
    for p in missing:
        load.report.note(f"{file.name} has no column '{p.name}': it is unknown for all rows")
    load.report.ignored[file.name] = [column for column in header if column in known and known[column].derived]
    return {column: at for at, column in enumerate(header) if column and not known[column].derived}


def _coded(column: Any) -> tuple[Array, list[str]]:
    """The code of each cell and the texts that codes stand for."""
    cells = column.combine_chunks()
    return cells.indices.to_numpy(zero_copy_only=False), cells.dictionary.to_pylist()


def _filled(load: Load, file: Path, coded: Sequence[tuple[Array, list[str]]], count: int) -> Array:
    """Which rows hold anything: a spreadsheet leaves empty ones behind."""
    filled = np.zeros(count, dtype=bool)
    for codes, texts in coded:
        filled |= np.array([bool(text) for text in texts], dtype=bool)[codes]
    if not filled.all():
        load.report.skip(f"empty rows of {file.name}", None, int((~filled).sum()))
    return filled


def _no_stray(file: Path, header: Sequence[str], coded: Sequence[tuple[Array, list[str]]], kept: Array) -> None:
    """Nothing, where no cell stands beside the columns.

    Raises:
        DataError: One does.
    """
    for column, (codes, texts) in zip(header, coded, strict=True):
        there = np.array([bool(text) for text in texts], dtype=bool)[codes] & kept
        if not column and there.any():
            at = int(there.argmax())
            told = "a cell without a head above it"
            raise DataError(file.name, at + FIRST, "", texts[codes[at]], told, "take it out")


def _read_column(
    load: Load, file: Path, p: schema.Property, codes: Array, texts: Sequence[str], rows: Array, mark: str
) -> pd.Series[Any]:
    """A column in the type of the schema; each distinct cell is read once.

    Raises:
        DataErrors: Far too many cells are wrong.
    """
    reader = _reader(p, texts, mark)
    found = np.empty(len(texts), dtype=object)
    wrong: dict[int, str] = {}
    for at, text in enumerate(texts):
        try:
            found[at] = reader(text)
        except ValueError as error:
            found[at] = None
            wrong[at] = str(error)
    if p.type == "number" and (rounded := np.isin(codes, [at for at, text in enumerate(texts) if "E+" in text])).any():
        place = Place(file.name, "", "", int(rows[int(rounded.argmax())]))
        load.report.note("numbers with an exponent, as a spreadsheet writes what it rounds", place, int(rounded.sum()))
    if p.required:
        wrong |= {at: "it is missing" for at, value in enumerate(found) if value is None and at not in wrong}
    places = np.flatnonzero(np.isin(codes, list(wrong)))  # none, where only rows that are left out have such a cell
    if len(places):
        for at in places.tolist():
            problem, cell = wrong[int(codes[at])], texts[int(codes[at])]
            load.errors.append(DataError(file.name, int(rows[at]), p.name, cell or None, problem, _remedy(p)))
            if len(load.errors) >= _delimited.MOST:
                raise DataErrors(load.errors)
        return pd.Series(index=range(len(rows)), dtype=object)
    values = found[codes] if len(texts) else np.empty(0, dtype=object)
    return pd.Series(values, dtype=schema.TYPES[p.type])


def _reader(p: schema.Property, texts: Sequence[str], mark: str) -> Callable[[str], Any]:
    """What reads a cell of a column; it gives None for what is unknown, and raises ValueError for what is wrong."""
    if p.type == "text":
        return _chosen(p) if p.choices else _cells.plain
    if p.type == "number":
        as_exported = mark == "," and not any("," in text for text in texts)
        return (lambda text: _number(text.strip())) if as_exported else _decimal(texts)
    readers: dict[str, Callable[[str], Any]] = {
        "date": _date,
        "integer": _integer,
        "boolean": _boolean,
        "list": _list,
    }
    reader = readers[p.type]
    return lambda text: reader((_cells.plain(text) or "").strip())


def _chosen(p: schema.Property) -> Callable[[str], str | None]:
    def chosen(cell: str) -> str | None:
        text = _cells.plain(cell)
        if text is not None and text not in p.choices:
            raise ValueError("no such value")
        return text

    return chosen


def _date(text: str) -> str | None:
    if text and (wrong := dates.problem(text)):
        raise ValueError(wrong)
    return text or None


def _integer(text: str) -> int | None:
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise ValueError("not a whole number, written out")
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError("beyond what a whole number here can be")
    return number


def _number(text: str) -> float | None:
    if not text:
        return None
    return float(text) if _POINT.fullmatch(text) else _values.number(text)


def _decimal(texts: Sequence[str]) -> Callable[[str], float | None]:
    """What reads numbers that a spreadsheet saved: decimals may have a comma there, and 16.000 be 16000.

    The column tells how it is written; where it does not, such a cell is wrong.
    """
    try:
        style, mixed = _values.style_of(text for text in texts if "INF" not in text), ""
    except ValueError as error:
        style, mixed = None, str(error)

    def decimal(cell: str) -> float | None:
        text = cell.strip()
        if _WHOLE.fullmatch(text) or "INF" in text or not text:
            return _number(text)
        if mixed:
            raise ValueError(f"{mixed}, in one column")
        return _values.number(text, style)

    return decimal


def _boolean(text: str) -> bool | None:
    if text and text.lower() not in _TRUTH:
        raise ValueError("neither true nor false")
    return _TRUTH.get(text.lower())


def _list(text: str) -> list[str]:
    try:
        value = json.loads(text) if text else []
    except (ValueError, RecursionError):
        raise ValueError("not a list") from None
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError("not a list of texts")
    return value


def _remedy(p: schema.Property) -> str:
    """What would be right in a column."""
    if p.choices:
        return f"choose from {', '.join(p.choices)}"
    remedies = {
        "date": f"{dates.REMEDY} (a spreadsheet changes dates unless it imports the column as text)",
        "integer": "write digits only, such as 1200",
        "number": "write it with a decimal point and without thousands separators, such as 1200.5",
        "boolean": "write true or false",
        "list": 'write ["one", "two"]',
    }
    return remedies.get(p.type, "fill the cell")
