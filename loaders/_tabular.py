"""A table out of a file, whatever the file is: header, HXL tags, numbered rows, and which column tells what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph.errors import DataError, listed
from graph.names import fold
from loaders._report import Place

if TYPE_CHECKING:
    from graph.tables import Array
    from loaders._run import Load

HEAD = 25
"""How many rows from the top a header or a row of tags may stand in."""
LOST = "\ufffd"
"""What stands for a letter that a program could not write."""
LONGEST = 100_000
"""The most characters that a cell may have."""
_TAG = re.compile(r"#[A-Za-z][A-Za-z0-9_]*(\s*\+\s*[A-Za-z0-9_]+)*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Recognise = Callable[[Sequence[str]], bool]
"""Whether the cells of a row are the header that a loader knows."""


@dataclass(frozen=True)
class Tabular:
    """A table out of a file.

    Attributes:
        file: The file.
        sheet: The sheet of the workbook; empty for CSV.
        columns: The header, as written.
        tags: The HXL tag of each column, folded (`#org+impl`), empty where it has none.
        coded: One row a record, columns numbered from 0, of categories: each distinct text once; an empty
            cell is "". The index counts the records of the file, those left out included.
        first: The row of the file in which the first record stands, counted from 1.
        above: The rows above the header.
    """

    file: Path
    sheet: str
    columns: list[str]
    tags: list[str]
    coded: pd.DataFrame
    first: int
    above: list[list[str]] = field(default_factory=list)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The same with columns of dtype str, for what goes through the rows one by one."""
        return self.coded.astype("str")

    def row(self, record: int) -> int:
        """The row of the file in which a record (counted from 0) stands."""
        return self.first + record

    def place(self, load: Load, record: int) -> Place:
        """The place of a record."""
        row = self.row(record)
        return load.place(self.file, f"{self.sheet}, row {row}" if self.sheet else f"row {row}", row)

    def records(self, load: Load) -> Iterator[int]:
        """The records in order, counted in the report as they are read."""
        for done, record in enumerate(self.coded.index.tolist(), 1):
            if done % 10_000 == 0:
                load.progress(done)
            yield record
        load.report.read(self.file.name, len(self.coded))

    def cells(self, record: int, column: Mapping[str, int]) -> dict[str, str]:
        """The cells of a record by role."""
        return {role: self._columns[at][record] for role, at in column.items()}

    @cached_property
    def _columns(self) -> list[dict[int, str]]:
        """The cells by column and record: looking one up in a frame takes a hundred times as long."""
        rows = self.coded.index.tolist()
        return [dict(zip(rows, self.coded[at].tolist(), strict=True)) for at in range(self.coded.shape[1])]

    def wrong(self, record: int, column: int, problem: str, remedy: str) -> DataError:
        """The error that a cell is wrong."""
        value = self.coded.at[record, column]
        return DataError(self.file.name, self.row(record), self.columns[column], value, problem, remedy)

    def read(self, record: int, column: int | None, value: Callable[[str], Any], remedy: str) -> Any:
        """What a cell of a record is read as; None where there is no such column.

        Args:
            record: The record.
            column: The place of the column.
            value: Reads a text, or raises ValueError.
            remedy: What to write in place of a cell that is wrong.

        Raises:
            DataError: The cell is wrong.
        """
        if column is None:
            return None
        try:
            return value(self._columns[column][record])
        except ValueError as error:
            raise self.wrong(record, column, str(error), remedy) from error


def fold_header(text: str) -> str:
    """A header as they are compared: `Country.Country  ISO` and `Country ISO` fold alike.

    Small letters, no accents, anything between words is one blank, a repeated first word stands once, and
    organisation is spelled in one way.
    """
    words = fold(text.replace("_", " ")).replace("organization", "organisation").split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == words[1] else words)


def folded_tag(text: str) -> str:
    """A tag with its attributes in order: ``#org +name +impl`` is ``#org+impl+name``."""
    tag, *attributes = [part.strip().lower() for part in text.split("+")]
    return "+".join([tag, *sorted(set(attributes))])


def matched(
    load: Load, table: Tabular, roles: Mapping[str, Sequence[str]], needed: Iterable[str] = ()
) -> dict[str, int]:
    """The place of the column of each role; the columns of no role are told as ignored.

    Args:
        load: The load that is told.
        table: The table.
        roles: The headers that a role goes by, as `fold_header` makes them, the best first.
        needed: The roles that a file must have.

    Raises:
        DataError: A needed role has no column.
    """
    folded: dict[str, int] = {}
    for at, column in enumerate(table.columns):
        folded.setdefault(fold_header(column), at)
    found = {}
    for role, names in roles.items():
        places = [folded[name] for name in names if name in folded]
        if places:
            found[role] = places[0]
    for role in needed:
        if role not in found:
            row, names = table.first - 1, listed(list(roles[role])[:3])
            told = f"no column tells the {role.replace('_', ' ')}"
            raise DataError(table.file.name, row, "", ", ".join(table.columns), told, f"name one of them {names}")
    ignored = [column for at, column in enumerate(table.columns) if at not in found.values() and column.strip()]
    load.report.ignored[table.file.name] = ignored
    return found


def header_of(file: Path, top: list[list[str]], recognise: Recognise | None) -> tuple[int, list[str] | None]:
    """The row of the header among the first ones, and the tags below it.

    Raises:
        DataError: No row is the header.
    """
    row = tagged(top)
    if row is not None:
        at = row - 1 if row and any(cell.strip() for cell in top[row - 1]) else row
        return at, [folded_tag(cell) for cell in top[row]]
    found = recognised(top, recognise or any)
    if found is None:
        first = next((row for row in top if any(row)), [])
        told = f"none of the first {len(top)} rows is a header of this format"
        raise DataError(file.name, 1, "", ", ".join(first)[:200], told, "see `migov formats` for what it reads")
    return found, None


def recognised(top: list[list[str]], recognise: Recognise) -> int | None:
    return next((number for number, row in enumerate(top) if recognise(row)), None)


def tagged(top: list[list[str]]) -> int | None:
    """The row of HXL tags, if there is one: some cells are tags, and none is anything else."""
    for number, row in enumerate(top):
        cells = [cell.strip() for cell in row if cell.strip()]
        if cells and all(_TAG.fullmatch(cell) for cell in cells):
            return number
    return None


def padded(cells: Sequence[str], width: int) -> list[str]:
    return [*(cell.strip() for cell in cells[:width]), *[""] * (width - len(cells))]


def cleaned(load: Load, table: Tabular) -> Tabular:
    """The table with clean cells: blanks around them go, and control characters with a note.

    Raises:
        DataError: A cell is longer than a cell is.
    """
    coded = table.coded
    empty = np.ones(len(coded), dtype=bool)
    for number in range(coded.shape[1]):
        codes, texts = _parts(coded[number])
        lengths = [len(text) for text in texts]
        if max(lengths, default=0) > LONGEST:
            first = int((codes == lengths.index(max(lengths))).argmax())
            told = f"a cell of {max(lengths):,} characters"
            remedy = f"a cell has at most {LONGEST:,}; is a quote never closed? correct the file"
            line = table.row(int(coded.index[first]))
            raise DataError(table.file.name, line, table.columns[number], None, told, remedy)
        odd = np.array([bool(_CONTROLS.search(text)) for text in texts], dtype=bool)
        if odd.any():
            rows = np.flatnonzero(odd[codes])
            place = table.place(load, int(coded.index[rows[0]]))
            load.report.note("control characters taken out of cells", place, len(rows))
        lost = np.array([LOST in text for text in texts], dtype=bool)
        if lost.any():
            rows = np.flatnonzero(lost[codes])
            told = f"cells with letters that were lost before the file was written ({LOST}): names in them stay apart"
            load.report.note(told, table.place(load, int(coded.index[rows[0]])), len(rows))
        coded[number] = recoded(codes, [_CONTROLS.sub("", text).strip() for text in texts], coded.index)
        blank = coded[number].cat.categories.get_indexer(pd.Index([""]))[0]
        empty &= coded[number].cat.codes.to_numpy() == blank if blank >= 0 else np.zeros(len(coded), dtype=bool)
    if not empty.any():
        return table
    load.report.skip("empty rows", None, int(empty.sum()))
    # The others keep the numbers of the rows in which they stand.
    return replace(table, coded=coded[~empty])


def _parts(cells: pd.Series[Any]) -> tuple[Array, list[str]]:
    """The code of each cell, and the texts that codes stand for; an unknown cell is empty."""
    if not isinstance(cells.dtype, pd.CategoricalDtype):
        codes, texts = pd.factorize(cells.fillna(""))
        return codes, [str(text) for text in texts]
    return cells.cat.codes.to_numpy(), cells.cat.categories.tolist()


def recoded(codes: Array, texts: Sequence[str], index: pd.Index[Any]) -> pd.Series[Any]:
    """A column of categories out of codes and the texts they stand for, of which several may be the same."""
    own, distinct = pd.factorize(pd.Series(texts, dtype="str"))
    made = pd.Categorical.from_codes(own.astype(np.int32)[codes] if len(own) else codes, categories=distinct)
    return pd.Series(made, index=index)
