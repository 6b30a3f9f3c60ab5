r"""A folder of CSV, one file a table, with a Frictionless `datapackage.json`; `migov load csv` reads it back equal.

UTF-8, ``\n``, a header, the rows sorted by id. A cell is written so that it can be undone:

- Unknown is an empty cell.
- A text stands as it is; where it is empty, begins with an apostrophe, or could run as a formula in a spreadsheet
  (``=``, ``+``, ``-``, ``@``, tab or carriage return, also behind blanks), an apostrophe is put before it.
- A list is a JSON array of texts, an empty list an empty cell.
- A date is as precise as known: 2018, 2018-09 or 2018-09-04. Numbers have a decimal point, booleans are true and
  false.

Derived columns are written for those who count in other programs; reading derives them anew.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from graph import schema
from graph.exports import _cells, _package

if TYPE_CHECKING:
    from graph.model import PropertyGraph

FOLDER = True

BATCH = 50_000
"""How many rows are in memory as text at a time."""


def write(graph: PropertyGraph, path: Path) -> list[str]:
    """Write the tables and the files that describe them into a folder."""
    files: dict[str, _package.File] = {}
    for name, frame in graph.tables.items():
        file = path / f"{name}.csv"
        _table(name, frame, file)
        with file.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        files[name] = _package.File(file.name, file.stat().st_size, digest, len(frame))
    described = json.dumps(_package.described(graph, files), ensure_ascii=False, indent=1)
    for other, text in ((_package.NAME, described + "\n"), ("README.txt", _package.README)):
        (path / other).write_text(text, encoding="utf-8", newline="\n")
    return []


def _table(name: str, frame: pd.DataFrame, file: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv

    def column(p: schema.Property, start: int) -> Any:
        return _column(p, frame[p.name].iloc[start : start + BATCH])

    form = pa.schema([(p.name, column(p, len(frame)).type) for p in schema.TABLES[name]])
    # It quotes all texts, and leaves unknown cells bare.
    with csv.CSVWriter(file, form, write_options=csv.WriteOptions(quoting_style="needed")) as writer:
        for start in range(0, len(frame), BATCH):
            parts = [column(p, start) for p in schema.TABLES[name]]
            writer.write_table(pa.Table.from_arrays(parts, schema=form))


def _column(p: schema.Property, values: pd.Series[Any]) -> Any:
    """Values as Arrow writes them into CSV."""
    import pyarrow as pa

    if p.type == "list":
        texts = [json.dumps(v, ensure_ascii=False) if len(v) else None for v in values]
        return pa.array(texts, pa.large_string())
    if p.type == "number":  # Arrow would write ten billion as 1e+10, and infinity as Table Schema does not
        digits = [None if v != v else repr(v).removesuffix(".0").replace("inf", "INF") for v in values.tolist()]
        return pa.array(digits, pa.large_string())
    array = pa.array(values, from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if p.type in ("text", "date", "day"):
        array = array.cast(pa.large_string())
    return _cells.marked(array) if p.type == "text" else array
