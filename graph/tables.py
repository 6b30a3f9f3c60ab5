"""Tables in the shape that the schema asks for, and the days in them as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from graph import dates, ids, schema
from graph.errors import ModelError, listed, shortened

Array = np.ndarray[Any, Any]

NEVER = 99991231
"""The day number of an end that has not come."""


def shaped(table: str, frame: pd.DataFrame | None) -> pd.DataFrame:
    """The frame with exactly the columns and dtypes of the schema, sorted by id."""
    properties = schema.TABLES[table]
    if frame is None or not len(frame.columns):
        frame = pd.DataFrame({"id": pd.Series([], dtype="str")})
    if table == "nodes" and "kind" not in frame.columns:
        frame = frame.assign(kind=pd.Series(map(schema.kind_of, frame["id"]), index=frame.index, dtype="str"))
    if unknown := [str(name) for name in frame.columns if name not in schema.named(properties)]:
        raise ModelError(f"{table}: the schema has no column {listed(unknown)}")
    columns: dict[str, Any] = {}
    for p in properties:
        if p.name not in frame.columns:
            if p.required and len(frame):
                raise ModelError(f"{table}: the column '{p.name}' is missing")
        else:
            columns[p.name] = _column(p, frame[p.name], len(frame))
            if p.required and pd.isna(columns[p.name]).any():
                raise ModelError(f"{table}: a row has no '{p.name}'")
    shaped = pd.DataFrame(columns)
    if not shaped["id"].is_monotonic_increasing:
        shaped = shaped.sort_values("id", kind="stable", ignore_index=True)
    # What is not there is added last: there is nothing in it to sort.
    return pd.DataFrame(
        {p.name: shaped[p.name] if p.name in columns else _column(p, None, len(frame)) for p in properties}
    )


def _column(p: schema.Property, values: pd.Series[Any] | None, length: int) -> Any:
    """The values of a property in the dtype of its type."""
    dtype = schema.TYPES[p.type]
    if p.type == "list":
        if values is None:
            return pd.Series([[] for _ in range(length)], dtype=object)
        return pd.Series([list(v) if isinstance(v, list | tuple | np.ndarray) else [] for v in values], dtype=object)
    if values is None:
        return pd.Series(index=range(length), dtype=dtype)  # a list of None of that length is 20 times slower to read
    try:
        typed = cast("Any", values).astype(dtype).reset_index(drop=True)
    except (TypeError, ValueError, OverflowError) as error:
        raise ModelError(f"column '{p.name}' is not of type {p.type}: {error}") from error
    for text in typed.dropna().unique() if p.type == "date" else ():
        if wrong := dates.problem(text):
            raise ModelError(f"column '{p.name}': {wrong} (got {shortened(text)}); {dates.REMEDY}")
    return typed


def minted(row: Mapping[str, object]) -> dict[str, object]:
    """The row of a statement with the id and the other defaults that a plain one may leave out.

    Raises:
        ModelError: There is no such relation.
    """
    relation = schema.RELATIONS.get(str(row["relation"]))
    if relation is None:
        raise ModelError(f"no relation {row['relation']!r}; did you mean one of {sorted(schema.RELATIONS)}?")
    role = row.get("role") or relation.default_role or None
    spell = cast("int", row.get("spell", 1))
    minted = ids.statement(relation.name, str(row["source"]), str(row["target"]), cast("str | None", role), spell)
    return {"id": minted, "confidence": "stated", "dataset": "built", "spell": spell, **row, "role": role}


def known(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what is unknown."""
    return {name: v for name, v in row.items() if (len(v) > 0 if isinstance(v, list) else not pd.isna(v))}


def rows_of(texts: pd.Series[str], among: pd.Series[str]) -> Array:
    """The row that each text has among others of which none occurs twice, -1 where it is none; int64, one a text."""
    import pyarrow as pa
    from pyarrow import compute

    found = compute.index_in(pa.array(texts), value_set=pa.array(among))  # a tenth of the time of an Index of texts
    return cast("Array", found.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64))


def is_known(column: pd.Series[Any]) -> pd.Series[bool]:
    """Where a column has a value; a list of none is none."""
    return column.str.len() > 0 if column.dtype == object else column.notna()


def values(column: pd.Series[Any]) -> list[Any]:
    """The values of a column in plain Python; None for what is unknown."""
    return [value if there else None for value, there in zip(column.tolist(), is_known(column).tolist(), strict=True)]


def records(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """The rows as mappings without what is unknown, in plain Python values."""
    for row in zip(*(values(frame[name]) for name in frame.columns), strict=True):
        yield {name: v for name, v in zip(frame.columns, row, strict=True) if v is not None}


def day_number(day: str) -> int:
    """A full day as a number that sorts alike: 2018-09-04 is 20180904."""
    return int(day.replace("-", ""))


def day_numbers(column: pd.Series[str], unknown: int, *, last: bool = False) -> Array:
    """The first (or last) days of a column of dates as numbers, int32; `unknown` where there is none."""
    cover = dates.last_day if last else dates.first_day
    codes, texts = pd.factorize(column)
    numbers = np.array([day_number(cover(text)) for text in texts] + [unknown], dtype=np.int32)
    return cast("Array", numbers[codes])


def day_texts(numbers: Array) -> pd.Series[str]:
    """Numbers of days as ISO texts; 0 and `NEVER` are unknown."""
    codes, unique = pd.factorize(numbers)
    texts = np.full(len(unique), None, dtype=object)
    for position, n in enumerate(unique.tolist()):
        if n not in (0, NEVER):
            texts[position] = f"{n // 10000:04d}-{n // 100 % 100:02d}-{n % 100:02d}"
    return pd.Series(texts, dtype="str").take(codes).reset_index(drop=True)
