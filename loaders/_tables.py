"""Reading a table: text files by `loaders._delimited`, workbooks by `loaders._workbook`.

Every cell stays a text until its loader reads it; a row keeps the number that a spreadsheet shows for it. What is no
table (a web page saved under that name, a zip bomb, a workbook of another age) is refused with what to do about it.
"""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import DataError
from loaders import _delimited, _workbook
from loaders._tabular import Recognise, Tabular

if TYPE_CHECKING:
    from loaders._run import Load


def read_table(load: Load, file: Path, recognise: Recognise | None = None) -> Tabular:
    """The table in a file; its header is the row above the tags, else the first that `recognise` knows, else the first.

    Raises:
        DataError: The file is no table, has no such header, or no rows below it.
        DataErrors: Far too many rows are longer or shorter than the header.
    """
    table = _read(load, file, recognise)
    if not len(table.coded) and not load.errors:
        told = "the table has a header and no rows"
        raise DataError(file.name, table.first - 1, "", None, told, "give a file with rows")
    return table


def _read(load: Load, file: Path, recognise: Recognise | None) -> Tabular:
    begin = _begin(file)
    if begin.startswith(b"PK\x03\x04"):
        return _workbook.read(load, file, recognise)
    if begin.startswith(b"\xd0\xcf\x11\xe0"):
        raise DataError(file.name, 0, "", None, "a workbook of the old kind (.xls)", "save it as .xlsx or as CSV UTF-8")
    _delimited.check_text(file, begin)
    return _delimited.read(load, file, begin, recognise)


def _begin(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            begin = handle.read(4096)
    except OSError as error:
        raise DataError(file.name, 0, "", None, f"cannot be read ({error.strerror})", "give another file") from error
    if not begin.removeprefix(codecs.BOM_UTF8).strip(b"\xff\xfe\0 \t\r\n"):
        raise DataError(file.name, 0, "", None, "the file is empty", "give a file with a header and rows")
    return begin
