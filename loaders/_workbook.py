"""Tables in workbooks: one sheet, never several added up; what packs more than a table has is refused."""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph.errors import DataError, listed
from loaders._tabular import HEAD, Recognise, Tabular, cleaned, header_of, padded, recognised, tagged

if TYPE_CHECKING:
    from loaders._run import Load

UNPACKED = 1 << 30
"""The most bytes that a workbook may unpack to."""
RATIO = 200
"""How much smaller than its content a packed part of a workbook may be, once that is beyond a megabyte."""
CELLS = 75_000_000
"""The most cells that the corners of a sheet may span: the reader makes room for all of them, empty or not."""

MOST = 10_000
"""The most parts that a workbook may have."""


def read(load: Load, file: Path, recognise: Recognise | None) -> Tabular:
    """The table in the sheet that is asked for, else in the first that is recognised.

    Raises:
        DataError: The workbook is broken or no workbook, or no sheet is recognised.
    """
    from python_calamine import CalamineWorkbook

    _check_packed(file)
    _check_spans(file)
    try:
        with file.open("rb") as handle, CalamineWorkbook.from_filelike(handle) as book:  # by content, whatever its name
            sheets = {
                name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in _wanted(load, file, book)
            }
    except (DataError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # calamine has no root of its errors, and its panics are no Exception
        raise DataError(
            file.name,
            0,
            "",
            None,
            f"the workbook cannot be read ({' '.join(str(error).split())[:160]})",
            "save it again as .xlsx",
        ) from error
    chosen = _chosen(load, file, sheets, recognise)
    rows = sheets[chosen]
    top = [[_cell(value) for value in row] for row in rows[:HEAD]]
    at, tags = header_of(file, top, recognise)
    _check_formulas(load, file, chosen)
    width = max((place + 1 for place, cell in enumerate(top[at]) if cell), default=0)
    skip = at + 1 + (1 if tags is not None else 0)
    columns = [[_cell(row[number]) for row in rows[skip:]] for number in range(width)]
    frame = pd.DataFrame({number: pd.Series(column, dtype="str") for number, column in enumerate(columns)})
    header = padded(top[at], width)
    return cleaned(
        load,
        Tabular(file, chosen, header, padded(tags or [], width), frame, skip + 1, [row[:width] for row in top[:at]]),
    )


def _check_packed(file: Path) -> None:
    """Nothing, where the parts of a workbook unpack to what one can carry.

    Raises:
        DataError: They do not, or it is no workbook.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            whole = sum(part.file_size for part in parts)
            thin = any(part.file_size > max(1 << 20, RATIO * max(1, part.compress_size)) for part in parts)
            heavy = whole > UNPACKED or thin or len(parts) > MOST
            broken = None if heavy else packed.testzip()  # a part may be longer than it says, or cut short
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError) as error:
        raise DataError(file.name, 0, "", None, "a broken workbook or archive", "save it again as .xlsx") from error
    if broken is not None:
        raise DataError(file.name, 0, "", broken, "a part of the workbook is damaged", "save it again as .xlsx")
    if heavy:
        raise DataError(
            file.name, 0, "", f"{whole:,} bytes", "unpacks to more than a table has", "save it as CSV UTF-8"
        )
    if not any(part.filename.endswith(("workbook.xml", "workbook.bin", "content.xml")) for part in parts):
        raise DataError(file.name, 0, "", None, "an archive, not a workbook", "take the table out of it first")


_FAR = re.compile(rb' r="(?:[A-Z]{3}[0-9]|[A-Z]{1,2}[0-9]{6})')
"""A cell beyond column ZZ or row 99,999: without one, no sheet spans more than `CELLS`."""
_CORNER = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</)')
"""The place of a cell that holds something, in the XML of a sheet."""


def _check_spans(file: Path) -> None:
    """Nothing, where the cells of each sheet lie near enough to each other.

    A stray cell in the last column and one in the last row make a sheet of seventeen thousand million cells.

    Raises:
        DataError: They do not.
    """
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            text = packed.read(name)
            if not _FAR.search(text):
                continue
            held = {(_number(column), int(row)) for column, row in _CORNER.findall(text)}  # others are only styled
            width, height = (max((cell[side] for cell in held), default=0) for side in (0, 1))
            if width * height > CELLS:
                told = f"the cells of {Path(name).name} lie too far apart for a table"
                remedy = "delete what stands beyond the table, or save it as CSV UTF-8"
                raise DataError(file.name, 0, "", f"{height:,} rows of {width:,} columns", told, remedy)


def _number(letters: bytes) -> int:
    """The number of a column: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _wanted(load: Load, file: Path, book: Any) -> list[str]:
    """The sheets to look at: the one asked for, else those that are not hidden."""
    names = list(book.sheet_names)
    load.sheets_asked = True
    if asked := load.options.sheet:
        if asked not in names:
            raise DataError(
                file.name, 0, "", asked, "the workbook has no such sheet", f"its sheets are {listed(names)}"
            )
        return [asked]
    shown = [sheet.name for sheet in book.sheets_metadata if str(sheet.visible).endswith("Visible")]
    return [name for name in names if name in shown] or names


def _chosen(load: Load, file: Path, sheets: dict[str, list[list[Any]]], recognise: Recognise | None) -> str:
    """The first sheet that has what is looked for; later ones are often pivots or old copies, and are never added."""
    for name, rows in sheets.items():
        top = [[_cell(value) for value in row] for row in rows[:HEAD]]
        if any(any(row) for row in top) and (
            recognise is None or recognised(top, recognise) is not None or tagged(top) is not None
        ):
            others = [other for other in sheets if other != name]
            if others:
                load.report.note(
                    f"{file.name}: the sheet '{name}' is read, not {listed(others)}; --sheet names another"
                )
            return name
    names = listed(list(sheets)) if sheets else "none"
    raise DataError(
        file.name,
        0,
        "",
        names,
        "no sheet has the header of this format",
        "name the sheet by --sheet, or give another file",
    )


def _cell(value: Any) -> str:
    """A cell of a workbook as a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return (
            ""
            if not math.isfinite(value)
            else str(int(value))
            if value.is_integer() and abs(value) < 1e15
            else repr(value)
        )
    if hasattr(value, "isoformat"):
        text = str(value.isoformat())
        return text.removesuffix("T00:00:00")
    return str(value).strip() if value is not None else ""


def _check_formulas(load: Load, file: Path, sheet: str) -> None:
    """Say where formulas were never worked out: they read as empty cells, and empty means unknown."""
    with zipfile.ZipFile(file) as packed:
        for name in packed.namelist():
            if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                text = packed.read(name)
                count = (
                    len(re.findall(rb"<f\b[^>]*>[^<]*</f>\s*(?:<v\s*/>|<v></v>)?\s*</c>", text)) if b"<f" in text else 0
                )
                if count:
                    told = f"{file.name}: {count} formulas in {Path(name).name} have no result and read as unknown"
                    load.report.note(f"{told}; open it in a spreadsheet and save it", None, count)
