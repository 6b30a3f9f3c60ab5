"""Sheets of a workbook (XLSX): all text is text, the header is frozen and filtered, and rows are written as they come.

A workbook holds less than a table: a cell a limited number of characters and none that XML has not, a sheet a limited
number of rows, a number fifteen digits. What is changed by that is counted in `Lost`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import math
import re
import shutil
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from graph import dates
from graph.errors import TooLarge
from graph.exports._cells import FORMULA

LONGEST = 32_767
"""What a cell holds at most, in units of UTF-16; a longer text ends with an ellipsis."""
ROWS = 1_048_576
"""What a sheet holds at most, the header counted."""
WIDEST, NARROWEST = 60, 8
"""No column is made wider or narrower than so many characters."""
LINE, HIGHEST = 15, 405
"""The height of a line and of the highest row, in points."""
LOOKED_AT = 1000
"""How many rows decide upon the widths of columns."""
EXACT = 10**15
"""Whole numbers from here on are written as texts, since a workbook keeps fifteen digits."""
HEAD = "E4ECF3"
"""The colour behind the header."""
_ILLEGAL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True)
class Lost:
    """What a workbook could not carry.

    Attributes:
        cut: Texts that were longer than a cell.
        controls: Texts with control characters, which became blanks.
        digits: Numbers that are texts now.
    """

    cut: int = 0
    controls: int = 0
    digits: int = 0


@contextlib.contextmanager
def workbook(title: str, sheets: Sequence[str], out: Path | IO[bytes]) -> Iterator[Book]:
    """A workbook with these sheets to be filled; it is written at the end of the block.

    The same content gives the same bytes.
    """
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    made = Workbook(write_only=True)
    made.properties.creator = "migov"
    made.properties.title = _ILLEGAL.sub(" ", title)[:255]
    made.properties.created = made.properties.modified = dt.datetime.fromisoformat(dates.today())  # the day is enough
    with contextlib.ExitStack() as files:
        rows = {name: files.enter_context(TemporaryFile()) for name in sheets}
        book = Book({name: made.create_sheet(name) for name in sheets}, rows)
        yield book
        made.active = 0
        parts = {f"xl/worksheets/sheet{number}.xml": file for number, file in enumerate(rows.values(), start=1)}
        with _Archive(out, parts) as archive:
            ExcelWriter(made, archive).write_data()


class Book:
    """A workbook that is being written.

    openpyxl makes its frame and styles. The rows are gathered as XML in files and put in when it is saved: through
    openpyxl they take six times as long.

    Attributes:
        sheets: The sheets by name.
        rows: For each sheet the file with its rows.
        lost: What did not fit into cells so far.
    """

    def __init__(self, sheets: Mapping[str, Any], rows: Mapping[str, IO[bytes]]) -> None:
        """Take the sheets, and a file for the rows of each."""
        self.sheets, self.rows, self.lost = sheets, rows, Lost()

    def fill(self, name: str, rows: Iterable[Sequence[object]], instead: str, *, wrap: bool = True) -> None:
        """Write the rows, the first of which is the header, to a sheet.

        Args:
            name: The sheet.
            rows: The rows; None, NaN and "" are empty cells.
            instead: What to do where there are too many rows.
            wrap: Whether long texts take several lines; otherwise each row is one line, and the rest is seen in the
                cell.

        Raises:
            TooLarge: A sheet does not hold so many.
        """
        from openpyxl.utils import get_column_letter

        sheet, file, rest = self.sheets[name], self.rows[name], iter(rows)
        first = list(itertools.islice(rest, LOOKED_AT))
        places = range(max(map(len, first), default=0))
        widths = [_width(row[place] for row in first if place < len(row)) for place in places]
        letters = [get_column_letter(place + 1) for place in places]
        for letter, width in zip(letters, widths, strict=True):
            sheet.column_dimensions[letter].width = width
        sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation = "A2", "1:1", "landscape"
        numeric = {place for row in first[1:] for place, value in enumerate(row) if _is_number(value)}
        cells = _Cells(sheet, self.lost, numeric, wrap=wrap)
        number = 0
        for number, row in enumerate(itertools.chain(first, rest), start=1):
            if number > ROWS:
                raise TooLarge(f"{name}: there are more rows than the {ROWS:,} of a sheet; {instead}")
            # Said here, as not every program finds out by itself how high a row must be.
            lines = max(map(_lines, row, widths), default=1) if wrap else 1
            height = f' ht="{min(HIGHEST, lines * LINE)}" customHeight="1"' if lines > 1 else ""
            told = "".join(
                [cells.xml(value, place, f"{letters[place]}{number}", number == 1) for place, value in enumerate(row)]
            )
            file.write(f'<row r="{number}"{height}>{told}</row>'.encode())
        if number and widths:
            sheet.auto_filter.ref = f"A1:{letters[-1]}{number}"


class _Cells:
    """The cells of a sheet as XML; each look is made once by openpyxl and then only named."""

    def __init__(self, sheet: Any, lost: Lost, numeric: Container[int], *, wrap: bool) -> None:
        self._sheet, self._lost, self._numeric, self._wrap = sheet, lost, numeric, wrap
        self._known: dict[tuple[object, ...], int] = {}

    def xml(self, value: object, place: int, reference: str, is_head: bool) -> str:
        """A value as a cell; nothing where there is none."""
        if value is None or value != value or value == "":
            return ""
        if (isinstance(value, int) and abs(value) >= EXACT) or (isinstance(value, float) and math.isinf(value)):
            self._lost.digits += 1
            value = str(value).replace("inf", "INF")
        if not isinstance(value, str):
            kind, shown = ("b", int(value)) if isinstance(value, bool) else ("n", value)
            style = self._style(_format(value), kind == "n", False, is_head)
            return f'<c r="{reference}" s="{style}" t="{kind}"><v>{shown!r}</v></c>'
        text = _fitting(value, self._lost)
        # The quote keeps a text a text when somebody edits the cell.
        is_risky = text.lstrip().startswith(FORMULA)
        style = self._style(is_risky, is_head and place in self._numeric, _is_long(text) and not is_head, is_head)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'<c r="{reference}" s="{style}" t="inlineStr"><is><t{space}>{escape(text)}</t></is></c>'

    def _style(self, form: str | bool, is_right: bool, is_long: bool, is_head: bool) -> int:
        look = (form, is_right, is_long, is_head)
        if look not in self._known:
            self._known[look] = self._made(*look)
        return self._known[look]

    def _made(self, form: str | bool, is_right: bool, is_long: bool, is_head: bool) -> int:
        """The number of a style: a format of numbers, or whether a text is quoted, and where and how it stands."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        cell: Any = WriteOnlyCell(self._sheet)
        if isinstance(form, str):
            cell.number_format = form
        else:
            cell.quotePrefix = form
        if is_right:
            cell.alignment = Alignment(vertical="top", horizontal="right", indent=1)
        elif is_long and not self._wrap:
            # "fill" repeats what fits twice, which no long text does, and keeps it out of the next cell.
            cell.alignment = Alignment(vertical="top", horizontal="fill")
        else:
            cell.alignment = Alignment(vertical="top", wrap_text=is_long)
        if is_head:
            cell.font = Font(name="Calibri", size=11, bold=True)
            cell.fill = PatternFill("solid", start_color=HEAD)
        return int(cell.style_id)


class _Archive(ZipFile):
    """A ZIP in which no clock shows, and in which sheets get their rows."""

    def __init__(self, out: Path | IO[bytes], rows: Mapping[str, IO[bytes]]) -> None:
        super().__init__(out, "w", ZIP_DEFLATED, allowZip64=True)
        self._rows = rows

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **kwargs: Any) -> None:
        info = ZipInfo(str(zinfo_or_arcname), _EPOCH)
        info.compress_type = ZIP_DEFLATED
        super().writestr(info, data)

    def write(self, filename: Any, arcname: Any = None, *args: Any, **kwargs: Any) -> None:
        info = ZipInfo(str(arcname), _EPOCH)
        info.compress_type = ZIP_DEFLATED
        head, tail = re.split(rb"<sheetData ?/>|<sheetData></sheetData>", Path(filename).read_bytes())
        with self.open(info, "w", force_zip64=True) as target:
            target.write(head + b"<sheetData>")
            self._rows[info.filename].seek(0)
            shutil.copyfileobj(self._rows[info.filename], target, 1 << 20)
            target.write(b"</sheetData>" + tail)


def _fitting(text: str, lost: Lost) -> str:
    """A text as a cell can hold it."""
    shown = _ILLEGAL.sub(" ", text.replace("\r\n", "\n")) if _ILLEGAL.search(text) else text
    lost.controls += shown != text
    shown = _ESCAPE.sub("_x005F_", shown)  # a workbook would take _x0041_ for an A
    if len(shown) > LONGEST // 2 and _units(shown) > LONGEST:
        lost.cut += 1
        shown = shown.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", errors="ignore") + "…"
    return shown


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _width(values: Iterable[object]) -> int:
    """The width of a column with these values."""
    longest = max((len(line) for value in values for line in _shown(value)), default=0)
    return max(NARROWEST, min(WIDEST, longest + 2))


def _lines(value: object, width: int) -> int:
    """How many lines a value takes in a column of that width."""
    return sum(-(-len(line) // (width - 2)) or 1 for line in _shown(value)) if isinstance(value, str) else 1


def _shown(value: object) -> list[str]:
    return [] if value is None or value != value else str(value).split("\n")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _is_long(text: str) -> bool:
    return len(text) > WIDEST - 2 or "\n" in text


def _format(value: object) -> str:
    """How a number is shown: with its thousands apart, and with cents where it has any."""
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) < 1000:
        return "General"
    return "#,##0" if float(value).is_integer() else "#,##0.00"
