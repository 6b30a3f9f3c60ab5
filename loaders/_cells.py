"""Checking cells: each method says in words what is wrong with a cell of a row, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph import dates, schema
from graph.errors import DataError, listed, near
from loaders._table import Row

CURRENCY = re.compile(r"[A-Z]{3}")
"""What an ISO 4217 code looks like."""


class Cells:
    """Collects what is wrong with cells.

    Attributes:
        errors: Every wrong cell so far, in the order in which they were found.
    """

    errors: list[DataError]

    def _wrong(self, row: Row, column: str, problem: str, remedy: str) -> None:
        self.errors.append(row.wrong(column, problem, remedy))

    def _choose(self, row: Row, column: str, choices: Sequence[str]) -> None:
        close = near(row[column], choices)
        remedy = f"did you mean {listed(close)}?" if close else f"choose from {', '.join(choices)}"
        self._wrong(row, column, f"no such {column}" if row[column] else "it is missing", remedy)

    def _required(self, row: Row, *columns: str) -> None:
        for column in columns:
            if not row[column]:
                self._wrong(row, column, "it is missing", "write it")

    def _dates(self, row: Row, *columns: str) -> None:
        for column in columns:
            if row[column] and (wrong := dates.problem(row[column])):
                self._wrong(row, column, wrong, dates.REMEDY)

    def _order(self, row: Row) -> None:
        start, end = row["start"], row["end"]
        if (
            start
            and end
            and not dates.problem(start)
            and not dates.problem(end)
            and dates.last_day(end) < dates.first_day(start)
        ):
            self._wrong(row, "end", f"it ends before it starts ({start})", "correct one of the two")

    def _confidence(self, row: Row) -> None:
        if row["confidence"] not in schema.CONFIDENCES:
            self._choose(row, "confidence", schema.CONFIDENCES)
        if row["confidence"] == "inferred" and "relation" in row.cells and not row["how"]:
            self._wrong(row, "how", "it is inferred, and nothing says how", "say how in a few words")

    def _whole(self, row: Row, column: str, least: int = 0) -> int | None:
        text = row[column]
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 15 or int(text) < least:
            self._wrong(row, column, "not a whole number", f"write {least} or more, digits only")
            return None
        return int(text)

    def _number(self, row: Row, column: str) -> float | None:
        if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", row[column]):
            return float(row[column])
        self._wrong(row, column, "not a number", "write digits, with a point before decimals and nothing else")
        return None

    def _boolean(self, row: Row, column: str) -> bool | None:
        if row[column] not in ("true", "false"):
            self._wrong(row, column, "neither true nor false", "write true or false, or leave it empty for unknown")
            return None
        return row[column] == "true"

    def _url(self, row: Row) -> None:
        if row["url"] and not re.fullmatch(r"https?://[^\s<>\"']+", row["url"]):
            self._wrong(row, "url", "not a web address", "write http:// or https:// and the address, without blanks")
