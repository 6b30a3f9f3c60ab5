"""Reading a CSV strictly: every cell keeps its file, line and column, so that an error can name them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import DataError

_QUOTES = "put a cell with a comma, a quote or a line break in quotes, and write a quote in it twice"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        table: The table it stands in.
        line: Its line in the file, 1 being the header.
        cells: Its cells by column, without surrounding blanks; empty means unknown.
    """

    table: Table
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        """The cell of a column; empty where the table has no such column."""
        return self.cells.get(column, "")

    def wrong(self, column: str, problem: str, remedy: str) -> DataError:
        """The error that this cell is wrong, and what would be right."""
        value = self[column] if column in self.cells else None
        return DataError(self.table.name, self.line, column, value, problem, remedy)


@dataclass(frozen=True, slots=True)
class Table:
    """A table read from a file.

    Attributes:
        name: The file as a message names it.
        header: The columns, in order.
        rows: The rows, in order.
        errors: What was wrong with the file itself.
    """

    name: str
    header: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    errors: list[DataError] = field(default_factory=list)


def read(path: Path, name: str) -> Table:
    """The table in a CSV file (UTF-8, with or without a byte order mark); what is wrong with it is in `errors`."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return _failed(name, 0, None, f"cannot be read ({error.strerror})", "give the path of a CSV file")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return _failed(name, line, error.object[error.start : error.start + 1], "not UTF-8", "save it as CSV UTF-8")
    if "\0" in text:
        return _failed(
            name, text[: text.index("\0")].count("\n") + 1, None, "has a NUL character", "save it as CSV UTF-8"
        )
    lines = _records(text)
    try:
        _, header = next(lines)
    except StopIteration:
        return _failed(name, 1, None, "the file is empty", "write a header")
    if isinstance(header, csv.Error):
        return _failed(name, 1, None, f"not CSV ({header})", _QUOTES)
    if not header:
        return _failed(name, 1, None, "the first line is empty", "write a header")
    if len(header) == 1 and (found := next((mark for mark in ";\t|" if mark in header[0]), None)):
        return _failed(name, 1, None, f"its cells are separated by {found!r}", "save it as CSV with commas")
    columns = tuple(cell.strip() for cell in header)
    table = Table(name, columns)
    for column in sorted({c for c in columns if columns.count(c) > 1 or not c}):
        table.errors.append(
            DataError(name, 1, column, None, "the header names it twice or not at all", "name each column once")
        )
    for line, cells in lines:
        if isinstance(cells, csv.Error):
            table.errors.append(DataError(name, line, "", None, f"not CSV from here on ({cells})", _QUOTES))
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            remedy = f"write {len(columns)}, in quotes where a cell holds a comma"
            table.errors.append(
                DataError(name, line, "", None, f"{len(cells)} cells where the header has {len(columns)}", remedy)
            )
            continue
        values = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        table.rows.append(Row(table, line, values))
    return table


def _failed(name: str, line: int, value: object, problem: str, remedy: str) -> Table:
    return Table(name, (), [], [DataError(name, line, "", value, problem, remedy)])


def _records(text: str) -> Iterator[tuple[int, list[str] | csv.Error]]:
    """Each record, or the error that ends them, with the line on which it begins."""
    # Not splitlines(): it also breaks at form feeds and at U+2028, which may stand in a cell.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, error
            return
        yield line, cells
        line = reader.line_num + 1
