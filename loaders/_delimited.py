"""Tables in text files: any encoding, comma, semicolon, tab or bar between cells."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from graph.errors import DataError, DataErrors
from loaders._tabular import HEAD, Recognise, Tabular, cleaned, header_of, padded, recoded

if TYPE_CHECKING:
    from loaders._run import Load

BLOCK = 16 << 20
"""The most bytes that a row may have; what is longer has a quote that is never closed."""
MOST = 1000
"""How many wrong rows are looked at before the file is given up."""
SEPARATORS = ",;\t|"


def read(load: Load, file: Path, begin: bytes, recognise: Recognise | None) -> Tabular:
    """The table in a text file that begins so.

    Raises:
        DataError: It is no table, or has no header that is recognised.
        DataErrors: Far too many rows are longer or shorter than the header; a few are told to the load.
    """
    encoding = _encoding(load, file, begin)
    head, mark = _text_head(file, encoding)
    top = _rows(head, mark)[:HEAD]
    at, tags = header_of(file, top, recognise)
    skip = at + 1 + (1 if tags is not None else 0)
    lines = _lines(head, mark, skip)
    width = len(top[at])
    table, odd = parsed(file, encoding, mark, lines, width)
    _tell(load, file, [(number - lines + skip, cells) for number, cells in odd], width)
    gaps = [number - lines - 1 for number, _ in odd]
    records = np.delete(np.arange(table.num_rows + len(gaps)), gaps)
    coded = _coded(table, pd.Index(records))
    return cleaned(
        load, Tabular(file, "", padded(top[at], width), padded(tags or [], width), coded, skip + 1, top[:at])
    )


def parsed(file: Path, encoding: str, mark: str, lines: int, width: int) -> tuple[Any, list[tuple[int, int]]]:
    """The rows below some lines, each text kept once, and the numbers and widths of those of another width.

    Raises:
        DataError: It is no CSV.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = [str(number) for number in range(width)]
    odd: list[tuple[int | None, int]] = []

    def met(row: Any) -> str:
        odd.append((row.number, row.actual_columns))
        return "skip"

    def once(threads: bool) -> Any:
        return arrow.read_csv(
            file,
            arrow.ReadOptions(
                use_threads=threads,
                block_size=BLOCK,
                skip_rows=lines,
                column_names=names,
                encoding=encoding.removesuffix("-sig"),
            ),
            arrow.ParseOptions(
                delimiter=mark, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=met
            ),
            arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.dictionary(pa.int32(), pa.string())), strings_can_be_null=False
            ),
        )

    try:
        table = once(True)
        if odd:  # only a reader with one thread knows the numbers of rows
            odd.clear()
            table = once(False)
    except (pa.ArrowException, UnicodeError, LookupError) as error:
        if "Could not skip" in str(error):  # nothing stands below the header, not even the end of its line
            return pa.table({name: pa.array([], pa.string()).dictionary_encode() for name in names}), []
        raise DataError(file.name, 0, "", None, f"not CSV ({_short(error)})", "save it again as CSV UTF-8") from error
    return table, [(number or 0, cells) for number, cells in odd]


def _tell(load: Load, file: Path, odd: list[tuple[int, int]], width: int) -> None:
    """Say which rows have more or fewer cells than the header.

    Raises:
        DataErrors: More of them than anyone reads: it is no such table.
    """
    remedy = f"write {width}, in quotes where a cell holds the separator"
    for row, cells in odd:
        load.wrong(DataError(file.name, row, "", None, f"{cells} cells where the header has {width}", remedy))
        if len(load.errors) >= MOST:
            raise DataErrors(load.errors)


def check_text(file: Path, begin: bytes) -> None:
    """Nothing, where the file may be CSV.

    Raises:
        DataError: It is a web page, JSON, XML or something packed.
    """
    start = begin.removeprefix(codecs.BOM_UTF8).lstrip()[:200].lower()
    what = ""
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        what = "a web page, not a table (a download that failed?)"
    elif start.startswith((b"<?xml", b"<")):
        what = "XML, not a table"
    elif start.startswith((b"{", b"[{")):
        what = "JSON, not a table"
    elif begin.startswith((b"\x1f\x8b", b"%PDF", b"7z\xbc\xaf", b"Rar!")):
        what = "packed or a document, not a table"
    if what:
        raise DataError(file.name, 1, "", None, what, "give CSV or .xlsx")


def _encoding(load: Load, file: Path, begin: bytes) -> str:
    """The encoding of a text file.

    Raises:
        DataError: It is none that is read.
    """
    if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for name, high in (("utf-16-le", begin[1::2]), ("utf-16-be", begin[::2])):
        if 2 * high.count(0) > len(high) > 0:  # a stray zero byte in a text of eight bits is no UTF-16
            return name
    return eight_bits(load, file, begin)


def eight_bits(load: Load, file: Path, begin: bytes) -> str:
    """The encoding of a text file that is not UTF-16: UTF-8, else Windows-1252, with a note."""
    name = "utf-8-sig" if begin.startswith(codecs.BOM_UTF8) else "utf-8"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open("rb") as handle:
        try:
            while chunk := handle.read(1 << 22):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            load.report.note(f"{file.name} is not UTF-8 ({error.reason}); read as Windows-1252")
            return "cp1252"
    return name


def _text_head(file: Path, encoding: str) -> tuple[str, str]:
    """The first lines of a text file, and its separator: the one that most of them agree on."""
    with file.open(encoding=encoding, errors="replace", newline="") as handle:
        head = handle.read(1 << 16)
    best = (0, 0, ",")
    for place, mark in enumerate(SEPARATORS):
        widths = [len(row) for row in _rows(head, mark) if any(row)]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        if common > 1:
            best = max(best, (widths.count(common) * common, -place, mark))
    return head, best[2]


def _rows(text: str, mark: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > 2 * HEAD:
                break
    except csv.Error:
        pass  # the end of the head may stand in the middle of a row; the whole file is read by another hand
    return rows


def _lines(head: str, mark: str, rows: int) -> int:
    """How many lines of the file the first rows take; a cell may hold a line break."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=mark)
    for _ in range(rows):
        if next(reader, None) is None:
            break
    return reader.line_num


def _coded(table: Any, index: pd.Index[Any]) -> pd.DataFrame:
    """The columns of a table as categories."""
    columns = {}
    for number, column in enumerate(table.unify_dictionaries().columns):
        cells = column.combine_chunks()
        texts = cells.dictionary.to_pylist()
        columns[number] = recoded(cells.indices.to_numpy(zero_copy_only=False), texts, index)
    return pd.DataFrame(columns, index=index)


def _short(error: Exception) -> str:
    text = " ".join(str(error).split())
    if "straddling" in text:
        return f"a row is longer than {BLOCK >> 20} MB, or a quote is never closed"
    return text if len(text) < 160 else f"{text[:157]}..."
